/** docs/confirmed.md is what docs/confirmed.json says, and that is of the catalogue as it is. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { SCENARIOS } from '../../../model/kraft/scenarios.ts'
import { TRANSACTION_SCENARIOS } from '../../../model/transactions/scenarios.ts'
import { confirmedDocs, rowsIn, withRows } from '../../../reports/confirm/docs.ts'

const doc = (name: string): string => readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8')
const rows = rowsIn(doc('confirmed.json'))

describe('docs/confirmed.md', () => {
  it('is made from docs/confirmed.json', () => {
    expect(doc('confirmed.md')).toBe(confirmedDocs(rows))
  })

  it('has scenarios of the catalogue, in its order, with the lengths they have there', () => {
    const steps = new Map([...SCENARIOS, ...TRANSACTION_SCENARIOS].map(({ id, steps: n }) => [id, n]))
    expect(rows.map(({ scenario, length }) => [scenario, length])).toEqual(
      rows.map(({ scenario }) => [scenario, steps.get(scenario)]),
    )
    expect(withRows(rows, [])).toEqual(rows)
  })

  it('confirms nothing that stands under rules the release has not', () => {
    expect(rows.filter(({ foreign, outcome }) => foreign.length > 0 && outcome === 'confirmed')).toEqual([])
  })
})
