/** One random walk through a model whose steps are asked for first: for walks of few steps that something outside has to follow. */
import { fanoutOf } from '../search/contract.ts'
import { instancesOf, numberOf } from '../search/instances.ts'
import type { Model } from '../model.ts'
import { at } from '../state/at.ts'
import { compileCodec } from '../state/codec.ts'
import { initialStates, type Step, successors } from '../state/successors.ts'
import type { Path } from '../verdict.ts'
import { randomOf } from './random.ts'
import { setWeights } from './weights.ts'

export interface WalkAmong {
  readonly seed: number
  /** The number of the walk; with the seed it decides everything. */
  readonly walk: number
  readonly maxSteps: number
  /** How many times as likely as others an action is taken, beside what the walk prefers. */
  readonly favour: (action: string) => number
  /** Whether a run may go on to this one, which has one step more. */
  readonly allows: (longer: Path) => boolean
}

/** The walk, which ends early when no step is allowed that changes anything. Interchangeable members are told apart. */
export function walkAmong<S>(model: Model<S>, { seed, walk, maxSteps, favour, allows }: WalkAmong): Path {
  const codec = compileCodec(model.layout)
  const random = randomOf(seed, walk)
  const instances = instancesOf(model)
  const weights = new Float64Array(fanoutOf(model))
  setWeights(weights, instances, new Float64Array(weights.length), random)
  const initial = initialStates(model, codec)
  const states = [initial[random.below(initial.length)] ?? new Int32Array()]
  const steps: Step[] = []
  while (steps.length < maxSteps) {
    const here = states.at(-1) ?? new Int32Array()
    const left = [...successors(model, codec, here)].filter(({ cells }) => cells.join() !== here.join())
    let chosen: (typeof left)[number] | undefined
    while (chosen === undefined && left.length > 0) {
      const drawn = draw(
        left.map(({ step }) => at(weights, numberOf(instances, step)) * favour(model.actions[step.action]?.name ?? '')),
        random.next(),
      )
      const [next] = left.splice(drawn, 1)
      if (next !== undefined && allows({ states: [...states, next.cells], steps: [...steps, next.step] })) chosen = next
    }
    if (chosen === undefined) break
    states.push(chosen.cells)
    steps.push(chosen.step)
  }
  return { states, steps }
}

/** The position of one of these weights, each as likely as it weighs. */
function draw(weights: readonly number[], random: number): number {
  let left = random * weights.reduce((sum, weight) => sum + weight, 0)
  for (const [i, weight] of weights.entries()) if ((left -= weight) < 0) return i
  return weights.length - 1
}
