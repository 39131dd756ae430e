import type { StateProperty } from '../checker/model.ts'
import type { ReplicationView } from '../model/replication-view.ts'
import { isrHolds, isrWhy } from './isr.ts'

/** `StrongIsr` of `KafkaReplication.tla`: whoever is elected next has all that any presumed leader has shown to consumers. */
export function strongIsr<S>(view: ReplicationView<S>): StateProperty<S> {
  return {
    kind: 'state',
    name: 'StrongIsr',
    statement: "Every replica in the controller's ISR holds the same records below the high watermark of every presumed leader.",
    holds: isrHolds(view, (s) => view.controllerIsr(s)),
    why: isrWhy(view, (s) => view.controllerIsr(s), "the controller's ISR, free to be elected,"),
  }
}
