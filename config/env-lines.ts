/** Variables in a file such as `.env`: `export` before, quotes around, and a comment after a value without them. */
import type { Setting } from './node-settings.ts'
import type { Source } from './source.ts'

/** Undefined for a line that sets nothing. `line` is 0-based. */
export function variableInLine(source: Source, line: number): Setting | undefined {
  const text = source.line(line)
  const [, before, name] = /^(\s{0,100}(?:export\s{1,100})?([A-Za-z_][A-Za-z0-9_]{0,200})\s{0,100}=\s{0,100})/.exec(text) ?? []
  if (before === undefined || name === undefined) return undefined
  const rest = text.slice(before.length)
  const quote = /^["']/.exec(rest)?.[0]
  const end = quote === undefined ? -1 : rest.indexOf(quote, 1)
  const isQuoted = quote !== undefined && end > 0
  const value = isQuoted ? rest.slice(1, end) : withoutComment(rest)
  return { key: name, value, offset: source.lineStart(line) + before.length + (isQuoted ? 1 : 0) }
}

function withoutComment(text: string): string {
  const comment = text.search(/\s#/)
  return (comment < 0 ? text : text.slice(0, comment)).trimEnd()
}

/** All of them; of one given twice the last. */
export function variablesIn(source: Source): ReadonlyMap<string, Setting> {
  const variables = new Map<string, Setting>()
  for (let i = 0; i < source.lineCount; i++) {
    const variable = variableInLine(source, i)
    if (variable !== undefined) variables.set(variable.key, variable)
  }
  return variables
}
