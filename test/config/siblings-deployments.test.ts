/** More of what containers, operators and plans are given; siblings of those in cases/. */
import { any, lines, MIN, noFormat, RF, type Row, siblings } from './siblings.ts'

const CONTAINERS: readonly Row[] = [
  [
    'Compose with extends',
    'what a service has from another lies below its own',
    {
      'compose.yml': lines(
        'services:',
        '  base:',
        '    image: apache/kafka:4.0.0',
        '    environment:',
        '      KAFKA_PROCESS_ROLES: broker,controller',
        '      KAFKA_MIN_INSYNC_REPLICAS: 2',
        '  kafka1:',
        '    extends: {service: base}',
        '    environment:',
        '      KAFKA_NODE_ID: 1',
        '      KAFKA_DEFAULT_REPLICATION_FACTOR: 3',
      ),
    },
    {
      ...any({ [RF]: '3 static', [MIN]: '2 static' }),
      unread: [],
    },
  ],
  [
    'Compose with a fragment above the services',
    'x-common with <<',
    {
      'compose.yml': lines(
        'x-common: &common',
        '  KAFKA_MIN_INSYNC_REPLICAS: 2',
        '  KAFKA_DEFAULT_REPLICATION_FACTOR: 3',
        'services:',
        '  kafka1:',
        '    image: confluentinc/cp-kafka:7.6.1',
        '    environment:',
        '      <<: *common',
        '      KAFKA_BROKER_ID: 1',
        '      KAFKA_ZOOKEEPER_CONNECT: zk:2181',
      ),
    },
    { ...any({ [RF]: '3 static', [MIN]: '2 static' }), version: '3.6', controller: 'zookeeper', unread: [] },
  ],
  [
    'Compose with a variable that has no value',
    'it has what the shell has',
    {
      'compose.yml': lines(
        'services:',
        '  kafka1:',
        '    image: confluentinc/cp-kafka:7.6.1',
        '    environment:',
        '      KAFKA_BROKER_ID: 1',
        '      KAFKA_MIN_INSYNC_REPLICAS:',
      ),
    },
    { unread: ['min.insync.replicas has the value that the shell has, and is not read'] },
  ],
  [
    'Compose with a command',
    'what a command overrides is above the variables',
    {
      'compose.yml': lines(
        'services:',
        '  kafka1:',
        '    image: apache/kafka:4.0.0',
        '    command: /opt/kafka/bin/kafka-server-start.sh /etc/server.properties --override min.insync.replicas=1',
        '    environment:',
        '      KAFKA_NODE_ID: 1',
        '      KAFKA_MIN_INSYNC_REPLICAS: 2',
      ),
    },
    { unread: ['what command says of replication is not read'] },
  ],
  [
    'a StatefulSet with envFrom',
    'variables of another resource are not in it',
    {
      'sts.yaml': lines(
        'apiVersion: apps/v1',
        'kind: StatefulSet',
        'metadata: {name: kafka}',
        'spec:',
        '  replicas: 3',
        '  template:',
        '    spec:',
        '      containers:',
        '        - name: kafka',
        '          image: apache/kafka:4.0.0',
        '          envFrom:',
        '            - configMapRef: {name: kafka-env}',
        '          env:',
        '            - {name: KAFKA_DEFAULT_REPLICATION_FACTOR, value: "3"}',
      ),
    },
    {
      ...any({ [RF]: '3 static' }),
      unread: ['the variables of envFrom, from the ConfigMap kafka-env, are not read: give it too'],
    },
  ],
  [
    'an environment of a value from a secret',
    'what it is stands elsewhere',
    {
      'sts.yaml': lines(
        'apiVersion: apps/v1',
        'kind: StatefulSet',
        'metadata: {name: kafka}',
        'spec:',
        '  template:',
        '    spec:',
        '      containers:',
        '        - name: kafka',
        '          image: apache/kafka:4.0.0',
        '          env:',
        '            - name: KAFKA_MIN_INSYNC_REPLICAS',
        '              valueFrom: {configMapKeyRef: {name: kafka, key: minIsr}}',
        '            - {name: KAFKA_DEFAULT_REPLICATION_FACTOR, value: "3"}',
      ),
    },
    {
      ...any({ [RF]: '3 static' }),
      unread: ['min.insync.replicas comes from elsewhere (valueFrom), and is not read: give the ConfigMap kafka too'],
    },
  ],
  [
    'a patch of Kustomize as a text',
    'what it changes only Kustomize works out, so that nothing is known',
    {
      'kustomization.yaml': lines(
        'apiVersion: kustomize.config.k8s.io/v1beta1',
        'kind: Kustomization',
        'resources: [kafka.yaml]',
        'patches:',
        '  - target: {kind: Kafka}',
        '    patch: |-',
        '      - op: replace',
        '        path: /spec/kafka/config/min.insync.replicas',
        '        value: 1',
      ),
      'kafka.yaml': lines(
        'apiVersion: kafka.strimzi.io/v1beta2',
        'kind: Kafka',
        'metadata: {name: prod}',
        'spec: {kafka: {version: 4.0.0, replicas: 3, config: {default.replication.factor: 3, min.insync.replicas: 2}}}',
      ),
    },
    { unread: ['a resource of kind Kustomization is not read'] },
  ],
  [
    'values of Bitnami’s chart as a dependency',
    'they stand under the name of the chart',
    {
      'values.yaml': lines(
        'ingress: {enabled: true}',
        'kafka:',
        '  controller: {replicaCount: 3}',
        '  overrideConfiguration:',
        '    default.replication.factor: 3',
        '    min.insync.replicas: 2',
      ),
    },
    { ...any({ [RF]: '3 static', [MIN]: '2 static' }), unread: [] },
  ],
  [
    'values of Bitnami’s chart with settings nested by dots',
    'what is nested is refused: a setting is one value',
    {
      'values.yaml': lines(
        'overrideConfiguration:',
        '  default:',
        '    replication:',
        '      factor: 3',
        '  min.insync.replicas: 2',
      ),
    },
    { refused: 'values.yaml:3:5: has a map or a sequence where one value is expected' },
  ],
  [
    'a HelmRelease of Flux',
    'its values are those of the chart',
    {
      'release.yaml': lines(
        'apiVersion: helm.toolkit.fluxcd.io/v2',
        'kind: HelmRelease',
        'metadata: {name: kafka}',
        'spec:',
        '  chart: {spec: {chart: kafka, version: 32.x}}',
        '  values:',
        '    overrideConfiguration:',
        '      default.replication.factor: 3',
        '      min.insync.replicas: 1',
      ),
    },
    { ...any({ [RF]: '3 static', [MIN]: '1 static' }), unread: [] },
  ],
  [
    'an Application of Argo CD',
    'a text in it holds the values of the chart',
    {
      'app.yaml': lines(
        'apiVersion: argoproj.io/v1alpha1',
        'kind: Application',
        'metadata: {name: kafka}',
        'spec:',
        '  source:',
        '    chart: kafka',
        '    helm:',
        '      values: |',
        '        overrideConfiguration:',
        '          min.insync.replicas: 1',
      ),
    },
    { ...any({ [MIN]: '1 static' }), unread: [] },
  ],
  [
    'a configuration of Strimzi as a List in JSON',
    'kubectl get kafka,kafkatopic -o json',
    {
      'list.json': JSON.stringify({
        apiVersion: 'v1',
        kind: 'List',
        items: [
          {
            apiVersion: 'kafka.strimzi.io/v1',
            kind: 'Kafka',
            metadata: { name: 'prod' },
            spec: { kafka: { version: '4.0.0', config: { 'min.insync.replicas': 2 } } },
          },
          {
            apiVersion: 'kafka.strimzi.io/v1',
            kind: 'KafkaTopic',
            metadata: { name: 'orders', labels: { 'strimzi.io/cluster': 'prod' } },
            spec: { partitions: 3, replicas: 3, config: { 'min.insync.replicas': '1' } },
          },
        ],
      }),
    },
    { subjects: { orders: { [RF]: '3 topic', [MIN]: '1 topic' } }, version: '4.0', unread: [] },
  ],
  [
    'a topic of Strimzi with a name of its own',
    'spec.topicName is what Kafka has',
    {
      'topic.yaml': lines(
        'apiVersion: kafka.strimzi.io/v1beta2',
        'kind: KafkaTopic',
        'metadata: {name: orders-eu}',
        'spec: {topicName: Orders_EU, replicas: 3, partitions: 1, config: {min.insync.replicas: 2}}',
      ),
    },
    { subjects: { Orders_EU: { [RF]: '3 topic', [MIN]: '2 topic' } } },
  ],
  [
    'a topic of Strimzi with a misspelt section',
    'spec.configs is nothing of the schema: the API server drops it',
    {
      'topic.yaml': lines(
        'apiVersion: kafka.strimzi.io/v1beta2',
        'kind: KafkaTopic',
        'metadata: {name: orders}',
        'spec: {replicas: 3, partitions: 1, configs: {min.insync.replicas: 2}}',
      ),
    },
    { unread: ['configs is no field of spec of a KafkaTopic, and not read'] },
  ],
  [
    'cp-ansible with JSON in an inventory of INI',
    'an inventory of INI has other rules than a file of properties: refused',
    {
      'hosts.ini': lines(
        '[kafka_broker]',
        'b1 broker_id=1',
        '[kafka_broker:vars]',
        'kafka_broker_custom_properties={"min.insync.replicas": 1, "default.replication.factor": 3}',
      ),
    },
    noFormat('hosts.ini'),
  ],
]

