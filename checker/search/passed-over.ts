/**
 * Transitions that need not be looked up, as another order of steps leads to the same state: sleep sets, for a search by levels.
 *
 * Let t be a state of a level, and m the least action that leads to it from the level before. Suppose that a transition of m
 * from p to t was passed over: p was found by a transition from q whose action is less than m and independent of it. Then t is reached from a
 * successor r of q by an action less than m. As r is at most one level after q, and t is two after it, r is in the level before t: m was
 * not the least. So no transition by which a state is found first, with its least action, is ever passed over, and states, levels, creators and the
 * paths back through them are those of a search that looks everything up. Transitions are counted before they are passed over, and none is while
 * properties of steps are judged.
 */
import { at } from '../state/at.ts'
import { fanoutOf } from './contract.ts'
import { instancesOf } from './instances.ts'
import type { Independence, Model, Reading } from '../model.ts'
import type { Step } from '../state/successors.ts'

/** Transitions are told apart by a byte for each state of the two youngest levels. */
const MOST_TRANSITIONS = 255

/**
 * The pairs by which a search passes over transitions. None where they are said of other actions, none under symmetry, where parameters are those of a renaming, and none where there are
 * more transitions than a byte tells apart.
 */
export const independencesOf = <S>(model: Model<S>): readonly Independence<S>[] =>
  model.symmetry === undefined && model.independent?.of === model.actions && fanoutOf(model) <= MOST_TRANSITIONS
    ? model.independent.pairs
    : []

/** By what a state was found: its action and parameters, by the number that is kept of it (a creator). */
export interface Creators {
  /** The action of each number; the last entry, -1, is that of a state of which it is not known. */
  readonly actions: Int32Array
  /** The first parameter of each, the second, and so on, as many as an action has at most. */
  readonly params: readonly Int32Array[]
  /** The number that stands for none. */
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
  return {
    actions: Int32Array.of(...actions, -1),
    params: params.map((values) => Int32Array.of(...values, 0)),
    none: actions.length,
  }
}

/** The pair by which a transition may be passed over after another: the first that is of their actions and {@link Independence.among} them. */
const pairOf = <S>(model: Model<S>, first: Step, second: Step): number =>
  independencesOf(model).findIndex(
    (pair) =>
      (first.action !== second.action || isBefore(first.params, second.params)) &&
      model.actions[first.action]?.name === pair.first &&
      model.actions[second.action]?.name === pair.second &&
      (pair.among?.(...first.params, ...second.params) ?? true),
  )

/** Whether parameters come before others, in lexicographic order. */
const isBefore = (params: readonly number[], others: readonly number[]): boolean => {
  const i = params.findIndex((value, k) => value !== others[k])
  return i >= 0 && (params[i] ?? 0) < (others[i] ?? 0)
}

/** Whether a transition is passed over in a state that another has just led to. */
export function isPassedOver<S>(model: Model<S>, between: Reading<S>, first: Step, second: Step): boolean {
  const pair = independencesOf(model)[pairOf(model, first, second)]
  return pair !== undefined && (pair.when?.(between, ...first.params, ...second.params) ?? true)
}

/** What {@link passesOf} says of a transition that is always passed over. */
export const ALWAYS = 1
/** And of one of which the first pair is asked, the second one more, and so on. 0 is never. */
export const FIRST_ASKED = 2

/** For every creator, and one for none, and every transition after it, by their numbers: whether it is passed over. */
export function passesOf<S>(model: Model<S>, { actions, params, none }: Creators): Uint8Array {
  const pairs = independencesOf(model)
  const passes = new Uint8Array((none + 1) * none)
  const steps = Array.from({ length: none }, (_, number): Step => {
    const action = at(actions, number)
    const { length } = model.actions[action]?.params ?? []
    return { action, params: params.slice(0, length).map((values) => at(values, number)) }
  })
  for (const [creator, first] of steps.entries()) {
    for (const [number, second] of steps.entries()) {
      const pair = pairOf(model, first, second)
      if (pair >= 0) passes[creator * none + number] = pairs[pair]?.when === undefined ? ALWAYS : FIRST_ASKED + pair
    }
  }
  return passes
}
