/** The command `check`. */
import { availableParallelism, totalmem } from 'node:os'
import { relative, resolve } from 'node:path'
import { type Command, Option } from 'commander'
import { explore, type ExploreOptions, LayoutError, mutantsOf, type MutationRow, mutationSuite } from '../checker/index.ts'
import { PROPERTY_NAMES, type PropertyName } from '../invariants/index.ts'
import { OptionError } from '../model/option-error.ts'
import { type Protocol, PROTOCOLS } from '../model/zookeeper/index.ts'
import { type Trace, traceOf, traceOfError, writeItf } from '../traces/index.ts'
import { type CheckResult, planSearches, runSearches, type SearchPlan } from './check-run.ts'
import { UserError } from './errors.ts'
import { type ExitCode, exitCodeOf } from './exit-codes.ts'
import { writeWhole } from './files.ts'
import { byteSize, namesOf, oneOf, positiveSeconds, wholeNumber } from './flags.ts'
import { DEFAULT_PROPERTIES, MODEL_NAMES, sourceOf, specData, traceFileName } from './models.ts'
import { progressLine } from './progress.ts'
import { checkJson, mutationJson } from './report-json.ts'
import { checkText, mutationText } from './report-text.ts'
import { painter, type Terminal, wantsColor } from './terminal.ts'

export interface CheckFlags {
  readonly model: (typeof MODEL_NAMES)[number]
  readonly protocol: Protocol
  readonly replicas: number
  readonly logSize: number
  readonly records: number
  readonly maxEpoch: number
  readonly uncleanLeaderElection: boolean
  readonly invariants?: readonly PropertyName[]
  readonly first: boolean
  readonly deadlock: boolean
  readonly coverage: boolean
  readonly rangeChecks: boolean
  readonly mutate: boolean
  readonly workers: number
  readonly maxMemory: number
  readonly maxStates?: number
  readonly maxDepth?: number
  readonly maxSeconds?: number
  readonly allowIncomplete: boolean
  readonly out: string
  readonly json: boolean
  readonly quiet: boolean
  readonly color: boolean
}

/** Adds `check` and its flags to the program; `run` is given what was asked for. */
export function addCheck(program: Command, run: (flags: CheckFlags) => Promise<void>): void {
  program
    .command('check')
    .description('explore every reachable state within the bounds; prove the properties or show the shortest counterexample')
    .addOption(new Option('--model <name>', 'the model to explore').argParser(oneOf(MODEL_NAMES)).default('zookeeper'))
    .addOption(
      new Option('--protocol <name>', `how followers truncate: ${PROTOCOLS.join(', ')}`)
        .argParser(oneOf(PROTOCOLS))
        .default('kip-320'),
    )
    .addOption(new Option('--replicas <n>', 'replicas of the partition').argParser(wholeNumber(1, 31)).default(3))
    .addOption(new Option('--log-size <n>', 'records that fit in a log').argParser(wholeNumber(1, 127)).default(2))
    .addOption(new Option('--records <n>', 'records that producers write in all').argParser(wholeNumber(1, 31)).default(2))
    .addOption(new Option('--max-epoch <n>', 'leader epochs go from 0 to this').argParser(wholeNumber(0, 127)).default(2))
    .option('--unclean-leader-election', 'a leaderless partition may get a leader from outside the ISR', false)
    .addOption(
      new Option(
        '--invariants <names>',
        `properties to check: names separated by commas, all, or none (default: ${DEFAULT_PROPERTIES.join(',')})`,
      ).argParser(namesOf(PROPERTY_NAMES)),
    )
    .option('--first', 'end with the first violation', false)
    .option('--deadlock', 'a state without successors is a violation', false)
    .option('--coverage', 'count how often each guard blocked', false)
    .option('--range-checks', 'verify after every step that each value is inside its domain', false)
    .option('--mutate', 'switch every rule off in turn and show which property breaks', false)
    .addOption(
      new Option('--workers <n>', 'worker threads').argParser(wholeNumber(1, 256)).default(availableParallelism(), 'all cores'),
    )
    .addOption(
      new Option('--max-memory <size>', 'memory for states, such as 512m or 2g')
        .argParser(byteSize)
        .default(Math.floor(totalmem() * 0.75), 'three quarters of the memory of this machine'),
    )
    .addOption(new Option('--max-states <n>', 'end as incomplete beyond this many distinct states').argParser(wholeNumber(1)))
    .addOption(new Option('--max-depth <n>', 'end as incomplete beyond this many steps').argParser(wholeNumber(0)))
    .addOption(new Option('--max-seconds <n>', 'end as incomplete after this time').argParser(positiveSeconds))
    .option('--allow-incomplete', 'exit with 0 when a limit was hit and nothing was violated', false)
    .option('--out <dir>', 'where counterexamples are saved', '.tidemark/traces')
    .option('--json', 'print one JSON object and nothing else', false)
    .option('--quiet', 'no progress, and of the result only the verdicts', false)
    .option('--no-color', 'never colour the output')
    .addHelpText('after', HELP)
    .action(run)
}

