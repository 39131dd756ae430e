/** How a replay on a cluster ended, as text and as JSON. */
import type { Confirmation, Ending } from '../../cluster/confirm.ts'
import type { Difference } from '../../cluster/observe/compare.ts'
import { counted } from '../../text/counted.ts'
import { indented, labelled, type Page, words } from '../../text/layout.ts'
import type { Paint, Role } from '../../text/span.ts'
import type { ConfirmedRow } from './docs.ts'

/** A replay as it is told. */
export interface Told extends Confirmation {
  readonly property: string
  /** Steps of the trace. */
  readonly length: number
  readonly foreign: readonly string[]
  /** The order the steps were driven in, when it is not that of the trace. */
  readonly order: readonly string[] | undefined
  readonly parting: { readonly step: number; readonly guard: string | undefined } | undefined
}

export const ROLES: Readonly<Record<Ending['kind'], Role>> = {
  confirmed: 'good',
  diverged: 'bad',
  'cannot be driven': 'strong',
  'not reproduced': 'strong',
}

/** The words of a report on a terminal. */
export function confirmationText(told: Told, paint: Paint, width: number): string {
  const { ending, kafka, folder, property, length, foreign, order, parting } = told
  const page: Page = { paint, width: Math.max(40, width) }
  const lines = [
    `${paint({ text: ending.kind.toUpperCase(), role: ROLES[ending.kind] })}  ${property} in ${counted(length, 'step')}, on Kafka ${kafka}`,
    '',
    ...endingLines(ending, page),
    ...(foreign.length === 0
      ? []
      : labelled('Rules', words(`Kafka ${kafka} has others than the trace: ${foreign.join(', ')}`), page)),
    ...(parting === undefined ? [] : indented(words(partingText(parting)), page)),
    ...(order === undefined
      ? []
      : labelled('Order', words(`the steps were driven in another, which ends alike: ${order.join(', ')}`), page)),
    ...(folder === undefined ? [] : labelled('Kept', words(folder), page)),
  ]
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`
}

/** Where the rules of a release part from a trace. */
export const partingText = ({ step, guard }: NonNullable<Told['parting']>): string =>
  guard === undefined
    ? `by its rules step ${step} leads elsewhere`
    : `by its rules step ${step} cannot be taken: the guard "${guard}" is false`

export const differenceText = ({ what, model, cluster }: Difference): string =>
  `${what}: the model says ${model}, the cluster ${cluster}`

/** One scenario on a line. */
export const rowLine = ({ scenario, kafka, outcome, step }: ConfirmedRow): string =>
  `${scenario.padEnd(13)} ${kafka.padEnd(6)} ${outcome}${step === undefined ? '' : ` (step ${step})`}`

function endingLines(ending: Ending, page: Page): string[] {
  switch (ending.kind) {
    case 'confirmed':
      return [
        ...labelled('Seen', words(ending.promise.sentence), page),
        ...ending.promise.evidence.flatMap((line) => indented(words(line), page)),
      ]
    case 'cannot be driven':
      return labelled(`Step ${ending.step}`, words(ending.reason), page)
    case 'diverged':
    case 'not reproduced': {
      const [first = 'the trace came to its end, and the promise is kept', ...rest] = ending.differences.map(differenceText)
      return [...labelled(`Step ${ending.step}`, words(first), page), ...rest.flatMap((row) => indented(words(row), page))]
    }
  }
}

/** The same as plain data. */
export const confirmationJson = ({ ending, kafka, steps, folder, property, length, foreign, order, parting }: Told): object => ({
  schema: 1,
  command: 'confirm',
  outcome: ending.kind,
  kafka,
  property,
  length,
  ...(ending.kind === 'confirmed' && { promise: ending.promise }),
  ...(ending.kind === 'cannot be driven' && { step: ending.step, reason: ending.reason }),
  ...('differences' in ending && { step: ending.step, differences: ending.differences }),
  ...(foreign.length > 0 && { foreign }),
  ...(parting !== undefined && { parting }),
  ...(order !== undefined && { order }),
  steps,
  ...(folder !== undefined && { folder }),
})
