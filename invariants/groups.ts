/** What each property is for; reports and pages list them in these groups. */
import type { PropertyName } from './index.ts'
import type { KraftPropertyName } from './kraft-catalogue.ts'

/**
 * - `promise`: what clients and operators may count on;
 * - `structure`: what the protocol keeps in order so as to keep its promises;
 * - `diagnostic`: a question about how it goes, or a limit of the model;
 * - `witness`: something that should be reachable.
 */
type Group = 'promise' | 'structure' | 'diagnostic' | 'witness'

export const GROUPS: Readonly<Record<PropertyName | KraftPropertyName, Group>> = {
  AckedDurable: 'promise',
  AckedReadable: 'promise',
  AckedSomewhere: 'promise',
  Acks0Durable: 'promise',
  Acks1Durable: 'promise',
  CommittedOffsetDurable: 'promise',
  CommittedRecordsSurvive: 'promise',
  MarkerKept: 'promise',
  ConsumerReadsForward: 'promise',
  ConsumerSkipsNothing: 'promise',
  NegAbsent: 'promise',
  NoDuplicate: 'promise',
  NoSequenceGap: 'promise',
  NoSilentConsumerGap: 'promise',
  NoUncommittedRead: 'promise',
  OrderPreserved: 'promise',
  RepeatableRead: 'promise',
  AckedCanBeReplicated: 'promise',
  FullIsrStaysPossible: 'promise',
  LeaderStaysPossible: 'promise',
  ProposalsResolve: 'promise',
  WriteStaysPossible: 'promise',

  AckImpliesMinIsrCopies: 'structure',
  AckNeedsWholeIsr: 'structure',
  CandidateCompleteness: 'structure',
  EpochsMonotoneInLog: 'structure',
  FencedNotInIsr: 'structure',
  ElrWithinReplicas: 'structure',
  HighWatermarkBounds: 'structure',
  HighWatermarkWithinIsr: 'structure',
  IsrElrWellFormed: 'structure',
  IsrGrowsByProposal: 'structure',
  LeaderHighWatermarkMonotonic: 'structure',
  LeaderInIsr: 'structure',
  LogMatching: 'structure',
  LogMatchingInEpoch: 'structure',
  MonotoneEpochs: 'structure',
  OneLeaderPerEpoch: 'structure',
  PartitionHighWatermarkMonotonic: 'structure',
  QuorumSuperset: 'structure',
  ServingReplicaCurrent: 'structure',
  StrongIsr: 'structure',
  WeakIsr: 'structure',

  FullyReplicatedKept: 'diagnostic',
  HighWatermarkAtIsrEnd: 'diagnostic',
  HighWatermarkAtReportedEnd: 'diagnostic',
  JoinsFromHighWatermark: 'diagnostic',
  MetadataFits: 'diagnostic',
  TruncationKeepsAgreement: 'diagnostic',
  UncleanElectionMakesIsrOfOne: 'diagnostic',
  UncleanElectionTakesBestLog: 'diagnostic',

  AckedAtMinimum: 'witness',
  AllRecordsReplicated: 'witness',
  CaughtUpButBarred: 'witness',
  CleanElection: 'witness',
  DuplicateAcrossLeaders: 'witness',
  EligibleReplicaElection: 'witness',
  IsrBelowMinimum: 'witness',
  LastKnownLeaderElection: 'witness',
  LeaderChangesAfterCommit: 'witness',
  PartitionLeaderless: 'witness',
  ReadOffsetReused: 'witness',
  RecordAcknowledged: 'witness',
  RecordCommitted: 'witness',
  StaleLeaderHidesAcked: 'witness',
  TailDeleted: 'witness',
  TwoPresumedLeaders: 'witness',
  UncleanElection: 'witness',
  UncommittedRecordLost: 'witness',
  UncommittedRecordSurvives: 'witness',
  UnreadOffsetReused: 'witness',
  ZombieLeader: 'witness',
}
