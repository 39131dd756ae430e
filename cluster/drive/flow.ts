/**
 * What goes on between the nodes while gates are closed: fetches and metadata, one at a time, and what a broker was told so far.
 */
import { ERROR } from '../client.ts'
import type { Gate, Patience } from '../links/gate.ts'
import type { ControllerLink } from '../links/links.ts'
import type { Cluster } from '../nodes/cluster.ts'
import type { PartitionState } from '../protocol/metadata-log.ts'
import type { LoggedRecord } from '../protocol/partition-log.ts'
import { NotInTime, poll } from '../waiting.ts'
import { idOf, isUp, isUpToDate, known, type ModelState } from './model-state.ts'
import { NEVER } from './plan.ts'

/** Milliseconds until what a step waits for will not come. */
export const DEADLINE = 60_000

/** Fetches of a thread that has not been given the partition. */
const MOST_STALE = 1000

export class Flow {
  readonly topic: string
  /** Brokers that have started and were not unfenced yet: until then they listen to nobody. */
  readonly starting = new Set<number>()
  readonly #cluster: Cluster
  readonly #signal: AbortSignal
  /** End of the metadata log when a broker was last given it. */
  readonly #given = new Map<number, number>()
  /** What a broker was last told of the partition. */
  readonly #known = new Map<number, Pick<PartitionState, 'leader' | 'leaderEpoch'>>()
  /** Whether followers fetch other partitions of each leader too, so that a fetch may wait that was made before they followed it. */
  keepsThreads = false
  /** Followers whose fetch that waits is of an epoch they have left, for the leader they still have. */
  readonly #staleFetches = new Set<number>()
  /** The leader epoch that a broker has led in last. */
  readonly #led = new Map<number, number>()

  constructor(cluster: Cluster, topic: string, signal: AbortSignal) {
    this.#cluster = cluster
    this.topic = topic
    this.#signal = signal
  }

