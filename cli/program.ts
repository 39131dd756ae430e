/** The command line as a function: words in, exit code out. */
import { Command, CommanderError } from 'commander'
import { addCommand, COMMAND_NAMES, commandIn, commandWord, type CommandName } from './commands.ts'
import { UserError } from '../machine/errors.ts'
import { ExitCode, signalOf } from '../machine/exit-codes.ts'
import { programStarted } from './started-by.ts'
import { endedEarly, type Terminal } from './terminal.ts'
import { FlagError } from '../text/flag-error.ts'
import { harmlessLines } from '../text/harmless.ts'
import { sayingFailure } from '../reports/failure-json.ts'
import { VERSION } from '../machine/version.ts'

type Exit = (exitCode: ExitCode) => void

/** Loads a command and adds it with its flags; when it is run, `exit` is told what it ends with. */
const LOAD: Readonly<Record<CommandName, (program: Command, terminal: Terminal, exit: Exit) => Promise<void>>> = {
  check: async (program, terminal, exit) => {
    const { addCheck } = await import('./check-flags.ts')
    addCheck(program, programStarted(terminal.env), async (files, flags) => {
      const { check } = await import('./check.ts')
      exit(await check(files, flags, terminal))
    })
  },
  simulate: async (program, terminal, exit) => {
    const { addSimulate, simulate } = await import('./simulate.ts')
    addSimulate(program, programStarted(terminal.env), async (files, flags) => exit(await simulate(files, flags, terminal)))
  },
  trace: async (program, terminal, exit) => {
    const { addTrace, trace } = await import('./trace.ts')
    addTrace(program, async (file, flags) => exit(await trace(file, flags, terminal)))
  },
  explore: async (program, terminal, exit) => {
    const { addExplore, explore } = await import('./explore.ts')
    addExplore(program, async (file, flags) => exit(await explore(file, flags, terminal)))
  },
  validate: async (program, terminal, exit) => {
    const { addValidate, validate } = await import('./validate.ts')
    addValidate(program, programStarted(terminal.env), async (files, flags) => exit(await validate(files, flags, terminal)))
  },
  claims: async (program, terminal, exit) => {
    const { addClaims, claims } = await import('./claims.ts')
    addClaims(program, async (ids, flags) => exit(await claims(ids, flags, terminal)))
  },
  confirm: async (program, terminal, exit) => {
    const { addConfirm, confirm } = await import('./confirm.ts')
    addConfirm(program, async (file, flags) => exit(await confirm(file, flags, terminal)))
  },
  explain: async (program, terminal, exit) => {
    const { addExplain, explain } = await import('./explain.ts')
    addExplain(program, async (files, flags) => exit(await explain(files, flags, terminal)))
  },
  kafka: async (program, terminal, exit) => {
    const { addKafka, kafka } = await import('./kafka.ts')
    addKafka(program, async (versions, flags) => exit(await kafka(versions, flags, terminal)))
  },
  expand: async (program, { input }, exit) => {
    const { serveFilter } = await import('../distributed/expand.ts')
    addCommand(program, 'expand').action(async () => exit(await serveFilter(input, process.stdout)))
  },
}

/** Runs `tidemark` with the words after its name. Never throws; what goes wrong is said on `terminal.err`, with `--json` also in an object. */
export async function runProgram(words: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const flags = words.slice(0, words.includes('--') ? words.indexOf('--') : undefined)
  if (!flags.includes('--json')) return run(words, terminal)
  return sayingFailure(terminal, { command: commandIn(words), version: VERSION }, (heard) => run(words, heard))
}

async function run(words: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let exitCode: ExitCode = ExitCode.holds
  const started = programStarted(terminal.env)
  const program = new Command('tidemark')
    .description('An exhaustive model checker for Kafka partition replication.')
    .version(VERSION, '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .configureHelp({ helpWidth: terminal.width })
    .showSuggestionAfterError(true)
  // Names of files and values of settings, which anybody may have chosen, are quoted in messages.
  const say = (text: string): void => terminal.err(harmlessLines(text))
  const named = commandIn(words)
  for (const name of COMMAND_NAMES)
    if (name !== named) addCommand(program, name)
    else
      await LOAD[name](program, terminal, (code) => {
        exitCode = code
      })
  if (signalOf(terminal) !== undefined) return endedEarly(terminal, 'anything was searched')
  for (const command of [program, ...program.commands])
    command.exitOverride().configureOutput({ writeOut: terminal.out, writeErr: say, getOutHelpWidth: () => terminal.width })
  const hint = (command: Command): string =>
    command === program
      ? 'tidemark --help lists the commands'
      : `${started.commandLine(command.name(), '--help')} lists the flags`
  for (const command of [program, ...program.commands]) command.showHelpAfterError(`(${hint(command)})`)
  for (const command of program.commands) command.helpOption('-h, --help', 'print this help')

  try {
    refuseSwallowed(program, words, terminal)
    // Help for a command that there is not would be the help of the program, as if that had been asked for.
    const word = commandWord(words)
    if (word === 'help') return (terminal.out(program.helpInformation()), ExitCode.holds)
    if (named === undefined && word !== undefined) await program.parseAsync([word], { from: 'user' })
    const all = named === 'validate' ? await (await import('./validate.ts')).withProject(words, terminal) : words
    await program.parseAsync(all, { from: 'user' })
    return exitCode
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.code === 'commander.excessArguments' && (terminal.env['npm_command'] ?? 'exec') !== 'exec')
        terminal.err(`With npm, flags go after "--": ${started.commandLine('check', '--scenario', 'A12')}\n`)
      return error.exitCode === 0 ? ExitCode.holds : ExitCode.badFlags
    }
    if (error instanceof UserError) {
      say(`error ${error.code}: ${error.message}\n`)
      return error.exitCode
    }
    if (error instanceof FlagError) {
      say(`error ${error.code}: ${error.message}\n`)
      return ExitCode.badFlags
    }
    if (error instanceof Error && 'syscall' in error && error.syscall === 'uv_cwd') {
      say('error TM-105: the current folder is not there any more\n')
      return ExitCode.badFlags
    }
    say(`internal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
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
  'cache',
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
