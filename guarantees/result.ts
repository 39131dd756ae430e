/** What `validate` finds out, as plain data: every form of output is made of it and of nothing else. */
import type { Place } from '../config/index.ts'
import type { FaultCounts } from '../questions/faults-of.ts'
import type { KraftPropertyName } from '../invariants/kraft-catalogue.ts'
import type { DefectId } from '../model/kraft/defects.ts'
import type { KnownDefect } from '../model/known-defect.ts'
import type { TransactionDefectId } from '../model/transactions/defects.ts'
import type { TransactionsPropertyName } from '../invariants/transactions/catalogue.ts'
import type { TransactionsTable } from './transactions-result.ts'

/**
 * - `proved`: every state within the bounds was seen, and the guarantee holds in all of them;
 * - `refuted`: a shortest run breaks it;
 * - `vacuous`: nothing was ever promised within the bounds, so nothing could be broken; not a pass;
 * - `incomplete`: a limit was hit first; `error`: the search failed.
 */
export type CellVerdict = 'proved' | 'refuted' | 'vacuous' | 'incomplete' | 'error'

/** Why an answer that breaks a guarantee is known and does not count against the run: a rule somebody has written, or a baseline that has it. */
export interface Excuse {
  readonly by: 'rule' | 'baseline'
  readonly reason: string
  /** The last day on which it counts, as `2026-12-31`. */
  readonly until?: string
}

/** A guarantee under an envelope. */
export interface Cell {
  readonly guarantee: string
  readonly envelope: string
  readonly property: KraftPropertyName | TransactionsPropertyName
  readonly verdict: CellVerdict
  /** Distinct states of the exploration that decided it, and the greatest number of steps from the start. */
  readonly states: number
  readonly depth: number
  /** Bounds of that exploration, as the model prints them. */
  readonly bounds: Readonly<Record<string, number | string | boolean>>
  /** Of the shortest counterexample, when refuted. */
  readonly steps?: number
  /** How often each kind of fault happens in it: not the fewest that could, but those of a shortest run. */
  readonly faults?: FaultCounts
  /** Its file, relative to the current folder. */
  readonly trace?: string
  /** What ended the search early, or failed. */
  readonly reason?: string
  /** Whether an earlier run had the answer. */
  /** Whether it follows from the answers under other kinds of trouble; states and depth are theirs. */
  readonly follows?: true
  readonly cached: boolean
  readonly seconds: number
  /** Of head's cell: why what it says does not count; never on one that is proved. */
  readonly excused?: Excuse
  /** What the code of the release makes of it; undefined where the design does not keep it, or the code is not asked. */
  readonly code?: CodeCell
}

/** A known defect, of replication or of transactions. */
export type AnyDefectId = DefectId | TransactionDefectId

/** What the code of a release, with its known defects, makes of a guarantee that the protocol as designed keeps. */
export interface CodeCell {
  readonly verdict: Exclude<CellVerdict, 'vacuous'>
  /** The known defects that bear on the question, and were searched with; none: design and code are one here. */
  readonly searched: readonly AnyDefectId[]
  /** Of the exploration, as in {@link Cell}; 0 where there was none. */
  readonly states: number
  readonly depth: number
  readonly steps?: number
  readonly faults?: FaultCounts
  readonly trace?: string
  /** Those of the defects that the counterexample stands on. */
  readonly defects?: readonly AnyDefectId[]
  readonly reason?: string
  readonly follows?: true
  readonly cached: boolean
  readonly seconds: number
}

/** What holds by the code of the release; undefined where it is not asked. What the design breaks, or leaves open, the code does too. */
export const byCode = ({ verdict, code }: Pick<Cell, 'verdict' | 'code'>): CellVerdict | undefined =>
  verdict === 'proved' ? code?.verdict : verdict

/** Whether a limit or a failure kept the answer back. */
export const isOpen = ({ verdict }: Pick<Cell, 'verdict'>): boolean => verdict === 'incomplete' || verdict === 'error'

/** A value that decides the model, and where it comes from. */
export interface ConfigValue {
  readonly key: string
  readonly value: string
  /** In words: `topic`, `static`, `Kafka 4.1's default`, … */
  readonly source: string
  readonly place?: Place
}

