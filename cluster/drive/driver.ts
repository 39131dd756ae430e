/**
 * Steps of the model made deeds on a cluster. Every deed is one that an operator, a machine or a network can do: a request, a signal
 * to a process, a file that is gone, a link that is held. After it the cluster is as still as before.
 */
import type { KraftOptions } from '../../model/kraft/index.ts'
import type { TraceStep } from '../../traces/index.ts'
import { ERROR, type ProduceAnswer } from '../client.ts'
import type { Gate } from '../links/gate.ts'
import type { ControllerLink } from '../links/links.ts'
import type { Cluster } from '../nodes/cluster.ts'
import type { PartitionState } from '../protocol/metadata-log.ts'
import { NotInTime, poll } from '../waiting.ts'
import { idOf, isUp, isUpToDate, known, type ModelState, nameOf } from './model-state.ts'
import { NEVER } from './plan.ts'

/** Milliseconds until what a step waits for will not come. */
const DEADLINE = 30_000
/** So many heartbeats take some three seconds. */
const HEARTBEATS = 10
/** How long a leader waits for replicas before it says that they are too slow; the step that ends it comes before. */
const PRODUCE_TIMEOUT = 300_000

export class Driver {
  readonly topic = 'tidemark'
  /** What producers have been told so far, by record. */
  readonly answers = new Map<string, ProduceAnswer>()
  readonly #cluster: Cluster
  readonly #options: KraftOptions
  readonly #signal: AbortSignal
  /** End of the metadata log when a broker was last given it. */
  readonly #given = new Map<number, number>()
  /** What a broker was last told of the partition. */
  readonly #known = new Map<number, Pick<PartitionState, 'leader' | 'leaderEpoch'>>()
  /** Followers whose fetch that waits is of an epoch they have left, for the leader they still have. */
  readonly #staleFetches = new Set<number>()

  /** Brokers that have started and were not unfenced yet: until then they listen to nobody. */
  readonly starting = new Set<number>()

  constructor(cluster: Cluster, options: KraftOptions, signal: AbortSignal) {
    this.#cluster = cluster
    this.#options = options
    this.#signal = signal
  }

