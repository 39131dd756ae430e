/**
 * One worker's share of the search. The coordinator (`explore.ts`) calls these methods, over comlink or directly; between
 * calls a lane does nothing. Everything that crosses is plain data.
 */
import { at } from '../state/at.ts'
import { type Codec, compileCodec, compileHash, comparePacked } from '../state/codec.ts'
import { type GuardRef, possibleOf, withoutGuard } from './contract.ts'
import { compileExpander, type Expander, type ExpandOptions } from './expand.ts'
import { BLOCK, Control, LaneCell, type SearchMemory } from './memory.ts'
import type { LevelReport, LevelRequest } from './lane-messages.ts'
import type { Model } from '../model.ts'
import { isSampled } from './sample.ts'
import { Noted } from './noted.ts'
import { creatorsOf } from './passed-over.ts'
import { StateChanged } from './state-changed.ts'
import { storeOf } from './divided-store.ts'
import type { Store } from './store.ts'
import { VisitedSet } from './visited.ts'

export interface LaneOptions extends ExpandOptions {
  /** Explore as if this guard were always true. */
  readonly off?: GuardRef | undefined
  readonly memory: SearchMemory
  /** This lane's number, from 0. */
  readonly lane: number
  /** States after which {@link Lane.level} pauses; Infinity for never. */
  readonly pieces: number
}

export class Lane {
  private readonly codec: Codec
  private readonly expander: Expander
  private readonly visited: VisitedSet
  private readonly control: Int32Array
  private readonly store: Store
  /** The state that is looked at. */
  private readonly packed: Int32Array
  private readonly marks: Uint8Array
  private readonly generated: Float64Array
  private readonly words: number
  private readonly lane: number
  private readonly pieces: number
  private readonly model: Model
  /** The action of each creator. */
  private readonly actionOf: Int32Array
  private readonly created: Float64Array
  private readonly hasPossible: boolean
  /** Whether it is checked that the state being expanded is left as it was, and a sample is taken for careful looks. */
  private readonly checks: boolean
  private readonly hashAt: (packed: Int32Array, at: number) => number
  private sampled: number[] = []
  private deadlocks = 0
  private noted = new Noted()
  /** Successors in the buffer, and how many of them have been inserted. */
  private pending = 0
  private inserted = 0
  /** Where a paused level goes on: the next state index and the end of its piece. */
  private at = 0
  private end = 0
  private began = false
  /** States until the next pause. */
  private left = 0
  /** Initial states have no creator. */
  private firstCreated = 0
  private expanding = 0
  /** Transitions that were passed over and are not counted yet, of states that were expanded whole. */
  private passed = 0

  constructor(whole: Model, options: LaneOptions) {
    const model = withoutGuard(whole, options.off)
    this.model = model
    const { memory } = options
    this.lane = options.lane
    // A small integer, for the sake of the loop; a pause more does no harm.
    this.pieces = Math.min(options.pieces, 2 ** 30)
    this.words = memory.words
    this.codec = compileCodec(model.layout)
    const current = new Int32Array(memory.lanes, 4 * LaneCell.length * options.lane + 4 * LaneCell.action, 1)
    const expanding = { ...options, passesOver: true, capacity: memory.buffered, current }
    this.expander = compileExpander(model, this.codec, expanding, (violated, position) => this.noteStep(violated, position))
    this.actionOf = creatorsOf(model).actions
    this.checks = options.checks
    this.hashAt = compileHash(memory.words)
    this.control = new Int32Array(memory.control)
    this.store = storeOf(memory)
    this.visited = new VisitedSet(memory, options.lane, this.store)
    this.packed = new Int32Array(memory.words)
    this.marks = new Uint8Array(memory.marks)
    this.generated = new Float64Array(memory.generated)
    this.created = new Float64Array(model.actions.length)
    this.hasPossible = possibleOf(model).length > 0
  }

  /**
   * Adds initial states, packed one after the other, from number `first`; returns how many of them are added when the table
   * must grow before the next. Only one lane does this.
   */
  seed(packed: Int32Array, first: number): number {
    const { control, words } = this
    const { buffer, source } = this.expander
    const count = packed.length / words
    if (first === 0) this.visited.beginLevel(0, 0)
    let i = first
    for (; i < count && control[Control.grow] === 0; i++) {
      this.codec.decode(packed, i * words, source.cells)
      buffer.hashes[0] = this.codec.encode(source.cells, buffer.packed, 0)
      buffer.creators[0] = 0
      this.visited.insertBatch(buffer, 0, 1)
    }
    this.visited.publishHole()
    return i
  }

