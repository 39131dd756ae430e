/** What a cluster of 4.4.0 answered, recorded; and what would follow if it had answered otherwise. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  ASKED_OF_NODES,
  ASKED_OF_TOPICS,
  Cluster,
  type ClusterAnswers,
  type ConfigAnswer,
  type Effective,
  type NodeAnswer,
  readConfig,
  resolveConfig,
  runningCluster,
  withProposed,
} from '../../config/index.ts'
import { quorumText } from '../../config/quorum.ts'

const RECORDED = JSON.parse(readFileSync(new URL('fixtures/4.4.0.json', import.meta.url), 'utf8')) as ClusterAnswers

const effective = (answers: ClusterAnswers, topic: string): Effective =>
  resolveConfig(new Cluster([runningCluster(answers)]), { topic })
const valueOf = ({ values }: Pick<Effective, 'values'>, key: string): string => {
  const found = values.find((value) => value.key === key)
  return `${found?.value ?? ''} (${found?.layer ?? ''}, ${found?.place?.file ?? 'nowhere'})`
}
const withNodes = (answers: ClusterAnswers, change: (node: NodeAnswer) => NodeAnswer): ClusterAnswers => ({
  ...answers,
  brokers: answers.brokers.map(change),
})
const set = (node: NodeAnswer, key: string, value: string, source: number): NodeAnswer => ({
  ...node,
  configs: [...(node.configs ?? []).filter(({ name }) => name !== key), { name: key, value, source } satisfies ConfigAnswer],
})
const withoutControllers = (answers: ClusterAnswers, failure = 'there is no answer in time'): ClusterAnswers => ({
  ...answers,
  controllers: [{ id: 100, failure: `127.0.0.1:9093: ${failure}` }],
})

describe('a running cluster', () => {
  it('is asked for nothing that may be secret', () => {
    expect([...ASKED_OF_TOPICS, ...ASKED_OF_NODES].filter((key) => /password|jaas|ssl|sasl|secret|listeners/.test(key))).toEqual(
      [],
    )
    expect(ASKED_OF_TOPICS).toEqual(['min.insync.replicas', 'unclean.leader.election.enable', 'flush.messages'])
  })

  it('is what its topics, brokers, controllers and features say, each value with who said it', () => {
    const orders = effective(RECORDED, 'orders')
    expect([orders.version, orders.versionFrom]).toEqual([
      '4.4',
      { from: 'file', given: '4.4', place: { file: '127.0.0.1:9092 broker 2', line: 0, column: 0 } },
    ])
    expect(valueOf(orders, 'min.insync.replicas')).toBe('2 (topic, 127.0.0.1:9092 topic orders)')
    expect(valueOf(orders, 'unclean.leader.election.enable')).toBe('false (static, 127.0.0.1:9092 controller 100)')
    expect(valueOf(orders, 'eligible.leader.replicas.version')).toBe('1 (feature, 127.0.0.1:9092 features)')
    expect(valueOf(orders, 'replication.factor')).toBe('3 (topic, 127.0.0.1:9092 topic orders)')
    expect(valueOf(effective(RECORDED, 'audit'), 'unclean.leader.election.enable')).toBe(
      'true (topic, 127.0.0.1:9092 topic audit)',
    )
    expect(valueOf(effective(RECORDED, 'single'), 'min.insync.replicas')).toBe('2 (cluster, 127.0.0.1:9092 broker 2)')
    expect(valueOf(effective(RECORDED, 'single'), 'replication.factor')).toBe('1 (topic, 127.0.0.1:9092 topic single)')
    expect([orders.unread, orders.unknown]).toEqual([[], []])
    expect(orders.notices.map(({ message }) => message)).toEqual([
      'read from the running cluster: 3 topics; brokers 0, 1, 2; metadata.version 4.4-IV2; quorum of controllers 100, led by 100',
      quorumText(1),
    ])
  })

  it('is held to the partition with the fewest replicas, whichever that is', () => {
    const uneven = (...replicas: readonly (readonly number[])[]): ClusterAnswers => ({
      ...RECORDED,
      topics: RECORDED.topics.map((topic) =>
        topic.name === 'orders'
          ? {
              ...topic,
              partitions: replicas.map((ids, partition) => ({ partition, leader: ids[0] ?? -1, replicas: ids, isr: ids })),
            }
          : topic,
      ),
    })
    for (const [partition, answers] of [uneven([0, 1], [0, 1, 2]), uneven([0, 1, 2], [1, 2])].entries()) {
      const orders = effective(answers, 'orders')
      expect(valueOf(orders, 'replication.factor')).toBe('2 (topic, 127.0.0.1:9092 topic orders)')
      expect(orders.unread.map(({ message }) => message)).toEqual([
        `partition ${1 - partition} has 3 replicas, and what is checked has 2, as partition ${partition} has`,
      ])
    }
  })

  it('leaves open what controllers decide that nobody can ask', () => {
    const { unread } = effective(withoutControllers(RECORDED), 'orders')
    expect(unread).toEqual([
      {
        message:
          'unclean.leader.election.enable of the controllers is not known (127.0.0.1:9093: there is no answer in time): give a file of theirs beside this, or --assume unclean.leader.election.enable=…',
        place: { file: '127.0.0.1:9092 controllers', line: 0, column: 0 },
        about: 'unclean.leader.election.enable',
      },
    ])
    const assume = { 'unclean.leader.election.enable': 'false' }
    const cluster = new Cluster([runningCluster(withoutControllers(RECORDED))])
    expect(resolveConfig(cluster, { topic: 'orders', assume }).unread).toEqual([])
    // Set for the whole cluster, or by the topic that alone is asked for, it is known.
    const forAll = withNodes(withoutControllers(RECORDED), (n) => set(n, 'unclean.leader.election.enable', 'true', 3))
    expect([effective(forAll, 'orders').unread, valueOf(effective(forAll, 'orders'), 'unclean.leader.election.enable')]).toEqual([
      [],
      'true (cluster, 127.0.0.1:9092 broker 2)',
    ])
    const audit = { ...withoutControllers(RECORDED), topics: RECORDED.topics.filter(({ name }) => name === 'audit') }
    expect(effective(audit, 'audit').unread).toEqual([])
    // A combined process is its own controller.
    const combined = withNodes(withoutControllers(RECORDED), (n) => set(n, 'process.roles', 'broker,controller', 4))
    expect(effective(combined, 'orders').unread).toEqual([])
  })

  it('does not take the file of one broker for that of all', () => {
    const one = withNodes(RECORDED, (n) => set(n, 'min.insync.replicas', n.id === 0 ? '3' : '1', n.id === 0 ? 4 : 5))
    const { values, notices } = effective({ ...one, features: { 'metadata.version': 33 } }, 'single')
    expect(valueOf({ values }, 'min.insync.replicas')).toBe('1 (static, 127.0.0.1:9092 broker 1)')
    expect(notices.map(({ message }) => message)).toContain(
      'min.insync.replicas differs between brokers (1 on brokers 1, 2, 3 on broker 0): 1 is used',
    )
    // Set while it runs, on one broker alone: the others override nothing.
    const dynamic = withNodes(RECORDED, (n) => (n.id === 0 ? set(n, 'min.insync.replicas', '3', 2) : n))
    expect(valueOf(effective(dynamic, 'single'), 'min.insync.replicas')).toBe('2 (cluster, 127.0.0.1:9092 broker 2)')
  })

  it('runs the oldest release of its brokers, below what they have agreed on, or a newer one than is known', () => {
    const rolling = withNodes(RECORDED, (n) => ({ ...n, newestMetadataVersion: n.id === 1 ? 27 : 33 }))
    const mixed = effective({ ...rolling, features: { ...rolling.features, 'metadata.version': 25 } }, 'orders')
    expect([mixed.version, mixed.metadataVersion]).toEqual(['4.1', '4.0'])
    expect(mixed.notices.map(({ message }) => message)).toContain('Kafka 4.4 does not count: a later file says 4.1')
    const future = effective(
      withNodes(RECORDED, (n) => ({ ...n, newestMetadataVersion: 40 })),
      'orders',
    )
    expect(future.unread.map(({ message }) => message)).toContain('Kafka 4.5 is newer than this tool knows (4.4): checked as 4.4')
  })

  it('without a quorum is on ZooKeeper, of the release that its protocol version says', () => {
    const old = withNodes({ ...RECORDED, controllers: [] }, ({ id, configs = [] }) => ({
      id,
      hasQuorum: false,
      configs: [
        ...configs.filter(({ name }) => name !== 'process.roles'),
        { name: 'inter.broker.protocol.version', value: '3.6-IV2', source: 5 },
      ],
    }))
    const { features: _f, quorum: _q, ...answers } = old
    const { version, controller, unread } = effective(answers, 'orders')
    expect([version, controller, unread]).toEqual(['3.6', 'zookeeper', []])
  })

  it('says which brokers and topics did not say how they are configured', () => {
    const [first, ...rest] = RECORDED.brokers
    const silent = { ...RECORDED, brokers: [{ id: first?.id ?? 0, failure: 'the connection is refused' }, ...rest] }
    expect(effective(silent, 'orders').unread.map(({ message, place }) => `${place.file}: ${message}`)).toEqual([
      '127.0.0.1:9092 broker 0: how it is configured is not known: the connection is refused',
    ])
    const topics = RECORDED.topics.map(({ name, partitions }) => ({ name, partitions, failure: 'TOPIC_AUTHORIZATION_FAILED' }))
    expect(effective({ ...RECORDED, topics }, 'orders').unread).toHaveLength(3)
    // Where no broker said it, what topics have from theirs is all that is known.
    const none = withNodes(withoutControllers(RECORDED), ({ id }) => ({ id, failure: 'CLUSTER_AUTHORIZATION_FAILED' }))
    expect(valueOf(effective(none, 'single'), 'min.insync.replicas')).toBe('2 (cluster, 127.0.0.1:9092 topic single)')
  })

  it('counts a broker that holds replicas and does not run, and says that nothing is known of it', () => {
    const { unread } = effective({ ...RECORDED, brokers: RECORDED.brokers.slice(0, 2) }, 'orders')
    expect(unread.map(({ message, place }) => `${place.file}: ${message}`)).toEqual([
      '127.0.0.1:9092 broker 2: it holds replicas and does not run: how it is configured is not known',
    ])
  })

  it('says where all replicas of a partition are in one rack', () => {
    const racked = withNodes(RECORDED, (n) => ({ ...n, rack: n.id === 2 ? 'z2' : 'z1' }))
    const [orders] = racked.topics.filter(({ name }) => name === 'orders')
    const two = { partition: 1, leader: 0, replicas: [0, 1], isr: [0, 1] }
    const topics = [{ name: 'orders', configs: [], partitions: [...(orders?.partitions ?? []), two] }]
    expect(runningCluster({ ...racked, topics }).notices.map(({ message }) => message)).toEqual([
      'read from the running cluster: 1 topic; brokers 0 in z1, 1 in z1, 2 in z2; metadata.version 4.4-IV2; quorum of controllers 100, led by 100',
      quorumText(1),
      'all replicas of partition 1 are in z1: what takes a rack takes them together',
    ])
    expect(runningCluster(racked).racks?.map(({ broker, name }) => [broker, name])).toEqual([
      [0, 'z1'],
      [1, 'z1'],
      [2, 'z2'],
    ])
  })

  it('has its partitions as they are', () => {
    const [orders] = runningCluster(RECORDED).topics.filter(({ name }) => name === 'orders')
    expect(orders?.partitions).toEqual([
      {
        partition: 0,
        leader: 0,
        replicas: [0, 1, 2],
        isr: [0, 1, 2],
        elr: [],
        lastKnownElr: [],
        place: { file: '127.0.0.1:9092 topic orders', line: 0, column: 0 },
      },
    ])
  })

  it('stands below a file beside it, also one that names no topic', () => {
    const file = readConfig({ file: 'head.properties', text: 'min.insync.replicas=1\n', side: 'after' })
    const documents = [withProposed(runningCluster(RECORDED), [file]), file]
    const { values, notices } = resolveConfig(new Cluster(documents), { topic: 'orders' })
    expect(valueOf({ values }, 'min.insync.replicas')).toBe('1 (topic, head.properties)')
    expect(notices.map(({ message }) => message)).toContain(
      'min.insync.replicas is given again: this value counts, not that at 127.0.0.1:9092 topic orders',
    )
  })
})
