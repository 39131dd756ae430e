/** Docker Compose: services that run an image of Kafka, each a node. */
import type { Node } from 'yaml'
import type { Content, GivenVersion, Notice } from '../../document.ts'
import { nodeContent, type Setting } from '../../node-settings.ts'
import type { Source } from '../../source.ts'
import { readServices, type Service } from './services.ts'
import type { Steps } from '../../steps.ts'
import { joinedContent } from '../../content.ts'
import { commandContent } from '../../container-commands.ts'
import { topicsOfVariables } from '../../created-topics.ts'
import { clusterIdIn } from '../../clusters-apart.ts'
import { note } from '../../collect.ts'
import { shown } from '../../config-error.ts'
import { isRead, speaksOfReplication } from '../../keys.ts'
import type { Found } from '../../named-client.ts'
import { isKafkaImage, keyOfVariable, mayRunKafka, releaseOfImage, settingsOfVariables, withDefaults } from '../../variables.ts'
import { flat, scalars } from '../../yaml-flat.ts'
import { interpolated, type Variable, variablesBeside } from './variables.ts'
import { clientOfVariables } from '../spring/variables.ts'
import { workerOfVariables } from '../connect/variables.ts'
import { at, textIfAny } from '../../yaml-config.ts'
import { isScalar, scalarText, type YamlFile } from '../../yaml-tree.ts'

/** @throws ConfigError. */
export function* readCompose(own: Source): Steps<Content> {
  const { source, file, byName: services, uses: ofOthers, missing, notIncluded } = yield* readServices(own)
  const contents: Content[] = []
  const ofEnv = variablesBeside(source, '.env')
  for (const [name, layers] of services) {
    const notices: Notice[] = []
    const unread: Notice[] = []
    const say = (message: string, node: Node) => note(unread, { message, place: source.place(file.offset(node)) })
    const found = { source, notices, unread }
    sayTags(file, layers, say)
    const variables = [
      ...layers.flatMap((service) => ofEnvFiles(found, file, service)),
      ...layers.flatMap((service) =>
        variablesOf(file, service.get('environment')?.value, say).map((variable) => interpolated(found, variable, ofEnv)),
      ),
    ]
    const image = imageOf(found, file, layers.findLast((service) => service.has('image'))?.get('image')?.value, ofEnv)
    const isKafka = image !== undefined && isKafkaImage(image.value)
    const isOfKafka = isKafka || variables.some(({ key }) => keyOfVariable(key) !== undefined)
    const isLikely = isKafka || mayRunKafka({ names: [name], ...toldOf(file, layers, image, variables) })
    // What it has from there may be an image of Kafka, and its variables.
    if (image === undefined || isLikely)
      for (const { key } of layers.flatMap((service) => service.get('extends') ?? []))
        if (missing.has(key))
          say(
            'what the service extends is not read: give the file that it is in too, or the output of docker compose config',
            key,
          )
    const named = layers.flatMap((service) => namesIn(file, service.get('environment')?.value))
    const commandOf = (nodes: readonly (Node | undefined)[]) =>
      commandContent(source, file, nodes, { named, variables }, (setting) => interpolated(found, setting, ofEnv))
    const last = (key: string) => layers.findLast((service) => service.has(key))?.get(key)?.value
    const command = commandOf([last('entrypoint'), last('command')])
    if (command !== undefined) contents.push(command)
    for (const hook of layers.flatMap((service) => file.items(service.get('post_start')?.value) ?? []))
      contents.push(...[commandOf([file.members(hook)?.get('command')?.value])].filter((one) => one !== undefined))
    for (const service of isLikely ? layers : [])
      sayElsewhere(
        file,
        service,
        envFilesIn(file, service)?.every((one) => source.beside.has(one)) === true,
        command !== undefined,
        say,
      )
    const [strange] = variables.filter(({ key }) => /^(?:KAFKA|CONNECT)_/.test(key) && !/^\w+$/.test(key))
    if (strange !== undefined)
      note(unread, {
        message: 'a variable here has a name that none can have, and is not read',
        place: source.place(strange.offset),
      })
    const spring = clientOfVariables(found, variables, `service ${shown(name)}`)
    if (spring !== undefined) contents.push({ ...joinedContent([]), clients: [spring], unread, notices })
    if (spring !== undefined && !isKafka) continue
    const worker = workerOfVariables(found, variables)
    if (worker !== undefined) contents.push({ ...worker, notices: [...notices, ...worker.notices], unread })
    if (worker !== undefined || (!isOfKafka && unread.length === 0)) continue
    const settings = settingsOfVariables(found, variables, image?.value)
    const content = yield* nodeContent(source, settings, isKafka || 'perhaps')
    const versions = image === undefined ? [] : versionsOf(source, image)
    contents.push({
      ...content,
      marks: [...clusterIdIn(source, variables), ...(content.marks ?? [])],
      topics: topicsOfVariables(found, variables),
      versions: [...versions, ...(content.versions ?? [])],
      unread: [...unread, ...(content.unread ?? [])],
      notices: [...notices, ...content.notices],
    })
  }
  const included = [...notIncluded].map(([node, name]) => ({
    message: `what include names${name === '' ? '' : ` (${shown(name)})`} is not read: give it too, or the output of docker compose config`,
    place: source.place(file.offset(node)),
  }))
  // Those that no service has variables from are not the containers'.
  const uses = [...['.env', ...envFilesOf(file, services)].flatMap((name) => source.beside.get(name)?.file ?? []), ...ofOthers]
  return {
    ...joinedContent([...contents, { ...joinedContent([]), unread: included }]),
    uses,
    services: [...services.keys()],
  }
}

