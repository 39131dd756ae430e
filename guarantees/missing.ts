/** Answers that are not there, and what hangs on them. */
import type { Place } from '../config/index.ts'
import { grouped } from '../text/grouped.ts'
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

/** Something in the files that was not read, once for all places where it was not. */
export interface UnreadThing {
  readonly message: string
  readonly places: readonly Place[]
  /** What the two sides say there, when it is not the same: a change that does not count. */
  readonly change?: { readonly from: string; readonly to: string }
}

/** What of the files was not read, and may bear on the answers. */
export function unreadOf({ base, head }: Subject): UnreadThing[] {
  const saidBy = (side: Side | undefined, message: string): string | undefined =>
    side?.unread.find((one) => one.message === message)?.said
  return [...grouped([...(base?.unread ?? []), ...head.unread], ({ message }) => message)].map(([message, of]) => {
    const places = of.flatMap(({ place }) => place ?? [])
    const [from, to] = [saidBy(base, message), saidBy(head, message)]
    return {
      message,
      places: [...new Map(places.map((place) => [JSON.stringify(place), place])).values()],
      ...(from !== undefined && to !== undefined && from !== to && { change: { from, to } }),
    }
  })
}

/** The same of all subjects, each once. */
export const allUnread = (subjects: readonly Subject[]): UnreadThing[] => [
  ...new Map(subjects.flatMap((subject) => unreadOf(subject).map((one) => [JSON.stringify(one), one]))).values(),
]

/** Whether something is not known, so that what was found is no pass. */
export const isIncomplete = (subject: Subject): boolean => missingOf(subject).length > 0 || unreadOf(subject).length > 0
