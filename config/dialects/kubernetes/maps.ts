/**
 * ConfigMaps and Secrets from which containers have variables: those that stand in the same file or in one beside it.
 * https://kubernetes.io/docs/concepts/configuration/configmap/
 */
import type { Node } from 'yaml'
import { ConfigError } from '../../config-error.ts'
import { withBeside } from '../../joined-source.ts'
import { Source } from '../../source.ts'
import type { Steps } from '../../steps.ts'
import { isKafkaImage } from '../../variables.ts'
import { at, textIfAny } from '../../yaml-config.ts'
import { parseYaml, type YamlFile } from '../../yaml-tree.ts'

/** What a container may have variables from. */
export interface Ref {
  readonly kind: 'ConfigMap' | 'Secret'
  readonly name: string
}

export interface Resources {
  /** Of its own text, and after it of the files with maps that it names. */
  readonly source: Source
  readonly file: YamlFile
  /** Those of its own. */
  readonly own: readonly Node[]
  /** The one map that is meant; undefined when there is none, or more than one. */
  readonly mapOf: (ref: Ref, namespace: string | undefined) => Node | undefined
  /** The file whose containers have variables from a map. */
  readonly userOf: (ref: Ref) => string | undefined
}

const IS_MAP = /["']?kind["']?\s{0,9}:\s{0,9}["']?(?:ConfigMap|Secret)\b/
const HAS_REFS = /\b(?:configMap|secret)(?:Key)?Ref\b/

/** @throws ConfigError. */
export function* readResources(source: Source): Steps<Resources> {
  const alone = yield* parseYaml(source)
  const own = resourcesOf(alone)
  const maps = mapsIn(alone, own)
  const given = new Set(maps.map(({ id }) => id))
  const refs = [...new Map(refsIn(alone, own).map((ref) => [idOf(ref), ref])).values()]
  const wanted = refs.filter((ref) => !given.has(idOf(ref)))
  const holders: string[] = []
  const users = new Map(refs.map((ref) => [idOf(ref), source.file]))
  for (const [name, { file, text }] of source.beside) {
    if (!/\.ya?ml$/i.test(name)) continue
    const mayHold = wanted.length > 0 && IS_MAP.test(text) && wanted.some((ref) => text.includes(ref.name))
    const mayUse = HAS_REFS.test(text) && maps.some((map) => text.includes(map.name))
    if (!mayHold && !mayUse) continue
    const other = yield* parsedIfRead(file, text)
    if (other === undefined) continue
    const resources = resourcesOf(other)
    if (mapsIn(other, resources).some(({ id }) => wanted.some((ref) => idOf(ref) === id))) holders.push(name)
    const theirs = new Set(mapsIn(other, resources).map(({ id }) => id))
    if (OF_OPERATORS.test(text)) continue
    for (const ref of refsIn(other, resources, (container) => runsKafka(other, container)))
      if (!theirs.has(idOf(ref)) && !users.has(idOf(ref))) users.set(idOf(ref), file)
  }
  const joined = holders.length === 0 ? source : withBeside(source, holders)
  const file = holders.length === 0 ? alone : yield* parseYaml(joined)
  const all = resourcesOf(file)
  const found = mapsIn(file, all)
  const mapOf: Resources['mapOf'] = (ref, namespace) => {
    const meant = found.filter(
      ({ id, namespace: its }) => id === idOf(ref) && (namespace === undefined || its === undefined || its === namespace),
    )
    return meant.length === 1 ? meant[0]?.node : undefined
  }
  const ownFiles = new Set(source.parts.map((part) => part.source.file))
  return {
    source: joined,
    file,
    own: all.filter((resource) => ownFiles.has(joined.place(file.offset(resource)).file)),
    mapOf,
    userOf: (ref) => users.get(idOf(ref)),
  }
}

function* parsedIfRead(file: string, text: string): Steps<YamlFile | undefined> {
  try {
    return yield* parseYaml(new Source(file, text))
  } catch (error) {
    if (error instanceof ConfigError) return undefined
    throw error
  }
}

const idOf = ({ kind, name }: Ref): string => `${kind}/${name}`

/** Of every document, and of every list. */
const resourcesOf = (file: YamlFile): readonly Node[] =>
  file.roots.flatMap((root) => file.items(file.members(root)?.get('items')?.value) ?? [root])

function mapsIn(file: YamlFile, resources: readonly Node[]) {
  return resources.flatMap((node) => {
    const [kind, name] = [textIfAny(file, at(file, node, 'kind')), textIfAny(file, at(file, node, 'metadata', 'name'))]
    if ((kind !== 'ConfigMap' && kind !== 'Secret') || name === undefined) return []
    return [{ id: idOf({ kind, name }), name, namespace: textIfAny(file, at(file, node, 'metadata', 'namespace')), node }]
  })
}

/** Files with such resources are read as those, and what else is in them is not. */
const OF_OPERATORS = /\b(?:kafka\.strimzi\.io|platform\.confluent\.io)\//

/** Whether a container is one that is read for itself, in a file that is: by its image, or by variables of its own. */
const runsKafka = (file: YamlFile, container: Node): boolean =>
  isKafkaImage(textIfAny(file, at(file, container, 'image')) ?? '') ||
  (file.items(at(file, container, 'env')) ?? []).some((item) =>
    /^(?:KAFKA|CONNECT|SPRING_KAFKA)_[A-Z]/.test(textIfAny(file, at(file, item, 'name')) ?? ''),
  )

/** Those that the containers of workloads name. */
const refsIn = (file: YamlFile, resources: readonly Node[], isUser: (container: Node) => boolean = () => true): Ref[] =>
  resources.flatMap((resource) =>
    (file.items(at(file, podSpecOf(file, resource), 'containers')) ?? []).filter(isUser).flatMap((container) => {
      const members = file.members(container)
      const all = (name: string): readonly Node[] => file.items(members?.get(name)?.value) ?? []
      return [...all('envFrom').map((from) => fromOf(file, from)), ...all('env').map((item) => keyRefOf(file, item)?.ref)].filter(
        (ref) => ref !== undefined,
      )
    }),
  )

export const podSpecOf = (file: YamlFile, resource: Node): Node | undefined =>
  textIfAny(file, at(file, resource, 'kind')) === 'Pod'
    ? at(file, resource, 'spec')
    : at(file, resource, 'spec', 'template', 'spec')

/** The map of an entry of `envFrom`. */
export const fromOf = (file: YamlFile, from: Node): Ref | undefined =>
  refAt(file, from, 'ConfigMap', ['configMapRef', 'name']) ?? refAt(file, from, 'Secret', ['secretRef', 'name'])

/** The map and the key in it of an entry of `env` that has its value from one. */
export function keyRefOf(file: YamlFile, item: Node): { readonly ref: Ref; readonly key: string } | undefined {
  for (const [kind, name] of [
    ['ConfigMap', 'configMapKeyRef'],
    ['Secret', 'secretKeyRef'],
  ] as const) {
    const ref = refAt(file, item, kind, ['valueFrom', name, 'name'])
    const key = textIfAny(file, at(file, item, 'valueFrom', name, 'key'))
    if (ref !== undefined && key !== undefined) return { ref, key }
  }
  return undefined
}

const refAt = (file: YamlFile, node: Node, kind: Ref['kind'], path: readonly string[]): Ref | undefined => {
  const name = textIfAny(file, at(file, node, ...path))
  return name === undefined ? undefined : { kind, name }
}
