/** More files as people have them, each with what it comes to and why; siblings of those in cases/ and in the other tables beside this. */
import { describe, expect, it } from 'vitest'
import { type Came, cameTo } from './subjects-of.ts'

interface Expected extends Partial<Came> {
  /** Something that is said, among other things. */
  readonly says?: string
}
type Row = readonly [name: string, why: string, files: Readonly<Record<string, string>>, expected: Expected]

const any = (values: Readonly<Record<string, string>>) => ({ subjects: { 'any topic': values } })
const RF = 'replication.factor'
const MIN = 'min.insync.replicas'
const UNCLEAN = 'unclean.leader.election.enable'
const ACKS = 'acks'
/** What Connect gives its clients. */
const OF_CONNECT = {
  [ACKS]: 'all vendor',
  'enable.idempotence': 'false vendor',
  'max.in.flight.requests.per.connection': '1 vendor',
  'auto.offset.reset': 'earliest vendor',
  'enable.auto.commit': 'false vendor',
}
/** What Streams gives its clients. */
const OF_STREAMS = { 'auto.offset.reset': 'earliest vendor', 'enable.auto.commit': 'false vendor' }
const EXACTLY_ONCE = { [ACKS]: 'all vendor', 'enable.idempotence': 'true vendor', ...OF_STREAMS }
const TO_WEST = { ...OF_CONNECT, [ACKS]: '1 producer' }
const noFormat = (file: string) => ({
  refused: `${file}:1:1: is in no format that is read; expected a .properties file, a listing of Kafka’s tools, a plan of Terraform, YAML of Kubernetes, Compose or Helm, or another of the formats in docs/config.md`,
})
const noResource = (file: string) => ({
  refused: `${file}:1:1: is in no format that is read; expected resources of Strimzi: KafkaTopic, Kafka, KafkaNodePool`,
})
const template = (at: string) => ({
  refused: `${at}: is a template ({{ … }} or {% … %}), not a .properties file: give what it renders to`,
})
const lines = (...given: readonly string[]): string => `${given.join('\n')}\n`

const BROKERS: readonly Row[] = [
  [
    'the log prefix of a setting of brokers',
    'log.min.insync.replicas is no key of any release: min.insync.replicas has no log. before it',
    {
      'server.properties': lines(
        'process.roles=broker',
        'node.id=1',
        'default.replication.factor=3',
        'log.min.insync.replicas=2',
      ),
    },
    {
      ...any({ [RF]: '3 static' }),
      unread: ['log.min.insync.replicas is no key that is known, and looks as if it bore on replication'],
    },
  ],
  [
    'a value with a comment after it',
    'a file of properties has none behind a value: Kafka refuses 2 # two of three',
    { 'server.properties': lines('broker.id=1', 'min.insync.replicas=2 # two of three') },
    { refused: 'server.properties:2:21: min.insync.replicas must be an integer of at least 1, not 2 # two of three' },
  ],
  [
    'a setting that is commented out',
    'it is Kafka’s default then',
    {
      'server.properties': lines(
        'broker.id=1',
        'zookeeper.connect=zk:2181',
        'default.replication.factor=3',
        '#min.insync.replicas=2',
      ),
    },
    { ...any({ [RF]: '3 static' }), controller: 'zookeeper', unread: [] },
  ],
  [
    'a colon for an equals sign',
    'both part a key of its value (java.util.Properties)',
    {
      'server.properties': lines(
        'node.id: 1',
        'process.roles: broker,controller',
        'min.insync.replicas: 2',
        'default.replication.factor : 3',
      ),
    },
    { ...any({ [RF]: '3 static', [MIN]: '2 static' }), unread: [] },
  ],
  [
    'a space for an equals sign',
    'a space parts them too',
    {
      'server.properties': lines(
        'node.id 1',
        'process.roles broker,controller',
        'min.insync.replicas 2',
        'default.replication.factor\t3',
      ),
    },
    { ...any({ [RF]: '3 static', [MIN]: '2 static' }), unread: [] },
  ],
  [
    'a variable of the shell in server.properties',
    'Kafka expands none: envsubst does, before it starts',
    { 'server.properties': lines('broker.id=${BROKER_ID}', 'log.dirs=/d', 'min.insync.replicas=${MIN_ISR}') },
    {
      unread: [
        'nothing in the files bears on replication: what is checked are the defaults of Kafka 4.4',
        'min.insync.replicas is what a variable says that is not in the file, and not read',
      ],
    },
  ],
  [
    'a template of ERB',
    'it is none of Kafka’s: what it renders to is',
    { 'server.properties.erb': lines('broker.id=<%= @id %>', 'log.dirs=/d', 'min.insync.replicas=<%= @min_isr %>') },
    template('server.properties.erb:1:11'),
  ],
  [
    'a template of Go',
    'so is that of confd and consul-template',
    {
      'server.properties.tmpl': lines(
        'broker.id={{ getenv "ID" }}',
        'log.dirs=/d',
        'min.insync.replicas={{ getv "/kafka/minisr" }}',
      ),
    },
    template('server.properties.tmpl:1:11'),
  ],
  [
    'reserved names of Ansible',
    'a line of Jinja alone is a template too',
    { 'server.properties.j2': lines('broker.id=1', '{% if min_isr is defined %}', 'min.insync.replicas=2', '{% endif %}') },
    template('server.properties.j2:2:4'),
  ],
  [
    'a quorum that is given by bootstrap servers',
    'it is of KRaft, since 3.9',
    {
      'server.properties': lines(
        'process.roles=broker,controller',
        'node.id=1',
        'controller.quorum.bootstrap.servers=c1:9093',
        'default.replication.factor=3',
        'min.insync.replicas=2',
        'unclean.leader.election.enable=false',
      ),
    },
    { ...any({ [RF]: '3 static', [MIN]: '2 static', [UNCLEAN]: 'false static' }), unread: [] },
  ],
  [
    'settings of a producer in a server’s file',
    'a broker does not know acks: a file may hold the configuration of all in one, and then it is the producer’s',
    { 'server.properties': lines('broker.id=1', 'zookeeper.connect=z:2181', 'min.insync.replicas=2', 'acks=1') },
    any({ [MIN]: '2 static', [ACKS]: '1 producer' }),
  ],
  [
    'a broker’s dynamic setting in the file of a topic',
    'log.flush.interval.messages is the brokers’ word for flush.messages',
    { 'topic.properties': lines('cleanup.policy=compact', 'min.insync.replicas=2', 'flush.messages=1', 'replication.factor=3') },
    { ...any({ [RF]: '3 topic', [MIN]: '2 topic', 'flush.messages': '1 topic' }), unread: [] },
  ],
]

