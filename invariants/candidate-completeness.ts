import { has } from '../checker/model.ts'
import type { Property, Reading } from '../checker/model.ts'
import type { KraftView } from '../model/kraft/view.ts'

/**
 * S6. `StrongIsr` of KafkaReplication.tla over what the controller may elect: running members of ISR and ELR.
 * Vanlightly's `LeaderCandidateCompletenessProperty` restricts it the same way.
 */
export function candidateCompleteness<S>(v: KraftView<S>): Property<S> {
  return {
    kind: 'state',
    name: 'CandidateCompleteness',
    statement: 'Every running member of ISR and ELR holds what any acting leader has committed.',
    holds: (s) => incomplete(v, s) < 0,
    why: (s) => {
      const found = incomplete(v, s)
      const { labels } = v.replicas
      return `${labels[found & 31]} may be elected and differs from acting leader ${labels[found >> 5]} below its high watermark`
    },
  }
}

function incomplete<S>(v: KraftView<S>, s: Reading<S>): number {
  const n = v.replicas.labels.length
  const candidates = v.controllerIsr(s) | v.eligibleReplicas(s)
  for (let l = 0; l < n; l++) {
    if (!v.presumesLeadership(s, l)) continue
    const committed = v.highWatermark(s, l)
    for (let r = 0; r < n; r++) {
      if (r === l || !has(candidates, r) || !v.isRunning(s, r)) continue
      for (let o = 0; o < committed; o++)
        if (o >= v.logEnd(s, r) || v.recordAt(s, r, o) !== v.recordAt(s, l, o)) return r | (l << 5)
    }
  }
  return -1
}
