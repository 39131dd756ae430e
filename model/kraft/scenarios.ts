/**
 * The catalogue of known anomalies, as data: under which rules, configuration and faults each shows, which property it breaks
 * and in how many steps. Ids are those of the fidelity page of this model's documentation (`docs/models.md`).
 */
import type { DefectId } from './defects.ts'
import { withDefects } from './defects.ts'
import { defaultOptions } from './options.ts'
import type { Faults, KraftOptions } from './options.ts'
import { CLIENT_SCENARIOS } from './scenarios-clients.ts'
import { INCIDENT_SCENARIOS } from './scenarios-incidents.ts'
import { LATE_SCENARIOS } from './scenarios-late.ts'
import { LOG_SCENARIOS } from './scenarios-logs.ts'
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
  ...LOG_SCENARIOS,
  ...CLIENT_SCENARIOS,
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
  {
    id: 'S1',
    title: 'A broker that is stopped in order before it has started is not trusted any more, and every record is lost',
    story:
      'A broker that has everything is restarted twice in a row; the other one loses power, with what it had not flushed, and leads again as the last known leader.',
    defects: ['S1'],
    config: { replicas: 2, minIsr: 2, records: 1 },
    faults: { cleanStops: 2, powerLosses: 1 },
    property: 'AckedDurable',
    steps: 13,
  },
  {
    id: 'D1',
    title: 'A log directory that is taken out of log.dirs leaves an empty replica that may lead',
    story: 'One broker of two comes back without the directory, as if it had stopped cleanly; the other one is stopped in order.',
    defects: ['D1'],
    config: { replicas: 2, minIsr: 2, records: 1 },
    faults: { cleanStops: 1, diskLosses: 1 },
    property: 'AckedDurable',
    steps: 10,
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
      'The controller comes back to the partition when it balances leaders; the record it writes drops the list, and the last known leader counts no more.',
    defects: ['X1'],
    config: { replicas: 2, minIsr: 2, records: 1, configChange: { elr: false } },
    faults: { fencings: 1, kills: 1 },
    property: 'LeaderStaysPossible',
    steps: 5,
  },
  {
    id: 'elr-on',
    title: 'Switching eligible leader replicas on strands a partition whose last in-sync replica has crashed',
    story:
      'With the feature on, a broker that stopped uncleanly leaves the ISR when it is back. The last one of a partition that has no leader is then neither eligible nor known as its last leader, which is written down only when leadership is lost: nobody may lead any more, and nothing is wrong with the disk.',
    switches: { elr: false },
    config: { replicas: 1, minIsr: 1, records: 1, configChange: { elr: true } },
    faults: { kills: 1 },
    property: 'LeaderStaysPossible',
    steps: 3,
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
