/** Changes that are tried, how they are put together, and what a change is said to be caused by. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, describe, expect, it } from 'vitest'
import { isDecided } from '../../answers/cache.ts'
import { bearsOn } from '../../guarantees/change.ts'
import { rolloutOf } from '../../guarantees/rollout.ts'
import type { Terminal } from '../../cli/terminal.ts'
import { sourcesOf } from '../../cli/validate/files.ts'
import { readCases } from '../../guarantees/read-cases.ts'
import { configurationOf } from '../../guarantees/configuration.ts'
import { codeFingerprint } from '../../answers/fingerprint.ts'
import { ENVELOPES, LEVELS } from '../../guarantees/guarantees.ts'
import { pairNeighbours, singleNeighbours, withNeighbour } from '../../guarantees/neighbours.ts'
import { type Configuration, questionOf } from '../../guarantees/questions.ts'
import { searchText } from '../../reports/validation/losses.ts'
import { Cluster, type LivePartition, readConfig, resolveConfig } from '../../config/index.ts'
import { CAUSE } from '../reports/validation/sample.ts'
import type { Answer } from '../../guarantees/oracle.ts'

const resolved = (text: string, live: readonly LivePartition[] = []) =>
  configurationOf('head', ['f'], resolveConfig(new Cluster([readConfig({ file: 'f', text, side: 'after' })]), {}), {
    topic: live,
    offsets: [],
  })
const configuration = (...lines: readonly string[]): Configuration => resolved(`${lines.join('\n')}\n`).configuration

const V41 = configuration('kafka.version=4.1.0', 'replication.factor=2', 'min.insync.replicas=2')
const V39 = configuration('kafka.version=3.9.0', 'replication.factor=2', 'min.insync.replicas=2')

describe('neighbours', () => {
  it('are what was, then what is safer, each once', () => {
    const head = configuration('kafka.version=4.1.0', 'replication.factor=2', 'acks=1')
    const shown = singleNeighbours('partition', head, V41).map((n) =>
      n.map((s) => `${s.key}=${s.value}${s.asBefore ? '*' : ''}`).join(),
    )
    expect(shown).toEqual(['min.insync.replicas=2*', 'acks=all*', 'replication.factor=3', 'flush.messages=1'])
    expect(
      singleNeighbours('offsets', head, undefined)
        .flat()
        .map((s) => s.key),
    ).not.toContain('acks')
  })

  it('of another release bring back its defaults, and nothing that was given', () => {
    const [back = []] = singleNeighbours('partition', V39, V41)
    expect(back).toMatchObject([{ key: 'kafka.version', value: '4.1', asBefore: true }])
    const again = withNeighbour('partition', V39, back)
    expect([again.version, again.topic['eligible.leader.replicas.version']]).toEqual(['4.1', '1'])
    const off = configuration('kafka.version=4.1.0', 'replication.factor=2', 'eligible.leader.replicas.version=0')
    const [kept = []] = singleNeighbours('partition', V39, off)
    expect(withNeighbour('partition', V39, kept).topic['eligible.leader.replicas.version']).toBe('0')
  })

  it('in pairs change two keys', () => {
    const of = (key: string, value = '1') => [{ key, value, asBefore: false }]
    expect(pairNeighbours([of('a'), of('a', '2'), of('b')])).toHaveLength(2)
  })

  it('that were left open are said to be', () => {
    const restores = [{ settings: [], costs: [] }]
    expect(searchText({ restores, checked: 3 })).toBe('found by checking 3 neighbours')
    expect(searchText({ restores, checked: 3, undecided: 1 })).toBe('found by checking 3 neighbours, 1 left undecided')
    expect(searchText({ restores: [], checked: 9 })).toBe('nothing within two keys restores it: 9 neighbours checked')
    expect(searchText({ restores: [], checked: 9, undecided: 9 })).toBe(
      'no change that restores it was found: 9 neighbours checked, 9 left undecided',
    )
    expect(searchText({ restores: [], checked: 0 })).toBe('')
  })
})

describe('bearsOn', () => {
  it('are those of the partition, and the release for both', () => {
    const release = { ...CAUSE, key: 'kafka.version' }
    const offsets = { ...CAUSE, of: 'offsets' as const }
    expect([release, CAUSE, offsets].filter((c) => bearsOn(c, 'partition'))).toEqual([release, CAUSE])
    expect([release, CAUSE, offsets].filter((c) => bearsOn(c, 'offsets'))).toEqual([release, offsets])
  })
})

describe('rolloutOf', () => {
  it('explores what changes in flight, beside what is exchanged one by one', () => {
    const to = (...lines: readonly string[]) =>
      rolloutOf(V41, configuration('kafka.version=4.1.0', 'replication.factor=2', ...lines))
    expect(to('min.insync.replicas=2')).toEqual({ legs: [], notes: [] })
    expect(to('min.insync.replicas=1').legs).toHaveLength(1)
    expect(to('min.insync.replicas=1', 'acks=1').legs).toHaveLength(2)
    expect(to('min.insync.replicas=2', 'acks=1').legs).toEqual([])
    expect(to('min.insync.replicas=1').legs[0]?.changes('partition')).toEqual({ minIsr: 1 })
  })

  const on = configuration('kafka.version=4.1.0', 'replication.factor=2', 'eligible.leader.replicas.version=1')
  const changesOf = ({ legs }: ReturnType<typeof rolloutOf>) =>
    legs.map(({ configuration: of, changes }) => [of.version, changes('partition'), changes('offsets')])

  it('has eligible leader replicas switched off in flight, and on a release that does not know them never on', () => {
    const off = { elr: false }
    const to = (...lines: readonly string[]) => rolloutOf(on, configuration('replication.factor=2', ...lines))
    expect(changesOf(to('kafka.version=4.1.0', 'eligible.leader.replicas.version=0'))).toEqual([['4.1', off, off]])
    expect(changesOf(to('kafka.version=4.0.0', 'eligible.leader.replicas.version=0'))).toEqual([
      ['4.1', off, off],
      ['4.0', off, off],
    ])
    expect(changesOf(to('kafka.version=3.9.0'))).toEqual([['4.1', off, off]])
  })

  it('has a value that is written again as a default of the cluster in flight, where there are eligible leader replicas', () => {
    const rewritten = rolloutOf(on, on, true)
    expect(changesOf(rewritten)).toEqual([['4.1', { minIsr: 1 }, { minIsr: 1 }]])
    expect(rewritten.notes.join()).toContain('written as a default of the cluster')
    expect(rolloutOf(on, on).legs).toEqual([])
    const off = configuration('kafka.version=4.1.0', 'replication.factor=2', 'eligible.leader.replicas.version=0')
    expect(rolloutOf(off, off, true)).toEqual({ legs: [], notes: [] })
  })
})

describe('a question', () => {
  const [envelope] = ENVELOPES
  if (envelope === undefined) throw new Error('no envelope')
  const key = (of: Configuration, level: 'quick' | 'thorough' = 'quick', changing = false) =>
    questionOf('partition', envelope, LEVELS[level], of, changing ? { minIsr: 1 } : undefined).key

  it('has a key for everything that its answer depends on, and for nothing else', () => {
    const same = configuration(
      'kafka.version=4.1.2',
      '# a comment',
      'min.insync.replicas=2',
      'replication.factor=2',
      'auto.offset.reset=none',
    )
    expect(key(same)).toBe(key(V41))
    const others = [
      key(V41),
      key(V39),
      key(V41, 'thorough'),
      key(V41, 'quick', true),
      key(configuration('kafka.version=4.1.0', 'replication.factor=2', 'min.insync.replicas=1')),
      key({ ...V41, start: { leader: 0, isr: [0], elr: [] } }),
    ]
    expect(new Set(others).size).toBe(others.length)
    expect(codeFingerprint()).toMatch(/^[0-9a-f]{64}$/)
  })
})

describe('the start of a partition as it is found', () => {
  const place = { file: 'l', line: 2, column: 1 }
  const partition = (more: Partial<LivePartition>): LivePartition => ({
    partition: 0,
    leader: 1,
    replicas: [1, 2],
    isr: [1, 2],
    place,
    ...more,
  })
  const TEXT = 'kafka.version=4.1.0\nreplication.factor=2\nmin.insync.replicas=2\n'
  const startOf = (...live: readonly LivePartition[]) => resolved(TEXT, live).configuration.start

  it('is that of the least healthy, where the model can start', () => {
    expect(startOf(partition({}))).toBeUndefined()
    expect(startOf(partition({}), partition({ partition: 1, isr: [1] }))).toEqual({
      leader: 0,
      isr: [0],
      elr: [],
      brokers: [1, 2],
    })
    expect(startOf(partition({ isr: [1] }), partition({ leader: undefined, isr: [], elr: [2] }))).toEqual({
      leader: -1,
      isr: [],
      elr: [1],
      brokers: [1, 2],
    })
    // Where it cannot start nothing is known of it, and no pass.
    for (const no of [partition({ leader: undefined, isr: [] }), partition({ replicas: [1, 2, 3] }), partition({ isr: [2] })]) {
      expect(startOf(no)).toBeUndefined()
      expect(resolved(TEXT, [no]).side.unread).toEqual([
        { message: expect.stringMatching(/how it goes on is not checked$/) as string, place },
      ])
      expect(resolved(TEXT, [no]).side.warnings).toEqual([])
    }
  })
})

it('a change of min.insync.replicas has cleared the eligible leader replicas of what it starts from', () => {
  const read = (text: string) => resolveConfig(new Cluster([readConfig({ file: 'f', text, side: 'after' })]), {})
  const text = (minIsr: number) => `kafka.version=4.1.0\nreplication.factor=3\nmin.insync.replicas=${minIsr}\n`
  const place = { file: 'f', line: 1, column: 1 }
  const found = { partition: 0, leader: 1, replicas: [1, 2, 3], isr: [1], elr: [2], place }
  const startOf = (before: string | undefined) =>
    configurationOf(
      'head',
      ['f'],
      read(text(1)),
      { topic: [found], offsets: [] },
      before === undefined ? undefined : read(before),
    ).configuration.start
  expect(startOf(undefined)).toEqual({ leader: 0, isr: [0], elr: [1], brokers: [1, 2, 3] })
  expect(startOf(text(1))).toEqual({ leader: 0, isr: [0], elr: [1], brokers: [1, 2, 3] })
  expect(startOf(text(2))).toEqual({ leader: 0, isr: [0], elr: [], brokers: [1, 2, 3] })
})

it('files that say nothing of replication are not taken for a configuration', () => {
  const unread = (text: string) => resolved(text).side.unread.map(({ message }) => message)
  expect(unread('compression.type=lz4\n')).toEqual([
    'nothing in the files bears on replication: what is checked are the defaults of Kafka 4.4',
  ])
  expect(unread('min.insync.replicas=1\n')).toEqual([])
  expect(unread('kafka.version=4.0.0\n')).toEqual([])
  expect(unread('min.insync.replicas=1\nmin.insync.replica=2\nno.such.key=1\n')).toEqual([
    'min.insync.replica is no key that is known, and looks as if it bore on replication (did you mean min.insync.replicas?)',
  ])
})

it('a key that counts and is given twice in one file is warned of where the values differ', () => {
  const warnings = (text: string) => resolved(text).side.warnings
  expect(warnings('min.insync.replicas=2\nmin.insync.replicas=1\n')).toEqual([
    expect.stringMatching(/:2:21: min.insync.replicas is given again: the last counts, not line 1$/),
  ])
  expect(warnings('min.insync.replicas=2\nmin.insync.replicas=2\n')).toEqual([])
  expect(warnings('min.insync.replicas=2\nnum.partitions=1\nnum.partitions=2\n')).toEqual([])
})

const terminalOf = (signal: AbortSignal, input = new Readable({ read: () => undefined })): Terminal => ({
  input,
  out: () => undefined,
  err: () => undefined,
  tell: () => undefined,
  errIsTerminal: false,
  outIsTerminal: false,
  width: 80,
  env: {},
  signal,
  cwd: '/',
})

it('standard input that never ends is given up when a signal comes', async () => {
  const interrupt = new AbortController()
  const read = readCases({ files: ['-'] }, sourcesOf(terminalOf(interrupt.signal)))
  interrupt.abort('SIGTERM')
  await expect(read).rejects.toMatchObject({
    code: 'TM-401',
    exitCode: 143,
    message: 'SIGTERM came while configurations were read: nothing was searched',
  })
})

describe('a signal that comes while files are read is answered', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-test-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const many = (one: (i: number) => string): string => Array.from({ length: 1500 }, (_, i) => one(i)).join('')
  const resource = (i: number) => `{"resourceType":2,"resourceName":"t${i}","configs":[]}`

  it.each([
    ['lines', `Topic: t\tPartitionCount: 1\tReplicationFactor: 3\tConfigs: \n${'\n'.repeat(1500)}`],
    ['properties', many((i) => `a.b${i}=1\n`)],
    ['entries', `Dynamic configs for topic t are:\n${'\n'.repeat(1500)}`],
    ['YAML', `apiVersion: kafka.strimzi.io/v1\nkind: KafkaTopic\nmetadata: { name: t }\n${many((i) => `k${i}: 1\n`)}`],
    ['resources', `[${many((i) => `${resource(i)},`)}${resource(1500)}]`],
    ['changes', `{"format_version":"1.0","resource_changes":[${'{},'.repeat(1500)}{}]}`],
    // Few lines, so that reading takes one step, and then one for each topic.
    ['topics', many((i) => (i < 10 ? `Topic: t${i}\tPartitionCount: 1\tReplicationFactor: 3\tConfigs: \n` : ''))],
  ])('%s', async (name, text) => {
    const file = join(folder, name)
    writeFileSync(file, text)
    const interrupt = new AbortController()
    // Handlers of signals run when the event loop turns. What reads without a pause is done before it does.
    setImmediate(() => interrupt.abort('SIGINT'))
    await expect(readCases({ files: [file] }, sourcesOf(terminalOf(interrupt.signal)))).rejects.toMatchObject({
      code: 'TM-401',
      exitCode: 130,
      message: 'SIGINT came while configurations were read: nothing was searched',
    })
  })
})

describe('the cache', () => {
  const answer: Answer = {
    findings: [
      { name: 'AckedDurable', verdict: 'violated', steps: 3, trace: 'trace' },
      { name: 'RecordAcknowledged', verdict: 'holds' },
    ],
    states: 10,
    depth: 4,
    bounds: { replicas: 2 },
    failed: false,
    cached: false,
    seconds: 1,
  }
  it('is of answers in which everything is decided', () => {
    expect(isDecided(answer)).toBe(true)
    expect(isDecided({ ...answer, failed: true })).toBe(false)
    expect(isDecided({ ...answer, findings: [{ name: 'AckedDurable', verdict: 'incomplete' }] })).toBe(false)
  })
})
