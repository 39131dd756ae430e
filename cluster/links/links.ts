/** Every link of a cluster and its gate: who may fetch from whom, who hears from the controller, whose requests it gets. */
import { API, heartbeatFlags, type RequestHead } from '../protocol/frames.ts'
import { Gate } from './gate.ts'
import { Proxy, type Route } from './proxy.ts'

/** The gates of one broker's link to the controller. */
export interface ControllerLink {
  /** Fetches of the metadata log: closed, the broker stops learning and lives on. */
  readonly metadata: Gate
  /** Heartbeats of a broker that wants to be, or stay, unfenced: closed, the controller fences it. */
  readonly heartbeat: Gate
  /** AlterPartition requests, and their answers. */
  readonly alterPartition: Gate
  readonly alterPartitionAnswer: Gate
  /** AssignReplicasToDirs requests. */
  readonly directories: Gate
}

/** The gates of the markers of transactions on their way from a coordinator to a leader, and of its answers. */
export interface MarkerLink {
  readonly markers: Gate
  readonly markersAnswer: Gate
}

/** A follower's fetches from a leader, and what it is answered. */
interface Exchange {
  readonly there: Gate
  readonly back: Gate
}

export class Links {
  readonly controller: readonly ControllerLink[]
  readonly #markers: readonly (readonly MarkerLink[])[]
  readonly #replication: readonly (readonly Exchange[])[]
  readonly #replicationProxies: readonly Proxy[]
  readonly #controllerProxies: readonly Proxy[]

  private constructor(
    controller: readonly ControllerLink[],
    markers: readonly (readonly MarkerLink[])[],
    replication: readonly (readonly Exchange[])[],
    controllerProxies: readonly Proxy[],
    replicationProxies: readonly Proxy[],
  ) {
    this.controller = controller
    this.#markers = markers
    this.#replication = replication
    this.#controllerProxies = controllerProxies
    this.#replicationProxies = replicationProxies
  }

  static async between(brokers: number): Promise<Links> {
    const ids = Array.from({ length: brokers }, (_, b) => b)
    const controller = ids.map((b): ControllerLink => ({
      metadata: new Gate(`the metadata link of b${b}`),
      heartbeat: new Gate(`the heartbeats of b${b}`),
      alterPartition: new Gate(`AlterPartition of b${b}`),
      alterPartitionAnswer: new Gate(`the answer to AlterPartition of b${b}`),
      directories: new Gate(`AssignReplicasToDirs of b${b}`),
    }))
    const markers = ids.map((l) =>
      ids.map((c): MarkerLink => ({
        markers: new Gate(`the markers of b${c} for b${l}`),
        markersAnswer: new Gate(`the answer of b${l} to the markers of b${c}`),
      })),
    )
    const replication = ids.map((l) =>
      ids.map((f): Exchange => ({
        there: new Gate(`the fetches of b${f} from b${l}`),
        back: new Gate(`the answers of b${l} to the fetches of b${f}`),
      })),
    )
    return new Links(
      controller,
      markers,
      replication,
      await Promise.all(controller.map((link) => Proxy.listen((head, frame) => toController(link, head, frame)))),
      await Promise.all(replication.map((links, l) => Proxy.listen((head) => toLeader(links, markers[l] ?? [], head)))),
    )
  }

  /** The gate of the fetches of follower `f` from leader `l`. */
  replication(f: number, l: number): Gate {
    return this.#between(f, l).there
  }

  /** The gate of the answers of leader `l` to them. */
  replicationAnswer(f: number, l: number): Gate {
    return this.#between(f, l).back
  }

  #between(f: number, l: number): Exchange {
    const link = this.#replication[l]?.[f]
    if (link === undefined) throw new RangeError(`there is no link from b${f} to b${l}`)
    return link
  }

  /** The gates of the markers that coordinator `c` sends to leader `l`; both may be one broker. */
  marker(c: number, l: number): MarkerLink {
    const link = this.#markers[l]?.[c]
    if (link === undefined) throw new RangeError(`there is no link from b${c} to b${l}`)
    return link
  }

  get markerLinks(): readonly MarkerLink[] {
    return this.#markers.flat()
  }

  get replicationGates(): readonly Gate[] {
    return this.#replication.flatMap((links) => links.map(({ there }) => there))
  }

  get replicationPorts(): readonly number[] {
    return this.#replicationProxies.map((proxy) => proxy.port)
  }

  get controllerPorts(): readonly number[] {
    return this.#controllerProxies.map((proxy) => proxy.port)
  }

  /** Where the proxies lead. */
  lead(controller: number, replication: readonly number[]): void {
    for (const proxy of this.#controllerProxies) proxy.target = controller
    for (const [b, proxy] of this.#replicationProxies.entries()) proxy.target = replication[b] ?? 0
  }

  async close(): Promise<void> {
    await Promise.all([...this.#controllerProxies, ...this.#replicationProxies].map((proxy) => proxy.close()))
  }
}

function toController(link: ControllerLink, { apiKey }: RequestHead, frame: Buffer): Route {
  switch (apiKey) {
    case API.fetch:
      return { there: link.metadata }
    case API.heartbeat: {
      const { wantsFence, wantsShutdown } = heartbeatFlags(frame)
      return wantsFence || wantsShutdown ? {} : { there: link.heartbeat }
    }
    case API.alterPartition:
      return { there: link.alterPartition, back: link.alterPartitionAnswer }
    case API.assignDirectories:
      return { there: link.directories }
    default:
      return {}
  }
}

/** Fetches of replicas and markers of coordinators carry the id of their broker: `broker-2-fetcher-0`, `broker-2-txn-marker-sender`. */
function toLeader(fetches: readonly Exchange[], markers: readonly MarkerLink[], { apiKey, clientId }: RequestHead): Route {
  const sender = Number(/^broker-(\d+)-/.exec(clientId)?.[1] ?? -1)
  if (apiKey === API.writeTxnMarkers) return { there: markers[sender]?.markers, back: markers[sender]?.markersAnswer }
  return apiKey === API.fetch ? (fetches[sender] ?? {}) : {}
}
