/** The answer in a few lines: what is lost and for which topics, by design and by the code, and what keeps it from being known. */
import { unreadOf } from '../../guarantees/missing.ts'
import type { Subject, Validation } from '../../guarantees/result.ts'
import { grouped } from '../../text/grouped.ts'
import { item, labelled, type Page, words } from '../../text/layout.ts'
import { codeHeadlineOf } from './code.ts'
import { unreadText } from './configuration.ts'
import { eitherWayTexts } from './either-way.ts'
import { brokenOf, headlineOf } from './headline.ts'
import { destroyedText } from './losses.ts'
import { topicsOfAll } from './names.ts'
import { transactionsAnswers } from './transactions.ts'

/** Of more groups of topics than this the first are named; the rest is in the table of them all. */
const MOST_GROUPS = 5

/** The answer: of one group of topics in a line, of several what is lost with the topics that lose it. */
export const answerLines = (validation: Validation, page: Page): string[] =>
  validation.subjects.length > 1
    ? overview(validation, page)
    : validation.subjects.flatMap((subject) => headlineLines(validation, subject, page))

/** By design, then by the code: two answers, each in its own colour. */
export const headlineLines = (validation: Validation, subject: Subject, page: Page): string[] => {
  const { word, text, role } = headlineOf(validation, subject)
  const code = codeHeadlineOf(validation, subject)
  return [
    ...labelled(word, words(text), page, role),
    ...labelled(code.word, words(code.text), page, code.role),
    ...transactionsAnswers(validation, subject.topics, page),
  ]
}

/** What is lost, each guarantee once and with the topics that lose it; of other answers which topics have them. */
function overview(validation: Validation, page: Page): string[] {
  const { subjects } = validation
  const byDesign = [...grouped(subjects, (subject) => headlineOf(validation, subject).word)].flatMap(([word, of]) => {
    const { role } = headlineOf(validation, of[0])
    const broken = brokenTexts(validation, of)
    const texts = broken.length === 0 ? [topicsOfAll(of)] : broken
    return texts.flatMap((text, i) => labelled(i === 0 ? word : '', words(text), page, role))
  })
  const byCode = grouped(subjects, (subject) => JSON.stringify(codeHeadlineOf(validation, subject)))
  const coded = [...byCode.values()].flatMap((of) => {
    const { word, text, role } = codeHeadlineOf(validation, of[0])
    return labelled(word, words(byCode.size === 1 ? text : `${text} · ${topicsOfAll(of, MOST_GROUPS)}`), page, role)
  })
  return [...byDesign, ...coded, ...subjects.flatMap(({ topics }) => transactionsAnswers(validation, topics, page))]
}

/** `acked records survive, order is kept: orders; clicks`, what the same topics lose together. */
function brokenTexts(validation: Validation, subjects: readonly Subject[]): string[] {
  const all = subjects.flatMap((subject) => brokenOf(validation, subject).map((name) => ({ name, subject })))
  const rows = [...grouped(all, ({ name }) => name)].map(([name, of]) => ({ name, topics: of.map(({ subject }) => subject) }))
  const alike = grouped(rows, ({ topics }) => topics.map((subject) => subjects.indexOf(subject)).join())
  return [...alike.values()].map((of) => `${of.map(({ name }) => name).join(', ')}: ${topicsOfAll(of[0].topics, MOST_GROUPS)}`)
}

/** What a plan destroys. */
export const destroyedLines = ({ destroyed }: Validation, page: Page): string[] =>
  destroyed.flatMap((one) => labelled('LOST', words(destroyedText(one)), page, 'bad'))

/** That there was nothing to check. */
export const vacuousLines = ({ subjects, destroyed }: Validation, page: Page): string[] =>
  subjects.length + destroyed.length === 0 ? labelled('VACUOUS', words('no topic changes, so nothing was checked'), page) : []

/** What pairs of tables differ in. */
export const eitherWayLines = (validation: Validation, isMarked: boolean, page: Page): string[][] =>
  eitherWayTexts(validation, isMarked).map((texts) =>
    texts.flatMap((text, i) => labelled(i === 0 ? 'Two ways' : '', words(text), page)),
  )

/** What of the files was not read, each thing once, and of which topics where it is not all of them. */
export function unreadLines({ subjects }: Validation, page: Page): string[] {
  const all = subjects.flatMap((subject) => unreadOf(subject).map((one) => ({ text: unreadText(one), subject })))
  return [...grouped(all, ({ text }) => text)].flatMap(([text, of]) => {
    const topics = of.length === subjects.length ? '' : `${topicsOfAll(of.map(({ subject }) => subject))}: `
    return labelled('Unread', words(`${topics}${text}`), page)
  })
}

/** Files that were passed over. */
export const passedOverLines = ({ unread = [] }: Validation, page: Page): string[] =>
  unread.flatMap(({ file, reason }, i) => labelled(i === 0 ? 'Not read' : '', [item(`${file}:`), ...words(reason)], page, 'bad'))

/** What to ask where a configuration alone is checked, and nothing that would mend what it breaks was found or looked for. */
export function otherRemedyLines(subjects: readonly Subject[], page: Page): string[] {
  const isOpen = subjects.some(
    ({ base, losses }) => base === undefined && losses.some(({ story }) => story.prevented === undefined),
  )
  const topic = subjects.length > 1 ? '--topic NAME ' : ''
  const text = `where no Prevent is told, none was found or looked for; ${topic}--propose KEY=VALUE says what a setting would gain and lose`
  return isOpen ? labelled('Restore', words(text), page) : []
}
