// `npm run check`: the program, compiled from these sources; where that cannot be kept, read as TypeScript.
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { builtProgram } from './built-program.mjs'

const ROOT = fileURLToPath(new URL('../', import.meta.url))

/** Where the program's code is. */
function program() {
  try {
    return join(builtProgram(ROOT), 'cli/main.js')
  } catch (error) {
    if (!['EACCES', 'EPERM', 'EROFS', 'ENOSPC'].includes(error.code)) throw error
    return undefined
  }
}

const main = program()
if (main === undefined) (await import('tsx/esm/api')).register()
await import(main === undefined ? '../cli/main.ts' : pathToFileURL(main).href)
