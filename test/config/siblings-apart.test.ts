/** What a container is given in parts, which stand in several resources or files: services that others extend, maps of variables. */
import { ACKS, any, lines, MIN, noFormat, RF, type Row, siblings, UNCLEAN } from './siblings.ts'

const COMMON = lines(
  'services:',
  '  kafka:',
  '    image: confluentinc/cp-kafka:7.6.1',
  '    env_file: kafka.env',
  '    environment:',
  '      KAFKA_PROCESS_ROLES: broker,controller',
  '      KAFKA_DEFAULT_REPLICATION_FACTOR: 3',
  '      KAFKA_MIN_INSYNC_REPLICAS: 1',
)
const EXTENDING = lines(
  'services:',
  '  kafka1:',
  '    extends: {file: ./common.yml, service: kafka}',
  '    environment: [KAFKA_NODE_ID=1, KAFKA_MIN_INSYNC_REPLICAS=2]',
  '  kafka2:',
  '    extends: {service: kafka1}',
  '    environment: {KAFKA_NODE_ID: 2}',
)
const NOT_EXTENDED =
  'what the service extends is not read: give the file that it is in too, or the output of docker compose config'

const EXTENDS_ITSELF = 'extends what extends it, which docker compose refuses: one of these services is to stand by itself'

/** A file that another includes. */
const KAFKA = lines('services:', '  kafka:', '    image: apache/kafka:4.0.1', '    environment: {KAFKA_MIN_INSYNC_REPLICAS: 2}')

const SECOND = lines('services:', '  second:', '    image: apache/kafka:4.0.1', '    environment: {KAFKA_MIN_INSYNC_REPLICAS: 2}')

