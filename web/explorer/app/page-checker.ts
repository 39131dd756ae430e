/** `check` in a page: the same searches as on the command line, each on workers of its own. */
import type { ExploreOptions } from '../../../checker/search/explore.ts'
import { searchOn } from '../../../checker/hosts/web-search.ts'
import { GROUPS } from '../../../invariants/groups.ts'
import { runSearches, type SearchPlan, type SearchRun } from '../../../questions/check.ts'
import { specData } from '../../../questions/spec.ts'
import type { Configuration } from '../catalogue.ts'
import type { Checker, CheckOptions, CheckOutcome } from '../check.ts'
import { type EndedSearch, outcomeOf, outcomeOfOne, startOf } from '../outcome.ts'
import { MAX_MEMORY, PAGE_LIMITS, SHARING } from '../page-limits.ts'
import { entryOf } from '../session.ts'
import { MODELS, planOf } from './catalogue.ts'

const startWorker = (): Worker => new Worker(new URL('./search-worker.ts', import.meta.url), { type: 'module' })

export const pageChecker: Checker = {
  maxMemory: MAX_MEMORY,
  sharing: SHARING,
  run: (configuration, options) =>
    options.from === undefined ? checkWhole(configuration, options) : checkFrom(configuration, options),
}

/** As on the command line: the searches that together decide it. */
async function checkWhole(configuration: Configuration, { first, signal, onProgress }: CheckOptions): Promise<CheckOutcome> {
  const { searches, stem } = planOf(configuration)
  const { unasked } = entryOf(MODELS, configuration.model)
  const limits = { ...PAGE_LIMITS, first, signal }
  const onWorkers = ({ spec }: SearchPlan, { onProgress: heard }: Pick<ExploreOptions, 'onProgress'>) =>
    searchOn(startWorker(), spec, { ...limits, onProgress: heard })
  const { verdict, runs, properties, seconds } = await runSearches(searches, onWorkers, limits, (search, p) =>
    onProgress(p, search),
  )
  const ended = ({ model, spec, result }: SearchRun): EndedSearch => ({ model, spec: specData(spec), result })
  const [main, ...others] = runs.map(ended)
  if (main === undefined) throw new Error('a check has at least one search')
  return outcomeOf({
    verdict,
    searches: [main, ...others],
    properties: properties.map((p) => ({ ...p, search: ended(p.run) })),
    seconds,
    stem,
    groups: GROUPS,
    unasked,
  })
}

/** As `check --from` does: the one model that the page steps through, from where the path ends. */
async function checkFrom(configuration: Configuration, { first, from, signal, onProgress }: CheckOptions): Promise<CheckOutcome> {
  const { build, unasked } = entryOf(MODELS, configuration.model)
  const { model, spec } = build(configuration)
  const limits = { ...PAGE_LIMITS, ...startOf(from), first, signal }
  const result = await searchOn(startWorker(), spec, { ...limits, onProgress: (progress) => onProgress(progress, 0) })
  return outcomeOfOne({ model, spec, result }, from, { stem: planOf(configuration).stem, groups: GROUPS, unasked })
}
