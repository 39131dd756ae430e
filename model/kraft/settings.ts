/**
 * Kafka configuration in, model options out. Every key the model reads is resolved to a value and an origin, so that a verdict
 * can say what it was computed from.
 */
import { OptionError } from '../option-error.ts'
import { type DefectId, withDefects } from './defects.ts'
import { defaultOptions } from './options.ts'
import type { ConfigChange, KraftOptions } from './options.ts'
import { switchDocs } from './switches.ts'
import type { SwitchName, Switches } from './switches.ts'
import { controllerOf, CURRENT_VERSION, defaultsOf, since, switchesOf } from './versions.ts'
import type { Controller, KafkaDefaults, KafkaVersion } from './versions.ts'

/** Names under which brokers have the default of a setting that the model reads under its topic's name. */
export const BROKER_SYNONYMS: ReadonlyMap<string, SettingKey> = new Map([
  ['default.replication.factor', 'replication.factor'],
  ['log.flush.interval.messages', 'flush.messages'],
])

/** The name under which the model reads a setting. */
export const settingNamed = (name: string): string => BROKER_SYNONYMS.get(name) ?? name
export type SettingKey = keyof KafkaDefaults | 'replication.factor'

export interface Setting {
  readonly key: SettingKey
  readonly value: string
  /** Given, a default of the release, or a default of the model where the release's would say little. */
  readonly origin: 'set' | 'kafka' | 'model'
}

export interface Resolved {
  readonly version: KafkaVersion
  readonly controller: Controller
  readonly settings: readonly Setting[]
  readonly options: KraftOptions
  /** What Kafka does about combinations of settings, in its words. */
  readonly notes: readonly string[]
}

export interface SettingsRequest {
  readonly version?: KafkaVersion
  /** What holds the metadata, where the release leaves a choice. */
  readonly controller?: Controller
  /** metadata.version or inter.broker.protocol.version, when it is below the release: it holds back the rules that need a newer one. */
  readonly metadataVersion?: KafkaVersion
  /** Known defects of the release that its code is taken to have; none when not given: the protocol as designed. */
  readonly defects?: readonly DefectId[]
  /** Kafka keys as given. */
  readonly set?: Readonly<Record<string, string>>
  /** Switches flipped by name, after the version has set them. */
  readonly switches?: Readonly<Record<string, string>>
  /** Bounds and faults; what no Kafka key says. */
  readonly bounds?: Partial<
    Pick<
      KraftOptions,
      | 'records'
      | 'logSize'
      | 'retries'
      | 'faults'
      | 'configChange'
      | 'consumer'
      | 'start'
      | 'brokersReturn'
      | 'racks'
      | 'spareBrokers'
      | 'keepsReplicationFactor'
      | 'administratorWaits'
      | 'forgetsAcks'
      | 'forgetsExposures'
      | 'forgetsUnread'
    >
  >
}

/** Keys whose change while the cluster runs is modelled. */
export const CHANGEABLE_KEYS = [
  'min.insync.replicas',
  'unclean.leader.election.enable',
  'eligible.leader.replicas.version',
] as const

/** A change of configuration from Kafka keys. @throws OptionError naming a key that cannot change, or its value. */
export function readChange(change: Readonly<Record<string, string>>): ConfigChange {
  for (const [key, value] of Object.entries(change))
    if (!CHANGEABLE_KEYS.some((k) => k === key)) throw new OptionError(key, `one of ${CHANGEABLE_KEYS.join(', ')}`, value)
  const {
    'min.insync.replicas': minIsr,
    'unclean.leader.election.enable': unclean,
    'eligible.leader.replicas.version': elr,
  } = change
  if (elr !== undefined && elr !== '0' && elr !== '1') throw new OptionError('eligible.leader.replicas.version', '0 or 1', elr)
  return {
    ...(minIsr !== undefined && { minIsr: integer('min.insync.replicas', minIsr, 1) }),
    ...(unclean !== undefined && { uncleanElection: boolean('unclean.leader.election.enable', unclean) }),
    ...(elr !== undefined && { elr: elr === '1' }),
  }
}

/** The Kafka keys of a change; the inverse of {@link readChange}. */
export const changeKeys = ({ minIsr, uncleanElection, elr }: ConfigChange): Record<string, string> => ({
  ...(minIsr !== undefined && { 'min.insync.replicas': String(minIsr) }),
  ...(uncleanElection !== undefined && { 'unclean.leader.election.enable': String(uncleanElection) }),
  ...(elr !== undefined && { 'eligible.leader.replicas.version': elr ? '1' : '0' }),
})

/** Settings in which the model departs from the release unless told otherwise: the cluster operators ask about. */
const modelDefaults: Partial<Record<SettingKey, string>> = { 'replication.factor': '3', 'min.insync.replicas': '2' }

