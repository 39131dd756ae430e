/** The flags of transactions: release and settings, and how much disorder there may be; and the search they ask for. */
import type { TransactionsPropertyName } from '../../invariants/transactions/catalogue.ts'
import { defaultOptions, LATE_KINDS, type LateKind, LOG_KINDS, type LogKind } from '../../model/transactions/index.ts'
import { TRANSACTION_SCENARIOS } from '../../model/transactions/scenarios.ts'
import type { TransactionsRequest } from '../../model/transactions/settings.ts'
import { FlagError } from '../../text/flag-error.ts'
import type { CheckPlan } from '../check.ts'
import { planTransactions, planTransactionScenario } from '../plan-transactions.ts'
import { DEFAULT_PROPERTIES } from '../spec.ts'
import { type Flag, oneOf, wholeNumber } from './flag.ts'
import type { KraftFlags } from './kraft.ts'

export interface TransactionsFlags {
  readonly transactions?: number
  readonly partitions?: number
  readonly instances?: number
  readonly late?: number
  readonly lateKinds?: readonly LateKind[]
  readonly timeouts?: number
  readonly moves?: number
  readonly others?: number
  readonly outages?: number
  readonly leaderChanges?: number
  readonly losses?: Readonly<Record<LogKind, number>>
}

/** Flags that only this model has; any of them implies it. */
export const TRANSACTIONS_FLAGS = [
  'transactions',
  'partitions',
  'instances',
  'late',
  'lateKinds',
  'timeouts',
  'moves',
  'losses',
  'others',
  'outages',
  'leaderChanges',
] as const

const number = (flag: string, help: string, standard: number, min: number, max: number): Flag => ({
  flag: `${flag} <n>`,
  help: `${help} (default: ${standard})`,
  read: wholeNumber(min, max),
})

export const transactionsFlags: readonly Flag[] = [
  number('--transactions', 'transactions that are begun in all', defaultOptions.transactions, 1, 3),
  number('--partitions', 'partitions they write to', defaultOptions.partitions, 1, 2),
  number('--instances', 'producers with the one transactional.id, each started after the other', defaultOptions.instances, 1, 3),
  number('--late', 'copies of requests that arrive late', defaultOptions.late, 0, 2),
  {
    flag: '--late-kinds <kinds>',
    help: `only of these, separated by commas: ${LATE_KINDS.join(', ')} (default: all)`,
    read: (text) => text.split(',').map((kind) => oneOf(LATE_KINDS)(kind.trim())),
  },
  number('--timeouts', 'transactions that the coordinator aborts because their time is over', defaultOptions.timeouts, 0, 3),
  number(
    '--moves',
    'changes of the coordinator; from 2 on it may also die between an append and its replication',
    defaultOptions.moves,
    0,
    3,
  ),
  number('--others', 'other producers with a transaction open in the first partition', defaultOptions.others, 0, 2),
  number(
    '--leader-changes',
    'changes of the leader of a data partition, which then has a high watermark of its own',
    defaultOptions.leaderChanges,
    0,
    2,
  ),
  number('--outages', '__transaction_state stops taking writes', defaultOptions.outages, 0, 1),
  {
    flag: '--losses <logs>',
    help: `logs that lose their end, each once unless told otherwise: ${LOG_KINDS.join(', ')}, or data=2 (default: none)`,
    read: lossesOf,
  },
]

/** `data,coordinator=2`: kinds of logs, each with a number or once. */
function lossesOf(text: string): Readonly<Record<LogKind, number>> {
  const losses: Record<LogKind, number> = { data: 0, offsets: 0, coordinator: 0 }
  for (const part of text.split(',')) {
    const [name = '', times = '1'] = part.split('=').map((word) => word.trim())
    const log = oneOf(LOG_KINDS)(name)
    if (losses[log] > 0) throw new FlagError(`It names ${log} twice.`)
    losses[log] = wholeNumber(1, 2)(times)
  }
  return losses
}

/** The search that flags ask for. @throws OptionError naming what cannot be used, LayoutError. */
export function planFromTransactionsFlags(
  flags: TransactionsFlags & Pick<KraftFlags, 'kafkaVersion' | 'set' | 'defects' | 'records' | 'scenario'>,
  given: readonly TransactionsPropertyName[] | undefined,
): CheckPlan {
  const scenario = TRANSACTION_SCENARIOS.find(({ id }) => id === flags.scenario)
  if (scenario !== undefined) return planTransactionScenario(scenario, given)
  const {
    transactions,
    partitions,
    instances,
    late,
    lateKinds,
    timeouts,
    moves,
    losses,
    others,
    outages,
    leaderChanges,
    records,
  } = flags
  const bounds = {
    transactions,
    partitions,
    instances,
    late,
    lateKinds,
    timeouts,
    moves,
    losses,
    others,
    outages,
    leaderChanges,
    records,
  }
  const request: TransactionsRequest = {
    ...(flags.kafkaVersion !== undefined && { version: flags.kafkaVersion }),
    ...(flags.set !== undefined && { set: flags.set }),
    bounds: {
      ...Object.fromEntries(Object.entries(bounds).filter(([, value]) => value !== undefined)),
      ...(losses !== undefined && losses.offsets > 0 && { offsets: true }),
    },
  }
  return planTransactions(request, given ?? DEFAULT_PROPERTIES.transactions, flags.defects ?? 'all')
}
