/** The command line as a function: words in, exit code out. */
import { Command, CommanderError } from 'commander'
import { check } from './check.ts'
import { addCheck } from './check-flags.ts'
import { addClaims, claims } from './claims.ts'
import { UserError } from './errors.ts'
import { ExitCode } from './exit-codes.ts'
import { addExplore, explore } from './explore.ts'
import type { Terminal } from './terminal.ts'
import { addTrace, trace } from './trace.ts'
import { addValidate, validate } from './validate.ts'
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
  addCheck(program, async (files, flags) => {
    exitCode = await check(files, flags, terminal)
  })
  addTrace(program, async (file, flags) => {
    exitCode = await trace(file, flags, terminal)
  })
  addExplore(program, async (file, flags) => {
    exitCode = await explore(file, flags, terminal)
  })
  addValidate(program, async (files, flags) => {
    exitCode = await validate(files, flags, terminal)
  })
  addClaims(program, async (ids, flags) => {
    exitCode = await claims(ids, flags, terminal)
  })
  for (const command of [program, ...program.commands])
    command
      .exitOverride()
      .configureOutput({ writeOut: terminal.out, writeErr: terminal.err, getOutHelpWidth: () => terminal.width })
  for (const command of program.commands) command.helpOption('--help', 'print this help')

  try {
    refuseSwallowed(program, words, terminal)
    await program.parseAsync(words, { from: 'user' })
    return exitCode
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.code === 'commander.excessArguments' && terminal.env['npm_command'] !== undefined)
        terminal.err('With npm, flags go after "--": npm run check -- --scenario A12\n')
      return error.exitCode === 0 ? ExitCode.holds : ExitCode.badFlags
    }
    if (error instanceof UserError) {
      terminal.err(`error ${error.code}: ${error.message}\n`)
      return error.exitCode
    }
    terminal.err(`internal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
    return ExitCode.internal
  }
}

/** Flags that npm has too: that it was given one says nothing. */
const NPM_FLAGS = new Set([
  'json',
  'quiet',
  'color',
  'no-color',
  'help',
  'version',
  'format',
  'all',
  'first',
  'set',
  'host',
  'out',
])

/**
 * `npm run check --scenario A12`, without `--`, gives the flag to npm, which says nothing. Checking something else than what was
 * asked for would be worse than refusing.
 * @throws UserError TM-101.
 */
function refuseSwallowed(program: Command, words: readonly string[], terminal: Terminal): void {
  const command = program.commands.find((c) => c.name() === words[0])
  for (const option of command?.options ?? []) {
    const name = option.long?.slice(2) ?? ''
    if (NPM_FLAGS.has(name) || words.some((w) => w === `--${name}` || w.startsWith(`--${name}=`))) continue
    if (terminal.env[`npm_config_${name.replaceAll('-', '_')}`] !== undefined)
      throw new UserError(
        'TM-101',
        `npm took --${name} for itself; flags go after "--": npm run ${words[0] ?? 'check'} -- --${name} …`,
      )
  }
}
