/** What `validate` prints for people: a pure function from what it found out to text. */
import { placeText } from '../../config/index.ts'
import type { Item } from '../../text/wrap.ts'
import { INDENT, indented, item, labelled, type Page, table, type TableCell, words } from '../../text/layout.ts'
import type { CodeLoss, Loss, Subject, Validation } from '../../guarantees/result.ts'
import { counted } from '../../text/counted.ts'
import { acceptedLines } from './accepted.ts'
import { breaksBy, cellWords, matrixNote, rowWords, tableNote } from './cells.ts'
import { codeHeadlineOf, codeLossTexts, defectsOfLosses } from './code.ts'
import { type ConfigRow, configRows, isGiven, notesOf, offsetsRows, warningsOf } from './configuration.ts'
import { boundsLine, boundsLines, exploredText } from './explored.ts'
import { headlineOf, missingTexts, neverHeldRuns, otherDeltas, vacuousText } from './headline.ts'
import { causesText, changePlaces, changeText, destroyedText, lossWord, restoreTexts, underText, weakerText } from './losses.ts'
import { transactionsAnswers, transactionsBlocks } from './transactions.ts'
import { envelopeTitle, guaranteeTitle, notAskedTexts, promiseOf, sidesOf, topicsText } from './names.ts'
import { ranked } from '../../guarantees/rank.ts'
import { grouped } from '../../text/grouped.ts'
import type { Paint } from '../../text/span.ts'
import type { Program } from '../program.ts'
import { type Headline, strictly } from '../strictly.ts'

export type Detail = 'quiet' | 'folded' | 'verbose'

export interface ValidationText {
  readonly program: Program
  readonly paint: Paint
  /** Columns of the terminal; at least 40 are used. */
  readonly width: number
  /** Without steps, effective configuration and bounds; with what is worth a line of them; with everything, topic by topic. */
  readonly detail: Detail
  /** Whether the answers of the code count as those of the design do. */
  readonly strict?: boolean
}

const MIN_WIDTH = 40
/** The column of actions takes no more than this. */
const MAX_ACTION = 24

/** A report with more lines than this ends with its answer again: the beginning has left the screen. */
const SCREEN = 24

/** Of so many groups of topics each has a table of its own; more are one table. */
const FEW = 2

/** The report of a validation, each line ended by a newline: the answer first and, when the report is long, last. */
export function validationText(
  validation: Validation,
  { program, paint, width, detail, strict = false }: ValidationText,
): string {
  const page: Page = { paint, width: Math.max(MIN_WIDTH, Math.floor(width)) }
  const { subjects } = validation
  const notAsked = strict && validation.code.verdict === 'not asked'
  const designed = (subject: Subject): Headline => strictly(headlineOf(subject), notAsked)
  const answer =
    subjects.length > 1
      ? overview(validation, designed, page)
      : subjects.flatMap((s) => headlineLines(validation, s, designed, page))
  const isMatrix = subjects.length > FEW && detail !== 'verbose'
  const blocks = [
    validation.destroyed.flatMap((one) => labelled('LOST', words(destroyedText(one)), page, 'bad')),
    ...(isMatrix ? [indented(titleOf(`${subjects.length} groups of topics`, validation, program), page, 0)] : []),
    ...(subjects.length > 1 ? [answer] : []),
    ...(isMatrix
      ? matrixBlocks(validation, program, page)
      : subjects.flatMap((subject) => subjectBlocks(validation, subject, designed, program, page, detail))),
    ...(subjects.length + validation.destroyed.length === 0
      ? [labelled('VACUOUS', words('no topic changes, so nothing was checked'), page)]
      : []),
    ...transactionsBlocks(validation, program, page),
    ...unreadLines(validation, page),
    acceptedLines(validation).flatMap(({ label, text }) => labelled(label, words(text), page)),
    closing(validation, page, detail),
  ].filter((lines) => lines.length > 0)
  const isLong = blocks.reduce((sum, lines) => sum + lines.length + 1, 0) > SCREEN
  return [...blocks, ...(isLong && answer.length > 0 ? [answer] : [])]
    .map((lines) => lines.map((line) => `${line.trimEnd()}\n`).join(''))
    .join('\n')
}

