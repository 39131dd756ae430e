import { describe, expect, it } from 'vitest'
import { Cluster, ConfigError, type Document, type ResolveRequest } from '../../config/index.ts'
import { resolveSettings } from '../../model/kraft/settings.ts'
import { read, resolve, sample, topicsOf } from './samples.ts'

const VERSION = 'kafka.version=4.1.0\n'
const doc = (text: string, file = 'f.properties') => read(text, file)
const effective = (texts: readonly string[], request: ResolveRequest = {}) =>
  resolve(
    texts.map((text, i) => doc(text, `f${i + 1}.properties`)),
    request,
  )
const one = (text: string, request?: ResolveRequest) => effective([VERSION + text], request)

/** `key=value layer` of one setting, with its place. */
function valueOf(documents: readonly Document[], key: string, request: ResolveRequest = {}): string {
  const found = resolve(documents, request).values.find((value) => value.key === key)
  if (found === undefined) return 'nothing'
  const at = found.place === undefined ? '' : ` ${found.place.file}:${found.place.line}:${found.place.column}`
  const over = found.over.map((entry) => ` over ${entry.layer} ${entry.value}`).join('')
  return `${found.value} ${found.layer}${at}${over}`
}

function refusal(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    return error instanceof ConfigError ? error.toString() : `${(error as Error).name}: ${(error as Error).message}`
  }
  return 'resolved'
}

const strimzi = (kind: string, body: string) => `apiVersion: kafka.strimzi.io/v1\nkind: ${kind}\n${body}\n---\n`

