/** `--cache` and `--shard` of commands that decide a catalogue: what one run has decided, another need not. */
import { resolve } from 'node:path'
import { cacheSecret } from '../answers/cache-key.ts'
import { remembering } from '../answers/search-cache.ts'
import { refuseUnwritable } from '../machine/files.ts'
import type { RunSearch } from '../questions/on-threads.ts'
import type { Share } from '../questions/share.ts'
import { FlagError } from '../text/flag-error.ts'
import type { Terminal } from './terminal.ts'

/** What makes a search one that is remembered; undefined without a cache. @throws UserError TM-101, TM-301. */
export function rememberingIn(
  { cache, shard }: { readonly cache?: string; readonly shard?: Share },
  { cwd, env }: Terminal,
): ((search: RunSearch) => RunSearch) | undefined {
  if (cache === undefined) {
    if (shard !== undefined) throw new FlagError('--shard needs a place for its answers: --cache, which other runs can read')
    return undefined
  }
  refuseUnwritable('--cache', resolve(cwd, cache))
  const secret = cacheSecret(env)
  if (secret === undefined) throw new FlagError('--cache: there is no private place for the key that proves its answers')
  return (search) => remembering(search, resolve(cwd, cache), secret)
}
