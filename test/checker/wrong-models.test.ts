/** Models that do what they must not end in an error that names it, never in a pass. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ModelError } from '../../checker/search/contract.ts'
import { exploreHere, type ExploreOptions } from '../../checker/search/explore.ts'
import {
  action,
  array,
  defineLayout,
  type Guard,
  type Independence,
  int,
  members,
  type Model,
  option,
  type Property,
  type Reading,
  sequence,
  type StateOf,
} from '../../checker/model.ts'
import { essence } from './differential.ts'
import { neverHoldsWrongly, wrongModel } from './wrong-model.ts'

const one: ExploreOptions = { workers: 1, maxMemory: 2 ** 24 }
const nodes = members('node', ['a', 'b'])
const layout = defineLayout({ n: int(0, 3), m: int(0, 2), x: array(nodes, int(-1, 5)), list: sequence(2, int(0, 1)) })
type State = StateOf<typeof layout.fields>

interface Parts {
  readonly guards?: Readonly<Record<string, Guard<State>>>
  readonly apply?: (d: State, p: number) => unknown
  readonly properties?: readonly Property<State>[]
}
const holds: Property<State> = { kind: 'state', name: 'Small', statement: 'n stays below 4.', holds: (s) => s.n < 4 }
/** One action over the nodes. */
const model = ({ guards = {}, apply = () => undefined, properties = [holds] }: Parts): Model<State> => ({
  name: 'wrong',
  bounds: {},
  assumptions: [],
  layout,
  initial: [() => undefined],
  actions: [action<State>()('Go', 'Goes.', [['node', nodes]], { guards, apply: (d, p) => apply(d, p) as void })],
  properties,
})
/** A message without the file and line that it names. */
const bare = (message: string | undefined): string | undefined => message?.replace(/ \([\w.-]+\.ts:\d+\)$/, '')
const untyped = (value: unknown) => value as number

