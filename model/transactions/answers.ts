/** What coordinator and leader answer to requests, whoever sent them and however late; and what they do when they say yes. */
import { has, NONE, withMember } from '../../checker/model.ts'
import type { Logs } from './log.ts'
import {
  COMMIT,
  COMPLETE_ABORT,
  COMPLETE_COMMIT,
  EMPTY,
  isComplete,
  isPrepared,
  ONGOING,
  PREPARE_ABORT,
  PREPARE_COMMIT,
  type Seen,
  type State,
  type World,
} from './state.ts'

/** Done, or to be done. */
export const YES = 0
/** Done before: success, and nothing changes. */
export const REPEATED = 1
/** CONCURRENT_TRANSACTIONS and other errors after which the sender tries again. */
const LATER = 2
/** PRODUCER_FENCED, INVALID_PRODUCER_EPOCH, INVALID_TXN_STATE: the producer is at its end. */
export const FATAL = 3
/** TRANSACTION_ABORTABLE, OUT_OF_ORDER_SEQUENCE_NUMBER: the transaction can only be aborted. */
export const ABORTABLE = 4
/** INVALID_PRODUCER_ID_MAPPING: the coordinator has no record of the transactional.id, or one of another producer id. */
export const FORGOTTEN = 5

export interface Answers {
  /** Whether the coordinator acts on what it has loaded. A new one may have to wait for its log (T14). */
  readonly acts: (s: Seen) => boolean
  /** Whether it serves requests: it acts, and can write (T17). */
  readonly serves: (s: Seen) => boolean
  /** Whether the model has room for another epoch, and for another record of the coordinator. */
  readonly hasEpochLeft: (s: Seen) => boolean
  readonly hasRecordLeft: (s: Seen) => boolean
  readonly addPartition: (s: Seen, id: number, epoch: number, p: number) => number
  readonly produce: (s: Seen, p: number, id: number, epoch: number, sequence: number, verified: number) => number
  readonly endTxn: (s: Seen, id: number, epoch: number, outcome: number) => number
  readonly marker: (s: Seen, p: number, id: number, epoch: number, coordinatorEpoch: number) => number
  /** Lists the partition; writes a record only when it is not listed yet. */
  readonly listPartition: (draft: State, p: number) => void
  /** Appends a batch to which {@link produce} says yes, after the leader has told the coordinator of the partition if that is its part. */
  readonly append: (draft: State, p: number, txn: number, id: number, epoch: number, sequence: number) => void
  /** Writes the decision, in a new epoch or in the old one. */
  readonly decide: (draft: State, outcome: number, bumps: boolean) => void
  /** Before every record the coordinator writes: what was newest becomes history. */
  readonly write: (draft: State) => void
}

