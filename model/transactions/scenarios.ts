/**
 * The catalogue of anomalies of transactions, as data: under which release and disorder each shows, which property it breaks or which
 * witness it is, and in how many steps. Ids are those of docs/transactions.md.
 */
import type { KafkaVersion } from '../kraft/versions.ts'
import type { TransactionsOptions } from './options.ts'
import { resolveTransactions } from './settings.ts'

export interface TransactionScenario {
  readonly id: string
  readonly title: string
  /** What happens, for an operator; ticket or KIP where there is one. */
  readonly story: string
  /** The release whose protocol holds, with clients of the same release. */
  readonly version: KafkaVersion
  /** What differs from one producer, two transactions, two partitions, and nothing going wrong. */
  readonly options: Partial<TransactionsOptions>
  /** The property of `invariants/transactions/catalogue.ts` that breaks, or the witness that is reached. */
  readonly property: string
  readonly shows: 'violated' | 'reached'
  /** Length of the shortest run. */
  readonly steps: number
  /** Read in the code; neither found in a tracker nor run on a cluster. */
  readonly hypothesis?: true
}

const nothingElse = { late: 0, timeouts: 0, moves: 0 } as const
const noLoss = { data: 0, offsets: 0, coordinator: 0 } as const

export function transactionScenarioOptions({
  version,
  options,
}: Pick<TransactionScenario, 'version' | 'options'>): TransactionsOptions {
  return { ...resolveTransactions({ version, bounds: nothingElse }).options, ...options }
}

const CLASSIC = '3.5'
const VERIFY = '3.9'
const TV2 = '4.1'
const CURRENT = '4.4'
const lateOf = (...lateKinds: TransactionsOptions['lateKinds']) => ({ late: 1, lateKinds })

const violated = (property: string, steps: number) => ({ property, steps, shows: 'violated' }) as const
const reached = (property: string, steps: number) => ({ property, steps, shows: 'reached' }) as const
const lossOf = (log: 'data' | 'coordinator') => ({ losses: { ...noLoss, [log]: 1 }, timeouts: 1 })
/** Coordinators die between an append and its replication, and the next one acts on what its own log has. */
const dies = { moves: 2, timeouts: 1, lostAppends: true, broken: ['waitsForReplication'] } as const

