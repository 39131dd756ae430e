/** `tidemark.yaml`, `--baseline` and `--write-baseline`, on a topic that one broker holds: it is searched in no time. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { here, inTemporaryFolder } from '../run.ts'

const ALONE = [
  'topic.properties',
  '--envelope',
  'power',
  '--kafka-version',
  '3.9',
  '--controller',
  'kraft',
  '--defects',
  'none',
  '--workers',
  '1',
]
const DURABLE = [...ALONE, '--guarantee', 'acked']

const inProject = <T>(yaml: readonly string[], use: (folder: string) => Promise<T>): Promise<T> =>
  inTemporaryFolder((folder) => {
    writeFileSync(join(folder, 'topic.properties'), 'replication.factor=1\nmin.insync.replicas=1\n')
    if (yaml.length > 0) writeFileSync(join(folder, 'tidemark.yaml'), `${yaml.join('\n')}\n`)
    return use(folder)
  })
const RULE = ['ignore:', '  - guarantees: [acked]', '    reason: a test may lose what it has', '    until: 9999-12-31']

it('gives flags their defaults, and is said; --no-config leaves it out', async () => {
  await inProject(['validate:', '  strict: true', '  allow-incomplete: true'], async (folder) => {
    const { code, stdout } = await here(['validate', ...DURABLE], folder)
    expect(code).toBe(12)
    expect(stdout).toContain('Project   tidemark.yaml, which gives --strict --allow-incomplete; --no-config leaves it out')
    const plain = await here(['validate', ...DURABLE, '--no-config'], folder)
    expect([plain.code, plain.stdout.includes('tidemark.yaml')]).toEqual([0, false])
  })
})

it('ignores what it says, with its reason, and never as a pass', async () => {
  await inProject(['validate:', '  strict: true', '  allow-incomplete: true', ...RULE], async (folder) => {
    const run = await here(['validate', ...DURABLE], folder)
    expect(run.code).toBe(0)
    expect(run.stdout).toContain('IGNORED')
    expect(run.stdout).toContain('ignored: refuted by 1 power loss')
    expect(run.stdout).toContain(
      'Ignored   any topic: acked records survive (one power loss): a test may lose what it has (until',
    )
    expect(run.stdout).not.toContain('HOLDS')
    const json = JSON.parse((await here(['validate', ...DURABLE, '--json'], folder)).stdout) as {
      readonly verdict: string
      readonly subjects: readonly {
        readonly answer: string
        readonly head: { readonly cells: readonly { readonly excused?: object }[] }
      }[]
    }
    // With --strict the code counts, and it was not asked.
    expect([json.verdict, json.subjects[0]?.answer]).toEqual(['incomplete', 'ignored'])
    expect(json.subjects[0]?.head.cells[0]?.excused).toEqual({
      by: 'rule',
      reason: 'a test may lose what it has',
      until: '9999-12-31',
    })
  })
})

it('fails on what a baseline has not, and only on that', async () => {
  await inProject([], async (folder) => {
    const write = await here(['validate', ...DURABLE, '--write-baseline', 'baseline.json'], folder)
    expect(write.code).toBe(0)
    const again = await here(['validate', ...DURABLE, '--baseline', 'baseline.json'], folder)
    expect([again.code, again.stdout.includes('IGNORED')]).toEqual([0, true])
    const more = await here(['validate', ...ALONE, '--guarantee', 'acked,reads', '--baseline', 'baseline.json'], folder)
    expect([more.code, more.stdout.includes('REFUTED   reads are repeatable')]).toEqual([12, true])
    const other = await here(['validate', ...DURABLE, '--thorough', '--baseline', 'baseline.json'], folder)
    expect([other.code, other.stderr]).toEqual([
      64,
      'error TM-101: --baseline baseline.json is of --quick, and this run of --thorough\n',
    ])
    writeFileSync(join(folder, 'broken.json'), '{}')
    const none = await here(['validate', ...DURABLE, '--baseline', 'broken.json'], folder)
    expect([none.code, none.stderr]).toEqual([
      151,
      'error TM-402: broken.json: it is no baseline: --write-baseline and validate --json write one\n',
    ])
    expect(JSON.parse(readFileSync(join(folder, 'baseline.json'), 'utf8'))).toEqual({
      schema: 1,
      command: 'validate',
      level: 'quick',
      subjects: [
        {
          topics: [],
          head: {
            cells: [
              { guarantee: 'acked', envelope: 'power', verdict: 'refuted', faults: expect.objectContaining({ powerLosses: 1 }) },
            ],
          },
        },
      ],
    })
  })
})

it('refuses what it cannot mean, where it stands', async () => {
  await inProject(['validate:', '  envelop: power'], async (folder) => {
    expect(await here(['validate', ...DURABLE], folder)).toEqual({
      code: 151,
      stdout: '',
      stderr: 'error TM-402: tidemark.yaml:2:3: validate.envelop: there is no such flag (did you mean envelope?)\n',
    })
  })
})
