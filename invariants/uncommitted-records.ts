/** What becomes of a record that was not committed when its leader went away. Nothing was promised about it. */
import { has, NONE, type Reading, type WitnessProperty } from '../checker/model.ts'
import type { KraftView } from '../model/kraft/view.ts'

/** Whether consumers could read record `id` at some time. */
function wasReadable<S>(view: KraftView<S>, s: Reading<S>, id: number): boolean {
  for (let offset = 0; offset < view.logSize; offset++) if (view.exposedAt(s, offset) === id) return true
  return false
}

export function uncommittedRecordSurvives<S>(view: KraftView<S>): WitnessProperty<S> {
  return {
    kind: 'witness',
    name: 'UncommittedRecordSurvives',
    statement: 'The current leader holds a record of an earlier leader epoch that was never below a high watermark.',
    reached: (s) => {
      const leader = view.trueLeader(s)
      if (leader === NONE) return false
      for (let offset = 0; offset < view.logEnd(s, leader); offset++)
        if (view.epochAt(s, leader, offset) < view.controllerEpoch(s) && !wasReadable(view, s, view.recordAt(s, leader, offset)))
          return true
      return false
    },
  }
}

export function uncommittedRecordLost<S>(view: KraftView<S>): WitnessProperty<S> {
  return {
    kind: 'witness',
    name: 'UncommittedRecordLost',
    statement: 'A record that was never below a high watermark is not in the log of the current leader.',
    reached: (s) => {
      const leader = view.trueLeader(s)
      if (leader === NONE) return false
      for (let id = 0; id < view.appended(s); id++) if (!view.holds(s, leader, id) && !wasReadable(view, s, id)) return true
      return false
    },
  }
}

export function unreadOffsetReused<S>(view: KraftView<S>): WitnessProperty<S> {
  const n = view.replicas.labels.length
  return {
    kind: 'witness',
    name: 'UnreadOffsetReused',
    statement: 'Consumers can read a record at an offset where another replica holds another record, which nobody could read.',
    reached: (s) => {
      const leader = view.trueLeader(s)
      if (leader === NONE) return false
      const end = view.highWatermark(s, leader)
      for (let offset = 0; offset < end; offset++)
        for (let r = 0; r < n; r++) {
          if (offset >= view.logEnd(s, r)) continue
          const other = view.recordAt(s, r, offset)
          if (other !== view.recordAt(s, leader, offset) && !wasReadable(view, s, other)) return true
        }
      return false
    },
  }
}

export function readOffsetReused<S>(view: KraftView<S>): WitnessProperty<S> {
  return {
    kind: 'witness',
    name: 'ReadOffsetReused',
    statement: 'Consumers could read two different records at the same offset, one after the other.',
    reached: (s) => view.exposedTwice(s),
  }
}

/** For a story with more than one record: a leader far ahead, a follower behind, and a tail that is deleted. */
export function tailDeleted<S>(view: KraftView<S>): WitnessProperty<S> {
  const n = view.replicas.labels.length
  const tail = Math.max(1, Math.floor((view.appends * 3) / 7))
  return {
    kind: 'witness',
    name: 'TailDeleted',
    statement: 'All records were acknowledged; the last three of seven are on no disk any more, those before are on every disk.',
    reached: (s) => {
      const all = 2 ** view.appends - 1
      if (view.acked(s) !== all) return false
      for (let id = 0; id < view.appends; id++)
        for (let r = 0; r < n; r++) if (view.holds(s, r, id) !== id < view.appends - tail) return false
      return true
    },
  }
}

/** Every copy was there when the answer was given, and no more than the minimum. */
export function ackedAtMinimum<S>(view: KraftView<S>): WitnessProperty<S> {
  const n = view.replicas.labels.length
  return {
    kind: 'witness',
    name: 'AckedAtMinimum',
    statement: 'A record is acknowledged that only min.insync.replicas of the replicas hold.',
    reached: (s) => {
      for (let id = 0; id < view.appends; id++) {
        if (!has(view.acked(s), id)) continue
        let copies = 0
        for (let r = 0; r < n; r++) if (view.holds(s, r, id)) copies++
        if (copies < n && copies === view.minIsr(s)) return true
      }
      return false
    },
  }
}
