/**
 * Packed states as a search keeps them. A state is some 32-bit words, of which the last may have no bits in its upper half: that half is not kept.
 * A view of bytes is what reads words that begin at odd halves, and halves of a memory of any size.
 */
import type { SearchMemory } from './memory.ts'

export class Store {
  private readonly kept: DataView
  /** Bytes of a state. */
  private readonly bytes: number
  private readonly words: number
  /** Bytes of the words that are kept whole. */
  private readonly whole: number

  constructor({ store, halves, words }: Pick<SearchMemory, 'store' | 'halves' | 'words'>) {
    this.kept = new DataView(store)
    this.bytes = 2 * halves
    this.words = words
    this.whole = 4 * (halves >> 1)
  }

  /** Reads the state at `index` into words of `out` from position `to`. */
  read(index: number, out: Int32Array, to: number): void {
    const { kept, whole, bytes } = this
    const first = index * bytes
    let word = to
    for (let byte = first; byte < first + whole; byte += 4) out[word++] = kept.getInt32(byte, true)
    if (whole < bytes) out[word] = kept.getUint16(first + whole, true)
  }

  /** The words of the state at `index`. */
  stateAt(index: number): Int32Array {
    const packed = new Int32Array(this.words)
    this.read(index, packed, 0)
    return packed
  }

  /** Writes the state whose words stand at `from`. */
  write(index: number, packed: Int32Array, from: number): void {
    const { kept, whole, bytes } = this
    const first = index * bytes
    let word = from
    for (let byte = first; byte < first + whole; byte += 4) kept.setInt32(byte, packed[word++] ?? 0, true)
    if (whole < bytes) kept.setUint16(first + whole, packed[word] ?? 0, true)
  }

  /** Whether the state at `index` is the one whose words stand at `from`. */
  isAt(index: number, packed: Int32Array, from: number): boolean {
    const { kept, whole, bytes } = this
    const first = index * bytes
    let word = from
    for (let byte = first; byte < first + whole; byte += 4) if (kept.getInt32(byte, true) !== packed[word++]) return false
    return whole === bytes || kept.getUint16(first + whole, true) === packed[word]
  }

  /** Has the state at `index` in the cache soon. */
  touch(index: number): number {
    return this.kept.getUint8(index * this.bytes)
  }

  /** The states from `from` to before `to`, as they are kept. */
  between(from: number, to: number): Uint8Array {
    return new Uint8Array(this.kept.buffer, from * this.bytes, (to - from) * this.bytes)
  }
}
