/** What is asked about the transactions of a configuration: of the replication model for each log, then of the model of transactions. */
import { createHash } from 'node:crypto'
import type { KraftPropertyName } from '../invariants/kraft-catalogue.ts'
import type { TransactionsPropertyName } from '../invariants/transactions/catalogue.ts'
import { transactionDefectsOf } from '../model/transactions/defects.ts'
import type { TransactionsBounds, TransactionsRequest } from '../model/transactions/settings.ts'
import { transactionsOptions, type TransactionsSpec } from '../questions/spec.ts'
import type { Changes, Scope } from './table.ts'
import type { Envelope } from './guarantees.ts'
import { type AnyQuestion, type Configuration, type Question, questionOf } from './questions.ts'
import { type LogName, TRANSACTION_ROWS } from './transactions-rows.ts'
import { questionFor, type TransactionsQuestion, type TransactionsSetup } from './transactions-setup.ts'

/** A configuration whose transactions are asked about. */
export interface Asked {
  readonly setup: TransactionsSetup
  readonly configuration: Configuration
  /** What changes of the logs meanwhile. */
  readonly changes?: Changes
  /** What clients and the feature are, where it is not what files and release say. */
  readonly protocol?: Readonly<Record<string, string>>
}

export const LOGS = ['data', 'coordinator', 'offsets'] as const satisfies readonly LogName[]

/** What decides whether the end of a log can be lost, as the first table asks it; and whether it can be written again. */
export const LOSES = {
  data: 'AckedDurable',
  coordinator: 'AckedDurable',
  offsets: 'CommittedOffsetDurable',
} as const satisfies Readonly<Record<LogName, KraftPropertyName>>
export const WRITES = 'WriteStaysPossible'

const PROPERTIES = [
  ...new Set<TransactionsPropertyName>([...TRANSACTION_ROWS.flatMap(({ properties }) => properties), 'TransactionVisible']),
]

/** Two coordinators may die one after the other, of which each may be the only one to have a record. */
const QUIET: TransactionsBounds = { late: 0, timeouts: 1, moves: 2, offsets: true }
/** A request may come late where brokers are in trouble. */
const LATE: TransactionsBounds = { late: 1, timeouts: 1, moves: 1, offsets: true }

/** The questions of one configuration. @throws ConfigError, OptionError, LayoutError. */
export class TransactionsQuestions {
  readonly of: TransactionsQuestion
  readonly level: string
  private readonly asked: Asked
  private readonly scope: Scope
  private readonly request: TransactionsRequest

  constructor(asked: Asked, scope: Scope) {
    this.asked = asked
    this.scope = scope
    this.of = questionFor(asked.setup, asked.configuration)
    const { request } = this.of
    this.request = { ...request, set: { ...request.set, ...asked.protocol } }
    this.level = transactionsOptions({ settings: this.request }).level
  }

  /** What of the model of transactions is asked under an envelope while logs keep what they have: one more thing goes wrong in each. */
  undisturbed({ id }: Envelope): { readonly question: AnyQuestion; readonly because: string }[] {
    const quiet = { question: this.ask(QUIET), because: 'nothing but timeouts and moves' }
    return id === 'moves' ? [quiet] : [quiet, { question: this.ask(LATE), because: 'one request that arrives late' }]
  }

  /** What follows when a log has lost its end. */
  after(lost: LogName): AnyQuestion {
    const losses = { data: 0, offsets: 0, coordinator: 0, [lost]: 1 }
    return this.ask({ late: 0, timeouts: 1, moves: 0, losses, offsets: lost === 'offsets' })
  }

  /** What follows when `__transaction_state` takes no writes. */
  afterOutage(): AnyQuestion {
    return this.ask({ late: 0, timeouts: 1, moves: 1, outages: 1, offsets: true })
  }

  /** Whether what a log has acknowledged can be lost. */
  loss(lost: LogName, envelope: Envelope): Question {
    const { level } = this.scope
    const { changes, configuration } = this.asked
    if (lost === 'offsets') return questionOf('offsets', envelope, level, configuration, changes?.('offsets'))
    if (lost === 'coordinator') return questionOf('partition', envelope, level, this.coordinator)
    const data = { ...configuration, topic: { ...configuration.topic, acks: 'all' } }
    return questionOf('partition', envelope, level, data, changes?.('partition'))
  }

  /** Whether `__transaction_state` can be written again while brokers stay down. */
  writes(envelope: Envelope): Question {
    return questionOf('availability', envelope, this.scope.level, this.coordinator)
  }

  /** What is asked of the code of the release, with those of its defects that bear on it; undefined when none does. */
  code(ids: readonly string[]): { readonly question: AnyQuestion; readonly defects: readonly string[] } | undefined {
    const options = transactionsOptions({ settings: { ...this.request, bounds: QUIET } })
    const defects = transactionDefectsOf(this.asked.configuration.version)
      .filter((defect) => ids.includes(defect.id) && defect.bearsOn(options))
      .map(({ id }) => id)
    return defects.length === 0 ? undefined : { question: this.ask(QUIET, defects), defects }
  }

  /** A partition that was found unhealthy is the topic's, and no other's. */
  private get coordinator(): Configuration {
    const { start: _start, offsetsStart: _offsetsStart, ...rest } = this.asked.configuration
    return { ...rest, topic: this.of.log }
  }

  private ask(bounds: TransactionsBounds, defects?: readonly string[]): AnyQuestion {
    const settings: TransactionsRequest = { ...this.request, ...(defects !== undefined && { defects }), bounds }
    return keyed({ model: 'transactions', from: { settings }, properties: PROPERTIES })
  }
}

/** @throws OptionError, LayoutError. */
function keyed(spec: TransactionsSpec): AnyQuestion {
  const decides = { model: spec.model, options: transactionsOptions(spec.from), properties: spec.properties }
  return { spec, key: createHash('sha256').update(JSON.stringify(decides)).digest('hex').slice(0, 32) }
}
