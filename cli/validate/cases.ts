/** Files and flags, to the configurations that `validate` holds to their guarantees. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { addAbortSignal } from 'node:stream'
import { InvalidArgumentError } from 'commander'
import { LayoutError } from '../../checker/index.ts'
import {
  ConfigError,
  type Document,
  type Format,
  FEATURE_ELR,
  isKafkaKey,
  leavesElrOpen,
  type LivePartition,
  MAX_TEXT,
  placeText,
  readConfig,
  resolveConfig,
  SETTABLE_KEYS,
  topicsOf,
  VERSION_KEY,
} from '../../config/index.ts'
import { KAFKA_VERSIONS, type KafkaVersion } from '../../model/kraft/versions.ts'
import { OptionError } from '../../model/option-error.ts'
import { listOf } from '../../traces/index.ts'
import { suggestion, UserError } from '../errors.ts'
import { ExitCode, exitCodeOfSignal } from '../exit-codes.ts'
import { oneOf } from '../flags.ts'
import { signalOf, type Terminal } from '../terminal.ts'
import { configurationOf, type Resolved } from '../../guarantees/configuration.ts'
import type { Settings } from '../../guarantees/questions.ts'
import type { Case } from '../../guarantees/validate.ts'

/** What was given on the command line. */
export interface Given {
  /** What both sides have in common. */
  readonly files: readonly string[]
  readonly base?: readonly string[] | undefined
  readonly head?: readonly string[] | undefined
  readonly propose?: Settings | undefined
  readonly set?: Settings | undefined
  readonly kafkaVersion?: KafkaVersion | undefined
  readonly topic?: string | undefined
  readonly format?: Format | undefined
}

/** The name under which standard input is read. */
const STANDARD_INPUT = '-'

/** Reads the files, and resolves each topic on both sides. @throws UserError. */
export async function readCases(given: Given, terminal: Terminal): Promise<Case[]> {
  refuseOtherKeys(given)
  const texts = new Map<string, string>()
  if ([...given.files, ...(given.base ?? []), ...(given.head ?? [])].includes(STANDARD_INPUT))
    texts.set(STANDARD_INPUT, await readInput(terminal))
  const read = (names: readonly string[], side: 'before' | 'after'): Document[] =>
    names.map((file) => {
      const text = texts.get(file) ?? readText(file, terminal)
      texts.set(file, text)
      return asUserErrors(() =>
        readConfig({ file: file === STANDARD_INPUT ? 'standard input' : file, text, format: given.format, side }),
      )
    })
  const expand = (names: readonly string[]): string[] => names.flatMap((name) => filesAt(name, terminal))
  const { propose } = given
  const [common, base, head] = [expand(given.files), expand(given.base ?? []), expand(given.head ?? [])]
  const after = read([...common, ...(head.length > 0 ? head : base)], 'after')
  const compares = base.length > 0 || propose !== undefined || after.some((d) => d.format === 'terraform')
  const before = compares ? read([...common, ...base], 'before') : []
  const { [VERSION_KEY]: proposedVersion, ...proposed } = propose ?? {}
  const version = proposedVersion === undefined ? given.kafkaVersion : proposedRelease(proposedVersion)
  const everything = [...before, ...after]
  /** @param elr what is assumed of eligible leader replicas where nothing says it. */
  const side = (label: Resolved['side']['label'], topic: string | undefined, elr?: Elr, earlier?: Resolved): Resolved => {
    const isHead = label !== 'base'
    const documents = isHead ? after : before
    return asUserErrors(() =>
      configurationOf(
        label,
        documents.map((d) => d.file),
        resolveConfig(documents, {
          topic,
          version: isHead ? version : given.kafkaVersion,
          before: earlier?.effective,
          assumeElr: elr,
          // Eligible leader replicas are of a cluster, not of a topic or a side.
          found: everything.flatMap((d) => d.topics.flatMap((t) => t.partitions)),
          set: { ...given.set, ...(isHead && proposed) },
        }),
        // The cluster is found as it is, whichever side the listing stands on.
        foundIn(everything, topic),
        earlier?.effective,
      ),
    )
  }
  const [were, are] = [topicsOf(before), topicsOf(after)]
  const gone = are.length > 0 && given.topic === undefined ? were.filter((name) => !are.includes(name)) : []
  const cases = topicsToCheck(before, after, given.topic, compares).flatMap(({ topic, isNew }): Case[] => {
    const topics = topic === undefined ? [] : [topic]
    const notes = goneNotes(gone)
    if (!compares) return eitherWay((elr) => ({ topics, head: side('configuration', topic, elr) }))
    if (isNew) {
      const nothing = 'base has no such topic: there is nothing to compare it with'
      return eitherWay((elr) => {
        // What base says of the cluster holds all the same.
        const cluster = side('base', were[0], elr)
        return { topics, head: withNotes(side('configuration', topic, elr, cluster), [nothing, ...notes]) }
      })
    }
    return eitherWay((elr, elrOfBase = elr) => {
      const earlier = side('base', topic, elrOfBase)
      return { topics, base: earlier, head: withNotes(side('head', topic, elr, earlier), notes) }
    })
  })
  const [notice] = [...before, ...after].flatMap((d) => d.notices)
  if (cases.length === 0 && notice !== undefined && were.length + are.length === 0)
    throw new UserError('TM-402', `${placeText(notice.place)}: ${notice.message}`, ExitCode.unreadableInput)
  return alikeTogether(cases)
}

type Elr = '0' | '1'

