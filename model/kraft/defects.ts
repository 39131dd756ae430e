/**
 * What brokers are known to do wrong although the protocol is right: each a rule of the model that the code of some releases breaks.
 * The protocol as designed has none of them; the code of a release has those of its line. `docs/defects.md` is made from this.
 */
import { OptionError } from '../option-error.ts'
import type { KraftOptions } from './options.ts'
import { since } from './releases.ts'
import type { Controller, KafkaVersion } from './releases.ts'
import type { SwitchName, Switches } from './switches.ts'

/** Releases from one on, up to the first that is repaired; all later ones when none is. */
export interface Span {
  readonly from: KafkaVersion
  readonly repairedIn?: KafkaVersion
}

/** The rule of the model that is off where the code has the defect. */
type Broken = { readonly [N in SwitchName]: { readonly rule: N; readonly value: Switches[N] } }[SwitchName]

export interface Defect {
  readonly id: DefectId
  readonly title: string
  /** What happens, for an operator. */
  readonly story: string
  /** Where it stands in the code. */
  readonly code: string
  readonly ticket: string
  /** How it is known: seen on brokers of which releases, run on the classes of which, or read. */
  readonly evidence: string
  /** What an operator does so that it cannot happen, or cannot cost a record. */
  readonly avoid: string
  /** The claim (`claims/`) whose searches say that it helps, or the first half of it. None where the model has no word for it, such as for an operator who waits. */
  readonly decided?: { readonly claim: string; readonly half?: true }
  readonly kraft?: Span
  readonly zookeeper?: Span
  readonly broken: Broken
  /** It needs a broker with several log directories. */
  readonly ofSeveralDirectories?: true
  /** Whether it can make a difference within these options; elsewhere the two layers are one. */
  readonly bearsOn: (options: KraftOptions) => boolean
}

export const DEFECT_IDS = ['F1', 'F2', 'R1', 'R2', 'R3', 'S1', 'D1', 'F10', 'X1', 'X2'] as const
export type DefectId = (typeof DEFECT_IDS)[number]

const changes = ({ faults, configChange, start }: KraftOptions): boolean =>
  faults.total > 0 || configChange !== undefined || start !== undefined
const may = ({ faults }: KraftOptions, kind: 'cleanStops' | 'diskLosses' | 'unregistrations' | 'reassignments'): boolean =>
  Math.min(faults.total, faults[kind] ?? 0) > 0
const keepsElr = ({ switches, configChange }: KraftOptions): boolean => switches.elr || configChange?.elr === true

