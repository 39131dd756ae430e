import { has, type Reading, type StateProperty } from '../checker/model.ts'
import type { KraftView } from '../model/kraft/view.ts'
import { nameOf, sameRecord } from './records.ts'

/**
 * S6. `StrongIsr` of KafkaReplication.tla over what the controller may elect: running members of ISR and ELR.
 * Vanlightly's `LeaderCandidateCompletenessProperty` restricts it the same way.
 */
export function candidateCompleteness<S>(view: KraftView<S>): StateProperty<S> {
  const n = view.replicas.labels.length
  /** `leader * n + candidate` for the first pair that differs, or -1. */
  const incomplete = (s: Reading<S>): number => {
    const candidates = view.controllerIsr(s) | view.eligibleReplicas(s)
    for (let l = 0; l < n; l++) {
      if (!view.presumesLeadership(s, l)) continue
      const committed = view.highWatermark(s, l)
      for (let r = 0; r < n; r++) {
        if (r === l || !has(candidates, r) || !view.isRunning(s, r)) continue
        for (let offset = 0; offset < committed; offset++) if (!sameRecord(view, s, l, r, offset)) return l * n + r
      }
    }
    return -1
  }
  return {
    kind: 'state',
    name: 'CandidateCompleteness',
    statement: 'Every running member of ISR and ELR holds what any acting leader calls committed.',
    holds: (s) => incomplete(s) < 0,
    why: (s) => {
      const found = incomplete(s)
      const leader = Math.floor(found / n)
      return (
        `${nameOf(view, found % n)} may be elected and differs from ${nameOf(view, leader)}, which acts as leader, below its ` +
        `high watermark ${view.highWatermark(s, leader)}`
      )
    },
  }
}
