/** What is lost, as `validate` tells it: by design and by the code. */
import { INDENT, indented, item, labelled, type Page, verbatim, words } from '../../text/layout.ts'
import type { Loss, Subject, Validation } from '../../guarantees/result.ts'
import { counted } from '../../text/counted.ts'
import { grouped } from '../../text/grouped.ts'
import { codeLossTextsOf, defectsOfLosses } from './code.ts'
import { causesText, changePlaces, changeText, lossWord, restoreTexts, underText, weakerText } from './losses.ts'
import { envelopeTitle, guaranteeTitle, promiseOf, topicsOfAll, topicsText } from './names.ts'
import type { Program } from '../program.ts'
import type { Detail } from './detail.ts'

/** The column of actions takes no more than this. */
const MAX_ACTION = 24

/** Losses of several topics, told once for all that lose the same by the same: `alike` says what beside that must be the same. */
export function lossesOfMany(
  subjects: readonly Subject[],
  alike: (loss: Loss) => readonly unknown[],
  program: Program,
  page: Page,
  detail: Detail,
): string[][] {
  const told = subjects.flatMap((subject) => subject.losses.map((loss) => ({ subject, loss })))
  const same = grouped(told, ({ subject, loss }) =>
    JSON.stringify([
      lossWord(subject, loss),
      loss.guarantee,
      loss.envelopes,
      loss.story.prevented,
      loss.causes.map(changeText),
      ...alike(loss),
    ]),
  )
  return [...same.values()].map(([{ subject, loss }, ...others]) =>
    shortLossLines([subject, ...others.map((other) => other.subject)], loss, program, page, detail),
  )
}

/**
 * A loss where many are told: what caused it, why, what restores it, and the command that tells the rest; `quiet`: by what, and what helps.
 */
function shortLossLines(
  subjects: readonly [Subject, ...Subject[]],
  loss: Loss,
  program: Program,
  page: Page,
  detail: Detail,
): string[] {
  const [subject] = subjects
  const { story, cell } = loss
  const isQuiet = detail === 'quiet'
  const topics = topicsOfAll(subjects)
  const of = isQuiet && topics === topicsText({ topics: [] }) ? '' : `: ${topics}`
  const paragraph = (label: string, text: string): string[] => (text === '' ? [] : labelled(label, words(text), page))
  return [
    ...labelled(
      lossWord(subject, loss),
      [...words(guaranteeTitle(loss.guarantee), 'strong'), ...words(`${underText(loss)}${of}`)],
      page,
      'bad',
    ),
    ...paragraph('', weakerText(loss)),
    ...loss.causes.flatMap((cause, i) =>
      paragraph(i === 0 ? 'Cause' : '', `${changeText(cause)}${isQuiet ? ` (${changePlaces(cause)})` : ''}`),
    ),
    ...(isQuiet ? [] : paragraph('Because', story.because)),
    ...paragraph('Prevent', story.prevented ?? ''),
    ...restoreTexts(loss).flatMap((text, i) => paragraph(i === 0 ? 'Restore' : '', text)),
    ...(isQuiet || cell.trace === undefined
      ? []
      : labelled('Replay', [verbatim(program.commandLine('trace', cell.trace))], page)),
  ]
}

/** A loss, told: what was promised, what caused it, how it came to it, what restores it, and the commands that show it. */
export function lossLines(subject: Subject, loss: Loss, program: Program, page: Page): string[] {
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
  lines.push(...stepLines(loss, page))
  restoreTexts(loss).forEach((text, i) => lines.push(...labelled(i === 0 ? 'Restore' : '', words(text), page)))
  if (cell.trace !== undefined) {
    lines.push(...labelled('Trace', [item(cell.trace)], page))
    lines.push(...labelled('Replay', [verbatim(program.commandLine('trace', cell.trace))], page))
  }
  return lines
}

/** What the code alone breaks, the defects in it and what avoids them, and how its shortest run is read. */
export function codeLines(
  validation: Validation,
  subjects: readonly Subject[],
  program: Program,
  page: Page,
  detail?: Detail,
): string[] {
  const losses = subjects.flatMap((subject) => subject.codeLosses)
  if (losses.length === 0) return []
  const [shortest] = losses
    .filter(({ cell }) => cell.trace !== undefined)
    .toSorted((a, b) => (a.cell.steps ?? Infinity) - (b.cell.steps ?? Infinity))
  return [
    ...codeLossTextsOf(subjects).flatMap((text, i) => labelled(i === 0 ? 'By code' : '', words(text), page)),
    ...defectsOfLosses(validation, losses).flatMap(({ id, text }) => labelled(id, words(text), page)),
    ...(detail === 'quiet' || shortest?.cell.trace === undefined
      ? []
      : labelled('Replay', [verbatim(program.commandLine('trace', shortest.cell.trace))], page)),
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
