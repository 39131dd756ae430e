/** What one process is configured with, whoever hands it over: keys and values, to layers. */
import { marksOf } from './clusters-apart.ts'
import { Entries, givenAgain, note, versionText } from './collect.ts'
import { shown } from './config-error.ts'
import type { Evidence, Content, GivenVersion, Layer, Notice, Rack, Role } from './document.ts'
import {
  FEATURE_ELR,
  FEATURE_TRANSACTIONS,
  isKeyLike,
  isKnown,
  isLikeSetting,
  isRead,
  passedOver,
  OFFSETS_ACKS,
  OFFSETS_FACTOR,
  PROTOCOL_VERSION_KEYS,
  sidesOf,
  type Side,
  speaksOfReplication,
  VERSION_KEY,
} from './keys.ts'
import type { Source } from './source.ts'
import { STEP, type Steps } from './steps.ts'

export interface Setting {
  readonly key: string
  readonly value: string
  /** Of the value. */
  readonly offset: number
  /** Whether it is not certain that it is a key: a broken line may hold anything. */
  readonly isDoubtful?: boolean
}

/** Keys that only the configuration of a server has, and every one has some of. */
const SERVER_MARKS: ReadonlySet<string> = new Set([
  'process.roles',
  'node.id',
  'broker.id',
  'broker.rack',
  'log.dir',
  'log.dirs',
  'listeners',
  'advertised.listeners',
  'zookeeper.connect',
  'controller.quorum.voters',
  'controller.quorum.bootstrap.servers',
  'controller.listener.names',
])

/**
 * Of a key given twice the last counts.
 * @param server whether it is known to be one, whatever its keys; `perhaps` where it may be a client’s all the same.
 * @param known the role that it has alone, where that does not stand among its keys.
 * @throws ConfigError.
 */
