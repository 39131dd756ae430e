/** Rules inside effects and answers that the mutation suite turns off one at a time, and that defects of releases break. */
import { RULES } from './levels.ts'
import type { TransactionsOptions } from './options.ts'

const DOCS = {
  leaderChecksEpoch:
    'A leader refuses data of an epoch older than the newest it has seen (ProducerAppendInfo#checkProducerEpoch, INVALID_PRODUCER_EPOCH).',
  leaderChecksSequence: 'A leader takes the next sequence of a producer and no other (ProducerAppendInfo#checkSequence).',
  coordinatorChecksEpoch:
    'The coordinator adds and confirms partitions for the current epoch only (TransactionCoordinator, PRODUCER_FENCED).',
  endTxnChecksEpoch: 'The coordinator takes EndTxn of the current epoch only (TransactionCoordinator#endTransaction).',
  waitsWhilePreparing:
    'Nothing is added to a transaction that is decided until all its markers are written (CONCURRENT_TRANSACTIONS).',
  initBumpsEpoch: 'InitProducerId hands out a new epoch (TransactionMetadata#prepareIncrementProducerEpoch).',
  initChecksEpoch: 'InitProducerId of a running producer takes the current epoch only (KIP-360, PRODUCER_FENCED).',
  initAbortsOngoing:
    'InitProducerId aborts the transaction that is ongoing before it answers (TransactionCoordinator#handleInitProducerId).',
  timeoutBumpsEpoch: 'A transaction that times out is aborted in a new epoch (TransactionMetadata#prepareFenceProducerEpoch).',
  leaderChecksMarkerEpoch:
    'A leader refuses markers of epochs that are over, as its release has it (ProducerAppendInfo#checkProducerEpoch).',
  leaderChecksCoordinatorEpoch:
    'A leader refuses markers of a coordinator that has been replaced (TRANSACTION_COORDINATOR_FENCED).',
  verifiesAtAppend: 'Verification and append are one step; a marker in between makes it void (VerificationGuard, KAFKA-14884).',
  resumesPrepared:
    'A new coordinator sends the markers of every decision it finds (TransactionStateManager#loadTransactionsForTxnTopicPartition).',
  waitsForReplication:
    'A new coordinator serves a transaction only once the high watermark has passed what it has loaded. No release has this rule (T14).',
  readsToLastStable: 'read_committed ends at the last stable offset (UnifiedLog#fetchLastStableOffset).',
  waitsForMarker:
    'The last stable offset waits until the marker is replicated too (ProducerStateManager#firstUnstableOffset, KAFKA-5238).',
  hidesAborted: 'read_committed leaves out what was aborted (TransactionIndex, CompletedFetch).',
} as const

export type SwitchName = keyof typeof DOCS

export const SWITCH_NAMES = Object.keys(DOCS) as readonly SwitchName[]

/** The switches that are on within these options and make a difference there. */
export function switchesOf(options: TransactionsOptions): { name: SwitchName; doc: string }[] {
  const rules = RULES[options.level]
  const absent = new Set<SwitchName>([
    ...options.broken,
    ...(rules.epochPerTransaction || !options.bumpsEpoch ? (['initChecksEpoch'] as const) : []),
    ...(rules.leaderVerifies ? [] : (['verifiesAtAppend'] as const)),
    ...(options.leaderChanges > 0 && options.isolation === 'read_committed' ? [] : (['waitsForMarker'] as const)),
    ...(options.lostAppends ? [] : (['waitsForReplication'] as const)),
    ...(options.isolation === 'read_committed' ? [] : (['readsToLastStable', 'hidesAborted'] as const)),
  ])
  return SWITCH_NAMES.filter((name) => !absent.has(name)).map((name) => ({ name, doc: DOCS[name] }))
}
