import { is } from 'immutable'
import { diffStates } from './diff.ts'
import type { PropertyStatus, ReportData, StepData, StoryData } from './report-types.ts'
import { boundsInWords } from '../model/bound-words.ts'
import { printable } from '../text/printable.ts'
import { INITIAL } from './step-data.ts'
import { describeTraceStep, type Trace, type TraceStatus } from './trace.ts'
import { describeChange, describeState } from './words.ts'
import { type Item, wrapItems } from '../text/wrap.ts'
import type { Paint, Role, Span } from '../text/span.ts'

export interface TextOptions {
  /** Colours spans by role, for instance with `util.styleText`; nothing is coloured without it. */
  readonly paint?: Paint | undefined
  /** Columns of the terminal; at least 20 are used. */
  readonly width: number
  /** Ends with the whole final state. */
  readonly all?: boolean | undefined
  /** What `reportData` makes of the same trace: adds the story, and says where a property changes. */
  readonly report?: ReportData | undefined
}

const MIN_WIDTH = 20
/** The action column takes no more than this; a longer step starts its changes on a line of their own. */
const MAX_ACTION = 32
/** Changes with less room than this beside the action go below it. */
const MIN_CHANGES = 36

const ROLES: Readonly<Record<TraceStatus, Role>> = {
  violated: 'bad',
  deadlock: 'bad',
  error: 'bad',
  reached: 'good',
  taken: 'strong',
}

const plain: Paint = (span) => span.text
const item = (text: string, role: Role = 'plain'): Item => [{ text, role }]
const words = (text: string): Item[] =>
  text
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => item(word))

/**
 * The story of a trace as text, each line ended by a newline: what was found, the initial state, per step what changed and
 * nothing else, and last why the property is false and what it says.
 */
export function renderText(trace: Trace, options: TextOptions): string {
  const width = Math.max(MIN_WIDTH, Math.floor(options.width))
  const paint = options.paint ?? plain
  const lines = [...header(trace, options.report, width, paint), ...brokersLines(options.report, width, paint), '']

  const rows = rowsOf(trace, options)
  const numberWidth = String(trace.steps.length).length
  const gutter = numberWidth + 4
  const longest = rows.reduce((n, row) => Math.max(n, row.label.length), 0)
  const column = gutter + Math.min(longest, MAX_ACTION) + 2
  const isBeside = width - column >= MIN_CHANGES
  for (const row of rows)
    lines.push(...renderRow(row, { numberWidth, gutter, column: isBeside ? column : undefined, width, paint }))

  lines.push('')
  const story = options.report?.story
  if (story !== undefined) lines.push(...storyLines(story, trace, width, paint))
  else if (trace.why !== undefined && trace.why.trim() !== '') lines.push(...labelled('Why', words(trace.why), width, paint))
  const { name, statement } = trace.property
  lines.push(...labelled('Property', [item(`${name}:`, 'strong'), ...words(statement)], width, paint))
  return lines.map((line) => `${line}\n`).join('')
}

function header(trace: Trace, report: ReportData | undefined, width: number, paint: Paint): string[] {
  const bounds = boundsInWords(trace.model, trace.bounds)
  const steps = trace.steps.length === 1 ? '1 step' : `${trace.steps.length} steps`
  const found: Item = [
    { text: trace.status.toUpperCase(), role: isHarm(report, trace.property.name) ? 'bad' : ROLES[trace.status] },
    { text: '  ', role: 'plain' },
    { text: trace.property.name, role: 'strong' },
  ]
  return wrapItems(separated([found, item(trace.model), item(bounds.join(', ')), item(steps)]), width, 0, 2, paint)
}

const isHarm = (report: ReportData | undefined, property: string): boolean =>
  report?.properties.some(({ name, harm }) => name === property && harm === true) === true

function brokersLines(report: ReportData | undefined, width: number, paint: Paint): string[] {
  if (report?.brokers === undefined) return []
  const { kafka, outcome, said } = report.brokers
  const found: Item = [{ text: printable(outcome.toUpperCase()), role: outcome === 'confirmed' ? 'bad' : 'strong' }]
  return wrapItems([found, ...words(printable(`on Kafka ${kafka}: ${said.join('; ')}`))], width, 0, 2, paint)
}

interface Row {
  readonly number: string
  readonly label: string
  /** What happens, in a sentence, when that is known. */
  readonly summary?: string | undefined
  readonly items: readonly Item[]
  /** What a real Kafka showed after it. */
  readonly seen?: readonly string[] | undefined
}

/** The fields that the trace changes: of the initial state only these tell something. All of them when nothing changes. */
function changing(trace: Trace): ReadonlySet<string> | undefined {
  const names = trace.variables.map((v) => v.name)
  const changed = names.filter((name) =>
    trace.states.some((s) => !is(s.get(name, undefined), trace.states[0]?.get(name, undefined))),
  )
  return changed.length === 0 ? undefined : new Set(changed)
}

function rowsOf(trace: Trace, { all, report }: TextOptions): Row[] {
  const [initial, last] = [trace.states[0], trace.states.at(-1)]
  const rows: Row[] = []
  const begins = report?.steps[0]?.summary
  if (initial !== undefined)
    rows.push({
      number: '0',
      label: 'Init',
      summary: begins === INITIAL ? undefined : begins,
      items: describeState(initial, all === true ? undefined : changing(trace)),
      seen: report?.steps[0]?.seen,
    })
  trace.steps.forEach((step, i) => {
    const [before, after] = [trace.states[i], trace.states[i + 1]]
    const changes: Span[][] = before && after ? diffStates(before, after).map(describeChange) : []
    const items = changes.length === 0 ? [item('nothing changed', 'faint')] : changes
    const turns = turnsOf(report, report?.steps[i]?.properties, report?.steps[i + 1]?.properties)
    rows.push({
      number: String(i + 1),
      label: printable(describeTraceStep(step)),
      summary: report?.steps[i + 1]?.summary,
      items: [...items, ...alarms(report?.steps[i], report?.steps[i + 1]), ...turns],
      seen: report?.steps[i + 1]?.seen,
    })
  })
  if (all === true && last !== undefined) rows.push({ number: '', label: 'Final state', items: describeState(last) })
  return rows
}

