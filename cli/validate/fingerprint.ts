/** What an answer depends on besides its question: the program that gave it. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { VERSION } from '../version.ts'

/** Whose code decides a verdict. */
const FOLDERS = ['checker', 'invariants', 'model', 'questions', 'traces']

let fingerprint: string | undefined

/** The version, and a hash of the code of search, model, properties and traces: another program never reads this one's answers. */
export function codeFingerprint(): string {
  fingerprint ??= compute()
  return fingerprint
}

function compute(): string {
  const hash = createHash('sha256').update(VERSION)
  for (const folder of FOLDERS)
    for (const file of filesIn(fileURLToPath(new URL(`../../${folder}`, import.meta.url)))) hash.update(readFileSync(file))
  return hash.digest('hex')
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      if (entry.isDirectory()) return filesIn(join(folder, entry.name))
      return /\.(?:js|mjs|ts)$/.test(entry.name) && !entry.name.endsWith('.d.ts') ? [join(folder, entry.name)] : []
    })
}
