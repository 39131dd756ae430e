import { has, NONE, type Reading, type StepProperty } from '../checker/model.ts'
import type { KraftView } from '../model/kraft/view.ts'
import { nameOf } from './records.ts'

/** What recovery by the latest (epoch, log end) is hoped to give (KIP-966 part 2), and does not: Okada's counterexample. */
export function uncleanElectionTakesBestLog<S>(view: KraftView<S>): StepProperty<S> {
  const n = view.replicas.labels.length
  /** A live replica with a readable record that the leader just elected uncleanly does not hold, or -1. */
  const better = (before: Reading<S>, after: Reading<S>): number => {
    if (view.controllerEpoch(after) === view.controllerEpoch(before) || view.electedBy(after) !== 'unclean') return -1
    const leader = view.controllerLeader(after)
    for (let offset = 0; offset < view.logSize; offset++) {
      const id = view.exposedAt(after, offset)
      if (id === NONE || view.holds(after, leader, id)) continue
      for (let r = 0; r < n; r++) if (has(view.active(after), r) && view.holds(after, r, id)) return r
    }
    return -1
  }
  return {
    kind: 'step',
    name: 'UncleanElectionTakesBestLog',
    statement: 'An unclean election does not pass over a live replica that holds a readable record the new leader lacks.',
    holds: (before, after) => better(before, after) < 0,
    why: (before, after) =>
      after === undefined
        ? ''
        : `${nameOf(view, better(before, after))} is live and holds a record that consumers could read; it was passed over`,
  }
}
