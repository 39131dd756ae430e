/** What the search does at its limits, with models that misbehave, and with workers that die. */
import type { Worker } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'
import { ModelError } from '../../../checker/search/contract.ts'
import { exploreHere, type ExploreOptions } from '../../../checker/search/explore.ts'
import { capacityFor, reserveMemory } from '../../../checker/search/memory.ts'
import { action, bool, defineLayout, int, type Model } from '../../../checker/model.ts'
import { describeStep } from '../../../checker/state/successors.ts'
import type { StartLane } from '../../../checker/search/lanes.ts'
import { explore, threadLanes, ThreadPool } from '../../../checker/hosts/threads.ts'
import type { SearchResult } from '../../../checker/verdict.ts'
import { chain, fan, grid, sourceOf, withProperties } from '../models.ts'

const MEMORY = 64 * 2 ** 20
const one: ExploreOptions = { workers: 1, maxMemory: MEMORY }

/** Everything about a result but time, the number of workers, and how much of the shared memory they touched. */
const essence = ({ seconds: _s, workers: _w, memoryBytes: _m, ...rest }: SearchResult) => rest
const verdictsOf = (result: SearchResult) => Object.fromEntries(result.properties.map((p) => [p.name, p.verdict]))
const lengthsOf = (result: SearchResult) => Object.fromEntries(result.properties.map((p) => [p.name, p.path?.steps.length]))
/** Binomial coefficients add up the states on each level of a grid of bits. */
const bits = (counters: number) => grid({ counters, max: 1 })

describe('a table that grows', () => {
  const big = { counters: 4, max: 21, sumBelow: 60 } as const

  it('doubles several times and loses no state, for 1, 2 and 5 lanes', async () => {
    const results = []
    for (const workers of [1, 2, 5]) results.push(essence(await exploreHere(grid(big), { ...one, workers })))
    expect(results[0]).toMatchObject({
      distinct: 22 ** 4,
      generated: 4 * 21 * 22 ** 3 + 1,
      depth: 84,
      deadlocks: 1,
      exhausted: true,
      verdict: 'violated',
    })
    expect(results[0]?.properties[0]?.path?.steps).toHaveLength(60)
    expect(results[1]).toEqual(results[0])
    expect(results[2]).toEqual(results[0])
  })

  it('finds the same on real threads', async () => {
    const here = essence(await exploreHere(grid(big), one))
    const there = essence(await explore(sourceOf({ model: 'grid', options: big }), { ...one, workers: 2 }))
    expect(there).toEqual(here)
  })

  it('has room for more initial states than the smallest table has slots', async () => {
    const layout = defineLayout({ high: int(0, 1023), low: int(0, 1023) })
    const model: Model<{ high: number; low: number }> = {
      name: 'many initial states',
      bounds: {},
      assumptions: [],
      layout,
      initial: Array.from({ length: 70_000 }, (_, i) => (draft) => {
        draft.high = i >> 10
        draft.low = i & 1023
      }),
      actions: [],
      properties: [],
    }
    for (const workers of [1, 2])
      expect(await exploreHere(model, { ...one, workers })).toMatchObject({
        distinct: 70_000,
        deadlocks: 70_000,
        exhausted: true,
      })
    expect(await exploreHere(model, { ...one, maxStates: 1000 })).toMatchObject({ exhausted: false, stop: { by: 'states' } })
  })

  it('counts each state for one action only', async () => {
    const { actions } = await exploreHere(grid({ counters: 3, max: 4 }), { ...one, workers: 2 })
    // A state is new to the first declared action that leads to it: c0 unless it is 0, then c1 unless it is 0, and so on.
    expect(actions.map((a) => [a.name, a.taken, a.new])).toEqual([
      ['Raise_c0', 100, 100],
      ['Raise_c1', 100, 20],
      ['Raise_c2', 100, 4],
    ])
  })
})

