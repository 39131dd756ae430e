/** What confirm, kafka and trace --evidence say before any Kafka is started. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { here } from './run.ts'

let folder = ''
const TRACE = 'kraft-A18b.Acks1Durable.itf.json'

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tidemark-confirm-cli-'))
  await here(['check', '--scenario', 'A18b', '--workers', '1', '--out', '.'], folder)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('confirm', () => {
  it.each([
    [[], 'give one of a trace file, --scenario, --claim, --random, --mutate and --nemesis'],
    [
      [TRACE, '--claim', 'acks1-needs-a-crash'],
      'give one of a trace file, --scenario, --claim, --random, --mutate and --nemesis',
    ],
    [[TRACE, '--write-docs'], '--write-docs is for --scenario'],
    [['--scenario', 'A12', '--report', 'r.md'], '--report and --evidence are of one replay'],
    [['--random', '2', '--mutate'], 'give one of a trace file, --scenario, --claim, --random, --mutate and --nemesis'],
    [['--random', '2', '--evidence', 'e.json'], '--report and --evidence are of one replay'],
    [[TRACE, '--seed', '1'], '--seed is for --random and --nemesis'],
    [['--random', '0'], '--random'],
    [['--mutate', '--model', 'transactions'], '--model is for --random'],
    [['--nemesis', '2', '--report', 'r.md'], '--report and --evidence are of one replay'],
    [['--nemesis', '2'], 'there is no Kafka 4.4 to run'],
    [['--random', '2'], 'there is no Kafka 4.4 to run'],
    [['--mutate', 'maximalIsr'], 'there is no Kafka 4.4 to run'],
    [['--scenario', 'A12x'], 'there is no scenario A12x'],
    [['--claim', 'acks1-needs-crsh'], 'there is no entry acks1-needs-crsh (did you mean acks1-needs-a-crash?)'],
    [[TRACE, '--kafka', '4.4.9'], '--kafka: 4.4.9 was not fetched'],
    [[TRACE, '--kafka', 'nowhere'], '--kafka: nowhere is no folder with the jars of Kafka'],
    [[TRACE], 'there is no Kafka 4.4 to run'],
  ])('refuses %j', async (words, message) => {
    const { code, stderr } = await here(['confirm', ...words], folder)
    expect(stderr).toContain(message)
    expect(code).toBe(64)
  })

  it('refuses a trace of another model', async () => {
    const words = ['--protocol', 'truncate-to-hw', '--replicas', '2', '--records', '1', '--log-size', '1', '--max-epoch', '1']
    await here(['check', ...words, '--invariants', 'WeakIsr,StrongIsr', '--workers', '1', '--out', 'zk'], folder)
    const { readdirSync } = await import('node:fs')
    const [file = ''] = readdirSync(join(folder, 'zk'))
    const { code, stderr } = await here(['confirm', join('zk', file)], folder)
    expect(stderr).toContain('is a trace of zookeeper')
    expect(code).toBe(64)
  })

  it('takes a trace of transactions, and wants a Kafka of its release', async () => {
    await here(['check', '--model', 'transactions', '--scenario', 'T1', '--workers', '1', '--out', 'txn'], folder)
    const { code, stderr } = await here(['confirm', 'txn/transactions-T1.NoHanging.itf.json'], folder)
    expect(stderr).toContain('there is no Kafka 3.5 to run')
    expect(code).toBe(64)
  })

  it('refuses a release on ZooKeeper, unless another is named', async () => {
    await here(['check', '--scenario', 'A28', '--workers', '1', '--out', 'old'], folder)
    const { code, stderr } = await here(['confirm', 'old/kraft-A28.AckedDurable.itf.json'], folder)
    expect(stderr).toContain('Kafka 2.1 keeps its metadata in ZooKeeper here')
    expect(code).toBe(64)
  })
})

describe('kafka', () => {
  it('lists what was fetched', async () => {
    expect((await here(['kafka'], folder)).stdout).toBe('no Kafka has been fetched\n')
    const libs = join(folder, '.tidemark/home/cache/tidemark/kafka/9.9.0/libs')
    mkdirSync(libs, { recursive: true })
    writeFileSync(join(libs, 'kafka_2.13-9.9.0.jar'), '')
    expect((await here(['kafka'], folder)).stdout).toBe(`9.9.0    ${libs}\n`)
    expect(JSON.parse((await here(['kafka', '--json'], folder)).stdout)).toEqual({
      schema: 1,
      command: 'kafka',
      kafkas: [{ version: '9.9.0', libs }],
    })
  })

  it('wants a whole release', async () => {
    const { code, stderr } = await here(['kafka', '4.4'], folder)
    expect(stderr).toContain('4.4 is no release of Kafka; give all three numbers, such as 4.4.0')
    expect(code).toBe(64)
  })
})

describe('trace --evidence', () => {
  const evidence = {
    command: 'confirm',
    outcome: 'confirmed',
    kafka: '4.4.0',
    property: 'Acks1Durable',
    promise: { sentence: 'r0 was acknowledged and is lost.', evidence: ['a consumer gets nothing'] },
    steps: [
      { step: 0, action: 'Init', seen: ['leader b0, epoch 0'] },
      { step: 1, action: 'ElectLeader(b1)', seen: ['leader b1, epoch 1'] },
    ],
  }
  const trace = (of: unknown, ...words: readonly string[]) => {
    writeFileSync(join(folder, 'evidence.json'), typeof of === 'string' ? of : JSON.stringify(of))
    return here(['trace', TRACE, '--evidence', 'evidence.json', ...words], folder)
  }

  it('shows what brokers showed beside each step', async () => {
    const { stdout, code } = await trace(evidence)
    expect(code).toBe(0)
    expect(stdout).toContain('CONFIRMED on Kafka 4.4.0: r0 was acknowledged and is lost.; a consumer gets nothing\n')
    expect(stdout).toMatch(/1 {2}ElectLeader\(b1\)[^]*brokers: leader b1, epoch 1\n {2}2 /)
  })

  it('is in the data of the page', async () => {
    const { stdout } = await trace(evidence, '--format', 'html')
    expect(stdout).toContain('"brokers":{"kafka":"4.4.0","outcome":"confirmed"')
    expect(stdout).toContain('"seen":["leader b1, epoch 1"]')
  })

  it.each([
    [
      'that of another property',
      { ...evidence, property: 'AckedDurable' },
      'it is of AckedDurable, and the trace of Acks1Durable',
    ],
    [
      'that of other steps',
      { ...evidence, steps: [{ step: 1, action: 'Kill(b0)', seen: [] }] },
      'its step 1 is Kill(b0), and that of the trace ElectLeader(b1)',
    ],
    ['what confirm does not write', { ...evidence, outcome: 'proved' }, 'is not what confirm writes'],
    ['what is no JSON', '{', 'is not what confirm writes'],
  ])('refuses %s', async (_, wrong, message) => {
    const { code, stderr } = await trace(wrong)
    expect(stderr).toContain(`error TM-202: --evidence: evidence.json: ${message}`)
    expect(code).toBe(151)
  })
})
