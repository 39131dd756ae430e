import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defineLayout } from '../../checker/layout.ts'
import {
  array,
  bool,
  has,
  int,
  LayoutError,
  member,
  members,
  option,
  sequence,
  setOf,
  sizeOf,
  struct,
  withMember,
  withoutMember,
} from '../../checker/fields.ts'
import { layouts } from './random-layout.ts'

const brokers = members('broker', ['b0', 'b1', 'b2'])
const many = (n: number) =>
  members(
    'broker',
    Array.from({ length: n }, (_, i) => `b${i}`),
  )

describe('a layout', () => {
  it('packs no two cells into the same bits, none across words, and counts the bits', () => {
    fc.assert(
      fc.property(layouts, ({ slots, words, bits, workingLength }) => {
        const taken = new Set<string>()
        for (const slot of slots) {
          expect(slot.shift + slot.bits).toBeLessThanOrEqual(32)
          expect(2 ** slot.bits).toBeGreaterThanOrEqual(slot.size)
          expect(slot.bits === 0 || 2 ** (slot.bits - 1) < slot.size).toBe(true)
          for (let b = 0; b < slot.bits; b++) taken.add(`${slot.word} ${slot.shift + b}`)
          expect(slot.word).toBeLessThan(words)
        }
        expect(taken.size).toBe(bits)
        expect(new Set(slots.map((s) => s.index))).toEqual(new Set(Array.from({ length: workingLength }, (_, i) => i)))
      }),
    )
  })

  it('takes no bits for a domain with one value', () => {
    const one = members('only', ['it'])
    const layout = defineLayout({
      a: int(5, 5),
      b: member(one),
      c: setOf(members('nobody', [])),
      d: option(members('nobody', [])),
      e: sequence(0, bool()),
    })
    expect(layout).toMatchObject({ bits: 0, words: 1, halves: 1 })
  })

  it('has the bits that the domains need', () => {
    const layout = defineLayout({
      a: int(-1, 2),
      b: bool(),
      c: array(brokers, option(brokers)),
      d: setOf(brokers),
      e: member(brokers),
    })
    // 2 + 1 + 3 times 2 + 3 + 2
    expect(layout).toMatchObject({ bits: 14, words: 1, halves: 1 })
    expect(defineLayout({ a: int(0, 2 ** 31 - 1), b: int(-(2 ** 31), -1), c: setOf(many(31)) })).toMatchObject({
      bits: 93,
      words: 3,
      halves: 6,
    })
  })

  it('names every cell', () => {
    const layout = defineLayout({
      tm: bool(),
      isr: array(brokers, setOf(brokers)),
      log: array(members('side', ['l', 'r']), sequence(2, struct({ epoch: int(0, 3), id: int(0, 1) }))),
      nested: struct({ deep: struct({ x: bool() }) }),
    })
    expect(layout.slots.map((s) => s.path)).toEqual([
      'tm',
      'isr[b0]',
      'isr[b1]',
      'isr[b2]',
      'log.length[l]',
      'log.length[r]',
      'log.epoch[l][0]',
      'log.epoch[l][1]',
      'log.epoch[r][0]',
      'log.epoch[r][1]',
      'log.id[l][0]',
      'log.id[l][1]',
      'log.id[r][0]',
      'log.id[r][1]',
      'nested.deep.x',
    ])
  })

  it.each([
    ['an empty range', () => defineLayout({ a: int(3, 2) }), 'a: 3..2 is not a range of integers'],
    ['a fraction', () => defineLayout({ a: int(0, 1.5) }), 'a: 0..1.5 is not a range of integers'],
    ['infinity', () => defineLayout({ a: int(0, Infinity) }), 'a: 0..Infinity is not a range of integers'],
    ['a wide range', () => defineLayout({ a: int(-1, 2 ** 31 - 1) }), 'a: -1..2147483647 does not fit in 32 bits'],
    ['no members', () => defineLayout({ a: array(brokers, member(many(0))) }), 'a: broker has no members'],
    [
      'a large set',
      () => defineLayout({ s: struct({ a: setOf(many(32)) }) }),
      's.a: a set over 32 brokers cannot be packed; at most 31',
    ],
    ['a negative length', () => defineLayout({ a: sequence(-1, bool()) }), 'a: -1 is not a length'],
    [
      'a sequence in a sequence',
      () => defineLayout({ a: sequence(2, struct({ b: sequence(2, bool()) as never })) }),
      'a.b: a sequence cannot hold sequences',
    ],
    [
      'too many bits',
      () => defineLayout({ small: bool(), big: array(many(31), array(many(31), int(0, 7))) }),
      'a state needs 2884 bits, more than the 1024 that can be packed; the widest field is big with 2883 bits',
    ],
    [
      'a name that is none',
      () => defineLayout({ s: struct({ 'a b': bool() }) }),
      '"a b" cannot name a field: it must be a letter, and then letters, digits, _ or $',
    ],
    [
      'the array behind',
      () => defineLayout({ _w: bool() }),
      '"_w" cannot name a field: it must be a letter, and then letters, digits, _ or $',
    ],
    [
      'the constructor',
      () => defineLayout({ constructor: bool() }),
      '"constructor" cannot name a field: states are shown as Immutable records, where it means something else',
    ],
    [
      'what records have themselves',
      () => defineLayout({ set: bool() }),
      '"set" cannot name a field: states are shown as Immutable records, where it means something else',
    ],
    [
      'two lengths',
      () => defineLayout({ a: sequence(2, struct({ length: bool() })) }),
      'a: an element\'s field cannot be named "length"',
    ],
    ['twice the same label', () => members('broker', ['b0', 'b1', 'b0']), 'the labels of broker are not distinct'],
  ])('refuses %s', (_, build, message) => {
    expect(build).toThrow(new LayoutError(message))
  })

  it('accepts exactly 1024 bits', () => {
    const word = int(0, 2 ** 31 - 1)
    const spare = int(0, 1)
    const full = members(
      'word',
      Array.from({ length: 32 }, (_, i) => `w${i}`),
    )
    expect(defineLayout({ a: array(full, word), b: array(full, spare) })).toMatchObject({ bits: 1024, words: 32 })
    expect(() => defineLayout({ a: array(full, word), b: array(full, spare), c: bool() })).toThrow('a state needs 1025 bits')
  })
})

describe('sets as bit masks', () => {
  it('add, remove, contain and count members 0 to 30', () => {
    fc.assert(
      fc.property(fc.nat(2 ** 31 - 1), fc.nat(30), (mask, i) => {
        const without = withoutMember(mask, i)
        expect([has(without, i), has(withMember(mask, i), i)]).toEqual([false, true])
        expect(sizeOf(withMember(without, i))).toBe(sizeOf(without) + 1)
        expect(has(mask, i) ? withMember(without, i) : without).toBe(mask)
        expect(sizeOf(mask)).toBe(Array.from({ length: 31 }, (_, b) => has(mask, b)).filter(Boolean).length)
      }),
    )
  })
})
