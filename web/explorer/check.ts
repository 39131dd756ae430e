/** What the page knows of a check: how to ask for one, and what comes of it. */
import type { Progress } from '../../checker/search/explore.ts'
import type { Path, PropertyKind, Stop, Verdict } from '../../checker/verdict.ts'
import type { PropertyGroup } from '../../traces/report-types.ts'
import type { Trace } from '../../traces/trace.ts'
import type { Configuration } from './catalogue.ts'

export interface CheckOptions {
  /**
   * A path from an initial state: the search starts where it ends. States and levels are counted from there, runs are told from its beginning,
   * and what it shows already has none.
   */
  readonly from?: Path | undefined
  /** End with the level in which the first property is violated. */
  readonly first: boolean
  readonly signal: AbortSignal
  /** `search` counts from 0; some configurations need more than one. */
  readonly onProgress: (progress: Progress, search: number) => void
}

export interface CheckedProperty {
  readonly name: string
  readonly kind: PropertyKind
  readonly statement: string
  readonly group: PropertyGroup
  readonly verdict: Verdict
  /** The counterexample, or the way to the witness. */
  readonly trace: Trace | undefined
  /** The name of a file it is saved in. */
  readonly file: string
}

export interface CheckOutcome {
  readonly verdict: Verdict
  readonly distinct: number
  readonly generated: number
  readonly depth: number
  readonly exhausted: boolean
  readonly stop: Stop | undefined
  readonly error: { readonly message: string; readonly trace: Trace | undefined; readonly file: string } | undefined
  readonly properties: readonly CheckedProperty[]
  readonly seconds: number
  readonly workers: number
  /** What the model takes for granted. */
  readonly assumptions: readonly string[]
  /** What bears on the verdict and was not asked, as a sentence. */
  readonly unasked: string | undefined
}

/** How many searches a configuration takes, and where they run. */
export interface Checker {
  /** Explores every state of a configuration, or all that follow a path. Rejects when it cannot: too little memory, a worker that died. */
  run(configuration: Configuration, options: CheckOptions): Promise<CheckOutcome>
  /** Bytes that states may take. */
  readonly maxMemory: number
  /** Workers that share memory; 0 when the page may not share it, and one explores alone. */
  readonly sharing: number
}

const LIMITS: Readonly<Record<Stop['by'], string>> = {
  states: 'the bound on states was hit',
  depth: 'the bound on depth was hit',
  seconds: 'the time was up',
  memory: 'the memory was used up',
  bound: 'a bound of the model cut behaviours off',
  first: 'the first violation ended it',
  interrupt: 'it was cancelled',
}

/** The one sentence under a verdict. */
export function sentenceOf(outcome: CheckOutcome): string {
  const states = `${count(outcome.distinct)} states, ${outcome.depth} steps deep`
  if (outcome.error !== undefined) return outcome.error.message
  if (outcome.exhausted) return `Within these bounds: all ${states}, were seen.`
  return `Not every state was seen: ${outcome.stop === undefined ? 'the search was cut short' : LIMITS[outcome.stop.by]} after ${states}.`
}

/** `4,093,531`. */
export const count = (n: number): string => Math.round(n).toLocaleString('en-US')
