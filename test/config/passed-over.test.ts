/** What stands in a file and is not read is said: nothing is passed over in silence. */
import { describe, expect, it } from 'vitest'
import { read } from './samples.ts'

/** What is not read of a file, with its place. */
const unread = (text: string, file = 'f'): string[] =>
  read(text, file).unread.map(({ message, place }) => `${place.line}:${place.column} ${message}`)

describe('containers', () => {
  it('Compose: other files, the shell, mounted files, arguments', () => {
    const text = `services:
  kafka1:
    image: confluentinc/cp-kafka:7.9.0
    env_file: kafka.env
    extends: { file: base.yml, service: kafka }
    volumes: [ "./server.properties:/etc/kafka/server.properties:ro" ]
    command: kafka-server-start.sh --override min.insync.replicas=1
    environment:
      - KAFKA_MIN_INSYNC_REPLICAS
  kafka2:
    image: confluentinc/cp-kafka:7.9.0
    environment:
      KAFKA_MIN_INSYNC_REPLICAS:
  web:
    image: nginx
    env_file: web.env
include: [ other.yml ]
`
    expect(unread(text)).toEqual([
      '9:9 min.insync.replicas has the value that the shell has, and is not read',
      '5:5 what the service extends is not read: give the file that it is in too, or the output of docker compose config',
      '4:5 the variables of env_file are not read: give that file too, or the output of docker compose config',
      '6:17 a file that is mounted into the service is not read: give it too',
      '7:14 what command says of replication is not read',
      '13:7 min.insync.replicas has the value that the shell has, and is not read',
      '17:12 what include names (other.yml) is not read: give it too, or the output of docker compose config',
    ])
  })

  it('Compose: a service that runs Kafka and has its variables elsewhere is one', () => {
    const text = 'services:\n  k:\n    image: apache/kafka:4.1.0\n    env_file: kafka.env\n'
    expect([read(text).format, unread(text).length, read(text).version?.value]).toEqual(['compose', 1, '4.1.0'])
  })

  it('Kubernetes: envFrom but for a map in the same file, a variable without a value, arguments, a job of its own', () => {
    const text = `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: kafka }
spec:
  template:
    spec:
      containers:
        - name: kafka
          image: apache/kafka:4.1.0
          args: [ "--override", "min.insync.replicas=1" ]
          envFrom:
            - configMapRef: { name: here }
            - secretRef: { name: secret }
            - configMapRef: { name: other }
          env:
            - name: KAFKA_MIN_INSYNC_REPLICAS
---
apiVersion: v1
kind: ConfigMap
metadata: { name: here }
data: { KAFKA_DEFAULT_REPLICATION_FACTOR: "3" }
---
apiVersion: batch/v1
kind: CronJob
metadata: { name: topics }
spec: { command: "kafka-topics.sh --create --replication-factor 1" }
`
    expect(unread(text)).toEqual([
      '16:15 min.insync.replicas has no value, and is not read',
      '13:15 the variables of envFrom, from the Secret secret, are not read: give it too',
      '14:15 the variables of envFrom, from the ConfigMap other, are not read: give it too',
      '10:34 what args says of replication is not read',
      '23:1 a resource of kind CronJob is not read',
    ])
  })
})

describe('variables', () => {
  it.each([
    [
      'cut before the value',
      'KAFKA_NODE_ID=1\nKAFKA_MIN_INSYNC_REPLICAS\n',
      '2:1 a line that sets nothing is about replication, and not read',
    ],
    [
      'a sign in the name',
      'KAFKA_NODE_ID=1\nKAFKA_MIN_INSYNC_REPLICATI:ON_FACTOR=1\n',
      '2:1 a line that sets nothing is about replication, and not read',
    ],
    [
      'a sign in the name, in Compose',
      'services:\n  k:\n    image: apache/kafka:4.1.0\n    environment:\n      KAFKA_MIN_INS:YNC_REPLICAS: 2\n',
      '5:35 a variable here has a name that none can have, and is not read',
    ],
  ])('%s', (_, text, message) => {
    expect(unread(text)).toContain(message)
  })
})

