/** Lines and tables for a terminal, in which text from files can do nothing. */
import CliTable3 from 'cli-table3'
import { harmless } from './harmless.ts'
import { type Item, wrapItems } from './wrap.ts'
import type { Paint, Role } from './span.ts'

/** Where the text of a labelled paragraph starts. */
export const INDENT = 10

/** Text that is kept on a line when it fits on one. */
export const item = (text: string, role: Role = 'plain'): Item => [{ text: harmless(text), role }]

/** Text that may be broken at its spaces, but not within `(step 3)`. */
export const words = (text: string, role: Role = 'plain'): Item[] =>
  (text.match(/\(step \d+\)\S*|\S+/g) ?? []).map((word) => item(word, role))

export interface Page {
  readonly width: number
  readonly paint: Paint
}

/** `Label     text`, wrapped beside its label; only the first line makes room for a label that is too long. */
export function labelled(label: string, items: readonly Item[], { width, paint }: Page, role: Role = 'strong'): string[] {
  const column = label.length < INDENT ? INDENT : label.length + 2
  const [first = '', ...rest] = wrapItems(items, width, column, INDENT, paint)
  return [`${label === '' ? '' : paint({ text: label, role })}${' '.repeat(column - label.length)}${first}`, ...rest]
}

/** Text wrapped where labelled text stands, without a label. */
export function indented(items: readonly Item[], { width, paint }: Page, indent = INDENT): string[] {
  const [first = '', ...rest] = wrapItems(items, width, indent, indent, paint)
  return [' '.repeat(indent) + first, ...rest]
}

export interface TableCell {
  readonly text: string
  readonly role: Role
}

/** A terminal may show these two columns wide; the table would cut what does not fit by its own measure. */
const isWide = (text: string): boolean => /[\u1100-\u{10ffff}]/u.test(text)

const widthOf = (text: string): number => text.length * (isWide(text) ? 2 : 1)

const longestWord = (text: string): number => Math.max(0, ...text.split(' ').map(widthOf))

/**
 * The widths of columns that fit in `room`, as near to what they would like as can be; undefined when not every column can have
 * `least` of its own.
 */
function widthsFor(wishes: readonly number[], least: readonly number[], room: number): number[] | undefined {
  const sum = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0)
  if (sum(least) > room) return undefined
  const widths = [...wishes]
  for (let over = sum(widths) - room; over > 0; over--) {
    let widest = -1
    widths.forEach((w, i) => {
      if (w > (least[i] ?? 0) && (widest < 0 || w > (widths[widest] ?? 0))) widest = i
    })
    widths[widest] = (widths[widest] ?? 0) - 1
  }
  return widths
}

const NO_CHARS = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  right: '',
  'right-mid': '',
  mid: '─',
}

/**
 * A table without borders: a rule below the head, and if wanted between rows when one of them takes more than a line. Cells are
 * wrapped, never cut. No column is narrower than its longest word, or than `breakable`: words longer than that are broken then.
 * Undefined when `width` is too small for it.
 */
export function table(
  head: readonly TableCell[],
  rows: readonly (readonly TableCell[])[],
  { width, paint }: Page,
  { breakable = 0, rules = false }: { readonly breakable?: number; readonly rules?: boolean },
): string[] | undefined {
  const shown = [head, ...rows].map((row) => row.map(({ text, role }) => ({ text: harmless(text), role })))
  const columns = head.map((_, x) => shown.map((row) => row[x]?.text ?? ''))
  const whole = columns.map((texts) => Math.max(1, ...texts.map(widthOf)))
  // Where room is short, heads give way before cells.
  const narrow = columns.map(([title = '', ...texts]) => Math.max(1, longestWord(title), ...texts.map(widthOf)))
  const fits = whole.reduce((sum, w) => sum + w + 2, -2) <= width
  const wishes = fits ? whole : narrow
  const least = columns.map((texts, x) =>
    Math.min(wishes[x] ?? 1, Math.max(breakable, ...(breakable > 0 ? [] : texts.map(longestWord)), 1)),
  )
  for (const gap of [2, 1]) {
    const widths = widthsFor(wishes, least, width - gap * (head.length - 1))
    if (widths === undefined) continue
    const wrapped = shown.map((row) =>
      row.map(({ text, role }, x) => {
        const items = text.split(' ').map((word) => [{ text: word, role }])
        const room = widths[x] ?? 1
        return wrapItems(items, isWide(text) ? Math.floor(room / 2) : room, 0, 0, paint)
      }),
    )
    const between = ' '.repeat(gap)
    const made = new CliTable3({
      chars: { ...NO_CHARS, middle: between, 'mid-mid': '─'.repeat(gap) },
      style: {
        'padding-left': 0,
        'padding-right': 0,
        head: [],
        border: [],
        compact:
          !rules ||
          wrapped
            .slice(1)
            .flat()
            .every((c) => c.length < 2),
      },
      colWidths: widths,
      head: (wrapped[0] ?? []).map((lines) => lines.join('\n')),
    })
    for (const row of wrapped.slice(1)) made.push(row.map((lines) => lines.join('\n')))
    return made
      .toString()
      .split('\n')
      .map((line) => line.trimEnd())
  }
  return undefined
}
