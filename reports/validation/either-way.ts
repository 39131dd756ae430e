/** What is checked both ways because nothing says it: which answers hang on it, so that two tables of one configuration can be told apart. */
import type { Loss, Subject, Validation } from '../../guarantees/result.ts'
import { counted } from '../../text/counted.ts'
import { grouped } from '../../text/grouped.ts'
import { type CellWords, cellWords, verdictsText } from './cells.ts'
import { groupedText, topicsText } from './names.ts'

/** What stands before an answer that is another one in the other table. */
export const MARK = '≠'

/** The subject of the same topics under the other value of what nothing says. */
export function otherwise({ subjects }: Pick<Validation, 'subjects'>, subject: Subject): Subject | undefined {
  const { assuming, topics } = subject
  if (assuming === undefined) return undefined
  return subjects.find(
    (other) => other !== subject && other.assuming?.key === assuming.key && other.topics.join('\n') === topics.join('\n'),
  )
}

/** A cell of a table, marked where the other table has another answer. */
export function markedWords(other: Subject | undefined, subject: Subject, guarantee: string, envelope: string): CellWords {
  const words = cellWords(subject, guarantee, envelope)
  const isSame = other === undefined || verdictsText(subject, guarantee, envelope) === verdictsText(other, guarantee, envelope)
  return isSame ? words : { ...words, text: `${MARK} ${words.text}` }
}

/** What the mark in a table says; empty where there is no other table. */
export const markNote = (other: Subject | undefined): string =>
  other?.assuming === undefined ? '' : `${MARK} is another answer than with ${other.assuming.key}=${other.assuming.value}.`

/**
 * What pairs of tables differ in: first how much it is, then the answers, those with the same difference together. Topics whose pairs
 * differ in the same are told together. `isMarked`: the tables are shown, with their marks.
 */
export function eitherWayTexts({ subjects, guarantees, envelopes }: Validation, isMarked = true): string[][] {
  const open = subjects.filter((s) => s.assuming !== undefined)
  const pairs = [...grouped(open, (s) => JSON.stringify([s.topics, s.assuming?.key])).values()].flatMap(([one, other]) => {
    if (one.assuming === undefined || other?.assuming === undefined) return []
    const [a, b] = [one.assuming, other.assuming]
    const all = guarantees.flatMap((guarantee) => envelopes.map((envelope) => ({ guarantee, envelope })))
    const others = all.flatMap(({ guarantee, envelope }) => {
      const [x, y] = [verdictsText(one, guarantee, envelope), verdictsText(other, guarantee, envelope)]
      return x === y ? [] : [{ guarantee, envelope, said: `${x} with ${a.value}, ${y} with ${b.value}` }]
    })
    if (others.length === 0) return []
    const { assuming: _, ...bare } = one
    const share = `${others.length} of ${counted(all.length, 'answer')} ${others.length === 1 ? 'hangs' : 'hang'} on it`
    const differing = [...grouped(others, ({ said }) => said)].map(([said, of]) => `${said}: ${groupedText(of)}`)
    const how = `answered twice, with ${a.value} and with ${b.value}: ${share}${isMarked ? `, marked ${MARK}` : ''}${others.length === all.length ? '' : '; the others are the same'}`
    return [{ key: a.key, topics: topicsText(bare), how, differing }]
  })
  return [...grouped(pairs, ({ key, how, differing }) => JSON.stringify([key, how, differing])).values()].map((alike) => {
    const [{ key, how, differing }] = alike
    return [`nothing says ${key}, so ${alike.map(({ topics }) => topics).join('; ')} is ${how}`, ...differing]
  })
}

/** Whether the table before has told a loss with the same run, causes and remedies. */
export const isToldBefore = (other: Subject | undefined, loss: Loss): boolean =>
  other?.losses.some((before) => toldOf(before) === toldOf(loss)) === true

const toldOf = ({ guarantee, when, envelopes, faults, story, causes, restores }: Loss): string =>
  JSON.stringify([guarantee, when, envelopes, faults, story.steps, story.prevented, causes, restores])
