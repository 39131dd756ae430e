/** The command `validate`. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type Command, Option } from 'commander'
import { LayoutError } from '../checker/index.ts'
import {
  ConfigError,
  type Document,
  FORMATS,
  type Format,
  MAX_TEXT,
  placeText,
  readConfig,
  resolveConfig,
  topicsOf,
} from '../config/index.ts'
import { KAFKA_VERSIONS, type KafkaVersion } from '../model/kraft/versions.ts'
import { OptionError } from '../model/option-error.ts'
import { suggestion, UserError } from './errors.ts'
import { ExitCode, exitCodeOfSignal } from './exit-codes.ts'
import { refuseUnwritable } from './files.ts'
import { keyValue, maxMemoryOption, maxSecondsOption, namesOf, oneOf, several, wholeNumber, workersOption } from './flags.ts'
import { painter, signalOf, type Terminal, wantsColor } from './terminal.ts'
import { configurationOf, type Resolved, VERSION_KEY } from './validate/configuration.ts'
import { Explorer } from './validate/explorer.ts'
import { type Envelope, ENVELOPES, type Guarantee, GUARANTEES, LEVELS } from './validate/guarantees.ts'
import type { Settings } from './validate/questions.ts'
import { writeOutputs } from './validate/outputs.ts'
import type { Subject, Validation } from './validate/result.ts'
import { type Case, validateCases } from './validate/run.ts'
import type { Scope } from './validate/table.ts'
import { listOf } from './validate/words.ts'

export interface ValidateFlags {
  readonly base?: readonly string[]
  readonly head?: readonly string[]
  readonly propose?: Settings
  readonly set?: Settings
  readonly kafkaVersion?: KafkaVersion
  readonly topic?: string
  readonly format?: Format
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
  readonly cache: boolean
  readonly out: string
  readonly json: boolean
  readonly markdown: boolean
  readonly junit?: string
  readonly sarif?: string
  readonly quiet: boolean
  readonly color: boolean
}

/** Adds `validate` and its flags to the program. */
export function addValidate(program: Command, run: (files: readonly string[], flags: ValidateFlags) => Promise<void>): void {
  program
    .command('validate')
    .description('hold a Kafka configuration, or a change of one, to its guarantees: each proved within bounds or refuted')
    .argument('[file...]', 'Kafka configurations, or folders of them; beside --base and --head, what both have in common')
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
    .addOption(new Option('--kafka-version <v>', 'the release, above what the files say').argParser(release))
    .option(
      '--topic <name>',
      'of the topics in the files, this one (default: every one, those that are configured alike together)',
    )
    .addOption(
      new Option('--format <name>', `what the files are: ${FORMATS.join(', ')} (default: found out)`).argParser(oneOf(FORMATS)),
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
    .option('--thorough', 'larger bounds: two records, three faults everywhere, and clean restarts beside every fault')
    .option('--strict', 'fail when a guarantee is refuted, also when it never held', false)
    .addOption(workersOption())
    .addOption(maxMemoryOption())
    .addOption(
      new Option('--max-states <n>', 'leave an exploration incomplete beyond this many states').argParser(wholeNumber(1)),
    )
    .addOption(maxSecondsOption('leave an exploration incomplete after this time'))
    .option('--allow-incomplete', 'exit with 0 when a limit was hit and nothing is lost', false)
    .option('--no-cache', 'neither read nor keep answers in .tidemark/cache')
    .option('--out <dir>', 'where counterexamples are saved', '.tidemark/traces')
    .option('--json', 'print one JSON object and nothing else', false)
    .option('--markdown', 'print Markdown, for a job summary or a comment, and nothing else', false)
    .option('--junit <file>', 'write a JUnit report')
    .option('--sarif <file>', 'write a SARIF report, for code scanning')
    .option('--quiet', 'no progress, and of the result only the tables and what is lost', false)
    .option('--no-color', 'never colour the output')
    .addHelpText('after', HELP)
    .action(run)
}

const HELP = `
Files are recognised by their content: .properties, kafka-configs.sh and kafka-topics.sh --describe, Strimzi YAML,
terraform show -json, describeConfigs JSON of an admin client. Several files are read as layers of one configuration.
A Terraform plan alone is its own base and head.

Exit codes: 0 no guarantee is lost, 12 one is lost (with --strict: or refuted), 64 bad flags, 130/143 interrupted,
151 a file cannot be read or contradicts itself, 152 incomplete, 255 internal error.

Examples:
  npm run validate -- examples/kafka/critical-data
  npm run validate -- --base today.properties --head proposed.properties
  npm run validate -- today.properties --propose min.insync.replicas=1
  npm run validate -- plan.json
`

/** A release, with or without its patch. */
const release = (text: string): KafkaVersion =>
  oneOf(KAFKA_VERSIONS)(
    text.replace(/^(\d+\.\d+)\.\d+$/, (all, minor: string) => (KAFKA_VERSIONS.some((v) => v === all) ? all : minor)),
  )

const ids = (list: readonly { readonly id: string }[]): string[] => list.map((item) => item.id)

/** Where answers are kept. */
const CACHE = '.tidemark/cache'

/** Runs the command and returns its exit code. @throws UserError for what the user can put right. */
export async function validate(files: readonly string[], flags: ValidateFlags, terminal: Terminal): Promise<ExitCode> {
  refuseContradictions(files, flags)
  const out = resolve(terminal.cwd, flags.out)
  refuseUnwritable('--out', out)
  const cache = flags.cache ? resolve(terminal.cwd, CACHE) : undefined
  if (cache !== undefined) refuseUnwritable(`${CACHE} (--no-cache does without)`, cache)
  const scope = scopeOf(flags)
  const cases = readCases(files, flags, terminal)
  const silent = flags.quiet || flags.json || flags.markdown
  const explorer = new Explorer({
    workers: flags.workers,
    maxMemory: Math.max(2 ** 20, Math.min(2 ** 32, Math.floor(flags.maxMemory / flags.workers))),
    maxSeconds: flags.maxSeconds,
    maxStates: flags.maxStates,
    out,
    cache,
    signal: terminal.signal,
    onProgress: progressOf(terminal, silent),
  })
  try {
    const validation = await validateCases(cases, scope, explorer, terminal)
    if (terminal.errIsTerminal && !silent) terminal.err('\r\u001b[K')
    writeOutputs(validation, flags, terminal, painter(wantsColor(terminal, flags.color)))
    return exitOf(validation, flags, terminal)
  } catch (error) {
    throw asUserError(error)
  }
}

function exitOf({ verdict, subjects }: Validation, flags: ValidateFlags, terminal: Terminal): ExitCode {
  const signal = signalOf(terminal)
  if (signal !== undefined) return exitCodeOfSignal(signal)
  if (verdict === 'error') return ExitCode.internal
  const isBroken = (s: Subject): boolean =>
    s.base === undefined
      ? flags.strict && s.losses.length > 0
      : s.losses.length > 0 || (flags.strict && s.head.cells.some((c) => c.verdict === 'refuted' || c.verdict === 'vacuous'))
  if (subjects.some(isBroken)) return ExitCode.safety
  return subjects.some(isOpen) && !flags.allowIncomplete ? ExitCode.incomplete : ExitCode.holds
}

const isOpen = (s: Subject): boolean =>
  s.base === undefined ? s.head.cells.some((c) => c.verdict === 'incomplete') : s.deltas.some((d) => d.delta === 'unknown')

function refuseContradictions(files: readonly string[], flags: ValidateFlags): void {
  const refuse = (message: string): never => {
    throw new UserError('TM-101', message)
  }
  const { base = [], head = [], propose = {} } = flags
  if (files.length + base.length + head.length === 0 && flags.set === undefined)
    refuse('validate needs a configuration: files, --base and --head, or --set')
  if (head.length > 0 && base.length === 0 && (files.length === 0 || Object.keys(propose).length === 0))
    refuse('--head needs --base to be compared with; to check one configuration, give its files alone')
  if (base.length > 0 && head.length === 0 && Object.keys(propose).length === 0)
    refuse('--base needs --head or --propose: what is it to become?')
  if (flags.quick && flags.thorough) refuse('--quick and --thorough contradict each other')
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

/** Reads the files, and resolves each topic on both sides. @throws UserError. */
function readCases(files: readonly string[], flags: ValidateFlags, terminal: Terminal): Case[] {
  const texts = new Map<string, string>()
  const read = (names: readonly string[], side: 'before' | 'after'): Document[] =>
    names.map((file) => {
      const text = texts.get(file) ?? readText(file, terminal)
      texts.set(file, text)
      return asUserErrors(() => readConfig({ file, text, format: flags.format, side }))
    })
  const expand = (names: readonly string[]): string[] => names.flatMap((name) => filesAt(name, terminal))
  const { propose } = flags
  const [common, base, head] = [expand(files), expand(flags.base ?? []), expand(flags.head ?? [])]
  const after = read([...common, ...(head.length > 0 ? head : base)], 'after')
  const compares = base.length > 0 || propose !== undefined || after.some((d) => d.format === 'terraform')
  const before = compares ? read([...common, ...base], 'before') : []
  const { [VERSION_KEY]: proposedVersion, ...proposed } = propose ?? {}
  const version = proposedVersion === undefined ? flags.kafkaVersion : versionOf(proposedVersion)
  const side = (
    label: Resolved['side']['label'],
    documents: readonly Document[],
    topic: string | undefined,
    earlier?: Resolved,
  ): Resolved => {
    const isHead = label !== 'base'
    return asUserErrors(() =>
      configurationOf(
        label,
        documents.map((d) => d.file),
        resolveConfig(documents, {
          topic,
          version: isHead ? version : flags.kafkaVersion,
          before: earlier?.effective,
          set: { ...flags.set, ...(isHead && proposed) },
        }),
        // The cluster is found as it is, whichever side the listing stands on.
        [...documents, ...before, ...after].flatMap((d) => d.topics.filter((t) => t.name === topic).flatMap((t) => t.partitions)),
      ),
    )
  }
  const [were, are] = [topicsOf(before), topicsOf(after)]
  const gone = are.length > 0 && flags.topic === undefined ? were.filter((name) => !are.includes(name)) : []
  const cases = topicsToCheck(before, after, flags.topic, compares).map(({ topic, isNew }): Case => {
    const topics = topic === undefined ? [] : [topic]
    const notes = goneNotes(gone)
    if (!compares) return { topics, head: side('configuration', after, topic) }
    if (isNew) {
      const nothing = 'base has no such topic: there is nothing to compare it with'
      return { topics, head: withNotes(side('configuration', after, topic), [nothing, ...notes]) }
    }
    const earlier = side('base', before, topic)
    return { topics, base: earlier, head: withNotes(side('head', after, topic, earlier), notes) }
  })
  const [notice] = [...before, ...after].flatMap((d) => d.notices)
  if (cases.length === 0 && notice !== undefined && were.length + are.length === 0)
    throw new UserError('TM-402', `${placeText(notice.place)}: ${notice.message}`, ExitCode.unreadableInput)
  return alikeTogether(cases)
}

const withNotes = (resolved: Resolved, notes: readonly string[]): Resolved => ({
  ...resolved,
  side: { ...resolved.side, notes: [...resolved.side.notes, ...notes] },
})

/** At most five are named. */
function goneNotes(gone: readonly string[]): string[] {
  if (gone.length === 0) return []
  const names = listOf([...gone.slice(0, 5), ...(gone.length > 5 ? [`${gone.length - 5} more`] : [])])
  return [`only base has ${gone.length === 1 ? 'topic' : 'topics'} ${names}, which cannot be compared with anything`]
}

interface TopicToCheck {
  readonly topic: string | undefined
  /** Whether there is nothing to compare it with. */
  readonly isNew: boolean
}

/** The topics of both sides; of a plan those that it changes. A topic that goes has no guarantees any more. */
function topicsToCheck(
  before: readonly Document[],
  after: readonly Document[],
  wanted: string | undefined,
  compares: boolean,
): TopicToCheck[] {
  const [were, are] = [topicsOf(before), topicsOf(after)]
  const isPlanned = (name: string): boolean =>
    after.some((d) => d.format === 'terraform' && d.topics.some((t) => t.name === name))
  // Files that name no topic are of every topic; a plan names all that there are.
  const isNew = (name: string): boolean => compares && !were.includes(name) && (were.length > 0 || isPlanned(name))
  if (wanted !== undefined) return [{ topic: wanted, isNew: isNew(wanted) }]
  const isUntouched = (name: string): boolean =>
    compares && after.flatMap((d) => d.topics).some((t) => t.name === name && t.changed === false)
  const isPlan = after.some((d) => d.format === 'terraform')
  // What a plan does not have afterwards it deletes; other files of head may speak of the cluster alone.
  const names = are.length > 0 || isPlan ? are : were
  if (names.length === 0) return isPlan ? [] : [{ topic: undefined, isNew: false }]
  return names.filter((name) => !isUntouched(name)).map((topic) => ({ topic, isNew: isNew(topic) }))
}

/** Topics with equal configurations, before and after, are one case. */
function alikeTogether(cases: readonly Case[]): Case[] {
  const groups = new Map<string, Case>()
  for (const one of cases) {
    const key = JSON.stringify([one.base?.configuration, one.head.configuration])
    const before = groups.get(key)
    groups.set(key, before === undefined ? one : together(before, one))
  }
  return [...groups.values()]
}

/** What is to be said of one topic is said of the group: a key that Kafka does not know changes no configuration. */
function together(a: Case, b: Case): Case {
  const both = (x: Resolved, y: Resolved): Resolved => {
    const known = new Set(x.side.unknown.map(({ key, place }) => JSON.stringify([key, place])))
    return {
      ...x,
      side: {
        ...x.side,
        notes: [...new Set([...x.side.notes, ...y.side.notes])],
        unknown: [...x.side.unknown, ...y.side.unknown.filter(({ key, place }) => !known.has(JSON.stringify([key, place])))],
        ignored: Math.max(x.side.ignored, y.side.ignored),
      },
    }
  }
  return {
    topics: [...a.topics, ...b.topics],
    head: both(a.head, b.head),
    ...(a.base !== undefined && b.base !== undefined && { base: both(a.base, b.base) }),
  }
}

function versionOf(text: string): KafkaVersion {
  const version = KAFKA_VERSIONS.find((v) => v === text)
  if (version === undefined)
    throw new UserError(
      'TM-101',
      `--propose ${VERSION_KEY}=${text}: it must be one of ${KAFKA_VERSIONS.join(', ')}${suggestion(text, KAFKA_VERSIONS)}`,
    )
  return version
}

/** What a folder is searched for. */
const EXTENSIONS = /\.(?:properties|ya?ml|json|txt)$/

/** The file, or the configurations in the folder, by name. @throws UserError TM-401. */
function filesAt(name: string, terminal: Terminal): string[] {
  const path = resolve(terminal.cwd, name)
  if (!existsSync(path) || !statSync(path).isDirectory()) return [name]
  const found = readdirSync(path).filter((file) => EXTENSIONS.test(file))
  if (found.length === 0) {
    const why = 'it is a folder without .properties, .yaml, .json or .txt files'
    throw new UserError('TM-401', `${name}: cannot be read: ${why}`, ExitCode.unreadableInput)
  }
  return found.toSorted().map((file) => join(name, file))
}

/** @throws UserError TM-401. */
function readText(file: string, terminal: Terminal): string {
  try {
    const path = resolve(terminal.cwd, file)
    const { size } = statSync(path)
    if (size > 4 * MAX_TEXT) throw new Error(`it has ${size} bytes, more than a configuration may have`)
    return readFileSync(path, 'utf8')
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new UserError('TM-401', `${file}: cannot be read: ${why}`, ExitCode.unreadableInput)
  }
}

function asUserErrors<T>(action: () => T): T {
  try {
    return action()
  } catch (error) {
    throw asUserError(error)
  }
}

function asUserError(error: unknown): unknown {
  if (error instanceof ConfigError) return new UserError('TM-402', String(error), ExitCode.unreadableInput)
  if (error instanceof OptionError)
    return new UserError('TM-101', `${error.option} must be ${error.expected}, not ${String(error.actual)}`)
  if (error instanceof LayoutError) return new UserError('TM-102', `this configuration cannot be packed: ${error.message}`)
  return error
}

/** One line on standard error: redrawn on a terminal, else every ten seconds. */
function progressOf(terminal: Terminal, silent: boolean): (done: number, of: number) => void {
  let last = performance.now()
  return (done, of) => {
    if (silent) return
    const line = `explored ${done} of ${of}`
    if (terminal.errIsTerminal) terminal.err(`\r\u001b[K${line}`)
    else if (performance.now() - last >= 10_000) {
      terminal.err(`${line}\n`)
      last = performance.now()
    }
  }
}
