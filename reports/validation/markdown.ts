/** A validation as Markdown, for the summary of a CI job or a comment on a pull request. */
import { placeText } from '../../config/index.ts'
import { keyText, type Loss, type Subject, type Validation } from '../../guarantees/result.ts'
import type { TransactionsTable } from '../../guarantees/transactions-result.ts'
import { counted, listOf } from '../../text/counted.ts'
import type { Program } from '../program.ts'
import { acceptedLines } from './accepted.ts'
import { tableNote } from './cells.ts'
import { codeHeadlineOf } from './code.ts'
import { type ConfigRow, configRows, notesOf, offsetsRows, warningsOf } from './configuration.ts'
import { boundsLines, exploredText } from './explored.ts'
import { eitherWayTexts, markedWords, markNote, otherwise } from './either-way.ts'
import { headlineOf, missingTexts, neverHeldRuns, otherDeltas, vacuousText } from './headline.ts'
import { destroyedText, lossWord } from './losses.ts'
import { transactionsIntro, transactionsLossText, transactionsWords } from './transactions.ts'
import { ofTransactions, subjectOf } from './transactions-subject.ts'
import { envelopeTitle, guaranteeTitle, notAskedTexts, sidesOf } from './names.ts'
import { code, prose } from './markdown-words.ts'
import { type Budget, codeBlocks, lossBlocks, restoreBlock } from './markdown-losses.ts'

/** GitHub takes 65,536 characters in a comment. */
export const MOST_MARKDOWN = 60_000

/** So many files that were passed over are named. */
const MOST_UNREAD = 20

/** The report, at most `longest` characters: what does not fit is left out from its end, diagrams first, and said to be. */
export function validationMarkdown(validation: Validation, program: Program, longest = MOST_MARKDOWN): string {
  const losses = validation.subjects.reduce((n, s) => n + s.losses.length, 0)
  const subjects = validation.subjects.length
  const smallest: Budget = { program, diagrams: 0, stories: 0, hasConfig: false, subjects: 0 }
  const attempts: readonly { readonly most: number; readonly budget: (n: number) => Budget }[] = [
    { most: losses, budget: (n) => ({ program, diagrams: n, stories: losses, hasConfig: true, subjects }) },
    { most: losses, budget: (n) => ({ program, diagrams: 0, stories: n, hasConfig: true, subjects }) },
    { most: 0, budget: () => ({ ...smallest, subjects }) },
    { most: subjects, budget: (n) => ({ ...smallest, subjects: n }) },
  ]
  for (const { most, budget } of attempts) {
    const found = longestThatFits(most, (n) => render(validation, budget(n)), longest)
    if (found !== undefined) return found
  }
  return render(validation, smallest)
}

/** What is made of the greatest number up to `most` that is short enough; undefined when not even 0 is. */
function longestThatFits(most: number, make: (n: number) => string, longest: number): string | undefined {
  const all = make(most)
  if (all.length <= longest) return all
  let [low, high, best] = [0, most - 1, undefined as string | undefined]
  while (low <= high) {
    const middle = (low + high) >> 1
    const text = make(middle)
    if (text.length <= longest) [low, best] = [middle + 1, text]
    else high = middle - 1
  }
  return best
}

function render(validation: Validation, budget: Budget): string {
  const left = { ...budget }
  const own = ofTransactions(validation)
  const shown = validation.subjects.slice(0, budget.subjects)
  const blocks = [
    ...validation.destroyed.map((one) => `## LOST: ${prose(destroyedText(one))}`),
    ...(validation.subjects.length + validation.destroyed.length === 0
      ? ['## VACUOUS: no topic changes, so nothing was checked']
      : []),
    ...eitherWayTexts(validation).map(([first = '', ...others]) =>
      [`**Two ways:** ${prose(first)}`, '', ...others.map((text) => `- ${prose(text)}`)].join('\n'),
    ),
    ...shown.flatMap((subject) => subjectBlocks(validation, subject, left)),
    ...(own === undefined ? [] : (validation.transactions ?? []).flatMap((one) => transactionsBlocksOf(own, one, left))),
    ...(validation.unread === undefined
      ? []
      : [
          validation.unread
            .map(({ file, reason }) => `- not read: ${code(file)}: ${prose(reason)}`)
            .slice(0, MOST_UNREAD)
            .join('\n'),
        ]),
    ...acceptedLines(validation)
      .slice(0, MOST_UNREAD)
      .map(({ label, text }) => `**${label}:** ${prose(text)}`),
    ...omissions(validation, budget),
    ...notAskedTexts(validation).map((text) => `- not asked: ${prose(text)}`),
    `<sub>tidemark validate, ${prose(validation.level)}: ${prose(exploredText(validation))}</sub>`,
  ]
  return `${blocks.join('\n\n')}\n`
}

