/** What an answer depends on besides its question: the program that gave it. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { extname, join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { VERSION } from '../machine/version.ts'

/** Whose code decides a verdict. */
export const FOLDERS = [
  'answers',
  'checker',
  'distributed',
  'explain',
  'guarantees',
  'invariants',
  'model',
  'questions',
  'traces',
] as const
/** Beside them: what says why an answer is missing. */
export const FILES = ['reports/stop-text'] as const

const ROOT = fileURLToPath(new URL('../', import.meta.url))
/** `.ts` from sources, `.js` from a build. */
const EXTENSION = extname(import.meta.url)

let fingerprint: string | undefined

/** The version, Node's, and a hash of the code that decides: another program never reads this one's answers. */
export function codeFingerprint(): string {
  fingerprint ??= compute()
  return fingerprint
}

function compute(): string {
  const hash = createHash('sha256').update(`${VERSION}\0${process.version}\0`)
  const files = [...FOLDERS.flatMap((folder) => filesIn(folder)), ...FILES.map((file) => file + EXTENSION)]
  if (files.length < FOLDERS.length * 2) throw new Error('the code that decides is not where it is looked for')
  for (const file of files) {
    const text = readFileSync(join(ROOT, file))
    hash.update(`${file}\0${text.length}\0`).update(text)
  }
  return hash.digest('hex')
}

function filesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = posix.join(folder, entry.name)
      if (entry.isDirectory()) return filesIn(path)
      return /\.(?:js|mjs|ts)$/.test(entry.name) && !entry.name.endsWith('.d.ts') ? [path] : []
    })
}
