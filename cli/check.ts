/** The command `check`. */
import { resolve } from 'node:path'
import { InvalidArgumentError } from 'commander'
import { type ExploreOptions, LayoutError, mutantsOf, mutationSuite } from '../checker/index.ts'
import type { PropertyName } from '../invariants/index.ts'
import type { KraftPropertyName } from '../invariants/kraft-catalogue.ts'
import type { TransactionsPropertyName } from '../invariants/transactions/catalogue.ts'
import { switchDocs } from '../model/kraft/switches.ts'
import { TRANSACTION_SCENARIOS } from '../model/transactions/scenarios.ts'
import { TRANSACTION_KEYS } from '../model/transactions/settings.ts'
import { SETTING_NAMES } from '../model/bound-words.ts'
import { OptionError } from '../model/option-error.ts'
import { keeping } from '../answers/checkpoint.ts'
import type { Asked } from './asked.ts'
import { askedFrom, askedFromOwn } from './check-from.ts'
import { type CheckFlags, type ModelFlags, exploreOptions } from './check-flags.ts'
import { KRAFT_FLAGS, planFromFlags, refuseBesideScenario, SETTING_KEYS, SHARED_WITH_TRANSACTIONS } from './check-kraft.ts'
import { planFromTransactionsFlags, TRANSACTIONS_FLAGS } from './check-transactions.ts'
import { type CheckPlan, type CheckResult, type CodeResult, runCode, runSearches } from '../questions/check.ts'
import { onThreads, reservingLess, type RunSearch } from '../questions/on-threads.ts'
import { counted } from '../text/counted.ts'
import { ZOOKEEPER_FLAGS } from './check-zookeeper.ts'
import { UserError } from '../machine/errors.ts'
import { ExitCode, exitCodeOf } from '../machine/exit-codes.ts'
import { refuseUnwritable } from '../machine/files.ts'
import { DEFAULT_MEMORY, namesOf } from './flags.ts'
import { moduleOf, ownError, planOwnModel } from './own-model.ts'
import { DEFAULT_PROPERTIES, MODEL_NAMES, type ModelName, PROPERTIES } from '../questions/spec.ts'
import { planZookeeper } from '../questions/plan-zookeeper.ts'
import { progressLine } from './progress.ts'
import { checkJson, mutationJson } from '../reports/check/json.ts'
import { checkText, mutationText } from '../reports/check/text.ts'
import type { CatalogueName } from '../reports/check/scenarios.ts'
import { programStarted } from './started-by.ts'
import { saveTraces } from '../answers/save-traces.ts'
import { listCatalogue, runCatalogue } from './scenarios.ts'
import { painter, signalOf, type Terminal, wantsColor } from './terminal.ts'
import { flagName } from '../text/flag-name.ts'
import { jsonText } from '../text/json-text.ts'

/** Runs the command and returns its exit code. @throws UserError for what the user can put right. */
export async function check(files: readonly string[], flags: CheckFlags, terminal: Terminal): Promise<ExitCode> {
  refuseContradictions(flags)
  const file = moduleOf(files)
  if (file !== undefined) {
    const asked = await askedOfOwn(file, flags, terminal)
    const placed = flags.from === undefined ? asked : await askedFromOwn(asked, file, flags.from, terminal)
    return run(placed, { ...flags, rangeChecks: true }, terminal)
  }
  if (flags.from !== undefined) return run(await askedFrom(flags.from, flags, terminal), flags, terminal)
  if (flags.scenario === 'list') return listCatalogue(catalogueOf(flags), flags, terminal)
  if (flags.scenario === 'all') {
    refuseUnwritable('--out', resolve(terminal.cwd, flags.out))
    return asUserErrors(modelOf(flags), runCatalogue(catalogueOf(flags), flags, terminal))
  }
  return run(askedOf(flags), flags, terminal)
}

/** Whose catalogue is meant. @throws UserError of a model that has none. */
function catalogueOf(flags: ModelFlags): CatalogueName {
  const model = modelOf(flags)
  if (model === 'zookeeper')
    throw new UserError('TM-101', '--model zookeeper has no catalogue; --scenario is of the other models')
  return model
}

