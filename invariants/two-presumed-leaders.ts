import type { WitnessProperty } from '../checker/model.ts'
import type { ReplicationView } from '../model/replication-view.ts'

/** A zombie leader beside a new one: the situation that leader epochs are there for. */
export function twoPresumedLeaders<S>(view: ReplicationView<S>): WitnessProperty<S> {
  const replicas = view.replicas.labels.length
  return {
    kind: 'witness',
    name: 'TwoPresumedLeaders',
    statement: 'Two replicas presume leadership at the same time.',
    reached: (s) => {
      let leaders = 0
      for (let r = 0; r < replicas; r++) if (view.presumesLeadership(s, r)) leaders++
      return leaders >= 2
    },
  }
}
