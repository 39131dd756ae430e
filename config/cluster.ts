import { brokersOf } from './broker-counts.ts'
import { Layers } from './layers.ts'
import type {
  BrokerCount,
  Evidence,
  Client,
  Document,
  Entry,
  GivenVersion,
  LivePartition,
  Notice,
  Place,
  Rack,
  TopicConfig,
} from './document.ts'
import { keyEvidence } from './key-releases.ts'
import { isOfClient, OFFSETS_ACKS, OFFSETS_FACTOR, settingOf, TRANSACTIONAL_ID } from './keys.ts'
import { severalClusters } from './clusters-apart.ts'
import { clientsByFile } from './clients-by-file.ts'
import { folderOf } from './folder.ts'
import { oneDirectoryEach } from './log-directories.ts'
import { observers } from './observers.ts'
import { refusedOverrides } from './overrides.ts'
import { isOfOtherRole, rolesOf } from './roles.ts'
import { strangeKeys, type StrangeKeys } from './strange-keys.ts'
import { OFFSETS_TOPIC } from './topics.ts'
import { usedFiles } from './used-files.ts'

/** A file without what it configures. */
const onlyUnread = ({ file, format, complete, unread }: Document): Document => ({
  file,
  format,
  complete,
  unread,
  notices: unread,
  entries: [],
  topics: [],
  clients: [],
  versions: [],
  brokers: [],
  listed: [],
  evidence: [],
})

/** What bears on every topic of a cluster. */
export interface Shared {
  /** What is to be noticed of all of it, each once. */
  readonly notices: readonly Notice[]
  readonly layers: Layers
  /** The same without what configures clients that have no name. */
  readonly withoutClients: Layers
  /** What bears on `__consumer_offsets` too: neither a topic's nor a client's. */
  readonly ofBrokers: Layers
  /** default.replication.factor as it was given first, and not by the release. */
  readonly defaultFactor: Entry | undefined
  /** As they were given last. */
  readonly offsetsFactor: Entry | undefined
  readonly offsetsAcks: Entry | undefined
  readonly transactionalId: Entry | undefined
  /** Where every broker has one log directory: which. */
  readonly oneLogDirectory: string | undefined
  /** min.insync.replicas in the file of a controller, or of a combined process. */
  readonly controllersMinIsr: Entry | undefined
  readonly hasController: boolean
  /** Brokers of which every value of their own is known, where any is. */
  readonly described: ReadonlySet<number>
  /** Values that their processes do not use. */
  readonly ofOtherRole: readonly Entry[]
  readonly strange: StrangeKeys
  readonly versions: readonly GivenVersion[]
  readonly evidence: readonly Evidence[]
  readonly brokers: BrokerCount | undefined
  /** The first partition that has eligible leader replicas, else the first that had them last. */
  readonly elrHolder: LivePartition | undefined
}

/**
 * The documents of a cluster, gone through once: what is resolved of each of its topics then costs what is said of that topic, not
 * what is said of all.
 */
export class Cluster {
  readonly documents: readonly Document[]
  /** Their names. */
  readonly files: readonly string[]
  /** Names of the topics in the files, in their order; of Kafka's own only when there are no others. */
  readonly topicNames: readonly string[]
  /** Names of those that frameworks make for themselves. */
  readonly madeNames: readonly string[]
  /** Clients that have a name, by it; what several files give one is one after the other. */
  readonly clients: ReadonlyMap<string, readonly Client[]>
  /** Whether something is said of topics or brokers, or of a client without a name: else only of what has a name. */
  readonly isAboutAnyTopic: boolean
  /** Whether something is said of its brokers, or of a topic that they make: it is a cluster that runs, and not a topic or a client alone. */
  readonly isAboutBrokers: boolean
  /** What is not read and may bear on replication. */
  readonly unread: readonly Notice[]
  /** What was noticed in reading. */
  readonly notices: readonly Notice[]
  /** Strimzi: the clusters of which something is said, and where first. */
  readonly labels: ReadonlyMap<string, Place>
  /** Whether a dump among them lists only what was overridden. */
  readonly listsOverridesOnly: boolean
  private readonly topics = new Map<string, TopicConfig[]>()
  /** As they were read. */
  private readonly given: readonly Document[]
  private readonly shared = new Map<string | undefined, Shared>()

