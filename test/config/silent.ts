/** What a file comes to, and whether it came to something else without a word. */
import { ConfigError, type Document, type EffectiveValue, finished, type Place, speaksOfReplication } from '../../config/index.ts'
import { casesOf } from '../../guarantees/cases.ts'
import { OptionError } from '../../model/option-error.ts'
import type { Mutant } from './mutations.ts'
import { read, textAt } from './samples.ts'

interface Value {
  readonly value: string
  /** Of the text in which the value stands; undefined when it is a default. */
  readonly line: number | undefined
}

export interface Outcome {
  /** How much is left open: with more than nothing no verdict is green. */
  readonly unread: number
  /** Each subject with its values. */
  readonly subjects: ReadonlyMap<string, ReadonlyMap<string, Value>>
  /** Where the values stand that count for some subject, or lie below one that does: `line key`. */
  readonly counted: ReadonlySet<string>
  /** What is said beside values, without places. */
  readonly said: ReadonlySet<string>
}

/** With the newest release, or where that refuses what the file holds, with one before eligible leader replicas. */
function casesIn(documents: readonly Document[]) {
  try {
    return finished(casesOf([], documents, false, {}))
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return finished(casesOf([], documents, false, { headVersion: '3.9', controller: 'kraft' }))
  }
}

/** Undefined when the text is refused. */
export const outcomeOf = (text: string, file: string): Outcome | undefined => outcomeFrom(text, () => read(text, file))

/** The same of a document that had to be waited for. */
export function outcomeFrom(text: string, read: () => Document): Outcome | undefined {
  try {
    const documents = [read()]
    const { cases, destroyed } = casesIn(documents)
    const sides = cases.map(({ head }) => head.side)
    const valuesOf = ({ effective }: (typeof cases)[number]['head']): readonly (EffectiveValue & { readonly name: string })[] => [
      ...effective.values.map((value) => ({ ...value, name: value.key })),
      ...effective.offsets.values.map((value) => ({ ...value, name: `offsets ${value.key}` })),
    ]
    const lineOf = (place: Place | undefined): number | undefined =>
      place !== undefined && place.line > 0 && textAt(text, place, 60) !== '' ? place.line : undefined
    return {
      unread: sides.reduce((sum, { unread }) => sum + unread.length, 0),
      subjects: new Map(
        cases.flatMap(({ topics, assuming, head }) => {
          const { versionFrom, version } = head.effective
          const values = new Map<string, Value>([
            ...valuesOf(head).map(({ name, value, place, layer }): [string, Value] => [
              name,
              { value, line: layer === 'vendor' ? undefined : lineOf(place) },
            ]),
            ['release', { value: version, line: lineOf(versionFrom.place) }],
          ])
          return (topics.length === 0 ? ['any topic'] : topics).map(
            (topic) => [`${topic} ${assuming?.value ?? ''}`, values] as const,
          )
        }),
      ),
      counted: new Set(
        cases.flatMap(({ head }) => [
          ...valuesOf(head).flatMap(({ name, place, over }) =>
            [place, ...over.map((lower) => lower.place)].map((one) => `${one?.line ?? 0} ${name}`),
          ),
          `${head.effective.versionFrom.place?.line ?? 0} release`,
        ]),
      ),
      said: new Set([
        ...sides.flatMap(({ notes, unknown }) => [
          ...notes.map((note) => note.replace(/^[^ ]*:\d+:\d+: /, '').replaceAll(/\b(line|:)\s?\d+/g, '$1')),
          ...unknown.map(({ key }) => key),
        ]),
        ...destroyed.map(({ topic }) => topic),
      ]),
    }
  } catch (error) {
    if (error instanceof ConfigError || error instanceof OptionError) return undefined
    throw error
  }
}

/** Whether a line speaks of replication, outside of a comment. */
const speaks = (line: string): boolean =>
  (line.replace(/(?:^|\s)#.*$/, '').match(/[A-Za-z][\w.-]+/g) ?? []).some((word) => speaksOfReplication(word))

/** The lines that are not there any more, are cut off before anything in them speaks, or made comments. */
function goneFrom(text: string, { text: now, standsAt }: Mutant): readonly number[] {
  const lines = now.split('\n')
  return text.split('\n').flatMap((line, i) => {
    const stands = standsAt(i + 1).map((at) => lines[at - 1] ?? '')
    const isThere = speaks(line) ? stands.some(speaks) : stands.some((one) => one.trim() !== '' || line.trim() === '')
    return isThere ? [] : [i + 1]
  })
}

/** How far a value may be from the name of its setting, where both have lines of their own. */
const NEAR = 3

/** What is green, differs, and goes without a word; undefined when there is nothing. */
export function silent(text: string, mutant: Mutant, before: Outcome, after: Outcome): string | undefined {
  if (after.unread > 0) return undefined
  if ([...after.said].some((line) => !before.said.has(line))) return undefined
  // What is taken away is not there to be spoken of: the table says which values are defaults.
  const gone = goneFrom(text, mutant)
  const lines = text.split('\n')
  const isGone = (at: number): boolean =>
    gone.some((line) => line === at || (line < at && line >= at - NEAR && /\bname["']?\s*:/i.test(lines[line - 1] ?? '')))
  /** What was given somewhere, still stands in the text, and counts there, for whatever subject. */
  const counts = (name: string, at: number): boolean => mutant.standsAt(at).some((line) => after.counted.has(`${line} ${name}`))
  for (const [subject, values] of before.subjects) {
    const now = after.subjects.get(subject)
    for (const [name, { value, line }] of values) {
      const is = now?.get(name)
      if (line === undefined || isGone(line) || counts(name, line)) continue
      if (is === undefined) return `${subject} is gone, and ${name}=${value} counts nowhere`
      if (is.value !== value && is.line === undefined) return `${subject}: ${name} is ${is.value}, was ${value}`
    }
  }
  return undefined
}
