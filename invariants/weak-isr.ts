import type { StateProperty } from '../checker/model.ts'
import type { ReplicationView } from '../model/replication-view.ts'
import { isrHolds, isrWhy } from './isr.ts'

/** `WeakIsr` of `KafkaReplication.tla`. Weak, because leaders are elected from the controller's ISR and not from this one. */
export function weakIsr<S>(view: ReplicationView<S>): StateProperty<S> {
  return {
    kind: 'state',
    name: 'WeakIsr',
    statement: 'Every replica in the ISR that a presumed leader knows of holds the same records below its high watermark.',
    holds: isrHolds(view, (s, leader) => view.localIsr(s, leader)),
    why: isrWhy(view, (s, leader) => view.localIsr(s, leader), 'the ISR that this leader knows of'),
  }
}
