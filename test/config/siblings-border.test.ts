/** Siblings of the inputs in cases/ that were tried against the readers; beside each the reason why its answer is right. */
import { describe, expect, it } from 'vitest'
import { type Came, cameTo } from './subjects-of.ts'

type Row = readonly [name: string, why: string, files: Readonly<Record<string, string>>, expected: Partial<Came>]

const any = (values: Readonly<Record<string, string>>) => ({ subjects: { 'any topic': values } })
const plan = (...changes: readonly object[]): Readonly<Record<string, string>> => ({
  'plan.json': JSON.stringify({
    format_version: '1.2',
    resource_changes: changes.map((change, i) => ({ address: `r${i}`, mode: 'managed', name: `r${i}`, ...change })),
  }),
})
const msk = (before: string | undefined, after: string | undefined) => {
  const side = (text: string | undefined) => (text === undefined ? null : { kafka_versions: ['3.8.x'], server_properties: text })
  const actions = before === undefined ? ['create'] : after === undefined ? ['delete'] : ['update']
  return {
    type: 'aws_msk_configuration',
    change: { actions, before: side(before), after: side(after), after_unknown: {} },
  }
}
const combined = ['KAFKA_NODE_ID: 1', 'KAFKA_PROCESS_ROLES: broker,controller']
const compose = (image: string, ...variables: readonly string[]): string =>
  `services:\n  broker:\n    image: ${image}\n    environment:\n${variables.map((line) => `      ${line}\n`).join('')}`
const strimzi = (annotations: string) =>
  `apiVersion: kafka.strimzi.io/v1\nkind: Kafka\nmetadata:\n  name: prod\n  annotations: {${annotations}}\nspec:\n  kafka:\n    version: 4.1.0\n    config: {default.replication.factor: 3, min.insync.replicas: 2}\n`
const KAFKA = { 'replication.factor': '3 static', 'min.insync.replicas': '2 static' }

const PLANS: readonly Row[] = [
  [
    'a configuration of MSK that changes, and no topic',
    'it holds for every topic of the cluster; there was nothing to check, exit code 0',
    plan(msk('default.replication.factor=3\nmin.insync.replicas=2\n', 'default.replication.factor=3\nmin.insync.replicas=1\n')),
    any({
      'replication.factor': '3 static',
      'min.insync.replicas': '1 static',
      'unclean.leader.election.enable': 'true vendor',
    }),
  ],
  [
    'a configuration of MSK that is made',
    'there is nothing before it, and it is to be what it promises',
    plan(msk(undefined, 'default.replication.factor=3\nmin.insync.replicas=2\n')),
    any({ ...KAFKA, 'unclean.leader.election.enable': 'true vendor' }),
  ],
  [
    'a topic that a plan leaves alone, on a cluster that it changes',
    'the topic has min.insync.replicas of the brokers',
    plan(msk('min.insync.replicas=2\n', 'min.insync.replicas=1\n'), {
      type: 'kafka_topic',
      change: {
        actions: ['no-op'],
        before: { name: 'orders', replication_factor: 3, partitions: 1, config: {} },
        after: { name: 'orders', replication_factor: 3, partitions: 1, config: {} },
        after_unknown: {},
      },
    }),
    {
      subjects: {
        orders: {
          'replication.factor': '3 topic',
          'min.insync.replicas': '1 static',
          'unclean.leader.election.enable': 'true vendor',
        },
      },
    },
  ],
  [
    'a configuration of MSK that is deleted',
    'what its clusters have then does not stand in the plan',
    plan(msk('min.insync.replicas=2\n', undefined)),
    { refused: 'plan.json:1:45: aws_msk_configuration is deleted: what its clusters have then is not read' },
  ],
  [
    'a cluster of MSK without its configuration',
    'min.insync.replicas stands in a configuration that the plan does not show',
    plan({
      type: 'aws_msk_cluster',
      change: {
        actions: ['update'],
        before: { kafka_version: '3.7.x', number_of_broker_nodes: 3 },
        after: { kafka_version: '3.8.x', number_of_broker_nodes: 3 },
        after_unknown: {},
      },
    }),
    {
      version: '3.8',
      controller: 'zookeeper',
      unread: ['the configuration of aws_msk_cluster is not in this plan, and not read'],
    },
  ],
]

