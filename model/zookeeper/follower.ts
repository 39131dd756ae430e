/** What a follower does: it learns of its leader, cuts its log to match, and fetches. */
import { type Action, action, given, NONE } from '../../checker/model.ts'
import type { Parts } from './parts.ts'
import { presumesLeadership, type Read, type State } from './state.ts'

export function followerActions({ replicas, epochs, logs, rules, on }: Parts): Action<State>[] {
  const { follows, following, agrees, agreeing, truncationPoint } = rules
  const lowersHighWatermark = on('truncation lowers the high watermark')
  const boundsHighWatermark = on('a follower bounds its high watermark by its log end')
  const truncatesAsFollower = rules.truncates === 'becoming-follower' && on('a new follower truncates its log')

  const truncate = (draft: State, leader: number, f: number): void => {
    const endOffset = truncationPoint(draft, leader, f)
    logs.truncate(draft, f, endOffset)
    if (lowersHighWatermark) draft.highWatermark[f] = Math.min(draft.highWatermark[f], endOffset)
  }

  const becomeFollower = action<State>()(
    'BecomeFollower',
    'A replica follows a new leader on a LeaderAndIsr request and, except in kip-320-first-try, truncates its log in the same step. ' +
      'A request that names no leader is never acted on.',
    [
      ['epoch', epochs],
      ['replica', replicas],
    ],
    {
      guards: {
        'the request was sent': given((s, e) => e < s.requests.length),
        'the request names a leader': given((s, e) => s.requests.leader[e] !== NONE),
        ...(rules.fencesTruncation && {
          'the leader has started that epoch': (s: Read, e: number) =>
            presumesLeadership(s, s.requests.leader[e]) && s.leaderEpoch[s.requests.leader[e]] === e,
        }),
        'the request names another leader': given((s, e, f) => s.requests.leader[e] !== f),
        'the request is newer than what the replica knows': (s, e, f) => e > s.leaderEpoch[f],
        ...(rules.answerMayLiePastEnd && {
          'the truncation point is within the log': given(
            (s: Read, e: number, f: number) => truncationPoint(s, s.requests.leader[e], f) <= s.log.length[f],
          ),
        }),
      },
      apply: (draft, e, f) => {
        const leader = draft.requests.leader[e]
        if (truncatesAsFollower) truncate(draft, leader, f)
        draft.leader[f] = leader
        draft.leaderEpoch[f] = e
        draft.isr[f] = draft.requests.isr[e]
      },
    },
  )

  /** KIP-320, first try: the last record of the follower lies past the leader's end, or was written in another epoch there. */
  const logsDiffer = (s: Read, leader: number, f: number): boolean => !agrees(s, leader, f, s.log.length[f])

  const followerTruncate = action<State>()(
    'FollowerTruncate',
    'A follower whose fetch shows that its last record is not the one of the leader truncates its log (the first draft of KIP-320).',
    [
      ['leader', replicas],
      ['follower', replicas],
    ],
    {
      guards: {
        'the leader presumes leadership': (s, l) => presumesLeadership(s, l),
        [`the follower ${following}`]: follows,
        'the last records differ': given(logsDiffer),
      },
      apply: truncate,
    },
  )

  const followerReplicate = action<State>()(
    'FollowerReplicate',
    'A follower fetches the next record and the high watermark. Until KIP-320 neither side checks that they mean the same epoch.',
    [
      ['leader', replicas],
      ['follower', replicas],
    ],
    {
      guards: {
        'the leader presumes leadership': (s, l) => presumesLeadership(s, l),
        'the leader has a record to send': given((s, l, f) => s.log.length[f] < s.log.length[l]),
        [`the follower ${following}`]: follows,
        ...(rules.truncates === 'fetching' && {
          [`the follower ${agreeing} its log end`]: (s: Read, l: number, f: number) => agrees(s, l, f, s.log.length[f]),
        }),
      },
      apply: (draft, l, f) => {
        logs.append(draft, f, logs.recordAt(draft, l, draft.log.length[f]))
        draft.highWatermark[f] = boundsHighWatermark
          ? Math.min(draft.highWatermark[l], draft.log.length[f])
          : draft.highWatermark[l]
      },
    },
  )

  return rules.truncates === 'fetching'
    ? [becomeFollower, followerTruncate, followerReplicate]
    : [becomeFollower, followerReplicate]
}
