/** What a configuration key is: one the model reads, one of Kafka's, a secret, or none. */
import { closest, distance } from 'fastest-levenshtein'
import { isNear } from '../text/nearest.ts'
import { BROKER_SYNONYMS, type SettingKey } from '../model/kraft/settings.ts'
import { CURRENT_VERSION, defaultsOf } from '../model/kraft/versions.ts'
import type { Layer } from './document.ts'
import { ADMIN_KEYS, BROKER_KEYS, CONSUMER_KEYS, KEY_FAMILIES, PRODUCER_KEYS, TOPIC_KEYS } from './known-keys.ts'

/** The keys the model reads, by the names it reads them under. */
export const SETTING_KEYS: readonly SettingKey[] = [
  'replication.factor',
  ...(Object.keys(defaultsOf(CURRENT_VERSION)) as SettingKey[]),
]

/** What brokers call a setting that the model reads and only topics have by this name: a broker passes the topic's over. */
const brokersNameOf = (key: string): string | undefined =>
  sidesOf(key).has('broker') ? undefined : [...BROKER_SYNONYMS].find(([, setting]) => setting === key)?.[0]

/**
 * Why a broker passes over a key in its configuration, and what counts instead; undefined for what it does not.
 * @param isAlone there is nothing of clients beside it, as there may be in a file of properties.
 */
export function passedOver(key: string, isAlone = true): string | undefined {
  const own = brokersNameOf(key)
  if (own !== undefined) return `${key} is a topic’s, which a broker passes over: its own is ${own}`
  const sides = sidesOf(key)
  const isOfClients = (isRead(key) || key === TRANSACTIONAL_ID) && (sides.has('producer') || sides.has('consumer'))
  if (!isAlone || !isOfClients || sides.has('broker') || sides.has('topic')) return undefined
  return `${key} is a ${sides.has('producer') ? 'producer' : 'consumer'}’s, which a broker passes over: give the configuration of clients`
}

/** Read for `__consumer_offsets`, or for the release. */
export const OFFSETS_FACTOR = 'offsets.topic.replication.factor'
export const OFFSETS_ACKS = 'offsets.commit.required.acks'
export const TRANSACTIONAL_ID = 'transactional.id'
export const FEATURE_ELR = 'eligible.leader.replicas.version'
export const FEATURE_TRANSACTIONS = 'transaction.version'
const ALSO_READ: ReadonlySet<string> = new Set([OFFSETS_FACTOR, OFFSETS_ACKS])

/** Names under which a setting can be given beside files. */
export const SETTABLE_KEYS: readonly string[] = [...SETTING_KEYS, ...BROKER_SYNONYMS.keys(), OFFSETS_FACTOR]

/** Not configuration keys of Kafka's, but what a file of properties may give besides: the release and what a topic is made with. */
export const VERSION_KEY = 'kafka.version'
export const PROTOCOL_VERSION_KEYS: ReadonlySet<string> = new Set(['inter.broker.protocol.version', 'metadata.version'])
const PSEUDO_KEYS: ReadonlySet<string> = new Set([
  VERSION_KEY,
  'replication.factor',
  FEATURE_ELR,
  FEATURE_TRANSACTIONS,
  'metadata.version',
])

const SETTINGS: ReadonlyMap<string, SettingKey> = new Map([...SETTING_KEYS.map((key) => [key, key] as const), ...BROKER_SYNONYMS])

/** The setting a key gives, or undefined when the model does not read it. */
export const settingOf = (key: string): SettingKey | undefined => SETTINGS.get(key)

/** Whether a value under this key may be shown: the model reads it. */
export const isRead = (key: string): boolean =>
  settingOf(key) !== undefined || ALSO_READ.has(key) || key === VERSION_KEY || PROTOCOL_VERSION_KEYS.has(key)

const SENSITIVE =
  /password|passwd|secret|jaas|token|credential|truststore|keystore|ssl\.key|sasl\.client|private|api\.?key|auth\.user|user\.info/i

/** Whether a value under this key may be a secret. Keys the model reads never are. */
export const isSensitive = (key: string): boolean => !isRead(key) && SENSITIVE.test(key)

/** A value that holds credentials whatever its key, such as the rest of a JAAS entry. */
export const holdsSecret = (value: string): boolean =>
  value.length > 4096 ||
  SENSITIVE.test(value) ||
  /password|passwd|secret|LoginModule|BEGIN [A-Z ]{0,30}(?:KEY|CERT)|token|\/\/[^/\s]{1,200}@/i.test(value)

export type Side = 'topic' | 'broker' | 'producer' | 'consumer'

