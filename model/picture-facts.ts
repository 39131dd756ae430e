import type { Reading } from '../checker/model.ts'
import type { ReplicationView } from './replication-view.ts'

/** Who takes part in an action: a replica by index, or one of the others by name. */
export type Party = number | 'controller' | 'producer' | 'consumer'

/**
 * Something that passes between two parties, or happens at one (`from` is `to`).
 *
 * - `metadata`: the controller's decisions and what is asked of it; `fetch`: replication; `client`: produce and consume;
 * - `local`: a replica acts on its own; `fault`: it fails, is fenced, loses data.
 */
export interface Exchange {
  readonly from: Party
  readonly to: Party
  readonly kind: 'metadata' | 'fetch' | 'client' | 'local' | 'fault'
  /** A few words. */
  readonly label: string
}

/** A taken step, as people tell it. */
export interface Scene {
  /** One clause with the replicas' names: `b1 appends r0 at offset 0 in epoch 0`. */
  readonly summary: string
  readonly exchanges: readonly Exchange[]
}

/** Tells one action: what the step from `before` to `after` with these parameters looks like. */
export type SceneOf<S> = (before: Reading<S>, after: Reading<S>, ...params: number[]) => Scene

/** A name and a value shown beside a lane. */
export interface FactOf {
  readonly name: string
  readonly value: string
}

/**
 * What a model tells about itself beyond {@link ReplicationView}, so that its runs can be drawn and explained. Everything but
 * the view is optional: an action without a scene is drawn as an event at the replicas it names.
 */
export interface PictureFacts<S> {
  readonly view: ReplicationView<S>
  readonly scenes: Readonly<Record<string, SceneOf<S>>>
  /** Lanes beside controller and replicas; none when absent. */
  readonly clients?: readonly ('producer' | 'consumer')[]
  /** Whether the process of a replica is gone. */
  readonly isDown?: (s: Reading<S>, r: number) => boolean
  readonly replicaFacts?: (s: Reading<S>, r: number) => readonly FactOf[]
  readonly controllerFacts?: (s: Reading<S>) => readonly FactOf[]
  readonly clientFacts?: (s: Reading<S>, client: 'producer' | 'consumer') => readonly FactOf[]
  /** Records acknowledged to their producers, as a set of ids, when the model keeps count. */
  readonly acked?: (s: Reading<S>) => number
}

/** The name of a record id. */
export const recordName = (id: number): string => `r${id}`
