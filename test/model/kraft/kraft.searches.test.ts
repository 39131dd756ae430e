import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exploreHere } from '../../../checker/search/explore.ts'
import { referenceCheck } from '../../../checker/oracle/reference.ts'
import { KRAFT_CATALOGUE, kraftProperties, type KraftPropertyName } from '../../../invariants/kraft-catalogue.ts'
import { defaultOptions, type Faults, kraft, type KraftOptions } from '../../../model/kraft/index.ts'
import { OptionError } from '../../../model/option-error.ts'
import { defectsOf, withDefects } from '../../../model/kraft/defects.ts'
import { controllerOf, KAFKA_VERSIONS, type KafkaVersion, switchesOf } from '../../../model/kraft/versions.ts'
import { compare, essence } from '../../checker/differential.ts'

const limits = { workers: 2, maxMemory: 2 ** 30, rangeChecks: true }

const options = (faults: Omit<Faults, 'total'>, rest: Partial<KraftOptions> = {}): KraftOptions => ({
  ...defaultOptions,
  ...rest,
  faults: { ...faults, total: Object.values(faults).reduce((sum, n) => sum + n, 0) },
})

describe('state graphs of three replicas, two records, acks=all, followers’ high watermarks kept', () => {
  const withoutElr = { switches: { ...defaultOptions.switches, elr: false }, followerHighWatermarks: true }
  it.each([
    { name: 'no faults', faults: {}, rest: withoutElr, distinct: 82, depth: 10 },
    { name: 'one clean stop', faults: { cleanStops: 1 }, rest: withoutElr, distinct: 4_171, depth: 19 },
    { name: 'two ISR shrinks', faults: { isrShrinks: 2 }, rest: withoutElr, distinct: 2_736, depth: 19 },
    { name: 'two clean stops', faults: { cleanStops: 2 }, rest: withoutElr, distinct: 65_462, depth: 28 },
  ])('$name: $distinct states, depth $depth', async ({ faults, rest, distinct, depth }) => {
    // Of so many states a sample is looked at carefully.
    const looks = distinct < 10_000 ? { rangeChecks: true } : {}
    const found = await exploreHere(
      kraft(options(faults, rest), (view) => kraftProperties(view)),
      { workers: 2, maxMemory: 2 ** 30, ...looks },
    )
    expect({ distinct: found.distinct, depth: found.depth }).toEqual({ distinct, depth })
    expect(found.properties.filter((p) => p.verdict !== 'holds')).toEqual([])
  })
})

const codeOf = (version: KafkaVersion) => defectsOf(version, controllerOf(version)).map((d) => d.id)

/** Small configurations of every feature, under the rules of any release. */
const smallOptions: fc.Arbitrary<KraftOptions> = fc
  .record({
    replicas: fc.constantFrom(1, 2),
    minIsr: fc.constantFrom(1, 2),
    acks: fc.constantFrom('0' as const, '1' as const, 'all' as const),
    uncleanElection: fc.boolean(),
    retries: fc.constantFrom(0, 0, 1),
    idempotence: fc.boolean(),
    maxInFlight: fc.constantFrom(1, 5),
    flushMessages: fc.constantFrom(1, 2, 'never' as const),
    controlledShutdown: fc.boolean(),
    followerReads: fc.boolean(),
    followerHighWatermarks: fc.boolean(),
    electionHistory: fc.boolean(),
    alertHistory: fc.boolean(),
    version: fc.constantFrom(...KAFKA_VERSIONS),
    elr: fc.boolean(),
    defective: fc.boolean(),
    incarnations: fc.boolean(),
    consumer: fc.option(
      fc.record({
        validatesPosition: fc.boolean(),
        reset: fc.constantFrom('earliest' as const, 'latest' as const, 'none' as const),
        commits: fc.boolean(),
      }),
      { nil: undefined, freq: 2 },
    ),
    changesConfig: fc.boolean(),
    fault: fc.constantFrom(
      'cleanStops',
      'kills',
      'powerLosses',
      'diskLosses',
      'fencings',
      'isrShrinks',
      'elections',
      'unregistrations',
      'reassignments',
      'zoneKills',
      'zonePowerLosses',
      'zoneDiskLosses',
      'zoneFencings',
    ),
  })
  .map(({ version, elr, defective, consumer, changesConfig, fault, ...rest }) => ({
    ...defaultOptions,
    ...rest,
    records: consumer === undefined && rest.retries === 0 && !changesConfig ? 2 : 1,
    ...(consumer !== undefined && { consumer }),
    ...(changesConfig && { configChange: { minIsr: 3 - rest.minIsr, uncleanElection: !rest.uncleanElection, elr: !elr } }),
    ...(fault.startsWith('zone') && { racks: Array.from({ length: rest.replicas }, () => 0) }),
    faults: changesConfig && (consumer !== undefined || rest.retries > 0) ? { total: 0 } : { total: 1, [fault]: 1 },
    switches: defective
      ? withDefects({ ...switchesOf(version), elr }, codeOf(version), version, controllerOf(version))
      : { ...switchesOf(version), elr },
  }))

describe('small configurations', () => {
  it('are explored by the search as by the reference checker, within the ranges of the layout', async () => {
    const names = Object.keys(KRAFT_CATALOGUE) as KraftPropertyName[]
    await fc.assert(
      fc.asyncProperty(smallOptions, fc.shuffledSubarray(names, { minLength: 1, maxLength: 20 }), async (chosen, properties) => {
        const model = kraft(chosen, (view) => kraftProperties(view, properties))
        const found = await exploreHere(model, limits)
        compare(model, essence(found), referenceCheck(model))
      }),
      { numRuns: 25 },
    )
  })

  it('cost no bits for what is switched off', () => {
    const bits = kraft(options({}, { replicas: 3 })).layout.bits
    expect(bits).toBe(62)
    expect(kraft(options({}, { replicas: 3, idempotence: false, maxInFlight: 1, flushMessages: 1 })).layout.bits).toBe(bits)
  })

  it('are refused when out of range, by name', () => {
    expect(() => kraft(options({}, { replicas: 0 }))).toThrow(new OptionError('replicas', 'an integer in 1..5', 0))
  })
})

describe('switches', () => {
  it('are declared with the model and turned off by name', () => {
    const names = (kraft(defaultOptions).switches ?? []).map((s) => s.name)
    expect(names).toContain('maximalIsr')
    for (const name of names) {
      const off = kraft({ ...defaultOptions, off: name as keyof typeof defaultOptions.switches })
      expect((off.switches ?? []).map((s) => s.name)).not.toContain(name)
    }
  })
})
