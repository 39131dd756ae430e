/** The cells of tables of transactions, by design and by the code of the release. */
import { transactionDefectsOf } from '../model/transactions/defects.ts'
import { build } from '../questions/spec.ts'
import { type AskedDefects, codeQuestion, knownDefects } from './code.ts'
import type { Envelope } from './guarantees.ts'
import type { Answer, Finding, Oracle } from './oracle.ts'
import type { AnyQuestion } from './questions.ts'
import type { AnyDefectId, CodeCell } from './result.ts'
import type { Scope } from './table.ts'
import { type Asked, LOGS, LOSES, TransactionsQuestions, WRITES } from './transactions-questions.ts'
import type { Lost, TransactionsCell } from './transactions-result.ts'
import { LOG_WORDS, type LogName, type TransactionsRow } from './transactions-rows.ts'

/** A table that is wanted: of which configuration, and which part of it. */
export interface WantedCells {
  readonly asked: Asked
  readonly rows: readonly TransactionsRow[]
  readonly envelopes: readonly Envelope[]
  /** Whether the code of the release is asked too, and with which defects. */
  readonly code: AskedDefects
}

/** One table, while its questions are asked. */
class Table {
  readonly questions: TransactionsQuestions
  readonly wanted: WantedCells
  private answers: ReadonlyMap<string, Answer> = new Map()
  private readonly own = new Set<string>()

  constructor(wanted: WantedCells, scope: Scope) {
    this.wanted = wanted
    this.questions = new TransactionsQuestions(wanted.asked, scope)
  }

  /** The logs that rows stand on. */
  private get logs(): readonly LogName[] {
    return LOGS.filter((log) => this.wanted.rows.some((row) => row.logs.includes(log)))
  }

  private get needsWrites(): boolean {
    return this.wanted.rows.some((row) => row.needsWrites === true)
  }

  /** What is sure to be needed. */
  first(): AnyQuestion[] {
    const { questions } = this
    return this.wanted.envelopes.flatMap((envelope) => [
      ...(this.wanted.rows.some((row) => row.properties.length > 0)
        ? questions.undisturbed(envelope).map(({ question }) => question)
        : []),
      ...this.logs.map((log) => questions.loss(log, envelope)),
      ...(this.needsWrites ? [questions.writes(envelope)] : []),
    ])
  }

  /** What the first answers make needful: what follows when a log loses its end or takes no writes, and the code. */
  second(answers: ReadonlyMap<string, Answer>): AnyQuestion[] {
    this.answers = answers
    const { questions } = this
    const { envelopes } = this.wanted
    const losable = this.logs.filter((log) => envelopes.some((envelope) => this.loses(log, envelope)?.verdict === 'violated'))
    const isStopped = this.needsWrites && envelopes.some((e) => this.finding(questions.writes(e), WRITES)?.verdict === 'violated')
    const own = questions.code(this.ownDefects())?.question
    return [
      ...losable.map((log) => questions.after(log)),
      ...(isStopped ? [questions.afterOutage()] : []),
      ...(own === undefined ? [] : [own]),
      ...this.logs.flatMap((log) => envelopes.flatMap((envelope) => this.codeOfLog(log, envelope).question ?? [])),
    ]
  }

  /** What the code of logs makes needful. */
  third(answers: ReadonlyMap<string, Answer>): AnyQuestion[] {
    this.answers = new Map([...this.answers, ...answers])
    return this.logs.flatMap((log) =>
      this.wanted.envelopes.some((envelope) => this.lostByCode(log, envelope) !== undefined) ? [this.questions.after(log)] : [],
    )
  }

  cells(answers: ReadonlyMap<string, Answer>): TransactionsCell[] {
    this.answers = new Map([...this.answers, ...answers])
    return this.wanted.rows.flatMap((row) => this.wanted.envelopes.map((envelope) => this.withCode(row, envelope)))
  }

  /** Of the model of transactions, each search once. */
  explored(): { readonly states: number; readonly searches: number } {
    const own = [...this.answers].filter(([key]) => this.own.has(key)).map(([, { states }]) => states)
    return { states: own.reduce((sum, n) => sum + n, 0), searches: own.length }
  }

  private answer(question: AnyQuestion): Answer {
    const answer = this.answers.get(question.key)
    if (answer === undefined) throw new Error('a question was asked and has no answer')
    if (question.spec.model === 'transactions') this.own.add(question.key)
    return answer
  }

  private finding(question: AnyQuestion, name: string): Finding | undefined {
    return this.answer(question).findings.find((f) => f.name === name)
  }

