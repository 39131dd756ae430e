/**
 * Transitions that need not be looked up, as another order of steps leads to the same state: sleep sets (P. Godefroid, LNCS 1032,
 * 1996) that remember one step, for a search by levels.
 *
 * Transitions are in the order of their numbers (`instances.ts`). A state's creator is the least of all transitions that lead to it
 * from the level before; states of the first level have none. Let m be the creator of t, by way of p, and suppose that m was
 * passed over in p: the creator of p, which leads there from some q of the level before, is less than m, or is an earlier one of the same
 * action, and the model says that the two are independent. Then some transition leads from q to a state r, and one that is less than m from r to t.
 * As r is at most one level after q, and t is two after it, r is in the level before t: m was not the least. So the creator of a
 * state is never passed over, and by induction over levels states, levels, creators and the paths back through them are those of a search that looks
 * everything up. Transitions are counted before they are passed over, and none is while properties of steps are judged.
 */
import { at } from '../state/at.ts'
import { fanoutOf, ModelError } from './contract.ts'
import { instancesOf } from './instances.ts'
import type { Independence, Model, Reading } from '../model.ts'
import type { Step } from '../state/successors.ts'

/** Transitions are told apart by a byte for each state of the two youngest levels. */
const MOST_TRANSITIONS = 255

/**
 * The pairs by which a search passes over transitions. None where they are said of other actions, none under symmetry, where
 * parameters are those of a renaming, and none where there are more transitions than a byte tells apart.
 */
export const independencesOf = <S>(model: Model<S>): readonly Independence<S>[] =>
  model.symmetry === undefined && model.independent?.of === model.actions && fanoutOf(model) <= MOST_TRANSITIONS
    ? model.independent.pairs
    : []

/** By what a state was found: its action and parameters, by the number that is kept of it (a creator). */
export interface Creators {
  /** The action of each number. */
  readonly actions: Int32Array
  /** The first parameter of each, the second, and so on, as many as an action has at most; 0 where there is none. */
  readonly params: readonly Int32Array[]
  /** The number that stands for no creator; the last of all. */
  readonly none: number
}

/** What the numbers of creators say: of transitions where some are passed over, else of actions. */
export function creatorsOf<S>(model: Model<S>): Creators {
  const actions: number[] = []
  const most = Math.max(0, ...model.actions.map(({ params }) => params.length))
  const params = Array.from({ length: most }, (): number[] => [])
  const isByTransition = independencesOf(model).length > 0
  for (const { action, count, params: declared } of instancesOf(model)) {
    for (let i = 0; i < (isByTransition ? count : 1); i++) {
      actions.push(action)
      let rest = i
      for (let p = most - 1; p >= 0; p--) {
        const { min, size } = declared[p] ?? { min: 0, size: 1 }
        params[p]?.push(min + (rest % size))
        rest = Math.floor(rest / size)
      }
    }
  }
  return { actions: Int32Array.from(actions), params: params.map((values) => Int32Array.of(...values, 0)), none: actions.length }
}

/** Whether transitions are {@link Independence.among} those of a pair. @throws ModelError when the pair does not say so. */
function isAmong<S>({ first, second, among }: Independence<S>, ...params: readonly number[]): boolean {
  if (among === undefined) return true
  const refuse = (what: string): never => {
    throw new ModelError(`among of what is independent, ${first} and ${second}, ${what}`)
  }
  let answer: unknown
  try {
    answer = among(...params)
  } catch (error) {
    return refuse(`failed: ${error instanceof Error ? error.message : String(error)}`)
  }
  return typeof answer === 'boolean' ? answer : refuse(`is ${String(answer)}, not true or false`)
}

/** Whether parameters come before others, in lexicographic order. */
const isBefore = (params: readonly number[], others: readonly number[]): boolean => {
  const i = params.findIndex((value, k) => value !== others[k])
  return i >= 0 && (params[i] ?? 0) < (others[i] ?? 0)
}

/** The pair that is asked whether a transition is passed over after another: the first that is of their actions and among which they are. */
const pairOf = <S>(model: Model<S>, first: Step, second: Step): Independence<S> | undefined =>
  independencesOf(model).find(
    (pair) =>
      model.actions[first.action]?.name === pair.first &&
      model.actions[second.action]?.name === pair.second &&
      (first.action !== second.action || isBefore(first.params, second.params)) &&
      isAmong(pair, ...first.params, ...second.params),
  )

/** Whether a transition is passed over in a state that another has just led to. */
export function isPassedOver<S>(model: Model<S>, between: Reading<S>, first: Step, second: Step): boolean {
  const pair = pairOf(model, first, second)
  return pair !== undefined && (pair.when === undefined || pair.when(between, ...first.params, ...second.params))
}

/** What {@link passesOf} says of a transition that is always passed over. */
export const ALWAYS = 1
/** And of one of which the first pair is asked, the second one more, and so on. 0 is never. */
export const FIRST_ASKED = 2

/** For every creator, and for none, and every transition after it, by their numbers: whether it is passed over. */
export function passesOf<S>(model: Model<S>, { params, none }: Creators): Uint8Array {
  const passes = new Uint8Array((none + 1) * none)
  const instances = instancesOf(model)
  const instancesNamed = (name: string) => instances.find(({ action }) => model.actions[action]?.name === name)
  for (const [index, pair] of independencesOf(model).entries()) {
    const [first, second] = [instancesNamed(pair.first), instancesNamed(pair.second)]
    if (first === undefined || second === undefined) continue
    const says = pair.when === undefined ? ALWAYS : FIRST_ASKED + index
    const paramsOf = (number: number, count: number) => params.slice(0, count).map((values) => at(values, number))
    for (let c = first.first; c < first.first + first.count; c++) {
      const given = paramsOf(c, first.params.length)
      for (let m = second.first; m < second.first + second.count; m++)
        if (c < m && passes[c * none + m] === 0 && isAmong(pair, ...given, ...paramsOf(m, second.params.length)))
          passes[c * none + m] = says
    }
  }
  return passes
}
