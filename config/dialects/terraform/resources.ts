/** Resources of providers for Kafka: where each has what is read. */
import type { Json } from '../../json-tree.ts'
import { firstMember, items, type JsonLiteral, member } from '../../json-tree.ts'

export interface TopicResource {
  /** Attributes. */
  readonly name: string
  /** Absent where the vendor fixes it. */
  readonly factor?: string
  /** What the vendor fixes the replication factor at. */
  readonly fixedFactor?: string
  /** Configuration is one object in a list, with `_` for `.`, and not a map by Kafka's keys. */
  readonly isBlock?: true
}

export const TOPIC_RESOURCES: ReadonlyMap<string, TopicResource> = new Map([
  // https://registry.terraform.io/providers/Mongey/kafka/latest/docs/resources/topic
  ['kafka_topic', { name: 'name', factor: 'replication_factor' }],
  // https://docs.confluent.io/cloud/current/topics/manage.html: three replicas, always.
  ['confluent_kafka_topic', { name: 'topic_name', fixedFactor: '3' }],
  // https://registry.terraform.io/providers/aiven/aiven/latest/docs/resources/kafka_topic
  ['aiven_kafka_topic', { name: 'topic_name', factor: 'replication', isBlock: true }],
])

/** Resources around Kafka on which no guarantee depends. */
const WITHOUT_INFLUENCE = /acl|quota|user|schema|api_key|role|scram|peering|vpc|link|connector|tag|invitation|environment/

/** Topics and streams that are not Kafka's. */
const NOT_KAFKA = /^(?:aws_sns|aws_iot|google_pubsub|azurerm_(?:servicebus|eventgrid)|pulsar)/

/** Words that stand in a resource of any type only if it is about Kafka: a chart's values, a manifest, the settings of a service. */
const ABOUT_KAFKA =
  /min[._]?insync|insync[._]?replicas|unclean[._]?leader|replication[._]factor|kafka\.strimzi\.io|platform\.confluent\.io/i

/** Whether a resource that is not read may decide something of replication: by its type, or by what stands in it. */
export const mayMatter = (type: string, text: () => string): boolean =>
  (/kafka|msk|redpanda|topic|event_?stream/.test(type) && !WITHOUT_INFLUENCE.test(type) && !NOT_KAFKA.test(type)) ||
  ABOUT_KAFKA.test(text())

/** The entries of a configuration, by Kafka's keys, with the name under which the plan has each. */
export function configOf(
  values: Json | undefined,
  { isBlock }: TopicResource,
): readonly { key: string; name: string; value: JsonLiteral }[] {
  const config = configNode(values, isBlock === true)
  if (config?.kind !== 'object') return []
  return [...config.members.keys()].flatMap((name) => {
    const value = firstMember(config, [name])
    return value === undefined ? [] : [{ key: isBlock === true ? name.replaceAll('_', '.') : name, name, value }]
  })
}

export const configNode = (values: Json | undefined, isBlock: boolean): Json | undefined =>
  isBlock ? items(member(values, 'config'))[0] : member(values, 'config')
