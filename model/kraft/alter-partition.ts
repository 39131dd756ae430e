/**
 * The controller's part in a change of the ISR that a leader asks for, and how the answer reaches the leader.
 * Mirrors `ReplicationControlManager#alterPartition` and `Partition` (handleAlterPartitionUpdate, makeLeader).
 */
import { action, bound, given } from '../../checker/model.ts'
import type { Action } from '../../checker/model.ts'
import { ANY, changePartition } from './election.ts'
import { advanceHighWatermark } from './high-watermark.ts'
import { compact } from './metadata.ts'
import { applyRecord, endProposal, isBehind, redeliver } from './roles.ts'
import {
  activeBrokers,
  ANSWERED,
  BEHIND,
  BEHIND_ANSWERED,
  electable,
  hasRoom,
  HEARD_ALL,
  knownEpoch,
  lastRecord,
  leads,
  WIPED,
} from './state.ts'
import type { Seen, State } from './state.ts'
import type { World } from './world.ts'

export function alterPartitionActions(w: World): Action<State>[] {
  const { brokers } = w
  const { switches } = w.options
  const room = { 'the metadata log has room': bound((s: Seen) => hasRoom(w, s)) }

  const commitIsr = action<State>()(
    'CommitIsr',
    'The controller accepts an AlterPartition and commits the new ISR (`ReplicationControlManager#alterPartition`, KIP-497).',
    [['leader', brokers]],
    {
      guards: {
        ...room,
        'an AlterPartition is in flight': given((s: Seen, l: number) => s.proposal[l] !== 0),
        'the sender is the leader': (s: Seen, l: number) => s.metadata.leader[s.metadata.length - 1] === l,
        'the leader epoch is current': (s: Seen, l: number) => s.metadata.epoch[s.metadata.length - 1] === knownEpoch(s, l),
        'the partition epoch is current': partitionEpochIsCurrent,
        ...(switches.rejectFencedIsr && {
          'every member is unfenced and not stopping': (s: Seen, l: number) => (s.proposal[l] & ~activeBrokers(s)) === 0,
        }),
        ...(switches.controllerChecksBrokerEpoch && {
          'every member is the registered incarnation': (s: Seen, l: number) => s.staleProposal[l] === 0,
        }),
      },
      apply: (s, l) => {
        changePartition(w, s, s.proposal[l], electable(w, s), 0, ANY, true)
        if (w.redelivers) answer(s, l)
        compact(w, s)
      },
    },
  )

  const refuseIsr = action<State>()(
    'RefuseIsr',
    'The controller refuses an AlterPartition that names an ineligible replica; the leader rolls back (INELIGIBLE_REPLICA, KIP-841).',
    [['leader', brokers]],
    {
      guards: {
        'an AlterPartition is in flight': given((s: Seen, l: number) => s.proposal[l] !== 0),
        'it is not stale': given(partitionEpochIsCurrent),
        'a member may not join': given(
          (s: Seen, l: number) =>
            (switches.rejectFencedIsr && (s.proposal[l] & ~activeBrokers(s)) !== 0) ||
            (switches.controllerChecksBrokerEpoch && s.staleProposal[l] === 1),
        ),
      },
      apply: (s, l) => {
        endProposal(s, l)
        s.joining[l] = 0
        if (s.heard[l] === WIPED) s.heard[l] = HEARD_ALL
        advanceHighWatermark(w, s, l)
      },
    },
  )

  const learn = action<State>()(
    'LearnIsr',
    'A leader learns from the answer to its AlterPartition that the ISR has changed, before the metadata log tells it (`Partition#handleAlterPartitionUpdate`).',
    [['leader', brokers]],
    {
      guards: {
        'an answer is on its way': given((s: Seen, l: number) => s.heard[l] === ANSWERED || s.heard[l] === BEHIND_ANSWERED),
      },
      apply: (s, l) => {
        applyRecord(w, s, l, nextOfPartition(s, l))
        s.heard[l] = BEHIND
        compact(w, s)
      },
    },
  )

  const redelivery = action<State>()(
    'RedeliverIsr',
    'The metadata log brings a leader the change that it knows from the answer already (`Partition#makeLeader` takes an equal partition epoch).',
    [['leader', brokers]],
    {
      guards: { 'it knows the change from an answer': given((s: Seen, l: number) => leads(s, l) && isBehind(s, l)) },
      apply: (s, l) => redeliver(w, s, l),
    },
  )

  return [
    ...(w.changes && switches.asyncAlterPartition ? [commitIsr, refuseIsr] : []),
    ...(w.redelivers ? [learn, redelivery] : []),
  ]
}

/** Whether nothing has changed the partition since the record a leader's AlterPartition refers to: its compare-and-set. */
function partitionEpochIsCurrent(s: Seen, l: number): boolean {
  for (let j = s.metadata.length - 1; j > s.applied[l]; j--) if (s.metadata.configOnly[j] === 0) return false
  return true
}

/** Whether the controller may still take what a leader proposed, or refuse it by name. */
export const isCurrent = (s: Seen, l: number): boolean =>
  s.metadata.leader[lastRecord(s)] === l && s.metadata.epoch[lastRecord(s)] === knownEpoch(s, l) && partitionEpochIsCurrent(s, l)

/** The controller has committed what a leader proposed, and answers. A leader whose request was taken for settled ignores it. */
function answer(s: State, l: number): void {
  const last = lastRecord(s)
  if (s.metadata.leader[last] !== l || s.metadata.epoch[last] !== knownEpoch(s, l)) return
  if (s.heard[l] === WIPED) {
    endProposal(s, l)
    s.heard[l] = HEARD_ALL
  } else s.heard[l] = s.heard[l] === BEHIND ? BEHIND_ANSWERED : ANSWERED
}

/** The first record after the one a broker has applied that is about the partition. */
function nextOfPartition(s: Seen, b: number): number {
  let j = s.applied[b] + 1
  while (s.metadata.configOnly[j] === 1) j++
  return j
}
