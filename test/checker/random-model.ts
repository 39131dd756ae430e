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
import type { Cell, Field, Fields } from '../../checker/fields.ts'

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

/** One number of a state, reached by the names of fields alone. */
export interface Place {
  readonly min: number
  readonly size: number
  /** The lowest value when it lies past the end of its list: what is there has no meaning. */
  readonly read: (state: unknown) => number
  readonly write: (state: unknown, value: number) => void
}

type Holder = Record<string, number | number[]>
const rangeOf = (c: Cell): readonly [min: number, size: number] => {
  switch (c.kind) {
    case 'int':
      return [c.min, c.max - c.min + 1]
    case 'bool':
      return [0, 2]
    case 'member':
      return [0, c.of.labels.length]
    case 'option':
      return [-1, c.of.labels.length + 1]
    case 'set':
      return [0, 2 ** c.of.labels.length]
  }
}

/** Every number of a state of these fields. */
export function placesOf(fields: Fields): Place[] {
  const places: Place[] = []
  type Live = (state: unknown) => boolean
  const walk = (
    f: Field,
    name: string,
    holderOf: (state: unknown) => Holder,
    copies: readonly (number | undefined)[],
    live: readonly Live[],
  ) => {
    switch (f.kind) {
      case 'struct':
        for (const [n, inner] of Object.entries<Field>(f.fields))
          walk(inner, n, (s) => holderOf(s)[name] as unknown as Holder, copies, live)
        return
      case 'array': {
        const n = f.by.labels.length
        const each = copies.flatMap((c) => Array.from({ length: n }, (_, i) => (c ?? 0) * n + i))
        walk(
          f.element,
          name,
          holderOf,
          each,
          live.flatMap((l) => Array.from({ length: n }, () => l)),
        )
        return
      }
      case 'sequence': {
        const inner = (s: unknown) => holderOf(s)[name] as unknown as Holder
        walk(int(0, f.maxLength), 'length', inner, copies, live)
        const each = copies.flatMap((c) => Array.from({ length: f.maxLength }, (_, i) => (c ?? 0) * f.maxLength + i))
        const lives = copies.flatMap((c) =>
          Array.from({ length: f.maxLength }, (_, i): Live => {
            return (s) => {
              const lengths = inner(s)['length']
              return (typeof lengths === 'number' ? lengths : (lengths?.[c ?? 0] ?? 0)) > i
            }
          }),
        )
        const elements = f.element.kind === 'struct' ? f.element.fields : { items: f.element }
        for (const [n, e] of Object.entries<Field>(elements)) walk(e, n, inner, each, lives)
        return
      }
      default: {
        const [min, size] = rangeOf(f)
        copies.forEach((copy, k) => {
          places.push({
            min,
            size,
            read: (s) => {
              if (live[k]?.(s) === false) return min
              const held = holderOf(s)[name]
              return typeof held === 'number' ? held : (held?.[copy ?? 0] ?? NaN)
            },
            write: (s, value) => {
              const holder = holderOf(s)
              if (copy === undefined) holder[name] = value
              else (holder[name] as number[])[copy] = value
            },
          })
        })
      }
    }
  }
  for (const [name, f] of Object.entries(fields)) walk(f, name, (s) => s as Holder, [undefined], [() => true])
  return places
}

interface Spec {
  readonly fields: Fields
  readonly initial: readonly (readonly (readonly [place: number, value: number])[])[]
  readonly observe: readonly [place: number, from: number, add: number] | undefined
  readonly actions: readonly {
    readonly params: readonly number[]
    readonly guards: readonly (readonly [place: number, arity: number, modulus: number, not: number])[]
    readonly writes: readonly (readonly [place: number, from: number, add: number])[]
  }[]
  /** Whether states have so many words that they are kept in parts. */
  readonly isWide: boolean
  readonly state: readonly [place: number, value: number]
  readonly bound: readonly [place: number, value: number] | undefined
  readonly step: number
  readonly witness: readonly [place: number, value: number]
  readonly good: readonly [place: number, value: number]
}

