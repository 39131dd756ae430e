import { describe, expect, it } from 'vitest'
import { SCENARIOS } from '../../../model/kraft/scenarios.ts'
import { expectAnomaly, scenariosOf } from './anomaly.ts'

describe('the catalogue of anomalies', () => {
  it.each(scenariosOf('quick'))('$id: $title, in $steps steps', expectAnomaly)

  it('names every scenario once', () => {
    const ids = SCENARIOS.map((s) => s.id)
    expect(new Set(ids).size).toBe(ids.length)
  })
})
