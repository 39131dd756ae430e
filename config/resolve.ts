/** Files, flags and defaults, to the values that hold for one topic: each with where it comes from and what it hides. */
import { OptionError } from '../model/option-error.ts'
import { resolveSettings, type SettingKey } from '../model/kraft/settings.ts'
import {
  type Controller,
  controllersOf,
  CURRENT_VERSION,
  defaultsOf,
  KAFKA_VERSIONS,
  type KafkaVersion,
  since,
} from '../model/kraft/versions.ts'
import { ConfigError, placeText, shown } from './config-error.ts'
import { type Cluster, isDefaultFactor, isOf, isOfBrokers, lastOf, type Shared, uniqueNotices } from './cluster.ts'
import type { BrokerCount, Ceiling, Entry, GivenVersion, Layer, LivePartition, Notice, Place } from './document.ts'
import { FEATURE_ELR, OFFSETS_ACKS, OFFSETS_FACTOR, SETTABLE_KEYS, SETTING_KEYS, settingOf } from './keys.ts'
import { kafkaVersionOf } from './kafka-version.ts'
import { type Given, Layers } from './layers.ts'
import { notesOf } from './notes.ts'
import { settingValue } from './setting-value.ts'
import { joined, strangeKeys, type UnknownKey } from './strange-keys.ts'
import { OFFSETS_TOPIC, selectTopic, type Selection } from './topics.ts'

export interface ResolveRequest {
  /** May be left out when the files hold one topic or none. */
  readonly topic?: string | undefined
  /** Above what files say. */
  readonly version?: KafkaVersion | undefined
  /** What the cluster is before it gets this configuration: features stay at their level, also in an upgrade. */
  readonly before?: Effective | undefined
  /** What other files than these show of the same cluster. */
  readonly found?: Cluster | undefined
  /** Whether eligible leader replicas are on, where nothing says it and the release leaves it open. */
  readonly assumeElr?: '0' | '1' | undefined
  /** Above everything. */
  readonly set?: Readonly<Record<string, string>> | undefined
}

/** Whether nothing says whether eligible leader replicas are on, and the release leaves it open. */
export const leavesElrOpen = ({ version, values }: Effective): boolean =>
  since(version, '4.1') && values.some(({ key, layer }) => key === FEATURE_ELR && layer === 'default')

/** `assumed`: neither given nor Kafka's default, and said in a note. */
export type Origin = Layer | 'flag' | 'default' | 'assumed'

export interface EffectiveValue {
  readonly key: SettingKey
  readonly value: string
  readonly layer: Origin
  /** Of the value in its file. */
  readonly place?: Place
  /** What lower layers give, strongest first. */
  readonly over: readonly Entry[]
}

export interface VersionFrom {
  readonly from: 'flag' | 'file' | 'assumed'
  /** As given in the file. */
  readonly given?: string
  readonly place?: Place
}

export interface Partition {
  /** What `resolveSettings` takes: what is given or assumed, and Kafka's default where the model has another. */
  readonly set: Readonly<Record<string, string>>
  readonly values: readonly EffectiveValue[]
}

export interface Effective extends Partition {
  readonly version: KafkaVersion
  /** What holds the metadata, where the release leaves a choice and a file says it; else KRaft, if the release has it. */
  readonly controller?: Controller
  readonly versionFrom: VersionFrom
  readonly topic: string | undefined
  /** A partition of `__consumer_offsets`, as the coordinators of groups write it. */
  readonly offsets: Partition
  /** What Kafka, or this reading of it, does without being asked. */
  readonly notes: readonly string[]
  /** Keys that no release of Kafka has. */
  readonly unknown: readonly UnknownKey[]
  /** How many of Kafka's keys were given that bear on nothing the model knows. */
  readonly ignored: number
  readonly notices: readonly Notice[]
  /** What may bear on replication and is not known: nothing proved here is proved of it. */
  readonly unread: readonly Notice[]
  readonly live: readonly LivePartition[]
}

