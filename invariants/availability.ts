/**
 * Liveness as possibility: whatever faults have happened, healing alone or with what is left can still bring back a good state.
 * Vanlightly's liveness properties (`kip_966_properties.tla`) in the form a search can decide without fairness.
 */
import { has, type PossibleProperty } from '../checker/model.ts'
import type { KraftView } from '../model/kraft/view.ts'

/** L1. */
export function leaderStaysPossible<S>(view: KraftView<S>): PossibleProperty<S> {
  return {
    kind: 'possible',
    name: 'LeaderStaysPossible',
    statement: 'From every state the partition can get a leader that knows it leads.',
    good: (s) => view.trueLeader(s) >= 0,
  }
}

/** L3. */
export function proposalsResolve<S>(view: KraftView<S>): PossibleProperty<S> {
  const n = view.replicas.labels.length
  return {
    kind: 'possible',
    name: 'ProposalsResolve',
    statement: 'From every state the AlterPartition requests in flight can all be settled.',
    good: (s) => {
      for (let r = 0; r < n; r++) if (view.presumesLeadership(s, r) && view.hasProposal(s, r)) return false
      return true
    },
  }
}

/** L7. */
export function fullIsrStaysPossible<S>(view: KraftView<S>): PossibleProperty<S> {
  return {
    kind: 'possible',
    name: 'FullIsrStaysPossible',
    statement: 'From every state the ISR can become all replicas again.',
    good: (s) => view.controllerIsr(s) === view.assigned(s),
  }
}

/** L9. */
export function writeStaysPossible<S>(view: KraftView<S>): PossibleProperty<S> {
  return {
    kind: 'possible',
    name: 'WriteStaysPossible',
    statement: 'From every state the partition can take a write with acks=all again.',
    good: (s) => {
      const leader = view.trueLeader(s)
      return leader >= 0 && view.hasEnoughReplicas(s, leader)
    },
  }
}

/** L6. Nothing of the kind can be said once a record is lost. */
export function ackedCanBeReplicated<S>(view: KraftView<S>): PossibleProperty<S> {
  const n = view.replicas.labels.length
  return {
    kind: 'possible',
    name: 'AckedCanBeReplicated',
    statement: 'From every state every acknowledged record can get onto every replica.',
    good: (s) => {
      const acked = view.acked(s)
      for (let id = 0; id < view.appends; id++) {
        if (!has(acked, id)) continue
        for (let r = 0; r < n; r++) if (has(view.assigned(s), r) && !view.holds(s, r, id)) return false
      }
      return true
    },
  }
}