/** @throws OptionError naming a key, switch or value that cannot be used, or a combination that Kafka refuses (ConfigException). */
export function resolveSettings(request: SettingsRequest = {}): Resolved {
  const version = request.version ?? CURRENT_VERSION
  const controller = controllerOf(version, request.controller)
  const ofRelease = switchesOf(version, { controller, metadataVersion: request.metadataVersion })
  const defaults = { ...defaultsOf(version), 'eligible.leader.replicas.version': ofRelease.elr ? '1' : '0' }
  const keys: readonly SettingKey[] = ['replication.factor', ...(Object.keys(defaults) as (keyof KafkaDefaults)[])]
  const given = canonical(request.set ?? {}, keys)
  const settings = keys.map((key): Setting => {
    const set = given.get(key)
    if (set !== undefined) return { key, value: set, origin: 'set' }
    const ours = modelDefaults[key]
    if (ours !== undefined) return { key, value: ours, origin: 'model' }
    return { key, value: key === 'replication.factor' ? '1' : defaults[key], origin: 'kafka' }
  })
  const value = (key: SettingKey): string => settings.find((s) => s.key === key)?.value ?? ''
  const isSet = (key: SettingKey): boolean => given.has(key)

  const notes: string[] = []
  const acks = oneOf('acks', value('acks') === '-1' ? 'all' : value('acks'), ['0', '1', 'all'])
  const kafkaRetries = integer('retries', value('retries'), 0)
  const maxInFlight = integer('max.in.flight.requests.per.connection', value('max.in.flight.requests.per.connection'), 1)
  const idempotence = effectiveIdempotence(version, {
    wanted: boolean('enable.idempotence', value('enable.idempotence')),
    explicit: isSet('enable.idempotence'),
    acks,
    retries: kafkaRetries,
    maxInFlight,
    notes,
  })
  const elr = integer('eligible.leader.replicas.version', value('eligible.leader.replicas.version'), 0) > 0
  if (elr && !since(version, '4.0'))
    throw new OptionError('eligible.leader.replicas.version', `0 in Kafka ${version} (KIP-966 came with 4.0)`, 1)
  if (elr && !since(request.metadataVersion ?? version, '4.0'))
    throw new OptionError('eligible.leader.replicas.version', `0 with metadata.version ${request.metadataVersion ?? ''}`, 1)
  const uncleanElection = boolean('unclean.leader.election.enable', value('unclean.leader.election.enable'))
  if ((uncleanElection || request.bounds?.configChange?.uncleanElection === true) && !ofRelease.uncleanByConfig)
    notes.push(
      `unclean.leader.election.enable has no effect: on KRaft a setting elects uncleanly only from Kafka 3.9 on (KAFKA-12670)`,
    )
  const faults = request.bounds?.faults ?? defaultOptions.faults
  const rebalances = boolean('auto.leader.rebalance.enable', value('auto.leader.rebalance.enable'))
  if (!rebalances && (faults.elections ?? 0) > 0)
    notes.push('auto.leader.rebalance.enable=false: elections are those of an administrator or a reassignment')
  const selector = value('replica.selector.class')
  if (selector !== '' && !since(version, '2.4'))
    throw new OptionError('replica.selector.class', `unset in Kafka ${version} (KIP-392 came with 2.4)`, selector)

  const retriesBound = request.bounds?.retries ?? (isSet('retries') || isSet('enable.idempotence') ? 1 : 0)
  const consumer = request.bounds?.consumer ?? (isSet('auto.offset.reset') ? defaultConsumer(version) : undefined)
  const options: KraftOptions = {
    ...defaultOptions,
    ...(request.bounds?.logSize !== undefined && { logSize: request.bounds.logSize }),
    ...(request.bounds?.configChange !== undefined && { configChange: request.bounds.configChange }),
    ...(request.bounds?.start !== undefined && { start: request.bounds.start }),
    ...(request.bounds?.racks !== undefined && { racks: request.bounds.racks }),
    ...(request.bounds?.spareBrokers !== undefined && { spareBrokers: request.bounds.spareBrokers }),
    ...(request.bounds?.keepsReplicationFactor !== undefined && {
      keepsReplicationFactor: request.bounds.keepsReplicationFactor,
    }),
    ...(request.bounds?.administratorWaits !== undefined && { administratorWaits: request.bounds.administratorWaits }),
    ...(request.bounds?.forgetsAcks !== undefined && { forgetsAcks: request.bounds.forgetsAcks }),
    ...(request.bounds?.forgetsExposures !== undefined && { forgetsExposures: request.bounds.forgetsExposures }),
    ...(request.bounds?.forgetsUnread !== undefined && { forgetsUnread: request.bounds.forgetsUnread }),
    ...(request.bounds?.brokersReturn !== undefined && { brokersReturn: request.bounds.brokersReturn }),
    ...(consumer !== undefined && {
      consumer: {
        ...consumer,
        ...(isSet('auto.offset.reset') && {
          reset: oneOf('auto.offset.reset', value('auto.offset.reset'), ['earliest', 'latest', 'none']),
        }),
        ...(isSet('enable.auto.commit') && { commits: boolean('enable.auto.commit', value('enable.auto.commit')) }),
      },
    }),
    replicas: integer('replication.factor', value('replication.factor'), 1),
    minIsr: integer('min.insync.replicas', value('min.insync.replicas'), 1),
    acks,
    uncleanElection,
    records: request.bounds?.records ?? defaultOptions.records,
    retries: Math.min(kafkaRetries, retriesBound),
    idempotence,
    maxInFlight: Math.min(maxInFlight, 31),
    flushMessages: flushMessages(value('flush.messages')),
    controlledShutdown:
      isSet('controlled.shutdown.enable') && boolean('controlled.shutdown.enable', value('controlled.shutdown.enable')),
    followerReads: selector !== '',
    faults,
    switches: flipped(withDefects({ ...ofRelease, elr }, request.defects ?? [], version, controller), request.switches ?? {}),
  }
  return { version, controller, settings, options, notes }
}

