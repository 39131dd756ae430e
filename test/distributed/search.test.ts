/** The search over relations finds what the search in memory and the reference checker do, to the last count and the last byte. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exploreHere, type ExploreOptions } from '../../checker/search/explore.ts'
import { compileCodec } from '../../checker/state/codec.ts'
import { initialStates, successors } from '../../checker/state/successors.ts'
import {
  action,
  array,
  defineLayout,
  type Independence,
  int,
  members,
  type Model,
  type Reading,
  type StateOf,
} from '../../checker/model.ts'
import { Filter } from '../../distributed/filter.ts'
import type { Relations } from '../../distributed/relations.ts'
import { type Known, type RelationalOptions, searchRelations } from '../../distributed/search.ts'
import { referenceCheck } from '../../checker/oracle/reference.ts'
import { build } from '../../questions/spec.ts'
import { compare, essence, MEMORY } from '../checker/differential.ts'
import { randomModel } from '../checker/random-model.ts'
import { symmetricModel } from '../checker/symmetric-model.ts'
import { wrongModel } from '../checker/wrong-model.ts'
import { KIP_101 } from './kip-101.ts'
import { type Filtering, relationsHere } from './relations-here.ts'

const CHECKS = { guardCoverage: true, rangeChecks: true } as const

const filterOf = (model: Model): Filtering => {
  const filter = new Filter(model, CHECKS)
  return {
    expand: async (given, judging) => {
      const { packed, actions, noticed } = filter.expand(given, judging)
      const states = Array.from(actions, (_, i) => packed.slice(i * filter.words, (i + 1) * filter.words))
      return { states, actions: [...actions], noticed }
    },
    predecessors: async (given, targets) => filter.predecessors(given, targets),
  }
}

const relationsOf = (model: Model, layers?: Map<string, number>[]): Relations =>
  relationsHere([filterOf(model), filterOf(model)], layers)

const LIMITS = { workers: 1, maxMemory: MEMORY, ...CHECKS }
const inMemory = (model: Model, more: Partial<ExploreOptions> = {}) => exploreHere(model, { ...LIMITS, ...more }).then(essence)
const onRelations = async (model: Model, more: Partial<RelationalOptions> = {}, layers?: Map<string, number>[]) =>
  searchRelations(model, relationsOf(model, layers), { ...LIMITS, ...more }).then(essence)

const kip101 = (): Model => build({ ...KIP_101, options: { ...KIP_101.options, maxEpoch: 1 } })

const untyped = (value: unknown): unknown => value
const three = members('p', ['a', 'b', 'c'])
const counts = defineLayout({ x: array(three, int(0, 2)), y: int(0, 9) })
type Counts = StateOf<typeof counts.fields>

/** A model that says what is not so: that members are interchangeable unless it says that actions are independent. */
function claimed({
  guard = () => true,
  apply = () => undefined,
  holds = () => true,
  pairs,
}: {
  readonly guard?: (s: Reading<Counts>, p: number) => boolean
  readonly apply?: (d: Counts, p: number) => void
  readonly holds?: (s: Reading<Counts>) => boolean
  readonly pairs?: readonly Independence<Counts>[]
}): Model {
  const actions = [
    action<Counts>()('Inc', 'Counts.', [['p', three]], {
      guards: { room: (s, p) => (s.x[p] ?? 0) < 2 && s.y < 8, guard },
      apply: (d, p) => {
        d.x[p] = (d.x[p] ?? 0) + 1
        d.y++
        apply(d, p)
      },
    }),
    action<Counts>()('Double', 'Doubles.', [], { guards: { room: (s) => s.y < 5 }, apply: (d) => void (d.y *= 2) }),
  ]
  const model: Model<Counts> = {
    name: 'claimed',
    bounds: {},
    assumptions: [],
    layout: counts,
    initial: [() => undefined],
    actions,
    properties: [{ kind: 'state', name: 'Said', statement: 'As said.', holds }],
    ...(pairs === undefined ? { symmetry: three } : { independent: { of: actions, pairs } }),
  }
  return model as unknown as Model
}

/** What stays possible is refused; all else of a model is searched. */
const decidable = <S>(model: Model<S>): Model =>
  ({ ...model, properties: model.properties.filter((p) => p.kind !== 'possible') }) as unknown as Model

const everyWay = async (model: Model, symmetry = false): Promise<void> => {
  const whole = await inMemory(model)
  expect(await onRelations(model)).toEqual(whole)
  compare(model, whole, referenceCheck(model, { symmetry }))
  const maxDepth = Math.floor(whole.depth / 2)
  expect(await onRelations(model, { maxDepth })).toEqual(await inMemory(model, { maxDepth }))
  const maxStates = Math.max(whole.levels[0] ?? 1, Math.floor(whole.distinct / 2))
  expect(await onRelations(model, { maxStates })).toEqual(await inMemory(model, { maxStates }))
  const wish = { first: true, forbidDeadlock: true }
  expect(await onRelations(model, wish)).toEqual(await inMemory(model, wish))
}

