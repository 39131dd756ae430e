import type { Reading, StateProperty } from '../checker/model.ts'
import type { ReplicationView } from '../model/replication-view.ts'
import { nameOf, recordInWords } from './records.ts'

/** What the leader epoch cache takes for granted (`LeaderEpochFileCache`): each epoch is one run of offsets, in order. */
export function epochsMonotoneInLog<S>(view: ReplicationView<S>): StateProperty<S> {
  const replicas = view.replicas.labels.length
  /** The first offset of log `r` whose record is of a smaller epoch than the one before, or -1. */
  const descent = (s: Reading<S>, r: number): number => {
    for (let offset = 1; offset < view.logEnd(s, r); offset++)
      if (view.epochAt(s, r, offset) < view.epochAt(s, r, offset - 1)) return offset
    return -1
  }
  return {
    kind: 'state',
    name: 'EpochsMonotoneInLog',
    statement: 'Along every log the leader epochs of the records never decrease.',
    holds: (s) => {
      for (let r = 0; r < replicas; r++) if (descent(s, r) >= 0) return false
      return true
    },
    why: (s) => {
      for (let r = 0; r < replicas; r++) {
        const offset = descent(s, r)
        if (offset >= 0)
          return (
            `the log of ${nameOf(view, r)} holds ${recordInWords(view, s, r, offset)} at offset ${offset}, after ` +
            `${recordInWords(view, s, r, offset - 1)}: lookups by leader epoch no longer find where an epoch ends`
          )
      }
      return 'the epochs ascend in every log'
    },
  }
}
