/**
 * The visited set, as one worker sees it: look up and insert packed states in shared memory, without locks.
 *
 * A state is written into the worker's own run first and published by `Atomics.compareExchange` on a table slot, so
 * whoever finds an entry finds a whole state behind it, also with plain loads: where it lies follows from the entry, so that no
 * processor reads it sooner. Whole states are compared: no two states are ever taken for one.
 */
import { at, wordAt } from '../state/at.ts'
import { compileHash } from '../state/codec.ts'
import type { SuccessorBuffer } from './expand.ts'
import { BLOCK, Control, FIRST_RUN, isOutgrown, isOutOfStore, LaneCell, LAST_RUN, type SearchMemory } from './memory.ts'
import { indexBits, quartersOf, slotsOf } from './table-size.ts'
import { storeOf } from './divided-store.ts'
import { around, holesOf } from './holes.ts'
import { type Store, warmWords } from './store.ts'

export class VisitedSet {
  private readonly words: number
  private readonly control: Int32Array
  private readonly store: Store
  private readonly table: Int32Array
  private readonly lanes: Int32Array
  private readonly creators: readonly [Uint8Array, Uint8Array]
  private readonly hashAt: (packed: Int32Array, at: number) => number
  private readonly memory: SearchMemory
  /** Of each state of a batch the first slot that is empty or may be its own. */
  private readonly candidates: Int32Array
  /** States in such slots. */
  private readonly near: Int32Array
  /** Places in the batch: from its start on those whose slot has a state, from its end down those whose slot is empty. */
  private readonly places: Int32Array
  /** Of the states of a block their hashes, and where each is looked for first. */
  private readonly hashes: Int32Array
  private readonly homes: Int32Array
  /** A state that is looked at. */
  private readonly packed: Int32Array
  /** The lane whose run this is. */
  private readonly lane: number
  /** Where the worker's next state goes, and the end of its run; equal before the first of a level. */
  private free = 0
  private end = 0
  private run = FIRST_RUN
  /** First state index of the level being found. */
  private levelBase = 0
  private creator: Uint8Array
  /** The size of the table that what follows is of. */
  private sized = -1
  private bits = 0
  private quarters = 0
  private slots = 0
  private indexMask = 0

  /** @param store that of the worker. */
  constructor(memory: SearchMemory, lane: number, store = storeOf(memory)) {
    this.memory = memory
    this.lane = lane
    this.words = memory.words
    this.control = new Int32Array(memory.control)
    this.store = store
    this.packed = new Int32Array(memory.words)
    this.table = new Int32Array(memory.table)
    this.lanes = new Int32Array(memory.lanes)
    this.creators = [new Uint8Array(memory.creators[0]), new Uint8Array(memory.creators[1])]
    this.creator = this.creators[0]
    this.hashAt = compileHash(memory.words)
    this.candidates = new Int32Array(memory.batch)
    this.near = new Int32Array(memory.batch)
    this.places = new Int32Array(memory.batch)
    this.hashes = new Int32Array(BLOCK)
    this.homes = new Int32Array(BLOCK)
  }

  /** Takes note of the size of the table, which changes only while no lane is at work. */
  private noteSize(): void {
    const size = at(this.control, Control.table)
    if (size === this.sized) return
    this.sized = size
    this.bits = indexBits(size)
    this.quarters = quartersOf(size)
    this.slots = slotsOf(size)
    this.indexMask = 2 ** this.bits - 1
  }

  /** Where a state is looked for first, by the high bits of its hash. */
  private home(hash: number): number {
    return Math.imul(hash >>> (32 - this.bits), this.quarters) >>> 2
  }

  /** Starts a new level: states found from now on have indices from `levelBase`. */
  beginLevel(levelBase: number, parity: number): void {
    this.levelBase = levelBase
    this.creator = this.creators[parity === 0 ? 0 : 1]
    this.free = 0
    this.end = 0
    this.run = FIRST_RUN
  }

  /** The least action (or transition) that led to the state at `index`, of the level that started at `base` with `parity`. */
  creatorOf(index: number, base: number, parity: number): number {
    return at(this.creators[parity === 0 ? 0 : 1], index - base)
  }

  /**
   * Inserts the next states of a buffer, from position `from` up to `count`, one batch of them; returns where to go on. Once
   * a bound is reached nothing is added any more; then it only notes whether there was anything to add. When the table must
   * grow it says so in `control`, and nothing more may be inserted before it has.
   */
  insertBatch(buffer: SuccessorBuffer, from: number, count: number): number {
    const { memory, control } = this
    const to = Math.min(count, from + memory.batch)
    if (Atomics.load(control, Control.full) === 1) {
      this.noteNew(buffer, from, to)
      return to
    }
    this.noteSize()
    const known = this.look(buffer.hashes, from, to - from)
    const added = this.insertKnown(buffer, from, known) + this.insertNew(buffer, from, known, to - from)
    if (added > 0) {
      const total = Atomics.add(control, Control.states, added) + added
      const isFull = total > memory.capacity || isOutOfStore(memory, total, control)
      // Not only when they are true: what was never done the engine has left out of this code.
      Atomics.or(control, Control.full, Number(isFull))
      Atomics.or(control, Control.grow, Number(!isFull && isOutgrown(memory, this.sized, total)))
    }
    return to
  }

