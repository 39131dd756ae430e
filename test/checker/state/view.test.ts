import fc from 'fast-check'
import { is, List, Map as IMap, Set as ISet } from 'immutable'
import { describe, expect, it } from 'vitest'
import { compileCodec } from '../../../checker/state/codec.ts'
import { defineLayout, type Layout } from '../../../checker/layout.ts'
import { array, bool, int, LayoutError, members, option, sequence, setOf, struct } from '../../../checker/fields.ts'
import { normalize } from '../../../checker/state/successors.ts'
import { typedViewerOf, viewerOf } from '../../../checker/state/view.ts'
import { layoutAndStates } from '../random-layout.ts'

const packed = (layout: Layout, cells: Int32Array): string => {
  const out = new Int32Array(layout.words)
  compileCodec(layout).encode(cells, out, 0)
  return out.join()
}

describe('the readable form of a state', () => {
  it('can be written back', () => {
    fc.assert(
      fc.property(layoutAndStates, ({ layout, a, b }) => {
        const viewer = viewerOf(layout)
        const back = b.slice()
        viewer.write(viewer.view(a), back)
        const codec = compileCodec(layout)
        expect(normalize(codec, back)).toEqual(normalize(codec, a))
        expect(is(viewer.view(back), viewer.view(a))).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  it('is equal exactly when the packed states are, and then has the same hash', () => {
    fc.assert(
      fc.property(layoutAndStates, ({ layout, a, b }) => {
        const viewer = viewerOf(layout)
        const [one, two] = [viewer.view(a), viewer.view(b)]
        const same = packed(layout, a) === packed(layout, b)
        expect(is(one, two)).toBe(same)
        if (same) expect(one.hashCode()).toBe(two.hashCode())
      }),
      { numRuns: 300 },
    )
  })

  const brokers = members('broker', ['b0', 'b1'])
  const layout = defineLayout({
    leader: option(brokers),
    isr: array(brokers, setOf(brokers)),
    log: array(brokers, sequence(2, struct({ epoch: int(0, 3), dirty: bool() }))),
    order: sequence(3, int(-1, 1)),
  })

  it('shows members by label, none as null, sequences as far as they go', () => {
    const { state, cells } = compileCodec(layout).create()
    state.leader = 1
    state.isr[0] = 0b11
    state.log.length[1] = 1
    state.log.epoch[2] = 3
    state.log.dirty[2] = 1
    state.order.length = 2
    state.order.items[0] = 1
    const view = typedViewerOf(layout).view(cells)
    expect(view.toJS()).toEqual({
      leader: 'b1',
      isr: { b0: ['b0', 'b1'], b1: [] },
      log: { b0: [], b1: [{ epoch: 3, dirty: true }] },
      order: [1, -1],
    })
    expect(view.leader).toBe('b1')
    expect(view.isr.get('b0')?.has('b1')).toBe(true)
  })

  it.each([
    ['a label that is none', { leader: 'b9' }, '"b9" is not one of b0, b1'],
    ['a number for a label', { leader: 0 }, '0 is not one of b0, b1'],
    ['a member missing from an array', { isr: IMap({ b0: ISet() }) }, undefined],
    ['a member too many', { isr: IMap({ b0: ISet(), b1: ISet(), b2: ISet() }) }, undefined],
    ['a list for a set', { isr: IMap({ b0: List(), b1: ISet() }) }, 'expected a set'],
    ['a list that is too long', { order: List([0, 0, 0, 0]) }, 'expected a list of at most 3'],
    ['a number past its range', { order: List([2]) }, '2 is not an integer in -1..1'],
    ['a fraction', { order: List([0.5]) }, '0.5 is not an integer in -1..1'],
    ['a number for a yes', { log: IMap({ b0: List([IMap({ epoch: 1, dirty: 1 })]), b1: List() }) }, '1 is not true or false'],
    ['a record without a field', { log: IMap({ b0: List([IMap({ epoch: 1 })]), b1: List() }) }, 'the field dirty is missing'],
    ['no record', { log: IMap({ b0: List([7]), b1: List() }) }, 'expected a record'],
  ])('cannot be written with %s', (_, change, message) => {
    const viewer = viewerOf(layout)
    const cells = compileCodec(layout).create().cells
    const bad = IMap<string, unknown>(viewer.view(cells).toSeq()).merge(IMap<string, unknown>(Object.entries(change)))
    const write = () => viewer.write(bad as never, cells)
    expect(write).toThrow(TypeError)
    if (message !== undefined) expect(write).toThrow(message)
  })

  it('refuses a field whose name means something to every record', () => {
    for (const name of ['get', 'toJS', 'hashCode', '_values']) expect(() => defineLayout({ [name]: bool() })).toThrow(LayoutError)
  })
})
