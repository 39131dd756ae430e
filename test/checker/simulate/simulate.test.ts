/** Random walks beside the reference checker: what they find there is, and they find it again. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileCodec } from '../../../checker/state/codec.ts'
import { action, defineLayout, int, type Model, type Reading } from '../../../checker/model.ts'
import { referenceCheck } from '../../../checker/oracle/reference.ts'
import { instancesOf, stepOf } from '../../../checker/search/instances.ts'
import { shorten } from '../../../checker/simulate/shorten.ts'
import { simulateOn, type SimulateOptions, type Simulation } from '../../../checker/simulate/simulate.ts'
import { localWalker } from '../../../checker/simulate/walkers.ts'
import { choicesOf, stateFrom, successors } from '../../../checker/state/successors.ts'
import type { Path } from '../../../checker/verdict.ts'
import { randomModel } from '../random-model.ts'
import { symmetricModel } from '../symmetric-model.ts'

const walks = <S>(model: Model<S>, options: Partial<SimulateOptions> = {}, workers = 1): Promise<Simulation> =>
  simulateOn(
    model,
    Array.from({ length: workers }, () => localWalker(model, { checks: true })),
    { seed: 1, maxWalks: 80, maxSteps: 12, forbidDeadlock: true, ...options },
  )

/** All but how long it took, and by how many. */
const essence = (simulation: Simulation) => ({ ...simulation, seconds: 0, workers: 0 })

/** Every step is a transition, and the end is what it is said to be. */
function replayed<S>(model: Model<S>, name: string, path: Path): void {
  const codec = compileCodec(model.layout)
  path.steps.forEach((step, i) => {
    const next = [...successors(model, codec, path.states[i] ?? new Int32Array())].find(
      (s) => s.step.action === step.action && s.step.params.join() === step.params.join(),
    )
    expect(next?.cells).toEqual(path.states[i + 1])
  })
  const property = model.properties.find((p) => p.name === name)
  const at = (i: number) => stateFrom(codec, path.states.at(i) ?? new Int32Array()) as Reading<S>
  if (property?.kind === 'state') expect([name, property.holds(at(-1))]).toEqual([name, false])
  if (property?.kind === 'witness') expect([name, property.reached(at(-1))]).toEqual([name, true])
  if (property?.kind === 'step') expect([name, property.holds(at(-2), at(-1))]).toEqual([name, false])
  if (property === undefined) expect([...successors(model, codec, path.states.at(-1) ?? new Int32Array())]).toEqual([])
}

/** What walks find is there, no shorter than the reference's shortest; and made short it is no longer. */
async function beside<S>(model: Model<S>): Promise<void> {
  const expected = referenceCheck(model)
  const found = await walks(model)
  expect(found.error).toBeUndefined()
  expect(['violated', 'incomplete']).toContain(found.verdict)
  for (const p of found.properties) {
    if (p.found === undefined) continue
    const least = p.kind === 'deadlock' ? 0 : (expected.steps.get(p.name) ?? Infinity)
    if (p.kind === 'deadlock') expect(expected.deadlocks).toBeGreaterThan(0)
    expect(p.found.path.steps.length).toBeGreaterThanOrEqual(least)
    replayed(model, p.name, p.found.path)
    const short = await shorten(model, p.found.path, p)
    expect(short.steps.length).toBeGreaterThanOrEqual(least)
    expect(short.steps.length).toBeLessThanOrEqual(p.found.path.steps.length)
    replayed(model, p.name, short)
  }
  for (const [a, { taken, enabled }] of found.actions.entries()) {
    expect(taken).toBeLessThanOrEqual(enabled)
    if (expected.taken[a] === 0) expect(enabled).toBe(0)
  }
  expect(essence(await walks(model, {}, 3))).toEqual(essence(found))
}

describe('random walks through random models', () => {
  it('find what is there', () =>
    fc.assert(
      fc.asyncProperty(randomModel, (model) => beside(model)),
      { numRuns: 12 },
    ))

  it('tell interchangeable members apart', () =>
    fc.assert(
      fc.asyncProperty(symmetricModel, (model) => beside(model)),
      { numRuns: 5 },
    ))

  it('name transitions by numbers that lead back to them', () =>
    fc.assert(
      fc.property(randomModel, (model) => {
        const instances = instancesOf(model)
        const all = model.actions.flatMap((a, action) => [...choicesOf(a)].map((params) => ({ action, params })))
        expect(all.map((_, number) => stepOf(instances, number))).toEqual(all)
        expect(() => stepOf(instances, all.length)).toThrow(RangeError)
      }),
      { numRuns: 40 },
    ))
})