const OUTPUTS: readonly Row[] = [
  [
    'kafka-configs of a topic with --all (3.x)',
    'synonyms say where a value comes from; what is DEFAULT_CONFIG is the release’s',
    {
      'out.txt': lines(
        'All configs for topic orders are:',
        '  min.insync.replicas=2 sensitive=false synonyms={STATIC_BROKER_CONFIG:min.insync.replicas=2, DEFAULT_CONFIG:min.insync.replicas=1}',
        '  unclean.leader.election.enable=false sensitive=false synonyms={DEFAULT_CONFIG:unclean.leader.election.enable=false}',
      ),
    },
    { subjects: { orders: { [MIN]: '2 static', [UNCLEAN]: 'false release' } } },
  ],
  [
    'kafka-configs of a topic without any',
    'the topic overrides nothing',
    { 'out.txt': lines('Dynamic configs for topic orders are:') },
    {
      subjects: { orders: {} },
      unread: ['nothing in the files bears on replication: what is checked are the defaults of Kafka 4.4'],
    },
  ],
  [
    'kafka-configs of clients and users',
    'quotas decide nothing of replication, and nothing else is here',
    { 'out.txt': lines("Quota configs for user-principal 'alice' are producer_byte_rate=1024.0") },
    noFormat('out.txt'),
  ],
  [
    'kafka-configs of a topic and a client’s quota',
    'quotas decide nothing of replication',
    {
      'out.txt': lines(
        'Dynamic configs for topic orders are:',
        '  min.insync.replicas=2 sensitive=false synonyms={DYNAMIC_TOPIC_CONFIG:min.insync.replicas=2, DEFAULT_CONFIG:min.insync.replicas=1}',
        "Quota configs for client-id 'web' are consumer_byte_rate=2048.0",
      ),
    },
    { subjects: { orders: { [MIN]: '2 topic' } } },
  ],
  [
    'kafka-topics in the log of kubectl exec',
    'what kubectl says of itself is no line of the listing',
    {
      'out.txt': lines(
        'Defaulted container "kafka" out of: kafka, init (init)',
        'Topic: orders\tTopicId: Yt0\tPartitionCount: 1\tReplicationFactor: 3\tConfigs: min.insync.replicas=2,segment.bytes=1073741824',
        '\tTopic: orders\tPartition: 0\tLeader: 1\tReplicas: 1,2,3\tIsr: 1,2,3',
      ),
    },
    { subjects: { orders: { [RF]: '3 topic', [MIN]: '2 topic' } }, unread: [] },
  ],
  [
    'kafka-topics in kubectl logs --timestamps',
    'each line has its time before it: that is no listing, and refused',
    {
      'out.txt': lines(
        '2026-11-26T08:00:00.000000001Z Topic: orders\tTopicId: Yt0\tPartitionCount: 1\tReplicationFactor: 3\tConfigs: min.insync.replicas=2',
        '2026-11-26T08:00:00.000000002Z \tTopic: orders\tPartition: 0\tLeader: 1\tReplicas: 1,2,3\tIsr: 1,2,3',
      ),
    },
    noFormat('out.txt'),
  ],
  [
    'kafka-topics of a leaderless partition',
    'none is no broker',
    {
      'out.txt': lines(
        'Topic: orders\tPartitionCount: 1\tReplicationFactor: 3\tConfigs: min.insync.replicas=2',
        '\tTopic: orders\tPartition: 0\tLeader: none\tReplicas: 1,2,3\tIsr: \tElr: 2,3\tLastKnownElr: 1',
      ),
    },
    { subjects: { orders: { [RF]: '3 topic', [MIN]: '2 topic' } } },
  ],
  [
    'kafka-topics in columns of spaces',
    'a terminal’s copy has spaces for tabs',
    {
      'out.txt': lines(
        'Topic: orders   TopicId: Yt0   PartitionCount: 1       ReplicationFactor: 3    Configs: min.insync.replicas=2,flush.messages=1',
        '        Topic: orders   Partition: 0    Leader: 1       Replicas: 1,2,3 Isr: 1,2,3',
      ),
    },
    { subjects: { orders: { [RF]: '3 topic', [MIN]: '2 topic', 'flush.messages': '1 topic' } }, unread: [] },
  ],
  [
    'kafka-topics wrapped by a narrow terminal',
    'half a line says nothing for certain: what is not read is said',
    {
      'out.txt': lines(
        'Topic: orders\tPartitionCount: 1\tReplicationFactor: 3\tConfigs: segment.bytes=1073741824,min.insync.',
        'replicas=2',
        '\tTopic: orders\tPartition: 0\tLeader: 1\tReplicas: 1,2,3\tIsr: 1,2,3',
      ),
    },
    { subjects: { orders: { [RF]: '3 topic' } }, unread: ['this looks like the rest of the line before it, and is not read'] },
  ],
  [
    'features of a cluster with ELR off',
    'level 0 is off, whatever the release has by default',
    {
      'f.txt': lines(
        'Feature: eligible.leader.replicas.version\tSupportedMinVersion: 0\tSupportedMaxVersion: 1\tFinalizedVersionLevel: 0\tEpoch: 8',
        'Feature: metadata.version\tSupportedMinVersion: 3.3-IV3\tSupportedMaxVersion: 4.1-IV1\tFinalizedVersionLevel: 4.1-IV1\tEpoch: 8',
      ),
      't.properties': lines('replication.factor=3', 'min.insync.replicas=2', 'cleanup.policy=delete'),
    },
    { ...any({ [RF]: '3 topic', [MIN]: '2 topic', 'eligible.leader.replicas.version': '0 feature' }), version: '4.1' },
  ],
  [
    'kcat in words',
    'kcat -L without -J has no configuration, and is not read',
    {
      'kcat.txt': lines(
        'Metadata for all topics (from broker -1: localhost:9092/bootstrap):',
        ' 1 brokers:',
        '  broker 1 at localhost:9092 (controller)',
        ' 1 topics:',
        '  topic "orders" with 1 partitions:',
        '    partition 0, leader 1, replicas: 1,2,3, isrs: 1,2',
      ),
    },
    noFormat('kcat.txt'),
  ],
  [
    'rpk cluster config',
    'Redpanda is not Kafka: its own words are not read as Kafka’s',
    { 'rp.yaml': lines('redpanda:', '  default_topic_replications: 3', '  minimum_topic_replications: 3') },
    noFormat('rp.yaml'),
  ],
]

