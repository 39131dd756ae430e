/** Rows, columns and topics by name. Nothing in these words is escaped: that is each form's own. */
import { ENVELOPES, GUARANTEES, INCIDENTS } from '../../guarantees/guarantees.ts'
import type { Side, Subject, Validation } from '../../guarantees/result.ts'
import { TRANSACTION_ROWS } from '../../guarantees/transactions-rows.ts'
import { counted, listOf } from '../../text/counted.ts'
import { grouped } from '../../text/grouped.ts'

/** Names that are not in the catalogue stand for themselves, as far as this. */
const LONGEST_NAME = 60

const nameOf = (id: string): string => (id.length > LONGEST_NAME ? `${id.slice(0, LONGEST_NAME)}…` : id)

const rowOf = (id: string): { readonly title: string; readonly promise: string } | undefined =>
  GUARANTEES.find((g) => g.id === id) ?? TRANSACTION_ROWS.find((row) => row.id === id)

export const guaranteeTitle = (id: string): string => rowOf(id)?.title ?? nameOf(id)
export const promiseOf = (id: string): string => rowOf(id)?.promise ?? ''
export const envelopeTitle = (id: string): string => [...ENVELOPES, ...INCIDENTS].find((e) => e.id === id)?.title ?? nameOf(id)

const MOST_TOPICS = 5

/** `, if eligible.leader.replicas.version=0`, where nothing says it. */
export const assumingText = ({ assuming }: Pick<Subject, 'assuming'>): string =>
  assuming === undefined ? '' : `, if ${assuming.key}=${assuming.value}`

/** The topics of a subject, at most five by name. */
export function topicsText(subject: Pick<Subject, 'topics' | 'assuming'>, longest = 80): string {
  const { topics } = subject
  const rest = assumingText(subject)
  if (topics.length === 0) return `any topic${rest}`
  const names = topics.slice(0, MOST_TOPICS).map((name) => (name.length > longest ? `${name.slice(0, longest)}…` : name))
  const more = topics.length - names.length
  return `${more === 0 ? listOf(names) : `${names.join(', ')} and ${more} more`}${rest}`
}

/**
 * The topics of several subjects, each once: those that are answered for both values of what nothing says with both, and of more groups
 * than `most` the first.
 */
export function topicsOfAll(subjects: readonly Subject[], most = Infinity): string {
  const keyOf = (subject: Subject): string => JSON.stringify([subject.topics, subject.assuming?.key ?? subjects.indexOf(subject)])
  const groups = [...grouped(subjects, keyOf).values()]
  const texts = groups.map(([first, ...others]) => {
    const text = topicsText(first)
    return others.length === 0 ? text : `${text}${others.map(({ assuming }) => ` or ${assuming?.value ?? ''}`).join('')}`
  })
  const more = texts.length - most
  return more > 0 ? `${texts.slice(0, most).join('; ')} and ${counted(more, 'more group')}` : texts.join('; ')
}

interface Pair {
  readonly guarantee: string
  readonly envelope: string
}

/** `acked records survive (one power loss, two power losses); order is kept (a killed broker)`. */
export function groupedText(pairs: readonly Pair[]): string {
  const titles = (of: readonly Pair[]): string => [...new Set(of.map((p) => envelopeTitle(p.envelope)))].join(', ')
  const groups = grouped(pairs, (p) => p.guarantee)
  return [...groups].map(([guarantee, of]) => `${guaranteeTitle(guarantee)} (${titles(of)})`).join('; ')
}

export const distinct = (pairs: readonly Pair[]): string[] => [...new Set(pairs.map((p) => p.guarantee))]

export const sidesOf = (subject: Subject): Side[] => [...(subject.base === undefined ? [] : [subject.base]), subject.head]

/** Rows and columns that are asked of everything unless fewer are named: what this result says nothing about. */
export function notAskedTexts({ guarantees, envelopes }: Pick<Validation, 'guarantees' | 'envelopes'>): string[] {
  const [rows, columns] = [
    GUARANTEES.filter(({ id }) => !guarantees.includes(id)),
    ENVELOPES.filter(({ id }) => !envelopes.includes(id)),
  ]
  return [
    ...(columns.length === 0 ? [] : [`${listOf(columns.map(({ title }) => title))} (--envelope)`]),
    ...(rows.length === 0 ? [] : [`${listOf(rows.map(({ title }) => title))} (--guarantee)`]),
  ]
}
