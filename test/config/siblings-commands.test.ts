/** Topics that scripts make with Kafka's own tools, alone and in what containers are started with. */
import { lines, MIN, RF, type Row, siblings, UNCLEAN } from './siblings.ts'

const CREATE = 'kafka-topics --bootstrap-server k:9092 --create --if-not-exists'
const one = (topic: string, values: Readonly<Record<string, string>>) => ({ subjects: { [topic]: values } })
const script = (...given: readonly string[]) => ({ 'topics.sh': lines('#!/bin/sh', ...given) })
const DOUBTFUL = 'whether this command of kafka-topics is run is not known, and it is not read'

const SCRIPTS: readonly Row[] = [
  [
    'one topic',
    'what it is given',
    script(`${CREATE} --topic a --replication-factor 3 --config ${MIN}=2`),
    { ...one('a', { [RF]: '3 topic', [MIN]: '2 topic' }), unread: [] },
  ],
  [
    'options with = and a line that goes on',
    'they are the same',
    script(`${CREATE} --topic=a \\`, `  --replication-factor=2 \\`, `  --config="${MIN}=1"`),
    { ...one('a', { [RF]: '2 topic', [MIN]: '1 topic' }), unread: [] },
  ],
  [
    'variables of the script',
    'each has what it was given last',
    script('RF=3', 'MIN=1', 'MIN=2', `${CREATE} --topic a --replication-factor $RF --config ${MIN}=\${MIN}`),
    { ...one('a', { [RF]: '3 topic', [MIN]: '2 topic' }), unread: [] },
  ],
  [
    'a variable with a default',
    'it counts, and it is said that the shell may have another',
    script('RF=${RF:-3}', `${CREATE} --topic a --replication-factor "$RF"`),
    {
      ...one('a', { [RF]: '3 topic' }),
      unread: [],
      says: 'RF has what the script gives it, unless the shell says something else',
    },
  ],
  [
    'a variable of the shell',
    'nobody knows it',
    script(`${CREATE} --topic a --replication-factor $RF`),
    { says: 'the replication factor of this topic is not known' },
  ],
  [
    'a value that another program says',
    'nobody knows it',
    script(`${CREATE} --topic a --replication-factor 3 --config ${MIN}=$(cat min)`),
    { unread: [`the value of ${MIN} is not known here`] },
  ],
  [
    'options in a variable',
    'they are split into words',
    script(`OPTS="--replication-factor 3 --config ${MIN}=2"`, `${CREATE} --topic a $OPTS`),
    { ...one('a', { [RF]: '3 topic', [MIN]: '2 topic' }), unread: [] },
  ],
  [
    'options that nothing says',
    'they may be any',
    script(`${CREATE} --topic a --replication-factor 3 $OPTS`),
    { says: 'a command of kafka-topics has words that nothing here says, and is not read' },
  ],
  [
    'an option that is misspelt',
    'kafka-topics would refuse it',
    script(`${CREATE} --topic a --replcation-factor 3`),
    { says: 'a command of kafka-topics has no option --replcation-factor, and is not read' },
  ],
  [
    'a type that is misspelt',
    'kafka-configs would refuse it',
    script(`kafka-configs --alter --entity-type tpoics --entity-name a --add-config ${MIN}=2`),
    { says: 'kafka-configs has nothing of the type tpoics, and what is said of it is not read' },
  ],
  [
    'a loop over a list',
    'each turn is a topic',
    script('TOPICS=(a b)', `for t in "\${TOPICS[@]}"; do ${CREATE} --topic "$t" --replication-factor 1; done`),
    { subjects: { a: { [RF]: '1 topic' }, b: { [RF]: '1 topic' } }, unread: [] },
  ],
  [
    'a loop over what a file has',
    'nobody knows which topics',
    script(`while read -r t; do ${CREATE} --topic "$t" --replication-factor 1; done < list`),
    { says: DOUBTFUL },
  ],
  [
    'a function with parameters',
    'each call is a topic',
    script(`make() { ${CREATE} --topic "$1" --replication-factor "$2"; }`, 'make a 3', 'make b 2'),
    { subjects: { a: { [RF]: '3 topic' }, b: { [RF]: '2 topic' } }, unread: [] },
  ],
  [
    'a branch',
    'which is taken nobody knows',
    script(
      'if [ "$ENV" = prod ]; then',
      `  ${CREATE} --topic a --replication-factor 3`,
      'fi',
      `${CREATE} --topic b --replication-factor 3`,
    ),
    { unread: [DOUBTFUL] },
  ],
  [
    'a branch that asks whether the topic is there',
    'then it is there',
    script('if ! kafka-topics --list | grep -q a; then', `  ${CREATE} --topic a --replication-factor 3`, 'fi'),
    { ...one('a', { [RF]: '3 topic' }), unread: [] },
  ],
  [
    'a variable that is perhaps set',
    'it is not known afterwards',
    script('RF=1', '[ "$ENV" = prod ] && RF=3', `${CREATE} --topic a --replication-factor $RF`),
    { says: 'the replication factor of this topic is not known' },
  ],
  [
    'in a container, with a shell of its own',
    'the script in its words counts',
    script(`docker exec kafka bash -c "${CREATE} --topic a --replication-factor 1"`),
    { ...one('a', { [RF]: '1 topic' }), unread: [] },
  ],
  [
    'kafka-configs',
    'it changes what kafka-topics made; lists stand in brackets',
    script(
      `${CREATE} --topic a --replication-factor 3 --config ${MIN}=1`,
      `kafka-configs.sh --alter --entity-type topics --entity-name a --add-config cleanup.policy=[compact,delete],${MIN}=2,${UNCLEAN}=true`,
    ),
    { ...one('a', { [RF]: '3 topic', [MIN]: '2 topic', [UNCLEAN]: 'true topic' }), unread: [] },
  ],
  [
    'kafka-configs of all brokers',
    'it lies below the topic',
    script(
      `kafka-configs --alter --entity-type brokers --entity-default --add-config ${MIN}=2`,
      `${CREATE} --topic a --replication-factor 3`,
    ),
    { ...one('a', { [RF]: '3 topic', [MIN]: '2 cluster' }), unread: [] },
  ],
  [
    'kafka-configs that takes a setting away',
    'what is below it counts, which is not followed',
    script(`${CREATE} --topic a --replication-factor 3`, `kafka-configs --alter --topic a --delete-config ${MIN}`),
    { unread: [`that ${MIN} is taken away here is not read`] },
  ],
  [
    'an assignment of replicas',
    'it says how many there are',
    script(`${CREATE} --topic a --replica-assignment 1:2:3,2:3:1`),
    { ...one('a', { [RF]: '3 topic' }), unread: [] },
  ],
  [
    'a file that is written here',
    'it is not read',
    script(`${CREATE} --topic a --replication-factor 3`, `echo "${MIN}=1" >> server.properties`),
    { unread: ['what is said of replication here is not read'] },
  ],
  [
    'words that are printed, and comments',
    'they say nothing',
    script(
      `# --replication-factor 1`,
      `echo "${CREATE} --topic a --replication-factor 1"`,
      `${CREATE} --topic a --replication-factor 3`,
    ),
    { ...one('a', { [RF]: '3 topic' }), unread: [] },
  ],
  [
    'a script that calls itself for ever',
    'it is not followed',
    script('again() { again; again; }', 'again', `${CREATE} --topic a`),
    { says: 'this script does more than is followed, and the rest of it is not read' },
  ],
  [
    'variables that double each other',
    'they are not followed',
    script(
      'X=aa',
      ...Array.from({ length: 40 }, () => 'X=$X$X'),
      'Y=(a b)',
      ...Array.from({ length: 40 }, () => 'Y=("${Y[@]}" "${Y[@]}")'),
      `${CREATE} --topic a`,
    ),
    { says: 'this script does more than is followed, and the rest of it is not read' },
  ],
  [
    'what is no script of the shell',
    'nothing of it is taken for one',
    script(`${CREATE} --topic a --replication-factor 3 --config '${MIN}=2`),
    { says: 'what is said of replication here is not read' },
  ],
]

