/**
 * A search without the histories that nobody reads. Which records were acknowledged, and what consumers could read, is remembered for properties
 * alone: no guard and no effect looks at it. Without it states that differ in nothing else are one, and what is left to see is the same.
 */
import { compileCodec } from '../checker/state/codec.ts'
import { initialStates, takeStep } from '../checker/state/successors.ts'
import type { Model } from '../checker/model.ts'
import type { Path, SearchResult } from '../checker/verdict.ts'
import { type History, KRAFT_CATALOGUE, type KraftEntry, type KraftPropertyName } from '../invariants/kraft-catalogue.ts'
import { planSearch, type SearchPlan, type SearchRun } from './check.ts'
import { CUT, type KraftSpec, type Spec } from './spec.ts'

/** Runs the search of a spec; its counterexamples are told with all that the model of the spec remembers. */
export async function searchLean(spec: Spec, search: (plan: SearchPlan) => Promise<SearchResult>): Promise<SearchRun> {
  const plan = planSearch(spec)
  const forgets = spec.model === 'kraft' ? forgettingSpec(spec) : undefined
  if (forgets === undefined) return { ...plan, result: await search(plan) }
  const result = await search(planSearch(forgets))
  const remembered = (path: Path) => pathIn(plan.model, path)
  const properties = result.properties.map((p) => (p.path === undefined ? p : { ...p, path: remembered(p.path) }))
  const error =
    result.error !== undefined && 'path' in result.error ? { ...result.error, path: remembered(result.error.path) } : result.error
  return { ...plan, result: { ...result, properties, error } }
}

/** The spec without the histories that none of its properties reads; undefined when they read all. */
function forgettingSpec(spec: KraftSpec): KraftSpec | undefined {
  // A partition that was found is found in many states.
  if (!('settings' in spec.from) || spec.from.settings.bounds?.start !== undefined) return undefined
  const judged: readonly KraftPropertyName[] = [...spec.properties, CUT]
  const reads = new Set(judged.flatMap((name) => readsOf(name)))
  const { settings } = spec.from
  const forgets = { forgetsAcks: !reads.has('acks'), forgetsExposures: !reads.has('exposures') }
  if (!forgets.forgetsAcks && !forgets.forgetsExposures) return undefined
  return { ...spec, from: { settings: { ...settings, bounds: { ...settings.bounds, ...forgets } } } }
}

const readsOf = (name: KraftPropertyName): readonly History[] => {
  const entry: KraftEntry = KRAFT_CATALOGUE[name]
  return entry.reads ?? ['acks', 'exposures']
}

/** The same steps in a model that remembers more. */
function pathIn(model: Model, { steps }: Path): Path {
  const codec = compileCodec(model.layout)
  const [first, ...others] = initialStates(model, codec)
  if (first === undefined || others.length > 0) throw new Error('a path that may begin in more than one state')
  const taken = [first]
  for (const step of steps) taken.push(takeStep(model, codec, taken.at(-1) ?? first, step))
  return { states: taken, steps }
}
