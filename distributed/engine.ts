/** Who searches: threads of this process, which may keep what they have found, or an engine that keeps all it finds. */
import { resolve } from 'node:path'
import { cacheSecret } from '../answers/cache-key.ts'
import { keeping } from '../answers/checkpoint.ts'
import { refuseUnwritable } from '../machine/files.ts'
import type { Environment } from '../machine/user-folders.ts'
import type { Asked } from '../questions/asked.ts'
import type { SoughtFlags } from '../questions/flags/search.ts'
import { onThreads, type RunSearch } from '../questions/on-threads.ts'
import { FlagError } from '../text/flag-error.ts'
import { messageOf } from '../text/message-of.ts'
import { refusePossible } from './filter.ts'
import { onSpark } from './spark/on-spark.ts'

/** The search that flags ask for. @throws UserError TM-301, TM-801, FlagError. */
export function engineOf(
  asked: Asked,
  flags: SoughtFlags,
  terminal: { readonly cwd: string; readonly env: Environment },
): RunSearch {
  const search = whoSearches(asked, flags, terminal)
  // What is kept is told apart by all that a search is asked, so that this comes around it.
  return asked.placed?.(search) ?? search
}

function whoSearches(
  { plan }: Asked,
  { checkpoint, resume, engine, master }: SoughtFlags,
  { cwd, env }: Parameters<typeof engineOf>[2],
): RunSearch {
  const named = checkpoint ?? resume
  const folder = named === undefined ? undefined : resolve(cwd, named)
  const isResumed = resume !== undefined
  if (folder !== undefined) refuseUnwritable(isResumed ? '--resume' : '--checkpoint', folder)
  const kept = folder === undefined ? undefined : { folder, isResumed, secret: secretFor(isResumed, env) }
  if (engine === 'memory') return kept === undefined ? onThreads : keeping(onThreads, kept.folder, isResumed, kept.secret)
  for (const { model } of [...plan.searches, ...(plan.code?.kind === 'asked' ? plan.code.searches : [])])
    try {
      refusePossible(model)
    } catch (error) {
      throw new FlagError(`--engine spark: ${messageOf(error)}; name other properties with --invariants`)
    }
  return onSpark({ kept, master, env })
}

/** A folder is gone on with only by who has begun it. @throws FlagError; UserError TM-101. */
function secretFor(isResumed: boolean, env: Environment): Buffer {
  const secret = cacheSecret(env)
  if (secret === undefined)
    throw new FlagError(
      `${isResumed ? '--resume' : '--checkpoint'}: there is no private place for the key that proves what is kept`,
    )
  return secret
}
