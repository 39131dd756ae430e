import { explore, type ExploreOptions, ThreadPool } from '../checker/index.ts'
import type { SearchResult } from '../checker/verdict.ts'
import type { SearchPlan } from './check.ts'

/** Runs a planned search. */
export type RunSearch = (plan: SearchPlan, options: ExploreOptions) => Promise<SearchResult>

/** On worker threads of its own. */
export const onThreads: RunSearch = ({ source }, options) => explore(source, options)

/** On threads of a pool, for many searches. */
export const onPool =
  (pool: ThreadPool): RunSearch =>
  ({ source }, options) =>
    explore(source, { ...options, start: pool.lanes(source) })

/** Many searches on one pool, which is ended after the last. */
export async function withPool<T>(use: (search: RunSearch) => Promise<T>): Promise<T> {
  const pool = new ThreadPool()
  try {
    return await use(onPool(pool))
  } finally {
    await pool.end()
  }
}
