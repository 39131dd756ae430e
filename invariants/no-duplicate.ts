import type { StateProperty } from '../checker/model.ts'
import type { KraftView } from '../model/kraft/view.ts'

/** S8. What enable.idempotence is for (KIP-98). */
export function noDuplicate<S>(view: KraftView<S>): StateProperty<S> {
  return {
    kind: 'state',
    name: 'NoDuplicate',
    statement: 'A message is in the log of the current leader at most once.',
    holds: (s) => {
      const leader = view.trueLeader(s)
      if (leader < 0) return true
      const end = view.logEnd(s, leader)
      for (let a = 0; a < end; a++)
        for (let b = a + 1; b < end; b++)
          if (view.messageOf(s, view.recordAt(s, leader, a)) === view.messageOf(s, view.recordAt(s, leader, b))) return false
      return true
    },
    why: () => 'a message was sent again after an append its producer did not hear of, and is in the log twice',
  }
}
