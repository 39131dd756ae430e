import type { StateProperty } from '../checker/model.ts'
import type { KraftView } from '../model/kraft/view.ts'
import { lostRecord } from './acked-durable.ts'

/** S12. The partition is `__consumer_offsets` and its records are commits: AckedDurable in the words of a consumer. */
export function committedOffsetDurable<S>(view: KraftView<S>): StateProperty<S> {
  return {
    kind: 'state',
    name: 'CommittedOffsetDurable',
    statement: 'An offset commit that was acknowledged is still there when the group coordinator moves or restarts.',
    holds: (s) => lostRecord(view, s) < 0,
    why: (s) => `commit r${lostRecord(view, s)} was acknowledged and is gone; the group rewinds or resets`,
  }
}