const HELP = `
Exit codes: 0 holds, 10 a witness was not reached, 11 deadlock, 12 a property is violated, 13 no way back to a
good state, 64 bad flags, 75/76 an action or a property threw, 130/143 interrupted, 152 incomplete, 255 internal error.

Examples:
  npm run check
  npm run check -- --protocol kip-101 --replicas 2 --invariants StrongIsr
  npm run check -- --unclean-leader-election --json
`

/** Runs the command and returns its exit code. @throws UserError for what the user can put right. */
export async function check(flags: CheckFlags, terminal: Terminal): Promise<ExitCode> {
  refuseContradictions(flags)
  const { protocol, replicas, logSize, records, maxEpoch, uncleanLeaderElection } = flags
  const names = flags.invariants ?? DEFAULT_PROPERTIES
  const plans = userErrors(() => planSearches({ protocol, replicas, logSize, records, maxEpoch, uncleanLeaderElection }, names))
  if (flags.mutate) return mutate(flags, plans, terminal)

  const progress = plans.map((_, i) =>
    progressLine(terminal, plans.length > 1 ? `search ${i + 1} of ${plans.length}` : 'search', flags.quiet || flags.json),
  )
  let result: CheckResult
  try {
    const onThreads = ({ spec }: SearchPlan, options: ExploreOptions) => explore(sourceOf(spec), options)
    const searches = runSearches(plans, onThreads, exploreOptions(flags, terminal), (i, p) => progress[i]?.update(p))
    result = await asUserErrors(searches)
  } finally {
    for (const line of progress) line.end()
  }
  const order = (name: string) => PROPERTY_NAMES.findIndex((known) => known === name)
  const checked = { ...result, properties: result.properties.toSorted((a, b) => order(a.name) - order(b.name)) }
  const traces = saveTraces(checked, flags, terminal)
  if (flags.json) {
    const files = new Map(traces.map(({ trace, file }) => [trace.property.name, file]))
    const interrupted = terminal.signal.aborted ? String(terminal.signal.reason) : undefined
    terminal.out(`${JSON.stringify(checkJson(checked, files, { interrupted, guards: flags.coverage }), undefined, 2)}\n`)
  } else {
    const told = traces
      .filter(({ trace }) => trace.status !== 'reached')
      .toSorted((a, b) => a.trace.steps.length - b.trace.steps.length)
    const paint = painter(wantsColor(terminal, flags.color))
    terminal.out(checkText(checked, { paint, width: terminal.width, quiet: flags.quiet, guards: flags.coverage, traces: told }))
  }
  return exitCodeOf({
    verdict: checked.verdict,
    error: checked.runs.map((r) => r.result.error?.kind).find((kind) => kind !== undefined),
    stop: checked.runs.map((r) => r.result.stop).find((stop) => stop !== undefined),
    violated: checked.properties.filter((p) => p.verdict === 'violated').map((p) => p.kind),
    signal: terminal.signal.aborted ? (terminal.signal.reason as 'SIGINT' | 'SIGTERM') : undefined,
    allowIncomplete: flags.allowIncomplete,
  })
}

const exploreOptions = (flags: CheckFlags, terminal: Terminal) => ({
  workers: flags.workers,
  maxMemory: flags.maxMemory,
  maxStates: flags.maxStates,
  maxDepth: flags.maxDepth,
  maxSeconds: flags.maxSeconds,
  first: flags.first,
  forbidDeadlock: flags.deadlock,
  guardCoverage: flags.coverage,
  rangeChecks: flags.rangeChecks,
  signal: terminal.signal,
})

