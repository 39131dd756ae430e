/** What reading and resolving costs: twice the input, twice the work. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type * as Config from '../../config/index.ts'
import type * as Cases from '../../guarantees/cases.ts'
import { growth, LIMIT } from '../growth.ts'
import { Work } from '../work.ts'

let work: Work
let config: typeof Config
let cases: typeof Cases

beforeAll(async () => {
  work = new Work()
  config = await import('../../config/index.ts')
  cases = await import('../../guarantees/cases.ts')
})
afterAll(() => work.end())

/** What is refused costs something too. */
function read(text: string, format: Config.Format | undefined, file = 'f', side: 'before' | 'after' = 'after') {
  try {
    return [config.readConfig({ file, text, side, ...(format !== undefined && { format }) })]
  } catch (error) {
    if (error instanceof config.ConfigError) return []
    throw error
  }
}

const many = (n: number, one: (i: number) => string, between = ''): string =>
  Array.from({ length: n }, (_, i) => one(i)).join(between)
const listed = (i: number, configs = 'min.insync.replicas=2') =>
  `Topic: t${i}\tPartitionCount: 1\tReplicationFactor: 3\tConfigs: ${configs}\n\tTopic: t${i}\tPartition: 0\tLeader: 1\tReplicas: 1,2,3\tIsr: 1,2,3\n`
const overridden = (of: string, more = '') =>
  `Dynamic configs for ${of} are:\n  min.insync.replicas=2 sensitive=false synonyms={DYNAMIC_TOPIC_CONFIG:min.insync.replicas=2, STATIC_BROKER_CONFIG:min.insync.replicas=1}\n${more}`
const head = 'apiVersion: kafka.strimzi.io/v1\nkind: KafkaTopic\nmetadata: { name: t }\n'
const resource = (i: number, config = '{ min.insync.replicas: 2 }') =>
  `apiVersion: kafka.strimzi.io/v1\nkind: KafkaTopic\nmetadata: { name: t${i} }\nspec: { replicas: 3, config: ${config} }\n---\n`
const change = (i: number, config = '{"min.insync.replicas":"2"}') =>
  `{"type":"kafka_topic","address":"a","change":{"actions":["update"],"before":null,"after":{"name":"t${i}","replication_factor":3,"config":${config}}}}`
const plan = (changes: string) => `{"format_version":"1.2","resource_changes":[${changes}]}`
const described = (i: number) =>
  `{"resourceType":2,"resourceName":"t${i}","configs":[{"name":"min.insync.replicas","value":"2","configSource":1}]}`

