/** `docs/confirmed.md`: the scenarios of the catalogue, what the model says of them and what brokers did. */
import type { Ending } from '../../cluster/confirm.ts'
import type { Difference } from '../../cluster/observe/compare.ts'
import type { BrokenPromise } from '../../cluster/observe/promise.ts'
import { type Scenario, SCENARIOS } from '../../model/kraft/scenarios.ts'
import { controllerOf, CURRENT_VERSION, since } from '../../model/kraft/versions.ts'
import { type TransactionScenario, TRANSACTION_SCENARIOS } from '../../model/transactions/scenarios.ts'
import { differenceText, partingText } from './text.ts'

/** Replication, and then transactions. */
const CATALOGUE: readonly (Scenario | TransactionScenario)[] = [...SCENARIOS, ...TRANSACTION_SCENARIOS]

/** What came out of one scenario on one release, as `docs/confirmed.json` keeps it. */
export interface ConfirmedRow {
  readonly scenario: string
  /** Whose rules the model searched with. */
  readonly release: string
  /** What was run; empty when nothing was. */
  readonly kafka: string
  /** Steps of the counterexample. */
  readonly length: number
  readonly outcome: Ending['kind']
  /** Rules of the scenario that the release has not. */
  readonly foreign: readonly string[]
  readonly step?: number
  readonly reason?: string
  readonly differences?: readonly Difference[]
  readonly promise?: BrokenPromise
  readonly parting?: { readonly step: number; readonly guard: string | undefined }
  /** The day it was run. */
  readonly date: string
}

/** The rows of the data file. @throws SyntaxError. */
export const rowsIn = (text: string): readonly ConfirmedRow[] => JSON.parse(text) as readonly ConfirmedRow[]

const keyOf = ({ scenario, kafka }: ConfirmedRow): string => `${scenario} ${kafka}`

/** Rows with newer ones in their places, in the order of the catalogue; those of what was not run are left out. */
export function withRows(rows: readonly ConfirmedRow[], newer: readonly ConfirmedRow[]): readonly ConfirmedRow[] {
  const run = [...rows, ...newer].filter(({ kafka }) => kafka !== '')
  const merged = new Map(run.map((row) => [keyOf(row), row]))
  const place = ({ scenario }: ConfirmedRow): number => CATALOGUE.findIndex(({ id }) => id === scenario)
  return [...merged.values()].toSorted((a, b) => place(a) - place(b) || (a.kafka < b.kafka ? -1 : 1))
}

/** The page, as Markdown. */
export function confirmedDocs(rows: readonly ConfirmedRow[]): string {
  const of = (outcome: Ending['kind'], list: readonly ConfirmedRow[]): number =>
    list.filter((row) => row.outcome === outcome).length
  const own = rows.filter(({ foreign }) => foreign.length === 0)
  const controls = rows.filter(({ foreign }) => foreign.length > 0)
  return [
    '<!-- Made by `npm run confirmed` from docs/confirmed.json, which `confirm --scenario … --write-docs` writes. -->',
    '# Confirmed on brokers',
    '',
    `Scenarios of the [catalogue](catalogue.md), and from T1 on of [transactions](transactions.md), each with the counterexample that the model finds, replayed on a real Kafka: [how](confirm.md). Of ${own.length} that stand under the rules of the release that was run, ${of('confirmed', own)} are confirmed, ${of('diverged', own)} diverged, ${of('not reproduced', own)} not reproduced, and ${of('cannot be driven', own)} cannot be driven.`,
    '',
    ...table(own),
    '',
    '## Negative controls',
    '',
    'These counterexamples stand under a rule that the release which was run has not: a defect it never had or that was repaired, a mutation. They must not be reproducible; the last column says where the rules of the release part from the trace.',
    '',
    ...table(controls),
    '',
    '## Not run',
    '',
    ...notRun(rows),
    '',
    '## Evidence',
    '',
    ...rows.filter(({ promise }) => promise !== undefined).flatMap(evidence),
  ].join('\n')
}

/** The scenarios of the catalogue that are not in a table, and why. */
function notRun(rows: readonly ConfirmedRow[]): string[] {
  const done = new Set(rows.map(({ scenario }) => scenario))
  const left = CATALOGUE.filter(({ id }) => !done.has(id))
  const isOld = ({ version = CURRENT_VERSION }: Scenario | TransactionScenario): boolean =>
    !since(version, '3.3') || controllerOf(version) !== 'kraft'
  const [old, others] = [left.filter(isOld), left.filter((scenario) => !isOld(scenario))]
  const named = (list: typeof left): string => list.map(({ id }) => id).join(', ') || 'none'
  return [
    `- Their releases keep their metadata in ZooKeeper, or are older than Kafka 3.3: ${named(old)}.`,
    `- Not yet tried: ${named(others)}.`,
  ]
}

const table = (rows: readonly ConfirmedRow[]): string[] => [
  '| scenario | what | model | Kafka | outcome | date | |',
  '| --- | --- | --- | --- | --- | --- | --- |',
  ...rows.map((row) => {
    const { scenario, length, kafka, outcome, date } = row
    const found = CATALOGUE.find(({ id }) => id === scenario)
    const shows = found !== undefined && 'shows' in found ? found.shows : 'violated'
    return line([scenario, found?.title ?? '', `${shows} in ${length}`, kafka, outcome, date, detail(row)])
  }),
]

function detail({ outcome, step, length, reason, differences = [], promise, foreign, parting }: ConfirmedRow): string {
  const rules =
    foreign.length === 0 ? '' : ` Rules: ${foreign.join(', ')}${parting === undefined ? '' : `; ${partingText(parting)}`}.`
  if (promise !== undefined) return promise.sentence + rules
  if (outcome === 'cannot be driven') return `step ${step ?? 0}: ${reason ?? ''}`
  const [first] = differences
  return `step ${step ?? 0} of ${length}: ${first === undefined ? 'the promise is kept' : differenceText(first)}.${rules}`
}

const evidence = ({ scenario, kafka, promise }: ConfirmedRow): string[] => [
  `**${scenario} on ${kafka}.** ${promise?.sentence ?? ''}`,
  '',
  ...(promise?.evidence ?? []).map((said) => `- ${said}`),
  '',
]

const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', String.raw`\|`)).join(' | ')} |`
