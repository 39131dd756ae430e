/**
 * The visited set, as one worker sees it: look up and insert packed states in shared memory, without locks.
 *
 * A state is written into the worker's own chunk first and published by `Atomics.compareExchange` on a table slot, so
 * whoever finds an entry finds a whole state behind it. Whole states are compared: no two states are ever taken for one.
 */
import { compileHash } from '../state/codec.ts'
import type { SuccessorBuffer } from './expand.ts'
import { CHUNK, Control, MAX_LOAD, type SearchMemory } from './memory.ts'

export class VisitedSet {
  private readonly words: number
  private readonly control: Int32Array
  private readonly store: Int32Array
  private readonly table: Int32Array
  private readonly fill: Int32Array
  private readonly creators: readonly [Uint8Array, Uint8Array]
  private readonly hashAt: (packed: Int32Array, at: number) => number
  private readonly chunks: number
  private readonly maxTableBits: number
  private readonly memory: SearchMemory
  private readonly firstProbe: Int32Array
  /** The chunk this worker fills, and how far; -1 before the first of a level. */
  private chunk = -1
  private filled = 0
  /** First state index of the level being found. */
  private levelBase = 0
  private creator: Uint8Array

  constructor(memory: SearchMemory, batch: number) {
    this.memory = memory
    this.words = memory.words
    this.control = new Int32Array(memory.control)
    this.store = new Int32Array(memory.store)
    this.table = new Int32Array(memory.table)
    this.fill = new Int32Array(memory.fill)
    this.creators = [new Uint8Array(memory.creators[0]), new Uint8Array(memory.creators[1])]
    this.creator = this.creators[0]
    this.hashAt = compileHash(memory.words)
    this.chunks = this.fill.length
    this.maxTableBits = Math.floor(Math.log2(this.table.length))
    this.firstProbe = new Int32Array(batch)
  }

  /** Starts a new level: states found from now on have indices from `levelBase`, a multiple of the chunk size. */
  beginLevel(levelBase: number, parity: number): void {
    this.levelBase = levelBase
    this.creator = this.creators[parity & 1] ?? this.creator
    this.chunk = -1
    this.filled = 0
  }

  /** The least action that led to the state at `index`, of the level that started at `base` with `parity`. */
  creatorOf(index: number, base: number, parity: number): number {
    return this.creators[parity & 1]?.[index - base] ?? 0
  }

  /**
   * Inserts the first `count` states of a buffer. Once a bound is reached nothing is added any more; then it only notes
   * whether there was anything to add.
   */
  insertAll(buffer: SuccessorBuffer, count: number): void {
    if (Atomics.load(this.control, Control.full) === 1) {
      this.noteNew(buffer, count)
      return
    }
    const { table, firstProbe } = this
    const bits = this.control[Control.tableBits] ?? 0
    const { hashes, packed, actions } = buffer
    const shift = 32 - bits
    // The loads of one pass do not depend on each other, so their cache misses overlap; the second loop then finds the lines near.
    for (let i = 0; i < count; i++) firstProbe[i] = table[(hashes[i] ?? 0) >>> shift] ?? 0
    let warmed = 0
    const indexMask = 2 ** bits - 1
    for (let i = 0; i < count; i++) {
      const entry = firstProbe[i] ?? 0
      if (entry !== 0 && (entry ^ ((hashes[i] ?? 0) << bits)) >>> bits === 0)
        warmed |= this.store[((entry & indexMask) - 1) * this.words] ?? 0
    }
    let added = 0
    for (let i = 0; i < count; i++) added += this.insert(packed, i * this.words, hashes[i] ?? 0, actions[i] ?? 0, bits)
    this.warmth = warmed
    if (added > 0) {
      const total = Atomics.add(this.control, Control.states, added) + added
      if (total > this.memory.capacity) Atomics.store(this.control, Control.full, 1)
    }
  }
  /** Keeps the warming loads alive. */
  warmth = 0

  /** Inserts one state; 1 when it is new. */
  private insert(packed: Int32Array, at: number, hash: number, action: number, bits: number): number {
    const { table, store, words } = this
    const slots = 2 ** bits - 1
    const tag = hash << bits
    let mine = -1
    for (let slot = hash >>> (32 - bits); ; slot = (slot + 1) & slots) {
      let entry = Atomics.load(table, slot)
      if (entry === 0) {
        if (mine < 0) {
          mine = this.place(packed, at, action)
          if (mine < 0) return 0
        }
        entry = Atomics.compareExchange(table, slot, 0, tag | (mine + 1))
        if (entry === 0) {
          this.filled++
          return 1
        }
      }
      if ((entry ^ tag) >>> bits !== 0) continue
      const index = (entry & slots) - 1
      let k = 0
      const from = index * words
      while (k < words && store[from + k] === packed[at + k]) k++
      if (k < words) continue
      if (index >= this.levelBase) this.claim(index - this.levelBase, action)
      return 0
    }
  }

