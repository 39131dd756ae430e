/**
 * Runs a saved trace on the model again. A file can say anything; a replay believes nothing but the model.
 */
import { type Codec, compileCodec } from '../checker/state/codec.ts'
import { labelOf, type Model, valuesOf } from '../checker/model.ts'
import { blockingGuard, initialStates, stateFrom, type Step, takeStep } from '../checker/state/successors.ts'
import type { Path } from '../checker/verdict.ts'
import { type AnyView, type Viewer, viewerOf } from '../checker/state/view.ts'
import { type Change, diffStates } from './diff.ts'
import { errorAt, evidenceAt } from './evidence.ts'
import { messageOf } from '../text/message-of.ts'
import { printable } from '../text/printable.ts'
import { describeTraceStep, type Trace, traceOf, traceOfError, traceOfRun, type TraceStep } from './trace.ts'
import { describePath, describeValue } from './words.ts'

export type ReplayResult = Replayed | Refusal

/**
 * The trace holds. `trace` is built from the model alone, statement and why included: show that one, not the file's. (Only
 * the name and statement of a deadlock, which no model declares, and the opaque `spec` are kept.)
 */
export interface Replayed {
  readonly ok: true
  readonly trace: Trace
}

/** The trace does not hold, and the first reason found. */
export interface Refusal {
  readonly ok: false
  /** The number of the step at fault, 0 for the initial state; undefined when the trace as a whole is. */
  readonly step: number | undefined
  readonly message: string
  /** When a name is not the model's: what was given and what there is, for a suggestion. */
  readonly unknown: { readonly given: string; readonly known: readonly string[] } | undefined
}

interface Stage<S> {
  readonly model: Model<S>
  readonly codec: Codec<S>
  readonly viewer: Viewer
  readonly failure: (cells: Int32Array) => string | undefined
}

/**
 * Re-executes every step of a trace and checks that its end, and nothing before it, shows what it claims. Throws only when
 * the model is at fault: an initial state outside its layout, or a `why` that throws. `failureIn` says what a careful search finds wrong
 * in a state; without it only what throws, or leaves the domains of the state, shows an error.
 */
export function replay<S>(
  model: Model<S>,
  trace: Trace,
  failureIn: (model: Model<S>, codec: Codec<S>) => (cells: Int32Array) => string | undefined = () => () => undefined,
): ReplayResult {
  const refusal = mismatch(model, trace)
  if (refusal !== undefined) return refusal
  const codec = compileCodec(model.layout)
  const stage: Stage<S> = { model, codec, viewer: viewerOf(model.layout), failure: failureIn(model, codec) }
  const path: { states: Int32Array[]; steps: Step[] } = { states: [], steps: [] }
  for (const [number, recorded] of trace.states.entries()) {
    const [before, taken] = [path.states.at(-1), trace.steps[number - 1]]
    if (before === undefined || taken === undefined) {
      const initial = findInitial(stage, recorded)
      if ('ok' in initial) return initial
      path.states.push(initial)
    } else {
      const followed = follow(stage, before, taken, recorded, number)
      if ('ok' in followed) return followed
      path.states.push(followed.cells)
      path.steps.push(followed.step)
    }
    const unfit = number < trace.steps.length ? endsEarly(stage, trace, path) : endsOpen(stage, trace, path)
    if (unfit !== undefined) return unfit
  }
  return { ok: true, trace: rebuilt(stage, trace, path) }
}

/** The trace of the path that was re-executed, as the model tells it. */
function rebuilt<S>({ model, codec, failure }: Stage<S>, trace: Trace, path: Path): Trace {
  const [before, last] = [path.states.at(-2), path.states.at(-1) ?? new Int32Array()]
  const { name, kind } = trace.property
  const statement = model.properties.find((p) => p.name === name)?.statement ?? trace.property.statement
  const verdict = trace.status === 'reached' ? 'holds' : 'violated'
  if (trace.status === 'taken') return traceOfRun(model, trace.spec, path)
  const told = trace.status === 'error' ? undefined : traceOf(model, trace.spec, { name, kind, statement, verdict, path })
  return told ?? traceOfError(model, trace.spec, { message: failure(last) ?? errorAt(model, codec, before, last) ?? '', path })
}

const LONGEST_MESSAGE = 1000

const refuse = (step: number | undefined, message: string, unknown?: Refusal['unknown']): Refusal => ({
  ok: false,
  step,
  message: printable(message, LONGEST_MESSAGE),
  unknown,
})

/** Why a trace cannot be one of this model at all. */
function mismatch<S>(model: Model<S>, trace: Trace): Refusal | undefined {
  const { property, states, steps, status } = trace
  if (trace.model !== model.name) return refuse(undefined, `the trace is of the model ${trace.model}, not of ${model.name}`)
  for (const name of new Set([...Object.keys(model.bounds), ...Object.keys(trace.bounds)])) {
    const [theirs, ours] = [boundOf(trace, name), boundOf(model, name)]
    if (theirs !== ours) return refuse(undefined, `the bound ${name} is ${theirs} in the trace and ${ours} in the model`)
  }
  if (states.length !== steps.length + 1)
    return refuse(undefined, `${stepsOf(steps.length)} must join ${steps.length + 1} states; the trace has ${states.length}`)
  const shows = { state: 'violated', step: 'violated', witness: 'reached', possible: 'violated', deadlock: 'deadlock' } as const
  if (status === 'error' || status === 'taken') return undefined
  if (status !== shows[property.kind]) return refuse(undefined, `a ${property.kind} property cannot be ${status}`)
  if (property.kind === 'deadlock') return undefined
  const declared = model.properties.find((p) => p.name === property.name)
  const known = model.properties.map((p) => p.name)
  if (declared === undefined)
    return refuse(undefined, `the model has no property ${property.name}`, { given: property.name, known })
  if (declared.kind !== property.kind)
    return refuse(undefined, `${property.name} is a ${declared.kind} property, not a ${property.kind} property`)
  return undefined
}

