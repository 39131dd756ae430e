/** Whether pairs of actions are independent, seen in every reachable state of a model. */
import type { Model } from '../../checker/model.ts'
import { compileCodec } from '../../checker/state/codec.ts'
import { instancesOf, numberOf } from '../../checker/search/instances.ts'
import { isPassedOver } from '../../checker/search/passed-over.ts'
import { describeStep, initialStates, stateFrom, type Step, successors } from '../../checker/state/successors.ts'

interface Transition {
  readonly step: Step
  readonly number: number
  readonly to: number
}

/** What was seen: how many transitions are passed over, and those of them whose state is reached in no other order. */
export interface Orders {
  readonly states: number
  readonly passed: number
  readonly wrong: readonly string[]
}

/** Looks at the whole graph of a model; undefined where it has more than `most` states. The model has no properties of steps. */
export function ordersOf<S>(model: Model<S>, most: number): Orders | undefined {
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
  let passed = 0
  const wrong: string[] = []
  for (const firsts of from) {
    for (const first of firsts) {
      const between = stateFrom(codec, states[first.to] ?? new Int32Array()) as Parameters<typeof isPassedOver<S>>[1]
      for (const then of from[first.to] ?? []) {
        if (!isPassedOver(model, between, first.step, then.step)) continue
        passed++
        const isOther = firsts.some(
          ({ to }) => from[to]?.some((last) => last.number < then.number && last.to === then.to) === true,
        )
        if (!isOther) wrong.push(`${describeStep(model, first.step)}, then ${describeStep(model, then.step)}`)
      }
    }
  }
  return { states: states.length, passed, wrong }
}
