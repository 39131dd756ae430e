/**
 * Steps of the model of transactions made deeds on a cluster: requests of a producer, sent by hand; requests and markers that links
 * hold, or lose and deliver late; signals to processes and files that are gone. No broker is patched, and no message is changed.
 */
import type { MarkerLink } from '../links/links.ts'
import type { Cluster } from '../nodes/cluster.ts'
import type { TraceStep } from '../../traces/index.ts'
import { Refused } from '../client.ts'
import { poll } from '../waiting.ts'
import { granted, LATER, refused } from './asking.ts'
import { Copies } from './copies.ts'
import type { Layout } from './layout.ts'
import type { ModelState } from './model-state.ts'
import { type Answer, type ProducerId, type Protocol, Requests } from './requests.ts'
import { coordinatorOf, STATE_TOPIC, stateOf } from './observed.ts'

/** Milliseconds until what a step waits for will not come. */
const DEADLINE = 60_000
/** transaction.timeout.ms of a producer whose transaction is not to time out; transaction.max.timeout.ms is 900 s. */
const NEVER = 600_000
const NOBODY: ProducerId = { id: 2n ** 62n, epoch: 0 }

export class Driver {
  readonly requests: Requests
  /** The outcome that a producer has wanted of each of its transactions, and what it was told. */
  readonly wanted = new Map<string, string>()
  readonly told = new Map<string, string>()
  /** How many records of each transaction were acknowledged, by transaction and partition. */
  readonly acked = new Map<string, number>()
  /** The epoch that the last producer to ask for its id was given; -1 before the first. */
  newestEpoch = -1
  readonly #cluster: Cluster
  readonly #layout: Layout
  readonly #signal: AbortSignal
  readonly #producers = new Map<string, ProducerId>()
  /** The next sequence, by producer and partition. */
  readonly #sequences = new Map<string, number>()
  /** Partitions that producers have to be told of, where the leader adds them. */
  readonly #unheard = new Set<string>()
  readonly #copies: Copies

  constructor(cluster: Cluster, layout: Layout, protocol: Protocol, signal: AbortSignal) {
    this.#cluster = cluster
    this.#layout = layout
    this.#signal = signal
    this.requests = new Requests(protocol)
    this.#copies = new Copies(protocol, this.#patience)
  }

  /** Whether the coordinator has yet to hear of a partition that the model has added. */
  get hasUnheard(): boolean {
    return this.#unheard.size > 0
  }

  /** Makes `__transaction_state` and the partitions, and closes the gates of markers and of answers to them. */
  async begin(): Promise<void> {
    const { client, ports, links } = this.#cluster
    const { coordinators, leaders } = this.#layout
    const configs = { 'cleanup.policy': 'compact', 'compression.type': 'uncompressed', 'min.insync.replicas': '1' }
    await client.createTopic(ports.controller, { name: STATE_TOPIC, replicas: coordinators, configs })
    for (const [topic, leader] of Object.entries(leaders))
      await client.createTopic(ports.controller, { name: topic, replicas: [leader], configs: {} })
    for (const { markers, markersAnswer } of links.markerLinks) {
      markers.shut()
      markersAnswer.shut()
    }
    await this.#copies.open(ports.client)
    for (const topic of Object.keys(leaders)) await this.#answersReaders(topic)
  }

  async end(): Promise<void> {
    await this.#copies.close()
  }

