/** One replay, with its progress on standard error. */
import { type Confirmation, confirm } from '../../cluster/confirm.ts'
import { type Kafka, NotStarted } from '../../cluster/nodes/java.ts'
import { releaseOf } from '../../model/kraft/versions.ts'
import { drivableOrder, isMoved } from '../../questions/drivable-order.ts'
import { build } from '../../questions/spec.ts'
import { foreignRules, type Parting, partingOf, type TraceRules } from '../../questions/trace-rules.ts'
import { harmlessLines } from '../../text/harmless.ts'
import { describeTraceStep, type Trace } from '../../traces/index.ts'
import { UserError } from '../../machine/errors.ts'
import { ExitCode } from '../../machine/exit-codes.ts'
import { signalOf, type Terminal } from '../terminal.ts'

/** A replay, and what of the trace the release would not do. */
export interface Replayed extends Confirmation {
  /** Rules of the trace that the release has not, where they make a difference to it. */
  readonly foreign: readonly string[]
  /** The order the steps were driven in, when it is not that of the trace. */
  readonly order: readonly string[] | undefined
  /** Where the rules of the release part from a trace that stands under others. */
  readonly parting: Parting | undefined
}

export interface Asked {
  readonly label: string
  readonly base: string
  readonly keep: boolean
  readonly isShown: boolean
  readonly terminal: Terminal
  /** A rule of the release that the trace does without, where its spec does not say so. */
  readonly without?: string
}

/** Replays a trace; undefined when a signal has ended it. @throws UserError TM-602 when no cluster can be started. */
export async function replay(
  saved: Trace,
  { options }: TraceRules,
  kafka: Kafka,
  { label, base, keep, isShown, terminal, without }: Asked,
): Promise<Replayed | undefined> {
  const release = releaseOf(kafka.version)
  const trace = drivableOrder(build(saved.spec), saved)
  const parting = release === undefined ? undefined : partingOf(trace, options, release)
  // A rule that the release has otherwise, and that makes no difference to the trace, is none of its own.
  const foreign =
    release === undefined ? ['the release, which is not known'] : parting === undefined ? [] : foreignRules(options, release)
  const others = without === undefined || foreign.length > 0 ? foreign : [without]
  const isLine = isShown && terminal.errIsTerminal
  try {
    const confirmation = await confirm(trace, {
      kafka,
      options,
      isOfRelease: others.length === 0,
      base,
      keep,
      signal: terminal.signal,
      onStep: (step, of, action) => {
        terminal.tell({ type: 'driving', step, of })
        const line = `${label}step ${step}/${of}  ${action}`
        if (isLine) terminal.err(`\r\u001b[K${line.slice(0, terminal.width - 1)}`)
        else if (isShown) terminal.err(`${line}\n`)
      },
    })
    const order = isMoved(trace, saved) ? trace.steps.map(describeTraceStep) : undefined
    return { ...confirmation, foreign: others, order, parting }
  } catch (error) {
    if (signalOf(terminal) !== undefined) return undefined
    if (error instanceof NotStarted) throw new UserError('TM-602', harmlessLines(error.message), ExitCode.internal)
    throw error
  } finally {
    if (isLine) terminal.err('\r\u001b[K')
  }
}
