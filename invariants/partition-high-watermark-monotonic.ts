import { NONE, type Reading, type StepProperty } from '../checker/model.ts'
import type { ReplicationView } from '../model/replication-view.ts'
import { newestLeader } from './newest-leader.ts'
import { nameOf } from './records.ts'

/**
 * Known to be false in every version of Kafka (KAFKA-2334, KIP-207), and no loss: a new leader starts with the high watermark it had
 * as a follower, and catches up once its own followers have fetched. Kept to show why nobody may rely on it.
 */
export function partitionHighWatermarkMonotonic<S>(view: ReplicationView<S>): StepProperty<S> {
  /** Clients never go back to a smaller leader epoch, so a newest leader that is gone is not compared with an older one. */
  const goesBack = (before: Reading<S>, after: Reading<S>): boolean => {
    const old = newestLeader(view, before)
    const now = newestLeader(view, after)
    if (old === NONE || now === NONE || view.leaderEpoch(after, now) < view.leaderEpoch(before, old)) return false
    return view.highWatermark(after, now) < view.highWatermark(before, old)
  }
  return {
    kind: 'step',
    name: 'PartitionHighWatermarkMonotonic',
    statement: 'The high watermark that clients see, that of the leader in the largest leader epoch, never goes back.',
    holds: (before, after) => !goesBack(before, after),
    why: (before, after) => {
      if (after === undefined || !goesBack(before, after)) return 'the high watermark that clients see did not go back'
      const old = newestLeader(view, before)
      const now = newestLeader(view, after)
      return (
        `clients saw the high watermark ${view.highWatermark(before, old)} of ${nameOf(view, old)} (epoch ` +
        `${view.leaderEpoch(before, old)}) and now see ${view.highWatermark(after, now)}, that of ${nameOf(view, now)} (epoch ` +
        `${view.leaderEpoch(after, now)}), which has not heard yet how far its predecessor had committed`
      )
    },
  }
}
