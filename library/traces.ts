/**
 * Counterexamples as a library: the readable trace of a path, its text and Mermaid forms, the ITF file and back, and its replay, which
 * believes nothing but the model.
 */
export {
  type Change,
  describeChange,
  describeState,
  describeTraceStep,
  diffStates,
  type ItfProblem,
  type ItfResult,
  type JsonValue,
  readItf,
  type Refusal,
  renderText,
  replay,
  type Replayed,
  type ReplayResult,
  type Segment,
  type TextOptions,
  type Trace,
  traceOf,
  traceOfError,
  type TraceParam,
  type TraceProperty,
  type TraceStatus,
  type TraceStep,
  type ValueType,
  type Variable,
  writeItf,
} from '../traces/index.ts'
