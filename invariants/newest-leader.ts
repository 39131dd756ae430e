import { NONE, type Reading } from '../checker/model.ts'
import type { ReplicationView } from '../model/replication-view.ts'

/** The presumed leader in the largest leader epoch, or NONE: the one that clients with fresh metadata talk to. */
export function newestLeader<S>(view: ReplicationView<S>, s: Reading<S>): number {
  let newest = NONE
  for (let r = 0; r < view.replicas.labels.length; r++)
    if (view.presumesLeadership(s, r) && (newest === NONE || view.leaderEpoch(s, r) > view.leaderEpoch(s, newest))) newest = r
  return newest
}
