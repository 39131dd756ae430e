/**
 * The leader's part in changing the ISR. Mirrors `Partition` (maybeExpandIsr, maybeShrinkIsr, handleAlterPartitionUpdate),
 * KIP-497 (one AlterPartition in flight), KIP-841 (eligibility) and KIP-903 (broker epochs).
 */
import { action, bound, given, has, withMember, withoutMember } from '../../checker/model.ts'
import type { Action } from '../../checker/model.ts'
import { ANY, changePartition } from './election.ts'
import { allows, spend } from './faults.ts'
import { advanceHighWatermark } from './high-watermark.ts'
import { epochStart } from './log.ts'
import { compact } from './metadata.ts'
import { applyRecord } from './roles.ts'
import { activeBrokers, hasRoom, knownEpoch, knownIsr, lastRecord, leads, RUNNING, STOPPED } from './state.ts'
import type { Seen, State, World } from './state.ts'

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
    'A leader proposes a follower that has caught up for the ISR (`Partition#maybeExpandIsr`, AlterPartition of KIP-497).',
    [
      ['leader', brokers],
      ['follower', brokers],
    ],
    {
      guards: {
        ...(switches.asyncAlterPartition ? {} : room),
        'it acts as leader': given((s: Seen, l: number) => leads(s, l)),
        ...mayChange,
        'the follower is outside the ISR': given((s: Seen, l: number, f: number) => !has(knownIsr(s, l), f) && f !== l),
        'the follower has fetched in this epoch': (s: Seen, l: number, f: number) => reported(s, l, f) >= 0,
        'the follower has reached the high watermark': (s: Seen, l: number, f: number) =>
          reported(s, l, f) < 0 || reported(s, l, f) >= s.highWatermark[l],
        ...(switches.expandNeedsEpochStart && {
          'the follower has reached the start of the epoch': (s: Seen, l: number, f: number) =>
            reported(s, l, f) < 0 || reported(s, l, f) >= epochStart(w, s, l, knownEpoch(s, l)),
        }),
        ...(switches.rejectFencedIsr && {
          'the follower is unfenced and not stopping': (s: Seen, _l: number, f: number) =>
            s.status[f] === RUNNING || s.status[f] === STOPPED,
        }),
        ...(switches.leaderChecksBrokerEpoch && {
          'the follower has fetched since it registered': (s: Seen, l: number, f: number) => !has(s.staleEnd[l], f),
        }),
      },
      apply: (s, l, f) => changeIsr(w, s, l, withMember(knownIsr(s, l), f), has(s.staleEnd[l], f)),
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
        'a shrink may still happen': bound((s: Seen) => allows(w, s, 'isrShrinks')),
        ...(switches.asyncAlterPartition ? {} : room),
        'it acts as leader': given((s: Seen, l: number) => leads(s, l)),
        ...mayChange,
        'the follower is in the ISR': given((s: Seen, l: number, f: number) => has(knownIsr(s, l), f) && f !== l),
        'the follower lags': given((s: Seen, l: number, f: number) => reported(s, l, f) !== s.log.length[l]),
      },
      apply: (s, l, f) => {
        spend(w, s, 'isrShrinks')
        changeIsr(w, s, l, withoutMember(knownIsr(s, l), f), false)
      },
    },
  )

  return n < 2 ? [] : [expand, ...(w.caps.isrShrinks > 0 ? [shrink] : [])]
}

/** Sends an AlterPartition; before KIP-497 changes the ISR at once. `stale`: it names an incarnation that is no more. */
function changeIsr(w: World, s: State, l: number, isr: number, stale: boolean): void {
  if (w.options.switches.asyncAlterPartition) {
    s.proposal[l] = isr
    if (stale) s.staleProposal[l] = 1
    advanceHighWatermark(w, s, l)
  } else {
    changePartition(w, s, isr, activeBrokers(s), 0, ANY, true)
    applyRecord(w, s, l, lastRecord(s))
    compact(w, s)
  }
}
