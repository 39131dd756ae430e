/** Names of topics as flags and files of the project's own give them: a name, or a pattern with `*` for any characters. No topic has `*` in its name. */
export const isPattern = (text: string): boolean => text.includes('*')

/** The names that a pattern, or the name itself, stands for, in their order. */
export function topicsLike(pattern: string, names: readonly string[]): readonly string[] {
  const [first = '', ...rest] = pattern.split('*')
  const last = rest.pop()
  if (last === undefined) return names.filter((name) => name === pattern)
  // Each part where it first comes: a regular expression would try all places of all parts.
  return names.filter((name) => {
    if (!name.startsWith(first)) return false
    let at = first.length
    for (const part of rest) {
      const found = name.indexOf(part, at)
      if (found < 0) return false
      at = found + part.length
    }
    return at <= name.length - last.length && name.endsWith(last)
  })
}
