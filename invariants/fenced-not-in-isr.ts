import { has, sizeOf, type Reading, type StateProperty } from '../checker/model.ts'
import type { KraftView } from '../model/kraft/view.ts'
import { nameOf } from './records.ts'

/** V4. Vanlightly's `ValidControllerState` (KIP-841). Without ELR the last member stays in the ISR although it is fenced. */
export function fencedNotInIsr<S>(view: KraftView<S>): StateProperty<S> {
  const n = view.replicas.labels.length
  const fenced = (s: Reading<S>): number => {
    const isr = view.controllerIsr(s)
    if (!view.elr && sizeOf(isr) === 1 && view.controllerLeader(s) < 0) return -1
    const active = view.active(s)
    for (let r = 0; r < n; r++) if (has(isr, r) && !has(active, r)) return r
    return -1
  }
  return {
    kind: 'state',
    name: 'FencedNotInIsr',
    statement: 'No fenced or stopping broker is in the ISR, but for the last member when eligible leader replicas are off.',
    holds: (s) => fenced(s) < 0,
    why: (s) => `${nameOf(view, fenced(s))} is in the ISR and the controller counts it as gone`,
  }
}
