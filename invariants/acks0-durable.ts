import type { Reading, StateProperty } from '../checker/model.ts'
import type { KraftView } from '../model/kraft/view.ts'
import { nameOf } from './records.ts'

/** acks=0 has no answer at all: what was handed to the socket counts as sent. Here at least a leader has appended it. */
export function acks0Durable<S>(view: KraftView<S>): StateProperty<S> {
  const lost = (s: Reading<S>): number => {
    const leader = view.acks === '0' ? view.trueLeader(s) : -1
    if (leader < 0) return -1
    for (let id = 0; id < view.appended(s); id++) if (!view.holds(s, leader, id)) return id
    return -1
  }
  return {
    kind: 'state',
    name: 'Acks0Durable',
    statement: 'The current leader holds every record that a leader appended with acks=0.',
    holds: (s) => lost(s) < 0,
    why: (s) =>
      `the producer of r${lost(s)} counts it as sent, and a leader had appended it; ${nameOf(view, view.trueLeader(s))} leads now and ` +
      `does not hold it`,
  }
}
