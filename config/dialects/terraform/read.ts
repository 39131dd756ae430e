/** A plan as `terraform show -json` prints it: topics and configurations of several providers, before or after the plan. */
import { Entries, note } from '../../collect.ts'
import { shown } from '../../config-error.ts'
import { joinedContent } from '../../content.ts'
import type { BrokerCount, Evidence, Content, GivenVersion, Notice, PlanSide, TopicConfig } from '../../document.ts'
import { inString } from '../../embedded.ts'
import { firstMember, isTrue, items, type Json, type JsonLiteral, member, parseJson } from '../../json-tree.ts'
import { newestOf } from '../../kafka-version.ts'
import { nodeContent } from '../../node-settings.ts'
import { propertiesOf } from '../../property-list.ts'
import type { Source } from '../../source.ts'
import { STEP, type Steps } from '../../steps.ts'
import { controllerOfMsk, vendorContent } from '../../vendors.ts'
import { configNode, configOf, mayMatter, TOPIC_RESOURCES, type TopicResource } from './resources.ts'
import { distance } from 'fastest-levenshtein'
import { isNear } from '../../../text/nearest.ts'
import { isKeyLike, isLikeSetting, speaksOfReplication } from '../../keys.ts'

/** @throws ConfigError. */
export function* readTerraform(source: Source, side: PlanSide): Steps<Content> {
  const root = parseJson(source)
  const version = firstMember(root, ['format_version'])
  if (version === undefined) source.fail(root.offset, 'has no format_version, which terraform show -json gives')
  if (!/^(?:1(?:\.\d{1,6}){0,2}|0\.[12])$/.test(version.text))
    source.fail(version.offset, `has format_version ${shown(version.text)}; only 1.x, and 0.1 and 0.2, can be read`)
  const changes = member(root, 'resource_changes')
  if (changes === undefined && member(root, 'planned_values') === undefined)
    source.fail(root.offset, 'has no resource_changes: give what terraform show -json prints of a plan, not of a state')
  const notices: Notice[] = []
  const unread: Notice[] = []
  const topics: TopicConfig[] = []
  const parts: Content[] = []
  for (const [i, change] of items(changes).entries()) {
    if (i % STEP === STEP - 1) yield
    const type = firstMember(change, ['type'])
    if (type === undefined) {
      note(unread, { message: 'a change of a resource without a type is not read', place: source.place(change.offset) })
      continue
    }
    if (firstMember(change, ['mode'])?.text === 'data') continue
    const resource = TOPIC_RESOURCES.get(type.text)
    if (resource !== undefined) {
      const topic = topicOf(source, change, side, resource, { notices, unread })
      if (topic !== undefined) topics.push(topic)
    } else if (type.text === 'aws_msk_configuration') parts.push(yield* mskConfiguration(source, change, side))
    else if (type.text === 'aws_msk_cluster') parts.push(mskCluster(source, change, side))
    else if (mayMatter(type.text, () => source.text.slice(change.offset, change.kind === 'object' ? change.end : change.offset)))
      note(unread, { message: `resources of type ${shown(type.text)} are not read`, place: source.place(type.offset) })
  }
  unread.push(...unreadMsk(source, items(changes)))
  const rest = joinedContent(parts)
  return { ...rest, topics, unread: [...unread, ...(rest.unread ?? [])], notices: [...notices, ...rest.notices] }
}

const actionsOf = (change: Json | undefined): string[] =>
  items(member(change, 'actions')).map((action) => (action.kind === 'string' ? action.text : ''))

/** https://developer.hashicorp.com/terraform/internals/json-format#change-representation; `forget` since Terraform 1.7. */
const ACTIONS: ReadonlySet<string> = new Set(['no-op', 'create', 'read', 'update', 'delete', 'forget'])

interface Said {
  readonly notices: Notice[]
  readonly unread: Notice[]
}

