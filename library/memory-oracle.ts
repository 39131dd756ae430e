/** Answers questions by searching, and keeps answers and counterexamples in memory. */
import type { Model } from '../checker/model.ts'
import { ThreadPool } from '../checker/hosts/threads.ts'
import type { SearchResult } from '../checker/verdict.ts'
import { answerOf, unasked } from '../guarantees/answer.ts'
import type { Answer, Oracle } from '../guarantees/oracle.ts'
import type { AnyQuestion } from '../guarantees/questions.ts'
import { searchLean } from '../questions/lean.ts'
import { onPool } from '../questions/on-threads.ts'
import { inParallel } from '../questions/parallel.ts'
import { specData } from '../questions/spec.ts'
import { type Trace, traceOf } from '../traces/trace.ts'

export interface SearchLimits {
  readonly workers: number
  readonly maxMemory: number
  readonly maxStates?: number | undefined
  readonly maxSeconds?: number | undefined
  readonly signal: AbortSignal
}

export class MemoryOracle implements Oracle {
  private readonly answers = new Map<string, Answer>()
  private readonly traces = new Map<string, { readonly model: Model; readonly trace: Trace }>()
  private readonly pool = new ThreadPool()
  private readonly limits: SearchLimits

  constructor(limits: SearchLimits) {
    this.limits = limits
  }

  async ask(questions: readonly AnyQuestion[]): Promise<ReadonlyMap<string, Answer>> {
    const open = new Map(questions.flatMap((q) => (this.answers.has(q.key) ? [] : [[q.key, q] as const])))
    await inParallel([...open.values()], this.limits.workers, this.limits.signal, async (question, lanesNow) => {
      this.answers.set(question.key, await this.search(question, lanesNow))
    })
    return new Map(questions.map(({ key, spec }) => [key, this.answers.get(key) ?? unasked(spec.properties)]))
  }

  recall(name: string): { readonly model: Model; readonly trace: Trace } {
    const kept = this.traces.get(name)
    if (kept === undefined) throw new RangeError(`there is no trace ${name}`)
    return kept
  }

  /** The counterexample of a cell, by the name in its `trace`. */
  traceNamed(name: string): Trace | undefined {
    return this.traces.get(name)?.trace
  }

  /** Ends its threads. */
  end(): Promise<void> {
    return this.pool.end()
  }

  private async search({ spec, key }: AnyQuestion, lanesNow: () => number): Promise<Answer> {
    const run = await searchLean(spec, (plan) => onPool(this.pool)(plan, { ...this.limits, lanesNow, untilDecided: true }))
    const nameOf = (property: string): string => `${key.slice(0, 12)}.${property}`
    const { answer, properties } = answerOf(run, reasonOf(run.result), nameOf)
    for (const property of properties) {
      const { model } = property.run
      const trace = traceOf(model, specData(property.run.spec), property)
      if (trace !== undefined) this.traces.set(nameOf(property.name), { model, trace })
    }
    return answer
  }
}

function reasonOf({ error, stop }: SearchResult): string | undefined {
  if (error !== undefined) return error.message
  if (stop === undefined || stop.by === 'first') return undefined
  return stop.by === 'bound' ? `the bound of ${stop.property} was reached` : `the search was ended by: ${stop.by}`
}
