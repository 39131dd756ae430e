/**
 * One worker's share of the search. The coordinator (`explore.ts`) calls these methods, over comlink or directly; between
 * calls a lane does nothing. Everything that crosses is plain data.
 */
import { type Codec, compileCodec, comparePacked } from '../state/codec.ts'
import {
  compileExpander,
  type Expander,
  type ExpandOptions,
  type GuardRef,
  possibleOf,
  PropertyFailure,
  withoutGuard,
} from './expand.ts'
import { CHUNK, Control, type SearchMemory } from './memory.ts'
import type { Model } from '../model.ts'
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

/** Chunks `from` up to but not including `to` hold the level; states found get indices from `base`. */
export interface LevelRequest {
  readonly from: number
  readonly to: number
  readonly base: number
  /** Parity of the level's depth; says which creators array belongs to it. */
  readonly parity: number
  /** Properties still to judge: bits over state properties and witnesses, and over step properties. */
  readonly judge: number
  readonly judgeSteps: number
  /** Whether a state without successors is wanted as a finding. */
  readonly wantDeadlock: boolean
}

/** A state (or a transition: two states) that decides a property, packed. */
export interface Finding {
  readonly kind: 'judged' | 'step' | 'possible' | 'deadlock'
  /** Index among the properties of its kind. */
  readonly property: number
  readonly key: Int32Array
}

export interface Failure {
  readonly kind: 'action' | 'property'
  /** Name of the action whose guard or effect threw, when it was one. */
  readonly action: string | undefined
  readonly message: string
  /** The state it happened in, packed. */
  readonly key: Int32Array
}

export interface LevelReport {
  /** `paused`: the table must double before the lane can go on, or a piece is done; call `level` again with the same request. */
  readonly status: 'done' | 'paused'
  /** Since the search began. */
  readonly taken: Float64Array
  readonly created: Float64Array
  readonly blocked: Float64Array
  readonly deadlocks: number
  /** The least of each property in this level; empty unless done. */
  readonly findings: readonly Finding[]
  readonly failure: Failure | undefined
}

export class Lane {
  private readonly codec: Codec
  private readonly expander: Expander
  private readonly visited: VisitedSet
  private readonly control: Int32Array
  private readonly store: Int32Array
  private readonly fill: Int32Array
  private readonly marks: Uint8Array
  private readonly generated: Float64Array
  private readonly words: number
  private readonly lane: number
  private readonly pieces: number
  private readonly model: Model
  private readonly created: Float64Array
  private readonly hasPossible: boolean
  private deadlocks = 0
  private findings = new Map<string, Finding>()
  private failure: Failure | undefined
  private pending = 0
  /** Where a paused level goes on: the next state index and the end of its chunk. */
  private at = 0
  private end = 0
  private began = false
  /** Initial states have no creator. */
  private firstCreated = 0
  private expanding = 0

  constructor(whole: Model, options: LaneOptions) {
    const model = withoutGuard(whole, options.off)
    this.model = model
    const { memory } = options
    this.lane = options.lane
    // A small integer, for the sake of the loop; a pause more does no harm.
    this.pieces = Math.min(options.pieces, 2 ** 30)
    this.words = memory.words
    this.codec = compileCodec(model.layout)
    this.expander = compileExpander(model, this.codec, options, (violated, position) => this.noteStep(violated, position))
    this.visited = new VisitedSet(memory, this.expander.buffer.capacity)
    this.control = new Int32Array(memory.control)
    this.store = new Int32Array(memory.store)
    this.fill = new Int32Array(memory.fill)
    this.marks = new Uint8Array(memory.marks)
    this.generated = new Float64Array(memory.generated)
    this.created = new Float64Array(model.actions.length)
    this.hasPossible = possibleOf(model).length > 0
  }

