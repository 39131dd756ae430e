/** What a producer with a transactional.id sends by each protocol, as a node gets it; and what it makes of the answers. */
import { createServer, type Server } from 'node:net'
import { Reader, readRecordsBatch, Writer } from '@platformatic/kafka'
import { afterEach, describe, expect, it } from 'vitest'
import { FrameCutter, requestHead } from '../../../cluster/protocol/frames.ts'
import { committed, errorIn, type Protocol, Requests } from '../../../cluster/transactions/requests.ts'
import { answerOf } from '../frame.ts'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

/** A node that answers everything alike; what it was asked is its API key, version and body. */
async function nodeThat(answers: Buffer): Promise<{ port: number; asked: { key: number; version: number; body: Reader }[] }> {
  const asked: { key: number; version: number; body: Reader }[] = []
  const server = createServer((socket) => {
    const cutter = new FrameCutter()
    socket.on('error', () => undefined)
    socket.on('data', (bytes: Buffer) => {
      for (const frame of cutter.push(bytes)) {
        const { apiKey, apiVersion, clientId, correlationId } = requestHead(frame)
        const body = Reader.from(frame.subarray(14 + clientId.length))
        body.readTaggedFields()
        asked.push({ key: apiKey, version: apiVersion, body })
        socket.write(answerOf(correlationId, answers))
      }
    })
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return { port: address !== null && typeof address === 'object' ? address.port : 0, asked }
}

/** A flexible answer: no tags, and what follows. */
const flexible = (write: (w: Writer) => Writer): Buffer => write(Writer.create().appendInt8(0)).buffer
const producer = { id: 7n, epoch: 3 }
const produced = (error: number) =>
  flexible((w) =>
    w
      .appendArray(['p0'], (topic, name) => {
        topic.appendString(name).appendArray([0], (partition) => {
          partition.appendInt32(0).appendInt16(error).appendInt64(5n).appendInt64(-1n).appendInt64(0n)
          partition.appendArray([], () => undefined).appendString(null)
        })
      })
      .appendInt32(0)
      .appendInt8(0),
  )
const ended = (error: number) => flexible((w) => w.appendInt32(0).appendInt16(error).appendInt64(7n).appendInt16(4).appendInt8(0))

describe('a transactional producer', () => {
  it.each<[Protocol, number]>([
    ['one epoch', 9],
    ['an epoch each', 12],
  ])('by %s sends Produce %i, transactional, with its epoch and sequence', async (protocol, version) => {
    const node = await nodeThat(produced(0))
    expect(await new Requests(protocol).produce(node.port, producer, 'p0', 2, 't1')).toEqual({ error: 'NONE' })
    const [{ key, version: asked, body }] = node.asked as [(typeof node.asked)[0]]
    expect([key, asked, body.readString(), body.readInt16()]).toEqual([0, version, 'tidemark', -1])
    body.skip(4)
    const [batch] = body.readArray((topic) => {
      expect(topic.readString()).toBe('p0')
      return topic.readArray((partition) => {
        partition.skip(4)
        partition.readUnsignedVarInt()
        return readRecordsBatch(partition)
      })
    })[0] as [ReturnType<typeof readRecordsBatch>]
    expect(batch).toMatchObject({ producerId: 7n, producerEpoch: 3, firstSequence: 2, attributes: 1 << 4 })
    expect(batch.records.map(({ value }) => String(value))).toEqual(['t1'])
  })

  it.each<[Protocol, number, object]>([
    ['one epoch', 3, { error: 'NONE' }],
    ['an epoch each', 5, { error: 'NONE', value: { id: 7n, epoch: 4 } }],
  ])('by %s sends EndTxn %i, and takes the epoch that it is given', async (protocol, version, answer) => {
    const node = await nodeThat(ended(0))
    expect(await new Requests(protocol).endTxn(node.port, producer, true)).toEqual(answer)
    const [{ key, version: asked, body }] = node.asked as [(typeof node.asked)[0]]
    expect([key, asked]).toEqual([26, version])
    expect([body.readString(), body.readInt64(), body.readInt16(), body.readBoolean()]).toEqual(['tidemark', 7n, 3, true])
  })

  it('names no producer when it starts, and itself when it asks for another epoch', async () => {
    const node = await nodeThat(flexible((w) => w.appendInt32(0).appendInt16(0).appendInt64(7n).appendInt16(0).appendInt8(0)))
    const requests = new Requests('one epoch')
    expect(await requests.initProducerId(node.port, 3000)).toEqual({ error: 'NONE', value: { id: 7n, epoch: 0 } })
    await requests.initProducerId(node.port, 3000, producer)
    expect(
      node.asked.map(({ key, body }) => [key, body.readString(), body.readInt32(), body.readInt64(), body.readInt16()]),
    ).toEqual([
      [22, 'tidemark', 3000, -1n, -1],
      [22, 'tidemark', 3000, 7n, 3],
    ])
  })

  it('has the name of an error', async () => {
    const fenced = await nodeThat(ended(90))
    expect((await new Requests('one epoch').endTxn(fenced.port, producer, false)).error).toBe('PRODUCER_FENCED')
    expect((await new Requests('an epoch each').endTxn(fenced.port, producer, false)).error).toBe('PRODUCER_FENCED')
    const late = await nodeThat(produced(48))
    expect((await new Requests('one epoch').produce(late.port, producer, 'p0', 0, 't1')).error).toBe('INVALID_TXN_STATE')
  })
})

describe('the answer to a copy that arrives late', () => {
  it.each([
    ['Produce', produced(48), 'INVALID_TXN_STATE'],
    ['Produce', produced(0), 'NONE'],
    ['EndTxn', ended(90), 'PRODUCER_FENCED'],
    ['EndTxn', ended(0), 'NONE'],
    ['WriteTxnMarkers', markers(47), 'INVALID_PRODUCER_EPOCH'],
    ['WriteTxnMarkers', markers(0), 'NONE'],
  ])('to %s is read', (request, body, error) => {
    expect(errorIn(answerOf(9, body), request, 'one epoch')).toBe(error)
  })

  function markers(error: number): Buffer {
    return flexible((w) =>
      w
        .appendArray([7n], (marker, id) => {
          marker.appendInt64(id).appendArray(['p0'], (topic, name) => {
            topic.appendString(name).appendArray([0], (partition) => partition.appendInt32(0).appendInt16(error))
          })
        })
        .appendInt8(0),
    )
  }
})

describe('a reader of committed records', () => {
  const batch = (producerId: bigint, firstOffset: bigint, value: string) => ({
    ...({} as Parameters<typeof committed>[0][0]),
    attributes: 1 << 4,
    firstOffset,
    producerId,
    producerEpoch: 0,
    records: [
      { length: 0, attributes: 0, timestampDelta: 0n, offsetDelta: 0, key: null, value: Buffer.from(value), headers: [] },
    ],
  })
  const marker = (producerId: bigint, firstOffset: bigint, type: number) => {
    const [record] = batch(producerId, firstOffset, '').records as [ReturnType<typeof batch>['records'][0]]
    const control = { ...record, key: Buffer.from([0, 0, 0, type]), value: Buffer.from([0, 0, 0, 0, 0, 2]) }
    return { ...batch(producerId, firstOffset, ''), attributes: (1 << 4) | (1 << 5), records: [control] }
  }

  it('hides what a producer has written from an aborted transaction’s beginning to its marker, and no other producer’s', () => {
    const log = [
      batch(1n, 0n, 'a'),
      batch(2n, 1n, 'b'),
      marker(1n, 2n, 0),
      batch(1n, 3n, 'c'),
      marker(2n, 4n, 1),
      marker(1n, 5n, 1),
    ]
    expect(committed(log, [{ producerId: 1n, from: 0 }])).toEqual(['b', 'c'])
    expect(committed(log, [])).toEqual(['a', 'b', 'c'])
  })
})
