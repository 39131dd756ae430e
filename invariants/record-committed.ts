import type { WitnessProperty } from '../checker/model.ts'
import type { ReplicationView } from '../model/replication-view.ts'

/** Without it every promise about committed records would hold of nothing. */
export function recordCommitted<S>(view: ReplicationView<S>): WitnessProperty<S> {
  const replicas = view.replicas.labels.length
  return {
    kind: 'witness',
    name: 'RecordCommitted',
    statement: 'A record gets below the high watermark of a presumed leader.',
    reached: (s) => {
      for (let r = 0; r < replicas; r++) if (view.presumesLeadership(s, r) && view.highWatermark(s, r) > 0) return true
      return false
    },
  }
}
