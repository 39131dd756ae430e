/**
 * A reply to a fetch that comes late: one at a time, in a slot of the state. Meanwhile the follower may follow others, or the same leader
 * in a later epoch, and take the reply for that to a fetch it has not sent. Mirrors `AbstractFetcherThread#processFetchRequest`.
 */
import { action, bound, given, int, NONE } from '../../checker/model.ts'
import type { Action } from '../../checker/model.ts'
import { mayHappen, spend } from './faults.ts'
import { agrees, divergingEnd, divergingEpoch, followHighWatermark, truncateToDivergence, waitsFor } from './follower.ts'
import { advanceHighWatermark } from './high-watermark.ts'
import { appendTo, forgetLostEpochs } from './log.ts'
import { isReplica, isReplicaTo, isUp, knownEpoch, knownLeader, leads } from './state.ts'
import type { Seen, State } from './state.ts'
import type { World } from './world.ts'

export function lateReplyActions(w: World): Action<State>[] {
  if (!w.parks) return []
  const { brokers, options } = w
  const { switches } = options

  const fetch = action<State>()(
    'FetchLate',
    'A follower fetches, the leader answers as ever, and the reply is late.',
    [['follower', brokers]],
    {
      guards: {
        'a reply may still be late': bound(mayHappen(w, 'lateReplies')),
        'no other is': bound((s: Seen) => s.lateFollower === NONE),
        'its process runs': given((s: Seen, f: number) => isUp(s, f)),
        'it follows a broker that acts as leader': given((s: Seen, f: number) => {
          const l = knownLeader(s, f)
          return l !== NONE && l !== f && leads(s, l)
        }),
        ...(w.reassigns && {
          'both take it for a replica': given(
            (s: Seen, f: number) => isReplica(w, s, f) && isReplicaTo(w, s, knownLeader(s, f), f),
          ),
        }),
        ...(switches.fenceFetch && {
          'both are in the same leader epoch': (s: Seen, f: number) => knownEpoch(s, knownLeader(s, f)) === knownEpoch(s, f),
        }),
        'it has truncated': given((s: Seen, f: number) => s.truncating[f] === 0),
        // What a leader refuses (OFFSET_OUT_OF_RANGE) is asked again.
        'the leader answers': given((s: Seen, f: number) => hasAnswer(w, s, f, knownLeader(s, f))),
      },
      apply: (s, f) => {
        spend(w, s, 'lateReplies')
        park(w, s, f, knownLeader(s, f))
      },
    },
  )

  const deliver = action<State>()(
    'DeliverReply',
    'A late reply arrives, and the follower takes it: its offset is that from which the follower would fetch (`AbstractFetcherThread#processFetchRequest`, KAFKA-18991).',
    [
      ['follower', brokers],
      // The bytes of records are read when they are sent, which may be after the leader has cut its log and written it anew.
      ['rewritten', int(0, 1)],
    ],
    {
      guards: {
        'a reply to it is late': given((s: Seen, f: number) => s.lateFollower === f),
        'it follows that broker': given((s: Seen, f: number) => isUp(s, f) && knownLeader(s, f) === s.lateLeader),
        'its log ends where it fetched from': given((s: Seen, f: number) => s.log.length[f] === s.lateOffset),
        'it has truncated': given((s: Seen, f: number) => s.truncating[f] === 0),
        ...(w.reassigns && { 'it takes itself for a replica': given((s: Seen, f: number) => isReplica(w, s, f)) }),
        ...(switches.matchReplyEpoch && {
          'it is in the leader epoch of its fetch': (s: Seen, f: number) => knownEpoch(s, f) === s.lateEpoch,
        }),
        'the record is as it was, or was written anew': given(
          (s: Seen, _f: number, rewritten: number) => rewritten === 0 || rewrittenRecord(w, s) !== NONE,
        ),
        ...(switches.refuseLaterRecords && {
          'the record is of no later epoch than the fetch': (s: Seen, _f: number, rewritten: number) =>
            rewritten === 0 || s.epochs[rewrittenRecord(w, s)] <= s.lateEpoch,
        }),
      },
      apply: (s, f, rewritten) => take(w, s, f, rewritten === 1 ? rewrittenRecord(w, s) : s.lateRecord),
    },
  )

  const drop = action<State>()('DropReply', 'A late reply is lost, or no longer of use, and the follower fetches again.', [], {
    guards: { 'a reply is late': given((s: Seen) => s.lateFollower !== NONE) },
    apply: (s) => dropReply(w, s),
  })

  return [fetch, deliver, drop]
}

/** Whether a leader has records, or a divergence, for a follower. */
function hasAnswer(w: World, s: Seen, f: number, l: number): boolean {
  if (waitsFor(w, s, f, l)) return false
  return agrees(w, s, f, l) || (w.options.switches.truncation === 'on-fetch' && divergingEnd(w, s, f, l) >= 0)
}

/** The leader's half of a fetch; what it answers goes into the slot. */
function park(w: World, s: State, f: number, l: number): void {
  const end = s.log.length[f]
  s.lateFollower = f
  s.lateLeader = l
  s.lateOffset = end
  s.lateEpoch = knownEpoch(s, f)
  s.lateHighWatermark = w.keepsFollowerHw ? s.highWatermark[l] : 0
  s.lateEnd = -1
  if (!agrees(w, s, f, l)) {
    s.lateDivergence = divergingEpoch(w, s, f, l)
    s.lateEnd = divergingEnd(w, s, f, l)
    return
  }
  s.followerEnd[l * w.n + f] = end
  s.staleEnd[l] &= ~(1 << f)
  advanceHighWatermark(w, s, l)
  if (end < s.log.length[l] && end < w.logSize) s.lateRecord = s.log.items[l * w.logSize + end]
}

/** The record that stands, by now, where the one of the late reply stood in the leader's log; NONE when it is the same, or there is none. */
function rewrittenRecord(w: World, s: Seen): number {
  const l = s.lateLeader
  if (s.lateRecord === NONE || !isUp(s, l) || s.log.length[l] <= s.lateOffset) return NONE
  const id = s.log.items[l * w.logSize + s.lateOffset]
  return id === s.lateRecord ? NONE : id
}

/** The follower's half. */
function take(w: World, s: State, f: number, record: number): void {
  const { truncateBeforeHighWatermark } = w.options.switches
  if (s.lateEnd < 0) {
    if (record !== NONE) appendTo(w, s, f, record)
    followHighWatermark(w, s, f, s.lateHighWatermark)
  } else {
    if (!truncateBeforeHighWatermark) followHighWatermark(w, s, f, s.lateHighWatermark)
    truncateToDivergence(w, s, f, s.lateDivergence, s.lateEnd)
  }
  dropReply(w, s)
}

/** Nothing is on its way any more. */
export function dropReply(w: World, s: State): void {
  s.lateFollower = NONE
  s.lateLeader = NONE
  s.lateOffset = 0
  s.lateEpoch = 0
  s.lateRecord = NONE
  s.lateDivergence = 0
  s.lateEnd = -1
  s.lateHighWatermark = 0
  forgetLostEpochs(w, s)
}
