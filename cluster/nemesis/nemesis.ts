/** A cluster under faults that no trace leads, and what it and its producers have written down of it: what an operator would collect. */
import { existsSync, readdirSync } from 'node:fs'
import { join, sep } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ERROR, Refused } from '../client.ts'
import { dumpLog, requireDump } from '../kafka/dump.ts'
import type { ControllerLink } from '../links/links.ts'
import { Cluster } from '../nodes/cluster.ts'
import type { Kafka } from '../nodes/java.ts'
import { CONTROLLER } from '../nodes/settings.ts'
import type { PartitionState } from '../protocol/metadata-log.ts'
import { NotInTime, poll } from '../waiting.ts'
import { type Deed, deedText, type NemesisTopic } from './deeds.ts'

/** Milliseconds. */
const TIMES = { session: 6_000, lag: 5_000, fetchWait: 200, produce: 4_000, start: 120_000 } as const

/** What is left of a history. Paths in it begin with the folders of nodes. */
export interface Recorded {
  /** The metadata log and the logs of every replica, as kafka-dump-log prints them; JSON lines in the form of VerifiableProducer. */
  readonly files: readonly { readonly name: string; readonly text: string; readonly broker: undefined }[]
}

export interface NemesisOptions {
  readonly kafka: Kafka
  readonly topics: readonly NemesisTopic[]
  readonly brokers: number
  readonly elr: boolean
  readonly deeds: readonly Deed[]
  readonly base: string
  readonly signal: AbortSignal
  readonly onDeed: (number: number, of: number, deed: string) => void
}

/**
 * Starts a cluster, does what was drawn, one after the other, and dumps all logs. Whatever of it does not come about, such as the start of a
 * broker, is a part of the history. The signal ends it, with all that was started. @throws the reason of the signal; NotStarted; NotDumped.
 */
export async function harass(asked: NemesisOptions): Promise<Recorded> {
  const { kafka, brokers, elr, deeds, base, signal, onDeed } = asked
  await requireDump(kafka, signal)
  onDeed(0, deeds.length, 'starting the cluster')
  const settings = { brokers, elr, controlledShutdown: true, uncleanElection: false, minIsr: 1 }
  const times = { sessionTimeout: TIMES.session, lagTime: TIMES.lag, fetchWait: TIMES.fetchWait }
  const cluster = await Cluster.start(kafka, { ...settings, ...times }, base, signal)
  try {
    const nemesis = new Nemesis(cluster, asked)
    await nemesis.makeTopics()
    for (const [i, deed] of deeds.entries()) {
      onDeed(i + 1, deeds.length, deedText(deed))
      await nemesis.does(deed)
    }
    const producers = await nemesis.endOfProducers()
    // The controller first, so that it has nothing to say of the end of the others.
    for (const node of [CONTROLLER, ...cluster.brokers]) await cluster.stopNode(node, 'SIGKILL')
    const dump = async (files: readonly string[]): Promise<string> =>
      (await dumpLog(kafka, files.join(','), signal)).replaceAll(`${cluster.folder}${sep}`, '')
    const metadata = await dump(segmentsIn(join(cluster.dataFolder(CONTROLLER), '__cluster_metadata-0')))
    const folders = cluster.brokers.flatMap((b) => asked.topics.map(({ name }) => join(cluster.dataFolder(b), `${name}-0`)))
    const logs = await dump(folders.flatMap(segmentsIn))
    const texts = { 'metadata.txt': metadata, 'logs.txt': logs, 'producers.jsonl': producers }
    return { files: Object.entries(texts).map(([name, text]) => ({ name, text, broker: undefined })) }
  } finally {
    await cluster.end(false)
  }
}

class Nemesis {
  readonly #cluster: Cluster
  readonly #topics: readonly NemesisTopic[]
  readonly #signal: AbortSignal
  readonly #lines: string[] = []
  readonly #sending: Promise<void>[] = []
  #sent = 0

  constructor(cluster: Cluster, { topics, signal }: NemesisOptions) {
    this.#cluster = cluster
    this.#topics = topics
    this.#signal = signal
  }

