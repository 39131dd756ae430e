/** What becomes of brokers: how they end, alone or in a zone, how they start, and how their sessions do. */
import type { KraftOptions } from '../../model/kraft/index.ts'
import { releaseOf, since } from '../../model/kraft/versions.ts'
import type { Gate } from '../links/gate.ts'
import type { Cluster } from '../nodes/cluster.ts'
import { DEADLINE, type Flow } from './flow.ts'
import { idOf, isUp, type ModelState, nameOf } from './model-state.ts'

/** Milliseconds between heartbeats, and which part of a session is silent before another session begins to run out. */
const HEARTBEAT = 300
const PART = 1 / 3

export class Lives {
  readonly #cluster: Cluster
  readonly #options: KraftOptions
  readonly #flow: Flow
  /** Brokers whose disk is new, and which have not started since. */
  readonly #newDisks = new Set<number>()

  constructor(cluster: Cluster, options: KraftOptions, flow: Flow) {
    this.#cluster = cluster
    this.#options = options
    this.#flow = flow
  }

  /**
   * Holds the heartbeats of brokers, one after the other and a part of a session apart, so that their sessions end in this order and well
   * before those of others. Nobody is named where only time is to pass between two that are silent already.
   */
  async silence(ids: readonly number[]): Promise<void> {
    for (const id of ids) {
      this.#flow.link(nameOf(id)).heartbeat.shut()
      await this.#heartbeats()
    }
    if (ids.length === 0) await this.#heartbeats()
  }

  /** Ends a broker, which comes back with an empty disk. */
  async loseDisk(id: number): Promise<void> {
    await this.#cluster.stopNode(id, 'SIGKILL')
    this.#newDisks.add(id)
    this.#cluster.replaceDisk(id)
  }

  /** Stops a broker in order, which comes back without the log directory of its replica. */
  async removeDirectory(id: number): Promise<void> {
    await this.#cluster.stopNode(id, 'SIGTERM')
    this.#newDisks.add(id)
    this.#cluster.removeDirectory(id, this.#flow.topic)
  }

  /** Waits until everybody who still sends heartbeats has sent so many that a part of a session is over. */
  async #heartbeats(): Promise<void> {
    const { sessionTimeout } = this.#cluster.settings
    const patience = { ...this.#flow.patience, deadline: sessionTimeout + DEADLINE }
    const open = this.#cluster.brokers.filter((b) => this.#cluster.isUp(b) && this.#flow.link(nameOf(b)).heartbeat.isOpen)
    await Promise.all(
      open.map((b) => {
        const { heartbeat } = this.#flow.link(nameOf(b))
        const enough = heartbeat.passed + Math.ceil((PART * sessionTimeout) / HEARTBEAT)
        return heartbeat.until(`heartbeats of b${b}`, () => heartbeat.passed >= enough, patience)
      }),
    )
  }

  /** Lets every broker that may return come back, hear of everything and be unfenced. Returns who they are. */
  async bringBack(state: ModelState): Promise<readonly number[]> {
    const { links, brokers } = this.#cluster
    const may = brokers.filter(
      (b) => state.status[nameOf(b)] !== 'unregistered' && (this.#options.brokersReturn || this.#cluster.isUp(b)),
    )
    for (const gate of links.replicationGates) gate.open()
    for (const link of links.controller) for (const gate of Object.values(link) as Gate[]) gate.open()
    // Until its session is over the controller takes whoever is down for unfenced.
    for (const b of brokers) if (!this.#cluster.isUp(b)) await this.isFenced(b)
    for (const b of may) if (!this.#cluster.isUp(b)) this.#cluster.startNode(b)
    await this.#cluster.awaitUnfenced(may)
    return may
  }

  /** Several brokers end at once, each with what the model leaves of its log. */
  async endZone(action: string, before: ModelState, after: ModelState): Promise<void> {
    const down = Object.keys(before.status).filter((b) => isUp(before, b) && !isUp(after, b))
    await Promise.all(down.map((b) => this.#cluster.stopNode(idOf(b), 'SIGKILL')))
    for (const b of down)
      if (action === 'ZoneLosePower') this.#cluster.cutLog(idOf(b), this.#flow.topic, after.log[b]?.length ?? 0)
      else if (action === 'ZoneLoseDisks') {
        this.#newDisks.add(idOf(b))
        this.#cluster.replaceDisk(idOf(b))
      }
  }

  isFenced(id: number): Promise<void> {
    const patience = { ...this.#flow.patience, deadline: this.#cluster.settings.sessionTimeout + DEADLINE }
    return this.#flow.poll(
      `the end of the session of b${id}`,
      () => this.#cluster.metadata().brokers.get(id)?.fenced === true,
      patience,
    )
  }

  /** A broker starts, registers and has all metadata; it stays fenced, because its heartbeats that ask for more are held. */
  async restart(id: number, after: ModelState): Promise<void> {
    const { metadata, heartbeat, alterPartition, directories } = this.#flow.link(`b${id}`)
    metadata.open()
    heartbeat.shut()
    alterPartition.shut()
    if (this.holdsDirectories) directories.shut()
    const assigned = directories.passed
    for (const l of this.#cluster.brokers) if (l !== id) this.#cluster.links.replication(id, l).shut()
    this.#flow.starting.add(id)
    this.#cluster.startNode(id)
    await heartbeat.until(`b${id} after its start`, () => heartbeat.waiting > 0, { ...this.#flow.patience, deadline: 180_000 })
    if (this.#newDisks.delete(id) && this.#assignsDirectory(id)) {
      await directories.until(`AssignReplicasToDirs of b${id}`, () => directories.passed > assigned, this.#flow.patience)
      await directories.close(this.#flow.patience)
      directories.open()
    }
    await metadata.close(this.#flow.patience)
    this.#flow.noteStarted(id)
    if (after.status[nameOf(id)] === 'running') await this.unfence(id)
  }

  /** Whether assigning a replica to a directory is a step of its own; else it is a part of the start. */
  get holdsDirectories(): boolean {
    const { directoryRecordKeepsElr, addedReplicaKeepsElr } = this.#options.switches
    return !directoryRecordKeepsElr || !addedReplicaKeepsElr
  }

  /** Whether a broker with a new disk tells the controller, at its start, where its replica is (KIP-858). Until then nobody elects it. */
  #assignsDirectory(id: number): boolean {
    const release = releaseOf(this.#cluster.kafka.version)
    if (this.holdsDirectories || (release !== undefined && !since(release, '3.7'))) return false
    return this.#flow.partition().replicas.includes(id)
  }

  async unfence(id: number): Promise<void> {
    this.#flow.link(nameOf(id)).heartbeat.open()
    await this.#cluster.awaitUnfenced([id])
    this.#flow.starting.delete(id)
  }
}
