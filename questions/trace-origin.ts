/** Where a trace comes from, told from its spec: the release whose rules hold, and the command that finds it again. */
import { type FaultKind, faultKinds, type Faults } from '../model/kraft/index.ts'
import { SCENARIOS } from '../model/kraft/scenarios.ts'
import { changeKeys, type SettingsRequest } from '../model/kraft/settings.ts'
import { CURRENT_VERSION } from '../model/kraft/versions.ts'
import { TRANSACTIONS_PROPERTY_NAMES } from '../invariants/transactions/catalogue.ts'
import { TRANSACTION_SCENARIOS } from '../model/transactions/scenarios.ts'
import type { TransactionsRequest } from '../model/transactions/settings.ts'
import { transactionsWords } from '../model/transactions/words.ts'
import { flagName } from '../text/flag-name.ts'
import type { TraceOrigin, TraceProperty } from '../traces/index.ts'
import { asNames, asObject, KRAFT_PROPERTY_NAMES, type ScenarioBounds, type ZookeeperSpec, zookeeperOptions } from './spec.ts'
import { PROPERTY_NAMES } from '../invariants/index.ts'
import { asOwnSpec, isOwn, type OwnSpec } from './own-spec.ts'

/**
 * The origin of a trace of `property`, from a spec of which a model can be built. There is no command for a model that flags cannot ask
 * for: with a rule left out by the mutation suite, or started from a state of its own.
 */
export function originOf(args: unknown, property: Pick<TraceProperty, 'name' | 'kind'>): TraceOrigin {
  const spec = asObject('spec', args)
  if (isOwn(spec)) return originOfOwn(asOwnSpec(spec), property)
  const isKraft = spec['model'] === 'kraft'
  if (spec['model'] === 'transactions') return originOfTransactions(spec, property)
  const from = isKraft ? asObject('from', spec['from']) : {}
  const listed = asNames<string>(spec['properties'], isKraft ? KRAFT_PROPERTY_NAMES : PROPERTY_NAMES)
  // A deadlock or an error is found whatever is judged; a bound of the model always is.
  const judged = listed.includes(property.name) ? [property.name] : listed
  const words = isKraft ? kraftWords(from) : zookeeperWords(zookeeperOptions(spec))
  const release = isKraft ? `Kafka ${versionOf(from)}` : undefined
  // No flags ask for a run that shows a log.
  if (words === undefined || 'off' in spec || 'log' in spec) return release === undefined ? {} : { release }
  const deadlock = property.kind === 'deadlock' ? ['--deadlock'] : []
  const command = ['tidemark', 'check', ...words, '--invariants', judged.join(',') || 'none', ...deadlock].map(quoted).join(' ')
  return { ...(release !== undefined && { release }), command }
}

function originOfTransactions(
  spec: Readonly<Record<string, unknown>>,
  property: Pick<TraceProperty, 'name' | 'kind'>,
): TraceOrigin {
  const from = asObject('from', spec['from'])
  const listed = asNames<string>(spec['properties'], TRANSACTIONS_PROPERTY_NAMES)
  const judged = listed.includes(property.name) ? [property.name] : listed
  const scenario = TRANSACTION_SCENARIOS.find(({ id }) => id === from['scenario'])
  const settings: TransactionsRequest = from['settings'] ?? {}
  const { version, defects } = settings
  const release = `Kafka ${scenario?.version ?? version ?? CURRENT_VERSION}`
  // Flags ask for the code with all of its defects, and the design has none.
  if ('off' in spec || (defects !== undefined && defects.length > 0)) return { release }
  const words = scenario === undefined ? transactionsWords(settings) : ['--scenario', scenario.id]
  const deadlock = property.kind === 'deadlock' ? ['--deadlock'] : []
  const command = ['tidemark', 'check', ...words, '--invariants', judged.join(',') || 'none', ...deadlock].map(quoted).join(' ')
  return { release, command }
}

function originOfOwn({ module, args, properties }: OwnSpec, property: Pick<TraceProperty, 'name' | 'kind'>): TraceOrigin {
  const judged =
    property.kind === 'deadlock'
      ? ['--deadlock']
      : properties === undefined
        ? []
        : ['--invariants', properties.join(',') || 'none']
  const given = args === undefined ? [] : ['--args', JSON.stringify(args)]
  return { command: ['tidemark', 'check', module, ...given, ...judged].map(quoted).join(' ') }
}