/** What flags ask of a model that is built in. @throws UserError. */
export function askedOf(flags: ModelFlags): Asked {
  if (flags.args !== undefined)
    throw new UserError('TM-101', '--args is for a model of your own: name its file, as in check model.ts --args 3')
  const model = modelOf(flags)
  const plan = withModelNote(
    flags,
    userErrors(model, () => planOf(model, flags)),
  )
  return { plan, order: PROPERTIES[model], asUserError: (error) => asUserError(model, error) }
}

/** What flags ask of a model of the user's own. @throws UserError. */
export async function askedOfOwn(file: string, flags: Parameters<typeof planOwnModel>[1], terminal: Terminal): Promise<Asked> {
  const plan = await planOwnModel(file, flags, terminal)
  const order = plan.whole.model.properties.map((p) => p.name)
  return { plan, order, asUserError: (error) => ownSearchError(file, error) }
}

async function run(asked: Asked, flags: CheckFlags, terminal: Terminal): Promise<ExitCode> {
  const program = programStarted(terminal.env)
  if (flags.mutate) return mutate(asked, flags, terminal)
  const { plan } = asked
  const search = kept(asked.search ?? onThreads, flags, terminal)
  refuseUnwritable('--out', resolve(terminal.cwd, flags.out))

  const { searches } = plan
  const progress = searches.map((_, i) =>
    progressLine(terminal, searches.length > 1 ? `search ${i + 1} of ${searches.length}` : 'search', flags.quiet || flags.json),
  )
  const limits = { ...exploreOptions(flags, terminal), first: flags.first || flags.scenario !== undefined }
  let result: CheckResult
  try {
    result = await runSearches(searches, flags.maxMemory === DEFAULT_MEMORY ? reservingLess(search) : search, limits, (i, p) =>
      progress[i]?.update(p),
    )
  } catch (error) {
    throw asked.asUserError(error)
  } finally {
    for (const line of progress) line.end()
  }
  const code = await codeOf(plan, result, limits, flags, terminal, search)
  const order = (name: string) => asked.order.indexOf(name)
  // A bound is judged in every search. Where it has cut something off it is reported; else once, and only when asked for.
  const wanted = new Set<string>(searches.flatMap((s) => s.spec.properties ?? asked.order))
  const shownOf = (check: CheckResult): CheckResult => {
    const shown = check.properties.filter(
      (p, i, all) => p.verdict !== 'holds' || (wanted.has(p.name) && all.findIndex((q) => q.name === p.name) === i),
    )
    return { ...check, properties: shown.toSorted((a, b) => order(a.name) - order(b.name)) }
  }
  const checked = shownOf(result)
  const told: CodeResult | undefined = code?.kind === 'searched' ? { ...code, check: shownOf(code.check) } : code
  const unsaved: UserError[] = []
  const save = (of: CheckResult, stem: string) =>
    saveTraces(of, resolve(terminal.cwd, flags.out, stem), terminal.cwd, ({ error }) => void unsaved.push(error))
  const codeTraces =
    told?.kind === 'searched'
      ? save(told.check, `${plan.stem}-by-the-code`)
          .filter(({ trace }) => trace.status !== 'reached')
          .flatMap(({ trace, file }) => (file === undefined ? [] : [{ property: trace.property.name, file }]))
      : []
  const traces = save(checked, plan.stem)
  if (flags.json) {
    const files = new Map(traces.flatMap(({ trace, file }) => (file === undefined ? [] : [[trace.property.name, file]])))
    terminal.out(
      jsonText(
        checkJson(checked, plan, files, {
          program,
          interrupted: signalOf(terminal),
          guards: flags.coverage,
          code: told === undefined ? undefined : { result: told, traces: codeTraces },
        }),
      ),
    )
  } else {
    const violations = traces
      .filter(({ trace }) => trace.status !== 'reached')
      .toSorted((a, b) => a.trace.steps.length - b.trace.steps.length)
    const paint = painter(wantsColor(terminal, flags.color))
    terminal.out(
      checkText(checked, plan, {
        program,
        paint,
        width: terminal.width,
        detail: flags.quiet ? 'quiet' : flags.verbose ? 'verbose' : 'folded',
        guards: flags.coverage,
        traces: violations,
        code: told,
        codeTraces,
      }),
    )
  }
  // What was found out is told; that it is not all on the disk is an error all the same.
  const [lost] = unsaved
  if (lost !== undefined) throw lost
  const strictly = flags.strict ? codeExit(told, flags, terminal) : ExitCode.holds
  const designed = exitCodeOf({
    verdict: checked.verdict,
    error: checked.runs.map((r) => r.result.error?.kind).find((kind) => kind !== undefined),
    stop: checked.runs.map((r) => r.result.stop).find((stop) => stop !== undefined),
    violated: checked.properties.filter((p) => p.verdict === 'violated').map((p) => p.kind),
    signal: signalOf(terminal),
    allowIncomplete: flags.allowIncomplete,
  })
  return designed === ExitCode.holds ? strictly : designed
}

