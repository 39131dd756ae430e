/** The command `validate`. */
import { existsSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Command, Option } from 'commander'
import { FORMATS, VENDOR_NAMES, VERSION_KEY } from '../config/index.ts'
import { addCommand } from './commands.ts'
import { UserError } from '../machine/errors.ts'
import { ExitCode, exitCodeOfSignal } from '../machine/exit-codes.ts'
import { refuseUnwritable, refuseUnwritableFile } from '../machine/files.ts'
import {
  keyValue,
  maxMemoryOption,
  maxSecondsOption,
  namesOf,
  oneOf,
  several,
  wholeNumber,
  workersOption,
  shardOption,
} from './flags.ts'
import { searching } from './progress.ts'
import { painter, signalOf, type Terminal, wantsColor } from './terminal.ts'
import { asUserError, type Given, readCases, release } from './validate/files.ts'
import { AnswerCache } from '../answers/cache.ts'
import { cacheSecret } from '../answers/cache-key.ts'
import { counted } from '../text/counted.ts'
import { type Share, shareText } from '../questions/share.ts'
import { Explorer } from '../answers/oracle.ts'
import { cacheFolder } from '../machine/user-folders.ts'
import { harmless } from '../text/harmless.ts'
import { type Envelope, ENVELOPES, type Guarantee, GUARANTEES, LEVELS } from '../guarantees/guarantees.ts'
import type { Program } from '../reports/program.ts'
import { writeOutputs } from './validate/outputs.ts'
import type { Subject, Validation } from '../guarantees/result.ts'
import { validateCases } from '../guarantees/validate.ts'
import type { Scope } from '../guarantees/table.ts'
import { isIncomplete, unreadOf } from '../guarantees/missing.ts'

export interface ValidateFlags extends Omit<Given, 'files'> {
  readonly shard?: Share
  readonly guarantee?: readonly string[]
  readonly envelope?: readonly string[]
  readonly quick?: boolean
  readonly thorough?: boolean
  readonly strict: boolean
  readonly workers: number
  readonly maxMemory: number
  readonly maxStates?: number
  readonly maxSeconds?: number
  readonly allowIncomplete: boolean
  /** A folder; true for the user's own, false for none. */
  readonly cache?: string | boolean
  readonly out: string
  readonly json: boolean
  readonly markdown: boolean
  readonly junit?: string
  readonly sarif?: string
  readonly quiet: boolean
  readonly verbose: boolean
  readonly color: boolean
}

/** Adds `validate` and its flags to the program. */
export function addValidate(
  program: Command,
  started: Program,
  run: (files: readonly string[], flags: ValidateFlags) => Promise<void>,
): void {
  addCommand(
    program,
    'validate',
    'Kafka configurations, folders of them, or - for standard input; beside --base and --head, what both have in common',
  )
    .addOption(new Option('--base <file>', 'the configuration of today; may be repeated').argParser(several))
    .addOption(new Option('--head <file>', 'the proposed configuration; may be repeated').argParser(several))
    .addOption(
      new Option(
        '--propose <key=value>',
        `a proposed setting, instead of or above --head; ${VERSION_KEY}=… proposes a release; may be repeated`,
      ).argParser(keyValue),
    )
    .addOption(
      new Option('--set <key=value>', 'a setting above those of the files, on both sides; may be repeated').argParser(keyValue),
    )
    .addOption(
      new Option(
        '--assume <key=value>',
        'a setting where no file gives it: the report says whose word it is; may be repeated',
      ).argParser(keyValue),
    )
    .addOption(new Option('--kafka-version <v>', 'the release, above what the files say').argParser(release))
    .addOption(
      new Option(
        '--topic <name>',
        'of the topics in the files, this one; may be repeated (default: every one, those that are configured alike together)',
      ).argParser(several),
    )
    .addOption(
      new Option('--format <name>', `what the files are: ${FORMATS.join(', ')} (default: found out)`).argParser(oneOf(FORMATS)),
    )
    .addOption(
      new Option('--vendor <name>', `whose defaults lie below the files: ${VENDOR_NAMES.join(', ')}`).argParser(
        oneOf(VENDOR_NAMES),
      ),
    )
    .addOption(
      new Option('--guarantee <names>', `rows, separated by commas: ${ids(GUARANTEES).join(', ')}`).argParser(
        namesOf(ids(GUARANTEES), 'guarantee'),
      ),
    )
    .addOption(
      new Option('--envelope <names>', `columns, separated by commas: ${ids(ENVELOPES).join(', ')}`).argParser(
        namesOf(ids(ENVELOPES), 'envelope'),
      ),
    )
    .option('--quick', 'small bounds: one record where losses are sought, two faults where clients are watched (the default)')
    .option(
      '--thorough',
      'larger bounds: two records, three faults (two while a setting changes), and clean restarts beside other faults',
    )
    .option('--strict', 'fail when a guarantee is refuted, also when it never held', false)
    .addOption(workersOption())
    .addOption(maxMemoryOption())
    .addOption(
      new Option('--max-states <n>', 'leave an exploration incomplete beyond this many states').argParser(wholeNumber(1)),
    )
    .addOption(maxSecondsOption('leave an exploration incomplete after this time'))
    .option('--assume-defaults', 'what is not read is taken to change nothing, and the report says so', false)
    .option('--allow-incomplete', 'exit with 0 when a limit was hit and nothing is lost', false)
    .option('--cache <dir>', "where answers are kept (default: tidemark in the user's cache folder)")
    .option('--no-cache', 'neither read nor keep answers')
    .addOption(shardOption('the explorations'))
    .option('--out <dir>', 'where counterexamples are saved', '.tidemark/traces')
    .option('--json', 'print one JSON object and nothing else', false)
    .option('--markdown', 'print Markdown, for a job summary or a comment, and nothing else', false)
    .option('--junit <file>', 'write a JUnit report')
    .option('--sarif <file>', 'write a SARIF report, for code scanning')
    .option('--quiet', 'no progress, and of the result only the tables and what is lost', false)
    .option(
      '--verbose',
      'all that the report folds to a line: defaults, bounds, assumptions; each group of topics at length',
      false,
    )
    .option('--no-color', 'never colour the output')
    .addHelpText('after', help(started))
    .action(run)
}

