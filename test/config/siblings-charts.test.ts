/** Values of charts whose fields lie above one another, settings of clients as JSON, slips, and what is refused by its name. */
import { ACKS, any, lines, MIN, RF, type Row, siblings, UNCLEAN } from './siblings.ts'

const contested = (one: string, other: string) =>
  `${MIN} is given in ${one} and in ${other} with another value, and which counts is the chart’s: give the output of helm template`

const CHARTS: readonly Row[] = [
  [
    'extraConfig above what a section overrides',
    'extraConfig is appended to what is made of other fields, wherever it stands',
    {
      'values.yaml': lines(
        'controller: {overrideConfiguration: {min.insync.replicas: 2}}',
        'extraConfig: |',
        '  min.insync.replicas=1',
        '  default.replication.factor=3',
      ),
    },
    { ...any({ [RF]: '3 static', [MIN]: '2 static' }), unread: [contested('extraConfig', 'overrideConfiguration')] },
  ],
  [
    'config beside extraConfig',
    'where config is given, the chart takes nothing else',
    {
      'values.yaml': lines(
        'config: |',
        '  process.roles=broker,controller',
        '  min.insync.replicas=1',
        'extraConfig: min.insync.replicas=2',
      ),
    },
    { ...any({ [MIN]: '2 static' }), unread: [contested('config', 'extraConfig')] },
  ],
  [
    'one field of the chart and of a section',
    'that of the section lies above',
    {
      'values.yaml':
        'overrideConfiguration: {min.insync.replicas: 1}\ncontroller: {overrideConfiguration: {min.insync.replicas: 2}}\n',
    },
    { ...any({ [MIN]: '2 static' }), unread: [] },
  ],
  [
    'a fragment that is merged and overridden',
    'what nobody takes of it decides nothing',
    {
      'values.yaml': lines(
        'common: &common {min.insync.replicas: 1, default.replication.factor: 1}',
        'overrideConfiguration: {<<: *common, min.insync.replicas: 2, default.replication.factor: 3}',
      ),
    },
    { ...any({ [RF]: '3 static', [MIN]: '2 static' }), unread: [] },
  ],
  [
    'Confluent’s chart',
    'its overrides are variables of the image, whose tag is the platform’s; it has ZooKeeper',
    {
      'values.yaml': lines(
        'cp-zookeeper: {servers: 3}',
        'cp-schema-registry: {configurationOverrides: {kafkastore.topic.replication.factor: 1}}',
        'cp-kafka:',
        '  brokers: 3',
        '  imageTag: 6.1.0',
        '  configurationOverrides:',
        '    "default.replication.factor": 3',
        '    "min.insync.replicas": "2"',
      ),
    },
    {
      ...any({ [RF]: '3 static', [MIN]: '2 static' }),
      version: '2.7',
      unread: ['kafkastore.topic.replication.factor is not read here, and may decide something'],
    },
  ],
]

const STRIMZI = lines(
  'apiVersion: kafka.strimzi.io/v1',
  'kind: Kafka',
  'metadata: {name: c}',
  'spec: {kafka: {version: 4.1.0, config: {default.replication.factor: 3, min.insync.replicas: 2}}}',
)
const KUSTOMIZED = { ...any({ [RF]: '3 static', [MIN]: '2 static' }), unread: ['a resource of kind Kustomization is not read'] }

const APPLIED: readonly Row[] = [
  [
    'a file in the values of an Application',
    'each line stands where it stands',
    {
      'app.yaml': lines(
        'apiVersion: argoproj.io/v1alpha1',
        'kind: Application',
        'spec:',
        '  source:',
        '    chart: kafka',
        '    helm:',
        '      values: |',
        '        extraConfig: |',
        '          min.insync.replicas=2',
        '          default.replication.factor=3',
      ),
    },
    { ...any({ [RF]: '3 static', [MIN]: '2 static' }), unread: [] },
  ],
  [
    'a kustomization without a kind',
    'Kustomize needs none',
    {
      'kustomization.yaml': lines(
        'resources: [kafka.yaml]',
        'patches:',
        '  - target: {kind: Kafka}',
        '    patch: |-',
        '      - {op: replace, path: /spec/kafka/config/min.insync.replicas, value: 1}',
      ),
      'kafka.yaml': STRIMZI,
    },
    KUSTOMIZED,
  ],
  [
    'patches of Flux',
    'they stand under spec',
    {
      'flux.yaml': lines(
        'apiVersion: kustomize.toolkit.fluxcd.io/v1',
        'kind: Kustomization',
        'spec:',
        '  path: ./kafka',
        '  patches: [{target: {name: c}, patch: "- {op: remove, path: /spec/kafka/config}"}]',
      ),
      'kafka.yaml': STRIMZI,
    },
    KUSTOMIZED,
  ],
  [
    'a kustomization with a patch of its own file',
    'it may change anything',
    { 'kustomization.yml': 'resources: [kafka.yaml]\npatchesStrategicMerge: [patch.yaml]\n', 'kafka.yaml': STRIMZI },
    KUSTOMIZED,
  ],
]

const CLIENTS: readonly Row[] = [
  [
    'librdkafka as JSON',
    'its names and its defaults',
    { 'client.json': '{"metadata.broker.list": "k:9092", "request.required.acks": 1, "sasl.password": "hunter2"}' },
    {
      ...any({
        [ACKS]: '1 producer',
        'enable.idempotence': 'false vendor',
        retries: '2147483647 vendor',
        'max.in.flight.requests.per.connection': '1000000 vendor',
      }),
      unread: [],
    },
  ],
]

const MISSPELT: readonly Row[] = [
  [
    'settings with a letter wrong',
    'what is meant is said, as it is of flags',
    {
      'server.properties': lines('process.roles=broker', 'min.insync.replica=2', 'unclean.leader.election.enabled=true'),
      'nested.yml': 'services:\n  k: {image: "apache/kafka:4.0.1"}\n  x: {labels: {KAFKA_MIN_INSYNC_REPLICA: 1}}\n',
    },
    {
      unread: [
        'a key here is not read here, and may decide something (did you mean KAFKA_MIN_INSYNC_REPLICAS?)',
        `min.insync.replica is no key that is known, and looks as if it bore on replication (did you mean ${MIN}?)`,
        `unclean.leader.election.enabled is no key that is known, and looks as if it bore on replication (did you mean ${UNCLEAN}?)`,
      ],
    },
  ],
]

const REFUSED: readonly Row[] = [
  [
    'CloudFormation',
    'a file of properties in it is not looked for',
    {
      'msk.yaml':
        'Resources:\n  C:\n    Type: AWS::MSK::Configuration\n    Properties:\n      ServerProperties: min.insync.replicas=1\n',
    },
    {
      refused:
        'msk.yaml:3:5: is a resource of CloudFormation, which are not read: give what its ServerProperties hold as a file of properties, or what aws kafka describe-configuration-revision prints',
    },
  ],
  [
    'a dump of a log',
    'it is for explain',
    { 'dump.txt': 'Dumping /data/orders-0/00000000000000000000.log\nLog starting offset: 0\n' },
    {
      refused:
        'dump.txt:1:1: is what kafka-dump-log prints of records, which tidemark explain reads; for a configuration give what kafka-configs --describe --all prints',
    },
  ],
]

siblings([
  ['charts', CHARTS],
  ['applied', APPLIED],
  ['clients', CLIENTS],
  ['misspelt', MISSPELT],
  ['refused', REFUSED],
])
