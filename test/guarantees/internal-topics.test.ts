/** Topics that Kafka makes for itself: what makes them cannot be more than there is, and does not change them once they are there. */
import { describe, expect, it } from 'vitest'
import { head } from './sides.ts'

const cluster = (brokers: number, ...config: readonly string[]): string =>
  `apiVersion: kafka.strimzi.io/v1beta2\nkind: Kafka\nmetadata:\n  name: my\nspec:\n  kafka:\n    replicas: ${brokers}\n    config:\n${['min.insync.replicas: 2', ...config].map((line) => `      ${line}\n`).join('')}`
const TOPIC = 'apiVersion: kafka.strimzi.io/v1beta2\nkind: KafkaTopic\nmetadata:\n  name: orders\nspec:\n  replicas: 1\n'
const of = (brokers: number, ...config: readonly string[]) => ({ 'k.yaml': cluster(brokers, ...config), 't.yaml': TOPIC })

describe('more replicas than brokers', () => {
  it('are refused where a file asks for them', () => {
    expect(() => head(of(3, 'offsets.topic.replication.factor: 4'))).toThrow(
      'offsets.topic.replication.factor 4 needs more brokers than the 3 there are',
    )
    expect(head(of(3, 'offsets.topic.replication.factor: 3')).unread).toEqual([])
    const state = of(3, 'transaction.state.log.replication.factor: 4')
    expect(() => head(state, { transactions: true })).toThrow(
      'transaction.state.log.replication.factor 4 needs more brokers than the 3 there are',
    )
    expect(head(state).unread).toEqual([])
  })

  it('by default leave open what becomes of offsets and transactions, until somebody says how many there are', () => {
    const offsets =
      'k.yaml:7:15: __consumer_offsets cannot be made: offsets.topic.replication.factor is 3 where nothing gives it, and there is 1 broker'
    expect(head(of(1)).unread).toEqual([offsets])
    expect(head(of(1), { transactions: true }).unread).toEqual([
      offsets,
      'k.yaml:7:15: __transaction_state cannot be made: transaction.state.log.replication.factor is 3 where nothing gives it, and there is 1 broker',
    ])
    expect(head(of(1), { set: { 'offsets.topic.replication.factor': '1' } }).unread).toEqual([])
  })

  it('are there where a listing shows them', () => {
    const listing =
      'Topic: __consumer_offsets\tPartitionCount: 1\tReplicationFactor: 3\tConfigs: \n\tTopic: __consumer_offsets\tPartition: 0\tLeader: 1\tReplicas: 1,2,3\tIsr: 1,2,3\n'
    expect(head({ ...of(1), 'l.txt': listing }).unread).toEqual([])
  })
})

describe('offsets.topic.replication.factor', () => {
  const brokers = (factor: number) => ({
    'server.properties': `process.roles=broker,controller\nnode.id=1\nmin.insync.replicas=2\noffsets.topic.replication.factor=${factor}\n`,
  })
  const STAYS =
    'offsets.topic.replication.factor counts when __consumer_offsets is made, and not later: its replication factor stays 3'

  it('does not change the topic that is there', () => {
    const changed = head(brokers(1), { base: brokers(3) })
    expect([changed.offsets, changed.notes.filter((note) => note === STAYS)]).toEqual(['3 server.properties:4:34', [STAYS]])
    const proposed = head(brokers(3), { proposed: { 'offsets.topic.replication.factor': '1' } })
    expect([proposed.offsets, proposed.notes.filter((note) => note === STAYS)]).toEqual(['3 server.properties:4:34', [STAYS]])
    expect(head(brokers(3), { base: brokers(3) }).notes).not.toContain(STAYS)
  })

  it('is what counts where base says nothing of brokers, and a topic of that name says it itself', () => {
    expect(head({ ...brokers(1), 't.yaml': TOPIC }, { base: { 't.yaml': TOPIC } }).offsets).toBe('1 server.properties:4:34')
    const own = TOPIC.replace('orders', '__consumer_offsets').replace('replicas: 1', 'replicas: 2')
    expect(head({ ...brokers(1), 'o.yaml': own }, { base: brokers(3) }).offsets).toBe('2 o.yaml:6:13')
  })
})
