/** A digest of the code that decides a verdict, by its sources. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'

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

/** The digest of the sources in `root`. It imports nothing of the project: what builds the program asks for it too. */
export function codeDigest(root: string): string {
  const hash = createHash('sha256')
  const files = [...FOLDERS.flatMap((folder) => filesIn(root, folder)), ...FILES.map((file) => `${file}.ts`)]
  if (files.length < FOLDERS.length * 2) throw new Error('the code that decides is not where it is looked for')
  for (const file of files) {
    const text = readFileSync(join(root, file))
    hash.update(`${file}\0${text.length}\0`).update(text)
  }
  return hash.digest('hex')
}

function filesIn(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = posix.join(folder, entry.name)
      if (entry.isDirectory()) return filesIn(root, path)
      return /\.(?:mjs|ts)$/.test(entry.name) ? [path] : []
    })
}
