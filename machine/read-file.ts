/** Reading what users name: never more than is allowed, and never longer than they want to wait. */
import { closeSync, constants, fstatSync, lstatSync, openSync, readdirSync, readSync, type Stats } from 'node:fs'
import { type FileHandle, open, stat } from 'node:fs/promises'
import { Socket } from 'node:net'
import { basename, dirname } from 'node:path'
import { addAbortSignal, type Readable } from 'node:stream'
import { isatty } from 'node:tty'
import { messageOf } from '../text/message-of.ts'
import { suggestion } from '../text/nearest.ts'

/** How much is read at a time; between two pieces a signal is answered. */
const PIECE = 1 << 20

/**
 * The text of a file, a pipe or a device. Rejects with the system's error; when there is more than `most` bytes, as `/dev/zero` has; and when
 * the signal aborts.
 */
export async function readBounded(path: string, most: number, signal: AbortSignal): Promise<string> {
  const found = await stat(path)
  if (found.isDirectory()) throw new Error('it is a folder')
  if (found.size > most) throw tooLarge(most)
  // Without O_NONBLOCK a pipe that nobody writes to would not even open, and no signal could end that.
  const file = await open(path, constants.O_RDONLY | (found.isFIFO() ? constants.O_NONBLOCK : 0))
  try {
    return await readOpened(file, found, most, signal)
  } finally {
    // A socket closes what it was given.
    await file.close().catch(() => undefined)
  }
}

async function readOpened(file: FileHandle, found: Stats, most: number, signal: AbortSignal): Promise<string> {
  if (found.isFIFO()) return readStream(new Socket({ fd: file.fd, readable: true, writable: false }), most, signal)
  if (isatty(file.fd)) throw new Error('it is a terminal; - reads standard input')
  const pieces: Buffer[] = []
  for (let size = 0; ;) {
    signal.throwIfAborted()
    const piece = Buffer.allocUnsafe(Math.min(PIECE, most + 1 - size))
    const { bytesRead } = await file.read(piece, 0, piece.length, null)
    if (bytesRead === 0) return textOf(pieces)
    pieces.push(piece.subarray(0, bytesRead))
    size += bytesRead
    if (size > most) throw tooLarge(most)
  }
}

/** UTF-8, without the byte order mark that Windows puts before it. */
const textOf = (pieces: readonly Uint8Array[]): string => new TextDecoder().decode(Buffer.concat(pieces))

/** The text of a stream to its end. Rejects as {@link readBounded} does. */
export async function readStream(stream: Readable, most: number, signal: AbortSignal): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of addAbortSignal(signal, stream) as AsyncIterable<Uint8Array>) {
    size += chunk.length
    if (size > most) throw tooLarge(most)
    chunks.push(chunk)
  }
  return textOf(chunks)
}

/**
 * Opens a file for reading, and nothing else: where a file of this program should be, somebody may have put a pipe, which would be waited for,
 * or a device that never ends. Who calls it closes it. @throws the system's error, and when it is no file.
 */
export function openFile(path: string): number {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  if (fstatSync(fd).isFile()) return fd
  closeSync(fd)
  throw new Error('it is no file')
}

/** What is in a file, in one go. @throws as {@link openFile} does, and when there are more than `most` bytes. */
export function readFileAtMost(path: string, most: number): Buffer {
  const fd = openFile(path)
  try {
    const pieces: Buffer[] = []
    for (let size = 0; ;) {
      const piece = Buffer.allocUnsafe(Math.min(PIECE, most + 1 - size))
      const read = readSync(fd, piece)
      if (read === 0) return Buffer.concat(pieces)
      pieces.push(piece.subarray(0, read))
      size += read
      if (size > most) throw tooLarge(most)
    }
  } finally {
    closeSync(fd)
  }
}

const tooLarge = (most: number): Error => new Error(`it has more than ${most} bytes, the most that is read`)

/** Why a file could not be read, after its name. */
export const whyUnread = (path: string, error: unknown): string =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT' ? noSuchFile(path) : `cannot be read: ${messageOf(error)}`

/** Of a file that is not there, what it may have been meant to be. */
export function noSuchFile(path: string): string {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true) return 'is a link to a file that is not there'
  try {
    return `there is no such file${suggestion(basename(path), readdirSync(dirname(path)))}`
  } catch {
    return `there is no such file, and no folder ${basename(dirname(path))}`
  }
}
