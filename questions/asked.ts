/** A check as it was understood. */
import type { CheckPlan } from './check.ts'
import type { RunSearch } from './on-threads.ts'

/** What is to be checked. */
export interface Asked {
  readonly plan: CheckPlan
  /** Names of properties, in the order of reports. */
  readonly order: readonly string[]
  /** Turns what a model says about what it was given into what the user gave. */
  readonly asUserError: (error: unknown) => unknown
  /** What becomes of the search, whoever runs it, such as one that starts elsewhere; it is as it is unless this says otherwise. */
  readonly placed?: (search: RunSearch) => RunSearch
}
