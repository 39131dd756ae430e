/** What each dialect comes to, in values that count. */
import { describe, expect, it } from 'vitest'
import { read, sample, SAMPLES } from '../config/samples.ts'
import { subjects } from './subjects.ts'

const CLIENT = /^(?:acks|retries|enable|max|auto)/
/** Without what a Connect worker gives all its clients by default. */
const withoutDefaults = (all: Record<string, string[]>): Record<string, string[]> =>
  Object.fromEntries(
    Object.entries(all).map(([name, values]) => [name, values.filter((v) => !(CLIENT.test(v) && v.endsWith('vendor')))]),
  )

const RF3 = ['replication.factor=3 topic', 'min.insync.replicas=2 topic']
const BROKERS = ['replication.factor=3 static', 'min.insync.replicas=2 static']

describe('what a file comes to', () => {
  it.each<[name: string, expected: Record<string, string[]>]>([
    ['ansible.yml', { '': BROKERS }],
    [
      'hosts.yml',
      {
        '': [...BROKERS, 'unclean.leader.election.enable=false static'],
        'any topic (Connect worker)': [...BROKERS, 'unclean.leader.election.enable=false static', 'acks=1 producer'],
      },
    ],
    ['helm-values.yaml', { '': BROKERS }],
    [
      'values.yaml',
      {
        // Its controllers are no brokers, so that unclean election of the brokers’ section decides nothing.
        orders: ['replication.factor=3 topic', 'min.insync.replicas=1 topic'],
        audit: ['replication.factor=2 topic', 'min.insync.replicas=2 static'],
      },
    ],
    ['cfk-kafka.yaml', { '': BROKERS }],
    ['cfk.yaml', { orders: RF3 }],
    [
      'platform.yaml',
      {
        '': ['min.insync.replicas=2 static', 'unclean.leader.election.enable=true static'],
        'any topic (Connect worker)': ['min.insync.replicas=2 static', 'unclean.leader.election.enable=true static'],
        'any topic (connector s3)': [
          'min.insync.replicas=2 static',
          'unclean.leader.election.enable=true static',
          'auto.offset.reset=latest consumer',
        ],
        'the topic of config.storage': [
          'replication.factor=1 topic',
          'min.insync.replicas=2 static',
          'unclean.leader.election.enable=true static',
        ],
      },
    ],
    [
      'kafkajs-client.json',
      {
        '': [
          'acks=1 producer',
          'enable.idempotence=false producer',
          'retries=5 producer',
          'max.in.flight.requests.per.connection=5 producer',
        ],
      },
    ],
    ['kcat.json', { orders: [] }],
    ['msk-get.json', { '': [...BROKERS, 'unclean.leader.election.enable=true vendor'] }],
    ['conduktor.yaml', { orders: RF3 }],
    ['jikkou.yaml', { orders: RF3, audit: ['replication.factor=2 topic'] }],
    ['julie.yaml', { orders: RF3 }],
    ['kafka-gitops.yaml', { orders: RF3 }],
    ['kafkactl.yaml', { orders: ['min.insync.replicas=2 topic'] }],
    ['topicctl.yaml', { orders: RF3 }],
    ['rpk-topic.txt', { '': ['min.insync.replicas=2 topic'] }],
    ['rpk-summary.txt', { orders: RF3 }],
    [
      'strimzi-connect.yaml',
      {
        'any topic (Connect worker)': ['acks=1 producer'],
        'any topic (connector files)': ['acks=all producer'],
        configs: ['replication.factor=1 topic'],
        'the topics that connector files makes': ['replication.factor=2 topic', 'acks=all producer'],
      },
    ],
    ['connect.env', { 'any topic (Connect worker)': ['acks=1 producer'], configs: ['replication.factor=1 topic'] }],
    [
      'stream.yml',
      {
        'any topic (binding orders-out-0)': ['acks=all producer', 'retries=5 producer'],
        'any topic (binding audit-out-0)': ['retries=5 producer'],
        'the topics that binding orders-out-0 makes': [
          'replication.factor=2 topic',
          'min.insync.replicas=2 topic',
          'acks=all producer',
          'retries=5 producer',
        ],
        'the topics that binding audit-out-0 makes': ['replication.factor=2 topic', 'retries=5 producer'],
      },
    ],
  ])('%s', (name, expected) => {
    const isClients = name === 'kafkajs-client.json'
    expect(isClients ? subjects(sample(name)) : withoutDefaults(subjects(sample(name)))).toEqual(expected)
  })

  it('the binder of Spring Cloud Stream has acks=1, above it what Boot gives', () => {
    expect(subjects(sample('stream.yml'))['any topic (binding audit-out-0)']).toContain('acks=1 vendor')
    const text = 'spring.cloud.stream.kafka.binder.brokers=k\nspring.kafka.producer.acks=all\n'
    expect(subjects(text)['any topic (Spring Cloud Stream)']).toContain('acks=all producer')
  })

  it.each([
    ['values.yaml', '3.9.0', 4],
    ['hosts.yml', '3.9', 3],
    ['platform.yaml', '3.9', 3],
    ['kcat.json', undefined, 3],
  ])('the release and the brokers of %s', (name, release, brokers) => {
    const { version, brokers: counts } = read(sample(name))
    expect([version?.value, counts.map(({ count }) => count)]).toEqual([release, [brokers]])
  })

  it('a kcat listing shows no configuration', () => {
    expect(subjects(sample('kcat.json'))).toEqual({ orders: [] })
    expect(read(sample('kcat.json')).topics[0]?.isConfigHidden).toBe(true)
  })

  it('no fixture leaves anything unread', () => {
    expect(
      SAMPLES.filter((name) => name !== 'main.tf').flatMap((name) =>
        read(sample(name), name).unread.map(({ message }) => `${name}: ${message}`),
      ),
    ).toEqual([])
  })
})

