/** The manifest and its page say what the catalogue in code says, so that neither drifts. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { CATALOGUE } from '../../catalogue/index.ts'
import { manifestSchema } from '../../catalogue/schema.ts'
import { MATRIX } from '../../model/kraft/matrix.ts'
import { catalogueDocs } from '../../reports/catalogue/docs.ts'
import { ROOT } from '../cli/run.ts'
import { entryOf, MANIFEST } from './manifest.ts'

const { entries } = MANIFEST

describe('catalogue/manifest.json', () => {
  it('is the catalogue in code, entry by entry', () => {
    expect(entries.map(({ counts: _counts, cost: _cost, ...listed }) => listed)).toEqual(CATALOGUE)
  })

  it('has counts of every search but those of the largest rows of the matrix', () => {
    const uncounted = entries.filter(({ kind, counts }) => kind !== 'input' && counts === undefined).map(({ id }) => id)
    const large = MATRIX.filter((row) => row.states > 170_000).map(({ row }) => `matrix/${row}`)
    expect(uncounted.filter((id) => !large.includes(id))).toEqual([])
  })

  it('counts the states that the rows of the matrix have', () => {
    for (const { row, states } of MATRIX) expect(entryOf(`matrix/${row}`).counts?.distinct ?? states, row).toBe(states)
  })

  it('counts no run that is longer than the search was deep, but for the last step of what is said of steps', () => {
    for (const { id, counts, expected } of entries)
      for (const answer of Object.values(expected))
        if ('steps' in answer && counts !== undefined) expect(counts.depth + 1, id).toBeGreaterThanOrEqual(answer.steps)
  })

  it('is told by docs/catalogue.md', () => {
    expect(catalogueDocs(entries)).toBe(readFileSync(join(ROOT, 'docs/catalogue.md'), 'utf8'))
  })

  it.each([
    ['an entry twice', [...entries, ...entries.slice(0, 1)]],
    ['an id of another kind', entries.map((entry) => ({ ...entry, kind: 'model' }))],
    ['a field that nobody reads', entries.map((entry) => ({ ...entry, seconds: 1 }))],
    [
      'another tier than its counts have',
      entries.map((entry) => ({ ...entry, cost: entry.cost === 'quick' ? 'long' : 'quick' })),
    ],
    ['counts of an input', entries.map((entry) => ({ ...entry, counts: { distinct: 1, depth: 0 } }))],
  ])('is refused with %s', (_, changed) => {
    expect(v.safeParse(manifestSchema, { schema: 1, entries: changed }).success).toBe(false)
  })
})