describe('an effect that does what it must not', () => {
  it.each<[string, (d: State, p: number) => unknown, string]>([
    ['leaves a domain that fills its bits', (d) => d.n++, 'Go(a) failed: n = 4, outside 0..3'],
    ['leaves a domain that does not', (d) => d.m++, 'Go(a) failed: m = 3, outside 0..2'],
    ['goes below it', (d) => d.m--, 'Go(a) failed: m = -1, outside 0..2'],
    ['does so for one parameter', (d, p) => void (d.x[p] = p * 6), 'Go(b) failed: x[b] = 6, outside -1..5'],
    ['makes a list too long', (d) => d.list.length++, 'Go(a) failed: list.length = 3, outside 0..2'],
    ['writes NaN', (d) => void (d.n = NaN), 'Go(a) failed: n = NaN, which is no 32-bit integer'],
    ['writes NaN to an array', (d) => void (d.x[0] = NaN), 'Go(a) failed: x[a] = NaN, which is no 32-bit integer'],
    ['writes a fraction', (d) => void (d.x[1] = 1.5), 'Go(a) failed: x[b] = 1.5, which is no 32-bit integer'],
    ['fills with a fraction', (d) => d.x.fill(0.5), 'Go(a) failed: x[a] = 0.5, which is no 32-bit integer'],
    ['writes 2^32', (d) => void (d.x[1] = 2 ** 32), 'Go(a) failed: x[b] = 4294967296, which is no 32-bit integer'],
    ['writes past an array', (d) => void (d.x[2] = 1), 'Go(a) failed: x[2] = 1 is written, where there are 2 elements'],
    ['writes before it', (d) => void (d.x[-1] = 1), 'Go(a) failed: x[-1] = 1 is written, where there are 2 elements'],
    [
      'writes a misspelt field',
      (d) => void ((d as Record<string, unknown>)['nn'] = 1),
      'Go(a) failed: nn = 1 is written, which the layout does not have',
    ],
    [
      'reads a misspelt field',
      (d) => (d as Record<string, unknown>)['nn'],
      'Go(a) failed: nn is read, which the layout does not have',
    ],
    [
      'replaces an array',
      (d) => void ((d as Record<string, unknown>)['x'] = [1, 2]),
      'Go(a) failed: x = an array is written, which has parts: write those',
    ],
    [
      'returns a state',
      (d) => ({ ...d, n: 1 }),
      'Go(a) failed: its effect returns an object; it must change the draft, at once and in place',
    ],
    [
      'is asynchronous',
      async () => undefined,
      'Go(a) failed: its effect returns a promise; it must change the draft, at once and in place',
    ],
  ])('%s', async (_, apply, message) => {
    for (const workers of [1, 2]) {
      const result = await exploreHere(model({ apply }), { ...one, workers })
      expect([result.verdict, bare(result.error?.message)]).toEqual(['error', message])
      expect(result.error).toMatchObject({ kind: 'action' })
      expect(result.properties.map((p) => p.verdict)).toEqual(['error'])
    }
  })

  it('may give back a number or an array, by an accident of writing', async () => {
    for (const apply of [(d: State) => (d.n = 1), (d: State) => d.x.fill(2), (d: State) => d])
      expect(await exploreHere(model({ apply }), one)).toMatchObject({ verdict: 'holds' })
  })

  it('is found where only one state in thousands shows it, as values leave their domain', async () => {
    const wide = defineLayout({ a: int(0, 200), b: int(0, 200) })
    const raise = (field: 'a' | 'b', top: number) =>
      action<StateOf<typeof wide.fields>>()(`Raise_${field}`, 'One more.', [], {
        guards: { 'it is below the top': (s) => s[field] < top },
        apply: (d) => void d[field]++,
      })
    const result = await exploreHere(
      { ...model({}), layout: wide, actions: [raise('a', 200), raise('b', 201)], properties: [] } as unknown as Model,
      one,
    )
    expect([result.verdict, result.error?.message]).toEqual(['error', 'Raise_b() failed: b = 201, outside 0..200'])
  })
})

describe('what a search has looked at', () => {
  /** Two counters to 200, 40,401 states of two words in which the first is the same in all of them. */
  const wide = defineLayout({ same: int(0, 2 ** 31 - 2), a: int(0, 200), b: int(0, 200) })
  type Wide = StateOf<typeof wide.fields>
  const raise = (field: 'a' | 'b') =>
    action<Wide>()(`Raise_${field}`, 'One more.', [], {
      guards: { 'it is below the top': (s) => s[field] < 200 },
      apply: (d) => void d[field]++,
    })
  const counters = (same: number): Model<Wide> => ({
    name: 'counters',
    bounds: {},
    assumptions: [],
    layout: wide,
    initial: [(d) => void (d.same = same)],
    actions: [raise('a'), raise('b')],
    properties: [],
  })
  const lookedIn = async (same: number, options: Partial<ExploreOptions> = {}) =>
    (await exploreHere(counters(same), { ...one, ...options })).looked

  it('is said: all states of a small search, the first levels and a sample of a larger one, whatever the workers', async () => {
    expect((await exploreHere(model({}), one)).looked).toEqual({ states: 1, all: 1 })
    const sampled = await lookedIn(1)
    expect(sampled.all).toBe(201 ** 2)
    // 180 levels have 16,290 states, and the next would be more than 16,384.
    expect(sampled.states).toBeGreaterThan(16_290)
    expect(sampled.states).toBeLessThan(16_290 + 20)
    expect(await lookedIn(1, { workers: 3 })).toEqual(sampled)
    expect(await lookedIn(1, { rangeChecks: false })).toEqual({ states: 0, all: 201 ** 2 })
    expect(await lookedIn(1, { maxDepth: 3, rangeChecks: true })).toEqual({ states: 10, all: 10 })
  })

  it('is a sample of states, not of what they begin with', async () => {
    // By the first word alone this would be none of the later states, or every one.
    const later = []
    for (const same of [0, 1, 2]) later.push((await lookedIn(same)).states - 16_290)
    expect(Math.max(...later)).toBeLessThan(20)
    expect(Math.max(...later)).toBeGreaterThan(0)
  })
})

