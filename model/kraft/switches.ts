/**
 * Every rule of the replication protocol that changed between Kafka 0.10 and 4.4, or that some release breaks, as one named
 * switch. A release sets them all (`releases.ts`), its known defects some of them (`defects.ts`); the mutation suite flips them
 * one at a time.
 */

/** How a follower finds out what to cut off its log before it fetches. */
export type Truncation =
  /** To its own high watermark, whenever it becomes a follower (before 0.11; message formats v0 and v1). */
  | 'high-watermark'
  /** OffsetsForLeaderEpoch answers an end offset only; undefined falls back to the high watermark (KIP-101, 0.11). */
  | 'kip-101'
  /** The answer carries its epoch and the follower walks back through its epochs (KIP-279, 2.0). */
  | 'kip-279'
  /** The fetch carries the last fetched epoch, the response the diverging epoch (2.7). */
  | 'on-fetch'

/** What a leader does with what it knows of followers when it is elected again in a later epoch without having stepped down. */
export type Reelection =
  /** Forgets every follower's log end: the repair of defect F1. */
  | 'reset-all'
  /** Keeps the log ends of ISR members (Vanlightly's specification). */
  | 'reset-out-of-isr'
  /** Keeps every log end (`Replica#resetReplicaState` with isNewLeader = false): every release so far. */
  | 'keep-log-ends'

/** Which replicas must be in the ISR before a reassignment completes; that something of the ISR is left is always asked. */
export type ReassignmentCompletion =
  /** Those that are added (KRaft before 3.8). */
  | 'added'
  /** Every replica of the target (ZooKeeper; KRaft 3.8 to 4.2, KAFKA-15665). */
  | 'target'
  /** Those that are added, and when more are removed than added every replica of the target (KAFKA-19975, 4.3). */
  | 'added-or-target'

export interface Switches {
  readonly truncation: Truncation
  /** A leader enters its epoch in the epoch cache when elected, before any record (KAFKA-7415). */
  readonly epochEntryOnElection: boolean
  /** A follower joins the ISR only once its log reaches the start of the leader's epoch (KAFKA-7128). */
  readonly expandNeedsEpochStart: boolean
  /** A follower checks for truncation on every epoch change, also when the leader's id stays the same (KAFKA-7164). */
  readonly truncateOnEveryEpoch: boolean
  /** OffsetsForLeaderEpoch carries the current leader epoch and is refused when it differs (KIP-320). */
  readonly fenceEpochQuery: boolean
  /** So does Fetch; fetch sessions dropped the epoch at first (KIP-320, KAFKA-9338). */
  readonly fenceFetch: boolean
  /** A follower takes a reply only in the leader epoch of its fetch; off, whenever the offset fits (KAFKA-18991). */
  readonly matchReplyEpoch: boolean
  /** A follower appends no record of a later leader epoch than its fetch had (KAFKA-18723). */
  readonly refuseLaterRecords: boolean
  /** A coordinator that is no leader any more completes nothing; off, its follower's high watermark completes what it waited for (KAFKA-20634). */
  readonly demotedCoordinatorStops: boolean
  /** A follower truncates before it takes over the high watermark of a response (KAFKA-14704). */
  readonly truncateBeforeHighWatermark: boolean
  /** The ISR changes through an AlterPartition request in flight (KIP-497); off, the leader writes it with a compare-and-set. */
  readonly asyncAlterPartition: boolean
  /** While a change is pending the leader counts every replica that may be in the ISR (KIP-497). */
  readonly maximalIsr: boolean
  /** The controller refuses fenced or stopping brokers in an ISR, and the leader does not propose them (KIP-841). */
  readonly rejectFencedIsr: boolean
  /** The controller refuses an AlterPartition that names an older incarnation (KIP-903, AlterPartition v3). */
  readonly controllerChecksBrokerEpoch: boolean
  /** A broker may not register again while its old session is valid; off, a quick bounce goes unnoticed (KIP-380). */
  readonly noticeBounce: boolean
  /** Whether an ISR shrink bumps the leader epoch: one the controller decides (on ZooKeeper), or any (KRaft before 3.6, KAFKA-15021). */
  readonly bumpEpochOnShrink: 'never' | 'by-controller' | 'always'
  /** Consumers are sent to followers only while these are in the ISR (KAFKA-14372). */
  readonly followerReadsFromIsr: boolean
  /** The high watermark stands still while the ISR is smaller than min.insync.replicas (KAFKA-15583, 3.7). */
  readonly hwGatedByMinIsr: boolean
  /** min.insync.replicas above the replication factor counts as the replication factor (KAFKA-15583). */
  readonly clampMinIsr: boolean
  /** Eligible leader replicas (KIP-966). */
  readonly elr: boolean
  /** An unclean shutdown removes the broker from ISR and ELR at registration (KIP-966; lost by KAFKA-18635). */
  readonly uncleanDetection: boolean
  /** The last known leader is elected when ISR and ELR are empty (KIP-966). */
  readonly lastKnownLeaderElection: boolean
  /** Only an unfenced last known leader is elected (missing before KAFKA-19522). */
  readonly lastKnownLeaderMustBeLive: boolean
  /** A change of min.insync.replicas clears the ELR (KAFKA-16540). */
  readonly configChangeClearsElr: boolean
  /** unclean.leader.election.enable has an effect; off, only an administrator's command elects uncleanly (KAFKA-12670). */
  readonly uncleanByConfig: boolean
  /** unclean.leader.election.enable reaches leaderless partitions when it is changed at run time (KRaft from 3.9, KAFKA-12670). */
  readonly dynamicUncleanElection: boolean
  readonly reelection: Reelection
  /** A delta the leader already knows from the answer to its AlterPartition leaves the next request alone (off: defect F2). */
  readonly redeliveryKeepsProposal: boolean
  /** The high watermark waits for a caught-up follower that is about to join the ISR (`shouldWaitForReplicaToJoinIsr`); every release. */
  readonly awaitsJoining: boolean
  /** A record that assigns a replica to a log directory leaves the ELR alone (off: defect R2). */
  readonly directoryRecordKeepsElr: boolean
  /** So does the record of a replica that was added at a broker of several log directories (off: defect R3). */
  readonly addedReplicaKeepsElr: boolean
  /** A broker that is stopped in order before it has started is as clean as any other that is (off: defect S1). */
  readonly earlyStopIsClean: boolean
  /** A broker that starts without one of its log directories has stopped uncleanly (off: defect D1). */
  readonly missingDirectoryIsUnclean: boolean
  /** Once ELR is switched off, who could lead a leaderless partition still can (off: defect X1). */
  readonly elrOffKeepsCandidates: boolean
  /** A broker that is unregistered leaves the ELR (off: defect X2). */
  readonly unregisteringLeavesElr: boolean
  /** min.insync.replicas written again with the value it has changes nothing (off: defect F10). */
  readonly rewriteKeepsElr: boolean
  readonly reassignmentCompletion: ReassignmentCompletion
  /** Only replicas of the partition are eligible leader replicas (off: defect R1). */
  readonly elrWithinReplicas: boolean
  /** An administrator's change that would elect who was no replica before it is refused (`LeaderAcceptor`); every release with directories. */
  readonly refusesNewcomer: boolean
  /** Which live replica an unclean election picks: the first assigned, or the one with the latest (epoch, log end). */
  readonly uncleanCandidate: 'first-assigned' | 'latest-log'
}

