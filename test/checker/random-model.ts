/** Models drawn by fast-check: random layouts with every kind of cell, random guards and effects over their cells. */
import fc from 'fast-check'
import {
  action,
  type Action,
  array,
  bool,
  defineLayout,
  type Domain,
  int,
  member,
  members,
  type Model,
  option,
  type Property,
  sequence,
  setOf,
  struct,
} from '../../checker/model.ts'
import type { Cell, Field, Fields, Slot } from '../../checker/layout.ts'

const brokers = members('broker', ['b0', 'b1', 'b2'])
const pair = members('side', ['left', 'right'])
const single = members('only', ['it'])

const cell: fc.Arbitrary<Cell> = fc.oneof(
  fc.tuple(fc.integer({ min: -3, max: 3 }), fc.nat(3)).map(([min, n]) => int(min, min + n)),
  fc.constant(bool()),
  fc.constantFrom(brokers, pair, single).map(member),
  fc.constantFrom(brokers, pair).map(option),
  fc.constantFrom(brokers, pair, single).map(setOf),
)
const element = fc.oneof(
  cell,
  fc.tuple(cell, cell).map(([a, b]) => struct({ a, b })),
)
const list = fc.tuple(fc.nat(2), element).map(([n, e]) => sequence(n, e))
const field: fc.Arbitrary<Field> = fc.oneof(
  { weight: 4, arbitrary: cell },
  { weight: 1, arbitrary: list },
  { weight: 2, arbitrary: fc.tuple(fc.constantFrom(brokers, pair), fc.oneof(cell, list)).map(([by, e]) => array(by, e)) },
  { weight: 1, arbitrary: cell.map((c) => array(pair, array(pair, c))) },
)
export const layoutOf = fc.array(field, { minLength: 1, maxLength: 4 }).map((fields): Fields => {
  return Object.fromEntries(fields.map((f, i) => [`f${i}`, f]))
})

/** Tests in these models read the flat cells behind the state. */
interface Flat {
  readonly _w: Int32Array
}
const cellsOf = (state: unknown): Int32Array => (state as Flat)._w

interface Spec {
  readonly fields: Fields
  readonly actions: readonly {
    readonly params: readonly number[]
    readonly guards: readonly (readonly [slot: number, arity: number, modulus: number, not: number])[]
    readonly writes: readonly (readonly [slot: number, from: number, add: number])[]
  }[]
  readonly state: readonly [slot: number, value: number]
  readonly step: number
  readonly witness: readonly [slot: number, value: number]
  readonly good: readonly [slot: number, value: number]
}

const spec: fc.Arbitrary<Spec> = fc.record({
  fields: layoutOf,
  actions: fc.array(
    fc.record({
      params: fc.array(fc.nat(2), { maxLength: 2 }),
      guards: fc.array(fc.tuple(fc.nat(), fc.nat(2), fc.integer({ min: 2, max: 3 }), fc.nat(2)), { maxLength: 3 }),
      writes: fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat(3)), { minLength: 1, maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  state: fc.tuple(fc.nat(), fc.nat(4)),
  step: fc.nat(),
  witness: fc.tuple(fc.nat(), fc.nat(4)),
  good: fc.tuple(fc.nat(), fc.nat(2)),
})

const domains: readonly Domain[] = [brokers, pair, int(1, 2)]

/** A model with a property of each kind, any of which may or may not hold. */
export const randomModel: fc.Arbitrary<Model> = spec.map((drawn) => {
  const layout = defineLayout(drawn.fields)
  const { slots } = layout
  const slotAt = (n: number): Slot | undefined => slots[n % slots.length]
  // What lies past the length of a sequence has no meaning: a dead cell is read as the lowest value.
  const read = (state: unknown, n: number): number => {
    const slot = slotAt(n)
    const cells = cellsOf(state)
    if (slot === undefined || (slot.live !== undefined && (cells[slot.live.lengthIndex] ?? 0) <= slot.live.position))
      return slot?.min ?? 0
    return cells[slot.index] ?? 0
  }
  const modulo = (a: number, n: number) => ((a % n) + n) % n
  const actions = drawn.actions.map((a, i): Action<unknown> => {
    const params = a.params.map((d, p) => [`p${p}`, domains[d] ?? brokers] as const)
    const guards = a.guards.map(([slot, arity, modulus, not], g) => {
      const blocks = (s: unknown, sum: number) => modulo(read(s, slot) + sum, modulus) !== not % modulus
      const used = Math.min(arity, params.length)
      const test =
        used === 0
          ? (s: unknown) => blocks(s, 0)
          : used === 1
            ? (s: unknown, p: number) => blocks(s, p)
            : (s: unknown, p: number, q: number) => blocks(s, p + 2 * q)
      return [`guard ${g}`, test] as const
    })
    return action<unknown>()(`Act${i}`, 'drawn', params, {
      guards: Object.fromEntries(guards),
      apply: (draft, ...args) => {
        for (const [to, from, add] of a.writes) {
          const slot = slotAt(to)
          if (slot === undefined) continue
          const value = read(draft, from) + add + args.reduce((n, x) => n + x, 0)
          cellsOf(draft)[slot.index] = slot.min + modulo(value, slot.size)
        }
      },
    })
  })
  const properties: Property<unknown>[] = [
    { kind: 'state', name: 'Never', statement: 'drawn', holds: (s) => read(s, drawn.state[0]) !== drawn.state[1] },
    { kind: 'step', name: 'Rises', statement: 'drawn', holds: (a, b) => read(a, drawn.step) <= read(b, drawn.step) },
    { kind: 'possible', name: 'Back', statement: 'drawn', good: (s) => read(s, drawn.good[0]) === drawn.good[1] },
    { kind: 'witness', name: 'Once', statement: 'drawn', reached: (s) => read(s, drawn.witness[0]) === drawn.witness[1] },
  ]
  return { name: 'random', bounds: {}, assumptions: [], layout, initial: [() => undefined], actions, properties }
})