describe('a mistake in one state beyond the first levels, and in no sample', () => {
  const deep = defineLayout({ a: int(0, 20), b: int(0, 20), x: array(nodes, int(0, 1)) })
  type Deep = StateOf<typeof deep.fields>
  const isThere = (s: Reading<Deep>) => s.a === 15 && s.b === 15
  const raise = (field: 'a' | 'b', parts: { readonly guard?: Guard<Deep>; readonly effect?: (d: Deep) => unknown } = {}) =>
    action<Deep>()(`Raise_${field}`, 'One more.', [], {
      guards: { 'it is below the top': (s) => s[field] < 20, ...(parts.guard !== undefined && { g: parts.guard }) },
      apply: (d) => {
        const result = parts.effect?.(d)
        d[field]++
        return result as void
      },
    })
  /** Never taken. It makes for so many choices in a state that only 65 states are looked at. */
  const choose = action<Deep>()('Choose', 'Never.', [['n', int(0, 500)]], {
    guards: { never: (_, n) => n > 500 },
    apply: () => undefined,
  })
  const search = async (
    parts: Parameters<typeof raise>[1],
    properties: readonly Property<Deep>[] = [],
    options: Partial<ExploreOptions> = {},
  ) =>
    exploreHere<Deep>(
      {
        name: 'deep',
        bounds: {},
        assumptions: [],
        layout: deep,
        initial: [() => undefined],
        actions: [raise('a', parts), raise('b'), choose],
        properties,
      },
      { ...one, ...options },
    )

  it('is where nobody looks', async () => {
    expect(await search({})).toMatchObject({ verdict: 'holds', looked: { states: 55, all: 441 } })
  })

  it.each<[string, NonNullable<Parameters<typeof raise>[1]>, string]>([
    [
      'a guard gives a number',
      { guard: (s) => (isThere(s) ? (untyped(2) as unknown as boolean) : true) },
      'its guard "g" is 2, not true or false',
    ],
    [
      'a guard gives nothing',
      { guard: (s) => (isThere(s) ? (undefined as unknown as boolean) : true) },
      'its guard "g" is undefined, not true or false',
    ],
    [
      'a guard writes to an array',
      { guard: (s) => !isThere(s) || ((s as Deep).x[1] = 1) > 0 },
      'x[1] = 1 is written where a state may only be read',
    ],
    [
      'a guard writes to a field',
      { guard: (s) => !isThere(s) || ((s as Deep).b = 3) > 0 },
      'b = 3 is written where a state may only be read',
    ],
    [
      'an effect returns a state',
      { effect: (d) => (isThere(d) ? { ...d } : undefined) },
      'its effect returns an object; it must change the draft, at once and in place',
    ],
    ['an effect writes NaN to a field', { effect: (d) => isThere(d) && (d.b = NaN) }, 'b = NaN, which is no 32-bit integer'],
    [
      'an effect writes to a misspelt field',
      { effect: (d) => isThere(d) && ((d as unknown as Record<string, number>)['c'] = 1) },
      'c = 1 is written, which the layout does not have',
    ],
  ])('is found all the same: %s', async (_, parts, message) => {
    for (const workers of [1, 2]) {
      const result = await search(parts, [], { workers })
      expect([result.verdict, bare(result.error?.message)]).toEqual(['error', `Raise_a() failed: ${message}`])
    }
  })

  it.each<[string, (s: Reading<Deep>) => boolean, string]>([
    ['gives a number', (s) => (isThere(s) ? (untyped(2) as unknown as boolean) : true), 'it is 2, not true or false'],
    ['writes', (s) => !isThere(s) || ((s as Deep).x[0] = 1) > 0, 'x[0] = 1 is written where a state may only be read'],
  ])('is found all the same: a property %s', async (_, test, message) => {
    const ofState: Property<Deep> = { kind: 'state', name: 'P', statement: 'Wrong.', holds: test }
    const ofGraph: Property<Deep> = { kind: 'possible', name: 'P', statement: 'Wrong.', good: test }
    const ofSteps: Property<Deep> = { kind: 'step', name: 'P', statement: 'Wrong.', holds: test }
    for (const property of [ofState, ofGraph, ofSteps]) {
      const result = await search({}, [property])
      expect([result.verdict, result.error?.kind, bare(result.error?.message)]).toEqual([
        'error',
        'property',
        `P failed: ${message}`,
      ])
    }
  })
})

