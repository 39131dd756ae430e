/** What several properties say about records in logs. */
import type { Reading } from '../checker/model.ts'
import type { ReplicationView } from '../model/replication-view.ts'

/** Whether logs `a` and `b` both hold a record at `offset`, and the same one. */
export const sameRecord = <S>(view: ReplicationView<S>, s: Reading<S>, a: number, b: number, offset: number): boolean =>
  offset < view.logEnd(s, a) && offset < view.logEnd(s, b) && view.recordAt(s, a, offset) === view.recordAt(s, b, offset)

/** `r1 (epoch 0)`, or `nothing`: what log `r` holds at `offset`, in words. */
export const recordInWords = <S>(view: ReplicationView<S>, s: Reading<S>, r: number, offset: number): string =>
  offset < view.logEnd(s, r) ? `r${view.recordAt(s, r, offset)} (epoch ${view.epochAt(s, r, offset)})` : 'nothing'

/** The name of a replica. */
export const nameOf = <S>(view: ReplicationView<S>, r: number): string => view.replicas.labels[r] ?? String(r)

/** A set of replicas in words: `{b0, b2}`. */
export const setInWords = <S>(view: ReplicationView<S>, set: number): string =>
  `{${view.replicas.labels.filter((_, r) => ((set >>> r) & 1) === 1).join(', ')}}`
