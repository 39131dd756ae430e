/**
 * What an AdminClient's describeConfigs gives, as JSON: kafkajs, @platformatic/kafka, and the REST API of Confluent.
 * `configSource` says where a value comes from; `isDefault` does not, it is false on the wire even for defaults.
 */
import { Entries, note } from '../../collect.ts'
import { shown } from '../../config-error.ts'
import type { Content, Entry, GivenVersion, Layer, Notice, TopicConfig } from '../../document.ts'
import { firstMember, isTrue, items, type Json, type JsonLiteral, member, parseJson } from '../../json-tree.ts'
import { LAYER_OF_SOURCE } from '../kafka-configs/read.ts'
import { isKnown, isRead, isSensitive } from '../../keys.ts'
import { withDescribedRoles } from '../../roles.ts'
import type { Source } from '../../source.ts'
import { STEP, type Steps } from '../../steps.ts'

/** DescribeConfigsResponse.ConfigSource by id. */
const LAYER_OF_ID: ReadonlyMap<string, Layer> = new Map([
  ['1', 'topic'],
  ['2', 'broker'],
  ['3', 'cluster'],
  ['4', 'static'],
  ['5', 'release'],
])

interface Resource {
  /** `topic` and `broker` are read. */
  readonly type: string
  readonly name: JsonLiteral | undefined
  readonly configs: readonly Json[]
  readonly offset: number
  /** Of a topic, as tools that show topics with their configuration give it. */
  readonly factor?: JsonLiteral | undefined
}

/** @throws ConfigError. */
export function* readAdminJson(source: Source): Steps<Content> {
  const root = parseJson(source)
  const resources = resourcesOf(source, root)
  if (resources.length === 0) source.fail(root.offset, 'describes no resource')
  const notices: Notice[] = []
  const unread: Notice[] = []
  const entries: Entry[] = []
  const topics = new Map<string, TopicConfig & { entries: Entry[] }>()
  let complete = true
  for (const [i, resource] of resources.entries()) {
    if (i % STEP === STEP - 1) yield
    if (resource.type !== 'topic' && resource.type !== 'broker') {
      const message = `configuration of a resource of type ${shown(resource.type)} is not read`
      note(notices, { message, place: source.place(resource.offset) })
      continue
    }
    const own = new Entries(source, notices)
    const seen = new Map<string, number>()
    let defaults = false
    for (const config of resource.configs) defaults = readEntry(source, resource, config, own, { seen, unread }) || defaults
    complete &&= defaults
    const { name, factor } = resource
    if (factor !== undefined && resource.type === 'topic' && !seen.has('replication.factor'))
      own.add({ key: 'replication.factor', value: factor.text, layer: 'topic', offset: factor.offset })
    if (resource.type === 'broker' || name === undefined) for (const entry of own.list) entries.push(entry)
    else {
      const before = topics.get(name.text)
      if (before === undefined)
        topics.set(name.text, { name: name.text, place: source.place(name.offset), entries: [...own.list], partitions: [] })
      else for (const entry of own.list) before.entries.push(entry)
    }
  }
  // The default of this key is the release's own.
  const versions = entries.flatMap(({ key, value, place }): GivenVersion[] =>
    key === 'inter.broker.protocol.version' && value !== '' ? [{ value, place, of: 'protocol' }] : [],
  )
  return { entries: withDescribedRoles(entries), topics: [...topics.values()], versions, complete, unread, notices }
}

function resourcesOf(source: Source, root: Json): Resource[] {
  const list = root.kind === 'array' ? root.items : items(firstArray(root))
  const all = root.kind === 'object' && firstArray(root) === undefined ? [root] : list
  if (all.length > 0 && all.every((node) => firstMember(node, ['name', 'configName']) !== undefined && !hasConfigs(node)))
    return rest(all)
  return all.map((node) => {
    const code = firstMember(node, ['errorCode', 'error_code'])
    if (code !== undefined && code.text !== '0')
      source.fail(code.offset, `has a resource that could not be described: errorCode ${shown(code.text)}`)
    const configs = member(node, 'configEntries') ?? member(node, 'configs') ?? member(node, 'config_entries')
    if (configs?.kind !== 'array')
      source.fail(node.offset, 'has a resource without configEntries or configs, which a description of configurations has')
    return {
      type: typeOf(firstMember(node, ['resourceType', 'resource_type', 'type'])),
      name: firstMember(node, ['resourceName', 'resource_name', 'name']),
      configs: configs.items,
      offset: node.offset,
      factor: firstMember(node, ['replicationFactor', 'replication_factor']),
    }
  })
}

const hasConfigs = (node: Json): boolean =>
  member(node, 'configEntries') !== undefined ||
  member(node, 'configs') !== undefined ||
  member(node, 'resourceType') !== undefined

const firstArray = (root: Json): Json | undefined => {
  const found = member(root, 'resources') ?? member(root, 'data')
  return found?.kind === 'array' ? found : undefined
}

