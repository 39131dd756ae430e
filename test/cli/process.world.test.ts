/** What the program does when the world around it ends: a closed pipe, Ctrl-C, a second Ctrl-C. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { finished, inTemporaryFolder, ROOT, start } from './run.ts'

/** More states than can be seen while a test waits. */
const LARGE = [
  'check',
  '--model',
  'zookeeper',
  '--replicas',
  '3',
  '--log-size',
  '3',
  '--records',
  '3',
  '--workers',
  '2',
  '--max-epoch',
  '3',
]
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
const INTO_THE_SEARCH = 2500

const leftovers = (folder: string) => readdirSync(folder, { recursive: true }).filter((name) => String(name).endsWith('.tmp'))

describe('an interruption in the middle of a level', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('by %s writes what is known, and never claims more', async (signal, code) => {
    await inTemporaryFolder(async (folder) => {
      const child = start([...LARGE, '--json'], folder)
      const run = finished(child)
      await sleep(INTO_THE_SEARCH)
      child.kill(signal)
      const { code: found, stdout, stderr } = await run
      expect([found, stderr]).toEqual([code, ''])
      const report = JSON.parse(stdout) as { properties: { kind: string; verdict: string }[] }
      expect(report).toMatchObject({
        verdict: 'incomplete',
        interrupted: signal,
        search: { exhausted: false, stop: { by: 'interrupt' } },
      })
      for (const p of report.properties)
        expect(p.verdict === 'incomplete' || (p.kind === 'witness' && p.verdict === 'holds')).toBe(true)
      expect(leftovers(folder)).toEqual([])
    })
  })

  it('by Ctrl-C under npm, which passes the signal on a second time, still writes what is known', async () => {
    await inTemporaryFolder(async (folder) => {
      const args = ['run', '-s', 'check', '--', ...LARGE.slice(1), '--json', '--out', folder]
      const child = spawn('npm', args, { cwd: ROOT, detached: true })
      const run = finished(child)
      await sleep(INTO_THE_SEARCH + 1000)
      // A terminal sends the signal to everyone in the foreground.
      process.kill(-(child.pid ?? 0), 'SIGINT')
      const { stdout } = await run
      expect(JSON.parse(stdout)).toMatchObject({ verdict: 'incomplete', interrupted: 'SIGINT' })
    })
  })

  it('never outlives a second one', async () => {
    await inTemporaryFolder(async (folder) => {
      const child = start(LARGE, folder)
      const ended = once(child, 'exit')
      await sleep(INTO_THE_SEARCH)
      child.kill('SIGINT')
      while (child.exitCode === null && child.signalCode === null) {
        await sleep(600)
        child.kill('SIGINT')
      }
      const [exitCode, signalCode] = (await ended) as [number | null, string | null]
      expect(exitCode === 130 || signalCode === 'SIGINT').toBe(true)
      expect(leftovers(folder)).toEqual([])
    })
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
