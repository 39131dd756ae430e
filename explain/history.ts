/** A partition's history in the metadata log: every decision of the controller about it and about its brokers, in order. */
import { metadataRecord, type MetadataRecord } from './records/metadata-record.ts'
import type { DumpedRecord } from './records/read-dump.ts'

/** What the controller holds of a partition; brokers by id. Mirrors `PartitionRegistration`. */
export interface Decision {
  readonly leader: number
  readonly leaderEpoch: number
  readonly replicas: readonly number[]
  readonly isr: readonly number[]
  readonly elr: readonly number[]
  readonly lastKnownElr: readonly number[]
  readonly adding: readonly number[]
  readonly removing: readonly number[]
  /** Of each replica, in their order, the log directory it is in, where that is said. */
  readonly directories: readonly string[]
}

export type Becomes = 'fenced' | 'unfenced' | 'stopping' | 'registered' | 'unregistered'

/** What records say of it; undefined where that is left to what brokers have by themselves. */
export interface Settings {
  readonly minIsr: number | undefined
  readonly unclean: boolean | undefined
  readonly elr: boolean
  /** What a single broker has otherwise, and the topic does not override. */
  readonly ofOneBroker: string | undefined
}

/** Where something stands in the metadata log. */
export interface Place {
  readonly offset: number
  readonly time: number | undefined
  /** The type of the record. */
  readonly type: string
}

export interface BrokerChange {
  readonly kind: 'broker'
  readonly broker: number
  readonly becomes: Becomes
  /** It registers, and has none of the log directories that it had. */
  readonly hasNewDisk: boolean
  /** It registers with some of the log directories that it had, and without that of its replica, as far as is known. */
  readonly lacksDirectory: boolean
}

export type Happening =
  | (Place & { readonly kind: 'decision'; readonly decision: Decision })
  | (Place & BrokerChange)
  | (Place & {
      readonly kind: 'settings'
      readonly settings: Settings
      /** min.insync.replicas is written with the value that it has, here or below what the topic has of its own, which clears the ELR (F10). */
      readonly rewrites: boolean
    })

export interface History {
  readonly topic: string
  readonly partition: number
  /** The record from which on it is followed: its first, or the last before `from`. */
  readonly begins: Place
  readonly first: Decision
  /** Of the brokers that have a replica at any time, at the beginning. */
  readonly statuses: ReadonlyMap<number, Becomes>
  readonly settings: Settings
  /** Offsets of the records that say them, by key of Kafka. */
  readonly saidAt: ReadonlyMap<string, number>
  /** Level of the feature metadata.version at the beginning, which says the release. */
  readonly metadataVersion: number | undefined
  readonly happenings: readonly Happening[]
  /** Places where the order of the replicas was changed and nothing else. */
  readonly reorders: readonly Place[]
  /** Where a running broker lost the log directory of its replica, as far as is known. */
  readonly failures: readonly (Place & { readonly broker: number })[]
  /** Where the topic was made, when one of its name was deleted before. */
  readonly madeAnew: Place | undefined
  /** Where the topic was deleted, and the history ends. */
  readonly deleted: Place | undefined
}

/** Which part of the log is followed: offsets of the metadata log, both included. */
export interface Window {
  readonly from: number
  readonly to: number
}

/** The topics of the log, and which of their partitions; what cannot be read. */
export interface Contents {
  readonly partitions: readonly { readonly topic: string; readonly partition: number }[]
  readonly strange: readonly DumpedRecord[]
}

interface Registered {
  readonly becomes: Becomes
  readonly logDirs: readonly string[]
}

/** What a topic works with, and the model knows of. */
const SAID = ['min.insync.replicas', 'unclean.leader.election.enable', 'eligible.leader.replicas.version', 'metadata.version']

/** Those of them that are configurations. */
const SETTINGS = SAID.slice(0, 2)

