/**
 * What `validate --quiet` prints: the answer, what is lost or weaker and by what, what to do, and where the answers are from. No table, story,
 * configuration or bound.
 */
import type { Validation } from '../../guarantees/result.ts'
import { grouped } from '../../text/grouped.ts'
import { labelled, type Page, words } from '../../text/layout.ts'
import type { Program } from '../program.ts'
import { warningsOf } from './configuration.ts'
import { exploredText } from './explored.ts'
import { missingTexts } from './headline.ts'
import { changePlaces, restoreTexts } from './losses.ts'
import { topicsOfAll } from './names.ts'
import {
  answerLines,
  destroyedLines,
  eitherWayLines,
  otherRemedyLines,
  passedOverLines,
  unreadLines,
  vacuousLines,
} from './overview.ts'
import { codeLines, lossesOfMany } from './text-losses.ts'
import { quietTransactions } from './transactions.ts'

/** The blocks of lines. Topics that lose the same by the same, and would be helped by the same, are told together. */
export function quietBlocks(validation: Validation, program: Program, page: Page): string[][] {
  const { subjects } = validation
  const open = subjects.flatMap((subject) => [
    ...warningsOf(subject).flatMap(({ label, text }) => (label === 'Unread' ? [] : [{ label, text, subject }])),
    ...missingTexts(subject).map((text) => ({ label: 'Missing', text, subject })),
  ])
  const openLines = [...grouped(open, ({ label, text }) => JSON.stringify([label, text])).values()].flatMap((of) => {
    const [{ label, text }] = of
    const topics = of.length === subjects.length ? '' : `${topicsOfAll(of.map(({ subject }) => subject))}: `
    return labelled(label, words(`${topics}${text}`), page)
  })
  return [
    destroyedLines(validation, page),
    answerLines(validation, page),
    ...eitherWayLines(validation, false, page),
    unreadLines(validation, page),
    vacuousLines(validation, page),
    ...lossesOfMany(subjects, (loss) => [loss.faults, loss.causes.map(changePlaces), restoreTexts(loss)], program, page, 'quiet'),
    otherRemedyLines(subjects, page),
    codeLines(validation, subjects, program, page, 'quiet'),
    ...quietTransactions(validation, page),
    openLines,
    passedOverLines(validation, page),
    labelled('Explored', words(exploredText(validation)), page),
  ].filter((lines) => lines.length > 0)
}
