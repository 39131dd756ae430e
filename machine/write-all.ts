import { writeSync } from 'node:fs'

/** The call of the system: how many of the bytes from `offset` on it took. */
export type WriteCall = (fd: number, bytes: Uint8Array, offset: number) => number

/**
 * Writes all of a text to an open file. One call may take less than it is given, as the last one before a full disk does, and only the
 * next says why. @throws what the call throws.
 */
export function writeAll(fd: number, text: string, write: WriteCall = writeSync): void {
  const bytes = Buffer.from(text, 'utf8')
  for (let done = 0; done < bytes.length;) {
    const taken = write(fd, bytes, done)
    if (taken <= 0) throw Object.assign(new Error('nothing more was taken'), { code: 'ENOSPC' })
    done += taken
  }
}
