import { describe, expect, it } from 'vitest'
import { exploreHere } from '../../checker/index.ts'
import type { KraftPropertyName } from '../../invariants/kraft-catalogue.ts'
import { SCENARIOS } from '../../model/kraft/scenarios.ts'
import { faultsOf, faultsText } from '../../questions/faults-of.ts'
import { build } from '../../questions/spec.ts'

describe('the faults of a run', () => {
  // Each of these anomalies takes all the faults that its scenario allows.
  const ids = ['A18a', 'A18b', 'A19', 'A20']
  it.each(ids)('of %s are those of its scenario', async (id) => {
    const scenario = SCENARIOS.find((s) => s.id === id)
    if (scenario === undefined) throw new Error(`there is no ${id}`)
    const properties = [scenario.property as KraftPropertyName]
    const model = build({ model: 'kraft', from: { scenario: id }, properties })
    const { properties: found } = await exploreHere(model, { workers: 1, first: true, maxMemory: 2 ** 28 })
    const path = found.find((p) => p.name === scenario.property)?.path
    if (path === undefined) throw new Error('no counterexample')
    expect(faultsOf(model, path)).toEqual(scenario.faults)
  })

  it('are said in one order', () => {
    expect(faultsText({ fencings: 2, kills: 1 })).toBe('1 kill + 2 cut off')
    expect(faultsText({})).toBe('no fault')
  })
})
