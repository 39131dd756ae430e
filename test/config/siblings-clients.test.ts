/** Configuration of clients, frameworks and containers as people have it; beside each the reason why its answer is right. */
import { describe, expect, it } from 'vitest'
import { type Came, cameTo } from './subjects-of.ts'

/** What is expected may be a matcher of Vitest. */
type Row = readonly [
  name: string,
  why: string,
  files: Readonly<Record<string, string>>,
  expected: Partial<Record<keyof Came, unknown>>,
]

const anyTopic = (client: string, values: unknown) => ({
  subjects: { [`any topic (${client})`]: values },
})
const any = (values: unknown) => ({ subjects: { 'any topic': values } })
const image = 'image: apache/kafka:4.1.0'

const CONTAINERS: readonly Row[] = [
  [
    'environment as a list',
    'NAME=value, with or without quotes',
    {
      'compose.yml': `services:\n  k:\n    ${image}\n    environment:\n      - KAFKA_NODE_ID=1\n      - "KAFKA_MIN_INSYNC_REPLICAS=2" # two\n      - KAFKA_DEFAULT_REPLICATION_FACTOR=\${RF:-3}\n`,
    },
    { ...any({ 'replication.factor': '3 static', 'min.insync.replicas': '2 static' }), version: '4.1', unread: [] },
  ],
  [
    'anchors and merges',
    'a service has what it merges, below its own',
    {
      'compose.yml': `x-env: &env { KAFKA_MIN_INSYNC_REPLICAS: 2, KAFKA_DEFAULT_REPLICATION_FACTOR: 3 }\nservices:\n  a:\n    image: confluentinc/cp-kafka:7.6.1\n    environment: { <<: *env, KAFKA_BROKER_ID: 1, KAFKA_ZOOKEEPER_CONNECT: "z:1" }\n  b:\n    image: confluentinc/cp-kafka:7.6.1\n    environment: { <<: *env, KAFKA_BROKER_ID: 2, KAFKA_ZOOKEEPER_CONNECT: "z:1" }\n`,
    },
    {
      ...any({ 'replication.factor': '3 static', 'min.insync.replicas': '2 static' }),
      version: '3.6',
      controller: 'zookeeper',
      unread: [],
    },
  ],
  [
    'a variable, and .env beside it',
    'Compose takes what the file leaves to a variable from it',
    {
      'compose.yml': `services:\n  k:\n    ${image}\n    environment: { KAFKA_MIN_INSYNC_REPLICAS: "\${MIN_ISR}", KAFKA_DEFAULT_REPLICATION_FACTOR: 3 }\n`,
      '.env': 'MIN_ISR=2\nCOMPOSE_PROJECT_NAME=shop\n',
    },
    {
      ...any({ 'replication.factor': '3 static', 'min.insync.replicas': '2 static' }),
      unread: [],
    },
  ],
  [
    'an application beside the broker',
    'Spring Boot binds SPRING_KAFKA_PRODUCER_ACKS',
    {
      'compose.yml': `services:\n  k:\n    ${image}\n    environment: { KAFKA_MIN_INSYNC_REPLICAS: 2 }\n  app:\n    image: shop:1\n    environment: { SPRING_KAFKA_PRODUCER_ACKS: "1" }\n`,
    },
    {
      subjects: {
        'any topic': { 'min.insync.replicas': '2 static' },
        'any topic (service app)': {
          'min.insync.replicas': '2 static',
          acks: '1 producer',
          'enable.auto.commit': 'false vendor',
        },
      },
      unread: [],
    },
  ],
  [
    'variables of Spring Boot',
    'dashes are left out or underscores; keys of a map are Kafka’s with underscores',
    {
      'app.env':
        'SPRING_KAFKA_PRODUCER_ACKS=1\nSPRING_KAFKA_CONSUMER_AUTOOFFSETRESET=earliest\nSPRING_KAFKA_CONSUMER_ENABLE_AUTO_COMMIT=true\nSPRING_KAFKA_PRODUCER_PROPERTIES_ENABLE_IDEMPOTENCE=false\n',
    },
    {
      ...any({
        acks: '1 producer',
        'enable.idempotence': 'false producer',
        'auto.offset.reset': 'earliest consumer',
        'enable.auto.commit': 'true consumer',
      }),
      unread: [],
    },
  ],
  [
    'export, quotes and CR LF',
    'as a shell has them',
    { 'kafka.env': 'export KAFKA_CFG_MIN_INSYNC_REPLICAS="2"\r\nexport KAFKA_CFG_DEFAULT_REPLICATION_FACTOR=3 # three\r\n' },
    { ...any({ 'replication.factor': '3 static', 'min.insync.replicas': '2 static' }), unread: [] },
  ],
  [
    'small letters',
    'images take capitals alone',
    { 'kafka.env': 'kafka_min_insync_replicas=2\nKAFKA_DEFAULT_REPLICATION_FACTOR=3\n' },
    {
      ...any({ 'replication.factor': '3 static' }),
      unread: ['kafka_min_insync_replicas is not read here, and may decide something'],
    },
  ],
  [
    'application.yml in a ConfigMap',
    'a framework reads it as it would its file',
    {
      'cm.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: app }\ndata:\n  application.yml: |\n    spring:\n      kafka:\n        producer:\n          acks: 0\n',
    },
    { ...any({ acks: '0 producer', 'enable.auto.commit': 'false vendor' }), unread: [] },
  ],
  [
    'another file in a ConfigMap',
    'it speaks of replication, and nobody knows whose it is',
    {
      'cm.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: app }\ndata:\n  producer.properties: |\n    acks=all\n  app.toml: |\n    acks = 1\n',
    },
    { ...any({ acks: 'all producer' }), unread: ['what is here speaks of replication, and is not read'] },
  ],
  [
    'producer and consumer in a ConfigMap',
    'one client',
    {
      'cm.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: app }\ndata:\n  producer.properties: |\n    acks=1\n  consumer.properties: |\n    group.id=g\n    enable.auto.commit=true\n',
    },
    { ...any({ acks: '1 producer', 'enable.auto.commit': 'true consumer' }), unread: [] },
  ],
  [
    'an application in a pod',
    'its variables are its client’s',
    {
      'd.yaml':
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: app }\nspec:\n  template:\n    spec:\n      containers:\n        - name: app\n          image: shop:1\n          env:\n            - { name: SPRING_KAFKA_PRODUCER_ACKS, value: "1" }\n',
    },
    { ...anyTopic('container app', { acks: '1 producer', 'enable.auto.commit': 'false vendor' }), unread: [] },
  ],
  [
    'two clusters in one file',
    'each topic is of that of its label',
    {
      'all.yaml':
        'apiVersion: kafka.strimzi.io/v1beta2\nkind: KafkaNodePool\nmetadata: { name: b, labels: { strimzi.io/cluster: a } }\nspec: { replicas: 3, roles: [broker] }\n---\napiVersion: kafka.strimzi.io/v1beta2\nkind: Kafka\nmetadata: { name: a }\nspec: { kafka: { version: 4.0.1, metadataVersion: 4.0-IV3, config: { min.insync.replicas: 2 } } }\n---\napiVersion: kafka.strimzi.io/v1beta2\nkind: Kafka\nmetadata: { name: b }\nspec: { kafka: { version: 3.6.0, replicas: 1, config: { min.insync.replicas: 1 } }, zookeeper: { replicas: 1 } }\n---\napiVersion: kafka.strimzi.io/v1beta2\nkind: KafkaTopic\nmetadata: { name: orders, labels: { strimzi.io/cluster: a } }\nspec: { replicas: 3 }\n---\napiVersion: kafka.strimzi.io/v1beta2\nkind: KafkaTopic\nmetadata: { name: audit, labels: { strimzi.io/cluster: b } }\nspec: { replicas: 1, topicName: audit.v1 }\n',
    },
    {
      subjects: {
        orders: { 'replication.factor': '3 topic', 'min.insync.replicas': '2 static' },
        'audit.v1': { 'replication.factor': '1 topic', 'min.insync.replicas': '1 static' },
      },
      // One broker makes no __consumer_offsets with the three replicas that nobody changed.
      unread: [
        '__consumer_offsets cannot be made: offsets.topic.replication.factor is 3 where nothing gives it, and there is 1 broker',
      ],
    },
  ],
]

