// `npm run check`: the program, compiled from these sources; where that cannot be kept, read as TypeScript.
import { constants } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { builtProgram } from './built-program.mjs'

const ROOT = fileURLToPath(new URL('../', import.meta.url))

// Compiling takes some seconds, in which a signal is answered as it is later by the program itself.
const interrupt = new AbortController()
const onSignal = (signal) => interrupt.abort(signal)
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP']
for (const signal of SIGNALS) process.on(signal, onSignal)

const say = (text) => {
  if (process.stderr.isTTY) process.stderr.write(text)
}

/** Where the program's code is. */
async function program() {
  try {
    const making = () => say('compiling tidemark, once for these sources\n')
    return join(await builtProgram(ROOT, undefined, interrupt.signal, making), 'cli/main.js')
  } catch (error) {
    if (!interrupt.signal.aborted && !['EACCES', 'EPERM', 'EROFS', 'ENOSPC'].includes(error.code)) throw error
    return undefined
  }
}

const main = await program()
if (interrupt.signal.aborted) {
  const signal = interrupt.signal.reason
  process.stderr.write(`tidemark: ${signal} came before anything was searched\n`)
  process.exitCode = 128 + constants.signals[signal]
} else {
  for (const signal of SIGNALS) process.off(signal, onSignal)
  if (main === undefined) (await import('tsx/esm/api')).register()
  await import(main === undefined ? '../cli/main.ts' : pathToFileURL(main).href)
}
