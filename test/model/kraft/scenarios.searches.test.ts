import { describe, expect, it } from 'vitest'
import { exploreHere } from '../../../checker/search/explore.ts'
import { describeStep } from '../../../checker/state/successors.ts'
import { KRAFT_CATALOGUE, kraftProperties, type KraftPropertyName } from '../../../invariants/kraft-catalogue.ts'
import { kraft } from '../../../model/kraft/index.ts'
import { type Scenario, scenarioOptions, SCENARIOS } from '../../../model/kraft/scenarios.ts'

const limits = { workers: 1, maxMemory: 2 ** 30, rangeChecks: false, first: true }

/** A scenario's golden file: what it is about, and its shortest counterexample. */
const golden = ({ id, title, story, property }: Scenario, steps: readonly string[]): string =>
  [
    `${id}: ${title}`,
    story,
    '',
    ...steps.map((step, i) => `${String(i + 1).padStart(2)}. ${step}`),
    '',
    `breaks ${property}`,
    '',
  ].join('\n')

async function exhausted(scenario: Pick<Scenario, 'version' | 'switches' | 'config' | 'faults' | 'property'>) {
  const model = kraft(scenarioOptions(scenario), (view) => kraftProperties(view, [scenario.property as KraftPropertyName]))
  const found = await exploreHere(model, { ...limits, first: false })
  return { exhausted: found.exhausted, verdict: found.properties[0]?.verdict }
}

describe('the catalogue of anomalies', () => {
  it.each(SCENARIOS)('$id: $title, in $steps steps', async (scenario) => {
    expect(Object.keys(KRAFT_CATALOGUE)).toContain(scenario.property)
    const model = kraft(scenarioOptions(scenario), (view) => kraftProperties(view, [scenario.property as KraftPropertyName]))
    const found = await exploreHere(model, limits)
    expect(found.error).toBeUndefined()
    const steps = found.properties[0]?.path?.steps ?? []
    expect(steps.length).toBe(scenario.steps)
    await expect(
      golden(
        scenario,
        steps.map((step) => describeStep(model, step)),
      ),
    ).toMatchFileSnapshot(`../../golden/kraft/${scenario.id}.txt`)
  })

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

  it('names every scenario once', () => {
    const ids = SCENARIOS.map((s) => s.id)
    expect(new Set(ids).size).toBe(ids.length)
  })
})
