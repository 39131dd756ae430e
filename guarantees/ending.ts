/** How it ends: what a result comes to, for whoever has to go on or to stop. */
import { isIncomplete, unreadOf } from './missing.ts'
import type { Cell, Subject, Validation } from './result.ts'

/** Worst first, but that a limit outweighs what only {@link Strictness.strict} counts of transactions and of the code. */
export type Ending = 'error' | 'lost' | 'incomplete' | 'holds'

export interface Strictness {
  /** A guarantee that is refuted counts as one that is lost, also when it never held, and also by the code alone. */
  readonly strict: boolean
  /** A limit that was hit is excused. */
  readonly allowIncomplete: boolean
}

export function endingOf(validation: Validation, { strict, allowIncomplete }: Strictness): Ending {
  const { verdict, subjects, destroyed, code, transactions = [] } = validation
  // A baseline says what may be broken: all else that is counts.
  const isEach = strict || validation.baseline !== undefined
  if (verdict === 'error' || code.verdict === 'error') return 'error'
  const breaks = (s: Subject): boolean =>
    s.base === undefined
      ? isEach && s.losses.length > 0
      : s.losses.length > 0 || (isEach && s.head.cells.some((c) => isBroken(c) && c.excused === undefined))
  if (destroyed.length > 0 || subjects.some(breaks)) return 'lost'
  // A limit may be excused; what was not read is taken upon oneself by --assume-defaults alone.
  if (subjects.some((s) => unreadOf(s).length > 0)) return 'incomplete'
  if (subjects.some(isIncomplete) && !allowIncomplete) return 'incomplete'
  const ofTransactions = new Set(transactions.flatMap(({ cells }) => cells).map((cell) => cell.verdict))
  if (strict && (ofTransactions.has('refuted') || ofTransactions.has('vacuous'))) return 'lost'
  if (ofTransactions.has('incomplete') && !allowIncomplete) return 'incomplete'
  return strict ? endingOfCode(validation, allowIncomplete) : 'holds'
}

const isBroken = ({ verdict }: Cell): boolean => verdict === 'refuted' || verdict === 'vacuous'

/** What the code of the releases alone would end with; not to be asked is no pass. */
function endingOfCode({ subjects, code: { verdict } }: Validation, allowIncomplete: boolean): Ending {
  if (subjects.some((s) => s.head.cells.some((c) => c.code?.verdict === 'refuted' && c.excused === undefined))) return 'lost'
  const isOpen = verdict === 'not asked' || subjects.some((s) => s.head.cells.some((c) => c.code?.verdict === 'incomplete'))
  return isOpen && !allowIncomplete ? 'incomplete' : 'holds'
}
