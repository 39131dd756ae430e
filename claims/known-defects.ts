/** Whether what is advised against a known defect of the code keeps it from doing harm, where the model can be told to do so. */
import type { Claim } from './claim.ts'

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
]
