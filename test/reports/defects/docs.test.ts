import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { format, resolveConfig } from 'prettier'
import { describe, expect, it } from 'vitest'
import { CLAIMS } from '../../../claims/index.ts'
import { DEFECTS } from '../../../model/kraft/defects.ts'
import { defectsDocs } from '../../../reports/defects/docs.ts'

const DOCS = fileURLToPath(new URL('../../../docs/defects.md', import.meta.url))

describe('docs/defects.md', () => {
  it('is what the tables say', async () => {
    const made = await format(defectsDocs(), { ...(await resolveConfig(DOCS)), parser: 'markdown' })
    expect(readFileSync(DOCS, 'utf8')).toBe(made)
  })

  it('names the claims that decide what is advised', () => {
    const ids = CLAIMS.map(({ id }) => id)
    const named = DEFECTS.flatMap(({ decided }) => decided?.claim ?? [])
    expect(named).toEqual([
      'advice-against-f1',
      'advice-against-f2',
      'advice-against-r1',
      'elr-makes-disks-replaceable',
      'advice-against-r3',
      'advice-against-s1',
      'advice-against-d1',
      'advice-against-f10',
      'advice-against-x1',
      'advice-against-x2',
    ])
    for (const id of named) expect(ids).toContain(id)
  })

  it('tells the story of every defect and what avoids it', () => {
    const page = defectsDocs()
    for (const { id, story, avoid } of DEFECTS) {
      expect(page).toContain(`## ${id}\n`)
      expect(page).toContain(story)
      expect(page).toContain(avoid)
    }
  })
})