const CLIENTS: readonly Row[] = [
  [
    'a dict of confluent-kafka-python',
    'a program is not read as a configuration',
    {
      'producer.py': lines(
        'from confluent_kafka import Producer',
        "p = Producer({'bootstrap.servers': 'b:9092', 'acks': '1', 'retries': 0})",
      ),
    },
    noFormat('producer.py'),
  ],
  [
    'settings of librdkafka as JSON',
    'a map of keys and values is no file of librdkafka’s, and refused',
    { 'client.json': '{"metadata.broker.list": "b:9092", "request.required.acks": "1", "message.send.max.retries": 2}\n' },
    noFormat('client.json'),
  ],
  [
    'settings of a Java producer as JSON',
    'a map of keys and values is no file of Kafka’s, and refused',
    { 'producer.json': '{"bootstrap.servers": "b:9092", "acks": "1", "enable.idempotence": false}\n' },
    noFormat('producer.json'),
  ],
  [
    'settings of a producer as YAML',
    'a map of keys and values',
    { 'producer.yaml': lines('bootstrap.servers: b:9092', 'acks: 1', 'enable.idempotence: false') },
    any({ [ACKS]: '1 producer', 'enable.idempotence': 'false producer' }),
  ],
  [
    'idempotence with acks=1',
    'KafkaProducer refuses it when both are given',
    { 'producer.properties': lines('bootstrap.servers=b:9092', 'acks=1', 'enable.idempotence=true') },
    { refused: 'producer.properties:2:6: acks must be all with enable.idempotence=true (ConfigException), not 1' },
  ],
  [
    'a transactional producer with acks=1',
    'a transactional.id asks for idempotence, which asks for acks=all',
    { 'producer.properties': lines('bootstrap.servers=b:9092', 'acks=1', 'transactional.id=t') },
    { refused: 'producer.properties:2:6: acks must be all with enable.idempotence=true (ConfigException), not 1' },
  ],
  [
    'a broker’s setting in the configuration of a producer',
    'a producer does not know min.insync.replicas: it decides nothing',
    {
      'connector.json': JSON.stringify({
        name: 'cdc',
        config: {
          'connector.class': 'io.debezium.connector.postgresql.PostgresConnector',
          'producer.override.acks': 'all',
          'producer.override.min.insync.replicas': '2',
          'topic.creation.default.replication.factor': '3',
          'topic.creation.default.partitions': '1',
        },
      }),
    },
    { says: 'min.insync.replicas decides nothing of a producer', unread: [] },
  ],
  [
    'a connector that makes its topics with few in-sync replicas',
    'topic.creation.GROUP.* are settings of the topics it makes; -1 is the brokers’ default, 1 where no file has it',
    {
      'connector.json': JSON.stringify({
        name: 'cdc',
        config: {
          'connector.class': 'io.debezium.connector.mysql.MySqlConnector',
          'topic.creation.default.replication.factor': '-1',
          'topic.creation.default.partitions': '-1',
          'topic.creation.default.min.insync.replicas': '2',
          'topic.creation.groups': 'compacted',
          'topic.creation.compacted.include': 'db.*',
          'topic.creation.compacted.replication.factor': '1',
          'topic.creation.compacted.partitions': '1',
        },
      }),
    },
    {
      subjects: {
        'any topic (connector cdc)': OF_CONNECT,
        'the topics that connector cdc makes': { [MIN]: '2 topic', ...OF_CONNECT },
        'the topics that connector cdc makes (compacted)': { [RF]: '1 topic', ...OF_CONNECT },
      },
      says: 'min.insync.replicas counts as 1, the replication factor, not 2 (since Kafka 3.7)',
      unread: [],
    },
  ],
  [
    'a list of connectors with their states',
    'GET /connectors?expand=info has each by its name: refused, while each connector’s own is read',
    {
      'connectors.json': JSON.stringify({
        sink: {
          info: { name: 'sink', config: { 'connector.class': 'x.Sink', 'consumer.override.auto.offset.reset': 'latest' } },
        },
      }),
    },
    noFormat('connectors.json'),
  ],
  [
    'kafkajs in a module',
    'a program is not read as a configuration',
    {
      'client.ts': lines(
        "import { Kafka } from 'kafkajs'",
        'const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 })',
      ),
    },
    noFormat('client.ts'),
  ],
  [
    'kafkajs with comments',
    'JSON has none: refused',
    { 'client.json': '// producer\n{ "producer": { "idempotent": true, "maxInFlightRequests": 1 } }\n' },
    noFormat('client.json'),
  ],
  [
    'Streams with a factor of 1',
    'changelogs and repartition topics have it, and a task that is lost is restored from them',
    {
      'streams.properties': lines(
        'application.id=totals',
        'bootstrap.servers=b:9092',
        'processing.guarantee=exactly_once_v2',
        'replication.factor=1',
        'num.standby.replicas=1',
      ),
    },
    {
      subjects: {
        'any topic (Kafka Streams totals)': EXACTLY_ONCE,
        'changelogs and repartition topics of Kafka Streams totals': { [RF]: '1 topic', ...EXACTLY_ONCE },
      },
      unread: [],
    },
  ],
  [
    'Streams with a producer of its own',
    'producer.acks is above acks',
    {
      'streams.properties': lines(
        'application.id=totals',
        'num.stream.threads=4',
        'acks=all',
        'producer.acks=1',
        'replication.factor=2',
      ),
    },
    {
      subjects: {
        'any topic (Kafka Streams totals)': { [ACKS]: '1 producer', ...OF_STREAMS },
        'changelogs and repartition topics of Kafka Streams totals': { [RF]: '2 topic', [ACKS]: '1 producer', ...OF_STREAMS },
      },
      unread: [],
      says: 'acks lies below another that the application is given',
    },
  ],
  [
    'MirrorMaker with a producer of the target',
    'west.producer.acks is of what writes to west',
    {
      'mm2.properties': lines(
        'clusters = east, west',
        'east.bootstrap.servers = e:9092',
        'west.bootstrap.servers = w:9092',
        'east->west.enabled = true',
        'east->west.topics = .*',
        'west.producer.acks = 1',
        'replication.factor = 2',
        'offset-syncs.topic.replication.factor = 1',
      ),
    },
    {
      subjects: {
        'any topic (MirrorMaker to west)': TO_WEST,
        'checkpoints (east to west)': TO_WEST,
        'heartbeats (east to west)': TO_WEST,
        'the topics mirrored (east to west)': { [RF]: '2 topic', ...TO_WEST },
        'offset syncs (east to west)': { [RF]: '1 topic', ...TO_WEST },
        'config of MirrorMaker to west': { [RF]: '3 vendor', ...OF_CONNECT },
        'offset of MirrorMaker to west': { [RF]: '3 vendor', ...OF_CONNECT },
        'status of MirrorMaker to west': { [RF]: '3 vendor', ...OF_CONNECT },
      },
      unread: [],
    },
  ],
  [
    'a worker with settings of its producer’s in capitals',
    'a key is as it is written: Producer.acks is none',
    {
      'connect.properties': lines(
        'bootstrap.servers=b:9092',
        'group.id=c',
        'key.converter=x',
        'config.storage.topic=c',
        'config.storage.replication.factor=3',
        'offset.storage.topic=o',
        'offset.storage.replication.factor=3',
        'status.storage.topic=s',
        'status.storage.replication.factor=3',
        'Producer.acks=1',
      ),
    },
    { unread: ['a key here is not read, and may decide something'] },
  ],
]