  /** Adds initial states, packed one after the other. Only one lane does this. */
  seed(packed: Int32Array): void {
    const { buffer } = this.expander
    const count = packed.length / this.words
    this.visited.beginLevel(0, 0)
    for (let i = 0; i < count; i++) {
      this.codec.decode(packed, i * this.words, this.expander.source.cells)
      buffer.hashes[0] = this.codec.encode(this.expander.source.cells, buffer.packed, 0)
      buffer.actions[0] = 0
      this.visited.insertAll(buffer, 1)
    }
    this.visited.endChunk()
  }

  /** Judges and expands states of a level until none is left, a pause or a stop is asked for, or something throws. */
  level(request: LevelRequest): LevelReport {
    const { control, expander, words } = this
    if (!this.began) {
      this.began = true
      this.firstCreated = request.from === 0 ? Infinity : 0
      this.findings = new Map()
      this.visited.beginLevel(request.base, request.parity + 1)
    }
    const limit = expander.buffer.capacity - expander.fanout
    let piece = this.pieces
    while (this.at < this.end || this.nextChunk(request)) {
      while (this.at < this.end) {
        if (control[Control.stop] === 1) return this.report(true)
        const index = this.at++
        this.codec.decode(this.store, index * words, expander.source.cells)
        this.expanding = index
        if (index >= this.firstCreated) this.countCreator(index, request)
        try {
          this.judgeAndExpand(request)
        } catch (error) {
          this.noteFailure(error)
        }
        if (this.pending > limit) this.flush()
        if (control[Control.grow] === 1 || --piece === 0) {
          this.flush()
          this.visited.endChunk()
          return this.report(false)
        }
      }
    }
    this.flush()
    return this.report(true)
  }

  private judgeAndExpand(request: LevelRequest): void {
    const { expander } = this
    if (request.judge !== 0) {
      const found = expander.judge(request.judge)
      if (found !== 0) this.noteJudged(found)
    }
    // Only the finished graph can judge these, but what throws is found where every other failure is.
    if (this.hasPossible) expander.good()
    const before = this.pending
    this.pending = expander.expand(before, request.judgeSteps)
    if (this.pending > before) return
    this.deadlocks++
    if (request.wantDeadlock) this.note('deadlock', 0, this.stateKey())
  }

  private countCreator(index: number, { from, parity }: LevelRequest): void {
    const action = this.visited.creatorOf(index, from * CHUNK, parity)
    this.created[action] = (this.created[action] ?? 0) + 1
  }

  /** See {@link VisitedSet.clear}. */
  clear(oldBits: number, part: number, parts: number): void {
    this.visited.clear(oldBits, part, parts)
  }

  /** See {@link VisitedSet.refill}. */
  refill(part: number, parts: number): void {
    this.visited.refill(part, parts)
  }

  /**
   * For each target state, the least state (in encoding order) of this lane's share of a level that leads to it; empty when
   * there is none. `share` of `shares` divides the level's chunks.
   */
  predecessors(from: number, to: number, share: number, shares: number, targets: readonly Int32Array[]): Int32Array[] {
    const { words, expander, codec } = this
    const { buffer, source } = expander
    const best = targets.map(() => -1)
    for (let chunk = from + share; chunk < to; chunk += shares) {
      const end = chunk * CHUNK + (this.fill[chunk] ?? 0)
      for (let index = chunk * CHUNK; index < end; index++) {
        codec.decode(this.store, index * words, source.cells)
        const count = expander.expand(0, 0)
        targets.forEach((target, t) => {
          const known = best[t] ?? -1
          if (known >= 0 && comparePacked(this.store, known * words, this.store, index * words, words) <= 0) return
          for (let i = 0; i < count; i++) {
            if (comparePacked(buffer.packed, i * words, target, 0, words) !== 0) continue
            best[t] = index
            break
          }
        })
      }
    }
    return best.map((index) => (index < 0 ? new Int32Array(0) : this.store.slice(index * words, (index + 1) * words)))
  }

