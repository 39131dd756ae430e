/** Files and flags, to the configurations that `validate` holds to their guarantees. */
import { readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { InvalidArgumentError } from 'commander'
import { LayoutError } from '../../checker/index.ts'
import {
  ConfigError,
  type Document,
  type Format,
  isKafkaKey,
  MAX_TEXT,
  readingConfig,
  SETTABLE_KEYS,
  speaksOfReplication,
  type Steps,
  vendorDocument,
  type VendorName,
  VERSION_KEY,
} from '../../config/index.ts'
import { KAFKA_VERSIONS, type KafkaVersion, releaseOf } from '../../model/kraft/versions.ts'
import { OptionError } from '../../model/option-error.ts'
import { UserError } from '../../machine/errors.ts'
import { messageOf } from '../../text/message-of.ts'
import { suggestion } from '../../text/nearest.ts'
import { printable } from '../../text/printable.ts'
import { ExitCode, exitCodeOfSignal, type Signal } from '../../machine/exit-codes.ts'
import { oneOf } from '../flags.ts'
import { readBounded, readStream } from '../../machine/read-file.ts'
import { signalOf, type Terminal } from '../terminal.ts'
import { type Cases, casesOf } from '../../guarantees/cases.ts'
import type { Settings } from '../../guarantees/questions.ts'
import { TRANSACTION_SETTINGS } from '../../guarantees/transactions-setup.ts'
import type { Side } from '../../guarantees/result.ts'

/** What was given on the command line. */
export interface Given {
  /** What both sides have in common. */
  readonly files: readonly string[]
  readonly base?: readonly string[] | undefined
  readonly head?: readonly string[] | undefined
  readonly propose?: Settings | undefined
  readonly set?: Settings | undefined
  /** Where no file gives it. */
  readonly assume?: Settings | undefined
  readonly kafkaVersion?: KafkaVersion | undefined
  readonly topic?: readonly string[] | undefined
  readonly format?: Format | undefined
  /** Whose defaults lie below the files. */
  readonly vendor?: VendorName | undefined
  /** What is not read is taken to change nothing. */
  readonly assumeDefaults?: boolean | undefined
  /** Whether transactions are asked about, though no file speaks of them. */
  readonly transactions?: boolean | undefined
}

/** The name under which standard input is read. */
const STANDARD_INPUT = '-'

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

/** Text in another encoding, such as UTF-16: nothing can be said of what stands in it. */
const isForeign = (text: string): boolean => /[\0\ufffd]/.test(text)

/**
 * Reads the files, and resolves each topic on both sides. A file that was named must be a configuration; of a folder's files those that
 * are none are passed over, and told of, as long as one is; one that could not be opened, or speaks of replication, is not known, and
 * leaves every answer incomplete. @throws UserError.
 */
export async function readCases(given: Given, terminal: Terminal): Promise<Cases & { readonly unread: readonly Unread[] }> {
  refuseOtherKeys(given)
  const { propose } = given
  const expand = (names: readonly string[] = []): Source[] => names.map((name) => filesAt(name, terminal))
  const [common, base, head] = [expand(given.files), expand(given.base), expand(given.head)]
  const texts = new Map<string, string>()
  const readOne = async (name: string, side: 'before' | 'after'): Promise<Document> => {
    const text = texts.get(name) ?? (await readText(name, terminal))
    texts.set(name, text)
    return inSteps(readingConfig({ file: shownName(name), text, format: given.format, side }), terminal)
  }
  const unread = new Map<string, Unread>()
  const unknown: Side['unread'][number][] = []
  const readSource = async ({ files, isFolder, below }: Source, side: 'before' | 'after'): Promise<Document[]> => {
    for (const folder of below) {
      const reason = 'it is a folder with files of its own, and folders in a folder are not looked into'
      if (!unread.has(folder)) unknown.push({ message: reason, place: { file: folder, line: 1, column: 1 } })
      unread.set(folder, { file: folder, reason })
    }
    const documents: Document[] = []
    let first: UserError | undefined
    for (const file of files)
      try {
        documents.push(await readOne(file, side))
      } catch (error) {
        if (!isFolder || !(error instanceof UserError) || signalOf(terminal) !== undefined) throw error
        first ??= error
        const { line, column, reason } = withoutName(error.message, file)
        const text = texts.get(file)
        if (!unread.has(file) && (text === undefined || isForeign(text) || speaksOfReplication(text)))
          unknown.push({
            message: text === undefined || isForeign(text) ? `it ${reason}` : `it speaks of replication, and ${reason}`,
            place: { file, line, column },
          })
        unread.set(file, { file, reason })
      }
    if (documents.length === 0 && first !== undefined) throw first
    return documents
  }
  const read = async (sources: readonly Source[], side: 'before' | 'after'): Promise<Document[]> => {
    const documents: Document[] = given.vendor === undefined ? [] : [vendorDocument(given.vendor)]
    for (const source of sources) documents.push(...(await readSource(source, side)))
    return documents
  }
  const after = await read([...common, ...(head.length > 0 ? head : base)], 'after')
  const compares = base.length > 0 || propose !== undefined || after.some((d) => d.format === 'terraform')
  const before = compares ? await read([...common, ...base], 'before') : []
  const { [VERSION_KEY]: proposedVersion, ...proposed } = propose ?? {}
  const version = proposedVersion === undefined ? given.kafkaVersion : proposedRelease(proposedVersion)
  const above = {
    set: given.set,
    assume: given.assume,
    assumeDefaults: given.assumeDefaults,
    transactions: given.transactions,
    topics: given.topic,
    baseVersion: given.kafkaVersion,
    headVersion: version,
    proposed,
  }
  const { cases, ...rest } = await inSteps(casesOf(before, after, compares, above), terminal)
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

/** A release, with or without its patch: `4.1` of `4.1.0`. @throws InvalidArgumentError. */
export const release = (text: string): KafkaVersion => releaseOf(text) ?? oneOf(KAFKA_VERSIONS)(text)

function proposedRelease(text: string): KafkaVersion {
  try {
    return release(text)
  } catch (error) {
    if (error instanceof InvalidArgumentError) throw new UserError('TM-101', `--propose ${VERSION_KEY}=${text}: ${error.message}`)
    throw error
  }
}

/** Keys that flags may set. What is not among them is not shown with its value: that may be a secret. @throws UserError TM-101. */
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
      throw new UserError('TM-101', `${flag} ${key}: ${why}`)
    }
  }
}

