/** Files as people have them, each with what Kafka, or the client, would make of it. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ConfigError, type Document, readConfig, type ResolveRequest } from '../../config/index.ts'
import { entriesOf, resolve, sample, textAt } from './samples.ts'

const textOf = (name: string): string => readFileSync(new URL(`cases/${name}`, import.meta.url), 'utf8')

const read = (name: string, side: 'before' | 'after' = 'after'): Document => readConfig({ file: name, text: textOf(name), side })

/** `value layer` of settings, and what is said. */
function effective(names: readonly string[], request: ResolveRequest = {}) {
  const result = resolve(
    names.map((name) => read(name)),
    request,
  )
  const of = ({ values }: typeof result.offsets) =>
    Object.fromEntries(values.map(({ key, value, layer }) => [key, `${value} ${layer}`]))
  return {
    ...result,
    topicValues: of(result),
    offsetsValues: of(result.offsets),
    said: [...result.notes, ...result.notices.map(({ message, place }) => `${place.line}:${place.column} ${message}`)],
  }
}

/** The same of one text. */
function said(text: string, file: string) {
  const result = resolve([readConfig({ file, text, side: 'after' })])
  return { ...result, topicValues: Object.fromEntries(result.values.map(({ key, value, layer }) => [key, `${value} ${layer}`])) }
}

function refusal(name: string): string {
  try {
    read(name)
  } catch (error) {
    if (error instanceof ConfigError) return error.toString()
    throw error
  }
  return 'read'
}

describe("Kafka's own files", () => {
  it('a folder of configuration: the server decides, the others are said to be something else', () => {
    const names = ['connect-distributed', 'connect-mirror-maker', 'consumer', 'log4j', 'producer', 'server', 'zookeeper']
    const { topicValues, offsetsValues, said } = effective(names.map((name) => `01-kafka-config-folder/${name}.properties`))
    expect(topicValues).toMatchObject({ 'replication.factor': '3 static', 'min.insync.replicas': '2 static' })
    expect(offsetsValues).toMatchObject({ 'replication.factor': '3 static' })
    expect(said.filter((text) => text.includes('nothing of it counts here'))).toEqual([
      '1:18 this is the configuration of log4j: nothing of it counts here',
      '1:9 this is the configuration of ZooKeeper: nothing of it counts here',
    ])
  })

  it('three combined nodes are one cluster', () => {
    const names = [1, 2, 3].map((node) => `03-three-combined-nodes/server${node}.properties`)
    expect(effective(names).topicValues).toMatchObject({
      'replication.factor': '3 static',
      'min.insync.replicas': '2 static',
      'unclean.leader.election.enable': 'false static',
    })
  })

  it.each([[['controller', 'broker']], [['broker', 'controller']]])(
    'a controller and a broker, %j: __consumer_offsets is made by brokers',
    (order) => {
      const { offsetsValues, said } = effective(order.map((name) => `04-controller-and-brokers/${name}.properties`))
      expect(offsetsValues).toMatchObject({ 'replication.factor': '3 static' })
      expect(said).toContain('9:34 offsets.topic.replication.factor of a controller decides nothing: brokers have their own')
    },
  )

  it('templates are refused as such', () => {
    expect(refusal('05-jinja-properties/broker.properties')).toBe(
      '05-jinja-properties/broker.properties:3:9: is a template ({{ … }} or {% … %}), not a .properties file: give what it renders to',
    )
  })

  it('ZooKeeper, and no release: the newest that still had it', () => {
    const { version, controller, said, topicValues } = effective(['10-zk-no-version/server.properties'])
    expect([version, controller]).toEqual(['3.9', 'zookeeper'])
    expect(said).toContain(
      "no file gives Kafka's version: 3.9 is assumed, the newest before 4.0, since zookeeper.connect is set and process.roles is not",
    )
    expect(topicValues).toMatchObject({ 'eligible.leader.replicas.version': '0 default' })
  })

  it('KRaft before 3.9 ignores unclean election in every layer; ZooKeeper does not', () => {
    const ignored =
      'unclean.leader.election.enable has no effect: on KRaft a setting elects uncleanly only from Kafka 3.9 on (KAFKA-12670)'
    const kraft = effective(['34-kraft37-unclean-static/server.properties'])
    expect([kraft.version, kraft.controller, kraft.said.includes(ignored)]).toEqual(['3.7', 'kraft', true])
    const text = 'broker.id=0\nzookeeper.connect=z:2181\nunclean.leader.election.enable=true\nkafka.version=3.7.1\n'
    const zookeeper = said(text, 'server.properties')
    expect([zookeeper.version, zookeeper.controller, zookeeper.notes.includes(ignored)]).toEqual(['3.7', 'zookeeper', false])
  })

  it('min.insync.replicas above the replication factor counts as it from 3.7 on', () => {
    expect(effective(['35-rf-below-minisr-36/topic.properties']).said).toContain(
      'min.insync.replicas is 2, above the replication factor 1: before Kafka 3.7 acks=all can then never be written',
    )
  })

  it('the consumer before 0.9 is a consumer, and smallest is earliest', () => {
    const { topicValues, version } = effective(['09-scala-clients/consumer.properties'])
    expect(version).toBe('4.4')
    expect(topicValues).toMatchObject({ 'auto.offset.reset': 'earliest consumer', 'min.insync.replicas': '1 default' })
  })
})