/** What transactions are held to: the answer, the table, each loss in a sentence with what mends it, and the code. */
function transactionsBlocksOf(own: Validation, one: TransactionsTable, budget: Budget): string[] {
  const subject = subjectOf(one)
  const { word, text } = headlineOf(own, subject)
  const byCode = codeHeadlineOf(own, subject)
  const cell = (id: string, envelope: string): string => {
    const said = transactionsWords(one, id, envelope)
    if (said === undefined) return ''
    return [said, ...(said.beside === undefined ? [] : [said.beside])]
      .map((part) => (part.role === 'bad' ? `**${prose(part.text)}**` : prose(part.text)))
      .join(' ')
  }
  return [
    `## Transactions${one.topics.length === 0 ? '' : ` that write to ${one.topics.map(code).join(', ')}`}: ${word}: ${prose(text)}`,
    `**${byCode.word}**: ${prose(byCode.text)}`,
    prose(transactionsIntro(one)),
    tableOf(
      ['', ...own.envelopes.map((envelope) => prose(envelopeTitle(envelope)))],
      one.rows.map(({ id, title }) => [prose(title), ...own.envelopes.map((envelope) => cell(id, envelope))]),
    ),
    ...one.losses.flatMap((loss, i) => {
      const told = subject.losses[i]
      return told === undefined ? [] : transactionsLossBlocks(one, subject, loss, told, budget)
    }),
    ...codeBlocks(own, subject, budget),
    [
      ...missingTexts(subject).map((missing) => `- **Missing:** ${prose(missing)}`),
      ...one.notes.map((note) => `- ${prose(note)}`),
    ].join('\n'),
  ].filter((block) => block !== '')
}

function transactionsLossBlocks(
  one: TransactionsTable,
  subject: Subject,
  loss: TransactionsTable['losses'][number],
  told: Loss,
  { program }: Budget,
): string[] {
  const { story, cell } = loss
  const causes = loss.causes.map((cause) => `- ${code(keyText(cause))} ${code(cause.from.value)} → ${code(cause.to.value)}`)
  return [
    `**${lossWord(subject, told)}** ${prose(transactionsLossText(one, loss))} ${prose(story.because)}`,
    ...(causes.length === 0 ? [] : [['**Cause**', '', ...causes].join('\n')]),
    ...(story.prevented === undefined ? [] : [`**Prevent** ${prose(story.prevented)}`]),
    ...(one.base === undefined || loss.when === 'rollout' ? [] : restoreBlock(told)),
    ...(cell.trace === undefined ? [] : [`**Reproduce** ${code(program.commandLine('trace', cell.trace))}`]),
  ]
}

function omissions(validation: Validation, budget: Budget): string[] {
  const { subjects } = validation
  const losses = subjects.reduce((n, s) => n + s.losses.length, 0)
  const parts = [
    ...(budget.diagrams < losses ? [counted(losses - budget.diagrams, 'diagram')] : []),
    ...(budget.stories < losses ? [counted(losses - budget.stories, 'story', 'stories')] : []),
    ...(budget.hasConfig ? [] : ['the effective configuration, bounds and assumptions']),
  ]
  const hidden = subjects.slice(budget.subjects)
  const words = [...new Set(hidden.map((subject) => headlineOf(validation, subject).word))]
  return [
    ...(parts.length > 0 ? [`_Left out, to stay short: ${listOf(parts)}._`] : []),
    ...(hidden.length > 0
      ? [`_Left out, to stay short: ${counted(hidden.length, 'group')} of topics (${words.join(', ')})._`]
      : []),
  ]
}

