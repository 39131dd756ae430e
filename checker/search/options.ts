/** What may be asked of a search. A limit that is no number would be no limit, and no worker would find nothing: both are refused. */
import type { ExploreOptions } from './explore.ts'

/** Timers count milliseconds in 31 bits; beyond that they fire at once. */
const MOST_SECONDS = Math.floor((2 ** 31 - 1) / 1000)

/** More workers than this are a mistake, and each takes memory. */
const MOST_WORKERS = 1024

/** @throws RangeError that names the option and its value. */
export function checkOptions(options: ExploreOptions): void {
  const refuse = (name: string, value: unknown, wanted: string): never => {
    throw new RangeError(`${name} is ${String(value)}, but must be ${wanted}`)
  }
  const { workers, maxMemory, maxStates, maxDepth, maxSeconds, pieces, statesPerLane } = options
  if (!Number.isInteger(workers) || workers < 1 || workers > MOST_WORKERS)
    refuse('workers', workers, `a whole number from 1 to ${MOST_WORKERS}`)
  if (typeof maxMemory !== 'number' || !(maxMemory > 0) || maxMemory === Infinity)
    refuse('maxMemory', maxMemory, 'a number of bytes above 0')
  // Infinity is what it says: no limit.
  const atLeast = (name: string, value: number | undefined, least: number): void => {
    if (value !== undefined && value !== Infinity && !(Number.isInteger(value) && value >= least))
      refuse(name, value, `a whole number of at least ${least}, or Infinity`)
  }
  atLeast('maxStates', maxStates, 1)
  atLeast('maxDepth', maxDepth, 0)
  atLeast('pieces', pieces, 1)
  atLeast('statesPerLane', statesPerLane, 1)
  if (maxSeconds !== undefined && maxSeconds !== Infinity && !(maxSeconds > 0 && maxSeconds <= MOST_SECONDS))
    refuse('maxSeconds', maxSeconds, `above 0 and at most ${MOST_SECONDS}, or Infinity`)
}
