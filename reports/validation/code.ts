/** What the code of the releases makes of what the protocol as designed keeps. */
import {
  byCode,
  type Cell,
  type CodeCell,
  type CodeLoss,
  type CodeOfRelease,
  type Subject,
  type Validation,
} from '../../guarantees/result.ts'
import { counted, listOf } from '../../text/counted.ts'
import { grouped } from '../../text/grouped.ts'
import type { Role } from '../../text/span.ts'
import type { Program } from '../program.ts'
import { envelopeTitle, groupedText, guaranteeTitle, topicsOfAll } from './names.ts'

/** `refuted 13 (F1)`: the steps of the counterexample, and the defects that it stands on. */
export const codeAnswerText = ({ verdict, steps, defects = [] }: CodeCell, word: string = verdict): string =>
  `${word}${steps === undefined ? '' : ` ${steps}`}${defects.length === 0 ? '' : ` (${defects.join(', ')})`}`

/** `by the code refuted 13 (F1)`, beside what the design says; undefined where both say the same, or the code is not asked. */
export const besideText = (cell: Cell): string | undefined =>
  cell.code === undefined || byCode(cell) === cell.verdict ? undefined : `by the code ${codeAnswerText(cell.code)}`

/** The answers of the code that are something else than those of the design, of the side that is proposed. */
const otherwise = ({ head }: Subject): Cell[] => head.cells.filter((cell) => besideText(cell) !== undefined)

export interface CodeHeadline {
  readonly word: 'BY THE CODE' | 'BY THE CODE REFUTED' | 'BY THE CODE LOST' | 'BY THE CODE INCOMPLETE' | 'BY THE CODE ERROR'
  readonly text: string
  readonly role: Role
}

/** The answer of the code for a subject, in one line: never left out, and never green when nothing was searched. */
export function codeHeadlineOf({ code, strict }: Validation, subject: Subject): CodeHeadline {
  const of = releasesText(code)
  if (code.verdict === 'not asked')
    return { word: 'BY THE CODE', text: `not searched: --defects none leaves ${of === '' ? 'it' : of} out`, role: 'bad' }
  const proved = subject.head.cells.filter((c) => c.verdict === 'proved')
  const asked = proved.filter((c) => (c.code?.searched.length ?? 0) > 0)
  if (proved.length === 0) return { word: 'BY THE CODE', text: 'not searched: nothing is proved by design', role: 'plain' }
  if (asked.length === 0)
    return {
      word: 'BY THE CODE',
      text: `the same: ${of === '' ? 'no defect is known of the release' : `none of the known defects of ${listOf(code.releases.map(({ release, defects }) => `Kafka ${release} (${idsOf(defects)})`))} bears on what was asked`}`,
      role: 'good',
    }
  const others = otherwise(subject)
  const count = (verdict: CodeCell['verdict']): number => others.filter((c) => c.code?.verdict === verdict).length
  const share = `of ${counted(proved.length, 'answer')} that ${proved.length === 1 ? 'is' : 'are'} proved by design; ${of}`
  if (count('error') > 0) return { word: 'BY THE CODE ERROR', text: `${count('error')} ${share}`, role: 'bad' }
  const open = count('incomplete') === 0 ? '' : `${count('incomplete')} incomplete `
  const gained = subject.deltas.filter((d) => d.code === 'gained' && d.delta === 'kept')
  const better = gained.length === 0 ? '' : `; gained by the code: ${groupedText(gained)}`
  const refuted = count('refuted')
  if (subject.base !== undefined) {
    const lost = [...new Set(subject.codeLosses.map(({ guarantee }) => guaranteeTitle(guarantee)))]
    const kept = refuted === 0 ? '' : `; refuted ${refuted} ${share}`
    if (lost.length > 0) return { word: 'BY THE CODE LOST', text: `${lost.join(', ')}${better}${kept}`, role: 'bad' }
    if (open !== '') return { word: 'BY THE CODE INCOMPLETE', text: `${open}${share}${better}`, role: 'bad' }
    if (strict === true && refuted > 0) return { word: 'BY THE CODE REFUTED', text: `${refuted} ${share}${better}`, role: 'bad' }
    const between = subject.deltas.filter((d) => d.code === 'unknown' && d.rollout.code?.verdict === 'incomplete').length
    if (between > 0)
      return { word: 'BY THE CODE INCOMPLETE', text: `${between} of the answers between the two; ${of}`, role: 'bad' }
    return {
      word: 'BY THE CODE',
      text: `nothing more is lost${better}${kept === '' ? `; ${of}` : kept}`,
      role: refuted === 0 ? 'good' : 'plain',
    }
  }
  if (refuted > 0)
    return { word: 'BY THE CODE REFUTED', text: `${refuted}${open === '' ? '' : ` and ${open}`.trimEnd()} ${share}`, role: 'bad' }
  if (open !== '') return { word: 'BY THE CODE INCOMPLETE', text: `${open}${share}`, role: 'bad' }
  return {
    word: 'BY THE CODE',
    text: `proved too: ${proved.length === 1 ? 'the one answer' : `all ${proved.length} answers`} that ${proved.length === 1 ? 'is' : 'are'} proved by design; ${of}`,
    role: 'good',
  }
}

