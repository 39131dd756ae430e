/** Values of Bitnami's Helm chart of Kafka, by itself or under `kafka` of a chart that has it. https://github.com/bitnami/charts/tree/main/bitnami/kafka */
import { isScalar, type Node } from 'yaml'
import { note } from '../../collect.ts'
import { shown } from '../../config-error.ts'
import { joinedContent } from '../../content.ts'
import type { BrokerCount, Content, Evidence, GivenVersion, Role, TopicConfig } from '../../document.ts'
import { inScalar } from '../../embedded.ts'
import { isLikeSetting, isRead } from '../../keys.ts'
import type { Found } from '../../named-client.ts'
import { nodeContent, type Setting } from '../../node-settings.ts'
import type { Source } from '../../source.ts'
import type { Steps } from '../../steps.ts'
import { releaseOfImage, settingsOfVariables } from '../../variables.ts'
import { overriddenIn } from '../../merged-maps.ts'
import { at, settingsIn, textOf, topicIn, valueOffset } from '../../yaml-config.ts'
import { flat } from '../../yaml-flat.ts'
import { parseYaml, type YamlFile } from '../../yaml-tree.ts'
import { grouped } from '../../../text/grouped.ts'
import { propertiesOf } from '../../property-list.ts'

/** Keys that the chart has and those of other programs have not. */
const OF_KAFKA: ReadonlySet<string> = new Set([
  'overrideConfiguration',
  'extraConfig',
  'extraConfigYaml',
  'defaultReplicationFactor',
  'offsetsTopicReplicationFactor',
])

/** Keys that the chart has and other files seldom. */
export const CHART_KEYS: ReadonlySet<string> = new Set([...OF_KAFKA, 'existingConfigmap'])

/** What Confluent’s charts, also of other programs than Kafka, and those made after them have. https://github.com/confluentinc/cp-helm-charts */
const OVERRIDES = 'configurationOverrides'
export const OF_BROKERS =
  /^(?:offsets\.topic|min\.insync|default\.replication|unclean|transaction\.state|auto\.create\.topics|log\.|zookeeper\.connect)/

/** Those that a vendor’s charts of other programs have too. */
const OF_ANY_CHART: ReadonlySet<string> = new Set(['existingConfigmap', 'provisioning', 'extraEnvVars'])

/** Values of charts before 24 that are Kafka's by other names. */
const BY_NAME: ReadonlyMap<string, string> = new Map([
  ['defaultReplicationFactor', 'default.replication.factor'],
  ['offsetsTopicReplicationFactor', 'offsets.topic.replication.factor'],
])

/** @throws ConfigError. */
export function* readHelmValues(source: Source): Steps<Content> {
  const found: Found = { source, notices: [], unread: [] }
  const file = yield* parseYaml(source)
  const contents: Content[] = []
  for (const root of file.roots) contents.push(...(yield* valuesContent(found, file, root)))
  const rest = joinedContent(contents)
  return { ...rest, unread: [...found.unread, ...(rest.unread ?? [])], notices: [...found.notices, ...rest.notices] }
}

/**
 * What values of a chart say of Kafka.
 * @param isKafkas they are known to be those of Kafka’s own chart.
 */
export function* valuesContent(found: Found, file: YamlFile, node: Node, isKafkas = false): Steps<Content[]> {
  const values = isKafkas ? node : chartIn(file, node)
  return values === undefined ? [] : [yield* chartContent(found, file, values)]
}

/** The values of Kafka's chart, which may be a part of another's, beside charts of other programs. */
const chartIn = (file: YamlFile, root: Node): Node | undefined => {
  const nodes = [...nodesIn(file, root)]
  const keysOf = (node: Node | undefined): readonly string[] => [...(file.members(node)?.keys() ?? [])]
  const has = (node: Node, keys: ReadonlySet<string>): boolean =>
    keysOf(node).some((key) => keys.has(key)) ||
    ['controller', 'broker'].some((section) => keysOf(at(file, node, section)).some((key) => keys.has(key)))
  // Of several programs in one, only Kafka has a broker’s keys.
  const isConfluents = (node: Node): boolean => {
    const names = keysOf(at(file, node, OVERRIDES))
    return names.some((name) => OF_BROKERS.test(name)) && !names.some((name) => /^(?:remote\.data\.|bind\.listeners)/.test(name))
  }
  return nodes.find((node) => has(node, OF_KAFKA)) ?? nodes.find(isConfluents) ?? nodes.find((node) => has(node, OF_ANY_CHART))
}

function* nodesIn(file: YamlFile, node: Node | undefined, depth = 0): Generator<Node> {
  const members = file.members(node)
  if (node === undefined || members === undefined || depth > 3) return
  yield node
  for (const { value } of members.values()) yield* nodesIn(file, value, depth + 1)
}

/** What the values give: all nodes, or those of one kind, which may have one role alone. */
interface Section {
  readonly node: Node | undefined
  readonly role?: Role
}

