/** What a running cluster has answered, to the same document as its files would be. Only what bears on replication is asked for. */
import { Entries } from './collect.ts'
import type { BrokerCount, Document, Entry, Evidence, GivenVersion, Layer, LivePartition, Notice, Place } from './document.ts'
import { FEATURE_ELR, isRead, sidesOf, SETTING_KEYS } from './keys.ts'
import { BROKER_KEYS } from './known-keys.ts'
import { metadataVersionOf, NEWEST_METADATA_VERSION } from './metadata-versions.ts'
import { quorumNotices } from './quorum.ts'
import { countsOf, fewest } from './replica-counts.ts'
import { Source } from './source.ts'
import { OFFSETS_TOPIC } from './topics.ts'
import { CURRENT_VERSION } from '../model/kraft/versions.ts'

/** An entry of DescribeConfigs; `source` is DescribeConfigsResponse.ConfigSource. */
export interface ConfigAnswer {
  readonly name: string
  readonly value: string | null
  readonly source: number
}

/** What a node has said of itself, or why it was not asked to the end. */
export interface NodeAnswer {
  readonly id: number
  readonly rack?: string
  /** Of its metadata.version: the newest level that its release knows. */
  readonly newestMetadataVersion?: number
  /** Whether it answers for a quorum of controllers; a broker on ZooKeeper does not. */
  readonly hasQuorum?: boolean
  readonly configs?: readonly ConfigAnswer[]
  /** Why it did not say how it is configured. */
  readonly failure?: string
}

export interface PartitionAnswer {
  readonly partition: number
  readonly leader: number
  readonly replicas: readonly number[]
  readonly isr: readonly number[]
  readonly elr?: readonly number[]
  readonly lastKnownElr?: readonly number[]
}

export interface TopicAnswer {
  readonly name: string
  readonly partitions: readonly PartitionAnswer[]
  readonly configs?: readonly ConfigAnswer[]
  readonly failure?: string
}

export interface ClusterAnswers {
  /** `HOST:PORT` that was asked first. */
  readonly server: string
  readonly brokers: readonly NodeAnswer[]
  /** Those that are no brokers, as far as they are known. */
  readonly controllers: readonly NodeAnswer[]
  /** Who votes, where a broker says it. */
  readonly quorum?: { readonly leader: number; readonly voters: readonly number[] }
  /** Levels of features the cluster has agreed on; undefined where there is no such thing. */
  readonly features?: Readonly<Record<string, number>>
  readonly topics: readonly TopicAnswer[]
}

const ROLES = 'process.roles'
const UNCLEAN = 'unclean.leader.election.enable'

const OF_CONTROLLERS: ReadonlySet<string> = new Set([ROLES, UNCLEAN, 'min.insync.replicas', 'auto.leader.rebalance.enable'])

/** The keys that are asked of a topic, and of a broker or controller: no others are, so that no secret is. */
export const ASKED_OF_TOPICS: readonly string[] = SETTING_KEYS.filter(
  (key) => sidesOf(key).has('topic') && key !== 'replication.factor',
)
export const ASKED_OF_NODES: readonly string[] = [
  ...[...BROKER_KEYS].filter((key) => isRead(key)),
  ROLES,
  'controller.quorum.voters',
  'transaction.state.log.replication.factor',
  'transaction.state.log.min.isr',
  'transaction.partition.verification.enable',
]

const LAYERS: Readonly<Record<number, Layer>> = { 1: 'topic', 2: 'broker', 3: 'cluster', 4: 'static', 5: 'release' }

/** A place that is in no file: `line` is 0. */
const placeIn = (file: string): Place => ({ file, line: 0, column: 0 })

export function runningCluster(answers: ClusterAnswers): Document {
  const { server, brokers, controllers, topics, features } = answers
  const place = placeIn(server)
  const described = brokers.filter(({ configs }) => configs !== undefined)
  const entries = [
    ...brokers.flatMap((broker) => ofBroker(server, broker, described)),
    ...controllers.flatMap((controller) => ofController(server, controller)),
    ...(features === undefined
      ? []
      : entriesOf(`${server} features`, [{ key: FEATURE_ELR, value: String(features[FEATURE_ELR] ?? 0), layer: 'feature' }])),
  ]
  const versions = versionsOf(answers)
  const [version] = [versions.findLast((one) => one.of === 'release') ?? versions.at(-1)]
  const unread = unreadOf(answers, entries)
  const isOnZooKeeper = brokers.some(({ hasQuorum }) => hasQuorum === false)
  const why = 'its brokers have no quorum of controllers'
  const hasQuorum = brokers.some((broker) => broker.hasQuorum === true)
  const evidence: Evidence[] = isOnZooKeeper
    ? [{ below: '4.0', why, controller: 'zookeeper', place }]
    : hasQuorum
      ? [{ why: 'its brokers have a quorum of controllers', controller: 'kraft', place }]
      : []
  const counts: BrokerCount[] = [
    {
      count: brokers.length + absentOf(answers).length,
      place,
      isCertain: true,
      ...(described.length > 0 && { hasKafkasDefaults: true }),
    },
  ]
  return {
    file: server,
    format: 'admin-json',
    entries,
    topics: topics.map(({ name, configs = [], partitions }) => {
      const file = `${server} topic ${name}`
      // Where brokers said how they are configured, what a topic has from them is theirs.
      const own = configs.filter(({ source }) => source === 1 || described.length === 0)
      const found = partitions.map((one) => partitionOf(file, one))
      const factor = fewest(countsOf([{ partitions: found }]))?.replicas
      return {
        name,
        place: placeIn(file),
        entries: [
          ...(factor === undefined
            ? []
            : entriesOf(file, [{ key: 'replication.factor', value: String(factor), layer: 'topic' as const }])),
          ...entriesOf(file, own.flatMap(given)),
        ],
        partitions: found,
      }
    }),
    clients: [],
    ...(version !== undefined && { version }),
    versions,
    brokers: counts,
    racks: brokers.flatMap(({ id, rack }) => (rack === undefined ? [] : [{ broker: id, name: rack, place }])),
    listed: described.map(({ id }) => id),
    complete: true,
    evidence,
    unread,
    notices: [
      { message: seen(answers), place },
      ...quorumNotices(placeIn(`${server} controllers`), answers),
      ...rackNotices(answers),
      ...unread,
    ],
  }
}