function topicOf(
  source: Source,
  resource: Json,
  side: PlanSide,
  of: TopicResource,
  { notices, unread }: Said,
): TopicConfig | undefined {
  const change = member(resource, 'change')
  const values = member(change, side)
  if (values === undefined)
    note(unread, { message: `a topic has no ${side} in the plan, and is not read`, place: source.place(resource.offset) })
  if (values === undefined || values.kind !== 'object') return undefined
  const unknown = side === 'after' ? member(change, 'after_unknown') : undefined
  const sensitive = member(change, `${side}_sensitive`)
  const actions = actionsOf(change)
  // Whether it is deleted or made anew is not known without them.
  if (actions.length === 0 || !actions.every((action) => ACTIONS.has(action)))
    note(unread, { message: 'a topic is changed in a way that is not read', place: source.place(resource.offset) })
  const address = firstMember(resource, ['address'])
  const name = isTrue(member(unknown, of.name)) ? address : (firstMember(values, [of.name]) ?? address)
  if (name === undefined) source.fail(values.offset, 'has a topic without a name')
  const entries = new Entries(source, notices)
  // What may decide something is not taken for its default.
  const leaveOut = (what: string, offset: number) =>
    note(what === 'config' || speaksOfReplication(what) ? unread : notices, {
      message: `${shown(what)} of topic ${shown(name.text)} is known only after the plan is applied, and left out`,
      place: source.place(offset),
    })
  if (of.fixedFactor !== undefined)
    entries.add({ key: 'replication.factor', value: of.fixedFactor, layer: 'vendor', offset: name.offset })
  else addFactor(source, of.factor ?? '', { values, unknown, name }, entries, { notices, unread })

  const isBlock = of.isBlock === true
  const config = member(values, 'config')
  if (config !== undefined && config.kind !== 'null' && config.kind !== (isBlock ? 'array' : 'object'))
    source.fail(config.offset, `has a config that is not ${isBlock ? 'a list' : 'an object'}`)
  const unknownConfig = configNode(unknown, isBlock)
  const hidden = configNode(sensitive, isBlock)
  if (isTrue(unknownConfig)) leaveOut('config', name.offset)
  const unknownKeys = unknownConfig?.kind === 'object' ? unknownConfig.members : new Map<string, Json>()
  for (const [key, flag] of unknownKeys) if (isTrue(flag)) leaveOut(key, name.offset)
  for (const { key, name: attribute, value } of isTrue(unknownConfig) ? [] : configOf(values, of)) {
    if (isTrue(unknownKeys.get(attribute))) continue
    const secret = isTrue(sensitive) || isTrue(member(sensitive, 'config')) || isTrue(hidden) || isTrue(member(hidden, attribute))
    entries.add({ key, value: value.text, layer: 'topic', offset: value.offset, sensitive: secret })
  }
  for (const [key, value] of values.kind === 'object' ? values.members : [])
    if (!ATTRIBUTES.has(key) && key !== of.name && key !== of.factor && isOdd(key, value, source))
      note(unread, {
        message: `${isKeyLike(key) || /^\w{1,40}$/.test(key) ? shown(key) : 'a key here'} of topic ${shown(name.text)} is not read, and may decide something`,
        place: source.place(value.offset),
      })
  const reason = firstMember(resource, ['action_reason'])?.text
  return {
    name: name.text,
    place: source.place(name.offset),
    entries: entries.list,
    partitions: [],
    changed: actions.some((action) => action !== 'no-op' && action !== 'read'),
    ...(actions.includes('delete') && {
      destroyed: {
        by: actions.includes('create') ? 'replace' : 'delete',
        ...(reason !== undefined && { reason: shown(reason) }),
      },
    }),
  }
}

const ATTRIBUTES: ReadonlySet<string> = new Set(['config', 'partitions', 'partitions_count', 'id', 'name'])

/** Whether an attribute that is not known holds settings, or is nearly one that does. */
const isOdd = (key: string, value: Json, source: Source): boolean =>
  isLikeSetting(key) ||
  isNear(distance(key, 'config'), 'config') ||
  (value.kind === 'object' && speaksOfReplication(source.text.slice(value.offset, value.end)))

/** 0 is what a provider has that does not know it, -1 a factor that placement decides. */
function addFactor(
  source: Source,
  attribute: string,
  { values, unknown, name }: { values: Json; unknown: Json | undefined; name: JsonLiteral },
  entries: Entries,
  { notices, unread }: Said,
): void {
  const factor = firstMember(values, [attribute])
  if (isTrue(member(unknown, attribute))) {
    const message = `${attribute} of topic ${shown(name.text)} is known only after the plan is applied, and left out`
    note(unread, { message, place: source.place(name.offset) })
  } else if (factor?.text === '-1') {
    const message = `${attribute} of topic ${shown(name.text)} is -1: placement constraints say how many replicas there are, not this plan`
    note(unread, { message, place: source.place(factor.offset) })
  } else if (factor?.text === '0') {
    const message = `${attribute} of topic ${shown(name.text)} is 0, which says nothing, and left out`
    note(notices, { message, place: source.place(factor.offset) })
  } else if (factor !== undefined)
    entries.add({ key: 'replication.factor', value: factor.text, layer: 'topic', offset: factor.offset })
}

