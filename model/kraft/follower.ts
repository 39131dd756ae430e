/**
 * The follower: truncation and fetching, each one atomic exchange with the leader it knows of.
 * Mirrors `AbstractFetcherThread` (getOffsetTruncationState, processFetchRequest) and `Partition#fetchRecords`.
 */
import { action, given, has, NONE, withMember } from '../../checker/model.ts'
import type { Action } from '../../checker/model.ts'
import { completeOrphans } from './coordinator.ts'
import { advanceHighWatermark } from './high-watermark.ts'
import { appendTo, endOfEpoch, expose, floorEpoch, lastEpoch, truncateTo } from './log.ts'
import { changeIsr } from './isr-change.ts'
import { isReplica, isReplicaTo, isUp, knownEpoch, knownIsr, knownLeader, leads } from './state.ts'
import type { Seen, State } from './state.ts'
import type { World } from './world.ts'

export function followerActions(w: World): Action<State>[] {
  const { switches } = w.options
  const { brokers } = w
  const truncatesFirst = switches.truncation === 'kip-101' || switches.truncation === 'kip-279'

  const exchange = {
    'its process runs': given((s: Seen, f: number) => isUp(s, f)),
    'it follows a broker that acts as leader': given((s: Seen, f: number) => {
      const l = knownLeader(s, f)
      return l !== NONE && l !== f && leads(s, l)
    }),
    ...(w.reassigns && {
      'both take it for a replica': given((s: Seen, f: number) => isReplica(w, s, f) && isReplicaTo(w, s, knownLeader(s, f), f)),
    }),
  }
  const inOneEpoch = {
    'both are in the same leader epoch': (s: Seen, f: number) => knownEpoch(s, knownLeader(s, f)) === knownEpoch(s, f),
  }

  const isFree = { 'it waits for no reply of that broker': given((s: Seen, f: number) => !waitsFor(w, s, f, knownLeader(s, f))) }

  const fetch = action<State>()(
    'Fetch',
    'A follower fetches from its leader: it truncates where the logs diverge, else reports its log end and copies one record (KIP-101, KIP-320, `Partition#fetchRecords`).',
    [['follower', brokers]],
    {
      guards: {
        ...exchange,
        ...(w.parks && isFree),
        ...(switches.fenceFetch && inOneEpoch),
        ...(truncatesFirst && { 'it has truncated': (s: Seen, f: number) => s.truncating[f] === 0 }),
      },
      apply: (s, f) => fetchFrom(w, s, f, knownLeader(s, f), false),
    },
  )

  const truncate = action<State>()(
    'Truncate',
    'A follower asks its leader where its last epoch ends and truncates there (OffsetsForLeaderEpoch, KIP-101, KIP-279).',
    [['follower', brokers]],
    {
      guards: {
        ...exchange,
        ...(switches.fenceEpochQuery && inOneEpoch),
        'it has to truncate': given((s: Seen, f: number) => s.truncating[f] === 1),
      },
      apply: (s, f) => truncateByEpoch(w, s, f, knownLeader(s, f)),
    },
  )

  if (w.n < 2) return []
  return truncatesFirst ? [fetch, truncate] : [fetch]
}

/** Whether a follower has a fetch out with a broker: a fetcher thread sends one request at a time to each. */
export const waitsFor = (w: World, s: Seen, f: number, l: number): boolean =>
  w.parks && s.lateFollower === f && s.lateLeader === l

/** The leader epoch for which a leader's cache has an entry although no record may carry it, else -1 (KAFKA-7415). */
const ownEpoch = (w: World, s: Seen, l: number): number => (w.options.switches.epochEntryOnElection ? knownEpoch(s, l) : -1)

/** Whether a fetch finds nothing to truncate: the leader has the follower's last epoch at least up to where its log ends. */
export function agrees(w: World, s: Seen, f: number, l: number): boolean {
  const end = s.log.length[f]
  const last = lastEpoch(w, s, f)
  if (w.options.switches.truncation !== 'on-fetch' || last < 0) return end <= s.log.length[l]
  const own = ownEpoch(w, s, l)
  return endOfEpoch(w, s, l, last, own) >= end && floorEpoch(w, s, l, last, own) === last
}

