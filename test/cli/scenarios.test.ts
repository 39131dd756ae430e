import { describe, expect, it } from 'vitest'
import { SCENARIOS } from '../../model/kraft/scenarios.ts'
import { TRANSACTION_SCENARIOS } from '../../model/transactions/scenarios.ts'
import { here, inTemporaryFolder } from './run.ts'

describe('check --scenario list', () => {
  it('names every scenario with its title, and searches nothing', async () => {
    const { code, stdout } = await here(['check', '--scenario', 'list'], '.')
    expect(code).toBe(0)
    for (const { id, title } of SCENARIOS) {
      const line = stdout.split('\n').find((l) => l.startsWith(`${id} `))
      expect(line).toContain(title.split(' ').slice(0, 3).join(' '))
    }
    expect(stdout.trimEnd().split('\n').at(-1)).toBe(
      `${SCENARIOS.length} scenarios; npx tidemark check --scenario ${SCENARIOS[0]?.id} runs one, --scenario all every one; --model transactions lists ${TRANSACTION_SCENARIOS.length} more`,
    )
  })

  it('is an object with --json', async () => {
    const { stdout } = await here(['check', '--scenario', 'list', '--json'], '.')
    const { scenarios } = JSON.parse(stdout) as { scenarios: readonly { id: string; title: string }[] }
    expect(scenarios.map(({ id, title }) => [id, title])).toEqual(SCENARIOS.map(({ id, title }) => [id, title]))
  })
})

describe('check --model transactions --scenario', () => {
  const words = ['check', '--model', 'transactions', '--scenario'] as const

  it('list names the anomalies of transactions', async () => {
    const { code, stdout } = await here([...words, 'list'], '.')
    const ids = stdout.split('\n').map((line) => line.split(' ')[0] ?? '')
    expect([code, TRANSACTION_SCENARIOS.filter(({ id }) => !ids.includes(id))]).toEqual([0, []])
    expect(stdout.trimEnd().split('\n').at(-1)).toBe(
      `${TRANSACTION_SCENARIOS.length} scenarios; npx tidemark check --model transactions --scenario T1 runs one, --scenario all every one`,
    )
    const { scenarios } = JSON.parse((await here([...words, 'list', '--json'], '.')).stdout) as {
      scenarios: readonly { id: string; shows?: string }[]
    }
    expect(scenarios.map(({ id, shows = 'violated' }) => [id, shows])).toEqual(
      TRANSACTION_SCENARIOS.map(({ id, shows }) => [id, shows]),
    )
  })

  it('all shows each, in as many steps as the catalogue says', async () => {
    const { code, stdout } = await inTemporaryFolder((folder) => here([...words, 'all', '--workers', '1', '--json'], folder))
    const { verdict, scenarios } = JSON.parse(stdout) as { verdict: string; scenarios: readonly Record<string, unknown>[] }
    const told = scenarios.map((s) => [s['id'], s['property'], s['verdict'], s['steps']])
    expect(told).toEqual(
      TRANSACTION_SCENARIOS.map(({ id, property, shows, steps }) => [
        id,
        property,
        shows === 'reached' ? 'holds' : 'violated',
        steps,
      ]),
    )
    expect([code, verdict]).toEqual([0, 'holds'])
  })

  it('is of models that have a catalogue', async () => {
    const { code, stderr } = await here(['check', '--model', 'zookeeper', '--scenario', 'list'], '.')
    expect(code).toBe(64)
    expect(stderr).toContain('--model zookeeper')
  })
})

describe('check --replicas', () => {
  const checked = (...words: readonly string[]) =>
    inTemporaryFolder((folder) => here(['check', '--json', '--faults', '0', '--records', '1', ...words], folder))

  it('is replication.factor of Kafka as brokers run it', async () => {
    const report = JSON.parse((await checked('--replicas', '2')).stdout) as { model: object }
    expect(report.model).toMatchObject({ name: 'kraft', bounds: { replicas: 2 } })
    const set = JSON.parse((await checked('--set', 'replication.factor=2')).stdout) as { search: { distinct: number } }
    expect(report).toMatchObject({ search: { distinct: set.search.distinct } })
  })

  it('belongs to the published protocols where a flag of theirs asks for them', async () => {
    const words = [
      'check',
      '--json',
      '--protocol',
      'kip-101',
      '--replicas',
      '1',
      '--records',
      '1',
      '--log-size',
      '1',
      '--max-epoch',
      '1',
    ]
    const { stdout } = await inTemporaryFolder((folder) => here(words, folder))
    expect(JSON.parse(stdout)).toMatchObject({ model: { name: 'zookeeper', bounds: { replicas: 1 } } })
  })

  it('contradicts another replication factor, and a scenario', async () => {
    expect(await checked('--replicas', '2', '--set', 'replication.factor=3')).toMatchObject({
      code: 64,
      stderr: 'error TM-101: --replicas 2 and --set replication.factor=3 contradict each other\n',
    })
    expect((await here(['check', '--scenario', 'A12', '--set', 'acks=1'], '.')).stderr).toContain('--set contradicts it')
    expect((await here(['check', '--scenario', 'all', '--replicas', '2'], '.')).stderr).toContain('--replicas contradicts it')
  })
})
