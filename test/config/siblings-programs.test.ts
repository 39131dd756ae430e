/** More configurations of clients and of frameworks around them; siblings of those in cases/. */
import { expect } from 'vitest'
import {
  ACKS,
  any,
  EXACTLY_ONCE,
  lines,
  MIN,
  noFormat,
  OF_CONNECT,
  OF_STREAMS,
  RF,
  TO_WEST,
  type Row,
  siblings,
} from './siblings.ts'

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
    'settings of librdkafka among others as JSON',
    'which client has them is not known, and they are refused',
    { 'client.json': '{"kafka": {"metadata.broker.list": "b:9092", "request.required.acks": "1"}}\n' },
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
    'GET /connectors?expand=info has each by its name',
    {
      'connectors.json': JSON.stringify({
        sink: {
          info: { name: 'sink', config: { 'connector.class': 'x.Sink', 'consumer.override.auto.offset.reset': 'latest' } },
        },
      }),
    },
    {
      subjects: { 'any topic (connector sink)': { ...OF_CONNECT, 'auto.offset.reset': 'latest consumer' } },
      unread: [],
    },
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
      unread: ['no file gives the replication factor of dlq, nor default.replication.factor of the brokers that make it'],
    },
  ],
  [
    'Quarkus: topics to try again in',
    'delayed-retry-topic has three of them by default, and drops what is not in the dead letter queue then',
    {
      'application.properties': lines(
        'mp.messaging.incoming.orders.connector=smallrye-kafka',
        'mp.messaging.incoming.orders.failure-strategy=delayed-retry-topic',
        'mp.messaging.incoming.orders.dead-letter-queue.acks=1',
      ),
      'server.properties': lines('process.roles=broker,controller', 'default.replication.factor=3', 'min.insync.replicas=2'),
    },
    {
      subjects: expect.objectContaining(
        Object.fromEntries(
          ['10000', '20000', '50000'].map((delay) => [
            `orders_retry_${delay}`,
            expect.objectContaining({ [ACKS]: '1 producer', [RF]: '3 static', [MIN]: '2 static' }),
          ]),
        ),
      ),
      unread: [],
    },
  ],
  [
    'Quarkus: named topics to try again in',
    'the dead letter queue is the last of them',
    {
      'application.properties': lines(
        'mp.messaging.incoming.orders.connector=smallrye-kafka',
        'mp.messaging.incoming.orders.failure-strategy=delayed-retry-topic',
        'mp.messaging.incoming.orders.delayed-retry-topic.topics=a_1000, b_2000',
        'mp.messaging.incoming.orders.dead-letter-queue.topic=dead',
      ),
      'server.properties': lines('process.roles=broker,controller', 'default.replication.factor=2'),
    },
    {
      subjects: expect.objectContaining(
        Object.fromEntries(
          ['a_1000', 'b_2000', 'dead'].map((topic) => [topic, expect.objectContaining({ [ACKS]: '1 vendor', [RF]: '2 static' })]),
        ),
      ),
      unread: [],
    },
  ],
  [
    'Cloud Stream: a dead letter topic',
    'named after destination and group, with the factor of what writes it, which is not that of the binding',
    {
      'application.yml': `spring:
  cloud:
    stream:
      bindings: { in-0: { destination: orders, group: shop } }
      kafka:
        binder: { replicationFactor: 2, requiredAcks: all }
        bindings:
          in-0:
            consumer:
              enableDlq: true
              dlqProducerProperties: { topic.replicationFactor: 1, configuration.acks: 1 }
`,
    },
    {
      subjects: expect.objectContaining({
        'error.orders.shop': expect.objectContaining({ [RF]: '1 topic', [ACKS]: '1 producer' }),
        'the topics that binding in-0 makes': expect.objectContaining({ [RF]: '2 topic' }),
      }),
      unread: [],
    },
  ],
  [
    'Cloud Stream: a dead letter topic that brokers size',
    'the binder asks for -1, which is default.replication.factor',
    {
      'application.properties': lines(
        'spring.cloud.stream.kafka.binder.brokers=a:9092',
        'spring.cloud.stream.kafka.bindings.in.consumer.enable-dlq=true',
        'spring.cloud.stream.kafka.bindings.in.consumer.dlq-name=dead',
      ),
    },
    { unread: ['no file gives the replication factor of dead, nor default.replication.factor of the brokers that make it'] },
  ],
  [
    'Cloud Stream: a dead letter topic that nobody makes',
    'autoCreateTopics=false',
    {
      'application.properties': lines(
        'spring.cloud.stream.kafka.binder.auto-create-topics=false',
        'spring.cloud.stream.kafka.binder.replication-factor=3',
        'spring.cloud.stream.kafka.bindings.in.consumer.enable-dlq=true',
      ),
    },
    {
      unread: [
        'the dead letter topic of binding in has neither a name nor a group that it is named after',
        'the binder makes no topics, and what makes the dead letter topic of binding in is not read',
        'no file gives the replication factor of the dead letter topic of binding in, nor default.replication.factor of the brokers that make it',
      ],
    },
  ],
  [
    'Spring: topics to try again in',
    'Spring Boot makes none of them',
    {
      'application.properties': lines(
        'spring.kafka.producer.acks=all',
        'spring.kafka.retry.topic.enabled=true',
        'spring.kafka.retry.topic.attempts=4',
      ),
    },
    {
      subjects: {
        'any topic': { [ACKS]: 'all producer', 'enable.auto.commit': 'false vendor' },
        'retry and dead letter topics of Spring': {
          [ACKS]: 'all producer',
          'enable.auto.commit': 'false vendor',
        },
      },
      unread: [
        'retry and dead letter topics of Spring are made by something that is not read: give it too, or --topic for another',
        'no file gives the replication factor of retry and dead letter topics of Spring, nor default.replication.factor of the brokers that make it',
      ],
    },
  ],
]

siblings([
  ['clients', CLIENTS],
  ['transactions', TRANSACTIONS],
  ['frameworks', FRAMEWORKS],
])
