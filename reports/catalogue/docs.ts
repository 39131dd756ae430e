/** `docs/catalogue.md`: a table for each kind of entry, from the manifest alone. */
import type { Answer, CatalogueEntry } from '../../catalogue/index.ts'
import { count, counted } from '../../text/counted.ts'

const TITLES: Readonly<Record<CatalogueEntry['kind'], readonly [title: string, about: string]>> = {
  scenario: [
    'Anomalies',
    'Each breaks its property in so many steps, with the rules of its release: `npm run check -- --scenario ID`. The search ends with the first violation.',
  ],
  claim: ['Claims', 'What people say, put to the test: `npm run claims -- ID`, told in [claims.md](claims.md).'],
  matrix: ['The verdict matrix', 'What kinds of configuration promise under which faults, exhausted: `npm run catalogue -- ID`.'],
  model: ['Models of other protocols', 'Exhausted: `npm run catalogue -- ID`.'],
  input: [
    'Configurations',
    'Held to the guarantees by `npm run validate`; a number is the shortest run that breaks one, under any of the columns.',
  ],
}

/** The page. */
export function catalogueDocs(entries: readonly CatalogueEntry[]): string {
  const kinds = Object.keys(TITLES) as CatalogueEntry['kind'][]
  return [
    '<!-- Written by `npm run catalogue -- --write`. Do not edit: change what it lists and write it again. -->',
    '',
    '# The catalogue',
    '',
    `${counted(entries.length, 'question')} with the answers that the tests expect, exactly: verdicts, lengths of shortest runs, distinct states. The same as data:`,
    '[`catalogue/manifest.json`](../catalogue/manifest.json). `npm run catalogue` asks all of them again.',
    '',
    ...kinds.flatMap((kind) => {
      const own = entries.filter((entry) => entry.kind === kind)
      return own.length === 0 ? [] : section(kind, own)
    }),
  ].join('\n')
}

function section(kind: CatalogueEntry['kind'], entries: readonly CatalogueEntry[]): string[] {
  const [title, about] = TITLES[kind]
  return [
    `## ${title}`,
    '',
    about,
    '',
    '| id | what it is about | Kafka | expected | states |',
    '| --- | --- | --- | --- | --- |',
    ...entries.map(
      (entry) =>
        `| ${entry.id.slice(kind.length + 1)} | ${cell(entry.title)} | ${entry.release ?? ''} | ${expectedText(entry)} | ${entry.counts === undefined ? '' : count(entry.counts.distinct)} |`,
    ),
    '',
  ]
}

const cell = (text: string): string => text.replaceAll('|', String.raw`\|`)

/** `AckedDurable violated 13; NoDuplicate holds`; what holds comes last, by name only. */
function expectedText({ expected }: CatalogueEntry): string {
  const told = (answer: Answer): string => ('steps' in answer ? `${answer.verdict} ${answer.steps}` : answer.verdict)
  const groups = new Map<string, string[]>()
  for (const [name, answer] of Object.entries(expected)) groups.set(told(answer), [...(groups.get(told(answer)) ?? []), name])
  return [...groups].map(([answer, names]) => `${names.join(', ')}: ${answer}`).join('; ')
}