function* chartContent(found: Found, file: YamlFile, values: Node): Steps<Content> {
  const { source, unread } = found
  const sections: readonly Section[] = [
    { node: values },
    { node: at(file, values, 'controller'), ...(isControllerOnly(file, values) && { role: 'controller' }) },
    { node: at(file, values, 'broker'), ...(!isOnZooKeeper(file, values) && { role: 'broker' }) },
  ]
  // The chart is made for Bitnami’s.
  const image = textOf(file, at(file, values, 'image', 'repository')) ?? 'bitnami/kafka'
  const contents: Content[] = []
  const given: Given[] = []
  for (const { node: section, role } of sections) {
    const settings: Setting[] = []
    const take = (field: string, of: readonly Setting[]): void => {
      settings.push(...of)
      given.push(...of.map((setting) => ({ ...setting, field })))
    }
    for (const name of ['config', 'extraConfig']) take(name, propertiesIn(file, at(file, section, name)))
    for (const name of ['overrideConfiguration', 'configurationOverrides', 'extraConfigYaml'])
      take(name, settingsIn(file, at(file, section, name)))
    const variables = (file.items(at(file, section, 'extraEnvVars')) ?? []).flatMap((item): Setting[] => {
      const value = at(file, item, 'value')
      const key = textOf(file, at(file, item, 'name'))
      const text = textOf(file, value)
      return key === undefined || value === undefined || text === undefined
        ? []
        : [{ key, value: text, offset: valueOffset(file, value) }]
    })
    take('extraEnvVars', settingsOfVariables(found, variables, image))
    for (const name of ['existingConfigmap', 'existingSecretConfig', 'secretConfig', 'extraEnvVarsCM', 'extraEnvVarsSecret']) {
      const node = at(file, section, name)
      const isGiven = node !== undefined && (textOf(file, node) ?? '') !== ''
      if (isGiven)
        note(unread, { message: `what ${name} holds is not read: give it too`, place: source.place(valueOffset(file, node)) })
    }
    for (const [name, key] of section === values ? BY_NAME : []) {
      const node = at(file, values, name)
      const value = textOf(file, node)
      if (node !== undefined && value !== undefined) take(name, [{ key, value, offset: valueOffset(file, node) }])
    }
    contents.push(yield* nodeContent(source, settings, true, role))
  }
  const content = joinedContent(contents)
  sayContested(found, given)
  sayLeftOver(found, file, values)
  return {
    ...content,
    topics: topicsIn(found, file, values),
    versions: [...imageOf(found, file, values), ...(content.versions ?? [])],
    brokers: brokersOf(found, file, values),
    evidence: [...(content.evidence ?? []), ...controllerOf(found, file, values)],
  }
}

interface Given extends Setting {
  /** Of the chart, whichever section has it. */
  readonly field: string
}

/**
 * Of two fields that give a key the chart has one above the other, and not always the same: `config` is all there is (and `extraConfig`
 * nothing) where it is given, `extraConfig` is appended to what is made of other fields, `extraConfigYaml` after that, whatever the section.
 */
function sayContested({ source, unread }: Found, given: readonly Given[]): void {
  for (const [key, of] of grouped(
    given.filter((one) => isRead(one.key)),
    (one) => one.key,
  )) {
    const last = of.at(-1)
    const other = of.find(({ field, value }) => field !== last?.field && value.trim() !== last?.value.trim())
    if (last === undefined || other === undefined) continue
    const message = `${key} is given in ${other.field} and in ${last.field} with another value, and which counts is the chart’s: give the output of helm template`
    note(unread, { message, place: source.place(last.offset), about: key, said: other.value.trim() })
  }
}

/** The text of a file in a scalar; a map where the chart takes either. */
function propertiesIn(file: YamlFile, node: Node | undefined): Setting[] {
  const target = file.target(node)
  if (file.members(target) !== undefined) return settingsIn(file, target)
  if (!isScalar(target) || (textOf(file, target) ?? '') === '') return []
  const inner = inScalar(file.source, target, file.offset(target))
  return propertiesOf(inner).map((setting) => ({ ...setting, offset: inner.offsetIn(file.source, setting.offset) }))
}

/** Topics that the chart's job makes. */
const topicsIn = (found: Found, file: YamlFile, values: Node): TopicConfig[] =>
  (file.items(at(file, values, 'provisioning', 'topics')) ?? []).flatMap((topic) => {
    const named = at(file, topic, 'name')
    const text = textOf(file, named)
    if (named === undefined || text === undefined) return []
    const factor = at(file, topic, 'replicationFactor') ?? at(file, values, 'provisioning', 'replicationFactor')
    return [
      topicIn(found, file, {
        name: { text, offset: valueOffset(file, named) },
        factor,
        config: settingsIn(file, at(file, topic, 'config')),
      }),
    ]
  })