describe('a search over relations', () => {
  it('is the search in memory, on random models', () =>
    fc.assert(
      fc.asyncProperty(randomModel, (model) => everyWay(decidable(model))),
      { numRuns: 60 },
    ))

  it('is the search in memory, on random models with interchangeable members', () =>
    fc.assert(
      fc.asyncProperty(symmetricModel, (model) => everyWay(decidable(model), true)),
      { numRuns: 25 },
    ))

  it('ends in the same error, told by the same path, where something in a model is wrong', () =>
    fc.assert(
      fc.asyncProperty(wrongModel, async ({ model }) => {
        const search = (of: typeof inMemory | typeof onRelations) =>
          of(decidable(model)).catch((error: unknown) => (error instanceof Error ? error.message : error))
        expect(await search(onRelations)).toEqual(await search(inMemory))
      }),
      { numRuns: 60 },
    ))

  it.each<[string, Model]>([
    ['a property that names one of the interchangeable', claimed({ holds: (s) => s.x[2] !== 1 })],
    ['a guard that does', claimed({ guard: (s, p) => p !== 1 || s.x[0] !== 1 })],
    ['an effect that does', claimed({ apply: (d, p) => void (d.y = p === 0 ? 1 : d.y) })],
    ['steps that are not independent', claimed({ pairs: [{ first: 'Inc', second: 'Double' }] })],
    ['what is passed over and throws', claimed({ pairs: [{ first: 'Inc', second: 'Double', when: () => untyped(1) as never }] })],
  ])('refuses what a model claims and is not so: %s', async (_, model) => {
    const whole = await inMemory(model)
    expect(whole.verdict).toBe('error')
    expect(await onRelations(model)).toEqual(whole)
  })

  it('goes on from every level to the same result', async () => {
    const model = kip101()
    const known: Known[] = []
    const layers: Map<string, number>[] = []
    const whole = await onRelations(model, { keep: (now) => void known.push(structuredClone(now)) }, layers)
    expect(whole).toEqual(await inMemory(model))
    expect(known.map(({ layers }) => layers.length)).toEqual(whole.levels.map((_, i) => i + 1))
    for (const i of [0, 7, known.length - 1])
      expect(await onRelations(model, { known: known[i] }, layers.slice(0, i + 1))).toEqual(whole)
  })

  it('goes on from a level in the middle to what the search in memory finds, on random models', () =>
    fc.assert(
      fc.asyncProperty(randomModel, fc.nat(), async (random, draw) => {
        const model = decidable(random)
        const known: Known[] = []
        const layers: Map<string, number>[] = []
        const whole = await onRelations(model, { keep: (now) => void known.push(structuredClone(now)) }, layers)
        expect(whole).toEqual(await inMemory(model))
        const i = draw % known.length
        expect(await onRelations(model, { known: known[i] }, layers.slice(0, i + 1))).toEqual(whole)
      }),
      { numRuns: 20 },
    ))

  it('starts in given states as the search in memory does', () =>
    fc.assert(
      fc.asyncProperty(symmetricModel, fc.nat(), async (symmetric, draw) => {
        const model = decidable(symmetric)
        const codec = compileCodec(model.layout)
        const states = [...successors(model, codec, initialStates(model, codec)[0] ?? new Int32Array())].map(({ cells }) => cells)
        fc.pre(states.length > 0)
        const from = states.slice(draw % states.length)
        expect(await onRelations(model, { from })).toEqual(await inMemory(model, { from }))
      }),
      { numRuns: 25 },
    ))

  it('refuses, by their names, properties of what stays possible', async () => {
    const model = kip101()
    const stays = { name: 'AlwaysBack', kind: 'possible', statement: '', good: () => true } as const
    await expect(onRelations({ ...model, properties: [...model.properties, stays] })).rejects.toThrow(
      'AlwaysBack: what stays possible is not decided layer by layer',
    )
  })

  it('is no search when the engine loses states', async () => {
    const model = kip101()
    const filter = filterOf(model)
    let pieces = 0
    const losing: Filtering = {
      ...filter,
      expand: (states, judging) => filter.expand(++pieces === 100 ? states.subarray(0, 0) : states, judging),
    }
    await expect(searchRelations(model, relationsHere([losing]), LIMITS)).rejects.toThrow(
      /^of the \d+ states of level \d+ it says to have expanded \d+$/,
    )
  })
})
