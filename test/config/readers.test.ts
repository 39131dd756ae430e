import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ConfigError, type Format, FORMATS, readConfig } from '../../config/index.ts'
import { entriesOf, line, read, sample, SAMPLES, textAt } from './samples.ts'

const lines = (text: string, file?: string, side?: 'before' | 'after') => entriesOf(read(text, file, side)).map(line)

const formatOf = (text: string, file = 'x') => readConfig({ file, text, side: 'after' }).format

/** The message and place of what is thrown. */
function refusal(text: string, file = 'f', format?: Format): string {
  try {
    readConfig({ file, text, side: 'after', ...(format !== undefined && { format }) })
  } catch (error) {
    if (error instanceof ConfigError) return error.toString()
    throw error
  }
  return 'read'
}

describe('samples', () => {
  it('every folder of dialects/ is a dialect of its name', () => {
    const entries = readdirSync(new URL('../../config/dialects/', import.meta.url), { withFileTypes: true })
    const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
    expect(folders.toSorted()).toEqual([...FORMATS].toSorted())
  })

  it.each([
    ['application.properties', 'spring'],
    ['application.yml', 'spring'],
    ['brokers.kafka-configs.txt', 'kafka-configs'],
    ['compose-cp.yml', 'compose'],
    ['configmap.yaml', 'kubernetes'],
    ['connect-distributed.properties', 'connect'],
    ['connector.json', 'connect'],
    ['features.txt', 'kafka-features'],
    ['kafka.env', 'kafka-env'],
    ['librdkafka.conf', 'librdkafka'],
    ['micronaut.yml', 'micronaut'],
    ['ansible.yml', 'ansible'],
    ['hosts.yml', 'ansible'],
    ['msk-get.json', 'aws-msk'],
    ['cfk.yaml', 'confluent-for-kubernetes'],
    ['cfk-kafka.yaml', 'confluent-for-kubernetes'],
    ['platform.yaml', 'confluent-for-kubernetes'],
    ['helm-values.yaml', 'helm-values'],
    ['values.yaml', 'helm-values'],
    ['connect.env', 'kafka-env'],
    ['kafkajs-client.json', 'kafkajs'],
    ['kcat.json', 'kcat'],
    ['rpk-topic.txt', 'rpk'],
    ['rpk-summary.txt', 'rpk'],
    ['stream.yml', 'spring'],
    ['strimzi-connect.yaml', 'strimzi'],
    ['strimzi-mm2.yaml', 'strimzi'],
    ['conduktor.yaml', 'topics-as-code'],
    ['jikkou.yaml', 'topics-as-code'],
    ['julie.yaml', 'topics-as-code'],
    ['kafka-gitops.yaml', 'topics-as-code'],
    ['kafkactl.yaml', 'topics-as-code'],
    ['topicctl.yaml', 'topics-as-code'],
    ['mm2.properties', 'connect'],
    ['quarkus.properties', 'quarkus'],
    ['streams.properties', 'kafka-streams'],
    ['statefulset.yaml', 'kubernetes'],
    ['cluster.yaml', 'strimzi'],
    ['kafkajs.json', 'admin-json'],
    ['old.kafka-configs.txt', 'kafka-configs'],
    ['plan.json', 'terraform'],
    ['platformatic.json', 'admin-json'],
    ['profile.properties', 'properties'],
    ['rest.json', 'admin-json'],
    ['server.properties', 'properties'],
    ['topic.kafka-configs.txt', 'kafka-configs'],
    ['topics.kafka-topics.txt', 'kafka-topics'],
  ])('%s is found to be %s whatever its name, and with CR LF and a byte order mark', (name, format) => {
    const text = sample(name)
    expect(formatOf(text)).toBe(format)
    expect(formatOf(`\uFEFF${text.replaceAll('\n', '\r\n')}`)).toBe(format)
  })

  it.each(SAMPLES.flatMap((name) => (['before', 'after'] as const).map((side) => [name, side] as const)))(
    '%s, %s: every value and topic stands at its place, in three spellings of line ends',
    (name, side) => {
      const plain = sample(name)
      for (const text of [plain, plain.replaceAll('\n', '\r\n'), `\uFEFF${plain.replaceAll('\n', '\r')}`]) {
        const document = read(text, name, side)
        // A default of a client or vendor stands nowhere: its place is what shows whose it is.
        const entries = entriesOf(document).filter((entry) => entry.secret === undefined && entry.layer !== 'vendor')
        const { evidence, unread, topics } = document
        expect(entries.length + topics.length + evidence.length + unread.length).toBeGreaterThan(0)
        // A release that the tag of an image or the version of a platform stands for is not written there.
        const versions = document.versions.filter(({ place }) => !/:|^7\.9/.test(textAt(text, place, 300)))
        // What is coded stands at the start of its code.
        if (name === 'msk-get.json') continue
        for (const { value, place } of [...entries, ...versions]) expect(textAt(text, place, value.length)).toBe(value)
        // What several topics are together is described, and so is a topic without a name.
        const named = document.topics.filter(({ madeBy }) => madeBy === undefined)
        for (const topic of named) expect(textAt(text, topic.place, topic.name.length)).toBe(topic.name)
        for (const { partition, place } of document.topics.flatMap((topic) => topic.partitions))
          expect(textAt(text, place, 1)).toBe(String(partition))
      }
    },
  )
})

