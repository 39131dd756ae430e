import { harmless } from './harmless.ts'
import type { Paint, Span } from './span.ts'
import { piecesOf, widthOf } from './width.ts'

/** Pieces of text that stay on one line if they fit on one. */
export type Item = readonly Span[]

const widthOfItem = (item: Item): number => item.reduce((n, s) => n + widthOf(s.text), 0)

/**
 * Lays items out in lines of at most `width` columns of a terminal, separated by one space. The first line starts in column `column`;
 * the others are indented by `indent`. An item too long for a line gets lines of its own and is broken at its spaces, a word
 * too long for one anywhere, unless it is {@link Span.isWhole}: the terminal breaks that itself.
 */
export function wrapItems(items: readonly Item[], width: number, column: number, indent: number, paint: Paint): string[] {
  const room = Math.max(1, width - indent)
  const lines = ['']
  let at = column
  let isFresh = true
  for (const item of items) {
    const pieces = fit(
      item.map((s) => ({ ...s, text: harmless(s.text) })),
      room,
    )
    for (const [i, piece] of pieces.entries()) {
      const length = widthOfItem(piece)
      if (!isFresh && (at + 1 + length > width || (i === 0 && pieces.length > 1))) {
        lines.push(' '.repeat(indent))
        at = indent
        isFresh = true
      }
      lines[lines.length - 1] += (isFresh ? '' : ' ') + piece.map(paint).join('')
      at += length + (isFresh ? 0 : 1)
      isFresh = false
    }
  }
  return lines
}

/** The item itself when it fits, else its words, else pieces of them. */
function fit(item: Item, room: number): Item[] {
  if (widthOfItem(item) <= room) return [item]
  const words: Span[][] = [[]]
  for (const span of item) {
    span.text.split(' ').forEach((word, i) => {
      if (i > 0) words.push([])
      if (word !== '') words.at(-1)?.push({ ...span, text: word })
    })
  }
  return words
    .filter((word) => word.length > 0)
    .flatMap((word) => (widthOfItem(word) <= room || word.some((s) => s.isWhole) ? [word] : chop(word, room)))
}

const chop = (word: Item, room: number): Item[] =>
  word.flatMap(({ text, role }) => piecesOf(text, room).map((piece) => [{ text: piece, role }]))
