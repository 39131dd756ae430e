import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { randomBytes } from 'node:crypto'
import { dirname, join, relative } from 'node:path'
import { ExitCode } from './exit-codes.ts'
import { UserError } from './errors.ts'
import { messageOf } from '../text/message-of.ts'
import { writeAll, type WriteCall } from './write-all.ts'

/**
 * Makes sure, before a long search, that files can be saved in a folder; it need not exist yet.
 * @throws UserError TM-301 naming the flag.
 */
export function refuseUnwritable(flag: string, folder: string): void {
  const parent = nearestFolder(folder)
  try {
    if (!statSync(parent).isDirectory()) throw new Error(`${parent} is not a folder`)
    accessSync(parent, constants.W_OK)
  } catch (error) {
    throw new UserError('TM-301', `${flag}: cannot write to ${folder}: ${messageOf(error)}`)
  }
}

/** The same of a file, which may be there already. @throws UserError TM-301 naming the flag. */
export function refuseUnwritableFile(flag: string, file: string): void {
  if (existsSync(file) && statSync(file).isDirectory())
    throw new UserError('TM-301', `${flag}: cannot write to ${file}: it is a folder`)
  refuseUnwritable(flag, dirname(file))
}

/**
 * Makes sure that each of several files that are to be written can be, and that none is written over by another.
 * @throws UserError TM-101, TM-301 naming the flags.
 */
export function refuseUnwritableFiles(files: readonly { readonly flag: string; readonly file: string }[]): void {
  const known = new Map<string, string>()
  for (const { flag, file } of files) {
    refuseUnwritableFile(flag, file)
    const other = isNoFile(file) ? undefined : known.get(file)
    if (other !== undefined)
      throw new UserError('TM-101', `${other} and ${flag} name one file, ${file}: one would be written over`)
    known.set(file, flag)
  }
}

/** How a file is named to people: relative to the current folder when it lies below it. */
export function shownPath(cwd: string, path: string): string {
  const shown = relative(cwd, path)
  return shown.startsWith('..') ? path : shown
}

/** The folder, or the nearest one around it that exists. */
function nearestFolder(folder: string): string {
  let at = folder
  while (!existsSync(at) && dirname(at) !== at) at = dirname(at)
  return at
}

/** One by one: a recursive `mkdir` of Node's never returns where folders cannot be made, such as in /proc. */
export function makeFolder(folder: string, mode = 0o777): void {
  if (existsSync(folder)) return
  makeFolder(dirname(folder), mode)
  try {
    mkdirSync(folder, mode)
  } catch (error) {
    if (!existsSync(folder)) throw error
  }
}

/** What writing asks of the system; a test may give it another. */
export interface Disk {
  readonly write: WriteCall
  /** Makes sure that what was written to an open file is on the disk. */
  readonly sync: (fd: number) => void
}

const DISK: Disk = { write: writeSync, sync: fsyncSync }

/**
 * Writes a file whole or not at all: into a temporary file beside it, on the disk before it is renamed, so that whatever ends the program or
 * fills the disk leaves the older file or the new one. `produce` is given a function that takes text chunk by chunk. What is no file, such as
 * `/dev/stdout` or a pipe that is read, is written to as it is.
 * @throws UserError TM-301 naming the file.
 */
export function writeWhole(path: string, produce: (write: (chunk: string) => void) => void, disk: Disk = DISK): void {
  try {
    makeFolder(dirname(path))
    if (isNoFile(path)) {
      refuseUnread(path)
      writeOpened(path, 'w', produce, { ...disk, sync: () => undefined })
    } else {
      removeLeftovers(dirname(path))
      const temporary = `${path}.tidemark-${process.pid}-${randomBytes(4).toString('hex')}.tmp`
      try {
        writeOpened(temporary, 'wx', produce, disk)
        renameSync(temporary, path)
      } catch (error) {
        rmSync(temporary, { force: true })
        throw error
      }
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error)
      throw new UserError('TM-301', `cannot write ${path}: ${error.message}`, ExitCode.internal)
    throw error
  }
}

/** Opening a pipe waits for a reader where no signal is heard. @throws the system's error when there is none. */
function refuseUnread(path: string): void {
  if (statSync(path).isFIFO()) closeSync(openSync(path, constants.O_WRONLY | constants.O_NONBLOCK))
}

/** Something other than a file or a folder is there. */
const isNoFile = (path: string): boolean => {
  const found = statSync(path, { throwIfNoEntry: false })
  return found !== undefined && !found.isFile() && !found.isDirectory()
}

function writeOpened(path: string, flags: string, produce: (write: (chunk: string) => void) => void, disk: Disk): void {
  const fd = openSync(path, flags)
  let isOpen = true
  try {
    let pending = ''
    produce((chunk) => {
      pending += chunk
      if (pending.length < 1 << 16) return
      writeAll(fd, pending, disk.write)
      pending = ''
    })
    writeAll(fd, pending, disk.write)
    disk.sync(fd)
    isOpen = false
    closeSync(fd)
  } finally {
    if (isOpen) closeSync(fd)
  }
}

/** Temporary files as they are named here. */
const TEMPORARY = /\.tidemark-(\d+)-[0-9a-f]{8}\.tmp$/
/** One that is younger may be another program's that is at it, on another machine or in another container. */
const OLD = 60_000
const swept = new Set<string>()

/** Removes what runs that were killed have left in a folder. Once in the life of the program; what cannot be removed stays. */
function removeLeftovers(folder: string): void {
  if (swept.has(folder)) return
  swept.add(folder)
  try {
    for (const name of readdirSync(folder)) {
      const pid = TEMPORARY.exec(name)?.[1]
      const path = join(folder, name)
      if (pid !== undefined && !isRunning(Number(pid)) && Date.now() - lstatSync(path).mtimeMs > OLD)
        rmSync(path, { force: true })
    }
  } catch {
    // They do no harm: nothing reads them.
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}
