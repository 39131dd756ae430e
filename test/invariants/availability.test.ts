import { describe, expect, it } from 'vitest'
import { exploreHere } from '../../checker/search/explore.ts'
import { kraftProperties } from '../../invariants/kraft-catalogue.ts'
import { defaultOptions, kraft, type KraftOptions } from '../../model/kraft/index.ts'

const limits = { workers: 1, maxMemory: 2 ** 30 }
const names = [
  'LeaderStaysPossible',
  'ProposalsResolve',
  'FullIsrStaysPossible',
  'WriteStaysPossible',
  'AckedCanBeReplicated',
] as const

async function stuck(options: Partial<KraftOptions>): Promise<string[]> {
  const model = kraft({ ...defaultOptions, records: 1, ...options }, (view) => kraftProperties(view, names))
  const found = await exploreHere(model, limits)
  expect(found.exhausted).toBe(true)
  return found.properties.filter((p) => p.verdict !== 'holds').map((p) => p.name)
}

describe('what stays possible', () => {
  it('is everything, whatever two faults without a lost disk do to three replicas', async () => {
    expect(await stuck({ faults: { total: 2, cleanStops: 2, kills: 2, fencings: 2, isrShrinks: 2, elections: 2 } })).toEqual([])
  })

  it('is no leader when ISR and ELR are empty and the last known leader may not lead', async () => {
    const switches = { ...defaultOptions.switches, lastKnownLeaderElection: false }
    const faults = { total: 2, powerLosses: 2 }
    expect(await stuck({ replicas: 2, faults, switches })).toContain('LeaderStaysPossible')
    expect(await stuck({ replicas: 2, faults })).toEqual(['AckedCanBeReplicated'])
  })

  it('is no write with min.insync.replicas above the replication factor, before it was clamped', async () => {
    const faults = { total: 1, kills: 1 }
    const unclamped = { ...defaultOptions.switches, clampMinIsr: false }
    expect(await stuck({ replicas: 2, minIsr: 3, faults, switches: unclamped })).toEqual(['WriteStaysPossible'])
    expect(await stuck({ replicas: 2, minIsr: 3, faults })).toEqual([])
  })
})
