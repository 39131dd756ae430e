/** Kafka Connect: a worker's properties, a connector's properties or JSON, and MirrorMaker 2. */
import { shown } from '../../config-error.ts'
import { joinedContent } from '../../content.ts'
import type { Content } from '../../document.ts'
import { firstMember, items, type Json, member, parseJson } from '../../json-tree.ts'
import type { Found } from '../../named-client.ts'
import type { Setting } from '../../node-settings.ts'
import { propertiesOf } from '../../property-list.ts'
import type { Source } from '../../source.ts'
import type { Steps } from '../../steps.ts'
import { refuseTemplate } from '../properties/other-files.ts'
import { connectorContent } from './connector.ts'
import { mirrorContent } from './mirror.ts'
import { workerContent } from './worker.ts'

/** @throws ConfigError. */
export function* readConnect(source: Source): Steps<Content> {
  const found: Found = { source, notices: [], unread: [] }
  const content = /^\s*[[{]/.test(source.text) ? ofJson(found) : ofProperties(found, propertiesOf(source))
  yield
  return { ...content, notices: [...found.notices, ...content.notices], unread: [...found.unread, ...(content.unread ?? [])] }
}

function ofProperties(found: Found, settings: readonly Setting[]): Content {
  refuseTemplate(found.source, settings)
  if (settings.some(({ key }) => key === 'clusters' || /->.{1,100}\.enabled$/.test(key))) return mirrorContent(found, settings)
  const name = settings.find(({ key }) => key === 'name')
  if (settings.some(({ key }) => key === 'connector.class'))
    return connectorContent(found, shown(name?.value.trim() ?? 'without a name'), settings, (name ?? settings[0])?.offset ?? 0)
  return workerContent(found, settings)
}

/** What the REST API takes and gives: one connector, its configuration alone, or several, in a list or by their names. */
function ofJson(found: Found): Content {
  const { source } = found
  const root = parseJson(source)
  const infos = root.kind === 'object' ? [...root.members.values()].map((one) => member(one, 'info')) : []
  const named = infos.flatMap((info) => (member(info, 'config') === undefined || info === undefined ? [] : [info]))
  const all = root.kind === 'array' ? items(root) : named.length > 0 && named.length === infos.length ? named : [root]
  return joinedContent(all.map((one) => ofConnector(found, one)))
}

function ofConnector(found: Found, one: Json): Content {
  const config = member(one, 'config') ?? one
  if (config.kind !== 'object') return found.source.fail(config.offset, 'has no configuration of a connector')
  const settings = [...config.members].flatMap(([key, value]): Setting[] =>
    value.kind === 'object' || value.kind === 'array' || value.kind === 'null'
      ? []
      : [{ key, value: value.text, offset: value.offset }],
  )
  if (!settings.some(({ key }) => key === 'connector.class'))
    return found.source.fail(config.offset, 'has no connector.class, which the configuration of every connector has')
  const name = firstMember(one, ['name']) ?? firstMember(config, ['name'])
  return connectorContent(found, shown(name?.text ?? 'without a name'), settings, name?.offset ?? config.offset)
}
