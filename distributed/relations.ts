/**
 * The search as a relational program: what an engine has to do, whatever it is. Layers are relations of packed states with the least action
 * that led to each; of every question but these the search (`search.ts`) takes care.
 */
import type { LaneApi } from '../checker/search/lanes.ts'
import type { LevelReport, LevelRequest } from '../checker/search/lane-messages.ts'

/** The engine has failed, or is not to be had, or has not done what it was asked; the message is its own where it has one. */
export class EngineFailed extends Error {
  override name = 'EngineFailed'
}

/** What is to be judged while a level is expanded. */
export type Judging = Pick<LevelRequest, 'judge' | 'judgeSteps' | 'wantDeadlock'>

/** What filters say of the states that they expanded; findings are the least of each property. */
export interface Noticed extends Pick<LevelReport, 'taken' | 'blocked' | 'deadlocks' | 'findings' | 'failure'> {
  /** States that were expanded: of all notes of a level together, all of it. */
  readonly states: number
  /** Enabled transitions, but for those of states in which something failed. */
  readonly generated: number
}

/** A layer, counted after it was written. */
export interface Layer {
  /** By which the engine finds it again; no two layers ever have the same. */
  readonly name: string
  /** States, by the least action that led to each. */
  readonly created: readonly number[]
  /** What a layer that is read again must have the same of; says nothing of the order of states. */
  readonly digest: string
  /** On the disk; 0 where that is not known. */
  readonly bytes: number
}

export interface Relations {
  /** Makes the initial states, packed and without repeats, the first layer. */
  readonly seed: (states: readonly Int32Array[]) => Promise<Layer>
  /** `distinct(expand(last layer)) anti-join all layers` becomes a layer. */
  readonly expand: (
    layers: readonly Layer[],
    judging: Judging,
  ) => Promise<{ readonly layer: Layer; readonly noticed: readonly Noticed[] }>
  /** Of each target the least state of the layer that leads to it; empty when there is none. */
  readonly predecessors: (layer: Layer, targets: readonly Int32Array[]) => ReturnType<LaneApi['predecessors']>
  /** Ends what is being done, whose promise rejects. Other things can be asked for. */
  readonly interrupt: () => void
}
