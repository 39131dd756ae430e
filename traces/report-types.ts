/**
 * What the page shows, as plain JSON: no Immutable value, no working array, no function. `report-data.ts` computes it; the
 * components of this folder are functions of it.
 */

/** Who takes part: the id of a lane. `controller`, `producer`, `consumer`, or the label of a replica. */
export type LaneId = string

export interface LaneInfo {
  readonly id: LaneId
  readonly kind: 'controller' | 'replica' | 'producer' | 'consumer' | 'coordinator' | 'network' | 'partition'
  /** What it is called: `controller`, `b0`. */
  readonly name: string
}

/** A record in a log. */
export interface LogCell {
  /** `r0`; unique per accepted write. */
  readonly record: string
  /** The leader epoch it was written in; of a transaction, the epoch of its producer. */
  readonly epoch: number
  /** The id of its producer, where there may be more than one. */
  readonly producerId?: number
}

/** A name and a value that a model adds to a lane: `min.insync.replicas 2`. */
export interface Fact {
  readonly name: string
  readonly value: string
}

/** What a replica does, as it sees it itself; `leader` is one that the controller agrees with. */
export type ReplicaRole = 'leader' | 'stale leader' | 'follower' | 'idle' | 'down'

export interface ReplicaPicture {
  readonly id: LaneId
  readonly role: ReplicaRole
  /** The leader epoch it has last heard of; -1 for none. */
  readonly epoch: number
  /** The ISR it has last heard of. */
  readonly isr: readonly LaneId[]
  readonly log: readonly LogCell[]
  /** First offset it considers uncommitted. */
  readonly highWatermark: number
  /** Whether the controller counts it in the ISR. */
  readonly inIsr: boolean
  readonly facts: readonly Fact[]
}

export interface ControllerPicture {
  /** The leader it has written down, if any. */
  readonly leader: LaneId | null
  /** -1 before the first election. */
  readonly epoch: number
  readonly isr: readonly LaneId[]
  readonly facts: readonly Fact[]
}

/** A lane of a model that is no replicated partition: what is told of it, and its log when it has one. */
export interface LanePicture {
  readonly id: LaneId
  readonly facts: readonly Fact[]
  /** With the offset below which readers of committed records get to, and the one below which it is replicated. */
  readonly log?: { readonly cells: readonly LogCell[]; readonly lastStable: number; readonly highWatermark: number }
}

/** A state, as it is drawn: that of a replicated partition, or lane by lane. */
export type Picture = ReplicationPicture | { readonly lanes: readonly LanePicture[] }

export interface ReplicationPicture {
  readonly controller: ControllerPicture
  readonly replicas: readonly ReplicaPicture[]
  /** Beside controller and replicas: what producers and consumers know. */
  readonly clients: readonly { readonly id: LaneId; readonly facts: readonly Fact[] }[]
}

/**
 * Something that passes between two lanes, or happens at one (`from` is `to`).
 *
 * - `metadata`: the controller's decisions and what is asked of it; `fetch`: replication; `client`: produce and consume;
 * - `local`: a replica acts on its own; `fault`: it fails, is fenced, loses data.
 */
export interface Message {
  readonly from: LaneId
  readonly to: LaneId
  readonly label: string
  readonly kind: 'metadata' | 'fetch' | 'client' | 'local' | 'fault'
}

/** A run of text; `old` and `new` mark values. The words alone tell the story. */
export interface TextSpan {
  readonly text: string
  readonly role: 'plain' | 'bad' | 'good' | 'strong' | 'faint' | 'old' | 'new'
}

/** One change of a step, such as `b1.highWatermark 0 -> 1`. */
export type ChangeText = readonly TextSpan[]

/**
 * What a state (for a step property: the step to it) says about a property: `holds` or `violated`; for a witness `reached` or
 * `not reached`; `unknown` when it could not be evaluated.
 */
