/** Every property of the model of transactions by name. */
import type { Property } from '../../checker/model.ts'
import type { TransactionsView } from '../../model/transactions/view.ts'
import { noPhantom, zombieOut } from './producers.ts'
import { abortedStaysOut, committedReadsRepeatable, lastStableBounds, noAbortedRead, noPrematureRead } from './reads.ts'
import { decisionCompletes, lastStableCanMove, markersAccepted, noHanging } from './waiting.ts'
import { committedKept, offsetsWithOutput, wholeTransactions } from './whole.ts'
import { abortedPassed, halfSeen, headOfLine, headOfLinePasses, transactionsFit, transactionVisible } from './witnesses.ts'

export interface TransactionsEntry {
  readonly factory: <S>(view: TransactionsView<S>) => Property<S>
  /** Whether it is checked when none is asked for by name. */
  readonly default: boolean
}

/** In the order of reports; keys are the names of the properties. */
export const TRANSACTIONS_CATALOGUE = {
  NoAbortedRead: { factory: noAbortedRead, default: true },
  NoPrematureRead: { factory: noPrematureRead, default: true },
  WholeTransactions: { factory: wholeTransactions, default: true },
  CommittedKept: { factory: committedKept, default: true },
  AbortedStaysOut: { factory: abortedStaysOut, default: true },
  NoHanging: { factory: noHanging, default: true },
  CommittedReadsRepeatable: { factory: committedReadsRepeatable, default: true },
  ZombieOut: { factory: zombieOut, default: true },
  NoPhantom: { factory: noPhantom, default: true },
  DecisionCompletes: { factory: decisionCompletes, default: true },
  LastStableBounds: { factory: lastStableBounds, default: true },
  TransactionsFit: { factory: transactionsFit, default: true },
  TransactionVisible: { factory: transactionVisible, default: true },
  AbortedPassed: { factory: abortedPassed, default: true },
  LastStableCanMove: { factory: lastStableCanMove, default: false },
  MarkersAccepted: { factory: markersAccepted, default: false },
  OffsetsWithOutput: { factory: offsetsWithOutput, default: false },
  HalfSeen: { factory: halfSeen, default: false },
  HeadOfLine: { factory: headOfLine, default: false },
  HeadOfLinePasses: { factory: headOfLinePasses, default: false },
} as const satisfies Record<string, TransactionsEntry>

/** What properties are for, where it is not a promise to clients; a witness is one by its kind. */
export const TRANSACTION_GROUPS = {
  NoPhantom: 'structure',
  LastStableBounds: 'structure',
  MarkersAccepted: 'structure',
  TransactionsFit: 'diagnostic',
} as const satisfies Partial<Record<keyof typeof TRANSACTIONS_CATALOGUE, string>>

export type TransactionsPropertyName = keyof typeof TRANSACTIONS_CATALOGUE

/** The names of the catalogue, in its order. */
export const TRANSACTIONS_PROPERTY_NAMES = Object.keys(TRANSACTIONS_CATALOGUE) as readonly TransactionsPropertyName[]

/** The names of what is checked by default. */
export const transactionsPromises = (): TransactionsPropertyName[] =>
  TRANSACTIONS_PROPERTY_NAMES.filter((name) => TRANSACTIONS_CATALOGUE[name].default)

/** Builds the named properties over a view, in the order of the names. */
export const transactionsProperties = <S>(names: readonly TransactionsPropertyName[], view: TransactionsView<S>): Property<S>[] =>
  names.map((name) => TRANSACTIONS_CATALOGUE[name].factory(view))
