/** cp-ansible: `kafka_broker_custom_properties` and the like, in an inventory or in a file of variables. */
import type { Node } from 'yaml'
import { note } from '../../collect.ts'
import { shown } from '../../config-error.ts'
import { joinedContent } from '../../content.ts'
import type { BrokerCount, Content, Evidence, GivenVersion } from '../../document.ts'
import { isLikeSetting, isRead } from '../../keys.ts'
import type { Found } from '../../named-client.ts'
import { nodeContent, type Setting } from '../../node-settings.ts'
import type { Source } from '../../source.ts'
import type { Steps } from '../../steps.ts'
import { releaseOfImage } from '../../variables.ts'
import { at, settingsIn, textOf, valueOffset } from '../../yaml-config.ts'
import { flat } from '../../yaml-flat.ts'
import { type Member, parseYaml, type YamlFile } from '../../yaml-tree.ts'
import { workerContent } from '../connect/worker.ts'

/** Maps of settings, and of what; the older form is `properties` under the name of the component. */
const OF: ReadonlyMap<string, 'broker' | 'controller' | 'connect'> = new Map([
  ['kafka_broker_custom_properties', 'broker'],
  ['kafka_controller_custom_properties', 'controller'],
  ['kafka_connect_custom_properties', 'connect'],
])
const BY_NAME: ReadonlyMap<string, string> = new Map([
  ['kafka_broker_default_internal_replication_factor', 'offsets.topic.replication.factor'],
])

/** @throws ConfigError. */
export function* readAnsible(source: Source): Steps<Content> {
  const found: Found = { source, notices: [], unread: [] }
  const file = yield* parseYaml(source)
  const settings = { broker: [] as Setting[], controller: [] as Setting[], connect: [] as Setting[] }
  const versions: GivenVersion[] = []
  const brokers: BrokerCount[] = []
  const evidence: Evidence[] = []
  const given: Given[] = []
  /**
   * @param path of names that lead to it.
   * @param isOlder whether `properties` of it has been read.
   */
  const visit = (node: Node | undefined, path: readonly string[], isOlder = false): void => {
    for (const [name, { key, value }] of file.members(node) ?? []) {
      if (isOlder && name === 'properties') continue
      if ((name === 'zookeeper' || name === 'kafka_controller') && at(file, value, 'hosts') !== undefined) {
        const found = { why: `it has hosts of ${name}`, place: source.place(file.offset(key)) }
        evidence.push(
          name === 'zookeeper' ? { ...found, below: '4.0', controller: 'zookeeper' } : { ...found, controller: 'kraft' },
        )
      }
      const of = OF.get(name)
      const older = /^kafka_(broker|controller|connect)$/.exec(name)?.[1]
      if (of !== undefined) given.push({ name, of, path, key, settings: settingsIn(file, value) })
      else if (BY_NAME.has(name)) settings.broker.push(...named(file, BY_NAME.get(name) ?? '', value))
      else if (name === 'confluent_package_version') versions.push(...releaseIn(file, value))
      else if (older === 'broker' || older === 'controller' || older === 'connect') {
        const properties = file.members(value)?.get('properties')?.value
        if (properties !== undefined) settings[older].push(...settingsIn(file, properties))
        const count = older === 'broker' ? hostsIn(file, value) : undefined
        if (count !== undefined) brokers.push({ count, place: source.place(file.offset(key)) })
        visit(value, [...path, name], true)
      } else if (file.members(value) !== undefined) {
        if (/^kafka_.{1,100}_(?:properties|config)$/.test(name)) sayUnread(found, file, name, { key, value })
        else visit(value, [...path, name])
      } else if (isLikeSetting(name)) sayUnread(found, file, name, { key, value })
    }
  }
  for (const root of file.roots) visit(root, [])
  for (const { of, settings: own } of counting(found, file, given)) settings[of].push(...own)
  const parts: Content[] = []
  const hasControllers = settings.controller.length > 0 || evidence.some(({ controller }) => controller === 'kraft')
  // It makes no node that is both, and Confluent has no ZooKeeper since 8.0.
  const role = hasControllers || versions.some(({ value }) => /^[4-9]\./.test(value)) ? 'broker' : undefined
  if (settings.broker.length > 0) parts.push(yield* nodeContent(source, settings.broker, true, role))
  if (settings.controller.length > 0) parts.push(yield* nodeContent(source, settings.controller, true, 'controller'))
  if (settings.connect.length > 0) parts.push(workerContent(found, settings.connect))
  const rest = joinedContent([{ ...joinedContent([]), versions, brokers, evidence, hasControllers }, ...parts])
  return { ...rest, unread: [...found.unread, ...(rest.unread ?? [])], notices: [...found.notices, ...rest.notices] }
}

