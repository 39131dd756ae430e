import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Control, isOutOfStore, reserveMemory } from '../../../checker/search/memory.ts'
import { storeOf } from '../../../checker/search/divided-store.ts'
import { WholeStore } from '../../../checker/search/store.ts'
import { LEAST_TABLE } from '../../../checker/search/table-size.ts'

/** Words of a state that has bits in so many halves. */
const packedOf = (halves: number) =>
  fc
    .array(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), { minLength: (halves + 1) >> 1, maxLength: (halves + 1) >> 1 })
    .map((words) => {
      const packed = Int32Array.from(words)
      const last = packed.length - 1
      if (halves % 2 === 1) packed[last] = (packed[last] ?? 0) & 0xffff
      return packed
    })

it('states are read as they were written, take two bytes for a half, and differ where a word does', () => {
  const states = fc
    .integer({ min: 1, max: 9 })
    .chain((halves) => fc.tuple(fc.constant(halves), fc.array(packedOf(halves), { minLength: 2, maxLength: 5 })))
  fc.assert(
    fc.property(states, ([halves, all]) => {
      const bytes = new ArrayBuffer(all.length * halves * 2)
      const store = new WholeStore({ store: bytes, halves, words: (halves + 1) >> 1 })
      all.forEach((packed, i) => store.write(i, Int32Array.of(-7, ...packed), 1))
      all.forEach((packed, i) => {
        const out = new Int32Array(packed.length + 2).fill(-7)
        store.read(i, out, 1)
        expect([...out]).toEqual([-7, ...packed, -7])
        expect([...store.stateAt(i)]).toEqual([...packed])
        all.forEach((other, j) => expect(store.isAt(i, Int32Array.of(-7, ...other), 1)).toBe(String(all[i]) === String(all[j])))
      })
      expect([...store.between(1, 2)]).toEqual([...new Uint8Array(bytes, 2 * halves, 2 * halves)])
    }),
  )
})

/** Words of which many states have the same. */
const commonOf = (halves: number) =>
  fc
    .array(fc.integer({ min: 0, max: 2 }), { minLength: (halves + 1) >> 1, maxLength: (halves + 1) >> 1 })
    .map((words) => Int32Array.from(words))

it('states of many words are read as they were written, also where they have parts in common and after the table has grown', () => {
  const states = fc
    .integer({ min: 9, max: 20 })
    .chain((halves) =>
      fc.tuple(fc.constant(halves), fc.array(fc.oneof(packedOf(halves), commonOf(halves)), { minLength: 2, maxLength: 30 })),
    )
  fc.assert(
    fc.property(states, ([halves, all]) => {
      const needs = { halves, workers: 1, maxBytes: 2 ** 20, maxStates: Infinity, fanout: 1, marks: false }
      const memory = reserveMemory(needs)
      const control = new Int32Array(memory.control)
      const store = storeOf(memory)
      control[Control.table] = LEAST_TABLE
      all.forEach((packed, i) => store.write(i, Int32Array.of(-7, ...packed, -7), 1))
      const parts = new Set(all.flatMap((packed) => [...partsOf(packed)].map(String)))
      expect(control[Control.parts]).toBe(parts.size)
      const check = (other: typeof store) =>
        all.forEach((packed, i) => {
          const out = new Int32Array(packed.length + 2).fill(-7)
          other.read(i, out, 1)
          expect([...out]).toEqual([-7, ...packed, -7])
          all.forEach((second, j) =>
            expect(other.isAt(i, Int32Array.of(-7, ...second, -7), 1)).toBe(String(all[i]) === String(all[j])),
          )
        })
      check(store)
      store.parts?.clear(LEAST_TABLE, 0, 1)
      control[Control.table] = LEAST_TABLE + 2
      store.parts?.refill(0, 1)
      all.forEach((packed, i) => store.write(i, packed, 0))
      expect(control[Control.parts]).toBe(parts.size)
      store.copy(0, all.length)
      expect(store.stateAt(all.length)).toEqual(all[0])
      // Into another memory, as a search that goes on from a checkpoint has it.
      const next = reserveMemory(needs)
      new Int32Array(next.control)[Control.table] = LEAST_TABLE
      const bytes = store.between(0, all.length)
      expect(bytes).toHaveLength(all.length * halves * 2)
      const other = storeOf(next)
      expect(other.fill(0, bytes)).toBe(true)
      check(other)
    }),
  )
})

/** The two parts of a state; the second ends in a 0 where it has a word less. */
function partsOf(packed: Int32Array): readonly Int32Array[] {
  const words = (packed.length + 1) >> 1
  const second = new Int32Array(words)
  second.set(packed.subarray(words))
  return [packed.subarray(0, words), second]
}

it('says when states and their parts take more than the limit, and fills no further', () => {
  const memory = reserveMemory({ halves: 10, workers: 1, maxBytes: 200_000, maxStates: Infinity, fanout: 1, marks: false })
  const control = new Int32Array(memory.control)
  control[Control.table] = LEAST_TABLE
  const store = storeOf(memory)
  let states = 0
  for (; !isOutOfStore(memory, states, control); states++) store.write(states, Int32Array.of(states, 1, 2, 0, states), 0)
  // 8 bytes a state and 16 for its first part; the second is in common with none either.
  expect(states).toBe(Math.floor(memory.storeLimit / (8 + 2 * 16)) + 1)
  const again = reserveMemory({ halves: 10, workers: 1, maxBytes: 200_000, maxStates: Infinity, fanout: 1, marks: false })
  new Int32Array(again.control)[Control.table] = LEAST_TABLE
  expect(storeOf(again).fill(0, store.between(0, states - 1))).toBe(true)
  expect(storeOf(again).fill(0, store.between(0, states))).toBe(false)
})
