/** Packed states without repeats, each with the least action that leads to it: what a batch of states leads to, before it is sent anywhere. */
import { at } from '../checker/state/at.ts'

export class DistinctStates {
  private readonly words: number
  private count = 0
  private states: Int32Array
  private creators = new Uint8Array(2 ** 12)
  private hashes = new Int32Array(2 ** 12)
  /** Number of a state and 1, by its hash; 0 where there is none. Twice as long as there may be states. */
  private table = new Int32Array(2 ** 13)

  constructor(words: number) {
    this.words = words
    this.states = new Int32Array(2 ** 12 * words)
  }

  /** The states, one after the other. */
  get packed(): Int32Array {
    return this.states.subarray(0, this.count * this.words)
  }

  /** The least action that led to each. */
  get actions(): Uint8Array {
    return this.creators.subarray(0, this.count)
  }

  clear(): void {
    this.table.fill(0)
    this.count = 0
  }

  /** Adds the first `count` states of `packed`. */
  add(packed: Int32Array, hashes: Int32Array, actions: Uint8Array, count: number): void {
    for (let i = 0; i < count; i++) {
      if (this.count === this.creators.length) this.grow()
      const [hash, action] = [at(hashes, i), at(actions, i)]
      const slot = this.slotOf(packed, i * this.words, hash)
      const known = at(this.table, slot) - 1
      if (known >= 0) {
        if (action < at(this.creators, known)) this.creators[known] = action
        continue
      }
      this.states.set(packed.subarray(i * this.words, (i + 1) * this.words), this.count * this.words)
      this.creators[this.count] = action
      this.hashes[this.count] = hash
      this.table[slot] = ++this.count
    }
  }

  /** Where a state is in the table, or where it belongs. */
  private slotOf(packed: Int32Array, from: number, hash: number): number {
    const mask = this.table.length - 1
    // Bits of their own: the engine may have shared states out by others.
    let slot = Math.imul(hash, 0x9e3779b1) & mask
    for (let entry = at(this.table, slot); entry !== 0; entry = at(this.table, slot)) {
      if (at(this.hashes, entry - 1) === hash && this.isAt(entry - 1, packed, from)) return slot
      slot = (slot + 1) & mask
    }
    return slot
  }

  private isAt(index: number, packed: Int32Array, from: number): boolean {
    for (let i = 0; i < this.words; i++) if (this.states[index * this.words + i] !== packed[from + i]) return false
    return true
  }

  private grow(): void {
    const { states, creators, hashes } = this
    this.states = new Int32Array(2 * states.length)
    this.states.set(states)
    this.creators = new Uint8Array(2 * creators.length)
    this.creators.set(creators)
    this.hashes = new Int32Array(2 * hashes.length)
    this.hashes.set(hashes)
    this.table = new Int32Array(2 * this.table.length)
    const mask = this.table.length - 1
    for (let i = 0; i < this.count; i++) {
      let slot = Math.imul(at(hashes, i), 0x9e3779b1) & mask
      while (this.table[slot] !== 0) slot = (slot + 1) & mask
      this.table[slot] = i + 1
    }
  }
}
