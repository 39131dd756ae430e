/** What `check` prints for people: pure functions from results to text. */
import type { ActionCount, Model, MutationRow, PropertyResult, Stop } from '../../checker/index.ts'
import type { Trace } from '../../traces/index.ts'
import { renderText, reportData } from '../../traces/index.ts'
import { isOwn, type OwnSpec } from '../../questions/own-model.ts'
import { reportSources } from '../../questions/report-sources.ts'
import type { CheckedProperty, CheckPlan, CheckResult, CodeResult } from '../../questions/check.ts'
import { neverTaken } from '../../questions/check.ts'
import { VERSION } from '../../cli/version.ts'
import { count } from '../../text/counted.ts'
import { beside, codeHeadline, codeLines, type CodeTraces } from './code-text.ts'
import type { Paint } from '../../text/span.ts'

export interface TextReport {
  readonly paint: Paint
  readonly width: number
  readonly quiet: boolean
  /** Show how often each guard blocked. */
  readonly guards: boolean
  /** The traces of violated properties, shortest first. */
  readonly traces: readonly { readonly trace: Trace; readonly file: string; readonly model: Model }[]
  /** What came out for the code of the release, where the model knows releases. */
  readonly code?: CodeResult | undefined
  readonly codeTraces: CodeTraces
}

/** What `trace` is given to replay it. */
const replayWords = ({ spec }: Trace, file: string): string =>
  isOwn(spec) ? `${file} --model ${(spec as unknown as OwnSpec).module}` : file

/** Bounds as a clause: `kip-320, replicas 3, log size 2, …`. */
function boundsText(model: Model): string {
  const words = (key: string) => key.replace(/[A-Z]/g, (c) => ` ${c.toLowerCase()}`)
  return Object.entries(model.bounds)
    .flatMap(([key, value]) =>
      value === false ? [] : [key === 'protocol' ? String(value) : value === true ? words(key) : `${words(key)} ${value}`],
    )
    .join(', ')
}

/** The report of a check. */
export function checkText(check: CheckResult, plan: CheckPlan, report: TextReport): string {
  const [main] = check.runs
  if (main === undefined) throw new Error('a check has at least one search')
  const { paint } = report
  const lines = [
    `${paint({ text: `tidemark ${VERSION}`, role: 'strong' })}  check  ${main.model.name}  ${boundsText(main.model)}`,
    '',
    headline(check, report),
    ...(report.code === undefined ? [] : [codeHeadline(report.code, paint)]),
    '',
    ...plan.notes.map((note) => `Note      ${note}`),
    ...(plan.notes.length > 0 ? [''] : []),
    ...check.properties.map((p) => propertyLine(p, check.properties, report)),
    '',
    ...(report.code === undefined || report.quiet ? [] : withGap(codeLines(report.code, report.codeTraces))),
  ]
  const out = [lines.join('\n')]
  if (!report.quiet)
    for (const { trace, file, model } of report.traces.slice(0, 1))
      out.push(
        `${renderText(trace, { paint, width: report.width, report: reportData(reportSources(trace.spec, model), trace) })}Saved     ${file}\nReplay    npm run trace -- ${replayWords(trace, file)}\n`,
      )
  for (const { trace, file } of report.traces.slice(report.quiet ? 0 : 1))
    out.push(`${trace.property.name}, ${steps(trace.steps.length)}: npm run trace -- ${replayWords(trace, file)}\n`)
  if (!report.quiet) out.push(`${details(check, plan, report).join('\n')}\n`)
  return out.join('\n')
}

function headline(check: CheckResult, { paint }: TextReport): string {
  const [main] = check.runs
  const result = main?.result
  if (result === undefined) return ''
  const violated = check.properties.filter((p) => p.verdict === 'violated')
  const seen = `${count(result.distinct)} ${result.distinct === 1 ? 'state' : 'states'}, ${steps(result.depth)} deep`
  switch (check.verdict) {
    case 'holds':
      return `${paint({ text: 'HOLDS', role: 'good' })}  within these bounds: all ${seen}, were seen${check.properties.length === 0 ? ' (no property was asked for)' : ''}`
    case 'violated': {
      const broken = violated.filter((p) => p.kind !== 'witness').map((p) => p.name)
      const missed = violated.filter((p) => p.kind === 'witness').map((p) => p.name)
      const names = [
        ...(broken.length > 0 ? [broken.join(', ')] : []),
        ...(missed.length > 0 ? [`not reached: ${missed.join(', ')}`] : []),
      ].join('; ')
      const rest = result.exhausted ? `all ${seen}, were seen` : `${seen}, before ${stopText(result.stop)}`
      return `${paint({ text: 'VIOLATED', role: 'bad' })}  ${names}  (${rest})`
    }
    case 'incomplete': {
      const stop = check.runs.map((r) => r.result.stop).find((s) => s !== undefined)
      return `${paint({ text: 'INCOMPLETE', role: 'bad' })}  nothing is proved: ${seen}, before ${stopText(stop)}`
    }
    case 'error': {
      const error = check.runs.map((r) => r.result.error).find((e) => e !== undefined)
      return `${paint({ text: 'ERROR', role: 'bad' })}  ${error?.message ?? 'unknown'}`
    }
  }
}

/** Why a search ended early, as the end of "before …". */
function stopText(stop: Stop | undefined): string {
  switch (stop?.by) {
    case 'states':
      return `the limit of ${count(stop.limit)} states (--max-states)`
    case 'depth':
      return `the limit of ${stop.limit} steps (--max-depth)`
    case 'seconds':
      return `the limit of ${stop.limit} seconds (--max-seconds)`
    case 'memory':
      return `the limit of ${count(stop.limit / 2 ** 20)} MiB (--max-memory)`
    case 'bound':
      return `a bound of the model cut behaviours off (${stop.property} is false); raise it`
    case 'first':
      return 'the search ended, with the first violation'
    case 'interrupt':
      return 'it was interrupted'
    case undefined:
      return 'it ended'
  }
}

