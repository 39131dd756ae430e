/** What logs say of transactions: data and markers of a partition, and the records of `__transaction_state`, read from their segments. */
import { Reader, type RecordsBatch, readRecordsBatches } from '@platformatic/kafka'

/** A record of a transaction in a data partition, or its marker. */
export interface TransactionEntry {
  readonly offset: number
  readonly kind: 'data' | 'COMMIT' | 'ABORT'
  readonly producerId: number
  readonly producerEpoch: number
  /** What the record says; empty for a marker. */
  readonly value: string
  /** Of a marker: the epoch of the coordinator that sent it. */
  readonly coordinatorEpoch: number | undefined
}

/** A record of `__transaction_state` (transaction-coordinator/src/main/resources/common/message/TransactionLogValue.json). */
export interface TransactionState {
  readonly transactionalId: string
  readonly state: string
  readonly producerId: number
  readonly producerEpoch: number
  /** Topics of the partitions that take part; of each it is partition 0. */
  readonly topics: readonly string[]
}

const IS_CONTROL = 1 << 5
/** `TransactionState#id`. */
const STATES = [
  'Empty',
  'Ongoing',
  'PrepareCommit',
  'PrepareAbort',
  'CompleteCommit',
  'CompleteAbort',
  'Dead',
  'PrepareEpochFence',
]

/** The entries of whole batches in a segment. */
export const readEntries = (segment: Buffer): readonly TransactionEntry[] =>
  readRecordsBatches(Reader.from(segment)).flatMap(entriesOf)

/** The entries of a batch. */
export const entriesOf = ({ attributes, firstOffset, producerId, producerEpoch, records }: RecordsBatch): TransactionEntry[] =>
  records.map(({ offsetDelta, key, value }) => {
    const at = { offset: Number(firstOffset) + offsetDelta, producerId: Number(producerId), producerEpoch }
    if ((attributes & IS_CONTROL) === 0)
      return { ...at, kind: 'data', value: value?.toString('utf8') ?? '', coordinatorEpoch: undefined }
    // ControlRecordType: a version and a type, of which 1 is COMMIT; EndTransactionMarker: a version and the coordinator's epoch.
    const kind = key?.readInt16BE(2) === 1 ? 'COMMIT' : 'ABORT'
    return { ...at, kind, value: '', coordinatorEpoch: value?.readInt32BE(2) }
  })

/** The records of a segment of `__transaction_state`, in order; tombstones are left out. */
export const readTransactionStates = (segment: Buffer): readonly TransactionState[] =>
  readRecordsBatches(Reader.from(segment)).flatMap(({ attributes, records }) =>
    (attributes & IS_CONTROL) === 0
      ? records.flatMap(({ key, value }) => (key === null || value === null ? [] : [stateOf(key, value)]))
      : [],
  )

function stateOf(key: Buffer, value: Buffer): TransactionState {
  const id = Reader.from(key)
  id.readInt16()
  const reader = Reader.from(value)
  // From version 1 on, which transaction.version 1 brings, records are flexible (KIP-890).
  const isFlexible = reader.readInt16() >= 1
  const producerId = Number(reader.readInt64())
  const producerEpoch = reader.readInt16()
  reader.skip(4)
  const state = STATES[reader.readInt8()] ?? 'unknown'
  const topics = reader.readNullableArray(
    (r) => {
      const topic = r.readString(isFlexible)
      r.readArray((partition) => partition.readInt32(), isFlexible, false)
      return topic
    },
    isFlexible,
    isFlexible,
  )
  return { transactionalId: id.readString(false), state, producerId, producerEpoch, topics: topics ?? [] }
}
