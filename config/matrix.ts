/** What can be given, as a table in Markdown: made from the dialects, so that it says what is read. */
import { DIALECTS } from './dialects/index.ts'

export const inputMatrix = (): string =>
  [
    ['format', 'found by', 'what is read', 'defaults where it says nothing'],
    ['---', '---', '---', '---'],
    ...DIALECTS.map(({ name, foundBy, reads, defaults }) => [`\`${name}\``, foundBy, reads, defaults]),
  ]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n')
