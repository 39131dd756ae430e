import { expect, it } from 'vitest'
import {
  grownFrom,
  indexBits,
  largerThan,
  LARGEST_TABLE,
  LEAST_TABLE,
  mostIn,
  quartersOf,
  slotsOf,
  tableFor,
} from '../../../checker/search/table-size.ts'

const sizes = (from: number, next: (table: number) => number): number[] => {
  const all: number[] = []
  for (let table = from; table <= LARGEST_TABLE; table = next(table)) all.push(table)
  return all
}

it('a table is a power of 2, or when it is large half as many slots more', () => {
  const all = sizes(LEAST_TABLE, largerThan).map(slotsOf)
  expect(all.slice(0, 13)).toEqual([...Array.from({ length: 11 }, (_, i) => 2 ** (12 + i)), 1.5 * 2 ** 22, 2 ** 23])
  expect(all.at(-1)).toBe(2 ** 30)
  expect(
    sizes(2 * 16, grownFrom)
      .slice(0, 5)
      .map(slotsOf),
  ).toEqual([2 ** 16, 2 ** 19, 1.5 * 2 ** 22, 2 ** 23, 1.5 * 2 ** 23])
})

it('every hash has a slot, and every state that fits an index', () => {
  for (const table of sizes(LEAST_TABLE, largerThan)) {
    const home = (hash: number): number => Math.imul(hash >>> (32 - indexBits(table)), quartersOf(table)) >>> 2
    expect([home(0), home(-1)]).toEqual([0, slotsOf(table) - 1])
    expect(mostIn(table)).toBeLessThan(2 ** indexBits(table))
  }
})

it('the table of a search that has outgrown 2^22 slots has at most 7.6 bytes for a state', () => {
  for (const table of sizes(2 * 22, largerThan).slice(0, -1))
    expect((4 * slotsOf(largerThan(table))) / mostIn(table)).toBeLessThan(7.6)
})

it('is the least that holds so many', () => {
  for (const states of [1, 2457, 2458, 3_355_443, 3_355_444, 5_000_000]) {
    const table = tableFor(states)
    expect(mostIn(table)).toBeGreaterThanOrEqual(states)
    if (table > LEAST_TABLE) expect(mostIn(table - (table > 44 ? 1 : 2))).toBeLessThan(states)
  }
  expect(slotsOf(tableFor(4_832_344))).toBe(1.5 * 2 ** 22)
})
