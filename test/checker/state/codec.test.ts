import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { comparePacked, compileCodec, compileHash } from '../../../checker/state/codec.ts'
import { defineLayout, type Layout } from '../../../checker/layout.ts'
import { bool, int, sequence } from '../../../checker/fields.ts'
import { normalize } from '../../../checker/state/successors.ts'
import { layoutAndStates } from '../random-layout.ts'

const packed = (layout: Layout, cells: Int32Array): Int32Array => {
  const out = new Int32Array(layout.words)
  compileCodec(layout).encode(cells, out, 0)
  return out
}
const isLive = (layout: Layout, cells: Int32Array, i: number): boolean => {
  const live = layout.slots[i]?.live
  return live === undefined || live.position < (cells[live.lengthIndex] ?? 0)
}

describe('the codec of a layout', () => {
  it('gives back what it encoded, wherever in an array that is', () => {
    fc.assert(
      fc.property(layoutAndStates, fc.nat(5), ({ layout, a }, at) => {
        const codec = compileCodec(layout)
        const out = new Int32Array(at + layout.words + 1).fill(-7)
        const hash = codec.encode(a, out, at)
        expect([...out.subarray(0, at), out.at(-1)]).toEqual(Array.from({ length: at + 1 }, () => -7))
        expect(hash).toBe(compileHash(layout.words)(out, at))
        const back = codec.create().cells
        for (const slot of layout.slots) if (slot.bits > 0) back[slot.index] = 99
        codec.decode(out, at, back)
        for (const [i, slot] of layout.slots.entries())
          expect(back[slot.index]).toBe(isLive(layout, a, i) ? a[slot.index] : slot.min)
      }),
      { numRuns: 300 },
    )
  })

  it('keeps the ends of the widest domains', () => {
    const layout: Layout = defineLayout({ a: int(-(2 ** 31), -1), b: int(0, 2 ** 31 - 1), c: int(-3, 2 ** 31 - 4) })
    for (const cells of [
      [-(2 ** 31), 0, -3],
      [-1, 2 ** 31 - 1, 2 ** 31 - 4],
      [-(2 ** 30), 2 ** 30, 5],
    ]) {
      const codec = compileCodec(layout)
      const back = codec.create().cells
      codec.decode(packed(layout, Int32Array.from(cells)), 0, back)
      expect([...back]).toEqual(cells)
    }
  })

  it('does not let what is past the length of a sequence split states', () => {
    fc.assert(
      fc.property(layoutAndStates, ({ layout, a, b }) => {
        const other = a.slice()
        for (const [i, slot] of layout.slots.entries()) if (!isLive(layout, a, i)) other[slot.index] = b[slot.index] ?? 0
        expect(packed(layout, other)).toEqual(packed(layout, a))
        expect(normalize(compileCodec(layout), other)).toEqual(normalize(compileCodec(layout), a))
      }),
      { numRuns: 300 },
    )
  })

  it('encodes states as equal only when all live cells are', () => {
    fc.assert(
      fc.property(layoutAndStates, ({ layout, a, b }) => {
        const codec = compileCodec(layout)
        const same = normalize(codec, a).join() === normalize(codec, b).join()
        expect(comparePacked(packed(layout, a), 0, packed(layout, b), 0, layout.words) === 0).toBe(same)
      }),
      { numRuns: 300 },
    )
  })

  it('finds a cell outside its domain, by name, and only then', () => {
    fc.assert(
      fc.property(layoutAndStates, fc.nat(), fc.constantFrom(-1, 1, -1000, 1000), ({ layout, a }, pick, by) => {
        const codec = compileCodec(layout)
        expect(codec.outOfRange(a)).toBeUndefined()
        codec.encode(a, new Int32Array(layout.words), 0)
        const i = pick % layout.slots.length
        const slot = layout.slots[i]
        if (slot === undefined) return
        const bad = a.slice()
        bad[slot.index] = by < 0 ? slot.min + by : slot.min + slot.size - 1 + by
        const max = slot.min + slot.size - 1
        // A length that is out of its range may bring dead cells to life, but those are inside their domains.
        const expected = isLive(layout, a, i) ? `${slot.path} = ${bad[slot.index]}, outside ${slot.min}..${max}` : undefined
        expect(codec.outOfRange(bad)).toBe(expected)
        const encode = () => codec.encode(bad, new Int32Array(layout.words), 0)
        if (expected === undefined) expect(encode).not.toThrow()
        else expect(encode).toThrow(new RangeError(expected))
      }),
      { numRuns: 300 },
    )
  })

  it('creates states that do not share cells', () => {
    const codec = compileCodec(defineLayout({ a: int(2, 5), b: bool(), c: sequence(2, int(-4, 0)) }))
    const [first, second] = [codec.create(), codec.create()]
    expect([...first.cells]).toEqual([2, 0, 0, -4, -4])
    first.state.a = 4
    first.state.c.items[1] = -2
    expect([...first.cells]).toEqual([4, 0, 0, -4, -2])
    expect([...second.cells]).toEqual([2, 0, 0, -4, -4])
  })
})

describe('the encoding order', () => {
  it('compares words without sign, the first that differs deciding', () => {
    const compare = (a: number[], b: number[]) => comparePacked(Int32Array.from(a), 0, Int32Array.from(b), 0, a.length)
    expect(compare([1, 2], [1, 2])).toBe(0)
    expect(compare([1, 9], [2, 0])).toBe(-1)
    expect(compare([-1], [1])).toBe(1)
    expect(compare([3, -5], [3, 5])).toBe(1)
    expect(comparePacked(Int32Array.of(9, 1, 2), 1, Int32Array.of(1, 3), 0, 2)).toBe(-1)
  })
})