/** What a service runs, mounts and has, beside its name. */
const toldOf = (file: YamlFile, layers: readonly Service[], image: Setting | undefined, variables: readonly Setting[]) => ({
  image: image?.value,
  texts: ['command', 'entrypoint', 'volumes', 'container_name', 'hostname', 'configs'].flatMap((name) =>
    layers.flatMap((service) => scalars(file, service.get(name)?.value).map(({ value }) => value)),
  ),
  variables: variables.map(({ key }) => key),
})

type Say = (message: string, node: Node) => void
/** `!reset` and `!override` take away what lies below. */
function sayTags(file: YamlFile, layers: readonly Service[], say: Say): void {
  for (const service of layers)
    for (const name of ['environment', 'env_file', 'image']) {
      const value = service.get(name)?.value
      const inner = [...(file.members(value)?.values() ?? [])].map((member) => member.value)
      const tagged = [value, ...inner].find((node) => /^!(?:reset|override)$/.test(node?.tag ?? ''))
      if (tagged !== undefined)
        say(`what ${shown(tagged.tag ?? '')} takes away is not read: give the output of docker compose config`, tagged)
    }
}

/** Where images look for files of their configuration. */
const FOLDER_OF_SETTINGS =
  /^(?:\/mnt\/shared\/config|\/etc\/kafka|\/opt\/(?:bitnami\/)?kafka\/config|\/bitnami\/kafka\/config)\/?$/

/** The file of a config at the top; one whose text stands there is looked through like the rest. */
const fileOfConfig = (file: YamlFile, name = ''): string | undefined =>
  file.roots.map((root) => textIfAny(file, at(file, root, 'configs', name, 'file'))).find((one) => one !== undefined)

/** Settings in another file, in mounted files and in the arguments of the program. */
function sayElsewhere(file: YamlFile, service: Service, hasEnvFiles: boolean, isCommandRead: boolean, say: Say): void {
  const ofFile = service.get('env_file')
  if (ofFile !== undefined && !hasEnvFiles)
    say('the variables of env_file are not read: give that file too, or the output of docker compose config', ofFile.key)
  const scalarsOf = (name: string) => scalars(file, service.get(name)?.value)
  const isOfSettings = (path: string): boolean =>
    FOLDER_OF_SETTINGS.test(path) || (/\.(?:properties|conf)(?::|$)/.test(path) && !/log4j|logging|jmx|nginx/i.test(path))
  const mounted = [
    ...scalarsOf('volumes').map((one) => ({ ...one, path: one.value })),
    // Each by its name, or with where it is to stand.
    ...(file.items(service.get('configs')?.value) ?? []).map((node) => ({
      path: [
        textIfAny(file, at(file, node, 'target')),
        fileOfConfig(file, textIfAny(file, at(file, node, 'source')) ?? textIfAny(file, node)),
      ].join(':'),
      node,
    })),
  ]
  for (const { path, node } of mounted)
    if (path.split(':').some(isOfSettings)) say('a file that is mounted into the service is not read: give it too', node)
  for (const name of isCommandRead ? [] : ['command', 'entrypoint'])
    for (const { value, node } of scalarsOf(name))
      if (speaksOfReplication(value)) say(`what ${name} says of replication is not read`, node)
}

