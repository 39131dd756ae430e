import { has, sizeOf, type StateProperty } from '../checker/model.ts'
import type { KraftView } from '../model/kraft/view.ts'

/** V5. Vanlightly's `ValidControllerState` for eligible leader replicas (KIP-966). */
export function isrElrWellFormed<S>(view: KraftView<S>): StateProperty<S> {
  return {
    kind: 'state',
    name: 'IsrElrWellFormed',
    statement: 'ISR and ELR share no member, the ELR is empty once the ISR has min.insync.replicas members, a leader is live.',
    holds: (s) => {
      const isr = view.controllerIsr(s)
      const elr = view.eligibleReplicas(s)
      const leader = view.controllerLeader(s)
      return (
        (isr & elr) === 0 &&
        (elr === 0 || sizeOf(isr) < Math.min(view.minIsr(s), sizeOf(view.assigned(s)))) &&
        (leader < 0 || has(view.active(s), leader))
      )
    },
    why: () => 'ISR and ELR contradict each other, or the controller has a leader it counts as gone',
  }
}