describe('.properties', () => {
  it('of a server: every spelling of a separator, continued lines, the last of a key', () => {
    const document = read(sample('server.properties'))
    expect(document.entries.map(line)).toEqual([
      'static process.roles=broker,controller 2:15',
      'static node.id=1 3:9',
      'static controller.quorum.voters=1@localhost:9093 4:26',
      'static listeners=PLAINTEXT://:9092,CONTROLLER://:9093 5:11',
      'static log.dirs=/var/lib/kafka 6:10',
      'static default.replication.factor=3 9:30',
      'static min.insync.replicas=2 10:23',
      'static unclean.leader.election.enable=false 11:34',
      'static log.flush.interval.messages=10000 13:5',
      'static offsets.topic.replication.factor=3 14:34',
      'static inter.broker.protocol.version=3.9-IV0 15:31',
      'static num.partitions=6 16:16',
      'static listener.name.sasl.scram.jaas= 17:31',
    ])
    expect(document.version).toMatchObject({ value: '3.9-IV0', of: 'protocol' })
    expect(document.notices.map((n) => `${n.place.line} ${n.message}`)).toEqual([
      '16 num.partitions is given again: the last counts, not line 7',
    ])
  })

  it('that holds some of everything is sorted key by key', () => {
    expect(read(sample('profile.properties')).entries.map(line)).toEqual([
      'topic replication.factor=3 2:20',
      'topic min.insync.replicas=2 3:21',
      'feature eligible.leader.replicas.version=0 4:34',
      'static auto.leader.rebalance.enable=false 5:30',
      'producer acks=all 6:6',
      'producer enable.idempotence=true 7:20',
      'producer max.in.flight.requests.per.connection=5 8:39',
      'consumer auto.offset.reset=earliest 9:19',
      'consumer enable.auto.commit=false 10:20',
      'topic min.insync.replica= 11:20',
    ])
    expect(read(sample('profile.properties')).version).toMatchObject({
      value: '3.9.0',
      of: 'release',
      place: { line: 1, column: 15 },
    })
  })

  it.each([
    ['topic', 'min.insync.replicas=2\ncleanup.policy=delete', 'topic topic'],
    ['server', 'broker.id=3\nmin.insync.replicas=2\ncleanup.policy=delete', 'static static topic'],
    ['producer', 'bootstrap.servers=a:1\nacks=1\ncompression.type=lz4\nmy.key.x=1', 'producer producer producer producer'],
    ['consumer', 'bootstrap.servers=a:1\ngroup.id=g\nauto.offset.reset=none', 'consumer consumer consumer'],
  ])('of a %s', (_, text, layers) => {
    expect(
      read(text)
        .entries.map((entry) => entry.layer)
        .join(' '),
    ).toBe(layers)
  })

  it('escapes are those of Java, and a value that starts with one is placed at it', () => {
    expect(lines('min\\u002einsync.replicas = \\u0032\nacks=a\\\n  l\\\n  l\nretries=\\\n\n')).toEqual([
      'topic min.insync.replicas=2 1:28',
      'producer acks=all 2:6',
      'producer retries= 6:1',
    ])
    expect(refusal('# \\u\nacks=1\nretries=\\u00zz\n')).toMatch(/^f:3:9: has a \\u /)
    expect(refusal('acks=\\\\u\\\n# \\u00zz\n')).toMatch(/^f:2:3: has a \\u /)
  })
})

