/** The examples that are shipped: each is read, and gives the answer that its comments promise. */
import { spawn } from 'node:child_process'
import { cpSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { finished, inTemporaryFolder, ROOT, type Run } from '../run.ts'
import { ask, deltasOf, lines, only, withSharedAnswers, write } from './ask.ts'

const EXAMPLES = join(ROOT, 'examples/kafka')
const QUICK = ['--guarantee', 'electable', '--envelope', 'moves']

/** Runs something in a folder that holds the examples, so that nothing is written beside them. */
const withExamples = <T>(use: (folder: string) => Promise<T>): Promise<T> =>
  withSharedAnswers(async (folder) => {
    cpSync(EXAMPLES, folder, { recursive: true })
    return use(folder)
  })

describe('the examples', () => {
  it.each([
    [
      'balanced',
      {
        kafka: '4.0',
        'replication.factor': '3',
        'min.insync.replicas': '2',
        acks: 'all',
        'eligible.leader.replicas.version': '0',
      },
    ],
    [
      'critical-data',
      {
        kafka: '4.1',
        'replication.factor': '3',
        'min.insync.replicas': '2',
        acks: 'all',
        'eligible.leader.replicas.version': '1',
      },
    ],
    [
      'high-throughput-logs',
      {
        kafka: '4.1',
        'replication.factor': '2',
        'min.insync.replicas': '1',
        acks: '1',
        'unclean.leader.election.enable': 'true',
      },
    ],
  ] as const)('%s is a folder of files that are one configuration', async (name, { kafka, ...values }) => {
    await withExamples(async (folder) => {
      const { code, report } = await ask(folder, [name, ...QUICK])
      const { head } = only(report)
      expect([code, head.kafka, head.files.length, head.unknown]).toEqual([0, kafka, 4, []])
      for (const [key, value] of Object.entries(values))
        expect([key, head.values.find((v) => v.key === key)?.value]).toEqual([key, value])
    })
  })

  it('strimzi: a proposed topic, on the cluster that both have in common', async () => {
    await withExamples(async (folder) => {
      const sides = ['--base', 'strimzi/orders.yaml', '--head', 'strimzi/orders-proposed.yaml']
      const { code, report } = await ask(folder, [
        'strimzi/cluster.yaml',
        ...sides,
        '--guarantee',
        'writable',
        '--envelope',
        'moves',
      ])
      const subject = only(report)
      expect([code, subject.topics, subject.head.kafka]).toEqual([0, ['orders'], '4.1'])
      expect(subject.changes.map((c) => [c.key, c.from.value, c.to.value, c.to.place])).toEqual([
        ['min.insync.replicas', '2', '3', { file: 'strimzi/orders-proposed.yaml', line: 11, column: 26 }],
      ])
      expect(deltasOf(subject)).toEqual(['writable/moves kept: proved -> proved'])
    })
  })

  it('terraform: a replication factor of 2 with min.insync.replicas of 2', async () => {
    await withExamples(async (folder) => {
      const subject = only((await ask(folder, ['terraform/plan.json', ...QUICK])).report)
      expect([subject.topics, subject.changes.map((c) => [c.key, c.from.value, c.to.value])]).toEqual([
        ['system-metrics'],
        [['replication.factor', '3', '2']],
      ])
    })
  })
})

interface Step {
  readonly id?: string
  readonly uses?: string
  readonly run?: string
  readonly env?: Readonly<Record<string, string>>
  readonly with?: Readonly<Record<string, string>>
}

interface Workflow {
  readonly on: { readonly pull_request: { readonly paths: readonly string[] } }
  readonly jobs: { readonly validate: { readonly steps: readonly Step[] } }
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>
  readonly outputs: Readonly<Record<string, { readonly value: string }>>
  readonly runs: { readonly using: string; readonly steps: readonly Step[] }
}

const action = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8')) as Action

/** Runs the step of the action that validates, as GitHub does: its script by bash, inputs as the variables that it names. */
async function runAction(given: Readonly<Record<string, string>>, folder: string): Promise<Run & { readonly outputs: string }> {
  const step = action.runs.steps.find(({ id }) => id === 'validate')
  const inputs = Object.entries(step?.env ?? {}).map(([name, value]) => {
    const input = /^\$\{\{ inputs\.([\w-]+) \}\}$/.exec(value)?.[1] ?? ''
    return [name, given[input] ?? action.inputs[input]?.default ?? `no input ${input}`]
  })
  const output = join(folder, 'github-output')
  const env = { ...process.env, ...Object.fromEntries(inputs), GITHUB_ACTION_PATH: ROOT, GITHUB_OUTPUT: output }
  const run = await finished(spawn('bash', ['-eo', 'pipefail', '-c', step?.run ?? 'exit 99'], { cwd: folder, env }))
  return { ...run, outputs: readFileSync(output, 'utf8') }
}

const sound = lines('kafka.version=4.1.0', 'replication.factor=1', 'eligible.leader.replicas.version=1')

describe('the action for GitHub', () => {
  it('gives its inputs to the program, and what came out to later steps', () =>
    inTemporaryFolder(async (folder) => {
      write(folder, { 'kafka/topic.properties': sound })
      const one = { files: ' kafka \n', guarantees: 'electable', envelopes: 'kill' }
      const refuted = await runAction({ ...one, strict: 'true', set: 'unclean.leader.election.enable=true\nacks=1' }, folder)
      expect([refuted.code, refuted.outputs]).toEqual([12, lines('verdict=violated', 'exit-code=12', 'sarif=./tidemark.sarif')])
      expect(JSON.parse(readFileSync(join(folder, 'tidemark.sarif'), 'utf8'))).toMatchObject({ version: '2.1.0' })
      const more = await runAction({ ...one, more: '--assume\nacks=all\n--defects\nR9' }, folder)
      expect([more.code, more.stderr]).toEqual([64, expect.stringContaining('R9')])
      // The report of the run before is none of this one.
      expect(more.outputs.split('\n').slice(3)).toEqual(['verdict=error', 'exit-code=64', ''])
      const wrong = await runAction({ ...one, set: 'min.insync.replica=1', sarif: '' }, join(folder))
      expect([wrong.code, wrong.outputs.split('\n').slice(5)]).toEqual([64, ['verdict=error', 'exit-code=64', '']])
    }))

  it.each([
    [{ strict: 'yes' }, 'the input strict must be true or false'],
    [{ more: '--help' }, '--shard, --help and --version end without a verdict'],
    [{ more: '--shard\n1/2\n--cache\nanswers' }, '--shard, --help and --version end without a verdict'],
  ])('has no verdict where the whole is not asked: %j', (given, message) =>
    inTemporaryFolder(async (folder) => {
      const run = await runAction({ set: 'replication.factor=1', ...given }, folder)
      expect([run.code, run.outputs]).toEqual([64, lines('verdict=error', 'exit-code=64')])
      expect(run.stdout).toContain(`::error title=tidemark::${message}`)
    }),
  )

  it('names a report by its whole path where that is given', () =>
    inTemporaryFolder(async (folder) => {
      const one = {
        set: 'replication.factor=1\nacks=all',
        guarantees: 'electable',
        envelopes: 'kill',
        sarif: join(folder, 's.sarif'),
      }
      expect((await runAction(one, folder)).outputs.split('\n')).toContain(`sarif=${join(folder, 's.sarif')}`)
    }))

  it('never runs what is in an input', () =>
    inTemporaryFolder(async (folder) => {
      await runAction({ files: '$(touch was-run)\n`touch was-run`\n"; touch was-run; "' }, folder)
      expect(readdirSync(folder)).toEqual(['github-output'])
    }))

  it('has for every output a step and a name that it writes', () => {
    const script = action.runs.steps.find(({ id }) => id === 'validate')?.run ?? ''
    for (const [name, { value }] of Object.entries(action.outputs)) {
      expect(value).toBe(`\${{ steps.validate.outputs.${name} }}`)
      expect(script).toContain(`echo "${name}=`)
    }
  })
})

describe('the workflow for GitHub', () => {
  it('uses the action with inputs that it takes', () =>
    inTemporaryFolder(async (folder) => {
      const workflow = parse(readFileSync(join(EXAMPLES, 'github/kafka-guarantees.yml'), 'utf8')) as Workflow
      expect(workflow.on.pull_request.paths).toEqual(['kafka/**'])
      const { steps } = workflow.jobs.validate
      const checkout = steps.find((step) => step.with?.['repository']?.endsWith('/tidemark'))?.with?.['path'] ?? ''
      const used = steps.find((step) => step.uses === `./${checkout}`)
      const given = used?.with ?? {}
      expect(Object.keys(given).filter((input) => !(input in action.inputs))).toEqual([])
      expect(Object.keys(given).length).toBeGreaterThan(2)
      write(folder, { 'base/kafka/topic.properties': sound, 'kafka/topic.properties': sound })
      const run = await runAction({ ...given, guarantees: 'electable', envelopes: 'kill' }, folder)
      expect([run.code, run.stderr, run.outputs]).toEqual([
        0,
        expect.not.stringContaining('error'),
        lines('verdict=holds', 'exit-code=0', 'sarif=./tidemark.sarif'),
      ])
      const upload = steps.find((step) => 'sarif_file' in (step.with ?? {}))
      expect(upload?.with?.['sarif_file']).toBe(`\${{ steps.${used?.id ?? ''}.outputs.sarif }}`)
    }))
})
