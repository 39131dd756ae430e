import type { StateProperty } from '../checker/model.ts'
import type { Alert, KraftView } from '../model/kraft/view.ts'
import { lostRecord } from './acked-durable.ts'
import { nameOf } from './records.ts'

/**
 * Whether monitoring would have told: every loss of an acknowledged record, whatever acks is, comes after the metric was above 0 in a state
 * that lasted until something came from outside.
 */
export const lossTold =
  (name: string, alert: Alert) =>
  <S>(view: KraftView<S>): StateProperty<S> => ({
    kind: 'state',
    name,
    statement: `Before a leader lacks an acknowledged record, ${alert} was above 0 until something came from outside: a fault, a timeout, a start, an administrator.`,
    holds: (s) => lostRecord(view, s) < 0 || view.hasAlerted(s, alert),
    why: (s) =>
      `r${lostRecord(view, s)} was acknowledged; ${nameOf(view, view.trueLeader(s))} leads now and does not hold it; ` +
      `${alert} was 0 whenever something came from outside`,
  })