describe('kafka-configs.sh', () => {
  it('--all: values with commas, and what lies below them by other names', () => {
    const document = read(sample('topic.kafka-configs.txt'))
    expect(document.complete).toBe(true)
    expect(document.topics.map((topic) => [topic.name, topic.place.line, topic.place.column])).toEqual([['orders', 1, 23]])
    expect(entriesOf(document).map(line)).toEqual([
      'topic cleanup.policy=compact,delete 2:18',
      'release log.cleanup.policy=delete 2:145',
      'release flush.messages=9223372036854775807 3:18',
      'topic min.insync.replicas=2 4:23',
      'cluster min.insync.replicas=3 4:145',
      'static min.insync.replicas=1 4:189',
      'release min.insync.replicas=1 4:227',
      'release unclean.leader.election.enable=false 5:34',
    ])
  })

  it('sections of brokers and of the cluster; a sensitive value is not kept', () => {
    const document = read(sample('brokers.kafka-configs.txt'))
    expect(document.complete).toBe(false)
    expect(document.entries.map(line)).toEqual([
      'broker 1 min.insync.replicas=2 2:23',
      'static 1 min.insync.replicas=1 2:137',
      'release min.insync.replicas=1 2:175',
      'broker 1 listener.name.internal.ssl.keystore.password= 3:48',
      'broker 2 min.insync.replicas=1 5:23',
      'broker 3 min.insync.replicas=1 7:23',
      'cluster unclean.leader.election.enable=true 9:34',
    ])
  })

  it('as it was with ZooKeeper', () => {
    const document = read(sample('old.kafka-configs.txt'))
    expect(entriesOf(document).map(line)).toEqual([
      'broker 7 leader.replication.throttled.rate=700 2:62',
      'topic min.insync.replicas=2 1:52',
      'topic cleanup.policy=compact,delete 1:69',
      'topic retention.ms=1000 1:97',
    ])
    expect(document.topics[0]).toMatchObject({ name: 'orders', place: { line: 1, column: 20 } })
    expect(lines('Configs for topic:x are acks.y=1,min.insync.replicas=2')).toContain('topic min.insync.replicas=2 1:54')
  })

  it('copied without its indentation', () => {
    expect(lines('Dynamic configs for topic t are:\nmin.insync.replicas=2 sensitive=false synonyms={}')).toEqual([
      'topic min.insync.replicas=2 2:21',
    ])
  })

  it('reads an entry from the right, skips other lines and other entities, and counts no header alone as complete', () => {
    const text = [
      '$ bin/kafka-configs.sh --describe',
      'Dynamic configs for topic t are:',
      '  leader.replication.throttled.replicas=a=1, b sensitive=false synonyms={} sensitive=false synonyms={DYNAMIC_TOPIC_CONFIG:leader.replication.throttled.replicas=a=1}',
      'noise',
      'Dynamic configs for client-metric m are:',
      '  metrics=x sensitive=false synonyms={}',
    ].join('\n')
    const document = read(text)
    expect(entriesOf(document).map(line)).toEqual([
      'topic leader.replication.throttled.replicas=a=1, b sensitive=false synonyms={} 3:41',
    ])
    expect(document.complete).toBe(false)
    expect(document.notices.map((n) => n.place.line)).toEqual([1, 5])
  })
})

