/** Asks questions: as many at a time as there are cores, none twice, and none that an earlier run has answered. */
import { join, resolve } from 'node:path'
import type { SearchResult } from '../checker/verdict.ts'
import { searchLean } from '../questions/lean.ts'
import { type Progress, ThreadPool } from '../checker/index.ts'
import { onPool } from '../questions/on-threads.ts'
import { saveTraces, type Unsaved } from './save-traces.ts'
import { inParallel } from '../questions/parallel.ts'
import { isOfShare, type Share } from '../questions/share.ts'
import { answerOf, unasked } from '../guarantees/answer.ts'
import { type AnswerCache, isDecided } from './cache.ts'
import type { AnyQuestion } from '../guarantees/questions.ts'
import type { Answer, Oracle } from '../guarantees/oracle.ts'
import { verifyTrace } from '../questions/verify-trace.ts'
import { UserError } from '../machine/errors.ts'
import { ExitCode } from '../machine/exit-codes.ts'
import { shownPath, writeWhole } from '../machine/files.ts'
import { readFileAtMost } from '../machine/read-file.ts'
import { messageOf } from '../text/message-of.ts'
import { stopText } from '../reports/stop-text.ts'
import { MAX_ITF_CHARS, type Trace, writeItf } from '../traces/index.ts'

export interface ExplorerOptions {
  readonly workers: number
  readonly maxMemory: number
  readonly maxSeconds?: number | undefined
  readonly maxStates?: number | undefined
  /** Where counterexamples are saved, absolute. */
  readonly out: string
  /** Where answers are kept; undefined keeps none. */
  readonly cache: AnswerCache | undefined
  /** Only questions of this share are searched. */
  readonly share?: Share | undefined
  /** Told once when an answer cannot be kept, and why. */
  readonly onUnkept: (why: string) => void
  /** The user's folder, from which paths are shown. */
  readonly cwd: string
  /** Aborted when the work is to end. */
  readonly signal: AbortSignal
  /** Told while states are being found. */
  readonly onSearching: (progress: Progress) => void
  /** Told how many explorations there are, and after each. */
  readonly onProgress: (done: number, of: number) => void
}

export class Explorer implements Oracle {
  private readonly answers = new Map<string, Answer>()
  private readonly options: ExplorerOptions
  private readonly pool = new ThreadPool()
  private asked = 0
  private readonly others = new Set<string>()
  /** Counterexamples that could not be saved, by the file they would be in. */
  private readonly unsaved = new Map<string, string>()
  /** Why the first of them could not. */
  unsavedBecause: UserError | undefined
  /** Why answers are not kept for other runs. */
  unkeptBecause: string | undefined

  constructor(options: ExplorerOptions) {
    this.options = options
  }

  /** The answers, by key. Questions that could not be asked before the signal have an answer in which nothing is decided. */
  async ask(questions: readonly AnyQuestion[]): Promise<ReadonlyMap<string, Answer>> {
    const { workers, onProgress, signal } = this.options
    const open = new Map<string, AnyQuestion>()
    for (const question of questions) {
      if (this.answers.has(question.key)) continue
      const known = this.known(question)
      const { share } = this.options
      if (known === undefined && share !== undefined && !isOfShare(question.key, share)) this.others.add(question.key)
      else if (known === undefined) open.set(question.key, question)
      else this.answers.set(question.key, known)
    }
    const of = this.asked + open.size
    if (open.size > 0) onProgress(this.asked, of)
    await inParallel([...open.values()], workers, signal, async (question, lanesNow) => {
      const answer = await this.search(question, lanesNow)
      this.answers.set(question.key, answer)
      this.keep(question, answer)
      onProgress(++this.asked, of)
    })
    return new Map(questions.map(({ key, spec }) => [key, this.answers.get(key) ?? unasked(spec.properties)]))
  }

  /** How many questions are decided, how many were left undecided, and how many are for other shares. */
  counts(): { readonly decided: number; readonly undecided: number; readonly others: number } {
    const all = [...this.answers.values()]
    const decided = all.filter(isDecided).length
    return { decided, undecided: all.length - decided, others: this.others.size }
  }