describe('listings', () => {
  it.each(['orders', 'orders-nowarn'])('brokers that cannot report eligible leader replicas: %s', (name) => {
    const { version, topicValues, said } = effective([`12-topics-elr-na/${name}.txt`])
    expect(version).toBe('3.9')
    expect(topicValues).toMatchObject({
      'replication.factor': '3 topic',
      'min.insync.replicas': '2 topic',
      'eligible.leader.replicas.version': '0 default',
    })
    expect(said).toContain(
      "no file gives Kafka's version: 3.9 is assumed, the newest before 4.0, since the brokers do not report eligible leader replicas (Elr: N/A)",
    )
    expect(said.includes('1:1 lines from here on that describe no topic are left out')).toBe(name === 'orders')
  })

  it('pasted: quoting marks, CR LF, colours', () => {
    const quoted = effective(['13-topics-quoted/quick.txt'])
    expect(quoted.topicValues).toMatchObject({ 'replication.factor': '1 topic', 'min.insync.replicas': '1 topic' })
    expect(effective(['13-topics-quoted/crlf.txt']).topicValues).toMatchObject({ 'min.insync.replicas': '2 topic' })
    const text = `$ kafka-topics.sh --describe\n\u001b[1m${textOf('12-topics-elr-na/orders-nowarn.txt').replace('=2', '=\u001b[32m2\u001b[0m')}`
    const coloured = readConfig({ file: 'f', text, side: 'after' })
    const [, minIsr] = entriesOf(coloured)
    expect(minIsr).toMatchObject({ key: 'min.insync.replicas', layer: 'topic' })
    expect(resolve([coloured]).set).toMatchObject({ 'min.insync.replicas': '2', 'replication.factor': '3' })
  })
})

describe('clients', () => {
  const values = (text: string, file: string) => {
    const { topicValues, notices } = said(text, file)
    return [topicValues, notices.map(({ message }) => message)] as const
  }

  it.each(['producer.properties', 'kcat.conf'])('librdkafka, by its own names and with its own defaults: %s', (name) => {
    const [found, notices] = values(textOf(`08-librdkafka/${name}`), name)
    const isProducer = name === 'producer.properties'
    expect(found).toMatchObject({
      acks: '1 producer',
      retries: isProducer ? '2 producer' : '2147483647 vendor',
      'enable.idempotence': 'false vendor',
      'max.in.flight.requests.per.connection': isProducer ? '1 producer' : '1000000 vendor',
    })
    expect(notices).toContain(
      'a client of librdkafka: what it does not set has librdkafka’s defaults, of which idempotence is off',
    )
  })

  it('librdkafka: largest is latest', () => {
    const [found] = values(sample('librdkafka.conf'), 'librdkafka.conf')
    expect(found).toMatchObject({ acks: '1 producer', retries: '2 producer', 'enable.idempotence': 'false producer' })
    expect(found).toMatchObject({ 'max.in.flight.requests.per.connection': '5 producer', 'auto.offset.reset': 'latest consumer' })
  })

  it('Spring Boot, properties and YAML', () => {
    expect(values(textOf('06-spring-boot/application.properties'), 'application.properties')[0]).toMatchObject({
      acks: '1 producer',
      retries: '3 producer',
      'enable.idempotence': 'false producer',
      'max.in.flight.requests.per.connection': '5 producer',
      'auto.offset.reset': 'earliest consumer',
      'enable.auto.commit': 'false consumer',
    })
    expect(values(sample('application.yml'), 'application.yml')[0]).toMatchObject({
      acks: 'all producer',
      retries: '3 producer',
      'enable.idempotence': 'true producer',
      'auto.offset.reset': 'earliest consumer',
      'enable.auto.commit': 'false consumer',
    })
    expect(JSON.stringify(said(textOf('06-spring-boot/application.properties'), 'a'))).not.toMatch(/hunter2|s3cr3tPw/)
  })

  it.each([
    ['a client before all', 'spring.kafka.producer.acks=1\nspring.kafka.properties.acks=all\n', { acks: '1 producer' }],
    [
      'its properties before its own',
      'spring.kafka.producer.properties.acks=0\nspring.kafka.producer.acks=1\n',
      { acks: '0 producer' },
    ],
    ['names as they come', 'spring.kafka.consumer.autoOffsetReset=none\n', { 'auto.offset.reset': 'none consumer' }],
    ['listeners commit themselves', 'spring.kafka.consumer.group-id=g\n', { 'enable.auto.commit': 'false vendor' }],
    ['defaults of variables', 'spring.kafka.producer.acks=${ACKS:1}\n', { acks: '1 producer' }],
  ])('Spring Boot: %s', (_, text, expected) => {
    expect(values(text, 'application.properties')[0]).toMatchObject(expected)
  })

  it('Spring Boot: variables, and profiles of which several are needed at once, are not read, which is said', () => {
    const text =
      'spring:\n  kafka:\n    producer:\n      acks: ${ACKS}\n---\nspring:\n  config.activate.on-profile: prod & eu\n  kafka:\n    producer: { retries: 0 }\n'
    expect(
      readConfig({ file: 'f', text, side: 'after' }).unread.map(
        ({ message, place }) => `${place.line}:${place.column} ${message}`,
      ),
    ).toEqual([
      '7:31 what the profile prod & eu sets is not read: give the configuration that it comes to',
      '4:13 acks is what a variable says that is not in the file, and not read',
    ])
  })
})