describe('kafka-topics.sh', () => {
  it('with tabs or spaces: configuration, and partitions as they are', () => {
    const document = read(sample('topics.kafka-topics.txt'))
    const [orders, audit] = document.topics
    expect(orders?.entries.map(line)).toEqual([
      'topic replication.factor=3 1:84',
      'topic min.insync.replicas=2 1:115',
      'topic cleanup.policy=compact,delete 1:132',
      'topic segment.bytes=1073741824 1:161',
    ])
    expect(orders?.partitions.map(({ place, ...rest }) => [rest, place.line, place.column])).toEqual([
      [{ partition: 0, leader: 1, replicas: [1, 2, 3], isr: [1], elr: [2], lastKnownElr: [] }, 2, 27],
      [{ partition: 1, leader: undefined, replicas: [2, 3, 1], isr: [] }, 3, 27],
    ])
    expect(audit?.entries.map(line)).toEqual(['topic replication.factor=2 4:55'])
    expect(audit?.partitions.map((p) => [p.replicas, p.isr])).toEqual([
      [
        [3, 1, 2],
        [3, 1],
      ],
    ])
    expect(document.notices.map((n) => `${n.place.line} ${n.message}`)).toEqual([
      '4 topic audit is marked for deletion',
      '5 partition 0 is being reassigned: its replicas are changing',
    ])
  })

  it('of old releases, without spaces after colons; and what is no number', () => {
    expect(lines('Topic:t\tPartitionCount:1\tReplicationFactor:2\tConfigs:')).toEqual(['topic replication.factor=2 1:44'])
    expect(refusal('Topic: t\tPartition: 0\tLeader: 1\tReplicas: 1,x\tIsr: 1')).toBe(
      'f:1:43: has a Replicas that is not a whole number',
    )
    expect(refusal('\tTopic: t\tPartition: 0\tLeader: 1\tIsr: 1')).toBe('f:1:9: has a partition without Replicas')
  })
})

describe('Strimzi', () => {
  it('several documents: topics, cluster, brokers, version; other kinds are said', () => {
    const document = read(sample('cluster.yaml'))
    expect(entriesOf(document).map(line)).toEqual([
      'static default.replication.factor=3 28:35',
      'static min.insync.replicas=2 29:28',
      'static offsets.topic.replication.factor=3 30:41',
      'static auto.create.topics.enable=false 31:35',
      'topic replication.factor=3 41:13',
      'topic min.insync.replicas=1 43:27',
      'topic retention.ms=7200000 44:19',
      'topic unclean.leader.election.enable=true 45:37',
    ])
    expect(document.topics[0]).toMatchObject({ name: 'My.Topic', cluster: 'prod', place: { line: 39, column: 14 } })
    expect(document.version).toMatchObject({ value: '4.1.0', of: 'release', place: { line: 25, column: 14 } })
    expect(document.brokers).toMatchObject([{ count: 3, cluster: 'prod', place: { line: 7, column: 13 } }])
    expect(document.notices.map((n) => `${n.place.line} ${n.message}`)).toEqual(['47 a resource of kind ConfigMap is not read'])
  })

  const topic = (spec: string) => `apiVersion: kafka.strimzi.io/v1\nkind: KafkaTopic\nmetadata: { name: t }\n${spec}`

  it.each([
    ['an anchor', 'x: &c { min.insync.replicas: 2 }\nspec: { config: *c }', ['topic min.insync.replicas=2 4:30']],
    [
      'a merge',
      'x: &c { min.insync.replicas: 2, flush.messages: 1 }\nspec: { config: { <<: *c, flush.messages: 9 } }',
      ['topic flush.messages=9 5:43', 'topic min.insync.replicas=2 4:30'],
    ],
    ['a block', 'spec:\n  config:\n    min.insync.replicas: |-\n      2', ['topic min.insync.replicas=2 7:7']],
    [
      'words of YAML 1.1',
      'spec: { config: { unclean.leader.election.enable: yes } }',
      ['topic unclean.leader.election.enable=true 4:51'],
    ],
    ['null', 'spec: { replicas: ~, config: { min.insync.replicas: } }', []],
  ])('%s', (_, spec, expected) => {
    expect(lines(topic(spec))).toEqual(expected)
  })

  it('a List, and JSON as kubectl prints it', () => {
    const json = `{"apiVersion":"v1","items":[{"apiVersion":"kafka.strimzi.io/v1","kind":"KafkaTopic","metadata":{"name":"t"},"spec":{"replicas":2,"config":{"min.insync.replicas":"1"}}}],"kind":"List"}`
    expect(lines(json)).toEqual(['topic replication.factor=2 1:128', 'topic min.insync.replicas=1 1:163'])
  })

  it.each([
    [
      'a key given twice, at the second',
      'spec: { config: { flush.messages: 1, flush.messages: 2 } }',
      'f:4:38: has a key of this map a second time',
    ],
    ['a template', 'spec:\n  replicas: {{ .Values.replicas }}', 'f:5:13: is a template'],
    ['a template in quotes', 'spec:\n  replicas: "{{ .Values.replicas }}"', 'f:5:14: is a template'],
    ['a template around', '{{- if .Values.x }}\nspec: {}\n{{- end }}', 'f:4:1: is a template'],
    ['a map where a value belongs', 'spec: { config: { min.insync.replicas: { a: 1 } } }', 'f:4:40: has a map or a sequence'],
    ['what is wrong beside a comment with braces', '# {{ x }}\nspec:\n\treplicas: 3', 'f:6:1: is not YAML'],
    ['tabs', 'spec:\n\treplicas: 3', 'f:5:1: is not YAML'],
    ['an alias of nothing', 'spec: *x', 'f:4:7: has an alias of no anchor before it'],
    ['a merge of itself', 'spec: { config: &a { <<: *a } }', 'f:4:20: merges a map into itself'],
  ])('refuses %s', (_, spec, message) => {
    expect(refusal(topic(spec)).slice(0, message.length)).toBe(message)
  })

  it('a topic without a name, and a document that is no resource', () => {
    expect(refusal('apiVersion: kafka.strimzi.io/v1\nkind: KafkaTopic\nspec: {}')).toBe('f:2:1: has a KafkaTopic without a name')
    expect(refusal('a', 'f', 'strimzi')).toMatch(/^f:1:1: has a document that is no Kubernetes resource/)
  })
})