describe('a guard that does what it must not', () => {
  it.each<[string, Guard<State>, string]>([
    ['answers with a number', (s) => untyped(s.n) as unknown as boolean, 'Go(a) failed: its guard "g" is 0, not true or false'],
    ['does not answer', () => undefined as unknown as boolean, 'Go(a) failed: its guard "g" is undefined, not true or false'],
    ['writes to the state', (s) => ((s as State).n = 1) > 0, 'Go(a) failed: n = 1 is written where a state may only be read'],
    [
      'writes to an array of the state',
      (s) => ((s as State).x[1] = 1) > 0,
      'Go(a) failed: x[1] = 1 is written where a state may only be read',
    ],
    [
      'has rest parameters',
      (_, ...p) => p[0] === 1,
      'Go(b) failed: its guard "g" is false when it is given the state alone, but true when it is given all; it must name the parameters it reads: rest and default parameters are not seen',
    ],
    [
      'has a default parameter',
      (_, p = 1) => p === 1,
      'Go(a) failed: its guard "g" is true when it is given the state alone, but false when it is given all; it must name the parameters it reads: rest and default parameters are not seen',
    ],
  ])('%s', async (_, g, message) => {
    const result = await exploreHere(model({ guards: { g }, apply: (d, p) => void (d.n = p) }), one)
    expect([result.verdict, bare(result.error?.message)]).toEqual(['error', message])
  })

  it('answers otherwise each time it is asked', async () => {
    let coin = 0
    const result = await exploreHere(model({ guards: { g: () => coin++ % 3 === 0 }, apply: (d, p) => void (d.n = p) }), one)
    expect(result).toMatchObject({ verdict: 'error', error: { kind: 'action' } })
    expect(result.error?.message).toMatch(/^Go\(.\) failed: /)
  })
})

describe('a property that does what it must not', () => {
  it.each<[string, Property<State>, string]>([
    ['throws', { ...holds, holds: () => untyped(undefined).toFixed() === '0' }, 'Small failed: Cannot read'],
    [
      'answers with a number',
      { ...holds, holds: (s: Reading<State>) => s.n as unknown as boolean },
      'Small failed: it is 0, not true or false',
    ],
    [
      'writes',
      { ...holds, holds: (s: Reading<State>) => ((s as State).n = 0) === 0 },
      'Small failed: n = 0 is written where a state may only',
    ],
  ])('%s', async (_, property, message) => {
    const result = await exploreHere(model({ properties: [property] }), one)
    expect([result.verdict, result.error?.kind]).toEqual(['error', 'property'])
    expect(result.error?.message).toContain(message)
  })

  it('changes its mind', async () => {
    let asked = 0
    const once = { ...holds, holds: () => asked++ > 0 }
    const result = await exploreHere(model({ properties: [once] }), one)
    expect(result).toMatchObject({ verdict: 'error', error: { kind: 'action' } })
    expect(result.error?.message).toBe(
      'the path to what decides Small cannot be taken again: guards, effects and properties must depend on the state alone',
    )
  })
})