describe('librdkafka', () => {
  it('a sign too many in a name', () => {
    expect(unread('metadata.broker.list=k\nmessage:.send.max.retries=2\n')).toEqual([
      '2:9 what is here speaks of replication, and is not read',
    ])
  })
})

describe('Strimzi', () => {
  it.each([
    ['KafkaTopic', 'spec: { replica: 3 }', 'replica is no field of spec of a KafkaTopic, and not read'],
    ['KafkaTopic', 'spec: { configs: { a: b } }', 'configs is no field of spec of a KafkaTopic, and not read'],
    ['KafkaTopic', 'specs: { replicas: 3 }', 'specs is no field of a resource of Strimzi, and not read'],
    ['Kafka', 'spec: { config: { a: b } }', 'config is no field of spec of a Kafka, and not read'],
    ['Kafka', 'spec: { kafka: { replica: 3 } }', 'replica is no field of spec.kafka, and not read'],
    ['KafkaNodePool', 'spec: { config: {} }', 'config is no field of spec of a KafkaNodePool, and not read'],
  ])('a field that %s has not: %s', (kind, spec, message) => {
    const text = `apiVersion: kafka.strimzi.io/v1\nkind: ${kind}\nmetadata: { name: a }\n${spec}\n`
    expect(unread(text).map((one) => one.replace(/^\S+ /, ''))).toEqual([message])
  })
})

describe('Terraform', () => {
  const planned = (type: string, after: string) =>
    unread(`{"format_version":"1.2","resource_changes":[{"type":"${type}","change":{"actions":["create"],"after":${after}}}]}`)

  it.each([
    ['redpanda_topic', '{"replication_factor":1}'],
    ['google_managed_kafka_topic', '{"replication_factor":1}'],
    ['helm_release', '{"values":["min.insync.replicas: 1"]}'],
    ['kubernetes_manifest', '{"manifest":{"apiVersion":"kafka.strimzi.io/v1"}}'],
    ['aiven_kafka', '{"kafka_user_config":[{"kafka":[{"min_insync_replicas":1}]}]}'],
  ])('%s', (type, after) => {
    expect(planned(type, after)).toEqual([`1:54 resources of type ${type} are not read`])
  })

  it.each([
    ['aws_sns_topic', '{"name":"t"}'],
    ['kafka_acl', '{}'],
    ['aws_s3_bucket', '{"replication_configuration":[]}'],
  ])('but not %s', (type, after) => {
    expect(planned(type, after)).toEqual([])
  })
})

describe('Spring', () => {
  it('keys that look as if they bore on replication', () => {
    const text =
      'spring.kafka.producer.ackss=1\nspring.cloud.stream.bindings.out.producer.requiredAcks=1\nspring.kafka.listener.ack-mode=batch\nspring.kafka.producer.acks=all\n'
    expect(unread(text)).toEqual([
      '1:29 spring.kafka.producer.ackss is not read, and may decide something',
      '2:56 spring.cloud.stream.bindings.out.produce… is not read, and may decide something',
    ])
  })
})

describe('kafka-configs.sh', () => {
  it('a dump that was cut', () => {
    const text =
      'All configs for topic orders are:\n  cleanup.policy=delete sensitive=false synonyms={}\n  min.insync.replicas=2 sensit'
    expect(unread(text)).toEqual([
      '3:1 the entry of min.insync.replicas is cut short, and not read',
      '1:1 --all lists every key, but not min.insync.replicas of topic orders here: something is cut out',
      '1:1 --all lists every key, but not unclean.leader.election.enable of topic orders here: something is cut out',
    ])
    expect(
      unread(
        'Dynamic configs for topic t are:\n  retention.ms=1 sensitive=false synonyms={DYNAMIC_TOPIC_CONFIG:retention.ms=1}\n  min.ins',
      ),
    ).toEqual(['3:1 an entry is cut short, and not read'])
  })
})
