/** What goes wrong while a partition is moved between brokers. */
import type { Scenario } from './scenarios.ts'

const pair = { replicas: 2, minIsr: 2, records: 1 } as const

export const REASSIGNMENT_SCENARIOS: readonly Scenario[] = [
  {
    id: 'R1-rollback',
    title: 'Rolling a reassignment back and two orderly stops lose every record',
    story:
      'The run that was seen on brokers of 4.4.0: one broker is down in order, another is drained and the drain is rolled back, and the one that holds everything is restarted. No broker fails.',
    defects: ['R1'],
    config: { ...pair, keepsReplicationFactor: true, brokersReturn: false },
    faults: { reassignments: 2, cleanStops: 2 },
    property: 'AckedDurable',
    steps: 16,
  },
  {
    id: 'R1-cancel',
    title: 'Cancelling a reassignment and two orderly stops lose every record',
    story:
      'The run that was seen on brokers of 4.1.0: a reassignment stays open because one of its replicas is down, is cancelled and asked for again; the replica that was added, deleted and added leads, empty.',
    version: '4.1',
    defects: ['R1'],
    config: { ...pair, keepsReplicationFactor: true, brokersReturn: false },
    faults: { reassignments: 3, cleanStops: 2 },
    property: 'AckedDurable',
    steps: 16,
  },
  {
    id: 'R1-leaderless',
    title: 'A reassignment that was started in time strands a partition whose last in-sync replica is killed and comes back',
    story:
      'All replicas are in sync when it is started. One is killed while it goes on, and it is complete with one in-sync replica; a broker that has no replica any more stays eligible, so that the last known leader is never asked.',
    defects: ['R1'],
    config: { ...pair, keepsReplicationFactor: true, administratorWaits: true },
    faults: { reassignments: 1, kills: 2 },
    property: 'LeaderStaysPossible',
    steps: 8,
  },
  {
    id: 'R3',
    title: 'A replica that is added at a broker of several log directories wipes the eligible leader replicas',
    story:
      'A broker is replaced by another, which is cut off before the controller has heard of its directory; the one that leads loses power, the directory is reported, and it leads again without what it had not flushed (PR 20716).',
    version: '4.1',
    repairedIn: '4.3',
    defects: ['R3'],
    config: { ...pair, keepsReplicationFactor: true },
    faults: { reassignments: 1, fencings: 1, powerLosses: 1 },
    property: 'AckedDurable',
    steps: 16,
  },
]
