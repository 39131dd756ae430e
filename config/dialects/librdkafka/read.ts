/**
 * A client that stands on librdkafka (C, Python, Go, .NET, kcat), by its own names and with its own defaults.
 * https://github.com/confluentinc/librdkafka/blob/v2.15.0/CONFIGURATION.md
 */
import { Entries, givenAgain, note } from '../../collect.ts'
import type { Content, Layer, Notice } from '../../document.ts'
import { parseJson } from '../../json-tree.ts'
import { speaksOfReplication } from '../../keys.ts'
import type { Setting } from '../../node-settings.ts'
import { propertiesOf } from '../../property-list.ts'
import type { Source } from '../../source.ts'
import { STEP, type Steps } from '../../steps.ts'

/** Keys that librdkafka alone has. */
export const MARKS: ReadonlySet<string> = new Set([
  'metadata.broker.list',
  'request.required.acks',
  'message.send.max.retries',
  'queue.buffering.max.messages',
  'queue.buffering.max.kbytes',
  'queue.buffering.max.ms',
  'queue.buffering.backpressure.threshold',
  'queued.min.messages',
  'queued.max.messages.kbytes',
  'batch.num.messages',
  'max.in.flight',
  'socket.keepalive.enable',
  'socket.nagle.disable',
  'topic.metadata.refresh.interval.ms',
  'statistics.interval.ms',
  'enable.gapless.guarantee',
  'enable.partition.eof',
  'delivery.report.only.error',
  'broker.version.fallback',
  'api.version.request',
  'fetch.wait.max.ms',
  'fetch.message.max.bytes',
  'sasl.mechanisms',
  'sasl.username',
  'sasl.password',
  'ssl.ca.location',
  'ssl.certificate.location',
  'ssl.key.location',
  'enable.ssl.certificate.verification',
  'enable.auto.offset.store',
])

/** What is read, by Kafka's name. */
const READ: ReadonlyMap<string, readonly [key: string, layer: Layer]> = new Map([
  ['acks', ['acks', 'producer']],
  ['request.required.acks', ['acks', 'producer']],
  ['retries', ['retries', 'producer']],
  ['message.send.max.retries', ['retries', 'producer']],
  ['enable.idempotence', ['enable.idempotence', 'producer']],
  ['max.in.flight', ['max.in.flight.requests.per.connection', 'producer']],
  ['max.in.flight.requests.per.connection', ['max.in.flight.requests.per.connection', 'producer']],
  ['auto.offset.reset', ['auto.offset.reset', 'consumer']],
  ['enable.auto.commit', ['enable.auto.commit', 'consumer']],
])

/** Where librdkafka's defaults are not those of the Java client (CONFIGURATION.md of v2.15.0, read on 2026-11-26). */
const DEFAULTS: readonly (readonly [key: string, value: string])[] = [
  ['acks', 'all'],
  ['enable.idempotence', 'false'],
  ['retries', '2147483647'],
  ['max.in.flight.requests.per.connection', '1000000'],
]

/** What is adjusted unless it is given, where the producer is idempotent (`rd_kafka_conf_finalize` in rdkafka_conf.c). */
const OF_IDEMPOTENCE: readonly (readonly [key: string, value: string])[] = [
  ['enable.idempotence', 'true'],
  ['max.in.flight.requests.per.connection', '5'],
]

/** Its words for a boolean beside true and false (`rd_kafka_anyconf_set_prop`). */
const BOOLEANS: ReadonlyMap<string, string> = new Map([
  ['t', 'true'],
  ['1', 'true'],
  ['f', 'false'],
  ['0', 'false'],
])

/** As JSON, as clients of Node.js and files of settings have it. @throws ConfigError. */
function membersOf(source: Source): Setting[] {
  const root = parseJson(source)
  if (root.kind !== 'object') return source.fail(0, 'is not an object of names and values')
  return [...root.members].flatMap(([key, value]): Setting[] => {
    if (value.kind === 'object' || value.kind === 'array')
      return READ.has(key) ? source.fail(value.offset, 'has more than one value where one is expected') : []
    return value.kind === 'null' ? [] : [{ key, value: value.text, offset: value.offset }]
  })
}

/** @throws ConfigError. */
export function* readLibrdkafka(source: Source): Steps<Content> {
  const notices: Notice[] = []
  const unread: Notice[] = []
  const entries = new Entries(source, notices)
  const all = /^\s*\{/.test(source.text) ? membersOf(source) : propertiesOf(source)
  const mark = all.find(({ key }) => MARKS.has(key)) ?? all[0] ?? source.fail(0, 'sets nothing')
  const last = new Map<string, Setting>()
  for (const [i, property] of all.entries()) {
    if (i % STEP === STEP - 1) yield
    const [key] = READ.get(property.key) ?? [property.key]
    const before = last.get(key)
    if (before !== undefined && READ.has(property.key)) note(notices, givenAgain(source, property.key, property, before))
    last.set(key, property)
  }
  // A transactional producer is idempotent unless that is refused.
  const given = last.get('enable.idempotence')?.value.trim()
  const isIdempotent = given === undefined ? last.has('transactional.id') : /^(?:true|t|1)$/i.test(given)
  for (const [key, value] of new Map([...DEFAULTS, ...(isIdempotent ? OF_IDEMPOTENCE : [])]))
    entries.add({ key, value, layer: 'vendor', offset: mark.offset })
  for (const [key, property] of last) {
    const [, layer] = READ.get(property.key) ?? [key, 'producer']
    // Its other keys are no keys of Kafka's, and none of them bears on replication.
    const line = `${property.key}=${property.value}`
    if (!READ.has(property.key) && (!/^[\w.-]+$/.test(property.key) || /[=:]/.test(property.value)) && speaksOfReplication(line))
      note(unread, { message: 'what is here speaks of replication, and is not read', place: source.place(property.offset) })
    const value = key.startsWith('enable.')
      ? (BOOLEANS.get(property.value.trim().toLowerCase()) ?? property.value)
      : property.value
    if (READ.has(property.key)) entries.add({ key, value, layer, offset: property.offset })
  }
  const off = isIdempotent ? '' : ', of which idempotence is off'
  const message = `a client of librdkafka: what it does not set has librdkafka’s defaults${off}`
  note(notices, { message, place: source.place(mark.offset) })
  return { entries: entries.list, topics: [], complete: false, unread, notices }
}
