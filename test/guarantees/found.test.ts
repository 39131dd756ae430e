/** Partitions as a listing found them: which of them is checked, and that what is not is never a pass. */
import { describe, expect, it } from 'vitest'
import { ENVELOPES, LEVELS } from '../../guarantees/guarantees.ts'
import { questionOf } from '../../guarantees/questions.ts'
import { head } from './sides.ts'

interface Summary {
  readonly factor?: number
  readonly count?: number
  readonly topic?: string
}
/** What kafka-topics.sh prints; each partition as `leader replicas isr`, with more after it. */
function listing({ factor = 3, count, topic = 'orders' }: Summary, ...partitions: readonly string[]): string {
  const lines = partitions.map((text, i) => {
    const [leader = '', replicas = '', isr = '', more = ''] = text.split(' ')
    return `\tTopic: ${topic}\tPartition: ${i}\tLeader: ${leader}\tReplicas: ${replicas}\tIsr: ${isr}\t${more.replaceAll('_', ' ').replaceAll('|', '\t')}\n`
  })
  return `Topic: ${topic}\tPartitionCount: ${count ?? partitions.length}\tReplicationFactor: ${factor}\tConfigs: min.insync.replicas=2\n${lines.join('')}`
}
const of = (...partitions: readonly string[]) => head({ 'l.txt': listing({}, ...partitions) })

describe('partitions with other numbers of replicas', () => {
  it.each([
    [
      3,
      ['1 1,2,3 1,2,3', '2 2,3 2,3'],
      '2 l.txt:3:27',
      'l.txt:2:27: partition 0 has 3 replicas, and what is checked has 2, as partition 1 has',
    ],
    [
      2,
      ['2 2,3 2,3', '1 1,2,3 1,2,3'],
      '2 l.txt:1:52',
      'l.txt:3:27: partition 1 has 3 replicas, and what is checked has 2, as partition 0 has',
    ],
    [
      3,
      ['1 1,2,3 1,2,3', '2 2 2'],
      '1 l.txt:3:27',
      'l.txt:2:27: partition 0 has 3 replicas, and what is checked has 1, as partition 1 has',
    ],
  ] as const)('are held to the fewest, in whatever order: summary %i', (factor, partitions, expected, unread) => {
    const came = head({ 'l.txt': listing({ factor }, ...partitions) })
    expect([came.factor, came.unread]).toEqual([expected, [unread]])
  })

  it('are the same to kcat, and to rpk', () => {
    const replicas = (...ids: readonly number[]) => ids.map((id) => ({ id }))
    const partition = (id: number, ...ids: readonly number[]) => ({
      partition: id,
      leader: ids[0],
      replicas: replicas(...ids),
      isrs: replicas(...ids),
    })
    const metadata = {
      brokers: replicas(1, 2, 3),
      topics: [{ topic: 'orders', partitions: [partition(0, 1, 2, 3), partition(1, 2)] }],
    }
    const ofKcat = head({ 'k.json': JSON.stringify(metadata) }, { set: { 'min.insync.replicas': '1' } })
    expect(ofKcat.factor).toBe('1 k.json:1:199')
    expect(ofKcat.unread).toEqual(['k.json:1:96: partition 0 has 3 replicas, and what is checked has 1, as partition 1 has'])
    const table = 'PARTITION  LEADER  EPOCH  REPLICAS  LOG-START-OFFSET  HIGH-WATERMARK\n'
    const rpk = (rows: string) =>
      head({
        'r.txt': `NAME        orders\nPARTITIONS  2\nREPLICAS    3\n\nKEY                  VALUE  SOURCE\nmin.insync.replicas  2      DYNAMIC_TOPIC_CONFIG\n\nPARTITIONS\n${table}${rows}`,
      })
    const ofRpk = rpk(
      '0          1       1      [1 2 3]   0                 0\n1          2       1      [2]       0                 0\n',
    )
    expect([ofRpk.factor, ofRpk.unread]).toEqual([
      '1 r.txt:11:1',
      ['r.txt:10:1: partition 0 has 3 replicas, and what is checked has 1, as partition 1 has'],
    ])
    expect(rpk('0          -       1      [1 2 3]   0                 0\n').unread).toEqual([
      'r.txt:10:1: partition 0 has no leader: how it goes on from there is not checked',
      'r.txt:2:1: topic orders has 2 partitions, and 1 is shown: what the others are like is not known',
    ])
  })

  it('are those of __consumer_offsets too', () => {
    const came = head({
      'l.txt': `${listing({}, '1 1,2,3 1,2,3')}${listing({ topic: '__consumer_offsets' }, '1 1,2,3 1,2,3', '2 2 2')}`,
    })
    expect([came.offsets, came.unread]).toEqual([
      '1 l.txt:5:39',
      ['l.txt:4:39: partition 0 of __consumer_offsets has 3 replicas, and what is checked has 1, as partition 1 has'],
    ])
  })

  it('outside a reassignment: what is being added and what is being removed counts apart', () => {
    const came = of('1 1,2,3,4 1,2,3 Adding_Replicas:_4|Removing_Replicas:_1', '2 2,3,1 2,3,1')
    expect([came.factor, came.unread, came.configuration.start]).toEqual(['3 l.txt:1:52', [], undefined])
    expect(came.warnings).toEqual([
      'partition 0, as l.txt:2 found it, is being reassigned: what is checked is a partition that is not, and not what comes on the way',
    ])
  })

  it('are not those of a file beside the listing, unless the change is that', () => {
    const files = { 'l.txt': listing({ factor: 2 }, '1 1,2 1,2'), 'orders.properties': 'replication.factor=3\n' }
    const topic = 'apiVersion: kafka.strimzi.io/v1\nkind: KafkaTopic\nmetadata:\n  name: orders\nspec:\n  replicas: 3\n'
    const came = head({ 'l.txt': files['l.txt'], 't.yaml': topic })
    expect([came.factor, came.unread]).toEqual([
      '3 t.yaml:6:13',
      ['l.txt:2:27: partition 0 has 2 replicas, and what is checked has 3: a replication factor changes only by reassignment'],
    ])
    expect(head({ 'l.txt': files['l.txt'], 't.yaml': topic }, { base: { 'l.txt': files['l.txt'] } }).unread).toEqual([])
  })
})