/** One configuration and its guarantees. */
export interface Side {
  readonly label: 'base' | 'head' | 'configuration'
  readonly files: readonly string[]
  readonly version: string
  readonly values: readonly ConfigValue[]
  /** The partition of `__consumer_offsets`. */
  readonly offsets: readonly ConfigValue[]
  readonly notes: readonly string[]
  /** What a reader has to know before anything else: that it is not quite what the files describe that was checked. */
  readonly warnings: readonly string[]
  readonly unknown: readonly { readonly key: string; readonly place: Place; readonly suggestion?: string }[]
  /** What may bear on replication and was not read: nothing that is proved is proved of it. */
  readonly unread: readonly {
    readonly message: string
    readonly place?: Place
    /** The value that stands there and is not what counts. */
    readonly said?: string
  }[]
  /** Keys that have no influence on replication. */
  readonly ignored: number
  readonly cells: readonly Cell[]
}

export interface ChangedKey {
  readonly key: string
  /** The topic's partition, or that of `__consumer_offsets`. */
  readonly of: 'topic' | 'offsets'
  readonly from: ConfigValue
  readonly to: ConfigValue
}

/** `min.insync.replicas of __consumer_offsets`. */
export const keyText = ({ key, of }: Pick<ChangedKey, 'key' | 'of'>): string =>
  of === 'offsets' ? `${key} of __consumer_offsets` : key

/**
 * What became of a guarantee under an envelope.
 * `lost while changing`: base and head keep it, the way from one to the other does not.
 */
export type Delta = 'lost' | 'lost while changing' | 'gained' | 'kept' | 'never held' | 'unknown'

/** How many faults it takes to break a guarantee: before, and now. */
export interface FaultsNeeded {
  readonly from: number
  readonly to: number
}

export interface CellDelta {
  readonly guarantee: string
  readonly envelope: string
  readonly delta: Delta
  readonly base: Cell
  readonly head: Cell
  /** While brokers and clients of both configurations work together. */
  readonly rollout: Cell
  /** The same by the code of the releases; undefined where it is not asked of both sides. On the way it is asked where it keeps the guarantee on both. */
  readonly code?: Delta
  /** When both sides are refuted and one takes fewer faults: its cell is that of the fewest that break it, the other's that of the most that it withstands. */
  readonly faults?: FaultsNeeded
}

/** A step of a counterexample, for people. */
export interface StoryStep {
  readonly step: number
  readonly action: string
  readonly summary: string
}

export interface Story {
  /** The guarantee whose story, in the same table, has the same steps; they are not told twice. */
  readonly sameAs?: string
  /** Let …, Then …, Because …; empty parts when the property is not about a record. */
  readonly promise: readonly string[]
  readonly turns: readonly string[]
  readonly because: string
  readonly prevented?: string
  readonly steps: readonly StoryStep[]
  /** A Mermaid sequence diagram. */
  readonly mermaid: string
}

/** A guarantee of head that a change to it would lose, and under which envelope. */
export interface Cost {
  readonly guarantee: string
  readonly envelope: string
}

export type Weighed = 'durability' | 'availability'

interface ChangedSetting {
  readonly key: string
  readonly value: string
  readonly asBefore: boolean
  /** Of `__consumer_offsets`, and not of the topic. */
  readonly of?: 'offsets'
}

/** `min.insync.replicas=2 of __consumer_offsets`. */
export const settingText = ({ key, value, of }: Pick<ChangedSetting, 'key' | 'value' | 'of'>): string =>
  `${key}=${value}${of === 'offsets' ? ' of __consumer_offsets' : ''}`

/** A change to head that was checked. */
export interface Restore {
  /** `key=value`, one or more. */
  readonly settings: readonly ChangedSetting[]
  /**
   * What head gives and this would not: of the wanted guarantees about the partition, `__consumer_offsets` and availability, and of what
   * the change has gained. Undefined when that was not found out.
   */
  readonly costs?: readonly Cost[]
  /** What was asked for and so could be weighed; both when not given. */
  readonly weighed?: readonly Weighed[]
}