const CONTAINERS: readonly Row[] = [
  [
    'Compose with extends',
    'what a service has from another is not in it',
    {
      'compose.yml': lines(
        'services:',
        '  base:',
        '    image: apache/kafka:4.0.0',
        '    environment:',
        '      KAFKA_PROCESS_ROLES: broker,controller',
        '      KAFKA_MIN_INSYNC_REPLICAS: 2',
        '  kafka1:',
        '    extends: {service: base}',
        '    environment:',
        '      KAFKA_NODE_ID: 1',
        '      KAFKA_DEFAULT_REPLICATION_FACTOR: 3',
      ),
    },
    {
      ...any({ [RF]: '3 static', [MIN]: '2 static' }),
      unread: ['what the service extends is not read: give the output of docker compose config'],
    },
  ],
  [
    'Compose with a fragment above the services',
    'x-common with <<',
    {
      'compose.yml': lines(
        'x-common: &common',
        '  KAFKA_MIN_INSYNC_REPLICAS: 2',
        '  KAFKA_DEFAULT_REPLICATION_FACTOR: 3',
        'services:',
        '  kafka1:',
        '    image: confluentinc/cp-kafka:7.6.1',
        '    environment:',
        '      <<: *common',
        '      KAFKA_BROKER_ID: 1',
        '      KAFKA_ZOOKEEPER_CONNECT: zk:2181',
      ),
    },
    { ...any({ [RF]: '3 static', [MIN]: '2 static' }), version: '3.6', controller: 'zookeeper', unread: [] },
  ],
  [
    'Compose with a variable that has no value',
    'it has what the shell has',
    {
      'compose.yml': lines(
        'services:',
        '  kafka1:',
        '    image: confluentinc/cp-kafka:7.6.1',
        '    environment:',
        '      KAFKA_BROKER_ID: 1',
        '      KAFKA_MIN_INSYNC_REPLICAS:',
      ),
    },
    { unread: ['min.insync.replicas has the value that the shell has, and is not read'] },
  ],
  [
    'Compose with a command',
    'what a command overrides is above the variables',
    {
      'compose.yml': lines(
        'services:',
        '  kafka1:',
        '    image: apache/kafka:4.0.0',
        '    command: /opt/kafka/bin/kafka-server-start.sh /etc/server.properties --override min.insync.replicas=1',
        '    environment:',
        '      KAFKA_NODE_ID: 1',
        '      KAFKA_MIN_INSYNC_REPLICAS: 2',
      ),
    },
    { unread: ['what command says of replication is not read'] },
  ],
  [
    'a StatefulSet with envFrom',
    'variables of another resource are not in it',
    {
      'sts.yaml': lines(
        'apiVersion: apps/v1',
        'kind: StatefulSet',
        'metadata: {name: kafka}',
        'spec:',
        '  replicas: 3',
        '  template:',
        '    spec:',
        '      containers:',
        '        - name: kafka',
        '          image: apache/kafka:4.0.0',
        '          envFrom:',
        '            - configMapRef: {name: kafka-env}',
        '          env:',
        '            - {name: KAFKA_DEFAULT_REPLICATION_FACTOR, value: "3"}',
      ),
    },
    {
      ...any({ [RF]: '3 static' }),
      unread: ['the variables of envFrom, from the ConfigMap kafka-env, are not read: give it too'],
    },
  ],
  [
    'an environment of a value from a secret',
    'what it is stands elsewhere',
    {
      'sts.yaml': lines(
        'apiVersion: apps/v1',
        'kind: StatefulSet',
        'metadata: {name: kafka}',
        'spec:',
        '  template:',
        '    spec:',
        '      containers:',
        '        - name: kafka',
        '          image: apache/kafka:4.0.0',
        '          env:',
        '            - name: KAFKA_MIN_INSYNC_REPLICAS',
        '              valueFrom: {configMapKeyRef: {name: kafka, key: minIsr}}',
        '            - {name: KAFKA_DEFAULT_REPLICATION_FACTOR, value: "3"}',
      ),
    },
    { ...any({ [RF]: '3 static' }), unread: ['min.insync.replicas comes from elsewhere (valueFrom), and is not read'] },
  ],
  [
    'a patch of Kustomize as a text',
    'what it changes only Kustomize works out: refused',
    {
      'kustomization.yaml': lines(
        'apiVersion: kustomize.config.k8s.io/v1beta1',
        'kind: Kustomization',
        'resources: [kafka.yaml]',
        'patches:',
        '  - target: {kind: Kafka}',
        '    patch: |-',
        '      - op: replace',
        '        path: /spec/kafka/config/min.insync.replicas',
        '        value: 1',
      ),
      'kafka.yaml': lines(
        'apiVersion: kafka.strimzi.io/v1beta2',
        'kind: Kafka',
        'metadata: {name: prod}',
        'spec: {kafka: {version: 4.0.0, replicas: 3, config: {default.replication.factor: 3, min.insync.replicas: 2}}}',
      ),
    },
    noResource('kustomization.yaml'),
  ],
  [
    'values of Bitnami’s chart as a dependency',
    'they stand under the name of the chart',
    {
      'values.yaml': lines(
        'ingress: {enabled: true}',
        'kafka:',
        '  controller: {replicaCount: 3}',
        '  overrideConfiguration:',
        '    default.replication.factor: 3',
        '    min.insync.replicas: 2',
      ),
    },
    { ...any({ [RF]: '3 static', [MIN]: '2 static' }), unread: [] },
  ],
  [
    'values of Bitnami’s chart with settings nested by dots',
    'what is nested is refused: a setting is one value',
    {
      'values.yaml': lines(
        'overrideConfiguration:',
        '  default:',
        '    replication:',
        '      factor: 3',
        '  min.insync.replicas: 2',
      ),
    },
    { refused: 'values.yaml:3:5: has a map or a sequence where one value is expected' },
  ],
  [
    'a HelmRelease of Flux',
    'values in a resource of another operator are refused',
    {
      'release.yaml': lines(
        'apiVersion: helm.toolkit.fluxcd.io/v2',
        'kind: HelmRelease',
        'metadata: {name: kafka}',
        'spec:',
        '  chart: {spec: {chart: kafka, version: 32.x}}',
        '  values:',
        '    overrideConfiguration:',
        '      default.replication.factor: 3',
        '      min.insync.replicas: 1',
      ),
    },
    noResource('release.yaml'),
  ],
  [
    'an Application of Argo CD',
    'values in a text of another resource are refused',
    {
      'app.yaml': lines(
        'apiVersion: argoproj.io/v1alpha1',
        'kind: Application',
        'metadata: {name: kafka}',
        'spec:',
        '  source:',
        '    chart: kafka',
        '    helm:',
        '      values: |',
        '        overrideConfiguration:',
        '          min.insync.replicas: 1',
      ),
    },
    noResource('app.yaml'),
  ],
  [
    'a configuration of Strimzi as a List in JSON',
    'kubectl get kafka,kafkatopic -o json',
    {
      'list.json': JSON.stringify({
        apiVersion: 'v1',
        kind: 'List',
        items: [
          {
            apiVersion: 'kafka.strimzi.io/v1',
            kind: 'Kafka',
            metadata: { name: 'prod' },
            spec: { kafka: { version: '4.0.0', config: { 'min.insync.replicas': 2 } } },
          },
          {
            apiVersion: 'kafka.strimzi.io/v1',
            kind: 'KafkaTopic',
            metadata: { name: 'orders', labels: { 'strimzi.io/cluster': 'prod' } },
            spec: { partitions: 3, replicas: 3, config: { 'min.insync.replicas': '1' } },
          },
        ],
      }),
    },
    { subjects: { orders: { [RF]: '3 topic', [MIN]: '1 topic' } }, version: '4.0', unread: [] },
  ],
  [
    'a topic of Strimzi with a name of its own',
    'spec.topicName is what Kafka has',
    {
      'topic.yaml': lines(
        'apiVersion: kafka.strimzi.io/v1beta2',
        'kind: KafkaTopic',
        'metadata: {name: orders-eu}',
        'spec: {topicName: Orders_EU, replicas: 3, partitions: 1, config: {min.insync.replicas: 2}}',
      ),
    },
    { subjects: { Orders_EU: { [RF]: '3 topic', [MIN]: '2 topic' } } },
  ],
  [
    'a topic of Strimzi with a misspelt section',
    'spec.configs is nothing of the schema: the API server drops it',
    {
      'topic.yaml': lines(
        'apiVersion: kafka.strimzi.io/v1beta2',
        'kind: KafkaTopic',
        'metadata: {name: orders}',
        'spec: {replicas: 3, partitions: 1, configs: {min.insync.replicas: 2}}',
      ),
    },
    { unread: ['configs is no field of spec of a KafkaTopic, and not read'] },
  ],
  [
    'cp-ansible with JSON in an inventory of INI',
    'an inventory of INI has other rules than a file of properties: refused',
    {
      'hosts.ini': lines(
        '[kafka_broker]',
        'b1 broker_id=1',
        '[kafka_broker:vars]',
        'kafka_broker_custom_properties={"min.insync.replicas": 1, "default.replication.factor": 3}',
      ),
    },
    noFormat('hosts.ini'),
  ],
]