const CONTAINERS: readonly Row[] = [
  [
    '.env beside a Compose file',
    'Compose reads it for ${NAME}, whose default does not count then',
    {
      'app/compose.yaml': compose(
        'apache/kafka:${KAFKA_TAG}',
        ...combined,
        'KAFKA_MIN_INSYNC_REPLICAS: ${MIN_INSYNC_REPLICAS:?set it}',
        'KAFKA_DEFAULT_REPLICATION_FACTOR: "${RF:-3}"',
        'KAFKA_UNCLEAN_LEADER_ELECTION_ENABLE: $UNCLEAN',
      ),
      'app/.env': 'KAFKA_TAG=4.0.1\nMIN_INSYNC_REPLICAS="2" # of five\nexport RF=5\nUNCLEAN=true\n',
    },
    {
      version: '4.0',
      controller: undefined,
      unread: [],
      ...any({
        'replication.factor': '5 static',
        'min.insync.replicas': '2 static',
        'unclean.leader.election.enable': 'true static',
      }),
    },
  ],
  [
    '.env in another folder',
    'Compose does not read it',
    {
      'app/compose.yaml': compose(
        'apache/kafka:4.0.1',
        ...combined,
        'KAFKA_MIN_INSYNC_REPLICAS: $MIN',
        'KAFKA_DEFAULT_REPLICATION_FACTOR: 3',
      ),
      'other/.env': 'MIN=2\n',
    },
    {
      ...any({ 'replication.factor': '3 static' }),
      unread: ['min.insync.replicas is what a variable says that is not in the file, and not read'],
    },
  ],
  [
    'env_file beside a Compose file',
    'its variables are the service’s, below what stands in the service',
    {
      'compose.yaml': `${compose('apache/kafka:4.0.1', ...combined, 'KAFKA_MIN_INSYNC_REPLICAS: 2')}    env_file: [./broker.env]\n`,
      'broker.env': 'KAFKA_MIN_INSYNC_REPLICAS=1\nKAFKA_DEFAULT_REPLICATION_FACTOR=3\n',
    },
    { unread: [], ...any({ 'replication.factor': '3 static', 'min.insync.replicas': '2 static' }) },
  ],
  [
    'env_file that is not there',
    'what stands in it is not known',
    {
      'compose.yaml': `${compose('apache/kafka:4.0.1', ...combined, 'KAFKA_MIN_INSYNC_REPLICAS: 2')}    env_file: [./broker.env]\n`,
    },
    { unread: ['the variables of env_file are not read: give that file too, or the output of docker compose config'] },
  ],
  [
    'KAFKA_CREATE_TOPICS',
    'the image makes them with one replica, whatever the brokers have by default',
    {
      'compose.yml': compose(
        'wurstmeister/kafka:2.13-2.8.1',
        'KAFKA_ZOOKEEPER_CONNECT: z:2181',
        'KAFKA_CREATE_TOPICS: "orders:3:1,audit:1:2:compact"',
      ),
    },
    {
      version: '2.8',
      unread: [],
      subjects: { orders: { 'replication.factor': '1 topic' }, audit: { 'replication.factor': '2 topic' } },
    },
  ],
  [
    'KAFKA_CREATE_TOPICS that is no list',
    'a topic may stand in it',
    { 'kafka.env': 'KAFKA_BROKER_ID=1\nKAFKA_MIN_INSYNC_REPLICAS=1\nKAFKA_CREATE_TOPICS=orders:$PARTITIONS:1\n' },
    {
      unread: ['KAFKA_CREATE_TOPICS makes topics, and is not read: a list of name:partitions:replicas with commas was expected'],
    },
  ],
  [
    'an init container',
    'it writes the file that the broker reads',
    {
      'kafka.yaml':
        'apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: kafka}\nspec:\n  template:\n    spec:\n      initContainers:\n        - name: cfg\n          image: busybox\n          command: [sh, -c, "echo min.insync.replicas=1 >> /etc/server.properties"]\n      containers:\n        - name: kafka\n          image: apache/kafka:4.0.1\n          env:\n            - {name: KAFKA_MIN_INSYNC_REPLICAS, value: "2"}\n',
    },
    { unread: ['what command of an init container says of replication is not read'] },
  ],
  [
    'variables of a container that are of other variables',
    'Kubernetes puts in what stands before; the rest is not known',
    {
      'kafka.yaml':
        'apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: kafka}\nspec:\n  template:\n    spec:\n      containers:\n        - name: kafka\n          image: apache/kafka:4.0.1\n          env:\n            - {name: MIN, value: "2"}\n            - {name: KAFKA_MIN_INSYNC_REPLICAS, value: $(MIN)}\n            - {name: KAFKA_DEFAULT_REPLICATION_FACTOR, value: $(RF)}\n',
    },
    {
      ...any({ 'min.insync.replicas': '2 static' }),
      unread: ['default.replication.factor is what a variable says that is not in the file, and not read'],
    },
  ],
  [
    'a Kustomization with patches',
    'what is applied is not what stands in the resources',
    {
      'kustomization.yaml':
        'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [kafka.yaml]\npatches:\n  - target:\n      kind: Kafka\n    patch: |-\n      - op: replace\n        path: /spec/kafka/config/min.insync.replicas\n        value: 1\n',
      'kafka.yaml': strimzi(''),
    },
    { ...any(KAFKA), unread: ['a resource of kind Kustomization is not read'] },
  ],
  [
    'a resource that the operator leaves alone',
    'the cluster may have something else',
    { 'kafka.yaml': strimzi('strimzi.io/pause-reconciliation: "true"') },
    {
      unread: [
        'the operator leaves this resource alone (strimzi.io/pause-reconciliation: true): what the cluster has is not read',
      ],
    },
  ],
  [
    'variables of a group and of all',
    'Ansible puts one map in the place of the other, and does not merge them',
    {
      'hosts.yml':
        'all:\n  vars:\n    confluent_package_version: 7.7.0\n    kafka_broker_custom_properties:\n      min.insync.replicas: 2\n      unclean.leader.election.enable: "true"\nkafka_broker:\n  vars:\n    kafka_broker_custom_properties:\n      min.insync.replicas: 1\n  hosts: {b1: {}, b2: {}, b3: {}}\n',
    },
    any({ 'min.insync.replicas': '1 static' }),
  ],
]