/** A guarantee that head, or the change itself, no longer gives. */
export interface Loss {
  readonly guarantee: string
  readonly when: 'head' | 'rollout'
  /** The envelopes under which it is lost. */
  readonly envelopes: readonly string[]
  /** The shortest of the counterexamples. */
  readonly cell: Cell
  readonly faults?: FaultsNeeded
  readonly story: Story
  /** Keys any of which, put back alone, would keep the guarantee; all changed keys when none alone does. */
  readonly causes: readonly ChangedKey[]
  /** The smallest changes that restore it, all of one size; none when no neighbour within two keys does. */
  readonly restores: readonly Restore[]
  /** How many neighbours were checked. */
  readonly checked: number
  /** How many were not, or not to the end. */
  readonly undecided?: number
}

/** A guarantee that the protocol as designed keeps, and the code of the release does not; of a change, not any more. */
export interface CodeLoss {
  readonly guarantee: string
  /** Only while the configuration changes; else once it has. */
  readonly when?: 'rollout'
  readonly envelopes: readonly string[]
  /** That of the shortest counterexample. */
  readonly cell: CodeCell
  /** Of all its counterexamples. */
  readonly defects: readonly AnyDefectId[]
  readonly story: Story
}

/** A setting that nothing gives, taken to have one of its values. */
export interface Assumption {
  readonly key: string
  readonly value: string
}

/** The answer for one topic, or for topics that are configured alike. */
export interface Subject {
  readonly topics: readonly string[]
  /** What the answer rests on: there is another subject for the other value. */
  readonly assuming?: Assumption
  readonly head: Side
  readonly base?: Side
  readonly changes: readonly ChangedKey[]
  readonly deltas: readonly CellDelta[]
  readonly losses: readonly Loss[]
  readonly codeLosses: readonly CodeLoss[]
  /** What the roll-out was checked with, and what of it is not modelled. */
  readonly rolloutNotes: readonly string[]
}

/** A topic that a plan deletes, or makes anew: every record in it is lost. */
export interface Destroyed {
  readonly topic: string
  readonly by: 'delete' | 'replace'
  /** As the plan gives it, or why a plan of these files would. */
  readonly reason?: string
  readonly place: Place
}

/** A release whose code breaks rules of the protocol, and the defects that it is searched with. */
export interface CodeOfRelease {
  readonly release: string
  readonly defects: readonly KnownDefect[]
}

/** What is said of the code of the releases, beside the protocol as designed. */
export interface Code {
  /** `not asked`: no defects are wanted. Else the worst of its answers; `violated` when something is refuted, or lost by a change, that by design is not. */
  readonly verdict: 'holds' | 'violated' | 'incomplete' | 'error' | 'not asked'
  /** The releases of the configurations that have known defects. */
  readonly releases: readonly CodeOfRelease[]
}

/** What of the project's file has had a part in a run. */
export interface ProjectUsed {
  readonly file: string
  /** Flags that it gave, as one would write them. */
  readonly flags: readonly string[]
  /** Rules that count no more, and rules that excuse nothing, in words. */
  readonly expired: readonly string[]
  readonly unused: readonly string[]
}

export interface Validation {
  /** With two configurations: whether a guarantee is lost. With one: whether any is refuted. `ignored`: all that is, is excused. */
  readonly verdict: 'holds' | 'violated' | 'ignored' | 'incomplete' | 'error'
  readonly level: 'quick' | 'thorough'
  readonly guarantees: readonly string[]
  readonly envelopes: readonly string[]
  readonly subjects: readonly Subject[]
  /** Where files speak of transactions, or they were asked for. */
  readonly transactions?: readonly TransactionsTable[]
  readonly destroyed: readonly Destroyed[]
  /** Files in a folder that were passed over: no configuration, or none that can be read. */
  readonly unread?: readonly { readonly file: string; readonly reason: string }[]
  /** The project's file, where one was used. */
  readonly project?: ProjectUsed
  /** The baseline that it was held against, where one was given. */
  readonly baseline?: string
  /** What the model takes for granted. */
  readonly assumptions: readonly string[]
  readonly code: Code
  /** Whether what the code does counts as the design does (`--strict`), so that not to be asked is no pass. */
  readonly strict?: boolean
  /** Whether no answer of an earlier run could have been used. */
  readonly withoutCache?: boolean
  readonly seconds: number
}