const TRANSACTIONS: readonly Row[] = [
  [
    'idempotence refused with a transactional.id',
    'KafkaProducer refuses it: no transaction without idempotence',
    { 'producer.properties': lines('bootstrap.servers=b:9092', 'transactional.id=t', 'enable.idempotence=false') },
    { refused: 'producer.properties:3:20: enable.idempotence must be true with transactional.id (ConfigException), not false' },
  ],
  [
    'no retries with a transactional.id',
    'idempotence needs them',
    { 'producer.properties': lines('bootstrap.servers=b:9092', 'transactional.id=t', 'retries=0') },
    { refused: 'producer.properties:3:9: retries must be above 0 with enable.idempotence=true (ConfigException), not 0' },
  ],
  [
    'a transactional.id before 3.0',
    'it brings idempotence with it, and that acks=all',
    { 'producer.properties': lines('kafka.version=2.8.1', 'bootstrap.servers=b:9092', 'transactional.id=t') },
    { version: '2.8', says: 'enable.idempotence=true brings acks=all with it where acks is not given' },
  ],
  [
    'Spring: a prefix of transactional ids with acks=1',
    'its producers are transactional, and refuse it',
    { 'application.yml': lines('spring:', '  kafka:', '    producer:', '      acks: 1', '      transaction-id-prefix: tx-') },
    { refused: 'application.yml:4:13: acks must be all with enable.idempotence=true (ConfigException), not 1' },
  ],
  [
    'Streams: idempotence off with exactly-once',
    'Streams warns, and takes true (`NON_CONFIGURABLE_PRODUCER_EOS_CONFIGS`)',
    {
      'streams.properties': lines(
        'application.id=totals',
        'num.stream.threads=4',
        'processing.guarantee=exactly_once_v2',
        'producer.enable.idempotence=false',
        'replication.factor=2',
      ),
    },
    {
      subjects: {
        'any topic (Kafka Streams totals)': EXACTLY_ONCE,
        'changelogs and repartition topics of Kafka Streams totals': { [RF]: '2 topic', ...EXACTLY_ONCE },
      },
      says: 'enable.idempotence decides nothing with exactly-once',
    },
  ],
  [
    'Streams: acks=1 with exactly-once',
    'its producer is idempotent, and refuses it',
    {
      'streams.properties': lines(
        'application.id=totals',
        'num.stream.threads=4',
        'processing.guarantee=exactly_once_v2',
        'producer.acks=1',
      ),
    },
    { refused: 'streams.properties:4:15: acks must be all with enable.idempotence=true (ConfigException), not 1' },
  ],
]

