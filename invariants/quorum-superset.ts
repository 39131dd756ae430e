import type { StateProperty } from '../checker/model.ts'
import type { KraftView } from '../model/kraft/view.ts'
import { nameOf } from './records.ts'

/** S7. `ValidHighWatermark` of AsyncIsr.tla, `LeaderMaximalIsr` of kip_966_properties.tla. */
export function quorumSuperset<S>(view: KraftView<S>): StateProperty<S> {
  return {
    kind: 'state',
    name: 'QuorumSuperset',
    statement: 'The replicas the current leader waits for include every replica the controller may elect.',
    holds: (s) => {
      const leader = view.trueLeader(s)
      if (leader < 0 || !view.hasEnoughReplicas(s, leader)) return true
      return ((view.controllerIsr(s) | view.eligibleReplicas(s)) & ~view.maximalIsr(s, leader)) === 0
    },
    why: (s) => `${nameOf(view, view.trueLeader(s))} does not wait for a member of ISR or ELR before it commits`,
  }
}
