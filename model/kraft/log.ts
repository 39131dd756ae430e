/** A replica's log: records by id, and the epoch cache that follows from it (`LeaderEpochFileCache`). */
import { NONE } from '../../checker/model.ts'
import { allows } from './faults.ts'
import type { Seen, State } from './state.ts'
import type { World } from './world.ts'

/** The leader epoch of the record at `offset`. */
export const epochAt = (w: World, s: Seen, b: number, offset: number): number => s.epochs[s.log.items[b * w.logSize + offset]]

/** The epoch of a replica's last record, -1 when its log is empty. */
export function lastEpoch(w: World, s: Seen, b: number): number {
  const end = s.log.length[b]
  return end === 0 ? -1 : epochAt(w, s, b, end - 1)
}

/** First offset of a leader's own epoch: where its log ended when it was elected. */
export function epochStart(w: World, s: Seen, b: number, epoch: number): number {
  let offset = s.log.length[b]
  while (offset > 0 && epochAt(w, s, b, offset - 1) === epoch) offset--
  return offset
}

/**
 * Where epochs up to and including `epoch` end in a log: the start of the next later epoch. `ownEpoch` is the epoch in which
 * the replica leads, when its cache has an entry for it, else -1. -1 when the log knows no later epoch and not this one.
 */
export function endOfEpoch(w: World, s: Seen, b: number, epoch: number, ownEpoch: number): number {
  const end = s.log.length[b]
  const last = lastEpoch(w, s, b)
  if (epoch === (ownEpoch > last ? ownEpoch : last)) return end
  for (let offset = 0; offset < end; offset++) if (epochAt(w, s, b, offset) > epoch) return offset
  return ownEpoch > epoch ? end : -1
}

/** The latest epoch of a log that is not after `epoch`; `epoch` itself when there is none (`LeaderEpochFileCache#endOffsetFor`). */
export function floorEpoch(w: World, s: Seen, b: number, epoch: number, ownEpoch: number): number {
  let floor = ownEpoch >= 0 && ownEpoch <= epoch ? ownEpoch : -1
  for (let offset = 0; offset < s.log.length[b]; offset++) {
    const e = epochAt(w, s, b, offset)
    if (e <= epoch && e > floor) floor = e
  }
  return floor < 0 ? epoch : floor
}

/** Appends a record. There must be room. */
export function appendTo(w: World, s: State, b: number, id: number): void {
  const end = s.log.length[b]
  s.log.items[b * w.logSize + end] = id
  s.log.length[b] = end + 1
  if (w.tracksFlush && end + 1 - s.flushed[b] >= w.flushInterval) flush(w, s, b)
}

/** Forces a log to disk; forgotten as soon as power can no longer be lost. */
export function flush(w: World, s: State, b: number): void {
  if (w.tracksFlush && (allows(w, s, 'powerLosses') || allows(w, s, 'zonePowerLosses'))) s.flushed[b] = s.log.length[b]
}

/** Cuts a log at `end` if it is longer; the high watermark follows (`UnifiedLog#truncateTo`). */
export function truncateTo(w: World, s: State, b: number, end: number): void {
  if (s.log.length[b] <= end) return
  s.log.length[b] = end
  if (s.highWatermark[b] > end) s.highWatermark[b] = end
  if (s.flushed[b] > end) s.flushed[b] = end
  forgetLostEpochs(w, s)
}

/** The epoch of a record that no disk, no reply on its way and no consumer holds any more is dead history. */
export function forgetLostEpochs(w: World, s: State): void {
  let held = 0
  for (let b = 0; b < w.n; b++)
    for (let offset = 0; offset < s.log.length[b]; offset++) held |= 1 << s.log.items[b * w.logSize + offset]
  if (w.consumes) for (let o = 0; o < s.position; o++) if (s.read[o] !== w.skipped) held |= 1 << (s.read[o] - 1)
  if (w.parks && s.lateRecord !== NONE) held |= 1 << s.lateRecord
  for (let id = 0; id < w.appends; id++) if (((held >>> id) & 1) === 0) s.epochs[id] = 0
}

/** Notes what consumers may read from `b` for the first time, and whether it contradicts what others could read there. */
export function expose(w: World, s: State, b: number): void {
  const end = s.highWatermark[b]
  for (let offset = 0; offset < end; offset++) {
    const id = s.log.items[b * w.logSize + offset]
    if (s.exposed[offset] === NONE) s.exposed[offset] = id
    else if (s.exposed[offset] !== id) s.exposedTwice = 1
  }
}
