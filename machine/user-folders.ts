/** Where the platform keeps what a program remembers for a user. */
import { homedir } from 'node:os'
import { isAbsolute, join, win32 } from 'node:path'

export type Environment = Readonly<Record<string, string | undefined>>

/**
 * For what can be lost: `$XDG_CACHE_HOME/tidemark` or `~/.cache/tidemark`, `~/Library/Caches/tidemark`, `%LOCALAPPDATA%\tidemark\cache`.
 * Undefined when the user has no such place.
 */
export function cacheFolder(env: Environment, platform: NodeJS.Platform = process.platform): string | undefined {
  if (platform === 'win32') return under(env['LOCALAPPDATA'], 'tidemark', 'cache')
  return platform === 'darwin'
    ? (under(env['XDG_CACHE_HOME'], 'tidemark') ?? under(homeOf(env), 'Library', 'Caches', 'tidemark'))
    : (under(env['XDG_CACHE_HOME'], 'tidemark') ?? under(homeOf(env), '.cache', 'tidemark'))
}

/**
 * For what must not be lost or shared: `$XDG_STATE_HOME/tidemark` or `~/.local/state/tidemark`, `~/Library/Application Support/tidemark`,
 * `%LOCALAPPDATA%\tidemark\state`.
 */
export function stateFolder(env: Environment, platform: NodeJS.Platform = process.platform): string | undefined {
  if (platform === 'win32') return under(env['LOCALAPPDATA'], 'tidemark', 'state')
  return platform === 'darwin'
    ? (under(env['XDG_STATE_HOME'], 'tidemark') ?? under(homeOf(env), 'Library', 'Application Support', 'tidemark'))
    : (under(env['XDG_STATE_HOME'], 'tidemark') ?? under(homeOf(env), '.local', 'state', 'tidemark'))
}

/** Relative paths are ignored, as the XDG specification says. */
function under(base: string | undefined, ...parts: readonly string[]): string | undefined {
  if (base === undefined) return undefined
  if (win32.isAbsolute(base) && !isAbsolute(base)) return win32.join(base, ...parts)
  return isAbsolute(base) ? join(base, ...parts) : undefined
}

function homeOf(env: Environment): string | undefined {
  if ((env['HOME'] ?? '') !== '') return env['HOME']
  try {
    return homedir()
  } catch {
    return undefined
  }
}
