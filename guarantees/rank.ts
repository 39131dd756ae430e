/** Which topics are broken first: by how few faults, as their shortest runs show. */
import type { Cell, Subject } from './result.ts'

/** The refuted answer whose shortest run has the fewest faults; undefined where none is refuted. A longer run may do with fewer. */
export function weakest({ head }: Pick<Subject, 'head'>): Cell | undefined {
  const refuted = head.cells.filter(({ verdict }) => verdict === 'refuted')
  return refuted.toSorted((a, b) => faultsIn(a) - faultsIn(b) || (a.steps ?? Infinity) - (b.steps ?? Infinity))[0]
}

const faultsIn = ({ faults }: Cell): number =>
  faults === undefined ? Infinity : Object.values(faults).reduce((sum, n) => sum + n, 0)

/** Those first that break by the fewest faults, then those of which more is refuted; else as they are. */
export function ranked<T extends Pick<Subject, 'head'>>(subjects: readonly T[]): readonly T[] {
  const key = (subject: T): readonly [number, number, number] => {
    const cell = weakest(subject)
    if (cell === undefined) return [1, 0, 0]
    return [0, faultsIn(cell), -subject.head.cells.filter(({ verdict }) => verdict === 'refuted').length]
  }
  return subjects.toSorted((a, b) => {
    const [left, right] = [key(a), key(b)]
    return left[0] - right[0] || compared(left[1], right[1]) || left[2] - right[2]
  })
}

/** Also of what is infinite. */
const compared = (a: number, b: number): number => (a === b ? 0 : a < b ? -1 : 1)
