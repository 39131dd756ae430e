/** The command `validate`. */
import { resolve } from 'node:path'
import { type Command, Option } from 'commander'
import { FORMATS, VENDOR_NAMES, VERSION_KEY } from '../config/index.ts'
import { addCommand } from './commands.ts'
import { defectsOption } from './defects-option.ts'
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
  shardOption,
  wholeNumber,
  workersOption,
} from './flags.ts'
import { painter, signalOf, type Terminal, wantsColor } from './terminal.ts'
import { explorerOf, isSilent, openCache } from './validate/explorer.ts'
import { asUserError, type Given, readCases, release } from './validate/files.ts'
import { counted } from '../text/counted.ts'
import { jsonText } from '../text/json-text.ts'
import { type Share, shareText } from '../questions/share.ts'
import type { Explorer } from '../answers/oracle.ts'
import { isAboutOperations, type OperationFlags, refuseBesideOperations, validateOperations } from './validate/operations.ts'
import { type Envelope, ENVELOPES, type Guarantee, GUARANTEES, LEVELS } from '../guarantees/guarantees.ts'
import type { Program } from '../reports/program.ts'
import { writeOutputs } from './validate/outputs.ts'
import type { Cell, Subject, Validation } from '../guarantees/result.ts'
import type { TransactionsTable } from '../guarantees/transactions-result.ts'
import { validateCases } from '../guarantees/validate.ts'
import { DEFECT_IDS } from '../model/kraft/defects.ts'
import { TRANSACTION_DEFECT_IDS } from '../model/transactions/defects.ts'
import type { AskedDefects } from '../guarantees/code.ts'
import type { Scope } from '../guarantees/table.ts'
import { isIncomplete, unreadOf } from '../guarantees/missing.ts'

export interface ValidateFlags extends Omit<Given, 'files'>, OperationFlags {
  readonly shard?: Share
  readonly guarantee?: readonly string[]
  readonly envelope?: readonly string[]
  readonly quick?: boolean
  readonly thorough?: boolean
  readonly strict: boolean
  readonly defects?: AskedDefects
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
    .option(
      '--reassignment <file>',
      'may this plan of kafka-reassign-partitions be started, or what is in progress be cancelled now?',
    )
    .addOption(
      new Option('--restart <broker>', 'what does stopping this broker, or each (all), cost now?').argParser((text: string) =>
        text === 'all' ? text : wholeNumber(0)(text),
      ),
    )
    .option('--quick', 'small bounds: one record where losses are sought, two faults where clients are watched (the default)')
    .option(
      '--thorough',
      'larger bounds: two records, three faults (two while a setting changes), and clean restarts beside other faults',
    )
    .addOption(defectsOption([...DEFECT_IDS, ...TRANSACTION_DEFECT_IDS]))
    .option('--strict', 'fail when a guarantee is refuted, also when it never held, and also by the code alone', false)
    .addOption(workersOption())
    .addOption(maxMemoryOption())
    .addOption(
      new Option('--max-states <n>', 'leave an exploration incomplete beyond this many states').argParser(wholeNumber(1)),
    )
    .addOption(maxSecondsOption('leave an exploration incomplete after this time'))
    .option('--transactions', 'ask about transactions too, though no file speaks of them', false)
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
  if (isAboutOperations(flags)) {
    const explorer = explorerOf(flags, terminal, openCache(flags.cache, terminal))
    return validateOperations(files, flags, terminal, explorer)
  }
  const scope = scopeOf(flags)
  const { unread, ...asked } = await readCases({ ...flags, files }, terminal)
  // After all that is refused: it makes the user's key where there is none yet.
  const cache = openCache(flags.cache, terminal)
  if (flags.shard !== undefined && cache === undefined)
    throw new UserError('TM-101', '--shard needs a place for its answers: --cache, which other runs can read')
  const explorer = explorerOf(flags, terminal, cache)
  const silent = isSilent(flags)
  try {
    const validation = {
      ...(await validateCases(asked, scope, explorer, flags.defects)),
      ...(unread.length > 0 && { unread }),
      ...(cache === undefined && { withoutCache: true }),
    }
    if (terminal.errIsTerminal && !silent) terminal.err('\r\u001b[K')
    if (flags.shard !== undefined) return tellShare(flags.shard, explorer.counts(), flags, terminal)
    writeOutputs(validation, flags, terminal, painter(wantsColor(terminal, flags.color)))
    if (explorer.unsavedBecause !== undefined) throw explorer.unsavedBecause
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
  terminal.out(flags.json ? jsonText({ schema: 1, command: 'validate', share: shareText(share), ...counts }) : `${text}\n`)
  const signal = signalOf(terminal)
  if (signal !== undefined) return exitCodeOfSignal(signal)
  return undecided > 0 && !flags.allowIncomplete ? ExitCode.incomplete : ExitCode.holds
}

function exitOf(
  { verdict, subjects, destroyed, code, transactions = [] }: Validation,
  flags: ValidateFlags,
  terminal: Terminal,
): ExitCode {
  const signal = signalOf(terminal)
  if (signal !== undefined) return exitCodeOfSignal(signal)
  if (verdict === 'error' || code.verdict === 'error') return ExitCode.internal
  const isBad = ({ verdict: of }: { readonly verdict: string }): boolean => of === 'refuted' || of === 'vacuous'
  const isBroken = (
    of: { readonly base?: unknown; readonly losses: readonly unknown[] },
    cells: Subject['head']['cells'] | TransactionsTable['cells'],
  ): boolean =>
    of.base === undefined
      ? flags.strict && (of.losses.length > 0 || cells.some(isBad))
      : of.losses.length > 0 || (flags.strict && cells.some(isBad))
  if (destroyed.length > 0 || subjects.some((s) => isBroken(s, s.head.cells)) || transactions.some((t) => isBroken(t, t.cells)))
    return ExitCode.safety
  // A limit may be excused; what was not read is taken upon oneself by --assume-defaults alone.
  if (subjects.some((s) => unreadOf(s).length > 0)) return ExitCode.incomplete
  if (subjects.some(isIncomplete) && !flags.allowIncomplete) return ExitCode.incomplete
  const isOpen = transactions.some(({ cells, deltas, base }) =>
    base === undefined ? cells.some((cell) => cell.verdict === 'incomplete') : deltas.some((d) => d.delta === 'unknown'),
  )
  if (isOpen && !flags.allowIncomplete) return ExitCode.incomplete
  const told = [...subjects.flatMap((s) => s.head.cells), ...transactions.flatMap(({ cells }) => cells)]
  return flags.strict ? codeExit(told, code, flags) : ExitCode.holds
}

/** What the code of the releases alone would end with; not to be asked is no pass. */
function codeExit(
  cells: readonly Pick<Cell, 'code'>[],
  { verdict }: Validation['code'],
  { allowIncomplete }: ValidateFlags,
): ExitCode {
  if (cells.some((c) => c.code?.verdict === 'refuted')) return ExitCode.safety
  const isOpen = verdict === 'not asked' || cells.some((c) => c.code?.verdict === 'incomplete')
  return isOpen && !allowIncomplete ? ExitCode.incomplete : ExitCode.holds
}

function refuseContradictions(files: readonly string[], flags: ValidateFlags): void {
  const refuse = (message: string): never => {
    throw new UserError('TM-101', message)
  }
  refuseBesideOperations(flags, refuse)
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