/** REST: every entry names its topic or broker, or none does. */
function rest(all: readonly Json[]): Resource[] {
  const byName = new Map<string, { first: Json; type: string; name: JsonLiteral | undefined; configs: Json[] }>()
  for (const node of all) {
    const topic = firstMember(node, ['topic_name'])
    const broker = firstMember(node, ['broker_id'])
    const kind = firstMember(node, ['kind'])?.text ?? ''
    const type = topic === undefined && (broker !== undefined || /^Kafka(?:Broker|Cluster)/.test(kind)) ? 'broker' : 'topic'
    const name = topic ?? broker
    const key = `${type} ${name?.text ?? ''}`
    const before = byName.get(key)
    if (before === undefined) byName.set(key, { first: node, type, name, configs: [node] })
    else before.configs.push(node)
  }
  return [...byName.values()].map(({ first, type, name, configs }) => ({ type, name, configs, offset: first.offset }))
}

/** ConfigResource.Type: 2 is a topic, 4 a broker. */
function typeOf(literal: JsonLiteral | undefined): string {
  const text = (literal?.text ?? 'topic').toLowerCase()
  return text === '2' ? 'topic' : text === '4' ? 'broker' : text
}

/** Whether it is a default of the release. */
function readEntry(
  source: Source,
  resource: Resource,
  config: Json,
  into: Entries,
  { seen, unread }: { readonly seen: Map<string, number>; readonly unread: Notice[] },
): boolean {
  const name = firstMember(config, ['configName', 'name'])
  if (name === undefined) return source.fail(config.offset, 'has an entry without a name')
  if (seen.has(name.text)) source.fail(name.offset, 'has an entry of this name a second time')
  seen.set(name.text, name.offset)
  const sensitive = isTrue(member(config, 'isSensitive')) || isTrue(member(config, 'is_sensitive')) || isSensitive(name.text)
  const from = layerOf(source, firstMember(config, ['configSource', 'source', 'config_source']))
  const byDefault = isTrue(member(config, 'isDefault')) || isTrue(member(config, 'is_default'))
  const layer = from ?? (byDefault ? 'release' : resource.type === 'topic' ? 'topic' : 'broker')
  const sayPart = (key: string, offset: number): void => {
    if (isRead(key))
      note(unread, {
        message: `a value of ${key} is without a part that it has to have, and not read`,
        place: source.place(offset),
        about: key,
      })
  }
  if (layer === 'other') {
    sayPart(name.text, name.offset)
    return false
  }
  const id = resource.type === 'broker' && /^\d{1,9}$/.test(resource.name?.text ?? '') ? Number(resource.name?.text) : undefined
  const own = (of: Layer) => (id === undefined || of === 'cluster' || of === 'release' ? {} : { broker: id })
  const value = firstMember(config, ['configValue', 'value'])
  const isThere = member(config, 'configValue') !== undefined || member(config, 'value') !== undefined
  if (!isThere && !sensitive) sayPart(name.text, name.offset)
  if (value !== undefined || sensitive)
    into.add({
      key: name.text,
      value: value?.text ?? '',
      layer,
      offset: value?.offset ?? name.offset,
      sensitive,
      ...own(layer),
    })
  if (config.kind === 'object')
    for (const [part, inner] of config.members)
      if (inner.kind === 'array' && part !== 'configSynonyms' && part !== 'synonyms') sayPart(name.text, inner.offset)
  const synonyms = items(member(config, 'configSynonyms') ?? member(config, 'synonyms'))
  for (const synonym of synonyms) {
    const of = layerOf(source, firstMember(synonym, ['configSource', 'source', 'config_source']))
    const key = firstMember(synonym, ['configName', 'name'])?.text
    const lower = firstMember(synonym, ['configValue', 'value'])
    if (sensitive || of === layer) continue
    if (of === undefined || of === 'other' || key === undefined || lower === undefined) {
      sayPart(key ?? name.text, synonym.offset)
      continue
    }
    if (!isKnown(key)) sayPart(name.text, synonym.offset)
    else into.add({ key, value: lower.text, layer: of, offset: lower.offset, ...own(of) })
  }
  return layer === 'release'
}

function layerOf(source: Source, literal: JsonLiteral | undefined): Layer | 'other' | undefined {
  if (literal === undefined) return undefined
  const layer = LAYER_OF_ID.get(literal.text) ?? LAYER_OF_SOURCE.get(literal.text)
  if (layer !== undefined) return layer
  if (/^\d{1,3}$/.test(literal.text) || /^(?:DYNAMIC|STATIC|DEFAULT|UNKNOWN|GROUP|CLIENT)[A-Z_]{0,60}$/.test(literal.text))
    return 'other'
  return source.fail(literal.offset, 'has a source that is none of Kafka’s (DYNAMIC_TOPIC_CONFIG or 1, …)')
}
