/** What texts come to on one side of a comparison, or alone, without a search. */
import { type Document, finished, placeText } from '../../config/index.ts'
import { casesOf } from '../../guarantees/cases.ts'
import type { Configuration, Settings } from '../../guarantees/questions.ts'
import { readConfig } from '../../config/index.ts'

export type Texts = Readonly<Record<string, string>>

/** The release settles what is open. */
const RELEASE = '3.9'

export interface Came {
  readonly topics: string
  /** `value source` of the replication factors. */
  readonly factor: string
  readonly offsets: string
  readonly configuration: Configuration
  readonly warnings: readonly string[]
  readonly unread: readonly string[]
  readonly notes: readonly string[]
  readonly values: readonly string[]
}

interface Asked {
  readonly base?: Texts
  readonly proposed?: Settings
  readonly set?: Settings
  readonly transactions?: boolean
  /** Those of the files, and not one release for both. */
  readonly ownReleases?: boolean
}

const documentsOf = (texts: Texts): Document[] =>
  Object.entries(texts).map(([file, text]) => readConfig({ file, text, side: 'after' }))

/** Head of every case, in order. */
export function heads(texts: Texts, asked: Asked = {}): Came[] {
  const { base, proposed, set, transactions, ownReleases } = asked
  const compares = base !== undefined || proposed !== undefined
  const release = ownReleases === true ? {} : ({ headVersion: RELEASE, baseVersion: RELEASE, controller: 'kraft' } as const)
  const { cases } = finished(
    casesOf(documentsOf(base ?? (compares ? texts : {})), documentsOf(texts), compares, {
      ...release,
      proposed,
      set,
      transactions,
    }),
  )
  return cases.map(({ topics, head: { configuration, side } }) => {
    const factorIn = (values: typeof side.values): string => {
      const found = values.find(({ key }) => key === 'replication.factor')
      return `${found?.value ?? ''} ${found?.place === undefined ? (found?.source ?? '') : placeText(found.place)}`
    }
    return {
      topics: topics.join(', '),
      factor: factorIn(side.values),
      offsets: factorIn(side.offsets),
      configuration,
      warnings: side.warnings,
      unread: side.unread.map(({ message, place }) => (place === undefined ? message : `${placeText(place)}: ${message}`)),
      notes: side.notes,
      values: side.values.map(({ key, value, source }) => `${key}=${value} (${source})`),
    }
  })
}

/** The one case that there is. */
export function head(texts: Texts, asked: Asked = {}): Came {
  const [first, second] = heads(texts, asked)
  if (first === undefined || second !== undefined) throw new Error('one case was expected')
  return first
}