const PLANS: readonly Row[] = [
  [
    'a topic of Aiven with a configuration as a block',
    'it is a list of one map, with underscores',
    {
      'plan.json': JSON.stringify({
        format_version: '1.2',
        resource_changes: [
          {
            address: 'aiven_kafka_topic.orders',
            mode: 'managed',
            type: 'aiven_kafka_topic',
            name: 'orders',
            change: {
              actions: ['update'],
              before: { topic_name: 'orders', replication: 3, partitions: 1, config: [{ min_insync_replicas: '2' }] },
              after: { topic_name: 'orders', replication: 2, partitions: 1, config: [{ min_insync_replicas: '2' }] },
              after_unknown: { config: [{}] },
            },
          },
        ],
      }),
    },
    { subjects: { orders: { [RF]: '2 topic', [MIN]: '2 topic' } }, unread: [] },
  ],
  [
    'a topic whose change is not said',
    'whether it is deleted or made anew is not known',
    {
      'plan.json': JSON.stringify({
        format_version: '1.2',
        resource_changes: [
          {
            address: 'kafka_topic.orders',
            mode: 'managed',
            type: 'kafka_topic',
            name: 'orders',
            change: {
              before: { name: 'orders', replication_factor: 3, partitions: 1, config: {} },
              after: { name: 'orders', replication_factor: 3, partitions: 1, config: {} },
            },
          },
        ],
      }),
    },
    { refused: 'plan.json:1:45: a topic is changed in a way that is not read' },
  ],
  [
    'a topic that a plan forgets',
    'removed with destroy = false leaves it as it is (Terraform 1.7)',
    {
      'plan.json': JSON.stringify({
        format_version: '1.2',
        resource_changes: [
          {
            address: 'kafka_topic.orders',
            mode: 'managed',
            type: 'kafka_topic',
            name: 'orders',
            change: {
              actions: ['forget'],
              before: { name: 'orders', replication_factor: 3, partitions: 1, config: {} },
              after: null,
              after_unknown: {},
            },
          },
        ],
      }),
    },
    { destroyed: [] },
  ],
  [
    'a resource of another provider that makes topics',
    'conduktor_topic_v2 is not read, and is one',
    {
      'plan.json': JSON.stringify({
        format_version: '1.2',
        resource_changes: [
          {
            address: 'conduktor_console_topic_v2.orders',
            mode: 'managed',
            type: 'conduktor_console_topic_v2',
            name: 'orders',
            change: {
              actions: ['create'],
              before: null,
              after: { name: 'orders', spec: { replication_factor: 1, configs: { 'min.insync.replicas': '1' } } },
              after_unknown: {},
            },
          },
        ],
      }),
    },
    { refused: 'plan.json:1:117: resources of type conduktor_console_topic_v2 are not read' },
  ],
  [
    'a release of Helm in a plan',
    'the values of a chart of Kafka stand in a text of helm_release',
    {
      'plan.json': JSON.stringify({
        format_version: '1.2',
        resource_changes: [
          {
            address: 'helm_release.kafka',
            mode: 'managed',
            type: 'helm_release',
            name: 'kafka',
            change: {
              actions: ['update'],
              before: { name: 'kafka', chart: 'kafka', values: ['overrideConfiguration:\n  min.insync.replicas: 2\n'] },
              after: { name: 'kafka', chart: 'kafka', values: ['overrideConfiguration:\n  min.insync.replicas: 1\n'] },
              after_unknown: {},
            },
          },
        ],
      }),
    },
    { refused: 'plan.json:1:102: resources of type helm_release are not read' },
  ],
  [
    'a manifest in a plan',
    'a resource of Strimzi stands in kubernetes_manifest',
    {
      'plan.json': JSON.stringify({
        format_version: '1.2',
        resource_changes: [
          {
            address: 'kubernetes_manifest.orders',
            mode: 'managed',
            type: 'kubernetes_manifest',
            name: 'orders',
            change: {
              actions: ['create'],
              before: null,
              after: {
                manifest: {
                  apiVersion: 'kafka.strimzi.io/v1beta2',
                  kind: 'KafkaTopic',
                  metadata: { name: 'orders' },
                  spec: { replicas: 1, config: { 'min.insync.replicas': 1 } },
                },
              },
              after_unknown: {},
            },
          },
        ],
      }),
    },
    { refused: 'plan.json:1:110: resources of type kubernetes_manifest are not read' },
  ],
]

siblings([
  ['containers and operators', CONTAINERS],
  ['plans', PLANS],
])
