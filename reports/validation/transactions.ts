/** What transactions are held to, for people: a table of its own below those of the topics. */
import { placeText } from '../../config/index.ts'
import type { TransactionsCell, TransactionsTable, Validation } from '../../guarantees/result.ts'
import { faultsText } from '../../questions/faults-of.ts'
import { counted, listOf } from '../../text/counted.ts'
import { indented, item, labelled, type Page, table, type TableCell, words } from '../../text/layout.ts'
import type { Role } from '../../text/span.ts'
import type { Program } from '../program.ts'
import { envelopeTitle } from './names.ts'

type Loss = TransactionsTable['losses'][number]

const ROLES: Readonly<Record<TransactionsCell['verdict'], Role>> = {
  proved: 'good',
  refuted: 'bad',
  vacuous: 'bad',
  incomplete: 'bad',
  error: 'bad',
}

/** `refuted: one request that arrives late`. */
export const transactionsCellText = ({ verdict, because }: TransactionsCell): string =>
  verdict === 'refuted' && because !== undefined ? `refuted: ${because}` : verdict

/** What speaks of them, by which protocol they run, and where values come from. */
export function transactionsIntro({ because, level, values }: TransactionsTable): string {
  const given = values.map(
    ({ key, value, place, source }) => `${key} ${value} (${place === undefined ? source : placeText(place)})`,
  )
  return `as ${because} speaks of them; the protocol ${level}, ${given.join(', ')}`
}

/** Each loss in a sentence: what breaks, in how many steps, and what has to be lost first. */
export function transactionsLossText({ rows }: TransactionsTable, { row, envelopes, cell }: Loss): string {
  const { promise = '' } = rows.find(({ id }) => id === row) ?? {}
  const under = listOf(envelopes.map(envelopeTitle))
  const first =
    cell.lost === undefined
      ? ''
      : ` First ${cell.lost.log} loses its end${cell.lost.faults === undefined ? '' : `, by ${faultsText(cell.lost.faults)}`}.`
  return `${promise} Refuted under ${under}: ${cell.because ?? ''}; ${cell.property ?? ''} in ${counted(cell.steps ?? 0, 'step')}.${first}`
}

/** The blocks of lines of all tables. */
export function transactionsBlocks({ transactions = [], envelopes }: Validation, program: Program, page: Page): string[][] {
  return transactions.flatMap((one) => {
    const name = one.topics.length === 0 ? 'transactions' : `transactions that write to ${listOf(one.topics)}`
    const head: TableCell[] = ['transactions', ...envelopes.map(envelopeTitle)].map((text) => ({ text, role: 'strong' }))
    const cells = (row: string): TableCell[] =>
      envelopes.flatMap((envelope) =>
        one.cells
          .filter((cell) => cell.row === row && cell.envelope === envelope)
          .map((cell) => ({ text: transactionsCellText(cell), role: ROLES[cell.verdict] })),
      )
    const drawn = table(
      head,
      one.rows.map(({ id, title }): TableCell[] => [{ text: title, role: 'plain' }, ...cells(id)]),
      page,
      { rules: true },
    )
    const listed = one.rows.flatMap(({ id, title }) => [
      ...indented(words(title, 'strong'), page, 0),
      ...cells(id).flatMap(({ text, role }, i) =>
        indented([...words(`${envelopeTitle(envelopes[i] ?? '')}:`), ...words(text, role)], page, 2),
      ),
    ])
    return [
      [
        ...indented([...words(name, 'strong'), ...words(transactionsIntro(one))], page, 0),
        '',
        ...(drawn ?? listed),
        ...one.notes.flatMap((note) => labelled('Note', words(note), page)),
      ],
      ...one.losses.map((loss) => lossLines(one, loss, program, page)),
      one.cells.flatMap(({ row, envelope, reason }) =>
        reason === undefined ? [] : labelled('Missing', words(`${row} under ${envelopeTitle(envelope)}: ${reason}`), page),
      ),
    ].filter((lines) => lines.length > 0)
  })
}

function lossLines(of: TransactionsTable, loss: Loss, program: Program, page: Page): string[] {
  const { cell, story, how } = loss
  const replay = (trace: string | undefined): string[] =>
    trace === undefined ? [] : labelled('Replay', [item(program.commandLine('trace', trace))], page)
  return [
    ...labelled('REFUTED', words(transactionsLossText(of, loss)), page, 'bad'),
    ...(how === undefined ? [] : [...labelled('Lost', words(how.because), page), ...replay(cell.lost?.trace)]),
    ...labelled('Because', words(story.because), page),
    ...story.steps.flatMap(({ step, summary }) => labelled(String(step).padStart(7), words(summary), page)),
    ...replay(cell.trace),
  ]
}
