/** The answer for topics in a line, and what of it is missing or gained. */
import { countsEach } from '../../guarantees/ending.ts'
import { type Missing, missingOf, unreadOf } from '../../guarantees/missing.ts'
import type { Cell, CellDelta, Excuse, Subject, Validation } from '../../guarantees/result.ts'
import { counted, listOf } from '../../text/counted.ts'
import { grouped } from '../../text/grouped.ts'
import type { Role } from '../../text/span.ts'
import { strictly } from '../strictly.ts'
import { distinct, groupedText, guaranteeTitle } from './names.ts'

/** Missing answers, those with one reason together: `order is kept (one power loss): head and roll-out incomplete: the limit …`. */
export function missingTexts(subject: Subject): string[] {
  const answers = grouped(missingOf(subject), (m) => JSON.stringify([m.guarantee, m.envelope]))
  const byReason = grouped(answers.values(), reasonsText)
  return [...byReason].map(([reason, of]) => `${groupedText(of.map(([first]) => first))}: ${reason}`)
}

/** `head and roll-out incomplete: the limit of …`, of the missing parts of one answer. */
function reasonsText(parts: readonly Missing[]): string {
  const byReason = grouped(parts, ({ cell }) => `${cell.verdict}${cell.reason === undefined ? '' : `: ${cell.reason}`}`)
  return [...byReason]
    .map(([reason, missing]) => {
      const of = missing.flatMap((m) => (m.of === 'configuration' ? [] : [m.of]))
      return of.length === 0 ? reason : `${listOf(of)} ${reason}`
    })
    .join('; ')
}

export interface Headline {
  readonly word: 'LOST' | 'REFUTED' | 'IGNORED' | 'HOLDS' | 'INCOMPLETE' | 'ERROR'
  readonly text: string
  readonly role: Role
}

/** How much of a table is proved. */
const shareText = (cells: readonly Cell[]): string =>
  `; ${cells.filter((c) => c.verdict === 'proved').length} of ${counted(cells.length, 'answer')} ${cells.length === 1 ? 'is' : 'are'} proved`

/** Whether the code counts as the design does, and was not asked. */
export const isCodeMissing = ({ strict, code }: Validation): boolean => strict === true && code.verdict === 'not asked'

/** The answer for a subject, in one line: what every form says of it, and what the exit code follows. */
export const headlineOf = (validation: Validation, subject: Subject): Headline =>
  strictly(headlineByDesign(subject, countsEach(validation)), isCodeMissing(validation))

/** What the headline of a subject says is lost or refuted, one by one; nothing where it says something else. */
export function brokenOf(validation: Validation, subject: Subject): string[] {
  const { word } = headlineOf(validation, subject)
  const { base, head, deltas } = subject
  if (word === 'LOST') {
    const { lost, changing } = lostIn(deltas.filter((d) => d.head.excused === undefined))
    return [...lost, ...changing.map((title) => `${title} while changing`)]
  }
  if (word !== 'REFUTED') return []
  const pairs = base === undefined ? refutedIn(head.cells, countsEach(validation)) : neverHeldIn(deltas)
  return distinct(pairs).map(guaranteeTitle)
}