  // Each loop has a function of its own, which the engine compiles sooner than all of them at once, and beside the others.

  /** Looks `n` states of a batch up by their hashes alone: `candidates`, `near` and `places`. Returns how many slots have a state. */
  private look(hashes: Int32Array, from: number, n: number): number {
    const { table, candidates, near, places, bits, quarters, slots, indexMask } = this
    const shift = 32 - bits
    for (let i = 0; i < n; i++) candidates[i] = Math.imul(wordAt(hashes, from + i) >>> shift, quarters) >>> 2
    const warmed = warmWords(table, candidates, n)
    let known = 0
    for (let i = 0; i < n; i++) {
      const tag = wordAt(hashes, from + i) << bits
      let slot = wordAt(candidates, i)
      let entry = wordAt(table, slot)
      while (entry !== 0 && (entry ^ tag) >>> bits !== 0) {
        slot = slot + 1 === slots ? 0 : slot + 1
        entry = wordAt(table, slot)
      }
      candidates[i] = slot
      if (entry === 0) places[n - 1 - i + known] = i
      else {
        near[known] = (entry & indexMask) - 1
        places[known++] = i
      }
    }
    this.warmth = warmed | this.store.warm(near, known)
    return known
  }

  /** Inserts those of a batch whose slot has a state, mostly the same; how many are new all the same. */
  private insertKnown({ packed, hashes, creators }: SuccessorBuffer, from: number, known: number): number {
    const { candidates, near, places, words, store, levelBase } = this
    let added = 0
    for (let k = 0; k < known; k++) {
      const i = from + wordAt(places, k)
      const index = wordAt(near, k)
      if (!store.isAt(index, packed, i * words))
        added += this.insert(packed, i * words, wordAt(hashes, i), at(creators, i), wordAt(candidates, i - from))
      else if (index >= levelBase) this.claim(index - levelBase, at(creators, i))
    }
    return added
  }

  /** Inserts those of `n` whose slot was empty; how many are new. */
  private insertNew({ packed, hashes, creators }: SuccessorBuffer, from: number, known: number, n: number): number {
    const { candidates, places, words } = this
    let added = 0
    for (let k = n - 1; k >= known; k--) {
      const i = from + wordAt(places, k)
      added += this.insert(packed, i * words, wordAt(hashes, i), at(creators, i), wordAt(candidates, i - from))
    }
    return added
  }

  /** Keeps the warming loads alive. */
  warmth = 0

  /** Inserts one state, which is in no slot between its first and `candidate`; 1 when it is new. */
  private insert(packed: Int32Array, from: number, hash: number, creator: number, candidate: number): number {
    const { table, store, bits, slots, indexMask } = this
    const tag = hash << bits
    let mine = -1
    for (let slot = candidate; ; slot = slot + 1 === slots ? 0 : slot + 1) {
      // An entry never changes while lanes are at work, so that one of another state may be passed over as soon as it is seen.
      let entry = wordAt(table, slot)
      if (entry === 0) {
        if (mine < 0) mine = this.place(packed, from, creator)
        entry = Atomics.compareExchange(table, slot, 0, tag | (mine + 1))
        if (entry === 0) {
          this.free++
          return 1
        }
      } else if ((entry ^ tag) >>> bits === 0) entry = Atomics.load(table, slot)
      if ((entry ^ tag) >>> bits !== 0) continue
      const index = (entry & indexMask) - 1
      if (!store.isAt(index, packed, from)) continue
      if (index >= this.levelBase) this.claim(index - this.levelBase, creator)
      return 0
    }
  }

  /** Writes a state behind the worker's last one and returns its index. It is counted only once it is published. */
  private place(packed: Int32Array, from: number, creator: number): number {
    if (this.free === this.end) {
      this.free = Atomics.add(this.control, Control.next, this.run)
      this.end = this.free + this.run
      this.run = Math.min(LAST_RUN, this.run * 2)
      if (this.end > this.memory.room) throw new RangeError(`state ${this.end} of a store for ${this.memory.room}`)
    }
    const index = this.free
    this.store.write(index, packed, from)
    this.creator[index - this.levelBase] = creator
    return index
  }

  /** Of all actions (or transitions) that lead to a state in the level that finds it, the least is its creator, whoever came first. */
  private claim(i: number, creator: number): void {
    // It only ever falls once the state is there: where what was read is old, it is too great.
    let known = at(this.creator, i)
    while (creator < known) {
      const before = Atomics.compareExchange(this.creator, i, known, creator)
      if (before === known) return
      known = before
    }
  }