export function* nodeContent(
  source: Source,
  settings: readonly Setting[],
  server: boolean | 'perhaps' = false,
  known?: Role,
): Steps<Content> {
  const isServer = server !== false
  const notices: Notice[] = []
  const last = new Map<string, Setting>()
  for (const setting of settings) {
    const before = last.get(setting.key)
    if (before !== undefined && isKnown(setting.key)) note(notices, givenAgain(source, setting.key, setting, before))
    last.delete(setting.key)
    last.set(setting.key, setting)
  }
  const entries = new Entries(source, notices)
  const versions: GivenVersion[] = []
  const unread: Notice[] = []
  const layer = layers(last, isServer)
  const roles = last.get('process.roles')?.value.trim()
  const role = roles === 'controller' || roles === 'broker' ? roles : roles === undefined ? known : undefined
  const isController = role === 'controller'
  const id = isServer ? brokerOf(last) : undefined
  const isServers = isServer || isServersFile(last)
  const isAlone = server === true || (isServer && isServersFile(last))
  for (const [i, { key, value, offset, isDoubtful }] of [...last.values()].entries()) {
    if (i % STEP === STEP - 1) yield
    const place = source.place(offset)
    const seen = key.replace(UNSEEN, '')
    if (seen !== key && isLikeSetting(seen)) {
      note(unread, {
        message: `${shown(seen)} has characters that cannot be seen in its key, and is another key for Kafka`,
        place,
      })
      continue
    }
    if (isRead(key) && /\$\{[^}]{0,200}\}|\{\{|\{%/.test(value)) {
      const what = value.includes('${') ? 'a variable says that is not in the file' : 'a template renders to'
      note(unread, { message: `${key} is what ${what}, and not read`, place, about: key })
      continue
    }
    if (!isKnown(key) && speaksOfReplication(key) && !isKeyLike(key)) {
      note(unread, { message: 'a key here is none of Kafka’s, and looks as if it bore on replication', place })
      continue
    }
    const why = isServers ? passedOver(key, isAlone) : undefined
    if (why !== undefined) {
      note(unread, { message: why, place, about: key, ...(isRead(key) && { said: value.trim() }) })
      continue
    }
    if (isController && OF_BROKERS_ALONE.has(key)) {
      note(notices, { message: `${key} of a controller decides nothing: brokers have their own`, place })
      continue
    }
    if (key === VERSION_KEY) versions.push({ value: versionText(value), place, of: 'release' })
    else if (PROTOCOL_VERSION_KEYS.has(key)) versions.push({ value: versionText(value), place, of: 'protocol' })
    if (key === VERSION_KEY || key === 'metadata.version') continue
    const broker = layer(key) === 'static' ? id : undefined
    entries.add({
      key: isDoubtful === true && !isKnown(key) ? '' : key,
      value,
      layer: layer(key),
      offset,
      ...(broker !== undefined && { broker }),
      role: layer(key) === 'static' ? role : undefined,
    })
  }
  const [, section] = [...last.values()].filter(({ key, value }) => /^\[[\w .-]{1,60}\]$/.test(key) && value === '')
  if (section !== undefined)
    note(unread, {
      message: 'a file of properties has no sections: what is in several of them is read as if it were of one',
      place: source.place(section.offset),
    })
  const evidence = controllerEvidence(source, last, layer('min.insync.replicas') === 'static')
  const racks = isController ? [] : racksOf(source, last)
  return {
    entries: entries.list,
    topics: [],
    versions,
    hasControllers: isController,
    marks: marksOf(source, last),
    racks,
    evidence,
    unread,
    complete: false,
    notices,
  }
}

/** What an editor does not show: spaces without width or that do not break, a byte order mark in the middle of files put together. */
const UNSEEN = /[\u00a0\u00ad\u200b-\u200f\u2028\u2029\u2060\ufeff]/g

/** `broker.rack`, where it is a name and not what something else is to put there. */
function racksOf(source: Source, given: ReadonlyMap<string, Setting>): Rack[] {
  const rack = given.get('broker.rack')
  const name = rack?.value.trim() ?? ''
  if (rack === undefined || !/^[\w.:/-]{1,100}$/.test(name)) return []
  const broker = brokerOf(given)
  return [{ name, place: source.place(rack.offset), ...(broker !== undefined && { broker }) }]
}

/** Several nodes stand in one file: theirs are values of one broker each. */
function brokerOf(given: ReadonlyMap<string, Setting>): number | undefined {
  const id = (given.get('node.id') ?? given.get('broker.id'))?.value.trim() ?? ''
  return /^\d{1,9}$/.test(id) ? Number(id) : undefined
}

/** What a controller has of these it does not use: brokers make topics, flush and stop by their own (`KafkaConfig`, `BrokerServer`). */
const OF_BROKERS_ALONE: ReadonlySet<string> = new Set([
  OFFSETS_FACTOR,
  OFFSETS_ACKS,
  'log.flush.interval.messages',
  'controlled.shutdown.enable',
  'replica.selector.class',
])

/** What holds the metadata. ZooKeeper is gone with 4.0. While a cluster migrates to KRaft, its brokers have both. */
function controllerEvidence(source: Source, given: ReadonlyMap<string, Setting>, isServer: boolean): Evidence[] {
  const zookeeper = given.get('zookeeper.connect')
  const roles = given.get('process.roles')
  if (roles !== undefined && roles.value.trim() !== '' && isServer)
    return [{ why: 'process.roles is set', controller: 'kraft', place: source.place(roles.offset) }]
  if (zookeeper === undefined || !isServer || roles !== undefined) return []
  return [
    {
      below: '4.0',
      why: 'zookeeper.connect is set and process.roles is not',
      controller: 'zookeeper',
      place: source.place(zookeeper.offset),
    },
  ]
}

/**
 * The layer of each key. A key of one component is that component's. One that topics and brokers share is the broker's in a
 * file of a server, or in one that has keys of brokers and none that only topics have.
 */
function layers(given: ReadonlyMap<string, Setting>, isServer: boolean): (key: string) => Layer {
  const only = (side: Side) =>
    [...given.keys()].some((key) => sidesOf(key).size === 1 && sidesOf(key).has(side) && !isOldConsumers(given, key))
  const server = isServer || isServersFile(given) || (only('broker') && !only('topic'))
  const client: Layer = only('consumer') && !only('producer') ? 'consumer' : 'producer'
  const isClient = !server && !only('topic') && (only('producer') || only('consumer'))
  return (key) => {
    if (key === FEATURE_ELR || key === FEATURE_TRANSACTIONS) return 'feature'
    const sides = sidesOf(key)
    if (isClient && (sides.has('producer') || sides.has('consumer'))) return sides.has(client) ? client : otherClient(client)
    if (sides.has('topic') && sides.has('broker')) return server ? 'static' : 'topic'
    if (sides.has('topic')) return 'topic'
    if (sides.has('broker') && (sides.size === 1 || server)) return 'static'
    if (sides.has('producer') && sides.has('consumer')) return client
    if (sides.has('producer')) return 'producer'
    if (sides.has('consumer')) return 'consumer'
    return server ? 'static' : isClient ? client : 'topic'
  }
}

/** Consumers before 0.9 had ZooKeeper's address too. */
const isOldConsumers = (given: ReadonlyMap<string, Setting>, key: string): boolean =>
  given.has('group.id') && key.startsWith('zookeeper.')

const isServersFile = (given: ReadonlyMap<string, Setting>): boolean =>
  hasServerMarks([...given.keys()].filter((key) => !isOldConsumers(given, key)))

/** Whether there are keys that only the configuration of a server has. */
export const hasServerMarks = (keys: readonly string[]): boolean => keys.some((key) => SERVER_MARKS.has(key))

const otherClient = (client: Layer): Layer => (client === 'producer' ? 'consumer' : 'producer')