const boundOf = (of: Pick<Trace, 'bounds'>, name: string): string =>
  Object.hasOwn(of.bounds, name) ? JSON.stringify(of.bounds[name]) : 'absent'

/** The initial state of the model that was recorded; a refusal names what sets it apart from the most similar one. */
function findInitial<S>({ model, codec, viewer }: Stage<S>, recorded: AnyView): Int32Array | Refusal {
  let closest: readonly Change[] | undefined
  for (const cells of initialStates(model, codec)) {
    const changes = diffStates(viewer.view(cells), recorded)
    if (changes.length === 0) return cells
    if (closest === undefined || changes.length < closest.length) closest = changes
  }
  return refuse(0, `state 0 is not an initial state: ${closest === undefined ? 'the model has none' : describeFirst(closest)}`)
}

/** Takes one step and compares where it leads. */
function follow<S>(
  { model, codec, viewer }: Stage<S>,
  before: Int32Array,
  taken: TraceStep,
  recorded: AnyView,
  number: number,
): { readonly step: Step; readonly cells: Int32Array } | Refusal {
  const step = resolve(model, taken, number)
  if ('ok' in step) return step
  const label = `step ${number}, ${describeTraceStep(taken)}`
  try {
    const action = model.actions[step.action]
    const guard = action && blockingGuard(action, stateFrom(codec, before), step.params)
    if (guard !== undefined) return refuse(number, `${label}: not enabled, the guard "${guard}" is false`)
    const cells = takeStep(model, codec, before, step)
    const changes = diffStates(viewer.view(cells), recorded)
    return changes.length === 0 ? { step, cells } : refuse(number, `${label}: ${describeFirst(changes)}`)
  } catch (error) {
    return refuse(number, `${label}: ${messageOf(error)}`)
  }
}

const LONGEST_VALUE = 160

/** The first difference between what the model has and what was recorded. */
function describeFirst(changes: readonly Change[]): string {
  const [first] = changes
  const brief = (value: unknown) => {
    const text = describeValue(value)
    return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text
  }
  if (first === undefined) return 'no difference'
  const [ours, theirs] = [brief(first.from), brief(first.to)]
  if (ours === theirs) return `${describePath(first.path)} is ${ours} in the model and of another type in the trace`
  return `${describePath(first.path)} is ${ours} in the model and ${theirs} in the trace`
}

/** The model's step of that action name and those parameter labels; a refusal, blaming step `number`, when it has none. */
export function resolve<S>({ actions }: Model<S>, taken: TraceStep, number: number): Step | Refusal {
  const index = actions.findIndex((a) => a.name === taken.action)
  const action = actions[index]
  if (action === undefined) {
    const known = actions.map((a) => a.name)
    return refuse(number, `step ${number}: the model has no action ${taken.action}`, { given: taken.action, known })
  }
  const [ours, theirs] = [action.params, taken.params].map((params) => params.map((p) => p.name).join(', '))
  if (ours !== theirs) return refuse(number, `step ${number}: ${action.name} takes (${ours}), not (${theirs})`)
  const params: number[] = []
  for (const [i, { name, domain }] of action.params.entries()) {
    const given = taken.params[i]?.value ?? ''
    const value = valuesOf(domain).find((v) => labelOf(domain, v) === given)
    if (value === undefined) {
      const known = valuesOf(domain).map((v) => labelOf(domain, v))
      return refuse(number, `step ${number}: ${given} is not a ${name} of ${action.name}`, { given, known })
    }
    params.push(value)
  }
  return { action: index, params }
}

const stepsOf = (n: number): string => (n === 1 ? '1 step' : `${n} steps`)
const claimOf = (status: Trace['status'], property: string): string =>
  status === 'deadlock' ? 'nothing is enabled' : `${property} is ${status}`

/** Refuses a trace that goes on although its point is made. */
function endsEarly<S>({ model, codec }: Stage<S>, { property, status }: Trace, path: Path): Refusal | undefined {
  if (status === 'error' || status === 'taken') return undefined
  const number = path.steps.length
  const evidence = evidenceAt(model, codec, property, path.states.at(-2), path.states.at(-1) ?? new Int32Array())
  switch (evidence.kind) {
    case 'absent':
      return undefined
    case 'shown':
      return refuse(number, `${claimOf(status, property.name)} after ${stepsOf(number)} already, and the trace goes on`)
    case 'threw':
      return refuse(number, `${property.name} cannot be evaluated after ${stepsOf(number)}: ${evidence.message}`)
  }
}

/** Refuses a trace whose end does not show what it claims. */
function endsOpen<S>({ model, codec, failure }: Stage<S>, { property, status }: Trace, path: Path): Refusal | undefined {
  const number = path.steps.length
  const [before, last] = [path.states.at(-2), path.states.at(-1) ?? new Int32Array()]
  if (status === 'taken') return undefined
  if (status === 'error')
    return (failure(last) ?? errorAt(model, codec, before, last)) === undefined
      ? refuse(number, `nothing fails after ${stepsOf(number)}, where the trace ends`)
      : undefined
  const evidence = evidenceAt(model, codec, property, before, last)
  switch (evidence.kind) {
    case 'shown':
      return undefined
    case 'absent':
      return refuse(number, `it is not so that ${claimOf(status, property.name)} after ${stepsOf(number)}, where the trace ends`)
    case 'threw':
      return refuse(number, `${property.name} cannot be evaluated after ${stepsOf(number)}: ${evidence.message}`)
  }
}
