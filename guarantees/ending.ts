/** How it ends: what a result comes to, for whoever has to go on or to stop. */
import { isIncomplete, unreadOf } from './missing.ts'
import type { Validation } from './result.ts'

/** Worst first, but that a limit outweighs what only {@link Strictness.strict} counts of the code. */
export type Ending = 'error' | 'lost' | 'incomplete' | 'holds'

export interface Strictness {
  /** A guarantee that is refuted counts as one that is lost, also when it never held, and also by the code alone. */
  readonly strict: boolean
  /** A limit that was hit is excused. */
  readonly allowIncomplete: boolean
}

/** Whether what is refuted counts though nothing is lost: with `--strict`, and beside a baseline, which says what may be broken. */
export const countsEach = ({ strict, baseline }: Pick<Validation, 'strict' | 'baseline'>): boolean =>
  strict === true || baseline !== undefined

export function endingOf(validation: Validation, { strict, allowIncomplete }: Strictness): Ending {
  const { verdict, subjects, destroyed, code, transactions = [] } = validation
  const isEach = countsEach({ ...validation, strict })
  if (verdict === 'error' || code.verdict === 'error') return 'error'
  const isBad = (one: Answer): boolean => (one.verdict === 'refuted' || one.verdict === 'vacuous') && one.excused === undefined
  const isBroken = (base: unknown, losses: readonly unknown[], cells: readonly Answer[], counts = isEach): boolean =>
    base === undefined ? counts && (losses.length > 0 || cells.some(isBad)) : losses.length > 0 || (counts && cells.some(isBad))
  if (destroyed.length > 0) return 'lost'
  if (subjects.some(({ base, losses, head }) => isBroken(base, losses, head.cells))) return 'lost'
  // Rules and baselines are not about transactions.
  if (transactions.some(({ base, losses, cells }) => isBroken(base, losses, cells, strict))) return 'lost'
  // A limit may be excused; what was not read is taken upon oneself by --assume-defaults alone.
  if (subjects.some((s) => unreadOf(s).length > 0)) return 'incomplete'
  if (subjects.some(isIncomplete) && !allowIncomplete) return 'incomplete'
  const isOpen = transactions.some(({ cells, deltas, base }) =>
    base === undefined ? cells.some((cell) => cell.verdict === 'incomplete') : deltas.some((d) => d.delta === 'unknown'),
  )
  if (isOpen && !allowIncomplete) return 'incomplete'
  return strict ? endingOfCode(validation, allowIncomplete) : 'holds'
}

interface Answer {
  readonly verdict: string
  readonly excused?: object
  readonly code?: { readonly verdict: string }
}

/** What the code of the releases alone would end with; not to be asked is no pass. */
function endingOfCode({ subjects, transactions = [], code: { verdict } }: Validation, allowIncomplete: boolean): Ending {
  const cells: readonly Answer[] = [...subjects.flatMap((s) => s.head.cells), ...transactions.flatMap((table) => table.cells)]
  const deltas = subjects.flatMap((s) => s.deltas)
  const isLostOnTheWay = deltas.some(({ code, head }) => code === 'lost while changing' && head.excused === undefined)
  if (isLostOnTheWay || cells.some((c) => c.code?.verdict === 'refuted' && c.excused === undefined)) return 'lost'
  const isOpen =
    verdict === 'not asked' || [...cells, ...deltas.map((d) => d.rollout)].some((c) => c.code?.verdict === 'incomplete')
  return isOpen && !allowIncomplete ? 'incomplete' : 'holds'
}
