/** Transitions by number: every action with every choice of its parameters, as declared and in lexicographic order, from 0. */
import { type Model, valuesOf } from '../model.ts'
import type { Step } from '../state/successors.ts'

/** The transitions of one action. */
export interface Instances {
  readonly action: number
  /** The number of its first. */
  readonly first: number
  readonly params: readonly { readonly min: number; readonly size: number }[]
  /** How many there are. */
  readonly count: number
}

/** The transitions of each action of a model. */
export function instancesOf<S>(model: Model<S>): Instances[] {
  let first = 0
  return model.actions.map((declared, action) => {
    const params = declared.params.map(({ domain }) => {
      const values = valuesOf(domain)
      return { min: values[0] ?? 0, size: values.length }
    })
    const count = params.reduce((n, p) => n * p.size, 1)
    const instances = { action, first, params, count }
    first += count
    return instances
  })
}

/** The source of the number of a transition, in which the parameters are called `p0`, `p1`, …. */
export const numberSource = ({ first, params }: Instances): string =>
  `${first} + ${params.reduce((source, { min, size }, i) => `(${source}) * ${size} + (p${i} - ${min})`, '0')}`

/** The number of a transition. */
export function numberOf(instances: readonly Instances[], { action, params }: Step): number {
  const of = instances[action]
  if (of === undefined) throw new RangeError(`there is no action ${action}`)
  return of.params.reduce((n, { min, size }, i) => n * size + ((params[i] ?? min) - min), 0) + of.first
}

/** The transition of a number. @throws RangeError when there is none. */
export function stepOf(instances: readonly Instances[], number: number): Step {
  const of = instances.find(({ first, count }) => number >= first && number < first + count)
  if (of === undefined) throw new RangeError(`there is no transition ${number}`)
  let rest = number - of.first
  const params = of.params.toReversed().map(({ min, size }) => {
    const value = min + (rest % size)
    rest = Math.floor(rest / size)
    return value
  })
  return { action: of.action, params: params.toReversed() }
}