  async makeTopics(): Promise<void> {
    const { client, ports } = this.#cluster
    for (const { name, replicas, minIsr, unclean } of this.#topics) {
      const configs = { 'min.insync.replicas': String(minIsr), 'unclean.leader.election.enable': String(unclean) }
      await client.createTopic(ports.controller, { name, replicas, configs })
      for (const b of replicas)
        await this.#comes(
          `${name} at b${b}`,
          async () => (await client.logEnd(ports.client[b] ?? 0, name, 0)).error === ERROR.none,
        )
    }
  }

  async does(deed: Deed): Promise<void> {
    switch (deed.kind) {
      case 'append':
        return this.#append()
      case 'elect':
        return this.#elect()
      case 'move':
        return this.#move()
      case 'kill':
        await this.#cluster.stopNode(deed.broker, 'SIGKILL')
        return this.#comesPerhaps(this.#isFenced(deed.broker, true))
      case 'lose power':
        await this.#cluster.stopNode(deed.broker, 'SIGKILL')
        for (const { name } of this.#topics) {
          if (!existsSync(join(this.#cluster.dataFolder(deed.broker), `${name}-0`))) continue
          const keep = Math.floor((this.#cluster.log(deed.broker, name).length * deed.keeps) / 100)
          this.#cluster.cutLog(deed.broker, name, keep)
        }
        return this.#comesPerhaps(this.#isFenced(deed.broker, true))
      case 'stop':
        return this.#stop(deed.broker)
      case 'start':
        this.#cluster.startNode(deed.broker)
        return this.#comesPerhaps(this.#isFenced(deed.broker, false), TIMES.start)
      case 'hold heartbeats':
        this.#link(deed.broker).heartbeat.shut()
        return this.#comesPerhaps(this.#isFenced(deed.broker, true))
      case 'pass heartbeats':
        this.#link(deed.broker).heartbeat.open()
        return this.#comesPerhaps(this.#isFenced(deed.broker, false))
      case 'hold fetches':
        for (const l of this.#others(deed.broker)) this.#cluster.links.replication(deed.broker, l).shut()
        await this.#append()
        return this.#pass(2 * TIMES.lag)
      case 'pass fetches':
        for (const l of this.#others(deed.broker)) this.#cluster.links.replication(deed.broker, l).open()
        return this.#pass(TIMES.lag / 2)
      case 'hold metadata':
        return this.#link(deed.broker).metadata.shut()
      case 'pass metadata':
        this.#link(deed.broker).metadata.open()
        return this.#pass(TIMES.lag / 2)
    }
  }

  /** What producers were told, once nobody waits any more. */
  async endOfProducers(): Promise<string> {
    await Promise.all(this.#sending)
    this.#signal.throwIfAborted()
    return this.#lines.map((line) => `${line}\n`).join('')
  }

  /** Who does not end when told to, because nobody takes its partitions over, is killed, as a service manager does. */
  async #stop(broker: number): Promise<void> {
    try {
      await this.#cluster.stopNode(broker, 'SIGTERM')
    } catch (error) {
      if (!(error instanceof NotInTime)) throw error
      await this.#cluster.stopNode(broker, 'SIGKILL')
    }
  }

  /** Waits until the answer is there, or will be late. */
  async #append(): Promise<void> {
    const { client, ports } = this.#cluster
    for (const { name, acks } of this.#topics) {
      const leader = this.#partition(name)?.leader ?? -1
      if (leader < 0 || !this.#cluster.isUp(leader)) continue
      const value = `v${this.#sent++}`
      let isAnswered = false
      const sending = client.produce(ports.client[leader] ?? 0, name, { value }, acks, TIMES.produce).then((answer) => {
        isAnswered = true
        this.#lines.push(producerLine(name, value, answer))
      })
      this.#sending.push(sending)
      await this.#comesPerhaps(() => isAnswered, TIMES.produce / 2)
    }
  }

  /** Nobody is elected who leads already, or cannot. */
  async #elect(): Promise<void> {
    const { client, ports } = this.#cluster
    for (const { name } of this.#topics) await granted(client.electPreferred(ports.controller, name))
  }

  /** A target whose brokers are not all there is refused, and a reassignment that cannot complete stays open. */
  async #move(): Promise<void> {
    const { client, ports, brokers } = this.#cluster
    for (const { name } of this.#topics) {
      const { replicas = [], removing = [] } = this.#partition(name) ?? {}
      const target = replicas.filter((b) => !removing.includes(b))
      const spare = brokers.find((b) => !target.includes(b))
      if (spare !== undefined) await granted(client.reassign(ports.controller, name, [...target.slice(0, -1), spare]))
    }
    return this.#pass(TIMES.lag / 2)
  }

  #partition(topic: string): PartitionState | undefined {
    return this.#cluster.metadata().partitions.get(topic)
  }

  #isFenced(broker: number, fenced: boolean): () => boolean {
    return () => this.#cluster.metadata().brokers.get(broker)?.fenced === fenced
  }

  #link(broker: number): ControllerLink {
    const link = this.#cluster.links.controller[broker]
    if (link === undefined) throw new RangeError(`there is no broker b${broker}`)
    return link
  }

  #others(broker: number): readonly number[] {
    return this.#cluster.brokers.filter((b) => b !== broker)
  }

  #pass(milliseconds: number): Promise<void> {
    return sleep(milliseconds, undefined, { signal: this.#signal })
  }

  async #comes(what: string, holds: () => boolean | Promise<boolean>, deadline = 3 * TIMES.session): Promise<void> {
    await poll(what, async () => (await holds()) || undefined, { deadline, signal: this.#signal })
  }

  /** Waits for what a deed usually brings about; that it does not is no fault of anybody. */
  async #comesPerhaps(holds: () => boolean, deadline?: number): Promise<void> {
    try {
      await this.#comes('', holds, deadline)
    } catch (error) {
      if (!(error instanceof NotInTime)) throw error
    }
  }
}

/** A request of an administrator, which the controller may refuse. */
async function granted(request: Promise<void>): Promise<void> {
  try {
    await request
  } catch (error) {
    if (!(error instanceof Refused)) throw error
  }
}

/** None where there is no replica. */
const segmentsIn = (folder: string): readonly string[] =>
  (existsSync(folder) ? readdirSync(folder) : [])
    .filter((file) => file.endsWith('.log'))
    .toSorted()
    .map((file) => join(folder, file))

/** A line of VerifiableProducer: success with its offset, or an error. */
function producerLine(
  topic: string,
  value: string,
  answer: { readonly error: number; readonly offset: number } | undefined,
): string {
  if (answer?.error === ERROR.none)
    return JSON.stringify({ name: 'producer_send_success', key: null, value, topic, partition: 0, offset: answer.offset })
  const message = answer === undefined ? 'no answer' : `error ${answer.error}`
  return JSON.stringify({ name: 'producer_send_error', key: null, value, topic, exception: message, message })
}
