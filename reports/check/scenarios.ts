/** `check --scenario list` and `--scenario all`: the catalogue of anomalies, and what came out of each, as text and as data. */
import type { Verdict } from '../../checker/verdict.ts'
import { SCENARIOS } from '../../model/kraft/scenarios.ts'
import { CURRENT_VERSION, type KafkaVersion } from '../../model/kraft/versions.ts'
import { TRANSACTION_SCENARIOS } from '../../model/transactions/scenarios.ts'
import type { CheckResult } from '../../questions/check.ts'
import { counted } from '../../text/counted.ts'
import { indented, type Page, words } from '../../text/layout.ts'
import type { Paint } from '../../text/span.ts'
import type { Program } from '../program.ts'

/** What the catalogue of a model says of an anomaly. */
export interface ListedScenario {
  readonly id: string
  readonly title: string
  readonly property: string
  readonly steps: number
  /** Violated when not given. */
  readonly shows?: 'violated' | 'reached'
  readonly version?: KafkaVersion
  readonly hypothesis?: true
}

/** The catalogues, by model. */
export const LISTED_SCENARIOS = {
  kraft: SCENARIOS,
  transactions: TRANSACTION_SCENARIOS,
} as const satisfies Readonly<Record<string, readonly ListedScenario[]>>
export type CatalogueName = keyof typeof LISTED_SCENARIOS

/** What came out of a scenario. */
export interface ScenarioRow {
  readonly scenario: ListedScenario
  readonly verdict: Verdict
  readonly steps: number | undefined
  readonly distinct: number
  readonly seconds: number
  readonly trace: string | undefined
}

/** The row of a scenario that was searched; `trace` is the file of its counterexample. */
export function rowOfCheck(scenario: ListedScenario, check: CheckResult, trace: string | undefined): ScenarioRow {
  const [property] = check.properties
  return {
    scenario,
    verdict: property?.verdict ?? check.verdict,
    steps: property?.path?.steps.length,
    distinct: check.runs[0]?.result.distinct ?? 0,
    seconds: check.seconds,
    trace,
  }
}

/** A witness that is reached holds. */
const isAsExpected = ({ scenario, verdict, steps }: Pick<ScenarioRow, 'scenario' | 'verdict' | 'steps'>): boolean =>
  verdict === (scenario.shows === 'reached' ? 'holds' : 'violated') && steps === scenario.steps

const scenarioJson = ({ id, title, property, steps, shows, hypothesis, version = CURRENT_VERSION }: ListedScenario): object => ({
  id,
  title,
  property,
  ...(shows === 'reached' && { shows }),
  expectedSteps: steps,
  kafkaVersion: version,
  ...(hypothesis === true && { hypothesis: true }),
})

/** The catalogue as data, not checked. */
export const listJson = ({ version }: Program, of: CatalogueName): object => ({
  schema: 1,
  command: 'check',
  version,
  scenarios: LISTED_SCENARIOS[of].map(scenarioJson),
})

const modelWords = (of: CatalogueName): string[] => (of === 'kraft' ? [] : ['--model', of])

/** The catalogue, not checked: id and title of each scenario. */
export function listText(program: Program, of: CatalogueName, paint: Paint, width: number): string {
  const page: Page = { paint, width: Math.max(40, width) }
  const listed: readonly ListedScenario[] = LISTED_SCENARIOS[of]
  const id = Math.max(...listed.map((s) => s.id.length)) + 2
  const lines = listed.flatMap((s) => {
    const [first = '', ...rest] = indented(words(`${s.title}${s.hypothesis === true ? ' (hypothesis)' : ''}`), page, id)
    return [`${page.paint({ text: s.id, role: 'strong' })}${' '.repeat(id - s.id.length)}${first.slice(id)}`, ...rest]
  })
  const command = program.commandLine('check', ...modelWords(of), '--scenario', listed[0]?.id ?? '')
  const others = of === 'kraft' ? `; --model transactions lists ${LISTED_SCENARIOS.transactions.length} more` : ''
  return `${lines.map((line) => `${line.trimEnd()}\n`).join('')}\n${counted(listed.length, 'scenario')}; ${command} runs one, --scenario all every one${others}\n`
}

/** Of the whole catalogue, or a share of `of`. Violated when the catalogue says something else of itself than the model shows; a limit or a signal leaves it incomplete. */
export function catalogueVerdict(
  rows: readonly Pick<ScenarioRow, 'scenario' | 'verdict' | 'steps'>[],
  of = SCENARIOS.length,
): Verdict {
  if (rows.some((row) => row.verdict === 'error')) return 'error'
  if (rows.some((row) => row.verdict !== 'incomplete' && !isAsExpected(row))) return 'violated'
  return rows.length === of && rows.every(isAsExpected) ? 'holds' : 'incomplete'
}

/** `--json`. */
export const catalogueJson = ({ version }: Program, of: CatalogueName, rows: readonly ScenarioRow[]): object => ({
  schema: 1,
  command: 'check',
  version,
  verdict: catalogueVerdict(rows, LISTED_SCENARIOS[of].length),
  scenarios: rows.map((row) => ({
    id: row.scenario.id,
    title: row.scenario.title,
    property: row.scenario.property,
    verdict: row.verdict,
    ...(row.scenario.shows === 'reached' && { shows: row.scenario.shows }),
    steps: row.steps,
    expectedSteps: row.scenario.steps,
    ...(row.scenario.hypothesis === true && { hypothesis: true }),
    distinct: row.distinct,
    seconds: Number(row.seconds.toFixed(3)),
    ...(row.trace !== undefined && { trace: row.trace }),
  })),
})

/** A line for each scenario, and how many are as the catalogue says. */
export function catalogueText({ version }: Program, of: CatalogueName, rows: readonly ScenarioRow[], paint: Paint): string {
  const all = LISTED_SCENARIOS[of].length
  const id = Math.max(...LISTED_SCENARIOS[of].map((s) => s.id.length))
  const lines = rows.map((row) => {
    const { scenario } = row
    const good = isAsExpected(row)
    const { shows = 'violated' } = scenario
    const verdict = row.verdict === 'holds' && shows === 'reached' ? shows : row.verdict
    const said = `${verdict}${row.steps === undefined ? '' : ` in ${row.steps}`}${good ? '' : `, expected ${shows} in ${scenario.steps}`}`
    return `  ${scenario.id.padEnd(id)}  ${paint({ text: said.padEnd(16), role: good ? 'good' : 'bad' })}  ${scenario.property.padEnd(24)}  ${scenario.title}${scenario.hypothesis ? ' (hypothesis)' : ''}`
  })
  const wrong = rows.filter((row) => !isAsExpected(row)).length
  return [
    `tidemark ${version}  ${['check', ...modelWords(of), '--scenario all'].join(' ')}`,
    '',
    ...lines,
    '',
    wrong === 0 && rows.length === all
      ? `all ${rows.length} show as the catalogue says`
      : `${wrong} of ${rows.length} do not show as the catalogue says${rows.length < all ? `; ${all - rows.length} were not tried` : ''}`,
    '',
  ].join('\n')
}
