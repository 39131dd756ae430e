/** Files as people have them, each with what Kafka, or the client, would make of it. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ConfigError, type Document, readConfig, type ResolveRequest } from '../../config/index.ts'
import { entriesOf, resolve, sample } from './samples.ts'

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
      '3:15 this is the configuration of a Connect worker, whose factors are those of the topics it makes: nothing of it counts here',
      '1:12 this is the configuration of MirrorMaker 2, whose replication.factor is that of the topics it makes: nothing of it counts here',
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
    const { version, said, topicValues } = effective(['10-zk-no-version/server.properties'])
    expect(version).toBe('3.9')
    expect(said).toContain(
      "no file gives Kafka's version: 3.9 is assumed, the newest before 4.0, since zookeeper.connect is set and process.roles is not",
    )
    expect(topicValues).toMatchObject({ 'eligible.leader.replicas.version': '0 default' })
  })

  it('the consumer before 0.9 is a consumer, and smallest is earliest', () => {
    const { topicValues } = effective(['09-scala-clients/consumer.properties'])
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

  it('Spring Boot: variables and profiles are not read, which is said', () => {
    const text =
      'spring:\n  kafka:\n    producer:\n      acks: ${ACKS}\n---\nspring:\n  config.activate.on-profile: prod\n  kafka:\n    producer: { retries: 0 }\n'
    expect(
      readConfig({ file: 'f', text, side: 'after' }).unread.map(
        ({ message, place }) => `${place.line}:${place.column} ${message}`,
      ),
    ).toEqual([
      '7:31 what the profile prod sets is not read: give the configuration that it comes to',
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
      `  k${id}:\n    image: bitnami/kafka:3.7\n    environment:\n      - KAFKA_NODE_ID=${id}\n      - KAFKA_MIN_INSYNC_REPLICAS=${minIsr}\n`
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
