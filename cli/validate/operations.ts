/** `validate --reassignment` and `--restart`: what comes of an act on the partitions of a listing. */
import type { Explorer } from '../../answers/oracle.ts'
import { operate, type OperationFlags } from '../../guarantees/acts.ts'
import type { Outcome } from '../../guarantees/operations.ts'
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
  const { reassignment, restart } = flags
  const sources = sourcesOf(terminal)
  try {
    const documents = await readDocuments({ ...flags, files }, sources)
    const plan = reassignment === undefined ? undefined : { file: reassignment, text: await sources.text(reassignment) }
    const operations = { version: flags.kafkaVersion, set: flags.set, topics: topicsNamed(flags.topic, documents), plan, restart }
    const outcomes = await operate(documents, operations, explorer)
    const program = programStarted(terminal.env)
    if (flags.json) terminal.out(jsonText(operationsJson(outcomes, program)))
    else {
      const asked = [
        ...(reassignment === undefined ? [] : [`--reassignment ${reassignment}`]),
        ...(restart === undefined ? [] : [`--restart ${restart}`]),
      ].join(' ')
      if (terminal.errIsTerminal) terminal.err('\r\u001b[K')
      const paint = painter(wantsColor(terminal, flags.color))
      terminal.out(operationsText(outcomes, { program, paint, width: terminal.width, asked }))
    }
    return exitOf(outcomes, flags, terminal)
  } catch (error) {
    throw asUserError(error)
  } finally {
    await explorer.end()
  }
}

/** A record that is lost although nothing fails is a loss; with `--strict` so is a partition that can be used no more. */
function exitOf(outcomes: readonly Outcome[], flags: Flags, terminal: Terminal): ExitCode {
  const signal = signalOf(terminal)
  if (signal !== undefined) return exitCodeOfSignal(signal)
  const found = new Set(outcomes.map(verdictOf))
  if (found.has('LOST') || (flags.strict && (found.has('OFFLINE') || found.has('STOPS WRITES')))) return ExitCode.safety
  return found.has('UNDECIDED') && !flags.allowIncomplete ? ExitCode.incomplete : ExitCode.holds
}
