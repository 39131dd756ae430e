/** What befalls many brokers at once, which is one incident and counts as one fault. */
import type { Scenario } from './scenarios.ts'

export const INCIDENT_SCENARIOS: readonly Scenario[] = [
  {
    id: 'zone-power-all',
    title: 'A data centre without power loses an acknowledged record',
    story:
      'All replicas lose power at once and with it what none has flushed; the first to come back leads. Nothing else has to go wrong (one zone, flush.messages unset).',
    config: { records: 1, racks: [0, 0, 0] },
    faults: { zonePowerLosses: 1 },
    property: 'AckedDurable',
    steps: 13,
  },
  {
    id: 'zone-power',
    title: 'A zone with two of three replicas loses power while the third is out of sync',
    story: 'Both in-sync replicas stand in the zone that loses power: with three replicas in two zones some zone has two.',
    config: { records: 1, racks: [0, 1, 0] },
    faults: { zonePowerLosses: 1, fencings: 1 },
    property: 'AckedDurable',
    steps: 12,
  },
  {
    id: 'isr-collapse',
    title: 'All followers leave the ISR at once, and the leader loses power',
    story: 'One network incident drops both followers with one AlterPartition; two incidents do what took three faults (A12).',
    switches: { elr: false },
    config: { records: 1 },
    faults: { isrCollapses: 1, powerLosses: 1 },
    property: 'AckedDurable',
    steps: 12,
  },
]
