import { OptionError, requireInteger, requireOneOf } from '../option-error.ts'
import { currentSwitches } from './switches.ts'
import type { SwitchName, Switches } from './switches.ts'

/** The kinds of fault an environment may inject. Everything that heals is free. */
export const faultKinds = [
  'cleanStops',
  'kills',
  'powerLosses',
  'diskLosses',
  'fencings',
  'isrShrinks',
  'elections',
  'unregistrations',
  'reassignments',
  'zoneKills',
  'zonePowerLosses',
  'zoneDiskLosses',
  'zoneFencings',
  'isrCollapses',
  'preferredElections',
  'uncleanElections',
  'lateReplies',
  'slowRequests',
] as const

/** Kinds that befall a whole zone, which `racks` must name. */
export const ZONE_KINDS = [
  'zoneKills',
  'zonePowerLosses',
  'zoneDiskLosses',
  'zoneFencings',
] as const satisfies readonly FaultKind[]
export type FaultKind = (typeof faultKinds)[number]

/** How many faults a run may see: `total` over all kinds, and at most so many of each kind. Kinds not named have none. */
export interface Faults extends Partial<Readonly<Record<FaultKind, number>>> {
  readonly total: number
}

/** Faults of which some keep each other away. */
export interface FaultPool extends Faults {
  /** Pairs of kinds of which a run has one at most: so a pool holds the runs of several smaller ones, and few others. */
  readonly apart?: readonly (readonly [PartedKind, PartedKind])[]
}

/** The kinds that may be apart. */
export const PARTED_KINDS = [
  'cleanStops',
  'kills',
  'powerLosses',
  'diskLosses',
  'fencings',
  'isrShrinks',
  'elections',
] as const satisfies readonly FaultKind[]
export type PartedKind = (typeof PARTED_KINDS)[number]

/** What a consumer does when its position cannot be continued (auto.offset.reset). */
export type ResetPolicy = 'earliest' | 'latest' | 'none'

export interface ConsumerOptions {
  /** Validates its position when the leader epoch changes (KIP-320; Java clients from 2.3). */
  readonly validatesPosition: boolean
  readonly reset: ResetPolicy
  /** Commits its position at times and may restart from there. */
  readonly commits: boolean
}

/** A change of configuration while the cluster runs, at any moment or never: what it will be once every broker has heard of it. No fault. */
export interface ConfigChange {
  readonly minIsr?: number
  readonly uncleanElection?: boolean
  /** eligible.leader.replicas.version: whether the controller keeps an ELR from then on. */
  readonly elr?: boolean
}

/** What an operator does to a partition as it is found, before anything else happens. Brokers are places. */
export type Operation =
  | { readonly reassign: readonly number[] }
  | { readonly cancel: true }
  /** An orderly stop, with a controlled shutdown; `killed` before its clean-shutdown file is written. */
  | { readonly stop: number; readonly killed?: true }

/**
 * A partition as it is found, instead of a healthy one: one record is acknowledged and held by ISR and ELR, nobody else has it.
 * Brokers are places in the assignment order; `brokers` has the ids they go by there.
 */
export interface Start {
  /** -1 when the partition has none; then nobody of ISR and ELR is live. */
  readonly leader: number
  readonly isr: readonly number[]
  readonly elr: readonly number[]
  readonly brokers?: readonly number[]
  /** Which of the brokers have a replica, where not all of them have; it needs `brokers`. Those without one run. */
  readonly replicas?: readonly number[]
  /** The reassignment in progress; it needs `replicas`, which include both. */
  readonly adding?: readonly number[]
  readonly removing?: readonly number[]
  readonly first?: Operation
}

