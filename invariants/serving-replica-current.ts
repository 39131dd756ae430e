import { has, type Reading, type StateProperty } from '../checker/model.ts'
import type { KraftView } from '../model/kraft/view.ts'
import { nameOf } from './records.ts'

/** Not promised by KIP-392: a follower's high watermark lags, so a consumer that changes replica may find its position ahead of it. */
export function servingReplicaCurrent<S>(view: KraftView<S>): StateProperty<S> {
  const n = view.replicas.labels.length
  const behind = (s: Reading<S>): number => {
    const readers = view.readReplicas(s)
    for (let r = 0; r < n; r++) if (has(readers, r) && view.highWatermark(s, r) < view.consumerPosition(s)) return r
    return -1
  }
  return {
    kind: 'state',
    name: 'ServingReplicaCurrent',
    statement: 'Every replica a consumer may be sent to exposes at least what the consumer has read elsewhere.',
    holds: (s) => behind(s) < 0,
    why: (s) => {
      const r = behind(s)
      return `${nameOf(view, r)} exposes offsets below ${view.highWatermark(s, r)}, the consumer has read up to ${view.consumerPosition(s)}`
    },
  }
}
