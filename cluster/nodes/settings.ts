/** The server.properties of the nodes: a cluster that keeps still, and does of itself only what a step asks for. */

/** Node id of the controller; brokers are 0, 1, 2, … */
export const CONTROLLER = 100

/** What a run asks of its cluster; times in milliseconds. */
export interface ClusterSettings {
  readonly brokers: number
  readonly sessionTimeout: number
  readonly lagTime: number
  /** controlled.shutdown.enable: whether SIGTERM hands leadership over first. */
  readonly controlledShutdown: boolean
  readonly uncleanElection: boolean
  readonly minIsr: number
  /** eligible.leader.replicas.version. */
  readonly elr: boolean
  /** The feature transaction.version, where the release has it. */
  readonly transactionVersion?: number
  /** Brokers have a second log directory, so that one can be taken from them. */
  readonly spareDirectory?: boolean
  /** Brokers can be found by a debugger, so that a request can be held in one. */
  readonly debuggable?: boolean
  /** Settings of the brokers that no replay of replication needs. */
  readonly more?: Properties
  /** replica.fetch.wait.max.ms; not at all, where every fetch is let through one by one. */
  readonly fetchWait?: number
}

export interface Ports {
  readonly controller: number
  /** Where clients reach a broker. */
  readonly client: readonly number[]
  /** Where followers reach it: behind its proxy. */
  readonly replication: readonly number[]
  /** The proxy before a broker's replication listener. */
  readonly replicationProxy: readonly number[]
  /** The proxy that a broker has before the controller. */
  readonly controllerProxy: readonly number[]
  /** Where a debugger finds a broker; none where none is to. */
  readonly debug: readonly number[]
}

export type Properties = Readonly<Record<string, string | number | boolean>>

const HOST = '127.0.0.1'
const NEVER = 600_000

const shared: Properties = {
  'listener.security.protocol.map': 'CLIENT:PLAINTEXT,REPLICATION:PLAINTEXT,CONTROLLER:PLAINTEXT',
  'controller.listener.names': 'CONTROLLER',
  'num.network.threads': 1,
  'num.io.threads': 2,
  'background.threads': 1,
  'num.recovery.threads.per.data.dir': 1,
  'auto.create.topics.enable': false,
  'log.cleaner.enable': false,
  'log.retention.ms': -1,
  // A broker whose metadata is held must neither look for another controller nor give up.
  'controller.quorum.request.timeout.ms': NEVER,
  'controller.quorum.fetch.timeout.ms': NEVER,
}

export const controllerProperties = (settings: ClusterSettings, ports: Ports, folder: string): string =>
  text({
    ...shared,
    'process.roles': 'controller',
    'node.id': CONTROLLER,
    'controller.quorum.voters': `${CONTROLLER}@${HOST}:${ports.controller}`,
    listeners: `CONTROLLER://${HOST}:${ports.controller}`,
    'log.dirs': folder,
    'broker.session.timeout.ms': settings.sessionTimeout,
    'unclean.leader.election.enable': settings.uncleanElection,
    'min.insync.replicas': settings.minIsr,
    'auto.leader.rebalance.enable': false,
    // No records that say nothing.
    'metadata.max.idle.interval.ms': 0,
  })

/** `folders` are its log directories, `metadata` is where the metadata log is, which is none of them when there are several. */
export const brokerProperties = (
  settings: ClusterSettings,
  ports: Ports,
  id: number,
  folders: readonly string[],
  metadata: string,
): string =>
  text({
    ...shared,
    'process.roles': 'broker',
    'node.id': id,
    'controller.quorum.voters': `${CONTROLLER}@${HOST}:${ports.controllerProxy[id] ?? 0}`,
    listeners: `CLIENT://${HOST}:${ports.client[id] ?? 0},REPLICATION://${HOST}:${ports.replication[id] ?? 0}`,
    'advertised.listeners': `CLIENT://${HOST}:${ports.client[id] ?? 0},REPLICATION://${HOST}:${ports.replicationProxy[id] ?? 0}`,
    'inter.broker.listener.name': 'REPLICATION',
    'log.dirs': folders.join(','),
    'metadata.log.dir': metadata,
    'min.insync.replicas': settings.minIsr,
    'broker.heartbeat.interval.ms': 300,
    'broker.session.timeout.ms': settings.sessionTimeout,
    'controlled.shutdown.enable': settings.controlledShutdown,
    // One batch a fetch, as a fetch of the model copies one record.
    'replica.fetch.max.bytes': 1,
    'replica.fetch.response.max.bytes': 1,
    'replica.fetch.wait.max.ms': settings.fetchWait ?? 0,
    'replica.fetch.backoff.ms': 200,
    'replica.lag.time.max.ms': settings.lagTime,
    'replica.socket.timeout.ms': NEVER,
    'num.replica.fetchers': 1,
    ...settings.more,
  })

const text = (properties: Properties): string =>
  Object.entries(properties)
    .map(([key, value]) => `${key}=${String(value)}\n`)
    .join('')

/** meta.properties of a log directory: which node of which cluster it belongs to (`MetaProperties`, version 1). */
export const metaProperties = (clusterId: string, node: number, directoryId: string): string =>
  text({ version: 1, 'cluster.id': clusterId, 'node.id': node, 'directory.id': directoryId })