const PLANS: readonly Row[] = [
  [
    'a topic of Aiven with a configuration as a block',
    'it is a list of one map, with underscores',
    {
      'plan.json': JSON.stringify({
        format_version: '1.2',
        resource_changes: [
          {
            address: 'aiven_kafka_topic.orders',
            mode: 'managed',
            type: 'aiven_kafka_topic',
            name: 'orders',
            change: {
              actions: ['update'],
              before: { topic_name: 'orders', replication: 3, partitions: 1, config: [{ min_insync_replicas: '2' }] },
              after: { topic_name: 'orders', replication: 2, partitions: 1, config: [{ min_insync_replicas: '2' }] },
              after_unknown: { config: [{}] },
            },
          },
        ],
      }),
    },
    { subjects: { orders: { [RF]: '2 topic', [MIN]: '2 topic' } }, unread: [] },
  ],
  [
    'a topic whose change is not said',
    'whether it is deleted or made anew is not known',
    {
      'plan.json': JSON.stringify({
        format_version: '1.2',
        resource_changes: [
          {
            address: 'kafka_topic.orders',
            mode: 'managed',
            type: 'kafka_topic',
            name: 'orders',
            change: {
              before: { name: 'orders', replication_factor: 3, partitions: 1, config: {} },
              after: { name: 'orders', replication_factor: 3, partitions: 1, config: {} },
            },
          },
        ],
      }),
    },
    { refused: 'plan.json:1:45: a topic is changed in a way that is not read' },
  ],
  [
    'a topic that a plan forgets',
    'removed with destroy = false leaves it as it is (Terraform 1.7)',
    {
      'plan.json': JSON.stringify({
        format_version: '1.2',
        resource_changes: [
          {
            address: 'kafka_topic.orders',
            mode: 'managed',
            type: 'kafka_topic',
            name: 'orders',
            change: {
              actions: ['forget'],
              before: { name: 'orders', replication_factor: 3, partitions: 1, config: {} },
              after: null,
              after_unknown: {},
            },
          },
        ],
      }),
    },
    { destroyed: [] },
  ],
  [
    'a resource of another provider that makes topics',
    'conduktor_topic_v2 is not read, and is one',
    {
      'plan.json': JSON.stringify({
        format_version: '1.2',
        resource_changes: [
          {
            address: 'conduktor_console_topic_v2.orders',
            mode: 'managed',
            type: 'conduktor_console_topic_v2',
            name: 'orders',
            change: {
              actions: ['create'],
              before: null,
              after: { name: 'orders', spec: { replication_factor: 1, configs: { 'min.insync.replicas': '1' } } },
              after_unknown: {},
            },
          },
        ],
      }),
    },
    { refused: 'plan.json:1:117: resources of type conduktor_console_topic_v2 are not read' },
  ],
  [
    'a release of Helm in a plan',
    'the values of a chart of Kafka stand in a text of helm_release',
    {
      'plan.json': JSON.stringify({
        format_version: '1.2',
        resource_changes: [
          {
            address: 'helm_release.kafka',
            mode: 'managed',
            type: 'helm_release',
            name: 'kafka',
            change: {
              actions: ['update'],
              before: { name: 'kafka', chart: 'kafka', values: ['overrideConfiguration:\n  min.insync.replicas: 2\n'] },
              after: { name: 'kafka', chart: 'kafka', values: ['overrideConfiguration:\n  min.insync.replicas: 1\n'] },
              after_unknown: {},
            },
          },
        ],
      }),
    },
    { refused: 'plan.json:1:102: resources of type helm_release are not read' },
  ],
  [
    'a manifest in a plan',
    'a resource of Strimzi stands in kubernetes_manifest',
    {
      'plan.json': JSON.stringify({
        format_version: '1.2',
        resource_changes: [
          {
            address: 'kubernetes_manifest.orders',
            mode: 'managed',
            type: 'kubernetes_manifest',
            name: 'orders',
            change: {
              actions: ['create'],
              before: null,
              after: {
                manifest: {
                  apiVersion: 'kafka.strimzi.io/v1beta2',
                  kind: 'KafkaTopic',
                  metadata: { name: 'orders' },
                  spec: { replicas: 1, config: { 'min.insync.replicas': 1 } },
                },
              },
              after_unknown: {},
            },
          },
        ],
      }),
    },
    { refused: 'plan.json:1:110: resources of type kubernetes_manifest are not read' },
  ],
]

