/**
 * Whether pairs of actions that a model says are independent are: where a transition would be passed over (`passed-over.ts`), the other order
 * must lead to the same state. Where it does not, states could be missing from the search.
 */
import { Fault } from './careful.ts'
import type { Codec } from '../state/codec.ts'
import { instancesOf, numberOf } from './instances.ts'
import { independencesOf, isPassedOver } from './passed-over.ts'
import { blockingGuard, describeStep, stateFrom, type Step, successors, takeStep } from '../state/successors.ts'
import type { Model, Reading } from '../model.ts'

interface Reached {
  readonly step: Step
  readonly cells: Int32Array
}

/**
 * Looks for the other order of two transitions from a state: of one first transition, which follows from the state, or of `every` one, and all that would be passed
 * over after it. @throws Fault when there is none.
 */
export type OtherWay = (cells: Int32Array, every?: boolean) => void

/** Prepares the comparison. */
export function otherWay<S>(model: Model<S>, codec: Codec<S>): OtherWay {
  if (independencesOf(model).length === 0) return () => undefined
  const instances = instancesOf(model)
  const words = new Int32Array(codec.layout.words)
  const read = (cells: Int32Array) => stateFrom(codec, cells) as Reading<S>
  const isOpen = (cells: Int32Array, { action, params }: Step): boolean => {
    const declared = model.actions[action]
    return declared !== undefined && blockingGuard(declared, stateFrom(codec, cells), params) === undefined
  }
  const isSame = (a: Int32Array, b: Int32Array): boolean => a.every((value, i) => value === b[i])

  /** Whether a transition before `then` leads from a state to another; it is tried first whether `likely` does. */
  const leadsTo = (from: Int32Array, to: Int32Array, then: Step, likely: Step): boolean => {
    if (isOpen(from, likely) && isSame(takeStep(model, codec, from, likely), to)) return true
    const end = numberOf(instances, then)
    for (const { step, cells } of successors(model, codec, from)) {
      if (numberOf(instances, step) >= end) return false
      if (isSame(cells, to)) return true
    }
    return false
  }

  const look = (first: Reached, all: readonly Reached[]): void => {
    const between = read(first.cells)
    for (const second of successors(model, codec, first.cells)) {
      if (!isPassedOver(model, between, first.step, second.step)) continue
      const isOther = (other: Int32Array): boolean => leadsTo(other, second.cells, second.step, first.step)
      const likely = all.find(({ step }) => numberOf(instances, step) === numberOf(instances, second.step))
      if (likely !== undefined && isOther(likely.cells)) continue
      if (all.some(({ cells }) => isOther(cells))) continue
      throw new Fault(
        'action',
        describeStep(model, first.step),
        `the model says that ${describeStep(model, second.step)} after it is independent of it, but no other order of steps leads to the same state`,
      )
    }
  }

  return (cells, every = false) => {
    const all = [...successors(model, codec, cells)]
    const chosen = all[(codec.encode(cells, words, 0) >>> 0) % Math.max(1, all.length)]
    for (const first of every ? all : chosen === undefined ? [] : [chosen]) look(first, all)
  }
}
