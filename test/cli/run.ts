/** Runs the command line as a user does, from the build that `setup/build-program.ts` has made. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type * as Program from '../../cli/program.ts'
import type { ProgramEvent, Terminal } from '../../cli/terminal.ts'

export const ROOT = fileURLToPath(new URL('../../', import.meta.url))
export const MAIN = join(ROOT, 'dist/cli/main.js')

export interface Run {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Starts the command line. It tells what it does on its IPC channel; see {@link told}. */
export function start(args: readonly string[], cwd: string, env: Readonly<Record<string, string>> = {}): ChildProcess {
  return spawn(process.execPath, [MAIN, ...args], {
    cwd,
    env: { ...clean(), ...homeIn(cwd), ...env },
    stdio: ['pipe', 'pipe', 'pipe', 'ipc'],
  })
}

/** Until a child that was started here tells of such an event. Rejects when it ends without. */
export function told(child: ChildProcess, type: ProgramEvent['type']): Promise<ProgramEvent> {
  return new Promise((resolve, reject) => {
    child.on('message', (event: ProgramEvent) => {
      if (event.type === type) resolve(event)
    })
    child.once('close', () => reject(new Error(`it ended and was never ${type}`)))
  })
}

/** Runs the command line to its end. */
export const cli = (args: readonly string[], cwd: string, env: Readonly<Record<string, string>> = {}): Promise<Run> =>
  finished(start(args, cwd, env))

/** What a user's home is to the command line in a test: it lies in the folder it runs in, and so goes with it. */
export const homeIn = (cwd: string): Readonly<Record<string, string>> => ({
  XDG_CACHE_HOME: join(cwd, '.tidemark/home/cache'),
  XDG_STATE_HOME: join(cwd, '.tidemark/home/state'),
})

/** Runs the command line in this process, where no signals, pipes or colours are in question. */
export async function here(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
  more: Partial<Terminal> = {},
): Promise<Run> {
  const { runProgram } = (await import(pathToFileURL(join(ROOT, 'dist/cli/program.js')).href)) as typeof Program
  let [stdout, stderr] = ['', '']
  const code = await runProgram(args, {
    input: Readable.from([]),
    out: (text) => (stdout += text),
    err: (text) => (stderr += text),
    tell: () => undefined,
    errIsTerminal: false,
    outIsTerminal: false,
    width: 100,
    env: { ...homeIn(cwd), ...env },
    signal: new AbortController().signal,
    cwd,
    ...more,
  })
  return { code, stdout, stderr }
}

/** Runs any program to its end. */
export const program = (file: string, args: readonly string[], cwd: string): Promise<Run> =>
  finished(spawn(file, [...args], { cwd, env: clean() }))

export async function finished(child: ChildProcess): Promise<Run> {
  let [stdout, stderr] = ['', '']
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk))
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk))
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  return { code, stdout, stderr }
}

/** The environment without what the test runner or a CI adds to it. */
function clean(): NodeJS.ProcessEnv {
  const { FORCE_COLOR: _f, NO_COLOR: _n, CI: _c, NODE_OPTIONS: _o, ...env } = process.env
  // What npm says of the script that runs the tests is not how the program was started.
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('npm_')))
}

/** A folder that is gone after `use`. */
export async function inTemporaryFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-test-'))
  try {
    return await use(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