const FRAMEWORKS: readonly Row[] = [
  [
    'Spring: properties of both clients',
    'spring.kafka.properties lie below those of each client',
    {
      'application.yml': lines(
        'spring:',
        '  kafka:',
        '    properties:',
        '      acks: 0',
        '      enable.idempotence: false',
        '    producer:',
        '      acks: all',
      ),
    },
    {
      ...any({ [ACKS]: 'all producer', 'enable.idempotence': 'false producer', 'enable.auto.commit': 'false vendor' }),
      unread: [],
    },
  ],
  [
    'Spring: a setting without a value',
    'acks: is the empty text, which the producer refuses',
    { 'application.yml': lines('spring:', '  kafka:', '    producer:', '      acks:') },
    { refused: 'application.yml:4:12: acks must be one of 0, 1, all, not ' },
  ],
  [
    'Spring: a topic’s setting among a producer’s properties',
    'a producer does not know it',
    {
      'application.yml': lines(
        'spring:',
        '  kafka:',
        '    producer:',
        '      acks: all',
        '      properties:',
        '        min.insync.replicas: 2',
      ),
    },
    {
      says: 'min.insync.replicas decides nothing of a producer',
      ...any({ [ACKS]: 'all producer', 'enable.auto.commit': 'false vendor' }),
    },
  ],
  [
    'Micronaut: no section of its own',
    'a client without a section has what all have',
    {
      'application.yml': lines('kafka:', '  acks: 1', '  producers:', '    orders:', '      acks: all'),
    },
    {
      subjects: {
        'any topic (producer orders)': { [ACKS]: 'all producer' },
        'any topic (producer default)': { [ACKS]: '1 producer' },
      },
    },
  ],
  [
    'Quarkus: an empty part of a key',
    'outgoing..orders is no channel',
    {
      'application.properties': lines(
        'mp.messaging.outgoing.orders.connector=smallrye-kafka',
        'mp.messaging.outgoing..orders.acks=all',
      ),
    },
    { unread: ['a key here is not read, and may decide something'] },
  ],
  [
    'Quarkus: a failure strategy with a topic',
    'dead-letter-queue has a producer and a topic of its own',
    {
      'application.properties': lines(
        'mp.messaging.incoming.orders.connector=smallrye-kafka',
        'mp.messaging.incoming.orders.failure-strategy=dead-letter-queue',
        'mp.messaging.incoming.orders.dead-letter-queue.topic=dlq',
        'mp.messaging.incoming.orders.dead-letter-queue.acks=0',
      ),
    },
    {
      subjects: {
        'any topic (incoming channel orders)': { 'enable.auto.commit': 'false vendor' },
        dlq: { [ACKS]: '0 producer', retries: '2147483647 vendor' },
      },
      unread: [],
    },
  ],
]

