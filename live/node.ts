/** One node of a running cluster: a connection, which requests it answers, and what it says of its release. Requests that read, and no others. */
import {
  Connection,
  describeConfigsV2,
  describeConfigsV3,
  describeConfigsV4,
  describeQuorumV2,
  describeTopicPartitionsV0,
  metadataV10,
  metadataV11,
  metadataV12,
  metadataV9,
  type Reader,
  Writer,
} from '@platformatic/kafka'
import type { Access } from './client-properties.ts'

/** By key of the protocol; the newest version first that client and node both know. */
const KEYS = { metadata: 3, apiVersions: 18, describeConfigs: 32, describeQuorum: 55, describeTopicPartitions: 75 } as const
const METADATA = [metadataV12, metadataV11, metadataV10, metadataV9] as const
const CONFIGS = [describeConfigsV4, describeConfigsV3, describeConfigsV2] as const

/** The node answers no version of a request that is known here. */
export class Unsupported extends Error {
  override name = 'Unsupported'
}

/** Levels of a feature that a node's release knows, and those that its cluster has agreed on. */
interface Features {
  readonly supported: ReadonlyMap<string, number>
  readonly finalized: ReadonlyMap<string, number> | undefined
}

export interface Address {
  readonly host: string
  readonly port: number
}

export interface Limits {
  /** Closes the connection, whatever waits for it. */
  readonly signal: AbortSignal
  /** Milliseconds for connecting and for each request, in place of what the access says. */
  readonly timeout?: number
}

export class Node {
  readonly features: Features
  readonly #connection: Connection
  readonly #versions: ReadonlyMap<number, { readonly min: number; readonly max: number }>

  private constructor(connection: Connection, { versions, ...features }: Versions) {
    this.#connection = connection
    this.#versions = versions
    this.features = features
  }

  /** @throws what the client throws. */
  static async connect({ host, port }: Address, access: Access, { signal, timeout }: Limits): Promise<Node> {
    const options = {
      ...access.options(host),
      ...(timeout !== undefined && { connectTimeout: timeout, requestTimeout: timeout }),
    }
    const connection = new Connection(access.clientId, options)
    connection.on('error', () => undefined)
    const close = (): void => void connection.close().catch(() => undefined)
    signal.addEventListener('abort', close, { once: true })
    connection.once('close', () => signal.removeEventListener('abort', close))
    try {
      signal.throwIfAborted()
      await connection.connect(host, port)
      return new Node(connection, await versionsOf(connection))
    } catch (error) {
      await connection.close().catch(() => undefined)
      throw error
    }
  }

  async close(): Promise<void> {
    await this.#connection.close().catch(() => undefined)
  }

  /** Whether it answers for the quorum of controllers: brokers on ZooKeeper have none. */
  get hasQuorum(): boolean {
    return this.#versions.has(KEYS.describeQuorum)
  }

  get knowsElr(): boolean {
    return this.#versions.has(KEYS.describeTopicPartitions)
  }

  /** Brokers and topics; all topics that the user may see. Makes none. @throws Unsupported, and what the client throws. */
  metadata() {
    return this.#newest(KEYS.metadata, METADATA, 'Metadata').api.async(this.#connection, null, false, false)
  }

  /** @throws Unsupported, and what the client throws. */
  configs(resources: readonly Resource[]) {
    const asked = resources.map(({ type, name, keys }) => ({
      resourceType: type === 'topic' ? 2 : 4,
      resourceName: name,
      configurationKeys: [...keys],
    }))
    return this.#newest(KEYS.describeConfigs, CONFIGS, 'DescribeConfigs').api.async(
      this.#connection,
      asked as never,
      false,
      false,
    )
  }

  /** Undefined where only versions are known that the client does not speak. @throws what the client throws. */
  async quorum() {
    if (!this.#knows(KEYS.describeQuorum, 2)) return undefined
    const topics = [{ topicName: '__cluster_metadata', partitions: [{ partitionIndex: 0 }] }]
    return describeQuorumV2.api.async(this.#connection, topics)
  }

  /** A part of the partitions; `cursor` is where the part before it ended. @throws what the client throws. */
  partitions(topics: readonly string[], most: number, cursor?: Cursor) {
    return describeTopicPartitionsV0.api.async(
      this.#connection,
      topics.map((name) => ({ name })),
      most,
      cursor,
    )
  }

  #knows(key: number, version: number): boolean {
    const range = this.#versions.get(key)
    return range !== undefined && range.min <= version && version <= range.max
  }

  #newest<T extends { readonly api: { readonly version: number } }>(key: number, known: readonly T[], name: string): T {
    const found = known.find(({ api }) => this.#knows(key, api.version))
    if (found === undefined) throw new Unsupported(`it answers no version of ${name} that is known here (Kafka 2.4 and newer do)`)
    return found
  }
}

export interface Cursor {
  readonly topicName: string
  readonly partitionIndex: number
}

export interface Resource {
  readonly type: 'topic' | 'node'
  readonly name: string
  readonly keys: readonly string[]
}

interface Versions extends Features {
  readonly versions: ReadonlyMap<number, { readonly min: number; readonly max: number }>
}

/** ApiVersions, version 3 (Kafka 2.4): the client leaves out the features, which stand in tagged fields. */
function versionsOf(connection: Connection): Promise<Versions> {
  return new Promise((resolve, reject) => {
    connection.send(
      KEYS.apiVersions,
      3,
      () => Writer.create().appendString('tidemark').appendString('1').appendTaggedFields(),
      (_correlation, _key, _version, reader) => readVersions(reader),
      true,
      false,
      (failure, versions) => (failure === null && versions !== undefined ? resolve(versions) : reject(failure)),
    )
  })
}

function readVersions(reader: Reader): Versions {
  const error = reader.readInt16()
  if (error !== 0) throw new Unsupported(`it refuses ApiVersions with error ${error} (Kafka 2.4 and newer do not)`)
  const versions = new Map(
    reader.readArray((r) => [r.readInt16(), { min: r.readInt16(), max: r.readInt16() }] as const).map((one) => one),
  )
  reader.readInt32()
  let [supported, finalized]: [Map<string, number>, Map<string, number> | undefined] = [new Map(), undefined]
  let epoch = -1n
  const levels = (): Map<string, number> =>
    new Map(
      reader.readArray((r) => {
        const name = r.readString()
        const [first, second] = [r.readInt16(), r.readInt16()]
        return [name, Math.max(first, second)] as const
      }),
    )
  for (let left = reader.readUnsignedVarInt(); left > 0; left--) {
    const tag = reader.readUnsignedVarInt()
    const size = reader.readUnsignedVarInt()
    if (tag === 0) supported = levels()
    else if (tag === 1) epoch = reader.readInt64()
    else if (tag === 2) finalized = levels()
    else reader.skip(size)
  }
  // A cluster without an epoch has agreed on nothing: it is on ZooKeeper, or before 2.7.
  return { versions, supported, finalized: epoch < 0n ? undefined : (finalized ?? new Map()) }
}
