import type { Members, Reading } from '../checker/model.ts'

/**
 * How a property reads a replicated partition, whichever model it belongs to. Every function takes the working state and
 * replica indices; all are pure and cheap (they run once per distinct state).
 *
 * Mirrors the vocabulary of `KafkaReplication.tla` (Gustafson) and `kip_966_properties.tla` (Vanlightly).
 */
export interface ReplicationView<S> {
  readonly replicas: Members
  /** The leader the controller has written down, or NONE. */
  controllerLeader(s: Reading<S>): number
  /** The controller's leader epoch; -1 before the first election. */
  controllerEpoch(s: Reading<S>): number
  /** The ISR the controller has written down, as a set. */
  controllerIsr(s: Reading<S>): number
  /** Whether replica `r` acts as a leader, rightly or not. */
  presumesLeadership(s: Reading<S>, r: number): boolean
  /** Whether `r` leads in the controller's current leader epoch and knows it. */
  isTrueLeader(s: Reading<S>, r: number): boolean
  /** The leader epoch `r` has last heard of; -1 for none. */
  leaderEpoch(s: Reading<S>, r: number): number
  /** The ISR `r` has last heard of, as a set. */
  localIsr(s: Reading<S>, r: number): number
  /** First offset that `r` considers uncommitted. */
  highWatermark(s: Reading<S>, r: number): number
  /** Log end offset: the next offset `r` would write. */
  logEnd(s: Reading<S>, r: number): number
  /** Id of the record at `offset < logEnd`; ids are unique per accepted write. */
  recordAt(s: Reading<S>, r: number, offset: number): number
  /** Leader epoch in which that record was written. */
  epochAt(s: Reading<S>, r: number, offset: number): number
}

/** A view of a model that also remembers, per record id, whether it was ever below a presumed leader's high watermark. */
export interface CommitHistoryView<S> extends ReplicationView<S> {
  /** Set of record ids that were ever committed in the eyes of some presumed leader. */
  everCommitted(s: Reading<S>): number
}
