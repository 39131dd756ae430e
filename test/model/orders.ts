/** Whether pairs of actions are independent, seen in every reachable state of a model. */
import type { Model, Reading } from '../../checker/model.ts'
import { isPassedOver } from '../../checker/search/passed-over.ts'
import { compileCodec } from '../../checker/state/codec.ts'
import { describeStep, stateFrom } from '../../checker/state/successors.ts'
import { graphOf, isReachedOtherwise } from '../checker/graph.ts'

/** What was seen: how many transitions are passed over, and those of them whose state is reached in no other order. */
export interface Orders {
  readonly states: number
  readonly passed: number
  readonly wrong: readonly string[]
}

/** Looks at the whole graph of a model; undefined where it has more than `most` states. */
export function ordersOf<S>(model: Model<S>, most: number): Orders | undefined {
  const graph = graphOf(model, most)
  if (graph === undefined) return undefined
  const codec = compileCodec(model.layout)
  let passed = 0
  const wrong: string[] = []
  graph.from.forEach((firsts, state) => {
    for (const first of firsts) {
      const between = stateFrom(codec, graph.states[first.to] ?? new Int32Array()) as Reading<S>
      for (const second of graph.from[first.to] ?? []) {
        if (!isPassedOver(model, between, first.step, second.step)) continue
        passed++
        if (!isReachedOtherwise(graph, state, second))
          wrong.push(`${describeStep(model, first.step)}, then ${describeStep(model, second.step)}`)
      }
    }
  })
  return { states: graph.states.length, passed, wrong }
}
