/** What `validate` prints for people: a pure function from what it found out to text. */
import type { Item } from '../../text/wrap.ts'
import { indented, item, labelled, type Page, table, type TableCell, verbatim, words } from '../../text/layout.ts'
import type { Loss, Subject, Validation } from '../../guarantees/result.ts'
import { counted } from '../../text/counted.ts'
import { acceptedLines } from './accepted.ts'
import { breaksBy, matrixNote, rowWords, tableNote } from './cells.ts'
import { warningsOf } from './configuration.ts'
import { boundsLine, boundsLines, exploredText } from './explored.ts'
import { isToldBefore, markedWords, markNote, otherwise } from './either-way.ts'
import { missingTexts, neverHeldRuns, otherDeltas, vacuousText } from './headline.ts'
import {
  answerLines,
  destroyedLines,
  eitherWayLines,
  headlineLines,
  otherRemedyLines,
  passedOverLines,
  unreadLines,
  vacuousLines,
} from './overview.ts'
import { lossWord, underText } from './losses.ts'
import { transactionsBlocks } from './transactions.ts'
import { assumingText, envelopeTitle, guaranteeTitle, notAskedTexts, topicsOfAll, topicsText } from './names.ts'
import { ranked } from '../../guarantees/rank.ts'
import { grouped } from '../../text/grouped.ts'
import type { Paint } from '../../text/span.ts'
import type { Program } from '../program.ts'
import type { Detail } from './detail.ts'
import { configLines, keyLines, UNFOLD } from './text-configuration.ts'
import { codeLines, lossLines, lossesOfMany } from './text-losses.ts'
import { quietBlocks } from './text-quiet.ts'

export interface ValidationText {
  readonly program: Program
  readonly paint: Paint
  /** Columns of the terminal; at least 40 are used. */
  readonly width: number
  /** The answer alone; with what is worth a line of them; with everything, topic by topic. */
  readonly detail: Detail
}

const MIN_WIDTH = 40
/** A report with more lines than this ends with its answer again: the beginning has left the screen. */
const SCREEN = 24

/** Of so many groups of topics each has a table of its own; more are one table. */
const FEW = 2

/** The report of a validation, each line ended by a newline: the answer first and, when the report is long, last. */
export function validationText(validation: Validation, { program, paint, width, detail }: ValidationText): string {
  const page: Page = { paint, width: Math.max(MIN_WIDTH, Math.floor(width)) }
  const { subjects } = validation
  if (detail === 'quiet') return joined(quietBlocks(validation, program, page))
  const answer = answerLines(validation, page)
  const isMatrix = subjects.length > FEW && detail !== 'verbose'
  const blocks = [
    destroyedLines(validation, page),
    ...(isMatrix ? [indented(titleOf(`${subjects.length} groups of topics`, validation, program), page, 0)] : []),
    ...(subjects.length > 1 ? [answer] : []),
    ...eitherWayLines(validation, !isMatrix, page),
    ...(subjects.length > 1 ? [unreadLines(validation, page)] : []),
    ...(isMatrix
      ? matrixBlocks(validation, program, page)
      : subjects.flatMap((subject) => subjectBlocks(validation, subject, program, page, detail))),
    vacuousLines(validation, page),
    ...transactionsBlocks(validation, program, page),
    passedOverLines(validation, page),
    acceptedLines(validation).flatMap(({ label, text }) => labelled(label, words(text), page)),
    closing(validation, page, detail),
  ].filter((lines) => lines.length > 0)
  const isLong = blocks.reduce((sum, lines) => sum + lines.length + 1, 0) > SCREEN
  return joined([...blocks, ...(isLong && answer.length > 0 ? [answer] : [])])
}

/** Blocks of lines with an empty line between each two. */
const joined = (blocks: readonly (readonly string[])[]): string =>
  blocks.map((lines) => lines.map((line) => `${line.trimEnd()}\n`).join('')).join('\n')

const titleOf = (of: string, { level }: Validation, { version }: Program): Item[] =>
  [`tidemark ${version}`, 'validate', of, level].map((text, i) =>
    item(`${text}${i < 3 ? ' ' : ''}`, i === 0 ? 'strong' : 'plain'),
  )

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
  return [
    [...(drawn ?? listed()), '', ...indented(words(matrixNote(validation), 'faint'), page, 0)],
    ...lossesOfMany(subjects, ({ story }) => [story.steps], program, page, 'folded'),
    otherRemedyLines(subjects, page),
    codeLines(validation, subjects, program, page),
    [
      ...grouped(subjects, (subject) => [...warningLines(subject, page, true), ...missingLines(subject, page)].join('\n')),
    ].flatMap(([lines, of]) => (lines === '' ? [] : [...indented(words(`${topicsOfAll(of)}:`, 'strong'), page, 0), lines])),
  ]
}