const CLIENTS: readonly Row[] = [
  [
    'librdkafka with idempotence',
    'max.in.flight is adjusted to 5 unless it is given (rd_kafka_conf_finalize); it was refused',
    {
      'producer.conf': 'bootstrap.servers=a:9092\nsasl.mechanisms=PLAIN\nenable.idempotence=1\nrequest.required.acks=-1\n',
    },
    any({
      acks: 'all producer',
      'enable.idempotence': 'true producer',
      retries: '2147483647 vendor',
      'max.in.flight.requests.per.connection': '5 vendor',
    }),
  ],
  [
    'librdkafka with transactions',
    'they make the producer idempotent',
    { 'producer.conf': 'metadata.broker.list=a:9092\ntransactional.id=t1\n' },
    any({
      acks: 'all vendor',
      'enable.idempotence': 'true vendor',
      retries: '2147483647 vendor',
      'max.in.flight.requests.per.connection': '5 vendor',
    }),
  ],
  [
    'a default in Spring',
    'the variable may be set: it is said whose value it is',
    { 'application.yml': 'spring:\n  kafka:\n    producer:\n      acks: ${KAFKA_ACKS:1}\n' },
    {
      ...any({ acks: '1 producer', 'enable.auto.commit': 'false vendor' }),
      said: [
        "no file gives Kafka's version: 4.4 is assumed",
        'no file gives a replication factor: 3 is assumed',
        'nothing says whether eligible leader replicas are on: clusters made with 4.1 have them, others do not: eligible.leader.replicas.version is taken to be 1',
        'acks=1 turns idempotence off: enable.idempotence=true is only the default',
        'spring.kafka.producer.acks is what a variable says, or else this: its default is taken',
      ],
    },
  ],
  [
    'a section of Micronaut that is no map',
    'the rest of a broken line stands in it',
    { 'application.yml': 'kafka:\n  acks: 1\n  producers:\n    orders:\n      acks:[all\n' },
    { unread: ['what a section here of producers has is no map, and not read'] },
  ],
  [
    'acks among the consumers of Micronaut',
    'no consumer has it',
    { 'application.yml': 'kafka:\n  consumers:\n    orders:\n      acks: all\n' },
    {
      said: [
        "no file gives Kafka's version: 4.4 is assumed",
        'no file gives a replication factor: 3 is assumed',
        'nothing says whether eligible leader replicas are on: clusters made with 4.1 have them, others do not: eligible.leader.replicas.version is taken to be 1',
        'acks decides nothing among consumers',
      ],
    },
  ],
  [
    'a key of Quarkus that is broken',
    'the rest of it stands in the value',
    {
      'application.properties': 'mp.messaging.outgoing.orders.connector=smallrye-kafka\nmp.messaging.outgoing.orders acks=all\n',
    },
    { unread: ['what is here speaks of replication, and is not read'] },
  ],
  [
    'a topic with its configuration as JSON',
    'tools that show both give the replication factor too; 3 was assumed',
    {
      'topic.json':
        '{"name":"orders","replicationFactor":2,"configs":[{"name":"min.insync.replicas","value":"1","source":"DYNAMIC_TOPIC_CONFIG"}]}',
    },
    { subjects: { orders: { 'replication.factor': '2 topic', 'min.insync.replicas': '1 topic' } } },
  ],
  [
    'a topic of Jikkou by itself',
    'its kind is called as that of Strimzi',
    {
      'topic.yaml':
        'apiVersion: kafka.jikkou.io/v1beta2\nkind: KafkaTopic\nmetadata: {name: orders}\nspec:\n  partitions: 1\n  replicas: 3\n  configs: {min.insync.replicas: 2}\n',
    },
    { subjects: { orders: { 'replication.factor': '3 topic', 'min.insync.replicas': '2 topic' } }, unread: [] },
  ],
  [
    'defaults of variables in a Connect worker',
    'the shell gives nothing: it is one replica, said',
    {
      'compose.yaml':
        'services:\n  connect:\n    image: confluentinc/cp-kafka-connect:7.8.0\n    environment:\n      CONNECT_GROUP_ID: g\n      CONNECT_CONFIG_STORAGE_REPLICATION_FACTOR: 1\n      CONNECT_OFFSET_STORAGE_REPLICATION_FACTOR: ${RF:-1}\n      CONNECT_STATUS_STORAGE_REPLICATION_FACTOR: 1\n',
    },
    { unread: [] },
  ],
  [
    'a plan of kafka-reassign-partitions as a configuration',
    'it is none: the flag for it is said',
    { 'plan.json': '{"version":1,"partitions":[{"topic":"orders","partition":0,"replicas":[1,2]}]}' },
    {
      refused:
        'plan.json:1:1: is in no format that is read; expected what --describe prints of its topics; a plan of kafka-reassign-partitions is given with --reassignment',
    },
  ],
]

