import type { StateProperty } from '../checker/model.ts'
import type { ReplicationView } from '../model/replication-view.ts'
import { nameOf } from './records.ts'

/** `UnifiedLog` keeps its high watermark within its log; a higher one would call missing records committed. */
export function highWatermarkBounds<S>(view: ReplicationView<S>): StateProperty<S> {
  const replicas = view.replicas.labels.length
  return {
    kind: 'state',
    name: 'HighWatermarkBounds',
    statement: 'The high watermark of a replica is never past its log end.',
    holds: (s) => {
      for (let r = 0; r < replicas; r++) if (view.highWatermark(s, r) > view.logEnd(s, r)) return false
      return true
    },
    why: (s) => {
      const r = view.replicas.labels.findIndex((_, i) => view.highWatermark(s, i) > view.logEnd(s, i))
      return `${nameOf(view, r)} calls offsets below ${view.highWatermark(s, r)} committed, but its log ends at ${view.logEnd(s, r)}`
    },
  }
}