describe('a run to a deadlock', () => {
  it('is none where its steps, taken again, do something else', async () => {
    let calls = 0
    const layout = defineLayout({ n: int(0, 9) })
    const model: Model<{ n: number }> = {
      name: 'forgetful',
      bounds: {},
      assumptions: [],
      layout,
      initial: [(draft) => void (draft.n = 0)],
      actions: [
        action<{ n: number }>()('Draw', 'It draws.', [], { guards: {}, apply: (draft) => void (draft.n = calls++ % 10) }),
      ],
      properties: [{ kind: 'state', name: 'NotSeven', statement: 'It is not seven.', holds: (s) => s.n !== 7 }],
    }
    const path: Path = { states: [Int32Array.of(0), Int32Array.of(7)], steps: [{ action: 0, params: [] }] }
    await expect(shorten(model, path, { name: 'NotSeven', kind: 'state' })).rejects.toThrow(
      'forgetful: a run that shows NotSeven, taken twice from one state it did not do the same; guards and effects must depend on',
    )
  })

  it('is made no shorter by states that other transitions lead on from', async () => {
    const layout = defineLayout({ at: int(0, 4) })
    type S = { at: number }
    const go = (name: string, leads: Readonly<Record<number, number>>) =>
      action<S>()(name, 'Goes.', [], {
        guards: { g: (s) => leads[s.at] !== undefined },
        apply: (d) => void (d.at = leads[d.at] ?? 0),
      })
    // From 0 the second step leads to 4, where only one goes on that the run does not take.
    const model: Model<S> = {
      name: 'way',
      bounds: {},
      assumptions: [],
      layout,
      initial: [() => undefined],
      actions: [go('A', { 0: 1 }), go('B', { 0: 4, 1: 2 }), go('C', { 2: 3 }), go('E', { 4: 0 })],
      properties: [],
    }
    const path = {
      states: [0, 1, 2, 3].map((at) => Int32Array.of(at)),
      steps: [0, 1, 2].map((action) => ({ action, params: [] })),
    }
    expect(await shorten(model, path, { name: 'NoDeadlock', kind: 'deadlock' })).toEqual(path)
  })
})

/** Two counters, each up to `top`; one of them may be set back. */
const counters = (top: number): Model<{ x: number; y: number }> => {
  const layout = defineLayout({ x: int(0, top), y: int(0, top) })
  type S = { x: number; y: number }
  return {
    name: 'counters',
    bounds: { top },
    assumptions: [],
    layout,
    initial: [() => undefined],
    actions: [
      action<S>()('Right', 'x grows.', [['by', int(1, 2)]], {
        guards: { 'there is room': (s, by) => s.x + by <= top },
        apply: (d, by) => void (d.x += by),
      }),
      action<S>()('Up', 'y grows.', [], { guards: { 'there is room': (s) => s.y < top }, apply: (d) => void d.y++ }),
      action<S>()('Back', 'x is 0 again.', [], { guards: { 'it is not': (s) => s.x > 0 }, apply: (d) => void (d.x = 0) }),
    ],
    properties: [
      { kind: 'state', name: 'NotBoth', statement: 'x is not 6 where y is 3.', holds: (s) => !(s.x === 6 && s.y === 3) },
      { kind: 'witness', name: 'Far', statement: 'x is 5.', reached: (s) => s.x === 5 },
      { kind: 'possible', name: 'Home', statement: 'x can be 0 again.', good: (s) => s.x === 0 },
      { kind: 'state', name: 'Small', statement: 'x is at most the top.', holds: (s) => s.x <= top },
    ],
  }
}