describe('containers', () => {
  const server = { 'replication.factor': '3 static', 'min.insync.replicas': '2 static' }

  it.each([
    ['kafka.env', 'assumed', '4.4'],
    ['compose-cp.yml', 'file', '3.9'],
    ['statefulset.yaml', 'file', '4.1'],
    ['configmap.yaml', 'assumed', '4.4'],
  ])('%s', (name, from, version) => {
    const found = said(sample(name), name)
    expect(found.topicValues).toMatchObject(server)
    expect([found.versionFrom.from, found.version]).toEqual([from, version])
  })

  it.each([
    ['Bitnami', 'KAFKA_CFG_MIN_INSYNC_REPLICAS=2\n', { 'min.insync.replicas': '2 static' }],
    [
      'quotes and comments',
      'export KAFKA_MIN_INSYNC_REPLICAS="2" # two\nKAFKA_UNCLEAN_LEADER_ELECTION_ENABLE=true # !\n',
      { 'min.insync.replicas': '2 static', 'unclean.leader.election.enable': 'true static' },
    ],
    ['a default', 'KAFKA_MIN_INSYNC_REPLICAS=${MIN_ISR:-2}\n', { 'min.insync.replicas': '2 static' }],
  ])('%s', (_, text, expected) => {
    expect(said(text, '.env').topicValues).toMatchObject(expected)
  })

  it('a list of variables, three nodes of which one differs, and a variable without a default', () => {
    const node = (id: number, minIsr: string) =>
      `  k${id}:\n    image: apache/kafka:3.7.0\n    environment:\n      - KAFKA_NODE_ID=${id}\n      - KAFKA_MIN_INSYNC_REPLICAS=${minIsr}\n`
    const found = said(`services:\n${node(1, '2')}${node(2, '1')}${node(3, '2')}`, 'compose.yml')
    expect(found.topicValues).toMatchObject({ 'min.insync.replicas': '2 static' })
    expect(found.version).toBe('3.7')
    expect(found.notices.map(({ message }) => message)).toContain(
      'min.insync.replicas differs between brokers (2 on brokers 1, 3, 1 on broker 2): 2 is used',
    )
    const open = readConfig({ file: 'f', text: `services:\n${node(1, '${N}')}`, side: 'after' })
    expect(open.unread.map(({ message, place }) => `${place.line}:${place.column} ${message}`)).toEqual([
      '6:35 min.insync.replicas is what a variable says that is not in the file, and not read',
    ])
  })

  it.each([
    ['apache/kafka:4.1.0', '4.1'],
    ['docker.io/bitnami/kafka:3.7.1-debian-12-r0', '3.7'],
    ['confluentinc/cp-server:8.0.0', '4.0'],
    ['confluentinc/cp-kafka:6.2.1', '2.8'],
    ['quay.io/strimzi/kafka:0.48.0-kafka-4.1.0', '4.1'],
    ['apache/kafka:latest', '4.4'],
  ])('the release of %s', (image, version) => {
    const text = `services:\n  k:\n    image: ${image}\n    environment:\n      KAFKA_MIN_INSYNC_REPLICAS: 2\n`
    expect(said(text, 'compose.yml').version).toBe(version)
  })
})

