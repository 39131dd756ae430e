/** Confluent for Kubernetes: Kafka, KRaftController, KafkaTopic, Connect, Connector. https://docs.confluent.io/operator/current/co-api.html */
import type { Node } from 'yaml'
import { note } from '../../collect.ts'
import { shown } from '../../config-error.ts'
import { joinedContent } from '../../content.ts'
import type { Content, Evidence } from '../../document.ts'
import { speaksOfReplication } from '../../keys.ts'
import type { Found } from '../../named-client.ts'
import { nodeContent, type Setting } from '../../node-settings.ts'
import type { Source } from '../../source.ts'
import type { Steps } from '../../steps.ts'
import { releaseOfImage } from '../../variables.ts'
import { at, sayOthers, settingsIn, textOf, topicIn, valueOffset } from '../../yaml-config.ts'
import { parseYaml, type YamlFile } from '../../yaml-tree.ts'
import { connectorContent } from '../connect/connector.ts'
import { workerContent } from '../connect/worker.ts'

/** @throws ConfigError. */
export function* readConfluentForKubernetes(source: Source): Steps<Content> {
  const found: Found = { source, notices: [], unread: [] }
  const file = yield* parseYaml(source)
  const resources = file.roots.flatMap((root) => file.items(at(file, root, 'items')) ?? [root])
  const contents: Content[] = []
  const kinds = new Set(resources.map((resource) => textOf(file, at(file, resource, 'kind'))))
  for (const resource of resources) contents.push(yield* resourceContent(found, file, resource, kinds))
  const rest = joinedContent(contents)
  return { ...rest, unread: [...found.unread, ...(rest.unread ?? [])], notices: [...found.notices, ...rest.notices] }
}

const OF_TOPIC = new Set(['replicas', 'partitionCount', 'configs', 'kafkaClusterRef', 'kafkaRest', 'kafkaRestClassRef', 'name'])

function* resourceContent(found: Found, file: YamlFile, resource: Node, kinds: ReadonlySet<string | undefined>): Steps<Content> {
  const { source } = found
  const kind = textOf(file, at(file, resource, 'kind')) ?? '(none)'
  const spec = at(file, resource, 'spec')
  const named = at(file, spec, 'name') ?? at(file, resource, 'metadata', 'name')
  const name = { text: textOf(file, named) ?? 'without a name', offset: valueOffset(file, named ?? resource) }
  const server = overridesIn(found, file, at(file, spec, 'configOverrides', 'server'))
  switch (kind) {
    case 'KafkaTopic': {
      sayOthers(found, file, file.members(spec), OF_TOPIC)
      const topic = topicIn(found, file, {
        name,
        factor: at(file, spec, 'replicas'),
        config: settingsIn(file, at(file, spec, 'configs')),
      })
      return { ...joinedContent([]), topics: [topic] }
    }
    case 'Kafka':
    case 'KRaftController': {
      const role = kind === 'KRaftController' ? 'controller' : hasControllers(file, spec, kinds) ? 'broker' : undefined
      const content = yield* nodeContent(source, server, true, role)
      const image = at(file, spec, 'image', 'application')
      const release = releaseOfImage(textOf(file, image) ?? '')
      const replicas = at(file, spec, 'replicas')
      const count = Number(textOf(file, replicas))
      return {
        ...content,
        marks: kind === 'Kafka' ? [{ of: 'metadata.name', names: [name.text], place: source.place(name.offset) }] : [],
        versions: [
          ...(image === undefined || release === undefined
            ? []
            : [{ value: release, place: source.place(valueOffset(file, image)), of: 'release' as const, isTag: true as const }]),
          ...(content.versions ?? []),
        ],
        evidence: [...(content.evidence ?? []), ...controllerOf(source, file, spec)],
        ...(kind === 'Kafka' &&
          replicas !== undefined &&
          Number.isInteger(count) && { brokers: [{ count, place: source.place(valueOffset(file, replicas)), isCertain: true }] }),
      }
    }
    case 'Connect':
      return workerContent(found, [{ key: '', value: '', offset: name.offset }, ...server])
    case 'Connector': {
      const ofClass = at(file, spec, 'class')
      const value = textOf(file, ofClass) ?? ''
      const given = ofClass === undefined ? [] : [{ key: 'connector.class', value, offset: valueOffset(file, ofClass) }]
      return connectorContent(found, name.text, [...given, ...settingsIn(file, at(file, spec, 'configs'))], name.offset)
    }
    default: {
      const [start = 0, end = 0] = resource.range ?? []
      const mayMatter = /kafka|topic|replicator|clusterlink/i.test(kind) || speaksOfReplication(source.text.slice(start, end))
      note(mayMatter ? found.unread : found.notices, {
        message: `a resource of kind ${shown(kind)} is not read`,
        place: source.place(file.offset(resource)),
      })
      return joinedContent([])
    }
  }
}

/** Whether brokers have controllers beside them, in this file or in another: no node is both. */
const hasControllers = (file: YamlFile, spec: Node | undefined, kinds: ReadonlySet<string | undefined>): boolean =>
  kinds.has('KRaftController') || at(file, spec, 'dependencies', 'kRaftController') !== undefined

/** What holds the metadata, by what the brokers depend on. */
function controllerOf(source: Source, file: YamlFile, spec: Node | undefined): Evidence[] {
  const dependencies = file.members(at(file, spec, 'dependencies'))
  return (['kRaftController', 'zookeeper'] as const).flatMap((name): Evidence[] => {
    const member = dependencies?.get(name)
    if (member === undefined) return []
    const found = { why: `it depends on ${name}`, place: source.place(file.offset(member.key)) }
    return [name === 'zookeeper' ? { ...found, below: '4.0', controller: 'zookeeper' } : { ...found, controller: 'kraft' }]
  })
}

/** A list of `key=value`. */
const overridesIn = ({ source, unread }: Found, file: YamlFile, node: Node | undefined): Setting[] =>
  (file.items(node) ?? []).flatMap((item): Setting[] => {
    const text = textOf(file, item) ?? ''
    const [before = '', key = ''] = /^\s{0,20}([^=:\s]{1,300})\s{0,20}[=:]\s{0,20}/.exec(text) ?? []
    if (key === '' && speaksOfReplication(text))
      note(unread, { message: 'an override here has no value, and is not read', place: source.place(file.offset(item)) })
    return key === '' ? [] : [{ key, value: text.slice(before.length), offset: file.offset(item) + before.length }]
  })
