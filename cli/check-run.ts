/**
 * One `check`: which searches answer the question, running them, and putting their answers together.
 *
 * Most properties read the state as published. Those that need a memory of what was committed make states distinct that
 * are otherwise one, so they get a search of their own, and the counts of the first stay comparable with TLC's.
 */
import type { ActionCount, PropertyResult, SearchResult, Verdict } from '../checker/verdict.ts'
import type { ExploreOptions, Progress } from '../checker/explore.ts'
import type { Model } from '../checker/model.ts'
import type { PropertyName } from '../invariants/index.ts'
import { build, needsHistory, type ZookeeperSpec } from './models.ts'

export interface SearchPlan {
  readonly spec: ZookeeperSpec
  readonly model: Model
}

export interface SearchRun extends SearchPlan {
  readonly result: SearchResult
}

export interface CheckedProperty extends PropertyResult {
  /** The search that decided it. */
  readonly run: SearchRun
}

export interface CheckResult {
  readonly verdict: Verdict
  /** The first is the search whose counts are reported; it has the published states when any property allows. */
  readonly runs: readonly SearchRun[]
  readonly properties: readonly CheckedProperty[]
  readonly seconds: number
}

/** The searches that decide the named properties: at most two. */
export function planSearches(
  options: Omit<ZookeeperSpec['options'], 'commitHistory'>,
  names: readonly PropertyName[],
): SearchPlan[] {
  const plan = (commitHistory: boolean, properties: readonly PropertyName[]): SearchPlan => {
    const spec: ZookeeperSpec = { model: 'zookeeper', options: { ...options, commitHistory }, properties }
    return { spec, model: build(spec) }
  }
  const plain = names.filter((name) => !needsHistory(name))
  const history = names.filter(needsHistory)
  return [
    ...(plain.length > 0 || history.length === 0 ? [plan(false, plain)] : []),
    ...(history.length > 0 ? [plan(true, history)] : []),
  ]
}

/**
 * Runs the searches one after the other, each by `explore`; a stop of the first, other than by a bound, ends the second before
 * it begins.
 */
export async function runSearches(
  plans: readonly SearchPlan[],
  explore: (plan: SearchPlan, options: ExploreOptions) => Promise<SearchResult>,
  options: ExploreOptions,
  onProgress: (search: number, progress: Progress) => void,
): Promise<CheckResult> {
  const runs: SearchRun[] = []
  let seconds = 0
  for (const [i, plan] of plans.entries()) {
    const maxSeconds = options.maxSeconds === undefined ? undefined : Math.max(0.001, options.maxSeconds - seconds)
    const result = await explore(plan, {
      ...options,
      maxSeconds,
      // A deadlock is one of the published states, or of the only search there is.
      forbidDeadlock: (options.forbidDeadlock ?? false) && i === 0,
      onProgress: (progress) => onProgress(i, progress),
    })
    seconds += result.seconds
    runs.push({ ...plan, result })
    if (result.error !== undefined) break
    if (options.first && result.verdict === 'violated') break
  }
  const properties = runs.flatMap((run) => run.result.properties.map((p) => ({ ...p, run })))
  const skipped = plans.slice(runs.length)
  const last = runs.at(-1)
  if (last !== undefined)
    for (const { model } of skipped)
      for (const { name, kind, statement } of model.properties)
        properties.push({
          name,
          kind,
          statement,
          verdict: last.result.error ? 'error' : 'incomplete',
          path: undefined,
          run: last,
        })
  const verdicts = [...runs.map((r) => r.result.verdict), ...properties.map((p) => p.verdict)]
  const verdict = (['error', 'violated', 'incomplete'] as const).find((v) => verdicts.includes(v)) ?? 'holds'
  return { verdict, runs, properties, seconds }
}

/** Actions that no search ever took. */
export const neverTaken = (actions: readonly ActionCount[]): string[] => actions.filter((a) => a.taken === 0).map((a) => a.name)
