import fc from 'fast-check'
import { is, isList, isMap, isRecord, List, Map as IMap, Record as IRecord, Set as ISet } from 'immutable'
import { describe, expect, it } from 'vitest'
import type { AnyView } from '../../checker/state/view.ts'
import { type Change, diffStates, type Segment } from '../../traces/diff.ts'
import { layoutAndStates } from './arbitrary-states.ts'

const state = (fields: Record<string, unknown>): AnyView => IRecord<Record<string, unknown>>(fields)()
const entry = IRecord({ epoch: 0, id: 0 })

/** Puts `value` at `path`. */
function put(target: unknown, path: readonly Segment[], value: unknown): unknown {
  const [head, ...rest] = path
  if (head === undefined) return value
  if (head.kind === 'index' && isList(target)) return target.set(head.at, put(target.get(head.at), rest, value))
  if (head.kind === 'key' && isMap(target)) return target.set(head.name, put(target.get(head.name), rest, value))
  if (head.kind === 'field' && isRecord(target)) {
    const record = target as AnyView
    return record.set(head.name, put(record.get(head.name), rest, value))
  }
  throw new TypeError(`no ${head.kind} here`)
}

/** The new value a change describes, worked out from its parts and not from its `to`. */
function rebuilt(change: Change): unknown {
  switch (change.kind) {
    case 'value':
      return change.to
    case 'set':
      return change.from.subtract(change.removed).union(change.added)
    case 'appended':
      return change.from.concat(change.added)
    case 'moved up':
      return change.from.slice(change.removed.length).concat(List(change.added))
    case 'truncated':
      return change.from.take(change.at)
    case 'replaced':
      return change.from.take(change.at).concat(change.added)
  }
}

describe('diffStates', () => {
  it('is empty exactly when the states are equal, and leads from one to the other', () => {
    fc.assert(
      fc.property(layoutAndStates(2), ({ states: [from, to] }) => {
        if (from === undefined || to === undefined) throw new Error('two states')
        const changes = diffStates(from, to)
        expect(changes.length === 0).toBe(is(from, to))
        expect(diffStates(from, from)).toEqual([])
        const patched = changes.reduce<unknown>((s, change) => put(s, change.path, rebuilt(change)), from)
        expect(is(patched, to)).toBe(true)
        for (const change of changes) expect(is(change.from, change.to)).toBe(false)
      }),
      { numRuns: 300 },
    )
  })

  it('reports the same paths in both directions', () => {
    fc.assert(
      fc.property(layoutAndStates(2), ({ states: [a, b] }) => {
        if (a === undefined || b === undefined) throw new Error('two states')
        expect(diffStates(b, a).map((c) => c.path)).toEqual(diffStates(a, b).map((c) => c.path))
      }),
      { numRuns: 100 },
    )
  })

  it('goes down to the number that changed', () => {
    const from = state({ log: IMap({ b0: List([entry(), entry({ epoch: 1 })]) }), round: 3 })
    const to = state({ log: IMap({ b0: List([entry(), entry({ epoch: 2 })]) }), round: 3 })
    expect(diffStates(from, to)).toEqual([
      {
        kind: 'value',
        path: [
          { kind: 'field', name: 'log' },
          { kind: 'key', name: 'b0' },
          { kind: 'index', at: 1 },
          { kind: 'field', name: 'epoch' },
        ],
        from: 1,
        to: 2,
      },
    ])
  })

  it('says what joined and what left a set, in label order', () => {
    const [change] = diffStates(state({ isr: ISet(['b0', 'b3']) }), state({ isr: ISet(['b10', 'b9', 'b0']) }))
    expect(change).toMatchObject({ kind: 'set', added: ['b9', 'b10'], removed: ['b3'] })
  })

  it('tells appending from truncating from replacing', () => {
    const kinds = (from: number[], to: number[]) => diffStates(state({ log: List(from) }), state({ log: List(to) }))
    expect(kinds([1], [1, 2, 3])).toMatchObject([{ kind: 'appended', at: 1, added: [2, 3] }])
    expect(kinds([1, 2, 3], [1])).toMatchObject([{ kind: 'truncated', at: 1, removed: [2, 3] }])
    expect(kinds([1, 2, 3], [1, 4])).toMatchObject([{ kind: 'replaced', at: 1, removed: [2, 3], added: [4] }])
    expect(kinds([], [])).toEqual([])
    expect(kinds([1, 2, 3], [3])).toMatchObject([{ kind: 'moved up', removed: [1, 2], added: [] }])
    expect(kinds([1, 2, 3], [3, 4])).toMatchObject([{ kind: 'moved up', removed: [1, 2], added: [4] }])
  })

  it('reports keys that only one side has, none, and a change of type', () => {
    expect(diffStates(state({ hw: IMap({ b0: 1 }) }), state({ hw: IMap({ b1: null }) }))).toMatchObject([
      { kind: 'value', from: 1, to: undefined },
      { kind: 'value', from: undefined, to: null },
    ])
    expect(diffStates(state({ hw: 0 }), state({ hw: '0' }))).toMatchObject([{ kind: 'value', from: 0, to: '0' }])
    expect(diffStates(state({ a: 0 }), state({ b: 0 }))).toMatchObject([
      { from: 0, to: undefined },
      { from: undefined, to: 0 },
    ])
  })
})
