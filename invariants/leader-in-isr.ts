import { has, NONE, type StateProperty } from '../checker/model.ts'
import type { ReplicationView } from '../model/replication-view.ts'
import { nameOf, setInWords } from './records.ts'

/** `LeaderInIsr` of `KafkaReplication.tla`, which as published is false before the first election; here no leader is no violation. */
export function leaderInIsr<S>(view: ReplicationView<S>): StateProperty<S> {
  return {
    kind: 'state',
    name: 'LeaderInIsr',
    statement: "The leader the controller has chosen is in the controller's ISR.",
    holds: (s) => view.controllerLeader(s) === NONE || has(view.controllerIsr(s), view.controllerLeader(s)),
    why: (s) =>
      `the controller's leader in epoch ${view.controllerEpoch(s)} is ${nameOf(view, view.controllerLeader(s))}, but its ISR is ` +
      setInWords(view, view.controllerIsr(s)),
  }
}
