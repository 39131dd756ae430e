/** No majority of controllers, as the model without what the controller does: the closed form of `config/quorum.ts`, held against the search. */
import { describe, expect, it } from 'vitest'
import { exploreHere } from '../../../checker/search/explore.ts'
import { kraftProperties } from '../../../invariants/kraft-catalogue.ts'
import { defaultOptions, type Faults, kraft } from '../../../model/kraft/index.ts'

/** What brokers and clients go on doing; they apply what the controller has committed before. */
const GOES_ON = new Set(['Append', 'Fetch', 'ExpandIsr', 'ShrinkIsr', 'ApplyMetadata', 'CleanStop', 'Kill', 'LosePower'])

async function verdicts(faults: Faults) {
  const options = { ...defaultOptions, records: 1, brokersReturn: false, faults }
  const whole = kraft(options, (view) => kraftProperties(view, ['AckedDurable', 'WriteStaysPossible', 'LeaderStaysPossible']))
  const model = { ...whole, actions: whole.actions.filter(({ name }) => GOES_ON.has(name)) }
  const { exhausted, properties } = await exploreHere(model, { workers: 1, maxMemory: 2 ** 28, rangeChecks: false })
  const found = properties.map(({ name, verdict, path }) => [name, path?.steps.length ?? verdict])
  return { exhausted, ...Object.fromEntries(found) }
}

describe('without a majority of controllers', () => {
  it('writes go on while nothing fails', async () => {
    expect(await verdicts({ total: 0 })).toEqual({
      exhausted: true,
      AckedDurable: 'holds',
      WriteStaysPossible: 'holds',
      LeaderStaysPossible: 'holds',
    })
  })

  it('the leader that fails leaves nobody to lead, and nothing that was acknowledged is lost to others', async () => {
    expect(await verdicts({ total: 2, kills: 1, powerLosses: 1 })).toEqual({
      exhausted: true,
      AckedDurable: 'holds',
      WriteStaysPossible: 1,
      LeaderStaysPossible: 1,
    })
  })
})