describe('what counts', () => {
  const dump = (sources: readonly string[]) =>
    read(
      `All configs for topic t are:\n  min.insync.replicas=${sources[0]?.split('=')[1] ?? ''} sensitive=false synonyms={${sources
        .map((s) => s.replace(':', ':min.insync.replicas'))
        .join(', ')}}\n`,
      'd',
    )
  const all = [
    'DYNAMIC_TOPIC_CONFIG:=5',
    'DYNAMIC_BROKER_CONFIG:=4',
    'DYNAMIC_DEFAULT_BROKER_CONFIG:=3',
    'STATIC_BROKER_CONFIG:=2',
    'DEFAULT_CONFIG:=1',
  ]

  it.each([
    [0, '5 topic d:2:23 over broker 4 over cluster 3 over static 2 over release 1'],
    [1, '4 broker d:2:23 over cluster 3 over static 2 over release 1'],
    [2, '3 cluster d:2:23 over static 2 over release 1'],
    [3, '2 static d:2:23 over release 1'],
    [4, '1 release d:2:23'],
  ])('a topic before a broker before the cluster before server.properties before the release, from %i', (from, expected) => {
    const request: ResolveRequest = { version: '4.0' }
    expect(valueOf([dump(all.slice(from))], 'min.insync.replicas', request)).toBe(expected)
    const flagged = valueOf([dump(all.slice(from))], 'min.insync.replicas', { ...request, set: { 'min.insync.replicas': '9' } })
    expect(flagged).toMatch(/^9 flag over /)
  })

  it('of several files the later one, with a notice', () => {
    const texts = [`${VERSION}broker.id=1\nmin.insync.replicas=2`, 'broker.id=1\nmin.insync.replicas=3']
    const result = effective(texts)
    expect(result.set).toMatchObject({ 'min.insync.replicas': '3' })
    expect(result.notices).toEqual([
      {
        message: 'min.insync.replicas is given again: this value counts, not that at f1.properties:3:21',
        place: { file: 'f2.properties', line: 2, column: 21 },
      },
    ])
  })

  it('of brokers that differ what most have, with a notice that names them', () => {
    const documents = [read(sample('brokers.kafka-configs.txt'), 'b')]
    const request: ResolveRequest = { version: '3.9' }
    expect(valueOf(documents, 'min.insync.replicas', request)).toBe('1 broker b:5:23 over static 1 over release 1')
    expect(resolve(documents, request).notices.map((n) => n.message)).toEqual([
      'min.insync.replicas differs between brokers (1 on brokers 2, 3, 2 on broker 1): 1 is used',
    ])
  })

  it('a value of one broker leaves open what others have that hold replicas and are not described', () => {
    const key = 'unclean.leader.election.enable'
    const described = (below: string) =>
      read(
        `Dynamic configs for broker 1 are:\n  ${key}=false sensitive=false synonyms={DYNAMIC_BROKER_CONFIG:${key}=false, DYNAMIC_DEFAULT_BROKER_CONFIG:${key}=${below}}\n`,
        'brokers',
      )
    const listing = (replicas: string) =>
      read(
        `Topic: t\tPartitionCount: 1\tReplicationFactor: 3\tConfigs: \n\tTopic: t\tPartition: 0\tLeader: 1\tReplicas: ${replicas}\tIsr: 1\n`,
        'topics',
      )
    const unread = (below: string, replicas: string, request: ResolveRequest = {}) =>
      resolve([described(below), listing(replicas)], { version: '4.0', ...request }).unread.map(({ message }) => message)
    expect(unread('true', '1,2,3')).toEqual([
      `${key}=false is of single brokers, and brokers 2 and 3 are not described: below it stands true`,
    ])
    expect(unread('false', '1,2,3')).toEqual([])
    expect(unread('true', '1')).toEqual([])
    expect(unread('true', '1,2,3', { set: { [key]: 'false' } })).toEqual([])
  })

  it('a later file for any broker counts before an earlier dump of one, and the other way round', () => {
    const dump = read(
      'All configs for broker 1 are:\n  min.insync.replicas=2 sensitive=false synonyms={STATIC_BROKER_CONFIG:min.insync.replicas=2}\n  unclean.leader.election.enable=false sensitive=false synonyms={}',
      'dump',
    )
    const proposed = doc('broker.id=1\nmin.insync.replicas=1', 'proposed')
    expect(valueOf([dump, proposed], 'min.insync.replicas')).toBe('1 static proposed:2:21')
    expect(valueOf([proposed, dump], 'min.insync.replicas')).toBe('2 static dump:2:23')
    expect(resolve([dump, proposed], {}).notices).toEqual([
      {
        message: 'min.insync.replicas is given again: this value counts, not that at dump:2:23',
        place: { file: 'proposed', line: 2, column: 21 },
      },
    ])
  })

  it('nothing given: Kafka’s defaults, of which min.insync.replicas is not the model’s', () => {
    const result = resolve([], {})
    expect(result.set).toEqual({ 'replication.factor': '3', 'min.insync.replicas': '1' })
    expect(result.values.find((v) => v.key === 'min.insync.replicas')).toEqual({
      key: 'min.insync.replicas',
      value: '1',
      layer: 'default',
      over: [],
    })
    expect(result.notes).toEqual([
      "no file gives Kafka's version: 4.4 is assumed",
      'no file gives a replication factor: 3 is assumed',
      'no file was given: all values are defaults',
    ])
    expect(resolveSettings({ version: result.version, set: result.set }).options).toMatchObject({ replicas: 3, minIsr: 1 })
  })

  it('a default that a dump reports is no setting, unless it is not the default of the version', () => {
    const text =
      'All configs for broker 1 are:\n  controlled.shutdown.enable=true sensitive=false synonyms={DEFAULT_CONFIG:controlled.shutdown.enable=true}\n  auto.leader.rebalance.enable=false sensitive=false synonyms={DEFAULT_CONFIG:auto.leader.rebalance.enable=false}\n'
    expect(resolve([read(text)], {}).set).toEqual({
      'replication.factor': '3',
      'min.insync.replicas': '1',
      'auto.leader.rebalance.enable': 'false',
    })
  })

  it('values are read as Kafka reads them', () => {
    expect(one('acks= -1 \nretries=+07\nunclean.leader.election.enable=TRUE\nreplication.factor=3').set).toMatchObject({
      acks: 'all',
      retries: '7',
      'unclean.leader.election.enable': 'true',
    })
  })

  it('synonyms of brokers', () => {
    const result = one('broker.id=1\ndefault.replication.factor=2\nlog.flush.interval.messages=7')
    expect(result.set).toMatchObject({ 'replication.factor': '2', 'flush.messages': '7' })
    expect(result.notes).toEqual([
      'replication.factor 2 is default.replication.factor, which topics get when they are made: a topic that exists may have another',
    ])
    const live = read('Topic: t\tPartition: 0\tLeader: 1\tReplicas: 1,2,3\tIsr: 1,2,3', 'live')
    const both = [doc(`${VERSION}broker.id=1\ndefault.replication.factor=2`), live]
    expect(valueOf(both, 'replication.factor')).toBe('3 assumed live:1:21')
    expect(resolve(both, {}).live.map((p) => p.replicas)).toEqual([[1, 2, 3]])
  })
})

