import { has, NONE } from '../../checker/model.ts'
import type { Members, Reading } from '../../checker/model.ts'
import type { CommitHistoryView } from '../replication-view.ts'
import { servesConsumers } from './consumer.ts'
import { awaited, hasEnoughReplicas } from './high-watermark.ts'
import { epochAt } from './log.ts'
import {
  ALERTS,
  activeBrokers,
  effectiveMinIsr,
  hasRoom,
  isTrueLeader,
  isUp,
  knownEpoch,
  knownIsr,
  knownLeader,
  lastRecord,
  leads,
  replicasAt,
} from './state.ts'
import type { Alert, Seen, State } from './state.ts'
import type { World } from './world.ts'

export type { Alert } from './state.ts'

export type ElectionKind = 'none' | 'clean' | 'eligible' | 'last-known' | 'unclean'
const electionKinds: readonly ElectionKind[] = ['none', 'clean', 'eligible', 'last-known', 'unclean']

/** What properties read of the KRaft model beside the replicated partition itself. */
export interface KraftView<S> extends CommitHistoryView<S> {
  /** How many ids appended records may have. */
  readonly appends: number
  readonly logSize: number
  readonly acks: '0' | '1' | 'all'
  /** Whether eligible leader replicas are kept from the start. */
  readonly elr: boolean
  /** The broker that leads in the controller's epoch, knows it, and is what the controller calls leader; else NONE. */
  trueLeader(s: Reading<S>): number
  /** Whether the broker's process runs. */
  isRunning(s: Reading<S>, r: number): boolean
  /** Brokers the controller would let lead: unfenced and not stopping. */
  active(s: Reading<S>): number
  /** Eligible leader replicas (KIP-966). */
  eligibleReplicas(s: Reading<S>): number
  /** Who has a replica as the controller has it, whatever a reassignment is about to remove included. */
  assigned(s: Reading<S>): number
  /** min.insync.replicas as it counts for the controller. */
  minIsr(s: Reading<S>): number
  /** ISR and pending proposals as a leader counts them (KIP-497). */
  maximalIsr(s: Reading<S>, l: number): number
  hasProposal(s: Reading<S>, l: number): boolean
  /** Whether leader `l`'s committed ISR has min.insync.replicas members, as far as it knows. */
  hasEnoughReplicas(s: Reading<S>, l: number): boolean
  /** Whether `f` has fetched from leader `l` in its epoch, as the incarnation it is now. */
  hasFetched(s: Reading<S>, l: number, f: number): boolean
  /** The leader that `r` knows of, itself perhaps; NONE when it knows of none or is down. */
  follows(s: Reading<S>, r: number): number
  /** The log end that `f` last reported to leader `l`; -1 when it has reported none. */
  reportedEnd(s: Reading<S>, l: number, f: number): number
  /** How many records have been appended so far; their ids are those below. */
  appended(s: Reading<S>): number
  /** Records acknowledged to their producers. */
  acked(s: Reading<S>): number
  /** Whether any record was acknowledged to its producer. */
  hasAcked(s: Reading<S>): boolean
  /** The record consumers could first read at an offset, or NONE. */
  exposedAt(s: Reading<S>, offset: number): number
  /** Whether consumers could ever read two records at one offset. */
  exposedTwice(s: Reading<S>): boolean
  /** Whether a replica's log holds the message that record `id` carries. */
  holds(s: Reading<S>, r: number, id: number): boolean
  /** The message a record carries; records of one message are copies. */
  messageOf(s: Reading<S>, id: number): number
  /** Exposed records whose producers were told NOT_ENOUGH_REPLICAS_AFTER_APPEND. */
  failed(s: Reading<S>): number
  /** How the last leader was elected; 'none' unless the state remembers it. */
  electedBy(s: Reading<S>): ElectionKind
  /** Whether a metric was above 0 when something came from outside; false unless the state remembers it. */
  hasAlerted(s: Reading<S>, alert: Alert): boolean
  /** The consumer's next offset. */
  consumerPosition(s: Reading<S>): number
  /** The leader epoch the consumer's position is good for. */
  consumerEpoch(s: Reading<S>): number
  /** The record the consumer kept of an offset below its position; NONE when a reset made it skip it. */
  consumerKept(s: Reading<S>, offset: number): number
  /** Whether the consumer stopped with an error. */
  consumerFailed(s: Reading<S>): boolean
  /** Replicas consumers may be sent to in the controller's epoch. */
  readReplicas(s: Reading<S>): number
  /** Faults left to happen. */
  faultsLeft(s: Reading<S>): number
  /** Whether the metadata log or the range of leader epochs is used up, so that the next decision would be cut off. */
  metadataFull(s: Reading<S>): boolean
}

