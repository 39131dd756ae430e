/** As in `unread.test.ts`, with configurations, releases, defects and faults that are other ones at every run; TIDEMARK_MODELS says how many. */
import fc from 'fast-check'
import { it } from 'vitest'
import { LayoutError } from '../../../checker/index.ts'
import type { KraftPropertyName } from '../../../invariants/kraft-catalogue.ts'
import { DEFECT_IDS, defectsOf } from '../../../model/kraft/defects.ts'
import { faultKinds } from '../../../model/kraft/index.ts'
import type { SettingsRequest } from '../../../model/kraft/settings.ts'
import { controllerOf, KAFKA_VERSIONS, switchesOf } from '../../../model/kraft/versions.ts'
import { OptionError } from '../../../model/option-error.ts'
import { build } from '../../../questions/spec.ts'
import { expectQuotient } from './quotient.ts'

const MODELS = Number(process.env['TIDEMARK_MODELS'] ?? 60)
const KINDS = faultKinds.filter((kind) => !['reassignments', 'lateReplies', 'slowRequests'].includes(kind))

const DURABLE = { all: 'AckedDurable', 1: 'Acks1Durable', 0: 'Acks0Durable' } as const

const asked = fc
  .record({
    version: fc.constantFrom(...KAFKA_VERSIONS),
    replicas: fc.constantFrom('2', '3'),
    minIsr: fc.constantFrom('1', '2'),
    acks: fc.constantFrom('all', 'all', '1', '0'),
    unclean: fc.boolean(),
    elr: fc.boolean(),
    defects: fc.subarray([...DEFECT_IDS]),
    kinds: fc.subarray(KINDS, { minLength: 1, maxLength: 4 }),
    total: fc.integer({ min: 1, max: 3 }),
    observer: fc.constantFrom('partition', 'producer', 'consumer', 'availability'),
    changes: fc.boolean(),
  })
  .map(({ version, replicas, minIsr, acks, unclean, elr, kinds, total, observer, changes, ...rest }) => {
    const supports = switchesOf(version).elr
    const ends = observer === 'partition' ? {} : ({ forgetsExposures: true } as const)
    const settings: SettingsRequest = {
      version,
      defects: defectsOf(version, controllerOf(version)).flatMap(({ id }) => (rest.defects.includes(id) ? [id] : [])),
      set: {
        'replication.factor': replicas,
        'min.insync.replicas': minIsr,
        acks,
        'unclean.leader.election.enable': String(unclean),
        ...(supports && { 'eligible.leader.replicas.version': elr ? '1' : '0' }),
        ...(observer === 'producer' && { 'enable.idempotence': String(elr), 'max.in.flight.requests.per.connection': '2' }),
      },
      bounds: {
        records: observer === 'availability' ? 1 : 2,
        retries: observer === 'producer' ? 1 : 0,
        faults: { total, ...Object.fromEntries(kinds.map((kind) => [kind, total])) },
        ...(kinds.some((kind) => kind.startsWith('zone')) && { racks: [0, 1, 0].slice(0, Number(replicas)) }),
        ...(observer === 'availability' && { brokersReturn: false }),
        ...(observer === 'consumer' && { consumer: { validatesPosition: elr, reset: 'earliest', commits: unclean } }),
        ...(changes && { configChange: { minIsr: minIsr === '1' ? 2 : 1 } }),
        ...ends,
        ...(observer !== 'partition' && { forgetsAcks: observer === 'availability' ? 'all' : 'which' }),
      },
    }
    const durable = DURABLE[acks === '1' || acks === '0' ? acks : 'all']
    const properties = {
      partition: [durable, 'RepeatableRead', 'CommittedOffsetDurable', 'RecordAcknowledged'],
      producer: ['NoDuplicate', 'OrderPreserved', 'RecordAcknowledged'],
      consumer: ['NoSilentConsumerGap', 'RecordAcknowledged'],
      availability: ['WriteStaysPossible', 'LeaderStaysPossible'],
    } as const satisfies Record<string, readonly KraftPropertyName[]>
    return { settings, properties: properties[observer] }
  })

/** Whether Kafka takes the configuration and the model can hold it. */
function isPossible(settings: SettingsRequest): boolean {
  try {
    build({ model: 'kraft', from: { settings }, properties: [] })
    return true
  } catch (error) {
    if (error instanceof OptionError || error instanceof LayoutError) return false
    throw error
  }
}

it('is no part of what happens, whatever is configured', { timeout: 3_600_000 }, () => {
  fc.assert(
    fc.property(asked, ({ settings, properties }) => {
      fc.pre(isPossible(settings))
      expectQuotient(settings, properties, 120)
    }),
    { numRuns: MODELS },
  )
})
