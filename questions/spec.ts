/**
 * The models a command can name, put together with their properties. Workers build them here too: {@link build} turns the
 * plain data of a spec, which is also what a trace file carries, into a model.
 */
import type { Model, ModelSource } from '../checker/model.ts'
import { CATALOGUE, propertiesOf, PROPERTY_NAMES, type PropertyName } from '../invariants/index.ts'
import { KRAFT_CATALOGUE, kraftProperties, type KraftPropertyName, promises } from '../invariants/kraft-catalogue.ts'
import {
  TRANSACTIONS_PROPERTY_NAMES,
  transactionsPromises,
  transactionsProperties,
  type TransactionsPropertyName,
} from '../invariants/transactions/catalogue.ts'
import { asFollowedLog, type FollowedLog } from '../explain/followed-log.ts'
import { following } from '../explain/following.ts'
import { kraft, type KraftOptions, type SwitchName } from '../model/kraft/index.ts'
import { matrixOptions } from '../model/kraft/matrix-row.ts'
import { MATRIX } from '../model/kraft/matrix.ts'
import { scenarioOptions, SCENARIOS } from '../model/kraft/scenarios.ts'
import { DEFECT_IDS } from '../model/kraft/defects.ts'
import { resolveSettings, type SettingsRequest } from '../model/kraft/settings.ts'
import { switchDocs } from '../model/kraft/switches.ts'
import { CONTROLLERS, KAFKA_VERSIONS } from '../model/kraft/versions.ts'
import { OptionError, requireInteger, requireOneOf } from '../model/option-error.ts'
import { TRANSACTION_DEFECT_IDS } from '../model/transactions/defects.ts'
import { LATE_KINDS, transactions, type TransactionsOptions } from '../model/transactions/index.ts'
import { transactionScenarioOptions, TRANSACTION_SCENARIOS } from '../model/transactions/scenarios.ts'
import { resolveTransactions, type TransactionsRequest } from '../model/transactions/settings.ts'
import { SWITCH_NAMES as TRANSACTION_SWITCHES, type SwitchName as TransactionSwitch } from '../model/transactions/switches.ts'
import { zookeeper, type ZookeeperOptions } from '../model/zookeeper/index.ts'
import type { JsonValue } from '../traces/index.ts'
import type { OwnSpec } from './own-spec.ts'

/** The names of the models, for `--model`; the first is the default. */
export const MODEL_NAMES = ['kraft', 'zookeeper', 'transactions'] as const
export type ModelName = (typeof MODEL_NAMES)[number]

/** Everything that decides a model, as plain data. `off` is a switch left out by the mutation suite. */
export type Spec = ZookeeperSpec | KraftSpec | TransactionsSpec

export interface ZookeeperSpec {
  readonly model: 'zookeeper'
  readonly options: Omit<ZookeeperOptions, 'off'>
  readonly properties: readonly PropertyName[]
  readonly off?: string
}

export interface KraftSpec {
  readonly model: 'kraft'
  /** Kafka settings and bounds, the id of a scenario of the catalogue, or the name of a row of the verdict matrix. */
  readonly from:
    | { readonly settings: SettingsRequest }
    | { readonly scenario: string; readonly bounds?: ScenarioBounds }
    | { readonly row: string }
  readonly properties: readonly KraftPropertyName[]
  readonly off?: string
  /** What of a cluster's own records the model is to follow. */
  readonly log?: FollowedLog
}

/** Bounds of a scenario that are not its own; all faults together when any is given. */
export type ScenarioBounds = Partial<Pick<KraftOptions, 'replicas' | 'records' | 'logSize' | 'faults'>>

export interface TransactionsSpec {
  readonly model: 'transactions'
  /** Release, settings and bounds, or the id of a scenario of the catalogue. */
  readonly from: { readonly settings: TransactionsRequest } | { readonly scenario: string }
  readonly properties: readonly TransactionsPropertyName[]
  readonly off?: string
}

export const KRAFT_PROPERTY_NAMES = Object.keys(KRAFT_CATALOGUE) as readonly KraftPropertyName[]

/** What `--invariants` may name, by model, in the order of reports. */
export const PROPERTIES: Readonly<Record<ModelName, readonly string[]>> = {
  zookeeper: PROPERTY_NAMES,
  kraft: KRAFT_PROPERTY_NAMES,
  transactions: TRANSACTIONS_PROPERTY_NAMES,
}

