/** Kubernetes without an operator: `env` of containers that run Kafka, and ConfigMaps that hold its files. */
import type { Node, Scalar } from 'yaml'
import { clusterIdIn } from '../../clusters-apart.ts'
import { note } from '../../collect.ts'
import { ConfigError, shown } from '../../config-error.ts'
import { joinedContent } from '../../content.ts'
import { topicsOfVariables } from '../../created-topics.ts'
import type { BrokerCount, Content, Notice } from '../../document.ts'
import { inBase64, inScalar } from '../../embedded.ts'
import type { Found } from '../../named-client.ts'
import { hasServerMarks, nodeContent, type Setting } from '../../node-settings.ts'
import type { Source } from '../../source.ts'
import type { Steps } from '../../steps.ts'
import { speaksOfReplication } from '../../keys.ts'
import { isKafkaImage, keyOfVariable, settingsOfVariables } from '../../variables.ts'
import { scalars } from '../../yaml-flat.ts'
import { isScalar, parseYaml, scalarText, type YamlFile } from '../../yaml-tree.ts'
import { clientOfVariables } from '../spring/variables.ts'
import { workerOfVariables } from '../connect/variables.ts'
import { imageVersions } from '../compose/read.ts'
import { micronaut } from '../micronaut/index.ts'
import { quarkus } from '../quarkus/index.ts'
import { spring } from '../spring/index.ts'
import { recognised } from '../../sketch.ts'
import { profileOfFile } from '../../profile-files.ts'
import { readProperties } from '../properties/read.ts'

/** @throws ConfigError. */
export function* readKubernetes(source: Source): Steps<Content> {
  const file = yield* parseYaml(source)
  const contents: Content[] = []
  const resources = file.roots.flatMap((root) => file.items(file.members(root)?.get('items')?.value) ?? [root])
  const maps = new Set<string>()
  for (const resource of resources) {
    const members = file.members(resource)
    const kind = textOf(file, members?.get('kind')?.value) ?? '(none)'
    const podSpec = kind === 'Pod' ? at(file, resource, ['spec']) : at(file, resource, ['spec', 'template', 'spec'])
    const name = textOf(file, at(file, resource, ['metadata', 'name']))
    if (kind === 'ConfigMap' && name !== undefined) maps.add(name)
    if (kind === 'ConfigMap' || kind === 'Secret') contents.push(...(yield* mapContents(source, file, resource)))
    else if (podSpec === undefined) {
      const notice = { message: `a resource of kind ${shown(kind)} is not read`, place: source.place(file.offset(resource)) }
      // Another operator's Kafka or topic, or a job that makes topics.
      const [start = 0, end = 0] = resource.range ?? []
      const mayMatter = /kafka|topic/i.test(kind) || speaksOfReplication(source.text.slice(start, end))
      contents.push({ ...nothing([]), [mayMatter ? 'unread' : 'notices']: [notice] })
    } else contents.push(...(yield* containers(source, file, podSpec, countOf(source, file, resource))))
  }
  return joinedContent(contents.map((content) => withoutMaps(content, maps)))
}

/** Says nothing of variables from a map that stands in the same file, and is read. */
const withoutMaps = (content: Content, maps: ReadonlySet<string>): Content => ({
  ...content,
  unread: (content.unread ?? []).filter(({ message }) => ![...maps].some((name) => message === fromMap(name))),
})

const fromMap = (name: string): string => `the variables of envFrom, from the ConfigMap ${shown(name)}, are not read: give it too`