/** Replays a metadata log record by record. Mirrors the `replay` methods of the controller's managers. */
class Reader {
  readonly topics = new Map<string, string>()
  readonly decisions = new Map<string, Decision>()
  readonly brokers = new Map<number, Registered>()
  readonly strange: DumpedRecord[] = []
  readonly #configs = new Map<string, string>()
  /** What single brokers have of their own: by key, and then by broker. */
  readonly #ofBrokers = new Map<string, Map<string, string>>()
  readonly #features = new Map<string, number>()
  /** Where the records of these stand. */
  readonly #places = new Map<string, number>()
  /** By name, of topics that there are. */
  readonly #ids = new Map<string, string>()
  /** Keys of decisions with an ELR, by topic: few of many. */
  readonly #withElr = new Map<string, Set<string>>()

  /** What a record is; it is not replayed yet. */
  read(record: DumpedRecord): MetadataRecord | undefined {
    if (record.isControl) return undefined
    const read = record.payload === undefined ? 'strange' : metadataRecord(record.payload)
    if (read === 'strange') this.strange.push(record)
    return typeof read === 'string' ? undefined : read
  }

  get metadataVersion(): number | undefined {
    return this.#features.get('metadata.version')
  }

  /** The settings of a topic: its own, else the default of the cluster. What only brokers' files say is not in the log. */
  settings(topic: string): Settings {
    const of = (name: string): string | undefined => this.#configs.get(`2 ${topic} ${name}`) ?? this.#configs.get(`4  ${name}`)
    const [minIsr, unclean] = [of('min.insync.replicas'), of('unclean.leader.election.enable')]
    const ofOneBroker = SETTINGS.find(
      (name) =>
        !this.#configs.has(`2 ${topic} ${name}`) &&
        [...(this.#ofBrokers.get(name) ?? [])].some(([, value]) => value !== this.#configs.get(`4  ${name}`)),
    )
    return {
      ofOneBroker,
      minIsr: minIsr === undefined ? undefined : Number(minIsr),
      unclean: unclean === undefined ? undefined : unclean === 'true',
      elr: (this.#features.get('eligible.leader.replicas.version') ?? 0) > 0,
    }
  }

  /** Where the settings of a topic, and the features, are said. */
  saidAt(topic: string): ReadonlyMap<string, number> {
    const of = (name: string): readonly (readonly [string, number])[] => {
      const key = [`2 ${topic} ${name}`, `4  ${name}`, name].find((each) => this.#configs.has(each) || this.#features.has(each))
      const at = key === undefined ? undefined : this.#places.get(key)
      return at === undefined ? [] : [[name, at]]
    }
    return new Map(SAID.flatMap(of))
  }

  #decide(topicId: string, key: string, decision: Decision): void {
    this.decisions.set(key, decision)
    const keys = this.#withElr.get(topicId) ?? new Set()
    if (decision.elr.length + decision.lastKnownElr.length > 0) this.#withElr.set(topicId, keys.add(key))
    else keys.delete(key)
  }

  /** What a record about a broker changes; directories of which it does not speak are those that there were. */
  #register(read: MetadataRecord, id: number, logDirs: readonly string[]): void {
    const was = this.brokers.get(id)
    const becomes = statusIn(read)?.[1] ?? was?.becomes
    if (becomes !== undefined) this.brokers.set(id, { becomes, logDirs: logDirs.length > 0 ? logDirs : (was?.logDirs ?? []) })
  }

  replay({ type, data }: MetadataRecord, offset: number): void {
    switch (type) {
      case 'TOPIC_RECORD':
        this.topics.set(data.topicId, data.name)
        this.#ids.set(data.name, data.topicId)
        return
      case 'REMOVE_TOPIC_RECORD':
        this.topics.delete(data.topicId)
        return
      case 'PARTITION_RECORD': {
        const { partitionId, topicId, addingReplicas, removingReplicas, eligibleLeaderReplicas, ...rest } = data
        const lists = {
          elr: eligibleLeaderReplicas ?? [],
          lastKnownElr: data.lastKnownElr ?? [],
          directories: data.directories ?? [],
        }
        this.#decide(topicId, `${topicId} ${partitionId}`, {
          ...rest,
          ...lists,
          adding: addingReplicas,
          removing: removingReplicas,
        })
        return
      }
      case 'PARTITION_CHANGE_RECORD': {
        const key = `${data.topicId} ${data.partitionId}`
        const before = this.decisions.get(key)
        if (before !== undefined) this.#decide(data.topicId, key, merged(before, data))
        return
      }
      case 'CLEAR_ELR_RECORD':
        for (const id of data.topicName === '' ? [...this.#withElr.keys()] : [this.#ids.get(data.topicName) ?? '']) {
          for (const key of this.#withElr.get(id) ?? []) {
            const decision = this.decisions.get(key)
            if (decision !== undefined) this.decisions.set(key, { ...decision, elr: [], lastKnownElr: [] })
          }
          this.#withElr.delete(id)
        }
        return
      case 'CONFIG_RECORD': {
        const key = `${data.resourceType} ${data.resourceName} ${data.name}`
        if (data.value === null) this.#configs.delete(key)
        else this.#configs.set(key, data.value)
        this.#places.set(key, offset)
        if (data.resourceType !== 4 || data.resourceName === '') return
        const own = this.#ofBrokers.get(data.name) ?? new Map<string, string>()
        if (data.value === null) own.delete(data.resourceName)
        else own.set(data.resourceName, data.value)
        this.#ofBrokers.set(data.name, own)
        return
      }
      case 'FEATURE_LEVEL_RECORD':
        this.#features.set(data.name, data.featureLevel)
        this.#places.set(data.name, offset)
        return
      case 'BROKER_REGISTRATION_CHANGE_RECORD':
        this.#register({ type, data }, data.brokerId, data.logDirs ?? [])
        return
      case 'REGISTER_BROKER_RECORD':
        this.brokers.set(data.brokerId, { becomes: 'registered', logDirs: data.logDirs })
        return
      case 'UNREGISTER_BROKER_RECORD':
        this.#register({ type, data }, data.brokerId, [])
        return
      case 'FENCE_BROKER_RECORD':
      case 'UNFENCE_BROKER_RECORD':
        this.#register({ type, data }, data.id, [])
    }
  }
}

/** `PartitionRegistration#merge`: a leader that is named, the same perhaps, begins a leader epoch; -2 names none. */
function merged(before: Decision, change: Extract<MetadataRecord, { type: 'PARTITION_CHANGE_RECORD' }>['data']): Decision {
  const leads = change.leader === undefined || change.leader === -2 ? undefined : change.leader
  return {
    leader: leads ?? before.leader,
    leaderEpoch: before.leaderEpoch + (leads === undefined ? 0 : 1),
    replicas: change.replicas ?? before.replicas,
    isr: change.isr ?? before.isr,
    elr: change.eligibleLeaderReplicas ?? before.elr,
    lastKnownElr: change.lastKnownElr ?? before.lastKnownElr,
    adding: change.addingReplicas ?? before.adding,
    removing: change.removingReplicas ?? before.removing,
    directories: change.directories ?? before.directories,
  }
}

/** The log directory of a broker's replica; undefined where none is said (`DirectoryId#reserved`). */
function directoryOf({ replicas, directories }: Decision, broker: number): string | undefined {
  const directory = directories.length === replicas.length ? directories[replicas.indexOf(broker)] : undefined
  return directory === undefined || /^A{20}/.test(directory) ? undefined : directory
}

/** The broker a record is about, and what it becomes. */
function statusIn({ type, data }: MetadataRecord): readonly [number, Becomes] | undefined {
  switch (type) {
    case 'REGISTER_BROKER_RECORD':
      return [data.brokerId, 'registered']
    case 'UNREGISTER_BROKER_RECORD':
      return [data.brokerId, 'unregistered']
    case 'FENCE_BROKER_RECORD':
      return [data.id, 'fenced']
    case 'UNFENCE_BROKER_RECORD':
      return [data.id, 'unfenced']
    case 'BROKER_REGISTRATION_CHANGE_RECORD':
      if (data.fenced > 0) return [data.brokerId, 'fenced']
      if (data.inControlledShutdown > 0) return [data.brokerId, 'stopping']
      return data.fenced < 0 ? [data.brokerId, 'unfenced'] : undefined
    default:
      return undefined
  }
}

/** The broker that a record is about. */
function brokerOf({ type, data }: MetadataRecord): number | undefined {
  switch (type) {
    case 'REGISTER_BROKER_RECORD':
    case 'UNREGISTER_BROKER_RECORD':
    case 'BROKER_REGISTRATION_CHANGE_RECORD':
      return data.brokerId
    case 'FENCE_BROKER_RECORD':
    case 'UNFENCE_BROKER_RECORD':
      return data.id
    default:
      return undefined
  }
}

/** What a log is about. */
export function contentsOf(records: readonly DumpedRecord[]): Contents {
  const reader = new Reader()
  const found = new Map<string, { topic: string; partition: number }>()
  for (const record of records) {
    const read = reader.read(record)
    if (read === undefined) continue
    reader.replay(read, record.offset)
    if (read.type !== 'PARTITION_RECORD') continue
    const topic = reader.topics.get(read.data.topicId)
    if (topic !== undefined) found.set(`${topic} ${read.data.partitionId}`, { topic, partition: read.data.partitionId })
  }
  return { partitions: [...found.values()], strange: reader.strange }
}

/** The history of a partition within a part of the log; undefined when it is not there. Of a topic made anew the last one counts. */
export function historyOf(
  records: readonly DumpedRecord[],
  topic: string,
  partition: number,
  { from, to }: Window,
): History | undefined {
  const reader = new Reader()
  let key: string | undefined
  let begun: Omit<History, 'happenings' | 'reorders' | 'failures' | 'madeAnew' | 'deleted' | 'statuses'> | undefined
  // What brokers have become, by the number of the record; those of a large cluster are not copied at every record.
  const became = new Map<number, { readonly record: number; readonly becomes: Becomes }[]>()
  let beginning = -1
  let happenings: Happening[] = []
  let reorders: Place[] = []
  let failures: (Place & { readonly broker: number })[] = []
  let deleted: Place | undefined
  let madeAnew: Place | undefined
  // Where min.insync.replicas was written last, of the topic or of brokers.
  let written: { readonly at: Place; readonly batch: number } | undefined
  const begin = (at: Place, first: Decision, record: number): void => {
    const { metadataVersion } = reader
    begun = {
      topic,
      partition,
      begins: at,
      first,
      settings: reader.settings(topic),
      saidAt: reader.saidAt(topic),
      metadataVersion,
    }
    beginning = record
    happenings = []
    reorders = []
    failures = []
  }
  for (const [i, record] of records.entries()) {
    if (record.offset > to) break
    const read = reader.read(record)
    if (read === undefined) continue
    const before = { decision: key === undefined ? undefined : reader.decisions.get(key), settings: reader.settings(topic) }
    const status = statusIn(read)
    const was = reader.brokers.get(brokerOf(read) ?? -1)
    reader.replay(read, record.offset)
    if (status !== undefined) {
      const [id, becomes] = status
      const all = became.get(id)
      if (all === undefined) became.set(id, [{ record: i, becomes }])
      else all.push({ record: i, becomes })
    }
    const at: Place = { offset: record.offset, time: record.time, type: read.type }
    if (read.type === 'CONFIG_RECORD' && read.data.name === 'min.insync.replicas') written = { at, batch: record.batch }
    if (
      read.type === 'PARTITION_RECORD' &&
      read.data.partitionId === partition &&
      reader.topics.get(read.data.topicId) === topic
    ) {
      key = `${read.data.topicId} ${partition}`
      madeAnew = deleted === undefined ? madeAnew : at
      deleted = undefined
      const first = reader.decisions.get(key)
      if (first !== undefined) begin(at, first, i)
      continue
    }
    if (key === undefined || begun === undefined || before.decision === undefined) continue
    if (read.type === 'REMOVE_TOPIC_RECORD' && key.startsWith(`${read.data.topicId} `)) {
      deleted = at
      key = undefined
      continue
    }
    const decision = reader.decisions.get(key) ?? before.decision
    if (record.offset <= from) {
      begin(at, decision, i)
      continue
    }
    const settings = reader.settings(topic)
    if (JSON.stringify(settings) !== JSON.stringify(before.settings))
      happenings.push({ ...at, kind: 'settings', settings, rewrites: false })
    else if (
      read.type === 'CLEAR_ELR_RECORD' &&
      decision !== before.decision &&
      written?.batch === record.batch &&
      written.at.offset !== happenings.findLast(({ kind }) => kind === 'settings')?.offset
    )
      happenings.push({ ...written.at, kind: 'settings', settings, rewrites: true })
    if (decision !== before.decision && isOther(before.decision, decision)) happenings.push({ ...at, kind: 'decision', decision })
    else if (decision !== before.decision && decision.replicas.join() !== before.decision.replicas.join()) reorders.push(at)
    const broker = brokerOf(read)
    if (broker === undefined) continue
    const [had, has] = [was?.logDirs ?? [], reader.brokers.get(broker)?.logDirs ?? []]
    const left = had.filter((dir) => has.includes(dir)).length
    const directory = directoryOf(before.decision, broker)
    const lacks = left < had.length && (directory === undefined || !has.includes(directory))
    if (read.type === 'BROKER_REGISTRATION_CHANGE_RECORD' && lacks) failures.push({ ...at, broker })
    if (status === undefined) continue
    const [, becomes] = status
    const hasNewDisk = becomes === 'registered' && had.length > 0 && left === 0
    const lacksDirectory = becomes === 'registered' && left > 0 && lacks
    // A session that ends after a controlled shutdown is fenced a second time.
    const isNews = becomes !== 'fenced' || (was?.becomes !== 'fenced' && was?.becomes !== 'registered')
    if (isNews) happenings.push({ ...at, kind: 'broker', broker, becomes, hasNewDisk, lacksDirectory })
  }
  if (begun === undefined) return undefined
  const members = new Set(membersOf(begun.first, happenings))
  const ofMembers = happenings.filter((happening) => happening.kind !== 'broker' || members.has(happening.broker))
  const statuses = new Map(
    [...members].flatMap((id) => {
      const last = became.get(id)?.findLast(({ record }) => record <= beginning)
      return last === undefined ? [] : [[id, last.becomes] as const]
    }),
  )
  const ofReplicas = failures.filter(({ broker }) => members.has(broker))
  return { ...begun, statuses, happenings: ofMembers, reorders, failures: ofReplicas, madeAnew, deleted }
}

/** Brokers that have a replica at any time, those of the beginning first. */
export function membersOf(first: Decision, happenings: readonly Happening[]): readonly number[] {
  const later = happenings.flatMap((happening) => (happening.kind === 'decision' ? happening.decision.replicas : []))
  return [...new Set([...first.replicas, ...later])]
}

/** What the controller holds of the partition at the end. */
export function lastDecision({ first, happenings }: Pick<History, 'first' | 'happenings'>): Decision {
  const last = happenings.findLast((happening) => happening.kind === 'decision')
  return last?.kind === 'decision' ? last.decision : first
}

/** Whether anything changed but the order of the replicas and their directories. */
function isOther(a: Decision, b: Decision): boolean {
  const told = ({ leader, leaderEpoch, replicas, isr, elr, lastKnownElr, adding, removing }: Decision): string =>
    JSON.stringify([
      leader,
      leaderEpoch,
      ...[replicas, isr, elr, lastKnownElr, adding, removing].map((list) => list.toSorted((x, y) => x - y)),
    ])
  return told(a) !== told(b)
}
