/** Text of anybody in Markdown: nothing in it is markup. */
import { printable } from '../../text/printable.ts'

const LONGEST = 300

/** A character that nothing in Markdown or HTML takes for more than itself. */
const entity = (c: string): string => `&#${c.codePointAt(0) ?? 0};`

/**
 * Text in which nothing is markup: signs with a meaning become entities, control characters are shown as escapes. GitHub looks for
 * `@name` and `#1` after it has undone entities, so that a space without width comes after those signs; it makes links of `www.`
 * and `://`.
 */
export const prose = (text: string): string =>
  printable(text, LONGEST * 10)
    .replace(/[^\p{L}\p{N} ,.;:()=+/'"%?·-]/gu, (c) => (c === '@' || c === '#' ? `${entity(c)}&#8203;` : entity(c)))
    .replace(/:(?=\/)|(?<=www)\./giu, entity)

/** Text from a file, as code: mentions and references are not looked for there. A code span cannot hold every text; this can. */
export const code = (text: string): string =>
  `<code>${printable(text, LONGEST)
    .replace(/[^\p{L}\p{N} ,.;:()=+/%?-]/gu, entity)
    .replace(/:(?=\/)|(?<=www)\./giu, entity)}</code>`
