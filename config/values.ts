/** The values of one partition, put together from layers, flags and what is assumed. */
import { OptionError } from '../model/option-error.ts'
import type { SettingKey } from '../model/kraft/settings.ts'
import { defaultsOf, type KafkaVersion, since } from '../model/kraft/versions.ts'
import type { Shared } from './cluster.ts'
import { ConfigError } from './config-error.ts'
import type { BrokerCount, Entry, Notice, PartitionCount } from './document.ts'
import type { Effective, EffectiveValue, Partition, ResolveRequest } from './effective.ts'
import { CLIENT_KEYS, FEATURE_ELR, OFFSETS_FACTOR, SETTABLE_KEYS, SETTING_KEYS, settingOf } from './keys.ts'
import type { Given } from './layers.ts'
import { fewest } from './replica-counts.ts'
import { parsedSetting, settingValue } from './setting-value.ts'

interface FactorSources {
  readonly counts: readonly PartitionCount[]
  readonly brokers: BrokerCount | undefined
  readonly notes: string[]
  /** The setting of brokers from which this topic has its replication factor. */
  readonly fallback: EffectiveValue | undefined
  /** The topic is made without one of its own, so that Kafka’s default for the brokers, 1, is its. */
  readonly takesBrokers: boolean
}

/** The values of one partition while they are put together. */
export class PartitionValues {
  private readonly values = new Map<SettingKey, EffectiveValue>()
  private readonly version: KafkaVersion

  private readonly taken: ReturnType<typeof flagsOf>
  /** Keys that have the value that somebody has taken upon himself. */
  private readonly assumed: SettingKey[] = []
  /** The release of the clients, and what they have by its default where brokers are of another. */
  private clients: KafkaVersion
  private readonly kept = new Set<SettingKey>()

  constructor(
    version: KafkaVersion,
    given: Given,
    { set = {}, assume = {} }: Pick<ResolveRequest, 'set' | 'assume'>,
    unread: Notice[],
  ) {
    this.version = version
    this.clients = version
    const defaults = defaultsOf(version)
    const [flagged, taken] = [flagsOf(set), flagsOf(assume)]
    this.taken = taken
    for (const key of SETTING_KEYS) {
      const entries = (given.get(key) ?? []).filter((entry) => isModelled(key, entry, unread))
      const flag = flagged.get(key)
      const mine = taken.get(key)
      const [first, ...lower] = entries
      if (flag !== undefined) this.values.set(key, { key, value: parsedSetting(key, flag), layer: 'flag', over: entries })
      else if (mine !== undefined && (first === undefined || isDefault(first))) {
        this.values.set(key, { key, value: parsedSetting(key, mine), layer: 'assumed', over: entries })
        this.assumed.push(key)
      } else if (first !== undefined)
        this.values.set(key, { key, value: settingValue(key, first), layer: first.layer, place: first.place, over: lower })
      else if (key !== 'replication.factor') this.values.set(key, { key, value: defaults[key], layer: 'default', over: [] })
    }
  }

  /** Where nothing gives the replication factor: the fewest replicas a partition has, else 3, or all brokers when there are fewer. */
  factor({ counts, brokers, notes, fallback, takesBrokers }: FactorSources): void {
    if (fallback?.layer === 'flag') this.values.set('replication.factor', fallback)
    const present = this.values.get('replication.factor')
    const inherited = present !== undefined && present.layer !== 'topic' && present.layer !== 'flag'
    const least = fewest(counts)
    if (present !== undefined && !inherited) return
    const key = 'replication.factor'
    if (least !== undefined) {
      const value = String(least.replicas)
      this.values.set(key, { key, value, layer: 'assumed', place: least.place, over: [] })
      notes.push(`replication.factor is taken to be ${value}, the replicas that partition ${least.partition} has`)
    } else if (fallback !== undefined) {
      this.values.set(key, fallback)
    } else if (present === undefined && takesBrokers) {
      this.values.set(key, { key, value: '1', layer: 'default', over: [] })
      notes.push(
        'the topic has no replication factor of its own, and no file gives default.replication.factor: Kafka’s default is 1',
      )
    } else if (present === undefined) {
      const value = String(Math.max(1, Math.min(3, brokers?.count ?? 3)))
      this.values.set(key, { key, value, layer: 'assumed', over: [] })
      notes.push(`no file gives a replication factor: ${value} is assumed`)
    }
  }

  /** ELR comes with metadata.version 4.1 on new clusters; one that was upgraded has it only when it was switched on (KIP-966). */
  assumeFeature(
    protocol: KafkaVersion | undefined,
    shared: Shared,
    { before, assumeElr, found }: ResolveRequest,
    notes: string[],
  ): void {
    if (!since(this.version, '4.0') || this.values.get(FEATURE_ELR)?.layer !== 'default') return
    const assume = (value: string, why: string): void => {
      this.values.set(FEATURE_ELR, { key: FEATURE_ELR, value, layer: 'assumed', over: [] })
      notes.push(`${why}: ${FEATURE_ELR} is taken to be ${value}`)
    }
    const was = before?.values.find(({ key }) => key === FEATURE_ELR)
    const isOpen = since(this.version, '4.1')
    const holder = shared.elrHolder ?? found?.of(undefined).elrHolder
    if (holder !== undefined)
      assume('1', `partition ${holder.partition} ${(holder.elr?.length ?? 0) > 0 ? 'has' : 'had'} eligible leader replicas`)
    else if (isOpen && protocol !== undefined && !since(protocol, '4.1'))
      assume('0', `metadata.version is ${protocol}, and only clusters made with 4.1 have eligible leader replicas on`)
    else if (isOpen && before !== undefined && !since(before.version, '4.1'))
      assume(was?.value ?? '0', `an upgrade from Kafka ${before.version} switches no feature on`)
    else if (isOpen && assumeElr !== undefined)
      assume(assumeElr, 'nothing says whether eligible leader replicas are on: clusters made with 4.1 have them, others do not')
    else if (was !== undefined && was.layer !== 'default') assume(was.value, 'a feature keeps its level until it is changed')
  }

