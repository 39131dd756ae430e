/** Configurations that guides recommend as a whole. */
import type { Claim, Entry } from './claim.ts'

const safe = {
  'replication.factor': '3',
  'min.insync.replicas': '2',
  'unclean.leader.election.enable': 'false',
  acks: 'all',
  'enable.idempotence': 'true',
} as const
const withoutElr = { 'eligible.leader.replicas.version': '0' } as const
const fast = {
  'replication.factor': '2',
  'min.insync.replicas': '1',
  'unclean.leader.election.enable': 'true',
  acks: '1',
} as const

/** One broker failure under a profile that promises to survive it: a crash, and losses of power with and without what protects from them. */
const oneFailure = (id: string, set: Readonly<Record<string, string>>): [Entry, ...Entry[]] => [
  {
    id: `${id}/crash`,
    condition: 'one kill -9, and a follower dropped for lagging',
    bears: 'confirms',
    set,
    faults: { total: 2, kills: 1, isrShrinks: 1 },
    property: 'AckedDurable',
    alongside: ['NoDuplicate', 'OrderPreserved', 'RecordAcknowledged'],
    expected: { verdict: 'holds' },
    why: 'Nothing that was acknowledged is lost, doubled or reordered, whichever broker it is and whenever it dies.',
  },
  {
    id: `${id}/power-loss`,
    condition: 'ELR off, one loss of power, however the followers lag',
    bears: 'refutes',
    set: { ...set, ...withoutElr },
    records: 1,
    faults: { total: 3, powerLosses: 1, isrShrinks: 2 },
    property: 'AckedDurable',
    expected: { verdict: 'violated', steps: 13 },
    why: 'The profile says nothing of disks. When the last in-sync replica loses power, what it lost is lost for all.',
  },
  {
    id: `${id}/power-loss-elr`,
    condition: 'ELR on, one loss of power, however the followers lag',
    bears: 'confirms',
    set,
    records: 1,
    faults: { total: 3, powerLosses: 1, isrShrinks: 2 },
    property: 'AckedDurable',
    alongside: ['RecordAcknowledged'],
    expected: { verdict: 'holds' },
    why: 'A replica from the ELR leads instead.',
  },
]

export const PROFILES: readonly Claim[] = [
  {
    id: 'profile-critical',
    sentence:
      'The profile for critical data (acks=all, idempotence, replication factor 3, min.insync.replicas=2, unclean election off, offsets committed by hand) loses nothing with one broker failure.',
    verdict: 'With a crash. With a loss of power it needs ELR, or every record flushed.',
    entries: [
      ...oneFailure('profile-critical', { ...safe, 'enable.auto.commit': 'false' }),
      {
        id: 'profile-critical/power-loss-flush',
        condition: 'ELR off and flush.messages=1, one loss of power, however the followers lag',
        bears: 'confirms',
        set: { ...safe, ...withoutElr, 'enable.auto.commit': 'false', 'flush.messages': '1' },
        records: 1,
        faults: { total: 3, powerLosses: 1, isrShrinks: 2 },
        property: 'AckedDurable',
        alongside: ['RecordAcknowledged'],
        expected: { verdict: 'holds' },
        why: 'On disk before it counts, at the price of a flush for every record.',
      },
    ],
  },
  {
    id: 'profile-balanced',
    sentence:
      'The balanced profile (acks=all, idempotence, replication factor 3, min.insync.replicas=2, unclean election off) loses nothing with one broker failure.',
    verdict: 'The same: committing offsets by hand changes nothing for records.',
    entries: oneFailure('profile-balanced', safe),
  },
  {
    id: 'profile-throughput',
    sentence: 'The profile for throughput (acks=1, replication factor 2, min.insync.replicas=1, unclean election on) loses data.',
    verdict: 'In each of five ways, none of which takes more than two faults.',
    entries: [
      {
        id: 'profile-throughput/election',
        condition: 'one election of another leader',
        bears: 'confirms',
        set: fast,
        faults: { total: 1, elections: 1 },
        property: 'Acks1Durable',
        expected: { verdict: 'violated', steps: 3 },
        why: 'Every broker is healthy, and leadership moves.',
      },
      {
        id: 'profile-throughput/crash',
        condition: 'the leader killed',
        bears: 'confirms',
        set: fast,
        faults: { total: 1, kills: 1 },
        property: 'Acks1Durable',
        expected: { verdict: 'violated', steps: 4 },
        why: 'The follower had not fetched yet.',
      },
      {
        id: 'profile-throughput/cut-off',
        condition: 'a live leader fenced',
        bears: 'confirms',
        set: fast,
        faults: { total: 1, fencings: 1 },
        property: 'Acks1Durable',
        expected: { verdict: 'violated', steps: 3 },
        why: 'It goes on answering producers after it has been replaced.',
      },
      {
        id: 'profile-throughput/unclean',
        condition: 'the follower dropped for lagging, the leader killed',
        bears: 'confirms',
        set: fast,
        faults: { total: 2, isrShrinks: 1, kills: 1 },
        property: 'RepeatableRead',
        expected: { verdict: 'violated', steps: 7 },
        why: 'Even what consumers have read is taken back.',
      },
      {
        id: 'profile-throughput/power-loss',
        condition: 'both brokers losing power',
        bears: 'confirms',
        set: fast,
        records: 1,
        faults: { total: 2, powerLosses: 2 },
        property: 'RepeatableRead',
        expected: { verdict: 'violated', steps: 9 },
        why: 'Nothing is flushed. The one that was left had shown the record to consumers, and comes back without it.',
      },
    ],
  },
]