describe('limits', () => {
  it('is complete when the number of states is the limit, and incomplete when it is one less', async () => {
    for (const workers of [1, 2]) {
      const exact = await exploreHere(bits(10), { ...one, workers, maxStates: 1024 })
      expect(exact).toMatchObject({ verdict: 'holds', exhausted: true, stop: undefined, distinct: 1024, depth: 10 })
      const less = await exploreHere(bits(10), { ...one, workers, maxStates: 1023 })
      expect(less).toMatchObject({ verdict: 'incomplete', exhausted: false, stop: { by: 'states', limit: 1023 } })
    }
  })

  it('reports whole levels only when the limit of states is hit, whatever the number of lanes', async () => {
    const levels = [1, 10, 45, 120, 210]
    for (const workers of [1, 2, 5]) {
      const { distinct, levels: seen, depth } = await exploreHere(bits(10), { ...one, workers, maxStates: 500 })
      expect({ distinct, seen, depth }).toEqual({ distinct: 386, seen: levels, depth: 4 })
    }
  })

  it('is complete when the depth is the limit, and incomplete when it is one less', async () => {
    const exact = await exploreHere(bits(6), { ...one, maxDepth: 6 })
    expect(exact).toMatchObject({ verdict: 'holds', exhausted: true, stop: undefined, distinct: 64, depth: 6 })
    const less = await exploreHere(bits(6), { ...one, maxDepth: 5 })
    expect(less).toMatchObject({ verdict: 'incomplete', stop: { by: 'depth', limit: 5 }, distinct: 63, depth: 5 })
    const none = await exploreHere(bits(6), { ...one, maxDepth: 0 })
    expect(none).toMatchObject({ verdict: 'incomplete', stop: { by: 'depth', limit: 0 }, distinct: 1, depth: 0 })
  })

  it('judges the last steps when the depth is the limit: a pass within it is a pass', async () => {
    for (const maxDepth of [undefined, 9, 8]) {
      const result = await exploreHere(chain(8), { ...one, maxDepth })
      expect(result).toMatchObject({ exhausted: true, distinct: 9, depth: 8 })
      expect(verdictsOf(result)).toEqual({ NeverBack: 'violated', Arrives: 'holds' })
      expect(lengthsOf(result)).toEqual({ NeverBack: 9, Arrives: 8 })
    }
    const cut = await exploreHere(chain(8), { ...one, maxDepth: 7 })
    expect(verdictsOf(cut)).toEqual({ NeverBack: 'incomplete', Arrives: 'incomplete' })
  })

  it('does not report a step longer than the limit of an incomplete search', async () => {
    const layout = defineLayout({ at: int(0, 9) })
    const model: Model<{ at: number }> = {
      ...chain(9, [{ kind: 'step', name: 'Small', statement: 'It stays below 4.', holds: (_, t) => t.at < 4 }]),
      layout,
    }
    expect(verdictsOf(await exploreHere(model, { ...one, maxDepth: 3 }))).toEqual({ Small: 'incomplete' })
    expect(lengthsOf(await exploreHere(model, { ...one, maxDepth: 4 }))).toEqual({ Small: 4 })
  })

  it('names the limit of memory when it is hit, by one state or by far', async () => {
    const small = 90_000
    const { states } = capacityFor(small, 1)
    // 2 ** 13 = 8192 states are more than fit; 2 ** 12 = 4096 are not.
    expect(states).toBe(4423)
    expect(await exploreHere(bits(12), { ...one, maxMemory: small })).toMatchObject({ verdict: 'holds', distinct: 4096 })
    for (const counters of [13, 20]) {
      const results = []
      for (const workers of [1, 2, 8])
        results.push(essence(await exploreHere(bits(counters), { ...one, workers, maxMemory: small })))
      expect(results[0]).toMatchObject({ verdict: 'incomplete', exhausted: false, stop: { by: 'memory', limit: small } })
      expect(results[0]?.distinct).toBeLessThanOrEqual(states)
      expect(results.slice(1)).toEqual([results[0], results[0]])
    }
  })

  it.each([2, 30])('has room for more bytes of states than an array may have (%i counters)', async (counters) => {
    const model = grid({ counters, max: 31, sumBelow: 3 })
    const small = await exploreHere(model, { ...one, maxDepth: 3, maxMemory: 2 ** 22 })
    expect(small.stop).toEqual({ by: 'depth', limit: 3 })
    // Of more than 2^33 bytes for states; five lanes leave parts of their runs unfilled.
    const large = await exploreHere(model, { ...one, maxDepth: 3, workers: 5, maxMemory: 16 * 2 ** 30 })
    expect(essence(large)).toEqual(essence(small))
  })

  it('hits the limit of memory at the same level whatever the number of lanes, where states are kept in parts', async () => {
    const model = grid({ counters: 30, max: 31, sumBelow: 4 })
    expect(model.layout.halves).toBe(10)
    const found = new Set<number>()
    for (const maxMemory of [60_000, 100_000, 150_000, 200_000, 250_000, 300_000]) {
      const results = []
      for (const workers of [1, 2, 8]) {
        const result = await exploreHere(model, { ...one, workers, maxMemory })
        expect(result.memoryBytes).toBeLessThanOrEqual(maxMemory)
        results.push(essence(result))
      }
      expect(results[0]?.stop).toEqual({ by: 'memory', limit: maxMemory })
      expect(results[0]?.levels).toEqual([1, 30, 465, 4960].slice(0, results[0]?.levels.length))
      expect(results.slice(1)).toEqual([results[0], results[0]])
      found.add(results[0]?.levels.length ?? 0)
    }
    expect([...found]).toEqual([3, 4])
  })

  it('hits the limit of memory exactly, with one state a level and whatever the number of lanes', async () => {
    const maxMemory = 90_000
    const { states } = capacityFor(maxMemory, 1)
    for (const workers of [1, 2, 8]) {
      const exact = await exploreHere(chain(states - 1), { ...one, workers, maxMemory })
      expect(exact).toMatchObject({ exhausted: true, distinct: states, depth: states - 1 })
      // The buffers have the size that the limit allows, and a lane adds less than a batch before it sees that all is full.
      expect(exact.memoryBytes).toBeLessThanOrEqual(maxMemory)
      const over = await exploreHere(chain(states), { ...one, workers, maxMemory })
      expect(over).toMatchObject({ exhausted: false, stop: { by: 'memory', limit: maxMemory }, distinct: states })
      expect(over.memoryBytes).toBeLessThanOrEqual(maxMemory)
    }
  })

  it('counts what buffers of successors take, and says when there is no room for them', async () => {
    for (const workers of [1, 8]) {
      const wide = await exploreHere(fan(2 ** 15, 1), { ...one, workers, maxMemory: 2 ** 24 })
      expect(wide).toMatchObject({ exhausted: true, distinct: 2 ** 15 })
      expect(wide.memoryBytes).toBeLessThanOrEqual(2 ** 24)
    }
    for (const workers of [1, 8])
      await expect(exploreHere(fan(2 ** 20, 1), { ...one, workers, maxMemory: 2 ** 20 })).rejects.toThrow(
        new RangeError('1048576 bytes leave no room for the successors of a state, of which there may be 1048576'),
      )
  })

  it('takes fewer workers where there is no room for the successors that each buffers: what is found is the same', async () => {
    // 2 ** 18 bytes are for buffers, and 6,000 successors of 9 bytes take 54,000 of them.
    for (const [workers, taken] of [
      [1, 1],
      [3, 3],
      [8, 4],
    ] as const) {
      const result = await exploreHere(fan(6000, 3), { ...one, workers, maxMemory: 2 ** 20 })
      expect(result).toMatchObject({ verdict: 'violated', exhausted: true, distinct: 6000, workers: taken })
      expect(result.memoryBytes).toBeLessThanOrEqual(2 ** 20)
    }
    const there = await explore(sourceOf({ model: 'fan', width: 6000, sources: 3 }), { ...one, workers: 6, maxMemory: 2 ** 20 })
    expect(there).toMatchObject({ verdict: 'violated', distinct: 6000, workers: 4 })
  })

  it('gives the same at small limits for 1, 2, 3 and 8 workers, deep and narrow or wide', async () => {
    const verdicts: string[] = []
    for (const model of [
      chain(6000),
      grid({ counters: 3, max: 20, sumBelow: 40 }),
      bits(14),
      fan(2000, 3),
    ] as unknown as Model<never>[]) {
      for (const maxMemory of [75_000, 150_001, 300_000]) {
        const found = []
        for (const workers of [1, 2, 3, 8]) found.push(essence(await exploreHere(model, { ...one, workers, maxMemory })))
        expect(found.slice(1)).toEqual([found[0], found[0], found[0]])
        verdicts.push(found[0]?.verdict ?? '')
      }
    }
    const [cut, found, whole] = ['incomplete', 'violated', 'holds']
    expect(verdicts).toEqual([cut, found, found, cut, found, found, cut, cut, whole, found, found, found])
  })

  it('refuses memory in which not even a few states fit', () => {
    expect(() => reserveMemory({ halves: 4, workers: 1, maxBytes: 1000, maxStates: Infinity, fanout: 1, marks: false })).toThrow(
      RangeError,
    )
    expect(() => reserveMemory({ halves: 4, workers: 1, maxBytes: 1000, maxStates: Infinity, fanout: 1, marks: false })).toThrow(
      /^1000 bytes hold only 0/,
    )
  })

  it('does not take a deep and narrow search for a large one', async () => {
    const result = await exploreHere(chain(9000), { ...one, maxStates: 20_000 })
    expect(result).toMatchObject({ exhausted: true, stop: undefined, distinct: 9001, depth: 9000, deadlocks: 0 })
    expect(lengthsOf(result)).toEqual({ NeverBack: 9001, Arrives: 9000 })
  })

  it('reserves no array larger than there can be, whatever memory it is given', () => {
    for (const halves of [1, 2, 4, 7, 8]) {
      const { states } = capacityFor(2 ** 45, halves)
      expect(1.1 * states * halves * 2).toBeLessThanOrEqual(12 * 2 ** 30)
      expect(states).toBe(halves <= 7 ? Math.floor(0.9 * (0.8 * 2 ** 30)) : Math.floor((12 * 2 ** 30) / (1.1 * 2 * halves)))
    }
    for (const halves of [9, 16, 64]) {
      const { states, storeBytes } = capacityFor(2 ** 45, halves)
      expect(states).toBe(Math.floor(0.9 * (0.8 * 2 ** 30)))
      expect(1.1 * storeBytes).toBeLessThanOrEqual(12 * 2 ** 30)
    }
  })

  it.each([9, 11, 64])(
    'holds no fewer states in more memory, where there is a part for every fourth or fewer (%i halves)',
    (halves) => {
      const partBytes = 4 * ((((halves + 1) >> 1) + 1) >> 1) + 4
      for (const parts of [0, 0.05, 0.25]) {
        let before = 0
        for (let bytes = 60_000; bytes < 2 ** 36; bytes *= 1.02) {
          const { states, storeBytes } = capacityFor(Math.floor(bytes), halves, { fanout: 30 })
          const fit = Math.min(states, Math.floor(storeBytes / (8 + parts * partBytes)))
          expect(fit).toBeGreaterThanOrEqual(before)
          before = fit
        }
      }
    },
  )

  it('ends when it is interrupted before it begins, or in the middle', async () => {
    expect(await exploreHere(bits(6), { ...one, signal: AbortSignal.abort('SIGINT') })).toMatchObject({
      verdict: 'incomplete',
      exhausted: false,
      stop: { by: 'interrupt' },
    })
    const abort = new AbortController()
    const source = sourceOf({ model: 'slow' })
    const onProgress = () => abort.abort('SIGINT')
    const stopped = await explore(source, { ...one, workers: 2, maxMemory: 2 ** 28, signal: abort.signal, onProgress })
    expect(stopped).toMatchObject({ verdict: 'incomplete', exhausted: false, stop: { by: 'interrupt' } })
  })

  it('is not interrupted once it is over', async () => {
    const abort = new AbortController()
    const source = sourceOf({ model: 'grid', options: { counters: 2, max: 2, sumBelow: 4 } })
    // The path is traced back after the last level; that an interruption comes meanwhile takes nothing from the verdict.
    const inner = threadLanes(source)
    const start: StartLane = async (options) => {
      const lane = await inner(options)
      const predecessors: typeof lane.api.predecessors = (...args) => {
        abort.abort('SIGINT')
        return lane.api.predecessors(...args)
      }
      return { ...lane, api: { ...lane.api, predecessors } }
    }
    expect(await explore(source, { ...one, signal: abort.signal, start })).toMatchObject({
      verdict: 'violated',
      exhausted: true,
      stop: undefined,
    })
  })
})

