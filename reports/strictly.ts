/** What `--strict` makes of an answer by design. */
import type { Role } from '../text/span.ts'

/** An answer: its word, and what it says. */
interface Headline<Word extends string> {
  readonly word: Word
  readonly text: string
  readonly role: Role
}

/** What is wrong then. */
export const CODE_MISSING = 'with --strict the code counts too, and it was not searched'

/** The same, but that nothing holds where the code counts too (`--strict`) and was not asked. */
export const strictly = <Word extends string>(headline: Headline<Word>, isOpen: boolean): Headline<Word | 'INCOMPLETE'> =>
  isOpen && headline.word === 'HOLDS'
    ? {
        word: 'INCOMPLETE',
        text: `${CODE_MISSING}; by design it HOLDS: ${headline.text}`,
        role: 'bad',
      }
    : headline
