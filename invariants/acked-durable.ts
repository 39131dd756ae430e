import { has, type Reading, type StateProperty } from '../checker/model.ts'
import type { KraftView } from '../model/kraft/view.ts'
import { nameOf } from './records.ts'

/** S1. Vanlightly's `LeaderCompletenessProperty`, Okada's `CommittedMessagesNeverLost`. */
export function ackedDurable<S>(view: KraftView<S>): StateProperty<S> {
  return {
    kind: 'state',
    name: 'AckedDurable',
    statement: 'The current leader holds every record that was acknowledged with acks=all.',
    holds: (s) => view.acks !== 'all' || lostRecord(view, s) < 0,
    why: (s) => {
      const id = lostRecord(view, s)
      const holders = view.replicas.labels.flatMap((name, r) => (view.holds(s, r, id) ? [name] : []))
      return (
        `r${id} was acknowledged with acks=all; ${nameOf(view, view.trueLeader(s))} leads in epoch ${view.controllerEpoch(s)} ` +
        `and does not hold it; ${holders.length === 0 ? 'no disk does' : `${holders.join(' and ')} will truncate it`}`
      )
    },
  }
}

/** The first acknowledged record the current leader does not hold, or -1. */
export function lostRecord<S>(view: KraftView<S>, s: Reading<S>): number {
  const acked = view.acked(s)
  if (acked === 0) return -1
  const leader = view.trueLeader(s)
  if (leader < 0) return -1
  for (let id = 0; id < view.appends; id++) if (has(acked, id) && !view.holds(s, leader, id)) return id
  return -1
}
