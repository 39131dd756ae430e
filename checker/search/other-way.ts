/**
 * Whether pairs of actions that a model says are independent are: where a transition would be passed over (`passed-over.ts`), another order
 * must lead to the same state. Where none does, states could be missing from the search.
 */
import { Fault } from './careful.ts'
import type { Codec } from '../state/codec.ts'
import { instancesOf, numberOf } from './instances.ts'
import { creatorsOf, independencesOf, isPassedOver, passesOf } from './passed-over.ts'
import { blockingGuard, choicesOf, describeStep, type Step, successors, takeStep } from '../state/successors.ts'
import { watchedState } from '../state/watched.ts'
import type { Model, Reading } from '../model.ts'

interface Reached {
  readonly step: Step
  readonly cells: Int32Array
  /** What follows from it, in the order of transitions; none is taken before it is asked for, and none twice. */
  readonly onward: Iterable<{ readonly step: Step; readonly cells: Int32Array }>
}

/**
 * Looks for another order of two transitions from a state: of `every` one that comes first, or of one that follows from the state,
 * with all that would be passed over after it. @throws Fault when there is none.
 */
export type OtherWay = (cells: Int32Array, every: boolean) => void

/** Prepares the comparison. */
export function otherWay<S>(model: Model<S>, codec: Codec<S>): OtherWay {
  if (independencesOf(model).length === 0) return () => undefined
  const instances = instancesOf(model)
  const creators = creatorsOf(model)
  const passes = passesOf(model, creators)
  /** All transitions, by their numbers. */
  const steps = model.actions.flatMap((declared, action) => [...choicesOf(declared)].map((params): Step => ({ action, params })))
  const words = new Int32Array(codec.layout.words)
  const between = watchedState(codec, true)
  const asked = codec.create()
  const isOpen = (cells: Int32Array, { action, params }: Step): boolean => {
    const declared = model.actions[action]
    asked.cells.set(cells)
    return declared !== undefined && blockingGuard(declared, asked.state, params) === undefined
  }
  const isSame = (a: Int32Array, b: Int32Array): boolean => a.every((value, i) => value === b[i])

  /** Whether a transition before `second` leads from a state to another; it is tried first whether `likely` does. */
  const leadsTo = (from: Reached, to: Int32Array, second: Step, likely: Step): boolean => {
    if (isOpen(from.cells, likely) && isSame(takeStep(model, codec, from.cells, likely), to)) return true
    const end = numberOf(instances, second)
    for (const { step, cells } of from.onward) {
      if (numberOf(instances, step) >= end) return false
      if (isSame(cells, to)) return true
    }
    return false
  }

  const fails = (from: Int32Array, step: Step): boolean => {
    try {
      takeStep(model, codec, from, step)
      return false
    } catch {
      return true
    }
  }

  const look = (first: Reached, all: readonly Reached[], second: Step): void => {
    const name = describeStep(model, second)
    const refuse = (why: string): never => {
      throw new Fault(
        'action',
        describeStep(model, first.step),
        `the model says that ${name} after it is independent of it, but ${why}`,
      )
    }
    const failed = (error: unknown): never => refuse(`that failed: ${error instanceof Error ? error.message : String(error)}`)
    const likely = all.find(({ step }) => numberOf(instances, step) === numberOf(instances, second))
    let to: Int32Array
    try {
      if (!isPassedOver(model, between.state as Reading<S>, first.step, second)) return
      to = takeStep(model, codec, first.cells, second)
    } catch (error) {
      // What fails in the other order too is no fault of the pair, and is found there.
      if (likely !== undefined && fails(likely.cells, first.step)) return
      return failed(error)
    }
    if (likely !== undefined && leadsTo(likely, to, second, first.step)) return
    if (!all.some((from) => leadsTo(from, to, second, first.step))) refuse('no other order of steps leads to the same state')
  }

  return (cells, every) => {
    const all = [...successors(model, codec, cells)].map((reached): Reached => ({
      ...reached,
      onward: remembered(successors(model, codec, reached.cells)),
    }))
    const chosen = (codec.encode(cells, words, 0) >>> 0) % Math.max(1, all.length)
    for (const first of every ? all : all.slice(chosen, chosen + 1)) {
      between.cells.set(first.cells)
      const row = numberOf(instances, first.step) * creators.none
      for (const [number, second] of steps.entries())
        if (passes[row + number] !== 0 && isOpen(first.cells, second)) look(first, all, second)
    }
  }
}

/** What a generator gives, as often as it is asked for; what it throws too, in its place. */
function remembered<T>(generator: Iterator<T>): Iterable<T> {
  const known: IteratorResult<T>[] = []
  let failure: { readonly error: unknown } | undefined
  const next = (i: number): IteratorResult<T> => {
    const result = known[i]
    if (result !== undefined) return result
    if (failure !== undefined) throw failure.error
    try {
      const made = generator.next()
      known.push(made)
      return made
    } catch (error) {
      failure = { error }
      throw error
    }
  }
  return {
    [Symbol.iterator]: () => {
      let i = 0
      return { next: () => next(i++) }
    },
  }
}
