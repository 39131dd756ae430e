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
}

/** A file in a block of YAML keeps its lines; in any other scalar all of it is placed at the start. */
export function inScalar(outer: Source, node: Scalar, start: number): Source {
  if (node.type !== 'BLOCK_LITERAL') return new Embedded(outer, scalarText(node), () => start)
  const first = outer.place(start)
  const inner = new Source(outer.file, scalarText(node))
  return new Embedded(outer, inner.text, (offset) => {
    const { line, column } = inner.place(offset)
    return outer.lineStart(first.line - 2 + line) + (first.column - 1) + (column - 1)
  })
}

/** A file in a string of JSON. @param start of the text inside its quotes. */
export function inString(outer: Source, text: string, start: number): Source {
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
