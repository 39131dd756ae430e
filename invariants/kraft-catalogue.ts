/** Every property of the KRaft model by name: those it shares with the ZooKeeper model, and those that need its view. */
import type { Property } from '../checker/model.ts'
import type { KraftView } from '../model/kraft/view.ts'
import { ackNeedsWholeIsr } from './ack-needs-whole-isr.ts'
import { ackImpliesMinIsrCopies } from './ack-implies-min-isr-copies.ts'
import { ackedReadable, staleLeaderHidesAcked } from './acked-readable.ts'
import { acks0Durable } from './acks0-durable.ts'
import { ackedDurable } from './acked-durable.ts'
import { ackedSomewhere } from './acked-somewhere.ts'
import { acks1Durable } from './acks1-durable.ts'
import {
  ackedCanBeReplicated,
  fullIsrStaysPossible,
  leaderStaysPossible,
  proposalsResolve,
  writeStaysPossible,
} from './availability.ts'
import { candidateCompleteness } from './candidate-completeness.ts'
import { committedOffsetDurable } from './committed-offset-durable.ts'
import { consumerReadsForward, consumerSkipsNothing } from './consumer-progress.ts'
import { epochsMonotoneInLog } from './epochs-monotone-in-log.ts'
import { elrWithinReplicas } from './elr-within-replicas.ts'
import { fencedNotInIsr } from './fenced-not-in-isr.ts'
import { fullyReplicatedKept } from './fully-replicated-kept.ts'
import { highWatermarkAtIsrEnd, highWatermarkAtReportedEnd, highWatermarkWithinIsr } from './high-watermark-and-isr.ts'
import { highWatermarkBounds } from './high-watermark-bounds.ts'
import { isrElrWellFormed } from './isr-elr-well-formed.ts'
import { caughtUpButBarred, isrGrowsByProposal, joinsFromHighWatermark, uncleanElectionMakesIsrOfOne } from './isr-membership.ts'
import { leaderHighWatermarkMonotonic } from './leader-high-watermark-monotonic.ts'
import { leaderInIsr } from './leader-in-isr.ts'
import { logMatchingInEpoch } from './log-matching-in-epoch.ts'
import { logMatching } from './log-matching.ts'
import { lossTold } from './loss-told.ts'
import { markerKept } from './marker-kept.ts'
import { metadataFits } from './metadata-fits.ts'
import { monotoneEpochs } from './monotone-epochs.ts'
import { negAbsent } from './neg-absent.ts'
import { noDuplicate } from './no-duplicate.ts'
import { noSequenceGap } from './no-sequence-gap.ts'
import { noSilentConsumerGap } from './no-silent-consumer-gap.ts'
import { noUncommittedRead } from './no-uncommitted-read.ts'
import { oneLeaderPerEpoch } from './one-leader-per-epoch.ts'
import { orderPreserved } from './order-preserved.ts'
import { partitionHighWatermarkMonotonic } from './partition-high-watermark-monotonic.ts'
import { quorumSuperset } from './quorum-superset.ts'
import { repeatableRead } from './repeatable-read.ts'
import { servingReplicaCurrent } from './serving-replica-current.ts'
import { strongIsr } from './strong-isr.ts'
import { truncationKeepsAgreement } from './truncation-keeps-agreement.ts'
import { uncleanElectionTakesBestLog } from './unclean-election-takes-best-log.ts'
import {
  ackedAtMinimum,
  readOffsetReused,
  tailDeleted,
  uncommittedRecordLost,
  uncommittedRecordSurvives,
  unreadOffsetReused,
} from './uncommitted-records.ts'
import { weakIsr } from './weak-isr.ts'
import {
  allRecordsReplicated,
  cleanElection,
  duplicateAcrossLeaders,
  eligibleReplicaElection,
  isrBelowMinimum,
  lastKnownLeaderElection,
  partitionLeaderless,
  recordAcknowledged,
  uncleanElection,
  zombieLeader,
} from './witnesses.ts'

/** What a property needs the model to keep in its states beyond the default. */
export type Needs = 'follower-high-watermarks' | 'incarnations' | 'election-history' | 'alert-history' | 'consumer'

