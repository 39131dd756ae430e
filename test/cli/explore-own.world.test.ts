/** `explore model.ts`, from sources: the page around a model of one's own. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { finished, here, inTemporaryFolder, ROOT } from './run.ts'

const TSX = import.meta.resolve('tsx')

describe('explore of a model of your own', () => {
  it('serves a page that is built around it', () =>
    inTemporaryFolder(async (folder) => {
      const words = ['explore', join(ROOT, 'examples/two-phase-commit.ts'), '--args', '2', '--no-open', '--port', '0']
      const child = spawn(process.execPath, ['--import', TSX, join(ROOT, 'cli/main.ts'), ...words], { cwd: folder })
      const end = finished(child)
      const [said] = (await once(child.stdout, 'data')) as [string]
      const address = /http:\S+/.exec(said)?.[0] ?? ''
      const page = await (await fetch(address)).text()
      const code = await (await fetch(`${address}assets/model.js`)).text()
      child.kill('SIGINT')
      expect((await end).code).toBe(130)
      expect(page).toContain('<title>Tidemark explorer</title>')
      expect(code).toContain('No resource manager has aborted while another has committed.')
      expect(code).toContain('two-phase-commit.ts')
    }))

  it('refuses what is no model, and --args without one', async () => {
    const missing = await here(['explore', 'missing.ts'], ROOT)
    expect([missing.code, missing.stderr]).toEqual([151, expect.stringContaining('TM-501: missing.ts: there is no such file')])
    const alone = await here(['explore', '--args', '3'], ROOT)
    expect([alone.code, alone.stderr]).toEqual([64, expect.stringContaining('--args is for a model of your own')])
  })
})
