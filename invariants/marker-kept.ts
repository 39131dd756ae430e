/** The bridge to transactions: what a loss of the end of a log does to readers of committed records. */
import { has, type Reading, type StateProperty } from '../checker/model.ts'
import type { KraftView } from '../model/kraft/view.ts'
import { nameOf } from './records.ts'

/** T7, with r0 as the data of a transaction and r1 as its marker: KAFKA-7408, KAFKA-20716. */
export function markerKept<S>(view: KraftView<S>): StateProperty<S> {
  const isOrphaned = (s: Reading<S>): boolean => {
    const leader = view.trueLeader(s)
    if (leader < 0 || view.appends < 2 || !has(view.acked(s), 0) || !has(view.acked(s), 1)) return false
    return view.holds(s, leader, 0) && !view.holds(s, leader, 1)
  }
  return {
    kind: 'state',
    name: 'MarkerKept',
    statement:
      'A leader that holds the first acknowledged record holds the second too: data of a transaction is not kept without its marker.',
    holds: (s) => !isOrphaned(s),
    why: (s) =>
      `r0 and r1 were acknowledged; ${nameOf(view, view.trueLeader(s))} leads in epoch ${view.controllerEpoch(s)} and holds r0 alone: were r1 the marker of its transaction, readers of committed records would wait for it for ever`,
  }
}