/**
 * @throws ConfigError at the value that Kafka or the model refuses, or when the files do not say which topic or cluster is meant.
 * @throws OptionError when what `request.set` gives is refused.
 */
export function resolveConfig(cluster: Cluster, request: ResolveRequest): Effective {
  const notices: Notice[] = []
  const selection = selectTopic(cluster, request.topic)
  const shared = cluster.of(selection.label)
  const notes: string[] = []
  const { version, versionFrom, protocol } = resolveVersion(shared, request, notes, notices)
  const own = selection.configs.flatMap((config) => config.entries)
  const live = selection.configs.flatMap((config) => config.partitions)
  const { brokers } = shared

  const ofTopic = new Layers(own)
  const given = withInherited(shared.layers.with(ofTopic, notices), request, notices)
  notices.push(...ofTopic.notices)
  const main = new Values(version, given, request.set ?? {}, notices)
  main.factor({
    live,
    brokers,
    notes,
    fallback: selection.name === OFFSETS_TOPIC ? offsetsFactor(shared, own, request) : undefined,
  })
  main.assumeFeature(protocol, shared, request, notes)
  main.assumeIdempotence(notes)
  const partition = main.partition()
  refuseTooManyReplicas(partition, brokers)
  refuseBrokerMinIsr(partition, version, given, notices)
  const controller = controllerOf(shared, version)
  const resolved = settingsOf(version, controller, partition)

  const offsets = offsetsOf(cluster, selection, own, request, { version, protocol })
  const defaultFactor = shared.defaultFactor ?? own.find(isDefaultFactor)
  notes.push(...resolved, ...notesOf({ version, partition, offsets, cluster, live, defaultFactor, brokers }))
  return {
    version,
    ...(controller !== undefined && { controller }),
    versionFrom,
    topic: selection.name,
    ...partition,
    offsets,
    notes: [...new Set(notes)],
    ...joined(shared.strange, strangeKeys(own)),
    // Most topics add none, and then it is one list for all of them.
    notices: notices.length === 0 ? shared.notices : uniqueNotices([...shared.notices, ...notices]),
    unread: [...cluster.unread, ...hiddenConfig(selection, given)],
    live,
  }
}

/** A listing of partitions alone shows no configuration: unless something else does, what the topic has is not known. */
function hiddenConfig({ configs }: Selection, given: Given): Notice[] {
  const hidden = configs.find(({ isConfigHidden }) => isConfigHidden === true)
  const isGiven = given.get('min.insync.replicas')?.some(({ layer }) => layer === 'topic') === true
  if (hidden === undefined || isGiven || configs.some(({ isConfigHidden }) => isConfigHidden !== true)) return []
  const message = `this listing does not show min.insync.replicas of topic ${shown(hidden.name)}: give what --describe alone prints, or --set`
  return [{ message, place: hidden.place }]
}

/**
 * A listing shows what is set without saying where (TopicCommand): a value that was also that of the brokers is taken to come from them,
 * so that a change of theirs reaches the topic.
 */
function withInherited(given: Given, { before }: ResolveRequest, notices: Notice[]): Given {
  if (before === undefined) return given
  return new Map(
    [...given].map(([key, entries]) => {
      const [first, lower] = entries
      const was = before.values.find((value) => value.key === key)
      const isSame = first?.isListed === true && was?.place !== undefined && placeText(was.place) === placeText(first.place)
      if (first === undefined || lower === undefined || !isSame || isEqual(first, lower)) return [key, entries]
      const below = was?.over[0]
      const isInherited = below !== undefined && isEqual(first, below)
      const message = isInherited
        ? `${key} of the listing is what the brokers had: taken to come from them, so that ${shown(lower.value.trim())} reaches the topic`
        : `whether ${key} of the listing is the topic’s own is not known: taken to be, so that ${shown(lower.value.trim())} of the brokers does not reach it`
      notices.push({ message, place: first.place })
      return [key, isInherited ? entries.slice(1) : entries]
    }),
  )
}

