import { describe, expect, it } from 'vitest'
import { exploreHere } from '../../../checker/explore.ts'
import { KRAFT_CATALOGUE, kraftProperties, type KraftPropertyName } from '../../../invariants/kraft-catalogue.ts'
import { kraft } from '../../../model/kraft/index.ts'
import { scenarioOptions, SCENARIOS } from '../../../model/kraft/scenarios.ts'

const limits = { workers: 1, maxMemory: 2 ** 30, rangeChecks: true, first: true }

describe('the catalogue of anomalies', () => {
  it.each(SCENARIOS)('$id: $title, in $steps steps', async (scenario) => {
    expect(Object.keys(KRAFT_CATALOGUE)).toContain(scenario.property)
    const model = kraft(scenarioOptions(scenario), (view) => kraftProperties(view, [scenario.property as KraftPropertyName]))
    const found = await exploreHere(model, limits)
    expect(found.error).toBeUndefined()
    expect(found.properties[0]?.path?.steps.length).toBe(scenario.steps)
  })

  it('names every scenario once', () => {
    const ids = SCENARIOS.map((s) => s.id)
    expect(new Set(ids).size).toBe(ids.length)
  })
})
