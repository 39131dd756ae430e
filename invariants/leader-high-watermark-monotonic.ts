import type { Reading, StepProperty } from '../checker/model.ts'
import type { ReplicationView } from '../model/replication-view.ts'
import { nameOf } from './records.ts'

/** `Partition#maybeIncrementLeaderHW` only raises it. Across leaders the high watermark does go back (KIP-207). */
export function leaderHighWatermarkMonotonic<S>(view: ReplicationView<S>): StepProperty<S> {
  const replicas = view.replicas.labels.length
  const goesBack = (before: Reading<S>, after: Reading<S>, r: number): boolean =>
    view.presumesLeadership(before, r) &&
    view.presumesLeadership(after, r) &&
    view.leaderEpoch(before, r) === view.leaderEpoch(after, r) &&
    view.highWatermark(after, r) < view.highWatermark(before, r)
  return {
    kind: 'step',
    name: 'LeaderHighWatermarkMonotonic',
    statement: 'While a replica leads in one leader epoch, its high watermark never goes back.',
    holds: (before, after) => {
      for (let r = 0; r < replicas; r++) if (goesBack(before, after, r)) return false
      return true
    },
    why: (before, after) => {
      const r = after === undefined ? -1 : view.replicas.labels.findIndex((_, i) => goesBack(before, after, i))
      if (after === undefined || r < 0) return 'no high watermark of a leader went back'
      return (
        `the high watermark of ${nameOf(view, r)}, leader in epoch ${view.leaderEpoch(before, r)}, went back from ` +
        `${view.highWatermark(before, r)} to ${view.highWatermark(after, r)}`
      )
    },
  }
}
