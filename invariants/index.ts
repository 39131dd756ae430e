/** Every property by name, with what a command needs to know to choose among them. */
import type { Property } from '../checker/model.ts'
import type { CommitHistoryView } from '../model/replication-view.ts'
import { committedRecordsSurvive } from './committed-records-survive.ts'
import { epochsMonotoneInLog } from './epochs-monotone-in-log.ts'
import { highWatermarkBounds } from './high-watermark-bounds.ts'
import { leaderChangesAfterCommit } from './leader-changes-after-commit.ts'
import { leaderHighWatermarkMonotonic } from './leader-high-watermark-monotonic.ts'
import { leaderInIsr } from './leader-in-isr.ts'
import { logMatching } from './log-matching.ts'
import { oneLeaderPerEpoch } from './one-leader-per-epoch.ts'
import { partitionHighWatermarkMonotonic } from './partition-high-watermark-monotonic.ts'
import { recordCommitted } from './record-committed.ts'
import { strongIsr } from './strong-isr.ts'
import { twoPresumedLeaders } from './two-presumed-leaders.ts'
import { weakIsr } from './weak-isr.ts'

export interface CatalogueEntry {
  readonly factory: <S>(view: CommitHistoryView<S>) => Property<S>
  /** Whether it is checked when none is asked for by name: the promises, which a correct protocol keeps within any bounds. */
  readonly default: boolean
  /** Whether the model must be built with its commit history, which makes states distinct that are otherwise one. */
  readonly needsHistory: boolean
}

const promise = { default: true, needsHistory: false }
const byName = { default: false, needsHistory: false }

/** The catalogue, in the order of reports; keys are the names of the properties. */
export const CATALOGUE = {
  CommittedRecordsSurvive: { factory: committedRecordsSurvive, default: true, needsHistory: true },
  StrongIsr: { factory: strongIsr, ...promise },
  WeakIsr: { factory: weakIsr, ...promise },
  LogMatching: { factory: logMatching, ...promise },
  EpochsMonotoneInLog: { factory: epochsMonotoneInLog, ...promise },
  OneLeaderPerEpoch: { factory: oneLeaderPerEpoch, ...promise },
  LeaderInIsr: { factory: leaderInIsr, ...promise },
  HighWatermarkBounds: { factory: highWatermarkBounds, ...promise },
  LeaderHighWatermarkMonotonic: { factory: leaderHighWatermarkMonotonic, ...promise },
  RecordCommitted: { factory: recordCommitted, ...promise },
  PartitionHighWatermarkMonotonic: { factory: partitionHighWatermarkMonotonic, ...byName },
  LeaderChangesAfterCommit: { factory: leaderChangesAfterCommit, ...byName },
  TwoPresumedLeaders: { factory: twoPresumedLeaders, ...byName },
} as const satisfies Record<string, CatalogueEntry>

export type PropertyName = keyof typeof CATALOGUE

/** The names of the catalogue, in its order. */
export const PROPERTY_NAMES = Object.keys(CATALOGUE) as readonly PropertyName[]

/** Builds the named properties over a view, in the order of the names. */
export const propertiesOf = <S>(names: readonly PropertyName[], view: CommitHistoryView<S>): Property<S>[] =>
  names.map((name) => CATALOGUE[name].factory(view))