const COMPOSE: readonly Row[] = [
  [
    'what is included and overridden',
    'an override lies above what is included',
    {
      'compose.yml': 'include: [kafka.yml]\n',
      'kafka.yml': KAFKA,
      'compose.override.yml': lines('services:', '  kafka:', '    environment: {KAFKA_MIN_INSYNC_REPLICAS: 1}'),
    },
    any({ [MIN]: '1 static' }),
  ],
  [
    'what stands in an included file beside its services',
    'nobody reads it',
    {
      'compose.yml': `include: [kafka.yml]\n${SECOND}`,
      'kafka.yml': `${KAFKA}configs:\n  srv:\n    content: |\n      min.insync.replicas=1\n`,
    },
    { ...any({ [MIN]: '2 static' }), unread: ['min.insync.replicas is not read here, and may decide something'] },
  ],
  [
    'an include with variables of its own',
    'they may decide anything, and are not read',
    {
      'compose.yml': `include: [{path: kafka.yml, env_file: sub/prod.env}]\n${SECOND}`,
      'kafka.yml': KAFKA.replace('REPLICAS: 2', 'REPLICAS: "${MIN:-2}"'),
    },
    { unread: ['what include names (kafka.yml) is not read: give it too, or the output of docker compose config'] },
  ],
  [
    'extends into a file beside it',
    'what is extended lies below, with its own env_file, and runs nothing by itself',
    { 'compose.yml': EXTENDING, 'common.yml': COMMON, 'kafka.env': 'KAFKA_UNCLEAN_LEADER_ELECTION_ENABLE=true\n' },
    { ...any({ [RF]: '3 static', [MIN]: '2 static', [UNCLEAN]: 'true static' }), version: '3.6', unread: [] },
  ],
  [
    'extends into a file that is not given',
    'what stands there is not known',
    { 'compose.yml': EXTENDING },
    { ...any({ [MIN]: '2 static' }), unread: [NOT_EXTENDED] },
  ],
  [
    'extends of a service that is nowhere',
    'Compose refuses it; what was meant is not known',
    { 'compose.yml': EXTENDING, 'common.yml': 'services:\n  other:\n    image: apache/kafka:4.0.1\n' },
    { unread: [NOT_EXTENDED] },
  ],
  [
    'a service that extends itself by way of another',
    'Compose refuses it',
    {
      'compose.yml': lines(
        'services:',
        '  kafka1: {extends: kafka2, image: "apache/kafka:4.0.1"}',
        '  kafka2: {extends: kafka1, environment: {KAFKA_MIN_INSYNC_REPLICAS: 2}}',
      ),
    },
    { refused: `compose.yml:3:12: ${EXTENDS_ITSELF}` },
  ],
  [
    'services of two files that extend each other',
    'Compose refuses it; both were dropped',
    {
      'a.yml': lines('services:', '  k1: {image: "apache/kafka:4.0.1", extends: {file: b.yml, service: k2}}'),
      'b.yml': lines('services:', '  k2: {image: "apache/kafka:4.0.1", extends: {file: a.yml, service: k1}}'),
    },
    { refused: `a.yml:2:37: ${EXTENDS_ITSELF}` },
  ],
  [
    'files that extend each other, and no service itself',
    'Compose takes it: what runs is read once',
    {
      'a.yml': lines(
        'services:',
        '  k1: {image: "apache/kafka:4.0.1", extends: {file: b.yml, service: base}, environment: {KAFKA_NODE_ID: 1}}',
        '  base: {environment: {KAFKA_DEFAULT_REPLICATION_FACTOR: 3}}',
      ),
      'b.yml': lines(
        'services:',
        '  base: {environment: {KAFKA_MIN_INSYNC_REPLICAS: 2}}',
        '  k2: {image: "apache/kafka:4.0.1", extends: {file: a.yml, service: base}, environment: {KAFKA_NODE_ID: 2}}',
      ),
    },
    { ...any({ [RF]: '3 static', [MIN]: '2 static' }), unread: [] },
  ],
  [
    'files that include each other',
    'Compose refuses it; both were dropped',
    { 'a.yml': `include: [b.yml]\n${SECOND}`, 'b.yml': `include: [a.yml]\n${KAFKA}` },
    { refused: 'b.yml:1:11: includes what includes it, which docker compose refuses: leave one of the two out' },
  ],
  [
    'include alone, of a file that is not given',
    'all of it may stand there',
    { 'compose.yml': 'name: x\ninclude:\n  - path: kafka.yml\n' },
    {
      unread: [
        'nothing in the files bears on replication: what is checked are the defaults of Kafka 4.4',
        'what include names (kafka.yml) is not read: give it too, or the output of docker compose config',
      ],
    },
  ],
  ['include alone of another program', 'it is no Compose', { 'ci.yml': 'include:\n  - local: kafka.yml\n' }, noFormat('ci.yml')],
  [
    'images that are not known, beside a cluster that is read',
    'what is called Kafka, or has its variables, may have settings where nobody has looked; a database has not',
    {
      'compose.yml': lines(
        'services:',
        '  kafka1: {image: "apache/kafka:4.0.1", environment: {KAFKA_MIN_INSYNC_REPLICAS: 2}}',
        '  kafka2: {image: registry.example.com/streams:7, extends: {file: common.yml, service: base}}',
        '  orders: {image: registry.example.com/orders:1, env_file: orders.env, environment: {SPRING_KAFKA_CLIENT_ID: x}}',
        '  ui: {image: provectuslabs/kafka-ui, env_file: ui.env, environment: {KAFKA_CLUSTERS_0_NAME: x}}',
        '  db: {image: postgres:16, env_file: db.env, extends: {file: common.yml, service: db}}',
        '  broker: {image: rabbitmq:4, env_file: rabbit.env}',
      ),
    },
    {
      unread: [
        NOT_EXTENDED,
        'the variables of env_file are not read: give that file too, or the output of docker compose config',
      ],
    },
  ],
  [
    'defaults in a fragment, above which each service lies',
    'what nobody takes of a merged map decides nothing',
    {
      'compose.yml': lines(
        'x-env: &env {KAFKA_MIN_INSYNC_REPLICAS: 1, KAFKA_DEFAULT_REPLICATION_FACTOR: 1}',
        'services:',
        '  kafka:',
        '    image: apache/kafka:4.0.1',
        '    environment: {<<: *env, KAFKA_MIN_INSYNC_REPLICAS: 2, KAFKA_DEFAULT_REPLICATION_FACTOR: 3}',
      ),
    },
    { ...any({ [RF]: '3 static', [MIN]: '2 static' }), unread: [] },
  ],
  [
    'defaults in a fragment that is also used where nobody looks',
    'they may decide something there',
    {
      'compose.yml': lines(
        'x-env: &env {KAFKA_MIN_INSYNC_REPLICAS: 1}',
        'services:',
        '  kafka:',
        '    image: apache/kafka:4.0.1',
        '    environment: {<<: *env, KAFKA_MIN_INSYNC_REPLICAS: 2}',
        '    enviroment: *env',
      ),
    },
    { ...any({ [MIN]: '2 static' }), unread: ['KAFKA_MIN_INSYNC_REPLICAS is not read here, and may decide something'] },
  ],
  [
    'files that a service has by configs, and a folder of them',
    'they may hold its settings',
    {
      'compose.yml': lines(
        'services:',
        '  kafka1: {image: "apache/kafka:4.0.1", configs: [{source: srv, target: /mnt/shared/config/server.properties}]}',
        '  kafka2: {image: "apache/kafka:4.0.1", configs: [srv], environment: {KAFKA_MIN_INSYNC_REPLICAS: 2}}',
        '  kafka3: {image: "apache/kafka:4.0.1", volumes: ["./config:/mnt/shared/config:ro"]}',
        '  kafka4: {image: "apache/kafka:4.0.1", configs: [logging], volumes: ["./data:/var/lib/kafka/data"]}',
        'configs: {srv: {file: ./server.properties}, logging: {file: ./log4j.properties}}',
      ),
    },
    { ...any({ [MIN]: '2 static' }), unread: ['a file that is mounted into the service is not read: give it too'] },
  ],
  [
    'a service without an image that extends what is not given',
    'it may run Kafka, beside one that does',
    {
      'compose.yml': lines(
        'services:',
        '  kafka1: {image: "apache/kafka:4.0.1", environment: {KAFKA_MIN_INSYNC_REPLICAS: 2}}',
        '  other: {extends: {file: common.yml, service: base}}',
        '  web: {image: nginx, extends: {file: common.yml, service: web}}',
      ),
    },
    { ...any({ [MIN]: '2 static' }), unread: [NOT_EXTENDED] },
  ],
  [
    'a file that is extended and runs more',
    'it is a project of its own: what both say otherwise is told',
    {
      'dev.yml': lines('services:', '  k: {extends: {file: all.yml, service: k1}, environment: {KAFKA_MIN_INSYNC_REPLICAS: 1}}'),
      'all.yml': lines(
        'services:',
        '  k1: {image: "apache/kafka:4.0.1", environment: {KAFKA_MIN_INSYNC_REPLICAS: 2}}',
        '  k2: {image: "apache/kafka:4.0.1", environment: {KAFKA_MIN_INSYNC_REPLICAS: 2}}',
      ),
    },
    { ...any({ [MIN]: '2 static' }), says: 'min.insync.replicas is given again: the last counts, not that of all.yml:2' },
  ],
  [
    'extends into the file that runs where none is named',
    'it is a cluster of its own, beside the one that extends it',
    {
      'docker-compose.dev.yml': lines(
        'services:',
        '  kafka: {extends: {file: docker-compose.yml, service: kafka}, environment: {KAFKA_MIN_INSYNC_REPLICAS: 1}}',
      ),
      'docker-compose.yml': lines(
        'services:',
        '  kafka: {image: "apache/kafka:4.0.1", environment: {KAFKA_MIN_INSYNC_REPLICAS: 2}}',
      ),
    },
    { ...any({ [MIN]: '2 static' }) },
  ],
  [
    'include of a file beside it',
    'its services run too',
    {
      'compose.yml': lines('include: [kafka.yml]', 'services:', '  kafka0: {image: "apache/kafka:4.0.1"}'),
      'kafka.yml': lines(
        'services:',
        '  kafka1:',
        '    image: apache/kafka:4.0.1',
        '    environment: [KAFKA_MIN_INSYNC_REPLICAS=2]',
      ),
    },
    { ...any({ [MIN]: '2 static' }), unread: [] },
  ],
]

