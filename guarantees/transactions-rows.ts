/** What transactions are held to: the rows of their table. Data only. */
import type { TransactionsPropertyName } from '../invariants/transactions/catalogue.ts'

/** A log whose end may be lost. */
export type LogName = 'data' | 'coordinator' | 'offsets'

export interface TransactionsRow {
  readonly id: string
  readonly title: string
  readonly promise: string
  /** Decided by the model of transactions; none where the logs decide alone. */
  readonly properties: readonly TransactionsPropertyName[]
  /** The logs whose loss breaks it, or may. */
  readonly logs: readonly LogName[]
  /** Whether it takes that `__transaction_state` can be written again while brokers are down (T17). */
  readonly needsWrites?: true
}

export const TRANSACTION_ROWS: readonly TransactionsRow[] = [
  {
    id: 'transactions',
    title: 'whole transactions',
    promise: 'Readers of committed records get whole transactions that were committed, and nothing else.',
    properties: [
      'NoAbortedRead',
      'NoPrematureRead',
      'WholeTransactions',
      'CommittedKept',
      'AbortedStaysOut',
      'CommittedReadsRepeatable',
    ],
    logs: ['data', 'coordinator'],
  },
  {
    id: 'stable',
    title: 'readers get on',
    promise: 'Readers of committed records are not left waiting for a transaction that nobody will end.',
    properties: ['NoHanging', 'DecisionCompletes'],
    logs: ['data', 'coordinator'],
    needsWrites: true,
  },
  {
    id: 'decisions',
    title: 'decisions survive',
    promise: 'A commit that was told is still in __transaction_state when the coordinator moves or restarts.',
    properties: [],
    logs: ['coordinator'],
  },
  {
    id: 'processing',
    title: 'offsets with output',
    promise: 'Offsets that are sent in a transaction are committed with its output or not at all.',
    properties: ['OffsetsWithOutput', 'CommittedKept'],
    logs: ['data', 'coordinator', 'offsets'],
  },
]

/** Logs in words. */
export const LOG_WORDS: Readonly<Record<LogName, string>> = {
  data: 'the log of the topic',
  coordinator: '__transaction_state',
  offsets: '__consumer_offsets',
}