const spec: fc.Arbitrary<Spec> = fc.record({
  fields: layoutOf,
  isWide: fc.boolean(),
  initial: fc.array(fc.array(fc.tuple(fc.nat(), fc.nat(3)), { maxLength: 2 }), { minLength: 1, maxLength: 3 }),
  observe: fc.option(fc.tuple(fc.nat(), fc.nat(), fc.nat(2)), { nil: undefined, freq: 3 }),
  actions: fc.array(
    fc.record({
      params: fc.array(fc.nat(2), { maxLength: 3 }),
      guards: fc.array(fc.tuple(fc.nat(), fc.nat(3), fc.integer({ min: 2, max: 3 }), fc.nat(2)), { maxLength: 3 }),
      writes: fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat(3)), { minLength: 1, maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  state: fc.tuple(fc.nat(), fc.nat(4)),
  bound: fc.option(fc.tuple(fc.nat(), fc.nat(4)), { nil: undefined, freq: 5 }),
  step: fc.nat(),
  witness: fc.tuple(fc.nat(), fc.nat(4)),
  good: fc.tuple(fc.nat(), fc.nat(2)),
})

const domains: readonly Domain[] = [brokers, pair, int(1, 2)]
const modulo = (a: number, n: number) => ((a % n) + n) % n

/** A guard that names as many parameters as it reads. */
const naming = (arity: number, test: (s: unknown, ...params: number[]) => boolean) =>
  [
    (s: unknown) => test(s),
    (s: unknown, p: number) => test(s, p),
    (s: unknown, p: number, q: number) => test(s, p, q),
    (s: unknown, p: number, q: number, r: number) => test(s, p, q, r),
  ][arity] ?? test

/** Beside what is drawn 150 bits, in words of their own, that follow from some of it and from all of it. */
const WIDE: Fields = { wide: array(brokers, int(0, 2 ** 30 - 1)), wider: array(pair, int(0, 2 ** 30 - 1)) }

function widen(draft: unknown, places: readonly Place[]): void {
  const { wide, wider } = draft as { wide: number[]; wider: number[] }
  const mixed = (count: number) => places.slice(0, count).reduce((n, place) => (n * 31 + place.read(draft) + 4) % 2 ** 30, 7)
  wide.fill(mixed(1))
  wider.fill(mixed(places.length))
}

function modelOf(drawn: Spec): Model {
  const layout = defineLayout({ ...drawn.fields, ...(drawn.isWide && WIDE) })
  const places = placesOf(drawn.fields)
  const placeAt = (n: number): Place => places[n % places.length] ?? { min: 0, size: 1, read: () => 0, write: () => undefined }
  const read = (state: unknown, n: number): number => placeAt(n).read(state)
  const put = (draft: unknown, to: number, value: number): void => {
    const { min, size, write } = placeAt(to)
    write(draft, min + modulo(value, size))
  }
  const actions = drawn.actions.map((a, i): Action<unknown> => {
    const params = a.params.map((d, p) => [`p${p}`, domains[d] ?? brokers] as const)
    const guards = a.guards.map(([place, arity, modulus, not], g) => {
      const test = (s: unknown, ...given: number[]) =>
        modulo(read(s, place) + given.reduce((n, x, k) => n + x * (k + 1), 0), modulus) !== not % modulus
      return [`guard ${g}`, naming(Math.min(arity, params.length), test)] as const
    })
    return action<unknown>()(`Act${i}`, 'drawn', params, {
      guards: Object.fromEntries(guards),
      apply: (draft, ...args) => {
        for (const [to, from, add] of a.writes) put(draft, to, read(draft, from) + add + args.reduce((n, x) => n + x, 0))
      },
    })
  })
  const properties: Property<unknown>[] = [
    { kind: 'state', name: 'Never', statement: 'drawn', holds: (s) => read(s, drawn.state[0]) !== drawn.state[1] },
    { kind: 'step', name: 'Rises', statement: 'drawn', holds: (a, b) => read(a, drawn.step) <= read(b, drawn.step) },
    { kind: 'possible', name: 'Back', statement: 'drawn', good: (s) => read(s, drawn.good[0]) === drawn.good[1] },
    { kind: 'witness', name: 'Once', statement: 'drawn', reached: (s) => read(s, drawn.witness[0]) === drawn.witness[1] },
  ]
  const { bound, observe } = drawn
  if (bound !== undefined)
    properties.push({
      kind: 'state',
      name: 'Fits',
      statement: 'drawn',
      isBound: true,
      holds: (s) => read(s, bound[0]) !== bound[1],
    })
  return {
    name: 'random',
    bounds: {},
    assumptions: [],
    layout,
    initial: drawn.initial.map((writes) => (draft) => {
      for (const [place, value] of writes) put(draft, place, value)
    }),
    actions,
    ...((observe !== undefined || drawn.isWide) && {
      observe: (d: unknown) => {
        if (observe !== undefined) put(d, observe[0], read(d, observe[1]) + observe[2])
        if (drawn.isWide) widen(d, places)
      },
    }),
    properties,
  }
}

/** A model with a property of each kind, any of which may or may not hold. */
export const randomModel: fc.Arbitrary<Model> = spec.map(modelOf)