function versionOf(from: Readonly<Record<string, unknown>>): string {
  const given =
    'scenario' in from
      ? SCENARIOS.find((s) => s.id === from['scenario'])?.version
      : (from['settings'] as SettingsRequest | undefined)?.version
  return given ?? CURRENT_VERSION
}

/** The flags of `check --model zookeeper`; what has its default is not said. */
function zookeeperWords(options: ZookeeperSpec['options']): string[] {
  const { protocol, replicas, logSize, records, maxEpoch, uncleanLeaderElection, symmetry } = options
  const numbers = { replicas, logSize, records, maxEpoch }
  const defaults: Readonly<Record<string, number>> = { replicas: 3, logSize: 2, records: 2, maxEpoch: 2 }
  return [
    '--model',
    'zookeeper',
    '--protocol',
    protocol,
    ...Object.entries(numbers).flatMap(([name, n]) => (n === defaults[name] ? [] : [flagName(name), String(n)])),
    ...(uncleanLeaderElection ? ['--unclean-leader-election'] : []),
    ...(symmetry === true ? ['--symmetry'] : []),
  ]
}

/** The flags of `check --model kraft`; undefined when there are none that ask for this. */
function kraftWords(from: Readonly<Record<string, unknown>>): string[] | undefined {
  if ('scenario' in from) {
    const bounds = (from['bounds'] ?? {}) as ScenarioBounds
    const words = limitWords(bounds)
    return words && ['--scenario', String(from['scenario']), ...replicaWords(bounds), ...words]
  }
  const { version, controller, metadataVersion, defects = [], set, switches, bounds = {} } = from['settings'] as SettingsRequest
  const {
    records,
    logSize,
    faults,
    configChange,
    brokersReturn,
    racks,
    spareBrokers,
    keepsReplicationFactor,
    administratorWaits,
    ...more
  } = bounds
  if (Object.values(more).some((value) => value !== undefined)) return undefined
  const limits = limitWords({
    ...(records !== undefined && { records }),
    ...(logSize !== undefined && { logSize }),
    ...(faults && { faults }),
  })
  if (limits === undefined) return undefined
  const pairs = (flag: string, of: Readonly<Record<string, string>> = {}) =>
    Object.entries(of).flatMap(([key, value]) => [flag, `${key}=${value}`])
  return [
    ...(version === undefined ? [] : ['--kafka-version', version]),
    ...(controller === undefined ? [] : ['--controller', controller]),
    ...(metadataVersion === undefined ? [] : ['--metadata-version', metadataVersion]),
    // Of the code: the second verdict of the command.
    ...(defects.length === 0 ? [] : ['--defects', defects.join(',')]),
    ...pairs('--set', set),
    ...pairs('--switch', switches),
    ...pairs('--change', configChange && changeKeys(configChange)),
    ...limits,
    ...(brokersReturn === false ? ['--stay-down'] : []),
    ...(racks === undefined ? [] : ['--racks', racks.join(',')]),
    ...(spareBrokers === undefined ? [] : ['--spare-brokers', String(spareBrokers)]),
    ...(keepsReplicationFactor === true ? ['--keep-replication-factor'] : []),
    ...(administratorWaits === true ? ['--administrator-waits'] : []),
  ]
}

const replicaWords = ({ replicas }: ScenarioBounds): string[] => (replicas === undefined ? [] : ['--replicas', String(replicas)])

function limitWords({ records, logSize, faults }: ScenarioBounds): string[] | undefined {
  // Faults of which there may be none of any kind cannot be asked for.
  if (faults !== undefined && faults.total > 0 && faultKinds.every((kind) => (faults[kind] ?? 0) === 0)) return undefined
  return [
    ...(records === undefined ? [] : ['--records', String(records)]),
    ...(logSize === undefined ? [] : ['--log-size', String(logSize)]),
    ...(faults === undefined ? [] : faultWords(faults)),
  ]
}

/** The pool, and each kind with what of it is for that kind. */
function faultWords(faults: Faults): string[] {
  const capOf = (kind: FaultKind): number => faults[kind] ?? 0
  const kinds = faultKinds
    .filter((kind) => capOf(kind) > 0)
    .map((kind) => `${flagName(kind).slice(2)}${capOf(kind) >= faults.total ? '' : `=${capOf(kind)}`}`)
  return ['--faults', String(faults.total), ...(kinds.length === 0 ? [] : ['--fault-kinds', kinds.join(',')])]
}

/** A word as a shell takes it. */
const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)
