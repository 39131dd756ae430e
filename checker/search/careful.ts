/**
 * The transitions of a state taken carefully: straight from the contract, on states that refuse misuse (`watched.ts`), every
 * answer looked at, and compared with what the generated code found.
 *
 * Of every state the search checks that what is packed is inside its domains, that fields that are written exist, that a cell
 * outside of an array is given a whole number, that guards and properties say true or false and effects return nothing, and that
 * a state is left as it was. What more is checked here costs some ten times what the search does, so it is a sample:
 * every state of the first levels, as long as that is no more than {@link carefulStates} in all, and then one state in some 16,000 (`sample.ts`). Which those
 * are depends on states only, not on the number of workers.
 */
import { refuseAnswer, refuseResult } from './answers.ts'
import type { Codec } from '../state/codec.ts'
import { fanoutOf, judgedOf, ModelError, possibleOf, readsOf, stepwiseOf } from './contract.ts'
import type { SuccessorBuffer } from './expand.ts'
import { type Action, type Model, type Property, type Reading, testOf } from '../model.ts'
import { choicesOf, describeStep } from '../state/successors.ts'
import { callOfModel, saidOfThrown } from './thrown.ts'
import { shown, watchedState } from '../state/watched.ts'

/** Something in a model does what it must not. */
export class Fault extends Error {
  override name = 'Fault'
  readonly kind: 'action' | 'property'
  /** `RMCommit(rm1)`, or the name of a property. */
  readonly where: string

  constructor(kind: Fault['kind'], where: string, message: string) {
    super(message)
    this.kind = kind
    this.where = where
  }
}

/** Action instances that are tried carefully on a whole level at a time, roughly, before a search goes on with a sample. */
const CAREFUL_INSTANCES = 2 ** 15

/** A level is checked wholly when it and those before it have no more states than this. */
export const carefulStates = <S>(model: Model<S>): number =>
  Math.max(64, Math.floor(CAREFUL_INSTANCES / Math.max(1, fanoutOf(model))))

/** What the generated code found in the same state: its successors are at `from` up to `to` of a buffer. */
export interface Found {
  readonly buffer: SuccessorBuffer
  readonly from: number
  readonly to: number
  /** The properties it judged, as bits. */
  readonly judge: number
  readonly judgeSteps: number
}

/**
 * Checks a state and all its transitions; with `fast` compares them.
 * @throws Fault at the first thing that must not be.
 */
export type Careful = (cells: Int32Array, fast?: Found) => void

/** Prepares careful checks of a model. `encode` is that of the search. */
export function careful<S>(model: Model<S>, codec: Codec<S>, encode: Codec['encode']): Careful {
  const source = watchedState(codec, true)
  const target = watchedState(codec, true)
  const draft = watchedState(codec, false)
  const state = source.state as Reading<S>
  const { words } = codec.layout
  const packed = new Int32Array(words)
  const [judged, steps, possible] = [judgedOf(model), stepwiseOf(model), possibleOf(model)]

  const take = (action: Action<S>, where: () => string, params: readonly number[], judgeSteps: number): void => {
    within('action', where, () => {
      draft.cells.set(source.cells)
      refuseResult('its effect', action.apply(draft.state, ...params), draft.state)
      if (model.observe !== undefined) refuseResult('observe', model.observe(draft.state), draft.state)
      const problem = codec.outOfRange(draft.cells)
      if (problem !== undefined) throw new RangeError(problem)
    })
    target.cells.set(draft.cells)
    for (const [i, p] of steps.entries())
      if ((judgeSteps & (1 << i)) !== 0) answerOf(p, () => p.holds(state, target.state as Reading<S>))
  }

  return (cells, fast) => {
    source.cells.set(cells)
    const mask = fast?.judge ?? -1
    for (const [i, p] of judged.entries())
      if ((mask & (1 << i)) !== 0) answerOf(p, () => (p.kind === 'state' ? p.holds(state) : p.reached(state)))
    for (const p of possible) answerOf(p, () => p.good(state))
    let at = fast?.from ?? 0
    for (const [index, action] of model.actions.entries()) {
      for (const params of choicesOf(action)) {
        const where = () => describeStep(model, { action: index, params })
        if (!isEnabled(action, where, state, params)) continue
        take(action, where, params, fast?.judgeSteps ?? -1)
        if (fast === undefined) continue
        encode(draft.cells, packed, 0)
        const same =
          at < fast.to && fast.buffer.creators[at] === index && packed.every((x, k) => x === fast.buffer.packed[at * words + k])
        if (!same) throw new Fault('action', where(), NOT_PURE)
        at++
      }
    }
    const extra = fast?.buffer.creators[at]
    if (fast !== undefined && extra !== undefined && at < fast.to)
      throw new Fault('action', model.actions[extra]?.name ?? '', NOT_PURE)
  }
}

/** @throws ModelError when an initial state does what an effect must not. */
export function checkInitial<S>(model: Model<S>, codec: Codec<S>): void {
  for (const [i, write] of model.initial.entries()) {
    const draft = watchedState(codec, false)
    try {
      refuseResult(
        'it',
        callOfModel(() => write(draft.state)),
        draft.state,
      )
      if (model.observe !== undefined) refuseResult('observe', model.observe(draft.state), draft.state)
      const problem = codec.outOfRange(draft.cells)
      if (problem !== undefined) throw new RangeError(problem)
    } catch (error) {
      throw new ModelError(`${model.name}: initial[${i}] failed: ${saidOfThrown(error)}`)
    }
  }
}

/** What is said of a model whose steps hang on more than what they may. */
export const NOT_PURE =
  'taken twice from one state it did not do the same; guards and effects must depend on the state and the parameters alone'

function isEnabled<S>(action: Action<S>, where: () => string, state: Reading<S>, params: readonly number[]): boolean {
  return within('action', where, () => {
    for (const [name, guard] of Object.entries(action.guards)) {
      const test = testOf(guard)
      const says: unknown = test(state, ...params)
      refuseAnswer(`its guard "${name}"`, says)
      const reads = readsOf(test)
      if (reads < params.length) {
        const early: unknown = test(state, ...params.slice(0, reads))
        if (early !== says)
          throw new TypeError(
            `its guard "${name}" is ${shown(early)} when it is given ${argumentsOf(action, reads)}, but ${shown(says)} when it is given all; ` +
              'it must name the parameters it reads: rest and default parameters are not seen',
          )
      }
      if (!says) return false
    }
    return true
  })
}

const argumentsOf = <S>(action: Action<S>, reads: number): string =>
  reads === 0
    ? 'the state alone'
    : `only ${action.params
        .slice(0, reads)
        .map((p) => p.name)
        .join(' and ')}`

function answerOf<S>(p: Property<S>, ask: () => unknown): void {
  within(
    'property',
    () => p.name,
    () => refuseAnswer('it', ask()),
  )
}

/** Runs a part of a model; what it throws is a fault of that part. */
function within<T>(kind: Fault['kind'], where: () => string, run: () => T): T {
  try {
    return callOfModel(run)
  } catch (error) {
    throw new Fault(kind, where(), saidOfThrown(error))
  }
}
