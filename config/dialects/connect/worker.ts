/** A worker of Kafka Connect: the topics that it makes, and what it gives the clients of its connectors. */
import type { Content } from '../../document.ts'
import { clientNamed, type Defaults, clientSettings, type Found, topicMade, under } from '../../named-client.ts'
import type { Setting } from '../../node-settings.ts'
import { sayOthers } from './others.ts'

export const WORKER = 'Connect worker'

/** `Worker#baseProducerConfigs`, `#baseConsumerConfigs`; the offsets of a sink are committed by the worker itself. */
export const CONNECT_DEFAULTS: Defaults = [
  ['acks', 'all'],
  ['enable.idempotence', 'false'],
  ['max.in.flight.requests.per.connection', '1'],
  ['auto.offset.reset', 'earliest'],
  ['enable.auto.commit', 'false'],
]

/** `KafkaBasedLog#createProducer` sets these whatever is configured (read on 2026-11-26). `KafkaStatusBackingStore` tries again by itself. */
const OF_STORES = 'Connect’s own producer'

/** Topics of a distributed worker, and the prefix of what it is told of each (KIP-605). */
const STORES = ['config.storage', 'offset.storage', 'status.storage'] as const

const isOn = (setting: Setting | undefined): boolean => setting?.value.trim() === 'enabled'

/** @param prefix of the worker's keys, in a file that has several. */
export function workerContent(found: Found, settings: readonly Setting[], name = WORKER, prefix = ''): Content {
  sayOthers(found, settings)
  const of = new Map(settings.map((setting) => [setting.key, setting]))
  const at = (settings[0] ?? NOWHERE).offset
  const topics = STORES.flatMap((store) => {
    const topic = of.get(`${prefix}${store}.topic`)
    const factor = of.get(`${prefix}${store}.replication.factor`)
    const own = under(`${prefix}${store}.`, settings).filter(({ key }) => !/^(?:topic|replication\.factor|partitions)$/.test(key))
    if (topic === undefined && factor === undefined && own.every(({ key }) => key === 'file.filename')) return []
    const offset = (topic ?? factor ?? own[0] ?? NOWHERE).offset
    const client = clientNamed(found, { name: OF_STORES, offset, settings: [], defaults: CONNECT_DEFAULTS })
    const title = topic === undefined ? `the topic of ${store}` : topic.value.trim()
    return [topicMade(found, { name: title, by: name, offset, factor, factorByDefault: '3', configs: own, client })]
  })
  const exactlyOnce = of.get(`${prefix}exactly.once.source.support`)
  const client = clientNamed(found, {
    name,
    offset: at,
    settings: clientSettings(prefix, settings),
    // Its producers are transactional then, which idempotence is part of (KIP-618).
    defaults: isOn(exactlyOnce)
      ? CONNECT_DEFAULTS.map(([key, value]) => [key, key === 'enable.idempotence' ? 'true' : value] as const)
      : CONNECT_DEFAULTS,
  })
  const policy = of.get(`${prefix}connector.client.config.override.policy`)
  const isLimited =
    policy !== undefined && !/^(?:.{0,200}\.)?All(?:ConnectorClientConfigOverridePolicy)?$/.test(policy.value.trim())
  const worker = isLimited ? { ...client, overridePolicy: found.source.place(policy.offset) } : client
  return { entries: [], topics, clients: [worker], complete: false, notices: [] }
}

const NOWHERE = { offset: 0 }
