/** Random walks through the model of a plan; what they find, told as short as can be, within the least bounds that allow it. */
import type { Simulation, ThreadedSimulation, WalkedProperty } from '../checker/index.ts'
import { shorten } from '../checker/index.ts'
import type { ExploreOptions } from '../checker/search/explore.ts'
import { LayoutError } from '../checker/fields.ts'
import type { Path, PropertyKind, SearchResult } from '../checker/verdict.ts'
import { OptionError } from '../model/option-error.ts'
import { type CheckPlan, planSearch, type SearchPlan } from './check.ts'
import { lowerBounds, onceLower, onSpec, type Placed } from './lower-bounds.ts'
import type { RunSearch } from './on-threads.ts'
import type { OwnSpec } from './own-spec.ts'
import { build, sourceOf, type Spec } from './spec.ts'

/** A property that a walk decided. */
export interface FoundRun {
  readonly property: WalkedProperty
  /** The number of the walk, and how many steps it had taken. */
  readonly walk: number
  readonly walked: number
  /** The run as it is told: of the model with the least bounds. */
  readonly plan: SearchPlan
  readonly path: Path
  /** What is known of shorter ones. */
  readonly shortest: Shortest
}

/** What an exhaustive search within the bounds of the run that is told says of shorter ones. */
export type Shortest =
  /** There is none; so many states were seen. */
  | { readonly known: true; readonly states: number }
  /** There is none of fewer than `below` steps; the search went no further. */
  | { readonly known: false; readonly states: number; readonly below: number }

export interface SimulationResult {
  readonly plan: SearchPlan
  readonly simulation: Simulation
  readonly found: readonly FoundRun[]
}

/** States that the search for a shorter run sees at most. */
export const MOST_SEARCHED = 1_000_000

/** Walks, and shortens what is found. The same seed and number of walks give the same, with any number of workers. */
export async function runSimulation(
  plan: SearchPlan,
  simulate: (plan: SearchPlan, options: ThreadedSimulation) => Promise<Simulation>,
  search: RunSearch,
  options: ThreadedSimulation & Pick<ExploreOptions, 'maxMemory'>,
  onFound: (property: WalkedProperty) => void = () => undefined,
): Promise<SimulationResult> {
  const simulation = await simulate(plan, options)
  const found: FoundRun[] = []
  for (const property of simulation.properties) {
    if (property.found === undefined) continue
    onFound(property)
    const { walk, path } = property.found
    const short = await shorten(plan.model, path, property, { signal: options.signal, breathe: nextTask })
    found.push({
      property,
      walk,
      walked: path.steps.length,
      ...(await shortest({ ...plan, path: short }, property, search, options)),
    })
  }
  return { plan, simulation, found }
}

interface Shown {
  readonly name: string
  readonly kind: PropertyKind
}

interface Told {
  readonly plan: SearchPlan
  readonly path: Path
  readonly shortest: Shortest
}

/**
 * The run within the least bounds that allow it; and then the shortest within these, as far as the search for it comes. Where it does not come
 * to an end, bounds are tried that do not allow this run but perhaps a shorter one.
 */
async function shortest(
  run: SearchPlan & { readonly path: Path },
  shown: Shown,
  search: RunSearch,
  options: Pick<ThreadedSimulation, 'workers' | 'signal'> & Pick<ExploreOptions, 'maxMemory'>,
): Promise<Told> {
  const { workers, maxMemory, signal } = options
  const shorterOn = (plan: SearchPlan, { steps }: Path, maxStates: number) =>
    search(plan, {
      workers,
      maxMemory,
      maxStates,
      maxDepth: steps.length - 1,
      first: true,
      forbidDeadlock: shown.kind === 'deadlock',
      signal,
    })
  const shorterIn = (result: SearchResult, { steps }: Path): Path | undefined => {
    const path = result.properties.find((p) => p.name === shown.name)?.path
    return path !== undefined && path.steps.length < steps.length ? path : undefined
  }
  let told = within(run, run.path, shown)
  for (;;) {
    const { plan, path } = told
    if (path.steps.length === 0) return { ...told, shortest: { known: true, states: 1 } }
    const result = await shorterOn(plan, path, MOST_SEARCHED)
    const shorter = shorterIn(result, path)
    if (shorter !== undefined) {
      told = within(plan, shorter, shown)
      continue
    }
    const states = result.distinct
    if (result.error === undefined && (result.stop === undefined || result.stop.by === 'depth'))
      return { ...told, shortest: { known: true, states } }
    let lower: typeof told | undefined
    for (const other of isOwnSpec(plan.spec) ? [] : onceLower(plan.spec)) {
      if (signal?.aborted === true) break
      const tried = planIfAny(other)
      const found = tried && shorterIn(await shorterOn(tried, path, MOST_SEARCHED / 4), path)
      if (tried === undefined || found === undefined) continue
      lower = within(tried, found, shown)
      break
    }
    if (lower === undefined) return { ...told, shortest: { known: false, states, below: result.depth } }
    told = lower
  }
}

/** The search of a spec, when there is such a model. */
function planIfAny(spec: Spec): SearchPlan | undefined {
  try {
    return planSearch(spec)
  } catch (error) {
    if (error instanceof OptionError || error instanceof LayoutError) return undefined
    throw error
  }
}

/** The property alone, and bounds as low as they go. A model of the user's own has none to lower. */
function within(plan: SearchPlan, path: Path, shown: Shown): Omit<Told, 'shortest'> {
  const { spec, model } = plan
  if (isOwnSpec(spec)) return { plan, path }
  const placed: Placed = { spec, model, path }
  const alone =
    shown.kind === 'deadlock' ? undefined : onSpec(placed, { ...spec, properties: [shown.name] } as Spec, shown, build)
  const lowest = lowerBounds(alone ?? placed, shown, build)
  return { plan: { spec: lowest.spec, model: lowest.model, source: sourceOf(lowest.spec) }, path: lowest.path }
}

const isOwnSpec = (spec: Spec | OwnSpec): spec is OwnSpec => spec.model === 'own'

/** Lets signals in. */
const nextTask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))

/** What of a plan is walked through: one model with all properties; that of the code of a release where its defects are asked for. */
export function walkedPlan(
  { whole, code, searches }: CheckPlan,
  withDefects: boolean,
): { readonly plan: SearchPlan; readonly notes: readonly string[] } {
  if (code?.kind === 'asked' && withDefects) {
    const [plan = whole] = code.searches
    return { plan, notes: [`the code of ${code.release}, with ${code.defects.map(({ id }) => id).join(', ')}`] }
  }
  const left =
    searches.length > 1
      ? searches.flatMap(({ model }) => model.properties).filter((p) => !whole.model.properties.some((q) => q.name === p.name))
      : []
  return {
    plan: whole,
    notes: [
      ...(code?.kind === 'asked'
        ? ['walks go through the protocol as designed; --defects all walks through the code of the release']
        : []),
      ...(left.length === 0 ? [] : [`not walked for: ${left.map((p) => p.name).join(', ')}; name them with --invariants`]),
    ],
  }
}