export const DEFECTS: readonly Defect[] = [
  {
    id: 'F1',
    title: 'A leader that is elected again trusts what it knew of its followers',
    story:
      'A leader misses an epoch in which another broker led, because its metadata lags and it applies both elections as one. It never noticed that it stopped leading, so it keeps the log ends its followers had reported, although they have truncated since. With them it moves the high watermark and acknowledges a record that only it holds.',
    code: 'Replica#resetReplicaState with isNewLeader=false, called by Partition#makeLeader; MetadataLoader#handleCommit makes one delta of many records',
    ticket: 'no ticket found',
    evidence:
      'seen on brokers 3.3.2, 4.1.0 and 4.4.0: two kill -9, one preferred election and one broker whose metadata lagged lost an acknowledged record; read in the code from 2.0 on',
    avoid:
      'auto.leader.rebalance.enable=false, and no preferred election while a broker lags behind the metadata log (kafka.server:type=broker-metadata-metrics, last-applied-record-lag-ms) or is not in sync',
    decided: { claim: 'advice-against-f1', half: true },
    kraft: { from: '3.0' },
    zookeeper: { from: '2.0' },
    broken: { rule: 'reelection', value: 'keep-log-ends' },
    bearsOn: (o) => o.replicas > 1 && changes(o),
  },
  {
    id: 'F2',
    title: 'Metadata that the leader knows already takes its pending ISR away',
    story:
      'A leader learns of a change of the ISR from the answer to its AlterPartition and sends the next one, which adds a follower. Then the metadata log brings the first change once more. Its partition epoch is equal, not smaller, so it is taken, and the ISR with the follower that is being added is forgotten. Until the log brings the second change the leader acknowledges records that this follower does not have, while the controller may already elect it. (A follower that is caught up when it is added is still waited for, for as long as replica.lag.time.max.ms.)',
    code: 'Partition#makeLeader refuses only a smaller partition epoch (KAFKA-13790); Partition#updateAssignmentAndIsr overwrites what is pending',
    ticket: 'no ticket found',
    evidence:
      'seen on brokers of 4.4.0: one follower dropped for lagging and one kill -9 lost an acknowledged record; read in the code before it, and in a test of Kafka itself (PartitionTest)',
    avoid: 'min.insync.replicas equal to the replication factor, at the price that one broker down stops writes',
    decided: { claim: 'advice-against-f2' },
    kraft: { from: '3.0' },
    broken: { rule: 'redeliveryKeepsProposal', value: false },
    bearsOn: (o) => o.replicas > 1 && o.switches.asyncAlterPartition && changes(o),
  },
  {
    id: 'R1',
    title: 'A reassignment leaves replicas without a log among the eligible leader replicas',
    story:
      'A reassignment is completed or cancelled while the ISR is below min.insync.replicas. Whatever leaves the ISR then becomes an eligible leader replica, also a broker that is no replica any more and has deleted its log. When a later reassignment, such as the rollback that kafka-reassign-partitions prints, makes that broker a replica again, it is empty and may lead: the last in-sync replica has only to stop in order, and everybody truncates to nothing.',
    code: 'PartitionChangeBuilder#maybePopulateTargetElr adds the old ISR to the ELR, whether or not its members are target replicas; it compares with min.insync.replicas of the old replica count',
    ticket: 'no ticket found',
    evidence:
      'seen on brokers 4.1.0 (a reassignment is cancelled) and 4.4.0 (one is rolled back): two reassignments and two orderly stops lost every record, no broker failed; on 4.4.0 one reassignment, started with all in sync, and two kills left a partition without a leader; run on the classes of 4.3.0; 4.0 and 4.2 read in the code. A change that would elect the added broker at once is refused (UNKNOWN_SERVER_ERROR, seen on 4.4.0)',
    avoid:
      'never start, cancel or roll back a reassignment while the ISR is below min.insync.replicas; if it has happened, an ISR of min.insync.replicas members clears the list. A partition may still be left without a leader where replicas fail while it moves: an unclean election by command is the way out, while no replica runs but one that has every record',
    decided: { claim: 'advice-against-r1', half: true },
    kraft: { from: '4.0' },
    broken: { rule: 'elrWithinReplicas', value: false },
    bearsOn: (o) => keepsElr(o) && may(o, 'reassignments'),
  },
  {
    id: 'R2',
    title: 'A new disk wipes the eligible leader replicas',
    story:
      'A broker whose disk was replaced reports the new log directory of its replica. The record the controller writes is built as if there were no eligible leader replicas, and clears them. The broker with the empty disk is then elected as the last known leader, and the replica that holds everything truncates.',
    code: 'ReplicationControlManager#handleAssignReplicasToDirs builds its record without the ELR flag',
    ticket: 'PR 20716',
    evidence: 'seen on brokers: 4.1.0 loses every record, 4.4.0 keeps them; 4.0 and 4.2 read in the code',
    avoid: 'Kafka 4.3 or later; before it, replace a disk only while the ISR has min.insync.replicas members without that broker',
    decided: { claim: 'elr-makes-disks-replaceable', half: true },
    kraft: { from: '4.0', repairedIn: '4.3' },
    broken: { rule: 'directoryRecordKeepsElr', value: false },
    bearsOn: (o) => keepsElr(o) && o.brokersReturn && may(o, 'diskLosses'),
  },
  {
    id: 'R3',
    title: 'A replica that is added at a broker of several log directories wipes the eligible leader replicas',
    story:
      'A reassignment adds a replica at a broker of several log.dirs, which reports later in which of them it is: as the reassignment is complete, or after its next start. (So does a broker whose replica was moved to another of its directories, as that is done.) The record the controller writes of it is that of R2, and clears the eligible leader replicas. A broker that was cut off just then, and has every record, is none any more. If the last in-sync replica loses the end of its log, it leads again as the last known leader, and everybody truncates. No disk is replaced.',
    code: 'ClusterControlManager#defaultDir leaves the directory of the added replica open (UNASSIGNED) where a broker has several; TopicDelta#localChanges passes over it until a later record has directories, or the broker starts; ReplicaManager#maybeUpdateTopicAssignment and, for a move, ReplicaAlterLogDirsThread report it; ReplicationControlManager#handleAssignReplicasToDirs builds its record without the ELR flag',
    ticket: 'PR 20716',
    evidence:
      'seen on brokers of 4.1.0: one reassignment, one broker cut off and one loss of power lost an acknowledged record, 4.4.0 keeps it; 4.0 and 4.2 read in the code, and so are moves between directories',
    avoid:
      'Kafka 4.3 or later; before it, one log directory a broker. To begin only while min.insync.replicas are in sync is not enough: the report comes later',
    decided: { claim: 'advice-against-r3' },
    kraft: { from: '4.0', repairedIn: '4.3' },
    broken: { rule: 'addedReplicaKeepsElr', value: false },
    ofSeveralDirectories: true,
    bearsOn: (o) => keepsElr(o) && may(o, 'reassignments'),
  },
  {
    id: 'S1',
    title: 'An orderly stop of a broker that has not finished starting counts as a crash',
    story:
      'A broker is stopped in order (SIGTERM) after it has registered and before it is unfenced: it was restarted twice in a row, or a start-up probe gave up on it while it recovered its logs. It ends without a clean-shutdown file, so the controller takes it out of the ISR and the eligible leader replicas when it registers again, although its disk has everything. If the last in-sync replica then loses the end of its log, that one leads again as the last known leader, and the broker that has every record truncates.',
    code: 'BrokerServer#shutdown returns at once unless the broker has STARTED; the file of before has the epoch of before (LogManager#readBrokerEpochFromCleanShutdownFiles), and ReplicationControlManager#handleBrokerShutdown takes it for unclean',
    ticket: 'no ticket found',
    evidence:
      'seen on brokers of 4.4.0: two orderly stops of one broker, the second 0.1 s after it had registered, and a loss of power of the other lost every acknowledged record; read in the code of 4.0 to 4.3',
    avoid: 'stop no broker that is not yet unfenced, and let start-up probes wait for as long as recovering its logs may take',
    decided: { claim: 'advice-against-s1', half: true },
    kraft: { from: '4.0' },
    broken: { rule: 'earlyStopIsClean', value: false },
    // A directory is taken away from a broker that is stopped in order (D1).
    bearsOn: (o) => keepsElr(o) && o.brokersReturn && (may(o, 'cleanStops') || may(o, 'diskLosses')),
  },
  {
    id: 'D1',
    title: 'A broker that comes back without one of its log directories counts as cleanly stopped',
    story:
      'A broker has several log.dirs. One is taken out of the configuration, as is done with a disk that has failed, and the broker is restarted in order. Only the directories that are left are asked for their clean-shutdown files, so the stop was clean, and the broker stays an eligible leader replica with an empty log. When the last in-sync replica stops, in order too, it leads, and everybody truncates to nothing.',
    code: 'LogManager#readBrokerEpochFromCleanShutdownFiles looks into the configured directories only; ReplicationControlManager#handleBrokerShutdown then leaves the ELR alone, and ReplicationControlManager#handleAssignReplicasToDirs keeps it (since R2 is repaired)',
    ticket: 'no ticket found',
    evidence:
      'seen on brokers of 4.4.0: two orderly stops and a directory that had left log.dirs lost every acknowledged record; read in the code of 4.0 to 4.3, where up to 4.2 the record of the new directory wipes the list first (R2)',
    avoid:
      'one log directory a broker; with several, give the broker an empty one in the place of the one that failed (kafka-storage format --ignore-formatted), and do not take it out of log.dirs',
    decided: { claim: 'advice-against-d1' },
    kraft: { from: '4.0' },
    broken: { rule: 'missingDirectoryIsUnclean', value: false },
    ofSeveralDirectories: true,
    bearsOn: (o) => keepsElr(o) && o.brokersReturn && may(o, 'diskLosses'),
  },
  {
    id: 'F10',
    title: 'Writing min.insync.replicas once more strands a partition without in-sync replicas',
    story:
      'min.insync.replicas of the cluster or of a broker is written with the value it has. The controller clears the eligible leader replicas and the last known leader of every partition all the same. A partition whose ISR was empty just then has nobody left who may lead, whoever comes back.',
    code: 'ConfigurationControlManager writes records of the cluster and of brokers also when nothing changes (KAFKA-14136); ReplicationControlManager#createClearElrRecordsAsNeeded',
    ticket: 'no ticket found (the documentation says "even if the value is unchanged")',
    evidence: 'seen on brokers of 4.4.0: every replica is back, nobody leads, and a preferred election is refused',
    avoid:
      'do not touch min.insync.replicas of the cluster or of a broker while a partition has no leader; an unclean election by command is the way out, while no replica runs but one that has every record',
    decided: { claim: 'advice-against-f10', half: true },
    kraft: { from: '4.0' },
    broken: { rule: 'rewriteKeepsElr', value: false },
    bearsOn: (o) => keepsElr(o) && o.configChange?.minIsr === o.minIsr,
  },
  {
    id: 'X1',
    title: 'Switching eligible leader replicas off strands a partition without in-sync replicas',
    story:
      'eligible.leader.replicas.version goes back to 0 while the ISR of a partition is empty. When the controller next comes to the partition, as it balances leaders (every five minutes, auto.leader.rebalance.enable) or unfences a broker that is none of the eligible replicas, it writes it once more, without them and without its last known leader. Everybody may come back: nobody may lead.',
    code: 'PartitionChangeBuilder#maybeUpdateRecordElr and #canElectLastKnownLeader with the feature off; ReplicationControlManager#maybeBalancePartitionLeaders and #handleBrokerUnfenced come to it',
    ticket: 'no ticket found (the documentation calls the downgrade safe)',
    evidence:
      'seen on brokers of 4.4.0: everybody is back, nobody leads, and a preferred election is refused; also where nobody came back before a preferred election, which is what the balancing does',
    avoid:
      'switch the feature off only while every partition has a leader; an unclean election by command is the way out, while no replica runs but one that has every record',
    decided: { claim: 'advice-against-x1', half: true },
    kraft: { from: '4.0' },
    broken: { rule: 'elrOffKeepsCandidates', value: false },
    bearsOn: (o) => o.switches.elr && o.configChange?.elr === false,
  },
  {
    id: 'X2',
    title: 'A broker that was unregistered stays an eligible leader replica',
    story:
      'A broker is decommissioned and unregistered while it is an eligible leader replica. It stays one, so the list is never empty, and the last known leader is never asked. When the last in-sync replica has stopped uncleanly, the partition has no leader although it is back.',
    code: 'ReplicationControlManager#handleBrokerUnregistered passes the broker as one to remove from the ISR, which keeps it in the ELR',
    ticket: 'no ticket found',
    evidence: 'seen on brokers of 4.4.0: the last in-sync replica is back after a kill, and nobody leads',
    avoid: 'reassign every partition away from a broker before it is unregistered',
    decided: { claim: 'advice-against-x2' },
    kraft: { from: '4.0' },
    broken: { rule: 'unregisteringLeavesElr', value: false },
    bearsOn: (o) => keepsElr(o) && may(o, 'unregistrations'),
  },
]

/** The defects that the code of a release has, in the order of the table. */
export const defectsOf = (version: KafkaVersion, controller: Controller): readonly Defect[] =>
  DEFECTS.filter((defect) => {
    const span = defect[controller]
    return span !== undefined && since(version, span.from) && (span.repairedIn === undefined || !since(version, span.repairedIn))
  })

/** The defects that bear on what is searched. */
export const defectsAtWork = (ids: readonly DefectId[], options: KraftOptions): readonly Defect[] =>
  DEFECTS.filter((defect) => ids.includes(defect.id) && defect.bearsOn(options))

/** The rules with some defects of a release in them. @throws OptionError naming a defect that the release has not. */
export function withDefects(switches: Switches, ids: readonly string[], version: KafkaVersion, controller: Controller): Switches {
  const there = defectsOf(version, controller)
  let result = switches
  for (const id of ids) {
    const defect = there.find((d) => d.id === id)
    if (defect === undefined)
      throw new OptionError('defects', `among those of Kafka ${version}: ${there.map((d) => d.id).join(', ') || 'none'}`, id)
    result = { ...result, [defect.broken.rule]: defect.broken.value }
  }
  return result
}
