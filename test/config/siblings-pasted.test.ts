/** What people paste: files as editors, shells and other programs leave them. */
import { ACKS, any, lines, MIN, noFormat, RF, type Row, siblings, UNCLEAN } from './siblings.ts'

const SERVER = ['process.roles=broker,controller', 'default.replication.factor=3']
const OF_SERVER = { [RF]: '3 static', [MIN]: '2 static' }
const TOPIC =
  'apiVersion: kafka.strimzi.io/v1\nkind: KafkaTopic\nmetadata: { name: orders }\nspec: { partitions: 3, replicas: 3, config: '
const server = (text: string) => ({ 'server.properties': text })
const topic = (...given: readonly string[]) => ({ 'topic.properties': lines('replication.factor=3', ...given) })

const CHARACTERS: readonly Row[] = [
  ['CR LF', 'a line ends with either', server([...SERVER, MIN + '=2', ''].join('\r\n')), { ...any(OF_SERVER), unread: [] }],
  ['CR', 'java.util.Properties takes it too', server([...SERVER, MIN + '=2', ''].join('\r')), { ...any(OF_SERVER), unread: [] }],
  ['a mark at the start', 'it is left out', server(`\ufeff${lines(`${MIN}=2`, ...SERVER)}`), { ...any(OF_SERVER), unread: [] }],
  ['tabs', 'they part keys from values', server(`\t${MIN}\t=\t2\t\n${lines(...SERVER)}`), { ...any(OF_SERVER), unread: [] }],
  [
    'spaces after values',
    'ConfigDef trims',
    topic(`${MIN}=2   `, `${UNCLEAN}=TRUE `),
    { ...any({ [RF]: '3 topic', [MIN]: '2 topic', [UNCLEAN]: 'true topic' }), unread: [] },
  ],
  [
    'a space that does not break',
    'String#trim leaves it, so that brokers refuse the value',
    topic(`${MIN}=\u00a02`),
    { refused: `topic.properties:2:21: ${MIN} must be an integer of at least 1, not \u00a02` },
  ],
  [
    'a mark where two files were put together',
    'it is a character of the key, so that Kafka has its default',
    topic(`\ufeff${MIN}=2`),
    { unread: [`${MIN} has characters that cannot be seen in its key, and is another key for Kafka`] },
  ],
  [
    'a path that ends with a backslash',
    'the next line belongs to it',
    server(lines('log.dirs=C:\\kafka\\', `${MIN}=2`, ...SERVER)),
    { unread: [`${MIN} is not read here, and may decide something`] },
  ],
]

const VALUES: readonly Row[] = [
  [
    'quotes',
    'they are of the value',
    topic(`${MIN}="2"`),
    { refused: `topic.properties:2:21: ${MIN} must be an integer of at least 1, not "2"` },
  ],
  [
    'a comment behind a number',
    'it is of the value',
    topic(`${MIN}=2 # two`),
    { refused: `topic.properties:2:21: ${MIN} must be an integer of at least 1, not 2 # two` },
  ],
  [
    'a comment behind acks',
    'it is of the value',
    { 'producer.properties': 'acks=all # safe\nenable.idempotence=true\n' },
    { refused: 'producer.properties:1:6: acks must be one of 0, 1, all, not all # safe' },
  ],
  [
    'underscores',
    'Kafka takes none',
    topic('flush.messages=1_000'),
    { refused: 'topic.properties:2:16: flush.messages must be an integer of at least 1, not 1_000' },
  ],
  [
    'yes',
    'no word of Kafka’s',
    topic(`${UNCLEAN}=yes`),
    { refused: `topic.properties:2:32: ${UNCLEAN} must be one of true, false, not yes` },
  ],
  [
    'yes in YAML',
    'it is true there',
    { 't.yaml': `${TOPIC}{ ${UNCLEAN}: yes } }\n` },
    { subjects: { orders: { [RF]: '3 topic', [UNCLEAN]: 'true topic' } }, unread: [] },
  ],
  ['given twice', 'the last counts', topic(`${MIN}=2`, `${MIN}=1`), any({ [RF]: '3 topic', [MIN]: '1 topic' })],
  [
    'camelCase',
    'the operator hands it on as it is',
    { 't.yaml': `${TOPIC}{ minInsyncReplicas: 2 } }\n` },
    {
      unread: [
        'minInsyncReplicas is no key that is known, and looks as if it bore on replication (did you mean min.insync.replicas?)',
      ],
    },
  ],
  [
    'capitals',
    'keys have none',
    topic('Min.Insync.Replicas=2'),
    {
      unread: [
        'Min.Insync.Replicas is no key that is known, and looks as if it bore on replication (did you mean min.insync.replicas?)',
      ],
    },
  ],
]

const ofTopics = (key: string, own: string) => `${key} is a topic’s, which a broker passes over: its own is ${own}`
const logged = (of: string, ...values: readonly string[]) => ({
  'kafka.log': lines(`[2026-01-01 00:00:00,000] INFO ${of}Config values: `, ...values.map((value) => `\t${value}`)),
})

