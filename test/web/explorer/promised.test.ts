/** What the page judges when nobody chooses is what the command line judges. */
import { describe, expect, it } from 'vitest'
import type { SearchPlan } from '../../../questions/check.ts'
import { planKraft } from '../../../questions/plan-kraft.ts'
import { kraftEntry } from '../../../web/explorer/app/kraft-entry.ts'
import { firstConfiguration, withOption } from '../../../web/explorer/catalogue.ts'

const first = firstConfiguration(kraftEntry)
const durable = (properties: readonly string[]) => properties.filter((name) => name.endsWith('Durable'))
const judgedBy = (searches: readonly SearchPlan[]) => searches.flatMap(({ spec }) => spec.properties ?? []).toSorted()

describe('what is judged when nobody chooses', () => {
  it.each([
    ['acks', 'all', 'AckedDurable'],
    ['acks', '1', 'Acks1Durable'],
    ['acks', '0', 'Acks0Durable'],
    ['set', 'acks=1', 'Acks1Durable'],
    ['version', '2.8', 'Acks1Durable'],
  ])('is with %s=%s what check judges', (name, value, promise) => {
    const changed = withOption(kraftEntry, first, name, value)
    expect(durable(changed.properties)).toEqual([promise])
    const asked = name === 'version' ? { version: '2.8' as const } : { set: { acks: value.replace('acks=', '') } }
    expect(judgedBy(kraftEntry.plan(changed).searches)).toEqual(judgedBy(planKraft(asked, undefined).searches))
    expect(withOption(kraftEntry, changed, name, first.options[name] ?? '')).toEqual(first)
  })

  it('stays what somebody has chosen', () => {
    const chosen = { ...first, properties: ['AckedDurable'] }
    expect(withOption(kraftEntry, chosen, 'acks', '1')).toEqual({
      ...chosen,
      options: { ...first.options, acks: '1' },
    })
  })

  it('is what it was at first while an option cannot be used', () => {
    for (const set of ['min.insync.replicas', 'min.insync.replicas=many', 'no.such.key=1'])
      expect(withOption(kraftEntry, first, 'set', set).properties).toEqual(first.properties)
  })
})
