/**
 * Transitions taken one at a time, straight from the contract: no generated code, no packing.
 *
 * The reference checker, replay, trace labels and the explorer stand on this; the search's generated `expand` is tested
 * against it.
 */
import type { Codec } from './codec.ts'
import { type Action, labelOf, type Model, type Reading, testOf, valuesOf } from '../model.ts'

/** One enabled transition: the action's index in the model and the value of each parameter. */
export interface Step {
  readonly action: number
  readonly params: readonly number[]
}

/** The name of the first guard that is false for these parameters, or undefined when the action is enabled. */
export function blockingGuard<S>(action: Action<S>, state: S, params: readonly number[]): string | undefined {
  for (const [name, guard] of Object.entries(action.guards)) if (!testOf(guard)(state as Reading<S>, ...params)) return name
  return undefined
}

/** Every choice of parameters of an action, in lexicographic order. */
export function* choicesOf<S>(action: Action<S>, from = 0): Generator<readonly number[]> {
  const param = action.params[from]
  if (param === undefined) {
    yield []
    return
  }
  for (const value of valuesOf(param.domain)) for (const rest of choicesOf(action, from + 1)) yield [value, ...rest]
}

/** Whether no transition of the model is enabled in a state. */
export const isDeadlock = <S>(model: Model<S>, state: S): boolean =>
  !model.actions.some((action) => [...choicesOf(action)].some((params) => blockingGuard(action, state, params) === undefined))

/** Where a step leads from `cells` (both working arrays), without looking at guards. */
export function takeStep<S>(model: Model<S>, codec: Codec<S>, cells: Int32Array, step: Step): Int32Array {
  const { draft } = codec
  draft.cells.set(cells)
  model.actions[step.action]?.apply(draft.state, ...step.params)
  model.observe?.(draft.state)
  const problem = codec.outOfRange(draft.cells)
  if (problem !== undefined) throw new RangeError(`${describeStep(model, step)} leaves ${problem}`)
  return normalize(codec, draft.cells)
}

/** Dead cells set to the lowest value of their domain, so that equal states are equal arrays. */
export function normalize<S>(codec: Codec<S>, cells: Int32Array): Int32Array {
  const packed = new Int32Array(codec.layout.words)
  codec.encode(cells, packed, 0)
  const out = codec.cells()
  codec.decode(packed, 0, out)
  return out
}

/** All transitions from a state in a fixed order: actions as declared, parameters lexicographically. */
export function* successors<S>(
  model: Model<S>,
  codec: Codec<S>,
  cells: Int32Array,
): Generator<{ readonly step: Step; readonly cells: Int32Array }> {
  const { state, cells: own } = codec.create()
  own.set(cells)
  for (const [index, action] of model.actions.entries()) {
    for (const params of choicesOf(action)) {
      if (blockingGuard(action, state, params) !== undefined) continue
      const step = { action: index, params }
      yield { step, cells: takeStep(model, codec, cells, step) }
    }
  }
}

/** The initial states as working arrays, in declaration order, without repeats. */
export function initialStates<S>(model: Model<S>, codec: Codec<S>): Int32Array[] {
  const seen = new Set<string>()
  const out: Int32Array[] = []
  for (const [index, write] of model.initial.entries()) {
    const draft = codec.create()
    write(draft.state)
    model.observe?.(draft.state)
    const problem = codec.outOfRange(draft.cells)
    if (problem !== undefined) throw new RangeError(`initial[${index}] has ${problem}`)
    const cells = normalize(codec, draft.cells)
    const key = cells.join()
    if (!seen.has(key)) out.push(cells)
    seen.add(key)
  }
  return out
}

/** A working state over given cells, for guards and properties. */
export function stateFrom<S>(codec: Codec<S>, cells: Int32Array): S {
  const working = codec.create()
  working.cells.set(cells)
  return working.state
}

/** `LeaderWrite(b1)`: a step as people read it. */
export function describeStep<S>(model: Model<S>, step: Step): string {
  const action = model.actions[step.action]
  if (action === undefined) return `action ${step.action}`
  const args = action.params.map((param, i) => labelOf(param.domain, step.params[i] ?? 0))
  return `${action.name}(${args.join(', ')})`
}