/** The metrics that operators alert on, of whom they have become other than a step before: `b0 alerts UnderReplicatedPartitions`. */
function alarms(before: StepData | undefined, after: StepData | undefined): Item[] {
  const [old, now] = [alertsOf(before), alertsOf(after)]
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((lane) => old.get(lane) !== now.get(lane))
    .map((lane) => item(`${lane} alerts ${now.get(lane) ?? 'no more'}`, now.has(lane) ? 'strong' : 'faint'))
}

/** What each lane of a picture alerts on. */
function alertsOf(step: StepData | undefined): ReadonlyMap<string, string> {
  const picture = step?.picture
  if (picture === undefined || 'lanes' in picture) return new Map()
  const lanes = [...picture.replicas, { id: 'the controller', facts: picture.controller.facts }]
  return new Map(lanes.flatMap(({ id, facts }) => facts.flatMap((fact) => (fact.name === 'alerts' ? [[id, fact.value]] : []))))
}

/** The properties that say something else than a step before: `StrongIsr violated`. */
function turnsOf(
  report: ReportData | undefined,
  before: readonly PropertyStatus[] | undefined,
  after: readonly PropertyStatus[] | undefined,
): Item[] {
  return (after ?? []).flatMap(({ name, status }, i) => {
    if (status === before?.[i]?.status) return []
    const isBad = status === 'violated' || (status === 'reached' && isHarm(report, name))
    return [item(`${name} ${status}`, isBad ? 'bad' : status === 'not reached' ? 'faint' : 'good')]
  })
}

/** Let, then, because, each sentence with its step; what would have prevented it; which steps were needed. */
function storyLines(story: StoryData, trace: Trace, width: number, paint: Paint): string[] {
  const told = (sentences: StoryData['promise']) =>
    sentences.flatMap(({ text, step }) => [...words(text), ...(step === undefined ? [] : [item(`(step ${step})`, 'faint')])])
  const needed = trace.steps.length - story.context.length
  const steps =
    story.context.length === 0
      ? 'None can be left out: without any one of them the others cannot be taken, or nothing is violated.'
      : `${needed} of ${trace.steps.length} are needed. Context, and not cause: ${story.context.join(', ')}.`
  const parts: readonly (readonly [string, readonly Item[]])[] = [
    ['Let', told(story.promise)],
    ['Then', told(story.turns)],
    ['Because', words(story.because)],
    ['Prevent', story.prevented.flatMap(words)],
    ['Steps', words(steps)],
  ]
  return parts.flatMap(([label, items]) => (items.length === 0 ? [] : labelled(label, items, width, paint)))
}

interface Columns {
  readonly numberWidth: number
  readonly gutter: number
  /** Where the changes start; undefined to put them below the action. */
  readonly column: number | undefined
  readonly width: number
  readonly paint: Paint
}

function renderRow(
  { number, label, summary, items, seen = [] }: Row,
  { numberWidth, gutter, column, width, paint }: Columns,
): string[] {
  const lead = `  ${paint({ text: number.padStart(numberWidth), role: 'faint' })}  `
  const indent = column ?? gutter + 2
  const [first = '', ...more] = wrapItems([item(label, 'strong')], width, gutter, gutter, paint)
  const said = summary === undefined ? [] : wrapItems(words(summary), width, indent, indent, paint)
  const [start = '', ...rest] = [
    ...said,
    ...indented(wrapItems(separated(items), width, indent, indent, paint), said.length > 0 ? indent : 0),
    ...seen.flatMap((line, i) => {
      const items = words(printable(`${i === 0 ? 'brokers: ' : ''}${line}`)).map((span) =>
        [...span].map((s): Span => ({ ...s, role: 'faint' })),
      )
      return indented(wrapItems(items, width, indent, indent + 2, paint), indent)
    }),
  ]
  if (column !== undefined && more.length === 0 && gutter + label.length + 2 <= column)
    return [`${lead}${first}${' '.repeat(column - gutter - label.length)}${start}`, ...rest]
  return [`${lead}${first}`, ...more, `${' '.repeat(indent)}${start}`, ...rest]
}

/** The first of wrapped lines comes without its indent; here it gets one. */
const indented = (lines: readonly string[], indent: number): string[] =>
  lines.map((line, i) => (i === 0 ? ' '.repeat(indent) + line : line))

/** Items with a middle dot after each but the last. */
const separated = (items: readonly Item[]): Item[] =>
  items
    .filter((i) => i.some((s) => s.text !== ''))
    .map((i, n, kept) => (n + 1 < kept.length ? [...i, { text: ' ·', role: 'faint' }] : i))

function labelled(label: string, items: readonly Item[], width: number, paint: Paint): string[] {
  const indent = 'Property'.length + 2
  const [first = '', ...rest] = wrapItems(items, width, indent, indent, paint)
  return [`${paint({ text: label, role: 'strong' })}${' '.repeat(indent - label.length)}${first}`, ...rest]
}
