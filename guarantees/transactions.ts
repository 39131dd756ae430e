/**
 * What transactions are held to. What logs may lose is asked of the replication model, with the settings of each log and the faults of
 * the column; what that does to transactions of the model of transactions. A cell that is refuted tells both.
 */
import { createHash } from 'node:crypto'
import type { TransactionsPropertyName } from '../invariants/transactions/catalogue.ts'
import type { TransactionsBounds } from '../model/transactions/settings.ts'
import { transactionsOptions, type TransactionsSpec } from '../questions/spec.ts'
import type { Envelope } from './guarantees.ts'
import type { Answer, Finding, Oracle } from './oracle.ts'
import { type AnyQuestion, type Configuration, type Question, questionOf } from './questions.ts'
import type { CellVerdict, Lost, TransactionsCell, TransactionsTable } from './result.ts'
import type { Scope } from './table.ts'
import { questionFor, type TransactionsSetup } from './transactions-setup.ts'
import { Storyteller } from './story.ts'
import { guaranteeOf } from './table.ts'

/** A log whose end may be lost. */
type LogName = 'data' | 'coordinator' | 'offsets'

interface Row {
  readonly id: string
  readonly title: string
  readonly promise: string
  readonly properties: readonly TransactionsPropertyName[]
  readonly logs: readonly LogName[]
}

const TRANSACTION_ROWS: readonly Row[] = [
  {
    id: 'transactions',
    title: 'whole transactions',
    promise: 'Readers of committed records get whole transactions that were committed, and nothing else.',
    properties: [
      'NoAbortedRead',
      'NoPrematureRead',
      'WholeTransactions',
      'CommittedKept',
      'AbortedStaysOut',
      'CommittedReadsRepeatable',
    ],
    logs: ['data', 'coordinator'],
  },
  {
    id: 'stable',
    title: 'readers get on',
    promise: 'Readers of committed records are not left waiting for a transaction that nobody will end.',
    properties: ['NoHanging', 'DecisionCompletes'],
    logs: ['data', 'coordinator'],
  },
  {
    id: 'decisions',
    title: 'decisions survive',
    promise: 'A commit that was told is still in __transaction_state when the coordinator moves or restarts.',
    properties: [],
    logs: ['coordinator'],
  },
  {
    id: 'processing',
    title: 'offsets with output',
    promise: 'Offsets that are sent in a transaction are committed with its output or not at all.',
    properties: ['OffsetsWithOutput', 'CommittedKept'],
    logs: ['data', 'coordinator', 'offsets'],
  },
]

const NAMES: Readonly<Record<LogName, string>> = {
  data: 'the log of the topic',
  coordinator: '__transaction_state',
  offsets: '__consumer_offsets',
}

/** What is asked of the replication model of each log: whether what was acknowledged can be lost. */
const LOSES = 'AckedDurable'

