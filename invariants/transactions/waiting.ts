/** That readers are not left waiting, and that decisions get written. */
import { has, type PossibleProperty, type StateProperty } from '../../checker/model.ts'
import type { TransactionsView } from '../../model/transactions/view.ts'

/** X6. The same that kafka-transactions.sh find-hanging computes. */
export function noHanging<S>(view: TransactionsView<S>): StateProperty<S> {
  return {
    kind: 'state',
    name: 'NoHanging',
    statement:
      'A partition with a transaction open is one the coordinator knows of, so that a marker will come and readers get on (kafka-transactions.sh find-hanging; Jepsen: unseen).',
    holds: (s) => {
      for (let p = 0; p < view.partitions.labels.length; p++) if (view.hangs(s, p)) return false
      return true
    },
    why: (s) => {
      const p = view.partitions.labels.findIndex((_, at) => view.hangs(s, at))
      return `${view.partitions.labels[p] ?? ''} has data without a marker from offset ${view.lastStable(s, p)} on, and the coordinator does not know of it: nobody will write one, and readers of committed records stop there`
    },
  }
}

/** What T12 breaks first. */
export function markersAccepted<S>(view: TransactionsView<S>): StateProperty<S> {
  return {
    kind: 'state',
    name: 'MarkersAccepted',
    statement: 'No leader refuses the marker of a decision for good.',
    holds: (s) => view.refused(s) === 0,
    why: (s) => {
      const names = view.partitions.labels.filter((_, p) => has(view.refused(s), p))
      return `the leader of ${names.join(' and ')} has refused the marker, and the coordinator gives up until it moves`
    },
  }
}

/** X10. */
export function decisionCompletes<S>(view: TransactionsView<S>): PossibleProperty<S> {
  return {
    kind: 'possible',
    name: 'DecisionCompletes',
    statement: 'Whatever has happened, a transaction that is decided can still be completed.',
    good: (s) => !view.isPrepared(s),
    why: () =>
      'the decision is written and its markers never will be: readers wait, and the producer gets CONCURRENT_TRANSACTIONS for ever',
  }
}

/** X11. Where no transaction is left to begin, none can help a partition that hangs. */
export function lastStableCanMove<S>(view: TransactionsView<S>): PossibleProperty<S> {
  return {
    kind: 'possible',
    name: 'LastStableCanMove',
    statement: 'Whatever has happened, the last stable offset can still reach the high watermark in every partition.',
    good: (s) => {
      for (let p = 0; p < view.partitions.labels.length; p++) if (view.isOpen(s, p)) return false
      return true
    },
    why: () => 'a transaction is open that nobody can end: readers of committed records wait for ever',
  }
}
