/** What follows from the options and is the same in every state: who there is, how much there may be, and the layout. */
import { defineLayout, members, sizeOf } from '../../checker/model.ts'
import type { Layout, Members } from '../../checker/model.ts'
import { brokerCount, faultKinds, mayReassign, needsFollowerHighWatermark, truncatesToHighWatermark } from './options.ts'
import type { FaultKind, KraftOptions, PartedKind } from './options.ts'
import { layoutFieldsOf } from './state.ts'
import type { State } from './state.ts'

/**
 * Everything an effect needs to know beside the state: the options, worked out, and the layout.
 * Numbers that hot paths read are kept flat.
 */
export interface World {
  readonly options: KraftOptions
  readonly brokers: Members
  /** Number of brokers, those without a replica included. */
  readonly n: number
  readonly allBrokers: number
  /** The replicas at first. */
  readonly firstReplicas: number
  /** Whether an administrator may reassign the partition; else its replicas are {@link firstReplicas} for good. */
  readonly reassigns: boolean
  /** The brokers of each zone, as sets; none when nobody says. */
  readonly zones: readonly number[]
  /** Whether something may befall many brokers at once. */
  readonly incidents: boolean
  /** Whether a reply to a fetch may come late: then one on its way is in the state. */
  readonly parks: boolean
  /** Whether a produce request may come to wait late: then one that has not come is in the state. */
  readonly stalls: boolean
  /** Whether a coordinator that is demoted goes on waiting for what it wrote (KAFKA-20634). */
  readonly orphans: boolean
  /** Whether processes may end. */
  readonly stops: boolean
  /** Ids of appended records: every attempt may append one. */
  readonly appends: number
  readonly messages: Members
  readonly logSize: number
  readonly maxEpoch: number
  /** Most records of the metadata log that are kept at a time. */
  readonly metadataSize: number
  /** min.insync.replicas before and after the config change, as configured; `effectiveMinIsr` is what counts. */
  readonly minIsrs: readonly number[]
  /** unclean.leader.election.enable before and after the config change, as 0 or 1. */
  readonly uncleans: readonly boolean[]
  /** Whether eligible leader replicas are kept, before and after the config change. */
  readonly elrs: readonly boolean[]
  /** Whether the controller ever has anything to decide. */
  readonly changes: boolean
  readonly retries: boolean
  readonly keepsFollowerHw: boolean
  readonly tracksFlush: boolean
  /** flush.messages; infinite when records are never forced to disk. */
  readonly flushInterval: number
  readonly tracksPending: boolean
  readonly tracksSince: boolean
  /** What is remembered of acknowledgements: of each record, whether any was, or nothing. */
  readonly acks: 'each' | 'whether' | 'none'
  /** Whether anything is. */
  readonly keepsAcks: boolean
  /** Whether it is remembered which records were exposed. */
  readonly keepsExposures: boolean
  /** A change of the ISR reaches its leader twice, by the answer and by the metadata log, and the second time matters (F2). */
  readonly redelivers: boolean
  /** A leader that may lose sight of its proposal waits for the caught-up replica in it all the same. */
  readonly awaitsJoining: boolean
  /** A broker with a new disk reports the log directory of its replica, and that matters (R2). */
  readonly newDisksWipe: boolean
  /** So does a broker of several directories where a replica is added (R3). */
  readonly addedReplicasWipe: boolean
  /** Either. */
  readonly assignsDirectories: boolean
  /** A partition without leader may be left with something to decide, which the controller comes to in time. */
  readonly balances: boolean
  /** It is remembered who has not finished starting, whose orderly stop is none (S1). */
  readonly tellsStarting: boolean
  /** A broker may come back without the log directory of its replica, as if it had stopped cleanly (D1). */
  readonly removesDirectories: boolean
  /** Before 3.7 a record may be exposed although its producer was told that it failed. */
  readonly tracksFailures: boolean
  /** A broker that is down keeps its high watermark, as the checkpoint it will truncate to. */
  readonly keepsCheckpoint: boolean
  /** Whether the controller can tell an unclean stop from a clean one. */
  readonly marksUnclean: boolean
  readonly consumes: boolean
  /** The working value of "skipped by a reset" in `read`. */
  readonly skipped: number
  /** Cap of each kind, 0 when the kind may not happen. */
  readonly caps: Readonly<Record<FaultKind, number>>
  /** Whether it is counted how many of a kind are left: the pool alone does not say it. */
  readonly counted: Readonly<Record<FaultKind, boolean>>
  /** Which kinds the first fault of a kind ends; undefined when none does. */
  readonly ends: Readonly<Partial<Record<FaultKind, readonly PartedKind[]>>> | undefined
  readonly layout: Layout<State>
}

