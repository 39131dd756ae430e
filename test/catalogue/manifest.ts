/** `catalogue/manifest.json`, held to its schema: what tests expect searches to count, and which tier decides an entry. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import type { CatalogueEntry } from '../../catalogue/index.ts'
import { manifestSchema } from '../../catalogue/schema.ts'
import { ROOT } from '../cli/run.ts'

export const MANIFEST = v.parse(manifestSchema, JSON.parse(readFileSync(join(ROOT, 'catalogue/manifest.json'), 'utf8')))

const byId = new Map(MANIFEST.entries.map((entry) => [entry.id, entry]))

/** @throws RangeError when the manifest does not have it. */
export function entryOf(id: string): CatalogueEntry {
  const entry = byId.get(id)
  if (entry === undefined) throw new RangeError(`catalogue/manifest.json has no ${id}: npm run catalogue -- ${id} --write`)
  return entry
}
