/** `check --scenario all`: the catalogue of anomalies, each held against what it says of itself. */
import { resolve } from 'node:path'
import type { KraftPropertyName } from '../invariants/kraft-catalogue.ts'
import { type Scenario, SCENARIOS } from '../model/kraft/scenarios.ts'
import type { Verdict } from '../checker/verdict.ts'
import { type CheckFlags, exploreOptions } from './check-flags.ts'
import { planSearch, runSearches } from '../questions/check.ts'
import { type RunSearch, withPool } from '../questions/on-threads.ts'
import { UserError } from '../machine/errors.ts'
import { ExitCode, exitCodeOfSignal } from '../machine/exit-codes.ts'
import { refuseBesideScenario } from './check-kraft.ts'
import { searching } from './progress.ts'
import { saveTraces } from '../answers/save-traces.ts'
import { painter, signalOf, type Terminal, wantsColor } from './terminal.ts'
import { CURRENT_VERSION } from '../model/kraft/versions.ts'
import { counted } from '../text/counted.ts'
import { indented, type Page, words } from '../text/layout.ts'
import { programStarted } from './started-by.ts'
import { VERSION } from '../machine/version.ts'

interface Row {
  readonly scenario: Scenario
  readonly verdict: Verdict
  readonly steps: number | undefined
  readonly distinct: number
  readonly seconds: number
  readonly trace: string | undefined
}

const isAsExpected = (row: Pick<Row, 'scenario' | 'verdict' | 'steps'>): boolean =>
  row.verdict === 'violated' && row.steps === row.scenario.steps

/** `--scenario list`: the catalogue, not checked. */
export function listCatalogue(flags: CheckFlags, terminal: Terminal): ExitCode {
  refuseBesideScenario(flags)
  terminal.out(
    flags.json
      ? `${JSON.stringify({ schema: 1, command: 'check', version: VERSION, scenarios: SCENARIOS.map(scenarioJson) }, undefined, 2)}\n`
      : listText(terminal, wantsColor(terminal, flags.color)),
  )
  return ExitCode.holds
}

const scenarioJson = ({ id, title, property, steps, hypothesis, version = CURRENT_VERSION }: Scenario): object => ({
  id,
  title,
  property,
  expectedSteps: steps,
  kafkaVersion: version,
  ...(hypothesis === true && { hypothesis: true }),
})

function listText(terminal: Terminal, color: boolean): string {
  const page: Page = { paint: painter(color), width: Math.max(40, terminal.width) }
  const id = Math.max(...SCENARIOS.map((s) => s.id.length)) + 2
  const lines = SCENARIOS.flatMap((s) => {
    const [first = '', ...rest] = indented(words(`${s.title}${s.hypothesis === true ? ' (hypothesis)' : ''}`), page, id)
    return [`${page.paint({ text: s.id, role: 'strong' })}${' '.repeat(id - s.id.length)}${first.slice(id)}`, ...rest]
  })
  const command = programStarted(terminal.env).commandLine('check', '--scenario', SCENARIOS[0]?.id ?? '')
  return `${lines.map((line) => `${line.trimEnd()}\n`).join('')}\n${counted(SCENARIOS.length, 'scenario')}; ${command} runs one, --scenario all every one\n`
}

/** Explores every scenario until its property breaks. Exit code 0 when each does, in as many steps as the catalogue says; else 10. */
export async function runCatalogue(flags: CheckFlags, terminal: Terminal): Promise<ExitCode> {
  refuseBesideScenario(flags)
  for (const flag of ['invariants', 'deadlock', 'coverage'] as const)
    if (flags[flag] !== undefined && flags[flag] !== false)
      throw new UserError('TM-101', `--scenario all holds each anomaly against its own property; --${flag} contradicts it`)
  const rows = await withPool(async (search) => {
    const found: Row[] = []
    for (const scenario of SCENARIOS) {
      if (terminal.signal.aborted) break
      const row = await rowOf(scenario, flags, terminal, search)
      found.push(row)
      if (!flags.json && !flags.quiet)
        terminal.err(
          `${found.length}/${SCENARIOS.length}  ${scenario.id.padEnd(14)} ${row.verdict} in ${row.steps ?? '-'} steps\n`,
        )
    }
    return found
  })
  if (flags.json) terminal.out(`${JSON.stringify(catalogueJson(rows), undefined, 2)}\n`)
  else terminal.out(catalogueText(rows, wantsColor(terminal, flags.color)))
  const signal = signalOf(terminal)
  if (signal !== undefined) return exitCodeOfSignal(signal)
  switch (catalogueVerdict(rows)) {
    case 'holds':
      return ExitCode.holds
    case 'violated':
      return ExitCode.witness
    case 'incomplete':
      return flags.allowIncomplete ? ExitCode.holds : ExitCode.incomplete
    case 'error':
      return ExitCode.internal
  }
}

async function rowOf(scenario: Scenario, flags: CheckFlags, terminal: Terminal, search: RunSearch): Promise<Row> {
  const plan = planSearch({
    model: 'kraft',
    from: { scenario: scenario.id },
    properties: [scenario.property as KraftPropertyName],
  })
  const check = await runSearches(
    [plan],
    search,
    { ...exploreOptions(flags, terminal), first: true, maxMemory: Math.min(flags.maxMemory, 2 ** 31) },
    (_, progress) => searching(terminal, progress),
  )
  const [property] = check.properties
  const [saved] = saveTraces(check, resolve(terminal.cwd, flags.out, `kraft-${scenario.id}`), terminal.cwd)
  return {
    scenario,
    verdict: property?.verdict ?? check.verdict,
    steps: property?.path?.steps.length,
    distinct: check.runs[0]?.result.distinct ?? 0,
    seconds: check.seconds,
    trace: saved?.file,
  }
}

/** Violated when the catalogue says something else of itself than the model shows; a limit or a signal leaves it incomplete. */
export function catalogueVerdict(rows: readonly Pick<Row, 'scenario' | 'verdict' | 'steps'>[]): Verdict {
  if (rows.some((row) => row.verdict === 'error')) return 'error'
  if (rows.some((row) => row.verdict !== 'incomplete' && !isAsExpected(row))) return 'violated'
  return rows.length === SCENARIOS.length && rows.every(isAsExpected) ? 'holds' : 'incomplete'
}

const catalogueJson = (rows: readonly Row[]): object => ({
  schema: 1,
  command: 'check',
  version: VERSION,
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

function catalogueText(rows: readonly Row[], color: boolean): string {
  const paint = painter(color)
  const id = Math.max(...SCENARIOS.map((s) => s.id.length))
  const lines = rows.map((row) => {
    const { scenario } = row
    const good = isAsExpected(row)
    const said = `${row.verdict}${row.steps === undefined ? '' : ` in ${row.steps}`}${good ? '' : `, expected violated in ${scenario.steps}`}`
    return `  ${scenario.id.padEnd(id)}  ${paint({ text: said.padEnd(16), role: good ? 'good' : 'bad' })}  ${scenario.property.padEnd(24)}  ${scenario.title}${scenario.hypothesis ? ' (hypothesis)' : ''}`
  })
  const wrong = rows.filter((row) => !isAsExpected(row)).length
  return [
    `tidemark ${VERSION}  check --scenario all`,
    '',
    ...lines,
    '',
    wrong === 0 && rows.length === SCENARIOS.length
      ? `all ${rows.length} show as the catalogue says`
      : `${wrong} of ${rows.length} do not show as the catalogue says${rows.length < SCENARIOS.length ? `; ${SCENARIOS.length - rows.length} were not tried` : ''}`,
    '',
  ].join('\n')
}
