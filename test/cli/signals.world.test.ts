/**
 * Signals: whenever one comes after the first moment, there is a report, or a line that says that nothing was searched yet. They come from
 * within the program, at the moment in question (raise.mjs), so that no test depends on how fast anything is.
 */
import { spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { only, reportOf, lines, write } from './validate/ask.ts'
import { cli, finished, inTemporaryFolder, ROOT, type Run } from './run.ts'

/** More states than memory has room for: no search of them ends by itself before it is interrupted. */
const LARGE = 'check --model zookeeper --replicas 3 --log-size 3 --records 3 --max-epoch 3 --workers 2 --max-memory 1g'.split(' ')

const raise = (when: string): Readonly<Record<string, string>> => ({
  NODE_OPTIONS: `--import=${new URL('raise.mjs', import.meta.url).href}`,
  RAISE: when,
})

const leftovers = (folder: string) => readdirSync(folder, { recursive: true }).filter((name) => String(name).endsWith('.tmp'))

/** What is known when a search is interrupted, and nothing more. */
function expectInterrupted({ stdout }: Run, signal: string): void {
  const report = JSON.parse(stdout) as { properties: { kind: string; verdict: string }[] }
  expect(report).toMatchObject({
    verdict: 'incomplete',
    interrupted: signal,
    search: { exhausted: false, stop: { by: 'interrupt' } },
  })
  for (const p of report.properties)
    expect(p.verdict === 'incomplete' || (p.kind === 'witness' && p.verdict === 'holds')).toBe(true)
}

describe.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)('%s', (signal, code) => {
  it('before anything is loaded is answered with a line', async () => {
    await inTemporaryFolder(async (folder) => {
      const run = await cli([...LARGE, '--json'], folder, raise(`listening self ${signal}`))
      const said = `tidemark: ${signal} came before anything was searched`
      expect([run.code, run.stderr]).toEqual([code, `${said}\n`])
      expect(JSON.parse(run.stdout)).toMatchObject({ command: 'check', exitCode: code, error: said })
    })
  })

  it('while a search is under way is answered with what is known, and never more', async () => {
    await inTemporaryFolder(async (folder) => {
      const run = await cli([...LARGE, '--json'], folder, raise(`searching self ${signal}`))
      expect([run.code, run.stderr]).toEqual([code, ''])
      expectInterrupted(run, signal)
      expect(leftovers(folder)).toEqual([])
    })
  })
})

describe('a second signal', () => {
  it('ends the program at once, with no report', async () => {
    await inTemporaryFolder(async (folder) => {
      const run = await cli([...LARGE, '--json'], folder, raise('searching self SIGINT SIGTERM'))
      expect(run).toEqual({ code: null, stdout: '', stderr: '' })
      expect(leftovers(folder)).toEqual([])
    })
  })

  it('that is the same one, sent twice at once, is none', async () => {
    await inTemporaryFolder(async (folder) => {
      const run = await cli([...LARGE, '--json'], folder, raise('searching self SIGINT SIGINT'))
      expect([run.code, run.stderr]).toEqual([130, ''])
      expectInterrupted(run, 'SIGINT')
    })
  })

  it('is none either that npm may pass on, when a terminal has told everyone', async () => {
    await inTemporaryFolder(async (folder) => {
      const args = ['run', '-s', 'check', '--', ...LARGE.slice(1), '--json', '--out', folder]
      const env = { ...process.env, ...raise('searching group SIGINT') }
      const run = await finished(spawn('npm', args, { cwd: ROOT, env, detached: true }))
      expectInterrupted(run, 'SIGINT')
    })
  })
})

describe('a signal that interrupts validate', () => {
  it('leaves what is known, says what is not, and keeps only what is decided', async () => {
    await inTemporaryFolder(async (folder) => {
      write(folder, { 'three.properties': lines('replication.factor=3', 'min.insync.replicas=2') })
      const scope = ['--thorough', '--guarantee', 'acked', '--envelope', 'power2', '--workers', '1']
      const args = ['validate', 'three.properties', ...scope, '--json']
      const { code, stdout, stderr } = await cli(args, folder, raise('searching self SIGINT'))
      expect([code, stderr]).toEqual([130, ''])
      const report = reportOf({ stdout })
      expect(report.verdict).toBe('incomplete')
      expect(only(report).head.cells).toMatchObject([{ verdict: 'incomplete', reason: 'it was interrupted', cached: false }])
      expect(existsSync(join(folder, '.tidemark/home/cache'))).toBe(false)
    })
  })
})
