/** Where tools that keep topics as code have what is read, as data. */
import type { Node } from 'yaml'
import type { Setting } from '../../node-settings.ts'
import { at, settingsIn, textOf, valueOffset } from '../../yaml-config.ts'
import type { YamlFile } from '../../yaml-tree.ts'

/** A topic as it stands in a document. */
interface Found {
  readonly name: { readonly text: string; readonly offset: number }
  /** Where its fields are. */
  readonly spec: Node
}

export interface Shape {
  readonly tool: string
  /** Whether a document is of the tool. */
  readonly isOf: (file: YamlFile, root: Node) => boolean
  readonly topics: (file: YamlFile, root: Node) => readonly Found[]
  /** The field of the replication factor; absent where it stands among the configuration. */
  readonly factor?: string
  /** The factor of topics that give none. */
  readonly factorByDefault?: (file: YamlFile, root: Node) => Node | undefined
  readonly config: (file: YamlFile, spec: Node) => readonly Setting[]
  /** Fields beside these that say nothing of replication. */
  readonly others: readonly string[]
  /** What names settings that do not stand here. */
  readonly elsewhere?: readonly string[]
}

const apiOf = (file: YamlFile, root: Node): string => textOf(file, at(file, root, 'apiVersion')) ?? ''
const kindOf = (file: YamlFile, root: Node): string => textOf(file, at(file, root, 'kind')) ?? ''
const isMap = (file: YamlFile, node: Node | undefined): boolean => file.members(node) !== undefined

const named = (file: YamlFile, name: Node | undefined, spec: Node | undefined): Found[] => {
  const text = name === undefined ? undefined : textOf(file, name)
  if (text === undefined && spec !== undefined) file.source.fail(file.offset(spec), 'has a topic without a name')
  if (spec === undefined && name !== undefined) file.source.fail(valueOffset(file, name), 'has a topic of which nothing is said')
  return name === undefined || text === undefined || spec === undefined
    ? []
    : [{ name: { text, offset: valueOffset(file, name) }, spec }]
}

const configOf =
  (field: string) =>
  (file: YamlFile, spec: Node): readonly Setting[] =>
    settingsIn(file, at(file, spec, field))

const kubernetesLike = (file: YamlFile, root: Node): Found[] => {
  const list = file.items(at(file, root, 'items'))
  return (list ?? [root]).flatMap((one) => named(file, at(file, one, 'metadata', 'name'), at(file, one, 'spec')))
}

export const SHAPES: readonly Shape[] = [
  {
    tool: 'Conduktor',
    isOf: (file, root) => /^(?:kafka\/v|v\d$)/.test(apiOf(file, root)) && kindOf(file, root) === 'Topic',
    topics: kubernetesLike,
    factor: 'replicationFactor',
    config: configOf('configs'),
    others: ['partitions'],
  },
  {
    tool: 'Jikkou',
    isOf: (file, root) => apiOf(file, root).startsWith('kafka.jikkou.io/') && /^KafkaTopic(?:List)?$/.test(kindOf(file, root)),
    topics: kubernetesLike,
    factor: 'replicas',
    config: configOf('configs'),
    others: ['partitions', 'configMapRefs'],
  },
  {
    tool: 'topicctl',
    isOf: (file, root) => isMap(file, at(file, root, 'meta')) && isMap(file, at(file, root, 'spec')),
    topics: (file, root) => named(file, at(file, root, 'meta', 'name'), at(file, root, 'spec')),
    factor: 'replicationFactor',
    config: configOf('settings'),
    others: ['partitions', 'placement', 'retentionMinutes', 'migration'],
  },
  {
    tool: 'JulieOps',
    isOf: (file, root) => (file.items(at(file, root, 'projects')) ?? []).length > 0,
    topics: (file, root) =>
      (file.items(at(file, root, 'projects')) ?? []).flatMap((project) =>
        (file.items(at(file, project, 'topics')) ?? []).flatMap((topic) => named(file, at(file, topic, 'name'), topic)),
      ),
    config: configOf('config'),
    others: ['name', 'dataType', 'consumers', 'producers', 'schemas', 'plan', 'metadata'],
    elsewhere: ['plan'],
  },
  {
    tool: 'kafka-gitops',
    isOf: (file, root) =>
      [...(file.members(at(file, root, 'topics')) ?? new Map<string, never>()).values()].some(({ value }) => isMap(file, value)),
    topics: (file, root) =>
      [...(file.members(at(file, root, 'topics')) ?? [])].flatMap(([text, { key, value }]) =>
        value === undefined ? [] : [{ name: { text, offset: file.offset(key) }, spec: value }],
      ),
    factor: 'replication',
    factorByDefault: (file, root) => at(file, root, 'settings', 'topics', 'defaults', 'replication'),
    config: configOf('configs'),
    others: ['partitions'],
  },
  {
    tool: 'kafkactl',
    isOf: (file, root) =>
      textOf(file, at(file, root, 'name')) !== undefined && file.items(at(file, root, 'configs')) !== undefined,
    topics: (file, root) => named(file, at(file, root, 'name'), root),
    config: (file, spec) =>
      (file.items(at(file, spec, 'configs')) ?? []).flatMap((item): Setting[] => {
        const [key, value] = [textOf(file, at(file, item, 'name')), at(file, item, 'value')]
        const text = textOf(file, value)
        return key === undefined || value === undefined || text === undefined
          ? []
          : [{ key, value: text, offset: valueOffset(file, value) }]
      }),
    others: ['name', 'partitions'],
  },
]