const isEqual = (a: Entry, b: Entry): boolean => a.value.trim() === b.value.trim()

interface FactorSources {
  readonly live: readonly LivePartition[]
  readonly brokers: BrokerCount | undefined
  readonly notes: string[]
  /** The setting of brokers from which this topic has its replication factor. */
  readonly fallback: EffectiveValue | undefined
}

/** The values of one partition while they are put together. */
class Values {
  private readonly values = new Map<SettingKey, EffectiveValue>()
  private readonly version: KafkaVersion

  constructor(version: KafkaVersion, given: Given, flags: Readonly<Record<string, string>>, notices: Notice[]) {
    this.version = version
    const defaults = defaultsOf(version)
    const flagged = new Map(Object.entries(flags).map(([name, value]) => [settingOf(name) ?? name, { name, value }]))
    for (const name of flagged.keys())
      if (name !== OFFSETS_FACTOR && !SETTING_KEYS.some((key) => key === name))
        // Its value may be a secret.
        throw new OptionError('the key of a setting', `one of ${SETTABLE_KEYS.join(', ')}`, name)
    for (const key of SETTING_KEYS) {
      const entries = (given.get(key) ?? []).filter((entry) => isModelled(key, entry, notices))
      const flag = flagged.get(key)
      const [first, ...lower] = entries
      if (flag !== undefined) this.values.set(key, { key, value: flagValue(key, flag), layer: 'flag', over: entries })
      else if (first !== undefined)
        this.values.set(key, { key, value: settingValue(key, first), layer: first.layer, place: first.place, over: lower })
      else if (key !== 'replication.factor') this.values.set(key, { key, value: defaults[key], layer: 'default', over: [] })
    }
  }

  /** Where nothing gives the replication factor: the replicas a partition has, else 3, or all brokers when there are fewer. */
  factor({ live, brokers, notes, fallback }: FactorSources): void {
    if (fallback?.layer === 'flag') this.values.set('replication.factor', fallback)
    const present = this.values.get('replication.factor')
    const inherited = present !== undefined && present.layer !== 'topic' && present.layer !== 'flag'
    const first = live[0]
    if (present !== undefined && !inherited) return
    const key = 'replication.factor'
    if (first !== undefined && first.replicas.length > 0) {
      const value = String(first.replicas.length)
      this.values.set(key, { key, value, layer: 'assumed', place: first.place, over: [] })
      notes.push(`replication.factor is taken to be ${value}, the replicas that partition ${first.partition} has`)
    } else if (fallback !== undefined) {
      this.values.set(key, fallback)
    } else if (present === undefined) {
      const value = String(Math.max(1, Math.min(3, brokers?.count ?? 3)))
      this.values.set(key, { key, value, layer: 'assumed', over: [] })
      notes.push(`no file gives a replication factor: ${value} is assumed`)
    }
  }

  /** ELR comes with metadata.version 4.1 on new clusters; one that was upgraded has it only when it was switched on (KIP-966). */
  assumeFeature(
    protocol: KafkaVersion | undefined,
    shared: Shared,
    { before, assumeElr, found }: ResolveRequest,
    notes: string[],
  ): void {
    if (!since(this.version, '4.0') || this.values.get(FEATURE_ELR)?.layer !== 'default') return
    const assume = (value: string, why: string): void => {
      this.values.set(FEATURE_ELR, { key: FEATURE_ELR, value, layer: 'assumed', over: [] })
      notes.push(`${why}: ${FEATURE_ELR} is taken to be ${value}`)
    }
    const was = before?.values.find(({ key }) => key === FEATURE_ELR)
    const isOpen = since(this.version, '4.1')
    const holder = shared.elrHolder ?? found?.of(undefined).elrHolder
    if (holder !== undefined) assume('1', `partition ${holder.partition} has eligible leader replicas`)
    else if (isOpen && protocol !== undefined && !since(protocol, '4.1'))
      assume('0', `metadata.version is ${protocol}, and only clusters made with 4.1 have eligible leader replicas on`)
    else if (isOpen && before !== undefined && !since(before.version, '4.1'))
      assume(was?.value ?? '0', `an upgrade from Kafka ${before.version} switches no feature on`)
    else if (isOpen && assumeElr !== undefined)
      assume(assumeElr, 'nothing says whether eligible leader replicas are on: clusters made with 4.1 have them, others do not')
    else if (was !== undefined && was.layer !== 'default') assume(was.value, 'a feature keeps its level until it is changed')
  }

