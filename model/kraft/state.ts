import { array, bool, has, int, member, members, option, sequence, setOf, sizeOf, struct } from '../../checker/model.ts'
import type { Reading, StateOf } from '../../checker/model.ts'
import type { FaultKind } from './options.ts'
import type { Sizes, World } from './world.ts'

/** What the controller and the operating system know of a broker. */
export const RUNNING = 0
/** Its process runs, the controller has fenced it. */
export const FENCED = 1
/** Its process is gone, its session not yet expired. */
export const STOPPED = 2
/** Its process is gone and the controller has fenced it. */
export const EXPIRED = 3
/** It runs and has asked the controller for a controlled shutdown. */
export const STOPPING = 4

/** It is down for good: an administrator has unregistered it. */
export const UNREGISTERED = 5

/** How traces name the status of a broker, by working value. */
const STATUS_LABELS = ['running', 'fenced', 'stopped', 'stopped and fenced', 'stopping', 'unregistered']

/** What a leader has heard of its own changes of the ISR, when it makes a difference (defect F2). */
export const HEARD_ALL = 0
/** The controller has committed its proposal; the answer is on its way. */
export const ANSWERED = 1
/** It knows the last change from the answer, and the metadata log has yet to bring it once more. */
export const BEHIND = 2
/** Both at once: of the last change and of the one before. */
export const BEHIND_ANSWERED = 3
/** The metadata log has brought the last change once more and taken the request that is in flight for settled. */
export const WIPED = 4

/** The working values of a message's outcome as its producer knows it; kept only when the producer retries. */
export const UNSENT = 0
/** Sent; no answer yet, or one that allows another attempt. */
export const OUTSTANDING = 1
/** Refused before anything was appended (NOT_ENOUGH_REPLICAS). */
export const REFUSED = 2
export const ACKED = 3

/** How the last leader change came about, when the state remembers it; 0 before the first. */
export const CLEAN = 1
export const FROM_ELR = 2
export const LAST_KNOWN = 3
export const UNCLEAN = 4

/** Metrics that operators alert on, in the order of the bits of `alerted`. */
export const ALERTS = [
  /** Of the brokers (`kafka.server:type=ReplicaManager`; `Partition#isUnderReplicated`, `#isUnderMinIsr`, `#isAtMinIsr`). */
  'UnderReplicatedPartitions',
  'UnderMinIsrPartitionCount',
  'AtMinIsrPartitionCount',
  /** Of the active controller (`kafka.controller:type=KafkaController`). */
  'OfflinePartitionsCount',
] as const
export type Alert = (typeof ALERTS)[number]

/** The working state. */
export type State = StateOf<ReturnType<typeof fieldsOf>>
/** The working state as guards and properties see it. */
export type Seen = Reading<State>

/** A range when a feature is on, one value (no bits) when it is off. */
const when = (on: boolean, max: number, min = 0) => (on ? int(min, max) : int(min, min))

/** What only a partition that may be reassigned has in its states. Without it the fields are left out, and nothing reads them. */
const REASSIGNMENT_FIELDS = ['adding', 'removing', 'reassignmentsLeft']

/** The same of one of which it is remembered what monitoring showed. */
const ALERT_FIELDS = ['alerted']

/** The same of one of which it is remembered what consumers could read. */
const EXPOSURE_FIELDS = ['exposed', 'exposedTwice']

/** The same of one that zones and collapses of the ISR may befall. */
const INCIDENT_FIELDS = ['zoneKillsLeft', 'zonePowerLossesLeft', 'zoneDiskLossesLeft', 'zoneFencingsLeft', 'isrCollapsesLeft']

/** The same of one to which replies may come late. */
const LATE_FIELDS = [
  'lateFollower',
  'lateLeader',
  'lateOffset',
  'lateEpoch',
  'lateRecord',
  'lateDivergence',
  'lateEnd',
  'lateHighWatermark',
  'lateRepliesLeft',
]

/** The same of one whose produce requests may come to wait late. */
const SLOW_FIELDS = ['slowLeader', 'slowOffset', 'slowRecord', 'slowRequestsLeft']