describe('the start', () => {
  it('is the worst of those that can be one, and what cannot is not known', () => {
    const came = of('none 1,2,3 ', '1 1,2,3 1')
    expect(came.configuration.start).toEqual({ leader: 0, isr: [0], elr: [], brokers: [1, 2, 3] })
    expect(came.unread).toEqual([
      'l.txt:2:27: partition 0, as l.txt:2 found it, has neither ISR nor eligible leader replicas to start from: how it goes on is not checked',
    ])
    const moving = of('1 1,2,3,4 1 Adding_Replicas:_4', '1 1,2,3 1')
    expect(moving.configuration.start).toEqual(came.configuration.start)
    expect(moving.unread).toEqual([
      'l.txt:2:27: partition 0, as l.txt:2 found it, has leader 1, ISR 1 and is being reassigned: how it goes on is not checked',
    ])
  })

  it('covers what is no worse off, and nothing else', () => {
    const covering = of('1 1,2,3 1,2', '2 2,3,1 2', '3 3,1,2 3,1')
    expect([covering.configuration.start?.brokers, covering.unread]).toEqual([[2, 3, 1], []])
    expect(covering.warnings).toEqual([
      expect.stringMatching(/; 2 more partitions are out of sync, and no worse off: they are not checked$/),
    ])
    const other = of('none 1,2,3 1,2', '2 2,3,1 2')
    expect([other.configuration.start?.brokers, other.unread]).toEqual([
      [1, 2, 3],
      [
        'l.txt:3:27: partition 1, as l.txt:3 found it, has leader 2, ISR 2, and what is checked starts from partition 0: how it goes on is not checked',
      ],
    ])
  })

  it('of __consumer_offsets is that of the rows about offsets', () => {
    const offsets = listing({ topic: '__consumer_offsets' }, '1 1,2,3 1,2,3', 'none 1,2,3 1')
    const { configuration, warnings, unread } = head({ 'l.txt': `${listing({}, '1 1,2,3 1,2,3')}${offsets}` })
    expect([configuration.start, configuration.offsetsStart, unread]).toEqual([
      undefined,
      { leader: -1, isr: [0], elr: [], brokers: [1, 2, 3] },
      [],
    ])
    expect(warnings).toEqual([
      expect.stringMatching(/^checked from partition 1 of __consumer_offsets, as l.txt:5 found it: no leader, ISR 1 /),
    ])
    const [envelope] = ENVELOPES
    const startOf = (observer: 'partition' | 'offsets' | 'coordinator') =>
      envelope && questionOf(observer, envelope, LEVELS.quick, configuration).spec.from
    expect(JSON.stringify(startOf('partition'))).not.toContain('"start"')
    for (const observer of ['offsets', 'coordinator'] as const)
      expect(JSON.stringify(startOf(observer))).toContain('"start":{"leader":-1,"isr":[0],"elr":[],"brokers":[1,2,3]}')
  })
})

describe('what a listing does not show', () => {
  it('is said where it shows fewer partitions than there are', () => {
    expect(head({ 'l.txt': listing({ count: 3 }, '1 1,2,3 1,2,3') }).unread).toEqual([
      'l.txt:1:31: topic orders has 3 partitions, and 1 is shown: what the others are like is not known',
    ])
    // Of topics alone it shows no partition at all (--topics-with-overrides).
    expect(head({ 'l.txt': listing({ count: 3 }) }).unread).toEqual([])
  })

  it.each(['Observers', 'LiveObservers'])('is what observers of Confluent do: %s', (label) => {
    expect(of(`1 1,2,3 1,2 Offline:_|${label}:_3`).unread).toEqual([
      `l.txt:2:${label === 'Observers' ? 85 : 89}: partition 0 has observers (3), which are no candidates for its ISR: they are not modelled, and counted as replicas`,
    ])
    expect(of(`1 1,2,3 1,2,3 Offline:_|${label}:_`).unread).toEqual([])
  })
})

it.each([
  ['"observers":[{"count":1}]', 1],
  ['"version":1', 0],
])('replicas that constraints of Confluent place may be observers: %s', (more, many) => {
  const constraints = `confluent.placement.constraints={"replicas":[{"count":2}],${more}}`
  const text = listing({}, '1 1,2,3 1,2,3').replace('min.insync', `${constraints},min.insync`)
  expect(head({ 'l.txt': text }).unread.map((one) => one.replace(/^l.txt:1:\d+: /, ''))).toEqual(
    Array.from(
      { length: many },
      () =>
        'confluent.placement.constraints makes some replicas observers, which are no candidates for the ISR: they are not modelled, and counted as replicas',
    ),
  )
})

it('a partition of __transaction_state that is not healthy is not known where transactions are asked about', () => {
  const files = { 'l.txt': `${listing({}, '1 1,2,3 1,2,3')}${listing({ topic: '__transaction_state' }, '1 1,2,3 1')}` }
  expect(head(files).unread).toEqual([])
  expect(head(files, { transactions: true }).unread).toEqual([
    'l.txt:4:40: partition 0 of __transaction_state has no leader, or not all replicas in sync: transactions are checked with a healthy one',
  ])
})
