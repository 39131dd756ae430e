/** What `--strict` makes of an answer by design. */
import type { Role } from '../text/span.ts'

/** An answer: its word, and what it says. */
export interface Headline {
  readonly word: string
  readonly text: string
  readonly role: Role
}

/** The same, but that nothing holds where the code counts too (`--strict`) and was not asked. */
export const strictly = (headline: Headline, isOpen: boolean): Headline =>
  isOpen && headline.word === 'HOLDS'
    ? {
        word: 'INCOMPLETE',
        text: `with --strict the code counts too, and it was not searched; by design it HOLDS: ${headline.text}`,
        role: 'bad',
      }
    : headline
