import type { StateProperty } from '../checker/model.ts'
import type { ReplicationView } from '../model/replication-view.ts'
import { nameOf } from './records.ts'

/** Leader epochs name leaders: without this no fencing by epoch means anything. */
export function oneLeaderPerEpoch<S>(view: ReplicationView<S>): StateProperty<S> {
  const replicas = view.replicas.labels.length
  return {
    kind: 'state',
    name: 'OneLeaderPerEpoch',
    statement: 'No two replicas presume leadership in the same leader epoch.',
    holds: (s) => {
      for (let a = 0; a < replicas; a++) {
        if (!view.presumesLeadership(s, a)) continue
        for (let b = a + 1; b < replicas; b++)
          if (view.presumesLeadership(s, b) && view.leaderEpoch(s, a) === view.leaderEpoch(s, b)) return false
      }
      return true
    },
    why: (s) => {
      const leaders = view.replicas.labels.map((_, r) => r).filter((r) => view.presumesLeadership(s, r))
      for (const a of leaders)
        for (const b of leaders)
          if (a < b && view.leaderEpoch(s, a) === view.leaderEpoch(s, b))
            return `${nameOf(view, a)} and ${nameOf(view, b)} both lead in epoch ${view.leaderEpoch(s, a)}: neither can be fenced`
      return 'every leader has an epoch of its own'
    },
  }
}
