/** Custom resources of Strimzi: KafkaTopic, Kafka, KafkaNodePool, of any version of the API; several documents, or a List. */
import type { Node } from 'yaml'
import { Entries, note, versionText } from '../../collect.ts'
import { shown } from '../../config-error.ts'
import { joinedContent } from '../../content.ts'
import type { BrokerCount, Evidence, Content, Entry, GivenVersion, Layer, Notice, TopicConfig } from '../../document.ts'
import { isRead, passedOver } from '../../keys.ts'
import type { Source } from '../../source.ts'
import { STEP, type Steps } from '../../steps.ts'
import { connectResource } from './connect.ts'
import { state, topicState } from './state.ts'
import { at, settingsIn, textOf, valueOffset } from '../../yaml-config.ts'
import { failTemplate, isScalar, type Member, parseYaml, scalarText, type YamlFile } from '../../yaml-tree.ts'

type Members = ReadonlyMap<string, Member>

interface Reading {
  readonly file: YamlFile
  readonly source: Source
  readonly entries: Entry[]
  readonly topics: TopicConfig[]
  readonly versions: GivenVersion[]
  readonly brokers: BrokerCount[]
  /** spec.kafka.replicas, which node pools replace. */
  readonly oldCounts: BrokerCount[]
  readonly notices: Notice[]
  readonly unread: Notice[]
  readonly evidence: Evidence[]
  readonly parts: Content[]
}

/** @throws ConfigError. */
export function* readStrimzi(source: Source): Steps<Content> {
  const file = yield* parseYaml(source)
  const reading: Reading = {
    file,
    source,
    entries: [],
    topics: [],
    versions: [],
    brokers: [],
    oldCounts: [],
    notices: [],
    unread: [],
    evidence: [],
    parts: [],
  }
  for (const [i, root] of file.roots.entries()) {
    if (i % STEP === STEP - 1) yield
    readResource(reading, root)
  }
  const { entries, topics, versions, brokers, oldCounts, notices, unread, evidence, parts } = reading
  const rest = joinedContent(parts)
  const pooled = new Set(brokers.map((b) => b.cluster))
  return {
    entries,
    topics: [...topics, ...rest.topics],
    clients: rest.clients ?? [],
    versions,
    brokers: [...brokers, ...oldCounts.filter((b) => !pooled.has(b.cluster))],
    complete: false,
    notices: [...notices, ...rest.notices],
    unread,
    evidence,
  }
}

function readResource(reading: Reading, root: Node): void {
  const { file, source } = reading
  const members = file.members(root)
  if (members === undefined) {
    if (isScalar(root) && scalarText(root) === '') return
    const at = source.text.indexOf('{{')
    if (at >= 0) failTemplate(source, at)
    return source.fail(
      file.offset(root),
      'has a document that is no Kubernetes resource: a map with apiVersion and kind was expected',
    )
  }
  // Kustomize needs neither of the two.
  const kind = text(reading, members, 'kind') ?? (changesResources(file, root) ? 'Kustomization' : undefined)
  const api = text(reading, members, 'apiVersion')
  const place = source.place(file.offset(root))
  if (kind === 'List' || (kind?.endsWith('List') && members.has('items'))) {
    for (const item of file.items(members.get('items')?.value) ?? []) readResource(reading, item)
  } else if (!api?.startsWith('kafka.strimzi.io/') && !api?.startsWith('core.strimzi.io/'))
    // Another operator's Kafka or topic decides as much as Strimzi's, and so does what changes resources before they are applied.
    note(
      /kafka|topic/i.test(kind ?? '') || (kind === 'Kustomization' && changesResources(file, root))
        ? reading.unread
        : reading.notices,
      {
        message: `a resource of kind ${shown(kind ?? '(none)')} is not read`,
        place,
      },
    )
  else if (kind === 'KafkaTopic') readTopic(reading, members)
  else if (kind === 'Kafka') readCluster(reading, members)
  else if (kind === 'KafkaNodePool') readPool(reading, members)
  else if (kind === 'KafkaConnect' || kind === 'KafkaConnector' || kind === 'KafkaMirrorMaker2')
    reading.parts.push(connectResource(reading, file, kind, members))
  else note(reading.notices, { message: `a resource of kind ${shown(kind ?? '(none)')} is not read`, place })
}

/** Whether what comes of its resources is something else than what stands in them; Flux has the same under `spec`. */
const changesResources = (file: YamlFile, root: Node): boolean =>
  [
    'patches',
    'patchesStrategicMerge',
    'patchesJson6902',
    'replacements',
    'components',
    'helmCharts',
    'generators',
    'transformers',
    'postBuild',
  ].some((name) => at(file, root, name) !== undefined || at(file, root, 'spec', name) !== undefined)

