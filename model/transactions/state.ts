/**
 * The state: logs of data partitions, what the coordinator knows, producers, copies of requests in the network, and what clients
 * meant and were told. The producer id is the transactional.id's, and instances differ in their epoch; only a coordinator that has lost
 * every record of the transactional.id gives out another.
 *
 * What brokers know of a producer in a partition (ProducerStateManager) is a function of the log, the same in every replica: `log.ts`.
 */
import {
  array,
  bool,
  defineLayout,
  int,
  type Layout,
  member,
  members,
  type Members,
  option,
  type Reading,
  sequence,
  setOf,
  type StateOf,
  struct,
} from '../../checker/model.ts'
import { type LogKind, type TransactionsOptions } from './options.ts'
import { RULES, type Rules } from './levels.ts'
import type { SwitchName } from './switches.ts'

/** Kinds of records in a data partition. An outcome is COMMIT, ABORT or 0, none yet. */
export const DATA = 0
export const COMMIT = 1
export const ABORT = 2

/** States of a transaction in `__transaction_state` (TransactionState). Dead and PrepareEpochFence are never written there. */
export const EMPTY = 0
export const ONGOING = 1
export const PREPARE_COMMIT = 2
export const PREPARE_ABORT = 3
export const COMPLETE_COMMIT = 4
export const COMPLETE_ABORT = 5

/** What an instance of the producer is about (TransactionManager.State). */
export const OFF = 0
/** It has asked for its producer id, or will. */
export const STARTING = 1
export const READY = 2
export const IN_TRANSACTION = 3
export const COMMITTING = 4
export const ABORTING = 5
/** It has aborted after a batch failed and asks for a new epoch (KIP-360). */
export const BUMPING = 6
/** It was fenced or refused for good. */
export const DEAD = 7

/** A record of another producer, and its ABORT: the first of them has these kinds, the second the next two. */
export const OTHER_DATA = 3
export const OTHER_ABORT = 4

const RECORD_LABELS = ['data', 'COMMIT', 'ABORT', 'data of B', 'ABORT of B', 'data of C', 'ABORT of C']
const STATES = members('transaction state', [
  'Empty',
  'Ongoing',
  'PrepareCommit',
  'PrepareAbort',
  'CompleteCommit',
  'CompleteAbort',
])
const PHASES = members('phase', [
  'not started',
  'starting',
  'ready',
  'in transaction',
  'committing',
  'aborting',
  'bumping epoch',
  'fenced',
])
const OUTCOMES = members('outcome', ['none', 'commit', 'abort'])
const LATE = members('request', ['Produce', 'EndTxn', 'WriteTxnMarker', 'AddPartitionsToTxn'])
export const LATE_PRODUCE = 0
export const LATE_END_TXN = 1
export const LATE_MARKER = 2
export const LATE_ADD = 3

/** Everything guards and effects need beside the state. */
export interface World {
  readonly options: TransactionsOptions
  readonly rules: Rules
  /** Whether a rule is in force. */
  readonly on: (name: SwitchName) => boolean
  readonly partitions: Members
  readonly transactions: Members
  readonly instances: Members
  readonly logSize: number
  readonly maxEpoch: number
  /** Records of the coordinator's log that are kept, so that its end can be lost. */
  readonly historySize: number
  /** The words of fields that are not named by their members elsewhere, by field. */
  readonly words: Readonly<Record<string, readonly string[]>>
  readonly layout: Layout<State>
}

/** The working state. */
export type State = StateOf<ReturnType<typeof fieldsOf>>
/** The same, as guards and properties see it. */
export type Seen = Reading<State>

