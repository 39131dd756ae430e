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
  /** Whether there is such a map in any of the files. */
  readonly isGiven: (ref: Ref) => boolean
  /** The file whose containers have variables from a map. */
  readonly userOf: (ref: Ref) => string | undefined
}

/** What a file has and what it names: worked out once, for all that stand beside it. */
interface Known {
  readonly maps: ReadonlySet<string>
  /** Those that containers which are read for themselves have variables from. */
  readonly used: ReadonlySet<string>
}

const IS_MAP = /["']?kind["']?\s{0,9}:\s{0,9}["']?(?:ConfigMap|Secret)\b/
const HAS_REFS = /\b(?:configMap|secret)(?:Key)?Ref\b/

type Other = NonNullable<ReturnType<Source['beside']['get']>>

const knownOf = new WeakMap<Other, Known>()

function* lookedInto(other: Other): Steps<Known> {
  const known = knownOf.get(other)
  if (known !== undefined) return known
  const isWorthIt = IS_MAP.test(other.text) || HAS_REFS.test(other.text)
  const file = isWorthIt ? yield* parsedIfRead(other.file, other.text) : undefined
  const resources = file === undefined ? [] : resourcesOf(file)
  const refs =
    file === undefined || OF_OPERATORS.test(other.text) ? [] : refsIn(file, resources, (container) => runsKafka(file, container))
  const looked: Known = {
    maps: new Set(file === undefined ? [] : mapsIn(file, resources).map(({ id }) => id)),
    used: new Set(refs.map(idOf)),
  }
  knownOf.set(other, looked)
  return looked
}

/** @throws ConfigError. */
export function* readResources(source: Source): Steps<Resources> {
  const alone = yield* parseYaml(source)
  const own = resourcesOf(alone)
  const given = new Set(mapsIn(alone, own).map(({ id }) => id))
  const refs = [...new Set(refsIn(alone, own).map(idOf))]
  const wanted = refs.filter((ref) => !given.has(ref))
  const holders: string[] = []
  const users = new Map(refs.map((ref) => [ref, source.file]))
  const mounts = own.some((resource) => at(alone, podSpecOf(alone, resource), 'volumes') !== undefined)
  const all = new Set(given)
  for (const [name, other] of wanted.length + given.size > 0 || mounts ? source.beside : []) {
    if (!/\.(?:ya?ml|json)$/i.test(name)) continue
    const { maps, used } = yield* lookedInto(other)
    for (const id of maps) all.add(id)
    if (wanted.some((ref) => maps.has(ref))) holders.push(name)
    for (const ref of used.size > 0 ? given : [])
      if (used.has(ref) && !maps.has(ref) && !users.has(ref)) users.set(ref, other.file)
  }
  const joined = holders.length === 0 ? source : withBeside(source, holders)
  const file = holders.length === 0 ? alone : yield* parseYaml(joined)
  const resources = resourcesOf(file)
  const found = mapsIn(file, resources)
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
    own: resources.filter((resource) => ownFiles.has(joined.place(file.offset(resource)).file)),
    mapOf,
    isGiven: (ref) => all.has(idOf(ref)),
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

/** What stands before the containers of a kind. */
const PODS: ReadonlyMap<string, readonly string[]> = new Map([
  ['Pod', ['spec']],
  ['CronJob', ['spec', 'jobTemplate', 'spec', 'template', 'spec']],
])

export const podSpecOf = (file: YamlFile, resource: Node): Node | undefined =>
  at(file, resource, ...(PODS.get(textIfAny(file, at(file, resource, 'kind')) ?? '') ?? ['spec', 'template', 'spec']))

/** ConfigMaps whose files a container has, each with where in it, and what says so. */
export function mountedIn(
  file: YamlFile,
  podSpec: Node,
  container: Node,
): { readonly ref: Ref; readonly path: string; readonly node: Node }[] {
  const volumes = file.items(at(file, podSpec, 'volumes')) ?? []
  return (file.items(at(file, container, 'volumeMounts')) ?? []).flatMap((mount) => {
    const name = textIfAny(file, at(file, mount, 'name'))
    const path = ['mountPath', 'subPath'].map((key) => textIfAny(file, at(file, mount, key)) ?? '').join(' ')
    const meant = volumes.filter((volume) => name !== undefined && textIfAny(file, at(file, volume, 'name')) === name)
    const refs = meant.flatMap((volume) => [
      refAt(file, volume, 'ConfigMap', ['configMap', 'name']),
      ...(file.items(at(file, volume, 'projected', 'sources')) ?? []).map((one) =>
        refAt(file, one, 'ConfigMap', ['configMap', 'name']),
      ),
    ])
    return refs.flatMap((ref) => (ref === undefined ? [] : [{ ref, path, node: mount }]))
  })
}

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
