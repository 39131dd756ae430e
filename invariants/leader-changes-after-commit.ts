import type { WitnessProperty } from '../checker/model.ts'
import type { ReplicationView } from '../model/replication-view.ts'

/**
 * Leadership passes on after a record was committed, so that there is something to lose: some other replica still knows of the
 * commit from an earlier leader epoch. Needs two replicas and two leader epochs.
 */
export function leaderChangesAfterCommit<S>(view: ReplicationView<S>): WitnessProperty<S> {
  const replicas = view.replicas.labels.length
  return {
    kind: 'witness',
    name: 'LeaderChangesAfterCommit',
    statement: 'There is a true leader while another replica knows of a committed record from an earlier leader epoch.',
    reached: (s) => {
      for (let leader = 0; leader < replicas; leader++) {
        if (!view.isTrueLeader(s, leader)) continue
        for (let r = 0; r < replicas; r++)
          if (view.highWatermark(s, r) > 0 && view.leaderEpoch(s, r) < view.leaderEpoch(s, leader)) return true
      }
      return false
    },
  }
}
