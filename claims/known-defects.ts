/** Whether what is advised against a known defect of the code keeps it from doing harm, where the model can be told to do so. */
import type { Claim } from './claim.ts'

const pair = { 'replication.factor': '2', 'min.insync.replicas': '2' } as const
const moved = { set: pair, records: 1, keepsReplicationFactor: true } as const
const ghosts = { elrWithinReplicas: 'false' } as const
const moves = { total: 4, cleanStops: 2, kills: 1, reassignments: 2 } as const
const troubles = { total: 3, cleanStops: 2, kills: 2, fencings: 2 } as const
const rewritten = {
  set: pair,
  records: 1,
  switches: { rewriteKeepsElr: 'false' },
  change: { 'min.insync.replicas': '2' },
} as const
const switchedOff = {
  set: pair,
  records: 1,
  switches: { elrOffKeepsCandidates: 'false' },
  change: { 'eligible.leader.replicas.version': '0' },
} as const
const stoppedEarly = {
  set: pair,
  records: 1,
  switches: { earlyStopIsClean: 'false' },
  faults: { total: 3, cleanStops: 2, powerLosses: 1 },
} as const
const directoryLost = {
  set: pair,
  records: 1,
  switches: { missingDirectoryIsUnclean: 'false' },
  faults: { total: 3, cleanStops: 2, diskLosses: 1 },
} as const
/** The defect is of 4.0 to 4.2. */
const replicaAdded = {
  ...moved,
  version: '4.2',
  set: { ...pair, 'eligible.leader.replicas.version': '1' },
  faults: { total: 3, reassignments: 1, fencings: 1, powerLosses: 1 },
} as const
const unregistered = {
  ...moved,
  switches: { unregisteringLeavesElr: 'false' },
  faults: { total: 4, cleanStops: 1, kills: 1, unregistrations: 1, reassignments: 1 },
} as const

