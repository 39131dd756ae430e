/**
 * What a broker does with partition metadata: lead, or follow.
 * Mirrors `Partition#makeLeader` and `#makeFollower`, called by `ReplicaManager#applyDelta`.
 */
import { has, NONE } from '../../checker/model.ts'
import { advanceHighWatermark } from './high-watermark.ts'
import { forgetOrphans, orphan } from './coordinator.ts'
import { truncateTo } from './log.ts'
import { BEHIND, BEHIND_ANSWERED, HEARD_ALL, isReplica, isReplicaTo, knownEpoch, knownLeader, leads, WIPED } from './state.ts'
import type { Seen, State } from './state.ts'
import type { World } from './world.ts'

/** Broker `b`, which runs, makes record `j` its own. Everything between the record it had applied and `j` passes unseen. */
export function applyRecord(w: World, s: State, b: number, j: number): void {
  const wasLeader = leads(s, b)
  const epochBefore = knownEpoch(s, b)
  const leaderBefore = knownLeader(s, b)
  // A delta that changes the configuration alone has nothing to say to the partition: what is in flight stays in flight.
  if (isConfigOnly(s, s.applied[b] + 1, j)) {
    s.applied[b] = j
    if (isBehind(s, b)) redeliver(w, s, b)
    return
  }
  s.applied[b] = j
  // Without a replica its log goes, in the same delta (`TopicDelta#localChanges`); one that comes back meanwhile is not noticed.
  if (!isReplica(w, s, b)) truncateTo(w, s, b, 0)
  s.heard[b] = HEARD_ALL
  s.joining[b] = 0
  const epoch = s.metadata.epoch[j]
  const leader = s.metadata.leader[j]
  if (leader === b) {
    endProposal(s, b)
    if (!wasLeader) startLeading(w, s, b, epoch)
    else if (epoch !== epochBefore) leadAgain(w, s, b, j)
    if (w.reassigns) for (let f = 0; f < w.n; f++) if (!isReplicaTo(w, s, b, f)) forgetFollower(w, s, b, f)
    advanceHighWatermark(w, s, b)
  } else {
    if (wasLeader) stepDown(w, s, b)
    const follows = w.options.switches.truncateOnEveryEpoch ? epoch !== epochBefore : leader !== leaderBefore
    if (follows && leader !== NONE && isReplica(w, s, b)) startFollowing(w, s, b)
  }
}

/** Whether the metadata log has yet to bring a leader what it knows from an answer. */
export const isBehind = (s: Seen, l: number): boolean => s.heard[l] === BEHIND || s.heard[l] === BEHIND_ANSWERED

/**
 * The metadata log brings a leader the change it knows already. A partition epoch that is equal is not refused, and what is pending
 * is overwritten (`Partition#updateAssignmentAndIsr`): the request in flight goes on, the leader no longer waits for its members,
 * and it will ignore the answer.
 */
export function redeliver(w: World, s: State, l: number): void {
  if (s.heard[l] === BEHIND_ANSWERED) endProposal(s, l)
  s.heard[l] = s.proposal[l] === 0 ? HEARD_ALL : WIPED
  advanceHighWatermark(w, s, l)
}

/** Whether the records `from..to` change nothing but the configuration. */
function isConfigOnly(s: State, from: number, to: number): boolean {
  for (let j = from; j <= to; j++) if (s.metadata.configOnly[j] === 0) return false
  return true
}

/** A broker starts to lead: it knows nothing yet of its followers (`Partition#makeLeader`). */
export function startLeading(w: World, s: State, b: number, epoch: number): void {
  forgetFollowers(w, s, b)
  if (!w.keepsFollowerHw) s.highWatermark[b] = 0
  if (w.orphans) forgetOrphans(w, s, b)
  if (w.tracksSince) s.leaderSince[b] = epoch
  s.truncating[b] = 0
}

/** A leader is elected again in a later epoch without having noticed an interruption (`Replica#resetReplicaState`). */
function leadAgain(w: World, s: State, b: number, j: number): void {
  const { reelection } = w.options.switches
  if (reelection === 'reset-all') forgetFollowers(w, s, b)
  else if (reelection === 'reset-out-of-isr')
    for (let f = 0; f < w.n; f++) if (!has(s.metadata.isr[j], f)) forgetFollower(w, s, b, f)
}

function forgetFollowers(w: World, s: State, l: number): void {
  for (let f = 0; f < w.n; f++) forgetFollower(w, s, l, f)
}

function forgetFollower(w: World, s: State, l: number, f: number): void {
  s.followerEnd[l * w.n + f] = -1
  s.staleEnd[l] &= ~(1 << f)
}

/** A change of the ISR is over, one way or the other. */
export function endProposal(s: State, l: number): void {
  s.proposal[l] = 0
  s.staleProposal[l] = 0
}

/** A leader stops leading: requests in its purgatory fail with NOT_LEADER_OR_FOLLOWER, their records stay in its log. */
export function stepDown(w: World, s: State, b: number): void {
  forgetFollowers(w, s, b)
  if (w.orphans) orphan(w, s, b)
  endProposal(s, b)
  s.heard[b] = HEARD_ALL
  s.joining[b] = 0
  s.leaderSince[b] = 0
  s.pending[b] = 0
  if (!w.keepsFollowerHw) s.highWatermark[b] = 0
}

/** A broker starts to follow: before truncation on fetch it has to truncate first. */
export function startFollowing(w: World, s: State, b: number): void {
  switch (w.options.switches.truncation) {
    case 'high-watermark':
      truncateTo(w, s, b, s.highWatermark[b])
      break
    case 'kip-101':
    case 'kip-279':
      s.truncating[b] = 1
      break
    case 'on-fetch':
      break
  }
}
