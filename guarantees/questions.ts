/** The explorations that a guarantee table needs: what is searched, and under which name its answer is kept. */
import { createHash } from 'node:crypto'
import type { KraftPropertyName } from '../invariants/kraft-catalogue.ts'
import type { ConfigChange, Faults, KraftOptions, Start } from '../model/kraft/index.ts'
import { brokerCount } from '../model/kraft/options.ts'
import type { SettingsRequest } from '../model/kraft/settings.ts'
import { type Controller, controllersOf, since, type KafkaVersion, switchesOf } from '../model/kraft/versions.ts'
import { kraftOptions, type KraftSpec, type TransactionsSpec } from '../questions/spec.ts'
import { type Envelope, type Guarantee, GUARANTEES, isOfUse, type Level, type Observer, partitionOf } from './guarantees.ts'

/** Settings by Kafka key. */
export type Settings = Readonly<Record<string, string>>

/** All of a configuration that decides the answers. */
export interface Configuration {
  readonly version: KafkaVersion
  /** What holds the metadata, where the release leaves a choice; KRaft unless it is said. */
  readonly controller?: Controller
  /** metadata.version, when it is below the release. */
  readonly metadataVersion?: KafkaVersion
  /** Every broker has one log directory, as far as files say. */
  readonly oneLogDirectory?: true
  readonly topic: Settings
  /** Of the partition of `__consumer_offsets`. */
  readonly offsets: Settings
  /** The partition as it is found, in places of the assignment order. */
  readonly start?: Start
  /** The same of the partition of `__consumer_offsets`. */
  readonly offsetsStart?: Start
  /** Where its replicas stand, when that is known and asked about: so many zones there are, and the zone of each place of the assignment. */
  readonly zones?: { readonly count: number; readonly places: readonly number[] }
}

/** One exploration, of replication or of transactions. */
export interface AnyQuestion {
  readonly spec: KraftSpec | TransactionsSpec
  /** A hash of all that decides the answer but the program: equal for questions that have the same answer. */
  readonly key: string
}

/** One exploration of replication. */
export interface Question extends AnyQuestion {
  readonly spec: KraftSpec
}

export const OBSERVERS = [
  'partition',
  'producer',
  'consumer',
  'offsets',
  'availability',
  'coordinator',
] as const satisfies readonly Observer[]

const REPLICATION = [
  'replication.factor',
  'min.insync.replicas',
  'unclean.leader.election.enable',
  'eligible.leader.replicas.version',
  'flush.messages',
  'acks',
] as const

/** The settings that bear on what an observer sees; the others would only make equal questions look different. */
export const KEYS_OF: Readonly<Record<Observer, readonly string[]>> = {
  partition: [...REPLICATION, 'replica.selector.class'],
  producer: [...REPLICATION, 'enable.idempotence', 'retries', 'max.in.flight.requests.per.connection'],
  consumer: [...REPLICATION, 'auto.offset.reset', 'replica.selector.class'],
  offsets: REPLICATION,
  availability: REPLICATION,
  coordinator: REPLICATION,
}

export const settingsFor = (observer: Observer, configuration: Configuration): Settings => configuration[partitionOf(observer)]

/** The producer's acks, as the model has it. */
export function acksOf(observer: Observer, configuration: Configuration): '0' | '1' | 'all' {
  const acks = settingsFor(observer, configuration)['acks'] ?? (since(configuration.version, '3.0') ? 'all' : '1')
  return acks === '0' || acks === '1' ? acks : 'all'
}

/** The property that decides a guarantee for a configuration. */
export const propertyOf = (guarantee: Guarantee, configuration: Configuration): KraftPropertyName =>
  guarantee.property(acksOf(guarantee.observer, configuration))

/** What an observer is asked, whatever part of the table is wanted: so that every part has the same answers. */
function propertiesOf(observer: Observer, configuration: Configuration): KraftPropertyName[] {
  // A coordinator asks of its partition all that whoever waits for the topic's asks of that: where the two are configured alike, it is one question.
  const asking = observer === 'coordinator' ? 'availability' : observer
  const acks = acksOf(observer, configuration)
  const names = GUARANTEES.filter((g) => g.observer === asking).map((g) => g.property(acks))
  // Of a partition that is written with acks=all it can also be said what would become of offsets committed to it.
  if (observer === 'partition' && acks === 'all') names.push('CommittedOffsetDurable')
  return [...new Set<KraftPropertyName>([...names, ...(isOfUse(observer) ? [] : ['RecordAcknowledged' as const])])]
}

