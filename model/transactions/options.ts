/** What decides a model of transactions: the protocol, how much is explored, and what may go wrong. */
import { OptionError, requireInteger, requireOneOf } from '../option-error.ts'
import { type Level, LEVELS } from './levels.ts'
import { SWITCH_NAMES, type SwitchName } from './switches.ts'

/** Requests of which a copy may stay in the network. */
export const LATE_KINDS = ['produce', 'end-txn', 'marker', 'add-partition'] as const
export type LateKind = (typeof LATE_KINDS)[number]

/** Logs that may fall back to an earlier length, by what they hold. */
export const LOG_KINDS = ['data', 'offsets', 'coordinator'] as const
export type LogKind = (typeof LOG_KINDS)[number]

export interface TransactionsOptions {
  readonly level: Level
  /** Partitions that transactions write to. */
  readonly partitions: number
  /** Whether the last partition is one of `__consumer_offsets`, whose data are offsets. */
  readonly offsets: boolean
  /** Transactions that are begun in all. */
  readonly transactions: number
  /** Most records of a transaction in one partition. */
  readonly records: number
  /** Producers with the one transactional.id, started one after the other; the older ones go on. */
  readonly instances: number
  /** Copies of requests that stay in the network after their sender has sent again or given up, in all. */
  readonly late: number
  readonly lateKinds: readonly LateKind[]
  /** Transactions that the coordinator aborts because their time is over. */
  readonly timeouts: number
  /** Changes of the coordinator. */
  readonly moves: number
  /** How often the end of a log of each kind is lost. */
  readonly losses: Readonly<Record<LogKind, number>>
  /** Changes of the leader of a data partition. From 1 on partitions have a high watermark of their own, and answers wait for it. */
  readonly leaderChanges: number
  /** How often `__transaction_state` stops taking writes, for good: too few of its replicas are in sync (T17). */
  readonly outages: number
  /** Whether a coordinator may die after an append that only some of the in-sync replicas have (T14). */
  readonly lostAppends: boolean
  /** Whether a client takes a new epoch after it has aborted because a batch failed (KIP-360: Java from 2.5). */
  readonly bumpsEpoch: boolean
  readonly isolation: 'read_committed' | 'read_uncommitted'
  /** Producers with ids of their own, each of which may write a record to the first partition and abort. */
  readonly others: number
  /** Rules that the code breaks. */
  readonly broken: readonly SwitchName[]
}

/** Kafka 4.4 as designed and one of each kind of disorder: the default of `check --model transactions`. */
export const defaultOptions: TransactionsOptions = {
  level: 'tv2-marker',
  partitions: 2,
  offsets: false,
  transactions: 2,
  records: 1,
  instances: 1,
  late: 1,
  lateKinds: LATE_KINDS,
  timeouts: 1,
  moves: 1,
  losses: { data: 0, offsets: 0, coordinator: 0 },
  leaderChanges: 0,
  outages: 0,
  lostAppends: false,
  bumpsEpoch: true,
  isolation: 'read_committed',
  others: 0,
  broken: [],
}

/** @throws OptionError when an option is out of range, or two do not go together. */
export function checkOptions(options: TransactionsOptions): void {
  requireOneOf('level', options.level, LEVELS)
  requireInteger('partitions', options.partitions, 1, 2)
  requireInteger('transactions', options.transactions, 1, 3)
  requireInteger('records', options.records, 1, 2)
  requireInteger('instances', options.instances, 1, 3)
  requireInteger('late', options.late, 0, 2)
  requireInteger('timeouts', options.timeouts, 0, 3)
  requireInteger('moves', options.moves, 0, 3)
  requireInteger('others', options.others, 0, 2)
  requireInteger('leaderChanges', options.leaderChanges, 0, 2)
  requireInteger('outages', options.outages, 0, 1)
  for (const log of LOG_KINDS) requireInteger(`losses.${log}`, options.losses[log], 0, 2)
  for (const kind of options.lateKinds) requireOneOf('late kinds', kind, LATE_KINDS)
  for (const name of options.broken) requireOneOf('broken', name, SWITCH_NAMES)
  requireOneOf('isolation.level', options.isolation, ['read_committed', 'read_uncommitted'])
  if (options.losses.offsets > 0 && !options.offsets)
    throw new OptionError('losses.offsets', '0 without a partition of __consumer_offsets', options.losses.offsets)
}