describe('random walks', () => {
  it('find a violation and a witness, never prove anything, and leave open what no walk can decide', async () => {
    const found = await walks(counters(8), { maxWalks: 500, forbidDeadlock: false })
    expect(found.verdict).toBe('violated')
    expect(found.properties.map((p) => [p.name, p.said])).toEqual([
      ['NotBoth', 'violated'],
      ['Far', 'reached'],
      ['Home', 'open'],
      ['Small', 'open'],
    ])
    expect(found.stop).toEqual({ by: 'walks', limit: 500 })
    expect(found.walks).toBe(500)
  })

  it('make what they find as short as it can be', async () => {
    const model = counters(8)
    const found = await walks(model, { maxWalks: 500, maxSteps: 60 })
    const property = found.properties[0]
    if (property?.found === undefined) throw new Error('nothing was found')
    const short = await shorten(model, property.found.path, property)
    expect(short.steps).toHaveLength(6)
  })

  it('are the same for the same seed, and others for another', async () => {
    const [one, again] = [await walks(counters(8)), await walks(counters(8), {}, 5)]
    expect(essence(again)).toEqual(essence(one))
    const other = await walks(counters(8), { seed: 2 })
    expect(other.actions.map((a) => a.taken)).not.toEqual(one.actions.map((a) => a.taken))
  })

  it('go the same way however many come after them', async () => {
    const open = (model: ReturnType<typeof counters>) => ({ ...model, properties: model.properties.slice(0, 1) })
    const one = await walks(open(counters(8)), { maxWalks: 64 })
    const more = await walks(open(counters(8)), { maxWalks: 500 })
    expect(more.properties[0]?.found).toEqual(one.properties[0]?.found)
  })

  it('end when nothing is left to find, with the first violation, and when they are told to', async () => {
    const model = counters(8)
    const reachable = { ...model, properties: model.properties.slice(0, 2) }
    const endless = { maxWalks: undefined, maxSeconds: 1000, forbidDeadlock: false }
    expect((await walks(reachable, endless)).stop).toEqual({ by: 'decided' })
    expect((await walks(model, { ...endless, first: true })).stop).toEqual({ by: 'first' })
    const stopped = await walks(model, { signal: AbortSignal.abort() })
    expect([stopped.stop, stopped.walks, stopped.verdict]).toEqual([{ by: 'interrupt' }, 0, 'incomplete'])
    const late = await walks({ ...model, properties: [] }, { maxWalks: undefined, maxSeconds: 0.05 })
    expect([late.stop, late.verdict]).toEqual([{ by: 'seconds', limit: 0.05 }, 'incomplete'])
  })

  it('count what was taken and what blocked', async () => {
    const { actions, steps } = await walks(counters(8), { maxWalks: 64 })
    expect(actions.map((a) => a.name)).toEqual(['Right', 'Up', 'Back'])
    expect(actions.reduce((sum, a) => sum + a.taken, 0)).toBe(steps)
    expect(actions.every((a) => a.taken > 0 && (a.guards[0]?.blocked ?? 0) > 0)).toBe(true)
  })

  it('end in an error, with the run to it, where an effect leaves its domain or a property throws', async () => {
    const model = counters(8)
    const wild = { ...model, actions: model.actions.map((a) => (a.name === 'Right' ? { ...a, guards: {} } : a)) }
    const found = await walks(wild, { maxWalks: 500, maxSteps: 30 })
    expect([found.verdict, found.error?.kind]).toEqual(['error', 'action'])
    expect(found.error?.message).toMatch(/^Right\(1\) failed: x = \d+, outside 0..8$/)
    const path = found.error?.kind === 'action' ? found.error.path : undefined
    expect(path?.states.at(-1)?.[0]).toBeGreaterThan(6)
    const throwing: typeof model = {
      ...model,
      properties: [
        {
          kind: 'state',
          name: 'Throws',
          statement: 'It can be told.',
          holds: (s) => {
            if (s.y === 2) throw new Error('no idea')
            return true
          },
        },
      ],
    }
    const failed = await walks(throwing, { maxWalks: 500 })
    expect([found.stop, failed.stop]).toEqual([{ by: 'error' }, { by: 'error' }])
    expect([failed.verdict, failed.error?.kind, failed.error?.message]).toEqual([
      'error',
      'property',
      expect.stringMatching(/^Throws failed: no idea \(simulate\.test\.ts:\d+\)$/),
    ])
  })
})