/** The table of one configuration. */
export async function transactionsTable(
  topics: readonly string[],
  setup: TransactionsSetup,
  configuration: Configuration,
  scope: Scope,
  oracle: Oracle,
): Promise<TransactionsTable> {
  const { request, log, values, notes } = questionFor(setup, configuration)
  const all = TRANSACTION_ROWS.flatMap((row) => row.properties)
  const ask = (bounds: TransactionsBounds): AnyQuestion =>
    keyed({
      model: 'transactions',
      from: { settings: { ...request, bounds } },
      properties: [...new Set<TransactionsPropertyName>([...all, 'TransactionVisible'])],
    })
  const quiet = { late: 0, timeouts: 1, moves: 1 } as const
  /** Where brokers are in trouble a request may come late. */
  const undisturbed = (envelope: Envelope): AnyQuestion => ask({ ...quiet, late: envelope.id === 'moves' ? 0 : 1, offsets: true })
  const after = (lost: LogName): AnyQuestion =>
    ask({ ...quiet, late: 0, moves: 0, losses: { data: 0, offsets: 0, coordinator: 0, [lost]: 1 }, offsets: lost === 'offsets' })
  const partitionOf: Readonly<Record<LogName, Configuration>> = {
    data: { ...configuration, topic: { ...configuration.topic, acks: 'all' } },
    coordinator: { ...withoutStart(configuration), topic: log },
    offsets: { ...withoutStart(configuration), topic: { ...configuration.offsets, acks: 'all' } },
  }
  const loss = (lost: LogName, envelope: Envelope): Question => questionOf('partition', envelope, scope.level, partitionOf[lost])
  const logs = ['data', 'coordinator', 'offsets'] as const

  const first = await oracle.ask([
    ...scope.envelopes.map(undisturbed),
    ...scope.envelopes.flatMap((envelope) => logs.map((lost) => loss(lost, envelope))),
  ])
  const found = (question: AnyQuestion, name: string): { readonly answer: Answer; readonly finding: Finding | undefined } => {
    const answer = answers.get(question.key)
    if (answer === undefined) throw new Error('a question was asked and has no answer')
    return { answer, finding: answer.findings.find((f) => f.name === name) }
  }
  let answers = first
  const losable = logs.filter((lost) =>
    scope.envelopes.some((envelope) => found(loss(lost, envelope), LOSES).finding?.verdict === 'violated'),
  )
  if (losable.length > 0) answers = new Map([...first, ...(await oracle.ask(losable.map(after)))])

  const cellOf = (row: Row, envelope: Envelope): TransactionsCell => {
    const of = { row: row.id, envelope: envelope.id }
    const open: string[] = []
    /** The shortest counterexample among the properties of the row. */
    const broken = (question: AnyQuestion): Finding | undefined => {
      const findings = row.properties.map((name) => {
        const { answer, finding } = found(question, name)
        if (finding?.verdict !== 'holds' && finding?.verdict !== 'violated') open.push(answer.reason ?? `${name} is not decided`)
        return finding
      })
      return findings
        .filter((finding) => finding?.verdict === 'violated')
        .toSorted((a, b) => (a?.steps ?? Infinity) - (b?.steps ?? Infinity))[0]
    }
    const refuted = (finding: Finding, because: string, lost?: Lost): TransactionsCell => ({
      ...of,
      verdict: 'refuted',
      because,
      property: finding.name,
      ...(finding.steps !== undefined && { steps: finding.steps }),
      ...(finding.trace !== undefined && { trace: finding.trace }),
      ...(lost !== undefined && { lost }),
    })
    if (row.properties.length > 0) {
      const own = broken(undisturbed(envelope))
      if (own !== undefined)
        return refuted(own, envelope.id === 'moves' ? 'nothing but timeouts and moves' : 'one request that arrives late')
    }
    for (const lost of row.logs) {
      const { answer, finding } = found(loss(lost, envelope), LOSES)
      if (finding?.verdict === 'holds') continue
      if (finding?.verdict !== 'violated') {
        open.push(answer.reason ?? `whether ${NAMES[lost]} loses its end is not decided`)
        continue
      }
      const how: Lost = {
        log: NAMES[lost],
        ...(finding.faults !== undefined && { faults: finding.faults }),
        ...(finding.trace !== undefined && { trace: finding.trace }),
      }
      const then = row.properties.length === 0 ? finding : broken(after(lost))
      if (then !== undefined) return refuted(then, `${NAMES[lost]} loses its end`, row.properties.length === 0 ? undefined : how)
    }
    const reason = open[0]
    if (reason !== undefined) return { ...of, verdict: 'incomplete', reason }
    const isVacuous =
      row.properties.length > 0 && found(undisturbed(envelope), 'TransactionVisible').finding?.verdict === 'violated'
    const verdict: CellVerdict = isVacuous ? 'vacuous' : 'proved'
    return { ...of, verdict }
  }
  const cells = TRANSACTION_ROWS.flatMap((row) => scope.envelopes.map((envelope) => cellOf(row, envelope)))
  return {
    topics,
    because: setup.because,
    level: transactionsOptions({ settings: request }).level,
    values,
    notes,
    rows: TRANSACTION_ROWS.map(({ id, title, promise }) => ({ id, title, promise })),
    cells,
    losses: TRANSACTION_ROWS.flatMap((row) => {
      const of = cells.filter((cell) => cell.row === row.id && cell.verdict === 'refuted')
      const [cell] = of.toSorted((a, b) => (a.steps ?? Infinity) - (b.steps ?? Infinity))
      if (cell === undefined) return []
      const teller = new Storyteller(oracle)
      const story = teller.tell(guaranteeOf('acked'), cell)
      const how = cell.lost === undefined ? undefined : teller.tell(guaranteeOf('acked'), cell.lost)
      return [{ row: row.id, envelopes: of.map(({ envelope }) => envelope), cell, story, ...(how !== undefined && { how }) }]
    }),
  }
}

/** A partition that was found unhealthy is the topic's, and no other's. */
function withoutStart(configuration: Configuration): Configuration {
  const { start: _, ...rest } = configuration
  return rest
}

/** @throws OptionError, LayoutError. */
function keyed(spec: TransactionsSpec): AnyQuestion {
  const decides = { model: spec.model, options: transactionsOptions(spec.from), properties: spec.properties }
  return { spec, key: createHash('sha256').update(JSON.stringify(decides)).digest('hex').slice(0, 32) }
}