const SERVERS: readonly Row[] = [
  [
    'names of topics in the file of a server',
    'a broker has names of its own, and passes over all others',
    server(lines('process.roles=broker,controller', `${MIN}=2`, 'replication.factor=3', 'flush.messages=1')),
    {
      ...any({ [MIN]: '2 static' }),
      unread: [
        ofTopics('replication.factor', 'default.replication.factor'),
        ofTopics('flush.messages', 'log.flush.interval.messages'),
      ],
    },
  ],
  [
    'names of topics among the variables of a server',
    'they are the same file in the end',
    { 'kafka.env': lines('KAFKA_REPLICATION_FACTOR=3', 'KAFKA_MIN_INSYNC_REPLICAS=2') },
    { ...any({ [MIN]: '2 static' }), unread: [ofTopics('replication.factor', 'default.replication.factor')] },
  ],
  [
    'what a producer logs',
    'null is what is not set',
    logged('Producer', 'acks = 1', 'enable.idempotence = false', 'transactional.id = null'),
    { ...any({ [ACKS]: '1 producer', 'enable.idempotence': 'false producer' }), unread: [], refused: undefined },
  ],
  [
    'what a broker on ZooKeeper logs',
    'lists have brackets, and one without items is not set',
    logged(
      'Kafka',
      'default.replication.factor = 3',
      'inter.broker.protocol.version = 3.6-IV2',
      'min.insync.replicas = 2',
      'process.roles = []',
      'replica.selector.class = null',
      'zookeeper.connect = zk:2181',
    ),
    {
      ...any(OF_SERVER),
      version: '3.6',
      controller: 'zookeeper',
      unread: [],
      says: 'replica.selector.class is null in this log: it is not set',
    },
  ],
  [
    'what a broker beside controllers logs',
    'its role is that of a list of one',
    logged('Kafka', 'default.replication.factor = 3', 'process.roles = [broker]', `${UNCLEAN} = true`),
    { ...any({ [RF]: '3 static' }), unread: [`${UNCLEAN} of the controller is not known: give its file too`] },
  ],
  [
    'a key with a dot too many',
    'it is another key for Kafka',
    server(lines(...SERVER, `${MIN}=2`, `${MIN}.=1`)),
    { ...any(OF_SERVER), unread: ['a key here is none of Kafka’s, and looks as if it bore on replication'] },
  ],
  [
    'a provider of configuration in a Kafka of Strimzi',
    'brokers ask it when they start',
    {
      'kafka.yaml': lines(
        'apiVersion: kafka.strimzi.io/v1',
        'kind: Kafka',
        'metadata: {name: prod}',
        'spec: {kafka: {version: 4.0.0, config: {min.insync.replicas: 2, unclean.leader.election.enable: "${env:UNCLEAN}"}}}',
      ),
    },
    {
      ...any({ [MIN]: '2 static' }),
      unread: [`${UNCLEAN} is what a provider of configuration says that is not in the file, and not read`],
    },
  ],
  [
    'null in a file',
    'java.util.Properties knows no such word',
    server(lines(...SERVER, `${MIN}=null`)),
    { refused: `server.properties:3:21: ${MIN} must be an integer of at least 1, not null` },
  ],
]

const PROGRAMS: readonly Row[] = [
  [
    'sections',
    'a file of properties has none, and which one is meant it does not say',
    { 'kafka.ini': lines('[prod]', ...SERVER, `${MIN}=2`, '[test]', `${MIN}=1`) },
    { unread: ['a file of properties has no sections: what is in several of them is read as if it were of one'] },
  ],
  [
    'one section',
    'it parts nothing',
    { 'kafka.ini': lines('[kafka]', ...SERVER, `${MIN}=2`) },
    { ...any(OF_SERVER), unread: [] },
  ],
  [
    'Spring: another file',
    'what it imports lies above',
    { 'application.yml': 'spring:\n  config.import: optional:file:./kafka.yml\n  kafka:\n    producer: { acks: all }\n' },
    {
      ...any({ [ACKS]: 'all producer', 'enable.auto.commit': 'false vendor' }),
      unread: ['what spring.config names is not read here: give it too'],
    },
  ],
  [
    'Spring: a list of them',
    'the same',
    {
      'application.yml':
        'spring:\n  config:\n    import:\n      - optional:configserver:\n  kafka:\n    producer: { acks: all }\n',
    },
    { unread: ['what spring.config names is not read here: give it too'] },
  ],
  ...(
    [
      ['docker run', 'run.txt', 'docker run -e KAFKA_MIN_INSYNC_REPLICAS=2 -e KAFKA_PROCESS_ROLES=broker apache/kafka:4.1.0\n'],
      [
        'a unit of systemd',
        'kafka.txt',
        '[Service]\nEnvironment=KAFKA_MIN_INSYNC_REPLICAS=2\nExecStart=/opt/kafka/bin/kafka-server-start.sh\n',
      ],
      [
        'kafka-topics --create',
        'create.txt',
        'kafka-topics.sh --create --topic orders --replication-factor 1 --config min.insync.replicas=2\n',
      ],
      [
        'a task of ECS',
        'task.json',
        '{"containerDefinitions":[{"environment":[{"name":"KAFKA_MIN_INSYNC_REPLICAS","value":"2"}]}]}',
      ],
      ['values of another chart', 'values.yaml', 'configurationOverrides:\n  "kafkastore.group.id": x\n'],
      ['Filebeat', 'filebeat.yml', 'output.kafka:\n  required_acks: 1\n  max_retries: 3\n'],
    ] as const
  ).map(([name, file, text]): Row => [name, 'it is refused, and not taken for something else', { [file]: text }, noFormat(file)]),
]

siblings([
  ['characters', CHARACTERS],
  ['values', VALUES],
  ['servers', SERVERS],
  ['programs', PROGRAMS],
])
