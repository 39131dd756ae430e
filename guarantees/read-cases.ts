/** Files and flags, to the configurations that are held to their guarantees. */
import {
  ConfigError,
  type Document,
  filesBeside,
  type Format,
  hasCommands,
  isKafkaKey,
  isPattern,
  isScript,
  joinedFiles,
  readingConfig,
  SETTABLE_KEYS,
  speaksOfReplication,
  type Steps,
  topicsLike,
  vendorDocument,
  type VendorName,
  VERSION_KEY,
  withVariants,
  withProposed,
} from '../config/index.ts'
import type { Controller, KafkaVersion } from '../model/kraft/versions.ts'
import { release } from '../questions/flags/kraft.ts'
import { FlagError } from '../text/flag-error.ts'
import { suggestion } from '../text/nearest.ts'
import { type Cases, casesOf } from './cases.ts'
import type { Settings } from './questions.ts'
import type { Side } from './result.ts'
import { TRANSACTION_SETTINGS } from './transactions-setup.ts'

/** A running cluster beside the files, and which of its topics. */
export interface LiveGiven {
  /** `HOST:PORT`, several with commas. */
  readonly bootstrapServer?: string | undefined
  /** A file of properties as Kafka's own tools take it. */
  readonly commandConfig?: string | undefined
  /** Names, and patterns with `*`. */
  readonly topic?: readonly string[] | undefined
}

/** What was given on the command line. */
export interface Given extends LiveGiven {
  /** What both sides have in common. */
  readonly files: readonly string[]
  readonly base?: readonly string[] | undefined
  readonly head?: readonly string[] | undefined
  readonly propose?: Settings | undefined
  readonly set?: Settings | undefined
  /** Where no file gives it. */
  readonly assume?: Settings | undefined
  readonly kafkaVersion?: KafkaVersion | undefined
  readonly format?: Format | undefined
  /** Of applications, those that are active, the strongest last. */
  readonly profile?: readonly string[] | undefined
  /** Whose defaults lie below the files. */
  readonly vendor?: VendorName | undefined
  /** What is not read is taken to change nothing. */
  readonly assumeDefaults?: boolean | undefined
  /** Whether transactions are asked about, though no file speaks of them. */
  readonly transactions?: boolean | undefined
  /** The columns that are asked for by name. */
  readonly envelope?: readonly string[] | undefined
  /** What holds the metadata, above what files say. */
  readonly controller?: Controller | undefined
}

/** What a name stands for. */
interface Source {
  readonly files: readonly string[]
  readonly isFolder: boolean
  /** Folders in the folder that hold what may be configurations. */
  readonly below: readonly string[]
}

/** Where configurations come from. */
export interface Sources {
  readonly at: (name: string) => Source
  readonly text: (file: string) => Promise<string>
  /** What a running cluster answers, where one is named. */
  readonly live: (given: LiveGiven) => Promise<readonly Document[]>
  /** A file as messages name it. */
  readonly shownName: (file: string) => string
  /** Does work that is done in steps, and lets signals in between them. */
  readonly inSteps: <T>(steps: Steps<T>) => Promise<T>
  /** Why a file of a folder is none to be read, by what was thrown; undefined when that ends the reading. */
  readonly whyPassedOver: (error: unknown) => string | undefined
}

/** A file in a folder that was passed over, and why. */
export interface Unread {
  readonly file: string
  readonly reason: string
}

/** What a message says of a file, without its name and place, which are told beside it. */
function withoutName(message: string, file: string): { readonly line: number; readonly column: number; readonly reason: string } {
  const rest = message.startsWith(`${file}:`) ? message.slice(file.length + 1).trimStart() : message
  const [, line = '1', column = '1', reason = rest] = /^(\d{1,9}):(\d{1,9}): (.*)$/s.exec(rest) ?? []
  return { line: Number(line), column: Number(column), reason }
}

// oxlint-disable-next-line require-yield -- it fails as what reads a file does
function* noTools(file: string): Steps<never> {
  throw new ConfigError('is a script that runs none of Kafka’s tools', { file, line: 1, column: 1 })
}

/** Text in another encoding, such as UTF-16: nothing can be said of what stands in it. */
const isForeign = (text: string): boolean => /[\0\ufffd]/.test(text)

/**
 * Reads the files, and resolves each topic on both sides. A file that was named must be a configuration; of a folder's files those that
 * are none are passed over, and told of, as long as one is; one that could not be opened, or speaks of replication, is not known, and
 * leaves every answer incomplete. @throws FlagError, and what `sources` throws.
 */
