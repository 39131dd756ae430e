/** Where the Python of the driver is, with Sail and the client of Spark Connect, and how they come there: `npm run spark:setup`. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { UserError } from '../../machine/errors.ts'
import { ExitCode } from '../../machine/exit-codes.ts'
import { cacheFolder, type Environment } from '../../machine/user-folders.ts'

/** What is installed. */
export const REQUIREMENTS = fileURLToPath(new URL('./requirements.txt', import.meta.url))

/** The virtual environment: `TIDEMARK_SPARK`, or a folder of the user's cache. @throws UserError TM-801 when there is no such place. */
export function environmentOf(env: Environment): string {
  const cache = cacheFolder(env)
  const folder = env['TIDEMARK_SPARK'] ?? (cache === undefined ? undefined : join(cache, 'spark'))
  if (folder === undefined)
    throw new UserError('TM-801', 'there is no folder for Spark: set XDG_CACHE_HOME, HOME or TIDEMARK_SPARK')
  return folder
}

/** The Python of a virtual environment. */
export const pythonIn = (folder: string): string =>
  process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python')

/** The Python that the driver runs on. @throws UserError TM-801 when it is not set up. */
export function pythonOf(env: Environment): string {
  const folder = environmentOf(env)
  const python = pythonIn(folder)
  if (existsSync(python)) return python
  throw new UserError(
    'TM-801',
    `--engine spark: nothing is installed in ${folder}: \`npm run spark:setup\` installs Sail and the client of Spark Connect there, some 600 MB; or python3 -m venv ${folder} && ${python} -m pip install -r ${REQUIREMENTS}`,
    ExitCode.unreadableInput,
  )
}
