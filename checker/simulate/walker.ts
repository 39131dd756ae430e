/**
 * Random walks on one thread. A walk is decided by the seed, its number, and what the walks before its round have taken: who walks
 * it, and when, cannot matter.
 */
import { at } from '../state/at.ts'
import { compileCodec, comparePacked } from '../state/codec.ts'
import { fanoutOf, type GuardRef, judgedOf, withoutGuard } from '../search/contract.ts'
import { compileExpander, PropertyFailure } from '../search/expand.ts'
import { instancesOf } from '../search/instances.ts'
import type { Model } from '../model.ts'
import { initialStates } from '../state/successors.ts'
import { randomOf } from './random.ts'
import { setWeights } from './weights.ts'

/** Walks `from` up to but not including `to`. Everything here and in {@link WalkReport} is plain data. */
export interface WalkRequest {
  readonly seed: number
  readonly from: number
  readonly to: number
  readonly maxSteps: number
  /** How often each transition was taken in the rounds before. */
  readonly taken: Float64Array
  /** Properties still open: bits over state properties and witnesses, and over step properties. */
  readonly judge: number
  readonly judgeSteps: number
  readonly wantDeadlock: boolean
}

/** A run, by the numbers of its transitions, from the initial state of that position. */
export interface Run {
  readonly walk: number
  readonly initial: number
  readonly transitions: Int32Array
}

/** A run at whose end a property is decided, the shortest of the walks asked for; of those the first. */
export interface WalkFinding extends Run {
  readonly kind: 'judged' | 'step' | 'deadlock'
  /** Index among the properties of its kind. */
  readonly property: number
}

/** A run at whose end something throws. */
export interface WalkFailure extends Run {
  readonly kind: 'action' | 'property'
  readonly where: string
  readonly message: string
}

export interface WalkReport {
  /** Walks that were ended. */
  readonly walks: number
  readonly steps: number
  readonly longest: number
  /** Transitions that were looked at. */
  readonly generated: number
  /** How often each transition was taken in these walks, by number. */
  readonly taken: Float64Array
  /** How often each action was enabled, and each guard false, in these walks. */
  readonly enabled: Float64Array
  readonly blocked: Float64Array
  readonly findings: readonly WalkFinding[]
  readonly failure: WalkFailure | undefined
}

export interface WalkerOptions {
  readonly off?: GuardRef | undefined
  /** Look at what guards, effects and properties give back. */
  readonly checks: boolean
}

/** Of two runs the shorter; of two as long the one of the earlier walk. */
export const isBefore = (a: Run, b: Run): boolean =>
  a.transitions.length < b.transitions.length || (a.transitions.length === b.transitions.length && a.walk < b.walk)

/** Walks as they are asked for; `isStopped` is looked at between steps. */
export type Walk = (request: WalkRequest, isStopped: () => boolean) => WalkReport

/** A model whose interchangeable members are told apart: a walk goes through states that really follow each other. */
export function withoutSymmetry<S>(model: Model<S>): Model<S> {
  const { symmetry: _, ...rest } = model
  return rest
}

/** Generates what walks a model. Interchangeable members are told apart. */
export function compileWalker<S>(whole: Model<S>, options: WalkerOptions): Walk {
  const model: Model<S> = withoutGuard(withoutSymmetry(whole), options.off)
  const codec = compileCodec(model.layout)
  const { words } = codec.layout
  const instances = instancesOf(model)
  const capacity = fanoutOf(model)
  let stepped: (violated: number, position: number) => void = () => undefined
  const expander = compileExpander(
    model,
    codec,
    { guardCoverage: true, assertions: false, checks: options.checks, instances: true, capacity, current: new Int32Array(1) },
    (violated, position) => stepped(violated, position),
  )
  const { buffer, source } = expander
  const initial = initialStates(model, codec)
  const weights = new Float64Array(capacity)
  const cumulative = new Float64Array(capacity)
  const here = new Int32Array(words)
  const isJudged = judgedOf(model).length > 0

  return (request, isStopped) => {
    const before = { taken: expander.taken.slice(), blocked: expander.blocked.slice() }
    const taken = new Float64Array(capacity)
    const findings = new Map<string, WalkFinding>()
    let failure: WalkFailure | undefined
    let [walks, steps, longest, generated] = [0, 0, 0, 0]
    for (let walk = request.from; walk < request.to && !isStopped(); walk++) {
      const random = randomOf(request.seed, walk)
      setWeights(weights, instances, request.taken, random)
      const start = random.below(initial.length)
      const run: number[] = []
      const runTo = (last: readonly number[]): Run => ({ walk, initial: start, transitions: Int32Array.from([...run, ...last]) })
      const note = (kind: WalkFinding['kind'], property: number, last: readonly number[]): void => {
        const finding = { kind, property, ...runTo(last) }
        const known = findings.get(`${kind} ${property}`)
        if (known === undefined || isBefore(finding, known)) findings.set(`${kind} ${property}`, finding)
      }
      const judge = (last: readonly number[]): void => {
        const found = isJudged && request.judge !== 0 ? expander.judge(request.judge) : 0
        if (found === 0) return
        for (let i = 0; i < 31; i++) if ((found & (1 << i)) !== 0) note('judged', i, last)
      }
      stepped = (violated, position) => {
        for (let i = 0; i < 31; i++) if ((violated & (1 << i)) !== 0) note('step', i, [at(buffer.instances, position)])
      }
      let last: readonly number[] = []
      try {
        source.cells.set(initial[start] ?? [])
        codec.encode(source.cells, here, 0)
        judge([])
        while (run.length < request.maxSteps && !isStopped()) {
          const count = expander.expand(0, request.judgeSteps, expander.none)
          generated += count
          if (count === 0 && request.wantDeadlock) note('deadlock', 0, [])
          // What a step leads to is judged whether it is taken or not: it is as near.
          let total = 0
          for (let i = 0; i < count; i++) {
            const instance = at(buffer.instances, i)
            const isStill = comparePacked(buffer.packed, i * words, here, 0, words) === 0
            if (!isStill && isJudged && request.judge !== 0) {
              codec.decode(buffer.packed, i * words, source.cells)
              last = [instance]
              judge(last)
              last = []
            }
            total += isStill ? 0 : at(weights, instance)
            cumulative[i] = total
          }
          if (total === 0) break
          const drawn = random.next() * total
          let chosen = 0
          while (at(cumulative, chosen) <= drawn) chosen++
          const instance = at(buffer.instances, chosen)
          run.push(instance)
          taken[instance] = at(taken, instance) + 1
          codec.decode(buffer.packed, chosen * words, source.cells)
          here.set(buffer.packed.subarray(chosen * words, (chosen + 1) * words))
        }
      } catch (error) {
        const kind = error instanceof PropertyFailure ? 'property' : 'action'
        const where = kind === 'property' ? 'a property' : (model.actions[at(expander.current, 0)]?.name ?? 'an action')
        const message = error instanceof Error ? error.message : String(error)
        const failed: WalkFailure = { ...runTo(last), kind, where, message }
        if (failure === undefined || isBefore(failed, failure)) failure = failed
      }
      walks++
      steps += run.length
      longest = Math.max(longest, run.length)
    }
    return {
      walks,
      steps,
      longest,
      generated,
      taken,
      enabled: expander.taken.map((n, i) => n - at(before.taken, i)),
      blocked: expander.blocked.map((n, i) => n - at(before.blocked, i)),
      findings: [...findings.values()],
      failure,
    }
  }
}
