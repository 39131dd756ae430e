/** The model of transactions on small bounds: as the reference checker has it, and the same for any number of workers. */
import { describe, expect, it } from 'vitest'
import { exploreHere } from '../../../checker/index.ts'
import type { Model } from '../../../checker/model.ts'
import { referenceCheck } from '../../../checker/oracle/reference.ts'
import { TRANSACTIONS_PROPERTY_NAMES, transactionsProperties } from '../../../invariants/transactions/catalogue.ts'
import { defaultOptions, transactions, type TransactionsOptions } from '../../../model/transactions/index.ts'

/** One partition, and of everything that may go wrong what is given. */
const model = (options: Partial<TransactionsOptions>): Model =>
  transactions({ ...defaultOptions, partitions: 1, late: 0, timeouts: 0, moves: 0, ...options }, (view) =>
    transactionsProperties(TRANSACTIONS_PROPERTY_NAMES, view),
  ) as Model

const told = (properties: readonly { name: string; verdict: string; path?: { steps: readonly unknown[] } | undefined }[]) =>
  properties.map(({ name, verdict, path }) => `${name} ${verdict}${path === undefined ? '' : ` ${path.steps.length}`}`)

const limits = { workers: 2, maxMemory: 2 ** 28, assertions: true }

describe('search and reference agree', () => {
  const losses = { data: 1, offsets: 0, coordinator: 1 }
  it.each([
    { level: 'classic', late: 1, lateKinds: ['marker'] },
    { level: 'classic', transactions: 1, late: 1, instances: 2 },
    { level: 'verify', transactions: 1, timeouts: 1, losses },
    { level: 'classic', transactions: 1, instances: 2, losses: { data: 0, offsets: 0, coordinator: 2 } },
    { level: 'tv2', transactions: 1, late: 2, moves: 1 },
    { level: 'tv2-strict', late: 1, timeouts: 1 },
    { level: 'tv2-marker', transactions: 1, partitions: 2, late: 1, moves: 1 },
    { level: 'tv2-marker', transactions: 1, moves: 2, lostAppends: true, broken: ['waitsForReplication'] },
  ] satisfies Partial<TransactionsOptions>[])('%o', async (options) => {
    const built = model(options)
    const expected = referenceCheck(built)
    const found = await exploreHere(built, limits)
    expect([found.distinct, found.depth, found.deadlocks]).toEqual([expected.distinct, expected.depth, expected.deadlocks])
    expect(found.distinct).toBeGreaterThan(50)
    const lengths = found.properties.flatMap((p) => (p.path === undefined ? [] : [[p.name, p.path.steps.length] as const]))
    expect(new Map(lengths)).toEqual(expected.steps)
  })
})

it('is the same for 1, 2 and 5 workers', async () => {
  const built = model({ level: 'classic', late: 1, timeouts: 1 })
  const one = await exploreHere(built, { ...limits, workers: 1 })
  for (const workers of [2, 5]) {
    const other = await exploreHere(built, { ...limits, workers })
    expect(told(other.properties)).toEqual(told(one.properties))
    expect(other.properties.map((p) => p.path)).toEqual(one.properties.map((p) => p.path))
    expect([other.distinct, other.generated, other.depth, other.levels]).toEqual([
      one.distinct,
      one.generated,
      one.depth,
      one.levels,
    ])
  }
})
