/**
 * The parts that divided states are made of (`divided-store.ts`), each kept once and known by a number. What differs between states is mostly in
 * one place at a time, so that millions of states have some hundred thousand parts: tree compression, as LTSmin and SPIN (COLLAPSE) have it.
 *
 * Numbers are given in the order in which parts are entered, which is another one each time; nothing may depend on them. Parts with hashes of
 * the same high bits are a chain, newest first. A part is written before its chain begins with it, so that whoever finds it finds it whole.
 */
import { at, wordAt } from '../state/at.ts'
import { compileHash } from '../state/codec.ts'
import { type Access, accessTo } from './access.ts'
import { Control, LaneCell, type SearchMemory } from './memory.ts'
import { headsOf, partBytes, partWords } from './division.ts'

/** Parts of late that each worker remembers; a power of two. */
const RECENT = 4096

export class Parts {
  private readonly kept: DataView
  private readonly heads: Int32Array
  private readonly control: Int32Array
  private readonly lanes: Int32Array
  private readonly workers: number
  /** Words of a state. */
  private readonly stateWords: number
  /** Bytes of a part, its link included, which comes last. */
  private readonly bytes: number
  private readonly link: number
  /** Where the first part ends: later ones lie before it. */
  private readonly end: number
  private readonly first: Access
  private readonly second: Access
  /** A part. */
  private readonly words: Int32Array
  private readonly hashAt: (packed: Int32Array, at: number) => number
  /** The number of a part for which this worker has room and no use yet; 0 for none. */
  private spare = 0
  /** Parts that this worker has asked for lately, by the low bits of their hashes; 0 for none. */
  private readonly recent = new Int32Array(RECENT)
  /** The size of the table that {@link shift} is of. */
  private sized = -1
  private shift = 0

  constructor(memory: SearchMemory) {
    const words = partWords(memory.words)
    this.kept = new DataView(memory.store)
    this.heads = new Int32Array(memory.heads)
    this.control = new Int32Array(memory.control)
    this.lanes = new Int32Array(memory.lanes)
    this.workers = memory.workers
    this.stateWords = memory.words
    this.bytes = partBytes(memory.words)
    this.link = 4 * words
    this.end = memory.storeBytes
    this.words = new Int32Array(words)
    this.hashAt = compileHash(words)
    const types = Array.from({ length: words }, () => 'Int32' as const)
    this.first = accessTo(types)
    this.second = accessTo(types, memory.words - words)
  }

  /** Where the part of a number begins. */
  placeOf(part: number): number {
    return this.end - part * this.bytes
  }

  /** Reads the two parts of a state into words of `out` from position `to`. */
  read(first: number, second: number, out: Int32Array, to: number): void {
    this.first.read(this.kept, this.placeOf(first), out, to)
    this.second.read(this.kept, this.placeOf(second), out, to + this.words.length)
  }

  /** Whether these are the two parts of the state whose words stand at `from`. */
  are(first: number, second: number, packed: Int32Array, from: number): boolean {
    return (
      this.first.isSame(this.kept, this.placeOf(first), packed, from) &&
      this.second.isSame(this.kept, this.placeOf(second), packed, from + this.words.length)
    )
  }

  /** The number of the first part of the state whose words stand at `from`. */
  firstOf(packed: Int32Array, from: number): number {
    const { words } = this
    for (let k = 0; k < words.length; k++) words[k] = wordAt(packed, from + k)
    return this.numberOf()
  }

  /** The number of its second part. */
  secondOf(packed: Int32Array, from: number): number {
    const { words } = this
    const start = from + words.length
    const rest = this.stateWords - words.length
    for (let k = 0; k < words.length; k++) words[k] = k < rest ? wordAt(packed, start + k) : 0
    return this.numberOf()
  }

  /** The number of the part that stands in `words`, which is entered when there is none. */
  private numberOf(): number {
    const { kept, recent, words } = this
    const hash = this.hashAt(words, 0)
    // A chain begins anywhere in memory; states that come one after the other were reached from few, and have most parts in common.
    const place = hash & (RECENT - 1)
    const known = wordAt(recent, place)
    if (known !== 0 && this.first.isSame(kept, this.placeOf(known), words, 0)) return known
    return (recent[place] = this.enter(hash))
  }

  private enter(hash: number): number {
    const { heads, control, kept, link, words } = this
    const { isSame, write } = this.first
    const head = this.headOf(hash)
    let first = Atomics.load(heads, head)
    for (;;) {
      for (let part = first; part !== 0; part = kept.getInt32(this.placeOf(part) + link, true))
        if (isSame(kept, this.placeOf(part), words, 0)) return part
      if (this.spare === 0) this.spare = Atomics.add(control, Control.nextPart, 1) + 1
      const { spare } = this
      write(kept, this.placeOf(spare), words, 0)
      kept.setInt32(this.placeOf(spare) + link, first, true)
      const before = Atomics.compareExchange(heads, head, first, spare)
      if (before === first) {
        this.spare = 0
        Atomics.add(control, Control.parts, 1)
        return spare
      }
      first = before
    }
  }

  /** The head of the chain of parts of such a hash. */
  private headOf(hash: number): number {
    const size = wordAt(this.control, Control.table)
    if (size !== this.sized) {
      this.sized = size
      this.shift = 32 - Math.log2(headsOf(size))
    }
    return hash >>> this.shift
  }

  /** Says which number this worker holds without a part. Call when the lane pauses. */
  publishSpare(lane: number): void {
    this.lanes[lane * LaneCell.length + LaneCell.spare] = this.spare
  }

  /** First half of more chains: empties share `share` of `shares` of the heads. */
  clear(old: number, share: number, shares: number): void {
    const n = headsOf(old)
    this.heads.fill(0, Math.floor((n * share) / shares), Math.floor((n * (share + 1)) / shares))
  }

  /** Second half: puts every `shares`-th part into its chain. */
  refill(share: number, shares: number): void {
    const { heads, kept, link, words, control } = this
    const spares = Array.from({ length: this.workers }, (_, lane) => at(this.lanes, lane * LaneCell.length + LaneCell.spare))
    for (let part = share + 1; part <= at(control, Control.nextPart); part += shares) {
      if (spares.includes(part)) continue
      this.first.read(kept, this.placeOf(part), words, 0)
      const head = this.headOf(this.hashAt(words, 0))
      for (;;) {
        const first = Atomics.load(heads, head)
        kept.setInt32(this.placeOf(part) + link, first, true)
        if (Atomics.compareExchange(heads, head, first, part) === first) break
      }
    }
  }
}
