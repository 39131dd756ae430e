/** What `validate` remembers from run to run, when it is run twice at once, and with other workers. */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { cli, here, inTemporaryFolder } from '../run.ts'
import { ask, cellsOf, deltasOf, lines, only, type Report, reportOf, write } from './ask.ts'

const ONE = lines('kafka.version=4.1.0', 'replication.factor=1', 'eligible.leader.replicas.version=1')
const TINY = ['one.properties', '--guarantee', 'acked', '--envelope', 'power']

const cacheOf = (folder: string): string => join(folder, '.tidemark/cache')
const cacheFile = (folder: string): string => {
  const [name, ...others] = readdirSync(cacheOf(folder))
  if (name === undefined || others.length > 0) throw new Error(`${others.length} more cache files`)
  return join(cacheOf(folder), name)
}
const traceFile = (folder: string): string => {
  const traces = join(folder, '.tidemark/traces')
  const name = readdirSync(traces).find((n) => n.includes('.AckedDurable.'))
  return join(traces, name ?? 'none')
}
const allCells = (report: Report) =>
  report.subjects.flatMap((s) => [
    ...s.head.cells,
    ...(s.base?.cells ?? []),
    ...s.deltas.map((d) => d.rollout),
    ...s.losses.map((l) => l.cell),
  ])
const cachedOf = (report: Report): boolean[] => allCells(report).map((c) => c.cached)
/** What may differ between two runs of one question. */
const stable = (report: Report): unknown =>
  JSON.parse(JSON.stringify(report, (key, v: unknown) => (key === 'seconds' || key === 'cached' ? undefined : v)))

describe('the cache', () => {
  it('answers a second run, whatever the number of workers, and no other question', async () => {
    await inTemporaryFolder(async (folder) => {
      write(folder, {
        'a.properties': lines(
          'kafka.version=4.1.0',
          'replication.factor=2',
          'min.insync.replicas=2',
          'eligible.leader.replicas.version=1',
        ),
      })
      const args = ['validate', 'a.properties', '--propose', 'acks=1', '--guarantee', 'acked', '--envelope', 'moves', '--json']
      const runs: Report[] = []
      for (const more of [
        ['--workers', '1', '--no-cache'],
        ['--workers', '2'],
        ['--workers', '1'],
      ])
        runs.push(reportOf(await here([...args, ...more], folder)))
      const [alone, first, second] = runs
      if (alone === undefined || first === undefined || second === undefined) throw new Error('no runs')
      expect(stable(first)).toEqual(stable(alone))
      expect(stable(second)).toEqual(stable(first))
      expect(new Set([...cachedOf(alone), ...cachedOf(first)])).toEqual(new Set([false]))
      expect(new Set(cachedOf(second))).toEqual(new Set([true]))

      // Another value is another question; a comment, or the file that says it, is not.
      write(folder, {
        'b.properties': lines(
          'kafka.version=4.1.0',
          '# as before',
          'replication.factor=2',
          'min.insync.replicas=2',
          'eligible.leader.replicas.version=1',
        ),
      })
      const scope = ['--guarantee', 'acked', '--envelope', 'moves']
      expect(cachedOf((await ask(folder, ['b.properties', ...scope])).report)).toEqual([true])
      const other = only((await ask(folder, ['b.properties', '--set', 'min.insync.replicas=1', ...scope])).report)
      expect(other.head.cells.map((c) => c.cached)).toEqual([false])
      expect(deltasOf(only(second))).toEqual(['acked/moves lost: proved -> refuted 3'])
    })
  })

  it('is not believed when it is damaged, or when a counterexample is', async () => {
    await inTemporaryFolder(async (folder) => {
      write(folder, { 'one.properties': ONE })
      const asked = async () => {
        const { report } = await ask(folder, TINY)
        return [cellsOf(only(report)), cachedOf(report)[0]]
      }
      expect(await asked()).toEqual([['acked/power refuted 6'], false])
      const file = cacheFile(folder)
      const [good, trace] = [readFileSync(file, 'utf8'), readFileSync(traceFile(folder), 'utf8')]
      const kept = JSON.parse(good) as { found: { name: string; verdict: string }[] }
      const damage: readonly (() => void)[] = [
        () => writeFileSync(file, good.slice(0, good.length / 2)),
        () => writeFileSync(file, JSON.stringify({ ...kept, key: 'another' })),
        () => writeFileSync(file, JSON.stringify({ ...kept, found: [] })),
        () => writeFileSync(file, JSON.stringify({ ...kept, bounds: null })),
        () => rmSync(traceFile(folder)),
        () => writeFileSync(traceFile(folder), trace.replace('"steps"', '"stepz"').concat(' ')),
      ]
      for (const [i, harm] of damage.entries()) {
        harm()
        expect([i, ...(await asked())]).toEqual([i, ['acked/power refuted 6'], false])
        expect(readFileSync(file, 'utf8')).toBe(good)
        expect(readFileSync(traceFile(folder), 'utf8')).toBe(trace)
      }
      expect(await asked()).toEqual([['acked/power refuted 6'], true])
    })
  })

  it('is neither read nor written with --no-cache', async () => {
    await inTemporaryFolder(async (folder) => {
      write(folder, { 'one.properties': ONE })
      await ask(folder, [...TINY, '--no-cache'])
      expect(existsSync(cacheOf(folder))).toBe(false)
      await ask(folder, TINY)
      expect(cachedOf((await ask(folder, [...TINY, '--no-cache'])).report)).not.toContain(true)
    })
  })

  it('that cannot be written is said to be', async () => {
    await inTemporaryFolder(async (folder) => {
      write(folder, { 'one.properties': ONE, '.tidemark/cache': 'a file' })
      const run = await here(['validate', ...TINY], folder)
      expect([run.code, run.stdout]).toEqual([64, ''])
      expect(run.stderr).toContain('error TM-301: .tidemark/cache (--no-cache does without): cannot write to ')
      expect((await here(['validate', ...TINY, '--no-cache'], folder)).code).toBe(0)
    })
  })

  it('is shared by two processes at once', async () => {
    await inTemporaryFolder(async (folder) => {
      write(folder, { 'one.properties': ONE })
      const args = ['validate', ...TINY, '--json', '--workers', '1']
      const runs = await Promise.all([cli(args, folder), cli(args, folder)])
      expect(runs.map((r) => [r.code, r.stderr, cellsOf(only(reportOf(r)))])).toEqual([
        [0, '', ['acked/power refuted 6']],
        [0, '', ['acked/power refuted 6']],
      ])
      expect(cachedOf((await ask(folder, TINY)).report)).not.toContain(false)
      expect(readdirSync(join(folder, '.tidemark'), { recursive: true }).filter((n) => String(n).endsWith('.tmp'))).toEqual([])
    })
  })
})
