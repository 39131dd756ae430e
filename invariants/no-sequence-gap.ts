import { has, type Reading, type StateProperty } from '../checker/model.ts'
import type { KraftView } from '../model/kraft/view.ts'

/** S9, its other half: a leader that has lost what it knew of a producer takes any sequence number (`ProducerAppendInfo#checkSequence`). */
export function noSequenceGap<S>(view: KraftView<S>): StateProperty<S> {
  const gap = (s: Reading<S>): number => {
    const leader = view.trueLeader(s)
    if (leader < 0) return -1
    const end = view.logEnd(s, leader)
    if (end === 0) return -1
    const last = view.messageOf(s, view.recordAt(s, leader, end - 1))
    for (let id = 0; id < view.appends; id++)
      if (has(view.acked(s), id) && view.messageOf(s, id) < last && !view.holds(s, leader, id)) return id
    return -1
  }
  return {
    kind: 'state',
    name: 'NoSequenceGap',
    statement: 'A log that holds a message holds every acknowledged message that was sent before it.',
    holds: (s) => gap(s) < 0,
    why: (s) => `r${gap(s)} was acknowledged and is missing before a later message of the same producer; nobody noticed`,
  }
}
