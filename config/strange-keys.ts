import type { Entry, Place } from './document.ts'
import { isKnown, isRead, isSensitive, speaksOfReplication, suggestionFor } from './keys.ts'

export interface UnknownKey {
  readonly key: string
  readonly place: Place
  readonly suggestion?: string
}

/** Keys that were given and are not read. */
export interface StrangeKeys {
  /** That no release of Kafka has, by key; at most {@link MOST_UNKNOWN}, and all that look as if they bore on replication. */
  readonly unknown: ReadonlyMap<string, UnknownKey>
  /** Of Kafka's, which bear on nothing the model knows. */
  readonly ignored: ReadonlySet<string>
}

const MOST_UNKNOWN = 100
/** So many unknown keys are told what is near them: each is held against all names there are. */
const MOST_SUGGESTED = 1000

export function strangeKeys(entries: readonly Entry[]): StrangeKeys {
  const unknown = new Map<string, UnknownKey>()
  const ignored = new Set<string>()
  for (const { key, place, layer } of entries) {
    if (isRead(key)) continue
    if (isKnown(key) || isSensitive(key) || layer === 'release') ignored.add(key)
    else if (!unknown.has(key) && (unknown.size < MOST_UNKNOWN || speaksOfReplication(key))) {
      const suggestion = unknown.size < MOST_SUGGESTED ? suggestionFor(key) : undefined
      unknown.set(key, { key, place, ...(suggestion !== undefined && { suggestion }) })
    }
  }
  return { unknown, ignored }
}

/** Of both, each key once. */
export function joined(a: StrangeKeys, b: StrangeKeys): { readonly unknown: readonly UnknownKey[]; readonly ignored: number } {
  const more = [...b.unknown.values()].filter(({ key }) => !a.unknown.has(key))
  const ignored = [...b.ignored].filter((key) => !a.ignored.has(key))
  return {
    unknown: [...a.unknown.values(), ...more].filter(({ key }, i) => i < MOST_UNKNOWN || speaksOfReplication(key)),
    ignored: a.ignored.size + ignored.length,
  }
}
