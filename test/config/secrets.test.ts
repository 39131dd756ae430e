import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ConfigError, FORMATS, readConfig } from '../../config/index.ts'
import { resolve, sample, SAMPLES, topicsOf } from './samples.ts'

/** Everything that comes out: the document, what it resolves to, or what is said instead. */
function everythingSaid(text: string, format?: (typeof FORMATS)[number]): string {
  try {
    const document = readConfig({ file: 'f', text, side: 'after', ...(format !== undefined && { format }) })
    const said = JSON.stringify(document)
    return said + JSON.stringify(resolve([document], { topic: topicsOf([document])[0], version: '4.1' }))
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return `${error.toString()} ${error.message} ${String(error.stack)} ${JSON.stringify(error)} ${String(error.cause)}`
  }
}

const secrets = fc
  .stringMatching(/^(?:[A-Za-z0-9]{12,30}|[a-z]{12,30}|[a-z]{6,9}-[a-z]{6,9}-[a-z]{6,9})$/)
  .map((text) => `zq${text}qz`)
const keys = fc.constantFrom(
  'ssl.keystore.password',
  'ssl.key.password',
  'ssl.truststore.certificates',
  'sasl.jaas.config',
  'listener.name.internal.scram-sha-512.sasl.jaas.config',
  'sasl.oauthbearer.client.credentials.client.secret',
  'delegation.token.secret.key',
  'my.plugin.private.thing',
  'schema.registry.basic.auth.user.info',
  'confluent.license.token',
)

