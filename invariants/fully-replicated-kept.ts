import { has, type Reading, type StepProperty } from '../checker/model.ts'
import type { KraftView } from '../model/kraft/view.ts'
import { nameOf } from './records.ts'

/**
 * The answer to "on every ISR member, but above the high watermark": whoever is elected has it. More than Kafka promises, and with
 * several faults more than it keeps.
 */
export function fullyReplicatedKept<S>(view: KraftView<S>): StepProperty<S> {
  const n = view.replicas.labels.length
  /** `r * appends + id` for a member of the ISR that drops a record every member held, or -1. */
  const dropped = (before: Reading<S>, after: Reading<S>): number => {
    const isr = view.controllerIsr(before)
    for (let id = 0; id < view.appended(before); id++) {
      let everywhere = isr !== 0
      for (let r = 0; r < n && everywhere; r++) everywhere = !has(isr, r) || view.holds(before, r, id)
      if (!everywhere) continue
      for (let r = 0; r < n; r++) if (has(isr, r) && !view.holds(after, r, id)) return r * view.appends + id
    }
    return -1
  }
  return {
    kind: 'step',
    name: 'FullyReplicatedKept',
    statement: 'A record that is in the log of every member of the ISR is dropped by none of them.',
    holds: (before, after) => dropped(before, after) < 0,
    why: (before, after) => {
      const found = after === undefined ? -1 : dropped(before, after)
      return `every member of the ISR held r${found % view.appends}, and ${nameOf(view, Math.floor(found / view.appends))} dropped it`
    },
  }
}