export const KNOWN_DEFECTS: readonly Claim[] = [
  {
    id: 'advice-against-f1',
    sentence: 'Without preferred elections the defect F1 of the code loses nothing.',
    verdict:
      'So it is with three faults out of orderly stops, kills, fencings and followers that lag; with one election that nobody needed, two fencings beside it lose an acknowledged record.',
    entries: [
      {
        id: 'advice-against-f1/no-elections',
        condition:
          'the defect F1 and three faults: orderly stops, kills, fencings, followers that lag; a loss of power beside two of them loses a record by design',
        bears: 'confirms',
        switches: { reelection: 'keep-log-ends' },
        records: 1,
        faults: { total: 3, cleanStops: 3, kills: 3, fencings: 3, isrShrinks: 3 },
        property: 'AckedDurable',
        alongside: ['RecordAcknowledged'],
        expected: { verdict: 'holds' },
        why: 'A leader that is fenced or stops is out of the ISR. It is back only by fetching from the one that leads, and has noticed then; or it is elected as an eligible replica, and nobody joins its ISR before having fetched again.',
      },
      {
        id: 'advice-against-f1/one-election',
        condition: 'the same, and one election of another leader among the three',
        bears: 'contrast',
        switches: { reelection: 'keep-log-ends' },
        records: 1,
        faults: { total: 3, cleanStops: 3, kills: 3, fencings: 3, isrShrinks: 3, elections: 1 },
        property: 'AckedDurable',
        expected: { verdict: 'violated', steps: 11 },
        why: 'Leadership moves away and back while the old leader, still in the ISR, has heard of neither; it trusts what it knew of its followers.',
      },
    ],
  },
  {
    id: 'advice-against-f2',
    sentence: 'With min.insync.replicas equal to the replication factor the defect F2 of the code loses nothing.',
    verdict:
      'So it is with two faults out of orderly stops, fencings, followers that lag and one loss of power; with min.insync.replicas=2 of 3 two of them lose an acknowledged record.',
    entries: [
      {
        id: 'advice-against-f2/all-replicas',
        condition: 'the defect F2, min.insync.replicas=3 and two faults',
        bears: 'confirms',
        set: { 'min.insync.replicas': '3' },
        switches: { redeliveryKeepsProposal: 'false' },
        faults: { total: 2, cleanStops: 2, powerLosses: 1, fencings: 2, isrShrinks: 2 },
        property: 'AckedDurable',
        alongside: ['RecordAcknowledged'],
        expected: { verdict: 'holds' },
        why: 'What is acknowledged is on every replica; there is nobody whose absence could go unnoticed.',
      },
      {
        id: 'advice-against-f2/min-isr-2',
        condition: 'the same with min.insync.replicas=2',
        bears: 'contrast',
        switches: { redeliveryKeepsProposal: 'false' },
        faults: { total: 2, cleanStops: 2, powerLosses: 1, fencings: 2, isrShrinks: 2 },
        property: 'AckedDurable',
        expected: { verdict: 'violated', steps: 13 },
        why: 'The leader forgets the follower it is adding and acknowledges without it, while the controller may already elect it.',
      },
    ],
  },
  {
    id: 'advice-against-r1',
    sentence: 'Reassigning only with min.insync.replicas in sync keeps the defect R1 of the code from doing harm.',
    verdict:
      'Nothing is lost then. But who started in time may still be left without a leader: when replicas are killed while the partition moves, a broker that has no replica any more stays eligible, and the last in-sync replica is not asked although it is back.',
    entries: [
      {
        id: 'advice-against-r1/records',
        condition: 'the defect R1, an administrator who waits, two reassignments and two of two orderly stops and a kill',
        bears: 'confirms',
        ...moved,
        switches: ghosts,
        faults: moves,
        administratorWaits: true,
        property: 'AckedDurable',
        alongside: ['RecordAcknowledged'],
        expected: { verdict: 'holds' },
        why: 'A broker without a log may become eligible while a reassignment goes on. It can lead only where it is a replica again, and the next reassignment waits for an ISR that clears the list.',
      },
      {
        id: 'advice-against-r1/leader',
        condition: 'the same, one reassignment and two kills, and a partition that finds a leader again once everybody is back',
        bears: 'refutes',
        ...moved,
        switches: ghosts,
        faults: { total: 3, kills: 2, reassignments: 1 },
        administratorWaits: true,
        property: 'LeaderStaysPossible',
        expected: { verdict: 'violated', steps: 8 },
        why: 'The reassignment is complete with one in-sync replica left, and the list keeps who was removed. It is never empty, so the last known leader does not count. Seen on brokers of 4.4.0.',
      },
      {
        id: 'advice-against-r1/by-design',
        condition: 'the same without the defect',
        bears: 'contrast',
        ...moved,
        faults: { total: 3, kills: 2, reassignments: 1 },
        administratorWaits: true,
        property: 'LeaderStaysPossible',
        expected: { verdict: 'holds' },
        why: 'Who is no replica is not eligible; the last known leader leads again when it is back.',
      },
    ],
  },
  {
    id: 'advice-against-r3',
    sentence: 'With one log directory a broker the defect R3 of the code loses nothing.',
    verdict:
      'So it is with two replicas, one reassignment, one broker cut off and one loss of power. With several directories the same three lose an acknowledged record, also where the reassignment begins only with min.insync.replicas in sync.',
    entries: [
      {
        id: 'advice-against-r3/one-directory',
        condition:
          'Kafka 4.2, two replicas, one reassignment, one broker fenced and one loss of power, brokers of one log directory each',
        bears: 'confirms',
        ...replicaAdded,
        property: 'AckedDurable',
        alongside: ['RecordAcknowledged'],
        expected: { verdict: 'holds' },
        why: 'The controller knows the directory of the added replica as it adds it, and the broker reports none.',
      },
      {
        id: 'advice-against-r3/several-in-sync',
        condition: 'the same with several directories a broker (the defect R3), and an administrator who waits',
        bears: 'contrast',
        ...replicaAdded,
        switches: { addedReplicaKeepsElr: 'false' },
        administratorWaits: true,
        property: 'AckedDurable',
        expected: { verdict: 'violated', steps: 16 },
        why: 'The broker of the added replica is cut off before its report, which clears the eligible leader replicas; the last known leader leads again without what it had not flushed.',
      },
    ],
  },
  {
    id: 'advice-against-f10',
    sentence: 'Where every partition has a leader, writing min.insync.replicas once more strands none (defect F10).',
    verdict: 'So it is with three faults out of orderly stops, kills and fencings.',
    entries: [
      {
        id: 'advice-against-f10/with-a-leader',
        condition: 'the defect F10, two replicas, an administrator who waits for a leader, and three faults',
        bears: 'confirms',
        ...rewritten,
        faults: troubles,
        administratorWaits: true,
        property: 'LeaderStaysPossible',
        expected: { verdict: 'holds' },
        why: 'While there is a leader it is in the ISR, and who leaves the ISR later is eligible or the last known leader.',
      },
      {
        id: 'advice-against-f10/at-any-moment',
        condition: 'the same at any moment',
        bears: 'contrast',
        ...rewritten,
        faults: troubles,
        property: 'LeaderStaysPossible',
        expected: { verdict: 'violated', steps: 3 },
        why: 'With nobody in sync the list was all that was known of who may lead.',
      },
    ],
  },
  {
    id: 'advice-against-x1',
    sentence: 'Where every partition has a leader, switching eligible leader replicas off strands none (defect X1).',
    verdict: 'So it is with three faults out of orderly stops, kills and fencings.',
    entries: [
      {
        id: 'advice-against-x1/with-a-leader',
        condition: 'the defect X1, two replicas, an administrator who waits for a leader, and three faults',
        bears: 'confirms',
        ...switchedOff,
        faults: troubles,
        administratorWaits: true,
        property: 'LeaderStaysPossible',
        expected: { verdict: 'holds' },
        why: 'From then on the last member stays in the ISR while it is down, and leads when it is back.',
      },
      {
        id: 'advice-against-x1/at-any-moment',
        condition: 'the same at any moment',
        bears: 'contrast',
        ...switchedOff,
        faults: troubles,
        property: 'LeaderStaysPossible',
        expected: { verdict: 'violated', steps: 4 },
        why: 'With an empty ISR, the controller writes the partition without those who were eligible as soon as it comes back to it.',
      },
    ],
  },
  {
    id: 'advice-against-x2',
    sentence: 'Unregistering only brokers without a replica strands no partition (defect X2).',
    verdict:
      'So it is of X2 alone, with a reassignment, an orderly stop and a kill. The releases that have it have R1 too, which strands a partition by a reassignment alone.',
    entries: [
      {
        id: 'advice-against-x2/reassigned',
        condition: 'the defect X2, an administrator who waits and reassigns first, and four faults',
        bears: 'confirms',
        ...unregistered,
        administratorWaits: true,
        property: 'LeaderStaysPossible',
        alongside: ['RecordAcknowledged'],
        expected: { verdict: 'holds' },
        why: 'Who is no replica is not eligible by then.',
      },
      {
        id: 'advice-against-x2/with-a-replica',
        condition: 'the same without reassigning first',
        bears: 'contrast',
        ...unregistered,
        property: 'LeaderStaysPossible',
        expected: { verdict: 'violated', steps: 4 },
        why: 'The broker that is gone stays eligible, so the list is never empty and the last known leader is not asked.',
      },
    ],
  },
  {
    id: 'advice-against-s1',
    sentence: 'Where no broker is stopped before it has started the defect S1 of the code loses nothing.',
    verdict: 'So it is with two replicas, two orderly stops and a loss of power.',
    entries: [
      {
        id: 'advice-against-s1/started',
        condition: 'the defect S1, two replicas, an administrator who waits until a broker has started, and three faults',
        bears: 'confirms',
        ...stoppedEarly,
        administratorWaits: true,
        property: 'AckedDurable',
        alongside: ['RecordAcknowledged'],
        expected: { verdict: 'holds' },
        why: 'An orderly stop then leaves a clean-shutdown file, and the broker stays eligible.',
      },
      {
        id: 'advice-against-s1/at-any-moment',
        condition: 'the same at any moment',
        bears: 'contrast',
        ...stoppedEarly,
        property: 'AckedDurable',
        expected: { verdict: 'violated', steps: 13 },
        why: 'The broker that has everything is taken for one that has crashed, and the last known leader, without the end of its log, leads.',
      },
    ],
  },
  {
    id: 'advice-against-d1',
    sentence: 'A log directory that is replaced in its place, and not taken out of log.dirs, loses nothing (defect D1).',
    verdict: 'So it is with two replicas, one directory and two orderly stops.',
    entries: [
      {
        id: 'advice-against-d1/in-its-place',
        condition: 'the defect D1, two replicas, an administrator who takes no directory away, and three faults',
        bears: 'confirms',
        ...directoryLost,
        administratorWaits: true,
        property: 'AckedDurable',
        alongside: ['RecordAcknowledged'],
        expected: { verdict: 'holds' },
        why: 'The new directory has no clean-shutdown file, so the broker counts as crashed and is not eligible.',
      },
      {
        id: 'advice-against-d1/taken-out',
        condition: 'the same with directories that are taken out of log.dirs',
        bears: 'contrast',
        ...directoryLost,
        property: 'AckedDurable',
        expected: { verdict: 'violated', steps: 10 },
        why: 'The directories that are left say that the broker stopped cleanly; it stays eligible, and leads with an empty log.',
      },
    ],
  },
]
