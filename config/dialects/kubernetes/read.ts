/** Kubernetes without an operator: `env` of containers that run Kafka, and ConfigMaps that hold its files. */
import type { Node, Scalar } from 'yaml'
import { clusterIdIn } from '../../clusters-apart.ts'
import { note } from '../../collect.ts'
import { ConfigError, shown } from '../../config-error.ts'
import { joinedContent } from '../../content.ts'
import { commandContent } from '../../container-commands.ts'
import { topicsOfVariables } from '../../created-topics.ts'
import type { BrokerCount, Content, Notice } from '../../document.ts'
import { inBase64, inScalar } from '../../embedded.ts'
import type { Found } from '../../named-client.ts'
import { hasServerMarks, nodeContent, type Setting } from '../../node-settings.ts'
import type { Source } from '../../source.ts'
import type { Steps } from '../../steps.ts'
import { isLikeSetting, PROTOCOL_VERSION_KEYS, speaksOfReplication } from '../../keys.ts'
import { isKafkaImage, keyOfVariable, mayRunKafka, settingsOfVariables } from '../../variables.ts'
import { scalars } from '../../yaml-flat.ts'
import { at, textIfAny } from '../../yaml-config.ts'
import { isScalar, scalarText, type YamlFile } from '../../yaml-tree.ts'
import { fromOf, keyRefOf, mountedIn, podSpecOf, readResources, type Ref, type Resources } from './maps.ts'
import { clientOfVariables } from '../spring/variables.ts'
import { workerOfVariables } from '../connect/variables.ts'
import { releaseContents, releaseOf } from './releases.ts'
import { imageVersions } from '../compose/read.ts'
import { micronaut } from '../micronaut/index.ts'
import { quarkus } from '../quarkus/index.ts'
import { spring } from '../spring/index.ts'
import { recognised } from '../../sketch.ts'
import { profileOfFile } from '../../profile-files.ts'
import { isScript } from '../../folder.ts'
import { readScript } from '../../kafka-commands.ts'
import { hasCommands } from '../../shell.ts'
import { readProperties } from '../properties/read.ts'

/** @throws ConfigError. */
export function* readKubernetes(own: Source): Steps<Content> {
  const resources = yield* readResources(own)
  const { source, file } = resources
  const contents: Content[] = []
  for (const resource of resources.own) {
    const members = file.members(resource)
    const kind = textIfAny(file, members?.get('kind')?.value) ?? '(none)'
    const podSpec = podSpecOf(file, resource)
    const release = releaseOf(file, resource)
    if (release !== undefined) contents.push(...(yield* releaseContents(source, file, release)))
    else if (kind === 'ConfigMap' || kind === 'Secret') contents.push(...(yield* mapContents(resources, resource, kind)))
    else if (podSpec === undefined) {
      const notice = { message: `a resource of kind ${shown(kind)} is not read`, place: source.place(file.offset(resource)) }
      // Another operator's Kafka or topic, or a job that makes topics.
      const [start = 0, end = 0] = resource.range ?? []
      const mayMatter = /kafka|topic/i.test(kind) || speaksOfReplication(source.text.slice(start, end))
      contents.push({ ...nothing([]), [mayMatter ? 'unread' : 'notices']: [notice] })
    } else {
      const namespace = textIfAny(file, at(file, resource, 'metadata', 'namespace'))
      const name = textIfAny(file, at(file, resource, 'metadata', 'name')) ?? ''
      contents.push(...(yield* containers(resources, podSpec, { name, namespace, brokers: countOf(source, file, resource) })))
    }
  }
  return joinedContent(contents)
}

interface Workload {
  readonly name: string
  readonly namespace: string | undefined
  readonly brokers: readonly BrokerCount[]
}

