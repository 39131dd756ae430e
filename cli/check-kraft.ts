/** `check --model kraft`: Kafka settings, rules, faults; and the search they ask for. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import type { KraftPropertyName } from '../invariants/kraft-catalogue.ts'
import { type ConfigChange, defaultOptions, type FaultKind, faultKinds, type Faults } from '../model/kraft/index.ts'
import { DEFECT_IDS, type DefectId } from '../model/kraft/defects.ts'
import { TRANSACTION_DEFECT_IDS } from '../model/transactions/defects.ts'
import { TRANSACTION_SCENARIOS } from '../model/transactions/scenarios.ts'
import { SCENARIOS } from '../model/kraft/scenarios.ts'
import { CHANGEABLE_KEYS, readChange, type SettingsRequest } from '../model/kraft/settings.ts'
import { switchDocs } from '../model/kraft/switches.ts'
import {
  type Controller,
  CURRENT_VERSION,
  defaultsOf,
  KAFKA_VERSIONS,
  type KafkaVersion,
  releaseOf,
} from '../model/kraft/versions.ts'
import { OptionError } from '../model/option-error.ts'
import type { CheckPlan } from '../questions/check.ts'
import { defectsOption } from './defects-option.ts'
import { UserError } from '../machine/errors.ts'
import { suggestion } from '../text/nearest.ts'
import { keyValue, oneOf, wholeNumber } from './flags.ts'
import { planKraft, planScenario } from '../questions/plan-kraft.ts'
import { FAULT_WORDS } from '../questions/fault-words.ts'
import { DEFAULT_PROPERTIES, type ScenarioBounds } from '../questions/spec.ts'
import { flagName } from '../text/flag-name.ts'

export interface KraftFlags extends Partial<Readonly<Record<FaultKind, number>>> {
  readonly kafkaVersion?: KafkaVersion
  readonly controller?: Controller
  readonly metadataVersion?: KafkaVersion
  readonly defects?: 'all' | readonly string[]
  readonly set?: Readonly<Record<string, string>>
  readonly switch?: Readonly<Record<string, string>>
  readonly change?: Readonly<Record<string, string>>
  readonly replicas?: number
  readonly records?: number
  readonly logSize?: number
  readonly faults?: number
  readonly faultKinds?: Readonly<Partial<Record<FaultKind, number>>>
  readonly quick?: boolean
  readonly stayDown?: boolean
  readonly spareBrokers?: number
  readonly keepReplicationFactor?: boolean
  readonly scenario?: string
}

/** Flags that only this model has; any of them implies it. */
export const KRAFT_FLAGS = [
  'kafkaVersion',
  'controller',
  'metadataVersion',
  'defects',
  'set',
  'switch',
  'change',
  'faults',
  'faultKinds',
  'quick',
  'stayDown',
  'spareBrokers',
  'keepReplicationFactor',
  'scenario',
  ...faultKinds,
] as const

/** Of these, what the model of transactions understands too. */
export const SHARED_WITH_TRANSACTIONS: readonly string[] = ['kafkaVersion', 'defects', 'set', 'scenario']

/** Bounds; beside a scenario they take the place of its own. */
const BOUNDS: readonly (keyof KraftFlags)[] = ['replicas', 'records', 'logSize', 'faults', 'faultKinds', 'quick', ...faultKinds]

/** What a scenario brings with it, and so cannot be given beside it: all but its bounds. */
const SCENARIO_BRINGS = KRAFT_FLAGS.filter((flag) => flag !== 'scenario' && !BOUNDS.includes(flag))

/** @throws UserError when flags of the model are given beside `--scenario`, which may keep its bounds too. */
export function refuseBesideScenario(flags: KraftFlags, keepsBounds: boolean): void {
  for (const flag of keepsBounds ? [...SCENARIO_BRINGS, ...BOUNDS] : SCENARIO_BRINGS)
    if (flags[flag] !== undefined)
      throw new UserError(
        'TM-101',
        flags.scenario === 'all'
          ? `--scenario all runs the whole catalogue; ${flagName(flag)} contradicts it`
          : `--scenario ${flags.scenario} brings its own configuration; ${flagName(flag)} contradicts it`,
      )
}

const SCENARIO_IDS = SCENARIOS.map((s) => s.id)
const TRANSACTION_IDS = TRANSACTION_SCENARIOS.map((s) => s.id)

/** Keys a value of `--set` may have; more than these is said by `resolveSettings`. */
export const SETTING_KEYS: readonly string[] = ['replication.factor', ...Object.keys(defaultsOf(CURRENT_VERSION))]

/** Kinds of faults as `--fault-kinds` names them, in the order of the model. */
const KIND_NAMES: readonly string[] = faultKinds.map((kind) => flagName(kind).slice(2))
const MOST_FAULTS = 8

