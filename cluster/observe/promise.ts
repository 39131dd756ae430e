/** Whether a promise is broken on the cluster, by what was seen there and nothing else. */
import { ERROR } from '../client.ts'
import { nameOf } from '../drive/model-state.ts'
import type { Cluster } from '../nodes/cluster.ts'
import type { Observed } from './observed.ts'

export interface BrokenPromise {
  /** What is broken, in a sentence. */
  readonly sentence: string
  readonly evidence: readonly string[]
}

/** The end of a run on a cluster. */
export interface RunEnd {
  readonly seen: Observed
  readonly cluster: Cluster
  readonly topic: string
  /** The highest high watermark that a leader had told of before. */
  readonly highestWatermark: number
  /** What a consumer first read at each offset, and from which broker; asked after each step where a trace is about it. */
  readonly reads: ReadonlyMap<number, { readonly value: string; readonly from: number }>
  /** Lets every broker that may return come back, and waits until the controller has it unfenced. Returns who they are. */
  readonly bringBack: () => Promise<readonly number[]>
}

type Look = (end: RunEnd) => Promise<BrokenPromise | undefined>

/** A record that was acknowledged, and that the broker which leads now does not have. */
const lostAcked: Look = async ({ seen, cluster, topic }) => {
  const { leader, leaderEpoch } = seen.partition
  if (leader < 0 || seen.roles[leader]?.kind !== 'leads') return undefined
  const held = new Set(seen.logs[leader]?.map(({ value }) => value))
  const lost = [...seen.answers].find(([record, { error }]) => error === ERROR.none && !held.has(record))
  if (lost === undefined) return undefined
  const [record, { offset }] = lost
  const { values } = await cluster.client.consume(cluster.ports.client[leader] ?? 0, topic)
  const holders = seen.logs.flatMap((log, b) => (log.some(({ value }) => value === record) ? [nameOf(b)] : []))
  return {
    sentence: `${record} was acknowledged and is lost: ${nameOf(leader)} leads in epoch ${leaderEpoch} without it.`,
    evidence: [
      `the producer of ${record} was told: offset ${offset}, no error`,
      `the log of ${nameOf(leader)} on disk holds ${listed([...held])}`,
      `a consumer that reads from ${nameOf(leader)} gets ${listed(values)}`,
      `${record} is on the disk of ${holders.length === 0 ? 'nobody' : holders.join(', ')}`,
    ],
  }
}

/** Nobody leads, although everybody that may has come back. */
const stranded: Look = async ({ cluster, topic, bringBack }) => {
  const back = await bringBack()
  const { partitions } = cluster.metadata()
  const partition = partitions.get(topic)
  if (partition === undefined || partition.leader >= 0) return undefined
  const election = await cluster.client.electPreferred(cluster.ports.controller, topic).then(
    () => 'was granted',
    (error: unknown) => `was refused: ${error instanceof Error ? error.message : String(error)}`,
  )
  const after = cluster.metadata().partitions.get(topic)
  if (after === undefined || after.leader >= 0) return undefined
  return {
    sentence: `The partition has no leader, and none comes: ${back.map(nameOf).join(', ')} ${back.length === 1 ? 'is' : 'are'} unfenced.`,
    evidence: [
      `ISR ${set(after.isr)}, eligible leader replicas ${set(after.elr)}, last known leader ${set(after.lastKnownElr)}`,
      `a preferred election ${election}`,
    ],
  }
}

/** A record whose producer was told that too few replicas have it, and which consumers read. */
const refusedAndRead: Look = async ({ seen, cluster, topic }) => {
  const { leader } = seen.partition
  const refused = [...seen.answers].find(([, { error }]) => error === ERROR.notEnoughReplicasAfterAppend)
  if (refused === undefined || leader < 0) return undefined
  const [record] = refused
  const { values } = await cluster.client.consume(cluster.ports.client[leader] ?? 0, topic)
  if (!values.includes(record)) return undefined
  return {
    sentence: `The producer of ${record} was told NOT_ENOUGH_REPLICAS_AFTER_APPEND, and consumers read ${record}.`,
    evidence: [`a consumer that reads from ${nameOf(leader)} gets ${listed(values)}`],
  }
}

/** A leader whose high watermark is below one that consumers were told of. */
const watermarkWentBack: Look = async ({ seen, cluster, topic, highestWatermark }) => {
  const { leader, leaderEpoch } = seen.partition
  if (leader < 0) return undefined
  const { highWatermark } = await cluster.client.consume(cluster.ports.client[leader] ?? 0, topic)
  if (highWatermark >= highestWatermark) return undefined
  return {
    sentence: `The high watermark was ${highestWatermark} and is ${highWatermark} with ${nameOf(leader)}, the leader of epoch ${leaderEpoch}.`,
    evidence: [`a fetch of a consumer from ${nameOf(leader)} is answered with high watermark ${highWatermark}`],
  }
}

