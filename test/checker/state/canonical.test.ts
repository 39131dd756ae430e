import { describe, expect, it } from 'vitest'
import { compileCodec } from '../../../checker/state/codec.ts'
import { exploreHere } from '../../../checker/search/explore.ts'
import { successors, initialStates } from '../../../checker/state/successors.ts'
import { compileCanonical, renaming } from '../../../checker/state/symmetry.ts'
import type { SearchResult } from '../../../checker/verdict.ts'
import { PROPERTY_NAMES, propertiesOf } from '../../../invariants/index.ts'
import { PROTOCOLS, zookeeper, type ZookeeperOptions } from '../../../model/zookeeper/index.ts'
import { replay, traceOf } from '../../../traces/index.ts'

const limits = { workers: 2, maxMemory: 2 ** 28 }
const build = (options: Omit<ZookeeperOptions, 'commitHistory' | 'uncleanLeaderElection'>) =>
  zookeeper({ uncleanLeaderElection: true, commitHistory: true, ...options }, (view) => propertiesOf(PROPERTY_NAMES, view))

const lengths = (result: SearchResult) => result.properties.map((p) => [p.name, p.verdict, p.path?.steps.length])

describe('symmetry', () => {
  it.each(PROTOCOLS)('changes no verdict and no length of %s', async (protocol) => {
    const options = { protocol, replicas: 3, logSize: 1, records: 1, maxEpoch: 1 }
    const all = await exploreHere(build(options), limits)
    const one = await exploreHere(build({ ...options, symmetry: true }), limits)
    expect(lengths(one)).toEqual(lengths(all))
    expect(one.depth).toBe(all.depth)
    expect(one.distinct).toBeLessThan(all.distinct / 4)
  })

  it('sees exactly one state of every class, whatever the number of lanes', async () => {
    const model = build({ protocol: 'kip-320', replicas: 3, logSize: 1, records: 1, maxEpoch: 0, symmetry: true })
    const { symmetry } = model
    if (symmetry === undefined) throw new Error('the model has no symmetry')
    const codec = compileCodec(model.layout)
    const canonical = compileCanonical(model.layout, symmetry, codec.encode)
    const words = new Int32Array(model.layout.words)
    const reached = new Map<string, Int32Array>()
    const queue = initialStates(model, codec)
    for (const cells of queue) {
      if (reached.has(cells.join())) continue
      reached.set(cells.join(), cells)
      for (const next of successors(model, codec, cells)) queue.push(next.cells)
    }
    const classes = new Set<string>()
    for (const cells of reached.values()) {
      canonical(cells, words, 0)
      const key = words.join()
      classes.add(key)
      for (const permutation of [
        [1, 0, 2],
        [2, 1, 0],
        [1, 2, 0],
      ]) {
        const renamed = cells.slice()
        renaming(model.layout, symmetry, permutation)(cells, renamed)
        canonical(renamed, words, 0)
        expect(words.join()).toBe(key)
      }
    }
    for (const workers of [1, 2, 5]) expect((await exploreHere(model, { ...limits, workers })).distinct).toBe(classes.size)
    expect(reached.size).toBeGreaterThan(4 * classes.size)
  })

  it('gives paths that replay', async () => {
    const model = build({ protocol: 'truncate-to-hw', replicas: 3, logSize: 2, records: 2, maxEpoch: 1, symmetry: true })
    const result = await exploreHere(model, limits)
    const traces = result.properties.flatMap((p) => traceOf(model, null, p) ?? [])
    expect(traces.length).toBeGreaterThan(3)
    for (const trace of traces) expect(replay(model, trace)).toMatchObject({ ok: true })
  })

  it('refuses a domain the layout does not use', () => {
    const { layout } = build({ protocol: 'kip-320', replicas: 3, logSize: 1, records: 1, maxEpoch: 0 })
    const stranger = { kind: 'members', name: 'replica', labels: ['b0', 'b1', 'b2'] } as const
    expect(() => renaming(layout, stranger, [1, 0, 2])).toThrow(/the very domain of the layout/)
  })
})
