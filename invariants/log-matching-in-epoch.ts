import type { Reading, StateProperty } from '../checker/model.ts'
import type { KraftView } from '../model/kraft/view.ts'

/**
 * S4, over replicas that have fetched in the current epoch. Vanlightly's literal `LogMatchingProperty` is broken for a moment
 * by every loss: the old leader keeps its high watermark until it has truncated.
 */
export function logMatchingInEpoch<S>(view: KraftView<S>): StateProperty<S> {
  const n = view.replicas.labels.length
  const mismatch = (s: Reading<S>): number => {
    const leader = view.trueLeader(s)
    if (leader < 0) return -1
    for (let a = 0; a < n; a++) {
      if (!view.hasFetched(s, leader, a)) continue
      for (let b = a + 1; b < n; b++) {
        if (!view.hasFetched(s, leader, b)) continue
        const end = Math.min(view.highWatermark(s, a), view.highWatermark(s, b))
        for (let offset = 0; offset < end; offset++)
          if (view.recordAt(s, a, offset) !== view.recordAt(s, b, offset)) return offset
      }
    }
    return -1
  }
  return {
    kind: 'state',
    name: 'LogMatchingInEpoch',
    statement: 'Replicas that have fetched in the current leader epoch agree below the lower of their high watermarks.',
    holds: (s) => mismatch(s) < 0,
    why: (s) => `two replicas that follow the current leader hold different records at offset ${mismatch(s)}`,
  }
}
