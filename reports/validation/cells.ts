/** What stands in the cells of a table. */
import { byCode, type Cell, type CellDelta, isOpen, type Side, type Subject, type Validation } from '../../guarantees/result.ts'
import { weakest } from '../../guarantees/rank.ts'
import { faultsText } from '../../questions/faults-of.ts'
import { counted } from '../../text/counted.ts'
import type { Role } from '../../text/span.ts'
import { besideText, codeAnswerText } from './code.ts'
import { envelopeTitle } from './names.ts'

/** What stands in a cell of the guarantee table. The words say it all; the role is for colour. */
export interface CellWords {
  readonly text: string
  readonly role: Role
  /** What the code of the release says beside the design, when it is something else. */
  readonly beside?: { readonly text: string; readonly role: Role }
}

/** `proved · by the code refuted 13 (F1)`. */
export const wholeText = ({ text, beside }: CellWords): string => (beside === undefined ? text : `${text} ${beside.text}`)

const withBeside = (words: CellWords, said: string | undefined, role: Role = 'bad'): CellWords =>
  said === undefined ? words : { ...words, beside: { text: `· ${said}`, role } }

/** ` by 1 kill + 2 cut off`, of the shortest run; of a cell that names no faults the length of that run. */
const byText = ({ steps, faults }: Cell): string =>
  faults !== undefined ? ` by ${faultsText(faults)}` : steps === undefined ? '' : ` ${steps}`

const alone = (cell: Cell): string => (cell.verdict === 'refuted' ? `refuted${byText(cell)}` : cell.verdict)

const roleOf = ({ verdict }: Cell): Role => (verdict === 'proved' ? 'good' : verdict === 'vacuous' ? 'plain' : 'bad')

/** What is said of a guarantee under an envelope. */
export function cellWords(subject: Subject, guarantee: string, envelope: string): CellWords {
  const words = wordsOf(subject, guarantee, envelope)
  const excused = cellOf(subject.head, guarantee, envelope)?.excused
  return excused === undefined ? words : { text: `ignored: ${wholeText(words)}`, role: 'plain' }
}

function wordsOf(subject: Subject, guarantee: string, envelope: string): CellWords {
  if (subject.base === undefined) {
    const cell = cellOf(subject.head, guarantee, envelope)
    return cell === undefined ? NOT_CHECKED : withBeside({ text: alone(cell), role: roleOf(cell) }, besideText(cell))
  }
  const found = subject.deltas.find((d) => d.guarantee === guarantee && d.envelope === envelope)
  if (found === undefined) return NOT_CHECKED
  const said = besideDelta(found)
  return withBeside(deltaWords(found), said, said === GAINED ? 'good' : 'bad')
}

const GAINED = 'by the code gained'

/** What the code makes of a change, when that is something else: what the design loses it does not keep. */
function besideDelta({ delta, code, head, rollout }: CellDelta): string | undefined {
  if (delta !== 'kept' && delta !== 'gained' && delta !== 'lost while changing') return undefined
  if (delta === 'kept' && code === 'lost while changing' && rollout.code !== undefined)
    return `by the code ${codeAnswerText(rollout.code, code)}`
  if (delta === 'kept' && code === 'unknown' && rollout.code !== undefined && isOpen(rollout.code))
    return `by the code ${codeAnswerText(rollout.code)} while changing`
  if (delta === 'kept' && code === 'gained') return GAINED
  return code === 'lost' && head.code !== undefined ? `by the code ${codeAnswerText(head.code, 'lost')}` : besideText(head)
}

/** What stands in a cell without the runs that show it: `proved, by the code refuted`. */
export function verdictsText(subject: Subject, guarantee: string, envelope: string): string {
  const found = subject.deltas.find((d) => d.guarantee === guarantee && d.envelope === envelope)
  const cell = found?.head ?? cellOf(subject.head, guarantee, envelope)
  if (cell === undefined) return NOT_CHECKED.text
  const worded = (delta: CellDelta['delta'] | undefined, verdict: string | undefined): string | undefined =>
    delta === undefined || delta === 'kept' || delta === 'never held' ? verdict : delta
  const design = worded(found?.delta, cell.verdict)
  const code = worded(found?.code, byCode(cell))
  const short = found?.faults === undefined ? design : design === 'lost' ? 'weaker' : 'stronger'
  return code === undefined || code === design || code === cell.verdict ? `${short}` : `${short}, by the code ${code}`
}

/** Worst first: what one cell of the topics' matrix says of all envelopes. */
const WORST: readonly string[] = [
  'lost',
  'lost while changing',
  'error',
  'incomplete',
  'unknown',
  'refuted',
  'vacuous',
  'ignored',
  'gained',
  'proved',
]

