/** What dumps and lines of clients are read as. */
import { describe, expect, it } from 'vitest'
import { sortInputs } from '../../explain/inputs.ts'
import { readServerLog } from '../../explain/records/server-log.ts'
import { readClientLines } from '../../explain/records/client-lines.ts'
import { metadataRecord } from '../../explain/records/metadata-record.ts'
import { readingDumps } from '../../explain/records/read-dump.ts'

function readDumps(text: string) {
  const steps = readingDumps(text)
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

const BATCH =
  'baseOffset: 7 lastOffset: 8 count: 2 baseSequence: -1 lastSequence: -1 producerId: -1 producerEpoch: -1 partitionLeaderEpoch: 3 isTransactional: false isControl: false deleteHorizonMs: OptionalLong.empty position: 0 CreateTime: 1700000000000 size: 70 magic: 2 compresscodec: none crc: 1 isvalid: true'
const record = (offset: number, rest: string): string =>
  `| offset: ${offset} CreateTime: 170000000000${offset} keySize: 1 valueSize: 2 sequence: 0 headerKeys: [] ${rest}`

it('reads records with their place, leader epoch, time and payload, whatever the payload looks like', () => {
  const text = [
    'Dumping b1/t-0/00000000000000000007.log',
    'Log starting offset: 7',
    BATCH,
    record(7, 'key: k payload: v'),
    record(8, 'payload: payload: x'),
  ]
  const [dump] = readDumps(text.join('\n'))
  expect(dump).toEqual({
    path: 'b1/t-0/00000000000000000007.log',
    start: 7,
    hasPayloads: true,
    strange: [],
    isTooLong: false,
    records: [
      { offset: 7, time: 1700000000007, leaderEpoch: 3, isControl: false, payload: 'v', line: 4, batch: 7 },
      { offset: 8, time: 1700000000008, leaderEpoch: 3, isControl: false, payload: 'payload: x', line: 5, batch: 7 },
    ],
  })
})

it('takes batches for their records where these were not printed', () => {
  const [dump] = readDumps(['Dumping b1/t-0/0.log', BATCH].join('\n'))
  expect(dump?.records.map(({ offset, payload }) => [offset, payload])).toEqual([
    [7, undefined],
    [8, undefined],
  ])
  expect(dump?.hasPayloads).toBe(false)
})

it('counts lines that it does not understand, and finds no dump where there is none', () => {
  expect(readDumps(['Dumping a/t-0/0.log', 'Found timestamp mismatch in :x', BATCH].join('\n'))[0]?.strange).toEqual([2])
  expect(readDumps('a line\nanother')).toEqual([])
})

it.each([
  ['{"type":"FENCE_BROKER_RECORD","version":0,"data":{"id":1,"epoch":2}}', { type: 'FENCE_BROKER_RECORD', data: { id: 1 } }],
  ['{"type":"NO_OP_RECORD","version":0,"data":{}}', 'passed over'],
  ['{"type":"FENCE_BROKER_RECORD","version":0,"data":{"id":"one"}}', 'strange'],
  ['{"type":"FENCE_BROKER', 'strange'],
])('a payload %s is %j', (payload, read) => {
  expect(metadataRecord(payload)).toEqual(read)
})

it('reads what verifiable clients write, and nothing else for theirs', () => {
  const lines = [
    '{"timestamp":1,"name":"startup_complete"}',
    '{"timestamp":2,"name":"producer_send_success","key":null,"value":"v0","offset":3,"topic":"t","partition":1}',
    '{"timestamp":3,"name":"producer_send_error","exception":"class E","message":"m","key":null,"value":"v1","topic":"t"}',
    '{"timestamp":4,"name":"record_data","key":null,"value":"v0","topic":"t","partition":1,"offset":3}',
    'not json',
  ]
  expect(readClientLines(lines.join('\n'))).toEqual({
    records: [
      { kind: 'acknowledged', topic: 't', partition: 1, offset: 3, value: 'v0' },
      { kind: 'failed', topic: 't', partition: undefined, offset: -1, value: 'v1' },
      { kind: 'read', topic: 't', partition: 1, offset: 3, value: 'v0' },
    ],
    others: 1,
    strange: [5],
    unsure: [],
  })
  expect(readClientLines('[2026-11-26] INFO starting (kafka.server)')).toBeUndefined()
})

it('finds the broker of a dump in its path, or in what is said, and says what it has not read', () => {
  const dump = (path: string): string => `Dumping ${path}\n${BATCH}\n`
  const inputs = sortInputs([
    { name: 'x.txt', text: dump('/data/kafka-4/log/t-0/00000000000000000007.log'), broker: undefined },
    { name: 'y.txt', text: dump('t-0/00000000000000000007.log'), broker: 9 },
    { name: 'broker-5.txt', text: dump('t-0/00000000000000000007.log'), broker: undefined },
    { name: 'z.txt', text: dump('t-0/00000000000000000007.log'), broker: undefined },
    { name: 'server.log', text: '[2026-11-26] INFO starting', broker: undefined },
  ])
  expect(inputs.replicas.map(({ broker }) => broker)).toEqual([4, 9, 5])
  expect(inputs.unread).toEqual([
    {
      file: 'z.txt',
      what: 't-0/00000000000000000007.log: nothing says of which broker it is; --replica ID=z.txt does',
    },
    { file: 'server.log', what: 'is neither a dump of a log nor lines of a verifiable client or a broker' },
  ])
})

describe('what a broker has written of itself', () => {
  const lines = [
    'OpenJDK 64-Bit Server VM warning: Sharing is only supported for boot loader classes',
    '[2026-11-26 09:00:45,915] INFO [BrokerServer id=2] Transition from SHUTDOWN to STARTING (kafka.server.BrokerServer)',
    '[2026-11-26 09:00:46,101] INFO Recovering 1 logs from /data since no clean shutdown file was found (kafka.log.LogManager)',
    '[2026-11-26 09:00:47,003] INFO [BrokerServer id=2] Transition from STARTING to STARTED (kafka.server.BrokerServer)',
    '[2026-11-26 09:00:48,349] INFO [ReplicaFetcher replicaId=2, leaderId=1, fetcherId=0] Truncating partition t-0 with TruncationState(offset=7, completed=true) due to leader epoch and offset EpochEndOffset(errorCode=0, partition=0, leaderEpoch=0, endOffset=7) (kafka.server.ReplicaFetcherThread)',
    'java.lang.IllegalStateException: a line of a stack',
    '[2026-11-26 09:01:00,000] INFO [BrokerServer id=2] Transition from STARTED to SHUTTING_DOWN (kafka.server.BrokerServer)',
  ]
  const said = [
    ['09:00:46,101', 'it starts, and had not stopped in order: a kill, a crash, a loss of power', undefined],
    ['09:00:47,003', 'it has started', undefined],
    ['09:00:48,349', 'it cuts its log to offset 7', 't-0'],
    ['09:01:00,000', 'it begins to stop in order', undefined],
  ]

  it('is read for its starts and ends, and for what it cut', () => {
    const read = readServerLog(lines.join('\n'))
    expect(read?.brokers).toEqual([2])
    expect(read?.lines.map(({ time, what, partition }) => [time.slice(11), what, partition])).toEqual(said)
    expect(readServerLog('[2026-11-26] INFO starting')).toBeUndefined()
  })

  it('is of the broker that it names, or that is said, or that its folder does', () => {
    const other =
      '[2026-11-26 09:00:46,101] INFO Skipping recovery of 1 logs since clean shutdown file was found (kafka.log.LogManager)'
    const file = (name: string, text: string, broker?: number) => ({ name, text, broker })
    const inputs = sortInputs([
      file('server.log', lines.join('\n')),
      file('kafka-4/server.log', other),
      file('x.log', other, 9),
      file('server-1.log', other),
    ])
    expect(inputs.said.map(({ broker }) => broker)).toEqual([2, 2, 2, 2, 4, 9])
    expect(inputs.read.map(({ what }) => what)).toEqual([
      'the log of broker 2 itself, 4 lines of starts, ends and cuts',
      'the log of broker 4 itself, 1 line of starts, ends and cuts',
      'the log of broker 9 itself, 1 line of starts, ends and cuts',
    ])
    expect(inputs.unread).toEqual([
      { file: 'server-1.log', what: 'nothing says of which broker it is; --replica ID=server-1.log does' },
    ])
  })
})

it('begins behind the newest snapshot where the log does not go back to its beginning', () => {
  const at = (offset: number): string =>
    BATCH.replace('baseOffset: 7 lastOffset: 8', `baseOffset: ${offset} lastOffset: ${offset}`)
  const folder = '__cluster_metadata-0'
  const inputs = sortInputs([
    { name: 'a', text: `Dumping ${folder}/00000000000000000020-0000000001.checkpoint\n${at(0)}\n${at(1)}`, broker: undefined },
    { name: 'b', text: `Dumping ${folder}/00000000000000000010.log\n${at(15)}\n${at(25)}`, broker: undefined },
  ])
  expect(inputs.metadata.map(({ offset }) => offset)).toEqual([19, 19, 25])
})

describe('records that mean harm', () => {
  const batch = (last: number | string) => BATCH.replace('lastOffset: 8', `lastOffset: ${last}`)

  it('a batch that stands for more records than are read of a file leaves its dump unread, which is said', () => {
    for (const last of ['9007199254740990', '99999999999999999999']) {
      const { replicas, read, unread } = sortInputs([
        { name: 'b1.txt', text: `Dumping b1/t-0/0.log\n${batch(last)}\n`, broker: undefined },
      ])
      expect([replicas, read]).toEqual([[], []])
      expect(unread).toEqual([
        { file: 'b1.txt', what: 'b1/t-0/0.log: it has more than 4,000,000 records, the most that are read of a file' },
      ])
    }
  })

  it('a long line that is almost a batch, or almost a record, is passed over at once', () => {
    const fields = 'partitionLeaderEpoch: 1 isControl: true '.repeat(100_000)
    const keys = '1 key: '.repeat(100_000)
    const [dump] = readDumps(`Dumping b1/t-0/0.log\nbaseOffset: 0 lastOffset: 0 count: 1 ${fields}\n${BATCH}\n${record(7, keys)}`)
    expect(dump?.strange).toEqual([2])
    expect(dump?.records.map(({ payload }) => payload)).toEqual([undefined])
  })

  it.each(['../../x', 'a/b', 'x\n::error::y', '', 'x'.repeat(250)])('a topic %j is none: no Kafka has it', (name) => {
    const payload = JSON.stringify({ type: 'TOPIC_RECORD', version: 0, data: { name, topicId: 'i' } })
    expect(metadataRecord(payload)).toBe('strange')
    const [, { what = '' } = {}] = [
      0,
      sortInputs([{ name: 'f', text: `Dumping b1/${name}-0/0.log\n${BATCH}`, broker: 1 }]).unread[0],
    ]
    if (!name.includes('\n') && !name.includes('/')) expect(what).toContain('its folder is that of no partition')
  })

  it('as many lines of clients, and records of the controller, as a large cluster has are read', () => {
    const many = 200_000
    const sent = (i: number) => `{"name":"producer_send_success","topic":"t","partition":0,"offset":${i},"value":"v"}`
    const one = (i: number) => batch(7).replace('baseOffset: 7', `baseOffset: ${i}`).replace('lastOffset: 7', `lastOffset: ${i}`)
    const lines = Array.from({ length: many }, (_, i) => i)
    const { clients, metadata } = sortInputs([
      { name: 'c', text: lines.map(sent).join('\n'), broker: undefined },
      { name: 'm', text: `Dumping /x/__cluster_metadata-0/0.log\n${lines.map(one).join('\n')}`, broker: undefined },
    ])
    expect([clients.length, metadata.length]).toEqual([many, many])
  })
})

it('takes batches of two segments for two, where they stand in the same lines', () => {
  const segment = (offset: number): string =>
    [
      `Dumping __cluster_metadata-0/${String(offset).padStart(20, '0')}.log`,
      BATCH.replace('baseOffset: 7 lastOffset: 8 count: 2', `baseOffset: ${offset} lastOffset: ${offset} count: 1`),
      record(offset, 'payload: {"type":"NO_OP_RECORD","version":0,"data":{}}'),
    ].join('\n')
  const files = [0, 1].map((offset) => ({ name: `${offset}.txt`, text: segment(offset), broker: undefined }))
  expect(sortInputs(files).metadata.map(({ line, batch }) => [line, batch])).toEqual([
    [3, 0],
    [3, 1],
  ])
})
