/** A state of the model of transactions as a trace has it, in plain values: what is compared with a cluster. */
import type { Trace } from '../../traces/index.ts'

export interface ModelEntry {
  readonly kind: string
  /** The transaction of a record; null for a marker. */
  readonly txn: string | null
  readonly producerId: number
  readonly epoch: number
}

export interface ModelState {
  readonly log: Readonly<Record<string, readonly ModelEntry[]>>
  readonly coordinator: { readonly state: string; readonly epoch: number; readonly partitions: readonly string[] }
  readonly producer: Readonly<
    Record<
      string,
      {
        readonly phase: string
        readonly txn: string | null
        readonly used: readonly string[]
        readonly unanswered: readonly string[]
      }
    >
  >
  readonly late: readonly { readonly request: string }[]
  readonly intent: Readonly<Record<string, string>>
  readonly told: Readonly<Record<string, string>>
  readonly acked: Readonly<Record<string, Readonly<Record<string, number>>>>
}

/** The states of a trace of the model of transactions. */
export const modelStates = ({ states }: Trace): readonly ModelState[] =>
  states.map((state) => state.toJS() as unknown as ModelState)

/** Producer epochs begin with 1 in the model, where 0 is that nobody has one, and with 0 in Kafka. */
export const EPOCH_OFFSET = 1

/** Where a reader of committed records ends, and what it has got by then, by the rules of Kafka. */
export function readingOf(log: readonly ModelEntry[]): { readonly values: readonly string[]; readonly lastStable: number } {
  const values: string[] = []
  for (const [offset, { kind, txn, producerId }] of log.entries()) {
    if (kind !== 'data') continue
    const marker = log.slice(offset).find((entry) => entry.kind !== 'data' && entry.producerId === producerId)
    if (marker === undefined) return { values, lastStable: offset }
    if (marker.kind === 'COMMIT') values.push(txn ?? '')
  }
  return { values, lastStable: log.length }
}
