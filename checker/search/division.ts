/** Which states are kept in two parts, and what that takes. States in parts lie at the start of the store, one behind the other, and the parts at its end. */
import { indexBits } from './table-size.ts'

/** 16-bit halves of the largest states that are kept as they are: what is gained on smaller ones is little. */
const MOST_WHOLE = 8

/** A state in parts is their two numbers. */
export const PAIR_BYTES = 8

/** Whether states of so many 16-bit halves are kept in two parts. */
export const isDivided = (halves: number): boolean => halves > MOST_WHOLE

/** Words of a part; the second of a state may have one less, and then ends in a 0. */
export const partWords = (words: number): number => (words + 1) >> 1

/** Bytes of a part: its words, and the number of the next in its chain. */
export const partBytes = (words: number): number => 4 * partWords(words) + 4

/** How many chains of parts there are beside a table of such a size: some 25 parts to a chain where no two states have a part in common, and hardly ever more than one else. */
export const headsOf = (table: number): number => 2 ** (indexBits(table) - 4)