  /** Other brokers bring no other clients: what these have by the default of their release they keep. */
  keepClients({ version, versionFrom, values }: Effective, notes: string[]): void {
    if (versionFrom.from === 'assumed' || version === this.version) return
    this.clients = version
    for (const key of CLIENT_KEYS) {
      const was = values.find((value) => value.key === key)
      const now = this.values.get(key)
      if (was?.layer !== 'default' || now?.layer !== 'default' || was.value === now.value) continue
      this.values.set(key, { key, value: was.value, layer: 'assumed', over: [] })
      this.kept.add(key)
    }
    if (this.kept.size > 0)
      notes.push(
        `clients are taken to stay of Kafka ${version}, whatever brokers run: ${[...this.kept].map((key) => `${key}=${this.values.get(key)?.value ?? ''}`).join(', ')} by its default`,
      )
  }

  private isByDefault(key: SettingKey): boolean {
    return this.kept.has(key) || this.values.get(key)?.layer === 'default'
  }

  /**
   * A transactional producer is idempotent, or is refused (`ProducerConfig#postProcessAndValidateIdempotenceConfigs`). Before 3.0 idempotence
   * that is asked for brings acks=all and retries with it (`KafkaProducer#configureAcks`).
   * @throws ConfigError.
   */
  assumeIdempotence(transactional: Entry | undefined, notes: string[]): void {
    if (transactional !== undefined && transactional.value.trim() !== '') this.needIdempotence(transactional, notes)
    const idempotence = this.values.get('enable.idempotence')
    if (since(this.clients, '3.0') || idempotence?.value !== 'true' || idempotence.layer === 'default') return
    for (const [key, value] of [
      ['acks', 'all'],
      ['retries', '2147483647'],
    ] as const) {
      if (!this.isByDefault(key) || this.values.get(key)?.value === value) continue
      this.values.set(key, { key, value, layer: 'assumed', over: [] })
      notes.push(`enable.idempotence=true brings ${key}=${value} with it where ${key} is not given`)
    }
  }

  /** @throws ConfigError. */
  private needIdempotence({ place }: Entry, notes: string[]): void {
    const key = 'enable.idempotence'
    const given = this.values.get(key)
    if (given?.layer === 'producer' && given.value === 'false')
      throw new ConfigError(`${key} must be true with transactional.id (ConfigException), not false`, given.place ?? place)
    const allows =
      this.values.get('acks')?.value === 'all' &&
      this.values.get('retries')?.value !== '0' &&
      Number(this.values.get('max.in.flight.requests.per.connection')?.value) <= 5
    if (given === undefined || !this.isByDefault(key) || (given.value === 'true' && allows)) return
    this.values.set(key, { key, value: 'true', layer: 'assumed', place, over: [] })
    notes.push(`transactional.id needs idempotence: ${key} is taken to be true`)
  }

  /** Whose word a value is that no file gives. */
  sayAssumed(notes: string[]): void {
    for (const key of this.assumed) {
      const value = this.values.get(key)
      if (value?.layer === 'assumed') notes.push(`${key}=${value.value} is assumed, as --assume says: no file gives it`)
    }
  }

  /** Gives a key the value that somebody has taken upon himself; whether there is one. */
  take(key: SettingKey, over: readonly Entry[]): boolean {
    const mine = this.taken.get(key)
    if (mine === undefined) return false
    this.values.set(key, { key, value: parsedSetting(key, mine), layer: 'assumed', over })
    this.assumed.push(key)
    return true
  }

  get(key: SettingKey): EffectiveValue | undefined {
    return this.values.get(key)
  }

  put(value: EffectiveValue): void {
    this.values.set(value.key, value)
  }

  partition(keys: readonly SettingKey[] = SETTING_KEYS): Partition {
    const values = keys.flatMap((key) => this.values.get(key) ?? [])
    const defaults = defaultsOf(this.version)
    const counts = ({ key, value, layer }: EffectiveValue): boolean => {
      if (key === 'replication.factor' || key === 'min.insync.replicas') return true
      return layer === 'release' ? value !== defaults[key] : layer !== 'default'
    }
    return { values, set: Object.fromEntries(values.filter(counts).map(({ key, value }) => [key, value])) }
  }
}

/** Settings by their keys, with the names they were given under. @throws OptionError. */
function flagsOf(
  flags: Readonly<Record<string, string>>,
): ReadonlyMap<string, { readonly name: string; readonly value: string }> {
  const flagged = new Map(Object.entries(flags).map(([name, value]) => [settingOf(name) ?? name, { name, value }]))
  for (const name of flagged.keys())
    if (name !== OFFSETS_FACTOR && !SETTING_KEYS.some((key) => key === name))
      // Its value may be a secret.
      throw new OptionError('the key of a setting', `one of ${SETTABLE_KEYS.join(', ')}`, name)
  return flagged
}

const isDefault = ({ layer }: Entry): boolean => layer === 'vendor' || layer === 'release'

/** KIP-1106 resets to a time; the model knows only the ends of the log. */
function isModelled(key: SettingKey, entry: Entry, unread: Notice[]): boolean {
  if (key !== 'auto.offset.reset' || !entry.value.trim().startsWith('by_duration:')) return true
  unread.push({
    message: 'auto.offset.reset by duration is not modelled: where a consumer without a position starts is not known',
    place: entry.place,
    about: key,
  })
  return false
}
