/** Layouts with every kind of field, drawn by fast-check, and states of them. */
import fc from 'fast-check'
import { defineLayout, type Layout } from '../../checker/layout.ts'
import {
  array,
  bool,
  type Cell,
  type Field,
  int,
  member,
  type Members,
  members,
  option,
  sequence,
  setOf,
  struct,
  type StructField,
} from '../../checker/fields.ts'
import { type AnyView, viewerOf } from '../../checker/state/view.ts'

// Labels that look like parts of the saved form, or sort differently as text and as people count.
const domains: readonly Members[] = [
  members('broker', ['b0', 'b1', 'b2']),
  members('odd', ['None', 'Some', '#tup', '__proto__', '']),
  members('many', ['n10', 'n9', 'n2', 'n1', 'n0', 'n3', 'n4', 'n5', 'n6', 'n7', 'n8']),
]
const domain = fc.constantFrom(...domains)
const range = fc
  .tuple(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), fc.nat(3))
  .map(([min, n]) => int(min, Math.min(min + n, 2 ** 31 - 1)))
const cell: fc.Arbitrary<Cell> = fc.oneof(range, fc.constant(bool()), domain.map(member), domain.map(option), domain.map(setOf))
const name = fc.constantFrom('tag', 'value', 'epoch', 'isr', 'log', '$x', 'Some', 'index')

const structOf = (field: fc.Arbitrary<Field>): fc.Arbitrary<StructField> =>
  fc
    .uniqueArray(fc.tuple(name, field), { selector: ([n]) => n, minLength: 1, maxLength: 3 })
    .map((entries) => struct(Object.fromEntries(entries)))
const flat: fc.Arbitrary<Field> = fc.oneof({ weight: 3, arbitrary: cell }, { weight: 1, arbitrary: structOf(cell) })
const list: fc.Arbitrary<Field> = fc
  .tuple(fc.nat(3), fc.oneof(cell, structOf(cell)))
  .map(([maxLength, element]) => sequence(maxLength, element))
const nested: fc.Arbitrary<Field> = fc.oneof(
  flat,
  list,
  fc.tuple(fc.constantFrom(...domains.slice(0, 2)), fc.oneof(flat, list)).map(([by, element]) => array(by, element)),
)

const layout: fc.Arbitrary<Layout> = structOf(nested)
  .filter(({ fields }) => fitsIn(fields))
  .map(({ fields }) => defineLayout(fields) as Layout)

function fitsIn(fields: StructField['fields']): boolean {
  try {
    defineLayout(fields)
    return true
  } catch {
    return false
  }
}

/** A layout and some of its states. */
export const layoutAndStates = (count: number): fc.Arbitrary<{ layout: Layout; states: AnyView[] }> =>
  layout.chain((drawn) => {
    const cells = fc.tuple(...drawn.slots.map((slot) => fc.nat(Math.min(slot.size, 2 ** 31) - 1).map((n) => slot.min + n)))
    const viewer = viewerOf(drawn)
    const state = cells.map((values) => viewer.view(Int32Array.from(values)))
    return fc.array(state, { minLength: count, maxLength: count }).map((states) => ({ layout: drawn, states }))
  })