function* containers(resources: Resources, podSpec: Node, workload: Workload): Steps<Content[]> {
  const { namespace, brokers } = workload
  const { source, file } = resources
  const contents: Content[] = []
  // What runs before may write the files of what is read.
  for (const container of file.items(file.members(podSpec)?.get('initContainers')?.value) ?? []) {
    const members = file.members(container)
    const command = commandOf(source, file, container, [])
    if (command !== undefined) contents.push(command)
    for (const name of command === undefined ? ['command', 'args', 'env'] : ['env'])
      for (const { value, node } of scalars(file, members?.get(name)?.value))
        if (speaksOfReplication(value)) {
          const message = `what ${name} of an init container says of replication is not read`
          contents.push({ ...nothing([]), unread: [{ message, place: source.place(file.offset(node)) }] })
        }
  }
  const all = file.items(file.members(podSpec)?.get('containers')?.value) ?? []
  for (const container of all) {
    const members = file.members(container)
    const notices: Notice[] = []
    const unread: Notice[] = []
    const found: Found = { source, notices, unread }
    const open: Notice[] = []
    const fromMaps = (file.items(members?.get('envFrom')?.value) ?? []).flatMap((from) =>
      variablesFrom({ ...found, unread: open }, resources, from, namespace),
    )
    const variables = expanded(
      fromMaps,
      (file.items(members?.get('env')?.value) ?? []).flatMap((item) => variableOf(found, resources, item, namespace)),
    )
    const image = textIfAny(file, members?.get('image')?.value)
    const isKafka = image !== undefined && isKafkaImage(image)
    const command = commandOf(source, file, container, variables)
    // What Kubernetes runs beside it does not follow `$(NAME)`, which is a program to the shell.
    const hook = commandContent(source, file, [at(file, container, 'lifecycle', 'postStart', 'exec', 'command')], {
      named: namesIn(file, container),
      variables,
    })
    contents.push(...[command, hook].filter((one) => one !== undefined))
    const name = textIfAny(file, members?.get('name')?.value) ?? ''
    const mounts = scalars(file, members?.get('volumeMounts')?.value)
    const isLikely =
      isKafka ||
      mayRunKafka({
        // What stands beside another container has a name of its own.
        names: [name, ...(all.length === 1 ? [workload.name] : [])],
        image,
        texts: [...['command', 'args'].flatMap((one) => scalars(file, members?.get(one)?.value)), ...mounts].map(
          ({ value }) => value,
        ),
        variables: variables.map(({ key }) => key),
      })
    const say = (message: string, node: Node) => note(unread, { message, place: source.place(file.offset(node)) })
    if (isLikely) {
      unread.push(...open)
      for (const argument of command === undefined ? ['command', 'args'] : [])
        for (const { value, node } of scalars(file, members?.get(argument)?.value))
          if (speaksOfReplication(value)) say(`what ${argument} says of replication is not read`, node)
      for (const { ref, path, node } of mountedIn(file, podSpec, container))
        if (!resources.isGiven(ref) && !/log4j|logging|jmx|metrics|cert|tls|jaas|prometheus/i.test(`${ref.name} ${path}`))
          say(`the files of the ConfigMap ${shown(ref.name)}, which are mounted here, are not read: give it too`, node)
    }
    const spring = clientOfVariables(found, variables, `container ${shown(name)}`)
    if (spring !== undefined) {
      contents.push({ ...nothing(notices), clients: [spring], unread })
      continue
    }
    const worker = workerOfVariables(found, variables)
    if (worker !== undefined) contents.push({ ...worker, notices: [...notices, ...worker.notices], unread })
    if (
      worker !== undefined ||
      (!isKafka && unread.length === 0 && !variables.some(({ key }) => keyOfVariable(key) !== undefined))
    )
      continue
    const settings = settingsOfVariables(found, variables, image)
    // The pods of a set have one configuration, so that an id in it is no broker's own.
    const content = yield* nodeContent(
      source,
      settings.filter(({ key }) => key !== 'node.id' && key !== 'broker.id'),
      isKafka || 'perhaps',
    )
    contents.push({
      ...content,
      marks: [...clusterIdIn(source, variables), ...(content.marks ?? [])],
      versions: [...imageVersions(source, file, members?.get('image')?.value), ...(content.versions ?? [])],
      topics: topicsOfVariables(found, variables),
      brokers: runsBroker(isKafka, settings) ? brokers : [],
      unread: [...unread, ...(content.unread ?? [])],
      notices: [...notices, ...content.notices],
    })
  }
  return contents
}