  /** Does a step. `timeout` is the transaction.timeout.ms of a producer that starts with it; undefined when none of its transactions is to time out. */
  async take({ action, params }: TraceStep, before: ModelState, after: ModelState, timeout: number | undefined): Promise<void> {
    const [a = '', b = ''] = params.map(({ value }) => value)
    const txn = before.producer[a]?.txn ?? ''
    switch (action) {
      case 'StartProducer':
      case 'BeginTransaction':
        return
      case 'InitProducerId':
        return this.#init(a, before, timeout ?? NEVER)
      case 'AddPartition':
        if (this.requests.protocol === 'an epoch each') this.#unheard.add(b)
        else await granted(`AddPartitionsToTxn of ${a}`, () => this.#addPartition(a, b), this.#patience)
        return
      case 'Produce':
        await granted(`the batch of ${a} for ${b}`, () => this.#produce(a, b, txn), this.#patience)
        this.#unheard.delete(b)
        this.#advance(a, b)
        this.acked.set(`${txn} ${b}`, this.ackedOf(txn, b) + 1)
        return
      case 'ProduceRefused':
        return refused(`the batch of ${a} for ${b}`, () => this.#produce(a, b, txn), this.#patience)
      case 'CommitTransaction':
        this.wanted.set(txn, 'commit')
        return
      case 'AbortTransaction':
        for (const p of before.producer[a]?.unanswered ?? []) this.#advance(a, p)
        this.wanted.set(txn, 'abort')
        return
      case 'EndTxn':
        return this.#endTransaction(a, txn)
      case 'RequestRefused':
        return refused(`a request of ${a}`, () => this.#requestOf(a, before), this.#patience)
      case 'DelayProduce':
        return this.#copies.lose('Produce', this.#layout.leaders[b] ?? 0, { before, after }, (port) =>
          this.#produce(a, b, txn, port),
        )
      case 'DelayEndTxn':
        return this.#copies.lose('EndTxn', this.#coordinator, { before, after }, (port) => this.#endTxn(a, txn, port))
      case 'DelayAddPartition':
        return this.#copies.lose('AddPartitionsToTxn', this.#coordinator, { before, after }, (port) =>
          this.#addPartition(a, b, port),
        )
      case 'DelayMarker': {
        const copy = await this.#markersFor(a).markers.keepOne(this.#patience)
        this.#copies.keep('WriteTxnMarkers', copy, { before, after })
        return
      }
      case 'LateProduce':
      case 'LateEndTxn':
      case 'LateAddPartition':
      case 'LateMarker':
        return this.#copies.arrive(before, Number(a))
      case 'SendMarker':
        return this.#markersFor(a).markers.passOne(this.#patience)
      case 'MarkerRefused':
        await this.#markersFor(a).markers.passOne(this.#patience)
        return this.#markersFor(a).markersAnswer.passOne(this.#patience)
      case 'CompleteTransaction':
        for (const { markersAnswer } of this.#cluster.links.markerLinks)
          while (markersAnswer.waiting > 0) await markersAnswer.passOne(this.#patience)
        return
      case 'TimeoutTransaction':
        return this.#poll(
          'the abort of the transaction whose time is over',
          () => stateOf(this.#cluster)?.state === 'PrepareAbort',
        )
      case 'MoveCoordinator':
        return this.#move()
      case 'LoseLogEnd':
        await this.#loseEnd(this.#layout.leaders[a] ?? 0, a, Number(b))
        return this.#answersReaders(a)
      case 'LoseCoordinatorLogEnd':
        // The first of the model's records is that there is none.
        await this.#loseEnd(this.#coordinator, STATE_TOPIC, Number(a))
        return this.#coordinatorAnswers()
      default:
        throw new RangeError(`there is no deed for ${action}`)
    }
  }

  ackedOf(txn: string, partition: string): number {
    return this.acked.get(`${txn} ${partition}`) ?? 0
  }

  async #init(producer: string, before: ModelState, timeout: number): Promise<void> {
    const known = before.producer[producer]?.phase === 'bumping epoch' ? this.#producers.get(producer) : undefined
    const ask = () => this.requests.initProducerId(this.#coordinatorPort, timeout, known)
    if (before.coordinator.state === 'Ongoing') {
      const { error } = await ask()
      if (error !== 'CONCURRENT_TRANSACTIONS') throw new Refused(`InitProducerId of ${producer} is answered with ${error}`)
      return
    }
    const { value } = await granted(`InitProducerId of ${producer}`, ask, this.#patience)
    if (value === undefined) return
    this.newestEpoch = value.epoch
    this.#startOver(producer, value)
  }

  async #endTransaction(producer: string, txn: string): Promise<void> {
    const { value } = await granted(`EndTxn of ${producer}`, () => this.#endTxn(producer, txn), this.#patience)
    this.told.set(txn, this.wanted.get(txn) ?? '')
    this.#unheard.clear()
    if (value !== undefined) this.#startOver(producer, value)
  }

  /** The request of a producer that the model says is refused, by what it is about. */
  #requestOf(producer: string, before: ModelState): Promise<Answer> {
    const { phase = '', used = [], txn } = before.producer[producer] ?? {}
    if (phase === 'bumping epoch')
      return this.requests.initProducerId(this.#coordinatorPort, NEVER, this.#producers.get(producer))
    if (phase !== 'in transaction') return this.#endTxn(producer, txn ?? '')
    const next = Object.keys(this.#layout.leaders).find((p) => !used.includes(p)) ?? ''
    return this.#addPartition(producer, next)
  }

  #addPartition(producer: string, topic: string, port = this.#coordinatorPort): Promise<Answer> {
    return this.requests.addPartition(port, this.#idOf(producer), topic)
  }

  #produce(producer: string, topic: string, txn: string, port = this.#portOf(this.#layout.leaders[topic] ?? 0)): Promise<Answer> {
    return this.requests.produce(port, this.#idOf(producer), topic, this.#sequences.get(`${producer} ${topic}`) ?? 0, txn)
  }

  #endTxn(producer: string, txn: string, port = this.#coordinatorPort): Promise<Answer<ProducerId>> {
    return this.requests.endTxn(port, this.#idOf(producer), this.wanted.get(txn) === 'commit')
  }

  /** The next broker of `__transaction_state` leads; what the one before has sent and not delivered is lost. */
  async #move(): Promise<void> {
    const { client, ports, links } = this.#cluster
    const from = this.#coordinator
    const order = this.#layout.coordinators.toSorted((a, b) => Number(a === from) - Number(b === from))
    await client.reassign(ports.controller, STATE_TOPIC, order)
    await this.#poll(
      'the new order of the replicas',
      () => this.#cluster.metadata().partitions.get(STATE_TOPIC)?.replicas[0] === order[0],
    )
    await client.electPreferred(ports.controller, STATE_TOPIC)
    await this.#poll('the new coordinator', () => this.#coordinator === order[0])
    for (const b of this.#cluster.brokers) {
      const { markers } = links.marker(from, b)
      while (markers.waiting > 0) await markers.keepOne(this.#patience)
    }
    await this.#coordinatorAnswers()
  }

  /** Kills a broker, takes all behind the first records of a log from its disk, and starts it again. */
  async #loseEnd(broker: number, topic: string, keep: number): Promise<void> {
    await this.#cluster.stopNode(broker, 'SIGKILL')
    this.#cluster.cutLog(broker, topic, keep)
    const { leaderEpoch = 0 } = this.#cluster.metadata().partitions.get(topic) ?? {}
    this.#cluster.startNode(broker)
    await this.#poll(`b${broker} leading ${topic} again`, () => {
      const now = this.#cluster.metadata().partitions.get(topic)
      return now?.leader === broker && now.leaderEpoch > leaderEpoch
    })
  }

  /** Waits until the coordinator has loaded its log: it then refuses a producer id that nobody has. */
  #coordinatorAnswers(): Promise<void> {
    return this.#poll('the answer of the coordinator', async () => {
      try {
        return !LATER.has((await this.requests.endTxn(this.#coordinatorPort, NOBODY, false)).error)
      } catch {
        return false
      }
    })
  }

  async #answersReaders(topic: string): Promise<void> {
    const port = this.#portOf(this.#layout.leaders[topic] ?? 0)
    await this.#poll(`${topic} at its leader`, async () => {
      try {
        return (await this.requests.readCommitted(port, topic)).error === 'NONE'
      } catch {
        return false
      }
    })
  }

  #startOver(producer: string, id: ProducerId): void {
    this.#producers.set(producer, id)
    for (const p of Object.keys(this.#layout.leaders)) this.#sequences.set(`${producer} ${p}`, 0)
  }

  #advance(producer: string, partition: string): void {
    const at = `${producer} ${partition}`
    this.#sequences.set(at, (this.#sequences.get(at) ?? 0) + 1)
  }

  #idOf(producer: string): ProducerId {
    const id = this.#producers.get(producer)
    if (id === undefined) throw new RangeError(`${producer} has no producer id`)
    return id
  }

  get #coordinator(): number {
    return coordinatorOf(this.#cluster) ?? this.#layout.coordinators[0] ?? 0
  }

  get #coordinatorPort(): number {
    return this.#portOf(this.#coordinator)
  }

  #portOf(broker: number): number {
    return this.#cluster.ports.client[broker] ?? 0
  }

  #markersFor(partition: string): MarkerLink {
    return this.#cluster.links.marker(this.#coordinator, this.#layout.leaders[partition] ?? 0)
  }

  get #patience(): { readonly deadline: number; readonly signal: AbortSignal } {
    return { deadline: DEADLINE, signal: this.#signal }
  }

  async #poll(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
    await poll(what, async () => (await holds()) || undefined, this.#patience)
  }
}