const statefulSet = (...env: readonly string[]): string =>
  lines(
    'apiVersion: apps/v1',
    'kind: StatefulSet',
    'metadata: {name: kafka, namespace: prod}',
    'spec:',
    '  replicas: 3',
    '  template:',
    '    spec:',
    '      containers:',
    '        - name: kafka',
    '          image: apache/kafka:4.0.1',
    ...env.map((line) => `          ${line}`),
  )
const map = (name: string, ...data: readonly string[]): string =>
  lines('apiVersion: v1', 'kind: ConfigMap', `metadata: {name: ${name}}`, 'data:', ...data.map((line) => `  ${line}`))
const FROM_MAP = ['envFrom: [configMapRef: {name: kafka-env}]'] as const
const FROM_KEY = [
  'env:',
  '- name: KAFKA_MIN_INSYNC_REPLICAS',
  '  valueFrom: {configMapKeyRef: {name: tuning, key: minIsr}}',
] as const
const ENV = map('kafka-env', 'KAFKA_DEFAULT_REPLICATION_FACTOR: "3"', 'KAFKA_MIN_INSYNC_REPLICAS: "1"')
const TUNING = map('tuning', 'minIsr: "2"')
const SECRET = lines(
  'apiVersion: v1',
  'kind: Secret',
  'metadata: {name: kafka-env}',
  'data: {KAFKA_MIN_INSYNC_REPLICAS: Mg==, KAFKA_SSL_KEY_PASSWORD: aHVudGVyMg==}',
)
const notGiven = (what: string) => `the variables of envFrom, from the ${what}, are not read: give it too`

