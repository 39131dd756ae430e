/** A transaction is one thing: all of it or nothing, in every partition. */
import type { Reading, StateProperty } from '../../checker/model.ts'
import type { TransactionsView } from '../../model/transactions/view.ts'
import { COMMIT, find, named } from './reads.ts'

/** Whether all that was acknowledged of a transaction is committed, or will be by a marker that is owed. */
const isWhole = <S>(view: TransactionsView<S>, s: Reading<S>, k: number): boolean => {
  for (let p = 0; p < view.partitions.labels.length; p++) if (view.kept(s, k, p) !== view.acked(s, k, p)) return false
  return true
}

const isVisible = <S>(view: TransactionsView<S>, s: Reading<S>, k: number): boolean => {
  for (let p = 0; p < view.partitions.labels.length; p++) if (view.visible(s, k, p) > 0) return true
  return false
}

function whatIsMissing<S>(view: TransactionsView<S>, s: Reading<S>, bad: (k: number) => boolean): string {
  const at = find(view, (k, p) => bad(k) && view.kept(s, k, p) !== view.acked(s, k, p))
  const { txn, partition } = named(view, at)
  const { k, p } = at ?? { k: 0, p: 0 }
  const [acked, kept] = [view.acked(s, k, p), view.kept(s, k, p)]
  return `in ${partition} ${acked === 1 ? '1 record of' : `${acked} records of`} ${txn} ${acked === 1 ? 'was' : 'were'} acknowledged, and ${kept === 0 ? 'none is' : `${kept} ${kept === 1 ? 'is' : 'are'}`} committed or will be`
}

/** X3. */
export function wholeTransactions<S>(view: TransactionsView<S>): StateProperty<S> {
  const torn = (s: Reading<S>, k: number): boolean => isVisible(view, s, k) && !isWhole(view, s, k) && !view.isUndecided(s, k)
  return {
    kind: 'state',
    name: 'WholeTransactions',
    statement:
      'When a reader gets a record of a transaction, all that was acknowledged of it is committed or will be: readers see whole transactions only, if not at one moment (Jepsen: torn transaction).',
    holds: (s) => {
      for (let k = 0; k < view.transactions.labels.length; k++) if (torn(s, k)) return false
      return true
    },
    why: (s) => `a reader gets a part of a transaction, and ${whatIsMissing(view, s, (k) => torn(s, k))}`,
  }
}

/** X4. */
export function committedKept<S>(view: TransactionsView<S>): StateProperty<S> {
  const lost = (s: Reading<S>, k: number): boolean => view.told(s, k) === COMMIT && !isWhole(view, s, k)
  return {
    kind: 'state',
    name: 'CommittedKept',
    statement:
      'When a producer was told that its transaction is committed, all that was acknowledged of it is (Jepsen: lost write).',
    holds: (s) => {
      for (let k = 0; k < view.transactions.labels.length; k++) if (lost(s, k)) return false
      return true
    },
    why: (s) => `a producer was told of a commit, and ${whatIsMissing(view, s, (k) => lost(s, k))}`,
  }
}

/** X12: with `__consumer_offsets` among the partitions, offsets are records like others. */
export function offsetsWithOutput<S>(view: TransactionsView<S>): StateProperty<S> {
  const whole = wholeTransactions(view)
  return {
    ...whole,
    name: 'OffsetsWithOutput',
    statement: 'Offsets that are sent in a transaction and its output are committed together or not at all.',
  }
}