/** A history that is not there says nothing, rather than that nothing happened. */
const forgotten = (what: string) => (): never => {
  throw new Error(`the model does not remember ${what}`)
}

export function kraftView(w: World): KraftView<State> {
  const { options, n, logSize } = w
  const replicas: Members = w.brokers
  const trueLeader = (s: Seen): number => {
    const leader = s.metadata.leader[lastRecord(s)]
    return leader >= 0 && isTrueLeader(s, leader) ? leader : -1
  }
  return {
    replicas,
    appends: w.appends,
    logSize,
    acks: options.acks,
    elr: options.switches.elr,
    controllerLeader: (s) => s.metadata.leader[lastRecord(s)],
    controllerEpoch: (s) => s.metadata.epoch[lastRecord(s)],
    controllerIsr: (s) => s.metadata.isr[lastRecord(s)],
    presumesLeadership: leads,
    isTrueLeader,
    leaderEpoch: (s, r) => (isUp(s, r) ? knownEpoch(s, r) : -1),
    localIsr: knownIsr,
    highWatermark: (s, r) => s.highWatermark[r],
    logEnd: (s, r) => s.log.length[r],
    recordAt: (s, r, offset) => s.log.items[r * logSize + offset],
    epochAt: (s, r, offset) => epochAt(w, s, r, offset),
    trueLeader,
    isRunning: isUp,
    active: activeBrokers,
    eligibleReplicas: (s) => s.elr,
    minIsr: (s) => effectiveMinIsr(w, s.metadata.config[lastRecord(s)], replicasAt(w, s, lastRecord(s))),
    assigned: (s) => replicasAt(w, s, lastRecord(s)),
    maximalIsr: (s, l) => awaited(w, s, l),
    hasProposal: (s, l) => s.proposal[l] !== 0,
    hasEnoughReplicas: (s, l) => hasEnoughReplicas(w, s, l),
    hasFetched: (s, l, f) => f === l || (s.followerEnd[l * n + f] >= 0 && !has(s.staleEnd[l], f)),
    follows: (s, r) => (isUp(s, r) ? knownLeader(s, r) : NONE),
    reportedEnd: (s, l, f) => (f === l ? s.log.length[l] : s.followerEnd[l * n + f]),
    appended: (s) => s.nextId,
    acked: w.acks === 'each' ? (s) => s.acked : forgotten('which records were acknowledged'),
    hasAcked: w.keepsAcks ? (s) => s.acked !== 0 : forgotten('whether a record was acknowledged'),
    exposedAt: w.keepsExposures ? (s, offset) => s.exposed[offset] : forgotten('what consumers could read'),
    exposedTwice: w.keepsExposures ? (s) => s.exposedTwice === 1 : forgotten('what consumers could read'),
    holds: (s, r, id) => {
      for (let o = 0; o < s.log.length[r]; o++) {
        const other = s.log.items[r * logSize + o]
        if (other === id || (w.retries && s.message[other] === s.message[id])) return true
      }
      return false
    },
    messageOf: (s, id) => (w.retries ? s.message[id] : id),
    failed: w.acks === 'each' ? (s) => s.failed : forgotten('what producers were told'),
    electedBy: (s) => electionKinds[s.electedBy] ?? 'none',
    hasAlerted: (s, alert) => options.alertHistory && has(s.alerted, ALERTS.indexOf(alert)),
    consumerPosition: (s) => s.position,
    consumerEpoch: (s) => s.validFor,
    consumerKept: (s, offset) => (s.read[offset] === 0 || s.read[offset] === w.skipped ? NONE : s.read[offset] - 1),
    consumerFailed: (s) => s.consumerFailed === 1,
    everCommitted: (s) => {
      if (!w.keepsExposures) return forgotten('what consumers could read')()
      let ids = 0
      for (let offset = 0; offset < logSize; offset++) if (s.exposed[offset] !== NONE) ids |= 1 << s.exposed[offset]
      return ids
    },
    readReplicas: (s) => {
      let mask = 0
      const epoch = s.metadata.epoch[lastRecord(s)]
      for (let r = 0; r < n; r++) if (servesConsumers(w, s, r) && knownEpoch(s, r) === epoch) mask |= 1 << r
      return mask
    },
    faultsLeft: (s) => s.faultsLeft,
    metadataFull: (s) => w.changes && !hasRoom(w, s),
  }
}