  /** Before 3.0 idempotence that is asked for brings acks=all and retries with it (`KafkaProducer#configureAcks`). */
  assumeIdempotence(notes: string[]): void {
    const idempotence = this.values.get('enable.idempotence')
    if (since(this.version, '3.0') || idempotence?.value !== 'true' || idempotence.layer === 'default') return
    for (const [key, value] of [
      ['acks', 'all'],
      ['retries', '2147483647'],
    ] as const) {
      if (this.values.get(key)?.layer !== 'default' || this.values.get(key)?.value === value) continue
      this.values.set(key, { key, value, layer: 'assumed', over: [] })
      notes.push(`enable.idempotence=true brings ${key}=${value} with it where ${key} is not given`)
    }
  }

  put(value: EffectiveValue): void {
    this.values.set(value.key, value)
  }

  partition(keys: readonly SettingKey[] = SETTING_KEYS): Partition {
    const values = keys.flatMap((key) => this.values.get(key) ?? [])
    const defaults = defaultsOf(this.version)
    const counts = ({ key, value, layer }: EffectiveValue): boolean => {
      if (key === 'replication.factor' || key === 'min.insync.replicas') return true
      return layer === 'release' ? value !== defaults[key] : layer !== 'default'
    }
    return { values, set: Object.fromEntries(values.filter(counts).map(({ key, value }) => [key, value])) }
  }
}

/** KIP-1106 resets to a time; the model knows only the ends of the log. */
function isModelled(key: SettingKey, entry: Entry, notices: Notice[]): boolean {
  if (key !== 'auto.offset.reset' || !entry.value.trim().startsWith('by_duration:')) return true
  notices.push({ message: 'auto.offset.reset by duration is not modelled, and left out', place: entry.place })
  return false
}

/** @throws OptionError naming the key as it was given. */
function flagValue(key: SettingKey, flag: { name: string; value: string }): string {
  try {
    return settingValue(key, { key: flag.name, value: flag.value, place: { file: '', line: 1, column: 1 } })
  } catch (error) {
    if (error instanceof ConfigError) throw new OptionError(flag.name, 'a value that Kafka takes', flag.value)
    throw error
  }
}

interface Versions {
  readonly version: KafkaVersion
  readonly versionFrom: VersionFrom
  /** metadata.version or inter.broker.protocol.version, when given. */
  readonly protocol: KafkaVersion | undefined
}