export async function readCases(given: Given, sources: Sources): Promise<Cases & { readonly unread: readonly Unread[] }> {
  refuseOtherKeys(given)
  const { propose } = given
  const expand = (names: readonly string[] = []): Source[] => names.map(sources.at)
  const [common, base, head] = [expand(given.files), expand(given.base), expand(given.head)]
  const { readSource, unread, unknown } = readingOf(given, sources)
  const read = async (sources: readonly Source[], side: 'before' | 'after'): Promise<Document[]> => {
    const documents: Document[] = given.vendor === undefined ? [] : [vendorDocument(given.vendor)]
    const all = sources.flatMap(({ files }) => files)
    for (const source of sources) documents.push(...(await readSource(source, side, all)))
    return documents
  }
  // Files stand above what runs. Beside a base alone, what runs is what has become of it.
  const live = await sources.live(given)
  const isHead = live.length > 0 && head.length === 0
  const above = (files: readonly Document[]): Document[] => [...live.map((cluster) => withProposed(cluster, files)), ...files]
  const after = above(await read([...common, ...(head.length > 0 ? head : isHead ? [] : base)], 'after'))
  const isChange = base.length > 0 || propose !== undefined || (live.length > 0 && head.length > 0)
  const compares = isChange || after.some((d) => d.format === 'terraform')
  const earlier = compares ? await read([...common, ...base], 'before') : []
  const before = !compares || (isHead && base.length > 0) ? earlier : above(earlier)
  const { [VERSION_KEY]: proposedVersion, ...proposed } = propose ?? {}
  const version = proposedVersion === undefined ? given.kafkaVersion : proposedRelease(proposedVersion)
  const beside = {
    set: given.set,
    assume: given.assume,
    assumeDefaults: given.assumeDefaults,
    transactions: given.transactions,
    controller: given.controller,
    envelopes: given.envelope,
    topics: topicsNamed(given.topic, [...before, ...after]),
    baseVersion: given.kafkaVersion,
    headVersion: version,
    proposed,
  }
  const { cases, ...rest } = await sources.inSteps(casesOf(before, after, compares, beside))
  const leftOpen = given.assumeDefaults === true ? [] : unknown
  return {
    ...rest,
    cases: cases.map((one) => ({
      ...one,
      head: { ...one.head, side: { ...one.head.side, unread: [...one.head.side.unread, ...leftOpen] } },
    })),
    unread: [...unread.values()],
  }
}

/** A file as one that stands beside it sees it. */
interface Other {
  readonly file: string
  readonly text: string
}

/** What is read of files, with what was passed over (`unread`) and what of it leaves every answer open (`unknown`). */
function readingOf(given: Pick<Given, 'format' | 'profile'>, sources: Sources) {
  const { profile: profiles } = given
  const texts = new Map<string, string>()
  const textOf = async (name: string): Promise<string> => {
    const text = texts.get(name) ?? (await sources.text(name))
    texts.set(name, text)
    return text
  }
  // What is worked out of one is kept by it, for all that stand beside it.
  const others = new Map<string, Other>()
  /** What cannot be opened is told of where it is read for itself. */
  const otherIfRead = async (name: string): Promise<Other | undefined> => {
    const known = others.get(name)
    if (known !== undefined) return known
    try {
      const other = { file: sources.shownName(name), text: await textOf(name) }
      others.set(name, other)
      return other
    } catch (error) {
      if (sources.whyPassedOver(error) === undefined) throw error
      return undefined
    }
  }
  const readOne = async (name: string, side: 'before' | 'after', all: readonly string[]): Promise<Document> => {
    const beside = new Map<string, Other>()
    for (const one of filesBeside(name, all)) {
      const other = await otherIfRead(one.file)
      if (other !== undefined) beside.set(one.name, other)
    }
    const joined = await joinedTo(name, all, profiles, sources.shownName, textOf)
    const text = await textOf(name)
    const { format } = given
    return sources.inSteps(readingConfig({ file: sources.shownName(name), text, format, side, beside, profiles, joined }))
  }
  const unread = new Map<string, Unread>()
  const unknown: Side['unread'][number][] = []
  const readSource = async (
    { files, isFolder, below }: Source,
    side: 'before' | 'after',
    all: readonly string[],
  ): Promise<Document[]> => {
    for (const folder of below) {
      const reason = 'it is a folder with files of its own, and folders in a folder are not looked into'
      if (!unread.has(folder)) unknown.push({ message: reason, place: { file: folder, line: 1, column: 1 } })
      unread.set(folder, { file: folder, reason })
    }
    const documents: Document[] = []
    let first: { readonly error: unknown } | undefined
    const joined = joinedFiles(all, profiles)
    for (const file of files)
      try {
        if (joined.has(file)) continue
        if (isFolder && isScript(file) && !hasCommands(await textOf(file)))
          await sources.inSteps(noTools(sources.shownName(file)))
        documents.push(await readOne(file, side, all))
      } catch (error) {
        const message = isFolder ? sources.whyPassedOver(error) : undefined
        if (message === undefined) throw error
        first ??= { error }
        const { line, column, reason } = withoutName(message, file)
        const text = texts.get(file)
        if (!unread.has(file) && (text === undefined || isForeign(text) || speaksOfReplication(text)))
          unknown.push({
            message: text === undefined || isForeign(text) ? `it ${reason}` : `it speaks of replication, and ${reason}`,
            place: { file, line, column },
          })
        unread.set(file, { file, reason })
      }
    if (documents.length === 0 && first !== undefined) throw first.error
    return isFolder ? withVariants(documents) : documents
  }
  return { readSource, unread, unknown }
}

