/** What is lost, and what is not, when brokers fail. */
import type { Claim } from './claim.ts'

export const LOSSES: readonly Claim[] = [
  {
    id: 'acks1-needs-a-crash',
    sentence: 'acks=1 loses data only when a broker crashes.',
    verdict: 'Moving leadership is enough: preferred leader election does it, with every broker healthy.',
    entries: [
      {
        id: 'acks1-needs-a-crash',
        condition: 'no failure at all, and one election of another leader',
        bears: 'refutes',
        set: { acks: '1' },
        faults: { total: 1, elections: 1 },
        property: 'Acks1Durable',
        expected: { verdict: 'violated', steps: 3 },
        why: 'The old leader answers producers until it hears of its successor, which never had the record; the old leader then truncates it.',
      },
    ],
  },
  {
    id: 'min-isr-equals-rf',
    sentence: 'min.insync.replicas equal to the replication factor is the safest setting.',
    verdict: 'Any single failure stops every write.',
    entries: [
      {
        id: 'min-isr-equals-rf/one-broker-down',
        condition: 'one broker killed, and not coming back',
        bears: 'refutes',
        set: { 'min.insync.replicas': '3' },
        records: 1,
        faults: { total: 1, kills: 1 },
        staysDown: true,
        property: 'WriteStaysPossible',
        expected: { verdict: 'violated', steps: 1 },
        why: 'Two replicas are left and three are asked for: acks=all is refused until the third is back.',
      },
    ],
  },
  {
    id: 'one-leader-per-epoch',
    sentence: 'There is at most one leader per leader epoch.',
    verdict: 'The controller names one, and nobody else acts on the epoch.',
    entries: [
      {
        id: 'one-leader-per-epoch',
        condition: 'any two faults, power losses and elections among them',
        bears: 'confirms',
        faults: { total: 2, kills: 2, powerLosses: 2, fencings: 2, isrShrinks: 2, elections: 2 },
        property: 'OneLeaderPerEpoch',
        alongside: ['ZombieLeader'],
        expected: { verdict: 'holds' },
        why: 'A leader epoch is bumped with every change of leader, in the one log of the controller.',
      },
    ],
  },
]
