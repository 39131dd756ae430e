/** What may go wrong in a row of `test/golden/transactions-verdicts.tsv`, by the name it has there. */
import type { TransactionsOptions } from '../../../model/transactions/index.ts'

const none = { late: 0, timeouts: 0, moves: 0 } as const
const late = (...lateKinds: TransactionsOptions['lateKinds']) => ({ ...none, late: 1, lateKinds })
const loss = (log: 'data' | 'coordinator') => ({
  ...none,
  timeouts: 1,
  losses: { data: 0, offsets: 0, coordinator: 0, [log]: 1 },
})
const dies = { ...none, timeouts: 1, moves: 2, lostAppends: true }
const onePartition = { partitions: 1, records: 2 }

/** Where nothing else is said: one producer, two transactions, two partitions of one record each. */
export const DISORDER: Readonly<Record<string, Partial<TransactionsOptions>>> = {
  nothing: none,
  'two producers, two timeouts, two moves': { ...none, instances: 2, timeouts: 2, moves: 2 },
  'a late batch': late('produce'),
  'a late batch, no new epoch': { ...late('produce'), bumpsEpoch: false },
  'a late batch, two producers': { ...late('produce'), instances: 2 },
  'a late EndTxn': late('end-txn'),
  'a late EndTxn, one partition of two records': { ...late('end-txn'), ...onePartition },
  'a late marker': late('marker'),
  'a late marker, one partition of two records': { ...late('marker'), ...onePartition },
  'a late marker and a timeout': { ...late('marker'), timeouts: 1 },
  'a late AddPartition': late('add-partition'),
  'a data log loses its end': loss('data'),
  'the coordinator’s log loses its end': loss('coordinator'),
  'the coordinator’s log loses its end, two producers': { ...loss('coordinator'), timeouts: 0, instances: 2 },
  '__transaction_state takes no writes': { ...none, outages: 1 },
  'coordinators die, the next acts at once': { ...dies, broken: ['waitsForReplication'] },
  'coordinators die, the next waits': dies,
  'data leaders change, one partition of two records': { ...none, ...onePartition, leaderChanges: 2 },
  'a data leader changes': { ...none, leaderChanges: 1 },
  'readers of uncommitted records': { ...none, isolation: 'read_uncommitted' },
  'a move, every marker of an equal epoch is refused': { ...none, moves: 1 },
}