const steps = (n: number): string => (n === 1 ? '1 step' : `${n} steps`)

const withGap = (lines: readonly string[]): string[] => (lines.length === 0 ? [] : [...lines, ''])

function propertyLine(p: CheckedProperty, all: readonly PropertyResult[], { paint, code }: TextReport): string {
  const said =
    p.kind === 'witness' && p.verdict === 'holds'
      ? 'reached'
      : p.kind === 'witness' && p.verdict === 'violated'
        ? 'not reached'
        : p.verdict
  const role = p.verdict === 'holds' ? 'good' : 'bad'
  const name = p.name.padEnd(Math.max(...all.map((q) => q.name.length)))
  const length = p.path === undefined ? '' : `  in ${steps(p.path.steps.length)}`
  const other = beside(p, code)
  const rest = length !== '' || other !== '' ? `${length}${other}` : `  ${paint({ text: p.statement, role: 'faint' })}`
  return `  ${paint({ text: said.padEnd(11), role })}  ${rest.startsWith('  ') && other === '' ? name : name.trimEnd()}${rest}`
}

function details(check: CheckResult, plan: CheckPlan, report: TextReport): string[] {
  const { paint } = report
  const lines: string[] = []
  for (const [i, { result, because }] of check.runs.entries()) {
    const rate = result.seconds > 0 ? result.distinct / result.seconds : 0
    const what = i === 0 ? 'Search' : 'Search 2'
    const why = because === undefined ? '' : `; ${because}`
    lines.push(
      `${what.padEnd(9)} ${count(result.distinct)} distinct of ${count(result.generated)} generated, ${count(rate)} distinct/s, ` +
        `${result.stateBits} bits a state, ${count(result.memoryBytes / Math.max(1, result.distinct))} bytes with the table, ${result.workers} ${result.workers === 1 ? 'worker' : 'workers'}, ${result.seconds.toFixed(1)} s${why}`,
    )
  }
  const [main] = check.runs
  if (main === undefined) return lines
  lines.push('Exact     whole states are compared, so no two are ever taken for one', '')
  lines.push(...actionTable(main.result.actions, report.guards, paint))
  const never = neverTaken(main.result.actions)
  if (never.length > 0) lines.push(`Never taken: ${never.join(', ')}`)
  if (plan.settings !== undefined) lines.push('', ...settingsLines(plan.settings))
  lines.push('', ...main.model.assumptions.map((a, i) => `${i === 0 ? 'Assumes ' : '        '}  ${a}`))
  return lines
}

const ORIGINS: Readonly<Record<string, string>> = {
  set: 'as given',
  kafka: 'defaults of that release',
  model: 'assumed unless set',
}

function settingsLines({ version, entries }: NonNullable<CheckPlan['settings']>): string[] {
  const label = `Kafka ${version}`.padEnd(9)
  return Object.entries(ORIGINS).flatMap(([origin, words]) => {
    const of = entries.filter((e) => e.origin === origin)
    return of.length === 0 ? [] : [`${label} ${of.map((e) => `${e.key}=${e.value}`).join(' ')}  (${words})`]
  })
}

function actionTable(actions: readonly ActionCount[], guards: boolean, paint: Paint): string[] {
  const name = Math.max(6, ...actions.map((a) => a.name.length))
  const row = (a: string, taken: string, fresh: string) => `${a.padEnd(name)}  ${taken.padStart(14)}  ${fresh.padStart(14)}`
  const lines = [paint({ text: row('Action', 'taken', 'new states'), role: 'faint' })]
  for (const action of actions) {
    lines.push(row(action.name, count(action.taken), count(action.new)))
    if (guards)
      for (const g of action.guards)
        lines.push(`    ${count(g.blocked).padStart(12)} times blocked by: ${g.name}${g.kind === 'rule' ? '' : ` (${g.kind})`}`)
  }
  return lines
}

/** The report of a mutation run. */
export function mutationText(model: Model, rows: readonly MutationRow[], of: number, report: Pick<TextReport, 'paint'>): string {
  const { paint } = report
  const label = ({ mutant }: MutationRow) => (mutant.kind === 'switch' ? mutant.name : `${mutant.action}: ${mutant.guard}`)
  const width = Math.max(...rows.map((r) => label(r).length), 4)
  const lines = rows.map((row) => {
    const { result } = row
    const said =
      result.outcome === 'breaks'
        ? `breaks ${result.properties.join(', ')} in ${steps(result.steps)}`
        : result.outcome === 'redundant'
          ? 'redundant within these bounds'
          : result.outcome === 'error'
            ? `leaves the model: ${result.message}`
            : 'incomplete: a limit was hit first'
    return `  ${label(row).padEnd(width)}  ${paint({ text: said, role: result.outcome === 'breaks' ? 'good' : result.outcome === 'redundant' ? 'faint' : 'bad' })}`
  })
  const broken = rows.filter((r) => r.result.outcome === 'breaks').length
  return [
    `${paint({ text: `tidemark ${VERSION}`, role: 'strong' })}  check --mutate  ${model.name}  ${boundsText(model)}`,
    '',
    'Each rule off in turn, and what breaks without it:',
    '',
    ...lines,
    '',
    `${broken} of ${of} rules are seen to protect something within these bounds${rows.length < of ? `; ${of - rows.length} were not tried` : ''}`,
    '',
  ].join('\n')
}
