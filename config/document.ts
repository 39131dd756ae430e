/** What a configuration file says, whatever its format: keys with values, where each stands, and in which layer Kafka has it. */
import type { Controller, KafkaVersion } from '../model/kraft/versions.ts'
import type { DIALECTS } from './dialects/index.ts'

/** 1-based. A column counts UTF-16 code units; a byte order mark is not counted. Line 0 is no file: `file` is then what has said it. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
}

/**
 * Where Kafka keeps a value, strongest first (DescribeConfigsResponse.ConfigSource): `topic` DYNAMIC_TOPIC_CONFIG, `broker`
 * DYNAMIC_BROKER_CONFIG, `cluster` DYNAMIC_DEFAULT_BROKER_CONFIG, `static` STATIC_BROKER_CONFIG or server.properties, `vendor` the
 * default of a client, framework or vendor that is not Kafka's own, `release` DEFAULT_CONFIG as a dump reports it. Clients and features
 * have no other layers below them.
 */
export type Layer = 'topic' | 'broker' | 'cluster' | 'static' | 'vendor' | 'release' | 'producer' | 'consumer' | 'feature'

export interface Entry {
  readonly key: string
  /** As written, without quotes and escapes; empty when `secret`. */
  readonly value: string
  readonly layer: Layer
  /** Of the value. */
  readonly place: Place
  /** The broker of which this is the value; absent when it is any broker's. */
  readonly broker?: number
  /** The value is not kept, because it is or may be a secret. */
  readonly secret?: true
  /** The listing does not say whether it is the topic's own or what it has from the brokers. */
  readonly isListed?: true
  /** Strimzi: the cluster whose resource this is in. */
  readonly cluster?: string
  /** The only role of the process whose file this is in, where it has one alone. */
  readonly role?: Role
}

/** Of a process on KRaft. Combined ones, and those on ZooKeeper, have none alone. */
export type Role = 'broker' | 'controller'

/** A partition as `kafka-topics.sh --describe` saw it. */
export interface LivePartition {
  readonly partition: number
  readonly leader: number | undefined
  readonly replicas: readonly number[]
  readonly isr: readonly number[]
  /** Absent when the broker does not report it. */
  readonly elr?: readonly number[]
  readonly lastKnownElr?: readonly number[]
  /** The reassignment in progress; `replicas` has both. */
  readonly adding?: readonly number[]
  readonly removing?: readonly number[]
  readonly place: Place
}

/** How many replicas a partition has. */
export interface PartitionCount {
  readonly partition: number
  readonly replicas: number
  readonly place: Place
}

/** A client that a file configures by name: what it is given is of no other client. */
export interface Client {
  readonly name: string
  readonly place: Place
  /** Of layers `producer`, `consumer` and `vendor`. */
  readonly entries: readonly Entry[]
  /** The client whose entries lie below its own, where the files have it: a connector's are above its worker's. */
  readonly above?: string
  /** It lies above what files give a client without a name, as a profile does. */
  readonly isAboveUnnamed?: true
  /** Connect: where a worker says that connectors may not override all of what it gives them. */
  readonly overridePolicy?: Place
}

export interface TopicConfig {
  readonly name: string
  readonly place: Place
  readonly entries: readonly Entry[]
  readonly partitions: readonly LivePartition[]
  /** Where a listing shows how many replicas its partitions have, and not who is in sync. */
  readonly counts?: readonly PartitionCount[]
  /** What may bear on this topic, and on no other, and is not known. */
  readonly unread?: readonly Notice[]
  /** The listing shows only partitions, so that it says nothing of the topic's configuration. */
  readonly isConfigHidden?: true
  /** Terraform: whether the plan changes it. */
  readonly changed?: boolean
  /** Terraform: the plan deletes it, or makes it anew, and what it holds is gone. */
  readonly destroyed?: { readonly by: 'delete' | 'replace'; readonly reason?: string }
  /** Strimzi: the label strimzi.io/cluster. */
  readonly cluster?: string
  /** What makes the topic for itself, or for what passes through it: its name may then be a description of several. */
  readonly madeBy?: string
  /** It is made without a replication factor of its own: that is the brokers’ default.replication.factor. */
  readonly takesBrokersFactor?: true
  /** It is of records that failed, which nobody looks at until then: without the brokers’ default nothing is known of its replicas. */
  readonly isOfFailures?: true
  /** What writes it, where that is known. */
  readonly client?: Client
}