const UNKNOWN_IMAGE = statefulSet('envFrom: [configMapRef: {name: gone}]').replace(
  'apache/kafka:4.0.1',
  'registry.example.com/streams:7',
)
const MOUNTED = statefulSet(
  'volumeMounts:',
  '- {name: config, mountPath: /opt/kafka/config/server.properties, subPath: server.properties}',
  '- {name: logging, mountPath: /opt/kafka/config/log4j2.yaml, subPath: log4j2.yaml}',
).concat('      volumes: [{name: config, configMap: {name: kafka-config}}, {name: logging, configMap: {name: logging}}]\n')

const KUBERNETES: readonly Row[] = [
  [
    'an image that is not known, with a map that is not given, beside a cluster that is read',
    'the container is called Kafka, and may have settings there',
    { 'a.yaml': UNKNOWN_IMAGE, 'b.yaml': statefulSet('env: [{name: KAFKA_MIN_INSYNC_REPLICAS, value: "2"}]') },
    { ...any({ [MIN]: '2 static' }), unread: [notGiven('ConfigMap gone')] },
  ],
  [
    'a database with a map that is not given, beside a cluster that is read',
    'it has no settings of Kafka',
    {
      'a.yaml': [
        UNKNOWN_IMAGE.replaceAll('kafka', 'orders').replace('registry.example.com/streams:7', 'postgres:16'),
        statefulSet('env: [{name: KAFKA_MIN_INSYNC_REPLICAS, value: "2"}]'),
      ].join('---\n'),
    },
    { ...any({ [MIN]: '2 static' }), unread: [] },
  ],
  [
    'files of a map that is not given',
    'they are the configuration of the broker',
    { 'a.yaml': MOUNTED },
    {
      unread: ['the files of the ConfigMap kafka-config, which are mounted here, are not read: give it too'],
    },
  ],
  [
    'files of a map that is given',
    'they are read where they stand',
    {
      'a.yaml': MOUNTED,
      'b.yaml': map('kafka-config', 'server.properties: |', '  process.roles=broker', '  min.insync.replicas=2'),
    },
    { ...any({ [MIN]: '2 static' }), unread: [] },
  ],
  [
    'a map as JSON beside YAML',
    'kubectl takes both',
    {
      'a.yaml': statefulSet(...FROM_MAP),
      'b.json': JSON.stringify({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'kafka-env' },
        data: { KAFKA_MIN_INSYNC_REPLICAS: '2' },
      }),
    },
    { ...any({ [MIN]: '2 static' }), unread: [] },
  ],
  [
    'a map of a workload that stands in a file of Strimzi',
    'nobody reads that workload, and the map counts by itself',
    {
      'k.yml': lines(
        'apiVersion: kafka.strimzi.io/v1',
        'kind: KafkaTopic',
        'metadata: {name: orders}',
        'spec: {replicas: 3}',
        '---',
        'apiVersion: apps/v1',
        'kind: StatefulSet',
        'spec: {template: {spec: {containers: [{image: "apache/kafka:4.0.1", envFrom: [{configMapRef: {name: kenv}}]}]}}}',
      ),
      'm.yml': lines(
        'apiVersion: v1',
        'kind: ConfigMap',
        'metadata: {name: kenv}',
        'data:',
        '  KAFKA_UNCLEAN_LEADER_ELECTION_ENABLE: "true"',
      ),
    },
    { subjects: { orders: { [RF]: '3 topic', [UNCLEAN]: 'true static' } } },
  ],
  [
    'an image and envFrom alone',
    'what a map beside it gives is the container’s',
    { 'a.yaml': statefulSet(...FROM_MAP), 'b.yaml': ENV },
    { ...any({ [RF]: '3 static', [MIN]: '1 static' }), version: '4.0', unread: [] },
  ],
  [
    'a map that is read before the container',
    'the order of files decides nothing: env lies above envFrom',
    { 'a.yaml': [ENV, TUNING].join('---\n'), 'b.yaml': statefulSet(...FROM_MAP, ...FROM_KEY) },
    { ...any({ [RF]: '3 static', [MIN]: '2 static' }), unread: [] },
  ],
  [
    'maps in the same file, after the container',
    'they are no nodes of their own, whose values would count as the last',
    { 'a.yaml': [statefulSet(...FROM_MAP, ...FROM_KEY), TUNING, ENV].join('---\n') },
    { ...any({ [RF]: '3 static', [MIN]: '2 static' }), unread: [] },
  ],
  [
    'an image and envFrom of a map that is not given',
    'it is Kafka, and nothing of it is known',
    { 'a.yaml': statefulSet(...FROM_MAP) },
    { version: '4.0', unread: [notGiven('ConfigMap kafka-env')] },
  ],
  [
    'a Secret of variables',
    'it is coded',
    { 'a.yaml': statefulSet('envFrom: [secretRef: {name: kafka-env}]'), 'b.yaml': SECRET },
    { ...any({ [MIN]: '2 static' }), unread: [] },
  ],
  [
    'two maps of one name',
    'which of them is meant is not known',
    {
      'a.yaml': statefulSet(...FROM_MAP),
      'b.yaml': ENV,
      'c.yaml': map('kafka-env', 'KAFKA_MIN_INSYNC_REPLICAS: "2"'),
    },
    { unread: [notGiven('ConfigMap kafka-env')] },
  ],
  [
    'a map of another namespace',
    'it is another map',
    { 'a.yaml': statefulSet(...FROM_MAP), 'b.yaml': ENV.replace('kafka-env}', 'kafka-env, namespace: test}') },
    { unread: [notGiven('ConfigMap kafka-env')] },
  ],
  [
    'a prefix',
    'the names of variables begin with it',
    {
      'a.yaml': [
        statefulSet('envFrom: [{prefix: KAFKA_, configMapRef: {name: kafka-env}}]'),
        map('kafka-env', 'MIN_INSYNC_REPLICAS: "2"'),
      ].join('---\n'),
    },
    { ...any({ [MIN]: '2 static' }), unread: [] },
  ],
  [
    'a key that the map does not have',
    'the container does not start',
    { 'a.yaml': statefulSet(...FROM_KEY), 'b.yaml': [ENV, map('tuning', 'other: "2"')].join('---\n') },
    { unread: ['min.insync.replicas comes from elsewhere (valueFrom), and is not read: give the ConfigMap tuning too'] },
  ],
  [
    'a map of Spring Boot’s variables alone',
    'whichever container has them, they configure a client',
    { 'a.yaml': map('app', 'SPRING_KAFKA_PRODUCER_ACKS: "1"') },
    {
      subjects: { 'any topic (what has the variables of app)': { [ACKS]: '1 producer', 'enable.auto.commit': 'false vendor' } },
      unread: [],
    },
  ],
  [
    'an id from the name of the pod',
    'it bears on nothing',
    {
      'a.yaml': statefulSet(
        'env:',
        '- {name: KAFKA_MIN_INSYNC_REPLICAS, value: "2"}',
        '- {name: KAFKA_NODE_ID, valueFrom: {fieldRef: {fieldPath: metadata.name}}}',
      ),
    },
    { ...any({ [MIN]: '2 static' }), unread: [] },
  ],
  [
    'a password from a Secret that is not given',
    'it bears on nothing',
    {
      'a.yaml': statefulSet(
        'env:',
        '- {name: KAFKA_MIN_INSYNC_REPLICAS, value: "2"}',
        '- {name: KAFKA_SSL_KEYSTORE_PASSWORD, valueFrom: {secretKeyRef: {name: certs, key: password}}}',
      ),
    },
    { ...any({ [MIN]: '2 static' }), unread: [] },
  ],
]

