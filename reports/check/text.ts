/** What `check` prints for people: pure functions from results to text. */
import type { ActionCount, Model, MutationRow, PropertyResult } from '../../checker/index.ts'
import type { Trace } from '../../traces/index.ts'
import { renderText, reportData } from '../../traces/index.ts'
import { reportSources } from '../../questions/report-sources.ts'
import type { CheckedProperty, CheckPlan, CheckResult, CodeResult } from '../../questions/check.ts'
import { neverTaken } from '../../questions/check.ts'
import { boundsInWords } from '../../model/bound-words.ts'
import { count, counted } from '../../text/counted.ts'
import { harmless } from '../../text/harmless.ts'
import { indented, item, labelled, type Page, verbatim, words } from '../../text/layout.ts'
import type { Paint, Role } from '../../text/span.ts'
import { widthOf } from '../../text/width.ts'
import type { Program } from '../program.ts'
import { strictly } from '../strictly.ts'
import { stopText } from '../stop-text.ts'
import { beside, codeBlock, codeHeadline, type CodeTraces } from './code-text.ts'
import { isOwn, type OwnSpec } from '../../questions/own-spec.ts'

export interface TextReport {
  readonly program: Program
  readonly paint: Paint
  readonly width: number
  /** The verdicts alone; all but what is folded to a line; everything. */
  readonly detail: 'quiet' | 'folded' | 'verbose'
  /** Show how often each guard blocked. */
  readonly guards: boolean
  /** The traces of violated properties, shortest first. */
  readonly traces: readonly { readonly trace: Trace; readonly file: string | undefined; readonly model: Model }[]
  /** Whether the verdict on the code counts as that on the design does. */
  readonly strict?: boolean
  /** What came out for the code of the release, where the model knows releases. */
  readonly code?: CodeResult | undefined
  readonly codeTraces: CodeTraces
}

/** A report with more lines than this ends with its headline again: the beginning has left the screen. */
const SCREEN = 24

const NOT_SAVED = 'not saved: it could not be written'

/** What `trace` is given to replay it. */
export const replayWords = (spec: unknown, file: string): string[] =>
  isOwn(spec) ? [file, '--model', (spec as OwnSpec).module] : [file]

/** Bounds as a clause: `kip-320, replicas 3, log size 2, …`; Kafka's settings as Kafka spells them. */
export function boundsText(model: Model): string {
  const { protocol, ...bounds } = model.bounds
  return [...(protocol === undefined ? [] : [String(protocol)]), ...boundsInWords(model.name, bounds)].join(', ')
}

/**
 * How the report of a check begins, before the code of the release has been asked: with what is checked, and with the answer by design. Without
 * `--strict`, which lets the code bear on that answer, {@link checkText} begins with it.
 */
export function answerText(check: CheckResult, report: Pick<TextReport, 'program' | 'paint' | 'width'>): string {
  const page = pageOf(report)
  return joined([checkedLines(check, report, page), answerLines(headlineOf(check), page)])
}

/** The report of a check: the answer first and, when the report is long, last. */
export function checkText(check: CheckResult, plan: CheckPlan, report: TextReport): string {
  const { program, paint } = report
  const page = pageOf(report)
  const answer = answerLines(strictly(headlineOf(check), report.strict === true && report.code?.kind === 'not asked'), page)
  const code = report.code === undefined ? [] : codeHeadline(report.code, page)
  const isQuiet = report.detail === 'quiet'
  const blocks: string[][] = [
    checkedLines(check, report, page),
    [...answer, ...code],
    plan.notes.flatMap((note) => labelled('Note', words(note), page)),
    check.properties.flatMap((p) => propertyLines(p, check.properties, report.code, page)),
    ...(report.code === undefined || isQuiet ? [] : [codeBlock(report.code, report.codeTraces, program, page)]),
  ]
  for (const { trace, file, model } of isQuiet ? [] : report.traces.slice(0, 1)) {
    const told = renderText(trace, { paint, width: page.width, report: reportData(reportSources(trace.spec, model), trace) })
    const lines = told.trimEnd().split('\n')
    blocks.push([
      ...lines,
      ...(file === undefined
        ? labelled('Saved', words(NOT_SAVED), page)
        : [
            ...labelled('Saved', [verbatim(file)], page),
            ...labelled('Replay', [verbatim(program.commandLine('trace', ...replayWords(trace.spec, file)))], page),
          ]),
    ])
  }
  for (const { trace, file } of report.traces.slice(isQuiet ? 0 : 1))
    blocks.push(
      indented(
        [
          ...words(`${trace.property.name}, ${steps(trace.steps.length)}:`),
          ...(file === undefined ? words(NOT_SAVED) : [verbatim(program.commandLine('trace', ...replayWords(trace.spec, file)))]),
        ],
        page,
        0,
      ),
    )
  if (!isQuiet) blocks.push(...details(check, plan, report, page))
  const shown = blocks.filter((lines) => lines.length > 0)
  const isLong = shown.reduce((sum, lines) => sum + lines.length + 1, 0) > SCREEN
  return joined([...shown, ...(isLong && !isQuiet ? [[...answer, ...code]] : [])])
}

