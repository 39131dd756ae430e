/** `simulate` on the command line: what it finds, says and saves, and that a seed repeats it. */
import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { cli, here, inTemporaryFolder, ROOT } from './run.ts'

/** An anomaly within bounds that are wider than its own; with kills it shows one step earlier. */
const WIDE = [
  '--scenario',
  'A9-shrink',
  '--records',
  '3',
  '--faults',
  '5',
  '--fault-kinds',
  'isr-shrinks,elections,clean-stops,kills',
]

interface Report {
  readonly verdict: string
  readonly walks: { readonly walks: number; readonly steps: number; readonly seconds: number; readonly stop: object }
  readonly properties: readonly {
    readonly name: string
    readonly said: string
    readonly steps?: number
    readonly trace?: string
    readonly check?: string
    readonly shortest?: { readonly known: boolean }
  }[]
  readonly actions: readonly { readonly name: string; readonly taken: number; readonly guards?: readonly object[] }[]
}

const report = (stdout: string): Report => JSON.parse(stdout) as Report

/** What a result says of the walks themselves. */
const essence = (of: Report) => ({ ...of, walks: { ...of.walks, seconds: 0, workers: 0 } })

describe('simulate', () => {
  it('tells what it has found where it cannot be saved, and then that', () =>
    inTemporaryFolder(async (folder) => {
      const args = ['simulate', '--scenario', 'A9-shrink', '--seed', '1', '--walks', '2000', '--first', '--workers', '1']
      const saved = await here([...args, '--json'], folder)
      const [trace = ''] = readdirSync(join(folder, '.tidemark/traces'))
      expect([saved.code, trace]).toEqual([12, expect.stringMatching(/itf\.json$/)])
      mkdirSync(join(folder, 'out', trace), { recursive: true })
      for (const form of [[], ['--json']]) {
        const { code, stdout, stderr } = await here([...args, '--out', 'out', ...form], folder)
        expect([code, /violated/i.test(stdout), stdout.includes('itf.json')]).toEqual([255, true, false])
        expect(stderr).toMatch(/^error TM-301: cannot write .*itf\.json: EISDIR/m)
      }
    }))

  it('finds an anomaly within wider bounds, tells it in its shortest form, and saves it; the same with any number of workers', () =>
    inTemporaryFolder(async (folder) => {
      const ask = (workers: string) => cli(['simulate', ...WIDE, '--seed', '1', '--workers', workers, '--json'], folder)
      const [one, two] = [await ask('1'), await ask('2')]
      expect([one.code, one.stderr, two.code]).toEqual([12, '', 12])
      expect(essence(report(two.stdout))).toEqual(essence(report(one.stdout)))
      const [found] = report(one.stdout).properties
      expect([found?.name, found?.said, found?.steps, found?.shortest?.known]).toEqual(['AckedDurable', 'violated', 4, true])
      expect(readdirSync(join(folder, '.tidemark/traces')).map((name) => `.tidemark/traces/${name}`)).toEqual([found?.trace])
      const replay = await here(['trace', found?.trace ?? ''], folder)
      expect([replay.code, replay.stderr]).toEqual([0, ''])
      expect(replay.stdout).toContain('AckedDurable')
      // The exhaustive search that it names finds the same.
      const [, ...words] = (found?.check ?? '').split(' ')
      const checked = await cli([...words, '--json'], folder)
      expect(checked.code).toBe(12)
      const steps = (JSON.parse(checked.stdout) as { properties: { name: string; steps?: number }[] }).properties
      expect(steps.find((p) => p.name === 'AckedDurable')?.steps).toBe(4)
    }))

  it('never holds: what walks do not find is not proved absent', () =>
    inTemporaryFolder(async (folder) => {
      const args = ['simulate', '--faults', '1', '--records', '1', '--walks', '100', '--seed', '3', '--workers', '1']
      const run = await cli(args, folder)
      expect([run.code, run.stderr]).toEqual([152, ''])
      expect(run.stdout).toContain('INCOMPLETE  nothing is proved: no violation in 100 random walks of ')
      expect(run.stdout).toContain('Seed      3: --seed 3 --walks 100 takes the same walks again')
      expect(run.stdout).not.toContain('HOLDS')
      const allowed = await cli([...args, '--allow-incomplete', '--coverage', '--json'], folder)
      expect([allowed.code, report(allowed.stdout).verdict]).toEqual([0, 'incomplete'])
      expect(report(allowed.stdout).walks.stop).toEqual({ by: 'walks', limit: 100 })
      expect(report(allowed.stdout).actions.every((a) => a.guards !== undefined)).toBe(true)
    }))

  it('walks through a model of your own and through the published protocols', () =>
    inTemporaryFolder(async (folder) => {
      const own = await cli(
        ['simulate', join(ROOT, 'examples/two-phase-commit.ts'), '--args', '4', '--walks', '500', '--seed', '1', '--json'],
        folder,
      )
      expect([own.code, own.stderr]).toEqual([152, ''])
      expect(report(own.stdout).properties.map((p) => [p.name, p.said])).toEqual([
        ['Consistency', 'open'],
        ['EveryoneCommits', 'reached'],
        ['EveryoneAborts', 'reached'],
      ])
      const published = await cli(
        [
          'simulate',
          '--protocol',
          'kip-101',
          '--replicas',
          '2',
          '--max-epoch',
          '6',
          '--records',
          '6',
          '--log-size',
          '6',
          '--invariants',
          'StrongIsr',
          '--walks',
          '20000',
          '--seed',
          '1',
          '--json',
        ],
        folder,
      )
      expect([published.code, published.stderr]).toEqual([12, ''])
      const [found] = report(published.stdout).properties
      expect([found?.name, found?.steps, found?.shortest?.known]).toEqual(['StrongIsr', 11, true])
    }))

  it.each([
    [['--scenario', 'all'], 'simulate walks through one scenario at a time'],
    [['--quiet', '--verbose'], 'contradict each other'],
    [['--seed', '-1'], 'a whole number'],
    [['--scenario', 'A12', '--set', 'acks=1'], '--scenario A12 brings its own configuration; --set contradicts it'],
    [['--walk', '3'], '(Did you mean --walks?)'],
  ])('refuses %j', async (words, message) => {
    const run = await here(['simulate', ...words], '/')
    expect(run.code).toBe(64)
    expect(run.stderr).toContain(message)
  })

  it('is suggested when it is misspelt', async () => {
    const run = await here(['simulat'], '/')
    expect([run.code, run.stderr]).toEqual([64, expect.stringContaining('(Did you mean simulate?)')])
  })
})
