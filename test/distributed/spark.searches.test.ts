/** Searches on Sail: the same bytes as in memory; kept, killed, gone on with, refused. Where it is not installed they are skipped, with a line that says so. */
import { spawn } from 'node:child_process'
import { chmodSync, cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, expect, it } from 'vitest'
import { environmentOf, pythonIn } from '../../distributed/spark/setup.ts'
import { cli, finished, inTemporaryFolder, MAIN, ROOT, start, told } from '../cli/run.ts'

const TIDEMARK_SPARK = environmentOf(process.env)
const PYTHON = pythonIn(TIDEMARK_SPARK)
const isInstalled = existsSync(PYTHON)
if (!isInstalled)
  process.stdout.write(`tests on Sail are skipped: nothing is installed in ${TIDEMARK_SPARK} (npm run spark:setup)\n`)

const KIP_101 = ['--model', 'zookeeper', '--protocol', 'kip-101', '--replicas', '2', '--log-size', '2', '--records', '2']
const check = (words: readonly string[], folder: string, env = {}) =>
  cli(['check', ...words, '--json'], folder, { TIDEMARK_SPARK, ...env })

/** What a report says, but for time, workers, and memory that depends on them. */
const UNLIKE = new Set(['workers', 'seconds', 'statesPerSecond', 'bytesPerState', 'memoryBytes'])
const essence = (stdout: string): unknown => JSON.parse(stdout, (key, value: unknown) => (UNLIKE.has(key) ? 0 : value))

/** What a manifest names. */
interface Kept {
  readonly layers: readonly { readonly name: string }[]
}

const filesIn = (folder: string) =>
  existsSync(folder) ? readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]) : []

