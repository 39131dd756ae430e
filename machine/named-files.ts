/** What names on a command line stand for: files, folders of them, or standard input. */
import { readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Readable } from 'node:stream'
import { setImmediate, setTimeout } from 'node:timers/promises'
import { printable } from '../text/printable.ts'
import { UserError } from './errors.ts'
import { ExitCode, exitCodeOfSignal, type Signal, signalOf } from './exit-codes.ts'
import { readBounded, readStream, whyUnread } from './read-file.ts'

/** Where names are looked up, and what ends it. */
export interface Place {
  /** Standard input. */
  readonly input: Readable
  readonly cwd: string
  /** Aborted with the name of a signal. */
  readonly signal: AbortSignal
}

/** The name under which standard input is read. */
const STANDARD_INPUT = '-'

/** What a name stands for. */
export interface Source {
  readonly files: readonly string[]
  readonly isFolder: boolean
  /** Folders in the folder that hold what is likely wanted. */
  readonly below: readonly string[]
}

/** Which files of a folder are wanted. */
export interface Wanted {
  readonly likenessOf: (name: string) => 'likely' | 'possible' | 'none'
  /** What is said when there is none. */
  readonly without: string
}

const isFolderAt = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true

/** The file, or what is wanted of the folder, by name; folders in it are not looked into. @throws UserError TM-401. */
export function sourceAt(name: string, { likenessOf, without }: Wanted, { cwd }: Place): Source {
  const path = resolve(cwd, name)
  if (name === STANDARD_INPUT || !isFolderAt(path)) return { files: [name], isFolder: false, below: [] }
  const isFile = (file: string): boolean => statSync(join(path, file), { throwIfNoEntry: false })?.isFile() === true
  const isWanted = (file: string): boolean => {
    const likeness = likenessOf(file)
    return likeness === 'likely' || (likeness === 'possible' && isFile(file))
  }
  const found = readdirSync(path).filter((file) => !isFolderAt(join(path, file)) && isWanted(file))
  if (found.length === 0) throw new UserError('TM-401', `${name}: cannot be read: ${without}`, ExitCode.unreadableInput)
  const holdsLikely = (folder: string): boolean => {
    try {
      return readdirSync(join(path, folder)).some((file) => likenessOf(file) === 'likely')
    } catch {
      return true
    }
  }
  const below = readdirSync(path).filter((file) => !file.startsWith('.') && isFolderAt(join(path, file)) && holdsLikely(file))
  return {
    files: found.toSorted().map((file) => join(name, file)),
    isFolder: true,
    below: below.toSorted().map((folder) => join(name, folder)),
  }
}

/** A file as messages name it. */
export const shownName = (file: string): string => (file === STANDARD_INPUT ? 'standard input' : file)

/** The text of a file, of at most so many bytes. @throws UserError TM-401; with the exit code of a signal that came before the end. */
export async function readNamed(file: string, most: number, place: Place): Promise<string> {
  const { input, cwd, signal: ending } = place
  try {
    return await (file === STANDARD_INPUT ? readStream(input, most, ending) : readBounded(resolve(cwd, file), most, ending))
  } catch (error) {
    const signal = signalOf(place)
    if (signal !== undefined) throw interrupted(signal)
    throw new UserError(
      'TM-401',
      printable(`${shownName(file)}: ${whyUnread(resolve(cwd, file), error)}`),
      ExitCode.unreadableInput,
    )
  }
}

/** The longest that a step is waited for, in milliseconds; then the work goes on without what it waited for. */
const LONGEST_WAIT = 60_000

/**
 * Does work that is done in steps, lets signals in between them, and waits for what a step asks to be waited for. @throws UserError when a
 * signal came.
 */
export async function inSteps<T>(
  steps: Iterator<(() => Promise<void>) | undefined, T>,
  place: Pick<Place, 'signal'>,
): Promise<T> {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
    // The timer also keeps the process: nothing else does while only a promise is open.
    const stop = new AbortController()
    if (step.value !== undefined)
      await Promise.race([step.value(), setTimeout(LONGEST_WAIT, undefined, { signal: stop.signal }).catch(() => {})])
    stop.abort()
    await setImmediate()
    const signal = signalOf(place)
    if (signal !== undefined) throw interrupted(signal)
  }
}

/** What is said of a signal that came first. */
export const interrupted = (signal: Signal): UserError =>
  new UserError('TM-401', `${signal} came while configurations were read: nothing was searched`, exitCodeOfSignal(signal))
