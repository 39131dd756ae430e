/** What holds for one topic: every value with where it comes from and what it hides. */
import type { SettingKey } from '../model/kraft/settings.ts'
import { type Controller, controllersOf, type KafkaVersion, since } from '../model/kraft/versions.ts'
import type { Cluster } from './cluster.ts'
import type { Entry, Layer, LivePartition, Notice, Place } from './document.ts'
import { FEATURE_ELR } from './keys.ts'
import type { UnknownKey } from './strange-keys.ts'

export interface ResolveRequest {
  /** May be left out when the files hold one topic or none. */
  readonly topic?: string | undefined
  /** Above what files say. */
  readonly version?: KafkaVersion | undefined
  /** What the cluster is before it gets this configuration: features stay at their level, also in an upgrade. */
  readonly before?: Effective | undefined
  /** What other files than these show of the same cluster. */
  readonly found?: Cluster | undefined
  /** Whether eligible leader replicas are on, where nothing says it and the release leaves it open. */
  readonly assumeElr?: '0' | '1' | undefined
  /** What holds the metadata, where nothing says it and the release leaves it open. */
  readonly assumeController?: Controller | undefined
  /** The same, above what files say. */
  readonly controller?: Controller | undefined
  /** The client that writes and reads, by name; else those files count that configure one without naming it. */
  readonly client?: string | undefined
  /** Whether `before` is a cluster that has `__consumer_offsets`, with its replication factor of then. */
  readonly isOffsetsThere?: boolean | undefined
  /** Where no file gives a value, and above the defaults of clients and vendors: somebody takes it upon himself. */
  readonly assume?: Readonly<Record<string, string>> | undefined
  /** Above everything. */
  readonly set?: Readonly<Record<string, string>> | undefined
}

/** Whether nothing says whether eligible leader replicas are on, and the release leaves it open. */
export const leavesElrOpen = ({ version, values }: Effective): boolean =>
  since(version, '4.1') && values.some(({ key, layer }) => key === FEATURE_ELR && layer === 'default')

/** Whether nothing says what holds the metadata, and the release leaves it open. */
export const leavesControllerOpen = ({ version, controller }: Effective): boolean =>
  controller === undefined && controllersOf(version).length > 1

/** `assumed`: neither given nor Kafka's default, and said in a note. */
export type Origin = Layer | 'flag' | 'default' | 'assumed'

export interface EffectiveValue {
  readonly key: SettingKey
  readonly value: string
  readonly layer: Origin
  /** Of the value in its file. */
  readonly place?: Place
  /** What lower layers give, strongest first. */
  readonly over: readonly Entry[]
}

export interface VersionFrom {
  readonly from: 'flag' | 'file' | 'assumed'
  /** As given in the file. */
  readonly given?: string
  readonly place?: Place
}

export interface Partition {
  /** What `resolveSettings` takes: what is given or assumed, and Kafka's default where the model has another. */
  readonly set: Readonly<Record<string, string>>
  readonly values: readonly EffectiveValue[]
}

export interface Effective extends Partition {
  readonly version: KafkaVersion
  /** What holds the metadata, where the release leaves a choice and a file says it; else KRaft, if the release has it. */
  readonly controller?: Controller
  /** metadata.version or inter.broker.protocol.version, where a file gives one below the release: rules that need a newer one are off. */
  readonly metadataVersion?: KafkaVersion
  readonly versionFrom: VersionFrom
  /** Where every broker that is given has one log directory: which. */
  readonly oneLogDirectory?: string
  readonly topic: string | undefined
  /** A partition of `__consumer_offsets`, as the coordinators of groups write it. */
  readonly offsets: Partition
  /** What Kafka, or this reading of it, does without being asked. */
  readonly notes: readonly string[]
  /** Keys that no release of Kafka has. */
  readonly unknown: readonly UnknownKey[]
  /** How many of Kafka's keys were given that bear on nothing the model knows. */
  readonly ignored: number
  readonly notices: readonly Notice[]
  /** What may bear on replication and is not known: nothing proved here is proved of it. */
  readonly unread: readonly Notice[]
  readonly live: readonly LivePartition[]
}
