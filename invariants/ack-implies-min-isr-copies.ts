import { has, type Reading, type StepProperty } from '../checker/model.ts'
import type { KraftView } from '../model/kraft/view.ts'

/** S10. The contract of acks=all at the instant of the answer (KIP-966: "strict min ISR"). */
export function ackImpliesMinIsrCopies<S>(view: KraftView<S>): StepProperty<S> {
  const n = view.replicas.labels.length
  const copies = (s: Reading<S>, id: number): number => {
    let count = 0
    for (let r = 0; r < n; r++) if (view.holds(s, r, id)) count++
    return count
  }
  const short = (before: Reading<S>, after: Reading<S>): number => {
    const fresh = view.acks === 'all' ? view.acked(after) & ~view.acked(before) : 0
    if (fresh === 0) return -1
    for (let id = 0; id < view.appends; id++) if (has(fresh, id) && copies(after, id) < view.minIsr(after)) return id
    return -1
  }
  return {
    kind: 'step',
    name: 'AckImpliesMinIsrCopies',
    statement: 'When a record is acknowledged with acks=all, min.insync.replicas disks hold it.',
    holds: (before, after) => short(before, after) < 0,
    why: (before, after) => {
      const id = after === undefined ? -1 : short(before, after)
      return `r${id} was acknowledged with fewer copies than min.insync.replicas`
    },
  }
}
