/** `check --from` and `trace --extend`: what comes after a state of a saved trace. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cli, here, inTemporaryFolder, ROOT } from './run.ts'

const QUESTION = ['--scenario', 'A12', '--records', '1', '--faults', '3', '--fault-kinds', 'power-losses=1,fencings=2']
const FOLDER = mkdtempSync(join(tmpdir(), 'tidemark-from-'))
let trace = ''

beforeAll(async () => {
  const run = await cli(['check', ...QUESTION, '--out', 'traces', '--json'], FOLDER)
  expect(run.code).toBe(12)
  trace = (JSON.parse(run.stdout) as Report).properties[0]?.trace ?? ''
})
afterAll(() => rmSync(FOLDER, { recursive: true }))

interface Report {
  readonly verdict: string
  readonly search: { readonly distinct: number; readonly exhausted: boolean; readonly levels: readonly number[] }
  readonly notes: readonly string[]
  readonly properties: readonly {
    readonly name: string
    readonly verdict: string
    readonly steps?: number
    readonly trace?: string
  }[]
}

/** Runs in a folder with the counterexample of A12, of 11 steps. */
const withTrace = <T>(use: (folder: string) => Promise<T>): Promise<T> => use(FOLDER)

const from = async (folder: string, step: string, ...words: readonly string[]) => {
  const run = await cli(['check', '--from', `${trace}${step}`, '--out', 'after', '--json', ...words], folder)
  expect(run.stderr).toBe('')
  return { code: run.code, report: JSON.parse(run.stdout) as Report }
}

const verdicts = ({ properties }: Report) => properties.map((p) => [p.name, p.verdict, p.steps])

describe('check --from', () => {
  it('searches from a state of a trace on, and saves runs that are told from the beginning', () =>
    withTrace(async (folder) => {
      const { code, report } = await from(folder, '@6', '--invariants', 'AckedDurable,LeaderStaysPossible')
      expect([code, report.search.exhausted, report.search.levels[0]]).toEqual([12, true, 1])
      expect(verdicts(report)).toEqual([
        ['AckedDurable', 'violated', 11],
        ['LeaderStaysPossible', 'holds', undefined],
      ])
      expect(report.notes[0]).toContain(`from ${trace}, after step 6, `)
      const saved = report.properties[0]?.trace ?? ''
      const steps = (file: string) =>
        (JSON.parse(readFileSync(join(folder, file), 'utf8')) as { states: { '#meta': object }[] }).states.slice(0, 7)
      expect(steps(saved)).toEqual(steps(trace))
      expect((await here(['trace', saved, '--quiet'], folder)).code).toBe(0)
    }))

  it('says what can no longer go wrong: with the faults used up, what is not lost stays', () =>
    withTrace(async (folder) => {
      const whole = await from(folder, '@0', '--invariants', 'AckedDurable')
      expect(verdicts(whole.report).find(([name]) => name === 'AckedDurable')).toEqual(['AckedDurable', 'violated', 11])
      const end = await from(folder, '', '--invariants', 'AckedDurable')
      expect(verdicts(end.report)).toEqual([['AckedDurable', 'violated', 11]])
      expect(end.report.search.distinct).toBeLessThan(whole.report.search.distinct)
    }))

  it('refuses a step that there is not, another model, and what is no trace', () =>
    withTrace(async (folder) => {
      const refused = async (...words: readonly string[]) => {
        const run = await here(['check', ...words], folder)
        return [run.code, run.stdout, run.stderr]
      }
      expect(await refused('--from', `${trace}@12`)).toEqual([
        64,
        '',
        `error TM-101: --from ${trace}@12: the trace has 11 steps\n`,
      ])
      expect(await refused('--from', trace, '--set', 'acks=1')).toEqual([
        64,
        '',
        'error TM-101: --from brings the model of its trace; --set contradicts it\n',
      ])
      expect((await refused('--from', trace, '--args', '3'))[2]).toContain('--args is for a model of your own')
      expect((await refused('--from', trace, '--mutate'))[0]).toBe(64)
      expect((await refused('--from', trace, '--invariants', 'AckedDurabl'))[2]).toContain('did you mean AckedDurable?')
      writeFileSync(join(folder, 'no.itf.json'), '{}')
      expect((await refused('--from', 'no.itf.json'))[0]).toBe(151)
    }))

  it('starts in a state of a model of your own', () =>
    inTemporaryFolder(async (folder) => {
      const model = join(folder, 'model.ts')
      writeFileSync(
        model,
        `import { twoPhaseCommit } from '${join(ROOT, 'examples/two-phase-commit')}'
         const whole = twoPhaseCommit(2)
         export default { ...whole, actions: whole.actions.map((a) => (a.name === 'RMChooseToAbort' ? { ...a, guards: {} } : a)) }`,
      )
      await cli(['check', 'model.ts', '--out', 'traces', '--quiet'], folder)
      const file = `traces/${readdirSync(join(folder, 'traces')).find((name) => name.includes('Consistency')) ?? ''}`
      const run = await cli(['check', 'model.ts', '--from', `${file}@2`, '--json'], folder)
      expect([run.code, run.stderr]).toEqual([12, ''])
      expect((JSON.parse(run.stdout) as Report).search.levels[0]).toBe(1)
      expect((await here(['check', '--from', file], folder)).stderr).toContain("name the model's file")
    }))
})

describe('trace --extend', () => {
  it('walks on from the end, the same way for the same seed', () =>
    withTrace(async (folder) => {
      const run = await here(['trace', trace, '--extend', '3'], folder)
      expect([run.code, run.stderr]).toEqual([0, ''])
      expect(run.stdout).toMatch(/\nHow it can go on \(--seed 1\):\n\n {2}12 {2}\w+\(.*\)\n(.*\n)+ {2}14 {2}/)
      expect((await here(['trace', trace, '--extend', '3'], folder)).stdout).toBe(run.stdout)
      const { stdout } = await here(['trace', trace, '--extend', '3', '--seed', '2', '--json'], folder)
      const { further } = JSON.parse(stdout) as { further: { seed: number; steps: object[]; states: object[] } }
      expect([further.seed, further.steps.length, further.states.length]).toEqual([2, 3, 3])
      const alone = await here(['trace', trace, '--seed', '4'], folder)
      expect([alone.code, alone.stdout, alone.stderr]).toEqual([64, '', 'error TM-101: --seed is for --extend\n'])
      const refused = await here(['trace', trace, '--extend', '3', '--format', 'itf'], folder)
      expect([refused.code, refused.stderr]).toEqual([64, expect.stringContaining('itf has no room for it')])
    }))
})