export interface KraftOptions {
  /** replication.factor: the replicas, in assignment order; the first is the preferred leader. */
  readonly replicas: number
  /** min.insync.replicas. */
  readonly minIsr: number
  readonly acks: '0' | '1' | 'all'
  /** unclean.leader.election.enable. */
  readonly uncleanElection: boolean
  /** Distinct messages that producers send. */
  readonly records: number
  /** Offsets in a log; by default as many as can be appended. */
  readonly logSize?: number
  /** How often a producer may send a message again (retries). 0: every message has a producer of its own that never retries. */
  readonly retries: number
  /** enable.idempotence. */
  readonly idempotence: boolean
  /** max.in.flight.requests.per.connection; read only when retries > 0. */
  readonly maxInFlight: number
  /** flush.messages: records are forced to disk once this many are not. Kafka's default leaves it to the operating system. */
  readonly flushMessages: number | 'never'
  /** controlled.shutdown.enable: a clean stop may first hand over leadership and ISR membership. */
  readonly controlledShutdown: boolean
  /** The records are the writes of a group coordinator, which remembers what it waits for beside its log. */
  readonly coordinator?: boolean
  /** Consumers may read from followers (KIP-392: replica.selector.class and client.rack). */
  readonly followerReads: boolean
  readonly consumer?: ConsumerOptions
  readonly configChange?: ConfigChange
  /** The zone (broker.rack) of each broker, in places of the assignment order: `[0, 1, 0]`. */
  readonly racks?: readonly number[]
  /** Brokers without a replica, for a reassignment to move one to; one when there may be reassignments and nothing is said. */
  readonly spareBrokers?: number
  /** Whether reassignments leave the number of replicas as it is (KIP-860, allowReplicationFactorChange=false). */
  readonly keepsReplicationFactor?: boolean
  /**
   * Whether an administrator does as `docs/defects.md` advises: reassigns and cancels only with min.insync.replicas in sync, changes a
   * configuration only while there is a leader, unregisters only a broker without a replica, stops none that has not finished starting,
   * and takes no log directory away. Nothing else is held back by it.
   */
  readonly administratorWaits?: boolean
  /** Where it starts; a healthy partition with empty logs when not given. */
  readonly start?: Start
  /** Whether a broker that went down may start again. Off, what is possible is possible without it. */
  readonly brokersReturn: boolean
  readonly faults: FaultPool
  readonly switches: Switches
  /** Keep followers' high watermarks in the state. Needed only by what reads them; see {@link needsFollowerHighWatermark}. */
  readonly followerHighWatermarks: boolean
  /** Remember which followers have restarted since they last reported to a leader; only properties read it. */
  readonly incarnations: boolean
  /** Remember how the last leader was elected; what the witnesses of elections read. */
  readonly electionHistory: boolean
  /** Do not remember which records were acknowledged, or whether any was at all; only properties read it. */
  readonly forgetsAcks?: 'which' | 'all'
  /** Do not remember what consumers could read; only properties read it. */
  readonly forgetsExposures?: boolean
  /** Take states for one that differ only in what nothing reads any more (`unread.ts`). */
  readonly forgetsUnread?: boolean
  /** Remember which metrics were above 0 when something came from outside; only properties about alerts read it. */
  readonly alertHistory: boolean
}

/** Three replicas, min.insync.replicas 2, acks=all, the protocol of Kafka 4.4 as designed: the default of every command. */
export const defaultOptions: KraftOptions = {
  replicas: 3,
  minIsr: 2,
  acks: 'all',
  uncleanElection: false,
  records: 2,
  retries: 0,
  idempotence: true,
  maxInFlight: 5,
  flushMessages: 'never',
  controlledShutdown: false,
  followerReads: false,
  brokersReturn: true,
  faults: { total: 3, cleanStops: 3, fencings: 3, isrShrinks: 3, powerLosses: 1 },
  switches: currentSwitches,
  followerHighWatermarks: false,
  incarnations: false,
  electionHistory: false,
  alertHistory: false,
}

/** Whether replicas may move: then they are in the state. */
export const mayReassign = ({ faults, start }: KraftOptions): boolean =>
  Math.min(faults.total, faults.reassignments ?? 0) > 0 || start?.replicas !== undefined

/** Whether an administrator may do anything to the partition or its brokers, elections not counted. */
const isAdministered = (options: KraftOptions): boolean =>
  mayReassign(options) ||
  options.configChange !== undefined ||
  (['cleanStops', 'diskLosses', 'unregistrations'] as const).some(
    (kind) => Math.min(options.faults.total, options.faults[kind] ?? 0) > 0,
  )

/** Whether a produce request that comes to wait late is in the model: one that waits, of a producer that sends each record once. */
export const mayBeSlow = ({ acks, retries }: KraftOptions): boolean => acks === 'all' && retries === 0

/** Whether a rule about late replies, or about coordinators, can make a difference; of all others true. */
export function isAtWork(rule: SwitchName, { faults, coordinator }: KraftOptions): boolean {
  if (rule === 'matchReplyEpoch' || rule === 'refuseLaterRecords') return Math.min(faults.total, faults.lateReplies ?? 0) > 0
  return rule !== 'demotedCoordinatorStops' || coordinator === true
}

/** How many brokers there are, those without a replica included. */
export function brokerCount(options: KraftOptions): number {
  const { replicas, spareBrokers, start } = options
  if (start?.replicas !== undefined) return start.brokers?.length ?? replicas
  return mayReassign(options) ? replicas + (spareBrokers ?? 1) : replicas
}

/** Whether the protocol itself reads a follower's high watermark: to truncate to it, to serve reads from it, or to answer a slow request once it leads again. */
export const needsFollowerHighWatermark = (options: KraftOptions): boolean =>
  options.followerReads || truncatesToHighWatermark(options) || (options.faults.slowRequests ?? 0) > 0

/** Whether a follower may fall back to its high watermark when it truncates. */
export const truncatesToHighWatermark = ({ switches }: KraftOptions): boolean =>
  switches.truncation === 'high-watermark' ||
  (switches.truncation !== 'on-fetch' && !(switches.epochEntryOnElection && switches.fenceEpochQuery))

