import { explore, type ExploreOptions, STATES_PER_LANE, ThreadPool } from '../checker/index.ts'
import type { SearchResult } from '../checker/verdict.ts'
import type { SearchPlan } from './check.ts'

/** Runs a planned search. */
export type RunSearch = (plan: SearchPlan, options: ExploreOptions) => Promise<SearchResult>

/** What is looked at in a sample of states is looked at in all of them by the tests of the models that come with the program. */
const waysOf = ({ spec }: SearchPlan): Pick<ExploreOptions, 'rangeChecks' | 'statesPerLane'> => ({
  statesPerLane: STATES_PER_LANE,
  ...(spec.model !== 'own' && { rangeChecks: false }),
})

/** Threads that one search leaves are taken by the next, such as the other searches of a check; idle, they do not keep the process alive. */
const LEFT = new ThreadPool()

/** On worker threads. */
export const onThreads: RunSearch = (plan, options) => explore(plan.source, { ...waysOf(plan), ...options, pool: LEFT })

/** Ends the threads that searches of {@link onThreads} have left, for a process that goes on to other things. */
export const endThreads = (): Promise<void> => LEFT.end()

/** A search that was given less than this is not given less still. */
const LEAST_MEMORY = 2 ** 24

/**
 * The same with half of the memory, or half of that, where so much cannot be reserved (`ulimit -v`, strict overcommit). For limits that nobody
 * asked for: the one that a search ends with is in its result.
 */
export const reservingLess =
  (search: RunSearch): RunSearch =>
  async (plan, options) => {
    for (let maxMemory = options.maxMemory; ; maxMemory = Math.floor(maxMemory / 2))
      try {
        return await search(plan, { ...options, maxMemory })
      } catch (error) {
        if (!(error instanceof RangeError && /allocation failed/.test(error.message)) || maxMemory < 2 * LEAST_MEMORY) throw error
      }
  }

/** On threads of a pool, for many searches, each with its share of the memory. */
export const onPool = (pool: ThreadPool): RunSearch =>
  reservingLess((plan, options) => explore(plan.source, { ...waysOf(plan), ...options, pool }))

/** Many searches on one pool, which is ended after the last. */
export async function withPool<T>(use: (search: RunSearch) => Promise<T>): Promise<T> {
  const pool = new ThreadPool()
  try {
    return await use(onPool(pool))
  } finally {
    await pool.end()
  }
}
