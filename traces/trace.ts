/**
 * A counterexample (or the path to a witness) as people and tools read it: names and labels instead of indices, Immutable
 * states instead of working arrays.
 */
import { compileCodec } from '../checker/state/codec.ts'
import { labelOf, type Model, type Reading } from '../checker/model.ts'
import { stateFrom, type Step } from '../checker/state/successors.ts'
import type { Path, PropertyKind, PropertyResult } from '../checker/verdict.ts'
import { type AnyView, viewerOf } from '../checker/state/view.ts'
import { type Variable, variablesOf } from './value-type.ts'

/** Plain data that survives JSON. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue }

/**
 * What the end of a trace shows.
 *
 * - `violated`: a state property is false in the last state, or a step property across the last step;
 * - `reached`: a witness is true in the last state;
 * - `deadlock`: no action is enabled in the last state;
 * - `error`: in the last state an action or a property throws, or an action leaves the domains of the state;
 * - `taken`: nothing, but that every step can be taken.
 */
export type TraceStatus = 'violated' | 'reached' | 'deadlock' | 'error' | 'taken'

export interface TraceProperty {
  readonly name: string
  readonly kind: PropertyKind
  readonly statement: string
}

/** A parameter of a step, its value written by label. */
export interface TraceParam {
  readonly name: string
  readonly value: string
}

export interface TraceStep {
  readonly action: string
  readonly params: readonly TraceParam[]
}

export interface Trace {
  /** Name of the model. */
  readonly model: string
  readonly bounds: Readonly<Record<string, number | string | boolean>>
  /** What the caller needs to build the model again; opaque here. */
  readonly spec: JsonValue
  readonly property: TraceProperty
  readonly status: TraceStatus
  /** Names and types of the fields of a state, in declaration order. */
  readonly variables: readonly Variable[]
  /** One more than {@link steps}; the first is initial. */
  readonly states: readonly AnyView[]
  /** `steps[i]` leads from `states[i]` to `states[i + 1]`. */
  readonly steps: readonly TraceStep[]
  /** Why the property is false at the end, in the property's own words; for an error, its message. */
  readonly why: string | undefined
}

/** What a trace of status `error` contradicts. */
export const MODEL_ERROR: TraceProperty = {
  name: 'ModelError',
  kind: 'state',
  statement: 'The model does what a model must not: something in it throws, or leaves the domains of its state.',
}

/** What a trace of status `taken` is about. */
const RUN: TraceProperty = { name: 'Run', kind: 'witness', statement: 'Every step can be taken.' }

/** A run of the model as a readable trace that claims nothing else. */
export const traceOfRun = <S>(model: Model<S>, spec: JsonValue, path: Path): Trace => ({
  ...pathOf(model, path),
  spec,
  property: RUN,
  status: 'taken',
  why: undefined,
})

/** The readable trace of a decided property; undefined when the result has no path. `spec` is kept as it is. */
export function traceOf<S>(model: Model<S>, spec: JsonValue, result: PropertyResult): Trace | undefined {
  const { name, kind, statement, path } = result
  if (path === undefined) return undefined
  const status = STATUS[kind]
  const why = status === 'violated' ? whyOf(model, name, path) : undefined
  return { ...pathOf(model, path), spec, property: { name, kind, statement }, status, why }
}

/** The readable trace of a search that ended in an error of the model: where its path ends, something throws. */
export function traceOfError<S>(
  model: Model<S>,
  spec: JsonValue,
  error: { readonly message: string; readonly path: Path },
): Trace {
  return { ...pathOf(model, error.path), spec, property: MODEL_ERROR, status: 'error', why: error.message }
}

const STATUS: Readonly<Record<PropertyKind, TraceStatus>> = {
  state: 'violated',
  step: 'violated',
  witness: 'reached',
  possible: 'violated',
  deadlock: 'deadlock',
}

type PathOf = Pick<Trace, 'model' | 'bounds' | 'variables' | 'states' | 'steps'>

function pathOf<S>(model: Model<S>, path: Path): PathOf {
  const viewer = viewerOf(model.layout)
  return {
    model: model.name,
    bounds: model.bounds,
    variables: variablesOf(model.layout),
    states: path.states.map((cells) => viewer.view(cells)),
    steps: path.steps.map((step) => traceStep(model, step)),
  }
}

/** `LeaderWrite(b1)`: a step as people read it. */
export const describeTraceStep = (step: TraceStep): string => `${step.action}(${step.params.map((p) => p.value).join(', ')})`

/** A step by names and labels. */
export function traceStep<S>(model: Model<S>, step: Step): TraceStep {
  const action = model.actions[step.action]
  if (action === undefined) throw new RangeError(`${model.name} has no action ${step.action}`)
  return {
    action: action.name,
    params: action.params.map((param, i) => ({ name: param.name, value: labelOf(param.domain, step.params[i] ?? 0) })),
  }
}

function whyOf<S>(model: Model<S>, name: string, path: Path): string | undefined {
  const property = model.properties.find((p) => p.name === name)
  const codec = compileCodec(model.layout)
  const read = (cells: Int32Array) => stateFrom(codec, cells) as Reading<S>
  const [before, last] = [path.states.at(-2), path.states.at(-1)]
  if (property?.why === undefined || last === undefined) return undefined
  if (property.kind === 'step') return before && property.why(read(before), read(last))
  return property.why(read(last), undefined)
}