const RELEASES: readonly Row[] = [
  [
    'newer than is known',
    'its rules may be others, so that nothing proved is a pass',
    { 'compose.yaml': compose('apache/kafka:4.6.0', ...combined, 'KAFKA_MIN_INSYNC_REPLICAS: 2') },
    { version: '4.4', unread: ['Kafka 4.6.0 is newer than this tool knows (4.4): checked as 4.4'] },
  ],
  [
    'process.roles',
    'KRaft holds the metadata',
    { 'server.properties': 'process.roles=broker,controller\nnode.id=1\nkafka.version=3.6.2\n' },
    { version: '3.6', controller: 'kraft' },
  ],
  [
    'no role in a dump of all keys',
    'a broker of 3.x without a role is one on ZooKeeper',
    {
      'dump.txt':
        'All configs for broker 1 are:\n  process.roles= sensitive=false synonyms={DEFAULT_CONFIG:process.roles=}\n  min.insync.replicas=2 sensitive=false synonyms={STATIC_BROKER_CONFIG:min.insync.replicas=2, DEFAULT_CONFIG:min.insync.replicas=1}\n  inter.broker.protocol.version=3.6-IV2 sensitive=false synonyms={DEFAULT_CONFIG:inter.broker.protocol.version=3.6-IV2}\n',
    },
    { version: '3.6', controller: 'zookeeper' },
  ],
  [
    'a pool of controllers',
    'Strimzi has them with KRaft alone',
    {
      'kafka.yaml':
        'apiVersion: kafka.strimzi.io/v1beta2\nkind: KafkaNodePool\nmetadata: {name: c, labels: {strimzi.io/cluster: prod}}\nspec: {replicas: 3, roles: [controller]}\n---\napiVersion: kafka.strimzi.io/v1beta2\nkind: Kafka\nmetadata: {name: prod}\nspec:\n  kafka: {version: 3.9.1, config: {min.insync.replicas: 2}}\n',
    },
    { version: '3.9', controller: 'kraft' },
  ],
  [
    'Confluent for Kubernetes with ZooKeeper',
    'it is what the brokers depend on',
    {
      'kafka.yaml':
        'apiVersion: platform.confluent.io/v1beta1\nkind: Kafka\nmetadata: {name: kafka}\nspec:\n  replicas: 3\n  image: {application: confluentinc/cp-server:7.4.0}\n  configOverrides: {server: [min.insync.replicas=2]}\n  dependencies: {zookeeper: {endpoint: zookeeper:2181}}\n',
    },
    { version: '3.4', controller: 'zookeeper' },
  ],
  [
    'values of Bitnami’s chart with ZooKeeper',
    'the chart has both',
    {
      'values.yaml':
        'image: {tag: 3.6.1}\nkraft: {enabled: false}\nzookeeper: {enabled: true}\nextraConfig: |\n  min.insync.replicas=2\n',
    },
    { version: '3.6', controller: 'zookeeper' },
  ],
  [
    'values of Bitnami’s chart with controllers',
    'KRaft is what it has unless it is told not to',
    { 'values.yaml': 'image: {tag: 3.6.1}\ncontroller: {replicaCount: 3}\nextraConfig: |\n  min.insync.replicas=2\n' },
    { version: '3.6', controller: 'kraft' },
  ],
  [
    'an inventory of cp-ansible with controllers',
    'they are a group of hosts',
    {
      'hosts.yml':
        'all: {vars: {confluent_package_version: 7.3.0}}\nkafka_controller: {hosts: {c1: {}}}\nkafka_broker:\n  hosts: {b1: {}}\n  vars:\n    kafka_broker_custom_properties: {min.insync.replicas: 2}\n',
    },
    { version: '3.3', controller: 'kraft' },
  ],
  [
    'neither',
    'a release that has both is checked with both',
    { 'topic.properties': 'kafka.version=3.6.2\nmin.insync.replicas=2\n' },
    { version: '3.6', controller: undefined },
  ],
]

describe.each([
  ['plans', PLANS],
  ['containers', CONTAINERS],
  ['clients and tools', CLIENTS],
  ['releases', RELEASES],
] as const)('%s', (_of, rows) => {
  it.each(rows)('%s: %s', (_name, _why, files, expected) => {
    const came = cameTo(files)
    expect({ ...came, ...expected }).toEqual(came)
  })
})
