/** The secret by which kept answers are known to be this machine's own. */
import { createHash, createHmac, randomBytes } from 'node:crypto'
import { chmodSync, linkSync, lstatSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { UserError } from '../machine/errors.ts'
import { makeFolder } from '../machine/files.ts'
import { type Environment, stateFolder } from '../machine/user-folders.ts'

/** Where CI gives the secret, so that machines can share answers. */
const KEY_VARIABLE = 'TIDEMARK_CACHE_KEY'
const LEAST_CHARACTERS = 32

/**
 * The secret: that of {@link KEY_VARIABLE}, or of a file in the user's state folder, which is made when there is none. Undefined when it
 * can neither be read nor made: then no answer can be trusted.
 * @throws UserError TM-101 when the variable holds too little to be a secret.
 */
export function cacheSecret(env: Environment): Buffer | undefined {
  const given = env[KEY_VARIABLE] ?? ''
  if (given !== '') {
    if (given.length < LEAST_CHARACTERS)
      throw new UserError('TM-101', `${KEY_VARIABLE} must have at least ${LEAST_CHARACTERS} random characters`)
    return createHash('sha256').update(`given\0${given}`).digest()
  }
  const folder = stateFolder(env)
  if (folder === undefined) return undefined
  const file = join(folder, 'cache-key')
  try {
    return secretIn(file) ?? (make(file), secretIn(file))
  } catch {
    return undefined
  }
}

/**
 * The secret of a key file; undefined when there is none, or one that others could have read or written. It is bound to that very file:
 * a copy of it, such as one that lies in a checkout that is somebody's home, has another inode and birth, and so another secret.
 */
function secretIn(file: string): Buffer | undefined {
  const found = lstatSync(file, { throwIfNoEntry: false, bigint: true })
  if (found === undefined || !found.isFile()) return undefined
  const { getuid } = process
  if (getuid !== undefined && (found.uid !== BigInt(getuid()) || (found.mode & 0o077n) !== 0n)) return undefined
  const text = readFileSync(file, 'latin1')
  if (!/^[0-9a-f]{64}\n$/.test(text)) return undefined
  return createHmac('sha256', text).update(`${found.ino} ${found.birthtimeNs}`).digest()
}

/** Makes a key, at once whole and at once private. Of two that are made at a time, the first stays. */
function make(file: string): void {
  makeFolder(dirname(file), 0o700)
  const temporary = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`
  try {
    writeFileSync(temporary, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx' })
    chmodSync(temporary, 0o600)
    if (lstatSync(file, { throwIfNoEntry: false }) !== undefined && secretIn(file) === undefined) rmSync(file)
    linkSync(temporary, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(temporary, { force: true })
  }
}
