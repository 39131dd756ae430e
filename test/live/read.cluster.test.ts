/** A real cluster in the place of its files: what it says of itself is what was set. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest'
import { kafkaIn } from '../../cluster/kafka/home.ts'
import { Cluster } from '../../cluster/nodes/cluster.ts'
import { cli, type Run } from '../cli/run.ts'

const kafka = inject('kafka')

interface Value {
  readonly key: string
  readonly value: string
  readonly place?: { readonly file: string; readonly line: number }
}
interface Report {
  readonly subjects: readonly {
    readonly topics: readonly string[]
    readonly changes: readonly { readonly key: string }[]
    readonly head: {
      readonly kafka: string
      readonly values: readonly Value[]
      readonly notes: readonly string[]
      readonly warnings: readonly string[]
      readonly unread: readonly { readonly message: string }[]
    }
  }[]
}

describe.skipIf(kafka === '')('validate --bootstrap-server', () => {
  let folder = ''
  let cluster: Cluster
  let server = ''
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tidemark-live-'))
    const found = kafkaIn(kafka)
    if (found === undefined) throw new Error(`there is no Kafka in ${kafka}`)
    const settings = {
      brokers: 3,
      sessionTimeout: 9000,
      lagTime: 30_000,
      controlledShutdown: true,
      uncleanElection: false,
      minIsr: 2,
      elr: true,
    }
    cluster = await Cluster.start(found, settings, join(folder, 'runs'), new AbortController().signal)
    const [port = 0] = cluster.ports.client
    server = `127.0.0.1:${port}`
    // A broker is registered before it listens.
    await vi.waitFor(
      () => cluster.client.createTopic(port, { name: 'orders', replicas: [0, 1, 2], configs: { 'min.insync.replicas': '2' } }),
      { timeout: 600_000, interval: 200 },
    )
    await cluster.client.createTopic(port, {
      name: 'orders-audit',
      replicas: [1, 2, 0],
      configs: { 'unclean.leader.election.enable': 'true' },
    })
    await cluster.client.createTopic(port, { name: 'single', replicas: [2], configs: {} })
    await cluster.client.alterConfig(port, 'brokers', 'unclean.leader.election.enable', 'false')
  })
  afterAll(async () => {
    await cluster?.end(false)
    rmSync(folder, { recursive: true, force: true })
  })

  /** One state is enough to see what would be asked. */
  const ask = (...args: readonly string[]): Promise<Run> =>
    cli(
      [
        'validate',
        ...args,
        '--guarantee',
        'electable',
        '--envelope',
        'moves',
        '--max-states',
        '1',
        '--defects',
        'none',
        '--json',
      ],
      folder,
    )
  const report = ({ stdout }: Run): Report => JSON.parse(stdout) as Report
  const valuesOf = ({ subjects: [first] }: Report): Record<string, string> =>
    Object.fromEntries(
      (first?.head.values ?? []).map(({ key, value, place }) => [
        key,
        `${value} ${place?.file.split(' ').slice(1).join(' ') ?? ''}`,
      ]),
    )

  it('reads every topic, with where each value comes from, and goes on to a broker that answers', async () => {
    const found = report(await ask('--bootstrap-server', `127.0.0.1:1,${server}`))
    expect(found.subjects.map(({ topics }) => topics)).toEqual([['orders'], ['orders-audit'], ['single']])
    expect(valuesOf(found)).toMatchObject({
      'replication.factor': '3 topic orders',
      'min.insync.replicas': '2 topic orders',
      'unclean.leader.election.enable': 'false broker 2',
      'eligible.leader.replicas.version': '1 features',
      'auto.leader.rebalance.enable': 'false controller 100',
    })
    const [orders] = found.subjects
    expect([orders?.head.kafka, orders?.head.unread]).toEqual(['4.4', []])
    expect(orders?.head.notes).toContain(
      `${server}: read from the running cluster: 3 topics; brokers 0, 1, 2; metadata.version 4.4-IV2; quorum of controllers 100, led by 100`,
    )
  })

  it('holds a proposed change beside it, and itself beside what it was to be', async () => {
    writeFileSync(join(folder, 'other.properties'), 'min.insync.replicas=1\n')
    const changes = (run: Run): string[][] => report(run).subjects.map((subject) => subject.changes.map(({ key }) => key))
    const live = ['--bootstrap-server', server, '--topic', 'orders']
    expect(changes(await ask(...live, '--propose', 'min.insync.replicas=1'))).toEqual([['min.insync.replicas']])
    expect(changes(await ask(...live, '--head', 'other.properties'))).toEqual([['min.insync.replicas']])
    expect(changes(await ask(...live, '--base', 'other.properties'))[0]).toContain('min.insync.replicas')
    expect(report(await ask('--bootstrap-server', server, '--topic', 'orders*')).subjects.map(({ topics }) => topics)).toEqual([
      ['orders'],
      ['orders-audit'],
    ])
  })

  it('names a topic that it has not', async () => {
    expect(await ask('--bootstrap-server', server, '--topic', 'ordres')).toMatchObject({
      code: 151,
      stderr: `error TM-403: --topic ordres: the cluster at --bootstrap-server ${server} has no such topic, or not for this user (did you mean orders?)\n`,
    })
  })

  it('starts from partitions as they are, and says which broker is silent', async () => {
    await cluster.stopNode(2, 'SIGKILL')
    const head = async () => report(await ask('--bootstrap-server', server, '--topic', 'orders')).subjects[0]?.head
    await expect.poll(async () => (await head())?.warnings.length).toBe(1)
    const found = await head()
    expect(found?.warnings[0]).toContain(`partition 0, as ${server} topic orders found it: leader 0, ISR 0,1 (`)
    await expect
      .poll(async () => (await head())?.unread.map(({ message }) => message))
      .toEqual(['it holds replicas and does not run: how it is configured is not known'])
  })
})