/** What a command of a container says of topics, in which `$(NAME)` is a variable of it. */
function commandOf(source: Source, file: YamlFile, container: Node, variables: readonly Setting[]): Content | undefined {
  const nodes = ['command', 'args'].map((name) => at(file, container, name))
  const known = new Map(variables.map(({ key, value }) => [key, value]))
  return commandContent(source, file, nodes, { named: namesIn(file, container), variables }, (setting) => ({
    ...setting,
    value: dereferenced(setting.value, (name) => known.get(name)),
  }))
}

/** The names of the variables of a container, of which some have their values from elsewhere. */
const namesIn = (file: YamlFile, container: Node): string[] =>
  (file.items(at(file, container, 'env')) ?? []).flatMap((item) => textIfAny(file, at(file, item, 'name')) ?? [])

/** A text with what each `$(NAME)` in it is; undefined leaves it as it is. */
const dereferenced = (text: string, valueOf: (name: string) => string | undefined): string =>
  text.replace(/\$\(([A-Za-z_]\w{0,200})\)/g, (whole, name: string) => valueOf(name) ?? whole)

/**
 * All variables, in which `$(NAME)` is what one before it has; one that is not there stays, as `${NAME}`, so that it is known not to be
 * read. https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/
 */
function expanded(fromMaps: readonly Setting[], variables: readonly Setting[]): Setting[] {
  const known = new Map(fromMaps.map(({ key, value }) => [key, value]))
  const own = variables.map((variable) => {
    const value = dereferenced(variable.value, (name) => known.get(name) ?? `\${${name}}`)
    known.set(variable.key, value)
    return { ...variable, value }
  })
  return [...fromMaps, ...own]
}

/** The variables that an entry of `envFrom` gives; what is not among the files is said. */
function variablesFrom(found: Found, resources: Resources, from: Node, namespace: string | undefined): Setting[] {
  const { file, source } = resources
  const ref = fromOf(file, from)
  const map = ref === undefined ? undefined : resources.mapOf(ref, namespace)
  if (map === undefined) {
    const what = ref === undefined ? '' : `, from the ${ref.kind} ${shown(ref.name)},`
    const message = `the variables of envFrom${what} are not read${ref === undefined ? '' : ': give it too'}`
    note(found.unread, { message, place: source.place(file.offset(from)) })
    return []
  }
  const prefix = textIfAny(file, at(file, from, 'prefix')) ?? ''
  return filesOf(found, file, map).map(([name, inner]) => ({
    key: `${prefix}${name}`,
    value: inner.text,
    offset: source.offsetOf(inner.place(0)),
  }))
}

/** What a process is of its cluster. */
const OF_ROLES: ReadonlySet<string> = new Set(['process.roles', 'zookeeper.connect', ...PROTOCOL_VERSION_KEYS])