describe('reading', () => {
  it.each<[string, (n: number) => string, Config.Format?]>([
    ['properties: keys', (n) => `acks=1\n${many(n, (i) => `a.b${i}=1\n`)}`],
    ['properties: one key again and again', (n) => many(n, () => 'acks=1\n')],
    ['properties: a value that goes on', (n) => `acks=${many(n, () => '\\\n  1')}\nacks=1`],
    ['properties: backslashes', (n) => `acks=1\na.b=${'\\'.repeat(n)}x`],
    ['properties: a malformed escape after comments', (n) => `acks=1\n${many(n, () => '# \\u\n')}a=\\uZZ`],
    ['properties: a malformed escape after others', (n) => `acks=1\na=${many(n, () => '\\u0041\\\\u')}\\uZZ`],
    ['properties: spaces', (n) => `acks=1\n${many(n, () => ' \t\f')}=\n`],
    ['librdkafka: keys', (n) => `metadata.broker.list=k\n${many(n, () => 'acks=1\nretries=2\n')}`],
    ['spring: properties', (n) => many(n, () => 'spring.kafka.producer.acks=1\n')],
    ['spring: YAML', (n) => `spring:\n  kafka:\n    producer:\n${many(n, (i) => `      a${i}: 1\n`)}`],
    ['kafka-env: variables', (n) => many(n, (i) => `KAFKA_MIN_INSYNC_REPLICAS="${i}" # x\n`)],
    [
      'compose: services',
      (n) =>
        `services:\n${many(n, (i) => `  k${i}: { environment: { KAFKA_NODE_ID: ${i}, KAFKA_MIN_INSYNC_REPLICAS: 2 } }\n`)}  x:\n    environment:\n      KAFKA_X_Y: 1\n`,
    ],
    [
      'kubernetes: a file in a ConfigMap',
      (n) => `apiVersion: v1\nkind: ConfigMap\ndata:\n  server.properties: |\n${many(n, (i) => `    a.b${i}=1\n`)}`,
    ],
    ['kafka-features: lines', (n) => many(n, () => 'Feature: a.version\tFinalizedVersionLevel: 1\tEpoch: 1\n')],
    [
      'terraform: a file in a string',
      (n) =>
        plan(`{"type":"aws_msk_configuration","change":{"after":{"server_properties":"${many(n, (i) => `a.b${i}=1\\n`)}"}}}`),
    ],
    ['no format: a line', (n) => 'a'.repeat(n)],
    ['no format: lines', (n) => many(n, () => '-\n')],
    [
      'kafka-configs: entries',
      (n) => `Dynamic configs for topic t are:\n${many(n, (i) => `  a.b${i}=1 sensitive=false synonyms={}\n`)}`,
    ],
    ['kafka-configs: topics', (n) => many(n, (i) => overridden(`topic t${i}`))],
    ['kafka-configs: brokers', (n) => many(n, (i) => overridden(`broker ${i}`))],
    [
      'kafka-configs: synonyms',
      (n) =>
        `Dynamic configs for topic t are:\n  acks=1 sensitive=false synonyms={${many(n, () => 'DEFAULT_CONFIG:acks=1, ')}}\n`,
    ],
    ['kafka-configs: tails', (n) => `Dynamic configs for topic t are:\n  a.b=${many(n, () => ' sensitive=false synonyms={')}`],
    ['kafka-configs: on one line', (n) => `Configs for topic 't' are ${many(n, (i) => `a.b${i}=1`, ',')}`],
    ['kafka-topics: topics', (n) => many(n, (i) => listed(i))],
    ['kafka-topics: partitions', (n) => many(n, () => listed(0))],
    ['kafka-topics: labels', (n) => many(n, () => 'Topic: '), 'kafka-topics'],
    [
      'kafka-topics: configuration',
      (n) =>
        listed(
          0,
          many(n, (i) => `a.b${i}=1`, ','),
        ),
    ],
    [
      'kafka-topics: replicas',
      (n) =>
        listed(0).replaceAll(
          '1,2,3',
          many(n, (i) => String(i), ','),
        ),
    ],
    ['strimzi: topics', (n) => many(n, resource)],
    ['strimzi: keys', (n) => `${head}spec:\n  config:\n${many(n, (i) => `    a.b${i}: 1\n`)}`],
    ['strimzi: a sequence', (n) => `${head}spec: { config: { a.b: [${many(n, () => '1,')}] } }`],
    ['strimzi: commas', (n) => `${head}spec: [${many(n, () => ',')}]`],
    ['strimzi: a block', (n) => `${head}spec: { config: { x: 1 } }\nx: |\n${many(n, () => '  a\n')}`],
    ['strimzi: quotes', (n) => `${head}spec: "${many(n, () => '\\u0041')}`],
    ['strimzi: anchors', (n) => `${head}${many(n, (i) => `k${i}: &a${i} 1\n`)}`],
    ['strimzi: documents that are none', (n) => `${head}${many(n, () => '---\n# x\n')}`],
    ['strimzi: templates', (n) => `${head}spec:\n${many(n, () => '  # {{ x }}\n')}\tx: {{ y }}\n`],
    ['terraform: changes', (n) => plan(many(n, (i) => change(i), ','))],
    ['terraform: configuration', (n) => plan(change(0, `{${many(n, (i) => `"a.b${i}":"1"`, ',')}}`))],
    ['terraform: a string', (n) => `{"format_version":"1.0","x":"${many(n, () => '\\u0041')}"}`],
    ['terraform: no JSON', (n) => plan(many(n, () => '{},'))],
    ['spring: keys that nobody knows', (n) => many(n, (i) => `spring.kafka.producer.properties.a.b${i}=1\n`)],
    [
      'spring: bindings',
      (n) =>
        `spring.kafka.producer.acks=1\n${many(n, (i) => `spring.cloud.stream.kafka.bindings.n${i}.producer.configuration.acks=1\n`)}`,
    ],
    [
      'streams: keys of a producer',
      (n) => `application.id=a\nprocessing.guarantee=exactly_once_v2\n${many(n, (i) => `producer.a.b${i}=1\n`)}`,
    ],
    ['quarkus: channels', (n) => `kafka.acks=1\n${many(n, (i) => `mp.messaging.outgoing.n${i}.acks=1\n`)}`],
    [
      'micronaut: producers',
      (n) => `kafka:\n  acks: 1\n  producers:\n${many(n, (i) => `    n${i}: { acks: 1 }\n`)}`,
      'micronaut',
    ],
    [
      'connect: flows',
      (n) => `clusters=a,b\n${many(n, (i) => `a->n${i}.enabled=true\nn${i}.config.storage.replication.factor=1\n`)}`,
    ],
    ['ansible: keys', (n) => `all:\n  vars:\n    kafka_broker_custom_properties:\n${many(n, (i) => `      a.b${i}: 1\n`)}`],
    [
      'helm-values: keys',
      (n) => `image: { repository: bitnami/kafka }\noverrideConfiguration:\n${many(n, (i) => `  a.b${i}: 1\n`)}`,
    ],
    [
      'topics-as-code: topics',
      (n) => `topics:\n${many(n, (i) => `  t${i}: { replication: 3, configs: { min.insync.replicas: 2 } }\n`)}`,
    ],
    ['hcl: lines', (n) => `resource "kafka_topic" "t" {\n${many(n, (i) => `  a${i} = 1\n`)}}\n`],
    ['admin-json: resources', (n) => `[${many(n, described, ',')}]`],
    [
      'admin-json: entries',
      (n) => `[{"resourceType":2,"resourceName":"t","configs":[${many(n, (i) => `{"name":"a.b${i}","value":"1"}`, ',')}]}]`,
    ],
    ['admin-json: entries of many topics', (n) => `[${many(n, (i) => `{"topic_name":"t${i}","name":"acks","value":"1"}`, ',')}]`],
  ])('%s', (name, text, format) => {
    // Of unknown keys a thousand are looked at closely, so there are more of them; other pieces are large.
    const made = (times: number) =>
      text(times * (/topics|resources|changes|bindings|channels|producers$|flows/.test(name) ? 150 : 750))
    expect(growth(work, [made(1), made(2), made(4)], (one) => void read(one, format))).toBeLessThan(LIMIT)
  })
})