describe('shapes of state spaces', () => {
  it('takes thousands of successors per state', async () => {
    for (const workers of [1, 2]) {
      const result = await exploreHere(fan(6000, 40), { ...one, workers })
      expect(result).toMatchObject({ distinct: 6000, generated: 40 * 6000 + 1, depth: 1, deadlocks: 5960, exhausted: true })
      expect(lengthsOf(result)).toEqual({ NotLast: 1 })
    }
  })

  it('takes more successors per state than the smallest table has room for', async () => {
    const result = await exploreHere(fan(200_000, 1), { ...one, maxMemory: 2 ** 25 })
    expect(result).toMatchObject({ distinct: 200_000, depth: 1, exhausted: true })
    expect(await exploreHere(fan(200_000, 1), { ...one, maxStates: 1000 })).toMatchObject({ stop: { by: 'states', limit: 1000 } })
  })

  it('refuses more successors per state than can be buffered', async () => {
    await expect(exploreHere(fan(2 ** 20 + 1, 1), one)).rejects.toThrow(ModelError)
  })

  it('explores the one state of a layout without bits', async () => {
    const layout = defineLayout({ nothing: int(7, 7) })
    const model: Model<{ nothing: number }> = {
      name: 'one',
      bounds: {},
      assumptions: [],
      layout,
      initial: [() => undefined],
      actions: [action<{ nothing: number }>()('Stay', 'Nothing happens.', [], { guards: {}, apply: () => undefined })],
      properties: [{ kind: 'state', name: 'Seven', statement: 'It is seven.', holds: (s) => s.nothing === 7 }],
    }
    expect(layout).toMatchObject({ bits: 0, words: 1 })
    for (const workers of [1, 3])
      expect(await exploreHere(model, { ...one, workers })).toMatchObject({
        verdict: 'holds',
        distinct: 1,
        generated: 2,
        depth: 0,
        deadlocks: 0,
        stateBits: 0,
      })
  })

  it('starts in several states, each once', async () => {
    const base = chain(9)
    const at = (n: number) => (draft: { at: number }) => {
      draft.at = n
    }
    const model = { ...base, initial: [at(4), at(7), at(4), at(4)] }
    for (const workers of [1, 2]) {
      const result = await exploreHere(model, { ...one, workers })
      expect(result.levels).toEqual([2, 2, 2, 1, 1, 1, 1])
      expect(result).toMatchObject({ distinct: 10, generated: 12, depth: 6, exhausted: true })
      expect(lengthsOf(result)).toEqual({ NeverBack: 3, Arrives: 2 })
      expect(result.properties[0]?.path?.states[0]?.[0]).toBe(7)
    }
  })

  it('judges initial states', async () => {
    const result = await exploreHere(grid({ counters: 2, max: 2, sumBelow: 0 }), one)
    expect(result).toMatchObject({ verdict: 'violated', exhausted: true, distinct: 9 })
    expect(lengthsOf(result)).toEqual({ SumBelow: 0 })
    const first = await exploreHere(grid({ counters: 2, max: 2, sumBelow: 0 }), { ...one, first: true })
    expect(first).toMatchObject({ verdict: 'violated', exhausted: false, stop: { by: 'first' }, distinct: 1 })
  })

  it('ends when nothing is open any more, and not before', async () => {
    const base = grid({ counters: 2, max: 3, sumBelow: 2 })
    const [sum] = base.properties
    if (sum === undefined) throw new Error('no property')
    const reaches = {
      kind: 'witness',
      name: 'Reaches',
      statement: 'The sum is 3.',
      reached: (s: Readonly<Record<string, number>>) => (s['c0'] ?? 0) + (s['c1'] ?? 0) === 3,
    } as const
    const of = async (...properties: typeof base.properties) =>
      exploreHere({ ...base, properties }, { ...one, untilDecided: true })
    expect(await of(sum)).toMatchObject({ exhausted: false, stop: { by: 'first' }, levels: [1, 2, 3] })
    const both = await of(sum, reaches)
    expect([both.levels, both.properties.map((p) => p.verdict)]).toEqual([
      [1, 2, 3, 4],
      ['violated', 'holds'],
    ])
    // What may yet hold keeps it going, also when all the rest is decided.
    const kept = { ...sum, name: 'Kept', holds: () => true } as typeof sum
    expect(await of(sum, kept)).toMatchObject({ exhausted: true, distinct: 16, levels: [1, 2, 3, 4, 3, 2, 1] })
  })

  it('refuses an initial state outside its domain', async () => {
    const model = { ...chain(3), initial: [(draft: { at: number }) => void (draft.at = -1)] }
    await expect(exploreHere(model, one)).rejects.toThrow(new ModelError('chain: initial[0] failed: at = -1, outside 0..1048576'))
  })

  it('refuses a model without initial states, and ends at once without actions', async () => {
    await expect(exploreHere({ ...chain(3), initial: [] }, one)).rejects.toThrow(
      new ModelError('chain has no initial state: initial is empty'),
    )
    expect(await exploreHere({ ...chain(3), actions: [] }, one)).toMatchObject({ distinct: 1, depth: 0, deadlocks: 1 })
  })
})