function resolveVersion(
  { versions: all, ceilings }: Shared,
  request: ResolveRequest,
  notes: string[],
  notices: Notice[],
): Versions {
  const releases = all.filter((given) => given.of === 'release')
  const protocols = all.filter((given) => given.of === 'protocol')
  const protocolGiven = protocols.at(-1)
  const protocol = protocolGiven === undefined ? undefined : versionAt(protocolGiven).version
  const release = releases.at(-1) ?? protocolGiven
  for (const earlier of releases.slice(0, -1))
    if (release !== undefined && earlier.value !== release.value)
      notices.push({
        message: `Kafka ${shown(earlier.value)} does not count: a later file says ${shown(release.value)}`,
        place: earlier.place,
      })
  if (request.version !== undefined) {
    const read = release === undefined ? undefined : kafkaVersionOf(release.value)
    if (release !== undefined && read?.version !== request.version)
      notices.push({
        message: `Kafka ${shown(release.value)} does not count: ${request.version} is asked for`,
        place: release.place,
      })
    return { version: request.version, versionFrom: { from: 'flag' }, protocol }
  }
  const lowest = ceilings.reduce<Ceiling | undefined>(
    (low, one) => (low === undefined || !since(one.below, low.below) ? one : low),
    undefined,
  )
  if (release === undefined) {
    const version = lowest === undefined ? CURRENT_VERSION : newestBefore(lowest.below)
    const why = lowest === undefined ? '' : `, the newest before ${lowest.below}, since ${lowest.why}`
    notes.push(`no file gives Kafka's version: ${version} is assumed${why}`)
    return { version, versionFrom: { from: 'assumed' }, protocol }
  }
  const { version, newer } = versionAt(release)
  if (lowest !== undefined && since(version, lowest.below))
    notices.push({
      message: `Kafka ${shown(release.value)} is given, but it must be a release before ${lowest.below}, since ${lowest.why}`,
      place: lowest.place,
    })
  if (newer) notes.push(`Kafka ${shown(release.value)} is newer than this tool knows (${version}): checked as ${version}`)
  if (protocolGiven !== undefined && protocol !== undefined && !since(protocol, version))
    notices.push({
      message: `metadata.version or inter.broker.protocol.version ${protocol} is below Kafka ${version}: rules that need a newer one are off in such a cluster, and on here`,
      place: protocolGiven.place,
    })
  return { version, versionFrom: { from: 'file', given: release.value, place: release.place }, protocol }
}

const newestBefore = (release: KafkaVersion): KafkaVersion =>
  KAFKA_VERSIONS[KAFKA_VERSIONS.indexOf(release) - 1] ?? KAFKA_VERSIONS[0]

/** @throws ConfigError when it is no version, or one before the model's first. */
function versionAt(given: GivenVersion): { version: KafkaVersion; newer: boolean } {
  const read = kafkaVersionOf(given.value)
  if (read === undefined)
    throw new ConfigError(
      `Kafka's version must be one such as 4.1.0, and at least ${KAFKA_VERSIONS[0]}, not ${shown(given.value)}`,
      given.place,
    )
  return read
}

/** offsets.topic.replication.factor, as the replication factor of `__consumer_offsets`. */
function offsetsFactor(shared: Shared, own: readonly Entry[], { set = {} }: ResolveRequest): EffectiveValue | undefined {
  const key = 'replication.factor'
  const flag = set[OFFSETS_FACTOR]
  if (flag !== undefined) return { key, value: flagValue(key, { name: OFFSETS_FACTOR, value: flag }), layer: 'flag', over: [] }
  const entry = lastOf(OFFSETS_FACTOR, own) ?? shared.offsetsFactor
  if (entry === undefined) return undefined
  return { key, value: settingValue(key, entry), layer: entry.layer, place: entry.place, over: [] }
}

function refuseTooManyReplicas({ values }: Partition, brokers: BrokerCount | undefined): void {
  const factor = values.find((value) => value.key === 'replication.factor')
  if (factor === undefined || brokers === undefined || Number(factor.value) <= brokers.count) return
  throw new ConfigError(
    `replication.factor ${factor.value} needs more brokers than the ${brokers.count} there are`,
    factor.place ?? brokers.place,
  )
}

/** With ELR on, min.insync.replicas of a single broker is removed and cannot be set (KIP-966, KAFKA-18399). */
function refuseBrokerMinIsr({ values }: Partition, version: KafkaVersion, given: Given, notices: Notice[]): void {
  const elr = values.find((value) => value.key === FEATURE_ELR)
  const entry = given.get('min.insync.replicas')?.find(({ layer }) => layer === 'broker')
  if (entry === undefined || elr === undefined || elr.value === '0') return
  const why = `min.insync.replicas of a single broker is not allowed while ${FEATURE_ELR} is ${elr.value}: Kafka removes it`
  if (since(version, '4.1'))
    throw new ConfigError(
      `${why}. Set it for the topic or the cluster; or give the version, or ${FEATURE_ELR}=0, if that is not so`,
      entry.place,
    )
  notices.push({ message: why, place: entry.place })
}