describe('a model that is not one', () => {
  it.each<[string, Partial<Model<State>>, string]>([
    ['has no initial state', { initial: [] }, 'wrong has no initial state: initial is empty'],
    ['starts outside a domain', { initial: [(d) => void (d.n = 4)] }, 'wrong: initial[0] failed: n = 4, outside 0..3'],
    [
      'starts with a fraction',
      { initial: [(d) => void (d.x[1] = 0.1)] },
      'wrong: initial[0] failed: x[b] = 0.1, which is no 32-bit integer',
    ],
    [
      'has a property without a condition',
      { properties: [{ kind: 'state', name: 'P', statement: '' } as unknown as Property<State>] },
      'wrong: holds of P is not a function but undefined',
    ],
    ...[int(5, 0), int(0.5, 2), int(0, NaN), int(0, 2 ** 33)].map((domain): [string, Partial<Model<State>>, string] => [
      `has a parameter over ${domain.min}..${domain.max}`,
      { actions: [action<State>()('Go', '', [['p', domain]], { guards: {}, apply: () => undefined })] },
      `wrong: the parameter p of Go ranges over ${domain.min}..${domain.max}, which is no range of 32-bit integers`,
    ]),
  ])('%s', async (_, parts, message) => {
    const refused = await exploreHere({ ...model({}), ...parts }, one).catch((error: unknown) => error)
    expect([refused instanceof ModelError, bare((refused as Error).message)]).toEqual([true, message])
  })

  it.each([
    [{ action: 'Stop', guard: 'g' }, 'off names the action Stop, which wrong does not have'],
    [{ action: 'Go', guard: 'h' }, 'off names the guard "h", which Go of wrong does not have'],
  ])('is not explored without a guard it does not have: %j', async (off, message) => {
    await expect(exploreHere(model({ guards: { g: () => true } }), { ...one, off })).rejects.toThrow(new ModelError(message))
  })
})

describe('options that ask for nothing', () => {
  it.each<[Partial<Record<keyof ExploreOptions, unknown>>, string]>([
    [{ workers: 0 }, 'workers is 0, but must be a whole number from 1 to 1024'],
    [{ workers: NaN }, 'workers is NaN, but must be a whole number from 1 to 1024'],
    [{ workers: -1 }, 'workers is -1, but must be a whole number from 1 to 1024'],
    [{ workers: 1.5 }, 'workers is 1.5, but must be a whole number from 1 to 1024'],
    [{ maxMemory: undefined }, 'maxMemory is undefined, but must be a number of bytes above 0'],
    [{ maxMemory: NaN }, 'maxMemory is NaN, but must be a number of bytes above 0'],
    [{ maxStates: NaN }, 'maxStates is NaN, but must be a whole number of at least 1, or Infinity'],
    [{ maxDepth: NaN }, 'maxDepth is NaN, but must be a whole number of at least 0, or Infinity'],
    [{ maxDepth: -1 }, 'maxDepth is -1, but must be a whole number of at least 0, or Infinity'],
    [{ maxSeconds: NaN }, 'maxSeconds is NaN, but must be above 0 and at most 2147483, or Infinity'],
    [{ maxSeconds: 1e10 }, 'maxSeconds is 10000000000, but must be above 0 and at most 2147483, or Infinity'],
  ])('%j', async (given, message) => {
    await expect(exploreHere(model({}), { ...one, ...given } as ExploreOptions)).rejects.toThrow(new RangeError(message))
  })

  it('but no limit is no limit', async () => {
    const none = { maxStates: Infinity, maxDepth: Infinity, maxSeconds: Infinity }
    expect(await exploreHere(model({}), { ...one, ...none })).toMatchObject({ verdict: 'holds', exhausted: true })
  })
})