export function layoutFieldsOf(w: Sizes): ReturnType<typeof fieldsOf> {
  const { metadata, ...rest } = fieldsOf(w)
  const { replicas: _, ...record } = metadata.element.fields
  const left = new Set([
    ...(w.reassigns ? [] : REASSIGNMENT_FIELDS),
    ...(w.incidents ? [] : INCIDENT_FIELDS),
    ...(w.options.alertHistory ? [] : ALERT_FIELDS),
    ...(w.keepsAcks ? [] : ['acked']),
    ...(w.keepsExposures ? [] : EXPOSURE_FIELDS),
    ...(w.parks ? [] : LATE_FIELDS),
    ...(w.stalls ? [] : SLOW_FIELDS),
    ...(w.orphans ? [] : ['orphaned']),
    ...(w.tellsStarting ? [] : ['starting']),
    ...(w.caps.preferredElections > 0 ? [] : ['preferredElectionsLeft']),
    ...(w.caps.uncleanElections > 0 ? [] : ['uncleanElectionsLeft']),
  ])
  const kept = Object.entries(rest).filter(([name]) => !left.has(name))
  const records = w.reassigns ? metadata : sequence(w.metadataSize, struct(record))
  return { metadata: records, ...Object.fromEntries(kept) } as ReturnType<typeof fieldsOf>
}

