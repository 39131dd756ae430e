/** What the listings of Kafka's tools have in common. */
import { isSensitive, speaksOfReplication } from './keys.ts'

/** `key=value,key=value`, where a comma in a value is none that a key and `=` follow. Also what kafka-topics.sh prints. */
export function inlineEntries(text: string): { key: string; value: string; at: number }[] {
  const heads = [...text.matchAll(/(?:^|, ?)([a-z][a-z0-9._-]{0,248})=/gi)]
  return heads.map((head, i) => {
    const [whole, key = ''] = head
    const at = head.index + whole.length
    return { key, value: text.slice(at, heads[i + 1]?.index ?? text.length), at }
  })
}

/** Where something in such a list speaks of replication and is no entry: before the first, or in the value of another. */
export function oddEntry(text: string): number | undefined {
  const entries = inlineEntries(text)
  const head = text.slice(0, text.search(/(?:^|, ?)[a-z][a-z0-9._-]{0,248}=/i) >>> 0)
  const isOdd = (part: string): boolean => part.includes('=') && speaksOfReplication(part.replaceAll(/[^A-Za-z=]/g, '.'))
  if (entries.length === 0 ? isOdd(text) : isOdd(head)) return 0
  return entries.find(({ key, value }) => !isSensitive(key) && isOdd(value))?.at
}

/** Marks of a quoted message before it, as spaces, so that what follows stays at its place. */
export const withoutQuotes = (line: string): string =>
  line.replace(/^\s{0,100}>[>\s]{0,100}/, (marks) => ' '.repeat(marks.length))
