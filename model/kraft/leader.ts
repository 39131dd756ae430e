/**
 * The leader's part in changing the ISR. Mirrors `Partition` (maybeExpandIsr, maybeShrinkIsr, handleAlterPartitionUpdate),
 * KIP-497 (one AlterPartition in flight) and KIP-841 (eligibility). That a follower is proposed for the incarnation that fetched
 * (KIP-903) cannot be otherwise here: the proposal is part of its fetch.
 */
import { action, bound, given, has, withoutMember } from '../../checker/model.ts'
import type { Action } from '../../checker/model.ts'
import { mayHappen, spend } from './faults.ts'
import { agrees, fetchFrom, waitsFor } from './follower.ts'
import { advanceHighWatermark, maximalIsr } from './high-watermark.ts'
import { changeIsr } from './isr-change.ts'
import { epochStart } from './log.ts'
import { hasRoom, isReplica, isReplicaTo, isUp, knownEpoch, knownIsr, knownLeader, lastRecord, leads, RUNNING } from './state.ts'
import type { Seen, State } from './state.ts'
import type { World } from './world.ts'

export function leaderActions(w: World): Action<State>[] {
  const { switches } = w.options
  const { brokers, n } = w
  const reported = (s: Seen, l: number, f: number) => s.followerEnd[l * n + f]

  // Before KIP-497 the leader writes the ISR with a compare-and-set; after it, one request is in flight at a time.
  const mayChange = switches.asyncAlterPartition
    ? { 'no AlterPartition is in flight': (s: Seen, l: number) => s.proposal[l] === 0 }
    : { 'it knows the latest partition epoch': (s: Seen, l: number) => s.applied[l] === lastRecord(s) }
  const room = { 'the metadata log has room': bound((s: Seen) => hasRoom(w, s)) }

  const expand = action<State>()(
    'ExpandIsr',
    'A follower outside the ISR fetches, and its leader finds that it has caught up and proposes it (`Partition#maybeExpandIsr`, AlterPartition of KIP-497).',
    [
      ['leader', brokers],
      ['follower', brokers],
    ],
    {
      guards: {
        ...(switches.asyncAlterPartition ? {} : room),
        'it acts as leader': given((s: Seen, l: number) => leads(s, l)),
        ...mayChange,
        'the follower runs and follows it': given(
          (s: Seen, l: number, f: number) => f !== l && isUp(s, f) && knownLeader(s, f) === l,
        ),
        ...(w.reassigns && {
          'both take it for a replica': given((s: Seen, l: number, f: number) => isReplica(w, s, f) && isReplicaTo(w, s, l, f)),
        }),
        ...(w.parks && { 'it waits for no reply': given((s: Seen, l: number, f: number) => !waitsFor(w, s, f, l)) }),
        ...(switches.fenceFetch && {
          'both are in the same leader epoch': (s: Seen, l: number, f: number) => knownEpoch(s, l) === knownEpoch(s, f),
        }),
        'the follower is outside the ISR': given((s: Seen, l: number, f: number) => !has(knownIsr(s, l), f)),
        'the follower has nothing to truncate': given(
          (s: Seen, l: number, f: number) => s.truncating[f] === 0 && agrees(w, s, f, l),
        ),
        'the follower has reached the high watermark': (s: Seen, l: number, f: number) => s.log.length[f] >= s.highWatermark[l],
        ...(switches.expandNeedsEpochStart && {
          'the follower has reached the start of the epoch': (s: Seen, l: number, f: number) =>
            s.log.length[f] >= epochStart(w, s, l, knownEpoch(s, l)),
        }),
        ...(switches.rejectFencedIsr && {
          'the follower is unfenced and not stopping': (s: Seen, _l: number, f: number) => s.status[f] === RUNNING,
        }),
      },
      apply: (s, l, f) => fetchFrom(w, s, f, l, true),
    },
  )

  const shrink = action<State>()(
    'ShrinkIsr',
    'A leader proposes to drop a follower that lags from the ISR (`Partition#maybeShrinkIsr`, replica.lag.time.max.ms).',
    [
      ['leader', brokers],
      ['follower', brokers],
    ],
    {
      guards: {
        'a shrink may still happen': bound(mayHappen(w, 'isrShrinks')),
        ...(switches.asyncAlterPartition ? {} : room),
        'it acts as leader': given((s: Seen, l: number) => leads(s, l)),
        ...mayChange,
        'the follower is in the ISR': given((s: Seen, l: number, f: number) => has(knownIsr(s, l), f) && f !== l),
        'the follower lags': given((s: Seen, l: number, f: number) => reported(s, l, f) !== s.log.length[l]),
      },
      apply: (s, l, f) => {
        spend(w, s, 'isrShrinks')
        changeIsr(w, s, l, withoutMember(knownIsr(s, l), f))
        advanceHighWatermark(w, s, l)
      },
    },
  )

  const lag = action<State>()(
    'LagBehind',
    'The replica a leader is adding has not caught up for replica.lag.time.max.ms, so that the high watermark waits for it no longer (`Replica#isCaughtUp`).',
    [['leader', brokers]],
    {
      guards: {
        'a follower may still lag': bound(mayHappen(w, 'isrShrinks')),
        'only its lag time makes the leader wait': given((s: Seen, l: number) => (s.joining[l] & ~maximalIsr(w, s, l)) !== 0),
      },
      apply: (s, l) => {
        spend(w, s, 'isrShrinks')
        s.joining[l] = 0
        advanceHighWatermark(w, s, l)
      },
    },
  )

  if (n < 2) return []
  const lags = w.caps.isrShrinks > 0
  return [expand, ...(lags ? [shrink] : []), ...(lags && w.awaitsJoining ? [lag] : [])]
}
