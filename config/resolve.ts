/** Files, flags and defaults, to the values that hold for one topic. */
import { type Controller, controllersOf, type KafkaVersion, since } from '../model/kraft/versions.ts'
import { type Cluster, isDefaultFactor, lastOf, type Shared, uniqueNotices } from './cluster.ts'
import { placeText, shown } from './config-error.ts'
import type { BrokerCount, Entry, Notice, TopicConfig } from './document.ts'
import type { Effective, EffectiveValue, Partition, ResolveRequest } from './effective.ts'
import { OFFSETS_FACTOR, settingOf, TRANSACTIONAL_ID } from './keys.ts'
import { type Given, Layers } from './layers.ts'
import { notesOf } from './notes.ts'
import { keepFactor, offsetsFactor, offsetsOf } from './offsets.ts'
import { observers } from './observers.ts'
import {
  isWish,
  NOTHING_UNMADE,
  refuseBrokerMinIsr,
  refuseInternal,
  refuseTooManyReplicas,
  settingsOf,
  type Unmade,
} from './refusals.ts'
import { resolveVersion } from './release.ts'
import { countsOf, otherCounts } from './replica-counts.ts'
import { sayRoles, useControllersMinIsr } from './roles.ts'
import { joined, strangeKeys } from './strange-keys.ts'
import { OFFSETS_TOPIC, selectTopic, type Selection } from './topics.ts'
import { ofUndescribed } from './undescribed.ts'
import { PartitionValues } from './values.ts'
import { listOf } from '../text/counted.ts'
import { nearest } from '../text/nearest.ts'

/**
 * @throws ConfigError at the value that Kafka or the model refuses, or when the files do not say which topic or cluster is meant.
 * @throws OptionError when what `request.set` gives is refused.
 */
export function resolveConfig(cluster: Cluster, request: ResolveRequest): Effective {
  const notices: Notice[] = []
  const selection = selectTopic(cluster, request.topic)
  const shared = cluster.of(selection.label)
  const notes: string[] = []
  const { version, versionFrom, protocol, newer } = resolveVersion(shared, request, notes, notices)
  const own = selection.configs.flatMap((config) => config.entries)
  const client = clientOf(cluster, selection, request)
  const live = selection.configs.flatMap((config) => config.partitions)
  const { brokers } = shared

  const ofTopic = new Layers([...(client ?? []), ...own])
  const layers = client === undefined ? shared.layers : shared.withoutClients
  const given = withInherited(layers.with(ofTopic, notices), request, notices)
  notices.push(...ofTopic.notices)
  const unread: Notice[] = []
  const main = new PartitionValues(version, given, request, unread)
  main.factor({
    counts: countsOf(selection.configs),
    brokers,
    notes,
    takesBrokers: selection.configs.some(({ takesBrokersFactor }) => takesBrokersFactor === true),
    fallback: selection.name === OFFSETS_TOPIC ? offsetsFactor(shared, own, request) : undefined,
  })
  if (selection.name === OFFSETS_TOPIC) keepFactor(main, selection.configs, request, notes)
  main.assumeFeature(protocol, shared, request, notes)
  const roles = sayRoles(shared)
  notices.push(...roles.notices)
  const open = [...(newer === undefined ? [] : [newer]), ...roles.unread, ...useControllersMinIsr(main, given, shared, notes)]
  if (request.before !== undefined) main.keepClients(request.before, notes)
  main.assumeIdempotence(client === undefined ? shared.transactionalId : lastOf(TRANSACTIONAL_ID, client), notes)
  main.sayAssumed(notes)
  const partition = main.partition()
  const factor = factorOf(partition)
  const tooMany = refuseTooManyReplicas(factor && { ...factor, isOfVendor: factor.layer === 'vendor' }, brokers)
  refuseBrokerMinIsr(partition, version, given, notices)
  const controller = controllerOf(shared, version, request)
  const metadataVersion = protocol !== undefined && !since(protocol, version) ? protocol : undefined
  const resolved = settingsOf({ version, controller, metadataVersion }, partition)

  const offsets = offsetsOf(cluster, selection, own, request, { version, protocol }, notes)
  const unmade = unmadeOffsets(cluster, selection, offsets, brokers)
  notices.push(...unmade.notices)
  const defaultFactor = shared.defaultFactor ?? own.find(isDefaultFactor)
  notes.push(...resolved, ...notesOf({ version, partition, offsets, cluster, defaultFactor }))
  return {
    version,
    ...(controller !== undefined && { controller }),
    ...(metadataVersion !== undefined && { metadataVersion }),
    versionFrom,
    ...(shared.oneLogDirectory !== undefined && { oneLogDirectory: shared.oneLogDirectory }),
    topic: selection.name,
    ...partition,
    offsets,
    notes: [...new Set(notes)],
    ...joined(shared.strange, strangeKeys([...own, ...(client ?? [])])),
    // Most topics add none, and then it is one list for all of them.
    notices: notices.length === 0 ? shared.notices : uniqueNotices([...shared.notices, ...notices]),
    unread: [
      ...cluster.unread,
      ...unread,
      ...open,
      ...hiddenConfig(selection, given),
      ...openFactor(selection, partition),
      ...ofUndescribed(shared, live, given, version),
      ...ofPartitions(cluster, selection, partition, offsets, request),
      ...tooMany,
      ...unmade.unread,
      ...observers(own),
      ...otherCluster(selection, cluster),
    ].filter(({ about }) => !isSettled(about, request)),
    live,
  }
}

