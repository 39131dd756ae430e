import type { Scalar } from 'yaml'
import type { Place } from './document.ts'
import { Source } from './source.ts'
import { scalarText } from './yaml-tree.ts'

/** A file that stands in a string of another: its places are those of the other. */
class Embedded extends Source {
  private readonly outer: Source
  private readonly outerOffset: (offset: number) => number

  constructor(outer: Source, text: string, outerOffset: (offset: number) => number) {
    super(outer.file, text, (offset) => outer.place(outerOffset(offset)))
    this.outer = outer
    this.outerOffset = outerOffset
  }

  override place(offset: number): Place {
    return this.outer.place(this.outerOffset(offset))
  }

  override offsetIn(outer: Source, offset: number): number {
    return outer === this.outer ? this.outerOffset(offset) : super.offsetIn(outer, offset)
  }
}

/** A file in a block of YAML keeps its lines, and so does one in a string as JSON has it; in any other scalar each character is where it is written. */
export function inScalar(outer: Source, node: Scalar, start: number): Source {
  const written = outer.text.slice(start, node.range?.[1])
  if (node.type === 'QUOTE_DOUBLE' && !/[\r\n]|\\[xU]/.test(written)) return inString(outer, scalarText(node), start)
  if (node.type !== 'BLOCK_LITERAL') {
    const text = scalarText(node)
    const places = placesAmong(text, written)
    return new Embedded(outer, text, (offset) => start + (places[offset] ?? 0))
  }
  const first = outer.position(start)
  const inner = new Source(outer.file, scalarText(node))
  return new Embedded(outer, inner.text, (offset) => {
    const { line, column } = inner.place(offset)
    return outer.lineStart(first.line - 2 + line) + (first.column - 1) + (column - 1)
  })
}

/** Characters that stand for others, or for none, between two that are as they are written. */
const FARTHEST = 200

/**
 * Where each character of a text is in what it is written as, and where it ends: folded lines, escapes and references are written otherwise, and
 * stand where what is before them ends.
 */
export function placesAmong(text: string, written: string): readonly number[] {
  const places: number[] = []
  let at = 0
  for (const character of text) {
    const found = /\s/.test(character) ? -1 : written.slice(at, at + FARTHEST).indexOf(character)
    if (found >= 0) at += found
    for (let i = 0; i < character.length; i++) places.push(at + (found >= 0 ? i : 0))
    if (found >= 0) at += character.length
  }
  return [...places, at]
}

/** The same with another text, line by line: references are written otherwise. */
export function rewritten(inner: Source, text: string): Source {
  if (text === inner.text) return inner
  const own = new Source(inner.file, text)
  return new Embedded(inner, text, (offset) => {
    const { line, column } = own.place(offset)
    const start = inner.lineStart(line - 1)
    return start + Math.min(column - 1, inner.line(line - 1).length)
  })
}

/** A file in a string of JSON, or in one without escapes. @param start of the text inside its quotes. */
export function inString(outer: Source, text: string, start: number): Source {
  if (outer.text.startsWith(text, start)) return new Embedded(outer, text, (offset) => start + offset)
  const offsets: number[] = []
  let at = start
  for (let i = 0; i <= text.length; i++) {
    offsets.push(at)
    at += outer.text[at] !== '\\' ? 1 : outer.text[at + 1] === 'u' ? 6 : 2
  }
  return new Embedded(outer, text, (offset) => offsets[offset] ?? start)
}

/** A file that stands coded in a string: all of it is placed at the start. */
export const decoded = (outer: Source, text: string, start: number): Source => new Embedded(outer, text, () => start)

/**
 * A file that stands in base64 in a string: all of it is placed at the start. Undefined when it is not base64.
 * @throws ConfigError when it holds no text.
 */
export function inBase64(outer: Source, text: string, start: number): Source | undefined {
  const bytes = bytesOf(text)
  return bytes === undefined ? undefined : decoded(outer, new TextDecoder().decode(bytes), start)
}

function bytesOf(base64: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0))
  } catch {
    return undefined
  }
}

/** A file in lines of its own, which may stand further in: each line is placed at its line. @param first the line before them, from 1 on. */
export function inLines(outer: Source, text: string, first: number): Source {
  const inner = new Source(outer.file, text)
  return new Embedded(outer, inner.text, (offset) => {
    const { line, column } = inner.place(offset)
    const start = outer.lineStart(first + line - 1)
    const end = outer.lineStart(first + line)
    const indent = /^[ \t]*/.exec(outer.line(first + line - 1))?.[0].length ?? 0
    const own = /^[ \t]*/.exec(inner.line(line - 1))?.[0].length ?? 0
    return Math.min(start + Math.max(0, indent - own) + column - 1, Math.max(start, end - 1))
  })
}
