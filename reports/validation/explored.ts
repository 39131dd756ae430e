/** Within which bounds was looked, how much, and where the answers are from. */
import { GUARANTEES } from '../../guarantees/guarantees.ts'
import type { Cell, CodeCell, Subject, Validation } from '../../guarantees/result.ts'
import { FAULT_WORDS } from '../../questions/fault-words.ts'
import { count, counted, listOf } from '../../text/counted.ts'
import { grouped } from '../../text/grouped.ts'
import { envelopeTitle, guaranteeTitle, sidesOf } from './names.ts'
import { bothOf } from './transactions-subject.ts'

/** The bounds that are chosen, and do not follow from others, in words: `3 brokers, 1 record, 3 faults`. */
function amountsText(bounds: Cell['bounds']): string {
  return [
    ...AMOUNTS.flatMap(([key, one, many]) => {
      const n = bounds[key]
      return typeof n === 'number' ? [counted(n, one, many)] : []
    }),
    ...(bounds['brokersReturn'] === false ? ['brokers that go down stay down'] : []),
  ].join(', ')
}

const limitsText = (bounds: Cell['bounds']): string =>
  Object.entries(FAULT_WORDS)
    .flatMap(([key, { one, many }]) => {
      const n = bounds[key]
      return typeof n === 'number' ? [counted(n, one, many)] : []
    })
    .join(', ')

const partsOf = (subject: Subject): (readonly [string, readonly Cell[]])[] => [
  ...sidesOf(subject).map((side) => [side.label, side.cells] as const),
  // Of what takes fewer faults now, the cell is one of head.
  ['roll-out', subject.deltas.filter((d) => d.delta !== 'lost' || d.faults === undefined).map((d) => d.rollout)],
]

const AMOUNTS: readonly (readonly [string, string, string?])[] = [
  ['replicas', 'broker'],
  ['records', 'record'],
  ['retries', 'retry', 'retries'],
  ['faults', 'fault'],
]

/** The chosen bounds of all answers in one line, as ranges: `3 brokers, 1 to 2 records, 0 to 1 retries, 2 to 3 faults`. */
export function boundsLine(subject: Subject): string {
  const cells = allCells(subject)
  const amounts = AMOUNTS.flatMap(([key, one, many = `${one}s`]) => {
    const found = cells.flatMap(({ bounds }) => (typeof bounds[key] === 'number' ? [bounds[key]] : []))
    if (found.length === 0) return []
    const [least, most] = [Math.min(...found), Math.max(...found)]
    return [least === most ? counted(most, one, many) : `${least} to ${most} ${many}`]
  })
  const stay = cells.some(({ bounds }) => bounds['brokersReturn'] === false)
  return `${amounts.join(', ')} of the kinds that a column allows${stay ? '; where availability is asked, brokers that go down stay down' : ''}`
}

/** Every cell there is, base and roll-out included. */
export const allCells = (subject: Subject): Cell[] => partsOf(subject).flatMap(([, cells]) => cells)

/** Within what bounds an observer looked, and how often at most each fault of an envelope could happen. */
export function boundsLines(subject: Subject): { readonly who: string; readonly text: string }[] {
  const amounts = boundsBy(subject, (cell) => cell.guarantee, amountsText)
  const limits = boundsBy(subject, (cell) => cell.envelope, limitsText)
  return [
    ...[...grouped(amounts, ([, text]) => text)].map(([text, of]) => ({
      who: of.map(([guarantee]) => guaranteeTitle(guarantee)).join(', '),
      text,
    })),
    ...[...limits].map(([envelope, text]) => ({ who: envelopeTitle(envelope), text: `at most ${text}` })),
  ]
}

interface Variant {
  readonly text: string
  /** Whose bounds they are: base, head, the roll-out; and of which guarantees. */
  readonly parts: Set<string>
  readonly guarantees: Set<string>
}

/** Bounds in words, by row or column; where there are several, each with what it is of. */
function boundsBy(
  subject: Subject,
  by: (cell: Cell) => string,
  inWords: (bounds: Cell['bounds']) => string,
): Map<string, string> {
  const found = new Map<string, Variant[]>()
  for (const [part, cells] of partsOf(subject))
    for (const cell of cells) {
      const text = inWords(cell.bounds)
      if (text === '') continue
      const variants = found.get(by(cell)) ?? []
      found.set(by(cell), variants)
      const known = variants.find((v) => v.text === text)
      if (known === undefined) variants.push({ text, parts: new Set([part]), guarantees: new Set([cell.guarantee]) })
      else {
        known.parts.add(part)
        known.guarantees.add(cell.guarantee)
      }
    }
  return new Map([...found].map(([key, variants]) => [key, variantsText(variants)]))
}

/** Those of most guarantees come first, and need no names. */
function variantsText(variants: readonly Variant[]): string {
  const sorted = variants.toSorted((a, b) => b.guarantees.size - a.guarantees.size)
  const most = Math.max(...sorted.map((v) => v.guarantees.size))
  const parts = new Set(sorted.flatMap((v) => [...v.parts])).size
  return sorted
    .map(({ text, ...of }) => {
      const names = [
        ...(of.guarantees.size < most ? [...of.guarantees].map(guaranteeTitle) : []),
        ...(of.parts.size < parts ? [listOf([...of.parts])] : []),
      ]
      return names.length === 0 ? text : `${text} (${names.join(', ')})`
    })
    .join('; ')
}

const isSearched = (code: CodeCell | undefined): code is CodeCell => code !== undefined && code.searched.length > 0

/** How many answers there are, of design and code, and how many of them earlier runs gave. */
export function answersOf(validation: Validation): { readonly of: number; readonly cached: number } {
  const subjects = bothOf(validation).flatMap((one) => one.subjects)
  const cells = subjects.flatMap((subject) => partsOf(subject).flatMap(([, part]) => part))
  const answers = cells.flatMap((cell) => (isSearched(cell.code) ? [cell, cell.code] : [cell]))
  return { of: answers.length, cached: answers.filter((answer) => answer.cached).length }
}

/** The same in words; every form of the result says it, because whoever believes an answer believes where it comes from. */
export function answersText(validation: Validation): string {
  const { of, cached } = answersOf(validation)
  const from = validation.withoutCache ? 'no cache was used' : `${cached === 0 ? 'none' : count(cached)} from the cache`
  return `${counted(of, 'answer')}, ${from}`
}

/** States of all explorations, of design and code, each counted once: one decides what an observer asks under an envelope with so many records. */
export function exploredText(validation: Validation): string {
  const states = new Map<string, number>()
  validation.subjects.forEach((subject, i) => {
    for (const [part, cells] of partsOf(subject))
      for (const cell of cells) {
        const observer = GUARANTEES.find((g) => g.id === cell.guarantee)?.observer ?? cell.guarantee
        const key = JSON.stringify([i, part, observer, cell.envelope, cell.bounds['records']])
        for (const [name, one] of [[key, cell] as const, ...(isSearched(cell.code) ? [[`${key} code`, cell.code] as const] : [])])
          if (one.follows !== true) states.set(name, Math.max(states.get(name) ?? 0, one.states))
      }
  })
  const ofTransactions = (validation.transactions ?? []).map(({ explored }) => explored)
  const total = [...states.values(), ...ofTransactions.map((one) => one.states)].reduce((a, b) => a + b, 0)
  const searches = ofTransactions.reduce((sum, one) => sum + one.searches, states.size)
  return `${counted(total, 'state')} in ${counted(searches, 'exploration')}, ${answersText(validation)}, ${validation.seconds.toFixed(1)} s`
}
