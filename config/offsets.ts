/** What holds for `__consumer_offsets`. */
import type { SettingKey } from '../model/kraft/settings.ts'
import { type KafkaVersion, since } from '../model/kraft/versions.ts'
import { type Cluster, isOf, isOfBrokers, lastOf, type Shared } from './cluster.ts'
import type { Entry, TopicConfig } from './document.ts'
import type { EffectiveValue, Partition, ResolveRequest } from './effective.ts'
import { FEATURE_ELR, OFFSETS_ACKS, OFFSETS_FACTOR } from './keys.ts'
import { Layers } from './layers.ts'
import { countsOf } from './replica-counts.ts'
import { useControllersMinIsr } from './roles.ts'
import { settingValue } from './setting-value.ts'
import { OFFSETS_TOPIC, type Selection } from './topics.ts'
import { parsedSetting } from './setting-value.ts'
import { PartitionValues } from './values.ts'

/** offsets.topic.replication.factor, as the replication factor of `__consumer_offsets`. */
export function offsetsFactor(shared: Shared, own: readonly Entry[], { set = {} }: ResolveRequest): EffectiveValue | undefined {
  const key = 'replication.factor'
  const flag = set[OFFSETS_FACTOR]
  if (flag !== undefined)
    return { key, value: parsedSetting(key, { name: OFFSETS_FACTOR, value: flag }), layer: 'flag', over: [] }
  const entry = lastOf(OFFSETS_FACTOR, own) ?? shared.offsetsFactor
  if (entry === undefined) return undefined
  return { key, value: settingValue(key, entry), layer: entry.layer, place: entry.place, over: [] }
}

/** The setting counts when the topic is made: one that is there keeps what it has, unless files say that of the topic itself. */
export function keepFactor(
  values: PartitionValues,
  configs: readonly TopicConfig[],
  { before, isOffsetsThere }: ResolveRequest,
  notes: string[],
): void {
  const key = 'replication.factor'
  const [was, now] = [before?.offsets.values.find((value) => value.key === key), values.get(key)]
  if (isOffsetsThere !== true || was === undefined || was.value === now?.value) return
  if (now?.layer === 'topic' || countsOf(configs).length > 0) return
  values.put(was)
  notes.push(`${OFFSETS_FACTOR} counts when ${OFFSETS_TOPIC} is made, and not later: its replication factor stays ${was.value}`)
}

/** Settings that a broker or the whole cluster has, so that a flag for them holds for every topic. */
const CLUSTER_KEYS: readonly SettingKey[] = [FEATURE_ELR, 'auto.leader.rebalance.enable', 'controlled.shutdown.enable']
const OFFSETS_KEYS: readonly SettingKey[] = [
  'replication.factor',
  'min.insync.replicas',
  'unclean.leader.election.enable',
  'flush.messages',
  'acks',
  ...CLUSTER_KEYS,
]

/**
 * `__consumer_offsets` has its own replication factor and is written with acks=all; the rest it has from the brokers, unless it has
 * entries itself (`GroupCoordinatorConfig`, `CoordinatorPartitionWriter`).
 */
export function offsetsOf(
  cluster: Cluster,
  { label }: Selection,
  ofTopic: readonly Entry[],
  request: ResolveRequest,
  known: { version: KafkaVersion; protocol: KafkaVersion | undefined },
  notes: string[],
): Partition {
  const shared = cluster.of(label)
  const configs = cluster.topic(OFFSETS_TOPIC).filter((topic) => isOf(topic.cluster, label))
  const own = configs.flatMap((topic) => topic.entries)
  const isItsOwn = (entry: Entry): boolean => entry.layer === 'topic' || isOfBrokers(entry)
  const later = new Layers([...ofTopic.filter(isOfBrokers), ...own.filter(isItsOwn)])
  const ofCluster = (flags: Readonly<Record<string, string>> = {}) =>
    Object.fromEntries(Object.entries(flags).filter(([key]) => CLUSTER_KEYS.some((known_) => known_ === key)))
  const given = shared.ofBrokers.with(later, [])
  const flagged = { set: ofCluster(request.set), assume: ofCluster(request.assume) }
  const values = new PartitionValues(known.version, given, flagged, [])
  const factor = offsetsFactor(shared, ofTopic, request)
  const counts = countsOf(configs)
  if (counts.length === 0 && factor === undefined && !own.some((entry) => entry.key === 'replication.factor'))
    values.put({ key: 'replication.factor', value: '3', layer: 'default', over: [] })
  else values.factor({ counts, brokers: shared.brokers, notes: [], fallback: factor, takesBrokers: false })
  keepFactor(values, configs, request, notes)
  values.assumeFeature(known.protocol, shared, request, [])
  useControllersMinIsr(values, given, shared, [])
  const acks = since(known.version, '4.0') ? undefined : (lastOf(OFFSETS_ACKS, ofTopic) ?? shared.offsetsAcks)
  values.put(
    acks === undefined
      ? { key: 'acks', value: 'all', layer: 'assumed', over: [] }
      : { key: 'acks', value: settingValue('acks', acks), layer: acks.layer, place: acks.place, over: [] },
  )
  return values.partition(OFFSETS_KEYS)
}
