/** What a leader does. Its followers' fetches are not separate steps: it reads from their logs what their next fetch would show. */
import { type Action, action, bound, given, has, NONE, withMember, withoutMember } from '../../checker/model.ts'
import type { Parts } from './parts.ts'
import { isTrueLeader, presumesLeadership, type Read, type State } from './state.ts'

/** Writes an ISR to ZooKeeper in one step with the leader's own view of it. */
function updateIsr(draft: State, leader: number, isr: number): void {
  draft.controllerIsr = isr
  draft.isr[leader] = isr
}

export function leaderActions({ bounds, replicas, epochs, logs, rules }: Parts): Action<State>[] {
  const { follows, following, agrees, agreeing } = rules

  const everyIsrMemberFollows = (s: Read, leader: number): boolean => {
    for (let r = 0; r < bounds.replicas; r++) if (has(s.isr[leader], r) && !follows(s, leader, r)) return false
    return true
  }

  const everyIsrMemberAgrees = (s: Read, leader: number, endOffset: number): boolean => {
    for (let r = 0; r < bounds.replicas; r++) if (has(s.isr[leader], r) && !agrees(s, leader, r, endOffset)) return false
    return true
  }

  /** KIP-320, KAFKA-7128: everything an earlier leader may have committed is below the high watermark again. */
  const highWatermarkInOwnEpoch = (s: Read, leader: number): boolean => {
    const offset = s.highWatermark[leader]
    if (offset >= s.log.length[leader]) return offset === s.log.length[leader]
    return logs.epochAt(s, leader, offset) === s.leaderEpoch[leader]
  }

  return [
    action<State>()(
      'BecomeLeader',
      'A replica starts to lead on a LeaderAndIsr request. Its high watermark stays where it was, mostly behind that of the leader before.',
      [['epoch', epochs]],
      {
        guards: {
          'the request was sent': given((s, e) => e < s.requests.length),
          'the request names a leader': given((s, e) => s.requests.leader[e] !== NONE),
          'the request is newer than what the replica knows': (s, e) => e > s.leaderEpoch[s.requests.leader[e]],
        },
        apply: (draft, e) => {
          const leader = draft.requests.leader[e]
          draft.leader[leader] = leader
          draft.leaderEpoch[leader] = e
          draft.isr[leader] = draft.requests.isr[e]
        },
      },
    ),
    action<State>()(
      'LeaderWrite',
      'A presumed leader appends a record of a producer. Whether it still leads is found out by replication, not by the write.',
      [['leader', replicas]],
      {
        guards: {
          'a record is left': bound((s) => s.recordEpoch.length < bounds.records),
          'the replica presumes leadership': (s, l) => presumesLeadership(s, l),
          'the log has room': bound((s, l) => s.log.length[l] < bounds.logSize),
        },
        apply: (draft, l) => {
          const record = draft.recordEpoch.length++
          draft.recordEpoch.items[record] = draft.leaderEpoch[l]
          logs.append(draft, l, record)
        },
      },
    ),
    action<State>()(
      'LeaderIncHighWatermark',
      'A presumed leader commits the record at its high watermark once its whole ISR, as it knows it, has fetched past it.',
      [['leader', replicas]],
      {
        guards: {
          'the replica presumes leadership': (s, l) => presumesLeadership(s, l),
          'the log reaches past the high watermark': given((s, l) => s.highWatermark[l] < s.log.length[l]),
          [`every ISR member ${following}`]: everyIsrMemberFollows,
          [`every ISR member ${agreeing} the new high watermark`]: (s, l) => everyIsrMemberAgrees(s, l, s.highWatermark[l] + 1),
        },
        apply: (draft, l) => {
          draft.highWatermark[l]++
        },
      },
    ),
    action<State>()(
      'LeaderShrinkIsr',
      'The leader takes a lagging follower out of the ISR, as after replica.lag.time.max.ms. ZooKeeper accepts it from the true leader only.',
      [
        ['leader', replicas],
        ['follower', replicas],
      ],
      {
        guards: {
          'the replica is the true leader': (s, l) => isTrueLeader(s, l),
          'the follower is in the ISR': given((s, l, f) => l !== f && has(s.isr[l], f)),
          'the follower lags': (s, l, f) => !follows(s, l, f) || !agrees(s, l, f, s.log.length[l]),
        },
        apply: (draft, l, f) => updateIsr(draft, l, withoutMember(draft.isr[l], f)),
      },
    ),
    action<State>()(
      'LeaderExpandIsr',
      'The leader takes a follower that has caught up into the ISR. ZooKeeper accepts it from the true leader only. Since KAFKA-7128 the ' +
        "high watermark must have reached the leader's own epoch first, lest a follower join without records committed before.",
      [
        ['leader', replicas],
        ['follower', replicas],
      ],
      {
        guards: {
          'the replica is the true leader': (s, l) => isTrueLeader(s, l),
          ...(rules.expandsFromEpochStart && { 'the high watermark has reached its epoch': highWatermarkInOwnEpoch }),
          'the follower is outside the ISR': given((s, l, f) => !has(s.isr[l], f)),
          [`the follower ${following}`]: follows,
          [`the follower ${agreeing} the high watermark`]: (s, l, f) => agrees(s, l, f, s.highWatermark[l]),
        },
        apply: (draft, l, f) => updateIsr(draft, l, withMember(draft.isr[l], f)),
      },
    ),
  ]
}
