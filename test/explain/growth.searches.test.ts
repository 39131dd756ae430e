/** What it costs to read a cluster's records: twice of them, twice the work. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type * as Inputs from '../../explain/inputs.ts'
import type * as History from '../../explain/history.ts'
import type * as Story from '../../explain/story.ts'
import { growth, LIMIT } from '../growth.ts'
import { Work } from '../work.ts'

let work: Work
let inputs: typeof Inputs
let history: typeof History
let story: typeof Story

beforeAll(async () => {
  work = new Work()
  inputs = await import('../../explain/inputs.ts')
  history = await import('../../explain/history.ts')
  story = await import('../../explain/story.ts')
})
afterAll(() => work.end())

type Data = Readonly<Record<string, unknown>>
const batch = (offset: number): string =>
  `baseOffset: ${offset} lastOffset: ${offset} count: 1 baseSequence: -1 partitionLeaderEpoch: 1 isTransactional: false isControl: false position: 0 CreateTime: 1 size: 1`
const dump = (path: string, payloads: readonly string[]): string =>
  [
    `Dumping ${path}`,
    ...payloads.flatMap((payload, i) => [batch(i), `| offset: ${i} CreateTime: 1 keySize: -1 valueSize: 1 payload: ${payload}`]),
  ].join('\n')
const metadata = (records: readonly (readonly [type: string, data: Data])[]): string =>
  dump(
    '/b0/__cluster_metadata-0/0.log',
    records.map(([type, data]) => JSON.stringify({ type: `${type}_RECORD`, version: 0, data })),
  )
const partition = (partitionId: number): readonly [string, Data] => [
  'PARTITION',
  { partitionId, topicId: 'x', replicas: [0, 1], isr: [0, 1], leader: 0, leaderEpoch: 1, lastKnownElr: [1] },
]
const topic: readonly [string, Data] = ['TOPIC', { name: 't', topicId: 'x' }]
const many = <T>(n: number, one: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => one(i))
const sent = (offset: number): string =>
  `{"name":"producer_send_success","topic":"t","partition":0,"offset":${offset},"value":"v${offset}"}`

describe('reading a log', () => {
  const whole = metadata([topic, partition(0)])
  it.each<[string, (n: number) => readonly string[]]>([
    ['brokers', (n) => [metadata([topic, partition(0), ...many(n, (i) => ['REGISTER_BROKER', { brokerId: i }] as const)])]],
    [
      'sessions of brokers before the partition',
      (n) => [metadata([...many(n, (i) => ['UNFENCE_BROKER', { id: i }] as const), topic, ...many(n, () => partition(0))])],
    ],
    [
      'partitions whose ELR is cleared again and again',
      (n) => [metadata([topic, ...many(n, partition), ...many(n, () => ['CLEAR_ELR', { topicName: 't' }] as const)])],
    ],
    [
      'partitions, all of whose ELRs are cleared',
      (n) => [metadata([topic, ...many(n, partition), ...many(n, () => ['CLEAR_ELR', { topicName: '' }] as const)])],
    ],
    [
      'settings',
      (n) => [
        metadata([
          topic,
          partition(0),
          ...many(
            n,
            (i) => ['CONFIG', { resourceType: 2, resourceName: 't', name: 'min.insync.replicas', value: String(i) }] as const,
          ),
        ]),
      ],
    ],
    ['segments', (n) => [whole, many(n, (i) => dump(`/b0/t-0/${i}.log`, ['v'])).join('\n')]],
    [
      'records',
      (n) => [
        whole,
        dump(
          '/b0/t-0/0.log',
          many(n, (i) => `v${i}`),
        ),
        dump(
          '/b1/t-0/0.log',
          many(n, (i) => `v${i}`),
        ),
      ],
    ],
    ['clients', (n) => [whole, many(n, sent).join('\n')]],
    ['clients that were all told of one offset', (n) => [whole, many(n, () => sent(7)).join('\n')]],
    [
      'lines of a broker',
      (n) => [
        whole,
        many(n, () => '[2026-11-26 08:11:37,107] INFO Truncating partition t-0 with TruncationState(offset=1').join('\n'),
      ],
    ],
    ['lines that are none', (n) => [whole, `Dumping /b0/t-0/0.log\n${many(n, (i) => `x${i}`).join('\n')}`]],
  ])('%s', (_, texts) => {
    const files = (times: number) => texts(times * 300).map((text, i) => ({ name: `f${i}`, text, broker: i % 2 }))
    const run = (given: ReturnType<typeof files>): void => {
      const read = inputs.sortInputs(given)
      history.contentsOf(read.metadata)
      const found = history.historyOf(read.metadata, 't', 0, { from: -1, to: Infinity })
      if (found === undefined) throw new Error('the partition is there')
      story.storyOf(found, read.replicas, read.clients, {})
    }
    expect(growth(work, [files(1), files(2), files(4)], run)).toBeLessThan(LIMIT)
  })
})
