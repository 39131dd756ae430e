/** `check` in a page: the same searches as on the command line, each on workers of its own. */
import type { ExploreOptions } from '../../../checker/search/explore.ts'
import { searchOn } from '../../../checker/hosts/web-search.ts'
import { GROUPS } from '../../../invariants/groups.ts'
import { runSearches, type SearchPlan, type SearchRun } from '../../../questions/check.ts'
import { specData } from '../../../questions/spec.ts'
import type { Checker } from '../check.ts'
import { type EndedSearch, outcomeOf } from '../outcome.ts'
import { MAX_MEMORY, PAGE_LIMITS, SHARING } from '../page-limits.ts'
import { planOf } from './catalogue.ts'

export const pageChecker: Checker = {
  maxMemory: MAX_MEMORY,
  sharing: SHARING,
  run: async (configuration, { first, signal, onProgress }) => {
    const { searches, stem } = planOf(configuration)
    const limits = { ...PAGE_LIMITS, first, signal }
    const onWorkers = async ({ spec }: SearchPlan, { onProgress: heard }: Pick<ExploreOptions, 'onProgress'>) => {
      const worker = new Worker(new URL('./search-worker.ts', import.meta.url), { type: 'module' })
      return searchOn(worker, spec, { ...limits, onProgress: heard })
    }
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
    })
  },
}