describe('the version', () => {
  it.each([
    ['4.1.1', '4.1'],
    ['4.4.0', '4.4'],
    ['3.4.2', '3.4.1'],
    ['3.9.0', '3.9'],
    ['0.10.2.1', '0.10.2'],
    ['0.11.0.3', '0.11.0'],
    ['1.0.2', '1.0'],
    ['2.8-IV1', '2.8'],
  ])('%s is %s', (given, version) => {
    const result = effective([`kafka.version=${given}`])
    expect(result).toMatchObject({ version, versionFrom: { from: 'file', given, place: { line: 1, column: 15 } } })
    expect(result.notes.filter((text) => text.includes('newer'))).toEqual([])
  })

  it('newer than the model: its newest, and nothing proved of it is a pass', () => {
    const result = effective(['kafka.version=4.5.1'])
    expect(result.version).toBe('4.4')
    expect(result.unread.map(({ message }) => message)).toEqual([
      'Kafka 4.5.1 is newer than this tool knows (4.4): checked as 4.4',
    ])
    expect(effective(['kafka.version=4.4.1']).unread).toEqual([])
  })

  it.each(['0.10.1', 'latest', '4'])('%s is refused where it stands', (given) => {
    expect(refusal(() => effective([`kafka.version=${given}`]))).toBe(
      `f1.properties:1:15: Kafka's version must be one such as 4.1.0, and at least 0.10.2, not ${given}`,
    )
  })

  it('a flag counts first, a release before a protocol version', () => {
    const texts = ['kafka.version=3.9.0', 'broker.id=1\ninter.broker.protocol.version=3.5']
    expect(effective(texts)).toMatchObject({ version: '3.9', versionFrom: { from: 'file' } })
    expect(effective(texts).notices[0]).toMatchObject({ place: { file: 'f2.properties', line: 2 } })
    expect(effective(texts, { version: '2.8' })).toMatchObject({ version: '2.8', versionFrom: { from: 'flag' } })
    expect(effective(texts.slice(1)).version).toBe('3.5')
  })

  it('a cluster upgraded to 4.1 has ELR only when it says so', () => {
    const text = 'broker.id=1\ninter.broker.protocol.version=3.9'
    expect(one(text).set).toMatchObject({ 'eligible.leader.replicas.version': '0' })
    expect(() => one(`${text}\neligible.leader.replicas.version=1`)).toThrow(
      'eligible.leader.replicas.version must be 0 with metadata.version 3.9',
    )
    expect(one('broker.id=1\nkafka.version=4.1.0\neligible.leader.replicas.version=1').set).toMatchObject({
      'eligible.leader.replicas.version': '1',
    })
    expect(one('broker.id=1').set).not.toHaveProperty(['eligible.leader.replicas.version'])
  })

  it('ELR stays as it was unless the new configuration says otherwise, and is on where a partition has some', () => {
    const elr = (text: string, request: ResolveRequest = {}) =>
      resolve([read(text, 'f')], request).values.find(({ key }) => key === 'eligible.leader.replicas.version')
    const before = resolve([read('kafka.version=4.1.0\neligible.leader.replicas.version=0\n', 'f')], {})
    expect(elr('kafka.version=4.1.0\n', { before })).toMatchObject({ value: '0', layer: 'assumed' })
    expect(elr('kafka.version=4.1.0\neligible.leader.replicas.version=1\n', { before })).toMatchObject({ value: '1' })
    expect(elr('kafka.version=4.1.0\n', { assumeElr: '0' })).toMatchObject({ value: '0', layer: 'assumed' })
    expect(elr('kafka.version=4.0.0\n', { assumeElr: '1' })).toMatchObject({ value: '0', layer: 'default' })
    const listing = (found: string) =>
      `Topic: t\tPartitionCount: 1\tReplicationFactor: 2\tConfigs: \n\tTopic: t\tPartition: 0\tLeader: 1\tReplicas: 1,2\tIsr: 1\tElr: ${found}\tLastKnownElr: \n`
    expect(elr(listing('2'), { assumeElr: '0' })).toMatchObject({ value: '1', layer: 'assumed' })
    expect(elr(listing(''), { assumeElr: '0' })).toMatchObject({ value: '0', layer: 'assumed' })
    // It is a feature of the cluster: every topic of it has it, whichever was listed.
    const found = new Cluster([read(listing('2'), 'other')])
    const { values, offsets } = resolve([read('kafka.version=4.0.0\n', 'f')], { found })
    for (const side of [values, offsets.values])
      expect(side.find(({ key }) => key === 'eligible.leader.replicas.version')).toMatchObject({ value: '1' })
  })
})

