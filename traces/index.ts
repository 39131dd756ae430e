/** Counterexamples: built from a search's path, compared, told as text, saved as ITF, read back and replayed. */
export { extend, type Extension, renderExtension } from './extend.ts'
export { type Change, diffStates, type Segment } from './diff.ts'
export { type Alternative, explain, type Explanation, type Harm, type Prevention, type RecordFate } from './explain.ts'
export { MAX_ITF_CHARS } from './itf-form.ts'
export type { ItfProblem } from './json-reader.ts'
export { type ItfResult, readItf } from './read-itf.ts'
export { renderMermaid } from './mermaid.ts'
export type {
  Picture,
  ReplicationPicture,
  PropertyGroup,
  PropertyInfo,
  ReportData,
  StepData,
  StoryData,
  StorySentence,
  TraceOrigin,
} from './report-types.ts'
export { lanesOf, pictureOf, sceneOf } from './picture.ts'
export { type Evidence, groupOf, reportData, type ReportSources, withEvidence } from './report-data.ts'
export { type Refusal, replay, type Replayed, type ReplayResult } from './replay.ts'
export { statusesAt, stepDrawer, type TakenStep } from './step-data.ts'
export { renderText, type TextOptions } from './text.ts'
export {
  describeTraceStep,
  type JsonValue,
  MODEL_ERROR,
  type Trace,
  traceOf,
  traceOfError,
  traceOfRun,
  type TraceParam,
  type TraceProperty,
  type TraceStatus,
  type TraceStep,
} from './trace.ts'
export type { ValueType, Variable } from './value-type.ts'
export { describeChange, describePath, describeState, describeValue, sentence } from './words.ts'
export { writeItf } from './write-itf.ts'