function fieldsOf(w: Sizes) {
  const { brokers, n, appends, logSize, maxEpoch, options, caps } = w
  const { switches, consumer, faults } = options
  const nobody = members('broker', [])
  const elrBrokers = w.elrs.includes(true) ? brokers : nobody
  const restarts = options.brokersReturn && w.stops
  const proposes = w.changes && switches.asyncAlterPartition
  const cap = (kind: FaultKind) => (w.counted[kind] ? int(0, caps[kind]) : int(0, 0))
  const stopping = options.controlledShutdown && caps.cleanStops > 0
  const lastStatus = caps.unregistrations > 0 ? UNREGISTERED : stopping ? STOPPING : EXPIRED
  const statuses = members('status', STATUS_LABELS.slice(0, lastStatus + 1))
  const offsets = members(
    'offset',
    Array.from({ length: logSize }, (_, i) => `offset ${i}`),
  )
  const ids = members(
    'record',
    Array.from({ length: appends }, (_, i) => `r${i}`),
  )
  return {
    /** The controller's log, oldest record that anyone may still apply first; the last is the partition's state. */
    metadata: sequence(
      w.metadataSize,
      struct({
        leader: option(brokers),
        epoch: int(0, maxEpoch),
        isr: setOf(brokers),
        /** Who has a replica: the target of a reassignment and what it removes. */
        replicas: setOf(brokers),
        /** Which of the two configurations holds from here on. */
        config: when(options.configChange !== undefined, 1),
        /** 1 when the record changes nothing but the configuration, so the partition epoch stays. */
        configOnly: when(options.configChange !== undefined, 1),
      }),
    ),
    /** The controller's eligible leader replicas and last known leader (KIP-966). */
    elr: setOf(elrBrokers),
    lastKnownLeader: option(elrBrokers),
    /** What the reassignment in progress adds and removes. */
    adding: setOf(brokers),
    removing: setOf(brokers),

    status: array(brokers, member(statuses)),
    /** Brokers that went down without a clean-shutdown file. */
    unclean: array(brokers, when(w.marksUnclean, 1)),
    /** The metadata record each broker has applied last. */
    applied: array(brokers, int(0, w.metadataSize - 1)),
    /** Which configuration each broker works with; it follows the metadata in a step of its own. */
    config: array(brokers, when(options.configChange !== undefined, 1)),
    /** Followers that have to truncate before they fetch (before truncation on fetch). */
    truncating: array(brokers, when(switches.truncation === 'kip-101' || switches.truncation === 'kip-279', 1)),

    /** Ids of the records each broker holds, in order. */
    log: array(brokers, sequence(logSize, member(ids))),
    highWatermark: array(brokers, int(0, logSize)),
    /** Offset below which a broker's records are on disk for good. */
    flushed: array(brokers, when(w.tracksFlush, logSize)),

    /** Per leader: the log end each follower last reported, -1 when it has not. */
    followerEnd: array(brokers, array(brokers, int(-1, n > 1 ? logSize : -1))),
    /** Per leader: followers that have restarted since they last reported. */
    staleEnd: array(brokers, setOf(restarts && options.incarnations ? brokers : nobody)),
    /** Per leader: the ISR proposed in the AlterPartition in flight, empty when there is none. */
    proposal: array(brokers, setOf(proposes ? brokers : nobody)),
    /** Per leader: whether the broker it proposes has restarted since. */
    staleProposal: array(brokers, when(proposes && restarts, 1)),
    /** Per leader: what it has heard of its changes of the ISR. */
    heard: array(brokers, when(w.redelivers, WIPED)),
    /** Per leader: the replica it is adding to the ISR, once that is caught up: it is waited for until it lags. */
    joining: array(brokers, setOf(w.awaitsJoining ? brokers : nobody)),
    /** Brokers whose replica is not yet assigned to a directory: of their new disk, or as one that was added. */
    newDirectory: array(brokers, when(w.assignsDirectories, w.addedReplicasWipe ? TELLS_ADDED : NEW_DISK)),
    /** Brokers that have registered since they were last stopped, and were not unfenced yet. */
    starting: array(brokers, when(w.tellsStarting, 1)),
    /** Per leader: the epoch since which it has led without interruption. */
    leaderSince: array(brokers, when(w.tracksSince, maxEpoch)),
    /** Per leader: acks=all requests in its purgatory, by record; kept only when requests can be repeated. */
    pending: array(brokers, setOf(w.tracksPending ? ids : nobody)),

    /** The reply to a fetch that is late: whose fetch it was (nobody: there is none), from whom, from which offset, in which leader epoch. */
    lateFollower: option(brokers),
    lateLeader: option(brokers),
    lateOffset: int(0, logSize),
    lateEpoch: int(0, maxEpoch),
    /** What it says: a record, if any; or where which epoch ends at the leader (-1: the logs agreed); and the high watermark. */
    lateRecord: option(ids),
    lateDivergence: int(0, maxEpoch),
    lateEnd: int(-1, logSize),
    lateHighWatermark: when(w.keepsFollowerHw, logSize),

    /** The produce request that has not come to wait yet: at whom (nobody: there is none), for which offset and record. */
    slowLeader: option(brokers),
    slowOffset: int(0, logSize - 1),
    slowRecord: option(ids),

    /** Per broker and offset: what its coordinator, demoted, still waits for there. */
    orphaned: array(brokers, array(offsets, option(ids))),

    /** Id of the next record to be appended, and the epoch each was appended in. */
    nextId: int(0, appends),
    epochs: array(ids, int(0, maxEpoch)),
    /** The message each record carries, when one can be appended twice. */
    message: array(ids, when(w.retries, options.records - 1)),
    outcome: array(w.messages, when(w.retries, ACKED)),
    retriesLeft: when(w.retries, options.retries),

    /** History: how the controller's last election chose. */
    electedBy: when(options.electionHistory, UNCLEAN),
    /** History: metrics that were above 0 when something came from outside. */
    alerted: setOf(members('alert', [...ALERTS])),
    /** History: records acknowledged to their producers. */
    acked: setOf(ids),
    /** History: records exposed whose producers were told NOT_ENOUGH_REPLICAS_AFTER_APPEND. */
    failed: setOf(w.tracksFailures ? ids : nobody),
    /** History: the record first exposed to consumers at each offset, and whether another one ever was. */
    exposed: array(offsets, option(ids)),
    exposedTwice: bool(),

    /** The consumer: next offset to read, epoch of the last record read, epoch its position is good for. */
    position: when(w.consumes, logSize),
    positionEpoch: when(w.consumes, maxEpoch),
    validFor: when(w.consumes, maxEpoch),
    /** What the consumer has kept, per offset below its position. */
    read: array(offsets, when(w.consumes, appends + 1)),
    committed: when(consumer?.commits === true, logSize),
    /** The consumer stopped with an error (auto.offset.reset=none). */
    consumerFailed: when(consumer?.reset === 'none', 1),

    /** Faults left in all, and of each kind that has a cap of its own. */
    faultsLeft: int(0, faults.total),
    cleanStopsLeft: cap('cleanStops'),
    killsLeft: cap('kills'),
    powerLossesLeft: cap('powerLosses'),
    diskLossesLeft: cap('diskLosses'),
    fencingsLeft: cap('fencings'),
    isrShrinksLeft: cap('isrShrinks'),
    electionsLeft: cap('elections'),
    unregistrationsLeft: cap('unregistrations'),
    reassignmentsLeft: cap('reassignments'),
    zoneKillsLeft: cap('zoneKills'),
    zonePowerLossesLeft: cap('zonePowerLosses'),
    zoneDiskLossesLeft: cap('zoneDiskLosses'),
    zoneFencingsLeft: cap('zoneFencings'),
    isrCollapsesLeft: cap('isrCollapses'),
    preferredElectionsLeft: cap('preferredElections'),
    uncleanElectionsLeft: cap('uncleanElections'),
    lateRepliesLeft: cap('lateReplies'),
    slowRequestsLeft: cap('slowRequests'),
  }
}

