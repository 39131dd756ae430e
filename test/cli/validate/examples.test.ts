/** The examples that are shipped: each is read, and gives the answer that its comments promise. */
import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { here, inTemporaryFolder, ROOT } from '../run.ts'
import { ask, deltasOf, lines, only, reportOf, withSharedAnswers, write } from './ask.ts'

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

interface Workflow {
  readonly on: { readonly pull_request: { readonly paths: readonly string[] } }
  readonly jobs: {
    readonly validate: { readonly steps: readonly { readonly run?: string; readonly with?: Record<string, unknown> }[] }
  }
}

describe('the workflow for GitHub', () => {
  it('gives the program words that it takes', async () => {
    const workflow = parse(readFileSync(join(EXAMPLES, 'github/kafka-guarantees.yml'), 'utf8')) as Workflow
    expect(workflow.on.pull_request.paths).toEqual(['kafka/**'])
    const { steps } = workflow.jobs.validate
    const command = steps.map((step) => step.run ?? '').find((run) => run.startsWith('npx tidemark '))
    const words = command?.split(' ').slice(2) ?? []
    expect(words[0]).toBe('validate')
    await inTemporaryFolder(async (folder) => {
      const text = lines('kafka.version=4.1.0', 'replication.factor=1', 'eligible.leader.replicas.version=1')
      write(folder, { 'base/kafka/topic.properties': text, 'kafka/topic.properties': text })
      const run = await here([...words, '--json', '--guarantee', 'electable', '--envelope', 'kill'], folder)
      expect([run.code, run.stderr]).toEqual([0, ''])
      expect(only(reportOf(run)).base?.files).toEqual(['base/kafka/topic.properties'])
      const sarif = String(steps.find((step) => 'sarif_file' in (step.with ?? {}))?.with?.['sarif_file'])
      expect(JSON.parse(readFileSync(join(folder, sarif), 'utf8'))).toMatchObject({ version: '2.1.0' })
    })
  })
})