/** The properties checked when none is named. */
export const DEFAULT_PROPERTIES = {
  zookeeper: PROPERTY_NAMES.filter((name) => CATALOGUE[name].default),
  kraft: promises(),
  transactions: transactionsPromises(),
} as const

/** Whether a property of the zookeeper model needs it to remember what was ever committed. */
export const needsHistory = (name: PropertyName): boolean => CATALOGUE[name].needsHistory

/** Where workers find the model of a spec. */
export const sourceOf = (spec: Spec): ModelSource => ({ module: import.meta.url, args: spec })

/** The spec as the plain data that trace files carry. */
export const specData = (spec: Spec | OwnSpec): JsonValue => JSON.parse(JSON.stringify(spec)) as JsonValue

/**
 * Builds the model of a spec, which may come from a file.
 * @throws OptionError, LayoutError when the spec is not one, or is out of range.
 */
export function build(args: unknown): Model {
  const spec = asObject('spec', args)
  requireOneOf('model', spec['model'], MODEL_NAMES)
  const off = spec['off']
  if (off !== undefined && typeof off !== 'string') throw new OptionError('off', 'the name of a switch', off)
  if (spec['model'] === 'transactions') return buildTransactions(spec, off)
  return spec['model'] === 'zookeeper' ? buildZookeeper(spec, off) : buildKraft(spec, off)
}

/** Tells when a bound of the model of transactions has cut behaviours off; always judged. */
const TRANSACTIONS_CUT = 'TransactionsFit' satisfies TransactionsPropertyName

function buildTransactions(spec: Readonly<Record<string, unknown>>, off: string | undefined): Model {
  const properties = asNames(spec['properties'], TRANSACTIONS_PROPERTY_NAMES)
  const options = transactionsOptions(spec['from'])
  if (off !== undefined) requireOneOf('off', off, TRANSACTION_SWITCHES)
  const chosen = off === undefined ? options : { ...options, off: off as TransactionSwitch }
  const judged = [...new Set<TransactionsPropertyName>([...properties, TRANSACTIONS_CUT])]
  return transactions(chosen, (view) => transactionsProperties(judged, view)) as Model
}

/** The options of a transactions spec, their types checked; their ranges are checked by the model. */
export function transactionsOptions(from: unknown): TransactionsOptions {
  const given = asObject('from', from)
  if ('scenario' in given) {
    const scenario = TRANSACTION_SCENARIOS.find(({ id }) => id === given['scenario'])
    if (scenario !== undefined) return transactionScenarioOptions(scenario)
    throw new OptionError('scenario', `one of ${TRANSACTION_SCENARIOS.map(({ id }) => id).join(', ')}`, given['scenario'])
  }
  return resolveTransactions(asTransactionsRequest(given['settings'])).options
}

/** Checks the shape of a request; the values are checked by what reads them. */
function asTransactionsRequest(value: unknown): TransactionsRequest {
  const settings = asObject('settings', value)
  if (settings['version'] !== undefined) requireOneOf('version', settings['version'], KAFKA_VERSIONS)
  if (settings['defects'] !== undefined) asNames(settings['defects'], TRANSACTION_DEFECT_IDS)
  for (const [key, text] of Object.entries(asObject('set', settings['set'] ?? {})))
    if (typeof text !== 'string') throw new OptionError(key, 'text', text)
  const bounds = asObject('bounds', settings['bounds'] ?? {})
  if (bounds['lateKinds'] !== undefined) asNames(bounds['lateKinds'], LATE_KINDS)
  if (bounds['offsets'] !== undefined) requireBoolean('offsets', bounds['offsets'])
  if (bounds['losses'] !== undefined) asObject('losses', bounds['losses'])
  return settings
}

function buildZookeeper(spec: Readonly<Record<string, unknown>>, off: string | undefined): Model {
  const properties = asNames(spec['properties'], PROPERTY_NAMES)
  const options = zookeeperOptions(spec)
  return zookeeper(off === undefined ? options : { ...options, off }, (view) => propertiesOf(properties, view)) as Model
}