describe('listings that say less, or strange things', () => {
  it('partitions alone show no configuration, which is not known then', () => {
    const document = read('15-topics-urp-only/urp.txt')
    const unread = resolve([document], { topic: 'payments' }).unread
    expect(unread.map(({ message, place }) => `${place.line}:${place.column} ${message}`)).toEqual([
      '1:9 this listing does not show min.insync.replicas of topic payments: give what --describe alone prints, or --set',
    ])
    const dump = readConfig({
      file: 'd',
      text: 'Dynamic configs for topic payments are:\n  min.insync.replicas=2 sensitive=false synonyms={DYNAMIC_TOPIC_CONFIG:min.insync.replicas=2}\n',
      side: 'after',
    })
    expect(resolve([document, dump], { topic: 'payments' }).unread).toEqual([])
  })

  it('a broker without an override is a broker too', () => {
    const { topicValues, said: text } = { ...effective(['39-single-broker-override/all-brokers.txt']) }
    expect(topicValues).toMatchObject({ 'unclean.leader.election.enable': 'true static' })
    expect(text).toContain(
      '3:34 unclean.leader.election.enable is set on some brokers only (false on broker 2), and not on brokers 1, 3: what these have from below is used',
    )
    expect(effective(['38-configs-mixed/dump.txt']).topicValues).toMatchObject({ 'min.insync.replicas': '1 release' })
  })

  it('a listed value that the cluster has too is inherited, so that a change of the cluster reaches the topic', () => {
    const files = (name: string) => ['orders', name].map((file) => read(`37-listing-shadows-cluster/${file}.txt`))
    const before = resolve(files('today'))
    const after = resolve(files('proposed'), { before })
    const minIsr = (side: typeof after) => side.values.find(({ key }) => key === 'min.insync.replicas')
    expect(minIsr(before)).toMatchObject({ value: '2', layer: 'topic' })
    expect(minIsr(after)).toMatchObject({ value: '1', layer: 'cluster' })
    expect(after.notices.map(({ message }) => message)).toContain(
      'min.insync.replicas of the listing is what the brokers had: taken to come from them, so that 1 reaches the topic',
    )
    const alone = resolve([read('37-listing-shadows-cluster/orders.txt')])
    expect(resolve(files('proposed'), { before: alone }).notices.map(({ message }) => message)).toContain(
      'whether min.insync.replicas of the listing is the topic’s own is not known: taken to be, so that 1 of the brokers does not reach it',
    )
  })

  it('an ISR with a broker that is no replica', () => {
    expect(read('40-isr-superset/t.txt').notices.map(({ message }) => message)).toEqual([
      'the ISR of partition 0 names 4, which is no replica of it',
    ])
  })

  it('finalized features settle the protocol and eligible leader replicas', () => {
    const { topicValues, version } = said(sample('features.txt'), 'features.txt')
    expect([version, topicValues['eligible.leader.replicas.version']]).toEqual(['4.1', '1 feature'])
    expect(
      said(sample('features.txt').replace('FinalizedVersionLevel: 1', 'FinalizedVersionLevel: 0'), 'f').topicValues,
    ).toMatchObject({
      'eligible.leader.replicas.version': '0 feature',
    })
  })

  it('inter.broker.protocol.version of a dump is evidence of the release', () => {
    expect(effective(['30-admin-json/broker.json'])).toMatchObject({ version: '2.8', versionFrom: { from: 'file' } })
  })
})

