/**
 * Requests to one node, named by its port: a client of Kafka follows the leader, and here it is asked what this very node says, be it
 * wrong. Brokers and controllers of 2.8 to 4.4 know these versions of the requests.
 */
import {
  alterPartitionReassignmentsV0,
  Connection,
  createTopicsV7,
  fetchV12,
  incrementalAlterConfigsV1,
  listOffsetsV7,
  produceV9,
  type Reader,
  ResponseError,
  unregisterBrokerV0,
  updateFeaturesV1,
  Writer,
} from '@platformatic/kafka'
import { messageOf } from '../text/message-of.ts'

const HOST = '127.0.0.1'
const ELECT_LEADERS = 43
/** Milliseconds a request may take before it counts as unanswered. */
const TIMEOUT = 15_000
/** `ListOffsetsRequest.DEBUGGING_REPLICA_ID`: whoever asks with it hears of the log end, also from a follower. */
const DEBUGGING_REPLICA = -2
const CONSUMER = -1
const LATEST = -1n

/** Error codes of Kafka's protocol that mean something here (`org.apache.kafka.common.protocol.Errors`). */
export const ERROR = {
  none: 0,
  notLeader: 6,
  timedOut: 7,
  notEnoughReplicas: 19,
  notEnoughReplicasAfterAppend: 20,
  offsetNotAvailable: 78,
} as const

/** What a producer is told: an error code of Kafka, and the offset of its record when it is 0. */
export interface ProduceAnswer {
  readonly error: number
  readonly offset: number
}

export interface Topic {
  readonly name: string
  /** Brokers in assignment order; the first is the preferred leader, and leads. */
  readonly replicas: readonly number[]
  readonly configs: Readonly<Record<string, string>>
}

/** A node has answered a request with an error; the message says with which. */
export class Refused extends Error {
  override name = 'Refused'
}

/** The answer to a request of an administrator. @throws Refused. */
async function granted(answer: Promise<unknown>): Promise<void> {
  try {
    await answer
  } catch (error) {
    if (!(error instanceof ResponseError)) throw error
    const said = error.errors.map((each) => {
      const { apiId, serverErrorMessage } = each as { readonly apiId?: unknown; readonly serverErrorMessage?: unknown }
      return [apiId, serverErrorMessage].filter((part) => typeof part === 'string').join(': ')
    })
    throw new Refused(said.join('; '))
  }
}

/** The sending of requests. A connection is made for each port when it is first needed, and made again when it is gone. */
export class Client {
  readonly #connections = new Map<number, Connection>()