const CLIENTS: readonly Row[] = [
  [
    'two files of variables',
    'each is of a client',
    { 'a.env': 'SPRING_KAFKA_PRODUCER_ACKS=1\n', 'b.env': 'SPRING_KAFKA_PRODUCER_ACKS=0\n' },
    {
      subjects: {
        'any topic (a.env)': { acks: '1 producer', 'enable.auto.commit': 'false vendor' },
        'any topic (b.env)': { acks: '0 producer', 'enable.auto.commit': 'false vendor' },
      },
    },
  ],
  [
    'a plan of JulieOps',
    'what it gives stands in another file',
    {
      'j.yaml':
        'context: c\nprojects:\n  - name: p\n    topics:\n      - name: a\n        config: { replication.factor: "3" }\n        plan: gold\n',
    },
    {
      subjects: { a: { 'replication.factor': '3 topic' } },
      unread: ['what the plan of topic a gives does not stand here, and is not read'],
    },
  ],
  [
    'a worker of Strimzi',
    'a factor of -1 is the brokers’',
    {
      'c.yaml':
        'apiVersion: kafka.strimzi.io/v1beta2\nkind: KafkaConnect\nmetadata: { name: c }\nspec: { config: { group.id: c, config.storage.replication.factor: -1, offset.storage.replication.factor: 2, status.storage.replication.factor: 2, producer.acks: 1 } }\n',
    },
    {
      subjects: {
        'any topic (Connect worker)': expect.objectContaining({ acks: '1 producer' }),
        'the topic of config.storage': expect.not.objectContaining({ 'replication.factor': expect.anything() }),
        'the topic of offset.storage': expect.objectContaining({ 'replication.factor': '2 topic' }),
        'the topic of status.storage': expect.objectContaining({ 'replication.factor': '2 topic' }),
      },
    },
  ],
  [
    'an .ini',
    'sections are no keys',
    {
      'config.ini':
        '[default]\nbootstrap.servers=a:1\nsasl.mechanisms=PLAIN\n\n[consumer]\ngroup.id=g\nauto.offset.reset=earliest\n',
    },
    any(expect.objectContaining({ 'auto.offset.reset': 'earliest consumer', 'enable.idempotence': 'false vendor' })),
  ],
  [
    'another framework',
    'debezium. is not read, and speaks of replication',
    { 'application.properties': 'debezium.sink.type=kafka\ndebezium.sink.kafka.producer.acks=1\n' },
    {
      unread: [
        'nothing in the files bears on replication: what is checked are the defaults of Kafka 4.4',
        'debezium.sink.kafka.producer.acks is no key that is known, and looks as if it bore on replication',
      ],
    },
  ],
  [
    'a topic without replicas',
    'the operator asks for the brokers’ default, which is 1 (KIP-464)',
    {
      't.yaml':
        'apiVersion: kafka.strimzi.io/v1\nkind: Kafka\nmetadata: { name: a }\nspec: { kafka: { version: 4.0.1, config: { min.insync.replicas: 2 } } }\n---\napiVersion: kafka.strimzi.io/v1\nkind: KafkaTopic\nmetadata: { name: orders, labels: { strimzi.io/cluster: a } }\nspec: { partitions: 3 }\n',
    },
    {
      subjects: { orders: { 'min.insync.replicas': '2 static' } },
      said: [
        'the topic has no replication factor of its own, and no file gives default.replication.factor: Kafka’s default is 1',
        'min.insync.replicas counts as 1, the replication factor, not 2 (since Kafka 3.7)',
      ],
    },
  ],
  [
    'a version of MSK on KRaft',
    '3.8.x.kraft is a line of releases, and says what holds the metadata',
    { 'm.json': '{"ClusterInfo":{"CurrentBrokerSoftwareInfo":{"KafkaVersion":"3.8.x.kraft"},"NumberOfBrokerNodes":3}}' },
    {
      version: '3.8',
      controller: 'kraft',
      unread: ['the configuration of this cluster is not in it: give aws kafka describe-configuration-revision too'],
    },
  ],
  [
    'variables of Connect',
    'CONNECT_PRODUCER_ACKS is producer.acks of the worker',
    {
      'compose.yml':
        'services:\n  c:\n    image: confluentinc/cp-kafka-connect:7.6.0\n    environment:\n      CONNECT_GROUP_ID: g\n      CONNECT_CONFIG_STORAGE_TOPIC: c\n      CONNECT_CONFIG_STORAGE_REPLICATION_FACTOR: 1\n      CONNECT_PRODUCER_ACKS: 1\n',
    },
    {
      subjects: {
        'any topic (Connect worker)': expect.objectContaining({ acks: '1 producer' }),
        c: expect.objectContaining({ 'replication.factor': '1 topic', acks: 'all vendor' }),
      },
    },
  ],
  [
    'sections of Micronaut',
    'default is of those without a section of their own, and below those that have one',
    {
      'application.yml':
        'kafka:\n  producers:\n    default: { acks: all, retries: 5 }\n    orders: { acks: 0 }\n  consumers:\n    default: { enable-auto-commit: true }\n',
    },
    {
      subjects: {
        'any topic (producer default)': { acks: 'all producer', retries: '5 producer' },
        'any topic (producer orders)': { acks: '0 producer', retries: '5 producer' },
        'any topic (consumer default)': { 'enable.auto.commit': 'true consumer' },
      },
      unread: [],
    },
  ],
  [
    'Streams of Quarkus',
    'kafka-streams. are its keys',
    {
      'application.properties':
        'quarkus.kafka-streams.application-id=a\nkafka-streams.replication.factor=1\nkafka-streams.producer.acks=1\n',
    },
    {
      subjects: {
        'any topic (Kafka Streams)': expect.objectContaining({ acks: '1 producer' }),
        'changelogs and repartition topics of Kafka Streams': expect.objectContaining({
          'replication.factor': '1 topic',
          acks: '1 producer',
        }),
      },
    },
  ],
  [
    'a factor that is left to the brokers',
    '-1 is default.replication.factor, which no file gives',
    { 's.properties': 'application.id=a\nreplication.factor=-1\nnum.standby.replicas=1\n' },
    {
      subjects: {
        'any topic (Kafka Streams a)': { 'auto.offset.reset': 'earliest vendor', 'enable.auto.commit': 'false vendor' },
        'changelogs and repartition topics of Kafka Streams a': {
          'auto.offset.reset': 'earliest vendor',
          'enable.auto.commit': 'false vendor',
        },
      },
      said: expect.arrayContaining([
        'the topic has no replication factor of its own, and no file gives default.replication.factor: Kafka’s default is 1',
      ]),
    },
  ],
  [
    'several binders',
    'what one has is not read',
    {
      'application.yml':
        'spring:\n  cloud:\n    stream:\n      binders:\n        k: { type: kafka, environment: { spring.cloud.stream.kafka.binder: { required-acks: 0 } } }\n      kafka:\n        bindings: { o-out-0: { producer: { sync: true } } }\n',
    },
    {
      ...anyTopic('binding o-out-0', { acks: '1 vendor', 'enable.auto.commit': 'false vendor' }),
      unread: ['spring.cloud.stream.binders.k.environmen… is not read, and may decide something'],
    },
  ],
  [
    'a tab in YAML',
    'YAML has none',
    {
      'compose.yml': 'services:\n\tkafka:\n\t\timage: apache/kafka:4.1.0\n\t\tenvironment:\n\t\t\tKAFKA_MIN_INSYNC_REPLICAS: 2\n',
    },
    { refused: 'compose.yml:2:1: is not YAML: a tab is used as indentation' },
  ],
  [
    'a variable given twice in YAML',
    'YAML refuses it',
    {
      'compose.yml':
        'services:\n  k:\n    image: apache/kafka:4.1.0\n    environment:\n      KAFKA_MIN_INSYNC_REPLICAS: 2\n      KAFKA_MIN_INSYNC_REPLICAS: 1\n',
    },
    { refused: 'compose.yml:6:7: has a key of this map a second time' },
  ],
  [
    'rpk: REPLICAS and a source of its own',
    'what is a default is below what is given',
    {
      'r.txt':
        'SUMMARY\n=======\nNAME        orders\nPARTITIONS  3\nREPLICAS    1\n\nCONFIGS\n=======\nKEY                  VALUE   SOURCE\nmin.insync.replicas  1       DEFAULT_CONFIG\nflush.messages       1       DYNAMIC_TOPIC_CONFIG\n',
    },
    {
      subjects: { orders: { 'replication.factor': '1 topic', 'min.insync.replicas': '1 release', 'flush.messages': '1 topic' } },
      unread: [],
    },
  ],
  [
    'two producers',
    'each is a client; a consumer beside them reads what each writes',
    {
      'a/orders.properties': 'acks=1\n',
      'b/audit.properties': 'acks=all\nretries=5\n',
      'consumer.properties': 'group.id=g\nauto.offset.reset=earliest\n',
    },
    {
      subjects: {
        'any topic (orders.properties)': { acks: '1 producer', 'auto.offset.reset': 'earliest consumer' },
        'any topic (audit.properties)': { acks: 'all producer', retries: '5 producer', 'auto.offset.reset': 'earliest consumer' },
      },
      unread: [],
    },
  ],
  [
    'two producers of one name',
    'folders tell them apart',
    { 'a/producer.properties': 'acks=1\n', 'b/producer.properties': 'acks=0\n' },
    {
      subjects: {
        'any topic (a/producer.properties)': { acks: '1 producer' },
        'any topic (b/producer.properties)': { acks: '0 producer' },
      },
    },
  ],
  [
    'a producer and a consumer',
    'one client',
    { 'producer.properties': 'acks=1\n', 'consumer.properties': 'group.id=g\nenable.auto.commit=false\n' },
    any({ acks: '1 producer', 'enable.auto.commit': 'false consumer' }),
  ],
  [
    'two consumers',
    'each is a client',
    { 'a.properties': 'group.id=a\nenable.auto.commit=false\n', 'b.properties': 'group.id=b\nauto.offset.reset=earliest\n' },
    {
      subjects: {
        'any topic (a.properties)': { 'enable.auto.commit': 'false consumer' },
        'any topic (b.properties)': { 'auto.offset.reset': 'earliest consumer' },
      },
    },
  ],
  [
    'a broker and two producers',
    'the broker is of no client',
    {
      'server.properties': 'process.roles=broker,controller\nmin.insync.replicas=2\n',
      'a.properties': 'acks=1\n',
      'b.properties': 'acks=0\n',
    },
    {
      subjects: {
        'any topic': { 'min.insync.replicas': '2 static' },
        'any topic (a.properties)': { 'min.insync.replicas': '2 static', acks: '1 producer' },
        'any topic (b.properties)': { 'min.insync.replicas': '2 static', acks: '0 producer' },
      },
    },
  ],
  [
    'names of librdkafka',
    'request.required.acks=-1 is all; idempotence refuses no retries',
    { 'client.conf': 'bootstrap.servers=a:1\nrequest.required.acks=-1\nmessage.send.max.retries=3\nmax.in.flight=5\n' },
    any({
      acks: 'all producer',
      retries: '3 producer',
      'max.in.flight.requests.per.connection': '5 producer',
      'enable.idempotence': 'false vendor',
    }),
  ],
  [
    'Confluent Cloud’s example for librdkafka',
    'sasl.mechanisms is its name: idempotence is off',
    {
      'librdkafka.config':
        'bootstrap.servers=a:1\nsecurity.protocol=SASL_SSL\nsasl.mechanisms=PLAIN\nsasl.username=u\nsasl.password=hunter2\nacks=all\n',
    },
    any({
      acks: 'all producer',
      'enable.idempotence': 'false vendor',
      retries: '2147483647 vendor',
      'max.in.flight.requests.per.connection': '1000000 vendor',
    }),
  ],
  [
    'Confluent Cloud’s example for Java',
    'sasl.mechanism is Java’s: idempotence is on',
    {
      'java.config':
        'bootstrap.servers=a:1\nsasl.mechanism=PLAIN\nclient.dns.lookup=use_all_dns_ips\nacks=all\nsession.timeout.ms=45000\n',
    },
    any({ acks: 'all producer' }),
  ],
  [
    'names of topics in librdkafka',
    'topic. is of no client of today',
    { 'kcat.conf': 'metadata.broker.list=a:1\ntopic.acks=1\n' },
    { unread: ['topic.acks is not read here, and may decide something'] },
  ],
  [
    'Streams with exactly_once',
    'EOS sets idempotence, which acks=1 contradicts',
    { 's.properties': 'application.id=a\nprocessing.guarantee=exactly_once_v2\nproducer.acks=1\n' },
    { refused: 's.properties:3:15: acks must be all with enable.idempotence=true (ConfigException), not 1' },
  ],
  [
    'a connector of the REST API',
    'producer.override. is above the worker; a dead letter queue is a topic of its own',
    {
      'c.json': JSON.stringify({
        name: 'sink',
        config: {
          'connector.class': 'io.x.Sink',
          'producer.override.acks': '1',
          'errors.deadletterqueue.topic.name': 'dlq',
          'errors.deadletterqueue.topic.replication.factor': '1',
        },
        tasks: [],
        type: 'sink',
      }),
    },
    {
      subjects: {
        'any topic (connector sink)': expect.objectContaining({ acks: '1 producer', 'enable.idempotence': 'false vendor' }),
        'the dead letter queue of connector sink': expect.objectContaining({ 'replication.factor': '1 topic' }),
      },
    },
  ],
  [
    'a connector with a producer of its own',
    'schema.history.internal. configures another client',
    { 'c.json': JSON.stringify({ 'connector.class': 'io.debezium.X', 'schema.history.internal.producer.acks': '1' }) },
    { unread: ['schema.history.internal.producer.acks is not read, and may decide something'] },
  ],
]

