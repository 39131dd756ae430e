/** Each anomaly of the catalogue shows, in as many steps as it says. */
import { describe, expect, it } from 'vitest'
import { exploreHere } from '../../../checker/index.ts'
import { TRANSACTION_SCENARIOS } from '../../../model/transactions/scenarios.ts'
import { build } from '../../../questions/spec.ts'

describe('scenarios of transactions', () => {
  it.each(TRANSACTION_SCENARIOS)('$id: $property in $steps steps', async ({ id, property, shows, steps }) => {
    const model = build({ model: 'transactions', from: { scenario: id }, properties: [property] })
    const result = await exploreHere(model, { workers: 1, maxMemory: 2 ** 28, first: true, rangeChecks: false })
    expect(result.error).toBeUndefined()
    const found = result.properties.find((p) => p.name === property)
    expect({ shows: found?.kind === 'witness' ? 'reached' : found?.verdict, steps: found?.path?.steps.length }).toEqual({
      shows,
      steps,
    })
  })
})
