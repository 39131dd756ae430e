/** Searches that forget what nobody reads: the same verdicts and lengths, fewer states, and never a pass for what was forgotten. */
import { expect, test } from 'vitest'
import { exploreHere } from '../../checker/index.ts'
import type { SearchResult } from '../../checker/verdict.ts'
import { KRAFT_CATALOGUE, type KraftEntry, type KraftPropertyName } from '../../invariants/kraft-catalogue.ts'
import type { SettingsRequest } from '../../model/kraft/settings.ts'
import { searchLean } from '../../questions/lean.ts'
import { build, type KraftSpec } from '../../questions/spec.ts'
import { stateFrom } from '../../checker/state/successors.ts'
import { compileCodec } from '../../checker/state/codec.ts'

const LIMITS = { workers: 1, maxMemory: 2 ** 28 }
const FORGETFUL = Object.entries<KraftEntry>(KRAFT_CATALOGUE).flatMap(([name, { reads }]) =>
  reads === undefined ? [] : [name as KraftPropertyName],
)

const specOf = (properties: readonly KraftPropertyName[], settings: SettingsRequest): KraftSpec => ({
  model: 'kraft',
  from: { settings: { version: '4.1', ...settings } },
  properties,
})

const told = ({ verdict, properties }: SearchResult) => ({
  verdict,
  properties: properties.map((p) => [p.name, p.verdict, p.path?.steps.length]),
})

const consumer = { validatesPosition: false, reset: 'earliest', commits: false } as const

/** Configurations, and which of the properties they break. */
const CASES: readonly (readonly [string, SettingsRequest, readonly KraftPropertyName[]])[] = [
  [
    'acks=1, a retry without idempotence',
    {
      set: {
        'replication.factor': '2',
        acks: '1',
        'enable.idempotence': 'false',
        retries: '1',
        'eligible.leader.replicas.version': '0',
      },
      bounds: { records: 1, retries: 1, faults: { total: 1, kills: 1 } },
    },
    ['Acks1Durable', 'NoDuplicate', 'CommittedOffsetDurable'],
  ],
  [
    'brokers that stay down',
    {
      set: { 'replication.factor': '2', 'min.insync.replicas': '2', 'eligible.leader.replicas.version': '0' },
      bounds: { records: 1, brokersReturn: false, faults: { total: 2, powerLosses: 2, isrShrinks: 1 } },
    },
    ['LeaderStaysPossible', 'WriteStaysPossible'],
  ],
  [
    'consumers that read from followers',
    {
      set: {
        'replication.factor': '2',
        'min.insync.replicas': '1',
        'replica.selector.class': 'org.apache.kafka.common.replica.RackAwareReplicaSelector',
      },
      bounds: { records: 1, faults: { total: 1, kills: 1 } },
    },
    [],
  ],
  [
    'unclean elections, and defects',
    {
      set: { 'replication.factor': '2', 'min.insync.replicas': '1', 'unclean.leader.election.enable': 'true' },
      defects: ['F1', 'F2'],
      bounds: { records: 2, faults: { total: 1, isrShrinks: 1, elections: 1 } },
    },
    [],
  ],
]

test.each(CASES)('%s: each property alone is decided alike, in fewer states', async (_, settings, breaks) => {
  let fewer = 0
  const broken: string[] = []
  for (const name of FORGETFUL) {
    const reads: readonly string[] = KRAFT_CATALOGUE[name].needs
    // A consumer beside a producer that sends again only takes longer.
    if (reads.includes('consumer') && settings.bounds?.retries === 1) continue
    const withConsumer = { ...settings, bounds: { ...settings.bounds, consumer } }
    const spec = specOf([name], reads.includes('consumer') ? withConsumer : settings)
    const whole = await exploreHere(build(spec), LIMITS)
    const { result, model } = await searchLean(spec, (plan) => exploreHere(plan.model, LIMITS))
    expect(told(result), name).toEqual(told(whole))
    expect(result.distinct, name).toBeLessThanOrEqual(whole.distinct)
    if (result.distinct < whole.distinct) fewer++
    if (whole.properties.some((p) => p.name === name && p.verdict === 'violated')) broken.push(name)
    // What is told of it is a run of the whole model, which breaks the property there.
    const [property] = model.properties.filter((p) => p.name === name)
    const path = result.properties.find((p) => p.name === name)?.path
    const last = path?.states.at(-1)
    if (property?.kind !== 'state' || last === undefined) continue
    expect(last, name).toHaveLength(model.layout.workingLength)
    expect(property.holds(stateFrom(compileCodec(model.layout), last)), name).toBe(false)
  }
  expect(broken).toEqual(breaks)
  expect(fewer).toBeGreaterThan(3)
})

test('what is read is not forgotten, and what was forgotten does not hold', async () => {
  const settings: SettingsRequest = {
    set: { 'replication.factor': '2' },
    bounds: { records: 1, faults: { total: 1, fencings: 1 } },
  }
  const asked = async (name: KraftPropertyName) => {
    const bounds: unknown[] = []
    await searchLean(specOf([name], settings), ({ spec, model }) => {
      bounds.push(spec.model === 'kraft' && 'settings' in spec.from && spec.from.settings.bounds)
      return exploreHere(model, LIMITS)
    })
    return bounds
  }
  const { bounds } = settings
  expect(await asked('AckedSomewhere')).toEqual([bounds])
  expect(await asked('AckedDurable')).toEqual([{ ...bounds, forgetsExposures: true, forgetsUnread: true }])
  const whether = { ...bounds, forgetsAcks: 'which', forgetsExposures: true, forgetsUnread: true }
  expect(await asked('RecordAcknowledged')).toEqual([whether])

  const names = ['AckedDurable', 'RepeatableRead', 'AckedReadable', 'AckedSomewhere', 'CommittedOffsetDurable'] as const
  for (const [forgetsAcks, refused] of [
    ['which', names],
    ['all', [...names, 'RecordAcknowledged']],
  ] as const)
    for (const name of refused) {
      const forgetting = { ...settings, bounds: { ...bounds, consumer, forgetsAcks, forgetsExposures: true } }
      const { verdict, error } = await exploreHere(build(specOf([name], forgetting)), LIMITS)
      expect([verdict, error?.message], name).toEqual(['error', expect.stringContaining('does not remember')])
    }
})
