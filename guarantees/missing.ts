/** Answers that are not there, and what hangs on them. */
import { type Cell, isOpen, type Side, type Subject } from './result.ts'

/** An answer that a limit or a failure kept back. */
export interface Missing {
  readonly guarantee: string
  readonly envelope: string
  readonly of: 'base' | 'head' | 'roll-out' | 'configuration'
  readonly cell: Cell
}

/** The answers that are missing, where something hangs on them. */
export function missingOf(subject: Subject): Missing[] {
  if (subject.base === undefined)
    return subject.head.cells
      .filter(isOpen)
      .map((cell) => ({ guarantee: cell.guarantee, envelope: cell.envelope, of: 'configuration', cell }))
  return subject.deltas
    .filter((d) => d.delta === 'unknown')
    .flatMap(({ guarantee, envelope, base, head, rollout }) => {
      const parts = [
        { of: 'base', cell: base },
        { of: 'head', cell: head },
        { of: 'roll-out', cell: rollout },
      ] as const
      return parts.filter(({ cell }) => isOpen(cell)).map((part) => ({ guarantee, envelope, ...part }))
    })
}

/** What of the files was not read, and may bear on the answers. */
export const unreadOf = ({ base, head }: Subject): Side['unread'] => [
  ...new Map([...(base?.unread ?? []), ...head.unread].map((one) => [JSON.stringify(one), one])).values(),
]

/** Whether something is not known, so that what was found is no pass. */
export const isIncomplete = (subject: Subject): boolean => missingOf(subject).length > 0 || unreadOf(subject).length > 0
