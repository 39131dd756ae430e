/** Frames on a stream of bytes: four bytes of length, least significant first, and so many bytes. */
import type { Readable, Writable } from 'node:stream'
import { UserError } from '../machine/errors.ts'
import { ExitCode } from '../machine/exit-codes.ts'

/** The frames of a stream, in order. It ends where the stream does. @throws UserError TM-801 when that is inside of a frame. */
export async function* framesOf(stream: Readable): AsyncGenerator<Buffer> {
  let parts: Buffer[] = []
  let have = 0
  for await (const chunk of stream) {
    parts.push(chunk as Buffer)
    have += (chunk as Buffer).length
    let [all, from] = [parts.length === 1 || have >= wanted(parts) ? Buffer.concat(parts) : undefined, 0]
    if (all === undefined) continue
    while (all.length - from >= 4 && all.length - from >= 4 + all.readUInt32LE(from)) {
      const end: number = from + 4 + all.readUInt32LE(from)
      yield all.subarray(from + 4, end)
      from = end
    }
    all = all.subarray(from)
    parts = all.length > 0 ? [all] : []
    have = all.length
  }
  if (have > 0) throw notAsked('the stream ended in the middle of a frame')
}

/** That what comes is not what `check --engine spark` sends. */
export const notAsked = (why: string): UserError =>
  new UserError(
    'TM-801',
    `expand is for check --engine spark, and this is nothing that it asks: ${why}`,
    ExitCode.unreadableInput,
  )

/** Bytes that the first frame takes, as far as known. */
const wanted = ([first]: readonly Buffer[]): number => (first === undefined || first.length < 4 ? 0 : 4 + first.readUInt32LE(0))

/** Writes a frame of several parts; resolves when the stream takes more. */
export async function writeFrame(stream: Writable, ...parts: readonly Uint8Array[]): Promise<void> {
  const length = Buffer.alloc(4)
  length.writeUInt32LE(parts.reduce((n, part) => n + part.length, 0))
  const isTaken = [length, ...parts].map((part) => stream.write(part)).every(Boolean)
  if (!isTaken) await new Promise((resolve) => stream.once('drain', resolve))
}
