/** A connector: what it overrides of its clients, and the topics that it has made. */
import { note } from '../../collect.ts'
import type { Content, TopicConfig } from '../../document.ts'
import { isLikeSetting } from '../../keys.ts'
import { clientNamed, type Found, topicMade, under } from '../../named-client.ts'
import type { Setting } from '../../node-settings.ts'
import { sayOthers } from './others.ts'
import { CONNECT_DEFAULTS, WORKER } from './worker.ts'

/** Topics that connectors make, by the key of their replication factor, with what it is by default (KIP-158, KIP-382, `SinkConnectorConfig`). */
const MADE: readonly (readonly [factor: string, title: string, byDefault: string, mark: RegExp])[] = [
  ['errors.deadletterqueue.topic.replication.factor', 'the dead letter queue', '3', /^errors\.deadletterqueue\.topic\.name$/],
  ['replication.factor', 'the topics that are mirrored', '2', /MirrorSourceConnector$/],
  ['offset-syncs.topic.replication.factor', 'the topic of offset syncs', '3', /MirrorSourceConnector$/],
  ['checkpoints.topic.replication.factor', 'the topic of checkpoints', '3', /MirrorCheckpointConnector$/],
  ['heartbeats.topic.replication.factor', 'the topic of heartbeats', '3', /MirrorHeartbeatConnector$/],
]

/** @param above whose clients it overrides. */
export function connectorContent(found: Found, name: string, settings: readonly Setting[], at: number, above = WORKER): Content {
  const of = new Map(settings.map((setting) => [setting.key, setting]))
  const title = `connector ${name}`
  const client = clientNamed(found, {
    name: title,
    offset: at,
    settings: (['producer', 'consumer'] as const).flatMap((layer) =>
      under(`${layer}.override.`, settings).map((setting) => ({ ...setting, layer })),
    ),
    defaults: CONNECT_DEFAULTS,
    above,
  })
  const topics: TopicConfig[] = []
  sayOthers(found, settings)
  const named = (of.get('topic.creation.groups')?.value ?? '').split(',').map((group) => group.trim())
  const groups = new Set<string>()
  for (const { key, offset } of settings) {
    const [, group] = /^topic\.creation\.([^.]{1,100})\./.exec(key) ?? []
    if (group === undefined) continue
    if (group === 'default' || named.includes(group)) groups.add(group)
    else if (isLikeSetting(key))
      note(found.unread, {
        message: 'a group of topic.creation that topic.creation.groups does not name is not read',
        place: found.source.place(offset),
      })
  }
  for (const group of groups) {
    const own = under(`topic.creation.${group}.`, settings)
    const factor = own.find(({ key }) => key === 'replication.factor')
    const configs = own.filter(({ key }) => !/^(?:replication\.factor|partitions|include|exclude)$/.test(key))
    const what = `the topics that ${title} makes${group === 'default' ? '' : ` (${group})`}`
    topics.push(topicMade(found, { name: what, by: title, offset: (factor ?? own[0])?.offset ?? at, factor, configs, client }))
  }
  const connectorClass = of.get('connector.class')?.value.trim() ?? ''
  for (const [key, what, byDefault, mark] of MADE) {
    const factor = of.get(key)
    const isMade = mark.test(connectorClass) || settings.some((setting) => mark.test(setting.key))
    if (factor === undefined && !isMade) continue
    const offset = factor?.offset ?? at
    topics.push(topicMade(found, { name: `${what} of ${title}`, by: title, offset, factor, factorByDefault: byDefault, client }))
  }
  return { entries: [], topics, clients: [client], complete: false, notices: [] }
}