export function addKraftFlags(command: Command): void {
  command
    .optionsGroup('Kafka as brokers run it (--model kraft):')
    .addOption(
      new Option(
        '--kafka-version <v>',
        `whose rules and defaults hold: ${KAFKA_VERSIONS[0]} … ${CURRENT_VERSION} (default: ${CURRENT_VERSION})`,
      ).argParser(release),
    )
    .addOption(
      new Option(
        '--controller <kind>',
        'what holds the metadata of Kafka 3.0 to 3.9: kraft, zookeeper (default: kraft)',
      ).argParser(oneOf(['kraft', 'zookeeper'] as const)),
    )
    .addOption(
      new Option(
        '--metadata-version <v>',
        'metadata.version or inter.broker.protocol.version, when below the release: rules that need a newer one stay off',
      ).argParser(release),
    )
    .addOption(defectsOption([...DEFECT_IDS, ...TRANSACTION_DEFECT_IDS]))
    .addOption(
      new Option('--set <key=value>', 'a Kafka setting, such as min.insync.replicas=1; may be repeated').argParser(keyValue),
    )
    .addOption(
      new Option('--switch <name=value>', 'a rule of the protocol, such as maximalIsr=false; may be repeated').argParser(
        keyValue,
      ),
    )
    .addOption(
      new Option(
        '--change <key=value>',
        'a setting that changes while the cluster runs: min.insync.replicas, unclean.leader.election.enable, eligible.leader.replicas.version',
      ).argParser(keyValue),
    )
    .addOption(
      new Option(
        '--scenario <id>',
        `an anomaly of the catalogue; list tells which there are, all runs each: ${SCENARIO_IDS.join(', ')}; of transactions: ${TRANSACTION_IDS.join(', ')}`,
      ).argParser(oneOf([...SCENARIO_IDS, ...TRANSACTION_IDS, 'all', 'list'])),
    )
    .addOption(new Option('--faults <n>', 'faults of all kinds together (default: 3)').argParser(wholeNumber(0, MOST_FAULTS)))
    .addOption(
      new Option(
        '--fault-kinds <kinds>',
        `only faults of these kinds, separated by commas, each at most so often when given: ${KIND_NAMES[0]}=1,${KIND_NAMES[1]}`,
      ).argParser(kindsOf),
    )
    .option('--stay-down', 'a broker that has gone down does not come back: what is possible must be possible without it')
    .addOption(
      new Option(
        '--spare-brokers <n>',
        'brokers without a replica at first, for reassignments to move one to (default: 1 with --reassignments)',
      ).argParser(wholeNumber(0, 4)),
    )
    .option('--keep-replication-factor', 'reassignments leave the number of replicas as it is (KIP-860)')
    .option('--quick', 'two faults: quick, but no loss at replication factor 3 and min.insync.replicas 2 can show at two')
  for (const kind of faultKinds) {
    const help = `${FAULT_WORDS[kind].help} (default: ${defaultCap(kind)})`
    command.addOption(new Option(`${flagName(kind)} <n>`, help).argParser(wholeNumber(0, MOST_FAULTS)))
  }
}

/** A release, with or without its patch. */
function release(text: string): KafkaVersion {
  const found = releaseOf(text)
  if (found !== undefined) return found
  return oneOf(KAFKA_VERSIONS)(text)
}

/** `kills,power-losses=1`: kinds of faults, each with a cap or none. */
function kindsOf(text: string): Readonly<Partial<Record<FaultKind, number>>> {
  const caps: Partial<Record<FaultKind, number>> = {}
  for (const part of text.split(',')) {
    const [name = '', cap] = part.split('=').map((word) => word.trim())
    const kind = faultKinds[KIND_NAMES.indexOf(oneOf(KIND_NAMES)(name))]
    if (kind === undefined || Object.hasOwn(caps, kind)) throw new InvalidArgumentError(`It names ${name} twice.`)
    caps[kind] = cap === undefined ? MOST_FAULTS : wholeNumber(1, MOST_FAULTS)(cap)
  }
  return caps
}

/** How many of a kind the default pool allows, as help says it. */
const defaultCap = (kind: FaultKind): string => {
  const cap = defaultOptions.faults[kind] ?? 0
  return cap >= defaultOptions.faults.total ? 'as --faults' : String(cap)
}

/**
 * What flags ask the model for. @throws UserError for names that the model does not have.
 */
