/**
 * The catalogue of known anomalies, as data: under which rules, configuration and faults each shows, which property it breaks
 * and in how many steps. Ids are those of the fidelity page of this model's documentation (`docs/models.md`).
 */
import type { DefectId } from './defects.ts'
import { withDefects } from './defects.ts'
import { defaultOptions } from './options.ts'
import type { Faults, KraftOptions } from './options.ts'
import { INCIDENT_SCENARIOS } from './scenarios-incidents.ts'
import { LATE_SCENARIOS } from './scenarios-late.ts'
import { REASSIGNMENT_SCENARIOS } from './scenarios-reassignment.ts'
import type { Switches } from './switches.ts'
import { controllerOf, CURRENT_VERSION, switchesOf } from './versions.ts'
import type { KafkaVersion } from './versions.ts'

export interface Scenario {
  readonly id: string
  readonly title: string
  /** What happens, for an operator; ticket or KIP where there is one. */
  readonly story: string
  /** The release whose rules hold; the current one when not given. */
  readonly version?: KafkaVersion
  /** The release in which it is repaired: there the same run of the same configuration loses nothing. */
  readonly repairedIn?: KafkaVersion
  /** Known defects of the release; none when not given. */
  readonly defects?: readonly DefectId[]
  /** Rules that differ from the release: the defect under study alone. */
  readonly switches?: Partial<Switches>
  readonly config?: Partial<Omit<KraftOptions, 'faults' | 'switches'>>
  readonly faults: Omit<Faults, 'total'>
  /** The property of `invariants/kraft-catalogue.ts` that breaks. */
  readonly property: string
  /** Length of the shortest counterexample. */
  readonly steps: number
  /** Derived from reading the code or running its classes; neither found in a tracker nor run on a cluster. */
  readonly hypothesis?: true
}

/** The options of a scenario. Its faults are one pool that holds all of them. */
export function scenarioOptions(
  scenario: Pick<Scenario, 'version' | 'defects' | 'switches' | 'config' | 'faults'>,
): KraftOptions {
  const total = Object.values(scenario.faults).reduce((sum, n) => sum + n, 0)
  const version = scenario.version ?? CURRENT_VERSION
  return {
    ...defaultOptions,
    ...scenario.config,
    faults: { ...scenario.faults, total },
    switches: {
      ...withDefects(switchesOf(version), scenario.defects ?? [], version, controllerOf(version)),
      ...scenario.switches,
    },
  }
}

const two = { replicas: 2, minIsr: 1 } as const

