/** Who gets into the ISR, on whose word, and from where on. */
import { has, NONE, type Reading, sizeOf, type StepProperty, type WitnessProperty } from '../checker/model.ts'
import type { KraftView } from '../model/kraft/view.ts'
import { nameOf, setInWords } from './records.ts'

/** Brokers that a step adds to the controller's ISR other than by electing them. */
function joining<S>(view: KraftView<S>, before: Reading<S>, after: Reading<S>): number {
  const joined = view.controllerIsr(after) & ~view.controllerIsr(before)
  const leader = view.controllerLeader(after)
  return joined === 0 || leader === NONE || leader === view.controllerLeader(before) ? joined : joined & ~(1 << leader)
}

/** KIP-497 and KIP-841: the controller validates and commits what the leader has seen. */
export function isrGrowsByProposal<S>(view: KraftView<S>): StepProperty<S> {
  const unasked = (before: Reading<S>, after: Reading<S>): number => {
    const joined = joining(view, before, after)
    if (joined === 0) return 0
    const leader = view.controllerLeader(before)
    return leader === NONE || !view.hasProposal(before, leader) ? joined : joined & ~view.maximalIsr(before, leader)
  }
  return {
    kind: 'step',
    name: 'IsrGrowsByProposal',
    statement: 'The controller adds a broker to the ISR only when the leader has proposed it, or when it makes it the leader.',
    holds: (before, after) => unasked(before, after) === 0,
    why: (before, after) =>
      after === undefined
        ? ''
        : `${setInWords(view, unasked(before, after))} joined the ISR without the leader having asked for it`,
  }
}

/** The rule that everybody knows: caught up to the high watermark. Necessary, and not sufficient. */
export function joinsFromHighWatermark<S>(view: KraftView<S>): StepProperty<S> {
  const early = (before: Reading<S>, after: Reading<S>): number => {
    const joined = joining(view, before, after)
    const leader = view.controllerLeader(after)
    if (joined === 0 || leader === NONE) return -1
    for (let r = 0; r < view.replicas.labels.length; r++)
      if (has(joined, r) && view.logEnd(after, r) < view.highWatermark(after, leader)) return r
    return -1
  }
  return {
    kind: 'step',
    name: 'JoinsFromHighWatermark',
    statement: 'A follower that joins the ISR has a log that reaches the high watermark of the leader.',
    holds: (before, after) => early(before, after) < 0,
    why: (before, after) =>
      after === undefined
        ? ''
        : `${nameOf(view, early(before, after))} joined the ISR with a log that ends below the high watermark`,
  }
}

/** KAFKA-7128: a new leader's high watermark lags, so a follower must also reach the start of the leader's epoch. */
export function caughtUpButBarred<S>(view: KraftView<S>): WitnessProperty<S> {
  const epochStart = (s: Reading<S>, leader: number): number => {
    let offset = 0
    while (offset < view.logEnd(s, leader) && view.epochAt(s, leader, offset) < view.controllerEpoch(s)) offset++
    return offset
  }
  return {
    kind: 'witness',
    name: 'CaughtUpButBarred',
    statement:
      "A live follower outside the ISR has reached the high watermark, and may not join before it has reached the start of the leader's epoch.",
    reached: (s) => {
      const leader = view.trueLeader(s)
      if (leader === NONE) return false
      const outside = view.active(s) & ~view.controllerIsr(s)
      for (let r = 0; r < view.replicas.labels.length; r++) {
        if (r === leader || !has(outside, r) || !view.isRunning(s, r) || !view.hasFetched(s, leader, r)) continue
        const end = view.reportedEnd(s, leader, r)
        if (end >= view.highWatermark(s, leader) && end < epochStart(s, leader)) return true
      }
      return false
    },
  }
}

/** `PartitionChangeBuilder`: nobody but the one elected is known to agree with it. */
export function uncleanElectionMakesIsrOfOne<S>(view: KraftView<S>): StepProperty<S> {
  const isOther = (before: Reading<S>, after: Reading<S>): boolean =>
    view.controllerEpoch(after) !== view.controllerEpoch(before) &&
    view.controllerLeader(after) !== NONE &&
    view.electedBy(after) === 'unclean' &&
    (sizeOf(view.controllerIsr(after)) !== 1 || !has(view.controllerIsr(after), view.controllerLeader(after)))
  return {
    kind: 'step',
    name: 'UncleanElectionMakesIsrOfOne',
    statement: 'An unclean election makes the new leader the only member of the ISR.',
    holds: (before, after) => !isOther(before, after),
    why: (_, after) =>
      after === undefined ? '' : `the ISR after the unclean election is ${setInWords(view, view.controllerIsr(after))}`,
  }
}