  /**
   * Followers that have everything fetch once more, as they do all the time: else one of them would lag as soon as there is more,
   * because it has not fetched for so long. No step of the model. Where nobody is dropped for lagging nothing is done.
   */
  async fetchInSync(l: string, state: ModelState): Promise<void> {
    if (this.#cluster.settings.lagTime === NEVER) return
    const { isr, epoch } = known(state, l)
    const length = state.log[l]?.length
    for (const f of isr)
      if (f !== l && isUp(state, f) && known(state, f).leader === l && known(state, f).epoch === epoch)
        if (state.followerEnd[l]?.[f] === length && state.log[f]?.length === length) await this.fetch(f, l)
  }

  /** One fetch of a follower, from the request to the next one: by then it has made of the answer what it does. */
  async fetch(f: string, l: string): Promise<void> {
    const gate = this.#cluster.links.replication(idOf(f), idOf(l))
    await this.#passStale(idOf(f), gate)
    const [led, before] = [this.#led.get(idOf(f)), this.#log(f)]
    await this.fetchOnce(gate)
    this.#led.delete(idOf(f))
    // Of an epoch in which it has led and written nothing a leader may know nothing: it answers where epochs part, and nothing is cut.
    if (led === undefined || before.some(({ leaderEpoch }) => leaderEpoch === led)) return
    if (JSON.stringify(this.#log(f)) === JSON.stringify(before)) await this.fetchOnce(gate)
  }

  /** One fetch that is answered, and its reply held. */
  async fetchLate(f: string, l: string): Promise<void> {
    const [there, back] = [
      this.#cluster.links.replication(idOf(f), idOf(l)),
      this.#cluster.links.replicationAnswer(idOf(f), idOf(l)),
    ]
    await this.#passStale(idOf(f), there)
    back.shut()
    await there.passOne(this.patience)
    await back.until('its reply', () => back.waiting > 0, this.patience)
  }

  /** A reply that is held arrives; the next fetch says that the follower has made of it what it does. */
  async deliver(f: string, l: string): Promise<void> {
    const there = this.#cluster.links.replication(idOf(f), idOf(l))
    this.#cluster.links.replicationAnswer(idOf(f), idOf(l)).open()
    await this.awaitFetch(there)
    this.#staleFetches.delete(idOf(f))
  }

  /**
   * Lets a fetch through that is worth nothing any more. A thread that was fetching already does so until it is given the partition, which
   * it is after the broker has answered for its new epoch: the first fetch after that names the topic.
   */
  async #passStale(id: number, gate: Gate): Promise<void> {
    if (!this.#staleFetches.delete(id)) return
    await this.fetchOnce(gate)
    const named = this.#namedInFetch(this.#known.get(id)?.leaderEpoch ?? 0)
    for (let more = 0; this.keepsThreads && !gate.has(named); more++) {
      if (more === MOST_STALE)
        throw new NotInTime(`a fetch of the partition on ${gate.name} did not come within ${MOST_STALE} others`)
      await this.fetchOnce(gate)
    }
  }

  /** What a fetch of the partition has in it: the topic, one partition, which is number 0, and the leader epoch that the follower is in. */
  #namedInFetch(leaderEpoch: number): Buffer {
    const topicId = this.#cluster.metadata().topicIds.get(this.topic)?.replaceAll('-', '') ?? ''
    const rest = Buffer.from([2, 0, 0, 0, 0, 0, 0, 0, 0])
    rest.writeInt32BE(leaderEpoch, 5)
    return Buffer.concat([Buffer.from(topicId, 'hex'), rest])
  }

  #log(b: string): readonly LoggedRecord[] {
    return this.#cluster.log(idOf(b), this.topic)
  }

  async fetchOnce(gate: Gate): Promise<void> {
    await gate.passOne(this.patience)
    await this.awaitFetch(gate)
  }

  awaitFetch(gate: Gate): Promise<void> {
    return gate.until(`the next request on ${gate.name}`, () => gate.waiting > 0, this.patience)
  }

  /** Gives the newest metadata to every broker that has it in the model: some of it, such as who is fenced, makes no step. */
  async keepUp(state: ModelState): Promise<void> {
    for (const b of Object.keys(state.status)) {
      const isBehind = (this.#given.get(idOf(b)) ?? 0) < this.#cluster.metadata().end
      if (isUp(state, b) && isUpToDate(state, b) && isBehind && this.#cluster.isUp(idOf(b))) await this.giveMetadata(idOf(b))
    }
  }

  /** Lets a broker fetch the metadata log once, which brings all that is committed, and waits until it has acted on it. */
  async giveMetadata(id: number): Promise<void> {
    const { metadata } = this.link(`b${id}`)
    const { leader, leaderEpoch } = this.partition()
    const { end } = this.#cluster.metadata()
    await this.fetchOnce(metadata)
    this.#given.set(id, end)
    if (!this.starting.has(id)) await this.poll(`leader epoch ${leaderEpoch} at b${id}`, () => this.#isIn(leaderEpoch, id))
    if (leader === id) this.#led.set(id, leaderEpoch)
    this.#noteStaleFetch(id, leader, leaderEpoch)
  }

  /** A fetch that waits was made for what the broker knew before: for the same leader in an earlier epoch it is worth nothing any more. */
  #noteStaleFetch(id: number, leader: number, leaderEpoch: number): void {
    const before = this.#known.get(id)
    const isSameLeader = before?.leader === leader || this.keepsThreads
    if (before !== undefined && isSameLeader && before.leaderEpoch !== leaderEpoch && leader >= 0 && leader !== id)
      if (this.#cluster.links.replication(id, leader).waiting > 0) this.#staleFetches.add(id)
    this.#known.set(id, { leader, leaderEpoch })
  }

  /** The partition as the controller has it. @throws Error while it has none. */
  partition(): PartitionState {
    const partition = this.#cluster.metadata().partitions.get(this.topic)
    if (partition === undefined) throw new Error(`the controller has no topic ${this.topic}`)
    return partition
  }

  async haveAllMetadata(brokers: readonly number[]): Promise<void> {
    for (const b of brokers) await this.poll(`the partition at b${b}`, () => this.#isIn(0, b))
  }

  /** Whether a broker has acted on this leader epoch; of one without a replica, whether it knows that it has none. */
  async #isIn(leaderEpoch: number, id: number): Promise<boolean> {
    const { client, ports } = this.#cluster
    const { error } = await client.logEnd(ports.client[id] ?? 0, this.topic, leaderEpoch)
    return error === (this.partition().replicas.includes(id) ? ERROR.none : ERROR.notLeader)
  }

  link(b: string): ControllerLink {
    const link = this.#cluster.links.controller[idOf(b)]
    if (link === undefined) throw new RangeError(`there is no broker ${b}`)
    return link
  }

  get patience(): Patience {
    return { deadline: DEADLINE, signal: this.#signal }
  }

  async poll(what: string, holds: () => boolean | Promise<boolean>, patience: Patience = this.patience): Promise<void> {
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
      patience,
    )
  }

  /** A broker that has just started has all there is. */
  noteStarted(id: number): void {
    const { leader, leaderEpoch } = this.partition()
    this.#given.set(id, this.#cluster.metadata().end)
    this.#known.set(id, { leader, leaderEpoch })
  }
}