/** The protocol of Kafka 4.4 as it is designed: every fix in, no known defect, eligible leader replicas on. */
export const currentSwitches: Switches = {
  truncation: 'on-fetch',
  epochEntryOnElection: true,
  expandNeedsEpochStart: true,
  truncateOnEveryEpoch: true,
  fenceEpochQuery: true,
  fenceFetch: true,
  matchReplyEpoch: true,
  refuseLaterRecords: true,
  demotedCoordinatorStops: true,
  truncateBeforeHighWatermark: true,
  asyncAlterPartition: true,
  maximalIsr: true,
  rejectFencedIsr: true,
  controllerChecksBrokerEpoch: true,
  noticeBounce: true,
  bumpEpochOnShrink: 'never',
  followerReadsFromIsr: true,
  hwGatedByMinIsr: true,
  clampMinIsr: true,
  elr: true,
  uncleanDetection: true,
  lastKnownLeaderElection: true,
  lastKnownLeaderMustBeLive: true,
  configChangeClearsElr: true,
  uncleanByConfig: true,
  dynamicUncleanElection: true,
  reelection: 'reset-all',
  redeliveryKeepsProposal: true,
  awaitsJoining: true,
  directoryRecordKeepsElr: true,
  addedReplicaKeepsElr: true,
  earlyStopIsClean: true,
  missingDirectoryIsUnclean: true,
  elrOffKeepsCandidates: true,
  unregisteringLeavesElr: true,
  rewriteKeepsElr: true,
  reassignmentCompletion: 'added-or-target',
  elrWithinReplicas: true,
  refusesNewcomer: true,
  uncleanCandidate: 'first-assigned',
}

export type SwitchName = keyof Switches