const MIN_WIDTH = 40

const pageOf = ({ paint, width }: Pick<TextReport, 'paint' | 'width'>): Page => ({ paint, width: Math.max(MIN_WIDTH, width) })

const joined = (blocks: readonly (readonly string[])[]): string =>
  blocks.map((lines) => lines.map((line) => `${line.trimEnd()}\n`).join('')).join('\n')

/** What is checked. */
function checkedLines({ runs: [main] }: CheckResult, { program }: Pick<TextReport, 'program'>, page: Page): string[] {
  if (main === undefined) throw new Error('a check has at least one search')
  const { model } = main
  const items = [item(`tidemark ${program.version}`, 'strong'), item(' check'), item(` ${model.name}`)]
  return indented([...items, ...words(` ${boundsText(model)}`)], page, 0)
}

const answerLines = ({ word, text, role }: Headline, page: Page): string[] => labelled(word, words(text), page, role)

interface Headline {
  readonly word: string
  readonly text: string
  readonly role: Role
}

function headlineOf(check: CheckResult): Headline {
  const [main] = check.runs
  const result = main?.result
  const bad = (word: string, text: string): Headline => ({ word, text, role: 'bad' })
  if (result === undefined) return bad('ERROR', 'nothing was searched')
  const violated = check.properties.filter((p) => p.verdict === 'violated')
  const seen = `${counted(result.distinct, 'state')}, ${steps(result.depth)} deep`
  switch (check.verdict) {
    case 'holds': {
      const none = check.properties.length === 0 ? ' (no property was asked for)' : ''
      return { word: 'HOLDS', text: `within these bounds: all ${seen}, were seen${none}`, role: 'good' }
    }
    case 'violated': {
      const broken = violated.filter((p) => p.kind !== 'witness').map((p) => p.name)
      const missed = violated.filter((p) => p.kind === 'witness').map((p) => p.name)
      const names = [
        ...(broken.length > 0 ? [broken.join(', ')] : []),
        ...(missed.length > 0 ? [`not reached: ${missed.join(', ')}`] : []),
      ].join('; ')
      const rest = result.exhausted ? `all ${seen}, were seen` : `${seen}, before ${stopText(result.stop)}`
      return bad('VIOLATED', `${names} (${rest})`)
    }
    case 'incomplete': {
      const stop = check.runs.map((r) => r.result.stop).find((s) => s !== undefined)
      return bad('INCOMPLETE', `nothing is proved: ${seen}, before ${stopText(stop)}`)
    }
    case 'error': {
      const error = check.runs.map((r) => r.result.error).find((e) => e !== undefined)
      return bad('ERROR', error?.message ?? 'unknown')
    }
  }
}

const steps = (n: number): string => counted(n, 'step')

function propertyLines(p: CheckedProperty, all: readonly PropertyResult[], code: CodeResult | undefined, page: Page): string[] {
  const said =
    p.kind === 'witness' && p.verdict === 'holds'
      ? 'reached'
      : p.kind === 'witness' && p.verdict === 'violated'
        ? 'not reached'
        : p.verdict
  const role = p.verdict === 'holds' ? 'good' : 'bad'
  const shown = harmless(p.name)
  const widest = Math.max(...all.map((q) => widthOf(harmless(q.name))))
  const name = shown + ' '.repeat(widest - widthOf(shown))
  const lead = 2 + 11 + 2 + widest + 2
  const other = beside(p, code)
  const length = p.path === undefined ? '' : `in ${steps(p.path.steps.length)}`
  const rest = length === '' && other === '' ? words(p.statement, 'faint') : words(`${length}${other}`.trim())
  // Where there is no room beside the name the statement goes below it.
  const indent = page.width - lead < MIN_STATEMENT ? STATEMENT_BELOW : lead
  const [first = '', ...more] = indented(rest, page, indent)
  const start = `  ${page.paint({ text: said.padEnd(11), role })}  ${name}`
  return indent === lead ? [`${start}  ${first.slice(indent)}`, ...more] : [start, first, ...more]
}

const MIN_STATEMENT = 24
const STATEMENT_BELOW = 15

