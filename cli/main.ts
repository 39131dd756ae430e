#!/usr/bin/env node
/** The program: joins the command line to the process. */
import { runProgram } from './program.ts'
import type { Terminal } from './terminal.ts'

const interrupt = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  // Once: a second one ends the process at once, as if nobody listened.
  process.once(signal, () => interrupt.abort(signal))

let outIsOpen = true
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  if (outIsOpen) process.stderr.write('tidemark: standard output was closed before the result was written\n')
  outIsOpen = false
})
// With standard error gone there is nobody left to tell.
process.stderr.on('error', () => undefined)

const terminal: Terminal = {
  // Only a command that reads it opens it.
  get input() {
    return process.stdin
  },
  out: (text) => {
    if (outIsOpen) process.stdout.write(text)
  },
  err: (text) => {
    process.stderr.write(text)
  },
  errIsTerminal: process.stderr.isTTY === true && process.env['CI'] === undefined,
  outIsTerminal: process.stdout.isTTY === true,
  width: process.stdout.columns || 100,
  env: process.env,
  signal: interrupt.signal,
  cwd: process.cwd(),
}

process.exitCode = await runProgram(process.argv.slice(2), terminal)
