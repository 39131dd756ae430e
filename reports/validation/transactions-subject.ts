/** A table of transactions in the form of the first table, so that every form of output tells both alike. */
import type { Cell, CellDelta, CodeLoss, Loss, Side, Subject, Validation } from '../../guarantees/result.ts'
import type {
  TransactionsCell,
  TransactionsLoss,
  TransactionsSide,
  TransactionsTable,
} from '../../guarantees/transactions-result.ts'
import { faultsText } from '../../questions/faults-of.ts'
import { TRANSACTION_ROWS } from '../../guarantees/transactions-rows.ts'

/** The tables of transactions as a validation of their own, to which no baseline speaks; undefined where there is none. */
export function ofTransactions(validation: Validation): Validation | undefined {
  const { baseline: _, ...rest } = validation
  const { transactions = [], code } = rest
  if (transactions.length === 0) return undefined
  const releases = new Map(transactions.flatMap((table) => table.releases.map((one) => [one.release, one] as const)))
  return {
    ...rest,
    guarantees: TRANSACTION_ROWS.map(({ id }) => id),
    subjects: transactions.map(subjectOf),
    code: { verdict: code.verdict, releases: [...releases.values()] },
  }
}

/** The validation, and that of transactions. */
export function bothOf(validation: Validation): readonly Validation[] {
  const second = ofTransactions(validation)
  return second === undefined ? [validation] : [validation, second]
}

/** What is not in the first table has no other part in it. */
export function subjectOf(table: TransactionsTable): Subject {
  const { topics, base, deltas, losses, codeLosses, changes } = table
  return {
    topics,
    head: sideOf(base === undefined ? 'configuration' : 'head', table, table.notes),
    ...(base !== undefined && { base: sideOf('base', base, []) }),
    changes,
    deltas: deltas.map(({ row, envelope, delta, code, ...cells }): CellDelta => ({
      guarantee: row,
      envelope,
      delta,
      base: cellOf(cells.base),
      head: cellOf(cells.head),
      rollout: cellOf(cells.rollout),
      ...(code !== undefined && { code }),
    })),
    losses: losses.map(lossOf),
    codeLosses: codeLosses.map((loss): CodeLoss => loss),
    rolloutNotes: [],
  }
}

const sideOf = (label: Side['label'], { files, version, values, cells }: TransactionsSide, notes: readonly string[]): Side => ({
  label,
  files,
  version,
  values,
  offsets: [],
  notes,
  warnings: [],
  unknown: [],
  unread: [],
  ignored: 0,
  cells: cells.map(cellOf),
})

/** Faults are those that a log suffers first. */
const cellOf = ({ row, because: _because, lost, property = 'TransactionVisible', ...cell }: TransactionsCell): Cell => ({
  ...cell,
  guarantee: row,
  property: property === 'AckedDurable' ? 'AckedDurable' : property,
  ...(lost?.faults !== undefined && { faults: lost.faults }),
})

/** What has to become of a log first stands before what follows. */
function lossOf({ row, when, envelopes, cell, story, how, causes, restores, checked }: TransactionsLoss): Loss {
  const because = [whatItTakes(cell), how?.because ?? ''].filter((text) => text !== '')
  return {
    guarantee: row,
    when,
    envelopes,
    cell: cellOf(cell),
    story: { ...story, promise: [...because, ...story.promise] },
    causes,
    restores,
    checked,
  }
}

/** `It takes one request that arrives late.` `First __transaction_state loses its end, by 1 power loss + 2 cut off.` */
export function whatItTakes({ because = '', lost }: TransactionsCell): string {
  if (lost === undefined) return because === '' ? '' : `It takes ${because}.`
  return `First ${lost.log} ${lost.how ?? 'loses its end'}${lost.faults === undefined ? '' : `, by ${faultsText(lost.faults)}`}.`
}