const titleOf = (of: string, { level }: Validation, { version }: Program): Item[] =>
  [`tidemark ${version}`, 'validate', of, level].map((text, i) =>
    item(`${text}${i < 3 ? ' ' : ''}`, i === 0 ? 'strong' : 'plain'),
  )

/** By design, then by the code: two answers, each in its own colour. */
const headlineLines = (
  validation: Validation,
  subject: Subject,
  designed: (subject: Subject) => Headline,
  page: Page,
): string[] => {
  const { word, text, role } = designed(subject)
  const code = codeHeadlineOf(validation, subject)
  return [
    ...labelled(word, words(text), page, role),
    ...labelled(code.word, words(code.text), page, code.role),
    ...transactionsAnswers(validation, subject.topics, page),
  ]
}

/** Which topics have which answer, by design and by the code; what is said of all of them is said once. */
const overview = (validation: Validation, designed: (subject: Subject) => Headline, page: Page): string[] => {
  const { subjects } = validation
  const topics = (of: readonly Subject[]) => words(of.map((subject) => topicsText(subject)).join('; '))
  const byDesign = [...grouped(subjects, (subject) => designed(subject).word)].flatMap(([word, of]) =>
    labelled(word, topics(of), page, designed(of[0]).role),
  )
  const byCode = grouped(subjects, (subject) => JSON.stringify(codeHeadlineOf(validation, subject)))
  const coded = [...byCode.values()].flatMap((of) => {
    const { word, text, role } = codeHeadlineOf(validation, of[0])
    return labelled(word, [...(byCode.size === 1 ? [] : [...topics(of), item('·')]), ...words(text)], page, role)
  })
  return [...byDesign, ...coded, ...subjects.flatMap(({ topics }) => transactionsAnswers(validation, topics, page))]
}

/** Topics by guarantees, then what is lost, each loss once for all topics that have it. */
function matrixBlocks(validation: Validation, program: Program, page: Page): string[][] {
  const { subjects, guarantees } = validation
  const rows = ranked(subjects).map((subject): TableCell[] => [
    { text: topicsText(subject), role: 'plain' },
    breaksBy(subject),
    ...guarantees.map((guarantee) => rowWords(validation, subject, guarantee)),
  ])
  const head: TableCell[] = ['topics', 'breaks by', ...guarantees.map(guaranteeTitle)].map((text) => ({ text, role: 'strong' }))
  const drawn = table(head, rows, page, { rules: true })
  const listed = (): string[] =>
    rows.flatMap(([topics, ...cells]) => [
      ...indented(words(topics?.text ?? '', 'strong'), page, 0),
      ...cells.flatMap(({ text, role, beside }, i) =>
        indented(
          [
            ...words(`${i === 0 ? 'breaks by' : guaranteeTitle(guarantees[i - 1] ?? '')}:`),
            ...words(text, role),
            ...(beside === undefined ? [] : words(beside.text, beside.role)),
          ],
          page,
          2,
        ),
      ),
    ])
  const told = subjects.flatMap((subject) => subject.losses.map((loss) => ({ subject, loss })))
  const same = grouped(told, ({ subject, loss }) =>
    JSON.stringify([lossWord(subject, loss), loss.guarantee, loss.envelopes, loss.story.steps, loss.causes.map(changeText)]),
  )
  return [
    [...(drawn ?? listed()), '', ...indented(words(matrixNote(validation), 'faint'), page, 0)],
    ...[...same.values()].map(([{ subject, loss }, ...others]) =>
      shortLossLines([subject, ...others.map((o) => o.subject)], loss, program, page),
    ),
    codeLines(
      validation,
      subjects.flatMap((subject) => subject.codeLosses),
      program,
      page,
    ),
    [...grouped(subjects, (subject) => [...warningLines(subject, page), ...missingLines(subject, page)].join('\n'))].flatMap(
      ([lines, of]) =>
        lines === '' ? [] : [...indented(words(`${of.map((s) => topicsText(s)).join('; ')}:`, 'strong'), page, 0), lines],
    ),
  ]
}