describe.skipIf(!isInstalled)('on Sail', () => {
  it.each([
    ['a published protocol', [...KIP_101, '--coverage']],
    ['a scenario', ['--scenario', 'A12']],
    ["a model of one's own", [join(ROOT, 'examples/two-phase-commit.ts'), '--args', '3']],
    ['a limit of states', [...KIP_101, '--max-states', '900']],
    ['a limit of steps', [...KIP_101, '--max-depth', '12']],
    ['the first violation, and a deadlock', [...KIP_101, '--first', '--deadlock']],
  ])('%s is searched as in memory, byte for byte', (_, words) =>
    inTemporaryFolder(async (folder) => {
      const inMemory = await check([...words, '--out', 'memory'], folder)
      const onSpark = await check([...words, '--out', 'spark', '--engine', 'spark'], folder)
      expect([onSpark.stderr, onSpark.code]).toEqual(['', inMemory.code])
      expect(essence(onSpark.stdout.replaceAll('spark/', 'memory/'))).toEqual(essence(inMemory.stdout))
      expect(filesIn(join(folder, 'spark'))).toEqual(filesIn(join(folder, 'memory')))
    }),
  )

  it('a state of a trace is searched from as in memory, byte for byte, and kept as what it is', () =>
    inTemporaryFolder(async (folder) => {
      await check([...KIP_101, '--invariants', 'StrongIsr', '--out', 'traces'], folder)
      const trace = `traces/${readdirSync(join(folder, 'traces'))[0] ?? ''}`
      const words = (step: number) => ['--from', `${trace}@${step}`, '--invariants', 'StrongIsr,EpochsMonotoneInLog']
      const inMemory = await check([...words(5), '--out', 'memory'], folder)
      const onSpark = await check([...words(5), '--out', 'spark', '--engine', 'spark', '--checkpoint', 'kept'], folder)
      expect((JSON.parse(inMemory.stdout) as { search: { distinct: number } }).search.distinct).toBe(1618)
      expect([onSpark.stderr, onSpark.code]).toEqual(['', inMemory.code])
      expect(essence(onSpark.stdout.replaceAll('spark/', 'memory/'))).toEqual(essence(inMemory.stdout))
      expect(filesIn(join(folder, 'spark'))).toEqual(filesIn(join(folder, 'memory')))
      const refused = await check([...words(7), '--engine', 'spark', '--resume', 'kept'], folder)
      expect([refused.code, refused.stderr]).toEqual([151, expect.stringContaining('its first states are ')])
      const elsewhere = await check([...words(5), '--resume', 'kept'], folder)
      expect([elsewhere.code, elsewhere.stderr]).toEqual([151, expect.stringContaining('its engine is spark, and not memory')])
    }))

  it('a model that says what is not so ends in the same error as in memory', () =>
    inTemporaryFolder(async (folder) => {
      writeFileSync(
        join(folder, 'model.ts'),
        `import { action, array, defineLayout, int, members } from '${join(ROOT, 'checker/model.ts')}'
         const ps = members('p', ['a', 'b', 'c'])
         const layout = defineLayout({ x: array(ps, int(0, 2)), y: int(0, 9) })
         const actions = [
           action()('Inc', 'Counts.', [['p', ps]], { guards: { room: (s, p) => s.x[p] < 2 && s.y < 8 }, apply: (d, p) => { d.x[p]++; d.y++ } }),
           action()('Double', 'Doubles.', [], { guards: { room: (s) => s.y < 5 }, apply: (d) => { d.y *= 2 } }),
         ]
         const not = (s) => !(s.x[0] === 0 && s.x[1] === 2 && s.x[2] === 1)
         export const build = (claim) => ({
           name: 'claimed', bounds: {}, assumptions: [], layout, initial: [() => {}], actions,
           ...(claim === 'symmetry' ? { symmetry: ps } : { independent: { of: actions, pairs: [{ first: 'Inc', second: 'Double' }] } }),
           properties: [{ kind: 'state', name: 'Not', statement: 'Never there.', holds: not }],
         })`,
      )
      for (const [claim, code, said] of [
        ['symmetry', 76, 'Not failed: symmetry says that the members of p are interchangeable, but '],
        ['independent', 75, 'Inc(a) failed: the model says that Double() after it is independent of it, but '],
      ] as const) {
        const words = ['model.ts', '--args', JSON.stringify(claim)]
        const inMemory = await check([...words, '--out', 'memory'], folder)
        const onSpark = await check([...words, '--out', 'spark', '--engine', 'spark'], folder)
        expect([inMemory.code, onSpark.code, onSpark.stderr]).toEqual([code, code, ''])
        expect(inMemory.stdout).toContain(said)
        expect(essence(onSpark.stdout.replaceAll('spark/', 'memory/'))).toEqual(essence(inMemory.stdout))
      }
    }))

  it('a search that is killed goes on to the same bytes; what is damaged, foreign or missing is refused by name', () =>
    inTemporaryFolder(async (folder) => {
      const whole = await check([...KIP_101, '--out', 'memory'], folder)
      const child = start(['check', ...KIP_101, '--engine', 'spark', '--checkpoint', 'kept'], folder, { TIDEMARK_SPARK })
      const died = new Promise((resolve) => child.once('close', resolve))
      while (((await told(child, 'searching')) as { depth: number }).depth < 3);
      child.kill('SIGKILL')
      await died
      cpSync(join(folder, 'kept'), join(folder, 'other'), { recursive: true })

      const resume = (from: string, words = KIP_101) =>
        check([...words, '--engine', 'spark', '--resume', from, '--out', 'spark'], folder)
      const resumed = await resume('kept')
      expect([resumed.stderr, resumed.code]).toEqual(['', whole.code])
      expect(essence(resumed.stdout.replaceAll('spark/', 'memory/'))).toEqual(essence(whole.stdout))
      expect(filesIn(join(folder, 'spark'))).toEqual(filesIn(join(folder, 'memory')))

      const refused = async (from: string, message: string, words = KIP_101) => {
        const run = await resume(from, words)
        expect([run.code, run.stdout]).toEqual([151, ''])
        expect(run.stderr).toContain('error TM-701: ')
        expect(run.stderr).toContain(message)
      }
      await refused('other', 'it is of another search: its bounds are ', [...KIP_101, '--max-epoch', '1'])
      const kept = join(folder, 'other/search-1')
      const layers = (
        JSON.parse((JSON.parse(readFileSync(join(kept, 'manifest.json'), 'utf8')) as { body: string }).body) as Kept
      ).layers
      const layer = (depth: number) => join(kept, layers[depth]?.name ?? '')
      const [part = ''] = readdirSync(layer(2)).filter((name) => name.endsWith('.parquet'))
      // One layer in the place of another is as good as any Parquet.
      const theirs = readdirSync(layer(1)).filter((name) => name.endsWith('.parquet'))[0] ?? ''
      cpSync(join(layer(1), theirs), join(layer(2), part))
      await refused('other', `the layer of level 2, ${layers[2]?.name}, is damaged: it is not what was written`)
      rmSync(layer(1), { recursive: true })
      await refused('other', `the layer of level 1, ${layers[1]?.name}, cannot be read: `)
      await refused('nowhere', 'it holds no checkpoint')
    }))

  it('Ctrl-C ends it with what is known', () =>
    inTemporaryFolder(async (folder) => {
      const child = start(['check', ...KIP_101, '--engine', 'spark'], folder, { TIDEMARK_SPARK })
      const run = finished(child)
      while (((await told(child, 'searching')) as { depth: number }).depth < 3);
      child.kill('SIGINT')
      const { code, stdout, stderr } = await run
      expect([code, stderr]).toEqual([130, ''])
      expect(stdout).toContain('INCOMPLETE')
      expect(stdout).toContain('bytes on disk')
    }))

  it('a cluster is asked by its address, with the tidemark on the PATH of its machines', () =>
    inTemporaryFolder(async (folder) => {
      const shim = join(folder, 'tidemark')
      writeFileSync(shim, `#!/bin/sh\nexec "${process.execPath}" "${MAIN}" "$@"\n`)
      chmodSync(shim, 0o755)
      const serve = `import sys\nfrom pysail.spark import SparkConnectServer\ns = SparkConnectServer()\ns.start(background=True)\nprint(s.listening_address[1], flush=True)\nsys.stdin.read()`
      const server = spawn(PYTHON, ['-c', serve], {
        stdio: ['pipe', 'pipe', 'ignore'],
        env: { ...process.env, PATH: `${folder}:${process.env['PATH'] ?? ''}`, PYTHONWARNINGS: 'ignore' },
      })
      try {
        const { value: port } = await createInterface({ input: server.stdout })[Symbol.asyncIterator]().next()
        const there = await check([...KIP_101, '--engine', 'spark', '--master', `sc://127.0.0.1:${port}`], folder)
        const inMemory = await check(KIP_101, folder)
        expect([there.stderr, there.code]).toEqual(['', inMemory.code])
        expect(essence(there.stdout)).toEqual(essence(inMemory.stdout))
      } finally {
        server.stdin.end()
      }
      const none = await check([...KIP_101, '--engine', 'spark', '--master', 'sc://127.0.0.1:1'], folder)
      expect([none.code, none.stdout]).toEqual([255, ''])
      expect(none.stderr).toContain('error TM-801: --engine spark: sc://127.0.0.1:1 cannot be reached: ')
    }))
})
