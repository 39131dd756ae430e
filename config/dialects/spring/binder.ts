/**
 * Spring Cloud Stream's binder of Kafka: what it gives its clients, and the topics that it makes.
 * https://docs.spring.io/spring-cloud-stream/reference/kafka/kafka-binder/config-options.html
 */
import { note } from '../../collect.ts'
import { shown } from '../../config-error.ts'
import { joinedContent } from '../../content.ts'
import type { Client, Content, TopicConfig } from '../../document.ts'
import { sidesOf } from '../../keys.ts'
import {
  byName,
  clientNamed,
  type ClientSetting,
  type Defaults,
  type Found,
  lastOfEach,
  topicMade,
  under,
} from '../../named-client.ts'
import type { Setting } from '../../node-settings.ts'

/** `KafkaBinderConfigurationProperties#requiredAcks`, read on 2026-11-26 (`replicationFactor` is -1 there); offsets are committed by the container of listeners. */
const BINDER: Defaults = [
  ['acks', '1'],
  ['enable.auto.commit', 'false'],
]

const BINDER_PREFIX = 'spring.cloud.stream.kafka.binder.'

/** Names as they come: `requiredAcks` and `required-acks` are one. */
const relaxed = (name: string): string => name.replaceAll('-', '').toLowerCase()

const find = (settings: readonly Setting[], name: string): Setting | undefined =>
  settings.find(({ key }) => relaxed(key) === name)

/** Kafka's keys under a prefix of the binder's, whichever client has them. */
const keysUnder = (settings: readonly Setting[], prefixes: readonly string[]): ClientSetting[] =>
  settings.flatMap((setting): ClientSetting[] => {
    const [name = '', ...rest] = setting.key.split('.')
    if (rest.length === 0 || !prefixes.includes(relaxed(name))) return []
    const key = rest.join('.').replaceAll(/[[\]]/g, '')
    const layer = sidesOf(key).has('producer') && relaxed(name) !== 'consumerproperties' ? 'producer' : 'consumer'
    return [{ ...setting, key, layer }]
  })

/** @param ofBoot what `spring.kafka` gives, which lies below what the binder is given. Undefined when there is no binder. */
export function binderContent(found: Found, settings: readonly Setting[], ofBoot: readonly ClientSetting[]): Content | undefined {
  const binder = under(BINDER_PREFIX, settings)
  const bindings = under('spring.cloud.stream.kafka.bindings.', settings)
  const byDefault = under('spring.cloud.stream.kafka.default.', settings)
  const [first] = [...binder, ...bindings, ...byDefault]
  if (first === undefined) return undefined
  const acks = find(binder, 'requiredacks')
  const common = lastOfEach([
    ...(acks === undefined ? [] : [{ ...acks, key: 'acks', layer: 'producer' as const }]),
    ...ofBoot,
    ...keysUnder(binder, ['configuration']),
    ...keysUnder(binder, ['producerproperties', 'consumerproperties']),
  ])
  const inSection = (section: readonly Setting[]): ClientSetting[] =>
    (['producer', 'consumer'] as const).flatMap((layer) =>
      keysUnder(under(`${layer}.`, section), ['configuration']).map((setting) => ({ ...setting, layer })),
    )
  const inDefault = lastOfEach(inSection(byDefault))
  const named = byName(bindings)
  const clients: Client[] = []
  const topics: TopicConfig[] = []
  for (const [name, own] of named.size === 0 ? [[undefined, []] as const] : named) {
    const title = name === undefined ? 'Spring Cloud Stream' : `binding ${shown(name)}`
    const offset = (own[0] ?? first).offset
    const client = clientNamed(found, {
      name: title,
      offset,
      settings: [...common, ...inDefault, ...inSection(own)],
      defaults: BINDER,
    })
    clients.push(client)
    const ofTopic = [...under('producer.topic.', own), ...under('consumer.topic.', own)]
    const factor = find(ofTopic, 'replicationfactor') ?? find(binder, 'replicationfactor')
    const configs = under('properties.', ofTopic).map((setting) => ({ ...setting, key: setting.key.replaceAll(/[[\]]/g, '') }))
    if (factor !== undefined || configs.length > 0)
      topics.push(
        topicMade(found, {
          name: `the topics that ${title} makes`,
          by: title,
          offset: (factor ?? configs[0])?.offset ?? offset,
          factor,
          configs,
          client,
        }),
      )
    topics.push(...deadLetters(found, { binder, byDefault, own, common, title, name: name ?? '', settings }))
  }
  return { ...joinedContent([]), clients, topics }
}