function* containers(source: Source, file: YamlFile, podSpec: Node, brokers: readonly BrokerCount[]): Steps<Content[]> {
  const contents: Content[] = []
  // What runs before may write the files of what is read.
  for (const container of file.items(file.members(podSpec)?.get('initContainers')?.value) ?? [])
    for (const name of ['command', 'args', 'env'])
      for (const { value, node } of scalars(file, file.members(container)?.get(name)?.value))
        if (speaksOfReplication(value)) {
          const message = `what ${name} of an init container says of replication is not read`
          contents.push({ ...nothing([]), unread: [{ message, place: source.place(file.offset(node)) }] })
        }
  for (const container of file.items(file.members(podSpec)?.get('containers')?.value) ?? []) {
    const members = file.members(container)
    const notices: Notice[] = []
    const unread: Notice[] = []
    const variables = expanded(
      (file.items(members?.get('env')?.value) ?? []).flatMap((item) => variableOf(source, file, item, unread)),
    )
    const image = textOf(file, members?.get('image')?.value)
    const isKafka = image !== undefined && isKafkaImage(image)
    const spring = clientOfVariables(
      { source, notices, unread },
      variables,
      `container ${shown(textOf(file, members?.get('name')?.value) ?? '')}`,
    )
    if (spring !== undefined) {
      contents.push({ ...nothing(notices), clients: [spring], unread })
      continue
    }
    const worker = workerOfVariables({ source, notices, unread }, variables)
    if (worker !== undefined) contents.push({ ...worker, notices: [...notices, ...worker.notices], unread })
    if (
      worker !== undefined ||
      (!isKafka && unread.length === 0 && !variables.some(({ key }) => keyOfVariable(key) !== undefined))
    )
      continue
    const say = (message: string, node: Node) => note(unread, { message, place: source.place(file.offset(node)) })
    for (const from of file.items(members?.get('envFrom')?.value) ?? []) {
      const map = textOf(file, at(file, from, ['configMapRef', 'name']))
      say(map === undefined ? 'the variables of envFrom are not read' : fromMap(map), from)
    }
    for (const name of ['command', 'args'])
      for (const { value, node } of scalars(file, members?.get(name)?.value))
        if (speaksOfReplication(value)) say(`what ${name} says of replication is not read`, node)
    const settings = settingsOfVariables({ source, notices, unread }, variables, image)
    // The pods of a set have one configuration, so that an id in it is no broker's own.
    const content = yield* nodeContent(
      source,
      settings.filter(({ key }) => key !== 'node.id' && key !== 'broker.id'),
      true,
    )
    contents.push({
      ...content,
      marks: [...clusterIdIn(source, variables), ...(content.marks ?? [])],
      versions: [...imageVersions(source, file, members?.get('image')?.value), ...(content.versions ?? [])],
      topics: topicsOfVariables({ source, notices, unread }, variables),
      brokers: runsBroker(isKafka, settings) ? brokers : [],
      unread: [...unread, ...(content.unread ?? [])],
      notices: [...notices, ...content.notices],
    })
  }
  return contents
}

/**
 * `$(NAME)` is what a variable before it has; one that is not there stays, as `${NAME}`, so that it is known not to be read.
 * https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/
 */
function expanded(variables: readonly Setting[]): Setting[] {
  const known = new Map<string, string>()
  return variables.map((variable) => {
    const value = variable.value.replace(/\$\(([A-Za-z_]\w{0,200})\)/g, (_, name: string) => known.get(name) ?? `\${${name}}`)
    known.set(variable.key, value)
    return { ...variable, value }
  })
}

function variableOf(source: Source, file: YamlFile, item: Node, unread: Notice[]): Setting[] {
  const members = file.members(item)
  const name = textOf(file, members?.get('name')?.value) ?? ''
  if (/[^\w.-]/.test(name) && speaksOfReplication(name.replaceAll(/[^A-Za-z]/g, '.')))
    note(unread, {
      message: 'a variable here has a name that none can have, and is not read',
      place: source.place(file.offset(item)),
    })
  const value = file.target(members?.get('value')?.value)
  if (isScalar(value) && value.value !== null && name !== '')
    return [{ key: name, value: scalarText(value), offset: file.offset(value) }]
  if (name === '' && members?.has('value') === true)
    note(unread, { message: 'a variable here has no name, and is not read', place: source.place(file.offset(item)) })
  const key = keyOfVariable(name)
  if (key !== undefined)
    note(unread, {
      message:
        members?.has('valueFrom') === true
          ? `${shown(key)} comes from elsewhere (valueFrom), and is not read`
          : `${shown(key)} has no value, and is not read`,
      place: source.place(file.offset(item)),
    })
  return []
}

/** The configuration of an application, whatever its framework. */
const APPLICATION = /^application(?:-[\w.-]{1,60})?\.(?:ya?ml|properties)$/

const FRAMEWORKS = [micronaut, quarkus, spring] as const

const ofProfile = (inner: Source, name: string): Notice => ({
  message: `what the profile ${shown(profileOfFile(name) ?? '')} sets is not read here: give the file itself, beside application.yml`,
  place: inner.place(0),
})

