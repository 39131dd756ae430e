/** Where answers are kept, by what the user says of it. */
import { existsSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { UserError } from '../machine/errors.ts'
import { ExitCode } from '../machine/exit-codes.ts'
import { refuseUnwritable } from '../machine/files.ts'
import { cacheFolder, type Environment } from '../machine/user-folders.ts'
import type { RunSearch } from '../questions/on-threads.ts'
import type { Share } from '../questions/share.ts'
import { FlagError } from '../text/flag-error.ts'
import { AnswerCache } from './cache.ts'
import { cacheSecret } from './cache-key.ts'
import { remembering } from './search-cache.ts'

/** Where relative paths start, and what the environment says of the user's folders and key. */
interface Place {
  readonly cwd: string
  readonly env: Environment
}

/** Where answers were kept once: in the folder that is checked, where anybody may have written them. */
const FORMER_CACHE = '.tidemark/cache'

/** The answers of earlier runs; undefined when they are not wanted, or cannot be trusted. @throws UserError TM-101, TM-301. */
export function openCache(
  flag: string | boolean | undefined,
  { cwd, env }: Place,
  tell: (note: string) => void,
): AnswerCache | undefined {
  if (flag === false) return undefined
  const folder = typeof flag === 'string' ? resolve(cwd, flag) : cacheFolder(env)
  if (typeof flag === 'string' && existsSync(folder ?? '') && !statSync(folder ?? '').isDirectory())
    throw new UserError('TM-301', `--cache: ${flag} is not a folder`)
  const secret = cacheSecret(env)
  if (existsSync(resolve(cwd, FORMER_CACHE)))
    tell(`answers in ${FORMER_CACHE} are not read any more, as whoever writes the folder could change them; it can be deleted`)
  if (folder === undefined || secret === undefined) {
    tell(
      `answers are neither read nor kept: there is no private place for ${folder === undefined ? 'them' : 'the key that proves them'}`,
    )
    return undefined
  }
  return new AnswerCache(folder, secret)
}

/** What makes a search one that is remembered. */
export interface Remembering {
  readonly of: (search: RunSearch) => RunSearch
  /** After all searches: of a share, whose answers are for other runs, it is an error that one was not kept. @throws UserError TM-301. */
  readonly refuseUnkept: () => void
}

/** Undefined without a cache. @throws UserError TM-101, TM-301. */
export function rememberingIn(
  { cache, shard }: { readonly cache?: string; readonly shard?: Share },
  { cwd, env }: Place,
  tell: (note: string) => void,
): Remembering | undefined {
  if (cache === undefined) {
    if (shard !== undefined) throw new FlagError('--shard needs a place for its answers: --cache, which other runs can read')
    return undefined
  }
  refuseUnwritable('--cache', resolve(cwd, cache))
  const secret = cacheSecret(env)
  if (secret === undefined) throw new FlagError('--cache: there is no private place for the key that proves its answers')
  let unkept: string | undefined
  const onUnkept = (why: string): void => {
    unkept = why
    tell(`answers are not kept for the next run: ${why}`)
  }
  return {
    of: (search) => remembering(search, resolve(cwd, cache), secret, onUnkept),
    refuseUnkept: () => {
      if (shard !== undefined && unkept !== undefined)
        throw new UserError('TM-301', `--shard: its answers cannot be kept: ${unkept}`, ExitCode.internal)
    },
  }
}