  /**
   * One pass over this lane's share of the graph, deepest states first: a state is marked with every property for which it is
   * good or leads to a marked state. Passes are repeated until none marks anything; the result is the same however they race.
   */
  spread(chunks: number, share: number, shares: number): void {
    const { words, expander, codec, marks } = this
    const { buffer, source } = expander
    const all = 2 ** possibleOf(this.model).length - 1
    let marked = false
    for (let chunk = chunks - 1 - share; chunk >= 0; chunk -= shares) {
      for (let i = (this.fill[chunk] ?? 0) - 1; i >= 0; i--) {
        if (this.control[Control.stop] === 1) return
        const index = chunk * CHUNK + i
        const known = marks[index] ?? 0
        if (known === all) continue
        codec.decode(this.store, index * words, source.cells)
        let found = known | expander.good()
        const count = found === all ? 0 : expander.expand(0, 0)
        for (let n = 0; n < count && found !== all; n++) {
          const successor = this.visited.find(buffer.packed, n * words, buffer.hashes[n] ?? 0)
          if (successor >= 0) found |= marks[successor] ?? 0
        }
        if (found === known) continue
        marks[index] = found
        marked = true
      }
    }
    if (marked) Atomics.store(this.control, Control.marked, 1)
  }

  /** Per property, the least state of this lane's share of a level that is not marked with it; empty when there is none. */
  unmarked(from: number, to: number, share: number, shares: number): Int32Array[] {
    const { words } = this
    return possibleOf(this.model).map((_, p) => {
      let least = -1
      for (let chunk = from + share; chunk < to; chunk += shares) {
        const end = chunk * CHUNK + (this.fill[chunk] ?? 0)
        for (let index = chunk * CHUNK; index < end; index++) {
          if (((this.marks[index] ?? 0) & (1 << p)) !== 0) continue
          if (least < 0 || comparePacked(this.store, index * words, this.store, least * words, words) < 0) least = index
        }
      }
      return least < 0 ? new Int32Array(0) : this.store.slice(least * words, (least + 1) * words)
    })
  }

  private nextChunk({ from, to }: LevelRequest): boolean {
    const chunk = from + Atomics.add(this.control, Control.cursor, 1)
    if (chunk >= to) return false
    this.at = chunk * CHUNK
    this.end = this.at + (this.fill[chunk] ?? 0)
    return true
  }

  private flush(): void {
    this.visited.insertAll(this.expander.buffer, this.pending)
    this.generated[this.lane] = (this.generated[this.lane] ?? 0) + this.pending
    this.pending = 0
  }

  private report(done: boolean): LevelReport {
    if (done) {
      this.visited.endChunk()
      this.began = false
      this.pending = 0
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
      findings: done ? [...this.findings.values()] : [],
      failure: this.failure,
    }
  }

  private noteJudged(found: number): void {
    for (let i = 0; i < 31; i++) if ((found & (1 << i)) !== 0) this.note('judged', i, this.stateKey())
  }

  private noteStep(violated: number, position: number): void {
    const { words } = this
    const key = new Int32Array(2 * words)
    key.set(this.stateKey())
    key.set(this.expander.buffer.packed.subarray(position * words, (position + 1) * words), words)
    for (let i = 0; i < 31; i++) if ((violated & (1 << i)) !== 0) this.note('step', i, key)
  }

  /** Keeps the least finding of each property, so that which lane found what cannot matter. */
  private note(kind: Finding['kind'], property: number, key: Int32Array): void {
    const name = `${kind} ${property}`
    const known = this.findings.get(name)
    if (known === undefined || comparePacked(key, 0, known.key, 0, key.length) < 0)
      this.findings.set(name, { kind, property, key })
  }

  private stateKey(): Int32Array {
    return this.store.slice(this.expanding * this.words, (this.expanding + 1) * this.words)
  }

  private noteFailure(error: unknown): void {
    const key = this.stateKey()
    if (this.failure !== undefined && comparePacked(this.failure.key, 0, key, 0, key.length) <= 0) return
    const message = error instanceof Error ? error.message : String(error)
    const kind = error instanceof PropertyFailure ? 'property' : 'action'
    const action = kind === 'action' ? this.model.actions[this.expander.current[0] ?? 0]?.name : undefined
    this.failure = { kind, action, message, key }
  }
}