/** The search, kept in a folder when one is named. @throws UserError TM-301. */
function kept(search: RunSearch, { checkpoint, resume }: CheckFlags, { cwd }: Terminal): RunSearch {
  const folder = checkpoint ?? resume
  if (folder === undefined) return search
  refuseUnwritable(resume === undefined ? '--checkpoint' : '--resume', resolve(cwd, folder))
  return keeping(search, resolve(cwd, folder), resume !== undefined)
}

/** Searches the code of the release, unless the search of the design has ended in a way that leaves nothing to compare. */
async function codeOf(
  plan: CheckPlan,
  result: CheckResult,
  limits: ExploreOptions,
  flags: CheckFlags,
  terminal: Terminal,
  search: RunSearch,
): Promise<CodeResult | undefined> {
  if (plan.code === undefined) return undefined
  if (result.verdict === 'error') return { kind: 'not asked', why: 'the search of the design ended in an error' }
  const maxSeconds = limits.maxSeconds === undefined ? undefined : limits.maxSeconds - result.seconds
  if (maxSeconds !== undefined && maxSeconds <= 0)
    return { kind: 'not asked', why: 'the time was used up before (--max-seconds)' }
  const line = progressLine(terminal, 'search of the code', flags.quiet || flags.json)
  try {
    return await runCode(plan.code, result, search, { ...limits, maxSeconds }, (_, p) => line.update(p))
  } finally {
    line.end()
  }
}

/** The exit code that the verdict on the code of the release alone would have. */
function codeExit(code: CodeResult | undefined, flags: CheckFlags, terminal: Terminal): ExitCode {
  if (code === undefined || code.kind === 'as designed') return ExitCode.holds
  if (code.kind === 'not asked') return ExitCode.incomplete
  const { check } = code
  return exitCodeOf({
    verdict: check.verdict,
    error: check.runs.map((r) => r.result.error?.kind).find((kind) => kind !== undefined),
    stop: check.runs.map((r) => r.result.stop).find((stop) => stop !== undefined),
    violated: check.properties.filter((p) => p.verdict === 'violated').map((p) => p.kind),
    signal: signalOf(terminal),
    allowIncomplete: flags.allowIncomplete,
  })
}

/** Flags that a model does not understand, but another does. */
const FOREIGN: Readonly<Record<ModelName, readonly (keyof ModelFlags)[]>> = {
  kraft: [...ZOOKEEPER_FLAGS, ...TRANSACTIONS_FLAGS],
  zookeeper: [...KRAFT_FLAGS, ...TRANSACTIONS_FLAGS],
  transactions: [
    ...KRAFT_FLAGS.filter((name) => !SHARED_WITH_TRANSACTIONS.includes(name)),
    ...ZOOKEEPER_FLAGS,
    'replicas',
    'logSize',
  ],
}

/** The flag that only one model has and that so chooses it. */
function choosingFlag(flags: ModelFlags): { readonly model: ModelName; readonly flag: keyof ModelFlags } | undefined {
  const used = (names: readonly (keyof ModelFlags)[]) => names.find((name) => flags[name] !== undefined)
  const zookeeper = used(ZOOKEEPER_FLAGS)
  if (zookeeper !== undefined) return { model: 'zookeeper', flag: zookeeper }
  const ofTransactions = TRANSACTION_SCENARIOS.some(({ id }) => id === flags.scenario) ? 'scenario' : used(TRANSACTIONS_FLAGS)
  return ofTransactions === undefined ? undefined : { model: 'transactions', flag: ofTransactions }
}

