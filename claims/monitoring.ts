/** What alerts tell of a loss before it happens. */
import type { Claim } from './claim.ts'

export const MONITORING: readonly Claim[] = [
  {
    id: 'offline-alert-before-every-loss',
    sentence:
      'Nothing acknowledged is lost unless a partition was offline first, so an alert on offline partitions tells of every loss.',
    verdict:
      'With acks=all and by design, yes. With acks=1 nothing shows, and the defect F1 of the code loses records without any alert.',
    entries: [
      {
        id: 'offline-alert-before-every-loss/acks-all',
        condition: 'acks=all, ELR off, one power loss and two live brokers fenced, which do lose records',
        bears: 'confirms',
        set: { 'eligible.leader.replicas.version': '0' },
        records: 1,
        faults: { total: 3, powerLosses: 1, fencings: 2 },
        property: 'OfflineTells',
        alongside: ['RecordAcknowledged'],
        expected: { verdict: 'holds' },
        why: 'What is lost was lost by the last member of the ISR, and until that is back nobody leads: OfflinePartitionsCount shows it.',
      },
      {
        id: 'offline-alert-before-every-loss/acks1',
        condition: 'acks=1, and one election of another leader',
        bears: 'refutes',
        set: { acks: '1' },
        records: 1,
        faults: { total: 1, elections: 1 },
        property: 'OfflineTells',
        expected: { verdict: 'violated', steps: 3 },
        why: 'Leadership moves among healthy brokers and no metric is above 0.',
      },
      {
        id: 'offline-alert-before-every-loss/f1',
        condition: 'acks=all, the code of the release with its defect F1, three elections of another leader',
        bears: 'refutes',
        switches: { reelection: 'keep-log-ends' },
        records: 1,
        faults: { total: 3, elections: 3 },
        property: 'OfflineTells',
        expected: { verdict: 'violated', steps: 14 },
        why: 'A broker is taken into the ISR for what it had reported in an earlier epoch; there is always a leader.',
      },
    ],
  },
  {
    id: 'under-replicated-alert-in-time',
    sentence: 'Under-replicated partitions warn before anything acknowledged is lost.',
    verdict: 'Not always: a leader that has not yet heard of its smaller ISR reports a healthy partition while records are lost.',
    entries: [
      {
        id: 'under-replicated-alert-in-time/late-metadata',
        condition: 'acks=all, ELR off, one power loss and two live brokers fenced',
        bears: 'refutes',
        set: { 'eligible.leader.replicas.version': '0' },
        records: 1,
        faults: { total: 3, powerLosses: 1, fencings: 2 },
        property: 'UnderReplicatedTells',
        expected: { verdict: 'violated', steps: 11 },
        why: 'The controller drops two replicas from the ISR; the leader, which reports the metric, hears of it only after the loss.',
      },
      {
        id: 'under-replicated-alert-in-time/at-min-isr',
        condition: 'the same, and an alert on partitions at the minimum',
        bears: 'contrast',
        set: { 'eligible.leader.replicas.version': '0' },
        records: 1,
        faults: { total: 3, powerLosses: 1, fencings: 2 },
        property: 'AtMinIsrTells',
        expected: { verdict: 'violated', steps: 11 },
        why: 'The same broker reports it.',
      },
    ],
  },
]
