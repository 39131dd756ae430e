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
]

void [VERIFY, TV2, CURRENT, noLoss]
