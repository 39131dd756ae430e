/** That the generated code passes over what `isPassedOver` says, and writes all else. */
import { describe, expect, it } from 'vitest'
import { action, defineLayout, int, type Model, type StateOf } from '../../../checker/model.ts'
import { compileExpander } from '../../../checker/search/expand.ts'
import { instancesOf, stepOf } from '../../../checker/search/instances.ts'
import { creatorsOf, isPassedOver } from '../../../checker/search/passed-over.ts'
import { compileCodec } from '../../../checker/state/codec.ts'
import { stateFrom, successors } from '../../../checker/state/successors.ts'
import { defaultOptions, kraft } from '../../../model/kraft/index.ts'
import { zookeeper } from '../../../model/zookeeper/index.ts'
import { graphOf } from '../graph.ts'

const layout = defineLayout({ x: int(0, 4), y: int(0, 4) })
type State = StateOf<typeof layout.fields>
const by = { kind: 'int', min: 1, max: 2 } as const
const actions = [
  action<State>()('X', 'Counts.', [['by', by]], {
    guards: { g: (s, n) => s.x + n <= 4 },
    apply: (d, n) => void (d.x += n),
  }),
  action<State>()('Y', 'Counts.', [], { guards: { g: (s) => s.y < 4 }, apply: (d) => void d.y++ }),
]
/** Pairs of one action, of actions with and without parameters, that are always passed over, sometimes and never. */
const counting: Model<State> = {
  name: 'counting',
  bounds: {},
  assumptions: [],
  layout,
  initial: [() => undefined],
  actions,
  independent: {
    of: actions,
    pairs: [
      { first: 'X', second: 'X', among: (a, b) => a + b === 3 },
      { first: 'X', second: 'Y', among: (n) => n === 2 },
      { first: 'X', second: 'Y', when: (s, n) => s.x > n },
    ],
  },
  properties: [],
}

const published = { logSize: 1, records: 1, maxEpoch: 1, uncleanLeaderElection: false, commitHistory: false } as const
const plain = kraft({ ...defaultOptions, replicas: 2, minIsr: 1, records: 1, faults: { total: 1, cleanStops: 1, fencings: 1 } })

describe.each<[string, Model]>([
  ['counters', counting as Model],
  ['the published protocol', zookeeper({ protocol: 'kip-320', replicas: 2, ...published }) as Model],
  ['the protocol as it is now', plain as Model],
])('what is passed over of %s', (_, model) => {
  const graph = graphOf(model, Infinity)
  if (graph === undefined) throw new Error('there is a graph of any size')
  const codec = compileCodec(model.layout)
  const instances = instancesOf(model)
  const options = {
    guardCoverage: false,
    assertions: true,
    checks: true,
    passesOver: true,
    capacity: 200,
    current: new Int32Array(1),
  }
  const expander = compileExpander(model, codec, options, () => undefined)
  const { buffer, passed, source, taken, none } = expander
  const { words } = codec.layout
  const expand = (cells: Int32Array, creator: number, stepMask = 0) => {
    source.cells.set(cells)
    passed[0] = 0
    const count = expander.expand(0, stepMask, creator)
    return {
      passed: passed[0],
      creators: [...buffer.creators.subarray(0, count)],
      packed: [...buffer.packed.subarray(0, count * words)],
    }
  }
  const written = (
    all: readonly { readonly step: { readonly action: number }; readonly cells: Int32Array; readonly number: number }[],
  ) => ({
    creators: all.map(({ number }) => number),
    packed: all.flatMap(({ cells }) => {
      const packed = new Int32Array(words)
      codec.encode(cells, packed, 0)
      return [...packed]
    }),
  })

  it('is what the model says, after every transition and in every state', () => {
    let total = 0
    graph.from.forEach((firsts) => {
      for (const first of firsts) {
        const cells = graph.states[first.to] ?? new Int32Array()
        const between = stateFrom(codec, cells)
        const all = (graph.from[first.to] ?? []).map((t) => ({ ...t, cells: graph.states[t.to] ?? new Int32Array() }))
        const kept = all.filter(({ step }) => !isPassedOver(model, between, first.step, step))
        const before = taken.reduce((n, t) => n + t, 0)
        expect(expand(cells, first.number)).toEqual({ passed: all.length - kept.length, ...written(kept) })
        expect(taken.reduce((n, t) => n + t, 0) - before).toBe(all.length)
        total += all.length - kept.length
      }
    })
    expect(total).toBeGreaterThan(5)
  })

  it('is nothing without a creator, and while properties of steps are judged', () => {
    graph.states.forEach((cells, state) => {
      const all = [...successors(model, codec, cells)].map((s, i) => ({ ...s, number: graph.from[state]?.[i]?.number ?? -1 }))
      expect(expand(cells, none)).toEqual({ passed: 0, ...written(all) })
      const someone = graph.from.find((firsts) => firsts.some(({ to }) => to === state))?.find(({ to }) => to === state)
      if (someone !== undefined) expect(expand(cells, someone.number, 2 ** 30)).toEqual({ passed: 0, ...written(all) })
    })
  })

  it('is told by the numbers of transitions', () => {
    const creators = creatorsOf(model)
    expect(creators.none).toBe(instances.reduce((n, { count }) => n + count, 0))
    for (let number = 0; number < creators.none; number++) {
      const { action: index, params } = stepOf(instances, number)
      expect(creators.actions[number]).toBe(index)
      expect(params).toEqual(creators.params.slice(0, params.length).map((values) => values[number]))
    }
  })
})
