import stringWidth from 'string-width'

/** Characters of one column each, none of which joins another: nearly every text has no others, and how wide those are takes long to load. */
const NARROW = /^[ -~¡-¬®-˿‐-‧‰-⁞←-⇿∀-⋿─-╿✓✗]*$/

/** Columns that a terminal takes to show the text: two for wide characters, none for marks that join another. */
export const widthOf = (text: string): number => (NARROW.test(text) ? text.length : stringWidth(text))

let graphemes: Intl.Segmenter | undefined

/** The text in pieces of at most `room` columns, one grapheme at least in each: what is one character to a reader is never cut. */
export function piecesOf(text: string, room: number): string[] {
  const pieces: string[] = []
  let [piece, width] = ['', 0]
  graphemes ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' })
  for (const { segment } of graphemes.segment(text)) {
    const more = widthOf(segment)
    if (piece !== '' && width + more > room) {
      pieces.push(piece)
      ;[piece, width] = ['', 0]
    }
    piece += segment
    width += more
  }
  return piece === '' ? pieces : [...pieces, piece]
}
