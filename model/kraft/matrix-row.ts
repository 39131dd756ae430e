/** A row of the verdict matrix, and how one is written. */
import type { Faults, KraftOptions } from './options.ts'
import { scenarioOptions } from './scenarios.ts'
import type { Scenario } from './scenarios.ts'

/** The properties of the columns: S1, S2, S4, S6, and S8 for rows with retries. */
interface Verdicts {
  readonly AckedDurable?: number | 'holds'
  readonly Acks1Durable?: number | 'holds'
  readonly RepeatableRead?: number | 'holds'
  readonly LogMatchingInEpoch?: number | 'holds'
  readonly CandidateCompleteness?: number | 'holds'
  readonly NoDuplicate?: number | 'holds'
  readonly NoSilentConsumerGap?: number | 'holds'
}

export interface MatrixRow extends Pick<Scenario, 'version' | 'switches' | 'config' | 'faults'> {
  /** Row of the matrix, with the faults that decide: `2 p1 f2`. */
  readonly row: string
  readonly title: string
  readonly verdicts: Verdicts
  /** Distinct states of the whole graph. */
  readonly states: number
  /**
   * For rows that hold: a rule without which a member of ISR or ELR lacks a committed record after so many steps. `switch: name`,
   * or `action: guard`.
   */
  readonly restsOn?: { readonly rule: string; readonly steps: number }
}

/** The options of a row, with followers' high watermarks in the state, which the LogMatchingInEpoch column reads. */
export const matrixOptions = (row: MatrixRow): KraftOptions =>
  scenarioOptions({ ...row, config: { ...row.config, followerHighWatermarks: true, incarnations: true } })

/** S1 and S2 after so many steps, S6 after so many or never, S4 never. */
export const lost = (steps: number, candidates: number | 'holds'): Verdicts => ({
  AckedDurable: steps,
  RepeatableRead: steps,
  CandidateCompleteness: candidates,
  LogMatchingInEpoch: 'holds',
})

type Extra = Partial<Pick<MatrixRow, 'version' | 'switches' | 'config' | 'restsOn'>>

export const row = (
  name: string,
  title: string,
  faults: Omit<Faults, 'total'>,
  verdicts: Verdicts,
  states: number,
  extra: Extra = {},
): MatrixRow => ({
  row: name,
  title,
  faults,
  verdicts,
  states,
  ...extra,
})
