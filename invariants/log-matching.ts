import type { Reading, StateProperty } from '../checker/model.ts'
import type { ReplicationView } from '../model/replication-view.ts'
import { nameOf, recordInWords, sameRecord } from './records.ts'

/** `LogMatchingProperty` of `kip_966_properties.tla`: consumers may read either replica and see the same. */
export function logMatching<S>(view: ReplicationView<S>): StateProperty<S> {
  const replicas = view.replicas.labels.length
  const sharedEnd = (s: Reading<S>, a: number, b: number): number => Math.min(view.highWatermark(s, a), view.highWatermark(s, b))
  return {
    kind: 'state',
    name: 'LogMatching',
    statement: 'Below the high watermarks of any two replicas their logs hold the same records.',
    holds: (s) => {
      for (let a = 0; a < replicas; a++)
        for (let b = a + 1; b < replicas; b++) {
          const end = sharedEnd(s, a, b)
          for (let offset = 0; offset < end; offset++) if (!sameRecord(view, s, a, b, offset)) return false
        }
      return true
    },
    why: (s) => {
      for (let a = 0; a < replicas; a++)
        for (let b = a + 1; b < replicas; b++)
          for (let offset = 0; offset < sharedEnd(s, a, b); offset++)
            if (!sameRecord(view, s, a, b, offset))
              return (
                `offset ${offset} is below the high watermarks of both ${nameOf(view, a)} and ${nameOf(view, b)}, but ` +
                `${nameOf(view, a)} holds ${recordInWords(view, s, a, offset)} there and ` +
                `${nameOf(view, b)} holds ${recordInWords(view, s, b, offset)}`
              )
      return 'all logs agree below their high watermarks'
    },
  }
}