  constructor(all: readonly Document[]) {
    this.files = all.map(({ file }) => file)
    const used = usedFiles(all)
    // What another file has variables or services from configures nothing by itself; what else is in it nobody has read.
    const given = all.flatMap((document) => {
      if (!used.has(document.file) || !['kafka-env', 'compose'].includes(document.format)) return [document]
      return document.format === 'compose' && document.unread.length > 0 ? [onlyUnread(document)] : []
    })
    this.given = given
    const documents = clientsByFile(given)
    this.documents = documents
    const labels = new Map<string, Place>()
    for (const document of documents) {
      for (const topic of document.topics) {
        const before = this.topics.get(topic.name)
        if (before === undefined) this.topics.set(topic.name, [topic])
        else before.push(topic)
      }
      for (const list of [document.entries, document.versions, document.brokers, document.evidence])
        for (const { cluster, place } of list) if (cluster !== undefined && !labels.has(cluster)) labels.set(cluster, place)
    }
    this.labels = labels
    const clients = new Map<string, Client[]>()
    for (const client of documents.flatMap((document) => document.clients))
      clients.set(client.name, [...(clients.get(client.name) ?? []), client])
    this.clients = clients
    this.madeNames = this.allNames.filter((name) => this.topic(name).some(({ madeBy }) => madeBy !== undefined))
    const made = new Set(this.madeNames)
    const found = this.allNames.filter((name) => !made.has(name))
    const users = found.filter((name) => !name.startsWith('__'))
    this.topicNames = users.length > 0 ? users : found
    this.isAboutAnyTopic =
      this.topicNames.length > 0 ||
      documents.some(({ entries }) => entries.some(({ key }) => settingOf(key) !== undefined)) ||
      clients.size + made.size === 0
    this.listsOverridesOnly = documents.some(
      ({ complete, format }) => !complete && (format === 'kafka-configs' || format === 'admin-json'),
    )
    const apart = [...severalClusters(documents), ...refusedOverrides(clients)]
    this.notices = [...documents.flatMap((document) => document.notices), ...apart]
    this.unread = [...documents.flatMap(({ unread, entries }) => [...unread, ...observers(entries)]), ...apart]
    this.isAboutBrokers =
      this.topics.has(OFFSETS_TOPIC) || documents.some(({ entries }) => entries.some((entry) => isOfItsBrokers(entry)))
  }

  /** Of Kafka's own topics too. */
  get allNames(): readonly string[] {
    return [...this.topics.keys()]
  }

  /** What the files hold of a topic, in their order. */
  topic(name: string | undefined): readonly TopicConfig[] {
    return name === undefined ? [] : (this.topics.get(name) ?? [])
  }

  /** What a client is given, and before it what those are given that it stands above. */
  clientEntries(name: string): readonly Entry[] {
    const given = this.clients.get(name) ?? []
    const unnamed = given.flatMap(({ isAboveUnnamed, place }) =>
      isAboveUnnamed === true ? this.given.filter(({ file }) => folderOf(file) === folderOf(place.file)) : [],
    )
    const below = given.flatMap(({ above }) => (above === undefined || above === name ? [] : this.clientEntries(above)))
    const ofUnnamed = [...new Set(unnamed)].flatMap(({ entries }) => entries.filter(({ layer, key }) => isOfClient(layer, key)))
    return [...ofUnnamed, ...below, ...given.flatMap(({ entries }) => entries)]
  }

  /** The zones of brokers, each broker once; of one that is in several files, as the last of them has it. */
  get racks(): readonly Rack[] {
    const all = this.documents.flatMap(({ racks = [] }) => racks)
    return [...new Map(all.map((rack) => [rack.broker ?? rack, rack])).values()]
  }

