import type { Property, Reading } from '../checker/model.ts'
import type { KraftView } from '../model/kraft/view.ts'

/**
 * S4, over replicas that have fetched in the current epoch. Vanlightly's literal `LogMatchingProperty` is broken for a moment
 * by every loss: the old leader keeps its high watermark until it has truncated.
 */
export function logMatchingInEpoch<S>(v: KraftView<S>): Property<S> {
  return {
    kind: 'state',
    name: 'LogMatchingInEpoch',
    statement: 'Replicas that have fetched in the current leader epoch agree below the lower of their high watermarks.',
    holds: (s) => mismatch(v, s) < 0,
    why: (s) => `two replicas that follow the current leader hold different records at offset ${mismatch(v, s)}`,
  }
}

function mismatch<S>(v: KraftView<S>, s: Reading<S>): number {
  const leader = v.trueLeader(s)
  if (leader < 0) return -1
  const n = v.replicas.labels.length
  const takesPart = (r: number) =>
    v.isRunning(s, r) && v.leaderEpoch(s, r) === v.leaderEpoch(s, leader) && v.hasFetched(s, leader, r)
  for (let a = 0; a < n; a++) {
    if (!takesPart(a)) continue
    for (let b = a + 1; b < n; b++) {
      if (!takesPart(b)) continue
      const end = Math.min(v.highWatermark(s, a), v.highWatermark(s, b))
      for (let o = 0; o < end; o++) if (v.recordAt(s, a, o) !== v.recordAt(s, b, o)) return o
    }
  }
  return -1
}