/** Annotations with which the operator leaves a resource alone, so that the cluster may have something else. */
const LEFT_ALONE = [
  ['strimzi.io/managed', 'false'],
  ['strimzi.io/pause-reconciliation', 'true'],
] as const

function sayLeftAlone(reading: Reading, metadata: Members | undefined): void {
  const annotations = reading.file.members(metadata?.get('annotations')?.value)
  for (const [name, value] of LEFT_ALONE) {
    const node = annotations?.get(name)?.value
    if (node !== undefined && text(reading, annotations, name) === value)
      note(reading.unread, {
        message: `the operator leaves this resource alone (${name}: ${value}): what the cluster has is not read`,
        place: reading.source.place(valueOffset(reading.file, node)),
      })
  }
}

const fields = (names: string): ReadonlySet<string> => new Set(names.split(/\s+/))

/** Fields that a resource, or a part of one, has; the operator passes over all others without a word. */
const FIELDS = {
  resource: fields('apiVersion kind metadata spec status'),
  KafkaTopic: fields('topicName partitions replicas config'),
  Kafka: fields(
    'kafka zookeeper entityOperator clusterCa clientsCa cruiseControl jmxTrans kafkaExporter maintenanceTimeWindows topicOperator',
  ),
  broker: fields(
    `version metadataVersion replicas image listeners config storage authorization rack brokerRackInitImage livenessProbe readinessProbe
    jvmOptions jmxOptions resources metricsConfig logging template tieredStorage quotas metrics affinity tolerations authentication`,
  ),
  KafkaNodePool: fields('replicas storage roles resources jvmOptions template'),
}

/** Says which fields are none: what stands in a misspelt one, or in a wrong place, may decide something. */
function sayOthers({ file, source, unread }: Reading, members: Members | undefined, of: keyof typeof FIELDS): void {
  for (const [name, { key }] of members ?? [])
    if (!FIELDS[of].has(name)) {
      const where = of === 'resource' ? 'a resource of Strimzi' : of === 'broker' ? 'spec.kafka' : `spec of a ${of}`
      note(unread, { message: `${shown(name)} is no field of ${where}, and not read`, place: source.place(file.offset(key)) })
    }
}

function readTopic(reading: Reading, members: Members): void {
  const { file, source } = reading
  const spec = file.members(members.get('spec')?.value)
  sayOthers(reading, members, 'resource')
  sayOthers(reading, spec, 'KafkaTopic')
  const metadata = file.members(members.get('metadata')?.value)
  sayLeftAlone(reading, metadata)
  const named = spec?.get('topicName')?.value === undefined ? metadata?.get('name') : spec.get('topicName')
  const kind = members.get('kind')?.key
  const name = named?.value === undefined ? undefined : scalar(reading, named.value)
  if (name === undefined || named?.value === undefined)
    return source.fail(kind === undefined ? 0 : file.offset(kind), 'has a KafkaTopic without a name')
  const cluster = labelled(reading, metadata)
  const unread = topicState(reading, members, name)
  const entries = new Entries(source, reading.notices)
  const replicas = spec?.get('replicas')?.value
  const factor = replicas === undefined ? undefined : scalar(reading, replicas)
  if (replicas !== undefined && factor !== undefined)
    entries.add({ key: 'replication.factor', value: factor, layer: 'topic', offset: valueOffset(file, replicas) })
  readConfig(reading, spec?.get('config')?.value, 'topic', entries)
  reading.topics.push({
    name,
    place: source.place(valueOffset(file, named.value)),
    entries: entries.list,
    partitions: [],
    ...(unread.length > 0 && { unread }),
    // The topic operator asks for -1 then (KIP-464).
    ...(replicas === undefined && { takesBrokersFactor: true }),
    ...(cluster !== undefined && { cluster }),
  })
}