/** A file of every format, with a sensitive key; and shapes in which a JAAS entry stands, whole or broken. */
const files: readonly ((key: string, secret: string) => string)[] = [
  (key, secret) => `broker.id=1\n${key}=${secret}\nmin.insync.replicas=2\n`,
  (key, secret) => `broker.id=1\n${key}=${secret}\n${key} : ${secret}\n`,
  (key, secret) => `broker.id=1\n${key}=a.B required \\\n  username="u" \\\n  password="${secret}";\n`,
  (key, secret) => `broker.id=1\n${key}=a.B required\n  username="u" password="${secret}";\n`,
  (_, secret) =>
    `broker.id=1\nKafkaServer {\n  a.b.Module required\n  username=u\n  ${secret};\n};\nuser_admin="${secret}"\n${secret}\n${secret}=\n`,
  (_, secret) => `broker.id=1\nconnections.url=https://u:${secret}@host/\nretention.ms=password=${secret}\n`,
  (key, secret) => `broker.id=1\n${key}=${secret}\\u00zz\n`,
  (key, secret) => `broker.id=1\nmin.insync.replicas=\\\n${key}=${secret}\n`,
  (key, secret) => `acks=\\\n  ${key}=${secret}\nkafka.version=\\\n  ${key}=${secret}\n`,
  (key, secret) =>
    `All configs for broker 1 are:\n  ${key}=${secret} sensitive=true synonyms={STATIC_BROKER_CONFIG:${key}=${secret}}\n`,
  (key, secret) =>
    `All configs for broker 1 are:\n  ${key}=${secret} sensitive=false synonyms={STATIC_BROKER_CONFIG:${key}=${secret}}\n`,
  (_, secret) =>
    `All configs for broker 1 are:\n  my.thing=${secret} sensitive=true synonyms={STATIC_BROKER_CONFIG:min.insync.replicas=${secret}}\n  ${secret}\n${secret}\n`,
  (key, secret) => `Configs for topic 't' are ${key}=${secret},min.insync.replicas=2\n`,
  (key, secret) =>
    `Topic: t\tPartitionCount: 1\tReplicationFactor: 1\tConfigs: ${key}=${secret},min.insync.replicas=1\n${secret}\n`,
  (key, secret) =>
    `apiVersion: kafka.strimzi.io/v1\nkind: Kafka\nmetadata: { name: c }\nspec:\n  kafka:\n    config:\n      ${key}: ${secret}\n      min.insync.replicas: 2\n`,
  (key, secret) => `apiVersion: kafka.strimzi.io/v1\nkind: Kafka\nspec:\n  kafka:\n    config:\n      ${key}: "${secret}\n`,
  (key, secret) =>
    `apiVersion: kafka.strimzi.io/v1\nkind: Kafka\nspec:\n  kafka:\n    config:\n      ${key}: ${secret}: ${secret}\n\t${secret}\n`,
  (key, secret) =>
    `apiVersion: kafka.strimzi.io/v1\nkind: Kafka\nspec: { kafka: { config: { ${key}: *${secret}, a: !${secret} b } } }\n`,
  (key, secret) =>
    `apiVersion: kafka.strimzi.io/v1\nkind: KafkaTopic\nmetadata: { name: t }\n---\napiVersion: v1\nkind: Secret\nstringData: { ${key}: ${secret} }\n`,
  (key, secret) =>
    `{"format_version":"1.0","variables":{"x":{"value":"${secret}"}},"resource_changes":[{"type":"aws_db","change":{"after":{"x":"${secret}"}}},{"type":"kafka_topic","address":"a","change":{"after":{"name":"t","config":{"${key}":"${secret}","min.insync.replicas":"1"}}}}]}`,
  (_, secret) =>
    `{"format_version":"1.0","resource_changes":[{"type":"kafka_topic","address":"a","change":{"after":{"name":"t","config":{"min.insync.replicas":"${secret}"}},"after_sensitive":{"config":{"min.insync.replicas":true}}}}]}`,
  (key, secret) => `{"format_version":"1.0","resource_changes":[{"type":"kafka_topic","change":{"after":{"${key}":"${secret}`,
  (key, secret) =>
    `[{"resourceType":4,"resourceName":"1","configs":[{"name":"${key}","value":"${secret}","configSource":4,"isSensitive":true}]}]`,
  (_, secret) =>
    `[{"resourceType":4,"resourceName":"1","configs":[{"name":"min.insync.replicas","value":"${secret}","configSource":4,"isSensitive":true}]}]`,
  (key, secret) => `metadata.broker.list=k\n${key}=${secret}\nrequest.required.acks=1\nssl.key.password=${secret}\n`,
  (key, secret) =>
    `spring.kafka.properties.${key}=${secret}\nspring.datasource.password=${secret}\nspring.kafka.producer.acks=1\n`,
  (key, secret) => `spring:\n  kafka:\n    properties:\n      ${key}: ${secret}\n    ssl:\n      key-password: ${secret}\n`,
  (key, secret) =>
    `KAFKA_${key.toUpperCase().replace(/[.-]/g, '_')}=${secret}\nKAFKA_CLIENT_PASSWORDS="${secret}"\nMYSQL_PASSWORD=${secret}\nKAFKA_MIN_INSYNC_REPLICAS=2\n`,
  (key, secret) =>
    `services:\n  k:\n    environment:\n      - KAFKA_${key.toUpperCase().replace(/[.-]/g, '_')}=${secret}\n      - KAFKA_SSL_KEY_PASSWORD=\${X:-${secret}}\n      - KAFKA_MIN_INSYNC_REPLICAS=2\n`,
  (key, secret) =>
    `apiVersion: v1\nkind: ConfigMap\ndata:\n  server.properties: |\n    ${key}=${secret}\n    broker.id=1\n  password: ${secret}\n`,
  (key, secret) =>
    `{"format_version":"1.0","resource_changes":[{"type":"aws_msk_configuration","change":{"after":{"server_properties":"${key}=${secret}\\nacks=1"}}},{"type":"confluent_kafka_topic","change":{"after":{"topic_name":"t","credentials":[{"secret":"${secret}"}]}}}]}`,
  (key, secret) =>
    `key.converter=x\noffset.storage.topic=o\nproducer.${key}=${secret}\n${key}=${secret}\nproducer.override.${key}=${secret}\nacks.${secret}=1\n`,
  (key, secret) =>
    `{"name":"c","config":{"connector.class":"J","connection.password":"${secret}","producer.override.${key}":"${secret}","connection.url":"jdbc:x://u:${secret}@h/"}}`,
  (key, secret) => `clusters=a,b\na->b.enabled=true\nb.${key}=${secret}\nreplication.factor=1\n`,
  (key, secret) => `application.id=a\nprocessing.guarantee=at_least_once\n${key}=${secret}\nproducer.${key}=${secret}\n`,
  (key, secret) =>
    `mp.messaging.outgoing.o.connector=smallrye-kafka\nmp.messaging.outgoing.o.${key}=${secret}\nkafka.${key}=${secret}\n`,
  (key, secret) => `kafka:\n  ${key}: ${secret}\n  producers:\n    default:\n      ${key}: ${secret}\n      acks: all\n`,
  (key, secret) =>
    `overrideConfiguration:\n  ${key}: ${secret}\nsasl:\n  client:\n    passwords: ${secret}\nextraConfig: |\n  ${key}=${secret}\n`,
  (key, secret) => `kafka_broker_custom_properties:\n  ${key}: ${secret}\n  min.insync.replicas: 2\nkafka_password: ${secret}\n`,
  (key, secret) =>
    `apiVersion: platform.confluent.io/v1beta1\nkind: Kafka\nspec: { configOverrides: { server: [ "${key}=${secret}", "min.insync.replicas" ] } }\n`,
  (_, secret) =>
    `{"clientId":"a","brokers":["b"],"idempotent":true,"sasl":{"mechanism":"plain","username":"u","password":"${secret}"}}`,
  (key, secret) => `{"ServerProperties":"${btoa(`${key}=${secret}\nmin.insync.replicas=2\n`)}","Arn":"a"}`,
  (key, secret) =>
    `CONNECT_CONFIG_STORAGE_TOPIC=c\nCONNECT_${key.toUpperCase().replace(/[.-]/g, '_')}=${secret}\nCONNECT_SASL_JAAS_CONFIG=${secret}\n`,
  (key, secret) => `topics:\n  orders: { replication: 3, configs: { ${key}: "${secret}" } }\n`,
  (key, secret) => `KEY  VALUE  SOURCE\n${key}  ${secret}  DYNAMIC_TOPIC_CONFIG\nmin.insync.replicas  2  DYNAMIC_TOPIC_CONFIG\n`,
  (key, secret) =>
    `apiVersion: kafka.strimzi.io/v1\nkind: KafkaConnector\nmetadata: { name: c }\nspec: { class: J, config: { ${key}: ${secret}, database.password: ${secret} } }\n`,
  (_, secret) => `{"resources":[{"resourceType":4,"errorCode":1,"errorMessage":"${secret}","configEntries":[]}]}`,
]

describe('secrets', () => {
  it.each(files.map((file, i) => [i, file] as const))(
    'of file %i never come out, read as what it is or as anything',
    (_, file) => {
      fc.assert(
        fc.property(keys, secrets, (key, secret) => {
          const text = file(key, secret)
          for (const format of [undefined, ...FORMATS]) expect(everythingSaid(text, format)).not.toContain(secret)
        }),
        { numRuns: 8 },
      )
    },
  )

  it('in lines put anywhere into samples', () => {
    fc.assert(
      fc.property(fc.constantFrom(...SAMPLES), fc.nat(100), keys, secrets, (name, at, key, secret) => {
        const lines = sample(name).split('\n')
        lines.splice(at % lines.length, 0, `${key}=${secret}`)
        expect(everythingSaid(lines.join('\n'))).not.toContain(secret)
      }),
      { numRuns: 300 },
    )
  })

  it('what is not one stays', () => {
    expect(everythingSaid('broker.id=1\nmin.insync.replicas=2\nlog.dirs=/var/lib/kafka')).toContain('/var/lib/kafka')
  })
})