/** A world whose layout is yet to be made. */
export type Sizes = Omit<World, 'layout'>

/** Works out everything that follows from the options. */
export function createWorld(options: KraftOptions): World {
  const { faults, configChange, replicas } = options
  const n = brokerCount(options)
  const placesOf = (places: readonly number[]) => places.reduce((set, b) => set | (1 << b), 0)
  const operates = options.start?.first !== undefined
  const caps = Object.fromEntries(faultKinds.map((kind) => [kind, Math.min(faults[kind] ?? 0, faults.total)])) as Record<
    FaultKind,
    number
  >
  const ends = endsOf(faults)
  const counted = Object.fromEntries(
    faultKinds.map((kind) => [kind, caps[kind] < faults.total || ends?.[kind] !== undefined]),
  ) as Record<FaultKind, boolean>
  const retries = options.retries > 0
  const appends = options.records + options.retries
  const logSize = options.logSize ?? appends
  const zoneStops = caps.zoneKills + caps.zonePowerLosses + caps.zoneDiskLosses
  const zones = zonesOf(options.racks ?? [])
  // What befalls a zone is one fault, and takes as many decisions as the zone has brokers.
  const largest = Math.max(1, ...zones.map(sizeOf))
  // What is late takes nobody's leadership away.
  const late = caps.lateReplies + caps.slowRequests
  const others = faultKinds.reduce((sum, kind) => sum + caps[kind], 0) - late
  const deciding = late > 0 ? Math.min(faults.total, others) : faults.total
  const decisions = deciding + Math.min(faults.total, zoneStops + caps.zoneFencings) * (largest - 1)
  // A fault takes leadership away at most once, and at most one election gives it back; one epoch more tells that this holds.
  const changes = faults.total > 0 || configChange !== undefined || options.start !== undefined
  const maxEpoch = changes ? 2 * decisions + 1 + (options.start === undefined ? 0 : 1) + (operates ? 2 : 0) : 0
  const flushInterval = options.flushMessages === 'never' ? Number.POSITIVE_INFINITY : options.flushMessages
  const losses = caps.powerLosses + caps.diskLosses + zoneStops
  const elrs = [options.switches.elr, configChange?.elr ?? options.switches.elr]
  const acks = options.forgetsAcks === undefined ? 'each' : options.forgetsAcks === 'which' ? 'whether' : 'none'
  const keepsAcks = acks !== 'none'
  const tracksFailures = options.acks === 'all' && !options.switches.hwGatedByMinIsr && acks === 'each'
  const orphans = options.coordinator === true && changes && !retries && !options.switches.demotedCoordinatorStops
  const redelivers = changes && n > 1 && options.switches.asyncAlterPartition && !options.switches.redeliveryKeepsProposal
  const newDisksWipe =
    elrs.includes(true) &&
    !options.switches.directoryRecordKeepsElr &&
    caps.diskLosses + caps.zoneDiskLosses > 0 &&
    options.brokersReturn
  const reassigns = mayReassign(options)
  const addedReplicasWipe = elrs.includes(true) && !options.switches.addedReplicaKeepsElr && reassigns
  const assignsDirectories = newDisksWipe || addedReplicasWipe
  const detectsUnclean = elrs.includes(true) && options.switches.uncleanDetection
  // Only who comes back is told by how it stopped.
  const tells = detectsUnclean && options.brokersReturn
  const mayRemove = caps.diskLosses > 0 && options.administratorWaits !== true
  const removesDirectories = tells && mayRemove && !options.switches.missingDirectoryIsUnclean
  const stopsInOrder = caps.cleanStops > 0 || removesDirectories
  const tellsStarting = tells && stopsInOrder && !options.switches.earlyStopIsClean
  const allowsUnclean = (value: boolean) => value && options.switches.uncleanByConfig
  const uncleans = [options.uncleanElection, configChange?.uncleanElection ?? options.uncleanElection].map(allowsUnclean)
  const sizes: Sizes = {
    options,
    brokers: members(
      'broker',
      Array.from({ length: n }, (_, i) => `b${options.start?.brokers?.[i] ?? i}`),
    ),
    n,
    allBrokers: 2 ** n - 1,
    firstReplicas: options.start?.replicas === undefined ? 2 ** replicas - 1 : placesOf(options.start.replicas),
    reassigns,
    zones,
    incidents: zoneStops + caps.zoneFencings + caps.isrCollapses > 0,
    orphans,
    parks: caps.lateReplies > 0 && n > 1,
    stalls: caps.slowRequests > 0 && keepsAcks,
    stops: caps.cleanStops + caps.kills + losses > 0,
    appends,
    messages: members(
      'message',
      Array.from({ length: options.records }, (_, i) => `m${i}`),
    ),
    logSize,
    maxEpoch,
    metadataSize: changes
      ? 2 * decisions +
        2 +
        (configChange === undefined ? 0 : 2) +
        (options.start === undefined ? 0 : 2) +
        (operates ? 2 : 0) +
        (newDisksWipe ? caps.diskLosses + caps.zoneDiskLosses * largest : 0) +
        (addedReplicasWipe ? caps.reassignments * (n - 1) + (options.start?.adding?.length ?? 0) : 0)
      : 1,
    changes,
    minIsrs: [options.minIsr, configChange?.minIsr ?? options.minIsr],
    uncleans,
    elrs,
    retries,
    keepsFollowerHw: options.followerHighWatermarks || options.coordinator === true || needsFollowerHighWatermark(options),
    tracksFlush:
      caps.powerLosses + caps.zonePowerLosses > 0 && flushInterval > 1 && (flushInterval <= logSize || caps.cleanStops > 0),
    flushInterval,
    tracksPending: retries,
    tracksFailures,
    tracksSince: changes && !retries && (keepsAcks || orphans),
    acks,
    keepsAcks,
    keepsExposures: options.forgetsExposures !== true,
    redelivers,
    awaitsJoining: redelivers && options.switches.awaitsJoining,
    newDisksWipe,
    addedReplicasWipe,
    assignsDirectories,
    balances:
      assignsDirectories ||
      (reassigns && uncleans.includes(true)) ||
      (configChange?.elr === false && !options.switches.elrOffKeepsCandidates),
    keepsCheckpoint: truncatesToHighWatermark(options),
    marksUnclean: detectsUnclean && (caps.kills + losses > 0 || tellsStarting || options.start !== undefined),
    tellsStarting,
    removesDirectories,
    consumes: options.consumer !== undefined,
    skipped: appends + 1,
    caps,
    counted,
    ends,
  }
  return { ...sizes, layout: defineLayout(layoutFieldsOf(sizes)) }
}

/** Which kinds end with the first fault of each. */
function endsOf({ apart = [] }: KraftOptions['faults']): World['ends'] {
  if (apart.length === 0) return undefined
  const both = [...apart, ...apart.map(([a, b]) => [b, a] as const)]
  return Object.fromEntries(both.map(([kind]) => [kind, both.flatMap(([a, b]) => (a === kind ? [b] : []))]))
}

/** The brokers of each zone, by its number; without numbers that no broker has. */
function zonesOf(racks: readonly number[]): number[] {
  const sets = new Map<number, number>()
  racks.forEach((rack, b) => sets.set(rack, (sets.get(rack) ?? 0) | (1 << b)))
  return [...sets].toSorted(([a], [b]) => a - b).map(([, set]) => set)
}
