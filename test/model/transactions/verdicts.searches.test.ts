/** What holds at each protocol while one thing goes wrong: two transactions, two partitions, every state seen. */
import { describe, expect, it } from 'vitest'
import { exploreHere } from '../../../checker/index.ts'
import type { Model } from '../../../checker/model.ts'
import { transactionsPromises, transactionsProperties } from '../../../invariants/transactions/catalogue.ts'
import { defaultOptions, type Level, transactions, type TransactionsOptions } from '../../../model/transactions/index.ts'

const none = { late: 0, timeouts: 0, moves: 0 } as const
const late = (kind: TransactionsOptions['lateKinds'][number]) => ({ ...none, late: 1, lateKinds: [kind] })
const loss = (log: 'data' | 'coordinator') => ({
  ...none,
  timeouts: 1,
  losses: { data: 0, offsets: 0, coordinator: 0, [log]: 1 },
})
const dies = { ...none, timeouts: 1, moves: 2, lostAppends: true }

/** By what goes wrong: states and depth, and the first step at which each promise is broken. */
const TABLE: readonly (readonly [
  string,
  Level,
  Partial<TransactionsOptions>,
  number,
  number,
  Readonly<Record<string, number>>,
])[] = [
  ['two producers, two timeouts, two moves', 'tv2', { ...none, instances: 2, timeouts: 2, moves: 2 }, 212_121, 28, {}],
  [
    'a late batch',
    'classic',
    late('produce'),
    5_264,
    24,
    { NoAbortedRead: 17, WholeTransactions: 17, AbortedStaysOut: 17, NoHanging: 10 },
  ],
  ['a late batch', 'verify', late('produce'), 4_630, 24, {}],
  ['a late batch', 'tv2', late('produce'), 1_702, 20, {}],
  ['a late batch', 'tv2-marker', late('produce'), 1_702, 20, {}],
  [
    'a late batch, no new epoch',
    'verify',
    { ...late('produce'), bumpsEpoch: false },
    4_710,
    24,
    { NoAbortedRead: 16, WholeTransactions: 16, AbortedStaysOut: 16 },
  ],
  [
    'a late EndTxn',
    'classic',
    late('end-txn'),
    5_172,
    25,
    { NoAbortedRead: 16, NoPrematureRead: 15, WholeTransactions: 18, CommittedKept: 18, AbortedStaysOut: 19, NoHanging: 15 },
  ],
  [
    'a late EndTxn',
    'verify',
    late('end-txn'),
    4_537,
    26,
    { NoAbortedRead: 16, NoPrematureRead: 15, WholeTransactions: 20, CommittedKept: 19, AbortedStaysOut: 19 },
  ],
  ['a late EndTxn', 'tv2', late('end-txn'), 999, 20, {}],
  ['a late EndTxn', 'tv2-marker', late('end-txn'), 999, 20, {}],
  [
    'a late marker',
    'classic',
    late('marker'),
    4_386,
    24,
    { NoAbortedRead: 15, NoPrematureRead: 14, WholeTransactions: 18, CommittedKept: 15, AbortedStaysOut: 16 },
  ],
  [
    'a late marker',
    'verify',
    late('marker'),
    4_386,
    24,
    { NoAbortedRead: 15, NoPrematureRead: 14, WholeTransactions: 18, CommittedKept: 15, AbortedStaysOut: 16 },
  ],
  [
    'a late marker',
    'tv2',
    late('marker'),
    1_427,
    20,
    { NoAbortedRead: 13, NoPrematureRead: 12, WholeTransactions: 15, CommittedKept: 14, AbortedStaysOut: 14 },
  ],
  ['a late marker', 'tv2-marker', late('marker'), 1_251, 20, {}],
  ['a late AddPartition', 'classic', late('add-partition'), 3_760, 24, { NoPhantom: 10 }],
  ['a late AddPartition', 'verify', late('add-partition'), 3_760, 24, { NoPhantom: 10 }],
  [
    'a data log loses its end',
    'tv2-marker',
    loss('data'),
    6_843,
    20,
    { NoAbortedRead: 14, WholeTransactions: 9, CommittedKept: 7, AbortedStaysOut: 14, NoHanging: 8, CommittedReadsRepeatable: 8 },
  ],
  [
    'the coordinator’s log loses its end',
    'tv2-marker',
    loss('coordinator'),
    11_994,
    23,
    {
      NoAbortedRead: 13,
      WholeTransactions: 9,
      CommittedKept: 7,
      AbortedStaysOut: 13,
      NoHanging: 5,
      NoPhantom: 7,
      DecisionCompletes: 11,
    },
  ],
  [
    'coordinators die, the next acts at once',
    'tv2-marker',
    { ...dies, broken: ['waitsForReplication'] },
    33_673,
    25,
    { NoAbortedRead: 14, WholeTransactions: 10, CommittedKept: 9, AbortedStaysOut: 14, NoHanging: 6 },
  ],
  ['coordinators die, the next waits', 'tv2-marker', dies, 30_625, 25, {}],
]

describe('transactions, exhausted', () => {
  it.each(TABLE)('%s, %s', async (_, level, options, distinct, depth, broken) => {
    const model = transactions({ ...defaultOptions, ...options, level }, (view) =>
      transactionsProperties(transactionsPromises(), view),
    ) as Model
    const found = await exploreHere(model, { workers: 1, maxMemory: 2 ** 30, rangeChecks: false })
    expect([found.exhausted, found.distinct, found.depth]).toEqual([true, distinct, depth])
    const lengths = found.properties.flatMap((p) => (p.verdict === 'violated' ? [[p.name, p.path?.steps.length] as const] : []))
    expect(Object.fromEntries(lengths)).toEqual(broken)
    // What holds is not held of nothing.
    for (const name of ['TransactionVisible', 'AbortedPassed'])
      expect(found.properties.find((p) => p.name === name)?.verdict).toBe('holds')
  })
})
