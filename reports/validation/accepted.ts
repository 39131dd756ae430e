/** What is accepted, and who says so: rules of the project, a baseline, and flags that the project's file has given. */
import type { Validation } from '../../guarantees/result.ts'
import { excusesOf } from './headline.ts'
import { topicsText } from './names.ts'

export interface AcceptedLine {
  readonly label: 'Ignored' | 'Expired' | 'Unused' | 'Project' | 'Baseline'
  readonly text: string
}

export function acceptedLines({ subjects, project, baseline, transactions = [] }: Validation): AcceptedLine[] {
  const flags = project === undefined || project.flags.length === 0 ? '' : `, which gives ${project.flags.join(' ')}`
  // Theirs are tables of their own.
  const beside = transactions.length === 0 ? '' : '; of transactions all counts'
  return [
    ...subjects.flatMap((subject) =>
      excusesOf(subject).map(({ answers, why }): AcceptedLine => ({
        label: 'Ignored',
        text: `${topicsText(subject)}: ${answers}: ${why}`,
      })),
    ),
    ...(project?.expired ?? []).map((text): AcceptedLine => ({ label: 'Expired', text: `this rule counts no more: ${text}` })),
    ...(project?.unused ?? []).map((text): AcceptedLine => ({ label: 'Unused', text: `nothing here needs this rule: ${text}` })),
    ...(project === undefined
      ? []
      : [{ label: 'Project', text: `${project.file}${flags}; --no-config leaves it out${beside}` } as const]),
    ...(baseline === undefined
      ? []
      : [
          {
            label: 'Baseline',
            text: `${baseline}: what it has broken does not count, all else that is broken does${beside}`,
          } as const,
        ]),
  ]
}