const help = ({ commandLine }: Program): string => `
Files are recognised by their content: .properties, kafka-configs.sh and kafka-topics.sh --describe, Strimzi YAML,
terraform show -json, describeConfigs JSON of an admin client. Several files are read as layers of one configuration.
A Terraform plan alone is its own base and head.

Exit codes: 0 no guarantee is lost, 12 one is lost (with --strict: or refuted), 64 bad flags, 129/130/143 interrupted,
151 a file cannot be read or contradicts itself, 152 incomplete, 255 internal error.

Examples:
  ${commandLine('validate', 'kafka/')}
  ${commandLine('validate', '--base', 'today.properties', '--head', 'proposed.properties')}
  ${commandLine('validate', 'today.properties', '--propose', 'min.insync.replicas=1')}
  ${commandLine('validate', 'plan.json')}
`

const ids = (list: readonly { readonly id: string }[]): string[] => list.map((item) => item.id)

/** Runs the command and returns its exit code. @throws UserError for what the user can put right. */
export async function validate(files: readonly string[], flags: ValidateFlags, terminal: Terminal): Promise<ExitCode> {
  refuseContradictions(files, flags)
  const out = resolve(terminal.cwd, flags.out)
  refuseUnwritable('--out', out)
  for (const report of ['junit', 'sarif'] as const) {
    const file = flags[report]
    if (file !== undefined) refuseUnwritableFile(`--${report}`, resolve(terminal.cwd, file))
  }
  const scope = scopeOf(flags)
  const { unread, ...asked } = await readCases({ ...flags, files }, terminal)
  // After all that is refused: it makes the user's key where there is none yet.
  const cache = openCache(flags.cache, terminal)
  if (flags.shard !== undefined && cache === undefined)
    throw new UserError('TM-101', '--shard needs a place for its answers: --cache, which other runs can read')
  const silent = flags.quiet || flags.json || flags.markdown
  const explorer = new Explorer({
    workers: flags.workers,
    maxMemory: Math.max(2 ** 20, Math.min(2 ** 32, Math.floor(flags.maxMemory / flags.workers))),
    maxSeconds: flags.maxSeconds,
    maxStates: flags.maxStates,
    out,
    cache,
    share: flags.shard,
    cwd: terminal.cwd,
    signal: terminal.signal,
    onSearching: (progress) => searching(terminal, progress),
    onUnkept: (why) => terminal.err(`note: answers are not kept for the next run: ${harmless(why)}\n`),
    onProgress: progressOf(terminal, silent),
  })
  try {
    const validation = {
      ...(await validateCases(asked, scope, explorer)),
      ...(unread.length > 0 && { unread }),
      ...(cache === undefined && { withoutCache: true }),
    }
    if (terminal.errIsTerminal && !silent) terminal.err('\r\u001b[K')
    if (flags.shard !== undefined) return tellShare(flags.shard, explorer.counts(), flags, terminal)
    writeOutputs(validation, flags, terminal, painter(wantsColor(terminal, flags.color)))
    return exitOf(validation, flags, terminal)
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
  terminal.out(
    flags.json
      ? `${JSON.stringify({ schema: 1, command: 'validate', share: shareText(share), ...counts }, undefined, 2)}\n`
      : `${text}\n`,
  )
  const signal = signalOf(terminal)
  if (signal !== undefined) return exitCodeOfSignal(signal)
  return undecided > 0 && !flags.allowIncomplete ? ExitCode.incomplete : ExitCode.holds
}

function exitOf({ verdict, subjects, destroyed }: Validation, flags: ValidateFlags, terminal: Terminal): ExitCode {
  const signal = signalOf(terminal)
  if (signal !== undefined) return exitCodeOfSignal(signal)
  if (verdict === 'error') return ExitCode.internal
  const isBroken = (s: Subject): boolean =>
    s.base === undefined
      ? flags.strict && s.losses.length > 0
      : s.losses.length > 0 || (flags.strict && s.head.cells.some((c) => c.verdict === 'refuted' || c.verdict === 'vacuous'))
  if (destroyed.length > 0 || subjects.some(isBroken)) return ExitCode.safety
  // A limit may be excused; what was not read is taken upon oneself by --assume-defaults alone.
  if (subjects.some((s) => unreadOf(s).length > 0)) return ExitCode.incomplete
  return subjects.some(isIncomplete) && !flags.allowIncomplete ? ExitCode.incomplete : ExitCode.holds
}

/** Where answers were kept once: in the folder that is checked, where anybody may have written them. */
const FORMER_CACHE = '.tidemark/cache'

/** The answers of earlier runs; undefined when they are not wanted, or cannot be trusted. @throws UserError TM-101, TM-301. */
function openCache(flag: string | boolean | undefined, terminal: Terminal): AnswerCache | undefined {
  if (flag === false) return undefined
  const folder = typeof flag === 'string' ? resolve(terminal.cwd, flag) : cacheFolder(terminal.env)
  if (typeof flag === 'string' && existsSync(folder ?? '') && !statSync(folder ?? '').isDirectory())
    throw new UserError('TM-301', `--cache: ${flag} is not a folder`)
  const secret = cacheSecret(terminal.env)
  const note = (text: string): void => terminal.err(`note: ${text}\n`)
  if (existsSync(resolve(terminal.cwd, FORMER_CACHE)))
    note(`answers in ${FORMER_CACHE} are not read any more, as whoever writes the folder could change them; it can be deleted`)
  if (folder === undefined || secret === undefined) {
    note(
      `answers are neither read nor kept: there is no private place for ${folder === undefined ? 'them' : 'the key that proves them'}`,
    )
    return undefined
  }
  return new AnswerCache(folder, secret)
}

function refuseContradictions(files: readonly string[], flags: ValidateFlags): void {
  const refuse = (message: string): never => {
    throw new UserError('TM-101', message)
  }
  const { base = [], head = [], propose = {} } = flags
  if (files.length + base.length + head.length === 0 && flags.set === undefined && flags.vendor === undefined)
    refuse('validate needs a configuration: files, --base and --head, or --set')
  if (head.length > 0 && base.length === 0 && (files.length === 0 || Object.keys(propose).length === 0))
    refuse('--head needs --base to be compared with; to check one configuration, give its files alone')
  if (base.length > 0 && head.length === 0 && Object.keys(propose).length === 0)
    refuse('--base needs --head or --propose: what is it to become?')
  if (flags.shard !== undefined && (flags.markdown || flags.junit !== undefined || flags.sarif !== undefined))
    refuse('--shard decides a part; the run that joins the shares writes the reports')
  if (flags.quick && flags.thorough) refuse('--quick and --thorough contradict each other')
  if (flags.quiet && flags.verbose) refuse('--quiet and --verbose contradict each other')
  if (flags.json && flags.markdown) refuse('--json and --markdown contradict each other: each is all there is on standard output')
  for (const flag of ['guarantee', 'envelope'] as const)
    if (flags[flag]?.length === 0) refuse(`--${flag} none leaves nothing to check`)
}

function scopeOf(flags: ValidateFlags): Scope {
  const chosen = <T extends Guarantee | Envelope>(all: readonly T[], names: readonly string[] | undefined): readonly T[] =>
    names === undefined ? all : all.filter((item) => names.includes(item.id))
  return {
    guarantees: chosen(GUARANTEES, flags.guarantee),
    envelopes: chosen(ENVELOPES, flags.envelope),
    level: LEVELS[flags.thorough ? 'thorough' : 'quick'],
  }
}

/**
 * One line on standard error: redrawn on a terminal, else every ten seconds. How many explorations the tables take is known from the
 * start; how many more it takes to find causes and remedies hangs on the answers.
 */
function progressOf(terminal: Terminal, silent: boolean): (done: number, of: number) => void {
  let last = performance.now()
  let tables: number | undefined
  let told = 0
  return (done, of) => {
    tables ??= of
    if (done > told) terminal.tell({ type: 'answered', done, of })
    told = done
    if (silent) return
    const line = progressText(done, of, tables)
    if (terminal.errIsTerminal) terminal.err(`\r\u001b[K${line}`)
    else if (performance.now() - last >= 10_000) {
      terminal.err(`${line}\n`)
      last = performance.now()
    }
  }
}

/** `explored 3 of 54`; beyond what the tables take, how many there are so far. */
export const progressText = (done: number, of: number, tables: number): string =>
  of === tables
    ? `explored ${done} of ${of}`
    : `explored ${tables} of ${tables}, and for causes and remedies ${done - tables} of ${of - tables} so far`
