/** How much memory of this machine states may take. */

/** What Node takes for itself, and each worker thread, before there is any state: measured, in bytes, with room. */
const OF_NODE = 112 * 2 ** 20
const OF_WORKER = 48 * 2 ** 20
const LEAST_MEMORY = 16 * 2 ** 20
const MOST_MEMORY = 2 ** 34

/**
 * Bytes for states unless told otherwise: half of what Node leaves of the machine's memory, or of what the container may take when that is
 * less. `constrained` is what `process.constrainedMemory()` says: undefined, 0 or beyond the machine where nothing is constrained.
 */
export function memoryForStates(total: number, constrained: number | undefined, workers: number): number {
  const limit = constrained === undefined || !(constrained > 0) ? total : Math.min(total, constrained)
  return Math.min(MOST_MEMORY, Math.max(LEAST_MEMORY, Math.floor((limit - OF_NODE - workers * OF_WORKER) / 2)))
}