describe('deadlocks', () => {
  it('are counted, and reported when they are forbidden', async () => {
    const allowed = await exploreHere(grid({ counters: 2, max: 3 }), one)
    expect(allowed).toMatchObject({ verdict: 'holds', deadlocks: 1, properties: [] })
    const forbidden = await exploreHere(grid({ counters: 2, max: 3 }), { ...one, workers: 2, forbidDeadlock: true })
    expect(forbidden).toMatchObject({ verdict: 'violated', deadlocks: 1 })
    expect(forbidden.properties).toMatchObject([{ name: 'NoDeadlock', kind: 'deadlock', verdict: 'violated' }])
    expect(lengthsOf(forbidden)).toEqual({ NoDeadlock: 6 })
    const absent = await exploreHere(chain(5), { ...one, forbidDeadlock: true })
    expect(verdictsOf(absent)).toEqual({ NeverBack: 'violated', Arrives: 'holds', NoDeadlock: 'holds' })
  })
})

describe('models that break the contract', () => {
  const path = (model: Model<Record<string, number>>, { error }: SearchResult) =>
    error === undefined || error.kind === 'worker' ? undefined : error.path.steps.map((s) => describeStep(model, s))

  it('says which action threw, in which state', async () => {
    const model = grid({ counters: 2, max: 3, throwsAt: 3 })
    for (const workers of [1, 2]) {
      const result = await exploreHere(model, { ...one, workers })
      expect(result).toMatchObject({ verdict: 'error', exhausted: false })
      expect(result.error?.kind).toBe('action')
      expect(result.error?.message).toMatch(/^Raise_c0\(\) failed: the effect cannot be taken \(models\.ts:\d+\)$/)
      // Of the states with sum 2 the least in encoding order is (2, 0).
      expect(path(model, result)).toEqual(['Raise_c0()', 'Raise_c0()'])
    }
  })

  it('says that a property threw, in which state', async () => {
    const model = grid({ counters: 2, max: 3, propertyThrowsAt: 2 })
    const result = await exploreHere(model, { ...one, workers: 2 })
    expect(result.error).toMatchObject({ kind: 'property' })
    expect(result.error?.message).toContain('the property cannot be told')
    expect(path(model, result)).toHaveLength(2)
    expect(verdictsOf(result)).toEqual({ SumBelow: 'error' })
  })

  it('says that a step property threw', async () => {
    const model = chain(4, [
      {
        kind: 'step',
        name: 'Picky',
        statement: 'It never sees 3.',
        holds: (_, t) => {
          if (t.at === 3) throw new Error('three')
          return true
        },
      },
    ])
    const result = await exploreHere(model, one)
    expect(result.error).toMatchObject({ kind: 'property' })
    expect(result.error?.message).toContain('three')
  })

  it('says which cell leaves its domain', async () => {
    const model = grid({ counters: 2, max: 2, overflows: true })
    const result = await exploreHere(model, one)
    expect(result).toMatchObject({ verdict: 'error' })
    expect(result.error).toMatchObject({ kind: 'action', message: 'Raise_c0() failed: c0 = 3, outside 0..2' })
    expect(path(model, result)).toEqual(['Raise_c0()', 'Raise_c0()'])
  })

  it('says the same on real threads', async () => {
    for (const options of [
      { counters: 2, max: 3, throwsAt: 3 },
      { counters: 2, max: 3, propertyThrowsAt: 2 },
    ]) {
      const here = await exploreHere(grid(options), one)
      const there = await explore(sourceOf({ model: 'grid', options }), { ...one, workers: 2 })
      expect(essence(there)).toEqual(essence(here))
    }
  })

  it('judges 31 properties and refuses 32', async () => {
    const result = await exploreHere(withProperties(31), one)
    expect(result.properties.filter((p) => p.verdict === 'violated').map((p) => p.name)).toEqual(['P30'])
    expect(result.properties.filter((p) => p.verdict === 'holds')).toHaveLength(30)
    await expect(exploreHere(withProperties(32), one)).rejects.toThrow(
      new ModelError('32 state properties and witnesses in one search; at most 31'),
    )
  })

  it('refuses 32 properties on real threads too, and leaves none of them running', async () => {
    const workers: Worker[] = []
    const source = sourceOf({ model: 'properties', count: 32 })
    const start = threadLanes(source, (worker) => workers.push(worker))
    await expect(explore(source, { ...one, workers: 2, start })).rejects.toThrow(
      '32 state properties and witnesses in one search',
    )
    expect(workers.map((w) => w.threadId)).toEqual(workers.map(() => -1))
  })

  it('takes 255 actions and refuses 256', async () => {
    const some = (n: number): Model<{ at: number }> => ({
      ...chain(3, []),
      actions: Array.from({ length: n }, (_, i) =>
        action<{ at: number }>()(`A${i}`, 'Goes to its own state.', [], {
          guards: {},
          apply: (draft) => {
            draft.at = i
          },
        }),
      ),
    })
    const result = await exploreHere(some(255), one)
    expect(result).toMatchObject({ distinct: 255, depth: 1, exhausted: true })
    // Every state but 0, which is initial, was found by its own action.
    expect(result.actions.map((a) => a.new)).toEqual(result.actions.map((_, i) => (i === 0 ? 0 : 1)))
    await expect(exploreHere(some(256), one)).rejects.toThrow(ModelError)
  })

  it('refuses two actions or properties of one name, and guards that name too many parameters', async () => {
    const base = chain(3)
    await expect(exploreHere({ ...base, actions: [...base.actions, ...base.actions] }, one)).rejects.toThrow(
      'chain has two actions named Advance',
    )
    await expect(exploreHere({ ...base, properties: [...base.properties, ...base.properties] }, one)).rejects.toThrow(
      'chain has two properties named NeverBack',
    )
    const wide = (s: { readonly at: number }, extra: number) => s.at < extra
    const odd = { ...base, actions: base.actions.map((a) => ({ ...a, guards: { 'odd one': wide } })) }
    await expect(exploreHere(odd, one)).rejects.toThrow('the guard "odd one" of Advance names 1 parameters of 0')
  })

  it('refuses a field that the working state cannot have', () => {
    expect(() => defineLayout({ 'not a name': bool() })).toThrow('"not a name" cannot name a field')
  })
})

