/** A checkpoint is begun in a folder that holds nothing else; what systems leave there by themselves is nothing. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { isGoneOnWith } from '../../answers/checkpoint-manifest.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidemark-foreign-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const begin = (): boolean => isGoneOnWith(folder, join(folder, 'search-1'), false, true)

it('at the root of a volume, and where somebody has looked at it', () => {
  mkdirSync(join(folder, 'lost+found'))
  mkdirSync(join(folder, 'search-1'))
  writeFileSync(join(folder, '.DS_Store'), '')
  writeFileSync(join(folder, 'search-1', '.DS_Store'), '')
  expect(begin()).toBe(false)
})

it.each(['lost', '.git', 'manifest.json'])('not beside %s', (name) => {
  writeFileSync(join(folder, name), '')
  expect(begin).toThrow(`${folder} holds ${name}, which is of no checkpoint: name a folder that holds nothing else`)
})
