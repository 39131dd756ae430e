/** What the high watermark is to the logs of the ISR: the sentence that everybody learns, in the three ways it can be meant. */
import { has, NONE, type Reading, type StateProperty } from '../checker/model.ts'
import type { KraftView } from '../model/kraft/view.ts'
import { nameOf, setInWords } from './records.ts'

/** The smallest log end among the controller's ISR, on disk. */
function isrEnd<S>(view: KraftView<S>, s: Reading<S>): number {
  const isr = view.controllerIsr(s)
  let end = view.logSize
  for (let r = 0; r < view.replicas.labels.length; r++) if (has(isr, r) && view.logEnd(s, r) < end) end = view.logEnd(s, r)
  return end
}

/** The half of the sentence on which everything rests; disks must be intact. */
export function highWatermarkWithinIsr<S>(view: KraftView<S>): StateProperty<S> {
  return {
    kind: 'state',
    name: 'HighWatermarkWithinIsr',
    statement: 'The high watermark of the current leader is not past the log end of any member of the ISR.',
    holds: (s) => {
      const leader = view.trueLeader(s)
      return leader === NONE || view.highWatermark(s, leader) <= isrEnd(view, s)
    },
    why: (s) => {
      const leader = view.trueLeader(s)
      return (
        `${nameOf(view, leader)} leads with high watermark ${view.highWatermark(s, leader)}, and the log of a member of the ISR ` +
        `${setInWords(view, view.controllerIsr(s))} ends at ${isrEnd(view, s)}`
      )
    },
  }
}

/** Not promised: a leader learns of a follower's log end with the fetch after the one that brought the record. */
export function highWatermarkAtIsrEnd<S>(view: KraftView<S>): StateProperty<S> {
  return {
    kind: 'state',
    name: 'HighWatermarkAtIsrEnd',
    statement: 'The high watermark of the current leader is the smallest log end among the ISR.',
    holds: (s) => {
      const leader = view.trueLeader(s)
      return leader === NONE || view.highWatermark(s, leader) === isrEnd(view, s)
    },
    why: (s) => {
      const leader = view.trueLeader(s)
      return (
        `every log of the ISR ${setInWords(view, view.controllerIsr(s))} reaches to ${isrEnd(view, s)}; the high watermark of ` +
        `${nameOf(view, leader)}, the leader, is ${view.highWatermark(s, leader)}`
      )
    },
  }
}

/** Not promised either: while an AlterPartition is in flight the leader also waits for who may be in the ISR (KIP-497). */
export function highWatermarkAtReportedEnd<S>(view: KraftView<S>): StateProperty<S> {
  const n = view.replicas.labels.length
  /** The smallest log end that members of the leader's ISR have reported to it; -1 when one of them has not. */
  const reported = (s: Reading<S>, leader: number): number => {
    const isr = view.localIsr(s, leader)
    let end = view.logEnd(s, leader)
    for (let r = 0; r < n; r++) if (has(isr, r) && view.reportedEnd(s, leader, r) < end) end = view.reportedEnd(s, leader, r)
    return end
  }
  return {
    kind: 'state',
    name: 'HighWatermarkAtReportedEnd',
    statement: 'The high watermark of the current leader is not behind the smallest log end that its ISR has reported to it.',
    holds: (s) => {
      const leader = view.trueLeader(s)
      return leader === NONE || !view.hasEnoughReplicas(s, leader) || view.highWatermark(s, leader) >= reported(s, leader)
    },
    why: (s) => {
      const leader = view.trueLeader(s)
      return (
        `the ISR of ${nameOf(view, leader)}, ${setInWords(view, view.localIsr(s, leader))}, has reported log ends of at least ` +
        `${reported(s, leader)}; the high watermark is ${view.highWatermark(s, leader)}, for the leader also waits for the rest of ` +
        `${setInWords(view, view.maximalIsr(s, leader))}, whom the controller may have added`
      )
    },
  }
}