describe('interchangeable members', () => {
  const held = defineLayout({ token: option(nodes) })
  type Held = StateOf<typeof held.fields>
  const token = (take: (s: Held, n: number) => boolean, properties: readonly Property<Held>[]): Model<Held> => ({
    name: 'token',
    bounds: {},
    assumptions: [],
    layout: held,
    symmetry: nodes,
    initial: [() => undefined],
    actions: [
      action<Held>()('Take', 'Takes the token.', [['n', nodes]], {
        guards: { g: (s, n) => take(s as Held, n) },
        apply: (d, n) => void (d.token = n),
      }),
    ],
    properties,
  })

  const never: Property<Held> = { kind: 'state', name: 'NotB', statement: 'b never has it.', holds: (s) => s.token !== 1 }
  const bHasIt: Property<Held> = { kind: 'witness', name: 'BHasIt', statement: 'b has it.', reached: (s) => s.token === 1 }
  const fromB: Property<Held> = {
    kind: 'step',
    name: 'BKeepsIt',
    statement: 'b keeps it.',
    holds: (s, t) => s.token !== 1 || t.token === 1,
  }
  const free: Property<Held> = { kind: 'possible', name: 'AHasIt', statement: 'a can have it.', good: (s) => s.token === 0 }
  const SAID = 'symmetry says that the members of node are interchangeable, but'

  it.each<[string, Model<Held>, string]>([
    ['a state property', token(() => true, [never]), `NotB failed: ${SAID} it is true here and false with a and b exchanged`],
    ['a witness', token(() => true, [bHasIt]), `BHasIt failed: ${SAID} it is false here and true with a and b exchanged`],
    ['a property of what is possible', token(() => true, [free]), `AHasIt failed: ${SAID} it is true here and false with`],
    ['a property of steps', token(() => true, [fromB]), `Take(b) failed: ${SAID} no step does the same with a and b exchanged`],
    [
      'a guard',
      token((s, n) => s.token !== 0 || n === 0, []),
      `Take(a) failed: ${SAID} only with a and b exchanged does a step do this`,
    ],
  ])('are not so where %s tells them apart, which is an error', async (_, wrong, said) => {
    const { verdict, error } = await exploreHere(wrong, one)
    expect([verdict, error?.message]).toEqual(['error', expect.stringContaining(said)])
  })

  it('end the counterexample of a step property in a step that breaks it', async () => {
    const stays: Property<Held> = {
      kind: 'step',
      name: 'HolderStays',
      statement: 'Whoever holds the token keeps it.',
      holds: (s, t) => s.token < 0 || s.token === t.token,
    }
    const { properties } = await exploreHere(
      token(() => true, [stays]),
      one,
    )
    const path = properties[0]?.path
    expect(path?.steps).toEqual([
      { action: 0, params: [0] },
      { action: 0, params: [1] },
    ])
    expect(path?.states.map((cells) => [...cells])).toEqual([[-1], [0], [1]])
  })

  const counted = (labels: readonly string[], wrong: readonly number[], where: 'property' | 'guard') => {
    const some = members('p', labels)
    const layout = defineLayout({ x: array(some, int(0, labels.length - 1)) })
    type Counted = StateOf<typeof layout.fields>
    const isWrong = ({ x }: Reading<Counted>) => wrong.every((value, i) => x[i] === value)
    const model: Model<Counted> = {
      name: 'counted',
      bounds: {},
      assumptions: [],
      layout,
      symmetry: some,
      initial: [() => undefined],
      actions: [
        action<Counted>()('Inc', 'Counts.', [['p', some]], {
          guards: {
            'below its end': (s, p) => (s.x[p] ?? 0) < labels.length - 1,
            ...(where === 'guard' && { 'not there': (s: Reading<Counted>) => !isWrong(s) }),
          },
          apply: (d, p) => void (d.x[p] = (d.x[p] ?? 0) + 1),
        }),
      ],
      properties:
        where === 'property' ? [{ kind: 'state', name: 'NotThere', statement: 'Never there.', holds: (s) => !isWrong(s) }] : [],
    }
    return model
  }

  // One state of each class is looked at, and the one that is told apart is not one exchange of neighbours away from it.
  it.each<[string, Model<ReturnType<typeof counted> extends Model<infer S> ? S : never>, string]>([
    [
      'three, in a property',
      counted(['a', 'b', 'c'], [0, 2, 1], 'property'),
      'NotThere failed: symmetry says that the members of p are interchangeable, but it is true here and false with a as b, b as c, c as a',
    ],
    [
      'three, in a guard',
      counted(['a', 'b', 'c'], [0, 2, 1], 'guard'),
      'Inc(b) failed: symmetry says that the members of p are interchangeable, but no step does the same with a as b, b as c, c as a',
    ],
    [
      'four, in a property',
      counted(['a', 'b', 'c', 'd'], [1, 0, 3, 2], 'property'),
      'NotThere failed: symmetry says that the members of p are interchangeable, but it is true here and false with a as c, b as d, c as a, d as b',
    ],
  ])('are not so where only an exchange of all of them tells: %s', async (_, wrong, said) => {
    const { verdict, error } = await exploreHere(wrong, { ...one, rangeChecks: true })
    expect([verdict, error?.message]).toEqual(['error', said])
  })

  it('are asked about what throws with other names alone', async () => {
    const { verdict, error } = await exploreHere(
      token(
        () => true,
        [
          {
            ...never,
            holds: (s: Reading<Held>) => {
              if (s.token === 1) throw new Error('no')
              return true
            },
          },
        ],
      ),
      one,
    )
    expect([verdict, error?.message]).toEqual(['error', `NotB failed: ${SAID} with a and b exchanged it fails: no`])
  })

  it('that are not interchangeable are an error, when it shows', async () => {
    const never: Property<Held> = { kind: 'state', name: 'NotA', statement: 'a has no token.', holds: (s) => s.token !== 0 }
    const result = await exploreHere(
      token((_, n) => n === 1, [never]),
      one,
    )
    expect(result).toMatchObject({ verdict: 'error' })
    expect(result.error?.message).toBe(`Take(b) failed: ${SAID} no step does the same with a and b exchanged`)
  })
})

