/** A state of the kraft model as a trace has it, in plain values: what is compared with a cluster. */
import type { Trace } from '../../traces/index.ts'

export interface ModelState {
  readonly metadata: readonly {
    readonly leader: string | null
    readonly epoch: number
    readonly isr: readonly string[]
    readonly config: number
    /** Who has a replica, where the partition may be reassigned. */
    readonly replicas?: readonly string[]
  }[]
  readonly elr: readonly string[]
  readonly lastKnownLeader: string | null
  readonly status: Readonly<Record<string, string>>
  readonly applied: Readonly<Record<string, number>>
  /** Which of two configurations a broker works with. */
  readonly config: Readonly<Record<string, number>>
  readonly log: Readonly<Record<string, readonly string[]>>
  readonly highWatermark: Readonly<Record<string, number>>
  readonly followerEnd: Readonly<Record<string, Readonly<Record<string, number>>>>
  readonly proposal: Readonly<Record<string, readonly string[]>>
  /** 0: has heard of all its changes of the ISR. */
  readonly heard: Readonly<Record<string, number>>
  readonly epochs: Readonly<Record<string, number>>
  readonly nextId: number
  readonly acked: readonly string[]
  readonly failed: readonly string[]
}

/** The states of a trace of the kraft model. */
export const modelStates = ({ states }: Trace): readonly ModelState[] =>
  states.map((state) => state.toJS() as unknown as ModelState)

/** What the controller has decided last. */
export function decided(state: ModelState): ModelState['metadata'][number] {
  const last = state.metadata.at(-1)
  if (last === undefined) throw new RangeError('a state of the kraft model has a metadata record')
  return last
}

/** The record that a broker has applied last. */
export const known = (state: ModelState, broker: string): ModelState['metadata'][number] =>
  state.metadata[state.applied[broker] ?? 0] ?? decided(state)

export const isUp = (state: ModelState, broker: string): boolean =>
  ['running', 'fenced', 'stopping'].includes(state.status[broker] ?? '')

/** Whether a broker has a replica, as far as it knows. */
export const isReplica = (state: ModelState, broker: string): boolean => known(state, broker).replicas?.includes(broker) ?? true

/** Whether a broker leads, rightly or not. */
export const leads = (state: ModelState, broker: string): boolean => isUp(state, broker) && known(state, broker).leader === broker

/** Whether a broker has all of the metadata log, and works with it. */
export const isUpToDate = (state: ModelState, broker: string): boolean =>
  state.applied[broker] === state.metadata.length - 1 &&
  (state.heard[broker] ?? 0) === 0 &&
  (state.config[broker] ?? 0) === decided(state).config

/** The node id of a broker, from its label: `b2` is 2. */
export const idOf = (broker: string): number => Number(broker.slice(1))
export const nameOf = (id: number): string => `b${id}`
