/** Random layouts together with random states of them, as working arrays. */
import fc from 'fast-check'
import { defineLayout, type Layout } from '../../checker/layout.ts'
import { layoutOf } from './random-model.ts'

export const layouts: fc.Arbitrary<Layout> = layoutOf.map((fields) => defineLayout(fields) as Layout)

/** The working array whose cell `i` has the `choices[i]`-th value of its domain; choices are reused when they run out. */
export function cellsFrom(layout: Layout, choices: readonly number[]): Int32Array {
  const cells = new Int32Array(layout.workingLength)
  layout.slots.forEach((slot, i) => {
    cells[slot.index] = slot.min + ((choices[i % choices.length] ?? 0) % slot.size)
  })
  return cells
}

const choices = fc.array(fc.nat(1000), { minLength: 1, maxLength: 40 })

/** A layout and two states of it. */
export const layoutAndStates = fc
  .tuple(layouts, choices, choices)
  .map(([layout, a, b]) => ({ layout, a: cellsFrom(layout, a), b: cellsFrom(layout, b) }))
