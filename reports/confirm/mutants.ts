/** What brokers did with counterexamples that stand only without one of their rules, as text and as JSON. */
import type { Ending } from '../../cluster/confirm.ts'
import { MOST_STATES } from '../../questions/mutant-runs.ts'
import { count, counted } from '../../text/counted.ts'
import type { Paint } from '../../text/span.ts'
import { describeTraceStep, type Trace } from '../../traces/index.ts'
import { differenceText, partingText, ROLES, type Told } from './text.ts'

/** A rule that was left out of the model. */
export interface MutantRow {
  readonly rule: string
  /** The counterexample without it, and how it ended on the cluster; undefined when there is none within the bounds. */
  readonly driven?: {
    readonly trace: Trace
    readonly ending: Ending
    readonly parting: Told['parting']
  }
}

/** Whether the cluster left the run where the rule says so, or where that shows: not before, and not at the end only. */
export const isKept = ({ driven }: MutantRow): boolean =>
  driven !== undefined &&
  driven.ending.kind === 'not reproduced' &&
  driven.ending.differences.length > 0 &&
  driven.parting !== undefined &&
  driven.ending.step >= driven.parting.step

/** One rule in two lines or three. */
export function mutantLines(row: MutantRow, paint: Paint): string {
  const { rule, driven } = row
  if (driven === undefined)
    return `${rule}\n    breaks nothing that brokers can show, in small settings and up to ${count(MOST_STATES)} states of each\n`
  const { trace, ending, parting } = driven
  const [first] = 'differences' in ending ? ending.differences : []
  const why =
    ending.kind === 'cannot be driven'
      ? ending.reason
      : ending.kind === 'confirmed'
        ? ending.promise.sentence
        : first === undefined
          ? 'the run came to its end'
          : differenceText(first)
  const at = 'step' in ending ? `step ${ending.step} of ${trace.steps.length}: ` : ''
  return [
    rule,
    `    ${trace.property.name} in ${counted(trace.steps.length, 'step')}: ${trace.steps.map(describeTraceStep).join(', ')}`,
    `    ${paint({ text: ending.kind, role: isKept(row) ? 'good' : ROLES[ending.kind] })}  ${at}${why}${parting === undefined ? '' : `; ${partingText(parting)}`}`,
    '',
  ].join('\n')
}

/** The sum of them. */
export function mutantsText(rows: readonly MutantRow[], kafka: string): string {
  const driven = rows.filter((row) => row.driven !== undefined)
  const undriven = driven.filter((row) => row.driven?.ending.kind === 'cannot be driven')
  const kept = driven.filter(isKept)
  const [tried, astray] = [driven.length - undriven.length, driven.length - undriven.length - kept.length]
  return `\n${kept.length} of ${counted(tried, 'run')} not reproduced on Kafka ${kafka}, where the rule that was left out shows${astray === 0 ? '' : `; ${astray} otherwise`}; ${undriven.length} cannot be driven, ${rows.length - driven.length} of ${counted(rows.length, 'rule')} without a run\n`
}

/** The same as plain data. */
export const mutantsJson = (rows: readonly MutantRow[], kafka: string): object => ({
  schema: 1,
  command: 'confirm',
  kafka,
  mutants: rows.map((row) => ({
    rule: row.rule,
    ...(row.driven !== undefined && {
      property: row.driven.trace.property.name,
      steps: row.driven.trace.steps.map(describeTraceStep),
      outcome: row.driven.ending.kind,
      isKept: isKept(row),
      ...('step' in row.driven.ending && { step: row.driven.ending.step }),
      ...(row.driven.ending.kind === 'cannot be driven' && { reason: row.driven.ending.reason }),
      ...('differences' in row.driven.ending && { differences: row.driven.ending.differences }),
      ...(row.driven.parting !== undefined && { parting: row.driven.parting }),
    }),
  })),
})
