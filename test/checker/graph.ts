/** The whole graph of a small model, straight from the contract. */
import type { Model } from '../../checker/model.ts'
import { instancesOf, numberOf } from '../../checker/search/instances.ts'
import { compileCodec } from '../../checker/state/codec.ts'
import { initialStates, type Step, successors } from '../../checker/state/successors.ts'

export interface Transition {
  readonly step: Step
  readonly number: number
  /** The number of the state it leads to. */
  readonly to: number
}

export interface Graph {
  readonly states: readonly Int32Array[]
  /** The transitions from each state, in order. */
  readonly from: readonly (readonly Transition[])[]
}

/** Undefined where there are more than `most` states. */
export function graphOf<S>(model: Model<S>, most: number): Graph | undefined {
  const codec = compileCodec(model.layout)
  const instances = instancesOf(model)
  const words = new Int32Array(codec.layout.words)
  const nameOf = (cells: Int32Array): string => {
    codec.encode(cells, words, 0)
    return words.join()
  }
  const states = initialStates(model, codec)
  const known = new Map(states.map((cells, i) => [nameOf(cells), i]))
  const from: Transition[][] = []
  for (let i = 0; i < states.length; i++) {
    if (states.length > most) return undefined
    from.push(
      [...successors(model, codec, states[i] ?? new Int32Array())].map(({ step, cells }) => {
        const name = nameOf(cells)
        const to = known.get(name) ?? states.push(cells) - 1
        known.set(name, to)
        return { step, number: numberOf(instances, step), to }
      }),
    )
  }
  return { states, from }
}

/** Whether where a transition leads, taken second, is reached from a state in another order, by a lesser transition. */
export const isReachedOtherwise = ({ from }: Graph, state: number, second: Transition): boolean =>
  from[state]?.some(({ to }) => from[to]?.some(({ number, to: end }) => number < second.number && end === second.to)) === true
