/** Kafka's own files, listings and plans as people have them; beside each the reason why its answer is right. */
import { describe, expect, it } from 'vitest'
import { type Came, cameTo } from './subjects-of.ts'

type Row = readonly [name: string, why: string, files: Readonly<Record<string, string>>, expected: Partial<Came>]

const kraft = 'process.roles=broker,controller\nnode.id=1\n'
const listing = (configs: string, more = ''): string =>
  `Topic: orders\tTopicId: x\tPartitionCount: 1\tReplicationFactor: 3\tConfigs: ${configs}\n${more}\tTopic: orders\tPartition: 0\tLeader: 1\tReplicas: 1,2,3\tIsr: 1,2,3\n`
const any = (values: Readonly<Record<string, string>>) => ({ subjects: { 'any topic': values } })
const orders = (values: Readonly<Record<string, string>>) => ({ subjects: { orders: values } })
const plan = (...changes: readonly object[]): string =>
  JSON.stringify({
    format_version: '1.2',
    resource_changes: changes.map((change, i) => ({
      address: `kafka_topic.t${i}`,
      mode: 'managed',
      type: 'kafka_topic',
      name: `t${i}`,
      ...change,
    })),
  })
const topic = (name: string, config: object, factor = 3) => ({ name, replication_factor: factor, partitions: 1, config })