const SPRING: readonly Row[] = [
  [
    'brackets in YAML',
    'a key in brackets is kept as it is',
    {
      'application.yml':
        'spring:\n  kafka:\n    producer:\n      acks: "1"\n      properties:\n        "[enable.idempotence]": false\n        max.in.flight.requests.per.connection: 1\n',
    },
    {
      ...any({
        acks: '1 producer',
        'enable.idempotence': 'false producer',
        'max.in.flight.requests.per.connection': '1 producer',
        'enable.auto.commit': 'false vendor',
      }),
      unread: [],
    },
  ],
  [
    'brackets in properties',
    'the same',
    {
      'application.properties':
        'spring.kafka.producer.properties[max.in.flight.requests.per.connection]=10\nspring.kafka.properties.acks=1\nspring.kafka.producer.properties.enable.idempotence=false\n',
    },
    {
      ...any({
        acks: '1 producer',
        'enable.idempotence': 'false producer',
        'max.in.flight.requests.per.connection': '10 producer',
        'enable.auto.commit': 'false vendor',
      }),
      unread: [],
    },
  ],
  [
    'names as they come',
    'relaxed binding',
    { 'application.yml': 'spring:\n  kafka:\n    consumer:\n      enableAutoCommit: true\n      auto_offset_reset: earliest\n' },
    any({ 'auto.offset.reset': 'earliest consumer', 'enable.auto.commit': 'true consumer' }),
  ],
  [
    'dots and flow in YAML',
    'keys are joined',
    { 'application.yaml': 'spring.kafka.producer: { acks: all, retries: 10 }\n' },
    any({ acks: 'all producer', retries: '10 producer', 'enable.auto.commit': 'false vendor' }),
  ],
  [
    'a profile in a document',
    'it is above what has no profile, and the files do not say that it is active',
    {
      'application.yml':
        'spring:\n  kafka:\n    producer: { acks: all, retries: 7 }\n---\nspring:\n  config.activate.on-profile: prod\n  kafka:\n    producer: { acks: 1 }\n',
    },
    {
      subjects: {
        'any topic': { acks: 'all producer', retries: '7 producer', 'enable.auto.commit': 'false vendor' },
        'any topic (profile prod)': { acks: '1 producer', retries: '7 producer', 'enable.auto.commit': 'false vendor' },
      },
      unread: [],
    },
  ],
  [
    'a profile in a part of a file of properties',
    '#--- parts it since Spring Boot 2.4',
    {
      'application.properties':
        'spring.kafka.producer.acks=all\n#---\nspring.config.activate.on-profile=dev,test\nspring.kafka.producer.acks=0\n',
    },
    {
      subjects: {
        'any topic': expect.objectContaining({ acks: 'all producer' }),
        'any topic (profile dev)': expect.objectContaining({ acks: '0 producer' }),
        'any topic (profile test)': expect.objectContaining({ acks: '0 producer' }),
      },
      unread: [],
    },
  ],
  [
    'a profile in a file of its own',
    'application-prod.yml is of prod',
    {
      'application.yml': 'spring:\n  kafka:\n    producer: { acks: all, retries: 7 }\n',
      'application-prod.yml': 'spring:\n  kafka:\n    producer: { acks: 1 }\n',
    },
    {
      subjects: {
        'any topic': expect.objectContaining({ acks: 'all producer' }),
        'any topic (profile prod)': expect.objectContaining({ acks: '1 producer', retries: '7 producer' }),
      },
      unread: [],
    },
  ],
  [
    'profiles of two applications',
    'folders tell them apart',
    {
      'a/application.yml': 'spring:\n  kafka:\n    producer: { acks: all }\n',
      'a/application-prod.yml': 'spring:\n  kafka:\n    producer: { retries: 1 }\n',
      'b/application.yml': 'spring:\n  kafka:\n    producer: { acks: 0 }\n',
      'b/application-prod.yml': 'spring:\n  kafka:\n    producer: { retries: 2 }\n',
    },
    {
      subjects: {
        'any topic (a/application.yml)': expect.objectContaining({ acks: 'all producer' }),
        'any topic (b/application.yml)': expect.objectContaining({ acks: '0 producer' }),
        'any topic (profile prod of a)': expect.objectContaining({ acks: 'all producer', retries: '1 producer' }),
        'any topic (profile prod of b)': expect.objectContaining({ acks: '0 producer', retries: '2 producer' }),
      },
      unread: [],
    },
  ],
  [
    'an expression over profiles',
    'which profiles it is active with is not worked out',
    {
      'application.yml':
        'spring:\n  kafka:\n    producer: { acks: all }\n---\nspring:\n  config.activate.on-profile: "!prod"\n  kafka:\n    producer: { acks: 1 }\n',
    },
    {
      unread: ['what the profile !prod sets is not read: give the configuration that it comes to'],
    },
  ],
  [
    'profiles that are active together',
    'what they come to is that of their order',
    {
      'application.properties':
        'spring.profiles.active=eu,prod\nspring.kafka.producer.acks=all\n#---\nspring.config.activate.on-profile=eu\nspring.kafka.producer.acks=0\n#---\nspring.config.activate.on-profile=prod\nspring.kafka.producer.acks=1\n',
    },
    { unread: ['profiles that are active together are read as what they come to with --profile alone'] },
  ],
  [
    'topics of one’s own',
    'app.kafka. is nobody’s key, and may make topics',
    {
      'application.yml':
        'app:\n  kafka:\n    topics:\n      orders: { replicas: 1 }\nspring:\n  kafka:\n    producer: { acks: all }\n',
    },
    { unread: ['app.kafka.topics.orders.replicas is not read, and may decide something'] },
  ],
  [
    'Quarkus: prod above none',
    'SmallRye: %prod. counts in production',
    {
      'application.properties':
        'mp.messaging.outgoing.o.connector=smallrye-kafka\nmp.messaging.outgoing.o.acks=all\n%dev.mp.messaging.outgoing.o.acks=0\n%prod.mp.messaging.outgoing.o.acks=1\n',
    },
    { ...anyTopic('outgoing channel o', { acks: '1 producer', retries: '2147483647 vendor' }), unread: [] },
  ],
  [
    'Quarkus: several profiles',
    '%{prod,staging}. is of each',
    {
      'application.properties':
        'mp.messaging.outgoing.o.connector=smallrye-kafka\n%{prod,staging}.mp.messaging.outgoing.o.acks=0\n',
    },
    { ...anyTopic('outgoing channel o', { acks: '0 producer', retries: '2147483647 vendor' }), unread: [] },
  ],
  [
    'Quarkus: several profiles without braces',
    'it is no profile that SmallRye knows',
    {
      'application.properties':
        'mp.messaging.outgoing.o.connector=smallrye-kafka\n%prod,staging.mp.messaging.outgoing.o.acks=0\n',
    },
    { unread: ['a key that begins with % and names no profile is not read'] },
  ],
  [
    'Quarkus: a file of dev',
    'it does not count in production',
    {
      'application.properties': 'mp.messaging.outgoing.o.connector=smallrye-kafka\nmp.messaging.outgoing.o.acks=all\n',
      'application-dev.properties': 'mp.messaging.outgoing.o.acks=0\n',
    },
    anyTopic('outgoing channel o', { acks: 'all producer', retries: '2147483647 vendor' }),
  ],
  [
    'Quarkus in YAML',
    'a profile in quotes',
    {
      'application.yaml':
        'mp:\n  messaging:\n    outgoing:\n      o:\n        connector: smallrye-kafka\n        acks: all\n"%prod":\n  mp.messaging.outgoing.o.enable.idempotence: false\n',
    },
    anyTopic('outgoing channel o', {
      acks: 'all producer',
      'enable.idempotence': 'false producer',
      retries: '2147483647 vendor',
    }),
  ],
]

