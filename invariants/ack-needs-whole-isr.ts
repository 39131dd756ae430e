import { has, type Reading, type StepProperty } from '../checker/model.ts'
import type { KraftView } from '../model/kraft/view.ts'
import { setInWords } from './records.ts'

/** acks=all waits for the whole ISR; min.insync.replicas says only how small that may be. */
export function ackNeedsWholeIsr<S>(view: KraftView<S>): StepProperty<S> {
  const n = view.replicas.labels.length
  const early = (before: Reading<S>, after: Reading<S>): number => {
    const fresh = view.acks === 'all' ? view.acked(after) & ~view.acked(before) : 0
    if (fresh === 0) return -1
    for (let id = 0; id < view.appends; id++)
      for (let r = 0; r < n; r++) if (has(fresh, id) && has(view.controllerIsr(after), r) && !view.holds(after, r, id)) return id
    return -1
  }
  return {
    kind: 'step',
    name: 'AckNeedsWholeIsr',
    statement: 'When a record is acknowledged with acks=all, every member of the ISR holds it.',
    holds: (before, after) => early(before, after) < 0,
    why: (before, after) =>
      after === undefined
        ? ''
        : `r${early(before, after)} was acknowledged although not all of the ISR ${setInWords(view, view.controllerIsr(after))} hold it`,
  }
}