/** The controller has the directory of the disk that is gone, and elects nobody there. */
export const NEW_DISK = 1
/** It has none yet (UNASSIGNED), and may elect the broker, which does not report; or does. */
export const ADDED = 2
export const TELLS_ADDED = 3

/** Whether the broker's process runs. */
export const isUp = (s: Seen, b: number): boolean => {
  const status = s.status[b]
  return status === RUNNING || status === FENCED || status === STOPPING
}
/** Whether the controller can decide so many things: neither the metadata log nor the range of leader epochs is used up. */
export const hasRoom = (w: World, s: Seen, records = 1): boolean =>
  s.metadata.length + records <= w.metadataSize && s.metadata.epoch[s.metadata.length - 1] + records <= w.maxEpoch
/** Who has a replica as of record `j`. */
export const replicasAt = (w: World, s: Seen, j: number): number => (w.reassigns ? s.metadata.replicas[j] : w.firstReplicas)
/** Whether a broker has a replica as far as it knows. */
export const isReplica = (w: World, s: Seen, b: number): boolean => isReplicaTo(w, s, b, b)
/** Whether a leader takes a broker for a replica. */
export const isReplicaTo = (w: World, s: Seen, l: number, b: number): boolean =>
  !w.reassigns || has(s.metadata.replicas[s.applied[l]], b)
/** min.insync.replicas of a configuration as it counts for so many replicas (`Partition#effectiveMinIsr`, KAFKA-15583). */
export const effectiveMinIsr = (w: World, config: number, replicas: number): number =>
  w.options.switches.clampMinIsr ? Math.min(w.minIsrs[config], sizeOf(replicas)) : w.minIsrs[config]
/** Index of the controller's current record. */
export const lastRecord = (s: Seen): number => s.metadata.length - 1
/** The leader the broker knows of, or NONE. Meaningless when its process is down. */
export const knownLeader = (s: Seen, b: number): number => s.metadata.leader[s.applied[b]]
/** The leader epoch the broker knows of. */
export const knownEpoch = (s: Seen, b: number): number => s.metadata.epoch[s.applied[b]]
/** The ISR the broker knows of. */
export const knownIsr = (s: Seen, b: number): number => s.metadata.isr[s.applied[b]]
/** Whether it has not finished starting, where that is remembered (S1). */
export const isStarting = (w: World, s: Seen, b: number): boolean => w.tellsStarting && s.starting[b] === 1
/** Whether the broker acts as leader, rightly or not. */
export const leads = (s: Seen, b: number): boolean => isUp(s, b) && knownLeader(s, b) === b
/** Whether the broker leads in the controller's current epoch and knows it. */
export const isTrueLeader = (s: Seen, b: number): boolean =>
  leads(s, b) && knownEpoch(s, b) === s.metadata.epoch[s.metadata.length - 1]
/** Brokers that are unfenced and not stopping, as far as the controller knows. */
export function activeBrokers(s: Seen): number {
  let mask = 0
  for (let b = 0; b < s.status.length; b++) if (s.status[b] === RUNNING || s.status[b] === STOPPED) mask |= 1 << b
  return mask
}
/** Active brokers that the controller would make leader: their replica is in a directory it knows to be online (`LeaderAcceptor`). */
export function electable(w: World, s: Seen): number {
  let mask = activeBrokers(s)
  if (w.assignsDirectories) for (let b = 0; b < w.n; b++) if (s.newDirectory[b] === NEW_DISK && isUp(s, b)) mask &= ~(1 << b)
  return mask
}