describe('terraform show -json', () => {
  const names = (side: 'before' | 'after') => read(sample('plan.json'), 'plan', side).topics.map((t) => [t.name, t.changed])

  it('has two sides: what is made is not before, what is deleted is not after', () => {
    expect(names('before')).toEqual([
      ['system-metrics', true],
      ['old', true],
      ['same', false],
    ])
    expect(names('after')).toEqual([
      ['system-metrics', true],
      ['new', true],
      ['same', false],
    ])
    expect(lines(sample('plan.json'), 'plan', 'before').slice(0, 3)).toEqual([
      'topic replication.factor=3 2:175',
      'topic min.insync.replicas=2 2:227',
      'topic unclean.leader.election.enable=false 2:264',
    ])
    expect(lines(sample('plan.json'), 'plan', 'after').slice(0, 3)).toEqual([
      'topic replication.factor=2 2:327',
      'topic min.insync.replicas=2 2:379',
      'topic retention.ms=86400000 2:398',
    ])
    expect(read(sample('plan.json')).notices.map((n) => `${n.place.line} ${n.message}`)).toEqual([
      '4 retention.ms of topic new is known only after the plan is applied, and left out',
    ])
  })

  const plan = (after: string, more = '') =>
    `{"format_version":"1.0","resource_changes":[{"type":"kafka_topic","address":"kafka_topic.a","change":{"actions":["create"],"before":null,"after":${after}${more}}}]}`

  it('unknown and sensitive values are left out', () => {
    expect(
      lines(plan('{"name":null,"replication_factor":null}', ',"after_unknown":{"name":true,"replication_factor":true}')),
    ).toEqual([])
    const hidden = read(plan('{"name":"a","config":{"min.insync.replicas":"2"}}', ',"after_sensitive":{"config":true}'))
    expect(entriesOf(hidden)).toMatchObject([{ key: 'min.insync.replicas', value: '', secret: true }])
  })

  it.each([
    [
      'another major version',
      '{"format_version":"2.0","resource_changes":[]}',
      'f:1:20: has format_version 2.0; only 1.x, and 0.1 and 0.2, can be read',
    ],
    ['a state', '{"format_version":"1.0","values":{}}', 'f:1:1: has no resource_changes'],
    ['a name given twice', '{"format_version":"1.0","format_version":"1.0"}', 'f:1:26: has a name of this object a second time'],
    ['a cut', sample('plan.json').slice(0, 300), 'f:2:226: is not JSON'],
    ['comments', '{"format_version":"1.0", /* x */ "resource_changes":[]}', 'f:1:26: is not JSON'],
  ])('refuses %s', (_, text, message) => {
    expect(refusal(text, 'f', 'terraform').slice(0, message.length)).toBe(message)
  })
})

