/**
 * One `check`: running the searches that answer the question, and putting their answers together.
 */
import type { ExploreOptions, Progress } from '../checker/search/explore.ts'
import { isOfBound, type Model, type ModelSource } from '../checker/model.ts'
import type { ActionCount, PropertyResult, SearchResult, Verdict } from '../checker/verdict.ts'
import type { KnownDefect } from '../model/known-defect.ts'
import { attribute, knowsDefects } from './defects-used.ts'
import { build, sourceOf, type Spec } from './spec.ts'
import type { OwnSpec } from './own-spec.ts'

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
  /** The same question to the code of the release, with its known defects; undefined when the model knows no releases. */
  readonly code?: CodePlan
  /** Resolved Kafka settings, when the model has them. */
  readonly settings?: { readonly version: string; readonly entries: readonly { key: string; value: string; origin: string }[] }
  /** What a reader should know before believing the verdict. */
  readonly notes: readonly string[]
}

/** What is asked of the code of a release, beside the protocol as it is designed. */
export type CodePlan =
  /** Nothing is asked, and why. */
  | { readonly kind: 'not asked'; readonly why: string }
  /** None of the known defects bears on the question: the two are one. */
  | { readonly kind: 'as designed'; readonly why: string }
  | {
      readonly kind: 'asked'
      readonly release: string
      readonly defects: readonly KnownDefect[]
      readonly searches: readonly SearchPlan[]
      /** What is searched instead when the design has more than {@link LARGE} states, and in which bounds that is smaller. */
      readonly smaller?: { readonly searches: readonly SearchPlan[]; readonly bounds: string }
    }

/** What came out for the code of a release. */
export type CodeResult =
  | Exclude<CodePlan, { kind: 'asked' }>
  | {
      readonly kind: 'searched'
      readonly plan: Extract<CodePlan, { kind: 'asked' }>
      readonly check: CheckResult
      /** In which bounds the search was smaller than that of the design; undefined when in none. */
      readonly smaller: string | undefined
      /** By name of a property that is violated: the defects its counterexample stands on. */
      readonly used: ReadonlyMap<string, readonly string[]>
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

/** What decides how a check ends: its verdict, and of its searches and properties what bears on it. */
export const endOf = ({ verdict, runs, properties }: CheckResult) => ({
  verdict,
  error: runs.map((r) => r.result.error?.kind).find((kind) => kind !== undefined),
  stop: runs.map((r) => r.result.stop).find((stop) => stop !== undefined),
  violated: properties.filter((p) => p.verdict === 'violated').map((p) => p.kind),
})

/**
 * A check as it is told, its properties in order. A bound is judged in every search: what it has cut off is reported; that a search ended
 * before it was decided is said by the search. Else it is told once, and only when asked for.
 */
export function shownOf(check: CheckResult, searches: readonly SearchPlan[], order: readonly string[]): CheckResult {
  const wanted = new Set<string>(searches.flatMap((s) => s.spec.properties ?? order))
  const bounds = new Set(searches.flatMap((s) => s.model.properties.filter(isOfBound).map(({ name }) => name)))
  const isTold = (p: CheckedProperty): boolean => (bounds.has(p.name) ? p.path !== undefined : p.verdict !== 'holds')
  const shown = check.properties.filter(
    (p, i, all) => isTold(p) || (wanted.has(p.name) && all.findIndex((q) => q.name === p.name) === i),
  )
  return { ...check, properties: shown.toSorted((a, b) => order.indexOf(a.name) - order.indexOf(b.name)) }
}

/** Distinct states of the design beyond which the code is searched within smaller bounds, if the plan has any. */
const LARGE = 1_000_000

/**
 * Runs what is asked of the code, after the search of the design, which may have been interrupted, unless it has ended in a way that leaves
 * nothing to compare; `maxSeconds` is of both.
 */
export async function runCode(
  plan: CodePlan,
  designed: CheckResult,
  explore: (plan: SearchPlan, options: ExploreOptions) => Promise<SearchResult>,
  options: ExploreOptions,
  onProgress: (search: number, progress: Progress) => void,
): Promise<CodeResult> {
  if (designed.verdict === 'error') return { kind: 'not asked', why: 'the search of the design ended in an error' }
  const maxSeconds = options.maxSeconds === undefined ? undefined : options.maxSeconds - designed.seconds
  if (maxSeconds !== undefined && maxSeconds <= 0)
    return { kind: 'not asked', why: 'the time was used up before (--max-seconds)' }
  if (plan.kind !== 'asked') return plan
  if (options.signal?.aborted === true) return { kind: 'not asked', why: 'the check was interrupted before' }
  const isLarge = designed.runs.some(({ result }) => result.distinct > LARGE)
  const { searches, bounds: smaller } = (isLarge ? plan.smaller : undefined) ?? { searches: plan.searches, bounds: undefined }
  const check = await runSearches(
    searches,
    explore,
    { ...options, maxSeconds, forbidDeadlock: false, guardCoverage: false },
    onProgress,
  )
  const { properties, used } = withDefectsUsed(check.properties)
  return { kind: 'searched', plan, smaller, check: { ...check, properties }, used }
}

/**
 * Properties of the code of a release, each counterexample told with no more defects than it stands on; and which these are, by the name
 * of the property. What is about the protocol as designed stays as it is.
 */
export function withDefectsUsed(properties: readonly CheckedProperty[]): {
  readonly properties: readonly CheckedProperty[]
  readonly used: ReadonlyMap<string, readonly string[]>
} {
  const used = new Map<string, readonly string[]>()
  const told = properties.map((p): CheckedProperty => {
    const { spec, model } = p.run
    if (p.verdict !== 'violated' || p.path === undefined || p.kind === 'witness' || !knowsDefects(spec)) return p
    const { defects, path, ...of } = attribute(spec, model, p, p.path)
    used.set(p.name, defects)
    return { ...p, path, run: { ...p.run, ...of } }
  })
  return { properties: told, used }
}

/** The check of the code with those properties alone whose counterexample stands on a defect: the others are broken by design too. */
export const ofTheCodeAlone = ({ check, used }: Extract<CodeResult, { kind: 'searched' }>): CheckResult => ({
  ...check,
  properties: check.properties.filter(({ name }) => (used.get(name) ?? []).length > 0),
})

/** Actions that no search ever took. */
export const neverTaken = (actions: readonly ActionCount[]): string[] => actions.filter((a) => a.taken === 0).map((a) => a.name)
