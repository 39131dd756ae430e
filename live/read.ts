/** A running cluster, asked for what bears on replication. Nothing is written to it. */
import { ResponseError } from '@platformatic/kafka'
import {
  ASKED_OF_NODES,
  ASKED_OF_TOPICS,
  type ClusterAnswers,
  type ConfigAnswer,
  type NodeAnswer,
  type PartitionAnswer,
  type TopicAnswer,
  topicsLike,
} from '../config/index.ts'
import { UserError } from '../machine/errors.ts'
import { ExitCode } from '../machine/exit-codes.ts'
import { suggestion } from '../text/nearest.ts'
import { printable } from '../text/printable.ts'
import type { Access } from './client-properties.ts'
import { reasonOf } from './failure.ts'
import { type Address, type Cursor, Node, type Resource } from './node.ts'

export interface LiveRequest {
  /** Any of the cluster's brokers; the first that answers is asked. */
  readonly servers: readonly Address[]
  readonly access: Access
  /** Names and patterns; all topics but Kafka's own when there are none. */
  readonly topics: readonly string[] | undefined
  readonly signal: AbortSignal
}

/** Topics in one request, and partitions in one answer. */
const TOPICS_AT_ONCE = 200
const PARTITIONS_AT_ONCE = 2000
/** Milliseconds: controllers often stand where clients cannot reach them. */
const CONTROLLER_TIMEOUT = 3000
const ELR = 'eligible.leader.replicas.version'
const METADATA_VERSION = 'metadata.version'
/** Asked for with all others: offsets of consumers are kept there. */
const OFFSETS_TOPIC = '__consumer_offsets'

const addressText = ({ host, port }: Address): string => `${host.includes(':') ? `[${host}]` : host}:${port}`

const failed = (message: string): UserError => new UserError('TM-403', message, ExitCode.unreadableInput)

/** @throws UserError TM-403: nobody can be asked, or there is no such topic. After the signal whatever comes first. */
export async function readCluster(request: LiveRequest): Promise<ClusterAnswers> {
  const { node: first, address } = await firstOf(request)
  const opened: Node[] = [first]
  try {
    return await new Reading(request, first, addressText(address), opened).all()
  } catch (error) {
    if (error instanceof UserError) throw error
    throw failed(`--bootstrap-server ${addressText(address)}: ${reasonOf(error, request.access)}`)
  } finally {
    await Promise.all(opened.map((node) => node.close()))
  }
}

async function firstOf({ servers, access, signal }: LiveRequest): Promise<{ readonly node: Node; readonly address: Address }> {
  const reasons: string[] = []
  for (const address of servers)
    try {
      return { node: await Node.connect(address, access, { signal }), address }
    } catch (error) {
      reasons.push(`--bootstrap-server ${addressText(address)}: ${reasonOf(error, access)}`)
    }
  throw failed(reasons.join('; '))
}

class Reading {
  readonly #request: LiveRequest
  readonly #first: Node
  readonly #server: string
  readonly #opened: Node[]

  constructor(request: LiveRequest, first: Node, server: string, opened: Node[]) {
    this.#request = request
    this.#first = first
    this.#server = server
    this.#opened = opened
  }

  async all(): Promise<ClusterAnswers> {
    const metadata = await evenIfRefused(this.#first.metadata())
    const names = metadata.topics.flatMap(({ name }) => name ?? [])
    const chosen = new Set(this.#chosen(names))
    const topics = metadata.topics.filter(({ name }) => chosen.has(name ?? ''))
    const brokers = await Promise.all(
      metadata.brokers.map(({ nodeId, host, port, rack }) => this.#broker({ id: nodeId, rack }, { host, port })),
    )
    const { finalized } = this.#first.features
    const quorum = await this.#quorum(brokers)
    const elr = (finalized?.get(ELR) ?? 0) > 0 ? await this.#eligible([...chosen]) : undefined
    const configs = await this.#configs([...chosen])
    return {
      server: this.#server,
      brokers: brokers.toSorted((a, b) => a.id - b.id),
      ...quorum,
      ...(finalized !== undefined && { features: Object.fromEntries(finalized) }),
      topics: topics
        .map(({ name, partitions }): TopicAnswer => ({
          name: name ?? '',
          partitions: partitions
            .map(({ partitionIndex: partition, leaderId, replicaNodes, isrNodes }): PartitionAnswer => ({
              partition,
              leader: leaderId,
              replicas: replicaNodes,
              isr: isrNodes,
              ...elr?.get(`${name ?? ''} ${partition}`),
            }))
            .toSorted((a, b) => a.partition - b.partition),
          ...configs.get(name ?? ''),
        }))
        .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    }
  }

  /** @throws UserError when a name or pattern stands for none. */
  #chosen(names: readonly string[]): string[] {
    const users = names.filter((name) => !name.startsWith('__'))
    const wanted = this.#request.topics?.flatMap((pattern) => {
      const found = topicsLike(pattern, pattern.startsWith('__') ? names : pattern.includes('*') ? users : names)
      if (found.length === 0)
        throw failed(
          `--topic ${printable(pattern, 100)}: the cluster at --bootstrap-server ${this.#server} has no such topic, or not for this user${suggestion(pattern, names)}`,
        )
      return [...found]
    })
    return [...new Set([...(wanted ?? users), ...names.filter((name) => name === OFFSETS_TOPIC)])]
  }

