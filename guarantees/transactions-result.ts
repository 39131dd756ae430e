/** What comes out for transactions, as plain data. */
import type { FaultCounts } from '../questions/faults-of.ts'
import type { TransactionsPropertyName } from '../invariants/transactions/catalogue.ts'
import type {
  Cell,
  CellVerdict,
  ChangedKey,
  CodeCell,
  CodeLoss,
  CodeOfRelease,
  ConfigValue,
  Delta,
  Restore,
  Story,
} from './result.ts'

/** What becomes of a log before transactions suffer: a run of the replication model. */
export interface Lost {
  /** Which log, in words. */
  readonly log: string
  /** What becomes of it: it loses its end when not given. */
  readonly how?: 'takes no writes'
  readonly faults?: FaultCounts
  readonly trace?: string
}

/** A row of the table of transactions under an envelope. */
export interface TransactionsCell extends Pick<Cell, 'states' | 'depth' | 'bounds' | 'cached' | 'seconds'> {
  readonly row: string
  readonly envelope: string
  readonly verdict: CellVerdict
  /** What it takes, in words. */
  readonly because?: string
  readonly property?: TransactionsPropertyName | 'AckedDurable'
  readonly steps?: number
  readonly trace?: string
  /** When something has to become of a log first. */
  readonly lost?: Lost
  readonly reason?: string
  /** What the code of the release makes of it; undefined where the design does not keep it, or the code is not asked. */
  readonly code?: CodeCell
}

/** What became of a row under an envelope. */
export interface TransactionsDelta {
  readonly row: string
  readonly envelope: string
  readonly delta: Delta
  readonly base: TransactionsCell
  readonly head: TransactionsCell
  /** On the way: with clients of both releases, and while settings and transaction.version change. */
  readonly rollout: TransactionsCell
  readonly code?: Delta
}

export interface TransactionsLoss {
  readonly row: string
  readonly when: 'head' | 'rollout'
  readonly envelopes: readonly string[]
  /** That with the shortest run. */
  readonly cell: TransactionsCell
  readonly story: Story
  /** What becomes of the log that it takes. */
  readonly how?: Story
  /** Changed keys any of which, put back alone, would keep it; all of them when none alone does. */
  readonly causes: readonly ChangedKey[]
  /** Changes to head with which it was proved under all of its envelopes. */
  readonly restores: readonly Restore[]
  /** How many changes were checked. */
  readonly checked: number
}

/** One side of a comparison. */
export interface TransactionsSide {
  readonly files: readonly string[]
  readonly version: string
  /** The protocol they run by. */
  readonly level: string
  readonly values: readonly ConfigValue[]
  readonly cells: readonly TransactionsCell[]
}

/** What transactions of a configuration are held to, beside its own table; of two, what became of it. */
export interface TransactionsTable extends TransactionsSide {
  readonly topics: readonly string[]
  /** What speaks of transactions. */
  readonly because: string
  readonly notes: readonly string[]
  readonly rows: readonly { readonly id: string; readonly title: string; readonly promise: string }[]
  readonly base?: TransactionsSide
  readonly changes: readonly ChangedKey[]
  readonly deltas: readonly TransactionsDelta[]
  readonly losses: readonly TransactionsLoss[]
  readonly codeLosses: readonly CodeLoss[]
  /** The releases whose code was asked. */
  readonly releases: readonly CodeOfRelease[]
  /** What was explored of the model of transactions for it. */
  readonly explored: { readonly states: number; readonly searches: number }
}