/** @throws OptionError when an option is out of range, or two do not go together. */
export function checkOptions(options: KraftOptions): void {
  requireInteger('replicas', options.replicas, 1, options.start?.replicas === undefined ? 5 : 8)
  requireInteger('minIsr', options.minIsr, 1, 31)
  requireOneOf('acks', options.acks, ['0', '1', 'all'])
  requireInteger('records', options.records, 1, 8)
  requireInteger('retries', options.retries, 0, 4)
  requireInteger('maxInFlight', options.maxInFlight, 1, 31)
  if (options.logSize !== undefined) requireInteger('logSize', options.logSize, 1, 12)
  if (options.flushMessages !== 'never') requireInteger('flushMessages', options.flushMessages, 1, Number.MAX_SAFE_INTEGER)
  requireInteger('faults', options.faults.total, 0, 8)
  for (const kind of faultKinds) requireInteger(kind, options.faults[kind] ?? 0, 0, 8)
  for (const pair of options.faults.apart ?? []) for (const kind of pair) requireOneOf('apart', kind, PARTED_KINDS)
  const { racks } = options
  if (racks !== undefined) {
    const n = brokerCount(options)
    if (racks.length !== n) throw new OptionError('racks', `a zone for each of the ${n} brokers`, racks.join(','))
    for (const rack of racks) requireInteger('racks', rack, 0, n - 1)
  } else if (ZONE_KINDS.some((kind) => Math.min(options.faults.total, options.faults[kind] ?? 0) > 0))
    throw new OptionError('racks', 'the zone of each broker, where zones may fail', undefined)
  const moves = mayReassign(options)
  if (!moves && options.spareBrokers !== undefined)
    throw new OptionError('spareBrokers', 'unset without reassignments', options.spareBrokers)
  if (!moves && options.keepsReplicationFactor !== undefined)
    throw new OptionError('keepsReplicationFactor', 'unset without reassignments', options.keepsReplicationFactor)
  if (options.administratorWaits !== undefined && !isAdministered(options))
    throw new OptionError(
      'administratorWaits',
      'unset where nothing is stopped, replaced, reassigned, unregistered or configured',
      options.administratorWaits,
    )
  if (Math.min(options.faults.total, options.faults.slowRequests ?? 0) > 0 && !mayBeSlow(options))
    throw new OptionError('slowRequests', '0 unless acks is all and nothing is sent again', options.faults.slowRequests)
  if (options.spareBrokers !== undefined) requireInteger('spareBrokers', options.spareBrokers, 0, 5 - options.replicas)
  if (options.start !== undefined) checkStart(options, options.start)
}

function checkStart(
  options: KraftOptions,
  { leader, isr, elr, brokers, replicas, adding = [], removing = [], first }: Start,
): void {
  const { switches, records } = options
  const n = brokerCount(options)
  if (brokers !== undefined) {
    for (const id of brokers) requireInteger('start.brokers', id, 0, 2 ** 31 - 1)
    if (brokers.length !== n || new Set(brokers).size < n)
      throw new OptionError('start.brokers', 'the ids of the brokers, each once', brokers.join(','))
  }
  if (replicas === undefined && (first !== undefined || adding.length + removing.length > 0))
    throw new OptionError('start.replicas', 'who has a replica, where one is moved or stopped', undefined)
  if (replicas !== undefined && (brokers === undefined || n > 8 || replicas.length === 0))
    throw new OptionError('start.replicas', 'some of at most eight brokers that are named', replicas.join(','))
  requireInteger('start.leader', leader, -1, n - 1)
  const targets =
    first !== undefined && 'reassign' in first ? first.reassign : first !== undefined && 'stop' in first ? [first.stop] : []
  for (const b of [...isr, ...elr, ...(replicas ?? []), ...adding, ...removing, ...targets]) requireInteger('start', b, 0, n - 1)
  for (const b of replicas === undefined ? [] : [...isr, ...adding, ...removing])
    if (!replicas?.includes(b)) throw new OptionError('start.replicas', 'with ISR and what is added and removed among them', b)
  if (first !== undefined && 'reassign' in first && first.reassign.length === 0)
    throw new OptionError('start.first', 'a reassignment to somebody', 'nobody')
  if (leader >= 0 && !isr.includes(leader)) throw new OptionError('start.leader', 'a member of the ISR', leader)
  if (elr.some((b) => isr.includes(b))) throw new OptionError('start.elr', 'no member of the ISR', elr.join(','))
  if (elr.length > 0 && !switches.elr) throw new OptionError('start.elr', 'empty without eligible leader replicas', elr.join(','))
  if (isr.length + elr.length === 0) throw new OptionError('start.isr', 'a member of ISR or ELR', 'nobody')
  if (records < 2) throw new OptionError('records', 'at least 2 with a start, whose record is the first', records)
}
