/** States in two parts, for those of many words: each is the numbers of its parts (`parts.ts`). Nothing is lost: the parts are the state. */
import { isDivided, PAIR_BYTES } from './division.ts'
import { isOutOfStore, type SearchMemory } from './memory.ts'
import { Parts } from './parts.ts'
import { type Store, WholeStore } from './store.ts'

class DividedStore implements Store {
  readonly parts: Parts
  private readonly kept: DataView
  private readonly memory: SearchMemory
  private readonly control: Int32Array

  constructor(memory: SearchMemory) {
    this.memory = memory
    this.kept = new DataView(memory.store)
    this.control = new Int32Array(memory.control)
    this.parts = new Parts(memory)
  }

  read(index: number, out: Int32Array, to: number): void {
    const { kept } = this
    const place = index * PAIR_BYTES
    this.parts.read(kept.getInt32(place, true), kept.getInt32(place + 4, true), out, to)
  }

  stateAt(index: number): Int32Array {
    const packed = new Int32Array(this.memory.words)
    this.read(index, packed, 0)
    return packed
  }

  write(index: number, packed: Int32Array, from: number): void {
    const { kept, parts } = this
    const place = index * PAIR_BYTES
    kept.setInt32(place, parts.firstOf(packed, from), true)
    kept.setInt32(place + 4, parts.secondOf(packed, from), true)
  }

  copy(index: number, to: number): void {
    const { kept } = this
    kept.setInt32(to * PAIR_BYTES, kept.getInt32(index * PAIR_BYTES, true), true)
    kept.setInt32(to * PAIR_BYTES + 4, kept.getInt32(index * PAIR_BYTES + 4, true), true)
  }

  isAt(index: number, packed: Int32Array, from: number): boolean {
    const { kept } = this
    const place = index * PAIR_BYTES
    return this.parts.are(kept.getInt32(place, true), kept.getInt32(place + 4, true), packed, from)
  }

  /** Their numbers, then their parts. */
  warm(indices: Int32Array, count: number): number {
    const { kept, parts } = this
    let all = 0
    let i = 0
    for (; i + 4 <= count; i += 4) {
      const a = (indices[i] ?? 0) * PAIR_BYTES
      const b = (indices[i + 1] ?? 0) * PAIR_BYTES
      const c = (indices[i + 2] ?? 0) * PAIR_BYTES
      const d = (indices[i + 3] ?? 0) * PAIR_BYTES
      all |= kept.getUint8(a) | kept.getUint8(b) | kept.getUint8(c) | kept.getUint8(d)
    }
    for (i = 0; i < count; i++) {
      const place = (indices[i] ?? 0) * PAIR_BYTES
      all |=
        kept.getUint8(parts.placeOf(kept.getInt32(place, true))) | kept.getUint8(parts.placeOf(kept.getInt32(place + 4, true)))
    }
    return all
  }

  between(from: number, to: number): Uint8Array {
    const { halves, words } = this.memory
    const store = new ArrayBuffer((to - from) * 2 * halves)
    const whole = new WholeStore({ store, halves, words })
    const packed = new Int32Array(words)
    for (let index = from; index < to; index++) {
      this.read(index, packed, 0)
      whole.write(index - from, packed, 0)
    }
    return new Uint8Array(store)
  }

  fill(from: number, states: Uint8Array): boolean {
    const { halves, words } = this.memory
    const whole = new WholeStore({ store: states.slice().buffer, halves, words })
    const packed = new Int32Array(words)
    const count = states.length / (2 * halves)
    for (let i = 0; i < count; i++) {
      whole.read(i, packed, 0)
      this.write(from + i, packed, 0)
      if (isOutOfStore(this.memory, from + i + 1, this.control)) return false
    }
    return true
  }
}

/** A store in the memory of a search. */
export const storeOf = (memory: SearchMemory): Store =>
  isDivided(memory.halves) ? new DividedStore(memory) : new WholeStore(memory)