/** A file of another kind. What it says of replication is not read. */
// oxlint-disable-next-line require-yield -- it is one of several readers
function* otherFile(inner: Source, name: string): Steps<Content> {
  const isVariable = !name.includes('.') && /^[A-Z0-9_]{1,200}$/.test(name)
  const line = isVariable
    ? -1
    : Array.from({ length: Math.min(inner.lineCount, 5000) }, (_, i) => inner.line(i, 1000)).findIndex(
        (one) => !/^\s*(?:#|\/\/)/.test(one) && speaksOfReplication(one),
      )
  const message = 'what is here speaks of replication, and is not read'
  return line < 0 ? nothing([]) : { ...nothing([]), unread: [{ message, place: inner.place(inner.lineStart(line)) }] }
}

/** What files in it say, whether they are text or coded, and variables. A Secret has them the other way round. */
function* mapContents(source: Source, file: YamlFile, resource: Node): Steps<Content[]> {
  const found: Found = { source, notices: [], unread: [] }
  const under = (name: string): Node | undefined => at(file, resource, [name])
  const isSecret = textOf(file, under('kind')) === 'Secret'
  const [plain, coded] = isSecret ? [under('stringData'), under('data')] : [under('data'), under('binaryData')]
  const files = [
    ...scalarsIn(file, plain).map(([name, node]) => [name, inScalar(source, node, file.offset(node))] as const),
    ...scalarsIn(file, coded).flatMap(([name, node]) => {
      const inner = codedFile(found, name, node, file.offset(node))
      return inner === undefined ? [] : [[name, inner] as const]
    }),
  ]
  const contents: Content[] = []
  for (const [name, inner] of files) {
    const framework = APPLICATION.test(name) ? recognised(inner, FRAMEWORKS) : undefined
    if (framework !== undefined) {
      if (profileOfFile(name) === undefined) contents.push(yield* framework.read(inner))
      else contents.push({ ...nothing([]), unread: [ofProfile(inner, name)] })
    } else if (name.endsWith('.properties')) contents.push(yield* readProperties(inner))
    else contents.push(yield* otherFile(inner, name))
  }
  const variables = files.flatMap(([name, inner]): Setting[] =>
    /^[A-Z0-9_]{1,200}$/.test(name) ? [{ key: name, value: inner.text, offset: source.offsetOf(inner.place(0)) }] : [],
  )
  const settings = settingsOfVariables(found, variables)
  if (settings.length > 0) contents.push(yield* nodeContent(source, settings, true))
  return [...contents, { ...nothing(found.notices), unread: found.unread }]
}

const scalarsIn = (file: YamlFile, node: Node | undefined): (readonly [name: string, node: Scalar])[] =>
  [...(file.members(node) ?? [])].flatMap(([name, { value }]) => {
    const target = file.target(value)
    return isScalar(target) ? [[name, target] as const] : []
  })

/** Key stores and the like are no text, and no files of settings. */
function codedFile({ source, unread }: Found, name: string, node: Scalar, offset: number): Source | undefined {
  const mayMatter = name.endsWith('.properties') || APPLICATION.test(name) || keyOfVariable(name) !== undefined
  try {
    const inner = inBase64(source, scalarText(node), offset)
    if (inner !== undefined) return inner
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
  }
  if (mayMatter) note(unread, { message: 'what is here is not text in base64, and not read', place: source.place(offset) })
  return undefined
}

/** A controller alone is none, nor is what has variables named as those of brokers are (`KAFKA_CLUSTERS_0_NAME`). */
function runsBroker(isKafka: boolean, settings: readonly Setting[]): boolean {
  const roles = settings.findLast(({ key }) => key === 'process.roles')?.value.trim()
  return roles !== 'controller' && (isKafka || hasServerMarks(settings.map(({ key }) => key)))
}

/** What runs to its end is no broker, whatever its image. */
const ENDS: ReadonlySet<string> = new Set(['Job', 'CronJob'])

/** The pods of a workload, which are a part of the brokers: others may have workloads of their own. */
function countOf(source: Source, file: YamlFile, resource: Node): BrokerCount[] {
  const textAt = (...path: readonly string[]): string => textOf(file, at(file, resource, path)) ?? ''
  const kind = textAt('kind')
  if (ENDS.has(kind)) return []
  const replicas = at(file, resource, ['spec', 'replicas'])
  const text = textOf(file, replicas) ?? ''
  const offset = file.offset(file.target(replicas) ?? resource)
  const count = kind === 'Pod' ? 1 : /^\d{1,6}$/.test(text) ? Number(text) : Infinity
  const name = textAt('metadata', 'name') || `at ${offset}`
  return [{ count, part: [kind, textAt('metadata', 'namespace'), name].join('/'), place: source.place(offset) }]
}

const nothing = (notices: readonly Notice[]): Content => ({ entries: [], topics: [], complete: false, notices })

function at(file: YamlFile, node: Node | undefined, path: readonly string[]): Node | undefined {
  return path.reduce<Node | undefined>((inner, key) => file.members(inner)?.get(key)?.value, node)
}

function textOf(file: YamlFile, node: Node | undefined): string | undefined {
  const target = file.target(node)
  return isScalar(target) && target.value !== null ? scalarText(target) : undefined
}