const WORKER_FILE = 'group.id=w\nconfig.storage.topic=c\nconfig.storage.replication.factor=3\n'
const POLICY = 'connector.client.config.override.policy'
const CONNECTOR = JSON.stringify({ name: 's', config: { 'connector.class': 'x.Source', 'producer.override.acks': '1' } })

describe('what a connector overrides', () => {
  const unreadWith = (policy: string) => cameTo({ 'connect.properties': `${WORKER_FILE}${policy}`, 's.json': CONNECTOR }).unread

  it.each(['None', 'Principal', 'com.example.Mine'])('is not known where its worker does not take all of it: %s', (policy) => {
    expect(unreadWith(`${POLICY}=${policy}\n`)).toEqual([
      'whether the worker takes acks of a connector is not known: connect.properties:4:41 allows not all that connectors override',
    ])
  })

  it.each([
    '',
    `${POLICY}=All\n`,
    `${POLICY}=org.apache.kafka.connect.connector.policy.AllConnectorClientConfigOverridePolicy\n`,
  ])('counts where it does: %s', (policy) => {
    expect(unreadWith(policy)).toEqual([])
  })
})

describe.each([
  ['containers', CONTAINERS],
  ['clients', CLIENTS],
  ['Spring and Quarkus', SPRING],
])('%s', (_, rows) => {
  it.each(rows)('%s: %s', (_name, _why, files, expected) => {
    const found = cameTo(files)
    expect(found).toMatchObject({ refused: undefined, ...expected })
    // All subjects, and of those that are written out every value that is given.
    if (expected.subjects !== undefined) expect(found.subjects).toEqual(expected.subjects)
    expect(JSON.stringify(found)).not.toContain('hunter2')
  })
})