/** A loss where many are told: what caused it, why, what restores it, and the command that tells the rest. */
function shortLossLines(subjects: readonly [Subject, ...Subject[]], loss: Loss, program: Program, page: Page): string[] {
  const [subject] = subjects
  const topics = subjects.map((s) => topicsText(s)).join('; ')
  const paragraph = (label: string, text: string): string[] => (text === '' ? [] : labelled(label, words(text), page))
  return [
    ...labelled(
      lossWord(subject, loss),
      [...words(guaranteeTitle(loss.guarantee), 'strong'), ...words(`${underText(loss)}: ${topics}`)],
      page,
      'bad',
    ),
    ...paragraph('', weakerText(loss)),
    ...loss.causes.flatMap((cause, i) => paragraph(i === 0 ? 'Cause' : '', changeText(cause))),
    ...paragraph('Because', loss.story.because),
    ...restoreTexts(loss).flatMap((text, i) => paragraph(i === 0 ? 'Restore' : '', text)),
    ...(loss.cell.trace === undefined ? [] : labelled('Replay', [item(program.commandLine('trace', loss.cell.trace))], page)),
  ]
}

/** Files that were passed over. */
const unreadLines = ({ unread }: Validation, page: Page): string[][] =>
  unread === undefined || unread.length === 0
    ? []
    : [
        unread.flatMap(({ file, reason }, i) =>
          labelled(i === 0 ? 'Not read' : '', [item(`${file}:`), ...words(reason)], page, 'bad'),
        ),
      ]

function subjectBlocks(
  validation: Validation,
  subject: Subject,
  designed: (subject: Subject) => Headline,
  program: Program,
  page: Page,
  detail: Detail,
): string[][] {
  const [first = [], ...losses] = subject.losses.map((loss) => lossLines(subject, loss, program, page, detail))
  return [
    indented(titleOf(topicsText(subject), validation, program), page, 0),
    [...headlineLines(validation, subject, designed, page), ...warningLines(subject, page)],
    guaranteeTable(validation, subject, page),
    first,
    ...losses,
    codeLines(validation, subject.codeLosses, program, page),
    summaryLines(subject, program, page),
    ...(detail === 'quiet' ? [] : [configLines(subject, page, detail)]),
    keyLines(subject, page),
    ...(detail === 'quiet' ? [] : [boundsBlock(subject, page, detail)]),
  ]
}

function guaranteeTable(validation: Validation, subject: Subject, page: Page): string[] {
  const { guarantees, envelopes } = validation
  const note = tableNote(validation, subject)
  const rows = guarantees.map((guarantee): TableCell[] => [
    { text: guaranteeTitle(guarantee), role: 'plain' },
    ...envelopes.map((envelope) => cellWords(subject, guarantee, envelope)),
  ])
  const head: TableCell[] = ['guarantee', ...envelopes.map(envelopeTitle)].map((text) => ({ text, role: 'strong' }))
  const drawn = table(head, rows, page, { rules: true })
  const below = note === '' ? [] : ['', ...indented(words(note, 'faint'), page, 0)]
  return [...(drawn ?? listOfCells(validation, subject, page)), ...below]
}

/** The table where it does not fit. */
const listOfCells = ({ guarantees, envelopes }: Validation, subject: Subject, page: Page): string[] =>
  guarantees.flatMap((guarantee) => [
    ...indented(words(guaranteeTitle(guarantee), 'strong'), page, 0),
    ...envelopes.flatMap((envelope) => {
      const { text, role, beside } = cellWords(subject, guarantee, envelope)
      const said = [...words(text, role), ...(beside === undefined ? [] : words(beside.text, beside.role))]
      return indented([...words(`${envelopeTitle(envelope)}:`), ...said], page, 2)
    }),
  ])

