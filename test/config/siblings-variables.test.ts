/** What images take of the variables that are given them: `KAFKA_…` or `KAFKA_CFG_…`. */
import { any, lines, MIN, RF, type Row, siblings, UNCLEAN } from './siblings.ts'

const compose = (image: string, ...variables: readonly string[]): Readonly<Record<string, string>> => ({
  'compose.yml': lines(
    'services:',
    '  kafka:',
    `    image: ${image}`,
    '    environment:',
    ...variables.map((v) => `      - ${v}`),
  ),
})
const none = (given: string, taken: string) => `${given} has no effect in this image, which takes ${taken}`
const open = (name: string) =>
  `whether ${name} counts is not known: an image takes KAFKA_… or KAFKA_CFG_…, both are here, and none is named`

const IMAGES: readonly Row[] = [
  [
    'Apache’s image and KAFKA_CFG_',
    'KafkaDockerWrapper makes cfg.min.insync.replicas of it, which is no key',
    compose('apache/kafka:4.0.1', 'KAFKA_CFG_MIN_INSYNC_REPLICAS=2', 'KAFKA_DEFAULT_REPLICATION_FACTOR=3'),
    {
      ...any({ [RF]: '3 static' }),
      unread: [none('KAFKA_CFG_MIN_INSYNC_REPLICAS', 'KAFKA_MIN_INSYNC_REPLICAS')],
    },
  ],
  [
    'Confluent’s image in a StatefulSet and KAFKA_CFG_',
    'it takes what Apache’s takes',
    {
      'set.yaml': lines(
        'apiVersion: apps/v1',
        'kind: StatefulSet',
        'spec:',
        '  template:',
        '    spec:',
        '      containers:',
        '      - name: kafka',
        '        image: confluentinc/cp-kafka:7.9.0',
        '        env:',
        '        - {name: KAFKA_CFG_UNCLEAN_LEADER_ELECTION_ENABLE, value: "true"}',
        '        - {name: KAFKA_DEFAULT_REPLICATION_FACTOR, value: "3"}',
      ),
    },
    {
      ...any({ [RF]: '3 static' }),
      unread: [none('KAFKA_CFG_UNCLEAN_LEADER_ELECTION_ENABLE', 'KAFKA_UNCLEAN_LEADER_ELECTION_ENABLE')],
    },
  ],
  [
    'Bitnami’s image and KAFKA_',
    'but for some names of old it takes KAFKA_CFG_ alone',
    compose('bitnamilegacy/kafka:3.9', 'KAFKA_MIN_INSYNC_REPLICAS=2', 'KAFKA_CFG_DEFAULT_REPLICATION_FACTOR=3'),
    { ...any({ [RF]: '3 static' }), unread: [none('KAFKA_MIN_INSYNC_REPLICAS', 'KAFKA_CFG_MIN_INSYNC_REPLICAS')] },
  ],
  [
    'names of old in Bitnami’s image',
    'kafka_create_alias_environment_variables puts them above those with CFG',
    compose('bitnami/kafka:3.9', 'KAFKA_DEFAULT_REPLICATION_FACTOR=2', 'KAFKA_CFG_DEFAULT_REPLICATION_FACTOR=3'),
    { ...any({ [RF]: '2 static' }), unread: [] },
  ],
  [
    'extraEnvVars of Bitnami’s chart',
    'they are of its image',
    {
      'values.yaml': lines(
        'controller: {replicaCount: 3}',
        'defaultReplicationFactor: 3',
        'extraEnvVars:',
        '  - {name: KAFKA_CFG_MIN_INSYNC_REPLICAS, value: "2"}',
        '  - {name: KAFKA_UNCLEAN_LEADER_ELECTION_ENABLE, value: "true"}',
      ),
    },
    {
      ...any({ [RF]: '3 static', [MIN]: '2 static' }),
      unread: [none('KAFKA_UNCLEAN_LEADER_ELECTION_ENABLE', 'KAFKA_CFG_UNCLEAN_LEADER_ELECTION_ENABLE')],
    },
  ],
  [
    'an image of an unknown name',
    'one of the two alone is what it takes',
    compose('registry.local/kafka:1', 'KAFKA_CFG_MIN_INSYNC_REPLICAS=2', 'KAFKA_CFG_DEFAULT_REPLICATION_FACTOR=3'),
    { ...any({ [RF]: '3 static', [MIN]: '2 static' }), unread: [] },
  ],
  [
    'variables of both kinds and no image',
    'what they agree on is known',
    {
      'kafka.env': lines(
        'KAFKA_MIN_INSYNC_REPLICAS=2',
        'KAFKA_CFG_MIN_INSYNC_REPLICAS=1',
        'KAFKA_DEFAULT_REPLICATION_FACTOR=3',
        'KAFKA_CFG_DEFAULT_REPLICATION_FACTOR=3',
        'KAFKA_CFG_UNCLEAN_LEADER_ELECTION_ENABLE=true',
      ),
    },
    {
      ...any({ [RF]: '3 static' }),
      unread: [
        open('KAFKA_MIN_INSYNC_REPLICAS'),
        open('KAFKA_CFG_MIN_INSYNC_REPLICAS'),
        open('KAFKA_CFG_UNCLEAN_LEADER_ELECTION_ENABLE'),
      ],
    },
  ],
  [
    'env_file of a service with an image',
    'its image decides',
    {
      'compose.yml': lines(
        'services:',
        '  kafka:',
        '    image: bitnamisecure/kafka:4.0',
        '    env_file: kafka.env',
        '    environment:',
        '      KAFKA_CFG_PROCESS_ROLES: controller,broker',
      ),
      'kafka.env': lines('KAFKA_UNCLEAN_LEADER_ELECTION_ENABLE=false', 'KAFKA_CFG_UNCLEAN_LEADER_ELECTION_ENABLE=true'),
    },
    {
      ...any({ [UNCLEAN]: 'true static' }),
      version: '4.0',
      controller: undefined,
      unread: [none('KAFKA_UNCLEAN_LEADER_ELECTION_ENABLE', 'KAFKA_CFG_UNCLEAN_LEADER_ELECTION_ENABLE')],
    },
  ],
]

siblings([['variables of images', IMAGES]])
