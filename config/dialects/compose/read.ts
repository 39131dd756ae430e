/** Docker Compose: services that run an image of Kafka, each a node. */
import type { Node } from 'yaml'
import type { Content, GivenVersion, Notice } from '../../document.ts'
import { nodeContent, type Setting } from '../../node-settings.ts'
import type { Source } from '../../source.ts'
import type { Steps } from '../../steps.ts'
import { joinedContent } from '../../content.ts'
import { note } from '../../collect.ts'
import { shown } from '../../config-error.ts'
import { speaksOfReplication } from '../../keys.ts'
import { isKafkaImage, keyOfVariable, noticeAt, releaseOfImage, settingsOfVariables } from '../../variables.ts'
import { flat, scalars } from '../../yaml-flat.ts'
import { clientOfVariables } from '../spring/variables.ts'
import { workerOfVariables } from '../connect/variables.ts'
import { isScalar, type Member, parseYaml, scalarText, type YamlFile } from '../../yaml-tree.ts'

/** @throws ConfigError. */
export function* readCompose(source: Source): Steps<Content> {
  const file = yield* parseYaml(source)
  const contents: Content[] = []
  for (const root of file.roots)
    for (const [name, { value: service }] of file.members(file.members(root)?.get('services')?.value) ?? []) {
      const members = file.members(service)
      const notices: Notice[] = []
      const unread: Notice[] = []
      const say = (message: string, node: Node) => note(unread, { message, place: source.place(file.offset(node)) })
      const variables = variablesOf(file, members?.get('environment')?.value, say)
      const image = file.target(members?.get('image')?.value)
      const isKafka = isScalar(image) && isKafkaImage(scalarText(image))
      const [strange] = variables.filter(({ key }) => /^(?:KAFKA|CONNECT)_/.test(key) && !/^\w+$/.test(key))
      if (strange !== undefined)
        note(unread, {
          message: 'a variable here has a name that none can have, and is not read',
          place: source.place(strange.offset),
        })
      const spring = clientOfVariables({ source, notices, unread }, variables, `service ${shown(name)}`)
      if (spring !== undefined) contents.push({ ...joinedContent([]), clients: [spring], unread, notices })
      if (spring !== undefined && !isKafka) continue
      const worker = workerOfVariables({ source, notices, unread }, variables)
      if (worker !== undefined) contents.push({ ...worker, notices: [...notices, ...worker.notices], unread })
      if (
        worker !== undefined ||
        (!isKafka && unread.length === 0 && !variables.some(({ key }) => keyOfVariable(key) !== undefined))
      )
        continue
      sayElsewhere(file, members, say)
      const settings = settingsOfVariables(
        variables,
        noticeAt(notices, (offset) => source.place(offset)),
      )
      const content = yield* nodeContent(source, settings, true)
      const versions = imageVersions(source, file, members?.get('image')?.value)
      contents.push({
        ...content,
        versions: [...versions, ...(content.versions ?? [])],
        unread: [...unread, ...(content.unread ?? [])],
        notices: [...notices, ...content.notices],
      })
    }
  const roots = file.roots.flatMap((root) => file.members(root)?.get('include') ?? [])
  const included = roots.map(({ key }) => ({ message: 'what include names is not read', place: source.place(file.offset(key)) }))
  return joinedContent([...contents, { ...joinedContent([]), unread: included }])
}

type Say = (message: string, node: Node) => void

/** Where a service has settings that do not stand in it. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ['env_file', 'the variables of env_file are not read: give that file too, or the output of docker compose config'],
  ['extends', 'what the service extends is not read: give the output of docker compose config'],
])

/** Settings in another file, in mounted files and in the arguments of the program. */
function sayElsewhere(file: YamlFile, service: ReadonlyMap<string, Member> | undefined, say: Say): void {
  for (const [name, message] of ELSEWHERE) {
    const member = service?.get(name)
    if (member !== undefined) say(message, member.key)
  }
  const scalarsOf = (name: string) => scalars(file, service?.get(name)?.value)
  for (const { value, node } of scalarsOf('volumes'))
    if (/\.(?:properties|conf)(?::|$)/.test(value)) say('a file that is mounted into the service is not read: give it too', node)
  for (const name of ['command', 'entrypoint'])
    for (const { value, node } of scalarsOf(name))
      if (speaksOfReplication(value)) say(`what ${name} says of replication is not read`, node)
}

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

/** The release that the tag of an image names. */
export function imageVersions(source: Source, file: YamlFile, node: Node | undefined): GivenVersion[] {
  const target = file.target(node)
  if (!isScalar(target)) return []
  const value = releaseOfImage(scalarText(target))
  return value === undefined ? [] : [{ value, place: source.place(file.offset(target)), of: 'release', isTag: true }]
}
