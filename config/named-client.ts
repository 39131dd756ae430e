/** Clients that a file configures by name, and topics that frameworks make for themselves. */
import { Entries, note } from './collect.ts'
import type { Client, Layer, Notice, TopicConfig } from './document.ts'
import { isRead, isSensitive } from './keys.ts'
import type { Setting } from './node-settings.ts'
import type { Source } from './source.ts'
import { grouped } from '../text/grouped.ts'

/** What a reader has found so far. */
export interface Found {
  readonly source: Source
  readonly notices: Notice[]
  readonly unread: Notice[]
}

export interface ClientSetting extends Setting {
  readonly layer: 'producer' | 'consumer'
}

/** Settings by Kafka's keys that a framework or client has where Kafka's own clients have others. */
export type Defaults = readonly (readonly [key: string, value: string])[]

interface GivenClient {
  readonly name: string
  /** Of what shows that there is such a client. */
  readonly offset: number
  /** Weakest first. */
  readonly settings: readonly ClientSetting[]
  readonly defaults: Defaults
  readonly above?: string
}

export function clientNamed(found: Found, { name, offset, settings, defaults, above }: GivenClient): Client {
  const { source, notices } = found
  const entries = new Entries(source, notices)
  for (const [key, value] of defaults) entries.add({ key, value, layer: 'vendor', offset })
  for (const { key, value, layer, offset: at } of lastOfEach(settings))
    addOrSay(found, entries, { key, value, layer, offset: at })
  return { name, place: source.place(offset), entries: entries.list, ...(above !== undefined && { above }) }
}

/** Adds a value, unless it is a variable's that is not in the file: that is not known. */
function addOrSay({ source, unread }: Found, into: Entries, given: Setting & { readonly layer: Layer }): void {
  const { key, value, layer, offset } = given
  if (isRead(key) && /\$\{[^}]{0,200}\}|^\s*\$\w/.test(value)) {
    const message = `${key} is what a variable says that is not in the file, and not read`
    note(unread, { message, place: source.place(offset), about: key })
  } else if (isRead(key) || !isSensitive(key)) into.add({ key, value, layer, offset })
}

interface MadeTopic {
  /** Its name, or what several are. */
  readonly name: string
  readonly by: string
  readonly offset: number
  /** As given; -1 is what brokers have by default. */
  readonly factor: Setting | undefined
  /** Where it is not given; undefined where the brokers' default is taken then. */
  readonly factorByDefault?: string
  /** Of the topic, by Kafka's keys. */
  readonly configs?: readonly Setting[]
  readonly client?: Client
  readonly isOfFailures?: true
}

export function topicMade(found: Found, made: MadeTopic): TopicConfig {
  const { name, by, offset, factor, factorByDefault, configs = [], client, isOfFailures } = made
  const { source, notices } = found
  const entries = new Entries(source, notices)
  const key = 'replication.factor'
  if (factor?.value.trim() === '-1')
    note(notices, {
      message: `the replication factor of ${name} is -1: that of the brokers, default.replication.factor`,
      place: source.place(factor.offset),
    })
  else if (factor !== undefined) addOrSay(found, entries, { ...factor, key, layer: 'topic' })
  else if (factorByDefault !== undefined) entries.add({ key, value: factorByDefault, layer: 'vendor', offset })
  for (const config of configs) addOrSay(found, entries, { ...config, layer: 'topic' })
  const takesBrokersFactor = factor === undefined ? factorByDefault === undefined : factor.value.trim() === '-1'
  return {
    name,
    place: source.place(offset),
    entries: entries.list,
    partitions: [],
    madeBy: by,
    ...(takesBrokersFactor && { takesBrokersFactor }),
    ...(client !== undefined && { client }),
    ...(isOfFailures && { isOfFailures }),
  }
}

/** Settings under a prefix, without it. */
export const under = (prefix: string, settings: readonly Setting[]): Setting[] =>
  settings.flatMap((setting) => (setting.key.startsWith(prefix) ? [{ ...setting, key: setting.key.slice(prefix.length) }] : []))

/** What producers and consumers are given under prefixes of theirs. */
export const clientSettings = (prefix: string, settings: readonly Setting[]): ClientSetting[] =>
  (['producer', 'consumer'] as const).flatMap((layer) =>
    under(`${prefix}${layer}.`, settings).map((setting) => ({ ...setting, layer })),
  )

/**
 * Settings by the name that their keys begin with, without it; of a name alone there are none. Once for all names: files may have many.
 * @param nameIn the name that a key begins with.
 */
export function byName(settings: readonly Setting[], nameIn = firstWord): ReadonlyMap<string, readonly Setting[]> {
  const groups = grouped(settings, ({ key }) => nameIn(key))
  return new Map([...groups].map(([name, of]) => [name, under(`${name}.`, of)]))
}

const firstWord = (key: string): string => key.split('.', 1)[0] ?? ''

/** Of settings under the same key of the same client the last, which is all that counts: what every client of a file has is gone through for each. */
export const lastOfEach = <T extends ClientSetting>(settings: readonly T[]): readonly T[] => [
  ...new Map(settings.map((setting) => [`${setting.layer} ${setting.key}`, setting])).values(),
]
