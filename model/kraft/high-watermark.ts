/**
 * The leader's high watermark: what it counts, what it exposes, what it acknowledges.
 * Mirrors `Partition` (maybeIncrementLeaderHW, checkEnoughReplicasReachOffset) and the maximal ISR of KIP-497.
 */
import { has, sizeOf } from '../../checker/model.ts'
import { appendTo, expose } from './log.ts'
import { ACKED, activeBrokers, effectiveMinIsr, knownEpoch, knownIsr, replicasAt, WIPED } from './state.ts'
import type { Seen, State } from './state.ts'
import type { World } from './world.ts'

/** min.insync.replicas as it counts for this broker: no more than it knows replicas, also while some are being added. */
const localMinIsr = (w: World, s: Seen, b: number): number => effectiveMinIsr(w, s.config[b], replicasAt(w, s, s.applied[b]))

/** Every replica that is or may be in the ISR: what the leader waits for (KIP-497). */
export function maximalIsr(w: World, s: Seen, l: number): number {
  const isr = knownIsr(s, l)
  const proposal = s.proposal[l]
  if (proposal === 0 || s.heard[l] === WIPED) return isr
  return w.options.switches.maximalIsr ? isr | proposal : isr & proposal
}

/**
 * The replicas whose log ends bound the high watermark: the maximal ISR, and one that is caught up and about to join it even when
 * the leader has lost sight of its proposal (`shouldWaitForReplicaToJoinIsr`).
 */
export const awaited = (w: World, s: Seen, l: number): number =>
  s.joining[l] === 0 ? maximalIsr(w, s, l) : maximalIsr(w, s, l) | (s.joining[l] & activeBrokers(s))

/** Whether the leader takes acks=all records: its committed ISR has at least min.insync.replicas members. */
export const hasEnoughReplicas = (w: World, s: Seen, l: number): boolean => sizeOf(knownIsr(s, l)) >= localMinIsr(w, s, l)

/** Whether an acks=all request that waited is answered with success: the maximal ISR counts, not the committed one. */
export const hasEnoughToAnswer = (w: World, s: Seen, l: number): boolean => sizeOf(maximalIsr(w, s, l)) >= localMinIsr(w, s, l)

/**
 * Moves the leader's high watermark to the lowest log end among the maximal ISR, exposes what it passes and acknowledges
 * acks=all records it passes, unless the maximal ISR is below min.insync.replicas (NOT_ENOUGH_REPLICAS_AFTER_APPEND).
 */
export function advanceHighWatermark(w: World, s: State, l: number): void {
  if (w.options.switches.hwGatedByMinIsr && !hasEnoughReplicas(w, s, l)) return
  const members = awaited(w, s, l)
  let hw = s.log.length[l]
  for (let f = 0; f < w.n; f++) if (f !== l && has(members, f) && s.followerEnd[l * w.n + f] < hw) hw = s.followerEnd[l * w.n + f]
  const before = s.highWatermark[l]
  if (hw <= before) return
  s.highWatermark[l] = hw
  if (w.keepsExposures) expose(w, s, l)
  if (w.options.acks === 'all') completeProduce(w, s, l, before, hasEnoughToAnswer(w, s, l))
}

/** Answers the requests that wait for offsets from `from` up to the high watermark (`DelayedProduce#tryComplete`). */
function completeProduce(w: World, s: State, l: number, from: number, enough: boolean): void {
  const end = s.highWatermark[l]
  for (let offset = from; offset < end; offset++) {
    const id = s.log.items[l * w.logSize + offset]
    const waits = w.tracksPending ? has(s.pending[l], id) : s.epochs[id] >= s.leaderSince[l]
    if (!waits || (w.stalls && id === s.slowRecord)) continue
    s.pending[l] &= ~(1 << id)
    if (enough) acknowledge(w, s, id)
    else if (w.tracksFailures) s.failed |= 1 << id
  }
}

/** The producer hears that its record is safe. */
export function acknowledge(w: World, s: State, id: number): void {
  if (w.keepsAcks) s.acked |= 1 << id
  if (w.retries) s.outcome[s.message[id]] = ACKED
}

/** Appends the next record as leader. With acks=1 the producer hears of it at once, unless the answer gets lost. */
export function appendRecord(w: World, s: State, l: number, message: number, answered: boolean): void {
  const id = s.nextId
  s.nextId = id + 1
  s.epochs[id] = knownEpoch(s, l)
  if (w.retries) s.message[id] = message
  appendTo(w, s, l, id)
  if (w.options.acks === '1' && answered) acknowledge(w, s, id)
  if (w.options.acks === 'all' && w.tracksPending) s.pending[l] |= 1 << id
  advanceHighWatermark(w, s, l)
}
