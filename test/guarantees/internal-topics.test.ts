/** Topics that Kafka makes for itself: what makes them cannot be more than there is, and does not change them once they are there. */
import { describe, expect, it } from 'vitest'
import { type ClusterAnswers, finished, isWish, runningCluster } from '../../config/index.ts'
import { casesOf } from '../../guarantees/cases.ts'
import { head, type Texts } from './sides.ts'

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

  it('by default of a cluster that was asked, or of who runs it, too', () => {
    const factors = ['offsets.topic.replication.factor', 'transaction.state.log.replication.factor']
    const asked = (source: number): ClusterAnswers => ({
      server: 'kafka:9092',
      brokers: [
        {
          id: 1,
          hasQuorum: true,
          configs: [
            { name: 'process.roles', value: 'broker,controller', source: 4 },
            ...factors.map((name) => ({ name, value: '3', source })),
          ],
        },
      ],
      controllers: [],
      quorum: { leader: 1, voters: [1] },
      topics: [{ name: 'orders', configs: [], partitions: [{ partition: 0, leader: 1, replicas: [1], isr: [1] }] }],
    })
    const unread = (source: number) => {
      const above = { headVersion: '3.9', baseVersion: '3.9', transactions: true } as const
      const { cases } = finished(casesOf([], [runningCluster(asked(source))], false, above))
      return cases.flatMap((one) => one.head.side.unread.map(({ message }) => message))
    }
    expect(unread(5)).toEqual([
      '__consumer_offsets cannot be made: offsets.topic.replication.factor is 3 where nothing gives it, and there is 1 broker',
      '__transaction_state cannot be made: transaction.state.log.replication.factor is 3 where nothing gives it, and there is 1 broker',
    ])
    expect(() => unread(4)).toThrow('offsets.topic.replication.factor 3 needs more brokers than the 1 there are')
    expect(isWish('vendor')).toBe(false)
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

/** A workload of Kubernetes. */
const workload = (kind: string, name: string, replicas: number, image: string, env: Readonly<Record<string, string>>): string =>
  `apiVersion: apps/v1\nkind: ${kind}\nmetadata: {name: ${name}}\nspec:\n  replicas: ${replicas}\n  template:\n    spec:\n      containers:\n        - name: c\n          image: ${image}\n          env:\n${Object.entries(
    env,
  )
    .map(([key, value]) => `            - {name: ${key}, value: "${value}"}\n`)
    .join('')}`
const APACHE = 'apache/kafka:3.9.0'
const FACTOR = { KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '3' }
const BROKER = { ...FACTOR, KAFKA_PROCESS_ROLES: 'broker' }
const CONTROLLER = { KAFKA_PROCESS_ROLES: 'controller' }
const tooFew = (file: string, count: number): string =>
  `${file} offsets.topic.replication.factor 3 needs more brokers than the ${count} that these files show`

describe('workloads of Kubernetes', () => {
  const deployments = [0, 1, 2].map((id) => workload('Deployment', `kafka-${id}`, 1, APACHE, FACTOR))

  it('are together the brokers, in one file or several', () => {
    expect(head({ 'k.yaml': deployments.join('---\n') }).unread).toEqual([])
    expect(head(Object.fromEntries(deployments.map((text, id) => [`k${id}.yaml`, text]))).unread).toEqual([])
  })

  it('are not counted where they run controllers, jobs or something else than Kafka', () => {
    const brokers = workload('StatefulSet', 'kafka', 3, APACHE, BROKER)
    const beside = [
      workload('StatefulSet', 'controller', 1, APACHE, CONTROLLER),
      workload('Deployment', 'kafka-ui', 1, 'provectuslabs/kafka-ui:v0.7.2', { KAFKA_CLUSTERS_0_NAME: 'my' }),
      workload('Job', 'topics', 1, APACHE, { KAFKA_HEAP_OPTS: '-Xmx1g' }),
    ]
    for (const other of beside) expect(head({ 'k.yaml': `${brokers}---\n${other}` }).unread).toEqual([])
    const two = `${brokers.replace('replicas: 3', 'replicas: 2')}---\n${beside.join('---\n')}`
    expect(head({ 'k.yaml': two }).unread).toEqual([tooFew('k.yaml:12:70:', 2)])
  })

  it('that are fewer than a factor asks for leave that open, and are counted once where two files have them', () => {
    const [one = ''] = deployments
    expect(head({ 'k.yaml': one }).unread).toEqual([tooFew('k.yaml:12:70:', 1)])
    expect(head({ 'k.yaml': one, 'l.yaml': one }).unread).toEqual([tooFew('l.yaml:12:70:', 1)])
    expect(head({ 'k.yaml': one, 'l.yaml': one.replace('replicas: 1', 'replicas: 3') }).unread).toEqual([])
    expect(head({ 'k.yaml': one.replace('  replicas: 1\n', '') }).unread).toEqual([])
  })
})

describe('pools of Strimzi', () => {
  it('in several files are together the brokers', () => {
    const pool = (name: string, replicas: number) =>
      `apiVersion: kafka.strimzi.io/v1beta2\nkind: KafkaNodePool\nmetadata: {name: ${name}, labels: {strimzi.io/cluster: my}}\nspec: {replicas: ${replicas}, roles: [broker]}\n`
    const files = { ...of(1, 'offsets.topic.replication.factor: 3'), 'a.yaml': pool('a', 2), 'b.yaml': pool('b', 1) }
    expect(head(files).unread).toEqual([])
    expect(() => head({ ...files, 'a.yaml': pool('a', 1) })).toThrow('needs more brokers than the 2 there are')
  })
})

describe('values of Bitnami’s chart', () => {
  const values = (...given: readonly string[]) => `${given.join('\n')}\nextraConfig: "offsets.topic.replication.factor=3"\n`

  it('have three controllers where they do not say how many, which are brokers too', () => {
    expect(head({ 'values.yaml': values('broker: {replicaCount: 2}') }).unread).toEqual([])
    expect(head({ 'values.yaml': values('broker: {replicaCount: 2}', 'controller: {controllerOnly: true}') }).unread).toEqual([
      tooFew('values.yaml:3:48:', 2),
    ])
    expect(head({ 'values.yaml': values('broker: {replicaCount: 2}', 'kraft: {enabled: false}') }).unread).toEqual([
      tooFew('values.yaml:3:48:', 2),
    ])
    expect(head({ 'values.yaml': values('replicaCount: 1') }).unread).toEqual([tooFew('values.yaml:2:48:', 1)])
  })

  it('that differ on the number say none', () => {
    const dev = values('controller: {replicaCount: 1}')
    expect(head({ 'values.yaml': values('controller: {replicaCount: 3}'), 'values-dev.yaml': dev }).unread).toEqual([])
  })
})

describe('hosts of cp-ansible', () => {
  const inventory = (hosts: string, more = '') =>
    `kafka_broker:\n  vars:\n    kafka_broker_custom_properties: {offsets.topic.replication.factor: 3}\n  hosts: {${hosts}}\n${more}`
  const at = 'hosts.yml:3:72:'

  it('are as many as a range has, by number or letter, and every so many', () => {
    expect(head({ 'hosts.yml': inventory('"kafka[1:3].example.com": ') }).unread).toEqual([])
    expect(head({ 'hosts.yml': inventory('"kafka[01:02].example.com": ') }).unread).toEqual([tooFew(at, 2)])
    expect(head({ 'hosts.yml': inventory('"kafka-[a:b].example.com": ') }).unread).toEqual([tooFew(at, 2)])
    expect(head({ 'hosts.yml': inventory('"kafka[1:4:2].example.com": ') }).unread).toEqual([tooFew(at, 2)])
    expect(head({ 'hosts.yml': inventory('"k[1:2]-[a:b].example.com": ') }).unread).toEqual([])
  })

  it('are not counted where a name has another pattern, or a group stands elsewhere', () => {
    expect(head({ 'hosts.yml': inventory('"kafka[x].example.com": ') }).unread).toEqual([])
    expect(head({ 'hosts.yml': inventory('k1: ', '  children: {east: {hosts: {k2: }}}\n') }).unread).toEqual([tooFew(at, 2)])
    expect(head({ 'hosts.yml': inventory('k1: ', '  children: {east: }\n') }).unread).toEqual([])
  })
})

describe('__consumer_offsets of which nobody gives the factor', () => {
  const SAID =
    ': __consumer_offsets is taken to have replicas that it cannot have: offsets.topic.replication.factor is 3 where nothing gives it, and there '
  /** What is said of it, and what is left open. */
  const came = (texts: Texts) => {
    const { notes, unread } = head(texts)
    return {
      notes: notes.filter((note) => note.includes('it cannot have')),
      unread: unread.filter((message) => message.includes('__consumer_offsets')),
    }
  }

  it.each([
    [
      'Bitnami’s image',
      { 'k.yaml': workload('Deployment', 'kafka', 1, 'bitnami/kafka:3.9.0', { KAFKA_CFG_MIN_INSYNC_REPLICAS: '1' }) },
      `k.yaml:5:13${SAID}is 1 broker`,
    ],
    [
      'Apache’s image',
      { 'k.yaml': workload('Deployment', 'kafka', 1, APACHE, { KAFKA_MIN_INSYNC_REPLICAS: '1' }) },
      `k.yaml:5:13${SAID}is 1 broker`,
    ],
    [
      'Bitnami’s chart',
      { 'values.yaml': 'controller: {replicaCount: 1}\nextraConfig: "min.insync.replicas=1"\n' },
      `values.yaml:1:28${SAID}is 1 broker`,
    ],
    [
      'MSK in two zones',
      {
        'm.json':
          '{"ClusterInfo": {"ClusterName": "c", "CurrentBrokerSoftwareInfo": {"KafkaVersion": "3.9.x"}, "NumberOfBrokerNodes": 2}}\n',
        't.properties': 'min.insync.replicas=1\n',
      },
      `m.json:1:117${SAID}are 2 brokers`,
    ],
  ])('is left to %s, which may have another default, and only said', (_whose, texts, note) => {
    expect(came(texts)).toEqual({ notes: [note], unread: [] })
  })

  it('and of __transaction_state too', () => {
    const texts = { 'values.yaml': 'controller: {replicaCount: 1}\nextraConfig: "offsets.topic.replication.factor=1"\n' }
    const { notes, unread } = head(texts, { transactions: true })
    expect([notes.filter((note) => note.includes('it cannot have')), unread]).toEqual([
      [
        'values.yaml:1:28: __transaction_state is taken to have replicas that it cannot have: transaction.state.log.replication.factor is 3 where nothing gives it, and there is 1 broker',
      ],
      [],
    ])
  })
})
