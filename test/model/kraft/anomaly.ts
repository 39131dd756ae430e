/** An anomaly of the catalogue shows in as many steps as it says, along the run of its golden file, and its search counts what the manifest says. */
import { expect } from 'vitest'
import { exploreHere } from '../../../checker/search/explore.ts'
import { describeStep } from '../../../checker/state/successors.ts'
import { type Scenario, SCENARIOS } from '../../../model/kraft/scenarios.ts'
import { build } from '../../../questions/spec.ts'
import { entryOf } from '../../catalogue/manifest.ts'

const nameOf = ({ id }: Scenario): string => `scenario/${id}`

/** The scenarios of a tier. */
export const scenariosOf = (cost: 'quick' | 'long'): readonly Scenario[] =>
  SCENARIOS.filter((scenario) => entryOf(nameOf(scenario)).cost === cost)

/** What a scenario is about, and its shortest counterexample. */
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

export async function expectAnomaly(scenario: Scenario): Promise<void> {
  const model = build({ model: 'kraft', from: { scenario: scenario.id }, properties: [scenario.property] })
  const found = await exploreHere(model, { workers: 1, maxMemory: 2 ** 30, rangeChecks: false, first: true })
  expect(found.error).toBeUndefined()
  const steps = found.properties[0]?.path?.steps ?? []
  expect(steps.length).toBe(scenario.steps)
  const { distinct, depth } = found
  expect({ distinct, depth }).toEqual(entryOf(nameOf(scenario)).counts)
  const text = golden(
    scenario,
    steps.map((step) => describeStep(model, step)),
  )
  await expect(text).toMatchFileSnapshot(`../../golden/kraft/${scenario.id}.txt`)
}
