/**
 * The requests of a producer with a transactional.id, in the versions by which brokers know the protocol of its transaction: from
 * Produce 12 and EndTxn 5 on an epoch names one transaction and the leader adds partitions (KIP-890). And what a reader asks.
 */
import {
  addPartitionsToTxnV3,
  Connection,
  createAPI,
  endTxnV3,
  endTxnV4,
  fetchV12,
  initProducerIdV4,
  NumericMap,
  produceV11,
  produceV9,
  protocolErrorsCodesById,
  Reader,
  ResponseError,
} from '@platformatic/kafka'
import { entriesOf } from '../protocol/transaction-records.ts'

export const TRANSACTIONAL_ID = 'tidemark'
const HOST = '127.0.0.1'
/** Milliseconds a request may take before it counts as unanswered. */
const TIMEOUT = 15_000
const READ_COMMITTED = 1

/** What names a producer in its requests. */
export interface ProducerId {
  readonly id: bigint
  readonly epoch: number
}

/** The answer to a request: the name of Kafka's error, `NONE` where there is none, and what it has. */
export interface Answer<T = unknown> {
  readonly error: string
  readonly value?: T
}

/** What readers get of a partition, from its beginning on. */
export interface Reading {
  /** The records that a consumer with isolation.level=read_committed returns to its application. */
  readonly values: readonly string[]
  readonly lastStable: number
  readonly highWatermark: number
}

/** From version 5 on the answer hands out the epoch of the next transaction. */
const endTxnV5 = createAPI(26, 5, endTxnV4.createRequest, (_correlation, _key, _version, reader: Reader) => {
  reader.readInt32()
  const error = reader.readInt16()
  return { error: nameOfError(error), value: { id: reader.readInt64(), epoch: reader.readInt16() } }
})
/** As version 11; it says that the leader is to add the partition. */
const produceV12 = createAPI(0, 12, produceV11.createRequest, produceV11.parseResponse)

/** The protocol of a transaction, as far as its client makes it: who adds partitions, and whether every transaction has an epoch of its own. */
export type Protocol = 'one epoch' | 'an epoch each'

export class Requests {
  readonly protocol: Protocol

  constructor(protocol: Protocol) {
    this.protocol = protocol
  }

  /** Without a producer it is one that starts; with one a running one that asks for the next epoch (KIP-360). */
  initProducerId(port: number, timeout: number, producer?: ProducerId): Promise<Answer<ProducerId>> {
    return asked(port, async (connection) => {
      const { id, epoch } = producer ?? { id: -1n, epoch: -1 }
      const given = await initProducerIdV4.api.async(connection, TRANSACTIONAL_ID, timeout, id, epoch)
      return { error: 'NONE', value: { id: given.producerId, epoch: given.producerEpoch } }
    })
  }

  addPartition(port: number, { id, epoch }: ProducerId, topic: string): Promise<Answer> {
    return asked(port, async (connection) => {
      const topics = [{ name: topic, partitions: [0] }]
      const transaction = { transactionalId: TRANSACTIONAL_ID, producerId: id, producerEpoch: epoch, verifyOnly: false, topics }
      await addPartitionsToTxnV3.api.async(connection, [transaction])
      return { error: 'NONE' }
    })
  }

  produce(port: number, { id, epoch }: ProducerId, topic: string, sequence: number, value: string): Promise<Answer> {
    const api = this.protocol === 'one epoch' ? produceV9.api : produceV12
    return asked(port, async (connection) => {
      const message = { topic, partition: 0, value: Buffer.from(value) }
      const sequences = new NumericMap([[`${topic}:0`, sequence]])
      await api.async(connection, -1, TIMEOUT, [message], {
        transactionalId: TRANSACTIONAL_ID,
        compression: 'none',
        producerId: id,
        producerEpoch: epoch,
        sequences,
        partitionLeaderEpoch: 0,
      })
      return { error: 'NONE' }
    })
  }

  /** With an epoch each the answer says what comes next. */
  endTxn(port: number, { id, epoch }: ProducerId, isCommit: boolean): Promise<Answer<ProducerId>> {
    return asked(port, async (connection) => {
      if (this.protocol === 'an epoch each') return endTxnV5.async(connection, TRANSACTIONAL_ID, id, epoch, isCommit)
      await endTxnV3.api.async(connection, TRANSACTIONAL_ID, id, epoch, isCommit)
      return { error: 'NONE' }
    })
  }

