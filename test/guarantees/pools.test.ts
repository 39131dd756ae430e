/** A pool that allows the runs of several, and no others where pairs of kinds tell them apart. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ENVELOPES, LEVELS } from '../../guarantees/guarantees.ts'
import { allows, isWithin, poolOfAll } from '../../guarantees/pools.ts'
import { type Configuration, questionOf } from '../../guarantees/questions.ts'
import { type FaultPool, PARTED_KINDS } from '../../model/kraft/index.ts'

const pool = fc.record(
  Object.fromEntries(['total', ...PARTED_KINDS].map((kind) => [kind, fc.nat(3)])),
) as unknown as fc.Arbitrary<FaultPool>

/** Every choice of at most `most` faults. */
function* choices(most: number, kinds = [...PARTED_KINDS]): Generator<Partial<Record<(typeof PARTED_KINDS)[number], number>>> {
  const [kind, ...others] = kinds
  if (kind === undefined) return yield {}
  for (let n = 0; n <= most; n++) for (const rest of choices(most - n, others)) yield { ...rest, ...(n > 0 && { [kind]: n }) }
}

const configuration: Configuration = { version: '4.1', topic: { 'replication.factor': '3' }, offsets: {} }

describe('a pool for several', () => {
  it('allows every run of each', () => {
    fc.assert(
      fc.property(fc.array(pool, { minLength: 1, maxLength: 4 }), (pools) => {
        const all = poolOfAll(pools)
        if (all === undefined) throw new Error('all kinds can be apart')
        for (const one of pools) expect(isWithin(one, all)).toBe(true)
        for (const faults of choices(3)) if (pools.some((one) => allows(one, faults))) expect(allows(all, faults)).toBe(true)
      }),
      { numRuns: 50 },
    )
  })

  it.each(['producer', 'partition'] as const)('of the columns allows what one of them does, and nothing else: %s', (observer) => {
    const pools = ENVELOPES.flatMap((envelope) => {
      const { from } = questionOf(observer, envelope, LEVELS.quick, configuration).spec
      const faults = 'settings' in from ? from.settings.bounds?.faults : undefined
      return faults === undefined ? [] : [faults]
    })
    const all = poolOfAll(pools)
    if (all === undefined) throw new Error('no pool')
    const found = [...choices(4)].filter((faults) => allows(all, faults))
    expect(found).toEqual([...choices(4)].filter((faults) => pools.some((one) => allows(one, faults))))
    expect(found.length).toBeGreaterThan(20)
  })

  it('is none with faults of zones, which cannot be apart', () => {
    expect(
      poolOfAll([
        { total: 1, zoneKills: 1 },
        { total: 1, kills: 1 },
      ]),
    ).toBeUndefined()
  })
})