const factorOf = ({ values }: Partition): EffectiveValue | undefined => values.find(({ key }) => key === 'replication.factor')

/** `__consumer_offsets` that no listing shows, and that the brokers there are cannot make. @throws ConfigError. */
function unmadeOffsets(cluster: Cluster, { name }: Selection, offsets: Partition, brokers: BrokerCount | undefined): Unmade {
  const factor = factorOf(offsets)
  if (name === OFFSETS_TOPIC || factor === undefined || countsOf(cluster.topic(OFFSETS_TOPIC)).length > 0) return NOTHING_UNMADE
  const { value, place, layer } = factor
  return refuseInternal(OFFSETS_TOPIC, { key: OFFSETS_FACTOR, value, place, isGiven: isWish(layer) }, brokers)
}

/** What is not known of the partitions that were found, of the topic and of `__consumer_offsets`. */
function ofPartitions(
  cluster: Cluster,
  { name, configs }: Selection,
  partition: Partition,
  offsets: Partition,
  { before }: ResolveRequest,
): Notice[] {
  const notKnown = (of: readonly TopicConfig[], now: Partition, was: Partition | undefined, what: string): Notice[] => {
    const [factor, earlier] = [factorOf(now)?.value, was && factorOf(was)?.value]
    // A change of the replication factor is that of the partitions there are.
    const counts = countsOf(of).filter(
      ({ replicas }) => earlier === undefined || earlier === factor || String(replicas) !== earlier,
    )
    return [...of.flatMap(({ unread = [] }) => unread), ...otherCounts(counts, factor, what)]
  }
  const ofOffsets = name === OFFSETS_TOPIC ? [] : cluster.topic(OFFSETS_TOPIC)
  return [...notKnown(configs, partition, before, ''), ...notKnown(ofOffsets, offsets, before?.offsets, ` of ${OFFSETS_TOPIC}`)]
}

/** What the client is given that is asked for, or that alone writes the topic; undefined when neither is so. */
function clientOf(cluster: Cluster, { configs }: Selection, { client }: ResolveRequest): readonly Entry[] | undefined {
  const own = configs.findLast((config) => config.client !== undefined)?.client
  if (own !== undefined) return own.entries
  return client === undefined ? undefined : cluster.clientEntries(client)
}