/**
 * One fetch: request, reply and what the follower makes of it. The reply's high watermark is read before the fetch is counted.
 * With `propose` the leader proposes the follower for the ISR as soon as it has counted the fetch (`Partition#maybeExpandIsr`).
 */
export function fetchFrom(w: World, s: State, f: number, l: number, propose: boolean): void {
  const end = s.log.length[f]
  const highWatermark = s.highWatermark[l]
  if (!agrees(w, s, f, l)) return diverge(w, s, f, l, highWatermark)
  s.followerEnd[l * w.n + f] = end
  s.staleEnd[l] &= ~(1 << f)
  if (propose) changeIsr(w, s, l, withMember(knownIsr(s, l), f))
  if (w.awaitsJoining && end === s.log.length[l] && has(s.proposal[l] & ~knownIsr(s, l), f)) s.joining[l] = 1 << f
  advanceHighWatermark(w, s, l)
  if (end < s.log.length[l] && end < w.logSize) appendTo(w, s, f, s.log.items[l * w.logSize + end])
  followHighWatermark(w, s, f, highWatermark)
}

/** The latest epoch of a leader that is not after the follower's last, and where that ends; -1 when the leader does not know it. */
export const divergingEpoch = (w: World, s: Seen, f: number, l: number): number =>
  floorEpoch(w, s, l, lastEpoch(w, s, f), ownEpoch(w, s, l))
export function divergingEnd(w: World, s: Seen, f: number, l: number): number {
  const last = lastEpoch(w, s, f)
  return last < 0 ? -1 : endOfEpoch(w, s, l, last, ownEpoch(w, s, l))
}

/** A fetch whose logs diverge: the follower truncates, and fetches again. */
function diverge(w: World, s: State, f: number, l: number, highWatermark: number): void {
  const { truncation, truncateBeforeHighWatermark } = w.options.switches
  const leaderEnd = divergingEnd(w, s, f, l)
  // Else OFFSET_OUT_OF_RANGE: the follower's log is longer than the leader's (`AbstractFetcherThread#handleOutOfRangeError`).
  if (truncation !== 'on-fetch' || leaderEnd < 0) return truncateTo(w, s, f, s.log.length[l])
  if (!truncateBeforeHighWatermark) followHighWatermark(w, s, f, highWatermark)
  truncateToDivergence(w, s, f, divergingEpoch(w, s, f, l), leaderEnd)
}

/** A follower takes over a leader's high watermark as far as its own log goes; it may move backward. */
export function followHighWatermark(w: World, s: State, f: number, highWatermark: number): void {
  if (!w.keepsFollowerHw) return
  const end = s.log.length[f]
  s.highWatermark[f] = highWatermark < end ? highWatermark : end
  if (w.orphans) completeOrphans(w, s, f)
  if (w.options.followerReads && w.keepsExposures) expose(w, s, f)
}

/**
 * Truncates a follower whose leader says that `epoch` ends at `leaderEnd`. When the follower has no such epoch it only goes
 * back to the end of the one before, and asks again. Returns whether the logs agree now as far as the leader's answer tells.
 */
export function truncateToDivergence(w: World, s: State, f: number, epoch: number, leaderEnd: number): boolean {
  const floor = floorEpoch(w, s, f, epoch, -1)
  const ownEnd = endOfEpoch(w, s, f, epoch, -1)
  const knowsEpoch = floor === epoch
  truncateTo(w, s, f, ownEnd < 0 ? leaderEnd : knowsEpoch ? Math.min(ownEnd, leaderEnd) : ownEnd)
  return knowsEpoch
}

/** The exchange before truncation on fetch. */
function truncateByEpoch(w: World, s: State, f: number, l: number): void {
  const last = lastEpoch(w, s, f)
  const own = ownEpoch(w, s, l)
  s.truncating[f] = 0
  if (last < 0) return
  const leaderEnd = endOfEpoch(w, s, l, last, own)
  if (leaderEnd < 0) truncateTo(w, s, f, s.highWatermark[f])
  else if (w.options.switches.truncation === 'kip-101') truncateTo(w, s, f, leaderEnd)
  else if (!truncateToDivergence(w, s, f, floorEpoch(w, s, l, last, own), leaderEnd)) s.truncating[f] = 1
}
