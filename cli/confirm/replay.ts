/** One replay, with its progress on standard error. */
import { confirm } from '../../cluster/confirm.ts'
import { type Kafka, NotStarted } from '../../cluster/nodes/java.ts'
import { confirmTransactions } from '../../cluster/transactions/confirm.ts'
import { UserError } from '../../machine/errors.ts'
import { ExitCode, signalOf } from '../../machine/exit-codes.ts'
import { drivenTrace } from '../../questions/driven-trace.ts'
import { drivenTransactions } from '../../questions/driven-transactions.ts'
import type { ConfirmFlags } from '../../questions/flags/confirm.ts'
import type { Told } from '../../reports/confirm/text.ts'
import type { TraceRules } from '../../questions/trace-rules.ts'
import { harmlessLines } from '../../text/harmless.ts'
import type { Trace } from '../../traces/index.ts'
import { redrawnLine } from '../progress.ts'
import type { Terminal } from '../terminal.ts'

/** What is asked of a run of the command, and where clusters have their folders. */
export interface Run {
  readonly base: string
  readonly flags: ConfirmFlags
  readonly terminal: Terminal
}

/** A replay, and what of the trace the release would not do. */
export type Replayed = Omit<Told, 'property'>

export interface Asked {
  readonly label: string
  readonly base: string
  readonly keep: boolean
  readonly isShown: boolean
  readonly terminal: Terminal
  /** A rule of the release that the trace does without, where its spec does not say so. */
  readonly without?: string
}

/** The error that the user is told when no cluster could be started; any other as it is. */
export const orNotStarted = (error: unknown): unknown =>
  error instanceof NotStarted ? new UserError('TM-602', harmlessLines(error.message), ExitCode.internal) : error

/** Replays a trace, of transactions without rules; undefined when a signal has ended it. @throws UserError TM-602 when no cluster can be started. */
export async function replay(
  saved: Trace,
  rules: TraceRules | undefined,
  kafka: Kafka,
  { label, base, keep, isShown, terminal, without }: Asked,
): Promise<Replayed | undefined> {
  const { show, end } = redrawnLine(terminal)
  const how = {
    kafka,
    base,
    keep,
    signal: terminal.signal,
    onStep: (step: number, of: number, action: string): void => {
      terminal.tell({ type: 'driving', step, of })
      const line = `${label}step ${step}/${of}  ${action}`
      if (!isShown) return
      if (terminal.errIsTerminal) show(line)
      else terminal.err(`${line}\n`)
    },
  }
  const length = saved.steps.length
  try {
    if (rules === undefined) {
      const { trace, foreign, order, parting, ...protocol } = drivenTransactions(saved, kafka.version)
      const confirmation = await confirmTransactions(trace, { ...how, ...protocol, isOfRelease: foreign.length === 0 })
      return { ...confirmation, foreign, order, parting, length }
    }
    const { options } = rules
    const { trace, ...driven } = drivenTrace(saved, options, kafka.version, without)
    const confirmation = await confirm(trace, { ...how, options, isOfRelease: driven.foreign.length === 0 })
    return { ...confirmation, ...driven, length }
  } catch (error) {
    if (signalOf(terminal) !== undefined) return undefined
    throw orNotStarted(error)
  } finally {
    end()
  }
}
