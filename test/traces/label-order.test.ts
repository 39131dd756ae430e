import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareLabels } from '../../traces/label-order.ts'

describe('compareLabels', () => {
  it('counts as people do', () => {
    expect(['b10', 'b9', 'a', 'b', '', 'b1', 'b01', 'B1', '10', '9'].toSorted(compareLabels)).toEqual([
      '',
      '9',
      '10',
      'B1',
      'a',
      'b',
      'b01',
      'b1',
      'b9',
      'b10',
    ])
  })

  it('is a total order', () => {
    const label = fc.string({ unit: fc.constantFrom('a', 'b', '0', '1', '9', '-'), maxLength: 5 })
    fc.assert(
      fc.property(label, label, label, (a, b, c) => {
        expect(compareLabels(a, b) === 0).toBe(a === b)
        expect(compareLabels(a, b) + compareLabels(b, a)).toBe(0)
        if (compareLabels(a, b) < 0 && compareLabels(b, c) < 0) expect(compareLabels(a, c)).toBe(-1)
      }),
    )
  })
})