/** Whether what is not read is about a key that is given above the files, or assumed. */
const isSettled = (about: string | undefined, { set = {}, assume = {} }: ResolveRequest): boolean =>
  about !== undefined &&
  [...Object.keys(set), ...Object.keys(assume)].some((key) => (settingOf(key) ?? key) === (settingOf(about) ?? about))

/** A listing of partitions alone shows no configuration: unless something else does, what the topic has is not known. */
function hiddenConfig({ configs }: Selection, given: Given): Notice[] {
  const hidden = configs.find(({ isConfigHidden }) => isConfigHidden === true)
  const isGiven = given.get('min.insync.replicas')?.some(({ layer }) => layer === 'topic') === true
  if (hidden === undefined || isGiven || configs.some(({ isConfigHidden }) => isConfigHidden !== true)) return []
  const message = `this listing does not show min.insync.replicas of topic ${shown(hidden.name)}: give what --describe alone prints, or --set`
  return [{ message, place: hidden.place, about: 'min.insync.replicas' }]
}

/** Strimzi: a topic of a cluster that is not among the files, though others are: what those have is not its own. */
function otherCluster({ label, configs, name }: Selection, { labels }: Cluster): Notice[] {
  const topic = configs.findLast(({ cluster }) => cluster !== undefined)
  if (label === undefined || topic === undefined || labels.size === 0 || labels.has(label)) return []
  const names = [...labels.keys()]
  const near = nearest(label, names)
  const hint =
    near === undefined ? `there is ${listOf(names.slice(0, 5).map((one) => shown(one)))}` : `did you mean ${shown(near)}?`
  const message = `topic ${shown(name ?? '')} is of the cluster ${shown(label)} (strimzi.io/cluster), which is not in these files: ${hint}`
  return [{ message, place: topic.place }]
}

/** The factor of a topic of failures that no file and no broker gives: Kafka's default of 1 is what is checked, and may be wrong either way. */
function openFactor({ configs }: Selection, { values }: Partition): Notice[] {
  const topic = configs.find(({ isOfFailures, takesBrokersFactor }) => isOfFailures === true && takesBrokersFactor === true)
  if (topic === undefined || values.find(({ key }) => key === 'replication.factor')?.layer !== 'default') return []
  const message = `no file gives the replication factor of ${shown(topic.name)}, nor default.replication.factor of the brokers that make it`
  return [{ message, place: topic.place, about: 'replication.factor' }]
}

/**
 * A listing shows what is set without saying where (TopicCommand): a value that was also that of the brokers is taken to come from them,
 * so that a change of theirs reaches the topic.
 */
function withInherited(given: Given, { before }: ResolveRequest, notices: Notice[]): Given {
  if (before === undefined) return given
  return new Map(
    [...given].map(([key, entries]) => {
      const [first, lower] = entries
      const was = before.values.find((value) => value.key === key)
      const isSame = first?.isListed === true && was?.place !== undefined && placeText(was.place) === placeText(first.place)
      if (first === undefined || lower === undefined || !isSame || isEqual(first, lower)) return [key, entries]
      const below = was?.over[0]
      const isInherited = below !== undefined && isEqual(first, below)
      const message = isInherited
        ? `${key} of the listing is what the brokers had: taken to come from them, so that ${shown(lower.value.trim())} reaches the topic`
        : `whether ${key} of the listing is the topic’s own is not known: taken to be, so that ${shown(lower.value.trim())} of the brokers does not reach it`
      notices.push({ message, place: first.place })
      return [key, isInherited ? entries.slice(1) : entries]
    }),
  )
}

const isEqual = (a: Entry, b: Entry): boolean => a.value.trim() === b.value.trim()

/** What the other side of a comparison shows of the cluster holds where this one says nothing. */
function controllerOf({ evidence }: Shared, version: KafkaVersion, request: ResolveRequest): Controller | undefined {
  if (controllersOf(version).length === 1) return undefined
  const said = (of: Shared['evidence'] = []) => of.find(({ controller }) => controller !== undefined)?.controller
  return request.controller ?? said(evidence) ?? said(request.found?.of(undefined).evidence) ?? request.assumeController
}
