/** What nothing reads any more is no part of what happens: the same model without it, state by state. */
import { expect, test } from 'vitest'
import type { KraftPropertyName } from '../../../invariants/kraft-catalogue.ts'
import type { SettingsRequest } from '../../../model/kraft/settings.ts'
import { expectQuotient } from './quotient.ts'

const pair = { 'replication.factor': '2', 'min.insync.replicas': '2' }
const three = { 'replication.factor': '3', 'min.insync.replicas': '2' }
const consumer = { validatesPosition: true, reset: 'earliest', commits: false } as const
const DURABLE = ['AckedDurable', 'RepeatableRead', 'CommittedOffsetDurable', 'RecordAcknowledged'] as const
const POSSIBLE = ['WriteStaysPossible', 'LeaderStaysPossible'] as const
const IN_ORDER = ['NoDuplicate', 'OrderPreserved'] as const
const code = { defects: ['F1', 'F2', 'R2'] } as const
const faults = { total: 2, cleanStops: 1, powerLosses: 1, fencings: 1, isrShrinks: 1, elections: 1 }

const CASES: readonly (readonly [string, SettingsRequest, readonly KraftPropertyName[]])[] = [
  ['what is durable', { version: '4.1', set: three, bounds: { records: 1, faults } }, DURABLE],
  ['what is durable, by the code', { version: '4.1', ...code, set: three, bounds: { records: 1, faults } }, DURABLE],
  [
    'a lost disk, by the code',
    { version: '4.1', ...code, set: pair, bounds: { records: 1, faults: { total: 2, diskLosses: 1, isrShrinks: 1 } } },
    DURABLE,
  ],
  ['before AlterPartition', { version: '2.3', set: pair, bounds: { records: 2, faults } }, DURABLE],
  [
    'before truncation by epochs',
    { version: '0.10.2', set: { ...pair, acks: '1' }, bounds: { records: 2, faults } },
    ['Acks1Durable'],
  ],
  [
    'unclean election',
    { version: '3.9', set: { ...pair, 'unclean.leader.election.enable': 'true' }, bounds: { faults } },
    DURABLE,
  ],
  [
    'a producer that sends again',
    {
      version: '4.4',
      set: { ...pair, 'enable.idempotence': 'false' },
      bounds: { records: 2, retries: 1, faults, forgetsAcks: 'which', forgetsExposures: true },
    },
    [...IN_ORDER, 'RecordAcknowledged'],
  ],
  [
    'a producer that sends again, by the code',
    {
      version: '4.1',
      ...code,
      set: pair,
      bounds: { records: 2, retries: 1, faults, forgetsAcks: 'all', forgetsExposures: true },
    },
    IN_ORDER,
  ],
  [
    'a consumer',
    { version: '4.1', set: three, bounds: { records: 2, faults, consumer, forgetsAcks: 'which', forgetsExposures: true } },
    ['NoSilentConsumerGap', 'RecordAcknowledged'],
  ],
  [
    'brokers that stay down',
    {
      version: '4.1',
      ...code,
      set: three,
      bounds: {
        records: 1,
        brokersReturn: false,
        faults: { total: 2, powerLosses: 1, diskLosses: 1, fencings: 1, isrShrinks: 1 },
        forgetsAcks: 'all',
        forgetsExposures: true,
      },
    },
    POSSIBLE,
  ],
  [
    'a change of min.insync.replicas on the way',
    { version: '4.1', ...code, set: pair, bounds: { records: 1, faults: { ...faults, total: 1 }, configChange: { minIsr: 1 } } },
    DURABLE,
  ],
  [
    'zones',
    {
      version: '4.4',
      set: three,
      bounds: {
        records: 1,
        racks: [0, 1, 0],
        faults: { total: 2, zonePowerLosses: 1, zoneFencings: 1, isrCollapses: 1, isrShrinks: 1 },
      },
    },
    DURABLE,
  ],
]

test.each(CASES)('%s', (_, settings, properties) => {
  const { states, left } = expectQuotient(settings, properties, 500)
  expect(left).toBeLessThan(states)
})