/** The model asked for, or the one whose flags are used. @throws UserError when flags of several are. */
function modelOf(flags: ModelFlags): ModelName {
  const chosen = choosingFlag(flags)
  const model = flags.model ?? chosen?.model ?? MODEL_NAMES[0]
  const wrong = FOREIGN[model].find((name) => flags[name] !== undefined)
  if (wrong === undefined) {
    if (chosen?.flag !== 'scenario' || model === 'transactions') return model
    throw new UserError(
      'TM-101',
      `--scenario ${flags.scenario} belongs to --model transactions, and --model ${model} was asked for`,
    )
  }
  const owner = MODEL_NAMES.find((name) => name !== model && !FOREIGN[name].includes(wrong)) ?? 'kraft'
  const hint = owner === 'zookeeper' ? `--model zookeeper (Kafka settings are given with --set)` : `--model ${owner}`
  const why =
    flags.model === undefined ? `${flagName(chosen?.flag ?? '')} asks for --model ${model}` : `--model ${model} was asked for`
  throw new UserError('TM-101', `${flagName(wrong)} belongs to ${hint}, and ${why}`)
}

/** Says so when a flag, and not `--model`, has chosen the model. */
function withModelNote(flags: ModelFlags, plan: CheckPlan): CheckPlan {
  const chosen = choosingFlag(flags)
  if (flags.model !== undefined || chosen === undefined || chosen.flag === 'scenario') return plan
  const note =
    chosen.model === 'zookeeper'
      ? `${flagName(chosen.flag)} chooses --model zookeeper, the published protocols; Kafka as brokers run it takes its settings by --set`
      : `${flagName(chosen.flag)} chooses --model transactions; what logs may lose is the business of --model kraft`
  return { ...plan, notes: [note, ...plan.notes] }
}

/** The searches that flags ask for of a model. @throws UserError, OptionError, LayoutError. */
function planOf(model: ModelName, flags: ModelFlags): CheckPlan {
  const names = flags.invariants === undefined ? undefined : propertyNames(model, flags.invariants)
  if (model === 'transactions') {
    if (flags.scenario !== undefined) refuseBesideScenario(flags, true)
    return planFromTransactionsFlags(flags, names as readonly TransactionsPropertyName[] | undefined)
  }
  return model === 'zookeeper'
    ? planZookeeper(flags, (names as readonly PropertyName[] | undefined) ?? DEFAULT_PROPERTIES.zookeeper)
    : planFromFlags(flags, names as readonly KraftPropertyName[] | undefined)
}

function propertyNames(model: ModelName, text: string): readonly string[] {
  try {
    return namesOf(PROPERTIES[model])(text)
  } catch (error) {
    if (error instanceof InvalidArgumentError) throw new UserError('TM-101', `--invariants ${text}: ${error.message}`)
    throw error
  }
}

function refuseContradictions(flags: CheckFlags): void {
  const refuse = (message: string): never => {
    throw new UserError('TM-101', message)
  }
  if (flags.checkpoint !== undefined && flags.resume !== undefined)
    refuse('--resume keeps what it goes on with in the same folder; --checkpoint is for a new one')
  if (flags.scenario === 'all' && (flags.checkpoint ?? flags.resume) !== undefined)
    refuse('--scenario all runs many searches, and only one check can be kept')
  if (flags.scenario !== 'all' && (flags.cache !== undefined || flags.shard !== undefined))
    refuse(`--${flags.shard === undefined ? 'cache' : 'shard'} is for --scenario all; one check is kept by --checkpoint`)
  if (flags.quiet && flags.verbose) refuse('--quiet and --verbose contradict each other')
  const none = flags.invariants === 'none'
  if (none && flags.first && !flags.deadlock)
    refuse('--first ends with the first violation, and --invariants none leaves nothing to violate')
  if (none && flags.mutate) refuse('--mutate needs properties that may break, and --invariants none leaves none')
  for (const [flag, given] of [
    ['--first', flags.first],
    ['--deadlock', flags.deadlock],
    ['--coverage', flags.coverage],
    ['--scenario', flags.scenario !== undefined],
    ['--from', flags.from !== undefined],
    ['--checkpoint', flags.checkpoint !== undefined],
    ['--resume', flags.resume !== undefined],
  ] as const)
    if (flags.mutate && given) refuse(`--mutate and ${flag} cannot be combined: every mutant is explored until a property breaks`)
}

/** Turns what a model says about its options into what the user gave as flags. */
function userErrors<T>(model: ModelName, action: () => T): T {
  try {
    return action()
  } catch (error) {
    throw asUserError(model, error)
  }
}

