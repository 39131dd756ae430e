/** The flags that choose a model, its properties and size; and what they ask of a model that is built in. */
import { LayoutError } from '../../checker/index.ts'
import type { PropertyName } from '../../invariants/index.ts'
import type { KraftPropertyName } from '../../invariants/kraft-catalogue.ts'
import type { TransactionsPropertyName } from '../../invariants/transactions/catalogue.ts'
import { SETTING_NAMES } from '../../model/bound-words.ts'
import { switchDocs } from '../../model/kraft/switches.ts'
import { OptionError } from '../../model/option-error.ts'
import { TRANSACTION_SCENARIOS } from '../../model/transactions/scenarios.ts'
import { TRANSACTION_KEYS } from '../../model/transactions/settings.ts'
import { FlagError } from '../../text/flag-error.ts'
import { flagName } from '../../text/flag-name.ts'
import type { JsonValue } from '../../traces/index.ts'
import type { Asked } from '../asked.ts'
import type { CheckPlan } from '../check.ts'
import { planZookeeper, type ZookeeperFlags } from '../plan-zookeeper.ts'
import { DEFAULT_PROPERTIES, MODEL_NAMES, type ModelName, PROPERTIES } from '../spec.ts'
import { type Flag, oneOf, propertiesNamed, wholeNumber } from './flag.ts'
import { KRAFT_FLAGS, type KraftFlags, refuseBesideScenario, SHARED_WITH_TRANSACTIONS } from './kraft.ts'
import { planFromFlags, SETTING_KEYS } from './kraft-plan.ts'
import { planFromTransactionsFlags, TRANSACTIONS_FLAGS, type TransactionsFlags } from './transactions.ts'
import { ZOOKEEPER_FLAGS } from './zookeeper.ts'

/** What chooses a model and its properties. */
export interface ModelFlags extends ZookeeperFlags, KraftFlags, TransactionsFlags {
  readonly model?: ModelName
  readonly args?: JsonValue
  readonly invariants?: string
}

/** `--args`. */
export const argsFlag: Flag = {
  flag: '--args <json>',
  help: "what the function build(args) of a model's module is given, as JSON",
  read: (text): JsonValue => {
    try {
      return JSON.parse(text) as JsonValue
    } catch {
      throw new FlagError(`It must be JSON, such as 3, '"text"' or '{"nodes":3}'.`)
    }
  },
}

/** The flags that choose a model, its properties and size. */
export const modelFlags: readonly Flag[] = [
  {
    flag: '--model <name>',
    help: `the model to explore: ${MODEL_NAMES.join(', ')} (default: ${MODEL_NAMES[0]})`,
    read: oneOf(MODEL_NAMES),
  },
  {
    flag: '--invariants <names>',
    help: 'properties to check: names separated by commas, all, or none (default: what the model promises)',
  },
  {
    flag: '--replicas <n>',
    help: 'replicas of the partition; of kraft this is --set replication.factor=n (default: 3)',
    read: wholeNumber(1, 31),
  },
  argsFlag,
  { flag: '--records <n>', help: 'records that producers write in all (default: 2)', read: wholeNumber(1, 31) },
  {
    flag: '--log-size <n>',
    help: 'records that fit in a log (default: 2; kraft: as many as can be appended)',
    read: wholeNumber(1, 127),
  },
]

/** Flags that choose a model, or its size: what brings a model contradicts them. */
export const BUILT_IN_FLAGS = [
  'model',
  'replicas',
  'records',
  'logSize',
  ...KRAFT_FLAGS,
  ...ZOOKEEPER_FLAGS,
  ...TRANSACTIONS_FLAGS,
] as const

/** @throws FlagError: no model that is built in takes arguments. */
export function refuseArgs({ args }: ModelFlags): void {
  if (args !== undefined) throw new FlagError('--args is for a model of your own: name its file, as in check model.ts --args 3')
}

/** What flags ask of a model that is built in. @throws FlagError. */
export function askedOf(flags: ModelFlags): Asked {
  refuseArgs(flags)
  const model = modelOf(flags)
  try {
    const plan = withModelNote(flags, planOf(model, flags))
    return { plan, order: PROPERTIES[model], asUserError: (error) => asFlagError(model, error) }
  } catch (error) {
    throw asFlagError(model, error)
  }
}

/** Flags that a model does not understand, but another does. */
const FOREIGN: Readonly<Record<ModelName, readonly (keyof ModelFlags)[]>> = {
  kraft: [...ZOOKEEPER_FLAGS, ...TRANSACTIONS_FLAGS],
  zookeeper: [...KRAFT_FLAGS, ...TRANSACTIONS_FLAGS],
  transactions: [
    ...KRAFT_FLAGS.filter((name) => !SHARED_WITH_TRANSACTIONS.includes(name)),
    ...ZOOKEEPER_FLAGS,
    'replicas',
    'logSize',
  ],
}