/** @param isEach what is refuted counts though it is not lost. */
function headlineByDesign(subject: Subject, isEach: boolean): Headline {
  const missing = missingOf(subject)
  const failed = missing.some(({ cell }) => cell.verdict === 'error')
  const answers = new Set(missing.map((m) => JSON.stringify([m.guarantee, m.envelope]))).size
  const rest = answers === 0 ? '' : `; ${counted(answers, 'answer is', 'answers are')} missing`
  const [bad, good] =
    subject.base === undefined
      ? [[distinct(refutedIn(subject.head.cells, isEach)).map(guaranteeTitle).join(', ')], provedText(subject.head.cells)]
      : [
          lostTexts(subject.deltas.filter((d) => d.head.excused === undefined)),
          `no guarantee is lost${gainedText(subject.deltas)}${neverText(subject.deltas)}`,
        ]
  const broken = bad.filter((text) => text !== '')
  if (broken.length > 0)
    return {
      word: subject.base === undefined ? 'REFUTED' : 'LOST',
      text: `${broken.join('; ')}${subject.base === undefined ? shareText(subject.head.cells) : gainedText(subject.deltas)}${rest}`,
      role: 'bad',
    }
  const never = neverHeldIn(subject.deltas)
  const neverHeld = (more: string): Headline => ({
    word: 'REFUTED',
    text: `${distinct(never).map(guaranteeTitle).join(', ')}: before and after, so that nothing is lost that was held${more}`,
    role: 'bad',
  })
  if (isEach && never.length > 0) return neverHeld(`${gainedText(subject.deltas)}${rest}`)
  const unread = unreadOf(subject).length
  if (answers === 0 && unread > 0)
    return {
      word: 'INCOMPLETE',
      text: `nothing is ${subject.base === undefined ? 'refuted' : 'lost'} in what was read, but ${counted(unread, 'thing that may decide something is', 'things that may decide something are')} not read`,
      role: 'bad',
    }
  if (answers > 0)
    return {
      word: failed ? 'ERROR' : 'INCOMPLETE',
      text: `nothing is ${subject.base === undefined ? 'refuted' : 'lost'} as far as was searched, but ${counted(answers, 'answer is', 'answers are')} missing`,
      role: 'bad',
    }
  const excused = excusesOf(subject)
  if (excused.length > 0)
    return {
      word: 'IGNORED',
      text: `nothing else is ${subject.base === undefined ? 'refuted' : 'lost'} than what is accepted, which is no pass: ${excused.map(({ answers }) => answers).join('; ')}`,
      role: 'plain',
    }
  // What neither side gives is no reason to be glad that it is not lost.
  if (never.length > 0 && never.length === subject.deltas.length) return neverHeld('')
  return { word: 'HOLDS', text: good, role: 'good' }
}

/** @param isEach what is vacuous counts as what is refuted. */
const refutedIn = (cells: readonly Cell[], isEach: boolean): Cell[] =>
  cells.filter((c) => (c.verdict === 'refuted' || (isEach && c.verdict === 'vacuous')) && c.excused === undefined)

/** What neither side holds, and nobody has accepted. */
const neverHeldIn = (deltas: readonly CellDelta[]): CellDelta[] =>
  deltas.filter((d) => d.delta === 'never held' && d.head.excused === undefined)

/** What is refuted and counts, though no loss tells of it. */
export interface Counted {
  readonly guarantee: string
  readonly by: 'design' | 'code'
  readonly envelopes: readonly string[]
  /** The file of the shortest run. */
  readonly trace: string | undefined
}

/** What a change leaves refuted, by design or by the code, where that counts: the exit code follows it, and no loss tells of it. */
export function countedBeside(validation: Validation, { deltas, codeLosses }: Subject): Counted[] {
  const isTold = ({ guarantee, envelope }: CellDelta): boolean =>
    codeLosses.some((loss) => loss.guarantee === guarantee && loss.envelopes.includes(envelope))
  const ofDesign = countsEach(validation) ? neverHeldIn(deltas).map((d) => ({ ...d, by: 'design' as const, run: d.head })) : []
  const ofCode = (validation.strict === true ? deltas : []).flatMap((d) => {
    const { code, excused } = d.head
    return code?.verdict === 'refuted' && excused === undefined && !isTold(d) ? [{ ...d, by: 'code' as const, run: code }] : []
  })
  return [...grouped([...ofDesign, ...ofCode], ({ guarantee, by }) => `${by} ${guarantee}`).values()].map((of) => {
    const [{ guarantee, by }] = of
    const runs = of.map(({ run }) => run).toSorted((a, b) => (a.steps ?? Infinity) - (b.steps ?? Infinity))
    return { guarantee, by, envelopes: of.map(({ envelope }) => envelope), trace: runs[0]?.trace }
  })
}

function provedText(cells: readonly Cell[]): string {
  const proved = cells.filter((c) => c.verdict === 'proved').length
  if (cells.length === 0) return 'nothing was asked'
  return proved === cells.length
    ? `${cells.length === 1 ? 'the one answer' : `all ${cells.length} answers`} asked for, within the bounds`
    : `nothing is refuted: ${proved} of ${cells.length} answers are proofs, the others are vacuous`
}