function kraftRequest(flags: KraftFlags): SettingsRequest {
  refuseUnknown('--set', flags.set, SETTING_KEYS)
  const set = withReplicas(flags)
  refuseUnknown('--switch', flags.switch, Object.keys(switchDocs))
  return {
    ...(flags.kafkaVersion !== undefined && { version: flags.kafkaVersion }),
    ...(flags.controller !== undefined && { controller: flags.controller }),
    ...(flags.metadataVersion !== undefined && { metadataVersion: flags.metadataVersion }),
    ...(set !== undefined && { set }),
    ...(flags.switch !== undefined && { switches: flags.switch }),
    bounds: {
      ...(flags.records !== undefined && { records: flags.records }),
      ...(flags.logSize !== undefined && { logSize: flags.logSize }),
      ...(flags.change !== undefined && { configChange: changeOf(flags.change) }),
      ...(flags.stayDown && { brokersReturn: false }),
      ...(flags.spareBrokers !== undefined && { spareBrokers: flags.spareBrokers }),
      ...(flags.keepReplicationFactor && { keepsReplicationFactor: true }),
      faults: faultsOf(flags),
    },
  }
}

/** `--replicas 2` is what a Kafka user means by it: replication.factor=2. @throws UserError when both are given and differ. */
function withReplicas({ set, replicas }: KraftFlags): KraftFlags['set'] {
  if (replicas === undefined) return set
  const factor = set?.['replication.factor'] ?? set?.['default.replication.factor']
  if (factor !== undefined && factor !== String(replicas))
    throw new UserError('TM-101', `--replicas ${replicas} and --set replication.factor=${factor} contradict each other`)
  return { ...set, 'replication.factor': String(replicas) }
}

/** The searches that flags ask for. @throws UserError, OptionError naming the setting that cannot be used, LayoutError. */
export function planFromFlags(flags: KraftFlags, given: readonly KraftPropertyName[] | undefined): CheckPlan {
  if (flags.scenario === undefined)
    return planKraft(kraftRequest(flags), given ?? DEFAULT_PROPERTIES.kraft, kraftDefects(flags.defects))
  const scenario = SCENARIOS.find((s) => s.id === flags.scenario)
  if (scenario === undefined)
    throw new UserError('TM-101', '--scenario all runs the whole catalogue and takes no other flag of the model')
  refuseBesideScenario(flags, false)
  return planScenario(scenario, given, scenarioBounds(flags))
}

/** The bounds given beside a scenario; of faults, all together when any is given. */
function scenarioBounds(flags: KraftFlags): ScenarioBounds {
  const { replicas, records, logSize } = flags
  const areFaults = (['faults', 'faultKinds', 'quick', ...faultKinds] as const).some((flag) => flags[flag] !== undefined)
  return {
    ...(replicas !== undefined && { replicas }),
    ...(records !== undefined && { records }),
    ...(logSize !== undefined && { logSize }),
    ...(areFaults && { faults: faultsOf(flags) }),
  }
}

function kraftDefects(asked: KraftFlags['defects'] = 'all'): 'all' | readonly DefectId[] {
  if (asked === 'all') return asked
  return asked.map((id) => {
    const found = DEFECT_IDS.find((known) => known === id)
    if (found === undefined) throw new UserError('TM-101', `--defects ${id}: of --model kraft there are ${DEFECT_IDS.join(', ')}`)
    return found
  })
}

/** Kinds without a flag keep their default cap; a cap above the pool means the pool. */
function faultsOf(flags: KraftFlags): Faults {
  if (flags.quick && flags.faults !== undefined)
    throw new UserError('TM-101', '--quick is --faults 2; the two contradict each other')
  const total = flags.quick ? 2 : (flags.faults ?? defaultOptions.faults.total)
  const only = flags.faultKinds
  const capped = faultKinds.find((kind) => flags[kind] !== undefined)
  if (only !== undefined && capped !== undefined)
    throw new UserError('TM-101', `--fault-kinds says how many of each kind there may be; ${flagName(capped)} contradicts it`)
  const caps = faultKinds.map((kind) => {
    if (only !== undefined) return [kind, Math.min(total, only[kind] ?? 0)] as const
    const standard = defaultOptions.faults[kind] ?? 0
    const limit = standard >= defaultOptions.faults.total ? total : standard
    return [kind, Math.min(total, flags[kind] ?? limit)] as const
  })
  return { total, ...Object.fromEntries(caps.filter(([, cap]) => cap > 0)) }
}

function changeOf(change: Readonly<Record<string, string>>): ConfigChange {
  refuseUnknown('--change', change, CHANGEABLE_KEYS)
  try {
    return readChange(change)
  } catch (error) {
    if (error instanceof OptionError)
      throw new UserError('TM-101', `--change ${error.option} must be ${error.expected}, not ${String(error.actual)}`)
    throw error
  }
}

function refuseUnknown(flag: string, given: Readonly<Record<string, string>> | undefined, known: readonly string[]): void {
  const aliases = ['default.replication.factor', 'log.flush.interval.messages']
  for (const key of Object.keys(given ?? {}))
    if (!known.includes(key) && !(flag === '--set' && aliases.includes(key)))
      throw new UserError(
        'TM-101',
        `${flag} ${key}: the model reads no such name${suggestion(key, known)}. It reads ${[...known, ...(flag === '--set' ? aliases : [])].join(', ')}`,
      )
}