/** The flag that only one model has and that so chooses it. */
function choosingFlag(flags: ModelFlags): { readonly model: ModelName; readonly flag: keyof ModelFlags } | undefined {
  const used = (names: readonly (keyof ModelFlags)[]) => names.find((name) => flags[name] !== undefined)
  const zookeeper = used(ZOOKEEPER_FLAGS)
  if (zookeeper !== undefined) return { model: 'zookeeper', flag: zookeeper }
  const ofTransactions = TRANSACTION_SCENARIOS.some(({ id }) => id === flags.scenario) ? 'scenario' : used(TRANSACTIONS_FLAGS)
  return ofTransactions === undefined ? undefined : { model: 'transactions', flag: ofTransactions }
}

/** The model asked for, or the one whose flags are used. @throws FlagError when flags of several are. */
export function modelOf(flags: ModelFlags): ModelName {
  const chosen = choosingFlag(flags)
  const model = flags.model ?? chosen?.model ?? MODEL_NAMES[0]
  const wrong = FOREIGN[model].find((name) => flags[name] !== undefined)
  if (wrong === undefined) {
    if (chosen?.flag !== 'scenario' || model === 'transactions') return model
    throw new FlagError(`--scenario ${flags.scenario} belongs to --model transactions, and --model ${model} was asked for`)
  }
  const owner = MODEL_NAMES.find((name) => name !== model && !FOREIGN[name].includes(wrong)) ?? 'kraft'
  const hint = owner === 'zookeeper' ? `--model zookeeper (Kafka settings are given with --set)` : `--model ${owner}`
  const why =
    flags.model === undefined ? `${flagName(chosen?.flag ?? '')} asks for --model ${model}` : `--model ${model} was asked for`
  throw new FlagError(`${flagName(wrong)} belongs to ${hint}, and ${why}`)
}

/** Says so when a flag, and not `--model`, has chosen the model. */
function withModelNote(flags: ModelFlags, plan: CheckPlan): CheckPlan {
  const chosen = choosingFlag(flags)
  if (flags.model !== undefined || chosen === undefined || chosen.flag === 'scenario') return plan
  const note =
    chosen.model === 'zookeeper'
      ? `${flagName(chosen.flag)} chooses --model zookeeper, the published protocols; Kafka as brokers run it takes its settings by --set`
      : `${flagName(chosen.flag)} chooses --model transactions; what logs may lose is the business of --model kraft`
  return { ...plan, notes: [note, ...plan.notes] }
}

/** The searches that flags ask for of a model. @throws FlagError, OptionError, LayoutError. */
function planOf(model: ModelName, flags: ModelFlags): CheckPlan {
  const names = flags.invariants === undefined ? undefined : propertiesNamed(PROPERTIES[model], flags.invariants)
  if (model === 'transactions') {
    if (flags.scenario !== undefined) refuseBesideScenario(flags, true)
    return planFromTransactionsFlags(flags, names as readonly TransactionsPropertyName[] | undefined)
  }
  return model === 'zookeeper'
    ? planZookeeper(flags, (names as readonly PropertyName[] | undefined) ?? DEFAULT_PROPERTIES.zookeeper)
    : planFromFlags(flags, names as readonly KraftPropertyName[] | undefined)
}

/** The flag, and for kraft the key after it, with which an option is given. */
function flagOf(model: ModelName, option: string): string {
  if (model === 'zookeeper') return flagName(option)
  if (model === 'transactions') return TRANSACTION_KEYS.some((key) => key === option) ? `--set ${option}` : flagName(option)
  if (Object.hasOwn(switchDocs, option)) return `--switch ${option}`
  const setting = (Object.hasOwn(SETTING_NAMES, option) ? SETTING_NAMES[option] : undefined) ?? option
  return SETTING_KEYS.includes(setting) ? `--set ${setting}` : flagName(option)
}

/** The flags that make states smaller. */
const BOUNDS_OF: Readonly<Record<ModelName, string>> = {
  kraft: '--records, --log-size, --faults or --set replication.factor',
  zookeeper: '--replicas, --log-size, --records or --max-epoch',
  transactions: '--transactions, --records, --instances or --losses',
}

/** What a model says about what it was given, as what was given as flags. */
export function asFlagError(model: ModelName, error: unknown): unknown {
  if (error instanceof OptionError)
    return new FlagError(`${flagOf(model, error.option)} must be ${error.expected}, not ${String(error.actual)}`)
  if (error instanceof LayoutError)
    return new FlagError(`these bounds cannot be packed: ${error.message}; lower ${BOUNDS_OF[model]}`, 'TM-102')
  return refusedMemory(error) ?? error
}

/** What is said when there is no such memory; undefined of any other error. */
export const refusedMemory = (error: unknown): FlagError | undefined =>
  error instanceof RangeError && /bytes|allocat|array buffer/i.test(error.message)
    ? new FlagError(`--max-memory: ${memoryText(error)}`, 'TM-103')
    : undefined

const memoryText = ({ message }: RangeError): string =>
  /allocation failed/.test(message) ? `so much cannot be reserved here (${message}); try less, such as 256m` : message
