/**
 * A produce request whose thread stands still between its append and its waiting: one at a time, in a slot of the state. It comes to wait, and is
 * answered, only when its broker leads again, by the offset alone. Mirrors `ReplicaManager#appendRecords` (appendToLocalLog, then
 * maybeAddDelayedProduce) and `Partition#checkEnoughReplicasReachOffset`, which asks neither for a leader epoch nor for the record.
 */
import { action, bound, given, NONE } from '../../checker/model.ts'
import type { Action } from '../../checker/model.ts'
import { mayHappen, spend } from './faults.ts'
import { acknowledge, appendRecord, hasEnoughToAnswer } from './high-watermark.ts'
import { appendGuards } from './producer.ts'
import { isUp, leads } from './state.ts'
import type { Seen, State } from './state.ts'
import type { World } from './world.ts'

export function slowRequestActions(w: World): Action<State>[] {
  if (!w.stalls) return []
  const append = action<State>()(
    'AppendSlowly',
    'A leader appends a record, and the thread of the request stands still before it comes to wait for its answer (`ReplicaManager#appendRecords`).',
    [['leader', w.brokers]],
    {
      guards: {
        'a request may still be slow': bound(mayHappen(w, 'slowRequests')),
        'no other is': bound((s: Seen) => s.slowLeader === NONE),
        ...appendGuards(w),
      },
      apply: (s, l) => {
        spend(w, s, 'slowRequests')
        s.slowLeader = l
        s.slowOffset = s.log.length[l]
        s.slowRecord = s.nextId
        appendRecord(w, s, l, 0, true)
      },
    },
  )
  // One that comes before the high watermark has passed its offset, and waits, is answered as one that comes later.
  const answer = action<State>()(
    'AnswerSlowly',
    'A slow request comes to wait, and is answered at once: its broker leads, and the high watermark has passed its offset, whatever stands there by now (`Partition#checkEnoughReplicasReachOffset`).',
    [['leader', w.brokers]],
    {
      guards: {
        'its request is slow': given((s: Seen, l: number) => s.slowLeader === l),
        'it acts as leader': given((s: Seen, l: number) => leads(s, l)),
        'the high watermark has passed the offset': (s: Seen, l: number) => s.highWatermark[l] > s.slowOffset,
      },
      apply: (s, l) => {
        if (hasEnoughToAnswer(w, s, l)) acknowledge(w, s, s.slowRecord)
        else if (w.tracksFailures) s.failed |= 1 << s.slowRecord
        dropSlowRequest(s)
      },
    },
  )
  const fail = action<State>()(
    'FailSlowly',
    'A slow request comes to wait at a broker that leads no more, and fails (NOT_LEADER_OR_FOLLOWER).',
    [['broker', w.brokers]],
    {
      guards: {
        'its request is slow': given((s: Seen, b: number) => s.slowLeader === b),
        'it runs, and does not act as leader': given((s: Seen, b: number) => isUp(s, b) && !leads(s, b)),
      },
      apply: (s) => dropSlowRequest(s),
    },
  )
  return [append, answer, fail]
}

/** No request is slow any more. */
export function dropSlowRequest(s: State): void {
  s.slowLeader = NONE
  s.slowOffset = 0
  s.slowRecord = NONE
}
