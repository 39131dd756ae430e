/** Many searches at a time, where each alone would leave cores idle. */

/**
 * Runs a task for each item, in order, as many at a time as there are workers; each can ask at any time how many it may use, which become more
 * once there are fewer tasks than workers. The results are in the order of the items. The first task that fails, fails all once the others that run
 * have ended. An item that has not been started when `signal` aborts has no result.
 */
export async function inParallel<T, R>(
  items: readonly T[],
  workers: number,
  signal: AbortSignal,
  run: (item: T, workersNow: () => number) => Promise<R>,
): Promise<(R | undefined)[]> {
  const results: (R | undefined)[] = items.map(() => undefined)
  let running = Math.max(1, Math.min(workers, items.length))
  const workersNow = (): number => Math.max(1, Math.floor(workers / running))
  const queue = items.entries()
  let failed = false
  const lane = async (): Promise<void> => {
    try {
      // One iterator feeds all lanes.
      for (const [i, item] of queue) {
        if (failed || signal.aborted) return
        results[i] = await run(item, workersNow)
      }
    } catch (error) {
      failed = true
      throw error
    } finally {
      running--
    }
  }
  const ends = await Promise.allSettled(Array.from({ length: running }, lane))
  for (const end of ends) if (end.status === 'rejected') throw end.reason
  return results
}