describe('independent actions', () => {
  const numbers = defineLayout({ x: int(0, 12), y: int(0, 3) })
  type Numbers = StateOf<typeof numbers.fields>
  const step = (name: string, enabled: (s: Reading<Numbers>) => boolean, apply: (d: Numbers) => void) =>
    action<Numbers>()(name, 'Counts.', [], { guards: { g: enabled }, apply })
  const add = step(
    'Add',
    (s) => s.x < 6,
    (d) => void d.x++,
  )
  const twice = step(
    'Twice',
    (s) => s.x < 7,
    (d) => void (d.x *= 2),
  )
  const other = step(
    'Other',
    (s) => s.y < 3,
    (d) => void d.y++,
  )
  const actions = [add, twice, other]
  const counting = (
    pairs: readonly Independence<Numbers>[] | undefined,
    properties: readonly Property<Numbers>[] = [],
  ): Model<Numbers> => ({
    name: 'counting',
    bounds: {},
    assumptions: [],
    layout: numbers,
    initial: [() => undefined],
    actions,
    ...(pairs && { independent: { of: actions, pairs } }),
    properties,
  })
  const SAID = 'after it is independent of it, but no other order of steps leads to the same state'

  it('leave every count as it is', async () => {
    const without = essence(await exploreHere(counting(undefined), one))
    expect(without.distinct).toBe(40)
    for (const first of ['Add', 'Twice'])
      expect(essence(await exploreHere(counting([{ first, second: 'Other' }]), one))).toEqual(without)
  })

  it('that are not are an error, when it shows', async () => {
    const { verdict, error } = await exploreHere(counting([{ first: 'Add', second: 'Twice' }]), one)
    expect([verdict, error?.message]).toEqual(['error', `Add() failed: the model says that Twice() ${SAID}`])
  })

  it('are nothing to other actions than they are said of', async () => {
    const wrong = counting([{ first: 'Add', second: 'Twice' }])
    const others = { ...wrong, actions: actions.map((declared) => ({ ...declared })) }
    expect(essence(await exploreHere(others, one))).toEqual(essence(await exploreHere(counting(undefined), one)))
  })

  it('are nothing to properties of steps', async () => {
    const together: Property<Numbers> = {
      kind: 'step',
      name: 'OtherAtZero',
      statement: 'y goes up only while x is 0 or 5.',
      holds: (s, t) => s.y === t.y || s.x !== 5,
    }
    const without = await exploreHere(counting(undefined, [together]), one)
    expect(without.properties[0]?.path?.steps).toHaveLength(5)
    const found = await exploreHere(counting([{ first: 'Add', second: 'Other' }], [together]), one)
    expect(essence(found)).toEqual(essence(without))
  })

  it.each<[string, (d: Numbers) => void, string]>([
    [
      'throws',
      () => {
        throw new Error('no')
      },
      'that failed: no',
    ],
    ['leaves its domain', (d) => void (d.y = 9), 'that failed: Other() leaves y = 9, outside 0..3'],
  ])('are an error where what would be passed over %s', async (_, misdo, said) => {
    const wrong = counting([{ first: 'Add', second: 'Other' }])
    const actions = wrong.actions.map((a) =>
      a.name === 'Other' ? { ...a, apply: (d: Numbers) => (d.x > 0 ? misdo(d) : void d.y++) } : a,
    )
    const { verdict, error } = await exploreHere(
      { ...wrong, actions, independent: { of: actions, pairs: wrong.independent?.pairs ?? [] } },
      one,
    )
    expect(verdict).toBe('error')
    expect(error?.message).toBe(`Add() failed: the model says that Other() after it is independent of it, but ${said}`)
  })

  it('are asked of a state that refuses misuse', async () => {
    const { error } = await exploreHere(
      counting([{ first: 'Add', second: 'Other', when: (s) => (s as unknown as Record<string, number>)['nosuch'] !== 3 }]),
      one,
    )
    expect(error?.message).toContain('nosuch')
  })

  it.each<[string, () => unknown, string]>([
    ['nothing', () => undefined, 'among of what is independent, Add and Other, is undefined, not true or false'],
    ['a number', () => 1, 'among of what is independent, Add and Other, is 1, not true or false'],
    [
      'no answer',
      () => {
        throw new Error('no')
      },
      'among of what is independent, Add and Other, failed: no',
    ],
  ])('are refused when what they are among gives %s', async (_, among, message) => {
    await expect(exploreHere(counting([{ first: 'Add', second: 'Other', among: among as never }]), one)).rejects.toThrow(message)
  })

  it('say true or false of a state', async () => {
    const { error } = await exploreHere(counting([{ first: 'Add', second: 'Other', when: () => untyped(1) as never }]), one)
    expect(error?.message).toBe('Other failed: whether it is independent of Add is 1, not true or false')
  })

  it.each<[string, readonly Independence<Numbers>[], string]>([
    ['are not there', [{ first: 'Sum', second: 'Other' }], 'independent names the action Sum, which counting does not have'],
    [
      'are in the other order',
      [{ first: 'Other', second: 'Add' }],
      'independent names Other before Add, but counting declares Add first: name the two in that order',
    ],
    [
      'have no test',
      [{ first: 'Add', second: 'Other', when: untyped('y') as never }],
      'counting: when of what is independent, Add and Other, is not a function but y',
    ],
  ])('are refused when they %s', async (_, independent, message) => {
    await expect(exploreHere(counting(independent), one)).rejects.toThrow(new ModelError(message))
  })
})

describe('random models with a mistake', () => {
  it('never hold where the reference checker throws or finds them broken', async () => {
    await fc.assert(fc.asyncProperty(wrongModel, neverHoldsWrongly), { numRuns: 120 })
  })
})
