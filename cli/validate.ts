/** The command `validate`. */
import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { Explorer } from '../answers/oracle.ts'
import { openCache } from '../answers/places.ts'
import { isAboutOperations } from '../guarantees/acts.ts'
import { accepted } from '../guarantees/excuses.ts'
import { wordsWith } from '../guarantees/project-file.ts'
import { endingOf } from '../guarantees/ending.ts'
import { type AskedFlags, flagsOfValidate, helpOfValidate, refuseContradictions, scopeOf } from '../guarantees/flags.ts'
import { readCases } from '../guarantees/read-cases.ts'
import { validateCases } from '../guarantees/validate.ts'
import { ExitCode, exitCodeOfSignal, signalOf } from '../machine/exit-codes.ts'
import { UserError } from '../machine/errors.ts'
import { refuseUnwritable, refuseUnwritableFiles } from '../machine/files.ts'
import { type Share, shareText } from '../questions/share.ts'
import type { Program } from '../reports/program.ts'
import { counted } from '../text/counted.ts'
import { FlagError } from '../text/flag-error.ts'
import { jsonText } from '../text/json-text.ts'
import { addCommand } from './commands.ts'
import { addFlags, type LimitFlags, maxMemoryFlag, type OutputFlags, workersFlag } from './flags.ts'
import { note, painter, type Terminal, wantsColor } from './terminal.ts'
import { explorerOf, isSilent } from './validate/explorer.ts'
import { asUserError, sourcesOf } from './validate/files.ts'
import { baselineAt, projectOf } from './validate/project.ts'
import { validateOperations } from './validate/operations.ts'
import { writeOutputs } from './validate/outputs.ts'

export interface ValidateFlags extends AskedFlags, LimitFlags, OutputFlags {
  readonly strict: boolean
  readonly maxStates?: number
  readonly allowIncomplete: boolean
  /** A folder; true for the user's own, false for none. */
  readonly cache?: string | boolean
  readonly markdown: boolean
  readonly junit?: string
  readonly sarif?: string
  readonly html?: string
  readonly baseline?: string
  readonly writeBaseline?: string
  /** Whether tidemark.yaml is read. */
  readonly config: boolean
  readonly verbose: boolean
}

/** Adds `validate` and its flags to the program. */
export function addValidate(
  program: Command,
  started: Program,
  run: (files: readonly string[], flags: ValidateFlags) => Promise<void>,
): void {
  addFlags(addCommand(program, 'validate', ARGUMENT), validateFlags)
    .addHelpText('after', helpOfValidate(started))
    .action(run)
}

const ARGUMENT =
  'Kafka configurations, folders of them, or - for standard input; beside --base and --head, what both have in common'

const validateFlags = flagsOfValidate([workersFlag(), maxMemoryFlag()])

/** The words of a command line with what tidemark.yaml says before them. @throws UserError TM-401, TM-402. */
export async function withProject(words: readonly string[], terminal: Terminal): Promise<readonly string[]> {
  const [command = 'validate', ...rest] = words
  if (command !== 'validate' || rest.includes('--no-config') || rest.includes('--help')) return words
  const project = await projectOf(validateFlags, terminal)
  return project === undefined ? words : [command, ...wordsWith(project, rest)]
}

const EXIT_CODES = {
  error: ExitCode.internal,
  lost: ExitCode.safety,
  incomplete: ExitCode.incomplete,
  holds: ExitCode.holds,
} as const

/** Runs the command and returns its exit code. @throws UserError for what the user can put right. */
export async function validate(files: readonly string[], flags: ValidateFlags, terminal: Terminal): Promise<ExitCode> {
  refuseContradictions(files, flags)
  const out = resolve(terminal.cwd, flags.out)
  refuseUnwritable('--out', out)
  const reports = { junit: flags.junit, sarif: flags.sarif, html: flags.html, 'write-baseline': flags.writeBaseline }
  refuseUnwritableFiles(
    Object.entries(reports).flatMap(([report, file]) =>
      file === undefined ? [] : [{ flag: `--${report}`, file: resolve(terminal.cwd, file) }],
    ),
  )
  const tell = (text: string): void => note(terminal, text)
  if (isAboutOperations(flags)) {
    const explorer = explorerOf(flags, terminal, openCache(flags.cache, terminal, tell))
    return validateOperations(files, flags, terminal, explorer)
  }
  const scope = scopeOf(flags)
  const project = flags.config ? await projectOf(validateFlags, terminal) : undefined
  const baseline = await baselineAt(flags.baseline, scope.level.name, terminal)
  const { unread, ...asked } = await readCases({ ...flags, files }, sourcesOf(terminal))
  // After all that is refused: it makes the user's key where there is none yet.
  const cache = openCache(flags.cache, terminal, tell)
  if (flags.shard !== undefined && cache === undefined)
    throw new FlagError('--shard needs a place for its answers: --cache, which other runs can read')
  const explorer = explorerOf(flags, terminal, cache)
  const silent = isSilent(flags)
  try {
    const found = await validateCases(asked, scope, explorer, flags.defects)
    const validation = {
      ...accepted(found, { project, baseline, today: new Date().toISOString().slice(0, 10) }),
      ...(unread.length > 0 && { unread }),
      ...(cache === undefined && { withoutCache: true }),
      ...(flags.strict && { strict: true }),
    }
    if (terminal.errIsTerminal && !silent) terminal.err('\r\u001b[K')
    if (flags.shard !== undefined) return tellShare(flags.shard, explorer, flags, terminal)
    writeOutputs(validation, flags, terminal, painter(wantsColor(terminal, flags.color)))
    if (explorer.unsavedBecause !== undefined) throw explorer.unsavedBecause
    const signal = signalOf(terminal)
    return signal === undefined ? EXIT_CODES[endingOf(validation, flags)] : exitCodeOfSignal(signal)
  } catch (error) {
    throw asUserError(error)
  } finally {
    await explorer.end()
  }
}

/** What a share has come to: how many answers there are now. The table is for the run that joins them. */
function tellShare(share: Share, explorer: Explorer, flags: ValidateFlags, terminal: Terminal): ExitCode {
  const { unkeptBecause: why } = explorer
  if (why !== undefined) throw new UserError('TM-301', `--shard: its answers cannot be kept: ${why}`, ExitCode.internal)
  const counts = explorer.counts()
  const { decided, undecided, others } = counts
  const text = `share ${shareText(share)}: ${counted(decided, 'exploration')} decided and kept, ${undecided} left undecided, ${others} of other shares: ${others === 0 ? 'nothing is left for another round' : 'once their answers are here too, another round of the shares goes on with what follows from them'}`
  terminal.out(flags.json ? jsonText({ schema: 1, command: 'validate', share: shareText(share), ...counts }) : `${text}\n`)
  const signal = signalOf(terminal)
  if (signal !== undefined) return exitCodeOfSignal(signal)
  return undecided > 0 && !flags.allowIncomplete ? ExitCode.incomplete : ExitCode.holds
}
