/** What the controller does: it writes leader and ISR to ZooKeeper and announces them in LeaderAndIsr requests. */
import { type Action, action, bound, given, has, NONE, withMember, withoutMember } from '../../checker/model.ts'
import type { Parts } from './parts.ts'
import { controllerLeader, type Read, type State } from './state.ts'

/** Writes leader and ISR to ZooKeeper and sends the request, under a new leader epoch or in place of the last request. */
function announce(draft: State, leader: number, isr: number, inNewEpoch: boolean): void {
  if (inNewEpoch || draft.requests.length === 0) draft.requests.length++
  draft.requests.leader[draft.requests.length - 1] = leader
  draft.requests.isr[draft.requests.length - 1] = isr
  draft.controllerIsr = isr
}

export function controllerActions({ bounds, replicas, on }: Parts): Action<State>[] {
  const epochsLeft = bound((s: Read) => s.requests.length <= bounds.maxEpoch)
  const electionBumps = on('an election bumps the leader epoch')
  const shrinkBumps = on('a shrink by the controller bumps the leader epoch')
  return [
    action<State>()(
      'ControllerElectLeader',
      'The controller elects a member of the ISR, after a failure or to balance leaders; any member, at any time.',
      [['replica', replicas]],
      {
        guards: {
          'a leader epoch is left': epochsLeft,
          'the replica is in the ISR': (s, r) => has(s.controllerIsr, r),
          'the replica does not lead yet': given((s, r) => controllerLeader(s) !== r),
        },
        apply: (draft, r) => announce(draft, r, draft.controllerIsr, electionBumps),
      },
    ),
    action<State>()(
      'ControllerShrinkIsr',
      'The controller takes a failed or stopping replica out of the ISR. A leader is left without leadership, and as last member ' +
        'keeps its place in the ISR. The replica itself goes on: it may be a zombie.',
      [['replica', replicas]],
      {
        guards: {
          'a leader epoch is left': epochsLeft,
          'the replica leads or is in the ISR': given((s, r) => controllerLeader(s) === r || has(s.controllerIsr, r)),
        },
        apply: (draft, r) => {
          const leads = controllerLeader(draft) === r
          const keepsLast = leads && draft.controllerIsr === withMember(0, r)
          const isr = keepsLast ? draft.controllerIsr : withoutMember(draft.controllerIsr, r)
          announce(draft, leads ? NONE : controllerLeader(draft), isr, shrinkBumps)
        },
      },
    ),
  ]
}

/** Not in the published modules: `unclean.leader.election.enable=true`. */
export function uncleanElection({ bounds, replicas, on }: Parts): Action<State> {
  const electionBumps = on('an election bumps the leader epoch')
  return action<State>()(
    'ControllerElectUnclean',
    'With unclean.leader.election.enable the controller makes a leaderless partition available again by electing a replica from ' +
      'outside the ISR, which becomes the whole ISR (KIP-106).',
    [['replica', replicas]],
    {
      guards: {
        'a leader epoch is left': bound((s) => s.requests.length <= bounds.maxEpoch),
        'the partition has no leader': (s) => controllerLeader(s) === NONE,
        'the replica is outside the ISR': given((s, r) => !has(s.controllerIsr, r)),
      },
      apply: (draft, r) => announce(draft, r, withMember(0, r), electionBumps),
    },
  )
}
