/** What transactions are held to, for people: a table of its own below those of the topics. */
import { placeText } from '../../config/index.ts'
import type { Loss, Subject, Validation } from '../../guarantees/result.ts'
import type { TransactionsTable } from '../../guarantees/transactions-result.ts'
import { counted, listOf } from '../../text/counted.ts'
import { indented, item, labelled, type Page, table, type TableCell, verbatim, words } from '../../text/layout.ts'
import type { Program } from '../program.ts'
import { type CellWords, cellWords } from './cells.ts'
import { codeHeadlineOf, codeLossTexts, defectsOfLosses } from './code.ts'
import { headlineOf, missingTexts } from './headline.ts'
import { causesText, changePlaces, changeText, lossWord, restoreTexts } from './losses.ts'
import { envelopeTitle, promiseOf } from './names.ts'
import { ofTransactions, subjectOf, whatItTakes } from './transactions-subject.ts'

type OneLoss = TransactionsTable['losses'][number]

/** `refuted: one request that arrives late`; of two configurations what became of it. */
export function transactionsWords(one: TransactionsTable, row: string, envelope: string): CellWords | undefined {
  const cell = one.cells.find((c) => c.row === row && c.envelope === envelope)
  if (cell === undefined) return undefined
  const said = cellWords(subjectOf(one), row, envelope)
  if (one.base !== undefined || cell.verdict !== 'refuted' || cell.because === undefined) return said
  return { ...said, text: `refuted: ${cell.because}` }
}

/** What speaks of them, by which protocol they run, and where values come from. */
export function transactionsIntro({ because, level, values, base }: TransactionsTable): string {
  const given = values.map(
    ({ key, value, place, source }) => `${key} ${value} (${place === undefined ? source : placeText(place)})`,
  )
  const before = base === undefined || base.level === level ? '' : `, and ${base.level} before`
  return `as ${because} speaks of them; the protocol ${level}${before}, ${given.join(', ')}`
}

/** Each loss in a sentence: what breaks, in how many steps, and what has to become of a log first. */
export function transactionsLossText(one: TransactionsTable, { row, envelopes, cell, when }: OneLoss): string {
  const under = listOf(envelopes.map(envelopeTitle))
  const word = one.base === undefined ? 'Refuted' : when === 'rollout' ? 'Lost while changing' : 'Lost'
  const first = cell.lost === undefined ? '' : ` ${whatItTakes(cell)}`
  return `${promiseOf(row)} ${word} under ${under}: ${cell.because ?? ''}; ${cell.property ?? ''} in ${counted(cell.steps ?? 0, 'step')}.${first}`
}

/** The answer about the transactions that write to these topics, in a line: none where it was not asked. */
export function transactionsAnswers(validation: Validation, topics: readonly string[], page: Page): string[] {
  return (validation.transactions ?? [])
    .filter((one) => one.topics.join() === topics.join())
    .flatMap((one) => {
      const { word, text, role } = headlineOf(validation, subjectOf(one))
      const of = topics.length === 0 ? 'transactions' : `transactions that write to ${listOf(topics)}`
      return labelled(word, words(`${of}: ${text}`), page, role)
    })
}

/** The blocks of lines of all tables. */
export function transactionsBlocks(validation: Validation, program: Program, page: Page): string[][] {
  const own = ofTransactions(validation)
  if (own === undefined) return []
  return (validation.transactions ?? []).flatMap((one) => {
    const subject = subjectOf(one)
    const name = one.topics.length === 0 ? 'transactions' : `transactions that write to ${listOf(one.topics)}`
    const { word, text, role } = headlineOf(own, subject)
    const code = codeHeadlineOf(own, subject)
    return [
      indented([...words(name, 'strong'), ...words(transactionsIntro(one))], page, 0),
      [...labelled(word, words(text), page, role), ...labelled(code.word, words(code.text), page, code.role)],
      [...drawn(one, validation.envelopes, page), ...one.notes.flatMap((note) => labelled('Note', words(note), page))],
      ...one.losses.flatMap((loss, i) => {
        const told = subject.losses[i]
        return told === undefined ? [] : [lossLines(one, subject, loss, told, program, page)]
      }),
      codeLines(own, one, program, page),
      missingLines(subject, page),
    ].filter((lines) => lines.length > 0)
  })
}