  async #broker(
    { id, rack }: { readonly id: number; readonly rack: string | null | undefined },
    address: Address,
  ): Promise<NodeAnswer> {
    const of = { id, ...(rack !== null && rack !== undefined && rack !== '' && { rack: printable(rack, 40) }) }
    try {
      const node = await this.#open(address)
      const newest = node.features.supported.get(METADATA_VERSION)
      return {
        ...of,
        ...(newest !== undefined && { newestMetadataVersion: newest }),
        hasQuorum: node.hasQuorum,
        ...(await this.#configsOf(node, id)),
      }
    } catch (error) {
      return { ...of, failure: `${addressText(address)}, where it says it is: ${this.#reason(error)}` }
    }
  }

  /** Who votes, and what those of them say that are no brokers. What cannot be found out is left out. */
  async #quorum(brokers: readonly NodeAnswer[]): Promise<Pick<ClusterAnswers, 'quorum' | 'controllers'>> {
    const isBroker = new Set(brokers.map(({ id }) => id))
    const answer = await this.#first.quorum().catch(() => undefined)
    const [partition] = answer?.topics[0]?.partitions ?? []
    const voters = partition?.currentVoters.map(({ replicaId }) => replicaId) ?? []
    const told = (answer?.nodes ?? []).flatMap(({ nodeId: id, listeners: [at] }) =>
      at === undefined ? [] : [{ id, address: { host: at.host, port: at.port } }],
    )
    const known = told.length > 0 ? told : votersIn(brokers)
    const controllers = await Promise.all(
      known.filter(({ id }) => !isBroker.has(id)).map(({ id, address }) => this.#controller(id, address)),
    )
    return {
      ...(partition !== undefined && { quorum: { leader: partition.leaderId, voters: voters.toSorted((a, b) => a - b) } }),
      controllers: controllers.toSorted((a, b) => a.id - b.id),
    }
  }

  async #controller(id: number, address: Address): Promise<NodeAnswer> {
    try {
      return { id, ...(await this.#configsOf(await this.#open(address, CONTROLLER_TIMEOUT), id)) }
    } catch (error) {
      return { id, failure: `${addressText(address)}: ${this.#reason(error)}` }
    }
  }

  async #configsOf(node: Node, id: number): Promise<Pick<NodeAnswer, 'configs' | 'failure'>> {
    try {
      const { results } = await node.configs([{ type: 'node', name: String(id), keys: ASKED_OF_NODES }])
      return { configs: (results[0]?.configs ?? []).map(plain) }
    } catch (error) {
      return { failure: this.#reason(error) }
    }
  }

  async #configs(names: readonly string[]): Promise<Map<string, Pick<TopicAnswer, 'configs' | 'failure'>>> {
    const found = new Map<string, Pick<TopicAnswer, 'configs' | 'failure'>>()
    for (const part of parts(names, TOPICS_AT_ONCE)) {
      const resources = part.map((name): Resource => ({ type: 'topic', name, keys: ASKED_OF_TOPICS }))
      const { results } = await evenIfRefused(this.#first.configs(resources))
      for (const { resourceName, errorCode, errorMessage, configs } of results)
        found.set(
          resourceName,
          errorCode === 0
            ? { configs: configs.map(plain) }
            : { failure: printable(errorMessage ?? `it answers error ${errorCode}`, 200) },
        )
    }
    return found
  }

  /** Eligible leader replicas, by topic and partition. */
  async #eligible(names: readonly string[]): Promise<Map<string, Pick<PartitionAnswer, 'elr' | 'lastKnownElr'>>> {
    const found = new Map<string, Pick<PartitionAnswer, 'elr' | 'lastKnownElr'>>()
    if (!this.#first.knowsElr) return found
    for (const part of parts(names.toSorted(), TOPICS_AT_ONCE)) {
      let cursor: Cursor | undefined
      do {
        const answer = await evenIfRefused(this.#first.partitions(part, PARTITIONS_AT_ONCE, cursor))
        for (const { name, partitions } of answer.topics)
          for (const { partitionIndex, eligibleLeaderReplicas, lastKnownElr } of partitions)
            found.set(`${name ?? ''} ${partitionIndex}`, { elr: eligibleLeaderReplicas, lastKnownElr })
        cursor = answer.nextCursor
      } while (cursor !== undefined)
    }
    return found
  }

  async #open(address: Address, timeout?: number): Promise<Node> {
    const { access, signal } = this.#request
    const node = await Node.connect(address, access, { signal, ...(timeout !== undefined && { timeout }) })
    this.#opened.push(node)
    return node
  }

  #reason(error: unknown): string {
    return reasonOf(error, this.#request.access)
  }
}

/** A partition without a leader is an error to the client, and an answer here. @throws what else the client throws. */
async function evenIfRefused<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof ResponseError && error['response'] !== undefined) return error['response'] as T
    throw error
  }
}

const plain = ({
  name,
  value,
  configSource,
}: {
  name: string
  value?: string | null | undefined
  configSource: number
}): ConfigAnswer => ({
  name,
  value: value ?? null,
  source: configSource,
})

/** The controllers as the files of brokers name them: `100@host:9093,…`. */
function votersIn(brokers: readonly NodeAnswer[]): { readonly id: number; readonly address: Address }[] {
  const text = brokers
    .flatMap(({ configs = [] }) => configs)
    .find(({ name, value }) => name === 'controller.quorum.voters' && value !== null && value !== '')?.value
  return (text ?? '').split(',').flatMap((voter) => {
    const [, id, host, port] = /^\s*(\d{1,9})@(.+):(\d{1,5})\s*$/.exec(voter) ?? []
    return id === undefined || host === undefined ? [] : [{ id: Number(id), address: { host, port: Number(port) } }]
  })
}

function* parts<T>(list: readonly T[], size: number): Generator<readonly T[]> {
  for (let i = 0; i < list.length; i += size) yield list.slice(i, i + size)
}