/** The options of a zookeeper spec, their types checked; their ranges are checked by the model. */
export function zookeeperOptions(spec: Readonly<Record<string, unknown>>): ZookeeperSpec['options'] {
  const given = asObject('options', spec['options'])
  for (const name of ['uncleanLeaderElection', 'commitHistory', ...('symmetry' in given ? ['symmetry'] : [])])
    requireBoolean(name, given[name])
  const { protocol, replicas, logSize, records, maxEpoch, uncleanLeaderElection, commitHistory, symmetry } = given
  return {
    protocol,
    replicas,
    logSize,
    records,
    maxEpoch,
    uncleanLeaderElection,
    commitHistory,
    ...(symmetry !== undefined && { symmetry }),
  } as ZookeeperSpec['options']
}

/** The property that tells when a bound of the kraft model has cut behaviours off; always judged. */
export const CUT = 'MetadataFits' satisfies KraftPropertyName

function buildKraft(spec: Readonly<Record<string, unknown>>, off: string | undefined): Model {
  const properties = asNames(spec['properties'], KRAFT_PROPERTY_NAMES)
  const options = kraftOptions(spec['from'], properties)
  if (off !== undefined) requireOneOf('off', off, Object.keys(switchDocs))
  const chosen = off === undefined ? options : { ...options, off: off as SwitchName }
  // Whatever is asked for, a bound that cuts behaviours off must not go unnoticed.
  const judged = [...new Set<KraftPropertyName>([...properties, CUT])]
  const { log } = spec
  if (log === undefined) return kraft(chosen, (view) => kraftProperties(view, judged)) as Model
  // The end of the log bounds what follows it.
  const model = kraft(chosen, (view) => kraftProperties(view, properties))
  return following(model, options.logSize ?? options.records + options.retries, asFollowedLog(log)) as Model
}

/** The options of a kraft spec, with what the properties need to be kept in its states. */
export function kraftOptions(from: unknown, properties: readonly KraftPropertyName[]): KraftOptions {
  const given = asObject('from', from)
  const options =
    'scenario' in given
      ? { ...optionsOfScenario(given['scenario']), ...asScenarioBounds(given['bounds'] ?? {}) }
      : 'row' in given
        ? optionsOfRow(given['row'])
        : resolveSettings(asSettings(given['settings'])).options
  const needs = new Set(properties.flatMap((name) => [...KRAFT_CATALOGUE[name].needs]))
  if (needs.has('consumer') && options.consumer === undefined) {
    const readers = properties.filter((name) => KRAFT_CATALOGUE[name].needs.some((need) => need === 'consumer')).join(', ')
    throw 'scenario' in given
      ? new OptionError('invariants', `properties without a consumer, which ${String(given['scenario'])} has not`, readers)
      : new OptionError('auto.offset.reset', `earliest, latest or none, so that there is a consumer for ${readers}`, 'unset')
  }
  return {
    ...options,
    followerHighWatermarks: options.followerHighWatermarks || needs.has('follower-high-watermarks'),
    incarnations: options.incarnations || needs.has('incarnations'),
    electionHistory: options.electionHistory || needs.has('election-history'),
    alertHistory: options.alertHistory || needs.has('alert-history'),
  }
}

function optionsOfScenario(id: unknown): KraftOptions {
  const scenario = SCENARIOS.find((s) => s.id === id)
  if (scenario === undefined) throw new OptionError('scenario', `one of ${SCENARIOS.map((s) => s.id).join(', ')}`, id)
  return scenarioOptions(scenario)
}

/** The shape of bounds; the model checks their ranges. */
function asScenarioBounds(value: unknown): ScenarioBounds {
  const { replicas, records, logSize, faults } = asObject('bounds', value)
  if (faults !== undefined) asObject('faults', faults)
  return {
    ...(replicas !== undefined && { replicas }),
    ...(records !== undefined && { records }),
    ...(logSize !== undefined && { logSize }),
    ...(faults !== undefined && { faults }),
  } as ScenarioBounds
}

function optionsOfRow(name: unknown): KraftOptions {
  const row = MATRIX.find((r) => r.row === name)
  if (row === undefined) throw new OptionError('row', `one of ${MATRIX.map((r) => r.row).join(', ')}`, name)
  return matrixOptions(row)
}

