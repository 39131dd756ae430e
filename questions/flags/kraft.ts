/** The flags of Kafka as brokers run it: settings, rules, faults. */
import { defaultOptions, type FaultKind, faultKinds } from '../../model/kraft/index.ts'
import { DEFECT_IDS } from '../../model/kraft/defects.ts'
import { SCENARIOS } from '../../model/kraft/scenarios.ts'
import {
  type Controller,
  CONTROLLERS,
  CURRENT_VERSION,
  KAFKA_VERSIONS,
  type KafkaVersion,
  releaseOf,
} from '../../model/kraft/versions.ts'
import { TRANSACTION_DEFECT_IDS } from '../../model/transactions/defects.ts'
import { TRANSACTION_SCENARIOS } from '../../model/transactions/scenarios.ts'
import { FlagError } from '../../text/flag-error.ts'
import { flagName } from '../../text/flag-name.ts'
import { FAULT_WORDS } from '../fault-words.ts'
import { defectsFlag, type Flag, keyValue, oneOf, wholeNumber } from './flag.ts'

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
  readonly racks?: readonly number[]
  readonly spareBrokers?: number
  readonly keepReplicationFactor?: boolean
  readonly administratorWaits?: boolean
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
  'racks',
  'spareBrokers',
  'keepReplicationFactor',
  'administratorWaits',
  'scenario',
  ...faultKinds,
] as const

/** Of these, what the model of transactions understands too. */
export const SHARED_WITH_TRANSACTIONS: readonly string[] = ['kafkaVersion', 'defects', 'set', 'scenario']

/** Bounds; beside a scenario they take the place of its own. */
const BOUNDS: readonly (keyof KraftFlags)[] = ['replicas', 'records', 'logSize', 'faults', 'faultKinds', 'quick', ...faultKinds]

/** What a scenario brings with it, and so cannot be given beside it: all but its bounds. */
const SCENARIO_BRINGS = KRAFT_FLAGS.filter((flag) => flag !== 'scenario' && !BOUNDS.includes(flag))

/** @throws FlagError when flags of the model are given beside `--scenario`, which may keep its bounds too. */
export function refuseBesideScenario(flags: KraftFlags, keepsBounds: boolean): void {
  for (const flag of keepsBounds ? [...SCENARIO_BRINGS, ...BOUNDS] : SCENARIO_BRINGS)
    if (flags[flag] !== undefined)
      throw new FlagError(
        flags.scenario === 'all'
          ? `--scenario all runs the whole catalogue; ${flagName(flag)} contradicts it`
          : `--scenario ${flags.scenario} brings its own configuration; ${flagName(flag)} contradicts it`,
      )
}

const SCENARIO_IDS = SCENARIOS.map((s) => s.id)
const TRANSACTION_IDS = TRANSACTION_SCENARIOS.map((s) => s.id)

/** Kinds of faults as `--fault-kinds` names them, in the order of the model. */
const KIND_NAMES: readonly string[] = faultKinds.map((kind) => flagName(kind).slice(2))
const MOST_FAULTS = 8

