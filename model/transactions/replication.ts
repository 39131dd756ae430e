/** Data partitions with a high watermark of their own: answers wait for it, and another leader may lack what is above it. */
import { type Action, action, bound, given, has, int, withoutMember } from '../../checker/model.ts'
import type { Parts } from './parts.ts'
import { isPrepared, type State } from './state.ts'

export function replicationActions({ w, logs }: Parts): Action<State>[] {
  const { options, partitions } = w
  if (options.leaderChanges === 0) return []
  return [
    action<State>()(
      'Replicate',
      'Every in-sync replica has one record more: the high watermark moves.',
      [['partition', partitions]],
      {
        guards: { 'something is not replicated': given((s, p) => s.replicated[p] < s.log.length[p]) },
        apply: (draft, p) => {
          draft.replicated[p]++
        },
      },
    ),
    action<State>()(
      'AcknowledgeMarker',
      'The marker is replicated: its leader answers the coordinator.',
      [['partition', partitions]],
      {
        guards: {
          'it waits for an answer': given((s, p) => isPrepared(s.coordinator.state) && s.markerSent[p] === 1),
          'it has none yet': given((s, p) => has(s.coordinator.unmarked, p)),
          'everything is replicated': given((s, p) => logs.highWatermark(s, p) === s.log.length[p]),
        },
        apply: (draft, p) => {
          draft.markerSent[p] = 0
          draft.coordinator.unmarked = withoutMember(draft.coordinator.unmarked, p)
        },
      },
    ),
    action<State>()(
      'ChangeLeader',
      'Another in-sync replica leads. What is above the high watermark it may lack; clients and coordinator send it again.',
      [
        ['partition', partitions],
        ['end', int(0, w.logSize)],
      ],
      {
        guards: {
          'a change is left': bound((s) => s.left.leaderChanges > 0),
          'it has what is committed': (s, p, end) => end >= s.replicated[p],
          'it has no more than the leader': given((s, p, end) => end <= s.log.length[p]),
        },
        apply: (draft, p, end) => {
          draft.left.leaderChanges--
          draft.log.length[p] = end
          draft.markerSent[p] = 0
        },
      },
    ),
  ]
}