  async close(): Promise<void> {
    for (const connection of this.#connections.values()) await connection.close().catch(() => undefined)
    this.#connections.clear()
  }

  /** @throws Refused. */
  async createTopic(port: number, { name, replicas, configs }: Topic): Promise<void> {
    const assignments = [{ partitionIndex: 0, brokerIds: [...replicas] }]
    const settings = Object.entries(configs).map(([key, value]) => ({ name: key, value }))
    const topic = { name, numPartitions: -1, replicationFactor: -1, assignments, configs: settings }
    await granted(createTopicsV7.api.async(await this.#to(port), [topic], TIMEOUT, false))
  }

  /** Sets the replicas, in this order; null cancels a reassignment. */
  async reassign(port: number, topic: string, replicas: readonly number[] | null): Promise<void> {
    const topics = [{ name: topic, partitions: [{ partitionIndex: 0, replicas: replicas === null ? null : [...replicas] }] }]
    // Its type has no null, which the request has.
    await granted(alterPartitionReassignmentsV0.api.async(await this.#to(port), TIMEOUT, true, topics as never))
  }

  /** Asks for the election of the preferred replica (`kafka-leader-election.sh --election-type preferred`). */
  electPreferred(port: number, topic: string): Promise<void> {
    return this.#elect(port, topic, 0)
  }

  /** Asks for the election of any replica that is alive, where there is no leader (`--election-type unclean`). */
  electUnclean(port: number, topic: string): Promise<void> {
    return this.#elect(port, topic, 1)
  }

  async #elect(port: number, topic: string, electionType: 0 | 1): Promise<void> {
    const connection = await this.#to(port)
    const error = await new Promise<number>((resolve, reject) => {
      connection.send(
        ELECT_LEADERS,
        2,
        () => electLeadersRequest(topic, electionType),
        (_correlation, _key, _version, reader) => electLeadersError(reader),
        true,
        true,
        (failure, code) => (failure === null ? resolve(code ?? 0) : reject(failure)),
      )
    })
    if (error !== ERROR.none) throw new Refused(`the election was refused with error ${error}`)
  }

  /** Sets a configuration of a topic, or the default of all brokers (`brokers`). */
  async alterConfig(port: number, of: { readonly topic: string } | 'brokers', key: string, value: string): Promise<void> {
    const resource = of === 'brokers' ? { resourceType: 4, resourceName: '' } : { resourceType: 2, resourceName: of.topic }
    const configs = [{ name: key, configOperation: 0 as const, value }]
    await granted(incrementalAlterConfigsV1.api.async(await this.#to(port), [{ ...resource, configs }] as never, false))
  }

  async unregister(port: number, broker: number): Promise<void> {
    await granted(unregisterBrokerV0.api.async(await this.#to(port), broker))
  }

  /** Sets a feature; a lower level than the present one is a downgrade that loses nothing. */
  async setFeature(port: number, feature: string, level: number, isDowngrade: boolean): Promise<void> {
    const update = { feature, maxVersionLevel: level, upgradeType: isDowngrade ? 2 : 1 }
    await granted(updateFeaturesV1.api.async(await this.#to(port), TIMEOUT, [update], false))
  }

  /** Sends one record; `patience` is how long the broker may wait for its replicas, in milliseconds. Undefined with acks=0 or when no answer came. */
  async produce(
    port: number,
    topic: string,
    { key, value }: { readonly key?: string | undefined; readonly value: string },
    acks: '0' | '1' | 'all',
    patience: number,
  ): Promise<ProduceAnswer | undefined> {
    const message = { topic, partition: 0, value: Buffer.from(value), ...(key !== undefined && { key: Buffer.from(key) }) }
    const code = acks === 'all' ? -1 : Number(acks)
    // A connection of its own: requests behind one that waits for replicas would wait with it.
    const connection = new Connection('tidemark-producer', { requestTimeout: patience + TIMEOUT })
    try {
      await connection.connect(HOST, port)
      const answer = await produceV9.api.async(connection, code, patience, [message])
      return typeof answer === 'boolean' ? undefined : produced(answer)
    } catch (error) {
      return error instanceof ResponseError ? produced(error['response'] as ProduceResponse) : undefined
    } finally {
      await connection.close().catch(() => undefined)
    }
  }

  /** The high watermark, as a leader in this epoch tells consumers; or the error code of its refusal. */
  highWatermark(port: number, topic: string, leaderEpoch: number): Promise<Offset> {
    return this.#offset(port, topic, CONSUMER, leaderEpoch)
  }

  /** The log end of a replica that is in this epoch, whether it leads or follows; or the error code of its refusal. */
  logEnd(port: number, topic: string, leaderEpoch: number): Promise<Offset> {
    return this.#offset(port, topic, DEBUGGING_REPLICA, leaderEpoch)
  }

  /** What a consumer reads from this broker, from the beginning on: the values of the records, and the high watermark it is told. */
  async consume(port: number, topic: string): Promise<{ readonly values: readonly string[]; readonly highWatermark: number }> {
    const partition = { partition: 0, currentLeaderEpoch: -1, fetchOffset: 0n, lastFetchedEpoch: -1, partitionMaxBytes: 2 ** 20 }
    const topics = [{ topicId: topic, partitions: [partition] }]
    const { responses } = await fetchV12.api.async(await this.#to(port), 0, 0, 2 ** 20, 0, 0, -1, topics, [], '')
    const answer = responses[0]?.partitions[0]
    const values = (answer?.records ?? []).flatMap(({ records }) => records.map(({ value }) => value?.toString('utf8') ?? ''))
    return { values, highWatermark: Number(answer?.highWatermark ?? -1n) }
  }

  async #offset(port: number, topic: string, replica: number, leaderEpoch: number): Promise<Offset> {
    const partitions = [{ partitionIndex: 0, currentLeaderEpoch: leaderEpoch, timestamp: LATEST }]
    try {
      const { topics } = await listOffsetsV7.api.async(await this.#to(port), replica, 0, [{ name: topic, partitions }])
      return { error: ERROR.none, offset: Number(topics[0]?.partitions[0]?.offset ?? -1n) }
    } catch (error) {
      if (!(error instanceof ResponseError)) throw error
      const { topics } = error['response'] as { topics: { partitions: { errorCode: number }[] }[] }
      return { error: topics[0]?.partitions[0]?.errorCode ?? -1, offset: -1 }
    }
  }

  async #to(port: number): Promise<Connection> {
    const known = this.#connections.get(port)
    if (known?.isConnected() === true) return known
    const connection = new Connection('tidemark', { requestTimeout: TIMEOUT, connectTimeout: TIMEOUT })
    connection.on('error', () => undefined)
    await connection.connect(HOST, port)
    this.#connections.set(port, connection)
    return connection
  }
}

/** An answer to ListOffsets: an error code of Kafka, and the offset when it is 0. */
export type Offset = ProduceAnswer

/** Whether a broker could not be asked at all, because it is down or going down. */
export const isUnreachable = (error: unknown): boolean =>
  /ECONN|connect|closed|socket|timed? ?out/i.test(`${messageOf(error)} ${error instanceof Error ? messageOf(error.cause) : ''}`)

interface ProduceResponse {
  readonly responses: readonly {
    readonly partitionResponses: readonly { readonly errorCode: number; readonly baseOffset: bigint }[]
  }[]
}

function produced({ responses }: ProduceResponse): ProduceAnswer | undefined {
  const answer = responses[0]?.partitionResponses[0]
  return answer === undefined ? undefined : { error: answer.errorCode, offset: Number(answer.baseOffset) }
}

/** ElectLeaders request, version 2: the preferred replica of partition 0. */
const electLeadersRequest = (topic: string, electionType: 0 | 1): Writer =>
  Writer.create()
    .appendInt8(electionType)
    .appendArray([topic], (w, name) => {
      w.appendString(name).appendArray([0], (partitions, id) => partitions.appendInt32(id), true, false)
    })
    .appendInt32(TIMEOUT)
    .appendTaggedFields()

/** The error code of an ElectLeaders response, of the whole or of the one partition. */
function electLeadersError(reader: Reader): number {
  reader.readInt32()
  const error = reader.readInt16()
  const topics = reader.readArray((r) => {
    r.readString()
    return r.readArray((p) => {
      p.readInt32()
      const code = p.readInt16()
      p.readNullableString()
      return code
    })
  })
  return error === ERROR.none ? (topics[0]?.[0] ?? ERROR.none) : error
}
