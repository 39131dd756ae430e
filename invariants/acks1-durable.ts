import type { StateProperty } from '../checker/model.ts'
import type { KraftView } from '../model/kraft/view.ts'
import { lostRecord } from './acked-durable.ts'
import { nameOf } from './records.ts'

/** S1'. acks=1 promises nothing of the kind; the counterexample shows how little it takes. */
export function acks1Durable<S>(view: KraftView<S>): StateProperty<S> {
  return {
    kind: 'state',
    name: 'Acks1Durable',
    statement: 'The current leader holds every record that was acknowledged with acks=1.',
    holds: (s) => view.acks !== '1' || lostRecord(view, s) < 0,
    why: (s) =>
      `r${lostRecord(view, s)} was acknowledged with acks=1, by one leader before any follower had it; ` +
      `${nameOf(view, view.trueLeader(s))} leads now and never got it`,
  }
}
