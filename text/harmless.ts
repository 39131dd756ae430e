import { printable } from './printable.ts'

/** Text in which nothing drives a terminal, nor `::` or `##[`, which start a command in the log of a CI job. */
export const harmless = (text: string): string =>
  printable(text)
    .replaceAll('::', String.raw`:\u{3a}`)
    .replaceAll('##[', String.raw`#\u{23}[`)
