/** Standard output, written whole or known to have failed. */
import { fstatSync } from 'node:fs'
import { writeAll } from './write-all.ts'

export interface StandardOutput {
  readonly write: (text: string) => void
  /** Whether something that was to be written is not, other than because the reader went away. */
  readonly failed: () => boolean
}

/** The reader has gone: of a pipe, or of the terminal that was closed. */
const GONE = new Set(['EPIPE', 'EIO'])

/**
 * Writes to a stream of the process. What goes wrong is said once, by `err`; after that nothing is written any more. A redirection to a
 * file is written here: Node's stream takes a short write, as the last one before a full disk is, for a whole one.
 */
export function standardOutput(stream: NodeJS.WriteStream & { fd: number }, err: (text: string) => void): StandardOutput {
  let [isOpen, hasFailed] = [true, false]
  const fail = (error: NodeJS.ErrnoException): void => {
    if (!isOpen) return
    isOpen = false
    if (GONE.has(error.code ?? '')) {
      err('tidemark: standard output was closed before the result was written\n')
      return
    }
    hasFailed = true
    err(`error TM-301: cannot write standard output: ${error.message}\n`)
  }
  stream.on('error', fail)
  const write = isFile(stream.fd) ? (text: string) => writeAll(stream.fd, text) : (text: string) => void stream.write(text)
  return {
    write: (text) => {
      if (!isOpen) return
      try {
        write(text)
      } catch (error) {
        fail(error as NodeJS.ErrnoException)
      }
    },
    failed: () => hasFailed,
  }
}

function isFile(fd: number): boolean {
  try {
    return fstatSync(fd).isFile()
  } catch {
    return false
  }
}
