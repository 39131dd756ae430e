/** Logs of real clusters, explained; edited ones, where they cannot be. No Kafka is needed. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { originOf } from '../../questions/trace-origin.ts'
import { here } from '../cli/run.ts'

const FIXTURES = fileURLToPath(new URL('fixtures/', import.meta.url))
/** The one that people are shown. */
const EXAMPLE = fileURLToPath(new URL('../../examples/incident/', import.meta.url))
let folder = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidemark-explain-'))
  cpSync(FIXTURES, folder, { recursive: true })
  cpSync(EXAMPLE, join(folder, 'reassignment-rollback'), { recursive: true })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Told {
  readonly verdict: string
  readonly said: string
  readonly states: number
  readonly steps: readonly { readonly action: string; readonly shows: readonly { readonly offset: number }[] }[]
  readonly lost: readonly {
    readonly offsets: { readonly from: number; readonly to: number }
    readonly holders: readonly number[]
  }[]
  readonly inferred: readonly string[]
  readonly explained: number
  readonly of: number
  readonly next: { readonly offset: number }
  readonly because: readonly string[]
  readonly notes: readonly string[]
  readonly unread: readonly { readonly file: string; readonly what: string }[]
  readonly saved: readonly string[]
}

const filesOf = (incident: string): string[] =>
  readdirSync(join(folder, incident))
    .toSorted()
    .map((name) => `${incident}/${name}`)

/** Explains the files of an incident. */
async function explain(files: readonly string[], ...flags: string[]): Promise<Told & { readonly code: number | null }> {
  const { code, stdout, stderr } = await here(['explain', ...files, '--json', '--workers', '1', ...flags], folder)
  expect(stderr).toBe('')
  return { ...(JSON.parse(stdout) as Told), code }
}

const actions = ({ steps }: Told): string => steps.map(({ action }) => action).join(' ')