const controllerOf = ({ ceilings }: Shared, version: KafkaVersion): Controller | undefined =>
  controllersOf(version).length > 1 ? ceilings.find(({ controller }) => controller !== undefined)?.controller : undefined

/** What `resolveSettings` says of the combination. @throws ConfigError at the key it refuses, OptionError when no file gives it. */
function settingsOf(version: KafkaVersion, controller: Controller | undefined, { set, values }: Partition): readonly string[] {
  try {
    return resolveSettings({ version, set, ...(controller !== undefined && { controller }) }).notes
  } catch (error) {
    if (!(error instanceof OptionError)) throw error
    const related = [error.option, 'enable.idempotence', 'acks']
    const place = related.map((key) => values.find((value) => value.key === key)?.place).find((found) => found !== undefined)
    if (place === undefined) throw error
    throw new ConfigError(`${error.option} must be ${error.expected}, not ${shown(String(error.actual))}`, place)
  }
}

/** Settings that a broker or the whole cluster has, so that a flag for them holds for every topic. */
const CLUSTER_KEYS: readonly SettingKey[] = [FEATURE_ELR, 'auto.leader.rebalance.enable', 'controlled.shutdown.enable']
const OFFSETS_KEYS: readonly SettingKey[] = [
  'replication.factor',
  'min.insync.replicas',
  'unclean.leader.election.enable',
  'flush.messages',
  'acks',
  ...CLUSTER_KEYS,
]

/**
 * `__consumer_offsets` has its own replication factor and is written with acks=all; the rest it has from the brokers, unless it has
 * entries itself (`GroupCoordinatorConfig`, `CoordinatorPartitionWriter`).
 */
function offsetsOf(
  cluster: Cluster,
  { label }: Selection,
  ofTopic: readonly Entry[],
  request: ResolveRequest,
  known: { version: KafkaVersion; protocol: KafkaVersion | undefined },
): Partition {
  const shared = cluster.of(label)
  const configs = cluster.topic(OFFSETS_TOPIC).filter((topic) => isOf(topic.cluster, label))
  const own = configs.flatMap((topic) => topic.entries)
  const isItsOwn = (entry: Entry): boolean => entry.layer === 'topic' || isOfBrokers(entry)
  const later = new Layers([...ofTopic.filter(isOfBrokers), ...own.filter(isItsOwn)])
  const flags = Object.entries(request.set ?? {}).filter(([key]) => CLUSTER_KEYS.some((known_) => known_ === key))
  const values = new Values(known.version, shared.ofBrokers.with(later, []), Object.fromEntries(flags), [])
  const factor = offsetsFactor(shared, ofTopic, request)
  const live = configs.flatMap((topic) => topic.partitions)
  if (live.length === 0 && factor === undefined && !own.some((entry) => entry.key === 'replication.factor'))
    values.put({ key: 'replication.factor', value: '3', layer: 'default', over: [] })
  else values.factor({ live, brokers: shared.brokers, notes: [], fallback: factor })
  values.assumeFeature(known.protocol, shared, request, [])
  const acks = since(known.version, '4.0') ? undefined : (lastOf(OFFSETS_ACKS, ofTopic) ?? shared.offsetsAcks)
  values.put(
    acks === undefined
      ? { key: 'acks', value: 'all', layer: 'assumed', over: [] }
      : { key: 'acks', value: settingValue('acks', acks), layer: acks.layer, place: acks.place, over: [] },
  )
  return values.partition(OFFSETS_KEYS)
}
