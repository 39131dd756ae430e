/** The command as it is given, on files small enough to be explored at once. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { here, inTemporaryFolder } from '../run.ts'

const SMALL = ['--envelope', 'moves', '--workers', '1']

/** Runs `validate` beside files. */
const validate = (files: Readonly<Record<string, string>>, ...args: readonly string[]) =>
  inTemporaryFolder((folder) => {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
    return here(['validate', ...args, ...SMALL], folder)
  })

const topic = (name: string, config: Readonly<Record<string, string>> = {}) => ({
  name,
  partitions: 1,
  replication_factor: 2,
  config: { 'min.insync.replicas': '1', ...config },
})

const plan = (...changes: readonly { actions: readonly string[]; before: object | null; after: object | null }[]) =>
  JSON.stringify({
    format_version: '1.2',
    resource_changes: changes.map((change, i) => ({ address: `kafka_topic.t${i}`, type: 'kafka_topic', change })),
  })

describe('topics of a plan', () => {
  it('that are only deleted are lost', async () => {
    const run = await validate({ 'plan.json': plan({ actions: ['delete'], before: topic('a'), after: null }) }, 'plan.json')
    expect(run).toMatchObject({ code: 12, stderr: '' })
    expect(run.stdout).toContain('LOST      the plan deletes topic a: every record in it is lost')
  })

  it('that stay as they are are held to nothing', async () => {
    const run = await validate({ 'plan.json': plan({ actions: ['no-op'], before: topic('a'), after: topic('a') }) }, 'plan.json')
    expect(run).toMatchObject({ code: 0, stderr: '' })
    expect(run.stdout).toContain('VACUOUS   no topic changes, so nothing was checked')
  })

  it('that are configured alike are one, and nothing that is strange about one of them is left out', async () => {
    const update = (name: string, config: Readonly<Record<string, string>>) => ({
      actions: ['update'],
      before: topic(name),
      after: topic(name, config),
    })
    const { stdout } = await validate(
      { 'plan.json': plan(update('a', {}), update('b', { 'min.insync.replica': '2' })) },
      'plan.json',
      '--guarantee',
      'electable',
    )
    expect(stdout).toContain('a and b')
    expect(stdout).toMatch(/Unknown\s+head: min\.insync\.replica \(plan\.json:1:\d+\); did you mean min\.insync\.replicas\?/)
  })
})

describe('topics of two folders', () => {
  const listed = (name: string): string =>
    `Topic: ${name}\tPartitionCount: 1\tReplicationFactor: 2\tConfigs: min.insync.replicas=1\n\tTopic: ${name}\tPartition: 0\tLeader: 1\tReplicas: 1,2\tIsr: 1,2\n`

  it('of which one is renamed are not the same: it is said that nothing was compared', async () => {
    const { stdout } = await validate(
      { 'old.txt': listed('orders'), 'new.txt': listed('orders2') },
      '--base',
      'old.txt',
      '--head',
      'new.txt',
      '--guarantee',
      'electable',
    )
    const text = stdout.replaceAll(/\s+/g, ' ')
    expect(text).toContain('base has no such topic: there is nothing to compare it with')
    expect(text).toContain('only base, a listing, has topic orders: nothing in head is about it, and nothing is compared')
  })
})

describe('an upgrade to a release whose new clusters have ELR', () => {
  const given = ['--set', 'replication.factor=2', '--set', 'min.insync.replicas=1', '--guarantee', 'electable']
  const elr = async (...args: readonly string[]) => {
    const { stdout } = await validate({}, ...given, ...args, '--verbose')
    const row = stdout.split('\n').find((line) => line.startsWith('eligible.leader.replicas.version'))
    return [...(row ?? '').matchAll(/(\d) \(/g)].map(([, value]) => value)
  }

  it('switches no feature on', async () => {
    expect(await elr('--kafka-version', '4.0', '--propose', 'kafka.version=4.1')).toEqual(['0', '0'])
  })

  it('keeps the feature when it was on, and switches it on when that is proposed', async () => {
    const on = 'eligible.leader.replicas.version=1'
    expect(await elr('--kafka-version', '4.0', '--set', on, '--propose', 'kafka.version=4.1')).toEqual(['1', '1'])
    expect(await elr('--kafka-version', '4.0', '--propose', 'kafka.version=4.1', '--propose', on)).toEqual(['0', '1'])
  })

  it('is none when the release stays', async () => {
    expect(await elr('--kafka-version', '4.1', '--propose', 'min.insync.replicas=2')).toEqual(['1', '1'])
  })
})

describe('a partition that takes no write', () => {
  it('has no guarantee about records, proved though it may look', async () => {
    const settings = [
      '--set',
      'replication.factor=2',
      '--set',
      'min.insync.replicas=3',
      '--kafka-version',
      '3.5',
      '--controller',
      'kraft',
    ]
    const { stdout } = await validate({}, ...settings, '--guarantee', 'acked,reads,replicas,duplicates,order,consumer')
    const rows = stdout.split('\n').filter((line) => /^(?:acked|reads|replicas|no |order)/.test(line))
    expect(rows.map((row) => row.trim().split(/\s+/).at(-1))).toEqual(Array.from({ length: 6 }, () => 'vacuous'))
  })
})

describe('an act on a listing', () => {
  it.each(['--shard 1/2', '--junit f', '--write-baseline f', '--propose acks=1', '--quick'])(
    'has no table for %s',
    async (flag) => {
      await inTemporaryFolder(async (folder) => {
        writeFileSync(join(folder, 'topics.txt'), 'Topic: t\tPartition: 0\tLeader: 1\tReplicas: 1\tIsr: 1\n')
        const run = await here(['validate', 'topics.txt', '--restart', 'all', ...flag.split(' ')], folder)
        expect([run.code, run.stdout]).toEqual([64, ''])
        expect(run.stderr).toContain(`${flag.split(' ')[0]} is about the table of guarantees`)
      })
    },
  )
})

describe('--profile', () => {
  const files = {
    'application.yml': 'spring:\n  kafka:\n    producer: { acks: all }\n',
    'application-prod.yml': 'spring:\n  kafka:\n    producer: { acks: 0 }\n',
  }
  const ask = (...args: readonly string[]) =>
    validate(files, ...args, '--guarantee', 'electable', '--envelope', 'moves', '--max-states', '1', '--verbose')

  it.each([['application.yml', 'application-prod.yml'], ['application-prod.yml', 'application.yml'], ['.']])(
    'layers files that are given as %s %s',
    async (...names) => {
      const { stdout } = await ask(...names, '--profile', 'prod')
      expect(stdout).toMatch(/^acks +0 \(producer, application-prod\.yml:3:23\)$/m)
    },
  )
})
