/** Options of kafkajs as JSON: of a client with `producer` and `consumer` in it, or of one of these alone. https://kafka.js.org/docs/producing#options */
import { Entries, note } from '../../collect.ts'
import { shown } from '../../config-error.ts'
import type { Content, Layer, Notice } from '../../document.ts'
import { firstMember, type Json, member, parseJson } from '../../json-tree.ts'
import { isKeyLike, speaksOfReplication } from '../../keys.ts'
import type { Source } from '../../source.ts'
import type { Steps } from '../../steps.ts'

/** Paths of options, and the keys and layers of Kafka's that they are. */
const READ: readonly (readonly [path: string, key: string, layer: Layer])[] = [
  ['acks', 'acks', 'producer'],
  ['idempotent', 'enable.idempotence', 'producer'],
  ['maxInFlightRequests', 'max.in.flight.requests.per.connection', 'producer'],
  ['retry.retries', 'retries', 'producer'],
  ['autoCommit', 'enable.auto.commit', 'consumer'],
]

/** Where they are not those of the Java client: no limit of requests in flight, five retries, no idempotence. */
const DEFAULTS: readonly (readonly [key: string, value: string])[] = [
  ['acks', 'all'],
  ['enable.idempotence', 'false'],
  ['retries', '5'],
  ['max.in.flight.requests.per.connection', '2147483647'],
]

/** @throws ConfigError. */
export function* readKafkajs(source: Source): Steps<Content> {
  const root = parseJson(source)
  yield
  const notices: Notice[] = []
  const unread: Notice[] = []
  const entries = new Entries(source, notices)
  for (const [key, value] of DEFAULTS) entries.add({ key, value, layer: 'vendor', offset: root.offset })
  // The client's own retries are those of what it makes, unless that has some.
  for (const node of [root, member(root, 'client'), member(root, 'producer'), member(root, 'consumer')]) {
    if (node?.kind !== 'object') continue
    for (const [path, key, layer] of READ) {
      const [name = '', inner] = path.split('.')
      const value = inner === undefined ? firstMember(node, [name]) : firstMember(member(node, name), [inner])
      if (value !== undefined) entries.add({ key, value: value.text, layer, offset: value.offset })
    }
    const beginning = firstMember(node, ['fromBeginning'])
    if (beginning !== undefined) {
      const message = `fromBeginning is auto.offset.reset=${beginning.text === 'true' ? 'earliest' : 'latest'}, which nothing here depends on`
      note(notices, { message, place: source.place(beginning.offset) })
    }
    sayOthers(source, node, unread)
  }
  const message = 'a client of kafkajs: what it does not set has the defaults of kafkajs, of which idempotence is off'
  note(notices, { message, place: source.place(root.offset) })
  return { entries: entries.list, topics: [], complete: false, unread, notices }
}

const KNOWN: ReadonlySet<string> = new Set(READ.map(([path]) => path.split('.')[0] ?? ''))

function sayOthers(source: Source, node: Json, unread: Notice[]): void {
  if (node.kind !== 'object') return
  for (const [name, value] of node.members)
    if (!KNOWN.has(name) && speaksOfReplication(name))
      note(unread, {
        message: `${isKeyLike(name) || /^[A-Za-z]{1,40}$/.test(name) ? shown(name) : 'a key here'} is not read, and may decide something`,
        place: source.place(value.offset),
      })
}
