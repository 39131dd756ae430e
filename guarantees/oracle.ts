/** What answers the questions of a table. Who it is, and where its answers and counterexamples are kept, is not known here. */
import type { Model } from '../checker/model.ts'
import type { Verdict } from '../checker/verdict.ts'
import type { Trace } from '../traces/index.ts'
import type { AnyDefectId } from './result.ts'
import type { FaultCounts } from '../questions/faults-of.ts'
import type { AnyQuestion } from './questions.ts'

/** What an exploration found of a property. */
export interface Finding {
  readonly name: string
  readonly verdict: Verdict
  /** Length of the shortest counterexample, and the name under which the oracle knows it: a file that people can open. */
  readonly steps?: number
  readonly trace?: string
  /** How often each kind of fault happens in it; of a witness that is reached, in the way to it. */
  readonly faults?: FaultCounts
  /** The known defects it stands on; given where the code of a release was asked. */
  readonly defects?: readonly AnyDefectId[]
}

export interface Answer {
  readonly findings: readonly Finding[]
  readonly states: number
  readonly depth: number
  readonly bounds: Readonly<Record<string, number | string | boolean>>
  /** Why not everything was decided. */
  readonly reason?: string
  readonly failed: boolean
  /** Whether it follows from answers in other pools of faults, and nothing was explored for it. */
  readonly follows?: true
  /** Whether an earlier run had the answer. */
  readonly cached: boolean
  readonly seconds: number
}

export interface Oracle {
  /** The answers, by key. A question that could not be asked any more has an answer in which nothing is decided. */
  readonly ask: (questions: readonly AnyQuestion[]) => Promise<ReadonlyMap<string, Answer>>
  /** A counterexample by its name, replayed on its model. Throws when it is not there any more, or does not replay. */
  readonly recall: (trace: string) => { readonly model: Model; readonly trace: Trace }
}
