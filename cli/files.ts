import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname, relative } from 'node:path'
import { ExitCode } from './exit-codes.ts'
import { UserError } from './errors.ts'
import { messageOf } from '../text/message-of.ts'

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
function makeFolder(folder: string): void {
  if (existsSync(folder)) return
  makeFolder(dirname(folder))
  try {
    mkdirSync(folder)
  } catch (error) {
    if (!existsSync(folder)) throw error
  }
}

/**
 * Writes a file whole or not at all: into a temporary file beside it, renamed at the end. `produce` is given a function
 * that takes text chunk by chunk.
 * @throws UserError TM-301 naming the file.
 */
export function writeWhole(path: string, produce: (write: (chunk: string) => void) => void): void {
  const temporary = `${path}.${process.pid}.tmp`
  let fd: number | undefined
  try {
    makeFolder(dirname(path))
    fd = openSync(temporary, 'w')
    const file = fd
    let pending = ''
    produce((chunk) => {
      pending += chunk
      if (pending.length < 1 << 16) return
      writeSync(file, pending)
      pending = ''
    })
    writeSync(fd, pending)
    closeSync(fd)
    fd = undefined
    renameSync(temporary, path)
  } catch (error) {
    if (fd !== undefined) closeSync(fd)
    rmSync(temporary, { force: true })
    if (error instanceof Error && 'code' in error)
      throw new UserError('TM-301', `cannot write ${path}: ${error.message}`, ExitCode.internal)
    throw error
  }
}