function lossLines(subject: Subject, loss: Loss, program: Program, page: Page, detail: Detail): string[] {
  const { story, cell } = loss
  const title = [...words(guaranteeTitle(loss.guarantee), 'strong'), ...words(underText(loss))]
  const promise = promiseOf(loss.guarantee)
  const lines = [
    ...labelled(lossWord(subject, loss), title, page, 'bad'),
    ...(promise === '' ? [] : indented(words(promise), page)),
    ...(weakerText(loss) === '' ? [] : indented(words(weakerText(loss), 'strong'), page)),
  ]
  const section = (label: string, text: string): void => {
    if (text !== '') lines.push(...labelled(label, words(text), page))
  }
  loss.causes.forEach((cause, i) => {
    const items = [...words(changeText(cause)), item(`(${changePlaces(cause)})`, 'faint')]
    lines.push(...labelled(i === 0 ? 'Cause' : '', items, page))
  })
  if (loss.causes.length > 1) lines.push(...indented(words(causesText(loss)), page))
  section('Let', story.promise.join(' '))
  section('Then', story.turns.join(' '))
  section('Because', story.because)
  section('Prevent', story.prevented ?? '')
  if (detail !== 'quiet') lines.push(...stepLines(loss, page))
  restoreTexts(loss).forEach((text, i) => lines.push(...labelled(i === 0 ? 'Restore' : '', words(text), page)))
  if (cell.trace !== undefined) {
    lines.push(...labelled('Trace', [item(cell.trace)], page))
    lines.push(...labelled('Replay', [item(program.commandLine('trace', cell.trace))], page))
  }
  return lines
}

/** What the code alone breaks, the defects in it and what avoids them, and how its shortest run is read. */
function codeLines(validation: Validation, losses: readonly CodeLoss[], program: Program, page: Page): string[] {
  if (losses.length === 0) return []
  const [shortest] = losses
    .filter(({ cell }) => cell.trace !== undefined)
    .toSorted((a, b) => (a.cell.steps ?? Infinity) - (b.cell.steps ?? Infinity))
  return [
    ...codeLossTexts(losses).flatMap((text, i) => labelled(i === 0 ? 'By code' : '', words(text), page)),
    ...defectsOfLosses(validation, losses).flatMap(({ id, text }) => labelled(id, words(text), page)),
    ...(shortest?.cell.trace === undefined
      ? []
      : labelled('Replay', [item(program.commandLine('trace', shortest.cell.trace))], page)),
  ]
}

function stepLines({ story, cell }: Loss, page: Page): string[] {
  const { steps, sameAs } = story
  if (sameAs !== undefined)
    return labelled('Steps', words(`the ${counted(steps.length, 'step')} above: ${guaranteeTitle(sameAs)}`), page)
  if (steps.length === 0) return []
  const digits = Math.max(...steps.map(({ step }) => String(step).length))
  const lead = INDENT + digits + 2
  const action = Math.min(MAX_ACTION, Math.max(...steps.map((s) => s.action.length)))
  const shortest = `${counted(steps.length, 'step')}, a shortest run under ${envelopeTitle(cell.envelope)}:`
  return [
    ...labelled('Steps', words(shortest), page),
    ...steps.flatMap((s) => {
      const items = [item(s.action.padEnd(action + 1), 'strong'), ...words(s.summary)]
      const [first = '', ...rest] = indented(items, page, lead)
      const number = page.paint({ text: String(s.step).padStart(digits), role: 'faint' })
      return [`${' '.repeat(INDENT)}${number}  ${first.slice(lead)}`, ...rest]
    }),
  ]
}

function summaryLines(subject: Subject, program: Program, page: Page): string[] {
  const { gained, stronger, never } = otherDeltas(subject)
  const vacuous = vacuousText(subject)
  const paragraph = (label: string, text: string): string[] => (text === '' ? [] : labelled(label, words(text), page))
  return [
    ...paragraph('Gained', gained),
    ...paragraph('Stronger', stronger),
    ...paragraph('Not held', never === '' ? '' : `before or after: ${never}`),
    ...neverHeldRuns(subject).flatMap(({ said, trace }) =>
      labelled('Replay', [...words(`${said}:`), item(program.commandLine('trace', trace))], page),
    ),
    ...paragraph(
      'Vacuous',
      vacuous === '' ? '' : `nothing was promised, so nothing could be broken, which is no proof: ${vacuous}`,
    ),
    ...missingLines(subject, page),
    ...subject.rolloutNotes.flatMap((note) => paragraph('Roll-out', note)),
  ]
}

const missingLines = (subject: Subject, page: Page): string[] =>
  missingTexts(subject).flatMap((text) => labelled('Missing', words(text), page))