/**
 * The cluster with what later files give every topic, because they configure one without naming it: that stands above what each topic has.
 * Kafka's own topics are not meant.
 */
export function withProposed(cluster: Document, files: readonly Document[]): Document {
  const proposed = files.flatMap(({ entries }) => entries).filter(({ layer }) => layer === 'topic')
  if (proposed.length === 0) return cluster
  const topics = cluster.topics.map((topic) =>
    topic.name.startsWith('__') ? topic : { ...topic, entries: [...topic.entries, ...proposed] },
  )
  return { ...cluster, topics }
}

/** Brokers that hold replicas and are not among those that run. */
function absentOf({ brokers, topics }: ClusterAnswers): readonly number[] {
  const running = new Set(brokers.map(({ id }) => id))
  const holders = new Set(topics.flatMap(({ partitions }) => partitions.flatMap(({ replicas }) => replicas)))
  return [...holders].filter((id) => !running.has(id)).toSorted((a, b) => a - b)
}

interface Given {
  readonly key: string
  readonly value: string
  readonly layer: Layer
}

function given({ name, value, source }: ConfigAnswer): Given[] {
  const layer = LAYERS[source]
  return layer === undefined || value === null ? [] : [{ key: name, value, layer }]
}

/** The same rules of what may be shown as for files; one place for all. */
function entriesOf(file: string, list: readonly Given[], of: Pick<Entry, 'broker' | 'role'> = {}): Entry[] {
  const entries = new Entries(new Source(file, ''), [])
  for (const one of list) entries.add({ ...one, offset: 0 })
  return entries.list.map((entry) => ({
    ...entry,
    place: placeIn(file),
    ...(entry.layer === 'broker' || entry.layer === 'static' ? of : {}),
  }))
}

/**
 * What a broker has of its own. What stands in the files of other brokers and not in its own, it has from the release: it counts as said,
 * so that the files of a few do not count for all.
 */
function ofBroker(server: string, broker: NodeAnswer, all: readonly NodeAnswer[]): Entry[] {
  const { id, configs = [] } = broker
  const inFiles = new Set(all.flatMap((one) => (one.configs ?? []).filter(({ source }) => source === 4).map(({ name }) => name)))
  const list = configs.flatMap((one) => (one.source === 5 && inFiles.has(one.name) ? given({ ...one, source: 4 }) : given(one)))
  const role = configs.some(({ name, value }) => name === ROLES && value === 'broker') ? ('broker' as const) : undefined
  return entriesOf(`${server} broker ${id}`, list, { broker: id, ...(role !== undefined && { role }) })
}

/** Of a controller's own file what controllers decide: the rest is not theirs, or brokers say it too. */
const ofController = (server: string, { id, configs = [] }: NodeAnswer): Entry[] =>
  entriesOf(
    `${server} controller ${id}`,
    configs.filter(({ name, source }) => source === 4 && OF_CONTROLLERS.has(name)).flatMap(given),
    { role: 'controller' },
  )

function partitionOf(file: string, { leader, ...of }: PartitionAnswer): LivePartition {
  return { ...of, leader: leader < 0 ? undefined : leader, place: placeIn(file) }
}

/** The releases of the brokers, the oldest last, so that it counts; what the cluster has agreed on; failing both what brokers are set to. */
function versionsOf({ server, brokers, features }: ClusterAnswers): GivenVersion[] {
  const levels = brokers.flatMap(({ id, newestMetadataVersion: level }) => (level === undefined ? [] : [{ id, level }]))
  const releases = levels
    .toSorted((a, b) => b.level - a.level)
    .map(({ id, level }): GivenVersion => {
      const known = metadataVersionOf(level)
      const value = known === undefined ? afterCurrent() : (known.split('-')[0] ?? known)
      return { value, place: placeIn(`${server} broker ${id}`), of: 'release' }
    })
  const level = features?.['metadata.version']
  const agreed = level === undefined ? undefined : metadataVersionOf(level)
  const set = brokers.flatMap(({ id, configs = [] }) =>
    configs.flatMap(({ name, value }): GivenVersion[] =>
      name === 'inter.broker.protocol.version' && value !== null
        ? [{ value, place: placeIn(`${server} broker ${id}`), of: 'protocol' }]
        : [],
    ),
  )
  if (agreed === undefined) return [...releases, ...set]
  return [...releases, { value: agreed, place: placeIn(`${server} features`), of: 'protocol' }]
}