/**
 * The exploration that decides everything an observer can say under an envelope; with `change`, while the configuration changes.
 * @throws OptionError, LayoutError when the configuration is out of the model's range.
 */
export function questionOf(
  observer: Observer,
  envelope: Envelope,
  level: Level,
  configuration: Configuration,
  change?: ConfigChange,
): Question {
  // Where `__consumer_offsets` is configured as the topic is, the answers for the one are those for the other.
  if (observer === 'offsets' && isAlike(configuration))
    return questionOf('partition', envelope, asPartition(level), configuration, change)
  const { version } = configuration
  const cluster = clusterOf(configuration)
  const { retries, faults: pool, ...least } = { ...level.bounds[observer], ...(change !== undefined && level.changing[observer]) }
  const records = Math.max(least.records, recordsNeeded(observer, envelope, version, cluster))
  const settings = settingsFor(observer, configuration)
  const given = KEYS_OF[observer].flatMap((key) => (settings[key] === undefined ? [] : [[key, settings[key]] as const]))
  const found = partitionOf(observer) === 'offsets' ? configuration.offsetsStart : configuration.start
  // A partition that was found starts in many states, and what led it there were faults too.
  const faults = found === undefined ? Math.max(pool, envelope.least ?? 0) : Math.min(pool, MOST_FAULTS_FROM_FOUND)
  const request: SettingsRequest = {
    version,
    ...cluster,
    set: Object.fromEntries(given),
    bounds: {
      // The first record of a partition as it is found is already there.
      records: records + (found === undefined ? 0 : 1),
      retries,
      ...(observer === 'consumer' && {
        consumer: { validatesPosition: since(version, '2.3'), reset: resetOf(settings), commits: false },
      }),
      ...(isOfUse(observer) && { brokersReturn: false }),
      ...(change !== undefined && { configChange: change }),
      ...(found !== undefined && { start: found }),
      faults: poolOf(observer, envelope, level, faults),
    },
  }
  const asked = envelope.zones === undefined ? request : inZones(request, envelope.zones, configuration.zones)
  const properties = propertiesOf(observer, configuration).filter(
    (name) => !needsNoSearch(name, kraftOptions({ settings: asked }, [])),
  )
  return keyed({ model: 'kraft', from: { settings: asked }, properties })
}

/** What replicas agree on cannot be broken, by design or by a defect, where no two records are ever appended that could differ. */
export const NEEDS_TWO_RECORDS = 'LogMatchingInEpoch' satisfies KraftPropertyName

/**
 * Whether a guarantee is asked in a question of its own, with the two records it takes: that replicas agree, where the partition is asked with one
 * and followers do not truncate by what they fetch, or leaders are elected unclean. Then logs part for good: without such truncation by design
 * (before KAFKA-9338), and with unclean election by the code (F1).
 */
export function isAskedApart(guarantee: Guarantee, envelope: Envelope, level: Level, configuration: Configuration): boolean {
  if (guarantee.observer !== 'partition' || propertyOf(guarantee, configuration) !== NEEDS_TWO_RECORDS) return false
  const { version, start } = configuration
  const cluster = clusterOf(configuration)
  if (start !== undefined || (truncatesOnFetch(version, cluster) && !electsUnclean(configuration))) return false
  return Math.max(level.bounds.partition.records, recordsNeeded('partition', envelope, version, cluster)) < 2
}

/** Bounds of a question of its own: logs part within two faults or not at all, and with three there are many times as many states. */
const APART = { records: 2, faults: 2 } as const

/**
 * The exploration that decides a guarantee under an envelope.
 * @throws OptionError, LayoutError when the configuration is out of the model's range.
 */
export function questionFor(
  guarantee: Guarantee,
  envelope: Envelope,
  level: Level,
  configuration: Configuration,
  change?: ConfigChange,
): Question {
  const { observer } = guarantee
  if (!isAskedApart(guarantee, envelope, level, configuration))
    return questionOf(observer, envelope, level, configuration, change)
  const { records, faults } = APART
  const atMost = (of: { readonly faults: number }) => ({ faults: Math.min(of.faults, faults) })
  const bounds = { ...level.bounds, [observer]: { retries: 0, records, ...atMost(level.bounds[observer]) } }
  const changing = { ...level.changing, [observer]: atMost(level.changing[observer]) }
  const { spec } = questionOf(observer, envelope, { ...level, bounds, changing }, configuration, change)
  return keyed({ ...spec, properties: [NEEDS_TWO_RECORDS, 'RecordAcknowledged'] })
}