describe('AdminClient', () => {
  it('kafkajs: the source says the layer, isDefault does not', () => {
    const document = read(sample('kafkajs.json'))
    expect(document.complete).toBe(true)
    expect(entriesOf(document).map(line)).toEqual([
      'topic min.insync.replicas=2 9:64',
      'static min.insync.replicas=1 12:68',
      'release unclean.leader.election.enable=false 14:75',
    ])
  })

  it('@platformatic/kafka', () => {
    expect(entriesOf(read(sample('platformatic.json'))).map(line)).toEqual([
      'static 2 auto.leader.rebalance.enable=false 6:70',
      'topic min.insync.replicas=2 3:61',
      'cluster min.insync.replicas=3 4:77',
    ])
  })

  it('REST, and a bare list of entries', () => {
    const document = read(sample('rest.json'))
    expect(document.topics.map((t) => t.name)).toEqual(['orders'])
    expect(entriesOf(document).map(line)).toEqual([
      'topic min.insync.replicas=2 3:119',
      'release min.insync.replicas=1 6:64',
      'topic flush.messages=5 7:95',
    ])
    expect(lines('[{"name":"min.insync.replicas","value":"2","source":"DYNAMIC_TOPIC_CONFIG"}]')).toEqual([
      'topic min.insync.replicas=2 1:41',
    ])
  })

  it.each([
    [
      'an error',
      '[{"resourceType":2,"resourceName":"t","errorCode":29,"configs":[]}]',
      'f:1:51: has a resource that could not be described: errorCode 29',
    ],
    ['no source of Kafka’s', '[{"name":"acks","value":"1","source":"HERE"}]', 'f:1:39: has a source that is none'],
    ['no resource', '{"resources":[]}', 'f:1:1: describes no resource'],
    ['no entries', '{"resources":[{"resourceType":2}]}', 'f:1:15: has a resource without configEntries'],
    [
      'an entry twice',
      '{"resources":[{"resourceType":2,"configs":[{"name":"a.b","value":"1"},{"name":"a.b","value":"1"}]}]}',
      'f:1:80: has an entry of this name a second time',
    ],
  ])('refuses %s', (_, text, message) => {
    expect(refusal(text).slice(0, message.length)).toBe(message)
  })
})

describe('what is in no format', () => {
  it.each([
    ['nothing', '', 'f:1:1: is empty'],
    ['prose', '\n  Hello world: this is text.', 'f:2:3: is in no format that is read; expected a .properties file'],
    ['other JSON', '{"a":1}', 'f:1:1: is in no format'],
    [
      'other resources',
      'apiVersion: v1\nkind: Pod\n',
      'f:1:1: is in no format that is read; expected resources of Strimzi or Confluent, containers',
    ],
    ['a saved plan', 'PK\u0003\u0004', 'f:1:3: is not a text file. A saved Terraform plan'],
    ['UTF-16', 'a\0c\0', 'f:1:2: is not a text file in UTF-8'],
  ])('%s', (_, text, message) => {
    expect(refusal(text).slice(0, message.length)).toBe(message)
  })

  it('a name breaks a tie', () => {
    expect(formatOf('', 'x.properties')).toBe('properties')
    expect(formatOf('# nothing yet\n', 'x.properties')).toBe('properties')
  })
})
