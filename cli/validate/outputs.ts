/** Where the forms of a result go. */
import { appendFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { UserError } from '../../machine/errors.ts'
import { ExitCode } from '../../machine/exit-codes.ts'
import { writeWhole } from '../../machine/files.ts'
import type { Terminal } from '../terminal.ts'
import { programStarted } from '../started-by.ts'
import { filedForms, type FormFlags, printedForm } from '../../reports/validation/forms.ts'
import { annotations } from '../../reports/validation/github.ts'
import { validationMarkdown } from '../../reports/validation/markdown.ts'
import type { Validation } from '../../guarantees/result.ts'
import type { Program } from '../../reports/program.ts'
import { messageOf } from '../../text/message-of.ts'
import type { Paint } from '../../text/span.ts'

/**
 * Writes every form that is wanted: one on standard output, reports to their files, and in a GitHub workflow annotations and
 * the summary of the job. @throws UserError TM-301 naming the file.
 */
export function writeOutputs(validation: Validation, flags: FormFlags, terminal: Terminal, paint: Paint): void {
  const { cwd, env, width } = terminal
  const program = programStarted(env)
  // A step may run below the root of the repository; its files are named from where it runs.
  const places = { root: env['GITHUB_WORKSPACE'] ?? cwd, cwd }
  // First what people wait for: a report that cannot be written does not take the result with it.
  terminal.out(printedForm(validation, flags, { program, paint, width }))
  if (env['GITHUB_ACTIONS'] === 'true') {
    // The runner reads commands from standard error too, which leaves standard output to the result.
    terminal.err(annotations(validation, program, places))
    appendSummary(validation, program, env['GITHUB_STEP_SUMMARY'])
  }
  for (const { file, text } of filedForms(validation, flags, program, places))
    writeWhole(resolve(cwd, file), (write) => write(text()))
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
