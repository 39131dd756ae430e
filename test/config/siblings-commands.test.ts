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
    'eval',
    'it sets variables of the script, as if it stood there',
    script('RF=1', 'eval RF=3', `${CREATE} --topic a --replication-factor $RF`),
    { ...one('a', { [RF]: '3 topic' }), unread: [] },
  ],
  [
    'eval of what nobody knows',
    'it may set any variable',
    script('RF=1', 'eval "$X"', `${CREATE} --topic a --replication-factor $RF`),
    { says: 'the replication factor of this topic is not known' },
  ],
  [
    'a default behind another script',
    'that may have set the variable',
    script('. ./env.sh', `${CREATE} --topic a --replication-factor "\${RF:-3}"`),
    { says: 'the replication factor of this topic is not known' },
  ],
  [
    'a function of another script',
    'it may make topics',
    script('. ./lib.sh', 'create_topic a', `${CREATE} --topic b --replication-factor 3`),
    { ...one('b', { [RF]: '3 topic' }), unread: ['what create_topic does, which another script may say, is not read'] },
  ],
  [
    'programs behind another script',
    'they are what they are called',
    script(
      'source .env',
      'sleep 5',
      'until nc -z k 9092; do sleep 1; done',
      `${CREATE} --topic b --replication-factor 3`,
      'echo done',
    ),
    { ...one('b', { [RF]: '3 topic' }), unread: [] },
  ],
  [
    'a long value of which a part is taken off by many stars',
    'it is not followed',
    script(`X=${'a'.repeat(20_000)}`, 'Y=${X%%*a*a*a*a*b}', `${CREATE} --topic $Y --replication-factor 1`),
    { says: 'of which topic a command of kafka-topics is, is not known, and it is not read' },
  ],
  [
    'a line of many commands that nobody understands',
    'it changes something, and is not read',
    script('if', `${'kafka-topics x '.repeat(60_000)} --create`),
    { says: 'this command is run in a way that is not followed, or never, and it is not read' },
  ],
  [
    'thousands of functions',
    'they are not followed',
    script(...Array.from({ length: 3000 }, (_, i) => `f${i}() { :; }`), `${CREATE} --topic a --replication-factor 1`),
    { says: 'this script does more than is followed, and the rest of it is not read' },
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
    'what fails ends the script',
    'it is read as one that does not fail',
    script(
      'cd /opt/kafka || exit 1',
      `if ! ${CREATE} --topic a --replication-factor 3; then exit 1; fi`,
      `${CREATE} --topic b --replication-factor 2`,
    ),
    { subjects: { a: { [RF]: '3 topic' }, b: { [RF]: '2 topic' } }, unread: [] },
  ],
  [
    'behind a test, and instead of what has failed',
    'nobody knows whether they are run',
    script(
      `[ "$ENV" = prod ] && ${CREATE} --topic a`,
      `${CREATE} --topic b --replication-factor 3 || ${CREATE} --topic b --replication-factor 1`,
    ),
    { ...one('b', { [RF]: '3 topic' }), unread: [DOUBTFUL] },
  ],
  [
    'behind what is perhaps left before',
    'nobody knows whether it is run',
    script(
      `for t in a b; do [ "$t" = "$NOT" ] && continue; ${CREATE} --topic $t; done`,
      `make() { if [ "$ENV" = dev ]; then return; fi; ${CREATE} --topic c; }`,
      'make',
      'if [ "$NOT" ]; then exit 0; fi',
      `${CREATE} --topic d --replication-factor 3`,
    ),
    { says: DOUBTFUL, subjects: { 'any topic': {} } },
  ],
  [
    'until it is made, or is there already',
    'then it is there',
    script(
      'exists() { kafka-topics --list | grep -q "^$1$"; }',
      `until ${CREATE} --topic a --replication-factor 3; do sleep 1; done`,
      `if exists b; then echo there; else ${CREATE} --topic b --replication-factor 2; fi`,
    ),
    { subjects: { a: { [RF]: '3 topic' }, b: { [RF]: '2 topic' } }, unread: [] },
  ],
  [
    'a program that only the shell knows',
    'what it makes is not passed over',
    script('kt() { kafka-topics "$@"; }', '$KT --create --topic a', 'kt --list'),
    { says: 'which program this is is not known, and what it makes or changes is not read' },
  ],
  [
    'a function that is never run, and what is piped to a shell',
    'they are not passed over',
    script(`make() { ${CREATE} --topic a; }`, `echo "${CREATE} --topic b" | bash`),
    { says: 'this command is run in a way that is not followed, or never, and it is not read' },
  ],
  [
    'what the script itself is given',
    'nobody knows it',
    script(`${CREATE} --topic a --replication-factor 3 "$@"`),
    { says: 'a command of kafka-topics has words that nothing here says, and is not read' },
  ],
  [
    'parameters that are shifted and set, and variables of a function',
    'each is what it is in the shell',
    script(
      'RF=3',
      `make() { local RF=1 t=$1; shift; ${CREATE} --topic $t "$@"; }`,
      'make a --replication-factor 2',
      'set -- b c',
      `for t; do ${CREATE} --topic $t --replication-factor $RF; done`,
    ),
    { subjects: { a: { [RF]: '2 topic' }, b: { [RF]: '3 topic' }, c: { [RF]: '3 topic' } }, unread: [] },
  ],
  [
    'arithmetic',
    'it is not followed',
    script('RF=3', '((RF=1))', `${CREATE} --topic a --replication-factor $RF`),
    { says: 'the replication factor of this topic is not known' },
  ],
  [
    'variables that a shell elsewhere does not have',
    'nobody knows them',
    script('RF=3', `docker exec kafka bash -c '${CREATE} --topic a --replication-factor $RF'`),
    { says: 'the replication factor of this topic is not known' },
  ],
  [
    'a script in a document',
    'it counts',
    script("docker exec -i kafka bash <<'END'", `${CREATE} --topic a --replication-factor 3`, 'END'),
    { ...one('a', { [RF]: '3 topic' }), unread: [] },
  ],
  [
    'lists that count, and parts of a word',
    'they are what the shell makes of them',
    script(
      `for i in $(seq 2) {3..4}; do ${CREATE} --topic t$i --replication-factor 3; done`,
      'LIST=(a:3)',
      'LIST+=(b:1)',
      `for s in "\${LIST[@]}"; do ${CREATE} --topic "\${s%%:*}" --replication-factor "\${s##*:}"; done`,
    ),
    {
      subjects: Object.fromEntries(
        ['t1 3', 't2 3', 't3 3', 't4 3', 'a 3', 'b 1'].map((made) => [made.slice(0, -2), { [RF]: `${made.slice(-1)} topic` }]),
      ),
      unread: [],
    },
  ],
  [
    'other separators',
    'words are not split at blanks',
    script("IFS=$'\\n'", "L=$'a 3'", `for t in $L; do ${CREATE} --topic $t --replication-factor 3; done`),
    { says: 'of which topic a command of kafka-topics is, is not known, and it is not read' },
  ],
  [
    'in what another program says',
    'it is run as well',
    script(`OUT=$(${CREATE} --topic a --replication-factor 1 2>&1)`, `${CREATE} --topic b --replication-factor 3`),
    { subjects: { a: { [RF]: '1 topic' }, b: { [RF]: '3 topic' } }, unread: [] },
  ],
  [
    'made twice, and deleted before',
    'the first that makes it counts',
    script(
      'kafka-topics --delete --topic a',
      `${CREATE} --topic a --replication-factor 3 --config cleanup.policy=compact,delete`,
      `${CREATE} --topic a --replication-factor 1`,
    ),
    { ...one('a', { [RF]: '3 topic' }), unread: [] },
  ],
  [
    'kafka-topics --alter',
    'it changes partitions only',
    script(
      `${CREATE} --topic a --replication-factor 3`,
      'kafka-topics --bootstrap-server k --alter --topic a --partitions 6',
      `kafka-topics --bootstrap-server k --alter --topic a --config ${MIN}=2`,
    ),
    { ...one('a', { [RF]: '3 topic' }), unread: ['kafka-topics --alter takes no --config, and this is not read'] },
  ],
  [
    'defaults of topics',
    'kafka-configs has none',
    script(
      `kafka-configs --alter --entity-type topics --entity-default --add-config ${MIN}=2`,
      `${CREATE} --topic a --replication-factor 3`,
    ),
    { unread: ['topics have no defaults of kafka-configs, and what is said of them is not read'] },
  ],
  [
    'lines of Windows',
    'a command goes on behind them',
    { 'topics.sh': ['#!/bin/sh', `${CREATE} --topic a \\`, '  --replication-factor 3', ''].join('\r\n') },
    { ...one('a', { [RF]: '3 topic' }), unread: [] },
  ],
  [
    'a shell that ends',
    'nothing behind its end is run',
    script(`bash -c "${CREATE} --topic a --replication-factor 3; exit 0; ${CREATE} --topic b"`),
    { ...one('a', { [RF]: '3 topic' }), unread: [DOUBTFUL] },
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
/** A job that runs one container, from its variables on. */
const job = (...env: readonly string[]) => ({
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
    ...env,
  ),
})
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
    'Compose, the tool in entrypoint and its options in command',
    'they belong together, which is not followed',
    compose(
      '    image: tools/init',
      '    entrypoint: kafka-topics --bootstrap-server k:9092',
      `    command: --create ${ARGUMENTS}`,
    ),
    { unread: ['what stands beside a command of Kafka’s tools is not read'] },
  ],
  [
    'Compose, a variable of the container that the shell gives',
    'its default in the script does not count',
    compose(
      '    image: tools/init',
      '    environment:',
      '      FACTOR:',
      `    command: [sh, -c, "${CREATE} --topic a --replication-factor $$\{FACTOR:-3}"]`,
    ),
    { unread: ['the replication factor of this topic is not known'] },
  ],
  [
    'Compose, references in words that no shell has',
    'one has a default, and another is not known',
    compose(
      '    image: tools/init',
      `    command: [kafka-topics, --create, --topic, a, --replication-factor, "\${RF:-1}", --config, "${MIN}=\${MIN}"]`,
    ),
    {
      ...one('a', { [RF]: '1 topic', [MIN]: '2 static' }),
      unread: [`the value of ${MIN} is not known here`],
      says: 'RF has what the script gives it, unless the shell says something else',
    },
  ],
  [
    'a job of Kubernetes with a variable from elsewhere',
    'its default in the script does not count',
    job(
      '            - {name: FACTOR, valueFrom: {configMapKeyRef: {name: c, key: f}}}',
      `          command: [sh, -c, "${CREATE} --topic a --replication-factor \${FACTOR:-3}"]`,
    ),
    { says: 'the replication factor of this topic is not known' },
  ],
  [
    'a job of Kubernetes beside the brokers',
    'its arguments are a script',
    job(
      '            - {name: FACTOR, value: "1"}',
      '          command: ["/bin/bash", "-c"]',
      '          args:',
      '            - |',
      '              for topic in a; do',
      `                ${CREATE} --topic $topic --replication-factor $(FACTOR) \\`,
      `                  --config ${MIN}=1`,
      '              done',
    ),
    MADE,
  ],
  [
    'Compose, behind the start of the broker',
    'it is run as well',
    {
      'compose.yml': lines('services:', ...BROKER, '    post_start:', `      - command: ${CREATE} ${ARGUMENTS}`),
    },
    MADE,
  ],
  [
    'Kubernetes, behind the start of a container, by the clock, and in a script of a ConfigMap',
    'they are run as well',
    {
      'all.yaml': lines(
        'apiVersion: apps/v1',
        'kind: StatefulSet',
        'metadata: {name: other}',
        'spec:',
        '  template:',
        '    spec:',
        '      containers:',
        '        - name: other',
        '          image: tools/init',
        `          lifecycle: {postStart: {exec: {command: [sh, -c, '${CREATE} --topic a --replication-factor 1']}}}`,
        '---',
        'apiVersion: batch/v1',
        'kind: CronJob',
        'metadata: {name: topics}',
        'spec:',
        '  jobTemplate:',
        '    spec:',
        '      template:',
        '        spec:',
        '          containers:',
        '            - name: topics',
        '              image: tools/init',
        `              command: [sh, -c, '${CREATE} --topic b --replication-factor 2']`,
        '---',
        'apiVersion: v1',
        'kind: ConfigMap',
        'metadata: {name: scripts}',
        'data:',
        '  topics.sh: |',
        `    ${CREATE} --topic c --replication-factor 3`,
      ),
    },
    { subjects: { a: { [RF]: '1 topic' }, b: { [RF]: '2 topic' }, c: { [RF]: '3 topic' } }, unread: [] },
  ],
]

siblings([
  ['scripts', SCRIPTS],
  ['containers', CONTAINERS],
])
