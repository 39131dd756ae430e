/** The catalogue of claims, in the order in which it is read. */
import type { Claim } from './claim.ts'
import { LOSSES } from './losses.ts'

export type { Claim, Entry, Expected, Judgement } from './claim.ts'
export { commandOf, judgementOf, wordsOf } from './claim.ts'

export const CLAIMS: readonly Claim[] = [...LOSSES]
