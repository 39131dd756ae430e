/** Anomalies whose search is long, and what repairs each: searches that see every state. */
import { describe, expect, it } from 'vitest'
import { exploreHere } from '../../../checker/search/explore.ts'
import { kraftProperties, type KraftPropertyName } from '../../../invariants/kraft-catalogue.ts'
import { kraft } from '../../../model/kraft/index.ts'
import { type Scenario, scenarioOptions, SCENARIOS } from '../../../model/kraft/scenarios.ts'
import { expectAnomaly, scenariosOf } from './anomaly.ts'

const limits = { workers: 1, maxMemory: 2 ** 30, rangeChecks: false }

async function exhausted(scenario: Pick<Scenario, 'version' | 'switches' | 'config' | 'faults' | 'property'>) {
  const model = kraft(scenarioOptions(scenario), (view) => kraftProperties(view, [scenario.property as KraftPropertyName]))
  const found = await exploreHere(model, limits)
  return { exhausted: found.exhausted, verdict: found.properties[0]?.verdict }
}

describe('the catalogue of anomalies', () => {
  it.each(scenariosOf('long'))('$id: $title, in $steps steps', expectAnomaly)

  const repaired = SCENARIOS.flatMap(({ repairedIn, defects: _defects, ...rest }) =>
    repairedIn === undefined ? [] : [{ ...rest, version: repairedIn }],
  )
  it.each(repaired)('$id: repaired in $version', async (scenario) => {
    expect(await exhausted(scenario)).toEqual({ exhausted: true, verdict: 'holds' })
  })

  const withDefects = SCENARIOS.filter(({ id, defects }) => defects !== undefined && id !== 'R')
  it.each(withDefects)('$id: holds by design', async ({ defects: _defects, ...scenario }) => {
    expect(await exhausted(scenario)).toEqual({ exhausted: true, verdict: 'holds' })
  })
})
