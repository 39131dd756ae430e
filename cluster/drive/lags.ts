/**
 * A leader's high watermark also waits for a follower outside the ISR that was caught up not long ago and may join it
 * (`Partition#maybeIncrementLeaderHW`, shouldWaitForReplicaToJoinIsr). The model lets it wait no longer: there the follower has not been
 * caught up for replica.lag.time.max.ms. On a cluster that time has to be over.
 */
import type { TraceStep } from '../../traces/index.ts'
import { isReplica, isUp, known, leads, type ModelState } from './model-state.ts'

/** Steps (from 0 on) before which replica.lag.time.max.ms has to pass without a fetch of a follower. */
export function lagsOf(steps: readonly TraceStep[], states: readonly ModelState[]): ReadonlySet<number> {
  const lags = new Set<number>()
  for (const [i, after] of states.entries())
    for (const l of Object.keys(after.status))
      for (const f of Object.keys(after.status)) {
        const since = i === 0 || f === l ? undefined : caughtUpSince(l, f, i, steps, states)
        // One wait is enough for what was quiet in it.
        if (since !== undefined && ![...lags].some((at) => at >= since && at < i)) lags.add(quietBefore(l, i, since, states))
      }
  return lags
}

/**
 * Since which state a follower counts as caught up by the clock alone, where the high watermark of the leader rises above its log end with
 * step `i - 1`; undefined when it does not, or the leader waits for nobody but its ISR.
 */
function caughtUpSince(
  l: string,
  f: string,
  i: number,
  steps: readonly TraceStep[],
  states: readonly ModelState[],
): number | undefined {
  const [before, after] = [states[i - 1], states[i]]
  if (before === undefined || after === undefined || !leads(before, l) || !leads(after, l)) return undefined
  const risen = after.highWatermark[l] ?? 0
  if (risen <= (before.highWatermark[l] ?? 0) || risen <= (after.followerEnd[l]?.[f] ?? -1)) return undefined
  const isCounted = known(after, l).isr.includes(f) || (after.proposal[l] ?? []).includes(f)
  if (isCounted || !isReplica(after, f) || after.status[f] !== 'running') return undefined
  const { epoch } = known(after, l)
  for (let at = i - 1; at >= 0; at--) {
    const [state, step] = [states[at], steps[at]]
    if (state === undefined) return undefined
    const isBefore = known(state, l).epoch !== epoch || !isUp(state, l)
    const isFetch = (step?.action === 'Fetch' || step?.action === 'ExpandIsr') && step.params.some(({ value }) => value === f)
    if (!isBefore && isFetch && known(state, f).leader === l) return at + 1
    // The leader of a new epoch takes the members of the ISR for caught up, and nobody else.
    const begun = isBefore ? at + 1 : 0
    if (isBefore || at === 0) return known(states[begun] ?? state, l).isr.includes(f) ? begun : undefined
  }
  return undefined
}

/** The last step up to `i - 1` before which no member of the ISR lags, so that the leader drops nobody while it waits. */
function quietBefore(l: string, i: number, since: number, states: readonly ModelState[]): number {
  for (let at = i - 1; at >= since; at--) {
    const state = states[at]
    const end = state?.log[l]?.length ?? 0
    if (state !== undefined && known(state, l).isr.every((m) => m === l || Math.max(0, state.followerEnd[l]?.[m] ?? 0) === end))
      return at
  }
  return i - 1
}