describe('a pool of threads', () => {
  const grid = sourceOf({ model: 'grid', options: { counters: 3, max: 21, sumBelow: 50 } })
  const slow = sourceOf({ model: 'slow' })
  const two = { ...one, workers: 2, maxMemory: 2 ** 28 }

  const withPool = async (use: (pool: ThreadPool, started: readonly Worker[]) => Promise<void>): Promise<void> => {
    const started: Worker[] = []
    const pool = new ThreadPool((worker) => started.push(worker))
    try {
      await use(pool, started)
    } finally {
      await pool.end()
    }
    expect(started.map((w) => w.threadId)).toEqual(started.map(() => -1))
  }

  it('finds on used threads what new ones find, one search after the other and two at a time', async () => {
    const expected = essence(await explore(grid, two))
    await withPool(async (pool, started) => {
      const search = async () => essence(await explore(grid, { ...two, start: pool.lanes(grid) }))
      expect(await search()).toEqual(expected)
      expect(await search()).toEqual(expected)
      expect(started).toHaveLength(2)
      expect(await Promise.all([search(), search()])).toEqual([expected, expected])
      expect(started).toHaveLength(4)
    })
  })

  it('starts another thread for one that died, idle or at work', async () => {
    const expected = essence(await explore(grid, two))
    await withPool(async (pool, started) => {
      const search = async () => essence(await explore(grid, { ...two, start: pool.lanes(grid) }))
      await search()
      await started[0]?.terminate()
      expect(await search()).toEqual(expected)
      expect(started).toHaveLength(3)
      let killed = false
      const broken = await explore(slow, {
        ...two,
        start: pool.lanes(slow),
        onProgress: ({ distinct }) => {
          if (killed || distinct < 1000) return
          killed = true
          void started[1]?.terminate()
        },
      })
      expect([killed, broken.verdict, broken.error?.message]).toEqual([
        true,
        'error',
        expect.stringMatching(/^worker [12] died with exit code 1$/),
      ])
      expect(await search()).toEqual(expected)
    })
  })

  it('what was found stands when a thread dies after it', async () => {
    const expected = essence(await explore(grid, two))
    await withPool(async (pool, started) => {
      const lanes = pool.lanes(grid)
      const result = await explore(grid, {
        ...two,
        start: async (options) => {
          const lane = await lanes(options)
          const dispose = async () => {
            await started[0]?.terminate()
            await lane.dispose()
          }
          return { ...lane, dispose }
        },
      })
      expect(essence(result)).toEqual(expected)
      expect(started[0]?.threadId).toBe(-1)
    })
  })

  it('keeps no thread that could not build its model', async () => {
    await withPool(async (pool, started) => {
      const none = { module: 'node:path', args: undefined }
      await expect(explore(none, { ...two, start: pool.lanes(none) })).rejects.toThrow(
        'the default export is no model: its name must be a name',
      )
      await expect(pool.lanes(none)({} as never)).rejects.toThrow('the default export is no model: its name must be a name')
      expect(started[0]?.threadId).toBe(-1)
    })
  })

  it('an interrupted search leaves its threads to the next', async () => {
    const expected = essence(await explore(grid, two))
    await withPool(async (pool, started) => {
      const abort = new AbortController()
      const stopped = await explore(slow, {
        ...two,
        start: pool.lanes(slow),
        signal: abort.signal,
        onProgress: () => abort.abort(),
      })
      expect(stopped.stop).toEqual({ by: 'interrupt' })
      expect(essence(await explore(grid, { ...two, start: pool.lanes(grid) }))).toEqual(expected)
      expect(started).toHaveLength(2)
    })
  })
})

