/**
 * How large the table of a search may be: 2^k slots, or half as many more. A size is told by its step, twice the logarithm, rounded down: 2k for 2^k slots, 2k + 1 for
 * 1.5 · 2^k. A slot is one 32-bit entry: the index of a state, and a tag of its hash in the bits that no index reaches.
 */

/** Steps of the least table and of the largest; the tag of an entry needs some of its bits. */
export const LEAST_TABLE = 2 * 12
export const LARGEST_TABLE = 2 * 30
/** The table starts at 2^16 slots, or fewer when there is no room for more states. */
export const FIRST_TABLE = 2 * 16
/** From 2^22 slots on memory is dear: the table grows by half or a third, and is filled more. */
const LARGE_TABLE = 2 * 22
/** The share of slots that may be taken. */
const LOAD = 0.6
const LARGE_LOAD = 0.8

/** Slots of a table: {@link quartersOf} of 2^{@link indexBits}. */
export const slotsOf = (table: number): number => quartersOf(table) * 2 ** (indexBits(table) - 2)

/** Bits in which every index of a table is told; the others of an entry are its tag. */
export const indexBits = (table: number): number => (table + 1) >> 1

/** How many quarters of the indices told in {@link indexBits} have a slot: `hash >>> (32 - bits)` of them is where a state is looked for first. */
export const quartersOf = (table: number): number => 4 - (table & 1)

/** States that a table may hold. */
export const mostIn = (table: number): number => (table < LARGE_TABLE ? LOAD : LARGE_LOAD) * slotsOf(table)

/** The least table for so many states, of those that small searches may have. */
export function tableFor(states: number): number {
  let table = LEAST_TABLE
  while (table < LARGEST_TABLE && mostIn(table) < states) table = largerThan(table)
  return table
}

/** The next size: while a table is small only whole powers of 2. */
export const largerThan = (table: number): number => table + (table < LARGE_TABLE ? 2 : 1)

/** 1.5 · 2^22 slots, 24 MiB: what a table of some size grows to at once, as all that is in it is entered anew each time. */
const FIRST_LARGE = LARGE_TABLE + 1
/** From so many slots on. */
const MIDDLE_TABLE = 2 * 19

/** The size to which a table grows: eightfold while it is small, so that it is rarely filled anew. */
export const grownFrom = (table: number): number => (table < MIDDLE_TABLE ? table + 6 : Math.max(FIRST_LARGE, table + 1))
