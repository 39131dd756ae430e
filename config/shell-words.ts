/** Words of a script of the shell: texts with the places at which they are written, and what is made of them. */
import type { Word, WordPart } from 'unbash'
import { withDefaults } from './variables.ts'

/** What stands in a word for what nobody knows before the script runs. */
export const UNKNOWN = '\u0000'

/** A text with the places at which its characters are written, and at which it ends: a value that a variable has stands where it was given. */
export interface Placed {
  readonly value: string
  readonly places: readonly number[]
}

/** A word of a command, expanded: with {@link UNKNOWN} in it in the place of what is not known. */
export interface Argument extends Placed {
  /** Where the word stands in the command. */
  readonly offset: number
  /** A variable in it that has what the script gives it where nobody else does. */
  readonly assumes?: string
}

/** A text that was given from outside: what it refers to by `${NAME:-default}` is the default, and by `${NAME}` or `$(NAME)` not known. */
export function settled(text: string): { readonly value: string; readonly assumes?: string } {
  const value = withDefaults(text)
  const [, assumes] = value === text ? [] : (/\$\{(\w+):?-/.exec(text) ?? [])
  return { value: value.replace(/\$\{[^{}]*\}|\$\([A-Za-z_]\w*\)/g, UNKNOWN), ...(assumes !== undefined && { assumes }) }
}

/** Characters of a value, and words of a list: variables may double each other. */
export const LONGEST = 100_000

/** Characters of a value of which a part is taken off. */
const LONGEST_CUT = 1000

/** A script ends, or does more than is followed. */
export class Stopped extends Error {
  readonly isCut: boolean
  constructor(isCut: boolean) {
    super()
    this.isCut = isCut
  }
}

/** Texts after each other. */
export function joined(parts: readonly Placed[]): Placed {
  if (parts.reduce((sum, { value }) => sum + value.length, 0) > LONGEST) throw new Stopped(true)
  return {
    value: parts.map(({ value }) => value).join(''),
    places: [...parts.flatMap(({ value, places }) => places.slice(0, value.length)), ...(parts.at(-1)?.places.slice(-1) ?? [])],
  }
}

/** Words that are counted or listed: `{1..3}`, `{a,b}`, `$(seq 3)`. */
export function listedIn(part: WordPart): readonly string[] | undefined {
  if (part.type !== 'BraceExpansion' && part.type !== 'CommandExpansion') return undefined
  const list = /^\{([\w.-]+(?:,[\w.-]+)+)\}$/.exec(part.text)?.[1]
  if (list !== undefined) return list.split(',')
  const [, from, to] = /^\{([1-9]\d{0,3}|0)\.\.([1-9]\d{0,3}|0)\}$/.exec(part.text) ?? []
  const [, first = '1', last] = /^\$\(\s*seq\s+(?:(\d{1,4})\s+)?(\d{1,4})\s*\)$/.exec(part.text) ?? []
  const [start, end] = to === undefined ? [first, last] : [from, to]
  if (end === undefined || Number(end) < Number(start)) return undefined
  return Array.from({ length: Number(end) - Number(start) + 1 }, (_, i) => String(Number(start) + i))
}

/** The variable that a part of a word is, and nothing else. */
export function nameOf(part: WordPart): string | undefined {
  if (part.type === 'SimpleExpansion') return part.text.slice(1)
  return part.type === 'ParameterExpansion' && part.operation === undefined && part.prefix === undefined
    ? part.parameter
    : undefined
}

/** `${x%%:*}`: without what is at its beginning or end; undefined where that is not known. */
export function withoutPart(
  of: Placed,
  { operator, operand }: { readonly operator: string; readonly operand: Word },
): Placed | undefined {
  const [before = '', after, more] = operand.text.split('*')
  if (of.value.includes(UNKNOWN) || !/^[\w:.,;=@/|*-]*$/.test(operand.text) || more !== undefined) return undefined
  const isStart = operator.startsWith('#')
  const { length } = of.value
  if (length > LONGEST_CUT) return undefined
  const matches = (text: string): boolean =>
    after === undefined
      ? text === before
      : text.length >= before.length + after.length && text.startsWith(before) && text.endsWith(after)
  // The shortest first.
  const cuts = Array.from({ length: length + 1 }, (_, i) => (isStart ? i : length - i))
  const found = cuts.filter((i) => matches(isStart ? of.value.slice(0, i) : of.value.slice(i)))
  const at = found.at(operator.length === 2 ? -1 : 0)
  if (at === undefined) return of
  return isStart
    ? { value: of.value.slice(at), places: of.places.slice(at) }
    : { value: of.value.slice(0, at), places: of.places.slice(0, at + 1) }
}
