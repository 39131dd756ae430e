/**
 * The metadata log: what the controller has committed about the partition, and how far each broker has applied it.
 *
 * Brokers apply committed records at their own pace and may apply several as one delta, in which case only the last acts
 * (`MetadataDelta`). Kept are only records that somebody may still apply and could tell apart.
 */
import { has, sizeOf } from '../../checker/model.ts'
import { ADDED, isReplica, isUp, lastRecord, replicasAt, TELLS_ADDED } from './state.ts'
import type { Seen, State } from './state.ts'
import type { World } from './world.ts'

/** What a record says beside who leads: by default the same replicas, and that it is about the partition. */
interface Saying {
  readonly replicas?: number
  /** It changes the configuration alone and leaves the partition epoch as it is. */
  readonly configOnly?: boolean
}

/** Commits a record. */
export function commit(
  w: World,
  s: State,
  leader: number,
  epoch: number,
  isr: number,
  config: number,
  { replicas = replicasAt(w, s, lastRecord(s)), configOnly = false }: Saying = {},
): void {
  const { metadata } = s
  const i = metadata.length
  if (w.reassigns) metadata.replicas[i] = replicas
  if (w.addedReplicasWipe) awaitDirectories(w, s, replicas, metadata.replicas[i - 1])
  metadata.leader[i] = leader
  metadata.epoch[i] = epoch
  metadata.isr[i] = isr
  metadata.config[i] = config
  metadata.configOnly[i] = configOnly ? 1 : 0
  metadata.length = i + 1
}

/**
 * The directory of an added replica is open where its broker has several (`ClusterControlManager#defaultDir`: UNASSIGNED). The broker passes over it at
 * first: it had no replica to compare with (`TopicDelta#localChanges`, where `PartitionRegistration#directory` throws).
 */
function awaitDirectories(w: World, s: State, replicas: number, before: number): void {
  if (replicas === before) return
  tellDirectories(w, s)
  for (let b = 0; b < w.n; b++) if (has(replicas ^ before, b)) s.newDirectory[b] = has(replicas, b) ? ADDED : 0
}

/** A record with directories in it, whatever they are, has who knew of its added replica report where that is: the ids are compared by identity. */
export function tellDirectories(w: World, s: State): void {
  for (let b = 0; b < w.n; b++)
    if (s.newDirectory[b] === ADDED && isUp(s, b) && isReplica(w, s, b)) s.newDirectory[b] = TELLS_ADDED
}

/**
 * Brings the log into its canonical form. A follower's index moves on while leader epoch and configuration stay the same
 * (only the leader reads the ISR) or the broker has no replica, a broker that is down has none, and a record goes when nobody stands at it and nobody
 * who could still apply it could tell it from its successor.
 */
export function compact(w: World, s: State): void {
  const { metadata, applied } = s
  const last = metadata.length - 1
  if (last === 0) {
    applied.fill(0)
    return
  }
  // The records at which some broker stands.
  let standing = 0
  let oldest = last
  for (let b = 0; b < w.n; b++) {
    let i = 0
    if (isUp(s, b)) {
      i = applied[b]
      if (metadata.leader[i] !== b) while (i < last && isSameToFollower(w, s, i, b)) i++
      standing |= 1 << i
      if (i < oldest) oldest = i
    }
    applied[b] = i
  }
  let dropped = 0
  for (let j = 0; j < last; j++)
    if (j < oldest || (((standing >>> j) & 1) === 0 && isIndistinguishable(w, s, j))) dropped |= 1 << j
  if (dropped !== 0) drop(w, s, dropped)
}

/** Whether record `j` and its successor say the same but for the ISR. */
export const looksTheSame = (w: World, { metadata }: Seen, j: number): boolean =>
  metadata.epoch[j] === metadata.epoch[j + 1] &&
  metadata.config[j] === metadata.config[j + 1] &&
  (!w.reassigns || metadata.replicas[j] === metadata.replicas[j + 1])

/** Whether broker `b`, which does not lead at record `j`, does the same at its successor. */
function isSameToFollower(w: World, s: Seen, j: number, b: number): boolean {
  if (looksTheSame(w, s, j)) return true
  if (!w.reassigns || s.metadata.config[j] !== s.metadata.config[j + 1]) return false
  return !has(s.metadata.replicas[j] | s.metadata.replicas[j + 1], b)
}

/** Whether record `j`, at which nobody stands, and its successor look the same to everybody who may still apply either. */
function isIndistinguishable(w: World, s: State, j: number): boolean {
  const { metadata, applied } = s
  if (!looksTheSame(w, s, j)) return false
  const leader = metadata.leader[j]
  return leader < 0 || !isUp(s, leader) || applied[leader] > j
}

/** Takes a set of records out of the log, at which no broker stands. */
function drop(w: World, s: State, dropped: number): void {
  const { metadata, applied } = s
  for (let b = 0; b < w.n; b++) if (isUp(s, b)) applied[b] -= sizeOf(dropped & ((1 << applied[b]) - 1))
  let kept = 0
  for (let j = 0; j < metadata.length; j++) {
    if (((dropped >>> j) & 1) === 1) continue
    if (kept !== j) {
      metadata.leader[kept] = metadata.leader[j]
      if (w.reassigns) metadata.replicas[kept] = metadata.replicas[j]
      metadata.epoch[kept] = metadata.epoch[j]
      metadata.isr[kept] = metadata.isr[j]
      metadata.config[kept] = metadata.config[j]
      metadata.configOnly[kept] = metadata.configOnly[j]
    }
    kept++
  }
  metadata.length = kept
}
