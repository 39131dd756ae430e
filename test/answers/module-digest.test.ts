/** What a model of the user's own is made of: a digest that changes with its module, and with whatever that imports by a path. */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { modulesDigest } from '../../answers/module-digest.ts'

const FILES = {
  'model.ts': "import { STEP } from './steps.js'\nexport { LIMIT } from \"./limits\"\nimport 'immutable'\n",
  'steps.ts': "const more = require('./data.json')\nexport const STEP = 1\n",
  'limits.mjs': "export const LIMIT = await import('./model.ts')\n",
  'data.json': '{}',
  'other.ts': "import './steps.ts'\n",
}

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidemark-modules-'))
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text)
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const digest = (of = folder): string => modulesDigest(pathToFileURL(join(of, 'model.ts')).href)

describe('modulesDigest', () => {
  it.each(['model.ts', 'steps.ts', 'limits.mjs', 'data.json'] as const)('changes with %s', (name) => {
    const before = digest()
    writeFileSync(join(folder, name), `${FILES[name]} `)
    expect(digest()).not.toBe(before)
  })

  it('changes with nothing else, and not with the place', () => {
    const before = digest()
    writeFileSync(join(folder, 'other.ts'), '')
    const elsewhere = mkdtempSync(join(tmpdir(), 'tidemark-modules-'))
    cpSync(folder, elsewhere, { recursive: true })
    expect([digest(), digest(elsewhere)]).toEqual([before, before])
    rmSync(elsewhere, { recursive: true })
  })
})
