/** One configuration, however YAML or JSON writes it, comes to one thing. */
import { describe, expect, it } from 'vitest'
import { ACKS, any, lines, MIN, RF, type Row, siblings, UNCLEAN } from './siblings.ts'
import { cameTo } from './subjects-of.ts'

const SPRING = { ...any({ [ACKS]: '1 producer', 'enable.auto.commit': 'false vendor' }), unread: [] }
const KAFKA = { ...any({ [RF]: '3 static', [MIN]: '1 static' }), unread: [] }
const SERVER = 'process.roles=broker,controller\nmin.insync.replicas=1\ndefault.replication.factor=3\n'
const base64 = (text: string): string => Buffer.from(text).toString('base64')
const map = (of: object, kind = 'ConfigMap') => JSON.stringify({ apiVersion: 'v1', kind, metadata: { name: 'kafka' }, ...of })

const row = (name: string, why: string, file: string, text: string, expected: Row[3]): Row => [
  name,
  why,
  { [file]: text },
  expected,
]
const spring = (name: string, ...text: readonly string[]): Row =>
  row(name, 'SnakeYAML reads it as the same', 'application.yml', lines(...text), SPRING)

const APPLICATIONS: readonly Row[] = [
  spring('flow style', 'spring: {kafka: {producer: {acks: 1}}}'),
  spring('quoted keys', '"spring":', "  'kafka':", '    "producer":', '      "acks": 1'),
  spring('keys that are dotted at first', "'spring.kafka':", '  producer:', '    acks: 1'),
  spring('keys that are dotted at last', 'spring:', '  kafka.producer.acks: 1'),
  spring('an alias', 'common: &common {acks: 1}', 'spring: {kafka: {producer: *common}}'),
  spring('a merged map', 'common: &common', '  acks: 1', 'spring:', '  kafka: {producer: {<<: *common}}'),
  row('JSON', 'YAML has JSON in it', 'application.yaml', '{"spring":{"kafka":{"producer":{"acks":1}}}}', SPRING),
  row(
    'a profile in flow style',
    'each profile is a client',
    'application.yml',
    lines(
      'spring: {kafka: {producer: {acks: all}}}',
      '---',
      'spring: {config: {activate: {on-profile: prod}}, kafka: {producer: {acks: 1}}}',
    ),
    {
      subjects: {
        'any topic': { [ACKS]: 'all producer', 'enable.auto.commit': 'false vendor' },
        'any topic (profile prod)': { [ACKS]: '1 producer', 'enable.auto.commit': 'false vendor' },
      },
      unread: [],
    },
  ),
  row(
    'a binding of Cloud Stream, dotted',
    'it is the binder’s all the same',
    'application.yml',
    lines('spring.cloud.stream:', '  kafka: {binder: {requiredAcks: 1}}', '  bindings: {out-0: {destination: orders}}'),
    { unread: [] },
  ),
]