  /** Writes a state behind the worker's last one and returns its index; -1 when no chunk is left. Counted only once published. */
  private place(packed: Int32Array, at: number, action: number): number {
    if (this.chunk < 0 || this.filled === CHUNK) {
      this.endChunk()
      const chunk = Atomics.add(this.control, Control.nextChunk, 1)
      if (chunk >= this.chunks) {
        Atomics.store(this.control, Control.full, 1)
        return -1
      }
      this.chunk = chunk
      this.filled = 0
      const bits = this.control[Control.tableBits] ?? 0
      if ((chunk + 1) * CHUNK > MAX_LOAD * 2 ** bits)
        Atomics.store(this.control, bits < this.maxTableBits ? Control.grow : Control.full, 1)
    }
    const index = this.chunk * CHUNK + this.filled
    const to = index * this.words
    for (let k = 0; k < this.words; k++) this.store[to + k] = packed[at + k] ?? 0
    Atomics.store(this.creator, index - this.levelBase, action)
    return index
  }

  /** Of all actions that lead to a state in the level that finds it, the least is its creator, whoever came first. */
  private claim(i: number, action: number): void {
    let known = Atomics.load(this.creator, i)
    while (action < known) {
      const before = Atomics.compareExchange(this.creator, i, known, action)
      if (before === known) return
      known = before
    }
  }

  private noteNew(buffer: SuccessorBuffer, count: number): void {
    for (let i = 0; i < count; i++) {
      if (Atomics.load(this.control, Control.sawNew) === 1) return
      if (this.find(buffer.packed, i * this.words, buffer.hashes[i] ?? 0) < 0) Atomics.store(this.control, Control.sawNew, 1)
    }
  }

  /** The index of a state in the store; -1 when it is not there. `hash` is that of its packed words. */
  find(packed: Int32Array, at: number, hash: number): number {
    const bits = this.control[Control.tableBits] ?? 0
    const slots = 2 ** bits - 1
    const tag = hash << bits
    for (let slot = hash >>> (32 - bits); ; slot = (slot + 1) & slots) {
      const entry = Atomics.load(this.table, slot)
      if (entry === 0) return -1
      if ((entry ^ tag) >>> bits !== 0) continue
      const index = (entry & slots) - 1
      const from = index * this.words
      let k = 0
      while (k < this.words && this.store[from + k] === packed[at + k]) k++
      if (k === this.words) return index
    }
  }

  /** Records how full the worker's chunk is. Call at the end of a level or before pausing. */
  endChunk(): void {
    if (this.chunk >= 0) this.fill[this.chunk] = this.filled
  }

  /** First half of doubling the table: empties share `part` of `parts` of the old slots. */
  clear(oldBits: number, part: number, parts: number): void {
    const n = 2 ** oldBits
    this.table.fill(0, Math.floor((n * part) / parts), Math.floor((n * (part + 1)) / parts))
  }

  /** Second half: enters the states of every `parts`-th chunk anew. All are distinct, so nothing is compared. */
  refill(part: number, parts: number): void {
    const { table, store, words, control, firstProbe: hashes } = this
    const bits = control[Control.tableBits] ?? 0
    const slots = 2 ** bits - 1
    const chunks = Math.min(this.chunks, control[Control.nextChunk] ?? 0)
    for (let chunk = part; chunk < chunks; chunk += parts) {
      const first = chunk * CHUNK
      const count = this.fill[chunk] ?? 0
      let warmed = 0
      for (let i = 0; i < count; i++) {
        const hash = this.hashAt(store, (first + i) * words)
        hashes[i] = hash
        warmed |= table[hash >>> (32 - bits)] ?? 0
      }
      this.warmth = warmed
      for (let i = 0; i < count; i++) {
        const hash = hashes[i] ?? 0
        let slot = hash >>> (32 - bits)
        while (Atomics.compareExchange(table, slot, 0, (hash << bits) | (first + i + 1)) !== 0) slot = (slot + 1) & slots
      }
    }
  }
}