  private loses(log: LogName, envelope: Envelope): Finding | undefined {
    return this.finding(this.questions.loss(log, envelope), LOSES[log])
  }

  private byDesign(row: TransactionsRow, envelope: Envelope): TransactionsCell {
    const { questions } = this
    const open: string[] = []
    const used: Answer[] = []
    const base = { row: row.id, envelope: envelope.id }
    const told = () => ({
      states: Math.max(...used.map((a) => a.states)),
      depth: Math.max(...used.map((a) => a.depth)),
      bounds: used[0]?.bounds ?? {},
      cached: used.every((a) => a.cached),
      seconds: used.reduce((sum, a) => sum + a.seconds, 0),
    })
    const refuted = (finding: Finding, because: string, lost?: Lost): TransactionsCell => ({
      ...base,
      verdict: 'refuted',
      because,
      property: finding.name as NonNullable<TransactionsCell['property']>,
      ...told(),
      ...(finding.steps !== undefined && { steps: finding.steps }),
      ...(finding.trace !== undefined && { trace: finding.trace }),
      ...(lost !== undefined && { lost }),
    })
    const broken = (question: AnyQuestion): Finding | undefined => {
      const answer = this.answer(question)
      used.push(answer)
      const [found, reason] = shortest(row, answer)
      if (reason !== undefined) open.push(reason)
      return found
    }
    if (row.properties.length > 0)
      for (const { question, because } of questions.undisturbed(envelope)) {
        const found = broken(question)
        if (found !== undefined) return refuted(found, because)
      }
    for (const log of row.logs) {
      const question = questions.loss(log, envelope)
      const finding = this.loses(log, envelope)
      used.push(this.answer(question))
      if (finding?.verdict === 'holds') continue
      if (finding?.verdict !== 'violated') {
        open.push(this.answer(question).reason ?? `whether ${LOG_WORDS[log]} loses its end is not decided`)
        continue
      }
      const then = row.properties.length === 0 ? { ...finding, name: 'AckedDurable' } : broken(questions.after(log))
      const how = row.properties.length === 0 ? undefined : lostBy(LOG_WORDS[log], finding)
      if (then !== undefined) return refuted(then, `${LOG_WORDS[log]} loses its end`, how)
    }
    if (row.needsWrites === true) {
      const question = questions.writes(envelope)
      const finding = this.finding(question, WRITES)
      used.push(this.answer(question))
      if (finding?.verdict === 'violated') {
        const then = broken(questions.afterOutage())
        const lost: Lost = { ...lostBy(LOG_WORDS.coordinator, finding), how: 'takes no writes' }
        if (then !== undefined) return refuted(then, `${LOG_WORDS.coordinator} takes no writes`, lost)
      } else if (finding?.verdict !== 'holds')
        open.push(this.answer(question).reason ?? `whether ${LOG_WORDS.coordinator} takes writes is not decided`)
    }
    const [reason] = open
    if (reason !== undefined)
      return { ...base, verdict: used.some(({ failed }) => failed) ? 'error' : 'incomplete', reason, ...told() }
    const isVacuous =
      row.properties.length > 0 &&
      questions.undisturbed(envelope).some(({ question }) => this.finding(question, 'TransactionVisible')?.verdict === 'violated')
    return { ...base, verdict: isVacuous ? 'vacuous' : 'proved', ...told() }
  }

  private withCode(row: TransactionsRow, envelope: Envelope): TransactionsCell {
    const cell = this.byDesign(row, envelope)
    const { code } = this.wanted
    if (cell.verdict !== 'proved' || (code !== 'all' && code.length === 0)) return cell
    return { ...cell, code: this.byCode(row, envelope) }
  }