export const SCENARIOS: readonly Scenario[] = [
  {
    id: 'A1',
    title: 'Truncation to the high watermark loses an acknowledged record',
    story:
      'A follower restarts and truncates to a high watermark that lags one fetch; its leader dies before it fetches again (KIP-101, scenario 1; KAFKA-1211).',
    version: '0.10.2',
    repairedIn: '0.11.0',
    config: { ...two, minIsr: 2 },
    faults: { kills: 2 },
    property: 'AckedDurable',
    steps: 8,
  },
  {
    id: 'A2',
    title: 'Truncation to the high watermark leaves logs diverged for good',
    story:
      'After a double power loss the replica that lost more leads and writes; the other keeps its own record below its high watermark (KIP-101, scenario 2).',
    version: '0.10.2',
    config: { ...two, records: 3, followerHighWatermarks: true },
    faults: { powerLosses: 2 },
    property: 'LogMatchingInEpoch',
    steps: 7,
  },
  {
    id: 'A3',
    title: 'Fast leader changes diverge under KIP-101',
    story:
      'The answer to OffsetsForLeaderEpoch has no epoch, so a follower keeps a record of an epoch its leader never saw (KIP-279, KAFKA-6361).',
    version: '1.1',
    config: { replicas: 2, minIsr: 2, records: 3, followerHighWatermarks: true },
    faults: { elections: 3 },
    property: 'LogMatchingInEpoch',
    steps: 11,
  },
  {
    id: 'A3-loss',
    title: 'Fast leader changes lose an acknowledged record under KIP-101',
    story: 'The diverged follower of A3 is elected.',
    version: '1.1',
    config: { replicas: 2, minIsr: 2, records: 3 },
    faults: { elections: 3 },
    property: 'AckedDurable',
    steps: 11,
  },
  {
    id: 'A4',
    title: 'A leader without records of its epoch sends followers back to the high watermark',
    story:
      'Without an epoch entry at election the leader answers "undefined", and the follower truncates to its high watermark (KAFKA-7415).',
    switches: { truncation: 'kip-279', epochEntryOnElection: false, elr: false },
    config: { replicas: 3, minIsr: 2 },
    faults: { elections: 2, cleanStops: 1 },
    property: 'CandidateCompleteness',
    steps: 12,
  },
  {
    id: 'A5',
    title: 'A fetch from an earlier epoch joins the ISR with a divergent log',
    story:
      'Fetches carry no leader epoch; a follower that slept through an election is counted although its log differs (KIP-320, KAFKA-6880).',
    switches: { truncation: 'kip-279', fenceEpochQuery: false, fenceFetch: false, elr: false },
    faults: { elections: 3 },
    property: 'AckedDurable',
    steps: 13,
  },
  {
    id: 'A6',
    title: 'No truncation when the leader id stays the same',
    story: 'A follower misses the epoch in between and keeps a record that was truncated elsewhere (KAFKA-7164).',
    switches: { truncation: 'kip-279', truncateOnEveryEpoch: false, elr: false },
    config: { followerHighWatermarks: true },
    faults: { elections: 2, isrShrinks: 1 },
    property: 'LogMatchingInEpoch',
    steps: 15,
  },
  {
    id: 'A7',
    title: 'Truncation on fetch without fencing loses an acknowledged record',
    story: 'What truncation on fetch rests on: a fetch of another epoch counts for the high watermark (KIP-320 first try).',
    switches: { fenceFetch: false },
    faults: { elections: 3 },
    property: 'AckedDurable',
    steps: 13,
  },
  {
    id: 'A8',
    title: 'A follower joins the ISR before it has reached the start of the epoch',
    story: 'The new leader starts with a high watermark that lags; an empty follower reaches it and may lead (KAFKA-7128).',
    switches: { expandNeedsEpochStart: false },
    faults: { elections: 2, cleanStops: 1 },
    property: 'AckedDurable',
    steps: 16,
  },
  {
    id: 'A9-expand',
    title: 'An ISR expansion in flight is not waited for',
    story: 'The controller has committed the new member, the leader computes its high watermark without it (KIP-497).',
    switches: { maximalIsr: false },
    config: two,
    faults: { kills: 2 },
    property: 'AckedDurable',
    steps: 11,
  },
  {
    id: 'A9-shrink',
    title: 'An ISR shrink in flight is taken for granted',
    story: 'The leader stops waiting for a follower that the controller may still elect (KIP-497).',
    switches: { maximalIsr: false },
    config: two,
    faults: { isrShrinks: 1, kills: 1 },
    property: 'AckedDurable',
    steps: 5,
  },
  {
    id: 'A10',
    title: 'A fenced broker is added to the ISR',
    story: 'The leader proposes a broker the controller has fenced, and the controller accepts (KIP-841, KAFKA-13916).',
    switches: { rejectFencedIsr: false },
    config: two,
    faults: { fencings: 1, kills: 1 },
    property: 'FencedNotInIsr',
    steps: 4,
  },
  {
    id: 'A11',
    title: 'A stale AlterPartition re-adds a rebooted, empty replica',
    story:
      'The replica lost its log after the leader proposed it; the controller does not tell incarnations apart (KIP-903, KAFKA-14139).',
    switches: { controllerChecksBrokerEpoch: false },
    config: { records: 1 },
    faults: { powerLosses: 1, fencings: 2 },
    property: 'AckedDurable',
    steps: 15,
  },
  {
    id: 'A12',
    title: 'Last replica standing',
    story:
      'The ISR shrinks to one broker, which loses power with a record others hold, and is the only one that may lead (KIP-966, motivation).',
    switches: { elr: false },
    faults: { powerLosses: 1, fencings: 2 },
    property: 'AckedDurable',
    steps: 11,
  },
  {
    id: 'A12-kill',
    title: 'Eligible leader replicas used up by a kill',
    story: 'With ELR on, kill -9 on an intact disk counts as an unclean shutdown and takes the broker out of the ELR.',
    config: { records: 1 },
    faults: { powerLosses: 1, kills: 1, fencings: 1 },
    property: 'AckedDurable',
    steps: 13,
  },
  {
    id: 'A13',
    title: 'One replica, one power loss',
    story: 'acks=all with replication factor 1 is the leader page cache.',
    config: { replicas: 1, minIsr: 1 },
    faults: { powerLosses: 1 },
    property: 'AckedDurable',
    steps: 6,
  },
  {
    id: 'A14',
    title: 'Two unclean shutdowns exceed what ELR tolerates',
    story: 'ELR tolerates min.insync.replicas - 1 unclean shutdowns (KIP-966).',
    config: { records: 1 },
    faults: { powerLosses: 2, fencings: 1 },
    property: 'AckedDurable',
    steps: 13,
  },
  {
    id: 'A15a',
    title: 'A fenced last known leader is elected',
    story: 'canElectLastKnownLeader misses a negation (KAFKA-19522, fixed in 4.1).',
    version: '4.0',
    repairedIn: '4.1',
    switches: { elr: true },
    faults: { powerLosses: 2, kills: 1 },
    property: 'IsrElrWellFormed',
    steps: 8,
  },
  {
    id: 'A15c',
    title: 'ELR without detection of unclean shutdowns',
    story:
      'A broker that lost records stays in the ELR and is elected as if it had them (KAFKA-18635; a clean-shutdown file that lies, KAFKA-15375).',
    switches: { uncleanDetection: false },
    faults: { powerLosses: 1, fencings: 2 },
    property: 'AckedDurable',
    steps: 11,
  },
  {
    id: 'A15d',
    title: 'Raising min.insync.replicas under ELR',
    story:
      'The controller counts with the new value, the leader still commits with the old one; a lagging ELR member is elected cleanly.',
    config: { replicas: 2, minIsr: 1, configChange: { minIsr: 2 } },
    faults: { isrShrinks: 1, fencings: 1 },
    property: 'AckedDurable',
    steps: 7,
  },
  {
    id: 'A16',
    title: 'Unclean election does not wait for eligible leader replicas',
    story: 'Every ELR member is fenced; a live replica that is behind is elected although waiting would lose nothing.',
    config: { uncleanElection: true },
    faults: { fencings: 3 },
    property: 'AckedDurable',
    steps: 9,
  },
  {
    id: 'A16b',
    title: 'The last known leader is elected although unclean election is off',
    story: 'ISR and ELR are empty after unclean shutdowns; the last known leader leads without what it lost (KIP-966).',
    config: { replicas: 2, minIsr: 2 },
    faults: { powerLosses: 2 },
    property: 'AckedDurable',
    steps: 11,
  },
  {
    id: 'A17',
    title: 'Unclean election loses acknowledged records',
    story: 'Both members of the ISR are down, the third replica is elected without the record.',
    switches: { elr: false },
    config: { uncleanElection: true },
    faults: { kills: 2, fencings: 1 },
    property: 'AckedDurable',
    steps: 11,
  },
  {
    id: 'A17b',
    title: 'Electing the latest log is not safe either',
    story:
      'A replica with an uncommitted record of a later epoch wins by (epoch, log end) over one that holds a committed record of an earlier epoch (Okada; KIP-966 part 2).',
    switches: { elr: false, uncleanCandidate: 'latest-log' },
    config: { minIsr: 1, uncleanElection: true, electionHistory: true },
    faults: { fencings: 3 },
    property: 'UncleanElectionTakesBestLog',
    steps: 10,
  },
  {
    id: 'A18a',
    title: 'acks=1 and a killed leader',
    story: 'The leader dies before a follower has fetched the record.',
    config: { acks: '1' },
    faults: { kills: 1 },
    property: 'Acks1Durable',
    steps: 4,
  },
  {
    id: 'A18b',
    title: 'acks=1 loses a record without any failure',
    story: 'A preferred election moves leadership; the old leader truncates (auto.leader.rebalance.enable).',
    config: { acks: '1' },
    faults: { elections: 1 },
    property: 'Acks1Durable',
    steps: 3,
  },
  {
    id: 'A19',
    title: 'acks=all with min.insync.replicas=1 acknowledges with one copy',
    story: 'The ISR has shrunk to the leader, which loses power.',
    config: two,
    faults: { isrShrinks: 1, powerLosses: 1 },
    property: 'AckedDurable',
    steps: 9,
  },
  {
    id: 'A19-unclean',
    title: 'acks=all with min.insync.replicas=1 and unclean election',
    story: 'The ISR has shrunk to the leader, which dies; the other replica is elected (Jepsen 2013).',
    config: { ...two, uncleanElection: true },
    faults: { isrShrinks: 1, kills: 1 },
    property: 'AckedDurable',
    steps: 7,
  },
  {
    id: 'A20',
    title: 'A zombie leader acknowledges with acks=1',
    story: 'A leader cut off from the controller goes on writing; everything is truncated when it hears of its successor.',
    config: { ...two, acks: '1' },
    faults: { fencings: 1 },
    property: 'Acks1Durable',
    steps: 3,
  },
  {
    id: 'A20-all',
    title: 'A zombie leader acknowledges with acks=all',
    story: 'Its committed ISR is itself alone, so it needs nobody; an unclean election has already replaced it.',
    config: { ...two, uncleanElection: true },
    faults: { isrShrinks: 1, fencings: 1 },
    property: 'AckedDurable',
    steps: 6,
  },
  {
    id: 'A21',
    title: 'The high watermark goes back when the leader changes',
    story:
      'A new leader starts with the high watermark it last heard of (KIP-207). No loss: consumers get empty reads for a while.',
    config: { ...two, followerHighWatermarks: true },
    faults: { elections: 1 },
    property: 'PartitionHighWatermarkMonotonic',
    steps: 5,
  },
  {
    id: 'A22',
    title: 'A record is refused and committed',
    story:
      'The ISR shrinks below the minimum after the append; the high watermark passes it all the same (KAFKA-15583, before 3.7).',
    version: '3.6',
    repairedIn: '3.7',
    config: { replicas: 2, minIsr: 2 },
    faults: { isrShrinks: 1 },
    property: 'NegAbsent',
    steps: 4,
  },
  {
    id: 'A22b',
    title: 'A follower serves records it is about to truncate',
    story: 'The high watermark of a response is taken over before the divergence it reports is truncated (KAFKA-14704).',
    switches: { truncateBeforeHighWatermark: false },
    config: { ...two, followerReads: true },
    faults: { fencings: 1 },
    property: 'RepeatableRead',
    steps: 6,
  },
  {
    id: 'A23',
    title: 'A retry duplicates a message',
    story: 'The answer is late; the producer sends again without idempotence.',
    config: { ...two, retries: 1, idempotence: false },
    faults: {},
    property: 'NoDuplicate',
    steps: 2,
  },
  {
    id: 'A23-order',
    title: 'A retry reorders messages',
    story: 'The first of two messages in flight is refused, the second is taken, the first is sent again.',
    config: { replicas: 2, minIsr: 2, retries: 1, idempotence: false },
    faults: { fencings: 1 },
    property: 'OrderPreserved',
    steps: 9,
  },
  {
    id: 'A24',
    title: 'A lost message goes unnoticed by idempotence',
    story:
      'The leader lost everything it knew of the producer and takes the next sequence number (UNKNOWN_PRODUCER_ID is no error since 1.1).',
    config: { ...two, replicas: 1, retries: 1 },
    faults: { powerLosses: 1 },
    property: 'NoSequenceGap',
    steps: 7,
  },
  {
    id: 'A25a',
    title: 'A consumer without validation skips rewritten offsets',
    story:
      'The log it goes on reading holds other records below its position (clients before KIP-320, some other clients today).',
    config: {
      ...two,
      uncleanElection: true,
      records: 3,
      logSize: 2,
      consumer: { validatesPosition: false, reset: 'latest', commits: false },
    },
    faults: { isrShrinks: 1, fencings: 1 },
    property: 'NoSilentConsumerGap',
    steps: 10,
  },
  {
    id: 'A25b',
    title: 'A consumer that validates its position keeps a rewritten record',
    story: 'The leader answers with an earlier epoch and a sufficient end offset; the client compares offsets only.',
    config: { ...two, uncleanElection: true, consumer: { validatesPosition: true, reset: 'earliest', commits: false } },
    faults: { fencings: 1, kills: 1 },
    property: 'NoSilentConsumerGap',
    steps: 11,
    hypothesis: true,
  },
  {
    id: 'A25c',
    title: 'A committed offset is lost',
    story: 'The partition is __consumer_offsets with offsets.topic.replication.factor=1.',
    config: { replicas: 1, minIsr: 1 },
    faults: { powerLosses: 1 },
    property: 'CommittedOffsetDurable',
    steps: 6,
  },
  {
    id: 'A25d',
    title: 'Reading from followers goes back in time',
    story: 'The high watermark of a follower lags; a consumer sent to it finds its position ahead of what is exposed (KIP-392).',
    config: { ...two, followerReads: true, consumer: { validatesPosition: true, reset: 'latest', commits: false } },
    faults: {},
    property: 'ServingReplicaCurrent',
    steps: 4,
  },
  {
    id: 'A28',
    title: 'A quick bounce goes unnoticed',
    story:
      'A broker loses power and is back before its session expires; it still leads, or is in the ISR, without what it lost (KIP-380).',
    version: '2.1',
    repairedIn: '2.2',
    config: { ...two, minIsr: 2 },
    faults: { powerLosses: 1 },
    property: 'AckedDurable',
    steps: 5,
  },
  {
    id: 'A29-unclean',
    title: 'Enabling unclean election on a leaderless partition',
    story: 'The change itself elects a replica that is behind.',
    switches: { elr: false },
    config: { ...two, configChange: { uncleanElection: true } },
    faults: { fencings: 1, kills: 1 },
    property: 'AckedDurable',
    steps: 8,
  },
  {
    id: 'A29-lower',
    title: 'Lowering min.insync.replicas while the ISR is the leader alone',
    story: 'Records that waited are acknowledged with one copy; a power loss takes them.',
    switches: { elr: false },
    config: { replicas: 2, minIsr: 2, configChange: { minIsr: 1 } },
    faults: { isrShrinks: 1, powerLosses: 1 },
    property: 'AckedDurable',
    steps: 10,
  },
  {
    id: 'KAFKA-9338',
    title: 'Fetch sessions drop the leader epoch',
    story:
      'An incremental fetch carries no leader epoch, so the leader counts a follower that slept through an election (KAFKA-9338; full fetches were fenced from 2.1 on).',
    version: '2.3',
    repairedIn: '2.5',
    config: { records: 1 },
    faults: { elections: 3 },
    property: 'AckedDurable',
    steps: 15,
  },
  {
    id: 'KAFKA-12670',
    title: 'unclean.leader.election.enable is ignored on KRaft',
    story:
      'The last in-sync replica is down for good and the setting allows any replica to lead; nobody does (KAFKA-12670, KRaft before 3.9).',
    version: '3.8',
    repairedIn: '3.9',
    config: { ...two, uncleanElection: true, brokersReturn: false },
    faults: { isrShrinks: 1, kills: 1 },
    property: 'LeaderStaysPossible',
    steps: 3,
  },
  {
    id: 'KAFKA-16540',
    title: 'A change of min.insync.replicas strands a partition without in-sync replicas',
    story:
      'The ISR is empty and only eligible leader replicas may lead; the change clears them, as it is meant to (KAFKA-16540), and nobody is left.',
    config: { replicas: 2, minIsr: 2, configChange: { minIsr: 1 } },
    faults: { fencings: 2 },
    property: 'LeaderStaysPossible',
    steps: 3,
  },
  {
    id: 'F1',
    title: 'Three elections and a lagging broker lose an acknowledged record',
    story:
      'No broker fails: a leader that is elected again without having noticed commits with log ends that its followers no longer have (Replica#resetReplicaState).',
    defects: ['F1'],
    config: { records: 1 },
    faults: { elections: 3 },
    property: 'AckedDurable',
    steps: 14,
  },
  {
    id: 'F1-kills',
    title: 'One preferred election and two killed brokers lose an acknowledged record',
    story: 'The run that was seen on brokers of 4.1.0 and 4.4.0; every disk keeps what it has.',
    defects: ['F1'],
    config: { records: 1 },
    faults: { elections: 1, kills: 2 },
    property: 'AckedDurable',
    steps: 13,
  },
  {
    id: 'F2',
    title: 'Metadata that the leader knows already takes its pending ISR away',
    story: 'The leader stops waiting for a follower that the controller is about to add to the ISR, acknowledges, and dies.',
    defects: ['F2'],
    faults: { isrShrinks: 1, kills: 1 },
    property: 'AckedDurable',
    steps: 14,
  },
  {
    id: 'R2',
    title: 'A new disk wipes the eligible leader replicas',
    story: 'One replaced disk and one clean stop lose everything, with eligible leader replicas on (PR 20716, seen on 4.1.0).',
    version: '4.1',
    repairedIn: '4.3',
    defects: ['R2'],
    config: { replicas: 2, minIsr: 2, records: 1 },
    faults: { diskLosses: 1, cleanStops: 1 },
    property: 'AckedDurable',
    steps: 11,
  },
  ...REASSIGNMENT_SCENARIOS,
  ...INCIDENT_SCENARIOS,
  ...LATE_SCENARIOS,
  {
    id: 'F10',
    title: 'Writing min.insync.replicas once more strands a partition without in-sync replicas',
    story: 'The value is the one it has; the eligible leader replicas are cleared all the same.',
    defects: ['F10'],
    config: { replicas: 2, minIsr: 2, records: 1, configChange: { minIsr: 2 } },
    faults: { fencings: 2 },
    property: 'LeaderStaysPossible',
    steps: 3,
  },
  {
    id: 'X1',
    title: 'Switching eligible leader replicas off strands a partition without in-sync replicas',
    story:
      'A broker outside the list is unfenced first; the record it causes drops the list, and the last known leader counts no more.',
    defects: ['X1'],
    config: { replicas: 2, minIsr: 2, records: 1, configChange: { elr: false } },
    faults: { fencings: 1, kills: 1 },
    property: 'LeaderStaysPossible',
    steps: 6,
  },
  {
    id: 'X2',
    title: 'A broker that was unregistered stays an eligible leader replica',
    story: 'A broker was decommissioned; the list it stays in is never empty, so the last known leader is never asked.',
    defects: ['X2'],
    config: { replicas: 2, minIsr: 2, records: 1 },
    faults: { cleanStops: 1, kills: 1, unregistrations: 1 },
    property: 'LeaderStaysPossible',
    steps: 4,
  },
  {
    id: 'R',
    title: 'A leader elected again trusts what it knew of its followers',
    story:
      'It misses the epoch in between, in which a follower truncated, and commits with the log end it remembers (Replica#resetReplicaState).',
    defects: ['F1'],
    faults: { elections: 1, fencings: 1, cleanStops: 1 },
    property: 'AckedDurable',
    steps: 12,
  },
]
