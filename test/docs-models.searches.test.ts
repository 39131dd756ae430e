/**
 * What the pages on models of your own show is what their commands print. Each has a process of its own: one that has searched has so much
 * memory reserved that it may not be able to start the one that reads TypeScript.
 */
import { readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { cli, inTemporaryFolder, ROOT } from './cli/run.ts'

describe.each([
  ['your-own-model.md', 2],
  ['three-models.md', 3],
])('docs/%s', (page, blocks) => {
  const text = readFileSync(join(ROOT, 'docs', page), 'utf8')
  const shown = [...text.matchAll(/<!-- output of: (.+?) -->\s+```text\n([\s\S]*?)```/g)].map(
    ([, args = '', output = '']) => [args, output] as const,
  )

  it('shows output', () => expect(shown.length).toBe(blocks))

  it.each(shown)('%s prints what is shown', (args, output) =>
    inTemporaryFolder(async (folder) => {
      symlinkSync(join(ROOT, 'examples'), join(folder, 'examples'))
      const { stdout, code } = await cli([...args.split(' '), '--workers', '2'], folder)
      expect(code).toBe(0)
      expect(stdout).toContain(output.trimEnd())
    }),
  )
})
