/** The protocols between producer, leader and coordinator that releases have had, as the rules in which they differ. */

/**
 * - `classic`: the client adds partitions, leaders ask nobody (before 3.6, or with verification switched off);
 * - `verify`: the leader asks the coordinator before the first append of a transaction (KIP-890 part 1, 3.6);
 * - `tv2`: every transaction has an epoch of its own and the leader adds the partition (KIP-890 part 2, transaction.version=2, 4.0);
 * - `tv2-strict`: as tv2, and a marker of an equal epoch is refused (KAFKA-19446 without KAFKA-19999); never released;
 * - `tv2-marker`: as tv2, and a marker of an equal epoch is refused while a transaction is open (KIP-1228, 4.2).
 */
export const LEVELS = ['classic', 'verify', 'tv2', 'tv2-strict', 'tv2-marker'] as const
export type Level = (typeof LEVELS)[number]

export interface Rules {
  /** Who tells the coordinator of a partition: the client by AddPartitionsToTxn, or the leader on the first batch. */
  readonly clientAdds: boolean
  /** Before 4.0: the leader asks whether the partition is in the transaction, when none is open there. */
  readonly leaderVerifies: boolean
  /** A decision bumps the epoch, so that an epoch names one transaction; markers carry the next. */
  readonly epochPerTransaction: boolean
  /** Which markers a leader takes: of an epoch that is not older; of a newer one; of a newer one, or an equal one when nothing is open. */
  readonly marker: 'not-older' | 'newer' | 'newer-or-idle'
  /** A producer that is new to a partition starts with sequence 0 (KAFKA-18202, 4.1). */
  readonly startsAtZero: boolean
}

const CLASSIC: Rules = {
  clientAdds: true,
  leaderVerifies: false,
  epochPerTransaction: false,
  marker: 'not-older',
  startsAtZero: false,
}
const TV2: Rules = { ...CLASSIC, clientAdds: false, epochPerTransaction: true }

export const RULES: Readonly<Record<Level, Rules>> = {
  classic: CLASSIC,
  verify: { ...CLASSIC, leaderVerifies: true },
  tv2: TV2,
  'tv2-strict': { ...TV2, marker: 'newer', startsAtZero: true },
  'tv2-marker': { ...TV2, marker: 'newer-or-idle', startsAtZero: true },
}