const FILES: readonly Row[] = [
  [
    'byte order mark and CR LF',
    'a mark is no part of a key',
    { 'server.properties': '\uFEFF#x\r\nbroker.id = 1\r\nmin.insync.replicas : 2\r\ndefault.replication.factor\t3\r\n' },
    any({ 'replication.factor': '3 static', 'min.insync.replicas': '2 static' }),
  ],
  [
    'a key over two lines',
    'java.util.Properties joins them',
    { 'server.properties': `${kraft}min.insync.\\\n   replicas=2\n` },
    any({ 'min.insync.replicas': '2 static' }),
  ],
  [
    'spaces and capitals in values',
    'ConfigDef trims, and takes booleans in any case',
    { 'server.properties': `${kraft}min.insync.replicas=2  \nunclean.leader.election.enable= TRUE \n` },
    any({ 'min.insync.replicas': '2 static', 'unclean.leader.election.enable': 'true static' }),
  ],
  [
    'a key given twice',
    'the last counts, and a line that is told of is no key out of place',
    { 'server.properties': `${kraft}min.insync.replicas=2\nmin.insync.replicas=1\n` },
    { ...any({ 'min.insync.replicas': '1 static' }), unread: [] },
  ],
  [
    'a comment after a value',
    'it is part of the value, which Kafka refuses',
    { 'server.properties': `${kraft}min.insync.replicas=2 # two\n` },
    { refused: 'server.properties:3:21: min.insync.replicas must be an integer of at least 1, not 2 # two' },
  ],
  [
    'quotes around a value',
    'they are part of it, which Kafka refuses',
    { 'topic.properties': 'min.insync.replicas="2"\n' },
    { refused: 'topic.properties:1:21: min.insync.replicas must be an integer of at least 1, not "2"' },
  ],
  [
    'capitals in a key',
    'Kafka has no such key',
    { 'server.properties': 'broker.id=1\nMin.Insync.Replicas=2\n' },
    {
      unread: [
        'nothing in the files bears on replication: what is checked are the defaults of Kafka 4.4',
        'Min.Insync.Replicas is no key that is known, and looks as if it bore on replication (did you mean min.insync.replicas?)',
      ],
    },
  ],
  [
    'providers of values',
    'what they give is not in the file',
    { 'server.properties': `${kraft}min.insync.replicas=\${env:MIN_ISR}\ndefault.replication.factor=3\n` },
    {
      ...any({ 'replication.factor': '3 static' }),
      unread: ['min.insync.replicas is what a variable says that is not in the file, and not read'],
    },
  ],
  [
    'UTF-16',
    'it is no UTF-8',
    { 'server.properties': 'm\0i\0n\0' },
    { refused: 'server.properties:1:2: is not a text file in UTF-8: it holds NUL characters (UTF-16?)' },
  ],
  [
    'topics of Confluent’s own',
    'their factors are not those of topics',
    {
      'server.properties':
        'broker.id=1\nzookeeper.connect=z:1\nconfluent.license.topic.replication.factor=1\ndefault.replication.factor=3\n',
    },
    { ...any({ 'replication.factor': '3 static' }), version: '3.9', controller: 'zookeeper', unread: [] },
  ],
  [
    'a release that is not known',
    'it is checked as the newest, and said',
    { 'server.properties': `${kraft}kafka.version=5.1.0\n` },
    { version: '4.4' },
  ],
  [
    'a key that a newer release has',
    'KIP-853 came with 3.9',
    { 'server.properties': `${kraft}kafka.version=3.6.0\ncontroller.quorum.bootstrap.servers=a:1\nmin.insync.replicas=2\n` },
    {
      version: '3.6',
      said: [
        'no file gives a replication factor: 3 is assumed',
        'Kafka 3.6.0 is given, and 3.9 or later would be expected, since only releases from 3.9 on have controller.quorum.bootstrap.servers (KIP-853)',
      ],
    },
  ],
  [
    'a key that 4.0 has dropped',
    'a file may be older than its brokers: nothing is taken from it',
    { 'server.properties': `${kraft}log.message.format.version=3.0\nmin.insync.replicas=2\n` },
    {
      version: '4.4',
      said: [
        "no file gives Kafka's version: 4.4 is assumed",
        'no file gives a replication factor: 3 is assumed',
        'nothing says whether eligible leader replicas are on: clusters made with 4.1 have them, others do not: eligible.leader.replicas.version is taken to be 1',
        'min.insync.replicas of server.properties counts for the cluster as it was when ELR was switched on: to change it later, set it for the cluster or the topic',
        'releases from 4.0 on have no log.message.format.version (KIP-724), and 4.4 is checked: if it is used, give the release of the brokers',
      ],
    },
  ],
  [
    'the same key in a dump of all',
    'brokers list the keys that they have',
    {
      'dump.txt':
        'All configs for broker 1 are:\n  min.insync.replicas=2 sensitive=false synonyms={STATIC_BROKER_CONFIG:min.insync.replicas=2, DEFAULT_CONFIG:min.insync.replicas=1}\n  log.message.format.version=3.0-IV1 sensitive=false synonyms={DEFAULT_CONFIG:log.message.format.version=3.0-IV1}\n',
    },
    { version: '3.9', ...any({ 'min.insync.replicas': '2 static' }) },
  ],
  [
    'protocol steps: 3.3-IV2',
    'KIP-841 needs 3.3-IV3',
    { 'server.properties': `${kraft}kafka.version=3.4.0\nmetadata.version=3.3-IV2\nmin.insync.replicas=2\n` },
    { version: '3.4', metadataVersion: '3.2' },
  ],
  [
    'protocol steps: 3.3-IV3',
    'which has it',
    { 'server.properties': `${kraft}kafka.version=3.4.0\nmetadata.version=3.3-IV3\nmin.insync.replicas=2\n` },
    { version: '3.4', metadataVersion: '3.3' },
  ],
  [
    'protocol steps: 3.5-IV0',
    'KIP-903 needs 3.5-IV1',
    { 'server.properties': `${kraft}kafka.version=3.6.0\nmetadata.version=3.5-IV0\nmin.insync.replicas=2\n` },
    { version: '3.6', metadataVersion: '3.4.1' },
  ],
  [
    'protocol steps: 2.7-IV1',
    'KIP-497 needs 2.7-IV2',
    {
      'server.properties':
        'broker.id=1\nzookeeper.connect=z:1\nkafka.version=2.8.0\ninter.broker.protocol.version=2.7-IV1\nmin.insync.replicas=2\n',
    },
    { version: '2.8', metadataVersion: '2.6' },
  ],
  [
    'a patch that was repaired by the next',
    'KAFKA-18991 and KAFKA-18723 are repaired in 3.9.1',
    { 'topic.properties': 'kafka.version=3.9.0\nreplication.factor=3\n' },
    {
      version: '3.9',
      said: [
        'Kafka 3.9.0 has KAFKA-18991 and KAFKA-18723, which the model has with check --late-replies alone: a reply to a fetch that comes late may cut off or overwrite records that were acknowledged; 3.9.1 is repaired',
      ],
    },
  ],
  [
    'the next patch',
    'it has them not',
    { 'topic.properties': 'kafka.version=3.9.1\nreplication.factor=3\n' },
    { version: '3.9', said: [] },
  ],
  [
    'a quorum, and a topic',
    'KRaft holds the metadata, from 3.3 on',
    {
      'quorum.txt': 'ClusterId:   x\nLeaderId:    1\nCurrentVoters:   [1,2,3]\n',
      'topic.properties': 'kafka.version=3.8.0\nmin.insync.replicas=2\n',
    },
    { controller: 'kraft', version: '3.8', unread: [] },
  ],
  [
    'a quorum of an older release',
    'it cannot be described before 3.3 (KIP-836)',
    {
      'quorum.txt': 'NodeId\tLogEndOffset\tLag\tLastFetchTimestamp\n',
      'topic.properties': 'kafka.version=3.2.0\nreplication.factor=3\n',
    },
    {
      said: [
        'Kafka 3.2.0 is given, and 3.3 or later would be expected, since its controllers are a quorum of KRaft that can be described',
      ],
    },
  ],
  [
    'features of an older release',
    'metadata.version is finalized by KRaft alone; 3.6 stands for the release',
    {
      'f.txt':
        'Feature: metadata.version\tSupportedMinVersion: 3.0-IV1\tSupportedMaxVersion: 3.9-IV0\tFinalizedVersionLevel: 3.6-IV2\tEpoch: 55\n',
      'topic.properties': 'min.insync.replicas=2\n',
    },
    { version: '3.6', controller: 'kraft', ...any({ 'min.insync.replicas': '2 topic' }) },
  ],
  [
    'HCL for whoever cannot wait',
    'its library is loaded only where it is waited for',
    { 'main.tf': 'resource "kafka_topic" "a" {\n  replication_factor = 1\n}\n' },
    {
      unread: [
        'nothing in the files bears on replication: what is checked are the defaults of Kafka 4.4',
        'HCL is not read: give the plan that it comes to, made by terraform plan -out=tfplan && terraform show -json tfplan > plan.json',
      ],
    },
  ],
  [
    'HCL of something else',
    'nothing in it can bear on replication, so that it leaves nothing open beside another file',
    {
      'vpc.tf': 'resource "aws_vpc" "a" {\n  cidr_block = "10.0.0.0/16"\n}\n',
      'topic.properties': 'replication.factor=3\nmin.insync.replicas=2\n',
    },
    { ...any({ 'replication.factor': '3 topic', 'min.insync.replicas': '2 topic' }), unread: [] },
  ],
]