describe('a folder of files that name each other', () => {
  const ofKubernetes = (i: number, next: number) => `apiVersion: v1
kind: ConfigMap
metadata: { name: env-${i} }
data: { KAFKA_MIN_INSYNC_REPLICAS: "2" }
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: k${i} }
spec:
  template:
    spec:
      containers:
        - { name: kafka, image: "apache/kafka:4.0.1", envFrom: [{ configMapRef: { name: env-${next} } }] }
`
  // One that is named by all, whose every other file has to be looked into.
  const ofCompose = (i: number) =>
    i === 0
      ? 'services:\n  base: { environment: { KAFKA_MIN_INSYNC_REPLICAS: 2 } }\n'
      : `services:\n  k${i}: { image: "apache/kafka:4.0.1", extends: { file: f0.yml, service: base } }\n`

  it.each<[string, (i: number, n: number) => string]>([
    ['Kubernetes: maps of the next file', (i, n) => ofKubernetes(i, (i + 1) % n)],
    ['Compose: services of one file', ofCompose],
  ])('%s', (_, one) => {
    const folder = (n: number) => Array.from({ length: n }, (__, i) => ({ file: `f${i}.yml`, text: one(i, n) }))
    const run = (files: ReturnType<typeof folder>) => {
      // They are seen as the same by all beside them.
      const seen = files.map((file) => ({ ...file }))
      for (const file of files) {
        const beside = new Map(seen.filter((other) => other.file !== file.file).map((other) => [other.file, other]))
        config.finished(config.readingConfig({ ...file, side: 'after', beside }))
      }
    }
    expect(growth(work, [folder(20), folder(40), folder(80)], run)).toBeLessThan(LIMIT)
  })
})

describe('patterns of topics', () => {
  it('are held against a name once, however many stars they have', () => {
    const names = ['a'.repeat(249), `${'a'.repeat(248)}b`]
    expect(config.topicsLike(`${'*a'.repeat(60)}*b`, names)).toEqual([names[1]])
    expect(config.topicsLike(`${'*a'.repeat(249)}*`, names)).toEqual([names[0]])
    expect(
      ['*', 'a*a', 'ab*ba', '*b', 'a**', 'aba', 'a.a', 'ab*aba'].map((pattern) => config.topicsLike(pattern, ['aba']).length),
    ).toEqual([1, 1, 0, 0, 1, 1, 0, 0])
  })
})

describe('from documents to cases', () => {
  const proposed = 'min.insync.replicas=1\n'
  it.each<[string, (n: number) => readonly string[], compares: boolean]>([
    ['topics of a listing', (n) => [many(n, (i) => listed(i))], false],
    ['topics of a listing that change', (n) => [many(n, (i) => listed(i))], true],
    [
      'topics of a dump, with brokers',
      (n) => [many(n, (i) => overridden(`topic t${i}`)), many(n, (i) => overridden(`broker ${i}`))],
      false,
    ],
    ['topics in a file each', (n) => Array.from({ length: n }, (_, i) => resource(i)), false],
    [
      'topics in a file each, with a notice',
      (n) => Array.from({ length: n }, (_, i) => resource(i, '{ ssl.x: 1, min.insync.replicas: 2 }')),
      false,
    ],
    ['topics of a plan', (n) => [plan(many(n, (i) => change(i), ','))], false],
    ['partitions of a topic', (n) => [many(n, () => listed(0))], false],
    ['keys that nobody knows', (n) => [many(n, (i) => listed(i, `no.key${i}=1`))], false],
  ])('%s', (_, texts, compares) => {
    const documents = (times: number) => {
      const given = texts(times * 125).flatMap((text, i) => read(text, undefined, `f${i}`))
      return { before: given, after: compares ? [...given, ...read(proposed, undefined)] : given }
    }
    const run = ({ before, after }: ReturnType<typeof documents>) =>
      void config.finished(cases.casesOf(compares ? before : [], after, compares, {}))
    expect(growth(work, [documents(1), documents(2), documents(4)], run)).toBeLessThan(LIMIT)
  })
})