function refuseContradictions(flags: CheckFlags): void {
  const refuse = (message: string): never => {
    throw new UserError('TM-101', message)
  }
  const none = flags.invariants?.length === 0
  if (none && flags.first && !flags.deadlock)
    refuse('--first ends with the first violation, and --invariants none leaves nothing to violate')
  if (none && flags.mutate) refuse('--mutate needs properties that may break, and --invariants none leaves none')
  for (const [flag, given] of [
    ['--first', flags.first],
    ['--deadlock', flags.deadlock],
    ['--coverage', flags.coverage],
  ] as const)
    if (flags.mutate && given) refuse(`--mutate and ${flag} cannot be combined: every mutant is explored until a property breaks`)
}

/** Turns what a model says about its options into what the user gave as flags. */
function userErrors<T>(action: () => T): T {
  try {
    return action()
  } catch (error) {
    throw asUserError(error)
  }
}

async function asUserErrors<T>(promise: Promise<T>): Promise<T> {
  try {
    return await promise
  } catch (error) {
    throw asUserError(error)
  }
}

function asUserError(error: unknown): unknown {
  if (error instanceof OptionError) {
    const flag = `--${error.option.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`
    return new UserError('TM-101', `${flag} must be ${error.expected}, not ${String(error.actual)}`)
  }
  if (error instanceof LayoutError)
    return new UserError(
      'TM-102',
      `these bounds cannot be packed: ${error.message}; lower --replicas, --log-size, --records or --max-epoch`,
    )
  if (error instanceof RangeError && /bytes|allocat|array buffer/i.test(error.message))
    return new UserError('TM-103', `--max-memory: ${error.message}`)
  return error
}

/** Saves the trace of every property that has one, and that of an error. The same search writes the same bytes. */
function saveTraces(check: CheckResult, flags: CheckFlags, terminal: Terminal): { trace: Trace; file: string }[] {
  const decided = check.properties.map((p) => ({ spec: p.run.spec, trace: traceOf(p.run.model, specData(p.run.spec), p) }))
  const failed = check.runs.map(({ model, spec, result: { error } }) => ({
    spec,
    trace: error === undefined || error.kind === 'worker' ? undefined : traceOfError(model, specData(spec), error),
  }))
  return [...decided, ...failed].flatMap(({ spec, trace }) => {
    if (trace === undefined) return []
    const path = resolve(terminal.cwd, flags.out, traceFileName(spec, trace.property.name))
    writeWhole(path, (write) => writeItf(trace, write))
    const shown = relative(terminal.cwd, path)
    return [{ trace, file: shown.startsWith('..') ? path : shown }]
  })
}

/** Every rule off in turn. One search decides all properties: lengths count, not the number of states. */
async function mutate(flags: CheckFlags, plans: readonly SearchPlan[], terminal: Terminal): Promise<ExitCode> {
  const spec = plans.at(-1)?.spec
  const plan = spec && planSearches(spec.options, []).at(0)
  if (plan === undefined) throw new Error('a check has at least one search')
  const whole = { ...plan.spec, options: spec?.options ?? plan.spec.options, properties: flags.invariants ?? DEFAULT_PROPERTIES }
  const label = 'mutants'
  const rows: MutationRow[] = await asUserErrors(
    mutationSuite(sourceOf(whole), plan.model, exploreOptions(flags, terminal), (done, of) => {
      if (!flags.quiet && !flags.json)
        terminal.err(terminal.errIsTerminal ? `\r${label} ${done}/${of}` : `${label} ${done}/${of}\n`)
    }),
  )
  if (terminal.errIsTerminal && !flags.quiet && !flags.json) terminal.err('\r\u001b[K')
  const of = mutantsOf(plan.model).length
  if (flags.json) terminal.out(`${JSON.stringify(mutationJson(plan, rows, of), undefined, 2)}\n`)
  else terminal.out(mutationText(plan.model, rows, of, { paint: painter(wantsColor(terminal, flags.color)) }))
  const incomplete = rows.length < of || rows.some((r) => r.result.outcome === 'incomplete')
  return exitCodeOf({
    verdict: incomplete ? 'incomplete' : 'holds',
    error: undefined,
    stop: undefined,
    violated: [],
    signal: terminal.signal.aborted ? (terminal.signal.reason as 'SIGINT' | 'SIGTERM') : undefined,
    allowIncomplete: flags.allowIncomplete,
  })
}
