/**
 * Memory of small searches in this thread, used again by the next. What is shared between threads weighs nothing in deciding when
 * garbage is collected, so thousands of searches one after the other would otherwise hold all they ever touched.
 */
import { at } from '../state/at.ts'
import { Control, headBytes, type MemoryNeeds, reservedFor, type SearchMemory, sizesOf, storedBytes } from './memory.ts'
import { slotsOf } from './table-size.ts'

/** Of larger searches nothing is kept: it would stay resident. */
const MOST_TOUCHED_BYTES = 8 * 2 ** 20
/** As many searches as may be at work in turns. */
const MOST_KEPT = 8

/** The largest first. */
let kept: SearchMemory[] = []

/** Memory for a search, perhaps used before. @throws RangeError as `reserveMemory` does. */
export function borrowMemory(needs: MemoryNeeds): SearchMemory {
  const sizes = sizesOf(needs)
  const fitting = kept.findLast((memory) => needs.shared !== false && fits(memory, sizes))
  if (fitting === undefined) return reservedFor(sizes, needs)
  kept = kept.filter((memory) => memory !== fitting)
  const { control, store, table, heads, lanes, creators, marks, generated } = fitting
  return { ...sizes, control, store, table, heads, lanes, creators, marks, generated }
}

/** Takes back the memory of a search that is over, empty again. */
export function giveBack(memory: SearchMemory): void {
  const control = new Int32Array(memory.control)
  const [states, tableBytes] = [at(control, Control.next), 4 * slotsOf(at(control, Control.table))]
  if (storedBytes(memory, states, control) + 3 * states + tableBytes > MOST_TOUCHED_BYTES || memory.store instanceof ArrayBuffer)
    return
  new Uint8Array(memory.table).fill(0, 0, tableBytes)
  new Uint8Array(memory.heads).fill(0, 0, headBytes(memory.halves, at(control, Control.table)))
  new Uint8Array(memory.marks).fill(0, 0, states)
  for (const buffer of [memory.control, memory.lanes, memory.generated]) new Uint8Array(buffer).fill(0)
  kept = [...kept, memory].toSorted((a, b) => b.store.byteLength - a.store.byteLength).slice(0, MOST_KEPT)
}

const fits = (
  memory: SearchMemory,
  { halves, room, storeBytes, largestTable, workers, hasMarks }: ReturnType<typeof sizesOf>,
): boolean =>
  memory.store.byteLength >= storeBytes &&
  memory.heads.byteLength >= headBytes(halves, largestTable) &&
  memory.table.byteLength >= 4 * slotsOf(largestTable) &&
  memory.creators[0].byteLength >= room &&
  memory.marks.byteLength >= (hasMarks ? room : 0) &&
  memory.lanes.byteLength >= workers * 64
