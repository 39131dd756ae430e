/** `validate --reassignment` and `--restart`: what comes of an act on the partitions of a listing. */
import type { Explorer } from '../../answers/oracle.ts'
import { operate, type Operated, type OperationFlags } from '../../guarantees/acts.ts'
import { type Given, readDocuments, topicsNamed } from '../../guarantees/read-cases.ts'
import { ExitCode, exitCodeOfSignal, signalOf } from '../../machine/exit-codes.ts'
import { operationsJson } from '../../reports/operations/json.ts'
import { operationsText, verdictOf } from '../../reports/operations/text.ts'
import { jsonText } from '../../text/json-text.ts'
import { programStarted } from '../started-by.ts'
import { painter, type Terminal, wantsColor } from '../terminal.ts'
import { asUserError, sourcesOf } from './files.ts'

interface Flags extends OperationFlags, Omit<Given, 'files'> {
  readonly json: boolean
  readonly strict: boolean
  readonly allowIncomplete: boolean
  readonly color: boolean
}

/** Runs the command for what is done to the partitions of a listing. @throws UserError. */
export async function validateOperations(
  files: readonly string[],
  flags: Flags,
  terminal: Terminal,
  explorer: Explorer,
): Promise<ExitCode> {
  const { reassignment, restart, policy, grace } = flags
  const sources = sourcesOf(terminal)
  try {
    const { documents, unread } = await readDocuments({ ...flags, files }, sources)
    const plan = reassignment === undefined ? undefined : { file: reassignment, text: await sources.text(reassignment) }
    const topics = topicsNamed(flags.topic, documents)
    const operations = {
      version: flags.kafkaVersion,
      controller: flags.controller,
      set: flags.set,
      topics,
      plan,
      restart,
      policy,
      grace,
      unread,
    }
    const operated = await operate(documents, operations, explorer)
    const program = programStarted(terminal.env)
    if (flags.json) terminal.out(jsonText(operationsJson(operated, program)))
    else {
      const asked = [
        ...(reassignment === undefined ? [] : [`--reassignment ${reassignment}`]),
        ...(restart === undefined ? [] : [`--restart ${restart}`]),
        ...(policy === undefined ? [] : [`--policy ${policy}`]),
        ...(grace === undefined ? [] : [`--grace ${grace}`]),
      ].join(' ')
      if (terminal.errIsTerminal) terminal.err('\r\u001b[K')
      const paint = painter(wantsColor(terminal, flags.color))
      terminal.out(operationsText(operated, { program, paint, width: terminal.width, asked }))
    }
    return exitOf(operated, flags, terminal)
  } catch (error) {
    throw asUserError(error)
  } finally {
    await explorer.end()
  }
}

/** A record that is lost although nothing fails is a loss; with `--strict` so is a partition that can be used no more. */
function exitOf({ outcomes, rolling, unread }: Operated, flags: Flags, terminal: Terminal): ExitCode {
  const signal = signalOf(terminal)
  if (signal !== undefined) return exitCodeOfSignal(signal)
  // Of the rules of a rolling restart only one that was asked for counts; what none could decide counts always.
  const rolls = rolling.map(({ verdict }) => verdict).filter((verdict) => flags.policy !== undefined || verdict === 'UNDECIDED')
  const found = new Set<string>([...outcomes.map(verdictOf), ...rolls])
  if (found.has('LOST') || (flags.strict && (found.has('OFFLINE') || found.has('STOPS WRITES')))) return ExitCode.safety
  return (found.has('UNDECIDED') || unread.length > 0) && !flags.allowIncomplete ? ExitCode.incomplete : ExitCode.holds
}
