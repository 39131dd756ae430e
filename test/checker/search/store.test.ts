import fc from 'fast-check'
import { expect, it } from 'vitest'
import { WholeStore } from '../../../checker/search/store.ts'

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