describe('what is near a dialect and is not read is said', () => {
  const unread = (text: string): string[] => read(text).unread.map(({ message }) => message)
  const edited = (name: string, from: string, to: string): string[] => {
    expect(sample(name)).toContain(from)
    return unread(sample(name).replace(from, to))
  }

  it.each([
    ['conduktor.yaml', 'replicationFactor', 'replicationFactr', 'replicationFactr is not read, and may decide something'],
    ['conduktor.yaml', 'configs:', 'confgs:', 'confgs is not read, and may decide something'],
    ['kafka-gitops.yaml', 'configs:', 'configuration:', 'configuration is not read, and may decide something'],
    [
      'values.yaml',
      'offsetsTopicReplicationFactor',
      'offsetTopicReplicationFactor',
      'offsetTopicReplicationFactor is not read, and may decide something',
    ],
    [
      'hosts.yml',
      'kafka_broker_custom_properties',
      'kafka_broker_custom_propertie',
      'min.insync.replicas is not read, and may decide something',
    ],
    ['kafkajs-client.json', '"idempotent"', '"idempotence"', 'idempotence is not read, and may decide something'],
    [
      'rpk-topic.txt',
      '2           DYNAMIC_TOPIC_CONFIG',
      '2           DYNAMIC_TO',
      'an entry here is cut short, or from a place that is not known, and not read',
    ],
    ['cfk.yaml', 'configs:', 'config:', 'config is not read, and may decide something'],
    [
      'mm2.properties',
      'offset-syncs.topic.replication.factor',
      'offset-sync.topic.replication.factor',
      'offset-sync.topic.replication.factor is of no flow that is enabled, and not read',
    ],
    [
      'streams.properties',
      'topic.min.insync.replicas',
      'topics.min.insync.replicas',
      'topics.min.insync.replicas is not read, and may decide something',
    ],
    ['connect-distributed.properties', 'producer.acks', 'producers.acks', 'producers.acks is not read, and may decide something'],
  ])('%s: %s as %s', (name, from, to, message) => {
    expect(edited(name, from, to)).toEqual([message])
  })

  it.each([
    ['kafka:\n  existingConfigmap: mine\n', 'what existingConfigmap holds is not read: give it too'],
    [
      '{"ClusterInfo":{"NumberOfBrokerNodes":3}}',
      'the configuration of this cluster is not in it: give aws kafka describe-configuration-revision too',
    ],
    ['kafka_broker_custom_properties: { min.insync.replicas: "{{ n }}" }\n', 'template'],
  ])('%j', (text, message) => {
    if (message === 'template') expect(() => read(text)).toThrow('is a template ({{ … }}), not YAML')
    else expect(unread(text)).toEqual([message])
  })
})
