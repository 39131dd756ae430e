/** What a file comes to, and whether it came to something else without a word. */
import { ConfigError, type Document, finished, speaksOfReplication } from '../../config/index.ts'
import { casesOf } from '../../guarantees/cases.ts'
import { OptionError } from '../../model/option-error.ts'
import type { Mutant } from './mutations.ts'
import { read, textAt } from './samples.ts'

export interface Outcome {
  /** Undefined when nothing is left open. */
  readonly unread: number
  /** Each subject with its values: what they are, and whether they stand where they are said to. */
  readonly subjects: ReadonlyMap<string, ReadonlyMap<string, { readonly value: string; readonly isGiven: boolean }>>
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
export function outcomeOf(text: string, file: string): Outcome | undefined {
  try {
    const documents = [read(text, file)]
    const { cases, destroyed } = casesIn(documents)
    const sides = cases.map(({ head }) => head.side)
    return {
      unread: sides.reduce((sum, { unread }) => sum + unread.length, 0),
      subjects: new Map(
        cases.flatMap(({ topics, assuming, head }) =>
          (topics.length === 0 ? ['any topic'] : topics).map((topic) => [
            `${topic} ${assuming?.value ?? ''}`,
            new Map(
              [...head.effective.values, ...head.effective.offsets.values.map((v) => ({ ...v, key: `offsets ${v.key}` }))].map(
                ({ key, value, place, layer }) => {
                  const stands = place !== undefined && layer !== 'vendor' ? textAt(text, place, 60).toLowerCase() : ''
                  return [key, { value, isGiven: stands.startsWith(value.toLowerCase()) || stands !== '' }] as const
                },
              ),
            ),
          ]),
        ),
      ),
      said: new Set([
        ...sides.flatMap(({ notes, unknown }) => [
          ...notes.map((note) => note.replace(/^[^ ]*:\d+:\d+: /, '')),
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

/** How often a text speaks of replication. */
const speaks = (text: string): number =>
  (text.replace(/(?:^|\s)#.*$/gm, '').match(/[A-Za-z][\w.-]+/g) ?? []).filter((word) => speaksOfReplication(word)).length

/** What is green, differs, and goes without a word; undefined when there is nothing. */
export function silent(text: string, mutant: Mutant, before: Outcome, after: Outcome): string | undefined {
  if (after.unread > 0) return undefined
  if ([...after.said].some((line) => !before.said.has(line))) return undefined
  // A subject of another name is a table of its own.
  if ([...after.subjects.keys()].some((name) => !before.subjects.has(name))) return undefined
  // What is cut out is not there to be spoken of: the table says which values are defaults.
  const isGone = mutant.kind !== 'rename' && speaks(mutant.text) < speaks(text)
  if (isGone) return undefined
  for (const [name, values] of before.subjects) {
    const now = after.subjects.get(name)
    if (now === undefined) {
      const isElsewhere = ([key, { value, isGiven }]: readonly [
        string,
        { readonly value: string; readonly isGiven: boolean },
      ]): boolean =>
        !isGiven || [...after.subjects.values()].some((one) => one.get(key)?.isGiven === true && one.get(key)?.value === value)
      if ([...values].every(isElsewhere)) continue
      // Under another name it is a subject of its own; what is cut off with all that was said of it is not there.
      if (mutant.kind !== 'cut' && mutant.kind !== 'delete' && after.subjects.size < before.subjects.size)
        return `${name} is gone`
      continue
    }
    for (const [key, { value }] of values) {
      const is = now.get(key)
      const has = ({ subjects }: Outcome): number =>
        [...subjects.values()].filter((one) => one.get(key)?.isGiven === true && one.get(key)?.value === value).length
      // What has moved to another subject is given there.
      const least = mutant.kind === 'swap' ? 1 : has(before)
      const isMoved = before.subjects.size > 1 && has(after) >= least
      if (is !== undefined && is.value !== value && !is.isGiven && !isMoved) return `${name}: ${key} is ${is.value}, was ${value}`
    }
  }
  return undefined
}