function details(check: CheckResult, plan: CheckPlan, report: TextReport, page: Page): string[][] {
  const isVerbose = report.detail === 'verbose'
  const searches = check.runs.flatMap(({ result, because }, i) => {
    const rate = result.seconds > 0 ? result.distinct / result.seconds : 0
    const parts = [
      `${count(result.distinct)} distinct of ${count(result.generated)} generated`,
      `${count(rate)} distinct/s`,
      `${counted(result.stateBits, 'bit')} a state`,
      `${count(result.memoryBytes / Math.max(1, result.distinct))} bytes ${result.isOnDisk === true ? 'on disk' : 'with the table'}`,
      counted(result.workers, 'worker'),
      `${result.seconds.toFixed(1)} s${because === undefined ? '' : `; ${because}`}`,
    ]
    return labelled(i === 0 ? 'Search' : 'Search 2', words(parts.join(', ')), page)
  })
  const [main] = check.runs
  if (main === undefined) return [searches]
  const { actions } = main.result
  const never = neverTaken(actions)
  return [
    [...searches, ...labelled('Exact', words('whole states are compared, so no two are ever taken for one'), page)],
    isVerbose || report.guards ? actionTable(actions, report.guards, report.paint) : [],
    [
      ...(never.length > 0 ? indented(words(`Never taken: ${never.join(', ')}`), page, 0) : []),
      ...(plan.settings === undefined ? [] : settingsLines(plan.settings, isVerbose, page)),
      ...assumptionLines(main.model.assumptions, isOwn(main.spec) ? '' : ' about Kafka and its disks', isVerbose, page),
    ],
  ]
}

/** What the model takes for granted: how much it is, or all of it. */
const assumptionLines = (assumptions: readonly string[], about: string, isVerbose: boolean, page: Page): string[] =>
  isVerbose
    ? assumptions.flatMap((text, i) => labelled(i === 0 ? 'Assumes' : '', words(text), page))
    : assumptions.length === 0
      ? []
      : labelled('Assumes', words(`${counted(assumptions.length, 'thing')}${about} (--verbose lists them)`), page)

const ORIGINS: Readonly<Record<string, string>> = {
  set: 'as given',
  kafka: 'defaults of that release',
  model: 'assumed unless set',
}

function settingsLines({ version, entries }: NonNullable<CheckPlan['settings']>, isVerbose: boolean, page: Page): string[] {
  const label = `Kafka ${version}`
  const given = entries.filter((e) => e.origin === 'set')
  const listed = (of: typeof entries): string => of.map((e) => `${e.key}=${e.value}`).join(' ')
  if (!isVerbose) {
    const rest = entries.length - given.length
    const folded = `${counted(rest, given.length > 0 ? 'other by default' : 'setting by default', given.length > 0 ? 'others by default' : 'settings by default')} (--verbose lists them)`
    return labelled(label, words(given.length === 0 ? folded : `${listed(given)} (as given); ${folded}`), page)
  }
  return Object.entries(ORIGINS).flatMap(([origin, said]) => {
    const of = entries.filter((e) => e.origin === origin)
    return of.length === 0 ? [] : labelled(label, words(`${listed(of)} (${said})`), page)
  })
}

function actionTable(actions: readonly ActionCount[], guards: boolean, paint: Paint): string[] {
  const names = actions.map((a) => harmless(a.name))
  const widest = Math.max(6, ...names.map(widthOf))
  const row = (a: string, taken: string, fresh: string) =>
    `${a}${' '.repeat(widest - widthOf(a))}  ${taken.padStart(14)}  ${fresh.padStart(14)}`
  const lines = [paint({ text: row('Action', 'taken', 'new states'), role: 'faint' })]
  for (const [i, action] of actions.entries()) {
    lines.push(row(names[i] ?? '', count(action.taken), count(action.new)))
    if (guards)
      for (const g of action.guards)
        lines.push(
          `    ${count(g.blocked).padStart(12)} times blocked by: ${harmless(g.name)}${g.kind === 'rule' ? '' : ` (${g.kind})`}`,
        )
  }
  return lines
}

/** The report of a mutation run. */
export function mutationText(
  model: Model,
  rows: readonly MutationRow[],
  of: number,
  { program, paint }: Pick<TextReport, 'program' | 'paint'>,
): string {
  const label = ({ mutant }: MutationRow) =>
    harmless(mutant.kind === 'switch' ? mutant.name : `${mutant.action}: ${mutant.guard}`)
  const width = Math.max(...rows.map((r) => widthOf(label(r))), 4)
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
    return `  ${label(row)}${' '.repeat(width - widthOf(label(row)))}  ${paint({ text: harmless(said), role: result.outcome === 'breaks' ? 'good' : result.outcome === 'redundant' ? 'faint' : 'bad' })}`
  })
  const broken = rows.filter((r) => r.result.outcome === 'breaks').length
  return [
    `${paint({ text: `tidemark ${program.version}`, role: 'strong' })}  check --mutate  ${harmless(`${model.name}  ${boundsText(model)}`)}`,
    '',
    'Each rule off in turn, and what breaks without it:',
    '',
    ...lines,
    '',
    `${broken} of ${of} rules are seen to protect something within these bounds${rows.length < of ? `; ${of - rows.length} were not tried` : ''}`,
    '',
  ].join('\n')
}
