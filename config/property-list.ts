/** The lines of a `.properties` file, as `java.util.Properties` reads them. */
import { Properties } from 'properties-file/parser'
import type { Setting } from './node-settings.ts'
import type { Source } from './source.ts'

const MOST_LINES = 200_000

/** In their order, keys given again too. @throws ConfigError. */
export function propertiesOf(source: Source): Setting[] {
  if (source.lineCount > MOST_LINES) source.fail(source.lineStart(MOST_LINES), `has more than ${MOST_LINES} lines`)
  const found: Setting[] = []
  for (const node of parse(source)) {
    if (node.type !== 'property') continue
    const { escapedKey, separatorLeading, separatorChar = '', separatorTrailing } = node
    const at = escapedKey.length + separatorLeading.length + separatorChar.length + separatorTrailing.length
    const offset = physical(source, node.startingLineNumber - 1, node.rawLines, at)
    found.push({ key: node.key, value: node.value, offset, isDoubtful: separatorChar === '' })
  }
  return found
}

function parse(source: Source) {
  try {
    return new Properties(source.text).nodes
  } catch {
    return source.fail(malformedEscape(source), 'has a \\u that four hexadecimal digits do not follow, which Java refuses')
  }
}

/** Where a character of a logical line stands: a line that ends in an odd number of backslashes goes on in the next. */
function physical(source: Source, firstLine: number, rawLines: readonly string[], at: number): number {
  let rest = at
  let end = source.lineStart(firstLine)
  for (const [i, raw] of rawLines.entries()) {
    const indent = raw.length - raw.replace(/^[ \t\f]+/, '').length
    const length = raw.length - (endsInBackslashes(raw) % 2) - indent
    const start = source.lineStart(firstLine + i) + indent
    if (rest < length) return start + rest
    rest -= Math.max(length, 0)
    end = start + Math.max(length, 0)
  }
  return end
}

/** Offset of the first `\u` that is none. A comment is a line of its own; no other line goes on from it. */
function malformedEscape(source: Source): number {
  let goesOn = false
  for (let i = 0; i < source.lineCount; i++) {
    const line = source.line(i)
    if (!goesOn && /^[ \t\f]*[#!]/.test(line)) continue
    // A backslash and what it escapes are taken together.
    for (const { index, 0: escape } of line.matchAll(/\\(?:u[0-9A-Fa-f]{4}|.|$)/gs))
      if (escape === '\\u') return source.lineStart(i) + index
    goesOn = endsInBackslashes(line) % 2 === 1
  }
  return 0
}

function endsInBackslashes(line: string): number {
  let count = 0
  while (line[line.length - 1 - count] === '\\') count++
  return count
}
