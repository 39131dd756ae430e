import { NONE } from '../checker/model.ts'
import type { Property, Reading } from '../checker/model.ts'
import type { KraftView } from '../model/kraft/view.ts'

/** S2. Vanlightly's `ConsistentReadProperty`. */
export function repeatableRead<S>(v: KraftView<S>): Property<S> {
  return {
    kind: 'state',
    name: 'RepeatableRead',
    statement: 'What consumers could once read at an offset, the current leader still holds at that offset.',
    holds: (s) => !v.exposedTwice(s) && unrepeatable(v, s) < 0,
    why: (s) =>
      v.exposedTwice(s)
        ? 'consumers could read two different records at the same offset'
        : `the record consumers could read at offset ${unrepeatable(v, s)} is no longer there`,
  }
}

function unrepeatable<S>(v: KraftView<S>, s: Reading<S>): number {
  const leader = v.trueLeader(s)
  if (leader < 0) return -1
  for (let offset = 0; offset < v.logSize; offset++) {
    const id = v.exposedAt(s, offset)
    if (id !== NONE && (offset >= v.logEnd(s, leader) || v.recordAt(s, leader, offset) !== id)) return offset
  }
  return -1
}
