/** What README.md shows is what its commands print, and every command and link in it is one that works. */
import { existsSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { here, ROOT } from './cli/run.ts'
import { withSharedAnswers } from './cli/validate/ask.ts'

const readme = readFileSync(join(ROOT, 'README.md'), 'utf8')
const shown = [...readme.matchAll(/<!-- output of: (.+?) -->\s+```text\n([\s\S]*?)```/g)].map(
  ([, args = '', text = '']) => [args, text] as const,
)
const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, target = '']) => target)
const scripts = Object.keys((JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: object }).scripts)

describe('README', () => {
  it('shows output', () => expect(shown.length).toBe(9))

  it.each(shown)('%s prints what is shown', async (args, text) => {
    const run = await withSharedAnswers((folder) => {
      symlinkSync(join(ROOT, 'examples'), join(folder, 'examples'))
      return here(args.split(' '), folder)
    })
    expect(run.stdout).toContain(text.trimEnd())
  })

  it.each(links)('links to %s, which is there', (target) => expect(existsSync(join(ROOT, target))).toBe(true))

  it('names only scripts that exist', () => {
    const named = [...readme.matchAll(/npm run (?:-s )?([\w:]+)/g)].map(([, name]) => name)
    for (const name of named) expect(scripts).toContain(name)
  })
})
