/** The command `validate`. */
import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { Explorer } from '../answers/oracle.ts'
import { openCache } from '../answers/places.ts'
import { isAboutOperations } from '../guarantees/acts.ts'
import { accepted } from '../guarantees/excuses.ts'
import { wordsWith } from '../guarantees/project-file.ts'
import { endingOf } from '../guarantees/ending.ts'
import { type AskedFlags, askedFlags, refuseContradictions, scopeOf } from '../guarantees/flags.ts'
import { readCases } from '../guarantees/read-cases.ts'
import { validateCases } from '../guarantees/validate.ts'
import { ExitCode, exitCodeOfSignal, signalOf } from '../machine/exit-codes.ts'
import { refuseUnwritable, refuseUnwritableFile } from '../machine/files.ts'
import { type Flag, wholeNumber } from '../questions/flags/flag.ts'
import { type Share, shareText } from '../questions/share.ts'
import type { Program } from '../reports/program.ts'
import { counted } from '../text/counted.ts'
import { FlagError } from '../text/flag-error.ts'
import { jsonText } from '../text/json-text.ts'
import { addCommand } from './commands.ts'
import { addFlags, colorFlag, jsonFlag, type LimitFlags, maxMemoryFlag, maxSecondsFlag } from './flags.ts'
import { outFlag, type OutputFlags, shardFlag, workersFlag } from './flags.ts'
import { painter, type Terminal, wantsColor } from './terminal.ts'
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
    .addHelpText('after', help(started))
    .action(run)
}

const ARGUMENT =
  'Kafka configurations, folders of them, or - for standard input; beside --base and --head, what both have in common'

/** All flags, in the order of help. */
const validateFlags: readonly Flag[] = [
  ...askedFlags,
  {
    flag: '--strict',
    help: 'fail when a guarantee is refuted, also when it never held, and also by the code alone',
    standard: false,
  },
  workersFlag(),
  maxMemoryFlag(),
  { flag: '--max-states <n>', help: 'leave an exploration incomplete beyond this many states', read: wholeNumber(1) },
  maxSecondsFlag('leave an exploration incomplete after this time'),
  { flag: '--transactions', help: 'ask about transactions too, though no file speaks of them', standard: false },
  {
    flag: '--assume-defaults',
    help: 'what is not read is taken to change nothing, and the report says so',
    standard: false,
  },
  { flag: '--allow-incomplete', help: 'exit with 0 when a limit was hit and nothing is lost', standard: false },
  { flag: '--cache <dir>', help: "where answers are kept (default: tidemark in the user's cache folder)" },
  { flag: '--no-cache', help: 'neither read nor keep answers' },
  shardFlag('the explorations'),
  outFlag,
  jsonFlag,
  {
    flag: '--markdown',
    help: 'print Markdown, for a job summary or a comment, and nothing else',
    standard: false,
  },
  { flag: '--junit <file>', help: 'write a JUnit report' },
  { flag: '--html <file>', help: 'write a page to be read in a browser, with everything in it' },
  { flag: '--sarif <file>', help: 'write a SARIF report, for code scanning' },
  { flag: '--quiet', help: 'no progress, and of the result only the tables and what is lost', standard: false },
  {
    flag: '--verbose',
    help: 'all that the report folds to a line: defaults, bounds, assumptions; each group of topics at length',
    standard: false,
  },
  { flag: '--baseline <file>', help: 'fail only on what is broken and was not in this file: a baseline, or an earlier --json' },
  { flag: '--write-baseline <file>', help: 'write what is broken now, for --baseline' },
  { flag: '--no-config', help: 'do not read tidemark.yaml' },
  colorFlag,
]

/** The words of a command line with what tidemark.yaml says before them. @throws UserError TM-401, TM-402. */
export async function withProject(words: readonly string[], terminal: Terminal): Promise<readonly string[]> {
  const [command = 'validate', ...rest] = words
  if (command !== 'validate' || rest.includes('--no-config') || rest.includes('--help')) return words
  const project = await projectOf(validateFlags, terminal)
  return project === undefined ? words : [command, ...wordsWith(project, rest)]
}

const help = ({ commandLine }: Program): string => `
Files are recognised by their content: .properties, listings of Kafka's tools, Strimzi and other YAML, clients and
frameworks (docs/config.md has them all),
terraform show -json, describeConfigs JSON of an admin client. Several files are read as layers of one configuration.
A Terraform plan alone is its own base and head.

Exit codes follow the protocol as designed, with --strict also the code of the release:
0 no guarantee is lost, 12 one is lost (with --strict: or refuted), 64 bad flags, 129/130/143 interrupted,
151 a file cannot be read or contradicts itself, 152 incomplete, 255 internal error.

Examples:
  ${commandLine('validate', 'kafka/')}
  ${commandLine('validate', '--base', 'today.properties', '--head', 'proposed.properties')}
  ${commandLine('validate', 'today.properties', '--propose', 'min.insync.replicas=1')}
  ${commandLine('validate', 'plan.json')}
`

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
  for (const [report, file] of Object.entries(reports))
    if (file !== undefined) refuseUnwritableFile(`--${report}`, resolve(terminal.cwd, file))
  const note = (text: string): void => terminal.err(`note: ${text}\n`)
  if (isAboutOperations(flags)) {
    const explorer = explorerOf(flags, terminal, openCache(flags.cache, terminal, note))
    return validateOperations(files, flags, terminal, explorer)
  }
  const scope = scopeOf(flags)
  const project = flags.config ? await projectOf(validateFlags, terminal) : undefined
  const baseline = await baselineAt(flags.baseline, scope.level.name, terminal)
  const { unread, ...asked } = await readCases({ ...flags, files }, sourcesOf(terminal))
  // After all that is refused: it makes the user's key where there is none yet.
  const cache = openCache(flags.cache, terminal, note)
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
    }
    if (terminal.errIsTerminal && !silent) terminal.err('\r\u001b[K')
    if (flags.shard !== undefined) return tellShare(flags.shard, explorer.counts(), flags, terminal)
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
function tellShare(share: Share, counts: ReturnType<Explorer['counts']>, flags: ValidateFlags, terminal: Terminal): ExitCode {
  const { decided, undecided, others } = counts
  const text = `share ${shareText(share)}: ${counted(decided, 'exploration')} decided and kept, ${undecided} left undecided, ${others} of other shares`
  terminal.out(flags.json ? jsonText({ schema: 1, command: 'validate', share: shareText(share), ...counts }) : `${text}\n`)
  const signal = signalOf(terminal)
  if (signal !== undefined) return exitCodeOfSignal(signal)
  return undecided > 0 && !flags.allowIncomplete ? ExitCode.incomplete : ExitCode.holds
}