describe('what Kafka does silently', () => {
  const notes = (text: string, version = '4.1.0') => effective([`kafka.version=${version}\n${text}`]).notes

  it.each([
    ['acks=1\nreplication.factor=3', '4.1.0', 'acks=1 turns idempotence off: enable.idempotence=true is only the default'],
    [
      'replication.factor=2\nmin.insync.replicas=3',
      '3.7.0',
      'min.insync.replicas counts as 2, the replication factor, not 3 (since Kafka 3.7)',
    ],
    [
      'replication.factor=2\nmin.insync.replicas=3',
      '3.6.2',
      'min.insync.replicas is 3, above the replication factor 2: before Kafka 3.7 acks=all can then never be written',
    ],
    [
      'replication.factor=2\nmin.insync.replicas=2',
      '4.1.0',
      'min.insync.replicas is the replication factor, 2: one broker that is down stops every write with acks=all',
    ],
    [
      'replication.factor=3\nunclean.leader.election.enable=true',
      '3.8.0',
      'unclean.leader.election.enable has no effect: on KRaft a setting elects uncleanly only from Kafka 3.9 on (KAFKA-12670)',
    ],
    [
      'broker.id=1\nmin.insync.replicas=2',
      '4.1.0',
      'min.insync.replicas of server.properties counts for the cluster as it was when ELR was switched on: to change it later, set it for the cluster or the topic',
    ],
    [
      'enable.idempotence=true\nreplication.factor=3',
      '2.8.0',
      'enable.idempotence=true brings acks=all with it where acks is not given',
    ],
    [
      'replication.factor=3\ndefault.replication.factor=2',
      '4.1.0',
      'default.replication.factor does not change a topic that exists or gives its own',
    ],
    [
      'broker.id=1\noffsets.topic.replication.factor=2\nmin.insync.replicas=2',
      '4.0.0',
      'min.insync.replicas of __consumer_offsets is the replication factor, 2: one broker that is down stops every write with acks=all',
    ],
  ])('%j with %s', (text, version, note) => {
    expect(notes(text, version)).toContain(note)
  })

  it.each([
    ['replication.factor=3\nmin.insync.replicas=2', '4.1.0'],
    ['replication.factor=1\nmin.insync.replicas=1', '4.1.0'],
    ['replication.factor=3\nunclean.leader.election.enable=true', '3.9.1'],
    ['replication.factor=3\nunclean.leader.election.enable=true', '2.8.0'],
  ])('says nothing of %j with %s', (text, version) => {
    expect(notes(text, version)).toEqual([])
  })

  it('a dump of overrides is no whole', () => {
    const text = 'Dynamic configs for topic t are:\n  retention.ms=1 sensitive=false synonyms={}'
    expect(resolve([read(text)], { version: '4.1' }).notes).toContain(
      'a dump that lists only what was overridden says nothing of server.properties: what no file gives has its default here',
    )
  })
})

