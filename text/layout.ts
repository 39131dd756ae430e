/** Lines and tables for a terminal, in which text from files can do nothing. */
import { harmless } from './harmless.ts'
import { type Item, wrapItems } from './wrap.ts'
import type { Paint, Role, Span } from './span.ts'
import { widthOf } from './width.ts'

/** Where the text of a labelled paragraph starts. */
export const INDENT = 10

/** Text that is kept on a line when it fits on one. */
export const item = (text: string, role: Role = 'plain'): Item => [{ text: harmless(text), role }]

/** A command, or the name of a file: broken at its spaces alone, so that it can be copied. */
export const verbatim = (text: string): Item => [{ text: harmless(text), role: 'plain', isWhole: true }]

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
  /** What follows it, in a role of its own. */
  readonly beside?: { readonly text: string; readonly role: Role }
}

const textOf = ({ text, beside }: TableCell): string => (beside === undefined ? text : `${text} ${beside.text}`)

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
  const shown = [head, ...rows].map((row) =>
    row.map(({ text, role, beside }): TableCell => ({
      text: harmless(text),
      role,
      ...(beside !== undefined && { beside: { ...beside, text: harmless(beside.text) } }),
    })),
  )
  const columns = head.map((_, x) => shown.map(({ [x]: cell }) => (cell === undefined ? '' : textOf(cell))))
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
    const lines = shown.map((row) => rowLines(row, widths, ' '.repeat(gap), paint))
    const rule = widths.map((columns) => '─'.repeat(columns)).join('─'.repeat(gap))
    const isRuled = rules && lines.slice(1).some((of) => of.length > 1)
    return lines.flatMap((of, y) => (y > 0 && (y === 1 || isRuled) ? [rule, ...of] : of))
  }
  return undefined
}

/** A row on as many lines as its highest cell takes. */
function rowLines(row: readonly TableCell[], widths: readonly number[], between: string, paint: Paint): string[] {
  const cells = row.map(({ text, role, beside }, x) => {
    const runs = [{ text, role }, ...(beside === undefined ? [] : [beside])]
    const of = runs.flatMap((run) => run.text.split(' ').map((word) => [{ text: word, role: run.role }]))
    // What is painted has another length than what is seen, so lines are measured as they are without.
    const [seen, painted] = [(span: Span) => span.text, paint].map((by) => wrapItems(of, widths[x] ?? 1, 0, 0, by))
    return (painted ?? []).map((line, y) => line + ' '.repeat(Math.max(0, (widths[x] ?? 1) - widthOf(seen?.[y] ?? ''))))
  })
  const height = Math.max(...cells.map((cell) => cell.length))
  return Array.from({ length: height }, (_, y) =>
    cells
      .map((cell, x) => cell[y] ?? ' '.repeat(widths[x] ?? 1))
      .join(between)
      .trimEnd(),
  )
}