interface Binding {
  readonly binder: readonly Setting[]
  readonly byDefault: readonly Setting[]
  readonly own: readonly Setting[]
  /** What all clients of the binder have. */
  readonly common: readonly ClientSetting[]
  readonly title: string
  readonly name: string
  /** Of the whole application. */
  readonly settings: readonly Setting[]
}

/** The topic of records that failed, where the binding has one, and what writes it (`KafkaTopicProvisioner#createDlqIfNeedBe`, read on 2026-11-26). */
function deadLetters(found: Found, { binder, byDefault, own, common, title, name, settings }: Binding): TopicConfig[] {
  const { source, unread } = found
  const consumer = under('consumer.', [...byDefault, ...own])
  const enabled = consumer.findLast(({ key }) => relaxed(key) === 'enabledlq')
  if (enabled?.value.trim() !== 'true') return []
  const place = source.place(enabled.offset)
  const given = consumer.findLast(({ key }) => relaxed(key) === 'dlqname')
  const of = under(`spring.cloud.stream.bindings.${name}.`, settings)
  const group = of.findLast(({ key }) => key === 'group')?.value.trim()
  const destination = of.findLast(({ key }) => key === 'destination')?.value.trim() ?? name
  if (given === undefined && group === undefined)
    note(unread, { message: `the dead letter topic of ${title} has neither a name nor a group that it is named after`, place })
  const isMade = find(binder, 'autocreatetopics')?.value.trim() !== 'false'
  if (!isMade)
    note(unread, { message: `the binder makes no topics, and what makes the dead letter topic of ${title} is not read`, place })
  const producer = consumer.flatMap((setting): Setting[] => {
    const [, section = '', rest] = /^([^.]{1,60})\.(.{1,300})$/.exec(setting.key) ?? []
    return rest === undefined || relaxed(section) !== 'dlqproducerproperties' ? [] : [{ ...setting, key: rest }]
  })
  const ofTopic = under('topic.', producer)
  const by = `${title} for dead letters`
  const client = clientNamed(found, {
    name: by,
    offset: enabled.offset,
    settings: [...common, ...keysUnder(producer, ['configuration'])],
    defaults: BINDER,
  })
  return [
    topicMade(found, {
      name: given?.value.trim() ?? (group === undefined ? `the dead letter topic of ${title}` : `error.${destination}.${group}`),
      by,
      offset: (given ?? enabled).offset,
      factor: isMade ? (find(ofTopic, 'replicationfactor') ?? find(binder, 'replicationfactor')) : undefined,
      configs: under('properties.', ofTopic).map((setting) => ({ ...setting, key: setting.key.replaceAll(/[[\]]/g, '') })),
      client,
      isOfFailures: true,
    }),
  ]
}

/** Whether a key is one of those that are read here. */
export const isBinders = (key: string): boolean => {
  const [, rest = ''] = /^spring\.cloud\.stream\.kafka\.(.*)$/.exec(key) ?? []
  return (
    /^binder\.(?:required-?acks|replication-?factor|configuration\.|(?:producer|consumer)-?properties\.)/i.test(rest) ||
    /^(?:bindings\.[^.]{1,200}|default)\.(?:producer|consumer)\.(?:(?:dlq-?producer-?properties\.)?(?:configuration\.|topic\.(?:properties[.[]|replication-?factor$)))/i.test(
      rest,
    )
  )
}