describe('what is refused, where it stands', () => {
  it.each([
    ['min.insync.replicas=0', '2:21: min.insync.replicas must be an integer of at least 1, not 0'],
    ['min.insync.replicas=two', '2:21: min.insync.replicas must be an integer of at least 1, not two'],
    ['min.insync.replicas=99999999999', '2:21: min.insync.replicas must be an integer of at most 2147483647, not 99999999999'],
    ['broker.id=1\ndefault.replication.factor=0', '3:28: default.replication.factor must be an integer of at least 1, not 0'],
    ['unclean.leader.election.enable=yes', '2:32: unclean.leader.election.enable must be one of true, false, not yes'],
    ['acks=2', '2:6: acks must be one of 0, 1, all, not 2'],
    ['acks=1\nenable.idempotence=true', '2:6: acks must be all with enable.idempotence=true (ConfigException), not 1'],
    [
      'enable.idempotence=true\nmax.in.flight.requests.per.connection=6',
      '3:39: max.in.flight.requests.per.connection must be at most 5 with idempotence (ConfigException), not 6',
    ],
    ['auto.offset.reset=sometimes', '2:19: auto.offset.reset must be one of earliest, latest, none, not sometimes'],
    [
      `min.insync.replicas=${'x'.repeat(50)}`,
      `2:21: min.insync.replicas must be an integer of at least 1, not ${'x'.repeat(40)}…`,
    ],
    ['min.insync.replicas=\\u001b[31m', '2:21: min.insync.replicas must be an integer of at least 1, not \\u{1b}[31m'],
  ])('%j', (text, message) => {
    expect(refusal(() => one(text))).toBe(`f1.properties:${message}`)
  })

  it('ELR in a release that has none', () => {
    expect(refusal(() => effective(['kafka.version=3.9.0\neligible.leader.replicas.version=1']))).toBe(
      'f1.properties:2:34: eligible.leader.replicas.version must be 0 in Kafka 3.9 (KIP-966 came with 4.0), not 1',
    )
    // What a flag gives stands in no file, whatever else the file has.
    const flagged = { version: '3.9', set: { 'eligible.leader.replicas.version': '1' } } as const
    expect(refusal(() => one('acks=all', flagged))).toBe(
      'OptionError: eligible.leader.replicas.version must be 0 in Kafka 3.9 (KIP-966 came with 4.0), not 1',
    )
  })

  it('min.insync.replicas of one broker under ELR', () => {
    const documents = [read(sample('brokers.kafka-configs.txt'), 'b')]
    expect(refusal(() => resolve(documents, { version: '4.1' }))).toMatch(
      /^b:5:23: min\.insync\.replicas of a single broker is not allowed while eligible\.leader\.replicas\.version is 1/,
    )
    const off = { version: '4.1', set: { 'eligible.leader.replicas.version': '0' } } as const
    expect(refusal(() => resolve(documents, off))).toBe('resolved')
    const on40 = resolve(documents, { version: '4.0', set: { 'eligible.leader.replicas.version': '1' } })
    expect(on40.notices.map((n) => n.message)).toContain(
      'min.insync.replicas of a single broker is not allowed while eligible.leader.replicas.version is 1: Kafka removes it',
    )
  })

  it('more replicas than brokers', () => {
    const text = sample('cluster.yaml').replace('replicas: 3\n  config:', 'replicas: 4\n  config:')
    expect(refusal(() => resolve([read(text, 'c.yaml')], {}))).toBe(
      'c.yaml:41:13: replication.factor 4 needs more brokers than the 3 there are',
    )
    expect(
      valueOf(
        [
          read(
            sample('cluster.yaml')
              .replace('  replicas: 3\n  config:', '  config:')
              .replace(/ +default.repl.*\n/, ''),
            'c',
          ),
        ],
        'replication.factor',
      ),
    ).toBe('1 default')
  })

  it('what a flag gives, as an error of the flag', () => {
    expect(refusal(() => one('', { set: { 'min.insync.replicas': '0' } }))).toBe(
      'OptionError: min.insync.replicas must be an integer of at least 1, not 0',
    )
    const unknown = refusal(() => one('', { set: { 'min.isr': 'hunter2' } }))
    expect(unknown).toMatch(/^OptionError: the key of a setting must be one of replication\.factor, .*, not min\.isr$/)
    expect(unknown).not.toContain('hunter2')
    expect(refusal(() => one('acks=1', { set: { 'enable.idempotence': 'true' } }))).toBe(
      'f1.properties:2:6: acks must be all with enable.idempotence=true (ConfigException), not 1',
    )
  })
})

