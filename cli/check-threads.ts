import { explore, type ExploreOptions } from '../checker/index.ts'
import type { SearchResult } from '../checker/verdict.ts'
import type { SearchPlan } from './check-run.ts'
import { sourceOf } from './models.ts'

/** Runs a planned search on worker threads. */
export const onThreads = ({ spec }: SearchPlan, options: ExploreOptions): Promise<SearchResult> =>
  explore(sourceOf(spec), options)
