import { describe, expect, it } from 'vitest'
import { exploreHere, mutationSuite } from '../../checker/index.ts'
import { build, peterson } from '../../examples/peterson.ts'

const module = new URL('../../examples/peterson.ts', import.meta.url).href
const limits = { workers: 1, maxMemory: 2 ** 26, rangeChecks: true }

describe('Peterson', () => {
  it('excludes, heeds the turn, and never shuts anyone out, in 20 states', async () => {
    const { distinct, generated, depth, deadlocks, properties } = await exploreHere(peterson(), limits)
    expect({ distinct, generated, depth, deadlocks }).toEqual({ distinct: 20, generated: 35, depth: 6, deadlocks: 0 })
    expect(properties.map((p) => [p.name, p.verdict, p.path?.steps.length])).toEqual([
      ['MutualExclusion', 'holds', undefined],
      ['TurnIsHeeded', 'holds', undefined],
      ['PEnters', 'holds', 3],
      ['PMayAlwaysEnter', 'holds', undefined],
      ['QMayAlwaysEnter', 'holds', undefined],
    ])
  })

  it('lets both in, in 6 steps at best, when a process gives way before it says what it wants', async () => {
    const { properties } = await exploreHere(build({ off: 'wants first' }), limits)
    expect(properties[0]).toMatchObject({ name: 'MutualExclusion', verdict: 'violated', path: { steps: { length: 6 } } })
  })

  it('needs four of its six rules', async () => {
    const rows = await mutationSuite({ module, args: undefined }, peterson(), limits)
    expect(rows.map(({ mutant, result }) => [mutant.kind === 'guard' ? mutant.guard : mutant.name, result])).toEqual([
      ['it is outside', { outcome: 'redundant' }],
      ['it has taken the first', { outcome: 'breaks', properties: ['TurnIsHeeded'], steps: 3 }],
      ['it waits', { outcome: 'breaks', properties: ['MutualExclusion'], steps: 2 }],
      ['the other does not want to, or has given way', { outcome: 'breaks', properties: ['TurnIsHeeded'], steps: 5 }],
      ['it is inside', { outcome: 'redundant' }],
      ['wants first', { outcome: 'breaks', properties: ['MutualExclusion'], steps: 6 }],
    ])
  })
})