function fieldsOf(w: Omit<World, 'layout'>) {
  const { options, partitions, transactions, instances } = w
  const epoch = int(0, w.maxEpoch)
  const lossesOf = (log: LogKind): number => options.losses[log]
  const producerId = int(0, lossesOf('coordinator'))
  const coordinatorEpoch = int(0, options.moves + lossesOf('coordinator'))
  const sequences = int(0, options.transactions * options.records + options.late)
  const records = members('record', RECORD_LABELS.slice(0, OTHER_DATA + 2 * options.others))
  const durable = struct({ state: member(STATES), epoch, partitions: setOf(partitions), producerId })
  return {
    /** The logs, by partition. `txn` is what tests know and brokers do not. */
    log: array(
      partitions,
      sequence(
        w.logSize,
        struct({ kind: member(records), txn: option(transactions), epoch, sequence: sequences, coordinatorEpoch, producerId }),
      ),
    ),
    /** The high watermark, by partition, where leaders change; else it is the log end. */
    replicated: array(partitions, int(0, options.leaderChanges > 0 ? w.logSize : 0)),
    /** Whether the marker of the decision is in the log and its answer waits for the high watermark. */
    markerSent: array(partitions, int(0, options.leaderChanges > 0 ? 1 : 0)),
    /** The newest record of `__transaction_state`, and what the coordinator keeps in memory. */
    coordinator: struct({
      state: member(STATES),
      epoch,
      partitions: setOf(partitions),
      /** Where there is no record, whose epoch is 0, the one that will be given out. */
      producerId,
      /** Partitions whose marker has not been acknowledged. */
      unmarked: setOf(partitions),
      /** Partitions whose leader refused the marker; not asked again until the coordinator moves. */
      gaveUp: setOf(partitions),
      coordinatorEpoch,
    }),
    /** Older records of `__transaction_state`, while its end may still be lost. */
    history: sequence(w.historySize, durable),
    /** The record before the newest, while the newest is in the coordinator's own log only. */
    before: sequence(options.lostAppends ? 1 : 0, durable),
    producer: array(
      instances,
      struct({
        phase: member(PHASES),
        producerId,
        epoch,
        txn: option(transactions),
        /** Partitions it has told somebody about in this transaction. */
        used: setOf(partitions),
        /** Partitions with a batch that was sent and not answered. */
        unanswered: setOf(partitions),
        mustAbort: bool(),
        sequence: array(partitions, sequences),
      }),
    ),
    /** Copies of requests that are still under way, in order. */
    late: sequence(
      options.late,
      struct({
        request: member(LATE),
        partition: option(partitions),
        txn: option(transactions),
        epoch,
        sequence: sequences,
        outcome: member(OUTCOMES),
        coordinatorEpoch,
        producerId,
        verified: int(0, w.rules.leaderVerifies && !w.on('verifiesAtAppend') ? 1 : 0),
      }),
    ),
    begun: int(0, options.transactions),
    /** By transaction: whose it is, what its producer asked for, was told, and how many of its records were acknowledged. */
    owner: array(transactions, member(instances)),
    intent: array(transactions, member(OUTCOMES)),
    told: array(transactions, member(OUTCOMES)),
    acked: array(transactions, array(partitions, int(0, options.records))),
    /** The most records of a transaction that read_committed could ever see in a partition. */
    seen: array(transactions, array(partitions, int(0, options.records + options.late))),
    left: struct({
      late: int(0, options.late),
      timeouts: int(0, options.timeouts),
      moves: int(0, options.moves),
      dataLosses: int(0, lossesOf('data')),
      offsetsLosses: int(0, lossesOf('offsets')),
      coordinatorLosses: int(0, lossesOf('coordinator')),
      leaderChanges: int(0, options.leaderChanges),
      outages: int(0, options.outages),
    }),
  }
}

const labels = (letter: string, count: number, from = 0): string[] =>
  Array.from({ length: count }, (_, i) => `${letter}${i + from}`)

/** Works out the model's sizes and its layout. @throws LayoutError when a state of these bounds cannot be packed. */
export function createWorld(options: TransactionsOptions, off?: SwitchName): World {
  const { partitions, transactions, records, instances, late, timeouts, moves, losses, others, leaderChanges } = options
  const broken = new Set([...options.broken, ...(off === undefined ? [] : [off])])
  const lost = losses.coordinator
  const names = labels('p', partitions)
  const sizes = {
    options,
    words: { state: STATES.labels, phase: PHASES.labels, request: LATE.labels },
    rules: RULES[options.level],
    on: (name: SwitchName) => !broken.has(name),
    partitions: members('partition', options.offsets ? [...names.slice(0, -1), '__consumer_offsets'] : names),
    transactions: members('transaction', labels('t', transactions, 1)),
    instances: members('producer', labels('c', instances)),
    logSize: 2 * others + transactions * (records + 1) + timeouts + instances + moves + late + 2 * lost + 2 * leaderChanges,
    maxEpoch: 2 * instances + 2 * transactions + timeouts + lost,
    historySize: lost === 0 ? 0 : Math.min(24, 2 * instances + transactions * (2 + partitions) + 2 * timeouts + late),
  }
  return { ...sizes, layout: defineLayout(fieldsOf(sizes)) }
}

/** Whether the transaction is decided and its markers are being written. */
export const isPrepared = (state: number): boolean => state === PREPARE_COMMIT || state === PREPARE_ABORT
/** Whether all markers of the last transaction are written. */
export const isComplete = (state: number): boolean => state === COMPLETE_COMMIT || state === COMPLETE_ABORT
/** The marker of a decision. */
export const markerOf = (state: number): number => (state === PREPARE_COMMIT ? COMMIT : ABORT)
