/** The processes of Kafka. */
import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'

/** A Kafka that can be run: its jars, and the release they are of. */
export interface Kafka {
  /** The folder of its jars. */
  readonly libs: string
  /** As its jars name it, such as 4.4.0. */
  readonly version: string
}

/** A cluster could not be started; the message says why. */
export class NotStarted extends Error {
  override name = 'NotStarted'
}

export interface JavaProcess {
  readonly pid: number
  readonly hasEnded: () => boolean
  readonly ended: Promise<void>
  readonly signal: (name: 'SIGTERM' | 'SIGKILL') => void
}

const OPTIONS = ['-Xms64m', '-Xmx320m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xshare:auto']

/** Which run a process belongs to, on its command line, so that it can be told apart from any other. */
export const runMark = (run: string): string => `-Dtidemark.run=${run}`

/** Starts a node. It is in a process group of its own, so that Ctrl-C in a terminal reaches this program alone. */
/** `more` are options of its process. */
export function startNode({ libs }: Kafka, run: string, folder: string, more: readonly string[]): JavaProcess {
  const log = openSync(join(folder, 'node.log'), 'a')
  try {
    const child = spawn(
      'java',
      [...OPTIONS, runMark(run), ...more, '-cp', join(libs, '*'), 'kafka.Kafka', join(folder, 'server.properties')],
      { cwd: folder, detached: true, stdio: ['ignore', log, log] },
    )
    let isOver = false
    const ended = new Promise<void>((resolve) => {
      const end = (): void => {
        isOver = true
        resolve()
      }
      child.once('exit', end)
      child.once('error', end)
    })
    return { pid: child.pid ?? 0, hasEnded: () => isOver, ended, signal: (name) => void child.kill(name) }
  } finally {
    closeSync(log)
  }
}

/** Writes the files of a controller's new log directory (`kafka-storage.sh format`). @throws NotStarted with what Java said. */
export async function formatController(
  { libs }: Kafka,
  run: string,
  folder: string,
  clusterId: string,
  features: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const flags = features.flatMap((feature) => ['--feature', feature])
  const tool = ['-cp', join(libs, '*'), 'kafka.tools.StorageTool', 'format', '-t', clusterId, '-c', 'server.properties']
  const { exitCode, all, code } = await execa('java', [...OPTIONS, runMark(run), ...tool, ...flags], {
    cwd: folder,
    all: true,
    reject: false,
    cancelSignal: signal,
  })
  signal.throwIfAborted()
  if (code === 'ENOENT') throw new NotStarted('there is no Java (java) on the path')
  if (exitCode !== 0) throw new NotStarted(`kafka-storage format ended with ${exitCode ?? 'a signal'}: ${all}`)
}
