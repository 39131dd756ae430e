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
}

export type Becomes = 'fenced' | 'unfenced' | 'stopping' | 'registered' | 'unregistered'

export interface Settings {
  readonly minIsr: number | undefined
  readonly unclean: boolean | undefined
  readonly elr: boolean
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
  /** It registers with some of the log directories that it had, and not with all. */
  readonly lacksDirectory: boolean
}

export type Happening =
  | (Place & { readonly kind: 'decision'; readonly decision: Decision })
  | (Place & BrokerChange)
  | (Place & { readonly kind: 'settings'; readonly settings: Settings })

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

/** Replays a metadata log record by record. Mirrors the `replay` methods of the controller's managers. */
class Reader {
  readonly topics = new Map<string, string>()
  readonly decisions = new Map<string, Decision>()
  readonly brokers = new Map<number, Registered>()
  readonly strange: DumpedRecord[] = []
  readonly #configs = new Map<string, string>()
  readonly #features = new Map<string, number>()
  /** Where the records of these stand. */
  readonly #places = new Map<string, number>()
  /** By name, of topics that there are. */
  readonly #ids = new Map<string, string>()
  /** Keys of decisions with an ELR, by topic: few of many. */
  readonly #withElr = new Map<string, Set<string>>()

  /** What a record is; it is not replayed yet. */
  read(record: DumpedRecord): MetadataRecord | undefined {
    if (record.payload === undefined) return undefined
    const read = metadataRecord(record.payload)
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
    return {
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
        const { partitionId, topicId, addingReplicas, removingReplicas, eligibleLeaderReplicas, lastKnownElr, ...rest } = data
        const lists = { elr: eligibleLeaderReplicas ?? [], lastKnownElr: lastKnownElr ?? [] }
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
        return
      }
      case 'FEATURE_LEVEL_RECORD':
        this.#features.set(data.name, data.featureLevel)
        this.#places.set(data.name, offset)
        return
      default: {
        const [id, becomes] = statusIn({ type, data } as MetadataRecord) ?? []
        if (id === undefined || becomes === undefined) return
        const logDirs = type === 'REGISTER_BROKER_RECORD' ? data.logDirs : (this.brokers.get(id)?.logDirs ?? [])
        this.brokers.set(id, { becomes, logDirs })
      }
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
  }
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
  let begun: Omit<History, 'happenings' | 'reorders' | 'deleted' | 'statuses'> | undefined
  // What brokers have become, by the number of the record; those of a large cluster are not copied at every record.
  const became = new Map<number, { readonly record: number; readonly becomes: Becomes }[]>()
  let beginning = -1
  let happenings: Happening[] = []
  let reorders: Place[] = []
  let deleted: Place | undefined
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
  }
  for (const [i, record] of records.entries()) {
    if (record.offset > to) break
    const read = reader.read(record)
    if (read === undefined) continue
    const before = { decision: key === undefined ? undefined : reader.decisions.get(key), settings: reader.settings(topic) }
    const status = statusIn(read)
    const was = status && reader.brokers.get(status[0])
    reader.replay(read, record.offset)
    if (status !== undefined) {
      const [id, becomes] = status
      const all = became.get(id)
      if (all === undefined) became.set(id, [{ record: i, becomes }])
      else all.push({ record: i, becomes })
    }
    const at: Place = { offset: record.offset, time: record.time, type: read.type }
    if (
      read.type === 'PARTITION_RECORD' &&
      read.data.partitionId === partition &&
      reader.topics.get(read.data.topicId) === topic
    ) {
      key = `${read.data.topicId} ${partition}`
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
    if (JSON.stringify(settings) !== JSON.stringify(before.settings)) happenings.push({ ...at, kind: 'settings', settings })
    if (decision !== before.decision && isOther(before.decision, decision)) happenings.push({ ...at, kind: 'decision', decision })
    else if (decision !== before.decision && decision.replicas.join() !== before.decision.replicas.join()) reorders.push(at)
    if (status === undefined) continue
    const [broker, becomes] = status
    const [had, has] = [was?.logDirs ?? [], reader.brokers.get(broker)?.logDirs ?? []]
    const left = had.filter((dir) => has.includes(dir)).length
    const hasNewDisk = becomes === 'registered' && had.length > 0 && left === 0
    const lacksDirectory = becomes === 'registered' && left > 0 && left < had.length
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
  return { ...begun, statuses, happenings: ofMembers, reorders, deleted }
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
  const told = ({ leader, leaderEpoch, ...lists }: Decision): string =>
    JSON.stringify([leader, leaderEpoch, ...Object.entries(lists).map(([name, list]) => [name, list.toSorted((x, y) => x - y)])])
  return told(a) !== told(b)
}