const LISTINGS: readonly Row[] = [
  [
    'colours and prompts',
    'a terminal puts them there',
    {
      'a.txt': `$ kafka-topics.sh --describe\n\u001b[32m${listing('min.insync.replicas=2,unclean.leader.election.enable=true')}$ \n`,
    },
    {
      ...orders({
        'replication.factor': '3 topic',
        'min.insync.replicas': '2 topic',
        'unclean.leader.election.enable': 'true topic',
      }),
      unread: [],
    },
  ],
  [
    'before 2.2',
    'no space after a colon',
    {
      'a.txt':
        'Topic:orders\tPartitionCount:1\tReplicationFactor:2\tConfigs:min.insync.replicas=2\n\tTopic: orders\tPartition: 0\tLeader: 1\tReplicas: 1,2\tIsr: 1,2\n',
    },
    { ...orders({ 'replication.factor': '2 topic', 'min.insync.replicas': '2 topic' }), unread: [] },
  ],
  [
    'settings on a line of their own',
    'a terminal has wrapped it: what it says is not known to be of the topic',
    { 'a.txt': listing('', 'min.insync.replicas=2,retention.ms=1\n') },
    {
      ...orders({ 'replication.factor': '3 topic' }),
      unread: ['this looks like the rest of the line before it, and is not read'],
    },
  ],
  [
    'a key cut in two',
    'the same',
    { 'a.txt': listing('retention.ms=1,min.insync.', 'replicas=2\n') },
    {
      ...orders({ 'replication.factor': '3 topic' }),
      unread: ['this looks like the rest of the line before it, and is not read'],
    },
  ],
  [
    'a damaged entry',
    'it says something of replication',
    { 'a.txt': listing('min.\\insync.replicas=2,retention.ms=1') },
    { ...orders({ 'replication.factor': '3 topic' }), unread: ['something here speaks of replication and is no entry'] },
  ],
  [
    'fences of Markdown',
    'they are left out',
    { 'a.md': `\`\`\`\n${listing('min.insync.replicas=2')}\`\`\`\n` },
    { ...orders({ 'replication.factor': '3 topic', 'min.insync.replicas': '2 topic' }), unread: [] },
  ],
  [
    'a default of the cluster',
    'DYNAMIC_DEFAULT_BROKER_CONFIG',
    {
      'a.txt':
        'Default configs for brokers in the cluster are:\n  min.insync.replicas=2 sensitive=false synonyms={DYNAMIC_DEFAULT_BROKER_CONFIG:min.insync.replicas=2}\n',
    },
    any({ 'min.insync.replicas': '2 cluster' }),
  ],
  [
    'kafka-configs before 2.5',
    'all in one line',
    { 'a.txt': "Configs for topic 'orders' are min.insync.replicas=2,retention.ms=86400000\n" },
    orders({ 'min.insync.replicas': '2 topic' }),
  ],
  [
    'kafka-configs before 2.5, with spaces',
    'as some print and paste it; a value is no list that goes on with the next key',
    { 'a.txt': "Configs for topic 'orders' are cleanup.policy=compact,delete, min.insync.replicas=2, retention.ms=1\n" },
    orders({ 'min.insync.replicas': '2 topic' }),
  ],
  [
    'defaults of brokers that ZooKeeper has',
    '/config/brokers/<default> lies below what a broker has of its own, in whatever order they are listed',
    {
      'a.txt':
        "Configs for brokers '1' are unclean.leader.election.enable=false\nConfigs for default brokers are unclean.leader.election.enable=true,min.insync.replicas=2\n",
    },
    any({ 'min.insync.replicas': '2 cluster', 'unclean.leader.election.enable': 'false broker' }),
  ],
  [
    'the same by the name that ZooKeeper has for it',
    'ConfigEntityName.Default',
    { 'a.txt': "Configs for brokers '<default>' are unclean.leader.election.enable=true\n" },
    any({ 'unclean.leader.election.enable': 'true cluster' }),
  ],
  [
    'a plan with modules',
    'a resource is what it is, wherever it stands',
    {
      'plan.json': plan({
        address: 'module.t["orders"].kafka_topic.this',
        change: {
          actions: ['update'],
          before: topic('orders', { 'min.insync.replicas': '2' }),
          after: topic('orders', { 'min.insync.replicas': '1' }),
          after_unknown: {},
        },
      }),
    },
    orders({ 'replication.factor': '3 topic', 'min.insync.replicas': '1 topic' }),
  ],
  [
    'created before it is destroyed',
    'the records are gone all the same',
    {
      'plan.json': plan({
        change: { actions: ['create', 'delete'], before: topic('a', {}), after: topic('a', {}), after_unknown: {} },
      }),
    },
    { destroyed: ['a replace'] },
  ],
  [
    'an attribute that nearly is config',
    'it may hold what was meant',
    {
      'plan.json': plan({
        change: {
          actions: ['create'],
          before: null,
          after: { name: 'a', replication_factor: 3, confg: { 'min.insync.replicas': '2' } },
          after_unknown: {},
        },
      }),
    },
    { unread: ['confg of topic a is not read, and may decide something'] },
  ],
]

describe.each([
  ['files of Kafka', FILES],
  ['listings and plans', LISTINGS],
])('%s', (_, rows) => {
  it.each(rows)('%s: %s', (_name, _why, files, expected) => {
    const found = cameTo(files)
    expect(found).toMatchObject({ refused: undefined, ...expected })
  })
})
