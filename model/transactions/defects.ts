/** What brokers and clients of some releases do wrong with transactions although the protocol is right: a rule that their code breaks. */
import { type KafkaVersion, since } from '../kraft/versions.ts'
import type { KnownDefect } from '../known-defect.ts'
import { OptionError } from '../option-error.ts'
import type { TransactionsOptions } from './options.ts'
import type { SwitchName } from './switches.ts'

export const TRANSACTION_DEFECT_IDS = ['T14', 'KAFKA-16352', 'KAFKA-9807'] as const
export type TransactionDefectId = (typeof TRANSACTION_DEFECT_IDS)[number]

export interface TransactionDefect extends KnownDefect {
  readonly id: TransactionDefectId
  /** Where it stands in the code. */
  readonly code: string
  readonly from: KafkaVersion
  /** The first release without it; all later ones have it when not given. */
  readonly repairedIn?: KafkaVersion
  readonly breaks: SwitchName
  /** Whether it can make a difference within these options. */
  readonly bearsOn: (options: TransactionsOptions) => boolean
}

const TRANSACTION_DEFECTS: readonly TransactionDefect[] = [
  {
    id: 'T14',
    title: 'A new coordinator acts on a record that only its own log has',
    code: 'TransactionStateManager#loadTransactionMetadata reads to the log end, not to the high watermark (apache/kafka#2849), and sends markers at once',
    ticket: 'no ticket found',
    evidence: 'read in the code; no ticket found, not run on brokers',
    avoid: 'nothing does; it takes two coordinators that die within one fetch of each other',
    from: '0.11.0',
    breaks: 'waitsForReplication',
    bearsOn: (o) => o.lostAppends && o.moves > 1,
  },
  {
    id: 'KAFKA-16352',
    title: 'A new coordinator forgets a decision whose markers it should send',
    code: 'a stale handler of the coordinator before removes the entry of the one that is pending; the transaction stays in PrepareCommit or PrepareAbort',
    ticket: 'KAFKA-16352',
    evidence: 'the ticket and its repair read; not run on brokers',
    avoid: 'Kafka 3.8 or later; before it, another move of the coordinator frees the transaction',
    from: '0.11.0',
    repairedIn: '3.8',
    breaks: 'resumesPrepared',
    bearsOn: (o) => o.moves > 0,
  },
  {
    id: 'KAFKA-9807',
    title: 'A fetch reads past the last stable offset',
    code: 'the high watermark is read twice while a fetch is answered, and moves in between',
    ticket: 'KAFKA-9807',
    evidence: 'the ticket and its repair read; not run on brokers',
    avoid: 'Kafka 2.5 or later',
    from: '0.11.0',
    repairedIn: '2.5',
    breaks: 'readsToLastStable',
    bearsOn: (o) => o.isolation === 'read_committed',
  },
]

/** The defects that the code of a release has. */
export const transactionDefectsOf = (version: KafkaVersion): readonly TransactionDefect[] =>
  TRANSACTION_DEFECTS.filter((d) => since(version, d.from) && (d.repairedIn === undefined || !since(version, d.repairedIn)))

/** The rules that these defects break. @throws OptionError naming a defect that the release has not. */
export function brokenBy(ids: readonly string[], version: KafkaVersion): readonly SwitchName[] {
  const there = transactionDefectsOf(version)
  return ids.map((id) => {
    const defect = there.find((d) => d.id === id)
    if (defect === undefined)
      throw new OptionError('defects', `among those of Kafka ${version}: ${there.map((d) => d.id).join(', ') || 'none'}`, id)
    return defect.breaks
  })
}
