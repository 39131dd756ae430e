/**
 * A run made shorter, to one at whose end the same is so: steps are left out, and then all runs of the transitions that are left are
 * searched, in any order, for a shorter one.
 */
import { compileCodec } from '../state/codec.ts'
import { NOT_PURE } from '../search/careful.ts'
import { ModelError } from '../search/contract.ts'
import { isDecided } from '../search/counterexample.ts'
import { type ExploreOptions, exploreOn } from '../search/explore.ts'
import { localLanes } from '../search/lanes.ts'
import { type Action, given, type Model, type Property, type Reading } from '../model.ts'
import { blockingGuard, isDeadlock, stateFrom, type Step, takeStep } from '../state/successors.ts'
import type { Path, PropertyResult } from '../verdict.ts'
import { withoutSymmetry } from './walker.ts'

/** States that the search among the transitions of a run may see, each time. */
const MOST_STATES = 50_000
const MEMORY = 2 ** 28

/** What a run shows at its end. */
export type Shown = Pick<PropertyResult, 'name' | 'kind'>

/**
 * A run of the model that shows the same in as many steps or fewer. It is one of which no single step, nor two, can be left out.
 * The same run gives the same. `breathe` is awaited now and then. Rejects with ModelError when the run, taken again, is another one.
 */
export async function shorten<S>(
  whole: Model<S>,
  path: Path,
  shown: Shown,
  options: Pick<ExploreOptions, 'signal'> & { readonly breathe?: () => Promise<void> } = {},
): Promise<Path> {
  const model: Model<S> = withoutSymmetry(whole)
  let best = path
  for (;;) {
    best = leaveOut(model, best, shown)
    refuseAnother(model, best, shown)
    if (options.signal?.aborted === true) return best
    const found = await searchAmong(model, best, shown, options)
    if (found === undefined || found.steps.length >= best.steps.length) return best
    best = found
  }
}

/** @throws ModelError when the run, taken once more, is another one: then it shows nothing. */
function refuseAnother<S>(model: Model<S>, { states, steps }: Path, shown: Shown): void {
  const again = taker(model, shown)(states[0] ?? new Int32Array(), steps)
  const isSame = again?.states.length === states.length && again.states.every((cells, i) => cells.join() === states[i]?.join())
  if (!isSame) throw new ModelError(`${model.name}: a run that shows ${shown.name}, ${NOT_PURE}`)
}

/** The run with as many steps left out as can be: halves, quarters, … single ones, and pairs. */
function leaveOut<S>(model: Model<S>, path: Path, shown: Shown): Path {
  const take = taker(model, shown)
  let best = path
  const without = (drop: (index: number) => boolean): boolean => {
    const shorter = take(
      best.states[0] ?? new Int32Array(),
      best.steps.filter((_, i) => !drop(i)),
    )
    if (shorter === undefined || shorter.steps.length >= best.steps.length) return false
    best = shorter
    return true
  }
  without(() => false)
  for (let size = best.steps.length >> 1; size >= 1;) {
    let isShorter = false
    for (let from = best.steps.length - size; from >= 0; from--)
      isShorter = without((i) => i >= from && i < from + size) || isShorter
    if (!isShorter) size >>= 1
    else size = Math.min(size, best.steps.length)
  }
  for (let a = 0; a < best.steps.length; a++)
    for (let b = a + 1; b < best.steps.length; b++) if (without((i) => i === a || i === b)) [a, b] = [0, 0]
  return best
}

/**
 * Takes steps from a state, leaving out what is not enabled, until the end shows what is wanted; undefined when it never does.
 */
function taker<S>(model: Model<S>, shown: Shown): (start: Int32Array, steps: readonly Step[]) => Path | undefined {
  const codec = compileCodec(model.layout)
  const property = model.properties.find((p) => p.name === shown.name)
  const isShown = (before: Int32Array | undefined, cells: Int32Array): boolean =>
    shown.kind === 'deadlock'
      ? isDeadlock(model, stateFrom(codec, cells))
      : property !== undefined && isDecided(property, codec, before, cells)
  return (start, steps) => {
    const path: { states: Int32Array[]; steps: Step[] } = { states: [start], steps: [] }
    let last = start
    if (isShown(undefined, last)) return path
    for (const step of steps) {
      const action = model.actions[step.action]
      if (action === undefined || blockingGuard(action, stateFrom(codec, last), step.params) !== undefined) continue
      const next = takeStep(model, codec, last, step)
      path.states.push(next)
      path.steps.push(step)
      if (isShown(last, next)) return path
      last = next
    }
    return undefined
  }
}

/** The shortest run that takes none but the transitions of this one, as far as the search comes. */
async function searchAmong<S>(
  model: Model<S>,
  path: Path,
  shown: Shown,
  { signal, breathe }: Parameters<typeof shorten>[3] & object,
): Promise<Path | undefined> {
  if (path.steps.length < 2) return undefined
  const among = restricted(model, path, shown)
  const result = await exploreOn(among, localLanes(among, breathe), {
    workers: 1,
    maxMemory: MEMORY,
    maxStates: MOST_STATES,
    maxDepth: path.steps.length - 1,
    first: true,
    rangeChecks: false,
    signal,
    pieces: 4096,
  })
  return result.properties.find((p) => p.name === shown.name)?.path
}

/** The model with nothing but the transitions of a run, and what it shows. */
function restricted<S>(model: Model<S>, path: Path, { name, kind }: Shown): Model<S> {
  const actions = model.actions.map((action, index): Action<S> => {
    const allowed = new Set(path.steps.filter((s) => s.action === index).map((s) => s.params.join()))
    const test = (_: unknown, ...params: number[]): boolean => allowed.has(params.join())
    // A guard is tested where the parameters are bound that it names.
    Object.defineProperty(test, 'length', { value: 1 + action.params.length })
    return { ...action, guards: { ...action.guards, 'the run takes it': given(test) } }
  })
  // Where none of these transitions is enabled another one of the model may be: that is no deadlock of it.
  const someEnabled = (state: Reading<S>): boolean => !isDeadlock(model, state as S)
  const goesOn: Property<S> = { kind: 'state', name, statement: 'Some transition is enabled.', holds: someEnabled }
  const properties = kind === 'deadlock' ? [goesOn] : model.properties.filter((p) => p.name === name)
  return { ...model, actions, properties }
}
