import { has, type Reading, type StateProperty } from '../checker/model.ts'
import type { KraftView } from '../model/kraft/view.ts'

/** S13. Informational: before 3.7 a record may be refused and committed all the same (KAFKA-15583). */
export function negAbsent<S>(view: KraftView<S>): StateProperty<S> {
  const present = (s: Reading<S>): number => {
    for (let id = 0; id < view.appends; id++) if (has(view.failed(s), id)) return id
    return -1
  }
  return {
    kind: 'state',
    name: 'NegAbsent',
    statement: 'A record whose producer was told NOT_ENOUGH_REPLICAS is not exposed to consumers.',
    holds: (s) => present(s) < 0,
    why: (s) => `the producer of r${present(s)} was told NOT_ENOUGH_REPLICAS_AFTER_APPEND, and consumers can read it`,
  }
}