/** Of what transactions lose by what, and what helps; what the code alone breaks; what is missing. */
export function quietTransactions(validation: Validation, page: Page): string[][] {
  const own = ofTransactions(validation)
  if (own === undefined) return []
  return (validation.transactions ?? []).flatMap((one) => {
    const subject = subjectOf(one)
    const told = one.losses.flatMap((loss, i) => {
      const same = subject.losses[i]
      return same === undefined ? [] : [[...whatIsLost(one, subject, loss, same, page), ...whatHelps(one, loss, same, page)]]
    })
    return [...told, codeLossLines(own, one, page), missingLines(subject, page)].filter((lines) => lines.length > 0)
  })
}

const missingLines = (subject: Subject, page: Page): string[] =>
  missingTexts(subject).flatMap((missing) => labelled('Missing', words(missing), page))

function drawn(one: TransactionsTable, envelopes: readonly string[], page: Page): string[] {
  const head: TableCell[] = ['transactions', ...envelopes.map(envelopeTitle)].map((text) => ({ text, role: 'strong' }))
  const cells = (row: string): CellWords[] => envelopes.flatMap((envelope) => transactionsWords(one, row, envelope) ?? [])
  const rows = one.rows.map(({ id, title }): TableCell[] => [{ text: title, role: 'plain' }, ...cells(id)])
  return (
    table(head, rows, page, { rules: true }) ??
    one.rows.flatMap(({ id, title }) => [
      ...indented(words(title, 'strong'), page, 0),
      ...cells(id).flatMap(({ text, role, beside }, i) =>
        indented(
          [
            ...words(`${envelopeTitle(envelopes[i] ?? '')}:`),
            ...words(text, role),
            ...(beside === undefined ? [] : words(beside.text, beside.role)),
          ],
          page,
          2,
        ),
      ),
    ])
  )
}

function whatIsLost(one: TransactionsTable, subject: Subject, loss: OneLoss, told: Loss, page: Page): string[] {
  return [
    ...labelled(lossWord(subject, told), words(transactionsLossText(one, loss)), page, 'bad'),
    ...loss.causes.flatMap((cause, i) =>
      labelled(i === 0 ? 'Cause' : '', [...words(changeText(cause)), item(`(${changePlaces(cause)})`, 'faint')], page),
    ),
    ...(loss.causes.length > 1 ? indented(words(causesText(told)), page) : []),
  ]
}

function whatHelps(one: TransactionsTable, { story, when }: OneLoss, told: Loss, page: Page): string[] {
  return [
    ...(story.prevented === undefined ? [] : labelled('Prevent', words(story.prevented), page)),
    ...(one.base === undefined || when === 'rollout'
      ? []
      : restoreTexts(told).flatMap((text, i) => labelled(i === 0 ? 'Restore' : '', words(text), page))),
  ]
}

function lossLines(one: TransactionsTable, subject: Subject, loss: OneLoss, told: Loss, program: Program, page: Page): string[] {
  const { cell, story, how } = loss
  const replay = (trace: string | undefined): string[] =>
    trace === undefined ? [] : labelled('Replay', [verbatim(program.commandLine('trace', trace))], page)
  return [
    ...whatIsLost(one, subject, loss, told, page),
    ...(how === undefined ? [] : [...labelled('Lost', words(how.because), page), ...replay(cell.lost?.trace)]),
    ...labelled('Because', words(story.because), page),
    ...story.steps.flatMap(({ step, summary }) => labelled(String(step).padStart(7), words(summary), page)),
    ...whatHelps(one, loss, told, page),
    ...replay(cell.trace),
  ]
}

/** What the code alone breaks, the defects in it and what avoids them. */
const codeLossLines = (own: Validation, { codeLosses }: TransactionsTable, page: Page): string[] => [
  ...codeLossTexts(codeLosses).flatMap((text, i) => labelled(i === 0 ? 'By code' : '', words(text), page)),
  ...defectsOfLosses(own, codeLosses).flatMap(({ id, text }) => labelled(id, words(text), page)),
]

/** The same, and how the shortest run is read. */
function codeLines(own: Validation, one: TransactionsTable, program: Program, page: Page): string[] {
  const [first] = one.codeLosses
    .filter(({ cell }) => cell.trace !== undefined)
    .toSorted((a, b) => (a.cell.steps ?? Infinity) - (b.cell.steps ?? Infinity))
  return [
    ...codeLossLines(own, one, page),
    ...(first?.cell.trace === undefined
      ? []
      : labelled('Replay', [verbatim(program.commandLine('trace', first.cell.trace))], page)),
  ]
}
