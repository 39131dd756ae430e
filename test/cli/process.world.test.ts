/** What the program does when nobody reads what it writes. */
import { spawn } from 'node:child_process'
import { closeSync, openSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { finished, inTemporaryFolder, MAIN, start } from './run.ts'

const TINY = [
  'check',
  '--model',
  'zookeeper',
  '--replicas',
  '2',
  '--log-size',
  '1',
  '--records',
  '1',
  '--max-epoch',
  '1',
  '--workers',
  '1',
]

it.skipIf(process.platform !== 'linux')('standard output that is a full device is an error, whatever the verdict', async () => {
  await inTemporaryFolder(async (folder) => {
    const full = openSync('/dev/full', 'w')
    const child = spawn(process.execPath, [MAIN, ...TINY, '--json'], { cwd: folder, stdio: ['ignore', full, 'pipe'] })
    closeSync(full)
    const { code, stderr } = await finished(child)
    expect([code, stderr]).toEqual([255, 'error TM-301: cannot write standard output: ENOSPC: no space left on device, write\n'])
  })
})

describe('a reader that goes away', () => {
  it('is told on standard error, in one line, and the verdict stays', async () => {
    await inTemporaryFolder(async (folder) => {
      const child = start(TINY, folder)
      child.stdout?.destroy()
      const { code, stderr } = await finished(child)
      expect([code, stderr]).toEqual([0, 'tidemark: standard output was closed before the result was written\n'])
      expect(readdirSync(join(folder, '.tidemark/traces')).every((name) => name.endsWith('.itf.json'))).toBe(true)
    })
  })

  it('does no harm when nobody listens at all', async () => {
    await inTemporaryFolder(async (folder) => {
      const child = start(TINY, folder)
      child.stdout?.destroy()
      child.stderr?.destroy()
      expect((await finished(child)).code).toBe(0)
    })
  })
})
