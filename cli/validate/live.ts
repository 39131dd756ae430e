/** `--bootstrap-server`: a running cluster beside the files. Its client is loaded only when one is named. */
import { resolve } from 'node:path'
import type { Document } from '../../config/index.ts'
import type { LiveGiven } from '../../guarantees/read-cases.ts'
import { interrupted, readNamed } from '../../machine/named-files.ts'
import { signalOf } from '../../machine/exit-codes.ts'
import { readFileAtMost } from '../../machine/read-file.ts'
import type { Terminal } from '../terminal.ts'

/** Bytes of a file of keys or certificates. */
const MOST_KEYS = 2 ** 24

/** @throws UserError, FlagError. */
export async function readLive(
  { bootstrapServer, commandConfig, topic }: LiveGiven,
  terminal: Terminal,
  mostBytes: number,
): Promise<readonly Document[]> {
  if (bootstrapServer === undefined) return []
  const file = commandConfig
  const config = file === undefined ? undefined : { file, text: await readNamed(file, mostBytes, terminal) }
  const { liveDocument } = await import('../../live/index.ts')
  const { signal, cwd } = terminal
  const readFile = (path: string): Buffer => readFileAtMost(resolve(cwd, path), MOST_KEYS)
  try {
    return [await liveDocument({ bootstrapServer, commandConfig: config, topics: topic, signal, readFile })]
  } catch (error) {
    const ended = signalOf(terminal)
    throw ended === undefined ? error : interrupted(ended)
  }
}
