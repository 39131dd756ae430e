import { has } from '../checker/model.ts'
import type { Property, Reading } from '../checker/model.ts'
import type { KraftView } from '../model/kraft/view.ts'

/** S1. Vanlightly's `LeaderCompletenessProperty`, Okada's `CommittedMessagesNeverLost`. */
export function ackedDurable<S>(v: KraftView<S>): Property<S> {
  return {
    kind: 'state',
    name: 'AckedDurable',
    statement: 'The current leader holds every record that was acknowledged with acks=all.',
    holds: (s) => v.acks !== 'all' || lostRecord(v, s) < 0,
    why: (s) => `record r${lostRecord(v, s)} was acknowledged with acks=all and the leader does not hold it`,
  }
}

/** The first acknowledged record the current leader does not hold, or -1. */
export function lostRecord<S>(v: KraftView<S>, s: Reading<S>): number {
  const acked = v.acked(s)
  if (acked === 0) return -1
  const leader = v.trueLeader(s)
  if (leader < 0) return -1
  for (let id = 0; id < v.appends; id++) if (has(acked, id) && !v.holds(s, leader, id)) return id
  return -1
}