/** `Kafka 4.1 with its known defects F1, F2 and R2 and Kafka 4.3 with its known defects F1 and F2`; empty when none is known. */
const releasesText = ({ releases }: Validation['code']): string =>
  listOf(
    releases.map(
      ({ release, defects }) =>
        `Kafka ${release} with its known ${defects.length === 1 ? 'defect' : 'defects'} ${idsOf(defects)}`,
    ),
  )

const idsOf = (defects: readonly { readonly id: string }[]): string => defects.map(({ id }) => id).join(', ')

/** A defect that counterexamples stand on: what it breaks, what it is, and what avoids it. */
export interface DefectWords {
  readonly id: string
  readonly breaks: string
  readonly text: string
}

/** The defects that the counterexamples of losses stand on, each once, in the order of the table of defects. */
export function defectsOfLosses({ code }: Validation, losses: readonly CodeLoss[]): DefectWords[] {
  const known = new Map<string, CodeOfRelease['defects'][number]>(
    code.releases.flatMap(({ defects }) => defects).map((defect) => [defect.id, defect]),
  )
  return [...known.values()].flatMap(({ id, title, evidence, avoid }) => {
    const of = losses.filter(({ defects }) => defects.some((one) => one === id))
    if (of.length === 0) return []
    const rows = [...new Set(of.map(({ guarantee }) => guaranteeTitle(guarantee)))].join(', ')
    return [{ id, breaks: rows, text: `${title}: ${evidence}. Avoid it: ${avoid}.` }]
  })
}

const wordOf = ({ when, cell }: CodeLoss): string => (when === undefined ? cell.verdict : 'lost while changing')

const answerOf = (loss: CodeLoss): string => codeAnswerText(loss.cell, wordOf(loss))

const lossText = ({ envelopes }: CodeLoss, guarantees: readonly string[], answer: string): string =>
  `${guarantees.map(guaranteeTitle).join(', ')} (${envelopes.map(envelopeTitle).join(', ')}): ${answer}`

/** `acked records survive (leader moves and lag): refuted 12 (F2)`, one for each guarantee, those alike together. */
export const codeLossTexts = (losses: readonly CodeLoss[]): string[] =>
  [...grouped(losses, (loss) => JSON.stringify([loss.envelopes, answerOf(loss)])).values()].map((of) =>
    lossText(of[0], [...new Set(of.map(({ guarantee }) => guarantee))], answerOf(of[0])),
  )

/** The same of several subjects, each guarantee once, with the topics that it is lost for. */
export function codeLossTextsOf(subjects: readonly Subject[]): string[] {
  const all = subjects.flatMap((subject) => subject.codeLosses.map((loss) => ({ loss, subject })))
  const alike = grouped(all, ({ loss }) => JSON.stringify([loss.guarantee, loss.envelopes, answerOf(loss)]))
  const rows = [...alike.values()].map((of) => ({ loss: of[0].loss, topics: topicsOfAll(of.map(({ subject }) => subject)) }))
  return [...grouped(rows, ({ loss, topics }) => JSON.stringify([loss.envelopes, answerOf(loss), topics])).values()].map((of) => {
    const [{ loss, topics }] = of
    const text = lossText(
      loss,
      of.map((row) => row.loss.guarantee),
      answerOf(loss),
    )
    return subjects.length === 1 ? text : `${text}: ${topics}`
  })
}

/** All that is said of one guarantee that the code alone breaks. */
export function codeLossParagraphs(validation: Validation, loss: CodeLoss, { commandLine }: Program): string[] {
  const { story, cell } = loss
  return [
    ...codeLossTexts([loss]).map((text) => `By the code: ${text}`),
    ...story.promise,
    ...story.turns,
    story.because === '' ? '' : `Because: ${story.because}`,
    ...defectsOfLosses(validation, [loss]).map(({ id, text }) => `${id}: ${text}`),
    cell.trace === undefined ? '' : `Replay: ${commandLine('trace', cell.trace)}`,
  ].filter((text) => text !== '')
}
