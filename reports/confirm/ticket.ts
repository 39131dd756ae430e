/** A replay as Markdown, for a ticket in Kafka's tracker: what was configured, done and seen, and how to see it again. */
import type { ReportData } from '../../traces/report-types.ts'
import type { Told } from './text.ts'
import { differenceText, partingText } from './text.ts'

/** The ticket of a replay. `data` is what is shown of its trace; `again` the commands that repeat it. */
export function ticket(told: Told, data: ReportData, again: readonly string[]): string {
  const { ending, kafka, foreign, parting } = told
  return [
    `# ${data.property.name} on Kafka ${kafka}: ${ending.kind}`,
    '',
    data.property.statement,
    '',
    ...endingOf(told),
    ...(foreign.length === 0 ? [] : [`The steps stand under rules that Kafka ${kafka} has not: ${foreign.join(', ')}.`, '']),
    ...(parting === undefined ? [] : [`In Kafka ${kafka}, ${partingText(parting)}.`, '']),
    '## Environment',
    '',
    `- Kafka ${kafka}, KRaft, one controller and ${data.lanes.filter(({ kind }) => kind === 'replica').length || 'its'} brokers on one machine`,
    ...data.model.bounds.map(({ name, value }) => `- ${name}: ${value}`),
    '- every link between two nodes goes through a proxy that may hold requests; no broker is patched and no message changed',
    '',
    '## Steps',
    '',
    '| | done | seen on the brokers |',
    '| --- | --- | --- |',
    ...told.steps.map(({ step, action, seen }) => {
      const summary = told.order === undefined ? (data.steps[step]?.summary ?? '') : ''
      return `| ${step} | \`${action}\` ${cell(summary)} | ${seen.map(cell).join('<br>')} |`
    }),
    '',
    '## To see it again',
    '',
    '```',
    ...again,
    '```',
    '',
  ].join('\n')
}

function endingOf({ ending }: Told): string[] {
  switch (ending.kind) {
    case 'confirmed':
      return [`**${ending.promise.sentence}**`, '', ...ending.promise.evidence.map((said) => `- ${said}`), '']
    case 'cannot be driven':
      return [`Step ${ending.step} cannot be driven: ${ending.reason}.`, '']
    case 'diverged':
    case 'not reproduced':
      return [`At step ${ending.step}:`, '', ...ending.differences.map((found) => `- ${differenceText(found)}`), '']
  }
}

const cell = (text: string): string => text.replaceAll('|', String.raw`\|`).replaceAll('\n', ' ')
