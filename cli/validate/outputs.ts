/** Where the forms of a result go. */
import { appendFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { UserError } from '../../machine/errors.ts'
import { ExitCode } from '../../machine/exit-codes.ts'
import { writeWhole } from '../../machine/files.ts'
import type { Terminal } from '../terminal.ts'
import { programStarted } from '../started-by.ts'
import { annotations } from '../../reports/validation/github.ts'
import { validationHtml } from '../../reports/validation/html.ts'
import { validationJson } from '../../reports/validation/json.ts'
import { validationJunit } from '../../reports/validation/junit.ts'
import { validationMarkdown } from '../../reports/validation/markdown.ts'
import { validationSarif } from '../../reports/validation/sarif.ts'
import { validationText } from '../../reports/validation/text.ts'
import { baselineOf } from '../../guarantees/baseline.ts'
import type { Validation } from '../../guarantees/result.ts'
import type { Program } from '../../reports/program.ts'
import { jsonText } from '../../text/json-text.ts'
import { messageOf } from '../../text/message-of.ts'
import type { Paint } from '../../text/span.ts'

export interface OutputFlags {
  readonly json: boolean
  readonly markdown: boolean
  readonly junit?: string
  readonly sarif?: string
  readonly html?: string
  readonly writeBaseline?: string
  readonly quiet: boolean
  readonly verbose: boolean
  readonly allowIncomplete: boolean
  readonly strict: boolean
}

/**
 * Writes every form that is wanted: one on standard output, reports to their files, and in a GitHub workflow annotations and
 * the summary of the job. @throws UserError TM-301 naming the file.
 */
export function writeOutputs(validation: Validation, flags: OutputFlags, terminal: Terminal, paint: Paint): void {
  const { cwd, env } = terminal
  const program = programStarted(env)
  // A step may run below the root of the repository; its files are named from where it runs.
  const places = { root: env['GITHUB_WORKSPACE'] ?? cwd, cwd }
  const file = (name: string, text: string): void => writeWhole(resolve(cwd, name), (write) => write(text))
  // First what people wait for: a report that cannot be written does not take the result with it.
  if (flags.json) terminal.out(jsonText(validationJson(validation, program)))
  else if (flags.markdown) terminal.out(validationMarkdown(validation, program))
  else
    terminal.out(
      validationText(validation, {
        program,
        paint,
        width: terminal.width,
        detail: flags.quiet ? 'quiet' : flags.verbose ? 'verbose' : 'folded',
        strict: flags.strict,
      }),
    )
  if (env['GITHUB_ACTIONS'] === 'true') {
    // The runner reads commands from standard error too, which leaves standard output to the result.
    terminal.err(annotations(validation, program, places))
    appendSummary(validation, program, env['GITHUB_STEP_SUMMARY'])
  }
  if (flags.junit !== undefined)
    file(flags.junit, validationJunit(validation, program, { allowIncomplete: flags.allowIncomplete, strict: flags.strict }))
  if (flags.writeBaseline !== undefined) file(flags.writeBaseline, jsonText(baselineOf(validation)))
  if (flags.html !== undefined) file(flags.html, validationHtml(validation, program))
  if (flags.sarif !== undefined) file(flags.sarif, jsonText(validationSarif(validation, program, places)))
}

/** Other steps of the job write there too: it is never cut. */
function appendSummary(validation: Validation, program: Program, path: string | undefined): void {
  if (path === undefined || path === '') return
  try {
    appendFileSync(path, `${validationMarkdown(validation, program)}\n`)
  } catch (error) {
    throw new UserError('TM-301', `cannot write GITHUB_STEP_SUMMARY ${path}: ${messageOf(error)}`, ExitCode.internal)
  }
}