describe('an acknowledged record is lost', () => {
  it.each([
    {
      incident: 'acks1-kill',
      flags: ['--set', 'acks=1'],
      run: 'Append(b0) FenceBroker(b0)',
      holders: [0],
    },
    {
      incident: 'unclean-election',
      flags: [],
      run: 'FenceBroker(b1) ApplyMetadata(b0, 1) FenceBroker(b2) UnfenceBroker(b1) Append(b0) Fetch(b2) Fetch(b2) FenceBroker(b0)',
      holders: [0, 2],
    },
    {
      incident: 'last-replica-power-loss',
      flags: ['--set', 'acks=all'],
      run: 'FenceBroker(b2) ApplyMetadata(b0, 1) Append(b0) Fetch(b1) Fetch(b1) LosePower(b0, 0) FenceBroker(b1) ExpireSession(b0) Restart(b0) UnfenceBroker(b0)',
      holders: [1],
    },
    {
      incident: 'min-isr-1-power-loss',
      flags: ['--set', 'acks=all'],
      run: 'ShrinkIsr(b0, b1) CommitIsr(b0) ApplyMetadata(b0, 1) Append(b0) LosePower(b0, 0) ExpireSession(b0) Restart(b0) UnfenceBroker(b0)',
      holders: [],
    },
    {
      incident: 'reassignment-rollback',
      flags: ['--set', 'acks=all'],
      run: 'Append(b0) Fetch(b1) Fetch(b1) FenceBroker(b1) Reassign({b1,b2}) ApplyMetadata(b0, 2) ApplyMetadata(b2, 1) Fetch(b2) ExpandIsr(b0, b2) CommitIsr(b0) ApplyMetadata(b0, 2) Reassign({b0,b2}) FenceBroker(b2)',
      holders: [1, 2],
    },
    {
      incident: 'reassignment-cancel',
      flags: ['--set', 'acks=all'],
      run: 'Append(b0) FenceBroker(b1) Reassign({b1,b2}) ApplyMetadata(b0, 2) ApplyMetadata(b2, 1) ExpandIsr(b0, b2) CommitIsr(b0) ApplyMetadata(b0, 2) Fetch(b2) CancelReassignment() ApplyMetadata(b2, 2) Reassign({b1,b2}) FenceBroker(b0)',
      holders: [0],
    },
  ])('$incident', async ({ incident, flags, run, holders }) => {
    const told = await explain(filesOf(incident), ...flags)
    expect(told).toMatchObject({ code: 12, verdict: 'lost', unread: [] })
    expect(actions(told)).toBe(run)
    expect(told.lost).toEqual([{ offsets: { from: 0, to: 0 }, epoch: holders.length === 0 ? -1 : 0, holders, mayHold: [] }])
  })

  it('by a reassignment that is rolled back: a defect of the release is named as what prevents it', async () => {
    const files = filesOf('reassignment-rollback')
    const { stdout } = await here(['explain', ...files, '--set', 'acks=all', '--quiet', '--workers', '1'], folder)
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      'Prevent no release repairs R1. Avoid it: never start, cancel or roll back a reassignment while the ISR is below min.insync.replicas;',
    )
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      'it is reassigned (offset 27, 29): of the replicas the model elects in the order in which they are named here',
    )
  })

  it('with what brokers have said of themselves beside it', async () => {
    const log = join(folder, 'server.log')
    const at = '[2026-11-26 04:46:30,000] INFO'
    const cut = (partition: string): string =>
      `${at} [ReplicaFetcher replicaId=1, leaderId=2, fetcherId=0] Truncating partition ${partition} with TruncationState(offset=0, completed=true)\n`
    writeFileSync(
      log,
      `${at} Recovering 1 logs from /data since no clean shutdown file was found\n${cut('tidemark-0')}${cut('t-0')}`,
    )
    const { stdout } = await here(['explain', ...filesOf('stale-log-ends'), 'server.log', '--quiet', '--workers', '1'], folder)
    rmSync(log)
    const text = stdout.replaceAll(/\s+/g, ' ')
    expect(text).toContain(
      'Brokers broker 1, 2026-11-26 04:46:30,000 by its clock: it starts, and had not stopped in order: a kill, a crash, a loss of power broker 1, 2026-11-26 04:46:30,000 by its clock: it cuts its log to offset 0 Lost',
    )
  })

  it('is told where its run cannot be saved, and then that', async () => {
    const name = '.LossExplained.itf.json'
    mkdirSync(join(folder, 'unwritable', `explained-tidemark-0${name}`), { recursive: true })
    const words = ['explain', ...filesOf('acks1-kill'), '--set', 'acks=1', '--workers', '1', '--out', 'unwritable']
    const { code, stdout, stderr } = await here(words, folder)
    expect([code, stdout]).toEqual([255, expect.stringContaining('EXPLAINED')])
    expect(stderr).toMatch(/^error TM-301: cannot write .*LossExplained\.itf\.json: EISDIR/m)
  })

  it('acks=1 is inferred where acks=all explains nothing', async () => {
    const told = await explain(filesOf('acks1-election'))
    expect(told).toMatchObject({ code: 12, verdict: 'lost' })
    expect(actions(told)).toBe('ElectLeader(b1) Append(b0)')
    expect(told.inferred).toContain('acks=1: it stands in no record, and with acks=all nothing explains them')
  })

  it('stale log ends: the run is told, saved, and replays', async () => {
    const files = filesOf('stale-log-ends')
    const { code, stdout } = await here(['explain', ...files, '--quiet', '--html', 'run.html'], folder)
    expect(code).toBe(12)
    for (const part of [
      'EXPLAINED  tidemark-0 on Kafka 4.4',
      'Lost      the record at offset 0 of leader epoch 0 was acknowledged and the leader has it not',
      'step 7: the heartbeats of broker 2 did not arrive while it ran',
      'brokers: offset 26 (2026-11-26 04:46:23.591Z) PARTITION_CHANGE_RECORD',
      'Because   r0 was acknowledged with acks=all; b1 leads in epoch 3 and does not hold it; b0 will',
      'Prevent   no release repairs F1. Avoid it: auto.leader.rebalance.enable=false, and no preferred',
    ])
      expect(stdout).toContain(part)
    const saved = [...stdout.matchAll(/\S+\.itf\.json/g)].map(([file]) => file)
    expect(saved).toEqual([
      '.tidemark/traces/explained-tidemark-0.LossExplained.itf.json',
      '.tidemark/traces/explained-tidemark-0.AckedDurable.itf.json',
    ])
    for (const file of saved) expect((await here(['trace', file, '--quiet'], folder)).code).toBe(0)
    // No command but explain finds the run that shows a log; check finds the counterexample.
    const origins = saved.map((file) => {
      const { '#meta': meta } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as { '#meta': { spec: unknown } }
      return originOf(meta.spec, { name: 'AckedDurable', kind: 'state' })
    })
    expect(origins[0]).toEqual({ release: 'Kafka 4.4' })
    expect(origins[1]?.command).toContain('tidemark check --kafka-version 4.4 --defects F1,F2')
    expect(readFileSync(join(folder, 'run.html'), 'utf8')).toContain('offset 26 (2026-11-26 04:46:23.591Z)')
    // That a loss is explained is no good news.
    const { stdout: painted } = await here(['trace', saved[0] ?? ''], folder, { FORCE_COLOR: '1' })
    expect(painted).toMatch(/^\S*\[31mREACHED/)
  })
})