export function answersOf(w: World, logs: Logs): Answers {
  const { rules, on } = w
  const [addChecksEpoch, endChecksEpoch] = [on('coordinatorChecksEpoch'), on('endTxnChecksEpoch')]
  const waits = on('waitsWhilePreparing')
  const [checksEpoch, checksSequence] = [on('leaderChecksEpoch'), on('leaderChecksSequence')]
  const [checksMarker, checksCoordinator] = [on('leaderChecksMarkerEpoch'), on('leaderChecksCoordinatorEpoch')]
  const waitsForReplication = on('waitsForReplication')

  const acts = (s: Seen): boolean => s.before.length === 0 || !waitsForReplication
  const { outages } = w.options
  const serves = (s: Seen): boolean => acts(s) && s.left.outages === outages

  const addPartition = (s: Seen, id: number, epoch: number, p: number): number => {
    const c = s.coordinator
    if (!serves(s)) return LATER
    if (id !== c.producerId) return FORGOTTEN
    if (addChecksEpoch && epoch !== c.epoch) return FATAL
    if (waits && isPrepared(c.state)) return LATER
    return c.state === ONGOING && has(c.partitions, p) ? REPEATED : YES
  }

  const verify = (s: Seen, id: number, epoch: number, p: number): number => {
    const c = s.coordinator
    if (!serves(s)) return LATER
    if (id !== c.producerId) return FORGOTTEN
    if (addChecksEpoch && epoch !== c.epoch) return FATAL
    if (waits && isPrepared(c.state)) return LATER
    return has(c.partitions, p) ? YES : ABORTABLE
  }

  /** Whether the leader appends for this epoch without asking: a transaction is open already. */
  const isOpenFor = (s: Seen, p: number, id: number, epoch: number): boolean =>
    logs.isOpen(s, p, id) && (rules.clientAdds || logs.epochOf(s, p, id) === epoch)

  const leader = (s: Seen, p: number, id: number, epoch: number, sequence: number): number => {
    const known = logs.epochOf(s, p, id)
    if (checksEpoch && epoch < known) return FATAL
    if (!checksSequence) return YES
    if (epoch === known) return sequence === logs.lastSequence(s, p, id) + 1 ? YES : ABORTABLE
    return sequence === 0 || (known === NONE && !rules.startsAtZero) ? YES : ABORTABLE
  }

  const produce = (s: Seen, p: number, id: number, epoch: number, sequence: number, verified: number): number => {
    if (verified === 0 && !isOpenFor(s, p, id, epoch)) {
      const asked = rules.leaderVerifies ? verify(s, id, epoch, p) : rules.clientAdds ? YES : addPartition(s, id, epoch, p)
      if (asked !== YES && asked !== REPEATED) return asked
    }
    return logs.isDuplicate(s, p, id, epoch, sequence) ? REPEATED : leader(s, p, id, epoch, sequence)
  }

  const sameResult = (state: number, outcome: number): boolean =>
    outcome === COMMIT
      ? state === PREPARE_COMMIT || state === COMPLETE_COMMIT
      : state === PREPARE_ABORT || state === COMPLETE_ABORT

  const endTxnOfEpoch = (s: Seen, epoch: number, outcome: number): number => {
    const { state, epoch: current } = s.coordinator
    if (endChecksEpoch && epoch !== current) return FATAL
    if (state === ONGOING) return YES
    if (!sameResult(state, outcome)) return FATAL
    return isPrepared(state) ? LATER : REPEATED
  }

  /** The table above TransactionCoordinator#endTransaction. */
  const endTxnOfTransaction = (s: Seen, epoch: number, outcome: number): number => {
    const { state, epoch: current } = s.coordinator
    const isRepeat = epoch + 1 === current
    const isCurrent = !endChecksEpoch || epoch === current
    if (state === ONGOING) return isCurrent ? YES : FATAL
    if (isPrepared(state)) {
      if (isRepeat) return sameResult(state, outcome) ? LATER : FATAL
      return isCurrent ? LATER : FATAL
    }
    if (isComplete(state) && isRepeat) return sameResult(state, outcome) ? REPEATED : FATAL
    return isCurrent && outcome !== COMMIT ? YES : FATAL
  }

  const write = (draft: State): void => {
    draft.before.length = 0
    if (draft.left.coordinatorLosses === 0) return
    const { state, epoch, partitions, producerId } = draft.coordinator
    const at = draft.history.length++
    draft.history.state[at] = state
    draft.history.epoch[at] = epoch
    draft.history.partitions[at] = partitions
    draft.history.producerId[at] = producerId
  }

  const listPartition = (draft: State, p: number): void => {
    const c = draft.coordinator
    if (c.state === ONGOING && has(c.partitions, p)) return
    write(draft)
    c.partitions = withMember(c.state === EMPTY || isComplete(c.state) ? 0 : c.partitions, p)
    c.state = ONGOING
    c.unmarked = 0
    c.gaveUp = 0
  }

  return {
    acts,
    serves,
    addPartition,
    produce,
    listPartition,
    write,
    hasEpochLeft: (s) => s.coordinator.epoch < w.maxEpoch,
    hasRecordLeft: (s) => s.left.coordinatorLosses === 0 || s.history.length < w.historySize,
    endTxn: (s, id, epoch, outcome) => {
      if (!serves(s)) return LATER
      if (id !== s.coordinator.producerId) return FORGOTTEN
      return rules.epochPerTransaction ? endTxnOfTransaction(s, epoch, outcome) : endTxnOfEpoch(s, epoch, outcome)
    },
    marker: (s, p, id, epoch, coordinatorEpoch) => {
      if (checksCoordinator && coordinatorEpoch < logs.coordinatorEpochOf(s, p, id)) return FATAL
      if (!checksMarker) return YES
      const known = logs.epochOf(s, p, id)
      if (epoch < known) return FATAL
      if (epoch > known || rules.marker === 'not-older') return YES
      return rules.marker === 'newer' || logs.isOpen(s, p, id) ? FATAL : YES
    },
    append: (draft, p, txn, id, epoch, sequence) => {
      if (!rules.clientAdds && !isOpenFor(draft, p, id, epoch)) listPartition(draft, p)
      if (!logs.isDuplicate(draft, p, id, epoch, sequence)) logs.appendData(draft, p, txn, id, epoch, sequence)
    },
    decide: (draft, outcome, bumps) => {
      const c = draft.coordinator
      write(draft)
      c.state = outcome === COMMIT ? PREPARE_COMMIT : PREPARE_ABORT
      if (bumps) c.epoch++
      c.unmarked = c.partitions
      c.gaveUp = 0
      draft.markerSent.fill(0)
    },
  }
}