/** How many hosts a group has; undefined where that is not known, as where it has those of groups that stand elsewhere, or none. */
function hostsIn(file: YamlFile, group: Node | undefined): number | undefined {
  const members = file.members(group)
  const names = [...(file.members(members?.get('hosts')?.value)?.keys() ?? [])]
  const children = [...(file.members(members?.get('children')?.value)?.values() ?? [])].map(({ value }) => hostsIn(file, value))
  const counts = [...names.map(hostsNamed), ...children]
  if (counts.length === 0 || !counts.every((count) => count !== undefined)) return undefined
  return counts.reduce((sum, count) => sum + count, 0)
}

/**
 * `kafka[1:3].example.com` is three hosts, `[a:c]` too, and `[1:9:4]` those of every fourth number.
 * https://docs.ansible.com/ansible/latest/inventory_guide/intro_inventory.html#adding-ranges-of-hosts
 */
function hostsNamed(name: string): number | undefined {
  const ranges = [...name.matchAll(/\[(?:(\d{1,6}):(\d{1,6})|([a-zA-Z]):([a-zA-Z]))(?::(\d{1,6}))?\]/g)]
  if (ranges.length !== name.split('[').length - 1) return undefined
  const counts = ranges.map(([, from, to, first = '', last = '', step = '1']) => {
    const span = from === undefined ? last.charCodeAt(0) - first.charCodeAt(0) : Number(to) - Number(from)
    return Number(step) === 0 || span < 0 ? undefined : Math.floor(span / Number(step)) + 1
  })
  return counts.reduce<number | undefined>(
    (all, count) => (all === undefined || count === undefined ? undefined : all * count),
    1,
  )
}

/** A map of settings, where it stands. */
interface Given {
  readonly name: string
  readonly of: 'broker' | 'controller' | 'connect'
  readonly path: readonly string[]
  readonly key: Node
  readonly settings: readonly Setting[]
}

/**
 * A variable of a group takes the place of that of `all`, and one of a host that of both: maps are not merged
 * (`hash_behaviour=replace`, the default of Ansible). What single hosts have is not told apart.
 */
function counting({ source, notices, unread }: Found, file: YamlFile, given: readonly Given[]): Given[] {
  const place = ({ key }: Given) => source.place(file.offset(key))
  const isOfAll = ({ path }: Given): boolean => path.join('.') === 'all.vars'
  const counts = new Map<string, number>()
  const ofGroups = new Map<string, Given>()
  for (const one of given) {
    counts.set(one.name, (counts.get(one.name) ?? 0) + 1)
    if (!isOfAll(one) && !ofGroups.has(one.name)) ofGroups.set(one.name, one)
  }
  return given.filter((one) => {
    if (one.path.includes('hosts') && (counts.get(one.name) ?? 0) > 1)
      note(unread, {
        message: `${shown(one.name)} of a host takes the place of the others, and is not read as its own`,
        place: place(one),
      })
    const above = isOfAll(one) ? ofGroups.get(one.name) : undefined
    if (above !== undefined)
      for (const { key, offset } of one.settings.filter((setting) => isRead(setting.key)))
        note(notices, {
          message: `${key} of ${shown(one.name)} of all does not count: that of line ${place(above).line} takes its place, and Ansible does not merge them`,
          place: source.place(offset),
        })
    return above === undefined
  })
}

const named = (file: YamlFile, key: string, value: Node | undefined): Setting[] => {
  const text = textOf(file, value)
  return value === undefined || text === undefined ? [] : [{ key, value: text, offset: valueOffset(file, value) }]
}

function releaseIn(file: YamlFile, node: Node | undefined): GivenVersion[] {
  const value = releaseOfImage(`cp-kafka:${textOf(file, node) ?? ''}`)
  return node === undefined || value === undefined
    ? []
    : [{ value, place: file.source.place(valueOffset(file, node)), of: 'release' }]
}

/** What another component has, if it holds nothing of replication, is of no interest. */
function sayUnread({ source, unread }: Found, file: YamlFile, name: string, { key, value }: Member): void {
  if (!isLikeSetting(name) && !flat(file, value).some((setting) => isLikeSetting(setting.key))) return
  const what = /^[\w.-]{1,100}$/.test(name) ? shown(name) : 'a variable here'
  note(unread, { message: `${what} is not read, and may decide something`, place: source.place(file.offset(key)) })
}
