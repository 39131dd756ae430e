import type { CommitHistoryView } from '../replication-view.ts'
import {
  type Bounds,
  controllerEpoch,
  controllerLeader,
  isTrueLeader,
  logsOf,
  presumesLeadership,
  replicasOf,
  type State,
} from './state.ts'

/** How properties read this model. `everCommitted` is empty when the model keeps no commit history. */
export function zookeeperView(bounds: Bounds): CommitHistoryView<State> {
  const logs = logsOf(bounds)
  return {
    replicas: replicasOf(bounds),
    controllerLeader,
    controllerEpoch,
    controllerIsr: (s) => s.controllerIsr,
    presumesLeadership,
    isTrueLeader,
    leaderEpoch: (s, r) => s.leaderEpoch[r],
    localIsr: (s, r) => s.isr[r],
    highWatermark: (s, r) => s.highWatermark[r],
    logEnd: (s, r) => s.log.length[r],
    recordAt: logs.recordAt,
    epochAt: logs.epochAt,
    everCommitted: (s) => s.committed,
  }
}
