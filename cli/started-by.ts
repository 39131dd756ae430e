/** How the reader has started the program, which decides what the commands in its reports look like. */
import { type Program, programOf } from '../reports/program.ts'
import { VERSION } from '../machine/version.ts'

/** Sources are run by the scripts beside them; what is built may have been installed anywhere. */
const IS_SOURCE = import.meta.url.endsWith('.ts')

/**
 * The program as it was started. `env` is the environment of the process: npm says in it whose script it runs. `file` is what the
 * process was told to run; a link on the path keeps its name there.
 */
export function programStarted(
  env: Readonly<Record<string, string | undefined>>,
  file: string = process.argv[1] ?? '',
  isSource: boolean = IS_SOURCE,
): Program {
  // `npx` is an event of npm's too, and a script of another package may be called `check` as well.
  const script = env['npm_lifecycle_event']
  const isOwnScript = script !== undefined && script !== 'npx' && env['npm_package_name'] === 'tidemark'
  if (isSource || isOwnScript) return programOf(VERSION, 'npm script')
  const isOnPath = /(?:^|[\\/])tidemark(?:\.cmd)?$/.test(file) && !/[\\/]node_modules[\\/]\.bin[\\/]/.test(file)
  return programOf(VERSION, isOnPath && script !== 'npx' ? 'path' : 'npx')
}