const passedOver = (key: string) => `${key} is a producer’s, which a broker passes over: give the configuration of clients`

const OF_CLIENTS: readonly Row[] = [
  [
    'KAFKA_ACKS in Confluent’s image',
    'the image writes it to the broker’s file, and the broker passes over it',
    {
      'compose.yml': lines(
        'services:',
        '  k:',
        '    image: confluentinc/cp-kafka:7.6.1',
        '    environment: {KAFKA_ACKS: 1, KAFKA_ENABLE_IDEMPOTENCE: "false", KAFKA_MIN_INSYNC_REPLICAS: 2}',
      ),
    },
    { ...any({ [MIN]: '2 static' }), unread: [passedOver('acks'), passedOver('enable.idempotence')] },
  ],
  [
    'KAFKA_CFG_ACKS in Bitnami’s image',
    'likewise',
    { 'compose.yml': lines('services:', '  k:', '    image: bitnami/kafka:3.9.0', '    environment: [KAFKA_CFG_ACKS=all]') },
    { ...any({}), unread: [passedOver('acks')] },
  ],
  [
    'KAFKA_ACKS of a container that is no broker',
    'it is what the application makes of it, so that it is taken as its acks',
    {
      'compose.yml': lines(
        'services:',
        '  app:',
        '    image: registry.example/app:1',
        '    environment: {KAFKA_ACKS: 1, KAFKA_BOOTSTRAP_SERVERS: "k:9092"}',
      ),
    },
    { ...any({ [ACKS]: '1 producer' }), unread: [] },
  ],
  [
    'acks among the configuration of Strimzi’s brokers',
    'likewise',
    {
      'kafka.yaml': lines(
        'apiVersion: kafka.strimzi.io/v1beta2',
        'kind: Kafka',
        'metadata: {name: c}',
        'spec: {kafka: {version: 4.0.1, replicas: 3, config: {acks: 1, min.insync.replicas: 2, replication.factor: 3}}}',
      ),
    },
    {
      ...any({ [MIN]: '2 static' }),
      unread: [
        passedOver('acks'),
        'replication.factor is a topic’s, which a broker passes over: its own is default.replication.factor',
      ],
    },
  ],
]