  /** Reads as a consumer with isolation.level=read_committed does (`CompletedFetch`). */
  async readCommitted(port: number, topic: string): Promise<Answer<Reading>> {
    return asked(port, async (connection) => {
      const partition = {
        partition: 0,
        currentLeaderEpoch: -1,
        fetchOffset: 0n,
        lastFetchedEpoch: -1,
        partitionMaxBytes: 2 ** 20,
      }
      const topics = [{ topicId: topic, partitions: [partition] }]
      const { responses } = await fetchV12.api.async(connection, 0, 0, 2 ** 20, READ_COMMITTED, 0, 0, topics, [], '')
      const answer = responses[0]?.partitions[0]
      if (answer === undefined) return { error: 'NONE' }
      const { records = [], abortedTransactions, lastStableOffset, highWatermark } = answer
      const value = { lastStable: Number(lastStableOffset), highWatermark: Number(highWatermark) }
      const aborted = (abortedTransactions ?? []).map(({ producerId, firstOffset }) => ({
        producerId,
        from: Number(firstOffset),
      }))
      return { error: 'NONE', value: { ...value, values: committed(records, aborted) } }
    })
  }
}

/** A range of a producer's records that is aborted: from an offset to its next marker. */
interface Aborted {
  readonly producerId: bigint
  readonly from: number
}

/** The records of a fetch without those of aborted transactions; control records are never returned. */
export function committed(batches: Parameters<typeof entriesOf>[0][], aborted: readonly Aborted[]): readonly string[] {
  const values: string[] = []
  const pending = aborted.toSorted((a, b) => a.from - b.from)
  const hidden = new Set<bigint>()
  for (const batch of batches)
    for (const { offset, kind, value } of entriesOf(batch)) {
      while (pending[0] !== undefined && pending[0].from <= offset) hidden.add(pending.shift()?.producerId ?? -1n)
      if (kind === 'ABORT') hidden.delete(batch.producerId)
      else if (kind === 'data' && !hidden.has(batch.producerId)) values.push(value)
    }
  return values
}

/** Sends one request on a connection of its own: a copy that stays behind takes its connection with it. @throws when no answer comes. */
async function asked<T>(port: number, send: (connection: Connection) => Promise<Answer<T>>): Promise<Answer<T>> {
  const connection = new Connection('tidemark-producer', { requestTimeout: TIMEOUT, connectTimeout: TIMEOUT })
  connection.on('error', () => undefined)
  try {
    await connection.connect(HOST, port)
    return await send(connection)
  } catch (error) {
    if (error instanceof ResponseError) return { error: errorOf(error) }
    throw error
  } finally {
    await connection.close().catch(() => undefined)
  }
}

const nameOfError = (code: number): string => protocolErrorsCodesById[code] ?? `error ${code}`
const errorOf = (error: ResponseError): string => String((error.errors[0] as { readonly apiId?: unknown } | undefined)?.apiId)

/** What an answer that nobody waited for says, from its frame. */
export function errorIn(frame: Buffer, request: string, protocol: Protocol): string {
  const reader = Reader.from(frame.subarray(8))
  reader.readTaggedFields()
  try {
    switch (request) {
      case 'Produce':
        if (protocol === 'one epoch') produceV9.parseResponse(0, 0, 9, reader)
        else produceV11.parseResponse(0, 0, 12, reader)
        return 'NONE'
      case 'AddPartitionsToTxn':
        addPartitionsToTxnV3.parseResponse(0, 24, 3, reader)
        return 'NONE'
      case 'EndTxn':
        reader.skip(4)
        return nameOfError(reader.readInt16())
      default:
        return nameOfError(markerError(reader))
    }
  } catch (error) {
    if (error instanceof ResponseError) return errorOf(error)
    throw error
  }
}

/** The first error of a WriteTxnMarkers answer (version 1 and later). */
const markerError = (reader: Reader): number =>
  reader
    .readArray((marker) => {
      marker.skip(8)
      return marker.readArray((topic) => {
        topic.readString()
        return topic.readArray((partition) => {
          partition.skip(4)
          return partition.readInt16()
        })
      })
    })
    .flat(2)
    .find((code) => code !== 0) ?? 0
