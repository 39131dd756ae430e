/** More of Kafka’s own files, of what its tools print, and of lists of topics; siblings of those in cases/. */
import { ACKS, any, lines, MIN, noFormat, RF, template, UNCLEAN, type Row, siblings } from './siblings.ts'

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
      unread: [
        'log.min.insync.replicas is no key that is known, and looks as if it bore on replication (did you mean min.insync.replicas?)',
      ],
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
    'rpk topic describe of two topics',
    'each topic has what stands below its own NAME',
    {
      'out.txt': lines(
        'SUMMARY',
        '=======',
        'NAME        orders',
        'PARTITIONS  2',
        'REPLICAS    3',
        '',
        'CONFIGS',
        '=======',
        'KEY                  VALUE  SOURCE',
        'min.insync.replicas  2      DYNAMIC_TOPIC_CONFIG',
        '',
        'PARTITIONS',
        '==========',
        'PARTITION  LEADER  EPOCH  REPLICAS  LOG-START-OFFSET  HIGH-WATERMARK',
        '0          1       1      [1 2 3]   0                 9',
        '1          2       1      [1 2 3]   0                 9',
        '',
        'SUMMARY',
        '=======',
        'NAME        scratch',
        'PARTITIONS  1',
        'REPLICAS    1',
        '',
        'CONFIGS',
        '=======',
        'KEY                  VALUE  SOURCE',
        'min.insync.replicas  1      DYNAMIC_TOPIC_CONFIG',
        '',
        'PARTITIONS',
        '==========',
        'PARTITION  LEADER  EPOCH  REPLICAS  LOG-START-OFFSET  HIGH-WATERMARK',
        '0          1       1      [1]       0                 9',
      ),
    },
    { subjects: { orders: { [RF]: '3 topic', [MIN]: '2 topic' }, scratch: { [RF]: '1 topic', [MIN]: '1 topic' } }, unread: [] },
  ],
  [
    'rpk topic describe of a topic without its summary, and of one with it',
    'a table without NAME is of a topic that nothing names',
    {
      'out.txt': lines(
        'KEY                  VALUE  SOURCE',
        'min.insync.replicas  1      DYNAMIC_TOPIC_CONFIG',
        '',
        'SUMMARY',
        '=======',
        'NAME        orders',
        'REPLICAS    3',
      ),
    },
    {
      subjects: { orders: { [RF]: '3 topic' } },
      unread: ['no NAME says of which topic the entries here are, and they are not read'],
    },
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
    {
      refused:
        'rp.yaml:1:1: is the configuration of Redpanda, which replicates by another protocol than Kafka’s: nothing that is checked here holds of it',
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

siblings([
  ['Kafka’s own files', BROKERS],
  ['outputs of tools', OUTPUTS],
  ['lists of topics', LISTS],
])
