/** What a read_committed reader may get. Beside each the name of the anomaly in Jepsen's tests of Kafka, where it has one. */
import type { Reading, StateProperty } from '../../checker/model.ts'
import type { TransactionsView } from '../../model/transactions/view.ts'

export const COMMIT = 1
export const ABORT = 2

/** A transaction and a partition for which something is so. */
export function find<S>(
  view: TransactionsView<S>,
  test: (k: number, p: number) => boolean,
): { readonly k: number; readonly p: number } | undefined {
  for (let k = 0; k < view.transactions.labels.length; k++)
    for (let p = 0; p < view.partitions.labels.length; p++) if (test(k, p)) return { k, p }
  return undefined
}

/** The names of what {@link find} has found. */
export const named = <S>(view: TransactionsView<S>, at: { readonly k: number; readonly p: number } | undefined) => ({
  txn: view.transactions.labels[at?.k ?? 0] ?? '',
  partition: view.partitions.labels[at?.p ?? 0] ?? '',
})

const forAll = <S>(view: TransactionsView<S>, test: (k: number, p: number) => boolean): boolean => {
  for (let k = 0; k < view.transactions.labels.length; k++)
    for (let p = 0; p < view.partitions.labels.length; p++) if (!test(k, p)) return false
  return true
}

/** X1. Jepsen: G1a. */
export function noAbortedRead<S>(view: TransactionsView<S>): StateProperty<S> {
  const bad = (s: Reading<S>, k: number, p: number): boolean => view.intent(s, k) === ABORT && view.visible(s, k, p) > 0
  return {
    kind: 'state',
    name: 'NoAbortedRead',
    statement: 'A reader gets no record of a transaction that its producer has asked to abort (Jepsen: G1a, aborted read).',
    holds: (s) => forAll(view, (k, p) => !bad(s, k, p)),
    why: (s) => {
      const { txn, partition } = named(
        view,
        find(view, (k, p) => bad(s, k, p)),
      )
      return `the producer of ${txn} has asked to abort it, and in ${partition} a reader gets its records`
    },
  }
}

/** X2. Jepsen: precommitted read. */
export function noPrematureRead<S>(view: TransactionsView<S>): StateProperty<S> {
  const bad = (s: Reading<S>, k: number, p: number): boolean => view.intent(s, k) === 0 && view.visible(s, k, p) > 0
  return {
    kind: 'state',
    name: 'NoPrematureRead',
    statement:
      'A reader gets no record of a transaction before its producer has asked for an outcome (Jepsen: precommitted read).',
    holds: (s) => forAll(view, (k, p) => !bad(s, k, p)),
    why: (s) => {
      const { txn, partition } = named(
        view,
        find(view, (k, p) => bad(s, k, p)),
      )
      return `the producer of ${txn} has not asked for any outcome, and in ${partition} a reader gets its records`
    },
  }
}

/** X5. */
export function abortedStaysOut<S>(view: TransactionsView<S>): StateProperty<S> {
  const bad = (s: Reading<S>, k: number, p: number): boolean => view.told(s, k) === ABORT && view.visible(s, k, p) > 0
  return {
    kind: 'state',
    name: 'AbortedStaysOut',
    statement: 'Nothing of a transaction is read once its producer was told that it is aborted.',
    holds: (s) => forAll(view, (k, p) => !bad(s, k, p)),
    why: (s) => {
      const { txn, partition } = named(
        view,
        find(view, (k, p) => bad(s, k, p)),
      )
      return `the producer of ${txn} was told that it is aborted, and in ${partition} a reader gets its records`
    },
  }
}

/** X7. */
export function committedReadsRepeatable<S>(view: TransactionsView<S>): StateProperty<S> {
  const bad = (s: Reading<S>, k: number, p: number): boolean => view.seen(s, k, p) > view.kept(s, k, p)
  return {
    kind: 'state',
    name: 'CommittedReadsRepeatable',
    statement: 'What a reader could see of a transaction stays in the log, and stays committed.',
    holds: (s) => forAll(view, (k, p) => !bad(s, k, p)),
    why: (s) => {
      const at = find(view, (k, p) => bad(s, k, p))
      const { txn, partition } = named(view, at)
      const { k, p } = at ?? { k: 0, p: 0 }
      return `a reader could get ${view.seen(s, k, p)} of ${txn} in ${partition}; ${view.kept(s, k, p)} of them are committed there now`
    },
  }
}

/** X13. It may step back with the high watermark, so nothing is said of its being monotone. */
export function lastStableBounds<S>(view: TransactionsView<S>): StateProperty<S> {
  const isGood = (s: Reading<S>, p: number): boolean =>
    view.lastStable(s, p) <= view.highWatermark(s, p) && (view.isOpen(s, p) ? view.lastStable(s, p) < view.logEnd(s, p) : true)
  return {
    kind: 'state',
    name: 'LastStableBounds',
    statement: 'The last stable offset is at or below the high watermark, and below every record without an outcome.',
    holds: (s) => {
      for (let p = 0; p < view.partitions.labels.length; p++) if (!isGood(s, p)) return false
      return true
    },
    why: (s) => {
      const p = view.partitions.labels.findIndex((_, at) => !isGood(s, at))
      return `in ${view.partitions.labels[p] ?? ''} the last stable offset is ${view.lastStable(s, p)}, and the log ends at ${view.logEnd(s, p)}`
    },
  }
}
