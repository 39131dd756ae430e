/** `check --scenario list` and `--scenario all`: the catalogue of anomalies, and what came out of each, as text and as data. */
import type { Verdict } from '../../checker/verdict.ts'
import { type Scenario, SCENARIOS } from '../../model/kraft/scenarios.ts'
import { CURRENT_VERSION } from '../../model/kraft/versions.ts'
import type { CheckResult } from '../../questions/check.ts'
import { counted } from '../../text/counted.ts'
import { indented, type Page, words } from '../../text/layout.ts'
import type { Paint } from '../../text/span.ts'
import type { Program } from '../program.ts'

/** What came out of a scenario. */
export interface ScenarioRow {
  readonly scenario: Scenario
  readonly verdict: Verdict
  readonly steps: number | undefined
  readonly distinct: number
  readonly seconds: number
  readonly trace: string | undefined
}

/** The row of a scenario that was searched; `trace` is the file of its counterexample. */
export function rowOfCheck(scenario: Scenario, check: CheckResult, trace: string | undefined): ScenarioRow {
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

const isAsExpected = (row: Pick<ScenarioRow, 'scenario' | 'verdict' | 'steps'>): boolean =>
  row.verdict === 'violated' && row.steps === row.scenario.steps

const scenarioJson = ({ id, title, property, steps, hypothesis, version = CURRENT_VERSION }: Scenario): object => ({
  id,
  title,
  property,
  expectedSteps: steps,
  kafkaVersion: version,
  ...(hypothesis === true && { hypothesis: true }),
})

/** The catalogue as data, not checked. */
export const listJson = ({ version }: Program): object => ({
  schema: 1,
  command: 'check',
  version,
  scenarios: SCENARIOS.map(scenarioJson),
})

/** The catalogue, not checked: id and title of each scenario. */
export function listText(program: Program, paint: Paint, width: number): string {
  const page: Page = { paint, width: Math.max(40, width) }
  const id = Math.max(...SCENARIOS.map((s) => s.id.length)) + 2
  const lines = SCENARIOS.flatMap((s) => {
    const [first = '', ...rest] = indented(words(`${s.title}${s.hypothesis === true ? ' (hypothesis)' : ''}`), page, id)
    return [`${page.paint({ text: s.id, role: 'strong' })}${' '.repeat(id - s.id.length)}${first.slice(id)}`, ...rest]
  })
  const command = program.commandLine('check', '--scenario', SCENARIOS[0]?.id ?? '')
  return `${lines.map((line) => `${line.trimEnd()}\n`).join('')}\n${counted(SCENARIOS.length, 'scenario')}; ${command} runs one, --scenario all every one\n`
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
export const catalogueJson = ({ version }: Program, rows: readonly ScenarioRow[]): object => ({
  schema: 1,
  command: 'check',
  version,
  verdict: catalogueVerdict(rows),
  scenarios: rows.map((row) => ({
    id: row.scenario.id,
    title: row.scenario.title,
    property: row.scenario.property,
    verdict: row.verdict,
    steps: row.steps,
    expectedSteps: row.scenario.steps,
    ...(row.scenario.hypothesis === true && { hypothesis: true }),
    distinct: row.distinct,
    seconds: Number(row.seconds.toFixed(3)),
    ...(row.trace !== undefined && { trace: row.trace }),
  })),
})

/** A line for each scenario, and how many are as the catalogue says. */
export function catalogueText({ version }: Program, rows: readonly ScenarioRow[], paint: Paint): string {
  const id = Math.max(...SCENARIOS.map((s) => s.id.length))
  const lines = rows.map((row) => {
    const { scenario } = row
    const good = isAsExpected(row)
    const said = `${row.verdict}${row.steps === undefined ? '' : ` in ${row.steps}`}${good ? '' : `, expected violated in ${scenario.steps}`}`
    return `  ${scenario.id.padEnd(id)}  ${paint({ text: said.padEnd(16), role: good ? 'good' : 'bad' })}  ${scenario.property.padEnd(24)}  ${scenario.title}${scenario.hypothesis ? ' (hypothesis)' : ''}`
  })
  const wrong = rows.filter((row) => !isAsExpected(row)).length
  return [
    `tidemark ${version}  check --scenario all`,
    '',
    ...lines,
    '',
    wrong === 0 && rows.length === SCENARIOS.length
      ? `all ${rows.length} show as the catalogue says`
      : `${wrong} of ${rows.length} do not show as the catalogue says${rows.length < SCENARIOS.length ? `; ${SCENARIOS.length - rows.length} were not tried` : ''}`,
    '',
  ].join('\n')
}
