/**
 * A group coordinator on top of the partition: it remembers, by offset, what it has written and not yet answered. From 4.0 to 4.3 it goes on doing so
 * for a while after it was demoted, and the high watermark that it has as a follower completes it. Mirrors `CoordinatorRuntime`
 * (HighWatermarkListener, updateHighWatermark).
 */
import { action, given, NONE } from '../../checker/model.ts'
import type { Action } from '../../checker/model.ts'
import type { Seen, State } from './state.ts'
import type { World } from './world.ts'

export function coordinatorActions(w: World): Action<State>[] {
  if (!w.orphans) return []
  const unload = action<State>()(
    'UnloadCoordinator',
    'The coordinator of a broker that leads no more is unloaded, and answers what waits with NOT_COORDINATOR (`CoordinatorRuntime#scheduleUnloadOperation`).',
    [['broker', w.brokers]],
    {
      guards: { 'it waits for something': given((s: Seen, b: number) => isWaiting(w, s, b)) },
      apply: (s, b) => forgetOrphans(w, s, b),
    },
  )
  return [unload]
}

function isWaiting(w: World, s: Seen, b: number): boolean {
  for (let o = 0; o < w.logSize; o++) if (s.orphaned[b * w.logSize + o] !== NONE) return true
  return false
}

/** A leader is demoted: what its coordinator has written and not answered stays where it stood. */
export function orphan(w: World, s: State, b: number): void {
  for (let o = s.highWatermark[b]; o < s.log.length[b]; o++) {
    const id = s.log.items[b * w.logSize + o]
    if (s.epochs[id] >= s.leaderSince[b]) s.orphaned[b * w.logSize + o] = id
  }
}

/** The high watermark of a follower passes what its coordinator waits for, whatever stands there by now. */
export function completeOrphans(w: World, s: State, b: number): void {
  for (let o = 0; o < s.highWatermark[b]; o++) {
    const id = s.orphaned[b * w.logSize + o]
    if (id === NONE) continue
    if (w.keepsAcks) s.acked |= 1 << id
    s.orphaned[b * w.logSize + o] = NONE
  }
}

export function forgetOrphans(w: World, s: State, b: number): void {
  for (let o = 0; o < w.logSize; o++) s.orphaned[b * w.logSize + o] = NONE
}
