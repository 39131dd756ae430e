/** How likely each transition is taken in a walk. */
import { at } from '../state/at.ts'
import type { Instances } from '../search/instances.ts'
import type { Random } from './random.ts'

/** An action, or a value of a parameter, is at most so many times as likely in one walk as on the whole, in powers of two. */
const SPREAD = 3

/**
 * Draws the weights of a walk, by the number of a transition. What was rarely taken weighs more: the square root of how often it would have
 * been taken if all had been taken alike. Each walk has preferences of its own besides, for actions and for values of parameters (as in swarm
 * testing: Groce et al., 2012): a walk in which one broker is slow, or nothing is written, comes by what an even one does not.
 */
export function setWeights(weights: Float64Array, instances: readonly Instances[], taken: Float64Array, random: Random): void {
  const preference = () => 2 ** (random.below(2 * SPREAD + 1) - SPREAD)
  const all = taken.reduce((sum, n) => sum + n, 0)
  const even = all / instances.length
  for (const { first, count, params } of instances) {
    const own = preference()
    const ofValues = params.map(({ size }) => Float64Array.from({ length: size }, preference))
    let ofAction = 0
    for (let i = first; i < first + count; i++) ofAction += at(taken, i)
    const rarity = Math.sqrt((even + 1) / (ofAction + 1))
    const evenHere = ofAction / count
    for (let i = 0; i < count; i++) {
      let weight = own * rarity * Math.sqrt((evenHere + 1) / (at(taken, first + i) + 1))
      let rest = i
      for (let p = params.length - 1; p >= 0; p--) {
        const { size } = params[p] ?? { size: 1 }
        weight *= at(ofValues[p] ?? new Float64Array(1), rest % size)
        rest = Math.floor(rest / size)
      }
      weights[first + i] = weight
    }
  }
}