function subjectBlocks(validation: Validation, subject: Subject, program: Program, page: Page, detail: Detail): string[][] {
  const other = otherwise(validation, subject)
  const before = other !== undefined && isBefore(validation, other, subject) ? other : undefined
  const isTold = (loss: Loss): boolean => detail !== 'verbose' && isToldBefore(before, loss)
  const [first = [], ...losses] = [
    ...subject.losses.filter((loss) => !isTold(loss)).map((loss) => lossLines(subject, loss, program, page)),
    ...subject.losses.filter(isTold).map((loss) => toldLines(subject, loss, before, page)),
  ]
  return [
    indented(titleOf(topicsText(subject), validation, program), page, 0),
    [...headlineLines(validation, subject, page), ...warningLines(subject, page, validation.subjects.length > 1)],
    guaranteeTable(validation, subject, other, page),
    first,
    ...losses,
    codeLines(validation, [subject], program, page),
    summaryLines(subject, program, page),
    configLines(subject, page, detail),
    keyLines(subject, page),
    boundsBlock(subject, page, detail),
  ]
}

const isBefore = ({ subjects }: Validation, one: Subject, other: Subject): boolean =>
  subjects.indexOf(one) < subjects.indexOf(other)

/** A loss that the table before has told. */
const toldLines = (subject: Subject, loss: Loss, before: Subject | undefined, page: Page): string[] =>
  labelled(
    lossWord(subject, loss),
    [
      ...words(guaranteeTitle(loss.guarantee), 'strong'),
      ...words(`${underText(loss)}: as told above${before === undefined ? '' : assumingText(before)}`),
    ],
    page,
    'bad',
  )

function guaranteeTable(validation: Validation, subject: Subject, other: Subject | undefined, page: Page): string[] {
  const { guarantees, envelopes } = validation
  const note = [markNote(other), tableNote(validation, subject)].filter((text) => text !== '').join(' ')
  const rows = guarantees.map((guarantee): TableCell[] => [
    { text: guaranteeTitle(guarantee), role: 'plain' },
    ...envelopes.map((envelope) => markedWords(other, subject, guarantee, envelope)),
  ])
  const head: TableCell[] = ['guarantee', ...envelopes.map(envelopeTitle)].map((text) => ({ text, role: 'strong' }))
  const drawn = table(head, rows, page, { rules: true })
  const below = note === '' ? [] : ['', ...indented(words(note, 'faint'), page, 0)]
  return [...(drawn ?? listOfCells(validation, subject, other, page)), ...below]
}

/** The table where it does not fit. */
const listOfCells = ({ guarantees, envelopes }: Validation, subject: Subject, other: Subject | undefined, page: Page): string[] =>
  guarantees.flatMap((guarantee) => [
    ...indented(words(guaranteeTitle(guarantee), 'strong'), page, 0),
    ...envelopes.flatMap((envelope) => {
      const { text, role, beside } = markedWords(other, subject, guarantee, envelope)
      const said = [...words(text, role), ...(beside === undefined ? [] : words(beside.text, beside.role))]
      return indented([...words(`${envelopeTitle(envelope)}:`), ...said], page, 2)
    }),
  ])

function summaryLines(subject: Subject, program: Program, page: Page): string[] {
  const { gained, stronger, never } = otherDeltas(subject)
  const vacuous = vacuousText(subject)
  const paragraph = (label: string, text: string): string[] => (text === '' ? [] : labelled(label, words(text), page))
  return [
    ...paragraph('Gained', gained),
    ...paragraph('Stronger', stronger),
    ...paragraph('Not held', never === '' ? '' : `before or after: ${never}`),
    ...neverHeldRuns(subject).flatMap(({ said, trace }) =>
      labelled('Replay', [...words(`${said}:`), verbatim(program.commandLine('trace', trace))], page),
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

/** `isToldAbove`: what was not read is told before the tables, of all topics together. */
const warningLines = (subject: Subject, page: Page, isToldAbove: boolean): string[] =>
  warningsOf(subject)
    .filter(({ label }) => !(isToldAbove && label === 'Unread'))
    .flatMap(({ label, text }) => labelled(label, words(text), page))

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
