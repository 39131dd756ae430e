import { explore, type ExploreOptions, ThreadPool } from '../checker/index.ts'
import type { SearchResult } from '../checker/verdict.ts'
import type { SearchPlan } from './check.ts'

/** Runs a planned search. */
export type RunSearch = (plan: SearchPlan, options: ExploreOptions) => Promise<SearchResult>

/** What is looked at in a sample of states is looked at in all of them by the tests of the models that come with the program. */
const checksOf = ({ spec }: SearchPlan): Pick<ExploreOptions, 'rangeChecks'> =>
  spec.model === 'own' ? {} : { rangeChecks: false }

/** On worker threads of its own. */
export const onThreads: RunSearch = (plan, options) => explore(plan.source, { ...checksOf(plan), ...options })

/** On threads of a pool, for many searches. */
export const onPool =
  (pool: ThreadPool): RunSearch =>
  (plan, options) =>
    explore(plan.source, { ...checksOf(plan), ...options, pool })

/** Many searches on one pool, which is ended after the last. */
export async function withPool<T>(use: (search: RunSearch) => Promise<T>): Promise<T> {
  const pool = new ThreadPool()
  try {
    return await use(onPool(pool))
  } finally {
    await pool.end()
  }
}
