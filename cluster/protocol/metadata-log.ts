/**
 * The controller's metadata log, read from its segment: every decision about the partition and the brokers, in order
 * (metadata/src/main/resources/common/metadata). Records that say nothing of them are passed over.
 */
import { Reader, readRecordsBatches } from '@platformatic/kafka'

/** What the controller holds of a partition. Brokers by id. */
export interface PartitionState {
  readonly leader: number
  readonly leaderEpoch: number
  readonly partitionEpoch: number
  readonly replicas: readonly number[]
  readonly isr: readonly number[]
  readonly elr: readonly number[]
  readonly lastKnownElr: readonly number[]
  readonly adding: readonly number[]
  readonly removing: readonly number[]
}

export interface BrokerState {
  readonly fenced: boolean
  readonly inControlledShutdown: boolean
  readonly registered: boolean
}

/** The state after the last record of the log. */
export interface MetadataState {
  /** Offset of the next record. */
  readonly end: number
  /** Ids of topics by name, as UUIDs in text. */
  readonly topicIds: ReadonlyMap<string, string>
  /** By topic name, its partition 0. */
  readonly partitions: ReadonlyMap<string, PartitionState>
  readonly brokers: ReadonlyMap<number, BrokerState>
}

/** `apiKey` of the records that are read. */
const RECORD = {
  register: 0,
  unregister: 1,
  topic: 2,
  partition: 3,
  change: 5,
  fence: 7,
  unfence: 8,
  registrationChange: 17,
  clearElr: 28,
} as const

const IS_CONTROL = 1 << 5
/** `PartitionChangeRecord#leader` of a change that leaves the leader alone. */
const NO_LEADER_CHANGE = -2

/** Reads whole batches; one that is still being written is left for the next time. */
export function readMetadataLog(segment: Buffer): MetadataState {
  const log = new MetadataLog()
  for (const batch of readRecordsBatches(Reader.from(segment))) {
    if ((batch.attributes & IS_CONTROL) === 0) for (const { value } of batch.records) if (value !== null) log.take(value)
    log.end = Number(batch.firstOffset) + batch.lastOffsetDelta + 1
  }
  return log
}

class MetadataLog implements MetadataState {
  end = 0
  readonly partitions = new Map<string, PartitionState>()
  readonly brokers = new Map<number, BrokerState>()
  readonly topicIds = new Map<string, string>()
  readonly #names = new Map<string, string>()

  take(value: Buffer): void {
    const reader = Reader.from(value)
    // Version of the frame, which is 1.
    reader.readUnsignedVarInt()
    const apiKey = reader.readUnsignedVarInt()
    const version = reader.readUnsignedVarInt()
    switch (apiKey) {
      case RECORD.topic: {
        const name = reader.readString()
        const id = reader.readUUID()
        this.#names.set(id, name)
        this.topicIds.set(name, id)
        return
      }
      case RECORD.partition:
        return this.#partition(reader, version)
      case RECORD.change:
        return this.#change(reader)
      case RECORD.fence:
        return this.#broker(reader.readInt32(), { fenced: true })
      case RECORD.unfence:
        return this.#broker(reader.readInt32(), { fenced: false })
      case RECORD.registrationChange:
        return this.#registrationChange(reader)
      case RECORD.unregister:
        return this.#broker(reader.readInt32(), { registered: false })
      case RECORD.register:
        return this.#broker(reader.readInt32(), { fenced: true, inControlledShutdown: false, registered: true })
      case RECORD.clearElr:
        return this.#clearElr(reader.readString())
      default:
    }
  }

  #partition(reader: Reader, version: number): void {
    const index = reader.readInt32()
    const name = this.#names.get(reader.readUUID())
    const [replicas, isr, removing, adding] = [ids(reader), ids(reader), ids(reader), ids(reader)]
    const [leader, leaderEpoch, partitionEpoch] = [reader.readInt32(), reader.readInt32(), reader.readInt32()]
    if (version >= 1) reader.readArray((r) => r.readUUID(), true, false)
    const tags = taggedFields(reader)
    if (index !== 0 || name === undefined) return
    const [elr, lastKnownElr] = [tagged(tags, 1) ?? [], tagged(tags, 2) ?? []]
    this.partitions.set(name, { leader, leaderEpoch, partitionEpoch, replicas, isr, elr, lastKnownElr, adding, removing })
  }

  /** `PartitionRegistration#merge`. */
  #change(reader: Reader): void {
    const index = reader.readInt32()
    const name = this.#names.get(reader.readUUID())
    const before = name === undefined ? undefined : this.partitions.get(name)
    if (index !== 0 || name === undefined || before === undefined) return
    const tags = taggedFields(reader)
    const leader = tags.get(1)?.readInt32BE(0) ?? NO_LEADER_CHANGE
    this.partitions.set(name, {
      leader: leader === NO_LEADER_CHANGE ? before.leader : leader,
      leaderEpoch: before.leaderEpoch + (leader === NO_LEADER_CHANGE ? 0 : 1),
      partitionEpoch: before.partitionEpoch + 1,
      isr: tagged(tags, 0) ?? before.isr,
      replicas: tagged(tags, 2) ?? before.replicas,
      removing: tagged(tags, 3) ?? before.removing,
      adding: tagged(tags, 4) ?? before.adding,
      elr: tagged(tags, 6) ?? before.elr,
      lastKnownElr: tagged(tags, 7) ?? before.lastKnownElr,
    })
  }

  #registrationChange(reader: Reader): void {
    const id = reader.readInt32()
    reader.readInt64()
    const tags = taggedFields(reader)
    const [fenced, shutdown] = [tags.get(0)?.readInt8(0) ?? 0, tags.get(1)?.readInt8(0) ?? 0]
    this.#broker(id, {
      ...(fenced !== 0 && { fenced: fenced > 0 }),
      ...(shutdown !== 0 && { inControlledShutdown: shutdown > 0 }),
    })
  }

  #broker(id: number, change: Partial<BrokerState>): void {
    const before = this.brokers.get(id) ?? { fenced: true, inControlledShutdown: false, registered: true }
    this.brokers.set(id, { ...before, ...change })
  }

  /** `ReplicationControlManager#replay(ClearElrRecord)`: of one topic, or of all. */
  #clearElr(name: string): void {
    for (const [topic, state] of this.partitions)
      if (name === '' || topic === name)
        if (state.elr.length + state.lastKnownElr.length > 0)
          this.partitions.set(topic, { ...state, elr: [], lastKnownElr: [], partitionEpoch: state.partitionEpoch + 1 })
  }
}

const ids = (reader: Reader): number[] => reader.readNullableArray((r) => r.readInt32(), true, false) ?? []

/** The tagged fields at the end of a record, by tag. */
function taggedFields(reader: Reader): ReadonlyMap<number, Buffer> {
  const fields = new Map<number, Buffer>()
  for (let left = reader.readUnsignedVarInt(); left > 0; left--) {
    const tag = reader.readUnsignedVarInt()
    const size = reader.readUnsignedVarInt()
    fields.set(tag, reader.buffer.slice(reader.position, reader.position + size))
    reader.skip(size)
  }
  return fields
}

/** A tagged list of broker ids; undefined when it is not there or null. */
function tagged(tags: ReadonlyMap<number, Buffer>, tag: number): readonly number[] | undefined {
  const field = tags.get(tag)
  return field === undefined ? undefined : (Reader.from(field).readNullableArray((r) => r.readInt32(), true, false) ?? undefined)
}