  /** Ends its threads, when there is nothing more to ask. */
  end(): Promise<void> {
    return this.pool.end()
  }

  /** @throws UserError when the file is gone, or does not replay. */
  recall(trace: string): ReturnType<Oracle['recall']> {
    const read = verifyTrace(this.textAt(resolve(this.options.cwd, trace)))
    if (!read.ok) throw new UserError(read.code, `${trace}: ${read.message}`, ExitCode.unreadableInput)
    return read
  }

  /** What an earlier run found out; its counterexamples are put where this run saves its own. */
  private known(question: AnyQuestion): Answer | undefined {
    const recalled = this.options.cache?.recall(question)
    if (recalled === undefined) return undefined
    const { answer, traces } = recalled
    for (const [property, text] of traces) {
      const file = this.traceFile(question, property)
      try {
        if (!holds(file, text)) writeWhole(file, (write) => write(text))
      } catch (error) {
        if (!(error instanceof UserError)) throw error
        this.remain(file, text, error)
      }
    }
    const findings = answer.findings.map((finding) =>
      traces.has(finding.name) ? { ...finding, trace: this.shown(this.traceFile(question, finding.name)) } : finding,
    )
    return { ...answer, findings }
  }

  /** A cache is for the next run: when it cannot be written, this one goes on. */
  private keep(question: AnyQuestion, answer: Answer): void {
    const { cache, onUnkept } = this.options
    if (cache === undefined || this.unkeptBecause !== undefined || !isDecided(answer)) return
    try {
      cache.remember(question, answer, (property) => this.textAt(this.traceFile(question, property)))
    } catch (error) {
      this.unkeptBecause = messageOf(error)
      onUnkept(this.unkeptBecause)
    }
  }

  /** A counterexample that cannot be saved is told all the same; the command says at its end that it is not there. */
  private remain(path: string, text: string, why: UserError): void {
    this.unsaved.set(path, text)
    this.unsavedBecause ??= why
  }

  private textAt(path: string): string {
    return this.unsaved.get(path) ?? savedText(path)
  }

  private readonly shown = (path: string): string => shownPath(this.options.cwd, path)

  private traceFile({ key }: AnyQuestion, property: string): string {
    return `${this.stem(key)}.${property}.itf.json`
  }

  private stem(key: string): string {
    return join(this.options.out, `validate-${key.slice(0, 12)}`)
  }

  private async search({ spec, key }: AnyQuestion, lanesNow: () => number): Promise<Answer> {
    const { workers, maxMemory, maxSeconds, maxStates, signal, onSearching } = this.options
    const run = await searchLean(spec, (plan) =>
      onPool(this.pool)(plan, {
        workers,
        lanesNow,
        maxMemory,
        maxSeconds,
        maxStates,
        untilDecided: true,
        signal,
        onProgress: onSearching,
      }),
    )
    const { result } = run
    const { answer, properties } = answerOf(run, reasonOf(result), (name) => this.shown(this.traceFile({ spec, key }, name)))
    saveTraces(
      { verdict: result.verdict, runs: [], properties, seconds: result.seconds },
      this.stem(key),
      this.options.out,
      ({ error, path, trace }: Unsaved) => this.remain(path, itfOf(trace), error),
    )
    return answer
  }
}

function itfOf(trace: Trace): string {
  let text = ''
  writeItf(trace, (chunk) => (text += chunk))
  return text
}

const savedText = (file: string): string => readFileAtMost(file, 4 * MAX_ITF_CHARS).toString('utf8')

/** Whether a file has this text already. */
function holds(file: string, text: string): boolean {
  try {
    return savedText(file) === text
  } catch {
    return false
  }
}

function reasonOf({ error, stop }: SearchResult): string | undefined {
  if (error !== undefined) return error.message
  return stop === undefined || stop.by === 'first' ? undefined : stopText(stop)
}