/** https://docs.aws.amazon.com/msk/latest/developerguide/msk-configuration-properties.html, where unclean election is on by default. */
function* mskConfiguration(source: Source, resource: Json, side: PlanSide): Steps<Content> {
  const change = member(resource, 'change')
  const values = member(change, side)
  const properties = firstMember(values, ['server_properties'])
  if (values?.kind !== 'object') return joinedContent([])
  if (properties === undefined || (side === 'after' && isTrue(member(member(change, 'after_unknown'), 'server_properties')))) {
    const message = 'server_properties of aws_msk_configuration are known only after the plan is applied, and not read'
    return joinedContent([{ ...joinedContent([]), unread: [{ message, place: source.place(values.offset) }] }])
  }
  const inner = inString(source, properties.text, properties.offset)
  const content = yield* nodeContent(inner, propertiesOf(inner), true)
  const vendor = vendorContent('msk', source.place(properties.offset))
  return {
    ...content,
    entries: [...vendor.entries, ...content.entries],
    ...mskVersions(source, items(member(values, 'kafka_versions'))),
  }
}

/** What a cluster of MSK is configured with, where that is a configuration of which the plan says nothing, or one that goes. */
function unreadMsk(source: Source, changes: readonly Json[]): Notice[] {
  const isOf = (type: string) => (change: Json) =>
    firstMember(change, ['type'])?.text === type && firstMember(change, ['mode'])?.text !== 'data'
  const isTouched = (change: Json): boolean => actionsOf(member(change, 'change')).some((a) => a !== 'no-op' && a !== 'read')
  const configurations = changes.filter(isOf('aws_msk_configuration'))
  const hasAfter = configurations.some((change) => member(member(change, 'change'), 'after')?.kind === 'object')
  const say = (message: string) => (change: Json) => ({ message, place: source.place(change.offset) })
  return [
    ...(hasAfter
      ? []
      : configurations.filter(isTouched).map(say('aws_msk_configuration is deleted: what its clusters have then is not read'))),
    ...(configurations.length > 0
      ? []
      : changes
          .filter((change) => isOf('aws_msk_cluster')(change) && isTouched(change))
          .map(say('the configuration of aws_msk_cluster is not in this plan, and not read'))),
  ]
}

/** Releases that a configuration is for. One is that of the cluster; of several only the newest is known to be the highest it can be. */
function mskVersions(source: Source, given: readonly Json[]): { versions?: GivenVersion[]; evidence?: Evidence[] } {
  const versions = given.flatMap((node): GivenVersion[] =>
    node.kind === 'string' ? [{ value: withoutX(node.text), place: source.place(node.offset), of: 'release' }] : [],
  )
  const [first] = versions
  if (first === undefined || versions.length === 1) return { versions }
  const newest = newestOf(versions.map(({ value }) => value))
  return newest?.below === undefined
    ? {}
    : { evidence: [{ below: newest.below, why: 'kafka_versions names none newer', place: first.place }] }
}

/** `3.8.x` is a line of releases; MSK adds `.kraft` where that holds the metadata. */
const withoutX = (version: string): string => version.replace(/\.kraft$/, '').replace(/\.x$/, '')

function mskCluster(source: Source, resource: Json, side: PlanSide): Content {
  const values = member(member(resource, 'change'), side)
  const version = firstMember(values, ['kafka_version'])
  const nodes = firstMember(values, ['number_of_broker_nodes'])
  const versions: GivenVersion[] =
    version === undefined ? [] : [{ value: withoutX(version.text), place: source.place(version.offset), of: 'release' }]
  const brokers: BrokerCount[] =
    nodes === undefined || !/^\d{1,6}$/.test(nodes.text) ? [] : [{ count: Number(nodes.text), place: source.place(nodes.offset) }]
  return {
    ...joinedContent([]),
    versions,
    brokers,
    evidence: version === undefined ? [] : controllerOfMsk(version.text, source.place(version.offset)),
  }
}
