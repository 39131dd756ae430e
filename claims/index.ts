/** The catalogue of claims, in the order in which it is read. */
import { AVAILABILITY } from './availability.ts'
import type { Claim } from './claim.ts'
import { CONSUMERS } from './consumers.ts'
import { FAILURES } from './failures.ts'
import { HIGH_WATERMARK } from './high-watermark.ts'
import { KNOWN_DEFECTS } from './known-defects.ts'
import { LEADERSHIP } from './leadership.ts'
import { LOSSES } from './losses.ts'
import { MONITORING } from './monitoring.ts'
import { OPERATIONS } from './operations.ts'
import { PRODUCERS } from './producers.ts'
import { PROFILES } from './profiles.ts'
import { READ_COMMITTED } from './read-committed.ts'
import { TRANSACTIONS } from './transactions.ts'

export type { Claim, Entry, Expected, Judgement } from './claim.ts'
export { judgementOf, wordsOf } from './claim.ts'

export const CLAIMS: readonly Claim[] = [
  ...HIGH_WATERMARK,
  ...LOSSES,
  ...PRODUCERS,
  ...LEADERSHIP,
  ...CONSUMERS,
  ...AVAILABILITY,
  ...MONITORING,
  ...PROFILES,
  ...READ_COMMITTED,
  ...TRANSACTIONS,
  ...FAILURES,
  ...OPERATIONS,
  ...KNOWN_DEFECTS,
]