/** Whether a property holds whatever happens within these options. */
export const needsNoSearch = (name: string, { records, retries }: KraftOptions): boolean =>
  name === NEEDS_TWO_RECORDS && records + retries === 1

/** Whether columns are asked about at once: of a producer or a consumer, whose states multiply those of three replicas or more. */
export function isAskedTogether({ spec }: Question): boolean {
  const { replicas, retries, consumer } = kraftOptions(spec.from, spec.properties)
  return replicas > 2 && (retries > 0 || consumer !== undefined)
}

/** The question that a spec asks. @throws OptionError, LayoutError. */
export function keyed(spec: KraftSpec): Question {
  const decides = { options: kraftOptions(spec.from, spec.properties), properties: spec.properties }
  return { spec, key: createHash('sha256').update(JSON.stringify(decides)).digest('hex').slice(0, 32) }
}

/** What of a cluster its release can have: a neighbour of another release may not. */
const clusterOf = ({
  version,
  controller,
  metadataVersion,
}: Configuration): Pick<SettingsRequest, 'controller' | 'metadataVersion'> => ({
  ...(controller !== undefined && controllersOf(version).includes(controller) && { controller }),
  ...(metadataVersion !== undefined && !since(metadataVersion, version) && { metadataVersion }),
})

/**
 * Records without which nothing shows. Logs that part more than once while leadership moves are cut wrongly by followers that do not truncate by
 * what they fetch (KIP-101, KIP-279, KAFKA-6361): that takes three. What stays possible does not hang on it.
 */
function recordsNeeded(
  observer: Observer,
  { faults }: Envelope,
  version: KafkaVersion,
  cluster: ReturnType<typeof clusterOf>,
): number {
  if ((observer !== 'partition' && observer !== 'offsets') || (faults.elections ?? 0) === 0) return 0
  return truncatesOnFetch(version, cluster) ? 0 : 3
}

/** Whether unclean.leader.election.enable is on and has an effect. */
const electsUnclean = (configuration: Configuration): boolean =>
  configuration.topic['unclean.leader.election.enable'] === 'true' &&
  switchesOf(configuration.version, clusterOf(configuration)).uncleanByConfig

/** Whether a follower's fetch finds out where its log has parted from its leader's: from 2.7 on, with the protocol version of that. */
const truncatesOnFetch = (version: KafkaVersion, cluster: ReturnType<typeof clusterOf>): boolean =>
  switchesOf(version, cluster).truncation === 'on-fetch'

/** The bounds of `__consumer_offsets` for the partition, which stands for it. */
const asPartition = (level: Level): Level => ({
  ...level,
  bounds: { ...level.bounds, partition: level.bounds.offsets },
  changing: { ...level.changing, partition: level.changing.offsets },
})

const MOST_FAULTS_FROM_FOUND = 2

const isAlike = ({ topic, offsets, start, offsetsStart }: Configuration): boolean =>
  start === undefined &&
  offsetsStart === undefined &&
  KEYS_OF.partition.every((key) => (topic[key] ?? '') === (offsets[key] ?? ''))

function resetOf(settings: Settings): 'earliest' | 'latest' | 'none' {
  const reset = settings['auto.offset.reset']
  return reset === 'earliest' || reset === 'none' ? reset : 'latest'
}

/** The same with brokers in so many zones: as they stand where that is known, else each in that of its place in the assignment, in turn. */
function inZones(request: SettingsRequest, zones: number, known: Configuration['zones']): SettingsRequest {
  const brokers = brokerCount(kraftOptions({ settings: request }, []))
  if (known?.count === zones && known.places.length === brokers)
    return { ...request, bounds: { ...request.bounds, racks: known.places } }
  return { ...request, bounds: { ...request.bounds, racks: Array.from({ length: brokers }, (_, place) => place % zones) } }
}

function poolOf(observer: Observer, envelope: Envelope, level: Level, total: number): Faults {
  const kinds = isOfUse(observer) ? envelope.outage : envelope.faults
  const all = { ...(!isOfUse(observer) && 'fencings' in kinds ? level.also : {}), ...kinds }
  const most = Object.values(all).reduce((sum, n) => sum + n, 0)
  const pool = Math.min(total, most, envelope.most ?? most)
  return { total: pool, ...Object.fromEntries(Object.entries(all).map(([kind, n]) => [kind, Math.min(n, pool)])) }
}