describe('topics and clusters', () => {
  it('one topic is meant without saying so; of several one must be named', () => {
    const documents = [read(sample('plan.json'), 'plan')]
    expect(topicsOf(documents)).toEqual(['system-metrics', 'new', 'same'])
    expect(refusal(() => resolve(documents, {}))).toBe(
      'plan:4:143: is one of 3 topics: say which to check (system-metrics, new, same)',
    )
    expect(resolve(documents, { topic: 'new' })).toMatchObject({ topic: 'new', set: { 'min.insync.replicas': '1' } })
    expect(refusal(() => resolve(documents, { topic: 'sane' }))).toMatch(
      /there is no topic sane in the files \(did you mean same\?\)$/,
    )
    expect(resolve([doc(VERSION)], { topic: 'any' }).topic).toBe('any')
  })

  it('a topic has the settings of its own cluster', () => {
    const cluster = (name: string, minIsr: number) =>
      strimzi(
        'Kafka',
        `metadata: { name: ${name} }\nspec: { kafka: { version: 4.1.0, replicas: 3, config: { min.insync.replicas: ${minIsr} } } }`,
      )
    const topic = (label: string) => strimzi('KafkaTopic', `metadata: { name: t${label} }\nspec: { replicas: 3 }`)
    const two = cluster('a', 1) + cluster('b', 2)
    const labelled = read(two + topic(', labels: { strimzi.io/cluster: b }'), 'k')
    expect(resolve([labelled], {}).set).toMatchObject({ 'min.insync.replicas': '2' })
    expect(refusal(() => resolve([read(two + topic(''), 'k')], {}))).toMatch(/^k:13:19: is of one of the clusters a, b: a label/)
  })
})

