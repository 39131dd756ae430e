/** What the listings of Kafka's tools have in common. */

/** `key=value,key=value`, where a comma in a value is none that a key and `=` follow. Also what kafka-topics.sh prints. */
export function inlineEntries(text: string): { key: string; value: string; at: number }[] {
  const heads = [...text.matchAll(/(?:^|,)([a-z][a-z0-9._-]{0,248})=/gi)]
  return heads.map((head, i) => {
    const [whole, key = ''] = head
    const at = head.index + whole.length
    return { key, value: text.slice(at, heads[i + 1]?.index ?? text.length), at }
  })
}

/** Marks of a quoted message before it, as spaces, so that what follows stays at its place. */
export const withoutQuotes = (line: string): string =>
  line.replace(/^\s{0,100}>[>\s]{0,100}/, (marks) => ' '.repeat(marks.length))
