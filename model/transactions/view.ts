import type { Members, Reading } from '../../checker/model.ts'
import { has } from '../../checker/model.ts'
import type { Logs } from './log.ts'
import {
  ABORTING,
  COMMIT,
  COMMITTING,
  DATA,
  DEAD,
  IN_TRANSACTION,
  isPrepared,
  OFF,
  ONGOING,
  PREPARE_COMMIT,
  STARTING,
  type State,
  type World,
} from './state.ts'

/** How properties read transactions. An outcome is 0 for none, 1 for commit, 2 for abort. All is pure and cheap. */
export interface TransactionsView<S> {
  readonly partitions: Members
  readonly transactions: Members
  readonly instances: Members
  /** What the producer of transaction `k` has asked for. */
  intent(s: Reading<S>, k: number): number
  /** What it was told. */
  told(s: Reading<S>, k: number): number
  /** The number of its records that were acknowledged. */
  acked(s: Reading<S>, k: number, p: number): number
  /** Which instance it belongs to. */
  owner(s: Reading<S>, k: number): number
  /** Whether an instance has ever got its epoch. */
  wasAnswered(s: Reading<S>, i: number): boolean
  /** The number of its records in the log. */
  written(s: Reading<S>, k: number, p: number): number
  /** The number of its records that the reader gets. */
  visible(s: Reading<S>, k: number, p: number): number
  /** The most of them the reader could ever get. */
  seen(s: Reading<S>, k: number, p: number): number
  /** The number of its records that are committed, or will be by a marker that is owed. */
  kept(s: Reading<S>, k: number, p: number): number
  /** Whether one of its records has no outcome yet and its outcome is still open to the coordinator. */
  isUndecided(s: Reading<S>, k: number): boolean
  /** Whether a partition has data after which no marker of its producer follows. */
  isOpen(s: Reading<S>, p: number): boolean
  /** Whether of such data the coordinator knows nothing: not of the partition, or of another producer id. */
  hangs(s: Reading<S>, p: number): boolean
  isOngoing(s: Reading<S>): boolean
  isPrepared(s: Reading<S>): boolean
  /** Whether a producer is in the transaction that is ongoing, or was when it was fenced. */
  hasProducer(s: Reading<S>): boolean
  /** Partitions whose leader refused the marker of the decision, as a set. */
  refused(s: Reading<S>): number
  lastStable(s: Reading<S>, p: number): number
  logEnd(s: Reading<S>, p: number): number
  highWatermark(s: Reading<S>, p: number): number
  /** Producers with other ids; how many of them have a transaction open, and how many have aborted. */
  readonly others: number
  openOthers(s: Reading<S>): number
  abortedOthers(s: Reading<S>): number
  /** Whether a bound of the model may have cut something off. */
  isCut(s: Reading<S>): boolean
}

export function transactionsView(w: World, logs: Logs): TransactionsView<State> {
  const n = w.options.partitions
  const forData = (s: Reading<State>, k: number, p: number, counts: (offset: number) => boolean): number => {
    let count = 0
    for (let o = 0; o < s.log.length[p]; o++) {
      const at = p * w.logSize + o
      if (s.log.kind[at] === DATA && s.log.txn[at] === k && counts(o)) count++
    }
    return count
  }
  const lastId = w.options.losses.coordinator
  const isCoordinators = (s: Reading<State>, p: number, offset: number): boolean =>
    s.log.producerId[p * w.logSize + offset] === s.coordinator.producerId
  const othersWith = (s: Reading<State>, records: number): number => {
    let count = 0
    for (let i = 0; i < w.options.others; i++) if (logs.writtenBy(s, i) === records) count++
    return count
  }
  return {
    partitions: w.partitions,
    transactions: w.transactions,
    instances: w.instances,
    intent: (s, k) => s.intent[k],
    told: (s, k) => s.told[k],
    acked: (s, k, p) => s.acked[k * n + p],
    owner: (s, k) => s.owner[k],
    wasAnswered: (s, i) => s.producer.phase[i] !== OFF && s.producer.phase[i] !== STARTING,
    written: (s, k, p) => forData(s, k, p, () => true),
    visible: logs.visible,
    seen: (s, k, p) => s.seen[k * n + p],
    kept: (s, k, p) => {
      const owed = s.coordinator.state === PREPARE_COMMIT && has(s.coordinator.unmarked, p)
      return forData(s, k, p, (o) => {
        const outcome = logs.outcomeAt(s, p, o)
        return outcome === COMMIT || (owed && outcome === 0 && isCoordinators(s, p, o))
      })
    },
    isUndecided: (s, k) => {
      if (s.coordinator.state !== ONGOING) return false
      for (let p = 0; p < n; p++)
        if (
          has(s.coordinator.partitions, p) &&
          forData(s, k, p, (o) => logs.outcomeAt(s, p, o) === 0 && isCoordinators(s, p, o)) > 0
        )
          return true
      return false
    },
    isOpen: (s, p) => {
      for (let id = 0; id <= lastId; id++) if (logs.isOpen(s, p, id)) return true
      return false
    },
    hangs: (s, p) => {
      const { state, partitions, producerId } = s.coordinator
      const isListed = (state === ONGOING || isPrepared(state)) && has(partitions, p)
      for (let id = 0; id <= lastId; id++) if (!(isListed && id === producerId) && logs.isOpen(s, p, id)) return true
      return false
    },
    isOngoing: (s) => s.coordinator.state === ONGOING,
    isPrepared: (s) => isPrepared(s.coordinator.state),
    hasProducer: (s) => {
      for (let i = 0; i < w.options.instances; i++) {
        const phase = s.producer.phase[i]
        const isIn = phase === IN_TRANSACTION || phase === COMMITTING || phase === ABORTING || phase === DEAD
        const isNewest = s.producer.producerId[i] === s.coordinator.producerId && s.producer.epoch[i] === s.coordinator.epoch
        if (isIn && isNewest) return true
      }
      return false
    },
    refused: (s) => s.coordinator.gaveUp,
    lastStable: logs.lastStable,
    logEnd: (s, p) => s.log.length[p],
    highWatermark: logs.highWatermark,
    others: w.options.others,
    openOthers: (s) => othersWith(s, 1),
    abortedOthers: (s) => othersWith(s, 2),
    isCut: (s) => {
      if (s.coordinator.epoch >= w.maxEpoch) return true
      if (w.historySize > 0 && s.history.length >= w.historySize) return true
      for (let p = 0; p < n; p++) if (s.log.length[p] >= w.logSize) return true
      return false
    },
  }
}
