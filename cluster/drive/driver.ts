/**
 * Steps of the model made deeds on a cluster. Every deed is one that an operator, a machine or a network can do: a request, a signal
 * to a process, a file that is gone, a link that is held. After it the cluster is as still as before.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { KraftOptions } from '../../model/kraft/index.ts'
import type { TraceStep } from '../../traces/index.ts'
import { ERROR, type ProduceAnswer } from '../client.ts'
import type { Cluster } from '../nodes/cluster.ts'
import type { HeldRequest } from '../nodes/held-request.ts'
import { DEADLINE, Flow } from './flow.ts'
import { Lives } from './lives.ts'
import { idOf, isUp, known, type ModelState } from './model-state.ts'
import type { Plan } from './plan.ts'

/** How long a leader waits for replicas before it says that they are too slow; the step that ends it comes before. */
const PRODUCE_TIMEOUT = 300_000
/** Milliseconds by which the clocks of a leader and of this program may see the same moment apart. */
const LAG_MARGIN = 500

export class Driver {
  readonly topic = 'tidemark'
  /** What producers have been told so far, by record. */
  readonly answers = new Map<string, ProduceAnswer>()
  readonly #cluster: Cluster
  readonly #options: KraftOptions
  readonly #flow: Flow
  /** The request that stands still, or stood last. */
  #slow: { readonly record: string; readonly request: HeldRequest } | undefined
  /** How brokers end, start and keep their sessions. */
  readonly lives: Lives
  readonly #signal: AbortSignal