/** The files that are read as a part of one, with their texts. */
async function joinedTo(
  name: string,
  all: readonly string[],
  profiles: readonly string[] | undefined,
  shownName: Sources['shownName'],
  textOf: Sources['text'],
): Promise<{ readonly file: string; readonly text: string }[]> {
  const joined: { file: string; text: string }[] = []
  for (const [file, base] of joinedFiles(all, profiles))
    if (base === name) joined.push({ file: shownName(file), text: await textOf(file) })
  return joined
}

/** The topics that names and patterns stand for. @throws FlagError for a pattern that stands for none. */
export function topicsNamed(
  wanted: readonly string[] | undefined,
  documents: readonly Document[],
): readonly string[] | undefined {
  const names = [...new Set(documents.flatMap(({ topics }) => topics.map(({ name }) => name)))]
  return wanted?.flatMap((pattern) => {
    if (!isPattern(pattern)) return [pattern]
    const found = topicsLike(pattern, names).filter((name) => !name.startsWith('__') || pattern.startsWith('__'))
    if (found.length === 0) throw new FlagError(`--topic ${pattern}: no topic has such a name`)
    return found
  })
}

/** Files as they are, above what runs, and what was not read of them. Throws what `sources` throws. */
export async function readDocuments(
  given: LiveGiven & Pick<Given, 'files' | 'format'>,
  sources: Sources,
): Promise<{ readonly documents: readonly Document[]; readonly unread: Side['unread'] }> {
  const { readSource, unknown } = readingOf(given, sources)
  const documents: Document[] = [...(await sources.live(given))]
  const all = given.files.map(sources.at)
  const files = all.flatMap((source) => source.files)
  for (const source of all) documents.push(...(await readSource(source, 'after', files)))
  return { documents, unread: unknown }
}

function proposedRelease(text: string): KafkaVersion {
  try {
    return release(text)
  } catch (error) {
    if (error instanceof FlagError) throw new FlagError(`--propose ${VERSION_KEY}=${text}: ${error.message}`)
    throw error
  }
}

/** Keys that flags may set. What is not among them is not shown with its value: that may be a secret. @throws FlagError. */
function refuseOtherKeys({ set = {}, assume = {}, propose = {} }: Given): void {
  for (const [flag, settings] of [
    ['--set', set],
    ['--assume', assume],
    ['--propose', propose],
  ] as const) {
    const ofTransactions = flag === '--assume' ? [] : TRANSACTION_SETTINGS
    const known: readonly string[] = [...SETTABLE_KEYS, ...ofTransactions, ...(flag === '--propose' ? [VERSION_KEY] : [])]
    for (const key of Object.keys(settings)) {
      if (known.includes(key)) continue
      const why = key === VERSION_KEY ? 'the release of both sides is given with --kafka-version' : whyNot(key, known)
      throw new FlagError(`${flag} ${key}: ${why}`)
    }
  }
}

function whyNot(key: string, known: readonly string[]): string {
  const list = `it takes ${known.join(', ')}`
  if (!isKafkaKey(key)) return `Kafka has no such key${suggestion(key, known)}; ${list}`
  return `this key of Kafka's has no influence on what is checked, or can be given in a file only; ${list}`
}