/** Checks the shape of a settings request; the values are checked by what reads them. */
function asSettings(value: unknown): SettingsRequest {
  const settings = asObject('settings', value)
  if (settings['version'] !== undefined) requireOneOf('version', settings['version'], KAFKA_VERSIONS)
  if (settings['metadataVersion'] !== undefined) requireOneOf('metadataVersion', settings['metadataVersion'], KAFKA_VERSIONS)
  if (settings['controller'] !== undefined) requireOneOf('controller', settings['controller'], CONTROLLERS)
  if (settings['defects'] !== undefined) asNames(settings['defects'], DEFECT_IDS)
  for (const name of ['set', 'switches'])
    for (const [key, text] of Object.entries(asObject(name, settings[name] ?? {})))
      if (typeof text !== 'string') throw new OptionError(key, 'text', text)
  const bounds = asObject('bounds', settings['bounds'] ?? {})
  if (bounds['faults'] !== undefined) asObject('faults', bounds['faults'])
  if (bounds['retries'] !== undefined) requireInteger('retries', bounds['retries'], 0, 4)
  if (bounds['configChange'] !== undefined) {
    const { minIsr, uncleanElection, elr } = asObject('configChange', bounds['configChange'])
    if (elr !== undefined) requireBoolean('configChange.elr', elr)
    if (minIsr !== undefined) requireInteger('configChange.minIsr', minIsr, 1, 99)
    if (uncleanElection !== undefined) requireBoolean('configChange.uncleanElection', uncleanElection)
  }
  if (bounds['forgetsAcks'] !== undefined) requireOneOf('forgetsAcks', bounds['forgetsAcks'], ['which', 'all'])
  for (const name of ['forgetsExposures', 'forgetsUnread']) if (bounds[name] !== undefined) requireBoolean(name, bounds[name])
  if (bounds['brokersReturn'] !== undefined) requireBoolean('brokersReturn', bounds['brokersReturn'])
  const { racks } = bounds
  if (racks !== undefined && !(Array.isArray(racks) && racks.every((rack) => Number.isInteger(rack))))
    throw new OptionError('racks', 'the zones of the brokers', racks)
  if (bounds['keepsReplicationFactor'] !== undefined) requireBoolean('keepsReplicationFactor', bounds['keepsReplicationFactor'])
  if (bounds['administratorWaits'] !== undefined) requireBoolean('administratorWaits', bounds['administratorWaits'])
  if (bounds['spareBrokers'] !== undefined) requireInteger('spareBrokers', bounds['spareBrokers'], 0, 4)
  if (bounds['start'] !== undefined) {
    const { isr, elr, brokers = [], replicas = [], adding = [], removing = [], first } = asObject('start', bounds['start'])
    const { reassign = [], killed } = first === undefined ? {} : asObject('start.first', first)
    if (killed !== undefined) requireBoolean('start.first.killed', killed)
    for (const [name, list] of Object.entries({ isr, elr, brokers, replicas, adding, removing, reassign }))
      if (!Array.isArray(list) || new Set(list).size < list.length)
        throw new OptionError(`start.${name}`, 'a list of brokers', list)
  }
  if (bounds['consumer'] !== undefined) {
    const { validatesPosition, reset, commits } = asObject('consumer', bounds['consumer'])
    requireBoolean('consumer.validatesPosition', validatesPosition)
    requireOneOf('consumer.reset', reset, ['earliest', 'latest', 'none'])
    requireBoolean('consumer.commits', commits)
  }
  return settings
}

function requireBoolean(name: string, value: unknown): void {
  if (typeof value !== 'boolean') throw new OptionError(name, 'true or false', value)
}

/** Names of properties among those there are. */
export function asNames<T extends string>(value: unknown, known: readonly T[]): readonly T[] {
  if (!Array.isArray(value) || new Set(value).size < value.length)
    throw new OptionError('properties', 'a list of names without repeats', value)
  return value.map((name) => {
    const found = known.find((k) => k === name)
    if (found === undefined) throw new OptionError('properties', `names among ${known.join(', ')}`, name)
    return found
  })
}

/** Data that must be an object. @throws OptionError naming `name`. */
export function asObject(name: string, value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new OptionError(name, 'an object', value)
  return value as Readonly<Record<string, unknown>>
}
