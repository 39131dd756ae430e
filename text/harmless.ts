import { printable } from './printable.ts'

/** Text in which nothing drives a terminal, nor `::` or `##[`, which start a command in the log of a CI job. */
export const harmless = (text: string): string =>
  printable(text)
    .replaceAll('::', String.raw`:\u{3a}`)
    .replaceAll('##[', String.raw`#\u{23}[`)

/** The same of a text of several lines: no line of it drives anything either. */
export const harmlessLines = (text: string): string => text.split('\n').map(harmless).join('\n')