function imageOf({ source }: Found, file: YamlFile, values: Node): GivenVersion[] {
  const tag = at(file, values, 'image', 'tag')
  // Confluent's chart has its own images, whose tags are those of the platform.
  const ofConfluent = at(file, values, 'imageTag')
  const release = releaseOfImage(`confluentinc/cp-kafka:${textOf(file, ofConfluent) ?? ''}`)
  if (at(file, values, OVERRIDES) !== undefined && ofConfluent !== undefined && release !== undefined)
    return [{ value: release, place: source.place(valueOffset(file, ofConfluent)), of: 'release', isTag: true }]
  const [value] = /^\d{1,2}\.\d{1,3}(?:\.\d{1,3})?/.exec(textOf(file, tag) ?? '') ?? []
  return tag === undefined || value === undefined
    ? []
    : [{ value, place: source.place(valueOffset(file, tag)), of: 'release', isTag: true }]
}

/** What holds the metadata. The chart has a section of controllers since it has KRaft, which it uses unless it is told not to. */
function controllerOf({ source }: Found, file: YamlFile, values: Node): Evidence[] {
  const [kraft, zookeeper] = [at(file, values, 'kraft', 'enabled'), at(file, values, 'zookeeper', 'enabled')]
  const isOn = (node: Node | undefined): boolean => textOf(file, node) === 'true'
  const controllers = at(file, values, 'controller', 'replicaCount')
  const isByDefault = !isOnZooKeeper(file, values) && Number(textOf(file, controllers) ?? 0) > 0
  const node = isOn(kraft) ? kraft : isByDefault ? controllers : undefined
  if (node !== undefined)
    return [{ why: 'the chart has controllers', controller: 'kraft', place: source.place(valueOffset(file, node)) }]
  const overrides = at(file, values, OVERRIDES)
  const hasQuorum = [...(file.members(overrides)?.keys() ?? [])].some((key) => /^(?:process\.roles|controller\.)/.test(key))
  if (overrides !== undefined && kraft === undefined && zookeeper === undefined && !hasQuorum)
    return [
      {
        below: '4.0',
        why: 'Confluent’s chart has ZooKeeper',
        controller: 'zookeeper',
        place: source.place(file.offset(overrides)),
      },
    ]
  if (zookeeper === undefined || !isOn(zookeeper)) return []
  const place = source.place(valueOffset(file, zookeeper))
  return [{ below: '4.0', why: 'zookeeper.enabled is true', controller: 'zookeeper', place }]
}

const isControllerOnly = (file: YamlFile, values: Node): boolean =>
  textOf(file, at(file, values, 'controller', 'controllerOnly')) === 'true'

const isOnZooKeeper = (file: YamlFile, values: Node): boolean =>
  textOf(file, at(file, values, 'kraft', 'enabled')) === 'false' ||
  textOf(file, at(file, values, 'zookeeper', 'enabled')) === 'true'

/** What the chart has where values do not say it (`controller.replicaCount`; `broker.replicaCount` is 0). */
const CONTROLLERS = 3

/** Controllers are brokers too unless `controllerOnly`; charts before 24 had one number of all. */
function brokersOf({ source }: Found, file: YamlFile, values: Node): BrokerCount[] {
  const hasThemApart = isControllerOnly(file, values)
  const controllers = at(file, values, 'controller', 'replicaCount')
  const isConfluents = at(file, values, OVERRIDES) !== undefined
  const [brokers, all] = [at(file, values, 'broker', 'replicaCount'), at(file, values, isConfluents ? 'brokers' : 'replicaCount')]
  const nodes = [hasThemApart ? undefined : controllers, brokers, all].filter((node) => node !== undefined)
  const [first] = nodes
  const counts = nodes.map((node) => textOf(file, node) ?? '')
  if (first === undefined || !counts.every((text) => /^\d{1,6}$/.test(text))) return []
  const isByDefault = controllers === undefined && all === undefined && !hasThemApart && !isOnZooKeeper(file, values)
  const count = counts.reduce((sum, text) => sum + Number(text), isByDefault ? CONTROLLERS : 0)
  return count === 0 ? [] : [{ count, place: source.place(valueOffset(file, first)) }]
}

const READ =
  /^(?:(?:controller|broker)\.)?(?:config|extraConfig|overrideConfiguration|configurationOverrides|extraConfigYaml|extraEnvVars)\b|^provisioning\.|replicaCount$|^(?:default|offsetsTopic)ReplicationFactor$/

function sayLeftOver({ source, unread }: Found, file: YamlFile, values: Node): void {
  const below = overriddenIn(source)
  for (const { key, offset } of flat(file, values))
    if (!below.has(offset) && !READ.test(key) && isLikeSetting(key.replace(/^.*\./, '')))
      note(unread, {
        message: `${/^[\w.-]{1,100}$/.test(key) ? shown(key) : 'a value here'} is not read, and may decide something`,
        place: source.place(offset),
      })
}
