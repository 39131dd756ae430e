/** What must be reachable, so that promises kept are not kept of nothing. */
import type { Reading, StateProperty, WitnessProperty } from '../../checker/model.ts'
import type { TransactionsView } from '../../model/transactions/view.ts'
import { ABORT, COMMIT } from './reads.ts'

const some = <S>(view: TransactionsView<S>, test: (k: number) => boolean): boolean =>
  view.transactions.labels.some((_, k) => test(k))
const anywhere = <S>(view: TransactionsView<S>, test: (p: number) => boolean): boolean =>
  view.partitions.labels.some((_, p) => test(p))

export function transactionVisible<S>(view: TransactionsView<S>): WitnessProperty<S> {
  return {
    kind: 'witness',
    name: 'TransactionVisible',
    statement: 'A reader gets the records of a transaction that was committed, in every partition it has records in.',
    reached: (s) =>
      some(
        view,
        (k) =>
          view.told(s, k) === COMMIT &&
          view.partitions.labels.every((_, p) => view.acked(s, k, p) > 0 && view.visible(s, k, p) > 0),
      ),
  }
}

export function abortedPassed<S>(view: TransactionsView<S>): WitnessProperty<S> {
  return {
    kind: 'witness',
    name: 'AbortedPassed',
    statement: 'The last stable offset passes the records of an aborted transaction, and readers do not get them.',
    reached: (s) =>
      some(
        view,
        (k) =>
          view.told(s, k) === ABORT &&
          anywhere(view, (p) => view.written(s, k, p) > 0 && !view.isOpen(s, p) && view.visible(s, k, p) === 0),
      ),
  }
}

/** T18. */
export function halfSeen<S>(view: TransactionsView<S>): WitnessProperty<S> {
  return {
    kind: 'witness',
    name: 'HalfSeen',
    statement: 'A reader gets a transaction in one partition and not yet in another: its outcome is one, its moment is not.',
    reached: (s) =>
      some(view, (k) => {
        const seenIn = (p: number): boolean => view.visible(s, k, p) > 0
        const waitsIn = (p: number): boolean => view.acked(s, k, p) > 0 && view.kept(s, k, p) > 0 && !seenIn(p)
        return anywhere(view, seenIn) && anywhere(view, waitsIn)
      }),
  }
}

/** T19: a reader that has A stops before B and C, which are open, although D behind them is committed. */
export function headOfLine<S>(view: TransactionsView<S>): WitnessProperty<S> {
  const waitsBehind = (s: Reading<S>, k: number, p: number): boolean =>
    view.told(s, k) === COMMIT && view.kept(s, k, p) > 0 && view.visible(s, k, p) === 0 && !view.isOpen(s, p)
  return {
    kind: 'witness',
    name: 'HeadOfLine',
    statement:
      'A reader has one committed transaction and stops before the next, whose marker is written too, because transactions of other producers are open in front of it.',
    reached: (s) =>
      some(view, (k) => anywhere(view, (p) => waitsBehind(s, k, p) && some(view, (j) => view.visible(s, j, p) > 0))) &&
      view.openOthers(s) === view.others,
  }
}

/** T19, afterwards. */
export function headOfLinePasses<S>(view: TransactionsView<S>): WitnessProperty<S> {
  return {
    kind: 'witness',
    name: 'HeadOfLinePasses',
    statement: 'Once the transactions of other producers are aborted, a reader goes on to what was committed behind them.',
    reached: (s) =>
      view.others > 0 &&
      view.abortedOthers(s) === view.others &&
      view.transactions.labels.every((_, k) => anywhere(view, (p) => view.told(s, k) === COMMIT && view.visible(s, k, p) > 0)),
  }
}

/** Not a promise but a bound: where it is false, behaviours have been cut off. */
export function transactionsFit<S>(view: TransactionsView<S>): StateProperty<S> {
  return {
    kind: 'state',
    name: 'TransactionsFit',
    isBound: true,
    statement: 'Every epoch, log and record of the coordinator fits into the bounds of the model.',
    holds: (s: Reading<S>) => !view.isCut(s),
    why: () => 'an epoch, a log or the log of the coordinator is at the bound of the model: what comes after was not explored',
  }
}
