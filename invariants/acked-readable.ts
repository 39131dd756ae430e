/** Whether a producer that was told of success can read its own record from the leader. */
import { has, NONE, type Reading, type StateProperty, type WitnessProperty } from '../checker/model.ts'
import type { KraftView } from '../model/kraft/view.ts'
import { nameOf } from './records.ts'

/** An acknowledged record that a read from broker `l` does not show, or -1. */
function unreadable<S>(view: KraftView<S>, s: Reading<S>, l: number): number {
  const acked = view.acked(s)
  for (let id = 0; id < view.appends; id++) {
    if (!has(acked, id)) continue
    let shown = false
    for (let offset = 0; offset < view.highWatermark(s, l) && !shown; offset++)
      shown = view.messageOf(s, view.recordAt(s, l, offset)) === view.messageOf(s, id)
    if (!shown) return id
  }
  return -1
}

/** Not promised: a new leader starts with the high watermark it had as a follower (KIP-207). */
export function ackedReadable<S>(view: KraftView<S>): StateProperty<S> {
  return {
    kind: 'state',
    name: 'AckedReadable',
    statement: 'Every record acknowledged with acks=all is below the high watermark of the current leader.',
    holds: (s) => {
      const leader = view.acks === 'all' ? view.trueLeader(s) : NONE
      return leader === NONE || unreadable(view, s, leader) < 0
    },
    why: (s) => {
      const leader = view.trueLeader(s)
      const id = unreadable(view, s, leader)
      return (
        `r${id} was acknowledged; ${nameOf(view, leader)} leads in epoch ${view.controllerEpoch(s)} and shows consumers only what is ` +
        `below its high watermark ${view.highWatermark(s, leader)}${view.holds(s, leader, id) ? `, although it holds r${id}` : ''}`
      )
    },
  }
}

/** A client that has not heard of the new leader asks the old one. */
export function staleLeaderHidesAcked<S>(view: KraftView<S>): WitnessProperty<S> {
  return {
    kind: 'witness',
    name: 'StaleLeaderHidesAcked',
    statement: 'The current leader shows every acknowledged record, and another broker that still acts as leader does not.',
    reached: (s) => {
      const leader = view.trueLeader(s)
      if (leader === NONE || unreadable(view, s, leader) >= 0) return false
      for (let r = 0; r < view.replicas.labels.length; r++)
        if (r !== leader && view.presumesLeadership(s, r) && unreadable(view, s, r) >= 0) return true
      return false
    },
  }
}
