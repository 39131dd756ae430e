/**
 * The filter: packed states in, their successors out, each once with the least action that leads to it; and what was noticed. It remembers
 * nothing between batches, so that any number of filters may share a layer, in any pieces and order.
 */
import { at } from '../checker/state/at.ts'
import { Fault } from '../checker/search/careful.ts'
import { type Codec, comparePacked, compileCodec } from '../checker/state/codec.ts'
import { fanoutOf, possibleOf } from '../checker/search/contract.ts'
import { compileExpander, type Expander } from '../checker/search/expand.ts'
import type { Model } from '../checker/model.ts'
import { Noted } from '../checker/search/noted.ts'
import { type Scrutiny, scrutiny } from '../checker/search/scrutiny.ts'
import { StateChanged } from '../checker/search/state-changed.ts'
import { DistinctStates } from './distinct-states.ts'
import type { Judging, Noticed } from './relations.ts'

export interface FilterOptions {
  /** Count how often each guard was false. */
  readonly guardCoverage: boolean
  /** Look at all that guards and effects do, in every state. */
  readonly rangeChecks: boolean
}

/** Successors that are collected before they are told apart. */
const BUFFERED = 2 ** 13

export class Filter {
  /** 32-bit words of a packed state. */
  readonly words: number
  private readonly model: Model
  private readonly codec: Codec
  private readonly expander: Expander
  private readonly look: Scrutiny | undefined
  private readonly distinct: DistinctStates
  private noted = new Noted()
  /** The state that is being expanded. */
  private key: Int32Array = new Int32Array(0)

  /** @throws RangeError for properties that no filter can judge. */
  constructor(model: Model, { guardCoverage, rangeChecks }: FilterOptions) {
    refusePossible(model)
    this.model = model
    this.codec = compileCodec(model.layout)
    this.words = this.codec.layout.words
    const options = {
      guardCoverage,
      assertions: false,
      checks: rangeChecks,
      capacity: fanoutOf(model) + BUFFERED,
      current: new Int32Array(1),
    }
    this.expander = compileExpander(model, this.codec, options, (violated, position) => this.noteStep(violated, position))
    this.look = rangeChecks ? scrutiny(model, this.codec) : undefined
    this.distinct = new DistinctStates(this.words)
  }

  /** Judges and expands states, packed one after the other. What is returned is overwritten by the next batch. */
  expand(
    states: Int32Array,
    judging: Judging,
  ): { readonly packed: Int32Array; readonly actions: Uint8Array; readonly noticed: Noticed } {
    const { words, expander, distinct } = this
    const { taken, blocked, buffer, source } = expander
    taken.fill(0)
    blocked.fill(0)
    distinct.clear()
    this.noted = new Noted()
    let [pending, generated, deadlocks] = [0, 0, 0]
    const flush = () => {
      distinct.add(buffer.packed, buffer.hashes, buffer.creators, pending)
      generated += pending
      pending = 0
    }
    for (let from = 0; from < states.length; from += words) {
      this.key = states.subarray(from, from + words)
      this.codec.decode(states, from, source.cells)
      expander.keep()
      const before = pending
      try {
        this.judge(judging.judge)
        pending = expander.expand(before, judging.judgeSteps, expander.none)
        if (pending === before) {
          deadlocks++
          if (judging.wantDeadlock) this.noted.note('deadlock', 0, this.key)
        }
        if (!expander.isKept()) throw new StateChanged()
        const { judge, judgeSteps } = judging
        const fault = this.look?.(source.cells, { buffer, from: before, to: pending, judge, judgeSteps }, true)
        if (fault !== undefined) this.fail(fault)
      } catch (error) {
        this.fail(error)
      }
      if (pending > BUFFERED) flush()
    }
    flush()
    const { findings, failure } = this.noted
    const noticed = {
      states: states.length / words,
      taken: taken.slice(),
      blocked: blocked.slice(),
      deadlocks,
      findings,
      failure,
      generated,
    }
    return { packed: distinct.packed, actions: distinct.actions, noticed }
  }

  private judge(mask: number): void {
    const found = mask === 0 ? 0 : this.expander.judge(mask)
    if (found !== 0) this.noted.noteBits('judged', found, this.key)
  }

  private noteStep(violated: number, position: number): void {
    const { words, key } = this
    const both = new Int32Array(2 * words)
    both.set(key)
    both.set(this.expander.buffer.packed.subarray(position * words, (position + 1) * words), words)
    this.noted.noteBits('step', violated, both)
  }

  private fail(error: unknown): void {
    const { key } = this
    if (error instanceof Fault) this.noted.fail({ kind: error.kind, where: error.where, message: error.message, key })
    else this.noted.failWith(error, key, this.model.actions[at(this.expander.current, 0)]?.name ?? 'an action')
  }

  /** Of each target the least of the given states that leads to it, by the number of the target; nothing for others. */
  predecessors(states: Int32Array, targets: readonly Int32Array[]): Map<number, Int32Array> {
    const { words, expander } = this
    const least = new Map<number, Int32Array>()
    for (let from = 0; from < states.length; from += words) {
      const state = states.subarray(from, from + words)
      this.codec.decode(states, from, expander.source.cells)
      const count = expander.expand(0, 0, expander.none)
      targets.forEach((target, t) => {
        const known = least.get(t)
        if (known !== undefined && comparePacked(known, 0, state, 0, words) <= 0) return
        for (let i = 0; i < count; i++) {
          if (comparePacked(expander.buffer.packed, i * words, target, 0, words) !== 0) continue
          least.set(t, state)
          break
        }
      })
    }
    return least
  }
}

/**
 * What stays possible is decided on the whole graph, and no layer is that.
 * @throws RangeError that names the properties.
 */
export function refusePossible(model: Model): void {
  const names = possibleOf(model).map((p) => p.name)
  if (names.length > 0) throw new RangeError(`${names.join(', ')}: what stays possible is not decided layer by layer`)
}
