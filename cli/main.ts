#!/usr/bin/env node
/** The program: joins the command line to the process. Nothing of the project is loaded before signals are listened to. */
import type { Signal } from '../machine/exit-codes.ts'
import type { ProgramEvent, Terminal } from './terminal.ts'

/** Within so many milliseconds the same signal is the same Ctrl-C: npm passes it on to a child that the terminal has told already. */
const SAME_SIGNAL = 250

const interrupt = new AbortController()
let interruptedAt = 0
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const satisfies Signal[])
  process.on(signal, () => {
    if (!interrupt.signal.aborted) {
      interruptedAt = performance.now()
      interrupt.abort(signal)
    } else if (signal !== interrupt.signal.reason || performance.now() - interruptedAt > SAME_SIGNAL) {
      // A second one ends the process at once, as if nobody listened.
      process.removeAllListeners(signal)
      process.kill(process.pid, signal)
    }
  })

const tell = (event: ProgramEvent): void => {
  if (process.connected) process.send?.(event, undefined, undefined, () => undefined)
}
tell({ type: 'listening' })

const { standardOutput } = await import('../machine/standard-output.ts')
const { runProgram } = await import('./program.ts')
const { usersFolder } = await import('../machine/starting-folder.ts')

// With standard error gone there is nobody left to tell.
process.stderr.on('error', () => undefined)
const err = (text: string): void => {
  process.stderr.write(text)
}
const output = standardOutput(process.stdout, err)

const terminal: Terminal = {
  // Only a command that reads it opens it.
  get input() {
    return process.stdin
  },
  out: output.write,
  err,
  tell,
  errIsTerminal: process.stderr.isTTY === true && process.env['CI'] === undefined,
  outIsTerminal: process.stdout.isTTY === true,
  width: process.stdout.columns || 100,
  env: process.env,
  signal: interrupt.signal,
  // The folder may be gone: only a command that needs it finds out.
  get cwd() {
    return usersFolder(process.env, process.cwd())
  },
}

const exitCode = await runProgram(process.argv.slice(2), terminal)
process.exitCode = exitCode
// What was asked for is not there: no verdict stands for it. A stream tells so later than it is written to.
process.on('exit', () => {
  if (output.failed()) process.exitCode = 255
})
