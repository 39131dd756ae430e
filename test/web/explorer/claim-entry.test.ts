/** The page offers all of the catalogue that is a question about Kafka, and asks of it what the command asks. */
import { describe, expect, it } from 'vitest'
import { CATALOGUE } from '../../../catalogue/index.ts'
import { CLAIMS } from '../../../claims/index.ts'
import { specOf } from '../../../questions/claim-spec.ts'
import { claimEntry } from '../../../web/explorer/app/claim-entry.ts'
import { scenarioEntry } from '../../../web/explorer/app/scenario-entry.ts'

const choices = ({ fields }: typeof claimEntry): readonly string[] =>
  fields.flatMap((field) => (field.kind === 'choice' ? field.choices : []))
const listed = (kind: 'scenario' | 'claim'): string[] =>
  CATALOGUE.filter((entry) => entry.kind === kind).map(({ id }) => id.slice(kind.length + 1))

describe('the catalogue on the page', () => {
  it('is that of the commands', () => {
    expect(choices(scenarioEntry)).toEqual(listed('scenario'))
    expect(choices(claimEntry)).toEqual(listed('claim'))
  })

  it('asks of a claim what the command asks', () => {
    const entries = CLAIMS.flatMap((claim) => claim.entries)
    for (const entry of entries) {
      const { searches } = claimEntry.plan({ model: claimEntry.name, options: { claim: entry.id }, properties: [] })
      expect(searches.map((s) => s.spec)).toEqual([specOf(entry)])
    }
  })

  it('refuses a claim that there is not', () => {
    expect(() => claimEntry.plan({ model: claimEntry.name, options: { claim: 'none' }, properties: [] })).toThrow(
      'there is no claim "none"',
    )
  })
})