export interface PropertyStatus {
  readonly name: string
  readonly status: 'holds' | 'violated' | 'reached' | 'not reached' | 'unknown'
  /** Which part of the definition is false, and where; for `unknown` what went wrong. */
  readonly why?: string
}

/** Why a step is in the story: see {@link StoryData}. */
export type StepPart = 'context' | 'cause' | 'promise' | 'risk' | 'loss'

/**
 * What a property is for: a promise to clients, the structure that the protocol keeps so as to keep its promises, a diagnostic (a
 * question about how it goes, or a limit of the model), or a witness of something that should be reachable.
 */
export type PropertyGroup = 'promise' | 'structure' | 'diagnostic' | 'witness'

/** A property as pages list it. */
export interface PropertyInfo {
  readonly name: string
  readonly kind: string
  readonly statement: string
  readonly group: PropertyGroup
  /** Of a witness: reached, it shows that something was lost. */
  readonly harm?: boolean
}

/** Where a trace comes from: follows from its spec, whatever its file says. */
export interface TraceOrigin {
  /** `Kafka 3.9`: whose rules hold. */
  readonly release?: string
  /** The command that finds it again. */
  readonly command?: string
}

export interface StepData {
  /** 0 for the initial state. */
  readonly number: number
  /** `LeaderWrite(b1)`; `Init` for the initial state. */
  readonly label: string
  readonly action: string
  readonly params: readonly { readonly name: string; readonly value: string }[]
  /** What happens, in words: `b1 appends r0 at offset 0`. */
  readonly summary: string
  /** What the action models, and the KIP or class it mirrors. */
  readonly doc: string
  readonly messages: readonly Message[]
  readonly changes: readonly ChangeText[]
  /** The state after the step; absent when the model is not drawn. */
  readonly picture?: Picture
  /** The same state in words, when there is no picture: an item per value. */
  readonly state?: readonly ChangeText[]
  /** In the order of {@link ReportData.properties}. */
  readonly properties: readonly PropertyStatus[]
  /** What was seen after the step on a real Kafka, a line each; absent when it was not replayed on one, or not so far. */
  readonly seen?: readonly string[]
  /** What the step is to the story; absent when nobody has told one (in the explorer, for instance). */
  readonly part?: StepPart
}

/** The trace as a narrative: let, then, because. Each sentence is text; steps are named by number. */
export interface StoryData {
  /** The record concerned and the promise about it. */
  readonly promise: readonly StorySentence[]
  /** When it became losable, and when and how it was lost. */
  readonly turns: readonly StorySentence[]
  /** The part of the property that is false. */
  readonly because: string
  /** What would have prevented it, tried on this very trace. */
  readonly prevented: readonly string[]
  /** Steps without which the violation still happens; often none, as counterexamples are shortest. */
  readonly context: readonly number[]
}

export interface StorySentence {
  readonly text: string
  /** The step it is about. */
  readonly step?: number
}

/** How a replay on a real Kafka ended (`confirm`). */
export interface BrokersData {
  /** The release that was run. */
  readonly kafka: string
  /** `confirmed`, `diverged`, `not reproduced` or `cannot be driven`. */
  readonly outcome: string
  /** What there is to say of it, a sentence each. */
  readonly said: readonly string[]
}

export interface ReportData {
  readonly schema: 1
  readonly status: 'violated' | 'reached' | 'deadlock' | 'error' | 'taken'
  readonly model: { readonly name: string; readonly bounds: readonly Fact[]; readonly assumptions: readonly string[] }
  /** The property the trace is about. */
  readonly property: { readonly name: string; readonly kind: string; readonly statement: string }
  readonly origin?: TraceOrigin
  readonly story?: StoryData
  readonly brokers?: BrokersData
  /** Every property evaluated along the trace. */
  readonly properties: readonly PropertyInfo[]
  /** None when the model is not drawn. */
  readonly lanes: readonly LaneInfo[]
  /** The first is the initial state. */
  readonly steps: readonly StepData[]
}