  /** By the defects of coordinators and clients first, then by those with which a log loses its end. */
  private byCode(row: TransactionsRow, envelope: Envelope): CodeCell {
    const { questions } = this
    const own = row.properties.length === 0 ? undefined : questions.code(this.ownDefects())
    const logs = row.logs.map((log) => ({ log, ...this.codeOfLog(log, envelope) }))
    const searched = [...new Set([...(own?.defects ?? []), ...logs.flatMap(({ defects }) => defects)])] as readonly AnyDefectId[]
    const used = [...(own === undefined ? [] : [own.question]), ...logs.flatMap(({ question }) => question ?? [])].map((q) =>
      this.answer(q),
    )
    const told = {
      searched,
      states: Math.max(0, ...used.map((a) => a.states)),
      depth: Math.max(0, ...used.map((a) => a.depth)),
      cached: used.every((a) => a.cached),
      seconds: used.reduce((sum, a) => sum + a.seconds, 0),
    }
    const refuted = (finding: Finding, defects: readonly AnyDefectId[] = finding.defects ?? []): CodeCell => ({
      verdict: 'refuted',
      ...told,
      ...(finding.steps !== undefined && { steps: finding.steps }),
      ...(finding.trace !== undefined && { trace: finding.trace }),
      defects,
    })
    const open: string[] = []
    if (own !== undefined) {
      const [found, reason] = shortest(row, this.answer(own.question))
      if (found !== undefined) return refuted(found)
      if (reason !== undefined) open.push(reason)
    }
    for (const { log, question } of logs) {
      if (question === undefined) continue
      const lost = this.lostByCode(log, envelope)
      if (lost !== undefined) {
        const then = row.properties.length === 0 ? lost : shortest(row, this.answer(questions.after(log)))[0]
        if (then !== undefined) return refuted(then, lost.defects ?? [])
      } else if (this.finding(question, LOSES[log])?.verdict !== 'holds')
        open.push(this.answer(question).reason ?? `whether ${LOG_WORDS[log]} loses its end is not decided`)
    }
    const [reason] = open
    if (reason === undefined) return { verdict: 'proved', ...told }
    return { verdict: used.some(({ failed }) => failed) ? 'error' : 'incomplete', ...told, reason }
  }

  private lostByCode(log: LogName, envelope: Envelope): Finding | undefined {
    const { question } = this.codeOfLog(log, envelope)
    const finding = question === undefined ? undefined : this.finding(question, LOSES[log])
    return finding?.verdict === 'violated' ? finding : undefined
  }

  /** What is asked of the code of brokers about a log that by design keeps its end. */
  private codeOfLog(log: LogName, envelope: Envelope): ReturnType<typeof codeQuestion> {
    const { code, asked } = this.wanted
    const none = { question: undefined, defects: [] }
    if ((code !== 'all' && code.length === 0) || this.loses(log, envelope)?.verdict !== 'holds') return none
    return codeQuestion(this.questions.loss(log, envelope), this.answers, knownDefects(asked.configuration, code))
  }

  private ownDefects(): readonly string[] {
    const { code, asked } = this.wanted
    const known = transactionDefectsOf(asked.configuration.version).map(({ id }) => id)
    return code === 'all' ? known : known.filter((id) => code.includes(id))
  }
}

/** The cells of several tables, row by row, with what they took. No question is asked twice. */
export async function cellsOfTables(
  wanted: readonly WantedCells[],
  scope: Scope,
  oracle: Oracle,
): Promise<{ readonly cells: TransactionsCell[]; readonly level: string; readonly explored: ReturnType<Table['explored']> }[]> {
  const tables = wanted.map((one) => new Table(one, scope))
  const first = await oracle.ask(tables.flatMap((table) => table.first()))
  const second = await oracle.ask(tables.flatMap((table) => table.second(first)))
  const third = await oracle.ask(tables.flatMap((table) => table.third(second)))
  return tables.map((table) => {
    const cells = table.cells(third)
    return { cells, level: table.questions.level, explored: table.explored() }
  })
}

/** The shortest counterexample among the properties of a row, and what of them is not decided. */
function shortest({ properties }: TransactionsRow, { findings, reason }: Answer): [Finding | undefined, string | undefined] {
  const of = properties.map((name) => ({ name, finding: findings.find((f) => f.name === name) }))
  const [found] = of
    .flatMap(({ finding }) => (finding?.verdict === 'violated' ? [finding] : []))
    .toSorted((a, b) => (a.steps ?? Infinity) - (b.steps ?? Infinity))
  const open = of.find(({ finding }) => finding?.verdict !== 'holds' && finding?.verdict !== 'violated')
  return [found, open === undefined ? undefined : (reason ?? `${open.name} is not decided`)]
}

const lostBy = (log: string, { faults, trace }: Finding): Lost => ({
  log,
  ...(faults !== undefined && { faults }),
  ...(trace !== undefined && { trace }),
})

/** Whether Kafka takes the configuration, and the models can hold it. @throws OptionError, LayoutError. */
export function check(asked: Asked, scope: Scope): void {
  const questions = new TransactionsQuestions(asked, scope)
  const [envelope] = scope.envelopes
  if (envelope === undefined) return
  for (const { question } of questions.undisturbed(envelope)) build(question.spec)
  for (const log of LOGS) build(questions.loss(log, envelope).spec)
}
