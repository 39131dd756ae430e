/**
 * The state of one partition under a ZooKeeper controller, and the words the actions use to speak about it.
 *
 * Mirrors the variables of `KafkaReplication.tla` with nothing stored twice: a record's leader epoch follows from its id, the
 * controller's leader and leader epoch follow from the last LeaderAndIsr request.
 */
import { array, defineLayout, int, member, members, NONE, option, sequence, setOf, struct } from '../../checker/model.ts'
import type { Members, Reading, StateOf } from '../../checker/model.ts'

/** How large a partition is explored. */
export interface Bounds {
  readonly replicas: number
  /** Records that fit in a log. */
  readonly logSize: number
  /** Records producers write in all. */
  readonly records: number
  /** Leader epochs go from 0 to this. */
  readonly maxEpoch: number
  /** Whether the state remembers which records were ever committed; costs one bit per record. */
  readonly commitHistory: boolean
}

/** The replicas of the partition, named by their broker: b0, b1, … */
export const replicasOf = (bounds: Bounds): Members => members('replica', labels('b', bounds.replicas))

/** The leader epochs, e0, e1, …; an epoch is its own index. */
export const epochsOf = (bounds: Bounds): Members => members('epoch', labels('e', bounds.maxEpoch + 1))

const labels = (letter: string, count: number): string[] => Array.from({ length: count }, (_, i) => `${letter}${i}`)

const fieldsOf = (bounds: Bounds, replicas: Members, records: Members) => ({
  /** LeaderAndIsr requests, by leader epoch. None is ever removed, so each may be delivered late, twice or never. */
  requests: sequence(bounds.maxEpoch + 1, struct({ leader: option(replicas), isr: setOf(replicas) })),
  /** The ISR written in ZooKeeper. It starts as that of the last request; the leader may change it without a new one. */
  controllerIsr: setOf(replicas),
  /** What each replica has last been told. */
  leader: array(replicas, option(replicas)),
  leaderEpoch: array(replicas, int(-1, bounds.maxEpoch)),
  isr: array(replicas, setOf(replicas)),
  /** First offset each replica considers uncommitted. */
  highWatermark: array(replicas, int(0, bounds.logSize)),
  log: array(replicas, sequence(bounds.logSize, member(records))),
  /** The leader epoch in which each record was written; 0 once no log holds it. Its length is the id of the next record. */
  recordEpoch: sequence(bounds.records, int(0, bounds.maxEpoch)),
  /** Records that were ever below the high watermark of a presumed leader. */
  committed: setOf(bounds.commitHistory ? records : members('record', [])),
})

/** The working state: numbers and typed arrays, replicas and records by index. */
export type State = StateOf<ReturnType<typeof fieldsOf>>
/** The same, as guards and properties see it. */
export type Read = Reading<State>

/** Works out the layout. @throws LayoutError when a state of these bounds cannot be packed. */
export const layoutOf = (bounds: Bounds, replicas = replicasOf(bounds)) =>
  defineLayout(fieldsOf(bounds, replicas, members('record', labels('r', bounds.records))))

/** The leader the controller has chosen, or NONE. */
export const controllerLeader = (s: Read): number => (s.requests.length === 0 ? NONE : s.requests.leader[s.requests.length - 1])

/** The controller's leader epoch; -1 before the first election. */
export const controllerEpoch = (s: Read): number => s.requests.length - 1

/** Whether `r` believes it leads. It accepts writes on that belief alone, so everything rests on fencing its replication. */
export const presumesLeadership = (s: Read, r: number): boolean => s.leader[r] === r

/** Whether `r` believes it leads and ZooKeeper agrees, leader epoch included. */
export const isTrueLeader = (s: Read, r: number): boolean =>
  presumesLeadership(s, r) && s.leaderEpoch[r] === controllerEpoch(s) && controllerLeader(s) === r

/** Whether `follower` takes `leader` for the leader, in whatever epoch. */
export const followsLeader = (s: Read, leader: number, follower: number): boolean => s.leader[follower] === leader

/** Whether `follower` takes `leader` for the leader of the very epoch in which it leads. */
export const followsLeaderEpoch = (s: Read, leader: number, follower: number): boolean =>
  s.leader[follower] === leader && s.leaderEpoch[follower] === s.leaderEpoch[leader]

/** Reading and changing logs, whose working form is one array for all replicas. */
export interface Logs {
  readonly recordAt: (s: Read, r: number, offset: number) => number
  /** The leader epoch in which the record at `offset` was written. */
  readonly epochAt: (s: Read, r: number, offset: number) => number
  readonly append: (draft: State, r: number, record: number) => void
  /** Drops what lies at `endOffset` and above; a record that no log holds any more loses its epoch too. */
  readonly truncate: (draft: State, r: number, endOffset: number) => void
}

export function logsOf({ replicas, logSize }: Bounds): Logs {
  const recordAt = (s: Read, r: number, offset: number): number => s.log.items[r * logSize + offset]

  const isHeld = (s: Read, record: number): boolean => {
    for (let r = 0; r < replicas; r++)
      for (let offset = 0; offset < s.log.length[r]; offset++) if (recordAt(s, r, offset) === record) return true
    return false
  }

  return {
    recordAt,
    epochAt: (s, r, offset) => s.recordEpoch.items[recordAt(s, r, offset)],
    append: (draft, r, record) => {
      draft.log.items[r * logSize + draft.log.length[r]] = record
      draft.log.length[r]++
    },
    truncate: (draft, r, endOffset) => {
      while (draft.log.length[r] > endOffset) {
        const last = recordAt(draft, r, --draft.log.length[r])
        if (!isHeld(draft, last)) draft.recordEpoch.items[last] = 0
      }
    },
  }
}
