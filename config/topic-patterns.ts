/** Names of topics as flags and files of the project's own give them: a name, or a pattern with `*` for any characters. No topic has `*` in its name. */
export const isPattern = (text: string): boolean => text.includes('*')

/** The names that a pattern, or the name itself, stands for, in their order. */
export function topicsLike(pattern: string, names: readonly string[]): readonly string[] {
  const escaped = pattern.split('*').map((part) => part.replace(/[^\w-]/g, String.raw`\$&`))
  const matcher = new RegExp(`^${escaped.join('.*')}$`)
  return names.filter((name) => matcher.test(name))
}
