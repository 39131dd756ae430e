import { has, type StepProperty } from '../checker/model.ts'
import type { KraftView } from '../model/kraft/view.ts'

/** S3. A strengthening of `StrongIsr` to what a consumer was really given. */
export function noUncommittedRead<S>(view: KraftView<S>): StepProperty<S> {
  const n = view.replicas.labels.length
  return {
    kind: 'step',
    name: 'NoUncommittedRead',
    statement: 'A record a consumer reads is in the log of every running member of the ISR.',
    holds: (before, after) => {
      const offset = view.consumerPosition(before)
      if (view.consumerPosition(after) !== offset + 1) return true
      const id = view.consumerKept(after, offset)
      if (id < 0) return true
      const isr = view.controllerIsr(before)
      for (let r = 0; r < n; r++) if (has(isr, r) && view.isRunning(before, r) && !view.holds(before, r, id)) return false
      return true
    },
    why: (before) =>
      `the consumer read offset ${view.consumerPosition(before)} although a member of the ISR does not hold that record`,
  }
}
