import { describe, expect, it } from 'vitest'
import { exploreHere } from '../../../checker/search/explore.ts'
import { kraftProperties, type KraftPropertyName } from '../../../invariants/kraft-catalogue.ts'
import { defaultOptions, type Faults, kraft, type KraftOptions, type Start } from '../../../model/kraft/index.ts'
import { OptionError } from '../../../model/option-error.ts'

const withoutElr = { ...defaultOptions.switches, elr: false }

function options(faults: Omit<Faults, 'total'>, rest: Partial<KraftOptions> = {}): KraftOptions {
  const total = Object.values(faults).reduce((sum, n) => sum + n, 0)
  return { ...defaultOptions, ...rest, faults: { ...faults, total } }
}

async function verdicts(given: KraftOptions, names: readonly KraftPropertyName[]) {
  const model = kraft(given, (view) => kraftProperties(view, names))
  const found = await exploreHere(model, { workers: 1, maxMemory: 2 ** 30 })
  expect(found.exhausted).toBe(true)
  return Object.fromEntries(found.properties.map((p) => [p.name, p.path?.steps.length ?? p.verdict]))
}

describe('brokers that stay down', () => {
  const names = ['WriteStaysPossible', 'LeaderStaysPossible'] as const
  const down = (kills: number, rest: Partial<KraftOptions>) =>
    verdicts(options({ kills }, { records: 1, brokersReturn: false, ...rest }), names)
  it.each([
    { replicas: 3, minIsr: 2, kills: 1, write: 'holds', leader: 'holds' },
    { replicas: 3, minIsr: 2, kills: 2, write: 2, leader: 'holds' },
    { replicas: 3, minIsr: 2, kills: 3, write: 2, leader: 3 },
    { replicas: 3, minIsr: 3, kills: 1, write: 1, leader: 'holds' },
    { replicas: 3, minIsr: 1, kills: 2, write: 'holds', leader: 'holds' },
    { replicas: 1, minIsr: 1, kills: 1, write: 1, leader: 1 },
  ])('$kills of $replicas replicas, min ISR $minIsr: write $write, leader $leader', async ({ write, leader, kills, ...rest }) => {
    expect(await down(kills, rest)).toEqual({ WriteStaysPossible: write, LeaderStaysPossible: leader })
  })

  it('with them back, everything is possible again', async () => {
    expect(await verdicts(options({ kills: 2 }, { records: 1 }), names)).toEqual({
      WriteStaysPossible: 'holds',
      LeaderStaysPossible: 'holds',
    })
  })
})

describe('a partition as it is found', () => {
  const names = ['AckedDurable', 'RepeatableRead', 'LeaderInIsr', 'HighWatermarkBounds', 'EpochsMonotoneInLog'] as const
  const kept = { RepeatableRead: 'holds', AckedDurable: 'holds' }
  const sound = { LeaderInIsr: 'holds', HighWatermarkBounds: 'holds', EpochsMonotoneInLog: 'holds' }
  const found = (start: Start, faults: Omit<Faults, 'total'>, rest: Partial<KraftOptions> = {}) =>
    verdicts(options(faults, { start, ...rest }), names)

  it('loses nothing without faults', async () => {
    expect(await found({ leader: 0, isr: [0, 1, 2], elr: [] }, {})).toEqual({ ...kept, ...sound })
  })

  it('loses its record with the last in-sync replica', async () => {
    const start = { leader: 0, isr: [0], elr: [] }
    const switches = withoutElr
    expect(await found(start, { powerLosses: 1 }, { switches })).toEqual({ RepeatableRead: 5, AckedDurable: 5, ...sound })
    expect(await found(start, { kills: 1 }, { switches })).toEqual({ ...kept, ...sound })
    expect(await found(start, { kills: 1 }, { switches, uncleanElection: true })).toMatchObject({ AckedDurable: 3 })
  })

  it('loses it with an eligible leader replica that had stopped uncleanly too, and not otherwise', async () => {
    const start = { leader: 0, isr: [0], elr: [1] }
    expect(await found(start, { powerLosses: 1 })).toEqual({ RepeatableRead: 6, AckedDurable: 6, ...sound })
    expect(await found(start, { kills: 1 })).toEqual({ ...kept, ...sound })
    expect(await found({ leader: -1, isr: [], elr: [1] }, { powerLosses: 1 })).toMatchObject({ LeaderInIsr: 'holds' })
  })

  it('has no eligible leader replica beside an ISR that is large enough, whatever the listing says', async () => {
    const start = { leader: 0, isr: [0], elr: [1] }
    expect(await found(start, { fencings: 1 }, { replicas: 2, minIsr: 1 })).toEqual({ ...kept, ...sound })
  })

  it.each([
    { leader: 0, isr: [1], elr: [] },
    { leader: 3, isr: [3], elr: [] },
    { leader: -1, isr: [], elr: [] },
    { leader: 0, isr: [0, 1], elr: [1] },
  ])('refuses %j', (start) => {
    expect(() => kraft(options({}, { start }))).toThrow(OptionError)
  })
})

describe('eligible leader replicas switched on while the cluster runs', () => {
  const names = ['AckedDurable', 'CandidateCompleteness', 'QuorumSuperset', 'FencedNotInIsr', 'RecordAcknowledged'] as const
  const change = { switches: withoutElr, configChange: { elr: true }, records: 1 } as const

  it('loses nothing without a power loss', async () => {
    expect(await verdicts(options({ fencings: 2 }, change), names)).toEqual({
      AckedDurable: 'holds',
      CandidateCompleteness: 'holds',
      QuorumSuperset: 'holds',
      FencedNotInIsr: 'holds',
      RecordAcknowledged: 5,
    })
  })

  it('does not take back what happened before: the ISR of one member stays without an ELR', async () => {
    const start = { leader: 0, isr: [0], elr: [] }
    const given = options({ powerLosses: 1 }, { ...change, start, records: 2 })
    expect(await verdicts(given, ['AckedDurable'])).toEqual({ AckedDurable: 5 })
  })
})