  private noteNew(buffer: SuccessorBuffer, from: number, to: number): void {
    for (let i = from; i < to; i++) {
      if (Atomics.load(this.control, Control.sawNew) === 1) return
      if (this.find(buffer.packed, i * this.words, at(buffer.hashes, i)) < 0) Atomics.store(this.control, Control.sawNew, 1)
    }
  }

  /** The index of a state in the store; -1 when it is not there. `hash` is that of its packed words. */
  find(packed: Int32Array, from: number, hash: number): number {
    this.noteSize()
    const { bits, slots, indexMask } = this
    const tag = hash << bits
    for (let slot = this.home(hash); ; slot = slot + 1 === slots ? 0 : slot + 1) {
      const entry = Atomics.load(this.table, slot)
      if (entry === 0) return -1
      if ((entry ^ tag) >>> bits !== 0) continue
      const index = (entry & indexMask) - 1
      if (this.store.isAt(index, packed, from)) return index
    }
  }

  /** Says which part of the worker's run is not filled. Call at the end of a level and before pausing. */
  publishHole(): void {
    const cell = this.lane * LaneCell.length
    this.lanes[cell + LaneCell.holeFrom] = this.free
    this.lanes[cell + LaneCell.holeTo] = this.end
    this.store.parts?.publishSpare(this.lane)
  }

  /** First half of a larger table: empties share `part` of `parts` of the old slots. */
  clear(old: number, part: number, parts: number): void {
    const n = slotsOf(old)
    this.table.fill(0, Math.floor((n * part) / parts), Math.floor((n * (part + 1)) / parts))
    this.store.parts?.clear(old, part, parts)
  }

  /** Second half: enters the states of every `parts`-th block anew. All are distinct, so nothing is compared. */
  refill(part: number, parts: number): void {
    this.noteSize()
    const next = at(this.control, Control.next)
    const holes = holesOf(this.memory, this.lanes)
    this.store.parts?.refill(part, parts)
    for (let block = part * BLOCK; block < next; block += parts * BLOCK)
      for (const [first, end] of around(block, Math.min(next, block + BLOCK), holes)) this.refillFrom(first, end)
  }

  private refillFrom(first: number, end: number): void {
    const { table, hashes, homes, bits, slots } = this
    for (let i = first; i < end; i++) {
      const hash = this.hashOf(i)
      hashes[i - first] = hash
      homes[i - first] = this.home(hash)
    }
    this.warmth = warmWords(table, homes, end - first)
    for (let i = first; i < end; i++) {
      const hash = wordAt(hashes, i - first)
      let slot = wordAt(homes, i - first)
      while (wordAt(table, slot) !== 0 || Atomics.compareExchange(table, slot, 0, (hash << bits) | (i + 1)) !== 0)
        slot = slot + 1 === slots ? 0 : slot + 1
    }
  }

  /**
   * Ends the level whose states begin at `base`: states are moved from its end into the unfilled parts of runs, so that it is
   * contiguous whatever the number of workers, and nothing is lost to it. Only while no worker is at work.
   * @returns the index after its last state.
   */
  closeLevel(base: number, parity: number): number {
    const { control, lanes, store } = this
    const holes = holesOf(this.memory, lanes)
    const next = at(control, Control.next)
    const end = next - holes.reduce((n, [from, to]) => n + to - from, 0)
    const creator = this.creators[parity === 0 ? 0 : 1]
    // From the top down, the states that are beyond the end.
    const beyond = around(end, next, holes).flatMap(([from, to]) => Array.from({ length: to - from }, (_, i) => from + i))
    for (const [from, to] of holes) {
      for (let index = from; index < Math.min(to, end); index++) {
        const last = beyond.pop()
        if (last === undefined) throw new RangeError(`nothing is left to fill the hole at ${index} of a level`)
        this.repoint(last, index)
        store.copy(last, index)
        creator[index - base] = at(creator, last - base)
      }
    }
    for (let lane = 0; lane < this.memory.workers; lane++)
      lanes.fill(0, lane * LaneCell.length + LaneCell.holeFrom, lane * LaneCell.length + LaneCell.holeTo + 1)
    control[Control.next] = end
    return end
  }

  /** @throws Error unless the table leads to each of these states. */
  assertFound(from: number, to: number): void {
    for (let index = from; index < to; index++) {
      const found = this.find(this.packed, 0, this.hashOf(index))
      if (found !== index) throw new Error(`state ${index} is found as ${found}`)
    }
  }

  /** Reads a state into `packed`. */
  private hashOf(index: number): number {
    this.store.read(index, this.packed, 0)
    return this.hashAt(this.packed, 0)
  }

  /** Makes the table's entry of a state name another index. */
  private repoint(index: number, to: number): void {
    const { table } = this
    this.noteSize()
    const { bits, slots } = this
    const hash = this.hashOf(index)
    const entry = (hash << bits) | (index + 1)
    let slot = this.home(hash)
    while (table[slot] !== entry) {
      if (table[slot] === 0) throw new RangeError(`state ${index} is not in the table`)
      slot = slot + 1 === slots ? 0 : slot + 1
    }
    table[slot] = (hash << bits) | (to + 1)
  }
}
