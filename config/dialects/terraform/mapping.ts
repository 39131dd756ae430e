/** One mapping for what a plan says of a resource and what a file of Terraform's does: each border gives its values, and what is not known. */
import { distance } from 'fastest-levenshtein'
import { isNear } from '../../../text/nearest.ts'
import { Entries, note } from '../../collect.ts'
import { shown } from '../../config-error.ts'
import { joinedContent } from '../../content.ts'
import type { BrokerCount, Content, Evidence, GivenVersion, Notice, TopicConfig } from '../../document.ts'
import { firstMember, isTrue, items, type Json, type JsonLiteral, type JsonObject, member } from '../../json-tree.ts'
import { newestOf } from '../../kafka-version.ts'
import { isKeyLike, isLikeSetting, speaksOfReplication } from '../../keys.ts'
import { nodeContent } from '../../node-settings.ts'
import { propertiesOf } from '../../property-list.ts'
import type { Source } from '../../source.ts'
import type { Steps } from '../../steps.ts'
import { controllerOfMsk, vendorContent } from '../../vendors.ts'
import { configNode, configOf, type TopicResource } from './resources.ts'

/** A resource as one of the borders gives it. */
export interface Given {
  readonly address: JsonLiteral | undefined
  readonly values: JsonObject
  /** True where a value is not known. */
  readonly unknown: Json | undefined
  /** True where a value is a secret. */
  readonly sensitive?: Json | undefined
  /** Why something is not known, by its flag in `unknown`: what follows on its name; and where, unless it is at the name. */
  readonly whyNot: (flag: Json | undefined) => { readonly message: string; readonly offset?: number }
}

export interface Said {
  readonly notices: Notice[]
  readonly unread: Notice[]
}

/** @throws ConfigError. */
export function topicOf(source: Source, given: Given, of: TopicResource, { notices, unread }: Said): TopicConfig {
  const { address, values, unknown, sensitive } = given
  const name = isTrue(member(unknown, of.name)) ? address : (firstMember(values, [of.name]) ?? address)
  if (name === undefined) source.fail(values.offset, 'has a topic without a name')
  const entries = new Entries(source, notices)
  // What may decide something is not taken for its default.
  const leaveOut = (what: string, flag: Json | undefined) => {
    const { message, offset = name.offset } = given.whyNot(flag)
    note(what === 'config' || speaksOfReplication(what) ? unread : notices, {
      message: `${shown(what)} of topic ${shown(name.text)} ${message}`,
      place: source.place(offset),
    })
  }
  if (of.fixedFactor !== undefined)
    entries.add({ key: 'replication.factor', value: of.fixedFactor, layer: 'vendor', offset: name.offset })
  else addFactor(source, of.factor ?? '', given, name, entries, { notices, unread })

  const isBlock = of.isBlock === true
  const config = member(values, 'config')
  if (config !== undefined && config.kind !== 'null' && config.kind !== (isBlock ? 'array' : 'object'))
    source.fail(config.offset, `has a config that is not ${isBlock ? 'a list' : 'an object'}`)
  const unknownConfig = configNode(unknown, isBlock)
  const hidden = configNode(sensitive, isBlock)
  if (isTrue(unknownConfig)) leaveOut('config', unknownConfig)
  const unknownKeys = unknownConfig?.kind === 'object' ? unknownConfig.members : new Map<string, Json>()
  for (const [key, flag] of unknownKeys) if (isTrue(flag)) leaveOut(key, flag)
  for (const { key, name: attribute, value } of isTrue(unknownConfig) ? [] : configOf(values, of)) {
    if (isTrue(unknownKeys.get(attribute))) continue
    const secret = isTrue(sensitive) || isTrue(member(sensitive, 'config')) || isTrue(hidden) || isTrue(member(hidden, attribute))
    entries.add({ key, value: value.text, layer: 'topic', offset: value.offset, sensitive: secret })
  }
  for (const [key, value] of values.members)
    if (!ATTRIBUTES.has(key) && key !== of.name && key !== of.factor && isOdd(key, value, source))
      note(unread, {
        message: `${isKeyLike(key) || /^\w{1,40}$/.test(key) ? shown(key) : 'a key here'} of topic ${shown(name.text)} is not read, and may decide something`,
        place: source.place(value.offset),
      })
  return { name: name.text, place: source.place(name.offset), entries: entries.list, partitions: [] }
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
  { values, unknown, whyNot }: Given,
  name: JsonLiteral,
  entries: Entries,
  { notices, unread }: Said,
): void {
  const factor = firstMember(values, [attribute])
  const flag = member(unknown, attribute)
  if (isTrue(flag)) {
    const { message, offset = name.offset } = whyNot(flag)
    note(unread, { message: `${attribute} of topic ${shown(name.text)} ${message}`, place: source.place(offset) })
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
export function* mskConfiguration(
  source: Source,
  { values, unknown, whyNot }: Given,
  inner: (properties: JsonLiteral) => Source,
): Steps<Content> {
  const properties = firstMember(values, ['server_properties'])
  const flag = member(unknown, 'server_properties')
  if (properties === undefined || isTrue(flag)) {
    const { message, offset = values.offset } = whyNot(flag)
    return {
      ...joinedContent([]),
      unread: [{ message: `server_properties of aws_msk_configuration ${message}`, place: source.place(offset) }],
    }
  }
  const text = inner(properties)
  const content = yield* nodeContent(text, propertiesOf(text), true)
  const vendor = vendorContent('msk', source.place(properties.offset))
  return {
    ...content,
    entries: [...vendor.entries, ...content.entries],
    ...mskVersions(source, items(member(values, 'kafka_versions'))),
  }
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

export function mskCluster(source: Source, values: Json | undefined): Content {
  const version = firstMember(values, ['kafka_version'])
  const nodes = firstMember(values, ['number_of_broker_nodes'])
  const versions: GivenVersion[] =
    version === undefined ? [] : [{ value: withoutX(version.text), place: source.place(version.offset), of: 'release' }]
  const brokers: BrokerCount[] =
    nodes === undefined || !/^\d{1,6}$/.test(nodes.text)
      ? []
      : [{ count: Number(nodes.text), place: source.place(nodes.offset), isCertain: true }]
  return {
    ...joinedContent([]),
    versions,
    brokers,
    evidence: version === undefined ? [] : controllerOfMsk(version.text, source.place(version.offset)),
  }
}
