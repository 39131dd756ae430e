/** How a replay on a cluster ended, as text and as JSON. */
import type { Confirmation, Ending } from '../cluster/confirm.ts'
import type { Trace } from '../traces/index.ts'
import { indented, labelled, type Page, words } from '../text/layout.ts'
import type { Paint, Role } from '../text/span.ts'

const ROLES: Readonly<Record<Ending['kind'], Role>> = {
  confirmed: 'good',
  diverged: 'bad',
  'cannot be driven': 'strong',
  'not reproduced': 'strong',
}

/** The words of a report on a terminal. */
export function confirmationText(trace: Trace, { ending, kafka, folder }: Confirmation, paint: Paint, width: number): string {
  const page: Page = { paint, width: Math.max(40, width) }
  const { name } = trace.property
  const said = `${name} in ${trace.steps.length} steps, on Kafka ${kafka}`
  const lines = [
    `${paint({ text: ending.kind.toUpperCase(), role: ROLES[ending.kind] })}  ${said}`,
    '',
    ...endingLines(ending, page),
    ...(folder === undefined ? [] : labelled('Kept', words(folder), page)),
  ]
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`
}

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
      const rows = ending.differences.map(
        ({ what, model, cluster }) => `${what}: the model says ${model}, the cluster ${cluster}`,
      )
      const [first = 'the trace came to its end, and the promise is kept', ...rest] = rows
      return [...labelled(`Step ${ending.step}`, words(first), page), ...rest.flatMap((row) => indented(words(row), page))]
    }
  }
}

/** The same as plain data. */
export const confirmationJson = (trace: Trace, { ending, kafka, steps, folder }: Confirmation): object => ({
  schema: 1,
  command: 'confirm',
  outcome: ending.kind,
  kafka,
  property: trace.property.name,
  ...(ending.kind === 'confirmed' && { promise: ending.promise }),
  ...(ending.kind === 'cannot be driven' && { step: ending.step, reason: ending.reason }),
  ...('differences' in ending && { step: ending.step, differences: ending.differences }),
  steps,
  ...(folder !== undefined && { folder }),
})
