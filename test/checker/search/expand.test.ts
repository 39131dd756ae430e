import { describe, expect, it } from 'vitest'
import { compileExpander } from '../../../checker/search/expand.ts'
import { compileCodec } from '../../../checker/state/codec.ts'
import { grid } from '../models.ts'

// States of up to 64 cells are copied cell by cell, larger ones by a call.
describe.each([1, 63, 64, 65, 200])('a state of %i cells', (counters) => {
  const model = grid({ counters, max: 2 })
  const codec = compileCodec(model.layout)
  const expander = compileExpander(
    model,
    codec,
    { guardCoverage: false, assertions: true, checks: true, capacity: counters, current: new Int32Array(1) },
    () => undefined,
  )
  const { cells } = expander.source

  it('is kept until any of them is written', () => {
    for (let i = 0; i < counters; i++) {
      expander.keep()
      expect(expander.isKept()).toBe(true)
      cells[i] = 1 - (cells[i] ?? 0)
      expect(expander.isKept()).toBe(false)
    }
  })

  it('is copied whole for each of its successors', () => {
    for (const [i] of cells.entries()) cells[i] = i % 2
    const before = Array.from(cells)
    expect(expander.expand(0, 0, expander.none)).toBe(counters)
    expect(Array.from(cells)).toEqual(before)
    const successor = codec.create().cells
    for (const i of before.keys()) {
      codec.decode(expander.buffer.packed, i * codec.layout.words, successor)
      expect(Array.from(successor)).toEqual(before.with(i, (before[i] ?? 0) + 1))
    }
  })
})