/** One sentence per switch: the rule that is in force when it is on. */
export const switchDocs: Readonly<Record<SwitchName, string>> = {
  truncation: 'Followers truncate where the epochs of the logs diverge, on fetch; off, to their high watermark (KIP-101).',
  epochEntryOnElection: 'A leader enters its epoch in the epoch cache when elected, before any record (KAFKA-7415).',
  expandNeedsEpochStart: "A follower joins the ISR only once its log reaches the start of the leader's epoch (KAFKA-7128).",
  truncateOnEveryEpoch: 'A follower checks for truncation also when the leader id stays the same (KAFKA-7164).',
  fenceEpochQuery: 'The question where an epoch ends carries the leader epoch and is refused when it differs (KIP-320).',
  fenceFetch: 'Fetches carry the leader epoch and are refused when it differs (KIP-320, KAFKA-9338).',
  matchReplyEpoch: 'A follower takes a reply only in the leader epoch of its fetch (KAFKA-18991).',
  refuseLaterRecords: 'A follower appends no record of a later leader epoch than its fetch had (KAFKA-18723).',
  demotedCoordinatorStops: 'A coordinator that leads no more completes nothing (KAFKA-20634).',
  truncateBeforeHighWatermark: 'A follower truncates before it takes over a high watermark (KAFKA-14704).',
  asyncAlterPartition: 'The ISR changes through an AlterPartition in flight (KIP-497).',
  maximalIsr: 'While a change is pending the leader waits for every replica that may be in the ISR (KIP-497).',
  rejectFencedIsr: 'Fenced and stopping brokers are kept out of the ISR (KIP-841).',
  controllerChecksBrokerEpoch: 'The controller refuses an AlterPartition that names an older incarnation (KIP-903).',
  noticeBounce: 'A broker registers only once its old session has expired (KIP-380).',
  bumpEpochOnShrink: 'An ISR shrink leaves the leader epoch as it is (KAFKA-15021).',
  followerReadsFromIsr: 'Consumers read from followers only while these are in the ISR (KAFKA-14372).',
  hwGatedByMinIsr: 'The high watermark stands still under min.insync.replicas (KAFKA-15583).',
  clampMinIsr: 'min.insync.replicas above the replication factor counts as the replication factor (KAFKA-15583).',
  elr: 'Eligible leader replicas are kept (KIP-966).',
  uncleanDetection: 'An unclean shutdown removes the broker from ISR and ELR (KIP-966).',
  lastKnownLeaderElection: 'The last known leader is elected when ISR and ELR are empty (KIP-966).',
  lastKnownLeaderMustBeLive: 'Only an unfenced last known leader is elected (KAFKA-19522).',
  configChangeClearsElr: 'A change of min.insync.replicas clears the ELR (KAFKA-16540).',
  uncleanByConfig: 'unclean.leader.election.enable has an effect (KAFKA-12670).',
  dynamicUncleanElection: 'Enabling unclean election reaches leaderless partitions at once (KAFKA-12670).',
  reelection: 'A leader that is elected again forgets what it knew of its followers; off, it keeps it (F1).',
  redeliveryKeepsProposal: 'A delta that the leader knows already leaves its next AlterPartition alone (F2).',
  awaitsJoining: 'The high watermark waits for a caught-up follower that is about to join the ISR.',
  directoryRecordKeepsElr: 'A record that assigns a replica to a log directory leaves the ELR alone (R2).',
  addedReplicaKeepsElr:
    'A record that says where at a broker of several log directories an added replica is leaves the ELR alone (R3).',
  earlyStopIsClean: 'A broker that is stopped in order before it has started has stopped cleanly (S1).',
  missingDirectoryIsUnclean: 'A broker that starts without one of its log directories has stopped uncleanly (D1).',
  elrOffKeepsCandidates: 'Once ELR is switched off, who could lead a leaderless partition still can (X1).',
  unregisteringLeavesElr: 'A broker that is unregistered leaves the ELR (X2).',
  rewriteKeepsElr: 'min.insync.replicas written again with the value it has changes nothing (F10).',
  reassignmentCompletion:
    'A reassignment that removes more replicas than it adds waits for its whole target; off, only for those it adds (KAFKA-15665, KAFKA-19975).',
  elrWithinReplicas: 'Only replicas of the partition are eligible leader replicas (R1).',
  refusesNewcomer: 'A reassignment that would elect who was no replica before it is refused.',
  uncleanCandidate: 'An unclean election takes the first live replica; off, the one with the latest log.',
}

/** The switches with one rule turned off (for an enumeration: at its other end). */
export function switchedOff(switches: Switches, name: SwitchName): Switches {
  switch (name) {
    case 'truncation':
      return { ...switches, truncation: 'high-watermark' }
    case 'bumpEpochOnShrink':
      return { ...switches, bumpEpochOnShrink: 'always' }
    case 'reelection':
      return { ...switches, reelection: 'keep-log-ends' }
    case 'reassignmentCompletion':
      return { ...switches, reassignmentCompletion: 'added' }
    case 'uncleanCandidate':
      return { ...switches, uncleanCandidate: 'latest-log' }
    default:
      return { ...switches, [name]: false }
  }
}