/** How many brokers a cluster has, as a file says. */
export interface BrokerCount {
  /** Infinity where there are some, and the file does not say how many. */
  readonly count: number
  readonly place: Place
  readonly cluster?: string
  /** Of a part of the brokers, by its name: those of other parts are beside them. */
  readonly part?: string
  /** There are no others: only then is what needs more refused. */
  readonly isCertain?: true
  /** What nobody gives its brokers has Kafka’s own default, and not that of an image or of who runs them. */
  readonly hasKafkasDefaults?: true
}

/** The zone that a broker stands in, as a file or the broker itself says (`broker.rack`). */
export interface Rack {
  /** Absent when the file does not say whose it is. */
  readonly broker?: number
  readonly name: string
  readonly place: Place
}

/** By what a node is known to be of one cluster, or to be one node. */
export interface ClusterMark {
  readonly of: 'cluster.id' | 'metadata.name' | 'controller.quorum.voters' | 'zookeeper.connect' | 'node.id' | 'broker.id'
  /** Nodes of one cluster have at least one in common. */
  readonly names: readonly string[]
  readonly place: Place
}

export interface GivenVersion {
  readonly value: string
  readonly place: Place
  /** `release`: Kafka's version. `protocol`: metadata.version or inter.broker.protocol.version, which may stand for it. */
  readonly of: 'release' | 'protocol'
  /** It is the tag of an image: weaker than what says the release itself, wherever that stands. */
  readonly isTag?: true
  readonly cluster?: string
}

/** Why a cluster runs a release before one, or one or later, or what holds its metadata. */
export interface Evidence {
  readonly below?: KafkaVersion
  readonly from?: KafkaVersion
  /** It may stand in a file that is older than what runs: said where it does not fit, and nothing is taken from it. */
  readonly isWeak?: true
  /** After "since". */
  readonly why: string
  /** What holds the metadata, when that is why. */
  readonly controller?: Controller
  readonly place: Place
  readonly cluster?: string
}

export interface Notice {
  readonly message: string
  readonly place: Place
  /** Of what is not read, the one key that it leaves open: where that is given or assumed, it leaves nothing open. */
  readonly about?: string
  /** The value that stands there and is not what counts. */
  readonly said?: string
  /** What it is also of, earlier in the file. */
  readonly also?: Place
  /** Something that counts is given twice in one file, with two values. */
  readonly isSlip?: true
}

/** The name of a dialect. */
export type Format = (typeof DIALECTS)[number]['name']

/** Which side of a plan; other formats have only one. */
export type PlanSide = 'before' | 'after'

export interface Document {
  readonly file: string
  readonly format: Format
  /** Not of one topic. */
  readonly entries: readonly Entry[]
  readonly topics: readonly TopicConfig[]
  readonly clients: readonly Client[]
  /** The version that counts: a release before a protocol version, the last of a kind. */
  readonly version?: GivenVersion
  /** Every version given, in order. */
  readonly versions: readonly GivenVersion[]
  readonly brokers: readonly BrokerCount[]
  /** Controllers that are no brokers are described in it, whatever they are given. */
  readonly hasControllers?: boolean
  readonly racks?: readonly Rack[]
  /** Of its nodes, one after the other. */
  readonly marks?: readonly ClusterMark[]
  /** Brokers of which all that was set while they run is listed: what is absent, such a broker does not override. */
  readonly listed: readonly number[]
  /** Every key is listed (`--all`), so that what is absent has its default; else only what was overridden is. */
  readonly complete: boolean
  readonly evidence: readonly Evidence[]
  /** What stands in the file, may bear on replication, and is not read: no answer about it may be taken from the rest. */
  readonly unread: readonly Notice[]
  /** What is unread is among them. */
  readonly notices: readonly Notice[]
  /** Files that are read as a part of it, of variables and of Compose, by what messages call them: they configure nothing by themselves. */
  readonly uses?: readonly string[]
  /** Of a file of Compose, the names of its services, whatever they run. */
  readonly services?: readonly string[]
}

/** What a reader gives; the rest is the same for all. */
export type Content = Omit<
  Document,
  'file' | 'format' | 'version' | 'versions' | 'brokers' | 'evidence' | 'unread' | 'listed' | 'clients'
> &
  Partial<Pick<Document, 'versions' | 'brokers' | 'evidence' | 'unread' | 'listed' | 'clients'>>
