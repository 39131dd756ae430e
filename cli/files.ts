import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { ExitCode } from './exit-codes.ts'
import { UserError } from './errors.ts'

/**
 * Writes a file whole or not at all: into a temporary file beside it, renamed at the end. `produce` is given a function
 * that takes text chunk by chunk.
 * @throws UserError TM-301 naming the file.
 */
export function writeWhole(path: string, produce: (write: (chunk: string) => void) => void): void {
  const temporary = `${path}.${process.pid}.tmp`
  let fd: number | undefined
  try {
    mkdirSync(dirname(path), { recursive: true })
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