function readCluster(reading: Reading, members: Members): void {
  const { file, source } = reading
  const cluster = text(reading, file.members(members.get('metadata')?.value), 'name')
  const of = cluster === undefined ? {} : { cluster }
  const spec = file.members(members.get('spec')?.value)
  const kafka = file.members(spec?.get('kafka')?.value)
  sayOthers(reading, members, 'resource')
  sayOthers(reading, spec, 'Kafka')
  sayOthers(reading, kafka, 'broker')
  sayLeftAlone(reading, file.members(members.get('metadata')?.value))
  reading.unread.push(...state(reading, members, 'this cluster'))
  const entries = new Entries(source, reading.notices)
  readConfig(reading, kafka?.get('config')?.value, 'static', entries, cluster)
  for (const entry of entries.list) reading.entries.push(entry)
  const versions: GivenVersion[] = []
  const status = file.members(members.get('status')?.value)
  for (const [from, key, kind] of [
    // What the cluster runs, below what it is to run.
    [status, 'kafkaVersion', 'release'],
    [status, 'kafkaMetadataVersion', 'protocol'],
    [kafka, 'version', 'release'],
    [kafka, 'metadataVersion', 'protocol'],
  ] as const) {
    const node = from?.get(key)?.value
    const value = node === undefined ? undefined : scalar(reading, node)
    if (node !== undefined && value !== undefined)
      versions.push({ value: versionText(value), place: source.place(valueOffset(file, node)), of: kind, ...of })
  }
  for (const entry of entries.list)
    if (entry.key === 'inter.broker.protocol.version')
      versions.push({ value: entry.value, place: entry.place, of: 'protocol', ...of })
  reading.versions.push(...versions)
  const zookeeper = spec?.get('zookeeper')
  const kraft = text(
    reading,
    file.members(file.members(members.get('metadata')?.value)?.get('annotations')?.value),
    'strimzi.io/kraft',
  )
  if (zookeeper !== undefined && kraft !== 'enabled')
    reading.evidence.push({
      below: '4.0',
      why: 'it has a spec.zookeeper',
      controller: 'zookeeper',
      place: source.place(file.offset(zookeeper.key)),
      ...of,
    })
  const annotated = file.members(file.members(members.get('metadata')?.value)?.get('annotations')?.value)?.get('strimzi.io/kraft')
  const mark = kraft === 'enabled' ? annotated : (kafka?.get('metadataVersion') ?? status?.get('kafkaMetadataVersion'))
  if (mark !== undefined && (zookeeper === undefined || kraft === 'enabled'))
    reading.evidence.push({
      why: kraft === 'enabled' ? 'it is annotated with strimzi.io/kraft' : 'it has a metadata version',
      controller: 'kraft',
      place: source.place(file.offset(mark.key)),
      ...of,
    })
  const replicas = kafka?.get('replicas')?.value
  if (replicas !== undefined) reading.oldCounts.push({ ...count(reading, replicas), ...of })
}

function readPool(reading: Reading, members: Members): void {
  const { file } = reading
  const spec = file.members(members.get('spec')?.value)
  sayOthers(reading, members, 'resource')
  sayOthers(reading, spec, 'KafkaNodePool')
  reading.unread.push(...state(reading, members, 'this pool of nodes'))
  const roles = (file.items(spec?.get('roles')?.value) ?? []).map((node) => scalar(reading, node))
  const replicas = spec?.get('replicas')?.value
  const cluster = labelled(reading, file.members(members.get('metadata')?.value))
  const given = spec?.get('roles')
  if (given !== undefined && roles.includes('controller'))
    reading.evidence.push({
      why: 'a pool of nodes has the role of controllers',
      controller: 'kraft',
      place: reading.source.place(file.offset(given.key)),
      ...(cluster !== undefined && { cluster }),
    })
  if (replicas === undefined || !roles.includes('broker')) return
  const part = text(reading, file.members(members.get('metadata')?.value), 'name') ?? `at ${file.offset(replicas)}`
  reading.brokers.push({ ...count(reading, replicas), part, ...(cluster !== undefined && { cluster }) })
}

function count(reading: Reading, node: Node): BrokerCount {
  const value = scalar(reading, node) ?? ''
  const offset = valueOffset(reading.file, node)
  if (!/^\d{1,6}$/.test(value)) reading.source.fail(offset, 'has replicas that are not a whole number')
  return { count: Number(value), place: reading.source.place(offset), isCertain: true, hasKafkasDefaults: true }
}

/** @throws ConfigError. */
function readConfig(reading: Reading, node: Node | undefined, layer: Layer, into: Entries, cluster?: string): void {
  for (const setting of settingsIn(reading.file, node)) {
    const { key, value, offset } = setting
    const why = layer === 'static' ? passedOver(key) : undefined
    // Brokers ask a provider for it when they start; topics have no providers.
    if (layer === 'static' && isRead(key) && /\$\{[^}]{0,200}\}/.test(value))
      note(reading.unread, {
        message: `${key} is what a provider of configuration says that is not in the file, and not read`,
        place: reading.source.place(offset),
        about: key,
      })
    else if (why !== undefined)
      note(reading.unread, {
        message: why,
        place: reading.source.place(offset),
        about: key,
        ...(isRead(key) && { said: value.trim() }),
      })
    else into.add({ ...setting, layer, ...(cluster !== undefined && { cluster }) })
  }
}

const scalar = ({ file }: Reading, node: Node): string | undefined => textOf(file, node)

function text(reading: Reading, members: Members | undefined, key: string): string | undefined {
  const node = members?.get(key)?.value
  return node === undefined ? undefined : scalar(reading, node)
}

const labelled = (reading: Reading, metadata: Members | undefined): string | undefined =>
  text(reading, reading.file.members(metadata?.get('labels')?.value), 'strimzi.io/cluster')
