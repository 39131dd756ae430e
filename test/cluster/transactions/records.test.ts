/** Logs of transactions, read from batches laid out as brokers write them. */
import { createRecordsBatch, NumericMap, Writer } from '@platformatic/kafka'
import { describe, expect, it } from 'vitest'
import { readEntries, readTransactionStates } from '../../../cluster/protocol/transaction-records.ts'

interface Record {
  readonly key?: Buffer
  readonly value: Buffer
}

const IS_CONTROL = 1 << 5
/** A batch of one record, as a segment has it; `control` makes it one of a marker. The checksum is not looked at. */
function batchOf({ key, value }: Record, offset: number, producerEpoch: number, control = false): Buffer {
  const message = { topic: 't', partition: 0, value, ...(key !== undefined && { key }) }
  const { buffer } = createRecordsBatch([message], {
    transactionalId: 'tidemark',
    compression: 'none',
    producerId: 7n,
    producerEpoch,
    sequences: new NumericMap(),
    partitionLeaderEpoch: 0,
  })
  const bytes = Buffer.from(buffer)
  bytes.writeBigInt64BE(BigInt(offset), 0)
  if (control) bytes.writeInt16BE(bytes.readInt16BE(21) | IS_CONTROL, 21)
  return bytes
}

/** EndTransactionMarker: version, and the epoch of the coordinator; its key has a version and a type. */
const marker = (type: number, coordinatorEpoch: number): Record => ({
  key: Writer.create().appendInt16(0).appendInt16(type).buffer,
  value: Writer.create().appendInt16(0).appendInt32(coordinatorEpoch).buffer,
})

describe('a log of data', () => {
  it('has records and markers, each with its epoch', () => {
    const log = Buffer.concat([
      batchOf({ value: Buffer.from('t1') }, 0, 3),
      batchOf(marker(1, 5), 1, 4, true),
      batchOf(marker(0, 6), 2, 4, true),
    ])
    expect(readEntries(log)).toEqual([
      { offset: 0, kind: 'data', producerId: 7, producerEpoch: 3, value: 't1', coordinatorEpoch: undefined },
      { offset: 1, kind: 'COMMIT', producerId: 7, producerEpoch: 4, value: '', coordinatorEpoch: 5 },
      { offset: 2, kind: 'ABORT', producerId: 7, producerEpoch: 4, value: '', coordinatorEpoch: 6 },
    ])
    expect(readEntries(log.subarray(0, -1))).toHaveLength(2)
  })
})

describe('the log of the coordinator', () => {
  /** TransactionLogValue: version 0 has fixed arrays, and none of partitions that is null; version 1 is flexible. */
  const value = (version: 0 | 1, status: number, topics: readonly string[] | undefined): Buffer => {
    const head = Writer.create().appendInt16(version).appendInt64(7n).appendInt16(4).appendInt32(60_000).appendInt8(status)
    const [compact, tagged] = [version === 1, version === 1]
    if (topics === undefined) {
      if (compact) head.appendInt8(0)
      else head.appendInt32(-1)
    } else
      head.appendArray(
        [...topics],
        (w, topic) => {
          w.appendString(topic, compact).appendArray([0], (p, id) => p.appendInt32(id), compact, false)
        },
        compact,
        tagged,
      )
    return head.appendInt64(0n).appendInt64(0n).buffer
  }
  const key = Writer.create().appendInt16(0).appendString('tidemark', false).buffer

  it.each([0, 1] as const)('of version %i says state, producer and partitions of a transaction', (version) => {
    const log = Buffer.concat([
      batchOf({ key, value: value(version, 0, undefined) }, 0, -1),
      batchOf({ key, value: value(version, 1, ['p0', 'p1']) }, 1, -1),
      batchOf({ key, value: value(version, 5, []) }, 2, -1),
    ])
    const of = { transactionalId: 'tidemark', producerId: 7, producerEpoch: 4 }
    expect(readTransactionStates(log)).toEqual([
      { ...of, state: 'Empty', topics: [] },
      { ...of, state: 'Ongoing', topics: ['p0', 'p1'] },
      { ...of, state: 'CompleteAbort', topics: [] },
    ])
  })
})