/** What is said of a guarantee under all envelopes together: the worst, and of how many of them. */
export function rowWords({ envelopes }: Validation, subject: Subject, guarantee: string): CellWords {
  const words = envelopes.map((envelope) => {
    if (cellOf(subject.head, guarantee, envelope)?.excused !== undefined) return 'ignored'
    const delta = subject.deltas.find((d) => d.guarantee === guarantee && d.envelope === envelope)
    const verdict = delta?.head.verdict ?? cellOf(subject.head, guarantee, envelope)?.verdict ?? 'unknown'
    return delta === undefined || delta.delta === 'kept' || delta.delta === 'never held' ? verdict : delta.delta
  })
  const worst = WORST.find((word) => words.some((w) => w === word)) ?? 'unknown'
  const of = words.filter((w) => w === worst).length
  const role: Role =
    worst === 'proved' || worst === 'gained' ? 'good' : worst === 'vacuous' || worst === 'ignored' ? 'plain' : 'bad'
  const others = envelopes.flatMap((envelope) => cellWords(subject, guarantee, envelope).beside ?? [])
  const bad = others.filter((one) => one.role === 'bad').length
  return withBeside(
    { text: share(worst, of, words.length), role },
    bad === 0 ? undefined : `by the code ${share('not', bad, words.length)}`,
  )
}

/** `refuted 2/6`; all of them need no number. */
const share = (word: string, part: number, whole: number): string => (part === whole ? word : `${word} ${part}/${whole}`)

/** The faults of the run that breaks a topic with the fewest of them. */
export function breaksBy(subject: Subject): CellWords {
  const cell = weakest(subject)
  if (cell === undefined) return { text: 'nothing found', role: 'plain' }
  const { faults, steps = 0 } = cell
  const text = faults === undefined ? counted(steps, 'step') : faultsText(faults) === '' ? 'no fault' : faultsText(faults)
  return cell.excused === undefined ? { text, role: 'bad' } : { text: `ignored: ${text}`, role: 'plain' }
}

/** What the cells of the topics' matrix mean. */
export const matrixNote = ({ envelopes }: Validation): string =>
  `${
    envelopes.length === 1
      ? `Each cell is the answer under ${envelopes.map(envelopeTitle).join()}.`
      : `Each cell is the worst under ${envelopes.length} kinds of trouble (${envelopes.map(envelopeTitle).join(', ')}), and 1/${envelopes.length} under how many of them.`
  } Topics that break by the fewest faults, as their shortest runs show, stand first. --topic NAME shows one table, --verbose all.`

/** What stands beside the verdicts in the guarantee table; empty when nothing does. */
export function tableNote({ guarantees, envelopes }: Validation, subject: Subject): string {
  const cells = guarantees.flatMap((g) => envelopes.map((e) => cellWords(subject, g, e)))
  const texts = cells.map(({ text }) => text)
  const faults = texts.some((text) => text.includes(' by '))
    ? 'A refuted cell names the faults of the shortest run that breaks the guarantee. A column allows its own kind beside brokers cut off from the controller and followers that lag.'
    : texts.some((text) => /\d/.test(text))
      ? 'A number is the length, in steps, of the shortest run that breaks the guarantee.'
      : ''
  const beside = cells.some((cell) => cell.beside !== undefined)
    ? 'By the code is what the release does with its known defects: the steps of a run, and the defects in it. Where nothing is said beside proved, the code keeps it too; what is refuted by design was not asked of the code.'
    : ''
  return [faults, beside].filter((text) => text !== '').join(' ')
}

const NOT_CHECKED: CellWords = { text: 'not checked', role: 'plain' }

export const cellOf = (side: Side, guarantee: string, envelope: string): Cell | undefined =>
  side.cells.find((c) => c.guarantee === guarantee && c.envelope === envelope)

function deltaWords({ delta, base, head, rollout, faults }: CellDelta): CellWords {
  switch (delta) {
    case 'lost':
      return {
        text: `${faults === undefined ? 'lost' : 'weaker'}${byText(head)}`,
        role: 'bad',
      }
    case 'lost while changing':
      return {
        text: `${alone(head)}, lost while changing${rollout.faults !== undefined ? byText(rollout) : rollout.steps === undefined ? '' : ` (${rollout.steps})`}`,
        role: 'bad',
      }
    case 'gained':
      return { text: faults === undefined ? 'gained' : 'stronger', role: 'good' }
    case 'kept':
    case 'never held':
      return { text: alone(head), role: roleOf(head) }
    case 'unknown':
      return { text: unknownWords(base, head, rollout), role: 'bad' }
  }
}

function unknownWords(base: Cell, head: Cell, rollout: Cell): string {
  if (isOpen(head)) return head.verdict
  const others = [...(isOpen(base) ? [`base ${base.verdict}`] : []), ...(isOpen(rollout) ? [`roll-out ${rollout.verdict}`] : [])]
  return [alone(head), ...others].join(', ')
}