async function asUserErrors<T>(model: ModelName, promise: Promise<T>): Promise<T> {
  try {
    return await promise
  } catch (error) {
    throw asUserError(model, error)
  }
}

/** The flag, and for kraft the key after it, with which an option is given. */
function flagOf(model: ModelName, option: string): string {
  if (model === 'zookeeper') return flagName(option)
  if (model === 'transactions') return TRANSACTION_KEYS.some((key) => key === option) ? `--set ${option}` : flagName(option)
  if (Object.hasOwn(switchDocs, option)) return `--switch ${option}`
  const setting = (Object.hasOwn(SETTING_NAMES, option) ? SETTING_NAMES[option] : undefined) ?? option
  return SETTING_KEYS.includes(setting) ? `--set ${setting}` : flagName(option)
}

/** The flags that make states smaller. */
const BOUNDS_OF: Readonly<Record<ModelName, string>> = {
  kraft: '--records, --log-size, --faults or --set replication.factor',
  zookeeper: '--replicas, --log-size, --records or --max-epoch',
  transactions: '--transactions, --records, --instances or --losses',
}

function asUserError(model: ModelName, error: unknown): unknown {
  if (error instanceof OptionError)
    return new UserError('TM-101', `${flagOf(model, error.option)} must be ${error.expected}, not ${String(error.actual)}`)
  if (error instanceof LayoutError)
    return new UserError('TM-102', `these bounds cannot be packed: ${error.message}; lower ${BOUNDS_OF[model]}`)
  if (error instanceof RangeError && isOfMemory(error)) return new UserError('TM-103', `--max-memory: ${memoryText(error)}`)
  return error
}

/** What a search refuses of a model of the user's own; what is none of the model's remains what it is. */
function ownSearchError(file: string, error: unknown): unknown {
  if (error instanceof RangeError && isOfMemory(error)) return new UserError('TM-103', `--max-memory: ${memoryText(error)}`)
  return error instanceof Error && ['ModelError', 'LayoutError', 'ModuleError'].includes(error.name)
    ? ownError(file, error)
    : error
}

const isOfMemory = (error: RangeError): boolean => /bytes|allocat|array buffer/i.test(error.message)

const memoryText = ({ message }: RangeError): string =>
  /allocation failed/.test(message) ? `so much cannot be reserved here (${message}); try less, such as 256m` : message

/** Every rule off in turn. One search decides all properties: lengths count, not the number of states. */
async function mutate({ plan: { whole }, asUserError }: Asked, flags: CheckFlags, terminal: Terminal): Promise<ExitCode> {
  const silent = flags.quiet || flags.json
  const program = programStarted(terminal.env)
  // What is false with every rule on says nothing about any rule.
  const baseline = await onThreads(whole, { ...exploreOptions(flags, terminal), first: true }).catch((error: unknown) => {
    throw asUserError(error)
  })
  const isBound = (name: string): boolean =>
    whole.model.properties.some((p) => p.name === name && p.kind === 'state' && p.isBound === true)
  const broken = baseline.properties.find((p) => p.verdict === 'violated' && p.kind !== 'witness' && !isBound(p.name))
  if (broken !== undefined)
    throw new UserError(
      'TM-101',
      `--mutate: ${broken.name} is violated with every rule on (in ${counted(broken.path?.steps.length ?? 0, 'step')}), so it says nothing about a rule; --invariants leaves it out`,
    )
  const rows = await mutationSuite(whole.source, whole.model, exploreOptions(flags, terminal), (done, of) => {
    if (!silent) terminal.err(terminal.errIsTerminal ? `\rmutants ${done}/${of}` : `mutants ${done}/${of}\n`)
  }).catch((error: unknown) => {
    throw asUserError(error)
  })
  if (terminal.errIsTerminal && !silent) terminal.err('\r\u001b[K')
  const of = mutantsOf(whole.model).length
  if (flags.json) terminal.out(jsonText(mutationJson(whole.model, rows, of, program)))
  else terminal.out(mutationText(whole.model, rows, of, { program, paint: painter(wantsColor(terminal, flags.color)) }))
  const incomplete = rows.length < of || rows.some((r) => r.result.outcome === 'incomplete')
  return exitCodeOf({
    verdict: incomplete ? 'incomplete' : 'holds',
    error: undefined,
    stop: undefined,
    violated: [],
    signal: signalOf(terminal),
    allowIncomplete: flags.allowIncomplete,
  })
}