function whyNot(key: string, known: readonly string[]): string {
  const list = `it takes ${known.join(', ')}`
  if (!isKafkaKey(key)) return `Kafka has no such key${suggestion(key, known)}; ${list}`
  return `this key of Kafka's has no influence on what is checked, or can be given in a file only; ${list}`
}

/** What a folder is searched for, whatever it is; */
const EXTENSIONS = /\.(?:properties|ya?ml|json|txt|env|conf|cfg|ini|tf|tfvars)$|^\.env(?:\.|$)/i
/** what is not looked into; other files are, unless they are hidden. */
const NO_CONFIGURATION =
  /^\.|\.(?:md|markdown|rst|adoc|html?|png|jpe?g|gif|svg|webp|pdf|sh|bat|cmd|ps1|py|rb|js|mjs|ts|java|scala|go|lock|log|gz|tgz|zip|jar|jks|p12|pem|crt|key|sarif|xml)$/i

const isFolderAt = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true

/** What an argument stands for. */
interface Source {
  readonly files: readonly string[]
  readonly isFolder: boolean
  /** Folders in the folder that hold what may be configurations. */
  readonly below: readonly string[]
}

/** The file, or what may be configurations in the folder, by name; folders in it are not looked into. @throws UserError TM-401. */
function filesAt(name: string, terminal: Terminal): Source {
  const path = resolve(terminal.cwd, name)
  if (name === STANDARD_INPUT || !isFolderAt(path)) return { files: [name], isFolder: false, below: [] }
  const isFile = (file: string): boolean => statSync(join(path, file), { throwIfNoEntry: false })?.isFile() === true
  const found = readdirSync(path).filter(
    (file) => !isFolderAt(join(path, file)) && (EXTENSIONS.test(file) || (!NO_CONFIGURATION.test(file) && isFile(file))),
  )
  if (found.length === 0) {
    const why = 'it is a folder without files of configuration, such as .properties, .yaml, .json, .env or .txt'
    throw new UserError('TM-401', `${name}: cannot be read: ${why}`, ExitCode.unreadableInput)
  }
  const holdsFiles = (folder: string): boolean => {
    try {
      return readdirSync(join(path, folder)).some((file) => EXTENSIONS.test(file))
    } catch {
      return true
    }
  }
  const below = readdirSync(path).filter((file) => !file.startsWith('.') && isFolderAt(join(path, file)) && holdsFiles(file))
  return {
    files: found.toSorted().map((file) => join(name, file)),
    isFolder: true,
    below: below.toSorted().map((folder) => join(name, folder)),
  }
}

/** Files as they are, each a configuration. @throws UserError. */
export async function readDocuments({ files, format }: Pick<Given, 'files' | 'format'>, terminal: Terminal): Promise<Document[]> {
  const documents: Document[] = []
  for (const file of files.flatMap((name) => filesAt(name, terminal).files)) {
    const text = await readText(file, terminal)
    documents.push(await inSteps(readingConfig({ file: shownName(file), text, format, side: 'after' }), terminal))
  }
  return documents
}

const MAX_BYTES = 4 * MAX_TEXT

const shownName = (file: string): string => (file === STANDARD_INPUT ? 'standard input' : file)

/** @throws UserError TM-401; with the exit code of a signal that came before the end. */
export async function readText(file: string, terminal: Terminal): Promise<string> {
  try {
    return await (file === STANDARD_INPUT
      ? readStream(terminal.input, MAX_BYTES, terminal.signal)
      : readBounded(resolve(terminal.cwd, file), MAX_BYTES, terminal.signal))
  } catch (error) {
    const signal = signalOf(terminal)
    throw signal === undefined ? unreadable(shownName(file), error) : interrupted(signal)
  }
}

const interrupted = (signal: Signal): UserError =>
  new UserError('TM-401', `${signal} came while configurations were read: nothing was searched`, exitCodeOfSignal(signal))

const unreadable = (file: string, error: unknown): UserError =>
  new UserError('TM-401', printable(`${file}: cannot be read: ${messageOf(error)}`), ExitCode.unreadableInput)

/** Does the work, and lets signals in between its steps. @throws UserError when one came, and for what the user can put right. */
async function inSteps<T>(steps: Steps<T>, terminal: Terminal): Promise<T> {
  try {
    for (;;) {
      const step = steps.next()
      if (step.done === true) return step.value
      await setImmediate()
      const signal = signalOf(terminal)
      if (signal !== undefined) throw interrupted(signal)
    }
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
