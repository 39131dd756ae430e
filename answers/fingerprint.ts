/** What an answer depends on besides its question: the program that gave it. */
import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { VERSION } from '../machine/version.ts'
import { codeDigest } from './code-digest.ts'

/** What `machine/bundle.mjs` writes into the program in the place of this name: the digest of the sources that it is made of. */
declare const CODE_DIGEST: string | undefined

let fingerprint: string | undefined

/** The version, Node's, and a hash of the code that decides: another program never reads this one's answers. */
export function codeFingerprint(): string {
  fingerprint ??= createHash('sha256').update(`${VERSION}\0${process.version}\0${digest()}`).digest('hex')
  return fingerprint
}

const digest = (): string =>
  typeof CODE_DIGEST === 'string' ? CODE_DIGEST : codeDigest(fileURLToPath(new URL('../', import.meta.url)))