  constructor(cluster: Cluster, options: KraftOptions, signal: AbortSignal) {
    this.#cluster = cluster
    this.#options = options
    this.#signal = signal
    this.#flow = new Flow(cluster, this.topic, signal)
    this.lives = new Lives(cluster, options, this.#flow)
  }

  /**
   * Makes the partition, with all replicas in sync and b0 leading in epoch 0, and closes every gate. All but `unheard` have fetched once.
   * With `isLate` every broker leads a topic more, whose followers keep their fetcher threads when the partition is not theirs.
   */
  async begin({ orders, unheard, isLate }: Pick<Plan, 'orders' | 'unheard' | 'isLate'>): Promise<void> {
    const { client, ports, brokers, links } = this.#cluster
    const order = orders.get(0) ?? brokers
    const replicas = brokers.slice(0, this.#options.replicas)
    for (const gate of links.replicationGates) gate.shut()
    if (isLate) {
      this.#flow.keepsThreads = true
      for (const l of replicas) {
        const others = replicas.filter((b) => b !== l)
        await client.createTopic(ports.controller, { name: `keeps-${l}`, replicas: [l, ...others], configs: {} })
        for (const f of others) await this.#flow.awaitFetch(links.replication(f, l))
      }
    }
    await client.createTopic(ports.controller, { name: this.topic, replicas, configs: topicConfigs(this.#options) })
    await this.#flow.haveAllMetadata(brokers)
    if (order.some((b, i) => b !== i)) await this.setOrder(order, undefined)
    for (const f of replicas)
      if (f !== 0) {
        const gate = links.replication(f, 0)
        if (isLate) await this.#flow.fetchOnce(gate)
        if (unheard.includes(f)) await this.#flow.awaitFetch(gate)
        else await this.#flow.fetchOnce(gate)
      }
    for (const link of links.controller) {
      link.alterPartition.shut()
      link.alterPartitionAnswer.shut()
      if (this.lives.holdsDirectories) link.directories.shut()
      await link.metadata.close(this.#flow.patience)
    }
    for (const b of brokers) await this.#flow.giveMetadata(b)
  }

  /** Sets the order of the replicas, as a reassignment to the same brokers; no step of the model. */
  async setOrder(order: readonly number[], after: ModelState | undefined): Promise<void> {
    const { client, ports } = this.#cluster
    await client.reassign(ports.controller, this.topic, order)
    await this.#flow.poll('the new order of the replicas', () => this.#flow.partition().replicas.every((b, i) => b === order[i]))
    if (after !== undefined) await this.#flow.keepUp(after)
  }

  /** Brokers that have started and do not listen yet. */
  get starting(): ReadonlySet<number> {
    return this.#flow.starting
  }

  /** Lets `replica.lag.time.max.ms` pass, after which no follower counts as caught up but one whose log ends where the leader's does. */
  async letLag(): Promise<void> {
    await sleep(this.#cluster.settings.lagTime + LAG_MARGIN, undefined, { signal: this.#signal })
  }

  /** Does a step and waits for what it does by itself. @throws NotInTime when that does not come. */
  async take(step: TraceStep, before: ModelState, after: ModelState): Promise<void> {
    await this.#deed(step, before, after)
    await this.#flow.keepUp(after)
  }

  /** Whether AlterPartition requests wait whose sending is no step of the trace so far. */
  unasked(state: ModelState): readonly string[] {
    return Object.keys(state.status).filter((b) => {
      const asks = this.#flow.link(b).alterPartition.waiting > 0
      return isUp(state, b) && asks && (state.proposal[b] ?? []).length === 0
    })
  }

  async #deed({ action, params }: TraceStep, before: ModelState, after: ModelState): Promise<void> {
    const [b = '', other = '', third = ''] = params.map(({ value }) => value)
    const { client, ports } = this.#cluster
    const id = idOf(b)
    switch (action) {
      case 'Append':
        await this.#flow.fetchInSync(b, before)
        return this.#append(b, { value: `r${before.nextId}` }, true)
      case 'AppendSlowly': {
        const request = await this.#cluster.holdRequest(id)
        this.#slow = { record: `r${before.nextId}`, request }
        await this.#flow.fetchInSync(b, before)
        await this.#append(b, { value: this.#slow.record }, true)
        return request.isHeld(this.#flow.patience)
      }
      case 'AnswerSlowly':
      case 'FailSlowly': {
        const slow = this.#slow
        if (slow === undefined) throw new RangeError('no request is slow')
        await slow.request.letGo(this.#flow.patience)
        return this.#flow.poll('the answer to the slow request', () => this.answers.has(slow.record))
      }
      case 'Send':
      case 'Resend':
        return this.#append(other, { key: b, value: `r${before.nextId}` }, third === '1')
      case 'Fetch':
        return this.#flow.fetch(b, known(before, b).leader ?? '')
      case 'FetchLate':
        return this.#flow.fetchLate(b, known(before, b).leader ?? '')
      case 'DeliverReply':
        return this.#flow.deliver(b, known(before, b).leader ?? '')
      case 'ExpandIsr':
        await this.#flow.fetch(other, b)
        return this.#asksForIsr(b, 0)
      case 'ShrinkIsr':
      case 'CollapseIsr':
        return this.#asksForIsr(b, 2 * this.#cluster.settings.lagTime)
      case 'CommitIsr':
        return this.#flow.link(b).alterPartition.passOne(this.#flow.patience)
      case 'RefuseIsr':
        await this.#flow.link(b).alterPartition.passOne(this.#flow.patience)
        return this.#flow.link(b).alterPartitionAnswer.passOne(this.#flow.patience)
      case 'LearnIsr':
        return this.#flow.link(b).alterPartitionAnswer.passOne(this.#flow.patience)
      case 'RedeliverIsr':
        return this.#flow.giveMetadata(id)
      case 'ApplyMetadata':
        // What a leader has asked for itself it may know from the answer, before and without what else the metadata log has.
        if (this.#flow.link(b).alterPartitionAnswer.waiting === 0) return this.#flow.giveMetadata(id)
        return this.#flow.link(b).alterPartitionAnswer.passOne(this.#flow.patience)
      case 'ElectUnclean':
        return client.electUnclean(ports.controller, this.topic)
      case 'ElectLeader':
      case 'ElectPreferred':
      // What the controller does by itself every leader.imbalance.check.interval.seconds.
      case 'BalanceLeaders':
        return client.electPreferred(ports.controller, this.topic)
      case 'FenceBroker':
        this.#flow.link(b).heartbeat.shut()
        return this.lives.isFenced(id)
      case 'UnfenceBroker':
        return this.lives.unfence(id)
      case 'ExpireSession':
        return this.lives.isFenced(id)
      case 'CleanStop':
      case 'ControlledShutdown':
        return this.#cluster.stopNode(id, 'SIGTERM')
      case 'Kill':
        return this.#cluster.stopNode(id, 'SIGKILL')
      case 'LosePower':
        await this.#cluster.stopNode(id, 'SIGKILL')
        return this.#cluster.cutLog(id, this.topic, Number(other))
      case 'LoseDisk':
        return this.lives.loseDisk(id)
      case 'RemoveDirectory':
        return this.lives.removeDirectory(id)
      case 'ZoneKill':
      case 'ZoneLosePower':
      case 'ZoneLoseDisks':
        return this.lives.endZone(action, before, after)
      case 'Restart':
        return this.lives.restart(id, after)
      case 'AssignDirectory':
        return this.#flow.link(b).directories.passOne(this.#flow.patience)
      case 'ChangeConfig':
        return this.#changeConfig()
      case 'ApplyConfig':
        return this.#flow.giveMetadata(id)
      case 'Reassign':
        return client.reassign(ports.controller, this.topic, membersOf(b))
      case 'CancelReassignment':
        return client.reassign(ports.controller, this.topic, null)
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
    await this.#flow.poll(
      `${record.value} in the log of ${b}`,
      () => this.#cluster.log(idOf(b), this.topic).length > length || isRefused,
    )
  }

  /** Waits until a leader asks for another ISR, which it may do only when so many milliseconds have passed. */
  #asksForIsr(l: string, soonest: number): Promise<void> {
    const { alterPartition } = this.#flow.link(l)
    return alterPartition.until(`AlterPartition of ${l}`, () => alterPartition.waiting > 0, {
      ...this.#flow.patience,
      deadline: soonest + DEADLINE,
    })
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
    await this.#flow.poll('the change of the configuration', () => this.#cluster.metadata().end > end)
  }
}

/** The brokers of a target such as `{b0,b2}`. */
const membersOf = (target: string): readonly number[] => [...target.matchAll(/\d+/g)].map(([id]) => Number(id))

const topicConfigs = ({ minIsr, uncleanElection, flushMessages, configChange }: KraftOptions): Record<string, string> => ({
  // Written once more with the same value it is that of the cluster, which the nodes have in their files.
  ...(configChange?.minIsr !== minIsr && { 'min.insync.replicas': String(minIsr) }),
  'unclean.leader.election.enable': String(uncleanElection),
  ...(flushMessages !== 'never' && { 'flush.messages': String(flushMessages) }),
})