export interface KraftEntry {
  readonly factory: <S>(view: KraftView<S>) => Property<S>
  /** Whether it is checked when none is asked for by name. */
  readonly default: boolean
  readonly needs: readonly Needs[]
  /**
   * The histories it reads, where beside them it reads of the state no more than who leads, in which epoch and with which ISR, and what the
   * leader's log holds; when not given, it may read all. What no property reads a search may do without.
   */
  readonly reads?: readonly History[]
}

/** What the model remembers for properties alone: which records were acknowledged, whether any was, and what consumers could read. */
export type History = 'acks' | 'whether acked' | 'exposures'

const promise = { default: true, needs: [] }
const byName = { default: false, needs: [] }
const followerHw = { default: false, needs: ['follower-high-watermarks'] } as const
const consumer = { default: false, needs: ['consumer'] } as const
const alerts = { default: false, needs: ['alert-history'] } as const
const elections = { default: false, needs: ['election-history'] } as const

/** In the order of reports; keys are the names of the properties. */
export const KRAFT_CATALOGUE = {
  AckedDurable: { factory: ackedDurable, ...promise, reads: ['acks'] },
  RepeatableRead: { factory: repeatableRead, ...promise, reads: ['exposures'] },
  CandidateCompleteness: { factory: candidateCompleteness, ...promise },
  QuorumSuperset: { factory: quorumSuperset, ...promise },
  LeaderInIsr: { factory: leaderInIsr, ...promise },
  OneLeaderPerEpoch: { factory: oneLeaderPerEpoch, ...promise },
  FencedNotInIsr: { factory: fencedNotInIsr, ...promise },
  IsrElrWellFormed: { factory: isrElrWellFormed, ...promise },
  EpochsMonotoneInLog: { factory: epochsMonotoneInLog, ...promise },
  HighWatermarkBounds: { factory: highWatermarkBounds, ...promise },
  MetadataFits: { factory: metadataFits, ...promise, reads: [] },
  RecordAcknowledged: { factory: recordAcknowledged, ...promise, reads: ['whether acked'] },
  AckedSomewhere: { factory: ackedSomewhere, ...byName },
  Acks0Durable: { factory: acks0Durable, ...byName, reads: ['acks'] },
  Acks1Durable: { factory: acks1Durable, ...byName, reads: ['acks'] },
  AckImpliesMinIsrCopies: { factory: ackImpliesMinIsrCopies, ...byName },
  AckNeedsWholeIsr: { factory: ackNeedsWholeIsr, ...byName },
  AckedReadable: { factory: ackedReadable, ...followerHw },
  HighWatermarkWithinIsr: { factory: highWatermarkWithinIsr, ...byName },
  HighWatermarkAtIsrEnd: { factory: highWatermarkAtIsrEnd, ...byName },
  HighWatermarkAtReportedEnd: { factory: highWatermarkAtReportedEnd, ...byName },
  FullyReplicatedKept: { factory: fullyReplicatedKept, ...byName },
  TruncationKeepsAgreement: { factory: truncationKeepsAgreement, ...byName },
  IsrGrowsByProposal: { factory: isrGrowsByProposal, ...byName },
  JoinsFromHighWatermark: { factory: joinsFromHighWatermark, ...byName },
  ElrWithinReplicas: { factory: elrWithinReplicas, ...byName },
  MonotoneEpochs: { factory: monotoneEpochs, ...byName },
  LeaderHighWatermarkMonotonic: { factory: leaderHighWatermarkMonotonic, ...byName },
  PartitionHighWatermarkMonotonic: { factory: partitionHighWatermarkMonotonic, ...followerHw },
  LogMatchingInEpoch: { factory: logMatchingInEpoch, default: false, needs: ['follower-high-watermarks', 'incarnations'] },
  LogMatching: { factory: logMatching, ...followerHw },
  WeakIsr: { factory: weakIsr, ...byName },
  StrongIsr: { factory: strongIsr, ...byName },
  NoDuplicate: { factory: noDuplicate, ...byName, reads: [] },
  NoSequenceGap: { factory: noSequenceGap, ...byName },
  OrderPreserved: { factory: orderPreserved, ...byName, reads: [] },
  NegAbsent: { factory: negAbsent, ...byName },
  CommittedOffsetDurable: { factory: committedOffsetDurable, ...byName, reads: ['acks'] },
  MarkerKept: { factory: markerKept, ...byName },
  NoUncommittedRead: { factory: noUncommittedRead, ...consumer },
  NoSilentConsumerGap: { factory: noSilentConsumerGap, ...consumer, reads: [] },
  ConsumerReadsForward: { factory: consumerReadsForward, ...consumer },
  ConsumerSkipsNothing: { factory: consumerSkipsNothing, ...consumer },
  ServingReplicaCurrent: { factory: servingReplicaCurrent, ...consumer },
  UnderReplicatedTells: { factory: lossTold('UnderReplicatedTells', 'UnderReplicatedPartitions'), ...alerts },
  AtMinIsrTells: { factory: lossTold('AtMinIsrTells', 'AtMinIsrPartitionCount'), ...alerts },
  UnderMinIsrTells: { factory: lossTold('UnderMinIsrTells', 'UnderMinIsrPartitionCount'), ...alerts },
  OfflineTells: { factory: lossTold('OfflineTells', 'OfflinePartitionsCount'), ...alerts },
  UncleanElectionTakesBestLog: { factory: uncleanElectionTakesBestLog, ...elections },
  UncleanElectionMakesIsrOfOne: { factory: uncleanElectionMakesIsrOfOne, ...elections },
  LeaderStaysPossible: { factory: leaderStaysPossible, ...byName, reads: [] },
  ProposalsResolve: { factory: proposalsResolve, ...byName },
  FullIsrStaysPossible: { factory: fullIsrStaysPossible, ...byName },
  WriteStaysPossible: { factory: writeStaysPossible, ...byName, reads: [] },
  AckedCanBeReplicated: { factory: ackedCanBeReplicated, ...byName },
  AllRecordsReplicated: { factory: allRecordsReplicated, ...byName },
  PartitionLeaderless: { factory: partitionLeaderless, ...byName },
  IsrBelowMinimum: { factory: isrBelowMinimum, ...byName },
  ZombieLeader: { factory: zombieLeader, ...byName },
  StaleLeaderHidesAcked: { factory: staleLeaderHidesAcked, ...followerHw },
  UncommittedRecordSurvives: { factory: uncommittedRecordSurvives, ...byName },
  UncommittedRecordLost: { factory: uncommittedRecordLost, ...byName },
  UnreadOffsetReused: { factory: unreadOffsetReused, ...byName },
  ReadOffsetReused: { factory: readOffsetReused, ...byName },
  TailDeleted: { factory: tailDeleted, ...byName },
  AckedAtMinimum: { factory: ackedAtMinimum, ...byName },
  DuplicateAcrossLeaders: { factory: duplicateAcrossLeaders, ...byName },
  CaughtUpButBarred: { factory: caughtUpButBarred, default: false, needs: ['incarnations'] },
  CleanElection: { factory: cleanElection, ...elections },
  EligibleReplicaElection: { factory: eligibleReplicaElection, ...elections },
  LastKnownLeaderElection: { factory: lastKnownLeaderElection, ...elections },
  UncleanElection: { factory: uncleanElection, ...elections },
} as const satisfies Record<string, KraftEntry>

export type KraftPropertyName = keyof typeof KRAFT_CATALOGUE

/** The named properties, over a view; the promises when no names are given. */
export function kraftProperties<S>(view: KraftView<S>, names?: readonly KraftPropertyName[]): Property<S>[] {
  const chosen = names ?? promises()
  return chosen.map((name) => KRAFT_CATALOGUE[name].factory(view))
}

/** What an answer to a producer is worth, by acks. */
const DURABLE = { all: 'AckedDurable', 1: 'Acks1Durable', 0: 'Acks0Durable' } as const satisfies Record<string, KraftPropertyName>

/** The names of what is checked by default: of the promises about acks the one that the producer's own acks makes. */
export const promises = (acks: '0' | '1' | 'all' = 'all'): KraftPropertyName[] =>
  (Object.keys(KRAFT_CATALOGUE) as KraftPropertyName[])
    .filter((name) => KRAFT_CATALOGUE[name].default)
    .map((name) => (name === DURABLE.all ? DURABLE[acks] : name))
