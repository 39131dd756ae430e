import fc from 'fast-check'
import { is, type List, Map as IMap, type Record as IRecord, Set as ISet } from 'immutable'
import { describe, expect, it } from 'vitest'
import type { Layout } from '../../../checker/layout.ts'
import type { Field, Fields, Members } from '../../../checker/fields.ts'
import { defineLayout } from '../../../checker/layout.ts'
import { array, bool, int, member, members, option, sequence, setOf, struct } from '../../../checker/fields.ts'
import { renaming } from '../../../checker/state/symmetry.ts'
import { viewerOf } from '../../../checker/state/view.ts'
import { cellsFrom } from '../random-layout.ts'

const brokers = members('broker', ['b0', 'b1', 'b2'])
const others = members('side', ['b0', 'b1'])

/** Every kind of cell, of and by the domain that is renamed and of and by another whose labels are alike. */
const layout: Layout = defineLayout({
  n: int(-2, 5),
  leader: option(brokers),
  voter: array(brokers, member(brokers)),
  isr: array(brokers, array(others, setOf(brokers))),
  side: array(others, setOf(others)),
  pick: array(others, array(brokers, option(others))),
  log: array(brokers, sequence(2, struct({ by: member(brokers), dirty: bool(), seen: setOf(brokers) }))),
  queue: sequence(3, option(brokers)),
  square: array(brokers, array(brokers, int(0, 3))),
})
const permutations = fc.shuffledSubarray([0, 1, 2], { minLength: 3 })
const states = fc.array(fc.nat(1000), { minLength: 1, maxLength: 60 }).map((choices) => cellsFrom(layout, choices))
const rename = (permutation: readonly number[], cells: Int32Array): Int32Array => {
  const out = new Int32Array(cells.length)
  renaming(layout, brokers, permutation)(cells, out)
  return out
}

/** Relabels the readable form, led by the fields alone: nothing here knows about cells. */
function relabel(field: Field, value: unknown, label: (l: string) => string): unknown {
  const named = (of: Members) => (l: unknown) => (of === brokers && typeof l === 'string' ? label(l) : l)
  switch (field.kind) {
    case 'struct':
      return relabelFields(field.fields, value, label)
    case 'array':
      return IMap(
        (value as IMap<string, unknown>).mapEntries(([k, v]) => [named(field.by)(k) as string, relabel(field.element, v, label)]),
      )
    case 'sequence':
      return (value as List<unknown>).map((v) => relabel(field.element, v, label))
    case 'member':
    case 'option':
      return named(field.of)(value)
    case 'set':
      return ISet((value as ISet<string>).map(named(field.of)))
    default:
      return value
  }
}
const relabelFields = (fields: Fields, value: unknown, label: (l: string) => string) =>
  Object.entries(fields).reduce(
    (record, [name, field]) => record.set(name, relabel(field, record.get(name, undefined), label)),
    value as IRecord<Record<string, unknown>>,
  )

describe('renaming the members of a domain', () => {
  it('relabels the readable form, and nothing else', () => {
    fc.assert(
      fc.property(states, permutations, (cells, permutation) => {
        const viewer = viewerOf(layout)
        const label = (l: string) => brokers.labels[permutation[brokers.labels.indexOf(l)] ?? -1] ?? 'none'
        const expected = relabelFields(layout.fields, viewer.view(cells), label)
        expect(is(viewer.view(rename(permutation, cells)), expected)).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  it('composes, has an identity and inverses', () => {
    fc.assert(
      fc.property(states, permutations, permutations, (cells, p, q) => {
        const both = p.map((to) => q[to] ?? -1)
        const inverse = p.map((_, i) => p.indexOf(i))
        expect(rename(q, rename(p, cells))).toEqual(rename(both, cells))
        expect(rename([0, 1, 2], cells)).toEqual(cells)
        expect(rename(inverse, rename(p, cells))).toEqual(cells)
      }),
      { numRuns: 300 },
    )
  })

  it('moves something under every permutation but the identity', () => {
    const cells = cellsFrom(layout, [1, 2, 3, 5, 7, 11])
    const seen = new Set(
      [
        [0, 1, 2],
        [0, 2, 1],
        [1, 0, 2],
        [1, 2, 0],
        [2, 0, 1],
        [2, 1, 0],
      ].map((p) => rename(p, cells).join()),
    )
    expect(seen.size).toBe(6)
  })

  it.each([[[0, 1]], [[0, 0, 1]], [[0, 1, 3]], [[-1, 0, 1]], [[0, 1, 1.5]]])('refuses %j, which permutes nothing', (bad) => {
    expect(() => renaming(layout, brokers, bad)).toThrow(new RangeError(`[${bad.join(', ')}] does not permute the 3 brokers`))
  })
})
