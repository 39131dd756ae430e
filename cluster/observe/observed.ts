/** What a cluster shows after a step: the same things that a state of the model says. */
import type { Cluster } from '../nodes/cluster.ts'
import { ERROR, isUnreachable, type ProduceAnswer } from '../client.ts'
import type { BrokerState, PartitionState } from '../protocol/metadata-log.ts'
import type { LoggedRecord } from '../protocol/partition-log.ts'

/** A broker, asked whether it leads or follows in the epoch it is expected to be in. */
export type Role =
  | { readonly kind: 'leads'; readonly highWatermark: number | undefined }
  | { readonly kind: 'follows' }
  | { readonly kind: 'another epoch'; readonly error: number }
  | { readonly kind: 'silent' }

export interface Observed {
  readonly partition: PartitionState
  readonly brokers: ReadonlyMap<number, BrokerState>
  /** Which processes run. */
  readonly up: ReadonlySet<number>
  readonly logs: readonly (readonly LoggedRecord[])[]
  readonly roles: readonly Role[]
  /** What producers have been told, by the value of their record. */
  readonly answers: ReadonlyMap<string, ProduceAnswer>
}

/** Looks at everything once. `epochs` are the leader epochs the brokers are expected to be in; undefined for one that is not asked. */
export async function observe(
  cluster: Cluster,
  topic: string,
  epochs: readonly (number | undefined)[],
  answers: ReadonlyMap<string, ProduceAnswer>,
): Promise<Observed> {
  const { partitions, brokers } = cluster.metadata()
  const partition = partitions.get(topic)
  if (partition === undefined) throw new Error(`the controller has no topic ${topic}`)
  const roles = await Promise.all(
    cluster.brokers.map((b): Promise<Role> => {
      const epoch = epochs[b]
      return epoch === undefined ? Promise.resolve({ kind: 'silent' }) : roleOf(cluster, topic, b, epoch)
    }),
  )
  return {
    partition,
    brokers,
    up: new Set(cluster.brokers.filter((b) => cluster.isUp(b))),
    logs: cluster.brokers.map((b) => cluster.log(b, topic)),
    roles,
    answers: new Map(answers),
  }
}

async function roleOf({ client, ports }: Cluster, topic: string, broker: number, epoch: number): Promise<Role> {
  const port = ports.client[broker] ?? 0
  try {
    const end = await client.logEnd(port, topic, epoch)
    if (end.error !== ERROR.none) return { kind: 'another epoch', error: end.error }
    const { error, offset } = await client.highWatermark(port, topic, epoch)
    if (error === ERROR.none) return { kind: 'leads', highWatermark: offset }
    if (error === ERROR.offsetNotAvailable) return { kind: 'leads', highWatermark: undefined }
    return error === ERROR.notLeader ? { kind: 'follows' } : { kind: 'another epoch', error }
  } catch (error) {
    if (isUnreachable(error)) return { kind: 'silent' }
    throw error
  }
}