function subjectBlocks(validation: Validation, subject: Subject, left: Budget): string[] {
  const { word, text } = headlineOf(validation, subject)
  const byCode = codeHeadlineOf(validation, subject)
  const { gained, stronger, never } = otherDeltas(subject)
  const vacuous = vacuousText(subject)
  const other = otherwise(validation, subject)
  const note = [markNote(other), tableNote(validation, subject)].filter((text) => text !== '').join(' ')
  const list = [
    ...(gained === '' ? [] : [`**Gained:** ${prose(gained)}`]),
    ...(stronger === '' ? [] : [`**Stronger:** ${prose(stronger)}`]),
    ...(never === '' ? [] : [`**Not held before or after:** ${prose(never)}`]),
    ...neverHeldRuns(subject).map(
      ({ said, trace }) => `**Replay** ${prose(said)}: ${code(left.program.commandLine('trace', trace))}`,
    ),
    ...(vacuous === '' ? [] : [`**Vacuous** (nothing was promised, which is no proof): ${prose(vacuous)}`]),
    ...missingTexts(subject).map((missing) => `**Missing:** ${prose(missing)}`),
    ...subject.rolloutNotes.map((note) => `**Roll-out:** ${prose(note)}`),
  ]
  const warnings = warningsOf(subject).map((w) => `- **${w.label === 'Unknown' ? 'Unknown key' : w.label}:** ${prose(w.text)}`)
  return [
    `## ${word}: ${prose(text)}`,
    `**${byCode.word}**: ${prose(byCode.text)}`,
    topicsLine(subject),
    ...(warnings.length > 0 ? [warnings.join('\n')] : []),
    guaranteeTable(validation, subject, other),
    ...(note === '' ? [] : [prose(note)]),
    ...subject.losses.flatMap((loss) => lossBlocks(subject, loss, left)),
    ...codeBlocks(validation, subject, left),
    ...(list.length > 0 ? [list.map((line) => `- ${line}`).join('\n')] : []),
    ...(left.hasConfig ? [configBlock(validation, subject)] : []),
  ]
}

function topicsLine(subject: Subject): string {
  const names = subject.topics.slice(0, 5).map(code)
  const more = subject.topics.length - names.length
  const rest = subject.assuming === undefined ? '' : `, if ${code(`${subject.assuming.key}=${subject.assuming.value}`)}`
  if (names.length === 0) return `For any topic${rest}.`
  return `For ${listOf([...names, ...(more > 0 ? [`${more} more`] : [])])}${rest}.`
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

const tableOf = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n')

const guaranteeTable = ({ guarantees, envelopes }: Validation, subject: Subject, other: Subject | undefined): string =>
  tableOf(
    ['guarantee', ...envelopes.map((e) => prose(envelopeTitle(e)))],
    guarantees.map((g) => [
      prose(guaranteeTitle(g)),
      ...envelopes.map((e) => {
        const { text, role, beside } = markedWords(other, subject, g, e)
        const designed = role === 'bad' ? `**${prose(text)}**` : prose(text)
        if (beside === undefined) return designed
        return `${designed} ${beside.role === 'bad' ? `**${prose(beside.text)}**` : prose(beside.text)}`
      }),
    ]),
  )

function configBlock({ assumptions }: Validation, subject: Subject): string {
  const sides = sidesOf(subject)
  const value = (v: ConfigRow['values'][number]): string => {
    if (v === undefined) return 'not set'
    const where = v.place === undefined ? '' : `, ${code(placeText(v.place))}`
    return `${code(v.value)} (${prose(v.source)}${where})`
  }
  const line = (r: ConfigRow, of = ''): string[] => [
    `${code(r.key)}${of}${r.changed ? ' **changed**' : ''}`,
    ...r.values.map(value),
  ]
  const rows = [
    ['Kafka', ...sides.map((side) => code(side.version))],
    ...configRows(subject).map((r) => line(r)),
    ...offsetsRows(subject).map((r) => line(r, ' of <code>&#95;&#95;consumer&#95;offsets</code>')),
  ]
  const notes = notesOf(subject).map((note) => `- ${prose(note)}`)
  const keys = sides.flatMap((side) => {
    const of = sides.length > 1 ? `${side.label}: ` : ''
    return side.ignored > 0 ? [`- ${of}${counted(side.ignored, 'key')} without influence on replication`] : []
  })
  const bounds = [
    ...boundsLines(subject).map(({ who, text }) => `- ${prose(who)}: ${prose(text)}`),
    ...assumptions.map((text) => `- assumed: ${prose(text)}`),
  ]
  return [
    '<details><summary>Effective configuration, bounds and assumptions</summary>',
    tableOf(['key', ...sides.map((side) => side.label)], rows),
    [...notes, ...keys, ...bounds].join('\n'),
    '</details>',
  ].join('\n\n')
}
