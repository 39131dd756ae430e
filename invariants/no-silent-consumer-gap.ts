import { NONE, type Reading, type StateProperty } from '../checker/model.ts'
import type { KraftView } from '../model/kraft/view.ts'
import { recordInWords } from './records.ts'

/**
 * S11. Judged once the consumer works with the current leader: what it kept below its position, other than what a reset made
 * it skip, is what that leader holds.
 */
export function noSilentConsumerGap<S>(view: KraftView<S>): StateProperty<S> {
  const gap = (s: Reading<S>): number => {
    const leader = view.trueLeader(s)
    if (leader < 0 || view.consumerFailed(s) || view.consumerEpoch(s) !== view.controllerEpoch(s)) return -1
    const end = Math.min(view.consumerPosition(s), view.logEnd(s, leader))
    for (let offset = 0; offset < end; offset++) {
      const kept = view.consumerKept(s, offset)
      if (kept !== NONE && kept !== view.recordAt(s, leader, offset)) return offset
    }
    return -1
  }
  return {
    kind: 'state',
    name: 'NoSilentConsumerGap',
    statement:
      'A consumer that goes on without error or reset has read every record the current leader holds below its position.',
    holds: (s) => gap(s) < 0,
    why: (s) => {
      const offset = gap(s)
      return (
        `at offset ${offset} the consumer kept r${view.consumerKept(s, offset)}; the leader it goes on reading from holds ` +
        `${recordInWords(view, s, view.trueLeader(s), offset)}, which the consumer will never see`
      )
    },
  }
}
