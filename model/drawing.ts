import type { Reading } from '../checker/model.ts'
import type { Exchange, FactOf, PictureFacts } from './picture-facts.ts'

/** A lane of a model that is no replicated partition. Lanes are drawn in their order. */
export interface DrawnLane {
  readonly id: string
  readonly kind: 'producer' | 'coordinator' | 'network' | 'partition'
}

/** A log as it is drawn: a cell per record, the last stable offset, below which readers of committed records get to, and the high watermark. */
export interface DrawnLog {
  /** `record` is short, as it stands in the cell; `epoch` colours it; `producerId` is said where there may be more than one. */
  readonly cells: readonly { readonly record: string; readonly epoch: number; readonly producerId?: number }[]
  readonly lastStable: number
  /** Below the end of the log while some of it is not replicated. */
  readonly highWatermark: number
}

export interface DrawnState {
  readonly facts: readonly FactOf[]
  readonly log?: DrawnLog
}

/** Something that passes between two lanes, by id. */
export type DrawnExchange = Pick<Exchange, 'kind' | 'label'> & { readonly from: string; readonly to: string }

/** How runs of a model with lanes of its own are drawn and told. */
export interface Drawing<S> {
  readonly lanes: readonly DrawnLane[]
  readonly laneOf: (s: Reading<S>, id: string) => DrawnState
  /** By action: a clause with the names, and what passes between lanes. */
  readonly scenes: Readonly<
    Record<
      string,
      (
        before: Reading<S>,
        after: Reading<S>,
        ...params: number[]
      ) => { readonly summary: string; readonly exchanges: readonly DrawnExchange[] }
    >
  >
}

/** Whatever a model tells of how it is drawn. */
export type AnyPicture<S> = PictureFacts<S> | Drawing<S>

export const isDrawing = <S>(facts: AnyPicture<S>): facts is Drawing<S> => 'laneOf' in facts

/** What is known of replicas, for what tells the fate of a record. */
export const replicated = <S>(facts: AnyPicture<S> | undefined): PictureFacts<S> | undefined =>
  facts === undefined || isDrawing(facts) ? undefined : facts