export const kraftFlags: readonly Flag[] = [
  {
    flag: '--kafka-version <v>',
    help: `whose rules and defaults hold: ${KAFKA_VERSIONS[0]} … ${CURRENT_VERSION} (default: ${CURRENT_VERSION})`,
    read: release,
  },
  {
    flag: '--controller <kind>',
    help: 'what holds the metadata of Kafka 3.0 to 3.9: kraft, zookeeper (default: kraft)',
    read: oneOf(CONTROLLERS),
  },
  {
    flag: '--metadata-version <v>',
    help: 'metadata.version or inter.broker.protocol.version, when below the release: rules that need a newer one stay off',
    read: release,
  },
  defectsFlag([...DEFECT_IDS, ...TRANSACTION_DEFECT_IDS]),
  { flag: '--set <key=value>', help: 'a Kafka setting, such as min.insync.replicas=1; may be repeated', read: keyValue },
  {
    flag: '--switch <name=value>',
    help: 'a rule of the protocol, such as maximalIsr=false; may be repeated',
    read: keyValue,
  },
  {
    flag: '--change <key=value>',
    help: 'a setting that changes while the cluster runs: min.insync.replicas, unclean.leader.election.enable, eligible.leader.replicas.version',
    read: keyValue,
  },
  {
    flag: '--scenario <id>',
    help: `an anomaly of the catalogue; list tells which there are, all runs each: ${SCENARIO_IDS.join(', ')}; of transactions: ${TRANSACTION_IDS.join(', ')}`,
    read: oneOf(
      [...SCENARIO_IDS, ...TRANSACTION_IDS, 'all', 'list'],
      'the id of a scenario, which --scenario list names, or all',
    ),
  },
  { flag: '--faults <n>', help: 'faults of all kinds together (default: 3)', read: wholeNumber(0, MOST_FAULTS) },
  {
    flag: '--fault-kinds <kinds>',
    help: `only faults of these kinds, separated by commas, each at most so often when given: ${KIND_NAMES[0]}=1,${KIND_NAMES[1]}`,
    read: kindsOf,
  },
  { flag: '--stay-down', help: 'a broker that has gone down does not come back: what is possible must be possible without it' },
  {
    flag: '--racks <zones>',
    help: 'the zone (broker.rack) of each broker in the order of the assignment, such as a,b,a: what befalls a zone is one fault',
    read: zonesNamed,
  },
  {
    flag: '--spare-brokers <n>',
    help: 'brokers without a replica at first, for reassignments to move one to (default: 1 with --reassignments)',
    read: wholeNumber(0, 4),
  },
  { flag: '--keep-replication-factor', help: 'reassignments leave the number of replicas as it is (KIP-860)' },
  {
    flag: '--administrator-waits',
    help: 'an administrator does as docs/defects.md advises: reassigns only with min.insync.replicas in sync, stops no broker that is starting, …',
  },
  {
    flag: '--quick',
    help: 'two faults: quick, but no loss at replication factor 3 and min.insync.replicas 2 can show at two',
  },
  ...faultKinds.map((kind) => ({
    flag: `${flagName(kind)} <n>`,
    help: `${FAULT_WORDS[kind].help} (default: ${defaultCap(kind)})`,
    read: wholeNumber(0, MOST_FAULTS),
  })),
]

/** A release, with or without its patch: `4.1` of `4.1.0`. Numbers that look alike are not meant for each other. @throws FlagError. */
export function release(text: string): KafkaVersion {
  const found = releaseOf(text)
  if (found === undefined)
    throw new FlagError(
      `It must be a release of Kafka that is known here, newest first: ${KAFKA_VERSIONS.toReversed().join(', ')}.`,
    )
  return found
}

/** `a,b,a`: the zones by number, in the order in which their names come. */
function zonesNamed(text: string): readonly number[] {
  const names = text.split(',').map((name) => name.trim())
  const known = [...new Set(names)]
  return names.map((name) => known.indexOf(name))
}

/** The name of a kind; of another word, the one or two that are told with it: `power` of power losses. @throws FlagError. */
function kindNamed(name: string): string {
  const word = name.toLowerCase().split('-')[0] ?? ''
  const told = faultKinds.filter((kind) => word !== '' && FAULT_WORDS[kind].help.split(/\W+/).includes(word))
  if (!KIND_NAMES.includes(name) && (told.length === 1 || told.length === 2))
    throw new FlagError(
      `There is no kind ${name}; did you mean ${told.map((kind) => `${flagName(kind).slice(2)} (${FAULT_WORDS[kind].help})`).join(' or ')}?`,
    )
  return oneOf(KIND_NAMES)(name)
}

/** `kills,power-losses=1`: kinds of faults, each with a cap or none. */
function kindsOf(text: string): Readonly<Partial<Record<FaultKind, number>>> {
  const caps: Partial<Record<FaultKind, number>> = {}
  for (const part of text.split(',')) {
    const [name = '', cap] = part.split('=').map((word) => word.trim())
    const kind = faultKinds[KIND_NAMES.indexOf(kindNamed(name))]
    if (kind === undefined || Object.hasOwn(caps, kind)) throw new FlagError(`It names ${name} twice.`)
    caps[kind] = cap === undefined ? MOST_FAULTS : wholeNumber(1, MOST_FAULTS)(cap)
  }
  return caps
}

/** How many of a kind the default pool allows, as help says it. */
function defaultCap(kind: FaultKind): string {
  const cap = defaultOptions.faults[kind] ?? 0
  return cap >= defaultOptions.faults.total ? 'as --faults' : String(cap)
}