describe('__consumer_offsets', () => {
  const offsets = (texts: readonly Document[], request: ResolveRequest = { version: '4.0' }) => resolve(texts, request).offsets

  it('by default three replicas and min.insync.replicas 1, whatever the topic has', () => {
    expect(
      offsets([doc('min.insync.replicas=3\nunclean.leader.election.enable=true\nacks=1\nreplication.factor=5')]).set,
    ).toEqual({
      'replication.factor': '3',
      'min.insync.replicas': '1',
      acks: 'all',
    })
  })

  it('has what the brokers have', () => {
    const server = doc(
      'broker.id=1\nmin.insync.replicas=2\noffsets.topic.replication.factor=1\nunclean.leader.election.enable=true\nlog.flush.interval.messages=4\ndefault.replication.factor=5',
    )
    const { values, set } = offsets([server], { version: '4.0', set: { 'min.insync.replicas': '7' } })
    expect(set).toEqual({
      'replication.factor': '1',
      'min.insync.replicas': '2',
      'unclean.leader.election.enable': 'true',
      'flush.messages': '4',
      acks: 'all',
    })
    expect(values.map((v) => `${v.key} ${v.layer} ${v.place?.line ?? ''}`).slice(0, 2)).toEqual([
      'replication.factor static 3',
      'min.insync.replicas static 2',
    ])
  })

  it('or what a topic of that name has', () => {
    const topics = read(
      'Topic: __consumer_offsets\tPartitionCount: 1\tReplicationFactor: 2\tConfigs: min.insync.replicas=2\nTopic: t\tPartitionCount: 1\tReplicationFactor: 3\tConfigs: min.insync.replicas=1',
      'k',
    )
    expect(topicsOf([topics])).toEqual(['t'])
    expect(offsets([topics]).set).toMatchObject({ 'replication.factor': '2', 'min.insync.replicas': '2' })
  })

  it('before 4.0 commits may ask for less than acks=all', () => {
    const server = doc('broker.id=1\noffsets.commit.required.acks=1')
    expect(offsets([server], { version: '3.9' }).set).toMatchObject({ acks: '1' })
    expect(offsets([server], { version: '4.0' }).set).toMatchObject({ acks: 'all' })
  })
})

describe('keys the model does not read', () => {
  it('Kafka’s are counted, others listed with one that is near', () => {
    const result = one(
      'retention.ms=1\nssl.keystore.password=x\nlistener.name.a.b=1\nmin.insync.replica=2\nmy.own.thing=1\nacks=all',
    )
    expect(result.ignored).toBe(3)
    expect(result.unknown).toEqual([
      { key: 'min.insync.replica', place: { file: 'f1.properties', line: 5, column: 20 }, suggestion: 'min.insync.replicas' },
      { key: 'my.own.thing', place: { file: 'f1.properties', line: 6, column: 14 } },
    ])
  })

  it('auto.offset.reset by duration is not modelled, and leaves open where a consumer starts', () => {
    const result = one('auto.offset.reset=by_duration:PT1H')
    expect(result.set).not.toHaveProperty(['auto.offset.reset'])
    expect(result.unread).toEqual([
      {
        message: 'auto.offset.reset by duration is not modelled: where a consumer without a position starts is not known',
        place: { file: 'f1.properties', line: 2, column: 19 },
        about: 'auto.offset.reset',
      },
    ])
  })
})

describe('samples resolve to settings the model takes', () => {
  it.each([
    ['server.properties', { 'replication.factor': '3', 'min.insync.replicas': '2', 'flush.messages': '10000' }],
    [
      'profile.properties',
      { 'replication.factor': '3', 'min.insync.replicas': '2', acks: 'all', 'auto.offset.reset': 'earliest' },
    ],
    ['topic.kafka-configs.txt', { 'replication.factor': '3', 'min.insync.replicas': '2' }],
    ['cluster.yaml', { 'replication.factor': '3', 'min.insync.replicas': '1', 'unclean.leader.election.enable': 'true' }],
    ['kafkajs.json', { 'min.insync.replicas': '2' }],
    ['platformatic.json', { 'min.insync.replicas': '2', 'auto.leader.rebalance.enable': 'false' }],
    ['rest.json', { 'min.insync.replicas': '2', 'flush.messages': '5' }],
  ])('%s', (name, expected) => {
    const { version, set, offsets } = resolve([read(sample(name), name)], {})
    expect(set).toMatchObject(expected)
    expect(resolveSettings({ version, set }).options.minIsr).toBe(Number(set['min.insync.replicas']))
    expect(resolveSettings({ version, set: offsets.set }).options.acks).toBe('all')
  })
})