  /** The partitions of a topic as listings found them. */
  partitions(name: string | undefined): readonly LivePartition[] {
    return this.topic(name).flatMap((topic) => topic.partitions)
  }

  /** @param label of the cluster that is meant; undefined is all of them. */
  of(label: string | undefined): Shared {
    const known = this.shared.get(label)
    if (known !== undefined) return known
    const shared = sharedOf(this, label)
    this.shared.set(label, shared)
    return shared
  }
}

/** Whether something of a cluster, or of none, bears on the cluster that is meant. */
export const isOf = (cluster: string | undefined, label: string | undefined): boolean =>
  cluster === undefined || label === undefined || cluster === label

function sharedOf({ documents, notices }: Cluster, label: string | undefined): Shared {
  const isMeant = ({ cluster }: { readonly cluster?: string }): boolean => isOf(cluster, label)
  const given = documents.flatMap((document) => document.entries).filter(isMeant)
  const all = given.filter((entry) => !isOfOtherRole(entry))
  const listed = new Set(documents.flatMap((document) => document.listed))
  const layers = new Layers(all, listed)
  return {
    notices: uniqueNotices([...notices, ...layers.notices]),
    layers,
    described: new Set([
      ...listed,
      ...all.flatMap(({ layer, broker }) => (layer === 'broker' && broker !== undefined ? [broker] : [])),
    ]),
    withoutClients: new Layers(
      all.filter(({ layer, key }) => !isOfClient(layer, key)),
      listed,
    ),
    ofBrokers: new Layers(all.filter(isOfBrokers), listed),
    defaultFactor: all.find(isDefaultFactor),
    offsetsFactor: lastOf(OFFSETS_FACTOR, all),
    offsetsAcks: lastOf(OFFSETS_ACKS, all),
    transactionalId: lastOf(TRANSACTIONAL_ID, all),
    oneLogDirectory: oneDirectoryEach(all),
    ...rolesOf(given, documents),
    strange: strangeKeys(given),
    versions: documents.flatMap((document) => document.versions).filter(isMeant),
    evidence: documents.flatMap((document) => [...document.evidence, ...keyEvidence(document)]).filter(isMeant),
    brokers: brokersOf(documents.flatMap((document) => document.brokers).filter(isMeant)),
    elrHolder: holderIn(documents, isMeant),
  }
}

/** Whether a value bears on `__consumer_offsets` without being its own. Its replication factor has a key of its own. */
export const isOfBrokers = ({ layer, key }: Entry): boolean =>
  layer !== 'topic' && layer !== 'producer' && layer !== 'consumer' && key !== 'default.replication.factor'

const isOfItsBrokers = ({ layer, key }: Entry): boolean => layer !== 'topic' && layer !== 'feature' && !isOfClient(layer, key)

/** default.replication.factor of somebody: what the release has by default says nothing of a topic that somebody made. */
export const isDefaultFactor = ({ key, layer }: Entry): boolean => key === 'default.replication.factor' && layer !== 'release'

/** The entry of a key that was given last, and is no secret. */
export const lastOf = (key: string, entries: readonly Entry[]): Entry | undefined =>
  entries.findLast((entry) => entry.key === key && entry.secret === undefined)

function holderIn(documents: readonly Document[], isMeant: (of: TopicConfig) => boolean): LivePartition | undefined {
  const all = documents.flatMap(({ topics }) => topics.filter(isMeant).flatMap(({ partitions }) => partitions))
  return all.find(({ elr = [] }) => elr.length > 0) ?? all.find(({ lastKnownElr = [] }) => lastKnownElr.length > 0)
}

/** In order, each once. */
export const uniqueNotices = (notices: readonly Notice[]): readonly Notice[] => [
  ...new Map(notices.map((notice) => [JSON.stringify(notice), notice])).values(),
]
