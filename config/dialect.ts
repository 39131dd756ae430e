import type { Content, PlanSide } from './document.ts'
import type { Net } from './leftovers.ts'
import type { Sketch } from './sketch.ts'
import type { Source } from './source.ts'
import type { Steps } from './steps.ts'

/** A way in which people have Kafka's configuration: how it is recognised, and how it is read. */
export interface Dialect {
  /** As `--format` has it. */
  readonly name: string
  /** What it is, after "expected". */
  readonly title: string
  /** What it is recognised by, what of it is read, and whose defaults hold where it says nothing: a row of the matrix of inputs, in Markdown. */
  readonly foundBy: string
  readonly reads: string
  readonly defaults: string
  /** Whether a text has what this dialect has and those after it in the list have not. */
  readonly marks: (sketch: Sketch) => boolean
  /** Which keys of replication are to have left a trace in what is read. */
  readonly net: Net
  /** @throws ConfigError when the text is not of this dialect, or beyond the limits. */
  readonly read: (source: Source, side: PlanSide) => Steps<Content>
}