  /** Judges and expands states of a level until none is left, a pause or a stop is asked for, or something throws. */
  level(request: LevelRequest): LevelReport {
    if (!this.began) {
      this.began = true
      this.firstCreated = request.from === 0 ? Infinity : 0
      this.noted = new Noted()
      this.sampled = []
      this.visited.beginLevel(request.to, 1 - request.parity)
    }
    const limit = this.expander.buffer.capacity - this.expander.fanout
    this.left = this.pieces
    if (!this.flushBeyond(limit)) return this.report(false)
    while (this.at < this.end || this.nextPiece(request)) {
      const ended = this.explorePiece(request, limit)
      if (ended !== 'done') return this.report(ended === 'stopped')
    }
    return this.report(this.flushBeyond(0))
  }

  /** Explores the rest of the lane's piece of a level. What is done once a level is not here: the engine would give up the code of this loop for it. */
  private explorePiece(
    { from, parity, judge, judgeSteps, wantDeadlock }: LevelRequest,
    limit: number,
  ): 'done' | 'paused' | 'stopped' {
    const { control, expander, checks } = this
    while (this.at < this.end) {
      if (control[Control.stop] === 1) return 'stopped'
      const index = this.at++
      this.load(index)
      this.expanding = index
      if (checks) {
        expander.keep()
        if (isSampled(this.hashAt(this.packed, 0))) this.sampled.push(index)
      }
      const creator = index >= this.firstCreated ? this.creatorOf(index, from, parity) : expander.none
      try {
        this.judgeAndExpand(judge, judgeSteps, wantDeadlock, creator)
        if (checks && !expander.isKept()) throw new StateChanged()
      } catch (error) {
        expander.passed[0] = this.passed
        this.noted.failWith(error, this.stateKey(), this.model.actions[at(expander.current, 0)]?.name ?? 'an action')
      }
      if (!this.flushBeyond(limit) || control[Control.grow] === 1 || --this.left === 0) return 'paused'
    }
    return 'done'
  }

  private judgeAndExpand(judge: number, judgeSteps: number, wantDeadlock: boolean, creator: number): void {
    const { expander } = this
    if (judge !== 0) {
      const found = expander.judge(judge)
      if (found !== 0) this.noted.noteBits('judged', found, this.stateKey())
    }
    // Only the finished graph can judge these; which states are good is known from now on.
    if (this.hasPossible) this.marks[this.expanding] = expander.good()
    const before = this.pending + this.passed
    this.pending = expander.expand(this.pending, judgeSteps, creator)
    this.passed = at(expander.passed, 0)
    if (this.pending + this.passed > before) return
    this.deadlocks++
    if (wantDeadlock) this.noted.note('deadlock', 0, this.stateKey())
  }

  /** Reads a state into the source of the expander. */
  private load(index: number): void {
    this.store.read(index, this.packed, 0)
    this.codec.decode(this.packed, 0, this.expander.source.cells)
  }

  /** By what a state was found; counts it. */
  private creatorOf(index: number, from: number, parity: number): number {
    const creator = this.visited.creatorOf(index, from, parity)
    const action = at(this.actionOf, creator)
    this.created[action] = at(this.created, action) + 1
    return creator
  }

  /** See {@link VisitedSet.clear}. */
  clear(old: number, part: number, parts: number): void {
    this.visited.clear(old, part, parts)
  }

  /** See {@link VisitedSet.refill}. */
  refill(part: number, parts: number): void {
    this.visited.refill(part, parts)
  }

  /**
   * For each target state, the least state (in encoding order) of this lane's share of a level that leads to it; empty when
   * there is none. `share` of `shares` divides the level's states.
   */
  predecessors(from: number, to: number, share: number, shares: number, targets: readonly Int32Array[]): Int32Array[] {
    const { words, expander, packed } = this
    const { buffer } = expander
    const best = targets.map(() => new Int32Array(0))
    for (let block = from + share * BLOCK; block < to; block += shares * BLOCK) {
      for (let index = block; index < Math.min(to, block + BLOCK); index++) {
        this.load(index)
        const count = expander.expand(0, 0, expander.none)
        targets.forEach((target, t) => {
          const known = best[t]
          if (known === undefined || (known.length > 0 && comparePacked(known, 0, packed, 0, words) <= 0)) return
          for (let i = 0; i < count; i++) {
            if (comparePacked(buffer.packed, i * words, target, 0, words) !== 0) continue
            best[t] = packed.slice()
            break
          }
        })
      }
    }
    return best
  }

