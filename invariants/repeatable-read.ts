import { NONE, type Reading, type StateProperty } from '../checker/model.ts'
import type { KraftView } from '../model/kraft/view.ts'
import { nameOf, recordInWords } from './records.ts'

/** S2. Vanlightly's `ConsistentReadProperty`. */
export function repeatableRead<S>(view: KraftView<S>): StateProperty<S> {
  return {
    kind: 'state',
    name: 'RepeatableRead',
    statement: 'What consumers could once read at an offset, the current leader still holds at that offset.',
    holds: (s) => !view.exposedTwice(s) && unrepeatable(view, s) < 0,
    why: (s) => {
      const offset = unrepeatable(view, s)
      if (offset < 0) return 'consumers could read two different records at the same offset'
      const leader = view.trueLeader(s)
      return (
        `consumers could read r${view.exposedAt(s, offset)} at offset ${offset}; ${nameOf(view, leader)}, leader in epoch ` +
        `${view.controllerEpoch(s)}, holds ${recordInWords(view, s, leader, offset)} there`
      )
    },
  }
}

function unrepeatable<S>(view: KraftView<S>, s: Reading<S>): number {
  const leader = view.trueLeader(s)
  if (leader < 0) return -1
  const end = view.logEnd(s, leader)
  for (let offset = 0; offset < view.logSize; offset++) {
    const id = view.exposedAt(s, offset)
    if (id !== NONE && (offset >= end || view.recordAt(s, leader, offset) !== id)) return offset
  }
  return -1
}
