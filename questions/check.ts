/**
 * One `check`: running the searches that answer the question, and putting their answers together.
 */
import type { ExploreOptions, Progress } from '../checker/search/explore.ts'
import type { Model, ModelSource } from '../checker/model.ts'
import type { ActionCount, PropertyResult, SearchResult, Verdict } from '../checker/verdict.ts'
import type { OwnSpec } from './own-model.ts'
import { build, sourceOf, type Spec } from './spec.ts'

/** One search: the model of a spec, and why it is a search of its own when there is another. */
export interface SearchPlan {
  readonly spec: Spec | OwnSpec
  readonly model: Model
  /** Where workers find the model. */
  readonly source: ModelSource
  readonly because?: string
}

/** A check as asked for: what to search, and what to say about it. */
export interface CheckPlan {
  readonly searches: readonly SearchPlan[]
  /** All properties in one search, for the mutation suite. */
  readonly whole: SearchPlan
  /** Of trace files: what sets this model apart from others. */
  readonly stem: string
  /** Resolved Kafka settings, when the model has them. */
  readonly settings?: { readonly version: string; readonly entries: readonly { key: string; value: string; origin: string }[] }
  /** What a reader should know before believing the verdict. */
  readonly notes: readonly string[]
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
  /** The first is the search whose counts are reported. */
  readonly runs: readonly SearchRun[]
  readonly properties: readonly CheckedProperty[]
  readonly seconds: number
}

/** The search of a spec. @throws OptionError, LayoutError when there is no such model. */
export const planSearch = (spec: Spec, because?: string): SearchPlan => ({
  spec,
  model: build(spec),
  source: sourceOf(spec),
  ...(because !== undefined && { because }),
})

/**
 * Runs the searches one after the other, each by `explore`; an error, or with `first` a violation, ends the check with that
 * search.
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
      // A deadlock is one of the states of the first search; a second would only find it again.
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