describe('nothing is lost', () => {
  it('in a rolling restart, of which nothing has to be inferred', async () => {
    const told = await explain(filesOf('rolling-restart'), '--set', 'acks=all')
    expect(told).toMatchObject({ code: 0, verdict: 'kept', lost: [], unread: [], inferred: [] })
    expect(
      told.steps.flatMap(({ action, shows }) => (shows.length === 0 ? [] : [`${shows[0]?.offset ?? ''} ${action}`])),
    ).toEqual([
      '25 ControlledShutdown(b0)',
      '27 CleanStop(b0)',
      '29 Restart(b0)',
      '31 UnfenceBroker(b0)',
      '32 CommitIsr(b1)',
      '33 ControlledShutdown(b1)',
      '35 CleanStop(b1)',
      '37 Restart(b1)',
      '38 UnfenceBroker(b1)',
      '40 CommitIsr(b0)',
    ])
  })

  it.each([
    { history: 'nemesis-slow-follower', topic: 't1', shown: 6 },
    { history: 'nemesis-election-and-stop', topic: 't0', shown: 6 },
  ])('under random faults: $history, one of three topics', async ({ history, topic, shown }) => {
    const told = await explain(filesOf(history), '--topic', topic, '--set', 'acks=all')
    expect(told).toMatchObject({ code: 0, verdict: 'kept', lost: [] })
    expect(told.steps.flatMap(({ shows }) => shows)).toHaveLength(shown)
    expect(told.unread).toHaveLength(6)
    expect(told.unread[0]?.what).toBe(`is of another partition than ${topic}-0`)
  })

  it('by two kills, of which the first shows in a registration', async () => {
    const told = await explain(filesOf('two-kills'), '--set', 'acks=all')
    expect(told).toMatchObject({ code: 0, verdict: 'kept', lost: [], unread: [] })
    expect(told.inferred).toEqual([
      'step 4: the process of broker 0 ended without a controlled shutdown',
      'step 19: the heartbeats of broker 1 did not arrive while it ran: a cut link, a long pause (a kill, if it did not go on)',
    ])
  })
})

it('records of one fate are told together', async () => {
  const path = join(folder, 'min-isr-1-power-loss', 'producer.jsonl')
  const told = '{"name":"producer_send_success","key":null,"value":"r1","offset":1,"topic":"tidemark","partition":0}\n'
  writeFileSync(path, readFileSync(path, 'utf8') + told)
  const lost = await explain(filesOf('min-isr-1-power-loss'), '--set', 'acks=all')
  expect(lost).toMatchObject({ code: 12, verdict: 'lost' })
  expect(lost.lost).toEqual([{ offsets: { from: 0, to: 1 }, epoch: -1, holders: [], mayHold: [] }])
  expect(lost.notes).toContain('acknowledged, and in no log that was given: offset 0 (r0), offset 1 (r1)')
})

it('what was acknowledged is not known without the lines of a producer', async () => {
  const told = await explain(filesOf('last-replica-power-loss').filter((name) => !name.endsWith('.jsonl')))
  expect(told).toMatchObject({ code: 152, verdict: 'undecided' })
  expect(told.said).toContain('nothing says what producers were told')
})

describe('a record that was edited is named', () => {
  const edit = async (incident: string, file: string, from: string, to: string, ...flags: string[]) => {
    const path = join(folder, incident, file)
    const text = readFileSync(path, 'utf8')
    expect(text.split(from).length).toBe(2)
    writeFileSync(path, text.replace(from, to))
    try {
      return await explain(filesOf(incident), '--set', 'acks=all', ...flags)
    } finally {
      writeFileSync(path, text)
    }
  }

  it('another leader than the controller elects', async () => {
    const told = await edit('stale-log-ends', 'metadata.txt', '"isr":[1],"leader":1', '"isr":[1],"leader":2')
    expect(told).toMatchObject({ code: 10, verdict: 'unexplained', explained: 3, of: 5, next: { offset: 29 } })
    expect(told.because).toEqual([
      'FenceBroker(b0) or ExpireSession(b0) can happen, and the controller then writes: leader b1, epoch 3, ISR {b1}, ELR {b0}, b0 fenced',
    ])
  })

  it('a reassignment that removes somebody else than it says', async () => {
    const told = await edit(
      'reassignment-rollback',
      'metadata.txt',
      '"replicas":[1,2,0],"removingReplicas":[0]',
      '"replicas":[1,2,0],"removingReplicas":[1]',
    )
    expect(told).toMatchObject({ code: 10, explained: 3, of: 7, next: { offset: 28 } })
    expect(told.because[0]).toBe(
      'CommitIsr(b0) can happen, and the controller then writes: leader b0, epoch 1, ISR {b0,b2}, ELR {}, replicas {b0,b2}',
    )
  })

  it('a broker that is unfenced and was not fenced: the guard', async () => {
    const told = await edit(
      'acks1-kill',
      'metadata.txt',
      '"brokerId":0,"brokerEpoch":11,"fenced":1}',
      '"brokerId":0,"brokerEpoch":11,"fenced":-1}',
    )
    expect(told).toMatchObject({ code: 10, explained: 0, of: 2, next: { offset: 25 } })
    expect(told.because).toEqual([
      'ElectLeader(b1) can happen, and the controller then writes: leader b1, epoch 1, ISR {b0,b1,b2}, ELR {}',
      'UnfenceBroker(b0) is forbidden: the guard "it runs fenced" is false',
    ])
  })

  it('a record of another leader epoch in the log of a replica', async () => {
    const told = await edit('last-replica-power-loss', 'b1.txt', 'partitionLeaderEpoch: 0', 'partitionLeaderEpoch: 1')
    expect(told).toMatchObject({ code: 10, explained: 9, of: 9 })
    expect(told.because).toEqual(['all is explained but the log of broker 1'])
  })
})

