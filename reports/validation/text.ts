/** What `validate` prints for people: a pure function from what it found out to text. */
import { placeText } from '../../config/index.ts'
import { VERSION } from '../../cli/version.ts'
import { INDENT, indented, item, labelled, type Page, table, type TableCell, words } from '../../text/layout.ts'
import type { Loss, Subject, Validation } from '../../guarantees/result.ts'
import { counted } from '../../text/counted.ts'
import * as say from './words.ts'
import type { Paint } from '../../text/span.ts'

export interface ValidationText {
  readonly paint: Paint
  /** Columns of the terminal; at least 40 are used. */
  readonly width: number
  /** Leaves out the steps, the effective configuration and the bounds. */
  readonly quiet: boolean
}

const MIN_WIDTH = 40
/** The column of actions takes no more than this. */
const MAX_ACTION = 24

/** The report of a validation, each line ended by a newline. */
export function validationText(validation: Validation, { paint, width, quiet }: ValidationText): string {
  const page: Page = { paint, width: Math.max(MIN_WIDTH, Math.floor(width)) }
  const blocks = [
    validation.destroyed.flatMap((one) => labelled('LOST', words(say.destroyedText(one)), page, 'bad')),
    ...(validation.subjects.length > 1 ? [overview(validation, page)] : []),
    ...validation.subjects.flatMap((subject) => subjectBlocks(validation, subject, page, quiet)),
    ...(validation.subjects.length + validation.destroyed.length === 0
      ? [labelled('VACUOUS', words('no topic changes, so nothing was checked'), page)]
      : []),
    closing(validation, page),
  ]
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.map((line) => `${line.trimEnd()}\n`).join(''))
    .join('\n')
}

/** Which topics have which answer. */
function overview({ subjects }: Validation, page: Page): string[] {
  const byWord = new Map<string, Subject[]>()
  for (const subject of subjects) {
    const { word } = say.headlineOf(subject)
    byWord.set(word, [...(byWord.get(word) ?? []), subject])
  }
  return [...byWord].flatMap(([word, of]) =>
    labelled(word, words(of.map((subject) => say.topicsText(subject)).join('; ')), page, word === 'HOLDS' ? 'good' : 'bad'),
  )
}

function subjectBlocks(validation: Validation, subject: Subject, page: Page, quiet: boolean): string[][] {
  const headline = say.headlineOf(subject)
  const title = [`tidemark ${VERSION}`, 'validate', say.topicsText(subject), validation.level].map((text, i) =>
    item(`${text}${i < 3 ? ' ' : ''}`, i === 0 ? 'strong' : 'plain'),
  )
  const [first = [], ...losses] = subject.losses.map((loss) => lossLines(subject, loss, page, quiet))
  return [
    indented(title, page, 0),
    [...labelled(headline.word, words(headline.text), page, headline.role), ...warningLines(subject, page)],
    guaranteeTable(validation, subject, page),
    first,
    ...losses,
    summaryLines(subject, page),
    ...(quiet ? [] : [configLines(subject, page)]),
    keyLines(subject, page),
    ...(quiet ? [] : [boundsBlock(subject, page)]),
  ]
}

function guaranteeTable(validation: Validation, subject: Subject, page: Page): string[] {
  const { guarantees, envelopes } = validation
  const note = say.tableNote(validation, subject)
  const rows = guarantees.map((guarantee): TableCell[] => [
    { text: say.guaranteeTitle(guarantee), role: 'plain' },
    ...envelopes.map((envelope) => say.cellWords(subject, guarantee, envelope)),
  ])
  const head: TableCell[] = ['guarantee', ...envelopes.map(say.envelopeTitle)].map((text) => ({ text, role: 'strong' }))
  const drawn = table(head, rows, page, { rules: true })
  const below = note === '' ? [] : ['', ...indented(words(note, 'faint'), page, 0)]
  return [...(drawn ?? listOfCells(validation, subject, page)), ...below]
}

/** The table where it does not fit. */
const listOfCells = ({ guarantees, envelopes }: Validation, subject: Subject, page: Page): string[] =>
  guarantees.flatMap((guarantee) => [
    ...indented(words(say.guaranteeTitle(guarantee), 'strong'), page, 0),
    ...envelopes.flatMap((envelope) => {
      const { text, role } = say.cellWords(subject, guarantee, envelope)
      return indented([...words(`${say.envelopeTitle(envelope)}:`), ...words(text, role)], page, 2)
    }),
  ])