/** Which components have the key. */
export function sidesOf(key: string): ReadonlySet<Side> {
  const sides = new Set<Side>()
  if (TOPIC_KEYS.has(key) || key === 'replication.factor') sides.add('topic')
  if (BROKER_KEYS.has(key)) sides.add('broker')
  if (PRODUCER_KEYS.has(key)) sides.add('producer')
  if (CONSUMER_KEYS.has(key)) sides.add('consumer')
  return sides
}

/** Settings of clients alone. */
export const CLIENT_KEYS: readonly SettingKey[] = SETTING_KEYS.filter(
  (key) =>
    (sidesOf(key).has('producer') || sidesOf(key).has('consumer')) && !sidesOf(key).has('topic') && !sidesOf(key).has('broker'),
)

/** Whether a value is a client's, or the default of one. */
export const isOfClient = (layer: Layer, key: string): boolean =>
  layer === 'producer' ||
  layer === 'consumer' ||
  (layer === 'vendor' && !sidesOf(key).has('broker') && !sidesOf(key).has('topic'))

/** Whether Kafka, in any release since 0.10.2, has the key. */
export const isKnown = (key: string): boolean =>
  sidesOf(key).size > 0 || ADMIN_KEYS.has(key) || PSEUDO_KEYS.has(key) || KEY_FAMILIES.some((family) => key.startsWith(family))

const ALL_KEYS: readonly string[] = [
  ...new Set([...TOPIC_KEYS, ...BROKER_KEYS, ...PRODUCER_KEYS, ...CONSUMER_KEYS, ...ADMIN_KEYS, ...PSEUDO_KEYS]),
]

/** The known key nearest to one that is not, when it is near. A setting of the model goes before one that is as near. */
export function suggestionFor(key: string): string | undefined {
  if (key.length > 80) return undefined
  if (suggestions.has(key)) return suggestions.get(key)
  if (suggestions.size >= MOST_SUGGESTIONS) suggestions.clear()
  const found = nearestTo(key)
  suggestions.set(key, found)
  return found
}

/** Found once: it is a search among all names, and a file says the same thing many times. */
const suggestions = new Map<string, string | undefined>()
const MOST_SUGGESTIONS = 5000

function nearestTo(key: string): string | undefined {
  const given = key.toLowerCase().replaceAll('_', '.')
  const near = [closest(given, SETTING_KEYS), closest(given, ALL_KEYS)].map((name) => ({ name, far: distance(given, name) }))
  const [setting, any] = near
  const best = setting !== undefined && any !== undefined && setting.far <= any.far ? setting : any
  return best !== undefined && isNear(best.far, best.name) ? best.name : undefined
}

/**
 * Whether text in the place of a key can be one, so that it may be shown. What is left of a broken line, such as the rest of a JAAS
 * entry, is not: a name Kafka has, one near it, or words joined by dots, each one of Kafka's words or no longer than most words are:
 * a password of letters can stand there too.
 */
export function isKeyLike(text: string): boolean {
  if (isKnown(text)) return true
  if (text.length > 100 || !/^[A-Za-z][A-Za-z0-9]*(?:[._-][A-Za-z0-9]+)*$/.test(text)) return false
  const isWords = /^[a-z][a-z-]*\d{0,3}(?:\.[a-z][a-z-]*\d{0,3})+$/.test(text) && text.split('.').every(isWord)
  return isWords || suggestionFor(text) !== undefined
}

/** A word of a key, or some with hyphens between them. */
const isWord = (text: string): boolean => text.length <= LONGEST_WORD || text.split('-').every((word) => WORDS.has(word))

const LONGEST_WORD = 'deserialization'.length
const WORDS: ReadonlySet<string> = new Set([...ALL_KEYS, ...KEY_FAMILIES].flatMap((key) => key.split(/[.-]/)))

/** Words that are about replication wherever they stand, and short ones that are only as a word of their own, or of a camelCase name. */
const OF_REPLICATION = [
  /in[._ -]?sync|replica|unclean|idempoten|flush[._-]|flush$|in[._-]?flight|offset[._-]?reset|auto[._-]?commit|leader[._-]?rebalance/i,
  /(?<![a-z])(?:acks|isr|elr|retries)(?![a-z])/i,
  /(?<=[a-z])(?:Acks|Isr|ISR|Elr|ELR|Retries)(?![a-z])/,
]

/** Whether a key in any dialect, or a text, has a word of replication in it: if it is not read, it may decide something all the same. */
export const speaksOfReplication = (text: string): boolean => OF_REPLICATION.some((words) => words.test(text))

/** Whether a key that nobody knows may be meant for one that counts: by its words, or because it is near one that is read. */
export const isLikeSetting = (key: string): boolean => {
  if (speaksOfReplication(key)) return true
  const near = suggestionFor(key)
  return near !== undefined && isRead(near)
}