describe('workers that die', () => {
  const source = sourceOf({ model: 'slow' })
  const options: ExploreOptions = { workers: 2, maxMemory: 2 ** 28 }

  it.each([0, 1])('ends with an error that names worker %#, and leaves no thread behind', async (victim) => {
    const workers: Worker[] = []
    let killed = false
    const result = await explore(source, {
      ...options,
      start: threadLanes(source, (worker) => workers.push(worker)),
      onProgress: ({ distinct }) => {
        if (killed || distinct < 1000) return
        killed = true
        void workers[victim]?.terminate()
      },
    })
    expect(killed).toBe(true)
    expect(result).toMatchObject({ verdict: 'error', exhausted: false, error: { kind: 'worker' } })
    expect(result.error?.message).toBe(`worker ${victim + 1} died with exit code 1`)
    // A terminated thread has the id -1: every one is gone, not only the victim.
    expect(workers.map((w) => w.threadId)).toEqual([-1, -1])
  })

  it.each([1, 2])(
    'ends when a guard does not, once it should have stopped, and leaves none of %i threads behind',
    async (count) => {
      const workers: Worker[] = []
      const isStuck = new Int32Array(new SharedArrayBuffer(4))
      const stuck = sourceOf({ model: 'stuck', isStuck })
      const start = threadLanes(stuck, (worker) => workers.push(worker))
      const abort = new AbortController()
      const onProgress = () => Atomics.load(isStuck, 0) === 1 && abort.abort()
      const asked = { ...options, workers: count, statesPerLane: 100, signal: abort.signal, onProgress, start }
      const result = await explore(stuck, asked)
      expect(result).toMatchObject({ verdict: 'error', exhausted: false, error: { kind: 'worker' } })
      expect(result.error?.message).toBe(
        'the search did not stop within 5 s: a guard, an effect or a property does not end (worker 1 in Advance)',
      )
      expect(workers.map((w) => w.threadId)).toEqual(workers.map(() => -1))
      expect(workers).toHaveLength(count)
    },
  )

  it('ends with an error when a worker cannot start', async () => {
    const workers: Worker[] = []
    const start = threadLanes(source, (worker) => {
      workers.push(worker)
      if (workers.length === 2) void worker.terminate()
    })
    const result = await explore(source, { ...options, start })
    expect(result).toMatchObject({ verdict: 'error', error: { kind: 'worker' }, distinct: 0 })
    expect(result.error?.message).toMatch(/^worker [12] died/)
    expect(workers.map((w) => w.threadId)).toEqual([-1, -1])
  })

  it('leaves no thread behind when a worker cannot build the model', async () => {
    const workers: Worker[] = []
    const start = threadLanes({ module: 'node:path', args: undefined }, (worker) => workers.push(worker))
    await expect(explore(source, { ...options, start })).rejects.toThrow(
      'the default export is no model: its name must be a name',
    )
    expect(workers.map((w) => w.threadId)).toEqual([-1, -1])
  })

  it('reports a module that is no model', async () => {
    await expect(explore({ module: 'node:path', args: undefined }, options)).rejects.toThrow(
      'the default export is no model: its name must be a name',
    )
  })
})
