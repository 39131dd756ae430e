import { has, type Reading, type StateProperty } from '../checker/model.ts'
import type { KraftView } from '../model/kraft/view.ts'

/** S1g. Vanlightly's `NoCommittedRecordLostGlobally`: weaker than AckedDurable, for a disk may hold what no leader will serve. */
export function ackedSomewhere<S>(view: KraftView<S>): StateProperty<S> {
  const n = view.replicas.labels.length
  const lost = (s: Reading<S>): number => {
    const acked = view.acks === 'all' ? view.acked(s) : 0
    for (let id = 0; id < view.appends; id++) {
      if (!has(acked, id)) continue
      let held = false
      for (let r = 0; r < n && !held; r++) held = view.holds(s, r, id)
      if (!held) return id
    }
    return -1
  }
  return {
    kind: 'state',
    name: 'AckedSomewhere',
    statement: 'Every record acknowledged with acks=all is on some disk.',
    holds: (s) => lost(s) < 0,
    why: (s) => `r${lost(s)} was acknowledged with acks=all and is on no disk any more`,
  }
}
