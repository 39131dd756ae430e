import { NONE, type Reading, type StepProperty } from '../checker/model.ts'
import type { KraftView } from '../model/kraft/view.ts'
import { nameOf, recordInWords } from './records.ts'

/** What KIP-101 brought: a follower truncates to where the logs diverge, not to its high watermark. */
export function truncationKeepsAgreement<S>(view: KraftView<S>): StepProperty<S> {
  const n = view.replicas.labels.length
  /** `r * logSize + offset` of a record that a running follower cut off although its leader has it too, or -1. */
  const needless = (before: Reading<S>, after: Reading<S>): number => {
    for (let r = 0; r < n; r++) {
      const from = view.logEnd(after, r)
      const end = view.logEnd(before, r)
      if (from >= end || !view.isRunning(before, r)) continue
      const leader = view.follows(after, r)
      if (leader === NONE || leader === r) continue
      for (let offset = from; offset < end; offset++)
        if (offset < view.logEnd(before, leader) && view.recordAt(before, leader, offset) === view.recordAt(before, r, offset))
          return r * view.logSize + offset
    }
    return -1
  }
  return {
    kind: 'step',
    name: 'TruncationKeepsAgreement',
    statement: 'A follower that truncates keeps every record that its leader holds at the same offset.',
    holds: (before, after) => needless(before, after) < 0,
    why: (before, after) => {
      const found = after === undefined ? -1 : needless(before, after)
      const r = Math.floor(found / view.logSize)
      return after === undefined
        ? ''
        : `${nameOf(view, r)} dropped ${recordInWords(view, before, r, found % view.logSize)} at offset ${found % view.logSize}, which ` +
            `${nameOf(view, view.follows(after, r))}, the leader it follows, holds there too`
    },
  }
}
