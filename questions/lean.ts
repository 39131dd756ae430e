/**
 * A search without what nobody reads. Which records were acknowledged, and what consumers could read, is remembered for properties
 * alone: no guard and no effect looks at it. And much that one step wrote no later step can tell apart (`model/kraft/unread.ts`). Without it states
 * that differ in nothing else are one, and what is left to see is the same: as many steps lead to it, by the same names.
 */
import { compileCodec } from '../checker/state/codec.ts'
import { blockingGuard, describeStep, initialStates, stateFrom, takeStep } from '../checker/state/successors.ts'
import type { Model } from '../checker/model.ts'
import type { Path, SearchResult } from '../checker/verdict.ts'
import { type History, KRAFT_CATALOGUE, type KraftEntry, type KraftPropertyName } from '../invariants/kraft-catalogue.ts'
import type { SettingsRequest } from '../model/kraft/settings.ts'
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

/** The spec without what none of its properties reads; undefined when they may read all. */
function forgettingSpec(spec: KraftSpec): KraftSpec | undefined {
  // A partition that was found is found in many states.
  if (!('settings' in spec.from) || spec.from.settings.bounds?.start !== undefined) return undefined
  const judged: readonly KraftPropertyName[] = [...spec.properties, CUT]
  const reads = new Set<History>()
  for (const name of judged) {
    const entry: KraftEntry = KRAFT_CATALOGUE[name]
    if (entry.reads === undefined) return undefined
    for (const history of entry.reads) reads.add(history)
  }
  const { settings } = spec.from
  const forgets: SettingsRequest['bounds'] = {
    ...(!reads.has('acks') && { forgetsAcks: reads.has('whether acked') ? 'which' : 'all' }),
    forgetsExposures: !reads.has('exposures'),
    forgetsUnread: true,
  }
  return { ...spec, from: { settings: { ...settings, bounds: { ...settings.bounds, ...forgets } } } }
}

/** The same steps in a model that remembers more. */
function pathIn(model: Model, { steps }: Path): Path {
  const codec = compileCodec(model.layout)
  const [first, ...others] = initialStates(model, codec)
  if (first === undefined || others.length > 0) throw new Error('a path that may begin in more than one state')
  const taken = [first]
  for (const step of steps) {
    const before = taken.at(-1) ?? first
    const action = model.actions[step.action]
    const blocking =
      action === undefined ? 'there is no such action' : blockingGuard(action, stateFrom(codec, before), step.params)
    if (blocking !== undefined) throw new Error(`${describeStep(model, step)} is no step of the whole model: ${blocking}`)
    taken.push(takeStep(model, codec, before, step))
  }
  return { states: taken, steps }
}
