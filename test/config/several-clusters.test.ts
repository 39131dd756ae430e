/** What several clusters have is not taken for what one has. */
import { any, lines, MIN, RF, type Row, siblings } from './siblings.ts'

const service = (name: string, ...variables: readonly string[]) => [
  `  ${name}:`,
  '    image: apache/kafka:4.0.1',
  '    environment:',
  ...variables.map((variable) => `      - ${variable}`),
]
const node = (id: number, voters: string, minIsr: number) =>
  lines('process.roles=broker,controller', `node.id=${id}`, `controller.quorum.voters=${voters}`, `${MIN}=${minIsr}`)
const apart = (why: string) => `${why}: nodes of several clusters are not read apart, give what is of one`
const kafka = (name: string, minIsr: number) =>
  lines(
    'apiVersion: platform.confluent.io/v1beta1',
    'kind: Kafka',
    `metadata: {name: ${name}}`,
    `spec: {replicas: 3, configOverrides: {server: [min.insync.replicas=${minIsr}]}}`,
  )
const strimzi = (name: string) =>
  lines(
    'apiVersion: kafka.strimzi.io/v1',
    'kind: Kafka',
    `metadata: {name: ${name}}`,
    'spec: {kafka: {version: 4.0.0, config: {min.insync.replicas: 2}}}',
  )
const topicOf = (cluster: string) =>
  lines(
    'apiVersion: kafka.strimzi.io/v1',
    'kind: KafkaTopic',
    `metadata: {name: orders, labels: {strimzi.io/cluster: ${cluster}}}`,
    'spec: {replicas: 3}',
  )

const NODES: readonly Row[] = [
  [
    'Compose with two clusters',
    'they have ids of their own',
    {
      'compose.yml': lines(
        'services:',
        ...service('source', 'CLUSTER_ID=AAA', 'KAFKA_NODE_ID=1', 'KAFKA_MIN_INSYNC_REPLICAS=1'),
        ...service('target', 'CLUSTER_ID=BBB', 'KAFKA_NODE_ID=1', 'KAFKA_MIN_INSYNC_REPLICAS=2'),
      ),
    },
    { unread: [apart('cluster.id is not that of compose.yml:5:20')] },
  ],
  [
    'Compose with one node id twice',
    'no two nodes of a cluster have one',
    {
      'compose.yml': lines(
        'services:',
        ...service('dev', 'KAFKA_NODE_ID=1', 'KAFKA_MIN_INSYNC_REPLICAS=1'),
        ...service('prod', 'KAFKA_NODE_ID=1', 'KAFKA_MIN_INSYNC_REPLICAS=2'),
      ),
    },
    { unread: [apart('node.id is that of the node at compose.yml:5:23 too')] },
  ],
  [
    'Compose with two ZooKeepers',
    'each cluster has its own, or a path of its own',
    {
      'compose.yml': lines(
        'services:',
        ...service('a', 'KAFKA_BROKER_ID=1', 'KAFKA_ZOOKEEPER_CONNECT=zk1:2181,zk2:2181/a'),
        ...service('b', 'KAFKA_BROKER_ID=2', 'KAFKA_ZOOKEEPER_CONNECT=zk1:2181,zk2:2181/b'),
      ),
    },
    { unread: [apart('zookeeper.connect is not that of compose.yml:6:33')] },
  ],
  [
    'files of nodes with other voters',
    'the quorum is another',
    { 'dev.properties': node(1, '1@a:9093', 1), 'prod.properties': node(1, '1@p:9093', 2) },
    { unread: [apart('controller.quorum.voters is not that of dev.properties:3:26')] },
  ],
  [
    'files of nodes with some voters alike',
    'it is one quorum, in which a node may name itself otherwise',
    {
      '1.properties': node(1, '1@localhost:9093,2@b:9093', 2),
      '2.properties': node(2, '1@a:9093,2@b:9093', 2),
      '3.properties': node(3, '2@b:9093,3@c:9093', 2),
    },
    { ...any({ [MIN]: '2 static' }), unread: [] },
  ],
  [
    'two clusters of Confluent for Kubernetes',
    'a resource of kind Kafka is one',
    { 'kafka.yaml': `${kafka('dev', 1)}---\n${kafka('prod', 2)}` },
    { unread: [apart('metadata.name is not that of kafka.yaml:3:18')] },
  ],
]

const LABELS: readonly Row[] = [
  [
    'a topic of a cluster that is not there',
    'what another cluster has is not its own',
    { 'all.yaml': `${strimzi('prod')}---\n${topicOf('prd')}` },
    {
      subjects: { orders: { [RF]: '3 topic' } },
      unread: ['topic orders is of the cluster prd (strimzi.io/cluster), which is not in these files: did you mean prod?'],
    },
  ],
  [
    'a topic of a cluster, and no clusters',
    'what its brokers have is somewhere else',
    { 'topic.yaml': topicOf('prd') },
    { subjects: { orders: { [RF]: '3 topic' } }, unread: [] },
  ],
  [
    'a topic of a cluster that is there',
    'its brokers’ values are its own',
    { 'all.yaml': `${strimzi('prod')}---\n${topicOf('prod')}` },
    { subjects: { orders: { [RF]: '3 topic', [MIN]: '2 static' } }, unread: [] },
  ],
]

siblings([
  ['nodes of several clusters', NODES],
  ['topics of Strimzi', LABELS],
])
