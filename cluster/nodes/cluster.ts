/** A cluster of our own on loopback: one controller and its brokers, each with proxies on all its links, in a folder of its own. */
import { randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { Client } from '../client.ts'
import { Links } from '../links/links.ts'
import { type MetadataState, readMetadataLog } from '../protocol/metadata-log.ts'
import { type LoggedRecord, readPartitionLog } from '../protocol/partition-log.ts'
import { NotInTime, poll } from '../waiting.ts'
import { debuggable, HeldRequest } from './held-request.ts'
import { formatController, type JavaProcess, type Kafka, NotStarted, startNode } from './java.ts'
import { loggingOf } from './logging.ts'
import { freePorts } from './ports.ts'
import { createRun, endRun, processesOf } from './runs.ts'
import {
  brokerProperties,
  type ClusterSettings,
  CONTROLLER,
  controllerProperties,
  metaProperties,
  type Ports,
} from './settings.ts'

/** Milliseconds until a node that has not come up never will. */
const START_DEADLINE = 180_000

export class Cluster {
  readonly kafka: Kafka
  readonly settings: ClusterSettings
  readonly folder: string
  readonly links: Links
  readonly ports: Ports
  readonly client = new Client()
  readonly #base: string
  readonly #run: string
  readonly #signal: AbortSignal
  readonly #nodes = new Map<number, JavaProcess>()
  readonly #held: HeldRequest[] = []

  private constructor(
    of: Pick<Cluster, 'kafka' | 'settings' | 'links' | 'ports'> & { base: string; run: string; signal: AbortSignal },
  ) {
    this.kafka = of.kafka
    this.settings = of.settings
    this.links = of.links
    this.ports = of.ports
    this.#base = of.base
    this.#run = of.run
    this.#signal = of.signal
    this.folder = join(of.base, of.run)
  }

  /** Lays a cluster out under `base` and starts it; all gates are open. The signal ends it early. @throws NotStarted. */
  static async start(kafka: Kafka, settings: ClusterSettings, base: string, signal: AbortSignal): Promise<Cluster> {
    const { brokers } = settings
    const run = await createRun(base)
    const links = await Links.between(brokers)
    const [controller = 0, ...free] = await freePorts(1 + (settings.debuggable === true ? 3 : 2) * brokers)
    const [client, replication, debug] = [0, 1, 2].map((i) => free.slice(i * brokers, (i + 1) * brokers)) as [
      number[],
      number[],
      number[],
    ]
    links.lead(controller, replication)
    const proxies = { replicationProxy: links.replicationPorts, controllerProxy: links.controllerPorts }
    const cluster = new Cluster({
      kafka,
      settings,
      links,
      ports: { controller, client, replication, debug, ...proxies },
      base,
      run,
      signal,
    })
    try {
      await cluster.#layOut()
      for (const node of [CONTROLLER, ...cluster.brokers]) cluster.startNode(node)
      await cluster.awaitUnfenced(cluster.brokers)
      return cluster
    } catch (error) {
      await cluster.end(false)
      throw error instanceof NotInTime ? new NotStarted(error.message) : error
    }
  }

  get brokers(): readonly number[] {
    return Array.from({ length: this.settings.brokers }, (_, b) => b)
  }

  /** Ends every process at once and removes the folder, or leaves it to the user. */
  async end(keeps: boolean): Promise<void> {
    for (const held of this.#held) held.end()
    for (const node of this.#nodes.values()) node.signal('SIGKILL')
    await Promise.all([...this.#nodes.values()].map((node) => node.ended))
    await this.client.close()
    await this.links.close()
    endRun(this.#base, this.#run, keeps)
  }

  /** Ids of the processes of the run that live. */
  processes(): Promise<readonly number[]> {
    return processesOf(this.#run)
  }

  startNode(node: number): void {
    const port = this.ports.debug[node]
    const more = [...loggingOf(this.kafka, this.folder), ...(port === undefined ? [] : [debuggable(port)])]
    this.#nodes.set(node, startNode(this.kafka, this.#run, this.nodeFolder(node), more))
  }

  /** Has the next produce request of a broker stand still before it waits for its answer. @throws NotInTime when it cannot be had. */
  async holdRequest(node: number): Promise<HeldRequest> {
    const held = await HeldRequest.next(this.ports.debug[node] ?? 0, this.#patience(60_000))
    this.#held.push(held)
    return held
  }

  isUp(node: number): boolean {
    return this.#nodes.get(node)?.hasEnded() === false
  }

  /** Ends a node's process and waits until it is gone. */
  async stopNode(node: number, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const running = this.#nodes.get(node)
    if (running === undefined) return
    running.signal(signal)
    await poll(`the end of the process of node ${node}`, () => running.hasEnded() || undefined, this.#patience(60_000))
  }

  /** Waits until the controller has these brokers unfenced. @throws NotStarted with the end of its log when a node has died. */
  async awaitUnfenced(brokers: readonly number[]): Promise<void> {
    const isUnfenced = (b: number): boolean => this.metadata().brokers.get(b)?.fenced === false
    await poll(
      `the registration of ${brokers.map((b) => `b${b}`).join(', ')}`,
      () => {
        for (const node of [CONTROLLER, ...brokers]) if (!this.isUp(node)) throw new NotStarted(this.#whyEnded(node))
        return brokers.every(isUnfenced) || undefined
      },
      this.#patience(START_DEADLINE),
    )
  }

  /** What the controller has decided so far. */
  metadata(): MetadataState {
    const folder = join(this.dataFolder(CONTROLLER), '__cluster_metadata-0')
    return readMetadataLog(Buffer.concat(segments(folder).map((file) => readFileSync(join(folder, file)))))
  }

  /** The records that a broker's log holds, whether it runs or not. */
  log(broker: number, topic: string): readonly LoggedRecord[] {
    return this.segments(broker, topic).flatMap(readPartitionLog)
  }

  /** The segments of a broker's log, oldest first, as they lie on its disk. */
  segments(broker: number, topic: string): readonly Buffer[] {
    const folder = join(this.#directoryOf(broker, topic), `${topic}-0`)
    return segments(folder).map((file) => readFileSync(join(folder, file)))
  }

  /**
   * What a power loss takes of a broker that is down: all behind its first `keep` records, and whatever is derived from them or says
   * that the log was closed in order.
   */
  cutLog(broker: number, topic: string, keep: number): void {
    const data = this.#directoryOf(broker, topic)
    const folder = join(data, `${topic}-0`)
    const end = this.log(broker, topic)[keep - 1]?.endsAt ?? 0
    for (const file of segments(folder)) {
      const segment = openSync(join(folder, file), 'r+')
      ftruncateSync(segment, end)
      closeSync(segment)
    }
    for (const file of readdirSync(folder)) if (/\.(index|timeindex|txnindex|snapshot)$/.test(file)) rmSync(join(folder, file))
    for (const file of ['.kafka_cleanshutdown', 'recovery-point-offset-checkpoint', 'replication-offset-checkpoint'])
      rmSync(join(data, file), { force: true })
    rmSync(join(folder, 'leader-epoch-checkpoint'), { force: true })
  }

  /** Takes the log directory of a replica out of the configuration of a broker that is down, as is done with a disk that has failed. */
  removeDirectory(broker: number, topic: string): void {
    const removed = this.#directoryOf(broker, topic)
    this.#removed.add(removed)
    this.#configure(broker)
    rmSync(removed, { recursive: true, force: true })
  }

  /** What a lost disk takes of a broker that is down: everything. The new one is formatted as an operator would. */
  replaceDisk(broker: number): void {
    for (const folder of this.#folders(broker)) rmSync(folder, { recursive: true, force: true })
    this.#format(broker)
  }

  nodeFolder(node: number): string {
    return join(this.folder, node === CONTROLLER ? 'controller' : `b${node}`)
  }

  dataFolder(node: number): string {
    return join(this.nodeFolder(node), 'data')
  }

  #clusterId = ''
  /** Log directories that were taken out of a configuration. */
  readonly #removed = new Set<string>()

  /** The log directories of a broker. */
  #directories(broker: number): readonly string[] {
    const first = this.dataFolder(broker)
    const all = this.settings.spareDirectory === true ? [first, `${first}-2`] : [first]
    return all.filter((folder) => !this.#removed.has(folder))
  }

  /** The log directory in which a broker has a replica, or would have one. */
  #directoryOf(broker: number, topic: string): string {
    const folders = this.#directories(broker)
    return folders.find((folder) => existsSync(join(folder, `${topic}-0`))) ?? folders[0] ?? this.dataFolder(broker)
  }

  /** Where a broker's copy of the metadata log is. */
  #metadataFolder(broker: number): string {
    return this.settings.spareDirectory === true ? join(this.nodeFolder(broker), 'metadata') : this.dataFolder(broker)
  }

  /** All that is on its disk. */
  #folders(broker: number): ReadonlySet<string> {
    return new Set([...this.#directories(broker), this.#metadataFolder(broker)])
  }

  #configure(broker: number): void {
    const properties = brokerProperties(
      this.settings,
      this.ports,
      broker,
      this.#directories(broker),
      this.#metadataFolder(broker),
    )
    writeFileSync(join(this.nodeFolder(broker), 'server.properties'), properties)
  }

  async #layOut(): Promise<void> {
    this.#clusterId = uuid()
    for (const node of [CONTROLLER, ...this.brokers]) mkdirSync(this.nodeFolder(node), { recursive: true })
    const ofController = controllerProperties(this.settings, this.ports, this.dataFolder(CONTROLLER))
    writeFileSync(join(this.nodeFolder(CONTROLLER), 'server.properties'), ofController)
    for (const broker of this.brokers) this.#configure(broker)
    for (const broker of this.brokers) this.#format(broker)
    const { elr, transactionVersion } = this.settings
    const asked = [
      `eligible.leader.replicas.version=${elr ? 1 : 0}`,
      ...(transactionVersion === undefined ? [] : [`transaction.version=${transactionVersion}`]),
    ]
    const features = isAtLeast4(this.kafka) ? asked : []
    await formatController(this.kafka, this.#run, this.nodeFolder(CONTROLLER), this.#clusterId, features, this.#signal)
  }

  #format(broker: number): void {
    for (const folder of this.#folders(broker)) {
      mkdirSync(folder, { recursive: true })
      writeFileSync(join(folder, 'meta.properties'), metaProperties(this.#clusterId, broker, uuid()))
    }
  }

  #patience(deadline: number): { readonly deadline: number; readonly signal: AbortSignal } {
    return { deadline, signal: this.#signal }
  }

  #whyEnded(node: number): string {
    const lines = readFileSync(join(this.nodeFolder(node), 'node.log'), 'utf8')
      .trimEnd()
      .split('\n')
    return `node ${node} has ended by itself:\n${lines.slice(-15).join('\n')}`
  }
}

const isAtLeast4 = ({ version }: Kafka): boolean => Number.parseInt(version, 10) >= 4

/** The segments of a log, oldest first; none while there is no log. */
function segments(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((file) => file.endsWith('.log'))
      .toSorted()
  } catch {
    return []
  }
}

/** A random id as Kafka writes them: 16 bytes in base64url. Kafka's own never begin with a dash, which tools would take for a flag. */
function uuid(): string {
  const id = randomBytes(16).toString('base64url')
  return id.startsWith('-') ? uuid() : id
}