describe('Strimzi', () => {
  it('what the status says counts where the specification says nothing', () => {
    const { version, topicValues, said } = effective(['21-strimzi-kubectl-get/kafka.yaml'])
    expect(version).toBe('4.1')
    expect(topicValues).toMatchObject({ 'min.insync.replicas': '2 static', 'eligible.leader.replicas.version': '0 assumed' })
    expect(said).toContain(
      'metadata.version is 4.0, and only clusters made with 4.1 have eligible leader replicas on: eligible.leader.replicas.version is taken to be 0',
    )
  })

  it('a cluster with ZooKeeper has it', () => {
    const { version, controller } = effective(['33-rf1-minisr2/cluster.yaml'])
    expect([version, controller]).toEqual(['2.4', undefined])
    const text = textOf('33-rf1-minisr2/cluster.yaml').replace('2.4.0', '3.6.1')
    expect(said(text, 'c.yaml')).toMatchObject({ version: '3.6', controller: 'zookeeper' })
  })

  it('a template of Terraform is refused as such', () => {
    expect(refusal('25-strimzi-tftpl/topic.yaml')).toBe(
      '25-strimzi-tftpl/topic.yaml:7:25: is a template (${ … }), not YAML: give what it renders to, such as the output of terraform show',
    )
  })

  it.each(['cfk', 'cfk-kafka'])('another operator’s resource is not taken for Strimzi’s: %s', (name) => {
    expect(read(`dialects/${name}.yaml`).format).toBe('confluent-for-kubernetes')
    const text = textOf(`dialects/${name}.yaml`).replace('platform.confluent.io', 'kafka.example.com')
    const [first] = readConfig({ file: 'f', text, format: 'strimzi', side: 'after' }).unread
    expect(first?.message).toMatch(/^a resource of kind Kafka(?:Topic)? is not read$/)
  })
})

describe('Terraform', () => {
  const of = (name: string, side: 'before' | 'after') =>
    read(name, side).topics.map(({ name: topic, changed, destroyed, entries }) => [
      topic,
      changed,
      destroyed?.by,
      entries.map(({ key, value, place }) => `${key}=${value} ${place.line}:${place.column}`).join(' '),
    ])

  it('a topic made anew is destroyed', () => {
    expect(of('26-tf-replace/plan.json', 'after')).toEqual([
      ['topic', true, 'replace', 'replication.factor=3 6:129 min.insync.replicas=2 6:46 cleanup.policy=compact 6:67'],
    ])
    expect(read('26-tf-replace/plan.json').topics[0]?.destroyed).toEqual({
      by: 'replace',
      reason: 'replace_because_cannot_update',
    })
  })

  it('so is one that is deleted; topics of other providers are read', () => {
    expect(of('29-tf-delete/only-delete.json', 'before').map(([topic, , by]) => [topic, by])).toEqual([['old', 'delete']])
    expect(of('29-tf-delete/only-delete.json', 'after')).toEqual([])
    expect(of('29-tf-delete/only-others.json', 'after').map(([topic, , , entries]) => [topic, entries])).toEqual([
      ['c', 'replication.factor=3 29:21 min.insync.replicas=1 32:31'],
      ['a', 'replication.factor=3 65:21 min.insync.replicas=1 68:32'],
    ])
    expect(of('29-tf-delete/plan.json', 'after').map(([topic]) => topic)).toEqual(['new', 'c', 'a'])
    expect(JSON.stringify(read('29-tf-delete/plan.json'))).not.toContain('SUPERSECRET')
    expect(of('dialects/tf-confluent.json', 'before').map(([topic, , , entries]) => [topic, entries])).toEqual([
      ['orders', 'replication.factor=3 1:215 min.insync.replicas=2 1:277'],
    ])
  })

  it.each(['plan.json', 'plan1.json'])('a factor of 0 says nothing: %s', (name) => {
    expect(
      of(`27-tf-rf0/${name}`, 'before').map(([topic, , , entries]) => [topic, String(entries).includes('replication.factor')]),
    ).toEqual([['ops', false]])
    expect(
      of(`27-tf-rf0/${name}`, 'after').map(([, , , entries]) => String(entries).startsWith('replication.factor=2 ')),
    ).toEqual([true])
  })

  it.each([
    ['28-tf-msk/plan.json', '3.9', '2'],
    ['28-tf-msk/plan-topic.json', '3.9', '2'],
    ['dialects/tf-msk.json', '3.8', '3'],
  ])('server.properties of MSK, with its defaults: %s', (name, version, factor) => {
    const values = (side: 'before' | 'after') => {
      const result = resolve([read(name, side)])
      return [
        result.version,
        ...result.values.flatMap(({ key, value, layer }) => (/min|unclean|factor/.test(key) ? [`${key}=${value} ${layer}`] : [])),
      ]
    }
    const factorFrom = name.includes('topic') ? 'topic' : 'static'
    expect(values('before')).toEqual([
      version,
      `replication.factor=${factor} ${factorFrom}`,
      'min.insync.replicas=2 static',
      'unclean.leader.election.enable=true vendor',
    ])
    expect(values('after')[2]).toBe('min.insync.replicas=1 static')
    const minIsr = read(name).entries.find(({ key }) => key === 'min.insync.replicas')
    expect(textAt(textOf(name), minIsr?.place ?? { file: '', line: 0, column: 0 }, 3)).toBe('1\\n')
  })
})