  /**
   * One pass over this lane's share of the graph, deepest states first: a state is marked with every property for which it
   * leads to a marked state; good states have been marked since they were expanded. Passes are repeated until none marks
   * anything; the result is the same however they race.
   */
  spread(states: number, share: number, shares: number): void {
    const { expander, marks } = this
    const { buffer } = expander
    const all = 2 ** possibleOf(this.model).length - 1
    let marked = false
    let found = 0
    const isEnough = (hash: number): boolean => {
      const successor = this.visited.find(buffer.packed, 0, hash)
      if (successor >= 0) found |= at(marks, successor)
      return found === all
    }
    const blocks = Math.ceil(states / BLOCK)
    for (let block = blocks - 1 - share; block >= 0; block -= shares) {
      for (let index = Math.min(states, (block + 1) * BLOCK) - 1; index >= block * BLOCK; index--) {
        if (this.control[Control.stop] === 1) return
        const known = at(marks, index)
        if (known === all) continue
        this.load(index)
        found = known
        expander.visit(isEnough)
        if (found === known) continue
        marks[index] = found
        marked = true
      }
    }
    if (marked) Atomics.store(this.control, Control.marked, 1)
  }

  /** Per property, the least state of this lane's share of a level that is not marked with it; empty when there is none. */
  unmarked(from: number, to: number, share: number, shares: number): Int32Array[] {
    const { words, packed } = this
    return possibleOf(this.model).map((_, p) => {
      let least = new Int32Array(0)
      for (let block = from + share * BLOCK; block < to; block += shares * BLOCK) {
        for (let index = block; index < Math.min(to, block + BLOCK); index++) {
          if ((at(this.marks, index) & (1 << p)) !== 0) continue
          this.store.read(index, packed, 0)
          if (least.length === 0 || comparePacked(packed, 0, least, 0, words) < 0) least = packed.slice()
        }
      }
      return least
    })
  }

  private nextPiece({ from, to, piece }: LevelRequest): boolean {
    this.at = from + Atomics.add(this.control, Control.cursor, piece)
    this.end = Math.min(to, this.at + piece)
    return this.at < to
  }

  /** Inserts what is in the buffer when that is more than `limit`; false when the table must grow before all of it is. */
  private flushBeyond(limit: number): boolean {
    if (this.pending <= limit) return true
    while (this.inserted < this.pending) {
      if (this.control[Control.grow] === 1) return false
      this.inserted = this.visited.insertBatch(this.expander.buffer, this.inserted, this.pending)
    }
    this.countGenerated(this.pending)
    this.pending = 0
    this.inserted = 0
    return true
  }

  /** Counts so many transitions, and those that were passed over. */
  private countGenerated(inserted: number): void {
    const { passed } = this.expander
    this.generated[this.lane] = at(this.generated, this.lane) + inserted + at(passed, 0)
    passed[0] = 0
    this.passed = 0
  }

  private report(done: boolean): LevelReport {
    this.visited.publishHole()
    this.countGenerated(0)
    if (done) {
      this.began = false
      this.pending = 0
      this.inserted = 0
      this.at = 0
      this.end = 0
    }
    const { taken, blocked } = this.expander
    return {
      status: done ? 'done' : 'paused',
      taken,
      created: this.created,
      blocked,
      deadlocks: this.deadlocks,
      findings: done ? this.noted.findings : [],
      sampled: done ? this.sampled : [],
      failure: this.noted.failure,
    }
  }

  private noteStep(violated: number, position: number): void {
    const { words } = this
    const key = new Int32Array(2 * words)
    key.set(this.stateKey())
    key.set(this.expander.buffer.packed.subarray(position * words, (position + 1) * words), words)
    this.noted.noteBits('step', violated, key)
  }

  private stateKey(): Int32Array {
    return this.store.stateAt(this.expanding)
  }
}