/** A level above those known is of a release above the newest known. */
const afterCurrent = (): string => {
  const [major = 0, minor = 0] = CURRENT_VERSION.split('.').map(Number)
  return `${major}.${minor + 1}`
}

function unreadOf(answers: ClusterAnswers, entries: readonly Entry[]): Notice[] {
  const { server, brokers, controllers, topics } = answers
  const silent = brokers.flatMap(({ id, configs, failure = 'it was not asked' }): Notice[] =>
    configs !== undefined
      ? []
      : [{ message: `how it is configured is not known: ${failure}`, place: placeIn(`${server} broker ${id}`) }],
  )
  const absent = absentOf(answers).map((id): Notice => ({
    message: 'it holds replicas and does not run: how it is configured is not known',
    place: placeIn(`${server} broker ${id}`),
  }))
  const hidden = topics.flatMap(({ name, configs, failure = 'it was not asked' }): Notice[] =>
    configs !== undefined
      ? []
      : [{ message: `how it is configured is not known: ${failure}`, place: placeIn(`${server} topic ${name}`) }],
  )
  // Controllers decide unclean elections by their own files, unless the topic or the whole cluster is set. What a broker's file has is told of elsewhere.
  const isSet =
    entries.some(
      ({ key, layer, role }) => key === UNCLEAN && (layer === 'cluster' || (layer === 'static' && role === 'broker')),
    ) ||
    (topics.length > 0 && topics.every(({ name, configs = [] }) => name === OFFSETS_TOPIC || hasOwn(configs, UNCLEAN)))
  const isKRaft = brokers.some(({ hasQuorum }) => hasQuorum === true)
  const isKnown = [...brokers, ...controllers].some(({ configs = [] }) =>
    configs.some(({ name, value }) => name === ROLES && value?.includes('controller') === true),
  )
  const why = controllers.find(({ failure }) => failure !== undefined)?.failure ?? 'no broker says where they can be asked'
  if (!isKRaft || isKnown || isSet) return [...silent, ...absent, ...hidden]
  const message = `${UNCLEAN} of the controllers is not known (${why}): give a file of theirs beside this, or --assume ${UNCLEAN}=…`
  return [...silent, ...absent, ...hidden, { message, place: placeIn(`${server} controllers`), about: UNCLEAN }]
}

const hasOwn = (configs: readonly ConfigAnswer[], key: string): boolean =>
  configs.some(({ name, source }) => name === key && source === 1)

/** What the cluster is, in a line. */
function seen({ brokers, quorum, features, topics }: ClusterAnswers): string {
  const level = features?.['metadata.version']
  const names = brokers.map(({ id, rack }) => (rack === undefined ? String(id) : `${id} in ${rack}`))
  const newer = brokers.some(({ newestMetadataVersion = 0 }) => newestMetadataVersion > NEWEST_METADATA_VERSION)
  return [
    `read from the running cluster: ${topics.length === 1 ? '1 topic' : `${topics.length} topics`}`,
    `${brokers.length === 1 ? 'broker' : 'brokers'} ${names.join(', ')}`,
    ...(level === undefined ? [] : [`metadata.version ${metadataVersionOf(level) ?? level}`]),
    ...(newer ? ['a release newer than this tool knows'] : []),
    ...(quorum === undefined ? [] : [`quorum of controllers ${quorum.voters.join(', ')}, led by ${quorum.leader}`]),
  ].join('; ')
}

/** Partitions whose replicas share a rack more than they would have to: what takes the rack takes them together. */
function rackNotices({ server, brokers, topics }: ClusterAnswers): Notice[] {
  const racks = new Map(brokers.flatMap(({ id, rack }) => (rack === undefined ? [] : [[id, rack] as const])))
  const all = new Set(racks.values()).size
  if (all < 2) return []
  return topics.flatMap(({ name, partitions }): Notice[] => {
    const alone = partitions.filter(({ replicas }) => {
      const known = replicas.flatMap((id) => racks.get(id) ?? [])
      return known.length === replicas.length && replicas.length > 1 && new Set(known).size === 1
    })
    const [first] = alone
    if (first === undefined) return []
    const rack = racks.get(first.replicas[0] ?? -1) ?? ''
    const others = alone.length > 1 ? `, and ${alone.length - 1} more are so` : ''
    return [
      {
        message: `all replicas of partition ${first.partition} are in ${rack}${others}: what takes a rack takes them together`,
        place: placeIn(`${server} topic ${name}`),
      },
    ]
  })
}