/** `ProducerConfig#postProcessAndValidateIdempotenceConfigs`. */
function effectiveIdempotence(
  version: KafkaVersion,
  given: { wanted: boolean; explicit: boolean; acks: string; retries: number; maxInFlight: number; notes: string[] },
): boolean {
  const { wanted, explicit, acks, retries, maxInFlight, notes } = given
  if (!wanted) return false
  const refuse = (option: string, expected: string, actual: unknown) => {
    if (explicit) throw new OptionError(option, `${expected} with enable.idempotence=true (ConfigException)`, actual)
    notes.push(`${option}=${String(actual)} turns idempotence off: enable.idempotence=true is only the default`)
    return false
  }
  if (acks !== 'all') return refuse('acks', 'all', acks)
  if (retries === 0) return refuse('retries', 'above 0', retries)
  if (maxInFlight > 5) {
    if (explicit || since(version, '4.0'))
      throw new OptionError('max.in.flight.requests.per.connection', 'at most 5 with idempotence (ConfigException)', maxInFlight)
    notes.push(`max.in.flight.requests.per.connection=${maxInFlight} turns idempotence off, with a warning`)
    return false
  }
  return true
}

function canonical(set: Readonly<Record<string, string>>, keys: readonly SettingKey[]): Map<SettingKey, string> {
  const given = new Map<SettingKey, string>()
  for (const [name, value] of Object.entries(set)) {
    const key = keys.find((k) => k === settingNamed(name))
    if (key === undefined)
      throw new OptionError(name, `one of the keys the model reads: ${[...keys, ...BROKER_SYNONYMS.keys()].join(', ')}`, value)
    given.set(key, value)
  }
  return given
}

function integer(key: string, text: string, min: number): number {
  const value = Number(text)
  if (!/^\d+$/.test(text) || value < min) throw new OptionError(key, `an integer of at least ${min}`, text)
  return value
}

function boolean(key: string, text: string): boolean {
  return oneOf(key, text, ['true', 'false']) === 'true'
}

function oneOf<T extends string>(key: string, text: string, choices: readonly T[]): T {
  const choice = choices.find((c) => c === text)
  if (choice === undefined) throw new OptionError(key, `one of ${choices.join(', ')}`, text)
  return choice
}

/** flush.messages; Long.MAX_VALUE, the default, is never. */
function flushMessages(text: string): number | 'never' {
  const value = integer('flush.messages', text, 1)
  return value >= Number.MAX_SAFE_INTEGER ? 'never' : value
}

/** A Java client: it validates positions from 2.3 on. */
const defaultConsumer = (version: KafkaVersion) => ({
  validatesPosition: since(version, '2.3'),
  reset: 'latest' as const,
  commits: false,
})

/** Applies `name=value` flips of switches. */
function flipped(switches: Switches, flips: Readonly<Record<string, string>>): Switches {
  let result = switches
  for (const [name, text] of Object.entries(flips)) {
    if (!Object.hasOwn(switchDocs, name))
      throw new OptionError(name, `one of the switches ${Object.keys(switchDocs).join(', ')}`, text)
    result = { ...result, [name]: switchValue(name as SwitchName, text) }
  }
  return result
}

function switchValue(name: SwitchName, text: string): boolean | string {
  switch (name) {
    case 'truncation':
      return oneOf(name, text, ['high-watermark', 'kip-101', 'kip-279', 'on-fetch'])
    case 'reelection':
      return oneOf(name, text, ['reset-all', 'reset-out-of-isr', 'keep-log-ends'])
    case 'uncleanCandidate':
      return oneOf(name, text, ['first-assigned', 'latest-log'])
    case 'reassignmentCompletion':
      return oneOf(name, text, ['added', 'target', 'added-or-target'])
    case 'bumpEpochOnShrink':
      return oneOf(name, text, ['never', 'by-controller', 'always'])
    default:
      return boolean(name, text)
  }
}
