import type { StateProperty } from '../checker/model.ts'
import type { KraftView } from '../model/kraft/view.ts'

/** S9. Broken by retries with several requests in flight and without idempotence. */
export function orderPreserved<S>(view: KraftView<S>): StateProperty<S> {
  return {
    kind: 'state',
    name: 'OrderPreserved',
    statement: 'First copies of messages are in the log of the current leader in the order in which they were sent.',
    holds: (s) => {
      const leader = view.trueLeader(s)
      if (leader < 0) return true
      let last = -1
      let seen = 0
      for (let offset = 0; offset < view.logEnd(s, leader); offset++) {
        const message = view.messageOf(s, view.recordAt(s, leader, offset))
        if ((seen & (1 << message)) !== 0) continue
        if (message < last) return false
        seen |= 1 << message
        last = message
      }
      return true
    },
    why: () => 'a later message of the producer stands before an earlier one',
  }
}