/** The names of variables, of which some have no value here. */
const namesIn = (file: YamlFile, node: Node | undefined): string[] => [
  ...(file.members(node)?.keys() ?? []),
  ...(file.items(node) ?? []).map((item) => (textIfAny(file, item) ?? '').replace(/=[^]*/, '')),
]

/** A map, or a list of `NAME=value`. */
function variablesOf(file: YamlFile, node: Node | undefined, say: Say): Setting[] {
  // One without a value has that of the shell (https://docs.docker.com/reference/compose-file/services/#environment).
  const sayShell = (name: string, at: Node): void => {
    const key = keyOfVariable(name)
    if (key !== undefined) say(`${shown(key)} has the value that the shell has, and is not read`, at)
  }
  const items = file.items(node)
  if (items === undefined) {
    for (const [name, { key, value }] of file.members(node) ?? []) {
      const target = file.target(value)
      if (target === undefined || (isScalar(target) && target.value === null)) sayShell(name, key)
    }
    return flat(file, node)
  }
  return items.flatMap((item): Setting[] => {
    const target = file.target(item)
    if (!isScalar(target)) return []
    const text = scalarText(target)
    const equals = text.indexOf('=')
    if (equals < 0) sayShell(text, target)
    return equals < 0
      ? []
      : [{ key: text.slice(0, equals), value: text.slice(equals + 1), offset: file.offset(target) + equals + 1 }]
  })
}

const envFilesOf = (file: YamlFile, services: ReadonlyMap<string, readonly Service[]>): string[] =>
  [...services.values()].flat().flatMap((service) => envFilesIn(file, service) ?? [])

/** The names of the files that a service has variables from; undefined when it has none. */
function envFilesIn(file: YamlFile, service: Service): string[] | undefined {
  const node = service.get('env_file')?.value
  const items = node === undefined ? undefined : (file.items(node) ?? [node])
  return items?.map((item) => {
    const target = file.target(file.members(item)?.get('path')?.value ?? item)
    return isScalar(target) ? scalarText(target).replace(/^\.\//, '') : ''
  })
}

/** Variables of other files, at the key that names them, where all are given: later files stand above earlier ones. */
function ofEnvFiles({ source, notices }: Found, file: YamlFile, service: Service): Setting[] {
  const files = envFilesIn(file, service)?.map((one) => variablesBeside(source, one)) ?? []
  if (files.includes(undefined)) return []
  const key = service.get('env_file')?.key
  const offset = key === undefined ? 0 : file.offset(key)
  const all = new Map(files.flatMap((variables) => [...(variables ?? [])]))
  return [...all].flatMap(([name, { value, place }]): Setting[] => {
    const setting = keyOfVariable(name)
    if (setting !== undefined && isRead(setting))
      note(notices, { message: `${setting} has what ${place.file}:${place.line} says`, place: source.place(offset) })
    return [{ key: name, value, offset }]
  })
}

function imageOf(
  found: Found,
  file: YamlFile,
  node: Node | undefined,
  ofEnv: ReadonlyMap<string, Variable> | undefined,
): Setting | undefined {
  const target = file.target(node)
  if (!isScalar(target)) return undefined
  const image = interpolated(found, { key: 'image', value: scalarText(target), offset: file.offset(target) }, ofEnv)
  const withDefault = withDefaults(image.value)
  if (/\$\{/.test(withDefault) && isKafkaImage(withDefault.replace(/\$\{[^}]*\}/g, '1')))
    note(found.notices, {
      message: 'the tag of this image is what a variable says that is not in the file: no release is taken from it',
      place: found.source.place(image.offset),
    })
  return { ...image, value: withDefault }
}

/** The release that the tag of an image names. */
function versionsOf(source: Source, { value: image, offset }: Setting): GivenVersion[] {
  const value = releaseOfImage(image)
  return value === undefined ? [] : [{ value, place: source.place(offset), of: 'release', isTag: true }]
}

export function imageVersions(source: Source, file: YamlFile, node: Node | undefined): GivenVersion[] {
  const target = file.target(node)
  return isScalar(target) ? versionsOf(source, { key: 'image', value: scalarText(target), offset: file.offset(target) }) : []
}
