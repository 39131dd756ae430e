/**
 * Packed states as a search keeps them: as they are, or in two parts (`divided-store.ts`). A state is some 32-bit words, of which the last may have
 * no bits in its upper half: that half is not kept. A view of bytes is what reads words that begin at odd halves, and halves of a memory of any size.
 */
import { type Access, accessTo } from './access.ts'
import type { SearchMemory } from './memory.ts'
import type { Parts } from './parts.ts'

/** What a search knows of its states, by index. */
export interface Store {
  /** Reads the state at `index` into words of `out` from position `to`. */
  read(index: number, out: Int32Array, to: number): void
  /** The words of the state at `index`. */
  stateAt(index: number): Int32Array
  /** Writes the state whose words stand at `from`. */
  write(index: number, packed: Int32Array, from: number): void
  /** Writes the state at `index` at another as well. */
  copy(index: number, to: number): void
  /** Whether the state at `index` is the one whose words stand at `from`. */
  isAt(index: number, packed: Int32Array, from: number): boolean
  /** Has the first `count` of these states in the cache soon; see {@link warmWords}. */
  warm(indices: Int32Array, count: number): number
  /** The states from `from` to before `to`, two bytes for a half. */
  between(from: number, to: number): Uint8Array
  /** Writes such bytes, from the state at `from` on; false as soon as the limit of memory is exceeded. */
  fill(from: number, states: Uint8Array): boolean
  /** Where states are in parts, what these are. */
  readonly parts: Parts | undefined
}

/** States as they are. */
export class WholeStore implements Store {
  readonly parts = undefined
  private readonly kept: DataView
  /** Bytes of a state. */
  private readonly bytes: number
  private readonly words: number
  private readonly access: Access

  constructor({ store, halves, words }: Pick<SearchMemory, 'store' | 'halves' | 'words'>) {
    this.kept = new DataView(store)
    this.bytes = 2 * halves
    this.words = words
    this.access = accessTo(Array.from({ length: words }, (_, word) => (2 * word + 1 < halves ? 'Int32' : 'Uint16')))
  }

  read(index: number, out: Int32Array, to: number): void {
    this.access.read(this.kept, index * this.bytes, out, to)
  }

  stateAt(index: number): Int32Array {
    const packed = new Int32Array(this.words)
    this.read(index, packed, 0)
    return packed
  }

  write(index: number, packed: Int32Array, from: number): void {
    this.access.write(this.kept, index * this.bytes, packed, from)
  }

  isAt(index: number, packed: Int32Array, from: number): boolean {
    return this.access.isSame(this.kept, index * this.bytes, packed, from)
  }

  /** Of each state its first and last byte. */
  warm(indices: Int32Array, count: number): number {
    const { kept, bytes } = this
    const last = bytes - 1
    let all = 0
    let i = 0
    for (; i + 4 <= count; i += 4) {
      const a = (indices[i] ?? 0) * bytes
      const b = (indices[i + 1] ?? 0) * bytes
      const c = (indices[i + 2] ?? 0) * bytes
      const d = (indices[i + 3] ?? 0) * bytes
      all |= kept.getUint8(a) | kept.getUint8(b) | kept.getUint8(c) | kept.getUint8(d)
      all |= kept.getUint8(a + last) | kept.getUint8(b + last) | kept.getUint8(c + last) | kept.getUint8(d + last)
    }
    for (; i < count; i++) all |= kept.getUint8((indices[i] ?? 0) * bytes)
    return all
  }

  copy(index: number, to: number): void {
    this.between(to, to + 1).set(this.between(index, index + 1))
  }

  // Of all at once there may be no array: a store may be larger than the largest.
  between(from: number, to: number): Uint8Array {
    return new Uint8Array(this.kept.buffer, from * this.bytes, (to - from) * this.bytes)
  }

  fill(from: number, states: Uint8Array): boolean {
    this.between(from, from + states.length / this.bytes).set(states)
    return true
  }
}

/**
 * Has words in the cache soon, those at the first `count` of these indices. No load waits for another, and four in one go are
 * so few instructions that the processor has many of them under way. What is returned means nothing, but makes it load them.
 */
export function warmWords(words: Int32Array, indices: Int32Array, count: number): number {
  let all = 0
  let i = 0
  for (; i + 4 <= count; i += 4) {
    const a = indices[i] ?? 0
    const b = indices[i + 1] ?? 0
    const c = indices[i + 2] ?? 0
    const d = indices[i + 3] ?? 0
    all |= (words[a] ?? 0) | (words[b] ?? 0) | (words[c] ?? 0) | (words[d] ?? 0)
  }
  for (; i < count; i++) all |= words[indices[i] ?? 0] ?? 0
  return all
}
