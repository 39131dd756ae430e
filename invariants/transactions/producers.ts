/** That a producer which was replaced is shut out, and that nobody is put into a transaction. */
import type { Reading, StateProperty, StepProperty } from '../../checker/model.ts'
import type { TransactionsView } from '../../model/transactions/view.ts'
import { COMMIT } from './reads.ts'

/** X8. */
export function zombieOut<S>(view: TransactionsView<S>): StepProperty<S> {
  const replaced = (s: Reading<S>, k: number): boolean => {
    for (let i = view.owner(s, k) + 1; i < view.instances.labels.length; i++) if (view.wasAnswered(s, i)) return true
    return false
  }
  const acts = (before: Reading<S>, after: Reading<S>, k: number): boolean => {
    if (view.told(before, k) !== COMMIT && view.told(after, k) === COMMIT) return true
    for (let p = 0; p < view.partitions.labels.length; p++)
      if (view.written(after, k, p) > view.written(before, k, p)) return true
    return false
  }
  const bad = (before: Reading<S>, after: Reading<S>, k: number): boolean => replaced(before, k) && acts(before, after, k)
  return {
    kind: 'step',
    name: 'ZombieOut',
    statement:
      'Once a later producer with the transactional.id has its epoch, nothing of an earlier one is appended or committed.',
    holds: (before, after) => {
      for (let k = 0; k < view.transactions.labels.length; k++) if (bad(before, after, k)) return false
      return true
    },
    why: (before, after) => {
      const k = view.transactions.labels.findIndex((_, at) => after !== undefined && bad(before, after, at))
      const owner = view.instances.labels[view.owner(before, Math.max(0, k))] ?? ''
      return `${owner} was replaced, and ${view.transactions.labels[k] ?? ''}, which is its own, goes on all the same`
    },
  }
}

/** X9. */
export function noPhantom<S>(view: TransactionsView<S>): StateProperty<S> {
  return {
    kind: 'state',
    name: 'NoPhantom',
    statement: 'A transaction that is ongoing has a producer that is in it, or was when it was shut out.',
    holds: (s) => !view.isOngoing(s) || view.hasProducer(s),
    why: () =>
      'the coordinator has a transaction ongoing that no producer is in; its timeout will shut out a producer that has done nothing wrong',
  }
}
