/** Transactions, and what people call exactly-once. */
import type { Claim, TransactionsClaimEntry } from './claim.ts'
import { coordinatorLoss, dataLoss, disorder, holds, lateOf, model, none, reached, violated } from './transactions-bounds.ts'

/** The end of a partition is lost, and with it a marker. */
const markerLost = (id: string): TransactionsClaimEntry => ({
  ...model,
  id,
  condition: 'the end of a data partition lost once, by an unclean election for instance',
  bears: 'refutes',
  bounds: dataLoss,
  property: 'NoHanging',
  expected: violated(9),
  why: 'Only the marker is gone. The coordinator is done with the transaction and will not write it again: readers of committed records stop there for ever.',
})

export const TRANSACTIONS: readonly Claim[] = [
  {
    id: 'txn-same-moment',
    sentence: 'A transaction appears on all of its partitions at once.',
    verdict: 'Its outcome is one; its moment is not, in any release.',
    entries: [
      {
        ...model,
        id: 'txn-same-moment',
        condition: 'nothing that goes wrong',
        bears: 'refutes',
        bounds: none,
        property: 'HalfSeen',
        expected: reached(8),
        why: 'Markers are written to one partition after the other, and read as they come.',
      },
    ],
  },
  {
    id: 'txn-exactly-once',
    sentence: 'Transactions give exactly-once.',
    verdict:
      'They keep transactions whole with the protocol of 4.2 and read_committed. Exactly-once takes more: offsets inside of the transactions, and fencing.',
    entries: [
      {
        ...model,
        id: 'txn-exactly-once/current',
        condition: 'Kafka 4.4, a request that arrives late, a timeout and a change of the coordinator',
        bears: 'confirms',
        bounds: disorder,
        property: 'WholeTransactions',
        alongside: ['CommittedKept', 'TransactionVisible'],
        expected: holds,
        why: 'All that was acknowledged of a transaction is committed, or nothing is.',
      },
      {
        ...model,
        id: 'txn-exactly-once/late-end-txn',
        condition: 'Kafka 3.9, an EndTxn that arrives late',
        bears: 'refutes',
        version: '3.9',
        bounds: lateOf('end-txn'),
        property: 'CommittedKept',
        expected: violated(19),
        why: 'It aborts half of the next transaction, whose commit is told all the same (KAFKA-17754).',
      },
    ],
  },
  {
    id: 'profile-eos',
    sentence:
      'The profile for exactly-once (idempotence, isolation.level=read_committed, transaction.state.log.replication.factor=3) processes every record exactly once.',
    verdict:
      'It says nothing of what decides it: without a transactional.id there is no transaction, and with one the settings of the data topics count as much as those of the log of the coordinator.',
    entries: [markerLost('profile-eos')],
  },
  {
    id: 'zombie-fenced',
    sentence: 'A restart with the same transactional.id shuts the old instance out.',
    verdict: 'In every release, as long as nothing arrives late (before 3.6) and the log of the coordinator loses nothing.',
    entries: [
      {
        ...model,
        id: 'zombie-fenced/current',
        condition: 'Kafka 4.4, two instances, a request that arrives late and a change of the coordinator',
        bears: 'confirms',
        bounds: { ...none, late: 1, moves: 1, instances: 2 },
        property: 'ZombieOut',
        alongside: ['TransactionVisible'],
        expected: holds,
        why: 'Its epoch is over at the coordinator, which leaders ask before they append.',
      },
      {
        ...model,
        id: 'zombie-fenced/late-batch',
        condition: 'Kafka 3.5, two instances, a batch that arrives late',
        bears: 'contrast',
        version: '3.5',
        bounds: { ...lateOf('produce'), instances: 2 },
        property: 'ZombieOut',
        expected: violated(12),
        why: 'The leader has heard nothing of the new epoch.',
      },
      {
        ...model,
        id: 'zombie-fenced/log-lost',
        condition: 'two instances, the end of __transaction_state lost',
        bears: 'contrast',
        bounds: { ...coordinatorLoss, instances: 2 },
        property: 'ZombieOut',
        expected: violated(7),
        why: 'The record that shut it out is gone, and two producers live with one epoch.',
      },
    ],
  },
  {
    id: 'timeout-frees',
    sentence: 'transaction.timeout.ms frees readers that wait for a transaction.',
    verdict:
      'Of a transaction that the coordinator knows. A batch that came late or a marker that was lost waits for an operator.',
    entries: [
      {
        ...model,
        id: 'timeout-frees/listed',
        condition: 'a request that arrives late, a timeout and a change of the coordinator',
        bears: 'confirms',
        bounds: disorder,
        property: 'NoHanging',
        alongside: ['DecisionCompletes', 'TransactionVisible'],
        expected: holds,
        why: 'Whatever is open somewhere the coordinator knows of, so it can abort it; and what is decided can be completed.',
      },
      markerLost('timeout-frees/marker-lost'),
    ],
  },
  {
    id: 'unclean-eos',
    sentence: 'An unclean election costs at most the records that are lost, also with transactions.',
    verdict: 'It may cost a marker alone: readers stop for ever, or read what was aborted.',
    entries: [
      markerLost('unclean-eos/readers-stop'),
      {
        ...model,
        id: 'unclean-eos/aborted-read',
        condition: 'the end of a data partition lost once, and a commit afterwards',
        bears: 'refutes',
        bounds: dataLoss,
        property: 'NoAbortedRead',
        expected: violated(14),
        why: 'An ABORT is gone, and the COMMIT of the next transaction decides the old records too.',
      },
    ],
  },
  {
    id: 'kip890-fixes',
    sentence: 'Kafka 4.0 has fixed hanging and torn transactions.',
    verdict:
      'Those of requests that arrive late, with transaction.version=2 and clients from 4.0 on; of markers only from 4.2 on; never those of a log that loses its end. After an upgrade with --metadata transaction.version stays 0.',
    entries: [
      {
        ...model,
        id: 'kip890-fixes/batches-and-end-txn',
        condition: 'Kafka 4.1, a batch or an EndTxn that arrives late',
        bears: 'confirms',
        version: '4.1',
        bounds: { ...none, late: 1, lateKinds: ['produce', 'end-txn'], timeouts: 1, moves: 1 },
        property: 'WholeTransactions',
        alongside: ['CommittedKept', 'NoHanging', 'TransactionVisible'],
        expected: holds,
        why: 'Both are of an epoch that is over.',
      },
      {
        ...model,
        id: 'kip890-fixes/marker',
        condition: 'Kafka 4.1, a marker that arrives late',
        bears: 'refutes',
        version: '4.1',
        bounds: lateOf('marker'),
        property: 'CommittedKept',
        expected: violated(14),
        why: 'It carries the epoch of the next transaction (KIP-1228, 4.2).',
      },
      {
        ...model,
        id: 'kip890-fixes/feature-off',
        condition: 'Kafka 4.1 with transaction.version=0, an EndTxn that arrives late',
        bears: 'refutes',
        version: '4.1',
        set: { 'transaction.version': '0' },
        bounds: lateOf('end-txn'),
        property: 'NoPrematureRead',
        expected: violated(15),
        why: 'Brokers of 4.x, the protocol of 3.6.',
      },
    ],
  },
  {
    id: 'txn-log-rf1',
    sentence: 'transaction.state.log.replication.factor=1 risks availability alone.',
    verdict:
      'It risks what producers were told: commits are undone, half of a transaction is read, two producers live with one epoch.',
    entries: [
      {
        ...model,
        id: 'txn-log-rf1/undone',
        condition: 'the end of __transaction_state lost once',
        bears: 'refutes',
        bounds: coordinatorLoss,
        property: 'CommittedKept',
        expected: violated(7),
        why: 'The decision that was told is gone before a marker of it is written.',
      },
      {
        ...model,
        id: 'txn-log-rf1/torn',
        condition: 'the end of __transaction_state lost once, between two markers',
        bears: 'refutes',
        bounds: coordinatorLoss,
        property: 'WholeTransactions',
        expected: violated(9),
        why: 'One partition has its COMMIT, and of the other nobody knows any more.',
      },
    ],
  },
]
