/** Values in resources and other structured YAML: a scalar where one is expected, a map of configuration, a topic. */
import type { Node } from 'yaml'
import { Entries, note } from './collect.ts'
import { shown } from './config-error.ts'
import type { Layer, TopicConfig } from './document.ts'
import { isKeyLike, isLikeSetting, speaksOfReplication } from './keys.ts'
import type { Found } from './named-client.ts'
import type { Setting } from './node-settings.ts'
import { failTemplate, isMap, isScalar, isSeq, type Member, scalarText, type YamlFile } from './yaml-tree.ts'

type Members = ReadonlyMap<string, Member>

/** What stands under a path of keys. */
export const at = (file: YamlFile, node: Node | undefined, ...path: readonly string[]): Node | undefined =>
  path.reduce<Node | undefined>((inner, key) => file.members(inner)?.get(key)?.value, node)

/** Undefined for null, nothing, and what is no scalar. */
export function textIfAny(file: YamlFile, given: Node | undefined): string | undefined {
  const node = file.target(given)
  return isScalar(node) && node.value !== null ? scalarText(node) : undefined
}

/** Undefined for null and nothing. @throws ConfigError for a map or sequence, and for what a template leaves. */
export function textOf(file: YamlFile, given: Node | undefined): string | undefined {
  const { source } = file
  const node = file.target(given)
  if (isMap(node) || isSeq(node)) {
    const start = file.offset(node)
    if (source.text.startsWith('{{', start)) failTemplate(source, start)
    return source.fail(start, 'has a map or a sequence where one value is expected')
  }
  if (!isScalar(node) || node.value === null) return undefined
  const value = scalarText(node)
  if (value.includes('{{')) failTemplate(source, file.offset(node))
  if (/\$\{\w{1,200}\}/.test(value))
    source.fail(
      file.offset(node),
      'is a template (${ … }), not YAML: give what it renders to, such as the output of terraform show',
    )
  return value
}

/** Where the text of a value stands: for an alias at its anchor, for a sequence at its first item. */
export const valueOffset = (file: YamlFile, node: Node): number => file.offset(file.target(file.items(node)?.[0] ?? node) ?? node)

/** A map of Kafka's keys and values; a sequence is joined with commas. @throws ConfigError when it is none. */
export function settingsIn(file: YamlFile, node: Node | undefined): Setting[] {
  const config = file.members(node)
  const target = file.target(node)
  if (config === undefined) {
    if (target !== undefined && !(isScalar(target) && target.value === null))
      file.source.fail(file.offset(target), 'has a config that is not a map of keys and values')
    return []
  }
  return [...config].flatMap(([key, { value }]): Setting[] => {
    const list = file.items(value)
    const given = list === undefined ? textOf(file, value) : list.map((item) => textOf(file, item) ?? '').join(',')
    return value === undefined || given === undefined ? [] : [{ key, value: given, offset: valueOffset(file, value) }]
  })
}

interface GivenTopic {
  readonly name: { readonly text: string; readonly offset: number }
  readonly factor: Node | undefined
  readonly config: readonly Setting[]
}

/** @throws ConfigError. */
export function topicIn({ source, notices }: Found, file: YamlFile, { name, factor, config }: GivenTopic): TopicConfig {
  const entries = new Entries(source, notices)
  const layer: Layer = 'topic'
  const value = textOf(file, factor)
  if (factor !== undefined && value !== undefined)
    entries.add({ key: 'replication.factor', value, layer, offset: valueOffset(file, factor) })
  for (const setting of config) entries.add({ ...setting, layer })
  return { name: name.text, place: source.place(name.offset), entries: entries.list, partitions: [] }
}

/** Says which members are none that are known, and look as if they bore on replication, or hold what does. */
export function sayOthers(
  { source, unread }: Found,
  file: YamlFile,
  members: Members | undefined,
  known: ReadonlySet<string>,
): void {
  for (const [name, { key, value }] of members ?? []) {
    const [start = 0, end = 0] = value?.range ?? []
    if (known.has(name) || !(isLikeSetting(name) || speaksOfReplication(source.text.slice(start, end)))) continue
    const what = isKeyLike(name) || /^[A-Za-z]{1,40}$/.test(name) ? shown(name) : 'a key here'
    note(unread, { message: `${what} is not read, and may decide something`, place: source.place(file.offset(key)) })
  }
}
