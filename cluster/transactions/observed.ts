/** What a cluster shows of transactions after a step, and how that differs from what the model says. */
import type { Cluster } from '../nodes/cluster.ts'
import type { Difference } from '../observe/compare.ts'
import {
  readEntries,
  readTransactionStates,
  type TransactionEntry,
  type TransactionState,
} from '../protocol/transaction-records.ts'
import type { Layout } from './layout.ts'
import { EPOCH_OFFSET, type ModelState, readingOf } from './model-state.ts'
import { type Reading, type Requests, TRANSACTIONAL_ID } from './requests.ts'

export const STATE_TOPIC = '__transaction_state'

export interface Observed {
  /** The newest record of the coordinator; undefined before the first. */
  readonly coordinator: TransactionState | undefined
  readonly partitions: Readonly<Record<string, { readonly entries: readonly TransactionEntry[]; readonly reading: Reading }>>
}

/** The broker that the coordinator is on; undefined while `__transaction_state` has no leader. */
export function coordinatorOf(cluster: Cluster): number | undefined {
  const leader = cluster.metadata().partitions.get(STATE_TOPIC)?.leader ?? -1
  return leader < 0 ? undefined : leader
}

/** The newest record of `__transaction_state` on the disk of its leader. */
export const stateOf = (cluster: Cluster): TransactionState | undefined =>
  cluster
    .segments(coordinatorOf(cluster) ?? 0, STATE_TOPIC)
    .flatMap(readTransactionStates)
    .findLast(({ transactionalId }) => transactionalId === TRANSACTIONAL_ID)

/** Looks at everything once. @throws when a leader does not answer. */
export async function observe(cluster: Cluster, { leaders }: Layout, requests: Requests): Promise<Observed> {
  const partitions = await Promise.all(
    Object.entries(leaders).map(async ([topic, leader]) => {
      const { value } = await requests.readCommitted(cluster.ports.client[leader] ?? 0, topic)
      const entries = cluster.segments(leader, topic).flatMap(readEntries)
      return [topic, { entries, reading: value ?? { values: [], lastStable: -1, highWatermark: -1 } }] as const
    }),
  )
  return { coordinator: stateOf(cluster), partitions: Object.fromEntries(partitions) }
}

export interface Comparison {
  /** Whether producers have the epochs that the model gives them; not so by a protocol with other epochs. */
  readonly hasEpochs: boolean
  /** Whether the coordinator has yet to hear of a partition that the model has added. */
  readonly hasUnheard: boolean
}

/** Where the cluster is not in the state of the model. */
export function differences(model: ModelState, seen: Observed, { hasEpochs, hasUnheard }: Comparison): readonly Difference[] {
  const found: Difference[] = []
  const compare = (what: string, ours: string, theirs: string): void => {
    if (ours !== theirs) found.push({ what, model: ours, cluster: theirs })
  }
  const at = (epoch: number): string => (hasEpochs ? `@${epoch - EPOCH_OFFSET}` : '')
  const { state, epoch, partitions } = model.coordinator
  // Where no marker is owed nothing holds the coordinator up between decision and completion.
  const reached = partitions.length === 0 ? state.replace('Prepare', 'Complete') : state
  const ours = state === 'Empty' && epoch === 0 ? 'nothing' : `${reached}${at(epoch)} {${partitions.toSorted().join(',')}}`
  if (!hasUnheard) compare('the coordinator', ours, coordinatorText(seen.coordinator, hasEpochs))
  for (const [topic, { entries, reading }] of Object.entries(seen.partitions)) {
    const log = model.log[topic] ?? []
    compare(
      `log of ${topic}`,
      listed(log.map((entry) => `${entry.kind === 'data' ? (entry.txn ?? '') : entry.kind}${at(entry.epoch)}`)),
      entriesText(entries, hasEpochs),
    )
    const read = readingOf(log)
    compare(`what readers get of ${topic}`, listed(read.values), listed(reading.values))
    compare(`last stable offset of ${topic}`, String(read.lastStable), String(reading.lastStable))
  }
  return found
}

export const coordinatorText = (newest: TransactionState | undefined, hasEpochs = true): string =>
  newest === undefined
    ? 'nothing'
    : `${newest.state}${hasEpochs ? `@${newest.producerEpoch}` : ''} {${newest.topics.toSorted().join(',')}}`

export const entriesText = (entries: readonly TransactionEntry[], hasEpochs = true): string =>
  listed(
    entries.map(({ kind, value, producerEpoch }) => `${kind === 'data' ? value : kind}${hasEpochs ? `@${producerEpoch}` : ''}`),
  )

const listed = (values: readonly string[]): string => `[${values.join(' ')}]`

/** What was seen, in lines. */
export const shown = ({ coordinator, partitions }: Observed): string[] => [
  `coordinator: ${coordinatorText(coordinator)}`,
  ...Object.entries(partitions).map(
    ([topic, { entries, reading }]) =>
      `${topic}: ${entriesText(entries)}, last stable offset ${reading.lastStable} of ${reading.highWatermark}, read_committed gets ${listed(reading.values)}`,
  ),
]
