/** A partition written down by hand, and how properties read it: no protocol behind it, so any state can be said. */
import { members, withMember } from '../../checker/model.ts'
import type { CommitHistoryView } from '../../model/replication-view.ts'

export interface Replica {
  /** The leader this replica knows of; -1 for none. */
  readonly leader: number
  readonly epoch: number
  readonly isr: number
  readonly highWatermark: number
  /** Records as [id, epoch]. */
  readonly log: readonly (readonly [number, number])[]
}

export interface Partition {
  readonly leader: number
  readonly epoch: number
  readonly isr: number
  readonly replicas: readonly Replica[]
  readonly committed: number
}

export const setOf = (...members: number[]): number => members.reduce(withMember, 0)

/** b0 leads in epoch 1 with the ISR {b0, b1}; both hold r0 of epoch 0 and r1 of epoch 1, of which b0 knows the first committed. */
export const settled: Partition = {
  leader: 0,
  epoch: 1,
  isr: setOf(0, 1),
  replicas: [
    { leader: 0, epoch: 1, isr: setOf(0, 1), highWatermark: 1, log: [[0, 0], [1, 1]] }, // prettier-ignore
    { leader: 0, epoch: 1, isr: setOf(0, 1), highWatermark: 0, log: [[0, 0], [1, 1]] }, // prettier-ignore
  ],
  committed: setOf(0),
}

/** A partition like another, but for some fields of one replica. */
export const withReplica = (partition: Partition, r: number, fields: Partial<Replica>): Partition => ({
  ...partition,
  replicas: partition.replicas.map((replica, i) => (i === r ? { ...replica, ...fields } : replica)),
})

function replicaOf({ replicas }: Partition, r: number): Replica {
  const replica = replicas[r]
  if (replica === undefined) throw new RangeError(`there is no replica ${r}`)
  return replica
}

function recordOf(partition: Partition, r: number, offset: number): readonly [number, number] {
  const record = replicaOf(partition, r).log[offset]
  if (record === undefined) throw new RangeError(`replica ${r} has no record at ${offset}`)
  return record
}

export const view: CommitHistoryView<Partition> = {
  replicas: members('replica', ['b0', 'b1']),
  controllerLeader: (s) => s.leader,
  controllerEpoch: (s) => s.epoch,
  controllerIsr: (s) => s.isr,
  presumesLeadership: (s, r) => replicaOf(s, r).leader === r,
  isTrueLeader: (s, r) => s.leader === r && replicaOf(s, r).leader === r && replicaOf(s, r).epoch === s.epoch,
  leaderEpoch: (s, r) => replicaOf(s, r).epoch,
  localIsr: (s, r) => replicaOf(s, r).isr,
  highWatermark: (s, r) => replicaOf(s, r).highWatermark,
  logEnd: (s, r) => replicaOf(s, r).log.length,
  recordAt: (s, r, offset) => recordOf(s, r, offset)[0],
  epochAt: (s, r, offset) => recordOf(s, r, offset)[1],
  everCommitted: (s) => s.committed,
}