/** A record that was read, and that the leader does not hold at its offset. */
const readAndGone: Look = async ({ seen, reads }) => {
  const { leader, leaderEpoch } = seen.partition
  const log = seen.logs[leader] ?? []
  const gone = [...reads].find(([offset, { value }]) => log[offset]?.value !== value)
  if (leader < 0 || gone === undefined) return undefined
  const [offset, { value, from }] = gone
  return {
    sentence: `${value} was read at offset ${offset}, and ${nameOf(leader)}, which leads in epoch ${leaderEpoch}, holds ${log[offset]?.value ?? 'nothing'} there.`,
    evidence: [
      `a consumer that read from ${nameOf(from)} got ${value} at offset ${offset}`,
      `the log of ${nameOf(leader)} on disk holds ${listed(log.map((record) => record.value))}`,
    ],
  }
}

/** Two replicas that hold different records at an offset, both of the same leader epoch. */
const partedInEpoch: Look = async ({ seen: { logs } }) => {
  for (const [b, log] of logs.entries())
    for (const [other, copy] of logs.slice(0, b).entries()) {
      const at = log.findIndex(
        ({ leaderEpoch, value }, offset) => copy[offset]?.leaderEpoch === leaderEpoch && copy[offset]?.value !== value,
      )
      if (at < 0) continue
      return {
        sentence: `${nameOf(other)} and ${nameOf(b)} hold different records of leader epoch ${log[at]?.leaderEpoch ?? ''} at offset ${at}.`,
        evidence: [other, b].map(
          (holder) => `the log of ${nameOf(holder)} on disk holds ${listed((logs[holder] ?? []).map(({ value }) => value))}`,
        ),
      }
    }
  return undefined
}

/** A message that is in the leader's log twice. The key of a record names its message. */
const twice: Look = async ({ seen }) => {
  const { leader } = seen.partition
  const keys = (seen.logs[leader] ?? []).map(({ key }) => key)
  const doubled = keys.find((key, i) => key !== '' && keys.indexOf(key) !== i)
  if (doubled === undefined) return undefined
  return {
    sentence: `${doubled} was sent once and is in the log of ${nameOf(leader)} twice.`,
    evidence: [`the log of ${nameOf(leader)} holds ${listed(keys)}`],
  }
}

/** Messages of one producer that are in the leader's log in another order than they were sent in. */
const reordered: Look = async ({ seen }) => {
  const { leader } = seen.partition
  const keys = (seen.logs[leader] ?? []).map(({ key }) => key)
  if (keys.every((key, i) => i === 0 || (keys[i - 1] ?? '') <= key)) return undefined
  return {
    sentence: `The log of ${nameOf(leader)} has messages in another order than their producer sent them in.`,
    evidence: [`the log of ${nameOf(leader)} holds ${listed(keys)}`],
  }
}

/** A leader, or a member of the ISR, that the controller itself has fenced. */
const fencedInIsr: Look = async ({ seen: { partition, brokers } }) => {
  const fenced = partition.isr.filter((b) => brokers.get(b)?.fenced !== false)
  if (fenced.length === 0) return undefined
  const leader = fenced.includes(partition.leader) ? ` ${nameOf(partition.leader)} is the leader.` : ''
  return {
    sentence: `The controller has fenced ${fenced.map(nameOf).join(', ')}, and has it in the ISR.${leader}`,
    evidence: [`leader ${partition.leader < 0 ? 'none' : nameOf(partition.leader)}, ISR ${set(partition.isr)}`],
  }
}

/** A run that claims nothing but that every step can be taken: where this is asked, all of them have been. */
const allTaken: Look = () => Promise.resolve({ sentence: 'Every step went as the model says.', evidence: [] })

const LOOKS: Readonly<Record<string, Look>> = {
  AckedDurable: lostAcked,
  Acks1Durable: lostAcked,
  // A partition of the same replication stands for __consumer_offsets; the record for a commit, which is written with acks=all.
  CommittedOffsetDurable: lostAcked,
  LeaderStaysPossible: stranded,
  NegAbsent: refusedAndRead,
  PartitionHighWatermarkMonotonic: watermarkWentBack,
  RepeatableRead: readAndGone,
  LogMatchingInEpoch: partedInEpoch,
  NoDuplicate: twice,
  OrderPreserved: reordered,
  FencedNotInIsr: fencedInIsr,
  IsrElrWellFormed: fencedInIsr,
  Run: allTaken,
}

/** Whether brokers can show what a trace is about. */
export const isObservable = (property: string): boolean => Object.hasOwn(LOOKS, property)

/** How the property is broken; undefined when it is not. */
export const brokenPromise = (property: string, end: RunEnd): Promise<BrokenPromise | undefined> =>
  LOOKS[property]?.(end) ?? Promise.resolve(undefined)

const listed = (values: readonly string[]): string => (values.length === 0 ? 'nothing' : values.join(', '))
const set = (ids: readonly number[]): string => `{${ids.map(nameOf).join(',')}}`