/** What is lost, and what else only the way to it loses. */
function lostIn(deltas: readonly CellDelta[]): { readonly lost: string[]; readonly changing: string[] } {
  const lost = distinct(deltas.filter((d) => d.delta === 'lost'))
  const changing = distinct(deltas.filter((d) => d.delta === 'lost while changing')).filter((id) => !lost.includes(id))
  return { lost: lost.map(guaranteeTitle), changing: changing.map(guaranteeTitle) }
}

function lostTexts(deltas: readonly CellDelta[]): string[] {
  const { lost, changing } = lostIn(deltas)
  return [lost.join(', '), changing.length === 0 ? '' : `while changing: ${changing.join(', ')}`]
}

function gainedText(deltas: readonly CellDelta[]): string {
  const better = deltas.filter((d) => d.delta === 'gained')
  const count = (of: readonly CellDelta[], word: string): string => {
    const { length } = distinct(of)
    return length === 0 ? '' : `; ${length} ${length === 1 ? 'is' : 'are'} ${word}`
  }
  const isStronger = (d: CellDelta): boolean => d.faults !== undefined
  return `${count(
    better.filter((d) => !isStronger(d)),
    'gained',
  )}${count(better.filter(isStronger), 'stronger')}`
}

/** What neither side gives: nothing of it is lost, and nothing of it holds. */
function neverText(deltas: readonly CellDelta[]): string {
  const never = deltas.filter((d) => d.delta === 'never held').length
  return never === 0 ? '' : `; ${counted(never, 'answer is', 'answers are')} refuted before and after`
}

/** Guarantees that head has and base had not, those that it gives up later than base, and those that neither has. */
export function otherDeltas({ deltas }: Subject): { readonly gained: string; readonly stronger: string; readonly never: string } {
  const later = deltas.flatMap((d) => (d.delta !== 'gained' || d.faults === undefined ? [] : [{ ...d, faults: d.faults }]))
  const byNumbers = grouped(later, ({ faults }) => `${counted(faults.to, 'fault')} to break it, not ${faults.from}`)
  const stronger = [...byNumbers].map(([numbers, of]) => `${numbers}: ${groupedText(of)}`)
  return {
    gained: groupedText(deltas.filter((d) => d.delta === 'gained' && d.faults === undefined)),
    stronger: stronger.join('; '),
    never: groupedText(deltas.filter((d) => d.delta === 'never held')),
  }
}

/** Of each guarantee that neither side holds a shortest run of the proposed one, which no loss tells. */
export function neverHeldRuns({ deltas }: Subject): { readonly said: string; readonly trace: string }[] {
  const broken = deltas.flatMap(({ delta, head: { guarantee, steps = 0, trace } }) =>
    delta === 'never held' && trace !== undefined ? [{ guarantee, steps, trace }] : [],
  )
  const shortest = [...grouped(broken, ({ guarantee }) => guarantee).values()].flatMap((runs) =>
    runs.toSorted((a, b) => a.steps - b.steps).slice(0, 1),
  )
  return shortest.map(({ guarantee, steps, trace }) => ({
    said: `${guaranteeTitle(guarantee)}, broken before and after, after in ${counted(steps, 'step')}`,
    trace,
  }))
}

/** Under what nothing was ever promised, so that nothing could be broken. */
export const vacuousText = ({ head }: Subject): string => groupedText(head.cells.filter((c) => c.verdict === 'vacuous'))

/** What is excused, those with one reason together. */
export const excusesOf = ({ head }: Pick<Subject, 'head'>): { readonly answers: string; readonly why: string }[] =>
  [...grouped(head.cells, ({ excused }) => (excused === undefined ? '' : excuseText(excused)))].flatMap(([why, cells]) =>
    why === '' ? [] : [{ answers: groupedText(cells), why }],
  )

const excuseText = ({ reason, until }: Excuse): string => (until === undefined ? reason : `${reason} (until ${until})`)
