/** Replies that come late, and elections that only somebody asks for. */
import type { Scenario } from './scenarios.ts'

export const LATE_SCENARIOS: readonly Scenario[] = [
  {
    id: 'KAFKA-18991',
    title: 'A reply of an earlier epoch cuts off a record that was read',
    story:
      'A follower hears late that its log parts from the leader’s. It has led since, its record was committed, and it follows the same broker again, from the same offset: it takes the old reply, and leads next (KAFKA-18991, PR 19223).',
    version: '3.9',
    repairedIn: '3.9.1',
    config: { replicas: 2, minIsr: 2, records: 1 },
    faults: { elections: 4, lateReplies: 1 },
    property: 'RepeatableRead',
    steps: 15,
  },
  {
    id: 'KAFKA-18723',
    title: 'A reply carries a record that was written after the leader had cut its log',
    story:
      'The bytes of a reply are read when they are sent. Meanwhile the leader has become a follower, cut its log and copied that of its successor; the reply gives the new record behind an old one that the successor never had (KAFKA-18723, PR 18852).',
    version: '3.9',
    repairedIn: '3.9.1',
    config: { records: 4, logSize: 2, followerHighWatermarks: true },
    faults: { elections: 1, lateReplies: 1 },
    property: 'LogMatchingInEpoch',
    steps: 16,
  },
  {
    id: 'KAFKA-20634',
    title: 'A coordinator acknowledges an offset that its own log no longer has',
    story:
      'A broker that coordinated a group is demoted while a commit of its own waits, truncates it and follows. Its high watermark then passes that offset, where another record stands, and completes the commit (KAFKA-20634, PR 22444; the coordinator of 4.0 to 4.3).',
    version: '4.3',
    repairedIn: '4.4',
    config: { replicas: 2, minIsr: 2, logSize: 1, coordinator: true },
    faults: { elections: 1 },
    property: 'AckedDurable',
    steps: 9,
  },
  {
    id: 'slow-request',
    title: 'A request that comes to wait late is answered for a record that is gone',
    story:
      'The thread of a produce request stands still between the append and the wait for an answer. Its broker is fenced, truncates the record, follows and leads again; the high watermark has passed the offset, where another record stands, and the producer is told that its own is safe (`Partition#checkEnoughReplicasReachOffset`; every release).',
    config: { replicas: 2, minIsr: 2, records: 2, logSize: 1 },
    faults: { fencings: 1, cleanStops: 1, slowRequests: 1 },
    property: 'AckedDurable',
    steps: 18,
  },
  {
    id: 'unclean-by-command',
    title: 'An unclean election by command loses an acknowledged record',
    story:
      'unclean.leader.election.enable is false, and an administrator who does not wait for the last in-sync replica elects one that lacks the record (kafka-leader-election --election-type unclean; every release).',
    config: { replicas: 2, minIsr: 1, records: 1 },
    faults: { isrShrinks: 1, kills: 1, uncleanElections: 1 },
    property: 'AckedDurable',
    steps: 8,
  },
]