function configLines(subject: Subject, page: Page, detail: Detail): string[] {
  const sides = sidesOf(subject)
  const rows = configRows(subject)
  const offsets = offsetsRows(subject)
  const version: ConfigRow = {
    key: 'Kafka',
    values: sides.map((side) => ({ key: 'Kafka', value: side.version, source: '' })),
    changed: sides.some((side) => side.version !== sides[0]?.version),
  }
  const row = (r: ConfigRow, prefix = ''): TableCell[] => [
    { text: `${prefix}${r.key}${r.changed ? ' (changed)' : ''}`, role: r.changed ? 'strong' : 'plain' },
    ...r.values.map((value, i): TableCell => {
      if (value === undefined) return { text: 'not set', role: 'faint' }
      const where = value.place === undefined ? value.source : `${value.source}, ${placeText(value.place)}`
      const text =
        value.source === '' && value.place === undefined
          ? value.value
          : `${value.value === '' ? 'empty' : value.value} (${where})`
      return { text, role: r.changed ? (i === 0 ? 'old' : 'new') : 'plain' }
    }),
  ]
  const head = ['effective configuration', ...sides.map((side) => side.label)].map((text): TableCell => ({
    text,
    role: 'strong',
  }))
  const isShown = (r: ConfigRow): boolean => detail === 'verbose' || isGiven(r)
  const all = [
    row(version),
    ...rows.filter(isShown).map((r) => row(r)),
    ...offsets.filter(isShown).map((r) => row(r, '__consumer_offsets: ')),
  ]
  const folded = [...rows, ...offsets].filter((r) => !isShown(r)).length
  return [
    ...(table(head, all, page, { breakable: MIN_COLUMN }) ?? []),
    ...(folded === 0
      ? []
      : labelled(
          'Defaults',
          words(`${counted(folded, 'other setting')} as Kafka has ${folded === 1 ? 'it' : 'them'} by default ${UNFOLD}`),
          page,
        )),
    ...sides
      .filter((side) => side.files.length > 0)
      .flatMap((side) =>
        labelled(
          'Files',
          side.files.map((file, i) => item(`${i === 0 && sides.length > 1 ? `${side.label}: ` : ''}${file}`)),
          page,
        ),
      ),
  ]
}

/** A column of the configuration is never narrower: three of them fit in the smallest page. */
const MIN_COLUMN = 12

const warningLines = (subject: Subject, page: Page): string[] =>
  warningsOf(subject).flatMap(({ label, text }) => labelled(label, words(text), page))

function keyLines(subject: Subject, page: Page): string[] {
  const sides = sidesOf(subject)
  const notes = notesOf(subject).flatMap((note) => labelled('Note', words(note), page))
  const keys = sides
    .filter((side) => side.ignored > 0)
    .flatMap(({ label, ignored }) => {
      const of = sides.length > 1 ? `${label}: ` : ''
      return labelled('Ignored', words(`${of}${counted(ignored, 'key')} without influence on replication`), page)
    })
  return [...notes, ...keys]
}

/** What says more. */
const UNFOLD = '(--verbose lists them)'

const boundsBlock = (subject: Subject, page: Page, detail: Detail): string[] =>
  detail === 'verbose'
    ? boundsLines(subject).flatMap(({ who, text }, i) => labelled(i === 0 ? 'Bounds' : '', words(`${who}: ${text}`), page))
    : labelled('Bounds', words(`${boundsLine(subject)} (--verbose says which where)`), page)

const closing = (validation: Validation, page: Page, detail: Detail): string[] => [
  ...notAskedTexts(validation).flatMap((text, i) => labelled(i === 0 ? 'Not asked' : '', words(text), page)),
  ...labelled('Explored', words(exploredText(validation)), page),
  ...(detail === 'verbose'
    ? validation.assumptions.flatMap((text, i) => labelled(i === 0 ? 'Assumes' : '', words(text), page))
    : validation.assumptions.length === 0
      ? []
      : labelled(
          'Assumes',
          words(`${counted(validation.assumptions.length, 'thing')} about Kafka and its disks ${UNFOLD}`),
          page,
        )),
]