const VALUES = ['controller: {replicaCount: 3}', 'overrideConfiguration: {min.insync.replicas: 2, default.replication.factor: 3}']
const argo = (...helm: readonly string[]): string =>
  lines(
    'apiVersion: argoproj.io/v1alpha1',
    'kind: Application',
    'metadata: {name: kafka}',
    'spec:',
    '  source:',
    '    repoURL: https://charts.bitnami.com/bitnami',
    '    chart: kafka',
    '    helm:',
    ...helm.map((line) => `      ${line}`),
  )
const inMap = (name: string): readonly string[] => [`${name}:`, ...VALUES.map((line) => `  ${line}`)]
const OF_VALUES = any({ [RF]: '3 static', [MIN]: '2 static' })

const CHARTS: readonly Row[] = [
  [
    'Argo CD with a text',
    'it holds values',
    { 'app.yaml': argo('values: |', ...VALUES.map((v) => `  ${v}`)) },
    { ...OF_VALUES, unread: [] },
  ],
  ['Argo CD with an object', 'likewise', { 'app.yaml': argo(...inMap('valuesObject')) }, { ...OF_VALUES, unread: [] }],
  [
    'Argo CD with both, files and parameters',
    'the object counts, parameters lie above it, files are elsewhere',
    {
      'app.yaml': argo(
        'values: "overrideConfiguration: {min.insync.replicas: 1}"',
        ...inMap('valuesObject'),
        'valueFiles: [prod.yaml]',
        'parameters: [{name: overrideConfiguration.min\\.insync\\.replicas, value: "1"}, {name: service.type, value: NodePort}]',
      ),
    },
    {
      ...OF_VALUES,
      unread: [
        'what valueFiles names is not read: give the output of helm template',
        'a parameter of the chart is not read, and may decide something: give the output of helm template',
        'min.insync.replicas is not read here, and may decide something',
      ],
    },
  ],
  [
    'Argo CD with a folder of its own and files alone',
    'they may hold anything',
    { 'app.yaml': argo('valueFiles: [prod.yaml]').replace('chart: kafka', 'path: charts/kafka') },
    {
      unread: [
        'nothing in the files bears on replication: what is checked are the defaults of Kafka 4.4',
        'what valueFiles names is not read: give the output of helm template',
      ],
    },
  ],
  [
    'Flux',
    'its values are a map',
    {
      'release.yaml': lines(
        'apiVersion: helm.toolkit.fluxcd.io/v2',
        'kind: HelmRelease',
        'metadata: {name: kafka}',
        'spec:',
        '  chart: {spec: {chart: kafka}}',
        ...inMap('values').map((line) => `  ${line}`),
      ),
    },
    { ...OF_VALUES, unread: [] },
  ],
  [
    'a chart that has Kafka’s as a part, after another program’s',
    'extraEnvVars are in each of the vendor’s charts',
    {
      'values.yaml': lines(
        'keycloak: {extraEnvVars: [{name: A, value: b}], existingConfigmap: x}',
        'kafka:',
        ...VALUES.map((line) => `  ${line}`),
      ),
    },
    { ...OF_VALUES, unread: [] },
  ],
  [
    'settings of a .NET application',
    'which section is of which client is in its code',
    { 'appsettings.json': '{"Kafka": {\n  "Producer": {"Acks": "Leader"}}}' },
    {
      refused:
        'appsettings.json:2:17: is a setting of Confluent.Kafka among those of a .NET application, which are not read: give those of each client by librdkafka’s names, such as acks=1, in a file of properties',
    },
  ],
]

siblings([
  ['Compose', COMPOSE],
  ['Kubernetes', KUBERNETES],
  ['charts', CHARTS],
  ['settings of clients among those of brokers', OF_CLIENTS],
])