  /** Makes the partition, with all replicas in sync and b0 leading in epoch 0, and closes every gate. All but `unheard` have fetched once. */
  async begin(order: readonly number[], unheard: readonly number[]): Promise<void> {
    const { client, ports, brokers, links } = this.#cluster
    for (const gate of links.replicationGates) gate.shut()
    await client.createTopic(ports.controller, { name: this.topic, replicas: brokers, configs: topicConfigs(this.#options) })
    await this.#haveAllMetadata(brokers)
    if (order.some((b, i) => b !== i)) await this.setOrder(order, undefined)
    for (const f of brokers)
      if (f !== 0) {
        const gate = links.replication(f, 0)
        if (unheard.includes(f)) await gate.until(`a fetch of b${f}`, () => gate.waiting > 0, this.#patience)
        else await this.#fetchOnce(gate)
      }
    for (const link of links.controller) {
      link.alterPartition.shut()
      link.alterPartitionAnswer.shut()
      link.directories.shut()
      await link.metadata.close(this.#patience)
    }
    for (const b of brokers) await this.#giveMetadata(b)
  }

  /** Sets the order of the replicas, as a reassignment to the same brokers; no step of the model. */
  async setOrder(order: readonly number[], after: ModelState | undefined): Promise<void> {
    const { client, ports } = this.#cluster
    await client.reassign(ports.controller, this.topic, order)
    await this.#poll('the new order of the replicas', () => this.#partition().replicas.every((b, i) => b === order[i]))
    if (after !== undefined) await this.#keepUp(after)
  }

  /** Holds the heartbeats of brokers until all others have sent many more, so that their sessions end well before those of others. */
  async silence(ids: readonly number[]): Promise<void> {
    const link = (b: number): ControllerLink => this.#link(nameOf(b))
    for (const b of ids) link(b).heartbeat.shut()
    for (const b of this.#cluster.brokers)
      if (!ids.includes(b) && this.#cluster.isUp(b)) {
        const { heartbeat } = link(b)
        const enough = heartbeat.passed + HEARTBEATS
        if (heartbeat.isOpen) await heartbeat.until(`heartbeats of b${b}`, () => heartbeat.passed >= enough, this.#patience)
      }
  }

  /** Does a step and waits for what it does by itself. @throws NotInTime when that does not come. */
  async take(step: TraceStep, before: ModelState, after: ModelState): Promise<void> {
    await this.#deed(step, before, after)
    await this.#keepUp(after)
  }

  /** Lets every broker that may return come back, hear of everything and be unfenced. Returns who they are. */
  async bringBack(state: ModelState): Promise<readonly number[]> {
    const { links, brokers } = this.#cluster
    const may = brokers.filter(
      (b) => state.status[nameOf(b)] !== 'unregistered' && (this.#options.brokersReturn || this.#cluster.isUp(b)),
    )
    for (const gate of links.replicationGates) gate.open()
    for (const link of links.controller) for (const gate of Object.values(link) as Gate[]) gate.open()
    for (const b of may) if (!this.#cluster.isUp(b)) this.#cluster.startNode(b)
    await this.#cluster.awaitUnfenced(may)
    return may
  }

  /** Whether AlterPartition requests wait whose sending is no step of the trace so far. */
  unasked(state: ModelState): readonly string[] {
    return Object.keys(state.status).filter((b) => {
      const asks = this.#link(b).alterPartition.waiting > 0
      return isUp(state, b) && asks && (state.proposal[b] ?? []).length === 0
    })
  }

  async #deed({ action, params }: TraceStep, before: ModelState, after: ModelState): Promise<void> {
    const [b = '', other = '', third = ''] = params.map(({ value }) => value)
    const { client, ports } = this.#cluster
    const id = idOf(b)
    switch (action) {
      case 'Append':
        await this.#fetchInSync(b, before)
        return this.#append(b, { value: `r${before.nextId}` }, true)
      case 'Send':
      case 'Resend':
        return this.#append(other, { key: b, value: `r${before.nextId}` }, third === '1')
      case 'Fetch':
        return this.#fetch(b, known(before, b).leader ?? '')
      case 'ExpandIsr':
        await this.#fetch(other, b)
        return this.#asksForIsr(b)
      case 'ShrinkIsr':
        return this.#asksForIsr(b)
      case 'CommitIsr':
        return this.#link(b).alterPartition.passOne(this.#patience)
      case 'RefuseIsr':
        await this.#link(b).alterPartition.passOne(this.#patience)
        return this.#link(b).alterPartitionAnswer.passOne(this.#patience)
      case 'LearnIsr':
        return this.#link(b).alterPartitionAnswer.passOne(this.#patience)
      case 'RedeliverIsr':
        return this.#giveMetadata(id)
      case 'ApplyMetadata':
        if (this.#link(b).alterPartitionAnswer.waiting > 0) await this.#link(b).alterPartitionAnswer.passOne(this.#patience)
        return this.#giveMetadata(id)
      case 'ElectLeader':
        return client.electPreferred(ports.controller, this.topic)
      case 'FenceBroker':
        this.#link(b).heartbeat.shut()
        return this.#isFenced(id)
      case 'UnfenceBroker':
        return this.#unfence(id)
      case 'ExpireSession':
        return this.#isFenced(id)
      case 'CleanStop':
      case 'ControlledShutdown':
        return this.#cluster.stopNode(id, 'SIGTERM')
      case 'Kill':
        return this.#cluster.stopNode(id, 'SIGKILL')
      case 'LosePower':
        await this.#cluster.stopNode(id, 'SIGKILL')
        return this.#cluster.cutLog(id, this.topic, Number(other))
      case 'LoseDisk':
        await this.#cluster.stopNode(id, 'SIGKILL')
        return this.#cluster.replaceDisk(id)
      case 'Restart':
        return this.#restart(id, after)
      case 'AssignDirectory':
        return this.#link(b).directories.passOne(this.#patience)
      case 'ChangeConfig':
        return this.#changeConfig()
      case 'ApplyConfig':
        return this.#giveMetadata(id)
      case 'Unregister':
        return client.unregister(ports.controller, id)
      default:
        throw new RangeError(`there is no deed for ${action}`)
    }
  }

  /** A producer sends a record to a broker and waits for its answer, aside; one that gets lost is not heard. */
  async #append(b: string, record: { readonly key?: string; readonly value: string }, isAnswered: boolean): Promise<void> {
    const { client, ports } = this.#cluster
    const port = ports.client[idOf(b)] ?? 0
    const length = this.#cluster.log(idOf(b), this.topic).length
    let isRefused = false
    this.answers.delete(record.value)
    void client.produce(port, this.topic, record, this.#options.acks, PRODUCE_TIMEOUT).then((answer) => {
      isRefused = answer !== undefined && answer.error !== ERROR.none
      if (answer !== undefined && isAnswered) this.answers.set(record.value, answer)
    })
    await this.#poll(
      `${record.value} in the log of ${b}`,
      () => this.#cluster.log(idOf(b), this.topic).length > length || isRefused,
    )
  }

  /**
   * Followers that have everything fetch once more, as they do all the time: else one of them would lag as soon as there is more,
   * because it has not fetched for so long. No step of the model. Where nobody is dropped for lagging nothing is done.
   */
  async #fetchInSync(l: string, state: ModelState): Promise<void> {
    if (this.#cluster.settings.lagTime === NEVER) return
    const { isr, epoch } = known(state, l)
    const length = state.log[l]?.length
    for (const f of isr)
      if (f !== l && isUp(state, f) && known(state, f).leader === l && known(state, f).epoch === epoch)
        if (state.followerEnd[l]?.[f] === length && state.log[f]?.length === length) await this.#fetch(f, l)
  }

  /** One fetch of a follower, from the request to the next one: by then it has made of the answer what it does. */
  async #fetch(f: string, l: string): Promise<void> {
    const gate = this.#cluster.links.replication(idOf(f), idOf(l))
    if (this.#staleFetches.delete(idOf(f))) await this.#fetchOnce(gate)
    await this.#fetchOnce(gate)
  }

  async #fetchOnce(gate: Gate): Promise<void> {
    await gate.passOne(this.#patience)
    await gate.until(`the next request on ${gate.name}`, () => gate.waiting > 0, this.#patience)
  }

  #asksForIsr(l: string): Promise<void> {
    const { alterPartition } = this.#link(l)
    return alterPartition.until(`AlterPartition of ${l}`, () => alterPartition.waiting > 0, {
      ...this.#patience,
      deadline: 2 * this.#cluster.settings.lagTime + DEADLINE,
    })
  }

  #isFenced(id: number): Promise<void> {
    return this.#poll(`the end of the session of b${id}`, () => this.#cluster.metadata().brokers.get(id)?.fenced === true)
  }

  /** A broker starts, registers and has all metadata; it stays fenced, because its heartbeats that ask for more are held. */
  async #restart(id: number, after: ModelState): Promise<void> {
    const { metadata, heartbeat, alterPartition, directories } = this.#link(`b${id}`)
    metadata.open()
    heartbeat.shut()
    alterPartition.shut()
    directories.shut()
    for (const l of this.#cluster.brokers) if (l !== id) this.#cluster.links.replication(id, l).shut()
    this.starting.add(id)
    this.#cluster.startNode(id)
    await heartbeat.until(`b${id} after its start`, () => heartbeat.waiting > 0, { ...this.#patience, deadline: 180_000 })
    await metadata.close(this.#patience)
    this.#given.set(id, this.#cluster.metadata().end)
    const { leader, leaderEpoch } = this.#partition()
    this.#known.set(id, { leader, leaderEpoch })
    if (after.status[nameOf(id)] === 'running') await this.#unfence(id)
  }

  async #unfence(id: number): Promise<void> {
    this.#link(nameOf(id)).heartbeat.open()
    await this.#cluster.awaitUnfenced([id])
    this.starting.delete(id)
  }

  async #changeConfig(): Promise<void> {
    const { client, ports } = this.#cluster
    const { minIsr, uncleanElection, elr } = this.#options.configChange ?? {}
    const end = this.#cluster.metadata().end
    // A value that is written once more makes records only at the level of the cluster.
    const isSame = minIsr === this.#options.minIsr
    if (minIsr !== undefined)
      await client.alterConfig(
        ports.controller,
        isSame ? 'brokers' : { topic: this.topic },
        'min.insync.replicas',
        String(minIsr),
      )
    if (uncleanElection !== undefined)
      await client.alterConfig(ports.controller, { topic: this.topic }, 'unclean.leader.election.enable', String(uncleanElection))
    if (elr !== undefined) await client.setFeature(ports.controller, 'eligible.leader.replicas.version', elr ? 1 : 0, !elr)
    await this.#poll('the change of the configuration', () => this.#cluster.metadata().end > end)
  }

  /** Gives the newest metadata to every broker that has it in the model: some of it, such as who is fenced, makes no step. */
  async #keepUp(state: ModelState): Promise<void> {
    for (const b of Object.keys(state.status)) {
      const isBehind = (this.#given.get(idOf(b)) ?? 0) < this.#cluster.metadata().end
      if (isUp(state, b) && isUpToDate(state, b) && isBehind && this.#cluster.isUp(idOf(b))) await this.#giveMetadata(idOf(b))
    }
  }

  /** Lets a broker fetch the metadata log once, which brings all that is committed, and waits until it has acted on it. */
  async #giveMetadata(id: number): Promise<void> {
    const { metadata } = this.#link(`b${id}`)
    const { leader, leaderEpoch } = this.#partition()
    const { end } = this.#cluster.metadata()
    await this.#fetchOnce(metadata)
    this.#given.set(id, end)
    const { client, ports } = this.#cluster
    if (!this.starting.has(id))
      await this.#poll(
        `leader epoch ${leaderEpoch} at b${id}`,
        async () => (await client.logEnd(ports.client[id] ?? 0, this.topic, leaderEpoch)).error === 0,
      )
    this.#noteStaleFetch(id, leader, leaderEpoch)
  }

  /** A fetch that waits was made for what the broker knew before: for the same leader in an earlier epoch it is worth nothing any more. */
  #noteStaleFetch(id: number, leader: number, leaderEpoch: number): void {
    const before = this.#known.get(id)
    if (before !== undefined && before.leader === leader && before.leaderEpoch !== leaderEpoch && leader >= 0 && leader !== id)
      if (this.#cluster.links.replication(id, leader).waiting > 0) this.#staleFetches.add(id)
    this.#known.set(id, { leader, leaderEpoch })
  }

  /** The partition as the controller has it. @throws Error while it has none. */
  #partition(): PartitionState {
    const partition = this.#cluster.metadata().partitions.get(this.topic)
    if (partition === undefined) throw new Error(`the controller has no topic ${this.topic}`)
    return partition
  }

  async #haveAllMetadata(brokers: readonly number[]): Promise<void> {
    const { client, ports } = this.#cluster
    for (const b of brokers)
      await this.#poll(
        `the partition at b${b}`,
        async () => (await client.logEnd(ports.client[b] ?? 0, this.topic, 0)).error === 0,
      )
  }

  #link(b: string): ControllerLink {
    const link = this.#cluster.links.controller[idOf(b)]
    if (link === undefined) throw new RangeError(`there is no broker ${b}`)
    return link
  }

  get #patience(): { readonly deadline: number; readonly signal: AbortSignal } {
    return { deadline: DEADLINE, signal: this.#signal }
  }

  async #poll(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
    await poll(
      what,
      async () => {
        try {
          return (await holds()) || undefined
        } catch (error) {
          if (error instanceof NotInTime) throw error
          return undefined
        }
      },
      this.#patience,
    )
  }
}

const topicConfigs = ({ minIsr, uncleanElection, flushMessages }: KraftOptions): Record<string, string> => ({
  'min.insync.replicas': String(minIsr),
  'unclean.leader.election.enable': String(uncleanElection),
  ...(flushMessages !== 'never' && { 'flush.messages': String(flushMessages) }),
})
