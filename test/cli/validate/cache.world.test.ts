/** What `validate` remembers from run to run, when it is run twice at once, and with other workers. */
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { cli, here, inTemporaryFolder } from '../run.ts'
import { ask, cellsOf, deltasOf, lines, only, type Report, reportOf, write } from './ask.ts'

const ONE = lines('kafka.version=4.1.0', 'replication.factor=1', 'eligible.leader.replicas.version=1')
const TINY = ['one.properties', '--guarantee', 'acked', '--envelope', 'power']

const cacheOf = (folder: string): string => join(folder, '.tidemark/home/cache/tidemark')
const keyFile = (folder: string): string => join(folder, '.tidemark/home/state/tidemark/cache-key')
/** The answer that refutes in six steps; what would prevent that is a question, and a file, of its own. */
const cacheFile = (folder: string): string => {
  const files = readdirSync(cacheOf(folder)).map((name) => join(cacheOf(folder), name))
  const [file, ...others] = files.filter((path) => /"steps":6\b/.test(String(JSON.parse(readFileSync(path, 'utf8')).body)))
  if (file === undefined || others.length > 0) throw new Error(`${others.length} more cache files`)
  return file
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
  JSON.parse(JSON.stringify(report, (key, v: unknown) => (['seconds', 'cached', 'answers'].includes(key) ? undefined : v)))

describe('the cache', () => {
  it.each([
    ['a pipe that nobody writes to', (file: string) => spawnSync('mkfifo', [file])],
    ['a device that never ends', (file: string) => symlinkSync('/dev/zero', file)],
  ])('is passed over where there is %s', async (_, plant) => {
    await inTemporaryFolder(async (folder) => {
      write(folder, { 'one.properties': ONE })
      await ask(folder, TINY)
      const file = cacheFile(folder)
      rmSync(file)
      plant(file)
      // In a process of its own: what waits for a pipe hears of no timeout.
      const run = await cli(['validate', ...TINY, '--json'], folder)
      expect([run.code, cellsOf(only(reportOf(run)))]).toEqual([0, ['acked/power refuted 6']])
    })
  })

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
      const kept = JSON.parse(good) as { mac: string; body: string }
      const holds = {
        ...(JSON.parse(kept.body) as object),
        found: [
          { name: 'AckedDurable', verdict: 'holds' },
          { name: 'RecordAcknowledged', verdict: 'holds' },
        ],
      }
      const rewritten = (change: object): void => writeFileSync(file, JSON.stringify({ ...kept, ...change }))
      const damage: readonly (() => void)[] = [
        () => writeFileSync(file, good.slice(0, good.length / 2)),
        () => writeFileSync(file, ''),
        () => writeFileSync(file, 'null'),
        // A planted proof: what a pull request could carry.
        () => rewritten({ body: JSON.stringify(holds) }),
        () => rewritten({ body: JSON.stringify(holds), mac: '' }),
        () => rewritten({ body: JSON.stringify(holds), mac: '0'.repeat(64) }),
        () => rewritten({ mac: undefined }),
        () => rewritten({ schema: 1 }),
        () => rewritten({ body: kept.body.replace('"depth"', ' "depth"') }),
      ]
      for (const [i, harm] of damage.entries()) {
        harm()
        expect([i, ...(await asked())]).toEqual([i, ['acked/power refuted 6'], false])
        expect(readFileSync(file, 'utf8')).toBe(good)
        expect(readFileSync(traceFile(folder), 'utf8')).toBe(trace)
      }
      // A counterexample comes with its answer, and is put back where it is gone or changed.
      for (const harm of [
        () => rmSync(traceFile(folder)),
        () => writeFileSync(traceFile(folder), trace.replace('"steps"', '"stepz"')),
      ]) {
        harm()
        expect(await asked()).toEqual([['acked/power refuted 6'], true])
        expect(readFileSync(traceFile(folder), 'utf8')).toBe(trace)
      }
    })
  })

  it('is not believed on another machine, unless both are given the same secret', async () => {
    await inTemporaryFolder(async (folder) => {
      write(folder, { 'one.properties': ONE })
      const cached = async (state: string, secret?: string) => {
        const env = { XDG_STATE_HOME: join(folder, state), ...(secret !== undefined && { TIDEMARK_CACHE_KEY: secret }) }
        const run = await here(['validate', ...TINY, '--cache', 'shared', '--json', '--workers', '2'], folder, env)
        return [run.code, run.stderr, ...cachedOf(reportOf(run)).slice(0, 1)]
      }
      expect(await cached('theirs')).toEqual([0, '', false])
      expect(await cached('theirs')).toEqual([0, '', true])
      expect(await cached('mine')).toEqual([0, '', false])
      // A key that was copied is another key: one that lies in a checkout opens nothing.
      const [theirs, copy] = ['theirs', 'copy'].map((state) => join(folder, state, 'tidemark/cache-key'))
      await cached('theirs')
      cpSync(join(folder, 'theirs'), join(folder, 'copy'), { recursive: true, preserveTimestamps: true })
      expect(readFileSync(copy ?? '', 'utf8')).toBe(readFileSync(theirs ?? '', 'utf8'))
      expect(await cached('copy')).toEqual([0, '', false])

      const secret = 'a secret of the repository, long enough'
      expect(await cached('one', secret)).toEqual([0, '', false])
      expect(await cached('two', secret)).toEqual([0, '', true])
      expect(await cached('two', `${secret}.`)).toEqual([0, '', false])
      expect(await cached('two', '')).toEqual([0, '', false])
      const short = await here(['validate', ...TINY], folder, { TIDEMARK_CACHE_KEY: 'short' })
      expect([short.code, short.stderr]).toEqual([
        64,
        'error TM-101: TIDEMARK_CACHE_KEY must have at least 32 random characters\n',
      ])
    })
  })

  it('has a key that is private, and not in the cache; one that others can read opens nothing', async () => {
    await inTemporaryFolder(async (folder) => {
      write(folder, { 'one.properties': ONE })
      await ask(folder, TINY)
      const key = keyFile(folder)
      expect([statSync(key).mode & 0o777, readFileSync(key, 'utf8').length]).toEqual([0o600, 65])
      const before = readFileSync(key, 'utf8')
      chmodSync(key, 0o644)
      expect(cachedOf((await ask(folder, TINY)).report)).not.toContain(true)
      expect([statSync(key).mode & 0o777, readFileSync(key, 'utf8') === before]).toEqual([0o600, false])
      expect(cachedOf((await ask(folder, TINY)).report)).not.toContain(false)
    })
  })

  it('that was kept in the folder is not read, and that is said', async () => {
    await inTemporaryFolder(async (folder) => {
      write(folder, { 'one.properties': ONE, '.tidemark/cache/0.json': '{}' })
      const run = await here(['validate', ...TINY, '--workers', '2', '--json'], folder)
      expect(run.stderr).toBe(
        'note: answers in .tidemark/cache are not read any more, as whoever writes the folder could change them; it can be deleted\n',
      )
      expect(readdirSync(join(folder, '.tidemark/cache'))).toEqual(['0.json'])
    })
  })

  it('is in every form of the result', async () => {
    await inTemporaryFolder(async (folder) => {
      write(folder, { 'one.properties': ONE })
      const said = async (...more: readonly string[]) => {
        const reports = ['--junit', 'j.xml', '--sarif', 's.json', ...more]
        const forms = []
        for (const form of [[], ['--quiet'], ['--markdown'], ['--json']])
          forms.push((await here(['validate', ...TINY, ...form, ...reports], folder)).stdout)
        return [...forms, ...['j.xml', 's.json'].map((name) => readFileSync(join(folder, name), 'utf8'))].map((text) =>
          /1 answer, (?:none from the cache|1 from the cache|no cache was used)|"answers": \{[^}]*\}/
            .exec(text)?.[0]
            .replace(/\s+/g, ' '),
        )
      }
      const all = (words: string, json: string) => [words, words, words, json, words, words]
      expect(await said('--no-cache')).toEqual(
        all('1 answer, no cache was used', '"answers": { "of": 1, "cached": 0, "cache": false }'),
      )
      await ask(folder, TINY)
      expect(await said()).toEqual(all('1 answer, 1 from the cache', '"answers": { "of": 1, "cached": 1, "cache": true }'))
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

  it('that cannot be written is said to be, once, and takes nothing from the result', async () => {
    await inTemporaryFolder(async (folder) => {
      write(folder, { 'one.properties': ONE })
      await ask(folder, TINY)
      const file = cacheFile(folder)
      rmSync(file)
      mkdirSync(file)
      const args = ['validate', ...TINY, '--workers', '2', '--json']
      const run = await here(args, folder)
      expect([run.code, cellsOf(only(reportOf(run)))]).toEqual([0, ['acked/power refuted 6']])
      expect(run.stderr).toMatch(/^note: answers are not kept for the next run: cannot write .*\n$/)

      // A folder that there cannot be.
      const nowhere = { XDG_CACHE_HOME: '/proc/none' }
      const without = await here(args, folder, nowhere)
      expect([without.code, without.stderr.split('\n').length]).toEqual([0, 2])
      write(folder, { file: 'a file' })
      const refused = await here([...args, '--cache', 'file'], folder)
      expect([refused.code, refused.stderr]).toEqual([64, 'error TM-301: --cache: file is not a folder\n'])
      // Without a key nothing can be proved to be one's own.
      const keyless = await here(args, folder, { XDG_STATE_HOME: '/proc/none' })
      expect([keyless.code, keyless.stderr]).toEqual([
        0,
        'note: answers are neither read nor kept: there is no private place for the key that proves them\n',
      ])
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
