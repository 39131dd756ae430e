/** The common part of the two ISR properties, which differ in whose ISR they mean. */
import { has, type Reading } from '../checker/model.ts'
import type { ReplicationView } from '../model/replication-view.ts'
import { nameOf, recordInWords, sameRecord } from './records.ts'

type IsrOf<S> = (s: Reading<S>, leader: number) => number

/** Whether every presumed leader shares all records below its high watermark with each member of an ISR. */
export function isrHolds<S>(view: ReplicationView<S>, isrOf: IsrOf<S>): (s: Reading<S>) => boolean {
  const replicas = view.replicas.labels.length
  return (s) => {
    for (let leader = 0; leader < replicas; leader++) {
      if (!view.presumesLeadership(s, leader)) continue
      const highWatermark = view.highWatermark(s, leader)
      const isr = isrOf(s, leader)
      for (let r = 0; r < replicas; r++) {
        if (!has(isr, r)) continue
        for (let offset = 0; offset < highWatermark; offset++) if (!sameRecord(view, s, leader, r, offset)) return false
      }
    }
    return true
  }
}

/** The least offset at which it does not hold, in words. */
export function isrWhy<S>(view: ReplicationView<S>, isrOf: IsrOf<S>, isrName: string): (s: Reading<S>) => string {
  const replicas = view.replicas.labels.map((_, r) => r)
  return (s) => {
    for (const leader of replicas.filter((r) => view.presumesLeadership(s, r)))
      for (const r of replicas.filter((member) => has(isrOf(s, leader), member)))
        for (let offset = 0; offset < view.highWatermark(s, leader); offset++)
          if (!sameRecord(view, s, leader, r, offset))
            return (
              `${nameOf(view, leader)} leads in epoch ${view.leaderEpoch(s, leader)} and counts ` +
              `${recordInWords(view, s, leader, offset)} at offset ${offset} as committed (its high watermark is ` +
              `${view.highWatermark(s, leader)}), but ${nameOf(view, r)} is in ${isrName} and holds ` +
              `${recordInWords(view, s, r, offset)} there`
            )
    return 'every presumed leader shares what it calls committed with the ISR'
  }
}
