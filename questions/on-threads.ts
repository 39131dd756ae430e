import { explore, type ExploreOptions, ThreadPool } from '../checker/index.ts'
import type { SearchResult } from '../checker/verdict.ts'
import type { SearchPlan } from './check.ts'
import { sourceOf } from './spec.ts'

/** Runs a planned search. */
export type RunSearch = (plan: SearchPlan, options: ExploreOptions) => Promise<SearchResult>

/** What is looked at in a sample of states is looked at in all of them by the tests of these models. */
const ours = { rangeChecks: false }

/** On worker threads of its own. */
export const onThreads: RunSearch = ({ spec }, options) => explore(sourceOf(spec), { ...ours, ...options })

/** On threads of a pool, for many searches. */
export const onPool =
  (pool: ThreadPool): RunSearch =>
  ({ spec }, options) => {
    const source = sourceOf(spec)
    return explore(source, { ...ours, ...options, start: pool.lanes(source) })
  }

/** Many searches on one pool, which is ended after the last. */
export async function withPool<T>(use: (search: RunSearch) => Promise<T>): Promise<T> {
  const pool = new ThreadPool()
  try {
    return await use(onPool(pool))
  } finally {
    await pool.end()
  }
}
