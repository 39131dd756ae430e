/** The folder that relative paths start from. */
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of this package, from sources, from `dist/` and from the build that a script of the clone makes (`built-program.mjs`). */
const PACKAGE = dirname(fileURLToPath(new URL('.', import.meta.url))).replace(
  /(?:[\\/]node_modules[\\/]\.cache[\\/]tidemark[\\/][^\\/]+)?[\\/]dist$/,
  '',
)

/**
 * `npm run check`, a script of this package, starts in the folder of the package wherever the user is, and names the user's folder in
 * INIT_CWD. Scripts of other packages and `npx` start where their paths are meant to.
 */
export function usersFolder(env: Readonly<Record<string, string | undefined>>, cwd: string): string {
  const [script, from] = [env['npm_package_json'], env['INIT_CWD']]
  const isOurs =
    env['npm_lifecycle_event'] !== undefined && script !== undefined && dirname(script) === PACKAGE && cwd === PACKAGE
  return isOurs && from !== undefined && from !== '' ? from : cwd
}
