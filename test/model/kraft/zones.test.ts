/** Zones: what befalls all brokers of one is one fault, and what follows from where replicas stand the search finds too. */
import { describe, expect, it } from 'vitest'
import { exploreHere } from '../../../checker/search/explore.ts'
import { kraftProperties, type KraftPropertyName } from '../../../invariants/kraft-catalogue.ts'
import { defaultOptions, type Faults, kraft, type KraftOptions } from '../../../model/kraft/index.ts'
import { zonePromises } from '../../../model/kraft/zone-promises.ts'
import { OptionError } from '../../../model/option-error.ts'
import { Walk } from './walk.ts'

function options(racks: readonly number[], faults: Omit<Faults, 'total'>, rest: Partial<KraftOptions> = {}): KraftOptions {
  const total = Object.values(faults).reduce((sum, n) => sum + n, 0)
  return { ...defaultOptions, replicas: racks.length, racks, records: 1, ...rest, faults: { ...faults, total } }
}

async function verdicts(given: KraftOptions, names: readonly KraftPropertyName[]) {
  const model = kraft(given, (view) => kraftProperties(view, [...names, 'MetadataFits']))
  const found = await exploreHere(model, { workers: 1, maxMemory: 2 ** 30, rangeChecks: false })
  expect(found.exhausted).toBe(true)
  const all = found.properties.map((p) => [p.name, p.path?.steps.length ?? p.verdict] as const)
  return Object.fromEntries([['distinct', found.distinct] as const, ...all])
}

describe('a zone', () => {
  it('loses power with all its brokers, each what it has not flushed', async () => {
    const dc = [0, 0, 0]
    const elr = (on: boolean) => ({ switches: { ...defaultOptions.switches, elr: on } })
    const asked = (on: boolean) => verdicts(options(dc, { zonePowerLosses: 1 }, elr(on)), ['AckedDurable'])
    expect(await asked(true)).toEqual({ distinct: 18_562, AckedDurable: 13, MetadataFits: 'holds' })
    expect(await asked(false)).toEqual({ distinct: 18_028, AckedDurable: 12, MetadataFits: 'holds' })
    expect(await verdicts(options([0, 1, 0], { zonePowerLosses: 1 }), ['AckedDurable'])).toMatchObject({ AckedDurable: 'holds' })
  })

  it('is cut off broker by broker, in any order', () => {
    const at = (order: number) => new Walk(options([0, 1, 0], { zoneFencings: 1 })).take(['ZoneCutOff', 0, order])
    expect(at(0).state.metadata.length).toBe(3)
    expect([0, 1].map((order) => at(order).state.metadata.isr[1])).toEqual([0b110, 0b011])
    expect(at(0).state.metadata.isr[2]).toBe(0b010)
    expect(at(0).blocks(['ZoneCutOff', 1, 0])).toBeDefined()
    expect(new Walk(options([0, 1, 0], { zoneFencings: 1 })).blocks(['ZoneCutOff', 1, 1])).toBe('there are so many orders')
  })

  it('must be named before it can fail', () => {
    expect(() => kraft({ ...defaultOptions, faults: { total: 1, zoneKills: 1 } })).toThrow(OptionError)
    expect(() => kraft(options([0, 1], { zoneKills: 1 }, { replicas: 3 }))).toThrow(OptionError)
  })
})

describe('what follows from zones without a search', () => {
  it.each([
    { racks: [0, 1, 2], minIsr: 2, largest: 1, takesWrites: true, hasLeader: true, hasCopyOutside: true },
    { racks: [0, 1, 0], minIsr: 1, largest: 2, takesWrites: true, hasLeader: true, hasCopyOutside: false },
    { racks: [0, 1, 0], minIsr: 2, largest: 2, takesWrites: false, hasLeader: true, hasCopyOutside: false },
    { racks: [0, 1, 0], minIsr: 3, largest: 2, takesWrites: false, hasLeader: true, hasCopyOutside: true },
    { racks: [0, 0, 0], minIsr: 2, largest: 3, takesWrites: false, hasLeader: false, hasCopyOutside: false },
  ])('min.insync.replicas $minIsr in zones $racks is what the search finds', async ({ racks, minIsr, ...promised }) => {
    expect(zonePromises({ replicas: racks.length, minIsr }, racks)).toEqual(promised)
    const down = options(racks, { zoneKills: 1 }, { minIsr, brokersReturn: false })
    const possible = await verdicts(down, ['WriteStaysPossible', 'LeaderStaysPossible'])
    expect(possible['WriteStaysPossible'] === 'holds').toBe(promised.takesWrites)
    expect(possible['LeaderStaysPossible'] === 'holds').toBe(promised.hasLeader)
    const shrinks = racks.length - minIsr
    const lost = options(racks, { zoneDiskLosses: 1, ...(shrinks > 0 && { isrShrinks: shrinks }) }, { minIsr })
    expect((await verdicts(lost, ['AckedSomewhere']))['AckedSomewhere'] === 'holds').toBe(promised.hasCopyOutside)
  })

  it('is that in two zones nobody has both', () => {
    for (const replicas of [2, 3, 4, 5, 6])
      for (let minIsr = 1; minIsr <= replicas; minIsr++) {
        const racks = Array.from({ length: replicas }, (_, b) => b % 2)
        const { takesWrites, hasCopyOutside } = zonePromises({ replicas, minIsr }, racks)
        expect(takesWrites && hasCopyOutside).toBe(false)
      }
  })
})

describe('all followers that lag', () => {
  it('leave the ISR by one AlterPartition, which is one fault', () => {
    const at = new Walk({ ...defaultOptions, records: 1, faults: { total: 1, isrCollapses: 1 } })
    // Neither has reported a log end yet; 0b110 is both followers.
    at.take(['CollapseIsr', 0, 0b110 - 1])
    expect(at.state.proposal[0]).toBe(0b001)
    expect(at.state.faultsLeft).toBe(0)
  })
})
