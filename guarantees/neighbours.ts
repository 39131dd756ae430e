/** Configurations near another: one setting put back, or made safer. Candidates only; whether one helps is found out by exploring it. */
import { FEATURE_ELR, VERSION_KEY } from '../config/index.ts'
import { defaultsOf, KAFKA_VERSIONS, since } from '../model/kraft/versions.ts'
import { type Observer, partitionOf } from './guarantees.ts'
import { type Configuration, KEYS_OF, type Settings, settingsFor } from './questions.ts'

export interface Setting {
  readonly key: string
  readonly value: string
  /** Whether the base configuration has this value. */
  readonly asBefore: boolean
  /** What goes back with it: the defaults of a release, idempotence with acks. */
  readonly follows?: Settings
}

/** A set of settings to change in a configuration. */
export type Neighbour = readonly Setting[]

/** More pairs than this say nothing that somebody would try. */
export const MAX_PAIRS = 40

/** All changes of one setting that could matter to an observer: first those that put a value back, then others. */
export function singleNeighbours(observer: Observer, head: Configuration, base: Configuration | undefined): Neighbour[] {
  const now = settingsFor(observer, head)
  const before = base === undefined ? undefined : settingsFor(observer, base)
  const back = KEYS_OF[observer].flatMap((key): Setting[] => {
    const value = before?.[key]
    if (value === undefined || value === now[key]) return []
    // Idempotence that nobody asked for is on or off with acks.
    const idempotence = key === 'acks' ? before?.['enable.idempotence'] : undefined
    return [{ key, value, asBefore: true, ...(idempotence !== undefined && { follows: { 'enable.idempotence': idempotence } }) }]
  })
  if (base !== undefined && base.version !== head.version)
    back.unshift({ key: VERSION_KEY, value: base.version, asBefore: true, follows: defaultsThatDiffer(observer, head, base) })
  const others = safer(observer, head, now).filter((s) => !back.some((b) => b.key === s.key && b.value === s.value))
  return [...back, ...others].map((setting) => [setting])
}

/** Settings that are the release's default on both sides, and not the same. */
function defaultsThatDiffer(observer: Observer, head: Configuration, base: Configuration): Settings {
  const [now, before] = [settingsFor(observer, head), settingsFor(observer, base)]
  const [is, was]: [Settings, Settings] = [{ ...defaultsOf(head.version) }, { ...defaultsOf(base.version) }]
  const keys = KEYS_OF[observer].filter((key) => now[key] === is[key] && before[key] === was[key] && is[key] !== was[key])
  return Object.fromEntries(keys.flatMap((key) => (was[key] === undefined ? [] : [[key, was[key]] as const])))
}

/** Whether an observer's setting is one of `__consumer_offsets`: a release and a feature are the cluster's. */
export const isOfOffsets = (observer: Observer, key: string): boolean =>
  partitionOf(observer) === 'offsets' && key !== VERSION_KEY && key !== FEATURE_ELR

/** Pairs of settings, no two of one key. */
export function pairNeighbours(singles: readonly Neighbour[]): Neighbour[] {
  const settings = singles.flat()
  return settings.flatMap((a, i) => settings.slice(i + 1).flatMap((b): Neighbour[] => (a.key === b.key ? [] : [[a, b]])))
}

/** The configuration with the settings of a neighbour. */
export function withNeighbour(observer: Observer, configuration: Configuration, neighbour: Neighbour): Configuration {
  const version =
    KAFKA_VERSIONS.find((v) => neighbour.some((s) => s.key === VERSION_KEY && s.value === v)) ?? configuration.version
  const changed = Object.fromEntries([
    ...neighbour.flatMap(({ follows = {} }) => Object.entries(follows)),
    ...neighbour.flatMap(({ key, value }) => (key === VERSION_KEY ? [] : [[key, value] as const])),
  ])
  const own = partitionOf(observer)
  const other = own === 'topic' ? 'offsets' : 'topic'
  // A feature is the cluster's, whichever partition it is changed for.
  const shared = Object.fromEntries(Object.entries(changed).filter(([key]) => key === FEATURE_ELR))
  return {
    ...configuration,
    version,
    [own]: { ...configuration[own], ...changed },
    [other]: { ...configuration[other], ...shared },
  }
}

/** Values that give up something else for safety. */
function safer(observer: Observer, { version }: Configuration, now: Settings): Setting[] {
  const replicas = Number(now['replication.factor'])
  const settings: Setting[] = []
  const offer = (key: string, ...values: readonly string[]): void => {
    if (!KEYS_OF[observer].includes(key)) return
    for (const value of values) if (value !== now[key]) settings.push({ key, value, asBefore: false })
  }
  if (partitionOf(observer) === 'topic') offer('acks', 'all')
  offer('unclean.leader.election.enable', 'false')
  offer('min.insync.replicas', ...Array.from({ length: replicas }, (_, i) => String(i + 1)))
  if (since(version, '4.0') && now['eligible.leader.replicas.version'] !== '1') offer('eligible.leader.replicas.version', '1')
  if (replicas < 3) offer('replication.factor', String(replicas + 1))
  offer('flush.messages', '1')
  if (since(version, '0.11.0')) offer('enable.idempotence', 'true')
  offer('max.in.flight.requests.per.connection', '1')
  offer('auto.offset.reset', 'none')
  if (now['replica.selector.class'] !== undefined) offer('replica.selector.class', '')
  return settings
}