const BROKER = [
  '  kafka:',
  '    image: apache/kafka:4.0.0',
  '    environment:',
  `      KAFKA_MIN_INSYNC_REPLICAS: 2`,
  '      KAFKA_DEFAULT_REPLICATION_FACTOR: 3',
]
const compose = (...given: readonly string[]) => ({ 'compose.yml': lines('services:', ...BROKER, '  init:', ...given) })
const MADE = { ...one('a', { [RF]: '1 topic', [MIN]: '1 topic' }), unread: [] }
const ARGUMENTS = `--topic a --replication-factor 1 --config ${MIN}=1`

const CONTAINERS: readonly Row[] = [
  [
    'Compose, a script in quotes',
    'as Confluent has it',
    compose(
      '    image: confluentinc/cp-kafka:7.6.1',
      "    entrypoint: ['/bin/sh', '-c']",
      '    command: |',
      '      "',
      '      kafka-topics --bootstrap-server k:9092 --list',
      "      echo -e 'Creating topics'",
      `      ${CREATE} \\`,
      `        ${ARGUMENTS}`,
      '      "',
    ),
    MADE,
  ],
  [
    'Compose, folded lines and an image of somebody else',
    'the command counts, whatever the image',
    compose('    image: tools/init', '    command: >', "      bash -c 'sleep 5 &&", `      ${CREATE}`, `      ${ARGUMENTS}'`),
    MADE,
  ],
  [
    'Compose, one command in one line',
    'its words are those of the line',
    compose('    image: apache/kafka:4.0.0', `    command: /opt/kafka/bin/${CREATE.replace('topics', 'topics.sh')} ${ARGUMENTS}`),
    MADE,
  ],
  [
    'Compose, a list of words',
    'they are one command',
    compose(
      '    image: apache/kafka:4.0.0',
      `    command: [${`${CREATE} ${ARGUMENTS}`
        .split(' ')
        .map((word) => `"${word}"`)
        .join(', ')}]`,
    ),
    MADE,
  ],
  [
    'Compose, variables',
    'of .env, of the container, and of nobody',
    {
      ...compose(
        '    image: tools/init',
        '    environment:',
        '      FACTOR: 1',
        '    entrypoint: [bash, -c]',
        '    command:',
        '      - |',
        `        ${CREATE} --topic \${TOPIC} --replication-factor $$FACTOR --config ${MIN}=\${MIN_ISR:-1}`,
      ),
      '.env': 'TOPIC=a\n',
    },
    MADE,
  ],
  [
    'a job of Kubernetes beside the brokers',
    'its arguments are a script',
    {
      'job.yaml': lines(
        'apiVersion: batch/v1',
        'kind: Job',
        'metadata: {name: topics}',
        'spec:',
        '  template:',
        '    spec:',
        '      containers:',
        '        - name: topics',
        '          image: tools/init',
        '          env:',
        '            - {name: FACTOR, value: "1"}',
        '          command: ["/bin/bash", "-c"]',
        '          args:',
        '            - |',
        '              for topic in a; do',
        `                ${CREATE} --topic $topic --replication-factor $(FACTOR) \\`,
        `                  --config ${MIN}=1`,
        '              done',
      ),
    },
    MADE,
  ],
]

siblings([
  ['scripts', SCRIPTS],
  ['containers', CONTAINERS],
])