describe('what cannot be explained is refused, with the reason', () => {
  it.each([
    [['acks1-kill/b0.txt'], 'no dump of the metadata log is among the files'],
    [['acks1-kill/metadata.txt', '--topic', 'orders'], 'the metadata log has no such partition; it has tidemark-0'],
    [['nowhere.txt'], 'nowhere.txt: there is no such file'],
  ])('%j', async (words, message) => {
    const { code, stderr } = await here(['explain', ...words], folder)
    expect(stderr).toContain(message)
    expect(code).toBe(151)
  })

  it.each([
    [['--from', 'yesterday'], 'It must be an offset, or a time'],
    [['--replica', 'b0.txt'], 'it must be ID=FILE'],
    [['--set', 'min.insync.replica=2'], 'min.insync.replica must be one of the keys the model reads'],
  ])('%j', async (words, message) => {
    const { code, stderr } = await here(['explain', 'acks1-kill/metadata.txt', ...words], folder)
    expect(stderr).toContain(message)
    expect(code).toBe(64)
  })

  it('a segment, where the Kafka that is named has no tool to dump it, or there is none', async () => {
    const segment = join(folder, '00000000000000000000.log')
    const libs = join(folder, 'kafka', 'libs')
    const bin = join(folder, 'bin')
    for (const made of [libs, bin]) mkdirSync(made, { recursive: true })
    writeFileSync(segment, '')
    writeFileSync(join(libs, 'kafka_2.13-9.9.0.jar'), '')
    writeFileSync(join(bin, 'java'), '#!/bin/sh\necho "Caused by: java.lang.ClassNotFoundException: $6" >&2\nexit 1\n', {
      mode: 0o755,
    })
    const dumped = (words: readonly string[]) => here(['explain', segment, ...words], folder)
    expect((await dumped([])).stderr).toContain('there is no Kafka 4.4 to run')
    vi.stubEnv('PATH', bin)
    expect((await dumped(['--kafka', 'kafka'])).stderr).toContain('has no kafka-dump-log')
    writeFileSync(join(bin, 'java'), '#!/bin/sh\necho "Dumping t-0/00000000000000000000.log"\n', { mode: 0o755 })
    expect((await dumped(['--kafka', 'kafka'])).stderr).toContain('no dump of the metadata log is among the files')
    vi.unstubAllEnvs()
  })

  it('a log with several partitions, of which none is named', async () => {
    const path = join(folder, 'acks1-kill', 'metadata.txt')
    const text = readFileSync(path, 'utf8')
    const [, record = ''] = /^(\| offset: 24 .*)$/m.exec(text) ?? []
    const end = [...text.matchAll(/^\| offset: (\d+)/gm)].length
    const another = record.replace('offset: 24', `offset: ${end}`).replace('"partitionId":0', '"partitionId":1')
    writeFileSync(path, `${text}${another}\n`)
    const { code, stderr } = await here(['explain', 'acks1-kill/metadata.txt'], folder)
    expect(stderr).toContain('the metadata log has several partitions: tidemark-0, tidemark-1; --topic and --partition name one')
    expect(code).toBe(151)
    const told = await explain(filesOf('acks1-kill'), '--partition', '0', '--set', 'acks=1')
    writeFileSync(path, text)
    expect(told).toMatchObject({ code: 12, verdict: 'lost' })
  })

  it('a part that begins where not all is well', async () => {
    const told = await explain(filesOf('last-replica-power-loss'), '--from', '24')
    expect(told).toMatchObject({ code: 152, verdict: 'incomplete' })
    expect(told.said).toContain('it begins with a replica that is fenced or outside the ISR')
  })
})