/**
 * The case; or where nothing says whether eligible leader replicas are on, one with them and one without. What head says and base does
 * not is a change.
 */
function eitherWay(make: (elr?: Elr, elrOfBase?: Elr) => Case): Case[] {
  const one = make()
  const isOpen = (resolved: Resolved | undefined): boolean => resolved !== undefined && leavesElrOpen(resolved.effective)
  if (!isOpen(one.base) && !isOpen(one.head)) return [one]
  const said = one.head.effective.values.find(({ key }) => key === FEATURE_ELR)
  if (said?.layer === 'feature' || said?.layer === 'flag') return [make(undefined, said.value === '0' ? '1' : '0')]
  return (['1', '0'] as const).map((elr) => ({ ...make(elr), assuming: { key: FEATURE_ELR, value: elr } }))
}

/** The partitions of a topic as a listing found them, each once. */
const foundIn = (documents: readonly Document[], topic: string | undefined): LivePartition[] => {
  const all = documents.flatMap((d) => d.topics.filter((t) => t.name === topic).flatMap((t) => t.partitions))
  return [...new Map(all.map((p) => [`${placeText(p.place)} ${p.partition}`, p])).values()]
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
    const key = JSON.stringify([one.base?.configuration, one.head.configuration, one.assuming])
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
        warnings: [...new Set([...x.side.warnings, ...y.side.warnings])],
        unknown: [...x.side.unknown, ...y.side.unknown.filter(({ key, place }) => !known.has(JSON.stringify([key, place])))],
        ignored: Math.max(x.side.ignored, y.side.ignored),
      },
    }
  }
  return {
    topics: [...a.topics, ...b.topics],
    head: both(a.head, b.head),
    ...(a.assuming !== undefined && { assuming: a.assuming }),
    ...(a.base !== undefined && b.base !== undefined && { base: both(a.base, b.base) }),
  }
}

/** A release, with or without its patch: `4.1` of `4.1.0`. @throws InvalidArgumentError. */
export const release = (text: string): KafkaVersion =>
  oneOf(KAFKA_VERSIONS)(
    text.replace(/^(\d+\.\d+)\.\d+$/, (all, minor: string) => (KAFKA_VERSIONS.some((v) => v === all) ? all : minor)),
  )

function proposedRelease(text: string): KafkaVersion {
  try {
    return release(text)
  } catch (error) {
    if (error instanceof InvalidArgumentError) throw new UserError('TM-101', `--propose ${VERSION_KEY}=${text}: ${error.message}`)
    throw error
  }
}

/** Keys that flags may set. What is not among them is not shown with its value: that may be a secret. @throws UserError TM-101. */
function refuseOtherKeys({ set = {}, propose = {} }: Given): void {
  for (const [flag, settings] of [
    ['--set', set],
    ['--propose', propose],
  ] as const) {
    const known: readonly string[] = [...SETTABLE_KEYS, ...(flag === '--propose' ? [VERSION_KEY] : [])]
    for (const key of Object.keys(settings)) {
      if (known.includes(key)) continue
      const why = key === VERSION_KEY ? 'the release of both sides is given with --kafka-version' : whyNot(key, known)
      throw new UserError('TM-101', `${flag} ${key}: ${why}`)
    }
  }
}

function whyNot(key: string, known: readonly string[]): string {
  const list = `it takes ${known.join(', ')}`
  if (!isKafkaKey(key)) return `Kafka has no such key${suggestion(key, known)}; ${list}`
  return `this key of Kafka's has no influence on what is checked, or can be given in a file only; ${list}`
}

/** What a folder is searched for. */
const EXTENSIONS = /\.(?:properties|ya?ml|json|txt)$/

/** The file, or the configurations in the folder, by name. @throws UserError TM-401. */
function filesAt(name: string, terminal: Terminal): string[] {
  const path = resolve(terminal.cwd, name)
  if (name === STANDARD_INPUT || !existsSync(path) || !statSync(path).isDirectory()) return [name]
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
    if (size > MAX_BYTES) throw new Error(`it has ${size} bytes, more than a configuration may have`)
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw unreadable(file, error)
  }
}

const MAX_BYTES = 4 * MAX_TEXT

/** @throws UserError TM-401. */
async function readInput(terminal: Terminal): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of addAbortSignal(terminal.signal, terminal.input) as AsyncIterable<Uint8Array>) {
      size += chunk.length
      if (size > MAX_BYTES) throw new Error(`it has more than ${MAX_BYTES} bytes, more than a configuration may have`)
      chunks.push(chunk)
    }
  } catch (error) {
    const signal = signalOf(terminal)
    if (signal !== undefined)
      throw new UserError('TM-401', `standard input: ${signal} came before its end`, exitCodeOfSignal(signal))
    throw unreadable('standard input', error)
  }
  return Buffer.concat(chunks).toString('utf8')
}

const unreadable = (file: string, error: unknown): UserError =>
  new UserError(
    'TM-401',
    `${file}: cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    ExitCode.unreadableInput,
  )

function asUserErrors<T>(action: () => T): T {
  try {
    return action()
  } catch (error) {
    throw asUserError(error)
  }
}

/** What configurations and the model refuse, as what the user can put right. */
export function asUserError(error: unknown): unknown {
  if (error instanceof ConfigError) return new UserError('TM-402', String(error), ExitCode.unreadableInput)
  if (error instanceof OptionError)
    return new UserError('TM-101', `${error.option} must be ${error.expected}, not ${String(error.actual)}`)
  if (error instanceof LayoutError) return new UserError('TM-102', `this configuration cannot be packed: ${error.message}`)
  return error
}
