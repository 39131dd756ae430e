/**
 * What monitoring shows in a state: the metrics that operators alert on. A broker reports a partition that it believes to lead by the ISR it
 * knows, so one that was replaced and has not heard of it goes on reporting, and one that is down reports nothing.
 */
import { NONE, sizeOf } from '../../checker/model.ts'
import { effectiveMinIsr, knownIsr, lastRecord, leads, replicasAt, type Seen } from './state.ts'
import type { World } from './world.ts'

/** Metrics of a broker above 0 (`kafka.server:type=ReplicaManager`; `Partition#isUnderReplicated`, `#isUnderMinIsr`, `#isAtMinIsr`). */
export function alertsOf(w: World, s: Seen, b: number): string[] {
  if (!leads(s, b)) return []
  const replicas = replicasAt(w, s, s.applied[b])
  const size = sizeOf(knownIsr(s, b))
  const least = effectiveMinIsr(w, s.config[b], replicas)
  return [
    ...(size < sizeOf(replicas) ? ['UnderReplicatedPartitions'] : []),
    ...(size < least ? ['UnderMinIsrPartitionCount'] : []),
    ...(size === least ? ['AtMinIsrPartitionCount'] : []),
  ]
}

/** Metrics of the active controller above 0 (`kafka.controller:type=KafkaController`). */
export const controllerAlertsOf = (s: Seen): string[] =>
  s.metadata.leader[lastRecord(s)] === NONE ? ['OfflinePartitionsCount'] : []
