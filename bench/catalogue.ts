/**
 * `npm run catalogue -- [ID or KIND …] [--write]`: decides entries of the catalogue and holds what the searches find and count
 * against `catalogue/manifest.json`. With `--write` the manifest and `docs/catalogue.md` are written, unless a verdict is not the expected one. Exits with 1
 * when something differs.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { format, resolveConfig } from 'prettier'
import { CATALOGUE, type CatalogueEntry } from '../catalogue/index.ts'
import { costOf } from '../catalogue/schema.ts'
import type { ModelSource } from '../checker/model.ts'
import { explore, type ExploreOptions, ThreadPool } from '../checker/index.ts'
import { catalogueDocs } from '../reports/catalogue/docs.ts'
import { decideEntry, type FoundEntry, sourceOfEntry } from '../questions/catalogue.ts'

const ROOT = new URL('../', import.meta.url).href
const DOCS = fileURLToPath(new URL('../docs/catalogue.md', import.meta.url))
const MANIFEST = fileURLToPath(new URL('../catalogue/manifest.json', import.meta.url))

const words = process.argv.slice(2)
const writes = words.includes('--write')
const wanted = words.filter((word) => !word.startsWith('--'))
const isWanted = ({ id, kind }: { id: string; kind: string }): boolean =>
  wanted.length === 0 || wanted.some((word) => word === kind || word === id || id.endsWith(`/${word}`))
const chosen = CATALOGUE.filter(isWanted)
const stranger = wanted.find((word) => !CATALOGUE.some(({ id, kind }) => word === kind || word === id || id.endsWith(`/${word}`)))
if (stranger !== undefined) throw new Error(`the catalogue has no ${stranger}`)

const before = new Map(kept().map((entry) => [entry.id, entry]))
const found = new Map<string, FoundEntry>()
let wrong = 0
const pool = new ThreadPool()
for (const entry of chosen) {
  const source = sourceOfEntry(entry, ROOT)
  if (source === undefined) continue
  const search = (asked: ModelSource, options: ExploreOptions) => explore(asked, { ...options, pool })
  const row = await decideEntry(entry, source, search, { workers: availableParallelism(), maxMemory: 2 ** 32 })
  const counts = before.get(entry.id)?.counts
  const { distinct, depth } = row.counts
  const counted =
    writes || (counts?.distinct === distinct && counts.depth === depth)
      ? []
      : [`${distinct} states and depth ${depth} instead of ${counts?.distinct ?? 'none'} and ${counts?.depth ?? 'none'}`]
  const differences = [...row.differences, ...counted]
  found.set(entry.id, row)
  if (differences.length > 0) wrong++
  const line = `${differences.length === 0 ? 'as expected' : 'DIFFERS    '}  ${entry.id.padEnd(44)} ${distinct.toLocaleString('en-US').padStart(11)} states ${row.seconds.toFixed(1).padStart(6)} s`
  process.stdout.write(`${[line, ...differences].join('\n             ')}\n`)
}
await pool.end()
process.stdout.write(`${found.size - wrong} of ${found.size} as expected\n`)
process.exitCode = wrong === 0 ? 0 : 1
if (writes && wrong === 0) await write()

function kept(): readonly CatalogueEntry[] {
  try {
    return (JSON.parse(readFileSync(MANIFEST, 'utf8')) as { entries: CatalogueEntry[] }).entries
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}

/** Entries that were not asked this time keep their counts; those that were never counted are told of, and have none. */
async function write(): Promise<void> {
  const entries = CATALOGUE.map((entry): CatalogueEntry => {
    const counts = found.get(entry.id)?.counts ?? before.get(entry.id)?.counts
    return {
      ...entry,
      ...(counts !== undefined && { counts }),
      cost: costOf({ counts }),
    }
  })
  const uncounted = entries.filter(({ kind, counts }) => kind !== 'input' && counts === undefined)
  if (uncounted.length > 0) process.stdout.write(`never counted: ${uncounted.map(({ id }) => id).join(', ')}\n`)
  const text = JSON.stringify({ schema: 1, entries })
  writeFileSync(MANIFEST, await format(text, { ...(await resolveConfig(MANIFEST)), parser: 'json' }))
  writeFileSync(DOCS, catalogueDocs(entries))
}