const DEPLOYMENTS: readonly Row[] = [
  row(
    'Compose in flow style',
    'it is a node as in block style',
    'compose.yml',
    'services: {kafka: {image: "apache/kafka:4.0.1", environment: {KAFKA_MIN_INSYNC_REPLICAS: 1, KAFKA_DEFAULT_REPLICATION_FACTOR: 3}}}',
    KAFKA,
  ),
  row(
    'Compose as JSON',
    'docker compose config --format json prints it, with configs, which dumps of clients have too',
    'compose.json',
    JSON.stringify({
      name: 'shop',
      configs: {},
      services: {
        kafka: {
          image: 'apache/kafka:4.0.1',
          environment: { KAFKA_UNCLEAN_LEADER_ELECTION_ENABLE: 'true', KAFKA_DEFAULT_REPLICATION_FACTOR: '3' },
        },
      },
    }),
    { ...any({ [RF]: '3 static', [UNCLEAN]: 'true static' }), unread: [] },
  ),
  row(
    'a StatefulSet as JSON',
    'kubectl get -o json prints it, and it is no resource of Strimzi',
    'set.json',
    JSON.stringify({
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name: 'kafka' },
      spec: {
        template: {
          spec: {
            containers: [
              {
                name: 'kafka',
                image: 'apache/kafka:4.0.1',
                env: [
                  { name: 'KAFKA_MIN_INSYNC_REPLICAS', value: '1' },
                  { name: 'KAFKA_DEFAULT_REPLICATION_FACTOR', value: '3' },
                ],
              },
            ],
          },
        },
      },
    }),
    KAFKA,
  ),
  row(
    'a ConfigMap with quoted keys',
    'it is one as without',
    'map.yml',
    lines(
      '"apiVersion": "v1"',
      '"kind": "ConfigMap"',
      '"metadata": {"name": "kafka"}',
      '"data":',
      '  "server.properties": |',
      ...SERVER.trim()
        .split('\n')
        .map((line) => `    ${line}`),
    ),
    KAFKA,
  ),
  row('a ConfigMap as JSON', 'so does kubectl print it', 'map.json', map({ data: { 'server.properties': SERVER } }), KAFKA),
  row(
    'binaryData of a ConfigMap',
    'it has the same files, in base64; kubectl create --from-file makes it of what is not UTF-8',
    'map.json',
    map({ binaryData: { 'server.properties': base64(SERVER), 'kafka.jks': base64('\u0000\u0001') } }),
    KAFKA,
  ),
  row(
    'binaryData that is not base64',
    'what it says is not known',
    'map.json',
    map({ binaryData: { 'server.properties': 'min.insync.replicas=1' } }),
    {
      unread: [
        'nothing in the files bears on replication: what is checked are the defaults of Kafka 4.4',
        'what is here is not text in base64, and not read',
      ],
    },
  ),
  row(
    'a Secret',
    'files with passwords are in one: data is in base64, stringData as it is',
    'secret.json',
    map({ data: { 'producer.properties': base64('acks=1') }, stringData: { 'server.properties': SERVER } }, 'Secret'),
    { ...any({ [RF]: '3 static', [MIN]: '1 static', [ACKS]: '1 producer' }), unread: [] },
  ),
  row(
    'a list of Strimzi’s topics as JSON',
    'it is read as before',
    'topics.json',
    map(
      {
        items: [
          {
            apiVersion: 'kafka.strimzi.io/v1',
            kind: 'KafkaTopic',
            metadata: { name: 'orders' },
            spec: { replicas: 3, partitions: 1, config: { [MIN]: 1 } },
          },
        ],
      },
      'List',
    ),
    { subjects: { orders: { [RF]: '3 topic', [MIN]: '1 topic' } }, unread: [] },
  ),
]

const KAFKA_BESIDE = [
  'services:',
  '  kafka:',
  '    image: apache/kafka:4.0.1',
  '    environment: {KAFKA_DEFAULT_REPLICATION_FACTOR: 3, KAFKA_MIN_INSYNC_REPLICAS: 2}',
  '  app:',
  '    image: shop/app:1',
]
const OF_APP = { [RF]: '3 static', [MIN]: '2 static', 'enable.auto.commit': 'false vendor' }

const PROCESSES: readonly Row[] = [
  row(
    'SPRING_APPLICATION_JSON',
    'Spring Boot reads it above other variables',
    'compose.yml',
    lines(
      ...KAFKA_BESIDE,
      '    environment:',
      '      SPRING_KAFKA_PRODUCER_ACKS: all',
      `      SPRING_APPLICATION_JSON: '{"spring":{"kafka":{"producer":{"acks":"1"}}}}'`,
    ),
    {
      subjects: {
        'any topic': { [RF]: '3 static', [MIN]: '2 static' },
        'any topic (service app)': { ...OF_APP, [ACKS]: '1 producer' },
      },
      unread: [],
    },
  ),
  row(
    'SPRING_APPLICATION_JSON with dotted keys, alone',
    'it is a client too',
    'compose.yml',
    lines(...KAFKA_BESIDE, `    environment: ['SPRING_APPLICATION_JSON={"spring.kafka.producer.acks":"0"}']`),
    {
      subjects: {
        'any topic': { [RF]: '3 static', [MIN]: '2 static' },
        'any topic (service app)': { ...OF_APP, [ACKS]: '0 producer' },
      },
      unread: [],
    },
  ),
  row(
    'SPRING_APPLICATION_JSON that is cut short',
    'what it says is not known',
    'compose.yml',
    lines(...KAFKA_BESIDE, `    environment: {SPRING_APPLICATION_JSON: '{"spring":{"kafka":{"producer'}`),
    { unread: ['SPRING_APPLICATION_JSON is not JSON, and not read'] },
  ),
  row(
    'a channel of Quarkus by a variable',
    'it is none that is read, and was passed over beside a cluster',
    'compose.yml',
    lines(...KAFKA_BESIDE, '    environment: {MP_MESSAGING_OUTGOING_ORDERS_ACKS: 1}'),
    { unread: ['a key here is not read here, and may decide something'] },
  ),
]

siblings([
  ['processes', PROCESSES],
  ['applications', APPLICATIONS],
  ['deployments', DEPLOYMENTS],
])

describe('aliases within aliases', () => {
  it('are looked through as far as lines are looked at', () => {
    const levels = Array.from({ length: 40 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`)
    expect(cameTo({ 'bomb.yml': lines('a0: &a0 {x: 1}', ...levels) }).refused).toContain('is in no format that is read')
  })
})