/** A variable with its value, which may stand in a map. What is not read of a setting that may decide something is said. */
function variableOf(found: Found, resources: Resources, item: Node, namespace: string | undefined): Setting[] {
  const { file, source } = resources
  const { unread } = found
  const members = file.members(item)
  const name = textIfAny(file, members?.get('name')?.value) ?? ''
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
  const from = keyRefOf(file, item)
  const map = from === undefined ? undefined : resources.mapOf(from.ref, namespace)
  const [, inner] = (map === undefined ? [] : filesOf(found, file, map)).find(([key]) => key === from?.key) ?? []
  const key = keyOfVariable(name)
  const named = members?.get('name')?.value
  if (inner !== undefined && named !== undefined) {
    const place = inner.place(0)
    const message = `${shown(key ?? name)} has what ${place.file}:${place.line} says`
    note(found.notices, { message, place: source.place(file.offset(file.target(named) ?? named)) })
    return [{ key: name, value: inner.text, offset: source.offsetOf(place) }]
  }
  const given = from === undefined ? '' : `: give the ${from.ref.kind} ${shown(from.ref.name)} too`
  if (key !== undefined && (isLikeSetting(key) || OF_ROLES.has(key)))
    note(unread, {
      message:
        members?.has('valueFrom') === true
          ? `${shown(key)} comes from elsewhere (valueFrom), and is not read${given}`
          : `${shown(key)} has no value, and is not read`,
      place: source.place(file.offset(item)),
      about: key,
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
  if (hasCommands(inner.text) && (isScript(name) || inner.text.startsWith('#!'))) return readScript(inner)
  const isVariable = !name.includes('.') && /^[A-Z0-9_]{1,200}$/.test(name)
  const line = isVariable
    ? -1
    : Array.from({ length: Math.min(inner.lineCount, 5000) }, (_, i) => inner.line(i, 1000)).findIndex(
        (one) => !/^\s*(?:#|\/\/)/.test(one) && speaksOfReplication(one),
      )
  const message = 'what is here speaks of replication, and is not read'
  return line < 0 ? nothing([]) : { ...nothing([]), unread: [{ message, place: inner.place(inner.lineStart(line)) }] }
}

/** What stands in a map under each key, whether it is text or coded. A Secret has them the other way round. */
function filesOf(found: Found, file: YamlFile, resource: Node): (readonly [name: string, inner: Source])[] {
  const { source } = found
  const under = (name: string): Node | undefined => at(file, resource, name)
  const isSecret = textIfAny(file, under('kind')) === 'Secret'
  const [plain, coded] = isSecret ? [under('stringData'), under('data')] : [under('data'), under('binaryData')]
  return [
    ...scalarsIn(file, plain).map(([name, node]) => [name, inScalar(source, node, file.offset(node))] as const),
    ...scalarsIn(file, coded).flatMap(([name, node]) => {
      const inner = codedFile(found, name, node, file.offset(node))
      return inner === undefined ? [] : [[name, inner] as const]
    }),
  ]
}

/** Variables of Spring Boot and of Connect, whichever container has them. */
function ofPrograms(found: Found, variables: readonly Setting[], name = ''): Content[] {
  const spring = clientOfVariables(found, variables, `what has the variables of ${shown(name)}`)
  const worker = workerOfVariables(found, variables)
  return [...(spring === undefined ? [] : [{ ...nothing([]), clients: [spring] }]), ...(worker === undefined ? [] : [worker])]
}

/** What files in it say, and variables, unless they are those of containers that are read. */
function* mapContents(resources: Resources, resource: Node, kind: Ref['kind']): Steps<Content[]> {
  const { source, file } = resources
  const found: Found = { source, notices: [], unread: [] }
  const files = filesOf(found, file, resource)
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
  const name = textIfAny(file, at(file, resource, 'metadata', 'name'))
  const user = name === undefined ? undefined : resources.userOf({ kind, name })
  const settings = user === undefined ? settingsOfVariables(found, variables) : []
  // They are read where they are used, which leaves no trace here.
  if (user !== undefined && user !== source.file)
    for (const [key, inner] of files)
      if (speaksOfReplication(keyOfVariable(key) ?? key))
        note(found.notices, { message: `this is what containers of ${user} have, and is read there`, place: inner.place(0) })
  if (user === undefined) contents.push(...ofPrograms(found, variables, name))
  if (settings.length > 0) contents.push(yield* nodeContent(source, settings, 'perhaps'))
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
  const textAt = (...path: readonly string[]): string => textIfAny(file, at(file, resource, ...path)) ?? ''
  const kind = textAt('kind')
  if (ENDS.has(kind)) return []
  const replicas = at(file, resource, 'spec', 'replicas')
  const text = textIfAny(file, replicas) ?? ''
  const offset = file.offset(file.target(replicas) ?? resource)
  const count = kind === 'Pod' ? 1 : /^\d{1,6}$/.test(text) ? Number(text) : Infinity
  const name = textAt('metadata', 'name') || `at ${offset}`
  return [{ count, part: [kind, textAt('metadata', 'namespace'), name].join('/'), place: source.place(offset) }]
}

const nothing = (notices: readonly Notice[]): Content => ({ entries: [], topics: [], complete: false, notices })
