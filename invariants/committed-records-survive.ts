import type { Reading, StateProperty } from '../checker/model.ts'
import type { CommitHistoryView } from '../model/replication-view.ts'
import { nameOf } from './records.ts'

/**
 * No committed loss; `LeaderCompletenessProperty` of `kip_966_properties.tla`. A record keeps the offset it was written at, in
 * whichever log it is, so to be in the log is to be at its offset.
 */
export function committedRecordsSurvive<S>(view: CommitHistoryView<S>): StateProperty<S> {
  const replicas = view.replicas.labels.length
  /** The records that were committed and are not in the log of `leader`, as a set of ids. */
  const lost = (s: Reading<S>, leader: number): number => {
    let missing = view.everCommitted(s)
    const end = view.logEnd(s, leader)
    for (let offset = 0; offset < end; offset++) missing &= ~(1 << view.recordAt(s, leader, offset))
    return missing
  }
  return {
    kind: 'state',
    name: 'CommittedRecordsSurvive',
    statement:
      'A record that was ever below the high watermark of a presumed leader is at the same offset in the log of the true leader.',
    holds: (s) => {
      if (view.everCommitted(s) === 0) return true
      for (let r = 0; r < replicas; r++) if (view.isTrueLeader(s, r) && lost(s, r) !== 0) return false
      return true
    },
    why: (s) => {
      const leader = view.replicas.labels.findIndex((_, r) => view.isTrueLeader(s, r) && lost(s, r) !== 0)
      if (leader < 0) return 'the true leader holds every committed record'
      const record = 31 - Math.clz32(lost(s, leader) & -lost(s, leader))
      const holders = view.replicas.labels.flatMap((name, r) => {
        for (let offset = 0; offset < view.logEnd(s, r); offset++)
          if (view.recordAt(s, r, offset) === record) return [`${name} at offset ${offset}`]
        return []
      })
      return (
        `r${record} was committed: a leader had it below its high watermark, so producers were told it was safe and consumers may ` +
        `have read it. ${nameOf(view, leader)} now leads in epoch ${view.leaderEpoch(s, leader)} and its log does not hold it; ` +
        (holders.length === 0
          ? 'no log does any more'
          : `${holders.join(' and ')} still ${holders.length === 1 ? 'does' : 'do'}, until truncated to match`)
      )
    },
  }
}
