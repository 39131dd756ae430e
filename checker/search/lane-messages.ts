/** What the coordinator asks a lane for, and what the lane says: plain data, which crosses between threads. */

/** States `from` up to but not including `to` are the level; states found get indices from `to`. */
export interface LevelRequest {
  readonly from: number
  readonly to: number
  /** States handed out to a lane at a time. */
  readonly piece: number
  /** Parity of the level's depth; says which creators array belongs to it. */
  readonly parity: number
  /** Properties still to judge: bits over state properties and witnesses, and over step properties. */
  readonly judge: number
  readonly judgeSteps: number
  /** Whether a state without successors is wanted as a finding. */
  readonly wantDeadlock: boolean
}

/** A state (or a transition: two states) that decides a property, packed. */
export interface Finding {
  readonly kind: 'judged' | 'step' | 'possible' | 'deadlock'
  /** Index among the properties of its kind. */
  readonly property: number
  readonly key: Int32Array
}

export interface Failure {
  readonly kind: 'action' | 'property'
  /** The action whose guard or effect it was, or the property, as far as the lane can tell; empty when it cannot. */
  readonly where: string
  readonly message: string
  /** The state it happened in, packed. */
  readonly key: Int32Array
}

export interface LevelReport {
  /** `paused`: the table must grow before the lane can go on, or a piece is done; call `level` again with the same request. */
  readonly status: 'done' | 'paused'
  /** Since the search began. */
  readonly taken: Float64Array
  readonly created: Float64Array
  readonly blocked: Float64Array
  readonly deadlocks: number
  /** The least of each property in this level; empty unless done. */
  readonly findings: readonly Finding[]
  /** States of this level that are to be looked at carefully, by their indices; empty unless done, or where none are to be. */
  readonly sampled: readonly number[]
  readonly failure: Failure | undefined
}