function lossLines(subject: Subject, loss: Loss, page: Page, quiet: boolean): string[] {
  const { story, cell } = loss
  const title = [...words(say.guaranteeTitle(loss.guarantee), 'strong'), ...words(say.underText(loss))]
  const promise = say.promiseOf(loss.guarantee)
  const lines = [
    ...labelled(say.lossWord(subject, loss), title, page, 'bad'),
    ...(promise === '' ? [] : indented(words(promise), page)),
    ...(say.weakerText(loss) === '' ? [] : indented(words(say.weakerText(loss), 'strong'), page)),
  ]
  const section = (label: string, text: string): void => {
    if (text !== '') lines.push(...labelled(label, words(text), page))
  }
  loss.causes.forEach((cause, i) => {
    const items = [...words(say.changeText(cause)), item(`(${say.changePlaces(cause)})`, 'faint')]
    lines.push(...labelled(i === 0 ? 'Cause' : '', items, page))
  })
  if (loss.causes.length > 1) lines.push(...indented(words(say.causesText(loss)), page))
  section('Let', story.promise.join(' '))
  section('Then', story.turns.join(' '))
  section('Because', story.because)
  section('Prevent', story.prevented ?? '')
  if (!quiet) lines.push(...stepLines(loss, page))
  say.restoreTexts(loss).forEach((text, i) => lines.push(...labelled(i === 0 ? 'Restore' : '', words(text), page)))
  if (cell.trace !== undefined) {
    lines.push(...labelled('Trace', [item(cell.trace)], page))
    lines.push(...labelled('Replay', [item(say.replayCommand(cell.trace))], page))
  }
  return lines
}

function stepLines({ story, cell }: Loss, page: Page): string[] {
  const { steps, sameAs } = story
  if (sameAs !== undefined)
    return labelled('Steps', words(`the ${counted(steps.length, 'step')} above: ${say.guaranteeTitle(sameAs)}`), page)
  if (steps.length === 0) return []
  const digits = Math.max(...steps.map(({ step }) => String(step).length))
  const lead = INDENT + digits + 2
  const action = Math.min(MAX_ACTION, Math.max(...steps.map((s) => s.action.length)))
  const shortest = `${counted(steps.length, 'step')}, a shortest run under ${say.envelopeTitle(cell.envelope)}:`
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

function summaryLines(subject: Subject, page: Page): string[] {
  const { gained, stronger, never } = say.otherDeltas(subject)
  const vacuous = say.vacuousText(subject)
  const paragraph = (label: string, text: string): string[] => (text === '' ? [] : labelled(label, words(text), page))
  return [
    ...paragraph('Gained', gained),
    ...paragraph('Stronger', stronger),
    ...paragraph('Not held', never === '' ? '' : `before or after: ${never}`),
    ...paragraph(
      'Vacuous',
      vacuous === '' ? '' : `nothing was promised, so nothing could be broken, which is no proof: ${vacuous}`,
    ),
    ...missingLines(subject, page),
    ...subject.rolloutNotes.flatMap((note) => paragraph('Roll-out', note)),
  ]
}

const missingLines = (subject: Subject, page: Page): string[] =>
  say.missingTexts(subject).flatMap((text) => labelled('Missing', words(text), page))

function configLines(subject: Subject, page: Page): string[] {
  const sides = say.sidesOf(subject)
  const rows = say.configRows(subject)
  const offsets = say.offsetsRows(subject)
  const version: say.ConfigRow = {
    key: 'Kafka',
    values: sides.map((side) => ({ key: 'Kafka', value: side.version, source: '' })),
    changed: sides.some((side) => side.version !== sides[0]?.version),
  }
  const row = (r: say.ConfigRow, prefix = ''): TableCell[] => [
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
  const all = [row(version), ...rows.map((r) => row(r)), ...offsets.map((r) => row(r, '__consumer_offsets: '))]
  return [
    ...(table(head, all, page, { breakable: MIN_COLUMN }) ?? []),
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
  say.warningsOf(subject).flatMap(({ label, text }) => labelled(label, words(text), page))

function keyLines(subject: Subject, page: Page): string[] {
  const sides = say.sidesOf(subject)
  const notes = say.notesOf(subject).flatMap((note) => labelled('Note', words(note), page))
  const keys = sides
    .filter((side) => side.ignored > 0)
    .flatMap(({ label, ignored }) => {
      const of = sides.length > 1 ? `${label}: ` : ''
      return labelled('Ignored', words(`${of}${counted(ignored, 'key')} without influence on replication`), page)
    })
  return [...notes, ...keys]
}

const boundsBlock = (subject: Subject, page: Page): string[] =>
  say.boundsLines(subject).flatMap(({ who, text }, i) => labelled(i === 0 ? 'Bounds' : '', words(`${who}: ${text}`), page))

const closing = (validation: Validation, page: Page): string[] => [
  ...labelled('Explored', words(say.exploredText(validation)), page),
  ...validation.assumptions.flatMap((text, i) => labelled(i === 0 ? 'Assumes' : '', words(text), page)),
]
