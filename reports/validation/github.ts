/** A validation as workflow commands of GitHub Actions, which show at the lines of the files. */
import type { Place } from '../../config/index.ts'
import { printable } from '../../text/printable.ts'
import { type Places, relativeFile } from './paths.ts'
import { allUnread } from '../../guarantees/missing.ts'
import { unreadText } from './configuration.ts'
import type { Destroyed, Subject, Validation } from '../../guarantees/result.ts'
import { counted, listOf } from '../../text/counted.ts'
import type { Program } from '../program.ts'
import { codeHeadlineOf, codeLossTexts, defectsOfLosses } from './code.ts'
import { CODE_MISSING } from '../strictly.ts'
import { countedBeside, isCodeMissing, missingTexts } from './headline.ts'
import { blameOf, countedParagraphs, countedSentence, destroyedText, lossParagraphs, lossSentence } from './losses.ts'
import { topicsText } from './names.ts'
import { bothOf } from './transactions-subject.ts'

/** GitHub shows no more of a kind for a step. */
const MOST = 10
const LONGEST_LINE = 1000

const data = (text: string): string =>
  text
    .replaceAll('%', '%25')
    .replaceAll('\r', '%0D')
    .replaceAll('\n', '%0A')
    .replaceAll('##[', String.raw`#\u{23}[`)
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')

interface Annotation {
  readonly kind: 'error' | 'warning' | 'notice'
  readonly title: string
  readonly lines: readonly string[]
  readonly place?: Place | undefined
}

/**
 * The commands, each on a line: an error for each guarantee that is lost, or refuted or broken by the code where that counts, a warning for each thing that was not read, for each subject with answers missing or the code not asked that counts with `--strict`, and for each
 * that the code of the release does not keep what is promised by design. At most ten of each; a notice says how many there are beyond.
 */
export function annotations(validation: Validation, program: Program, places: Places = {}): string {
  const { destroyed, unread = [] } = validation
  const all = bothOf(validation).flatMap((one) => one.subjects.map((subject) => ({ one, subject })))
  const byTheCode = all.flatMap(({ one, subject }) => codeAnnotations(one, subject, program))
  const errors = [
    ...destroyed.map(destroyedAnnotation),
    ...all.flatMap(({ subject }) => lossAnnotations(subject, program)),
    ...all.flatMap(({ one, subject }) => countedAnnotations(one, subject, program)),
    ...byTheCode.filter(({ kind }) => kind === 'error'),
  ]
  const warnings: Annotation[] = [
    ...(isCodeMissing(validation)
      ? [{ kind: 'warning', title: 'by the code not searched', lines: [CODE_MISSING] } as const]
      : []),
    ...allUnread(validation.subjects).map((one): Annotation => ({
      kind: 'warning',
      title: 'not read',
      lines: [unreadText(one)],
      place: one.places[0],
    })),
    ...all.flatMap(({ subject }) => missingAnnotations(subject)),
    ...byTheCode.filter(({ kind }) => kind === 'warning'),
  ]
  const beyond = [
    ...(errors.length > MOST ? [`${counted(errors.length - MOST, 'more guarantee is', 'more guarantees are')} not given`] : []),
    ...(warnings.length > MOST ? [`${counted(warnings.length - MOST, 'more warning is', 'more warnings are')} not given`] : []),
  ]
  const shown: Annotation[] = [
    ...errors.slice(0, MOST),
    ...warnings.slice(0, MOST),
    ...unread
      .slice(0, MOST - 1)
      .map(({ file, reason }): Annotation => ({ kind: 'notice', title: 'not read', lines: [`${file}: ${reason}`] })),
    ...(beyond.length > 0 ? [{ kind: 'notice', title: 'tidemark validate', lines: [listOf(beyond)] } as const] : []),
  ]
  return shown.map((annotation) => `${command(annotation, places)}\n`).join('')
}

function command({ kind, title, lines, place }: Annotation, places: Places): string {
  const properties = [
    ...(place === undefined || place.line === 0
      ? []
      : [`file=${property(printable(relativeFile(place.file, places)))}`, `line=${place.line}`, `col=${place.column}`]),
    `title=${property(printable(title, LONGEST_LINE))}`,
  ]
  return `::${kind} ${properties.join(',')}::${data(lines.map((line) => printable(line, LONGEST_LINE)).join('\n'))}`
}

const destroyedAnnotation = (one: Destroyed): Annotation => ({
  kind: 'error',
  title: `topic ${one.topic} is lost`,
  lines: [destroyedText(one)],
  place: one.place,
})

const lossAnnotations = (subject: Subject, program: Program): Annotation[] =>
  subject.losses.map((loss) => ({
    kind: 'error',
    title: `${lossSentence(subject, loss)} (${topicsText(subject)})`,
    lines: lossParagraphs(subject, loss, program),
    place: blameOf(subject, loss.causes),
  }))

const countedAnnotations = (validation: Validation, subject: Subject, program: Program): Annotation[] =>
  countedBeside(validation, subject).map((counted) => ({
    kind: 'error',
    title: `${countedSentence(counted)} (${topicsText(subject)})`,
    lines: countedParagraphs(subject, counted, program),
    place: blameOf(subject, []),
  }))

function missingAnnotations(subject: Subject): Annotation[] {
  const lines = missingTexts(subject)
  const title = `answers are missing (${topicsText(subject)})`
  return lines.length === 0 ? [] : [{ kind: 'warning', title, lines, place: blameOf(subject, []) }]
}

function codeAnnotations(validation: Validation, subject: Subject, program: Program): Annotation[] {
  if (subject.codeLosses.length === 0) return []
  const { word, text } = codeHeadlineOf(validation, subject)
  const [first] = subject.codeLosses.flatMap(({ cell }) => cell.trace ?? [])
  const lines = [
    text,
    ...codeLossTexts(subject.codeLosses),
    ...defectsOfLosses(validation, subject.codeLosses).map((defect) => `${defect.id}: ${defect.text}`),
    ...(first === undefined ? [] : [`Replay: ${program.commandLine('trace', first)}`]),
  ]
  const kind = validation.strict === true ? 'error' : 'warning'
  return [{ kind, title: `${word.toLowerCase()} (${topicsText(subject)})`, lines, place: blameOf(subject, []) }]
}