const LISTS: readonly Row[] = [
  [
    'a Topic of Conduktor with numbers',
    'values of configs are texts or numbers',
    {
      't.yaml': lines(
        'apiVersion: kafka/v2',
        'kind: Topic',
        'metadata: {cluster: prod, name: orders}',
        'spec: {replicationFactor: 3, partitions: 1, configs: {min.insync.replicas: 2}}',
      ),
    },
    { subjects: { orders: { [RF]: '3 topic', [MIN]: '2 topic' } } },
  ],
  [
    'topics of topicctl with placement',
    'replicationFactor and settings',
    {
      't.yaml': lines(
        'meta: {name: orders, cluster: c, environment: e, region: r}',
        'spec:',
        '  partitions: 9',
        '  replicationFactor: 2',
        '  settings: {min.insync.replicas: 2, cleanup.policy: delete}',
      ),
    },
    { subjects: { orders: { [RF]: '2 topic', [MIN]: '2 topic' } } },
  ],
  [
    'topics of kafka-gitops',
    'topics by name, with replication',
    {
      'state.yaml': lines(
        'settings: {topics: {defaults: {replication: 3}}}',
        'topics:',
        '  orders: {partitions: 6, configs: {min.insync.replicas: 2}}',
        '  audit: {partitions: 6, replication: 1}',
      ),
    },
    { subjects: { orders: { [RF]: '3 topic', [MIN]: '2 topic' }, audit: { [RF]: '1 topic' } } },
  ],
  [
    'topics as NewTopic of Java in JSON',
    'a map of settings where a description has a list of them: refused',
    { 't.json': '[{"name":"orders","numPartitions":3,"replicationFactor":1,"configs":{"min.insync.replicas":"1"}}]\n' },
    { refused: 't.json:1:2: has a resource without configEntries or configs, which a description of configurations has' },
  ],
  [
    'createTopics of kafkajs',
    'an argument of a program, and refused',
    {
      't.json':
        '{"topics":[{"topic":"orders","numPartitions":1,"replicationFactor":1,"configEntries":[{"name":"min.insync.replicas","value":"2"}]}]}\n',
    },
    noFormat('t.json'),
  ],
  [
    'a topic of the REST proxy',
    'configs with their sources',
    {
      'c.json': JSON.stringify({
        kind: 'KafkaTopicConfigList',
        data: [
          {
            kind: 'KafkaTopicConfig',
            topic_name: 'orders',
            name: 'min.insync.replicas',
            value: '2',
            source: 'DYNAMIC_TOPIC_CONFIG',
            is_default: false,
            is_sensitive: false,
          },
        ],
      }),
    },
    { subjects: { orders: { [MIN]: '2 topic' } } },
  ],
]

describe.each([
  ['Kafka’s own files', BROKERS],
  ['outputs of tools', OUTPUTS],
  ['clients', CLIENTS],
  ['containers and operators', CONTAINERS],
  ['transactions', TRANSACTIONS],
  ['plans', PLANS],
  ['frameworks', FRAMEWORKS],
  ['lists of topics', LISTS],
] as const)('%s', (_kind, rows) => {
  it.each(rows)('%s: %s', (_name, _why, files, { says, ...expected }) => {
    const came = cameTo(files)
    expect({ ...came, ...expected }).toEqual(came)
    if (says !== undefined) expect(came.said).toContain(says)
  })
})
