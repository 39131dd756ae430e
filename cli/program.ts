/** The command line as a function: words in, exit code out. */
import { Command, CommanderError } from 'commander'
import { check } from './check.ts'
import { addCheck } from './check-flags.ts'
import { UserError } from './errors.ts'
import { ExitCode } from './exit-codes.ts'
import { addExplore, explore } from './explore.ts'
import type { Terminal } from './terminal.ts'
import { addTrace, trace } from './trace.ts'
import { VERSION } from './version.ts'

/** Runs `tidemark` with the words after its name. Never throws; what goes wrong is said on `terminal.err`. */
export async function runProgram(words: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let exitCode: ExitCode = ExitCode.holds
  const program = new Command('tidemark')
    .description('An exhaustive model checker for Kafka partition replication.')
    .version(VERSION, '--version', 'print the version')
    .helpOption('--help', 'print this help')
    .configureHelp({ helpWidth: terminal.width })
    .showSuggestionAfterError(true)
  addCheck(program, async (flags) => {
    exitCode = await check(flags, terminal)
  })
  addTrace(program, async (file, flags) => {
    exitCode = await trace(file, flags, terminal)
  })
  addExplore(program, async (file, flags) => {
    exitCode = await explore(file, flags, terminal)
  })
  for (const command of [program, ...program.commands])
    command
      .exitOverride()
      .configureOutput({ writeOut: terminal.out, writeErr: terminal.err, getOutHelpWidth: () => terminal.width })
  for (const command of program.commands) command.helpOption('--help', 'print this help')

  try {
    await program.parseAsync(words, { from: 'user' })
    return exitCode
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.holds : ExitCode.badFlags
    if (error instanceof UserError) {
      terminal.err(`error ${error.code}: ${error.message}\n`)
      return error.exitCode
    }
    terminal.err(`internal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
    return ExitCode.internal
  }
}
