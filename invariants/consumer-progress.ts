/** What a consumer that keeps its position sees of the log: forwards only, and nothing left out. */
import { NONE, type Reading, type StateProperty, type StepProperty } from '../checker/model.ts'
import type { KraftView } from '../model/kraft/view.ts'

export function consumerReadsForward<S>(view: KraftView<S>): StepProperty<S> {
  return {
    kind: 'step',
    name: 'ConsumerReadsForward',
    statement: 'The position of a consumer never goes back.',
    holds: (before, after) => view.consumerPosition(after) >= view.consumerPosition(before),
    why: (before, after) =>
      after === undefined
        ? ''
        : `the position of the consumer went back from ${view.consumerPosition(before)} to ${view.consumerPosition(after)}`,
  }
}

export function consumerSkipsNothing<S>(view: KraftView<S>): StateProperty<S> {
  const skipped = (s: Reading<S>): number => {
    for (let offset = 0; offset < view.consumerPosition(s); offset++) if (view.consumerKept(s, offset) === NONE) return offset
    return -1
  }
  return {
    kind: 'state',
    name: 'ConsumerSkipsNothing',
    statement: 'A consumer has read a record at every offset below its position.',
    holds: (s) => skipped(s) < 0,
    why: (s) =>
      `the consumer goes on from offset ${view.consumerPosition(s)} and was never given what is at offset ${skipped(s)}`,
  }
}