export const TRANSACTION_SCENARIOS: readonly TransactionScenario[] = [
  {
    id: 'T1',
    title: 'A batch that arrives late opens a transaction nobody will end',
    story:
      'A producer gives a batch up and aborts; the marker is written, and then the batch arrives. Readers of committed records wait at it until an operator ends it (KAFKA-12671, KAFKA-14402). Verification (KIP-890, 3.6) refuses it.',
    version: CLASSIC,
    options: lateOf('produce'),
    ...violated('NoHanging', 10),
  },
  {
    id: 'T2',
    title: 'A batch that arrives late joins the next transaction, and is committed with it',
    story: 'As T1, but the producer goes on: its next commit closes both transactions, and what was aborted is read (KIP-890).',
    version: CLASSIC,
    options: lateOf('produce'),
    ...violated('NoAbortedRead', 17),
  },
  {
    id: 'T2-no-bump',
    title: 'Verification does not help a client that keeps its epoch after an abort',
    story:
      'Verification asks about the epoch alone. Java clients take a new one after a batch has failed (KIP-360, 2.5); one that does not lets the late batch into its next transaction.',
    version: VERIFY,
    options: { ...lateOf('produce'), bumpsEpoch: false },
    ...violated('NoAbortedRead', 16),
  },
  {
    id: 'T3',
    title: 'An EndTxn that arrives late commits the next transaction',
    story:
      'A commit is sent again because its answer is late, and completed. The producer begins the next transaction; then the first copy arrives, of the same epoch, and commits it before anybody has asked (KAFKA-17754).',
    version: VERIFY,
    options: lateOf('end-txn'),
    ...violated('NoPrematureRead', 15),
  },
  {
    id: 'T3-torn',
    title: 'An EndTxn that arrives late tears a transaction apart',
    story:
      'As T3: one partition of the transaction is committed, then the other one is added, which opens it again, and the producer aborts (KAFKA-17754).',
    version: VERIFY,
    options: lateOf('end-txn'),
    ...violated('WholeTransactions', 20),
  },
  {
    id: 'T3-lost',
    title: 'A transaction is told committed although an EndTxn that arrived late has aborted it',
    story: 'As T3, with an abort that arrives late: one partition is aborted, and the commit of the rest is told as that of all.',
    version: VERIFY,
    options: lateOf('end-txn'),
    ...violated('CommittedKept', 19),
  },
  {
    id: 'T4',
    title: 'A marker that arrives late decides the next transaction',
    story:
      'A marker is sent again because its answer is late, and written. The producer writes in its next transaction; then the first copy arrives, in the epoch that this transaction has, and commits it (KIP-1228). transaction.version=2 is no help before 4.2.',
    version: TV2,
    options: lateOf('marker'),
    ...violated('NoPrematureRead', 12),
  },
  {
    id: 'T4-aborted',
    title: 'A marker that arrives late shows what is aborted',
    story: 'As T4; the producer then aborts, and readers have its records.',
    version: TV2,
    options: lateOf('marker'),
    ...violated('NoAbortedRead', 13),
  },
  {
    id: 'T4-lost',
    title: 'A marker that arrives late aborts what is told committed',
    story: 'As T4, with an ABORT.',
    version: TV2,
    options: lateOf('marker'),
    ...violated('CommittedKept', 14),
  },
  {
    id: 'T5',
    title: 'A partition that is added late opens a transaction with nobody in it',
    story:
      'A copy of AddPartitionsToTxn arrives when the transaction is complete. Its timeout takes the epoch from a producer that has done nothing wrong.',
    version: VERIFY,
    options: lateOf('add-partition'),
    ...violated('NoPhantom', 10),
  },
  {
    id: 'T6',
    title: 'A batch of a producer that was replaced arrives after all',
    story:
      'The leader has heard nothing of the new epoch, as no marker carried it there. Verification (KIP-890, 3.6) refuses it.',
    version: CLASSIC,
    options: { ...lateOf('produce'), instances: 2 },
    ...violated('ZombieOut', 12),
  },
  {
    id: 'T7',
    title: 'A marker is lost and the data is kept: readers wait for ever',
    story:
      'The partition loses the end of its log (unclean election, the last replica standing, loss of power), and with it a marker. The coordinator is done with the transaction and will not write it again (KAFKA-7408, KAFKA-20716).',
    version: CURRENT,
    options: lossOf('data'),
    ...violated('NoHanging', 8),
  },
  {
    id: 'T8',
    title: 'A part of a committed transaction is lost',
    story: 'One partition loses acknowledged records, the other one keeps them: readers get a half.',
    version: CURRENT,
    options: lossOf('data'),
    ...violated('WholeTransactions', 9),
  },
  {
    id: 'T9',
    title: 'A lost marker and a commit: what was aborted is read',
    story:
      'As T7 with an ABORT; then the producer commits its next transaction in the partition, and the COMMIT decides the old records too. KAFKA-7408 names the cause, not this.',
    version: CURRENT,
    options: lossOf('data'),
    ...violated('NoAbortedRead', 14),
  },
  {
    id: 'T10',
    title: 'A decision is lost, and half of the transaction is aborted',
    story: 'One partition has its COMMIT when __transaction_state loses its end; what comes back knows nothing of it.',
    version: CURRENT,
    options: lossOf('coordinator'),
    ...violated('WholeTransactions', 9),
  },
  {
    id: 'T10b',
    title: 'The coordinator forgets a partition',
    story: '__transaction_state loses the record that a partition takes part: nobody will write its marker.',
    version: CURRENT,
    options: lossOf('coordinator'),
    ...violated('NoHanging', 5),
  },
  {
    id: 'T11',
    title: 'An epoch is forgotten, and two producers live with one',
    story: '__transaction_state loses the record that shut the older producer out.',
    version: CURRENT,
    options: { ...lossOf('coordinator'), instances: 2 },
    ...violated('ZombieOut', 7),
  },
  {
    id: 'T12',
    title: 'A marker that is sent again is refused for ever',
    story:
      'Leaders that refuse every marker of an equal epoch refuse honest repeats too, after every move of the coordinator; clients get CONCURRENT_TRANSACTIONS for ever. KAFKA-19446 without KAFKA-19999, never released.',
    version: CURRENT,
    options: { level: 'tv2-strict', moves: 1 },
    ...violated('MarkersAccepted', 9),
  },
  {
    id: 'T12-stuck',
    title: 'A decision is never completed, as its marker is refused',
    story: 'As T12, told at the step from which there is no way to complete it.',
    version: CURRENT,
    options: { level: 'tv2-strict', moves: 1 },
    ...violated('DecisionCompletes', 8),
  },
  {
    id: 'T13',
    title: 'A new coordinator forgets a decision',
    story:
      'A stale handler takes the entry of the new coordinator away: the transaction stays decided and unwritten until the coordinator moves again (KAFKA-16352, repaired in 3.8).',
    version: '3.7',
    options: { moves: 1, broken: ['resumesPrepared'] },
    ...violated('DecisionCompletes', 7),
  },
  {
    id: 'T14',
    title: 'A new coordinator acts on a decision that only its own log has',
    story:
      'A coordinator appends a commit and dies; the next one loads to the end of its log, has a marker written, and dies before others have the record. The third knows of no decision, and a timeout aborts the rest. Nothing acknowledged was lost.',
    version: CURRENT,
    options: dies,
    ...violated('WholeTransactions', 10),
    hypothesis: true,
  },
  {
    id: 'T14-lost',
    title: 'A new coordinator has added a partition that only its own log has',
    story: 'As T14 with a partition that is added: the next commit is told and leaves it out.',
    version: CURRENT,
    options: dies,
    ...violated('CommittedKept', 9),
    hypothesis: true,
  },
  {
    id: 'T17',
    title: 'A transaction is decided and never completed, as __transaction_state takes no writes',
    story:
      'Too few replicas of __transaction_state are in sync: no decision, no timeout and no completion can be written. Readers of every partition with a transaction open wait, though that partition is fine.',
    version: CURRENT,
    options: { outages: 1 },
    ...violated('DecisionCompletes', 7),
  },
  {
    id: 'T18',
    title: 'A reader has a transaction in one partition and not yet in another',
    story: 'Markers are written one by one. The outcome of a transaction is one, its moment is not; so it is by design.',
    version: CURRENT,
    options: {},
    ...reached('HalfSeen', 8),
  },
  {
    id: 'T19',
    title: 'A committed transaction waits behind others that are open',
    story:
      'A committed, B and C in progress, D committed: a reader of committed records has A and stops. Its end is the last stable offset.',
    version: CURRENT,
    options: { partitions: 1, others: 2 },
    ...reached('HeadOfLine', 15),
  },
  {
    id: 'T19-passes',
    title: 'Once those in front are aborted, the reader goes on',
    story: 'As T19: when B and C are aborted, the reader has A and D.',
    version: CURRENT,
    options: { partitions: 1, others: 2 },
    ...reached('HeadOfLinePasses', 17),
  },
  {
    id: 'KAFKA-9807',
    title: 'A fetch reads past the last stable offset',
    story:
      'The high watermark is read twice and moves in between: read_committed gets records that are still open (repaired in 2.5).',
    version: '2.4',
    options: { broken: ['readsToLastStable'] },
    ...violated('NoAbortedRead', 6),
  },
]
