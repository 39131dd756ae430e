/** What workers leave of their runs when a level ends: parts of the store in which there is no state. */
import { at } from '../state/at.ts'
import { LaneCell, type SearchMemory } from './memory.ts'

/** The unfilled parts of runs, ascending. */
export function holesOf(memory: SearchMemory, lanes: Int32Array): (readonly [from: number, to: number])[] {
  const holes: (readonly [number, number])[] = []
  for (let lane = 0; lane < memory.workers; lane++) {
    const cell = lane * LaneCell.length
    const [from, to] = [at(lanes, cell + LaneCell.holeFrom), at(lanes, cell + LaneCell.holeTo)]
    if (from < to) holes.push([from, to])
  }
  return holes.toSorted((a, b) => a[0] - b[0])
}

/** What is between `from` and `to` and in no hole. */
export function around(from: number, to: number, holes: readonly (readonly [number, number])[]): (readonly [number, number])[] {
  const parts: (readonly [number, number])[] = []
  let start = from
  for (const [holeFrom, holeTo] of holes) {
    if (holeTo <= start || holeFrom >= to) continue
    if (holeFrom > start) parts.push([start, holeFrom])
    start = Math.max(start, holeTo)
  }
  if (start < to) parts.push([start, to])
  return parts
}
