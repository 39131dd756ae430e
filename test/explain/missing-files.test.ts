/** Incidents of which some files are missing, cut off, or of something else: nothing is said that the rest does not show. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { here } from '../cli/run.ts'

const FIXTURES = fileURLToPath(new URL('fixtures/', import.meta.url))
/** A loss that is explained where all files are given. */
const EXAMPLE = fileURLToPath(new URL('../../examples/incident/', import.meta.url))
/** Nothing is lost; broker 0 leads at the end, of 58 records. */
const RESTART = 'rolling-restart'
let folder = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidemark-missing-'))
  cpSync(FIXTURES, folder, { recursive: true })
  cpSync(EXAMPLE, join(folder, 'incident'), { recursive: true })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Told {
  readonly verdict: string
  readonly said: string
  readonly missing: readonly string[]
  readonly lost: readonly object[]
  readonly notes: readonly string[]
  readonly unread: readonly { readonly file: string; readonly what: string }[]
}

/** Explains files, named without their folder. */
async function explain(
  incident: string,
  names: readonly string[],
  ...flags: string[]
): Promise<Told & { readonly code: number | null }> {
  const files = names.map((name) =>
    /^\d=/.test(name) ? `--replica=${name.replace('=', `=${incident}/`)}` : `${incident}/${name}`,
  )
  const words = ['explain', ...files, '--json', '--workers', '1', '--set', 'acks=all', ...flags]
  const { code, stdout, stderr } = await here(words, folder)
  expect(stderr).toBe('')
  return { ...(JSON.parse(stdout) as Told), code }
}

/** Writes a file that another one is made to, and returns its name. */
function made(incident: string, from: string, name: string, make: (text: string) => string): string {
  writeFileSync(join(folder, incident, name), make(readFileSync(join(folder, incident, from), 'utf8')))
  return name
}

const NO_LINES = 'nothing says what producers were told: no line of a producer of tidemark-0 was given'
const NO_LEADER = 'no log was given of broker 0, which leads at the end'

describe('of an incident with a loss', () => {
  it.each([
    { files: [], missing: [NO_LINES, NO_LEADER], runs: 'a run without a loss explains the records' },
    { files: ['b0.txt'], missing: [NO_LINES], runs: 'a run without a loss explains the records' },
    { files: ['b0.txt', 'b1.txt', 'b2.txt'], missing: [NO_LINES], runs: 'the records are explained with a loss and without one' },
    { files: ['producer.jsonl'], missing: [NO_LEADER], runs: 'the records are explained with a loss and without one' },
    {
      files: ['b1.txt', 'b2.txt', 'producer.jsonl'],
      missing: [NO_LEADER],
      runs: 'the records are explained with a loss and without one',
    },
  ])('$files alone leave it open', async ({ files, missing, runs }) => {
    const told = await explain('incident', ['metadata.txt', ...files])
    expect(told).toMatchObject({ code: 152, verdict: 'undecided', missing })
    expect(told.said.startsWith(runs)).toBe(true)
    expect(told.said.endsWith(`: ${missing.join('; ')}.`)).toBe(true)
  })

  it('a record is on the disk of nobody whose log was not given; it may be', async () => {
    const told = await explain('incident', ['metadata.txt', 'b0.txt', 'producer.jsonl'])
    expect(told).toMatchObject({ code: 12, verdict: 'lost' })
    expect(told.lost).toEqual([{ offsets: { from: 0, to: 0 }, epoch: -1, holders: [], mayHold: [1, 2] }])
    expect(told.said).toBe(
      'the record at offset 0 was acknowledged and the leader has it not: no replica whose log was given holds it; it may be on the disk of broker 1 and broker 2, of which no log was given.',
    )
    const one = await explain('incident', ['metadata.txt', 'b0.txt', 'b2.txt', 'producer.jsonl'])
    expect(one.lost).toEqual([{ offsets: { from: 0, to: 0 }, epoch: 0, holders: [2], mayHold: [1] }])
  })
})

describe('of clients', () => {
  const LOGS = ['metadata.txt', 'b0.txt', 'b1.txt', 'b2.txt']

  it('lines of another topic are none of this one, and consumers do not say what was acknowledged', async () => {
    const other = made(RESTART, 'producer.jsonl', 'other.jsonl', (text) => text.replaceAll('"tidemark"', '"orders"'))
    const told = await explain(RESTART, [...LOGS, other, 'consumer.jsonl'])
    expect(told).toMatchObject({ code: 152, verdict: 'undecided', missing: [NO_LINES] })
    expect(told.notes).toContain('lines of clients of other partitions are left out: orders-0, orders')
    expect(told.notes).toContain('no lines of producers of tidemark-0 were given: what was acknowledged is not known')
  })

  it('a line that is cut off, or lacks what it should have, may be of an acknowledged record', async () => {
    const cut = made(RESTART, 'producer.jsonl', 'cut.jsonl', (text) => text.slice(0, -30))
    const told = await explain(RESTART, [...LOGS, cut])
    expect(told).toMatchObject({ code: 152, missing: ['rolling-restart/cut.jsonl could not be read in full: line 60'] })
    const strings = made(RESTART, 'producer.jsonl', 'strings.jsonl', (text) => text.replace('"offset":57', '"offset":"57"'))
    expect((await explain(RESTART, [...LOGS, strings])).missing[0]).toMatch(/strings\.jsonl could not be read in full: line \d+$/)
  })

  it('an acknowledgement without an offset is held against the values of the log', async () => {
    const line = (value: string) =>
      `{"name":"producer_send_success","topic":"tidemark","partition":0,"offset":-1,"value":"${value}"}\n`
    const named = made(RESTART, 'producer.jsonl', 'named.jsonl', (text) => text + line('0'))
    expect(await explain(RESTART, [...LOGS, named])).toMatchObject({ code: 0, verdict: 'kept', missing: [] })
    const unknown = made(RESTART, 'producer.jsonl', 'unknown.jsonl', (text) => text + line('zz'))
    expect(await explain(RESTART, [...LOGS, unknown])).toMatchObject({
      code: 152,
      missing: ['the log of broker 0, which leads at the end, lacks what was acknowledged at an offset that was not told (zz)'],
    })
  })

  it('a record that a follower alone has may have been acknowledged, unless its producer was told of a failure', async () => {
    const more = made(RESTART, 'b1.txt', 'more.txt', (text) => {
      const last = text.trimEnd().split('\n').slice(-2).join('\n')
      return `${text.trimEnd()}\n${last.replaceAll('ffset: 57', 'ffset: 58').replace(/payload: .*/, 'payload: zz')}\n`
    })
    const files = ['metadata.txt', 'b0.txt', `1=${more}`, 'b2.txt']
    expect(await explain(RESTART, [...files, 'producer.jsonl'])).toMatchObject({
      code: 152,
      missing: ['the log of broker 0 lacks a record that another has at offset 58, and no line of a producer is about it'],
    })
    const failed = made(
      RESTART,
      'producer.jsonl',
      'failed.jsonl',
      (text) => `${text}{"name":"producer_send_error","topic":"tidemark","value":"zz"}\n`,
    )
    expect(await explain(RESTART, [...files, failed])).toMatchObject({ code: 0, verdict: 'kept', missing: [] })
  })
})

describe('of logs', () => {
  const REST = ['metadata.txt', 'b1.txt', 'b2.txt', 'producer.jsonl']
  const lines = (text: string, from: number, to?: number): string => `${text.split('\n').slice(from, to).join('\n')}\n`

  it('one that is cut within a batch, or behind its first line, was not given', async () => {
    const inBatch = made(RESTART, 'b0.txt', 'in-batch.txt', (text) => lines(text, 0, 6))
    const told = await explain(RESTART, [...REST, `0=${inBatch}`])
    expect(told).toMatchObject({ code: 152, verdict: 'undecided', missing: [NO_LEADER] })
    expect(told.unread).toEqual([
      {
        file: 'rolling-restart/in-batch.txt',
        what: 'b0/data/tidemark-0/00000000000000000000.log: line 3: the dump has not every record of this batch, or the batch is not valid, so what follows is missing too',
      },
    ])
    const first = made(RESTART, 'b0.txt', 'first.txt', (text) => lines(text, 0, 1))
    expect(await explain(RESTART, [...REST, `0=${first}`])).toMatchObject({ code: 152, missing: [NO_LEADER] })
  })

  it('segments that are missing leave open what was in them', async () => {
    const last = made(RESTART, 'b0.txt', 'last.txt', (text) =>
      text
        .replace('00000000000000000000.log', '00000000000000000030.log')
        .replace('offset: 0', 'offset: 30')
        .replace(/^baseOffset: 0 [\s\S]*?^(?=baseOffset: 30 )/m, ''),
    )
    const told = await explain(RESTART, [...REST, `0=${last}`])
    expect(told).toMatchObject({ code: 152, verdict: 'undecided' })
    expect(told.missing).toEqual([
      'the log of broker 0, which leads at the end, lacks what was acknowledged at offset 0, offset 1, offset 2, offset 3, offset 4, … (30 in all); what is below offset 30 is left out, as not every log goes back that far',
    ])
    const middle = made(RESTART, 'b0.txt', 'middle.txt', (text) =>
      text.replace(/^baseOffset: 20 [\s\S]*?^(?=baseOffset: 30 )/m, ''),
    )
    const without = await explain(RESTART, [...REST, `0=${middle}`])
    expect(without).toMatchObject({ code: 152, verdict: 'undecided' })
    expect(without.unread.map(({ what }) => what)).toEqual([
      'tidemark-0 on broker 0 lacks offsets 20 to 29: a segment that was not given, or compaction; what is below is left out',
    ])
    // The leader has it all, whatever a follower lacks.
    const follower = await explain(RESTART, ['metadata.txt', 'b0.txt', `1=${middle}`, 'b2.txt', 'producer.jsonl'])
    expect(follower).toMatchObject({ code: 0, verdict: 'kept', missing: [] })
  })

  it('of a broker that has no replica, or two of one broker that differ, none is held against a run', async () => {
    const stranger = await explain(
      RESTART,
      [...REST, 'b0.txt', '7=b1.txt'].filter((name) => name !== 'b1.txt'),
    )
    expect(stranger).toMatchObject({ code: 0, verdict: 'kept' })
    expect(stranger.unread.map(({ what }) => what)).toEqual(['broker 7 has no replica in the part that is explained'])
    const older = made(RESTART, 'b0.txt', 'older.txt', (text) => lines(text, 0, 12))
    const twice = await explain(RESTART, [...REST, 'b0.txt', `0=${older}`])
    expect(twice).toMatchObject({ code: 152, missing: [NO_LEADER] })
    expect(twice.unread.map(({ what }) => what)).toEqual([
      'tidemark-0 on broker 0 was given twice, and not alike: give only the log of after the incident',
    ])
  })
})

describe('of the metadata log', () => {
  const REST = ['b0.txt', 'b1.txt', 'b2.txt', 'producer.jsonl']
  const without = (pattern: RegExp) => (text: string) => {
    expect(text).toMatch(pattern)
    return text.replace(pattern, '')
  }

  it.each([
    [
      'its beginning',
      /^baseOffset: 0 [\s\S]*?^(?=baseOffset: 10 )/m,
      'the metadata log lacks offsets 0 to 9: a segment or a snapshot was not given',
    ],
    ['a part of it', /^baseOffset: 32 .*\n.*\n/m, 'the metadata log lacks offset 32: a segment or a snapshot was not given'],
    [
      'its end',
      /^baseOffset: 33 [\s\S]*/m,
      'the log of broker 0 has records of a later leader epoch than 1, with which the metadata log ends',
    ],
  ])('%s is missing: nothing is said to be unexplained', async (_, pattern, why) => {
    const cut = made(RESTART, 'metadata.txt', 'cut.txt', without(pattern))
    const told = await explain(RESTART, [cut, ...REST])
    expect(told).toMatchObject({ code: 152, verdict: 'incomplete' })
    expect(told.said).toContain(why)
  })

  it('a record that is not understood may be of anything', async () => {
    const strange = made(RESTART, 'metadata.txt', 'strange.txt', (text) =>
      text.replace('"brokerId":0,"brokerEpoch"', '"brokerId":"0","brokerEpoch"'),
    )
    const told = await explain(RESTART, [strange, ...REST])
    expect(told).toMatchObject({ code: 152, verdict: 'incomplete' })
    expect(told.said).toMatch(/^offset \d+ of the metadata log is no record that is known; what it says of this partition/)
  })

  it('a partition that is made where records are missing is not found, which is said', async () => {
    const cut = made(RESTART, 'metadata.txt', 'cut.txt', without(/^baseOffset: 2[0-4] [\s\S]*?^(?=baseOffset: 25 )/m))
    const { code, stderr } = await here(['explain', `${RESTART}/${cut}`], folder)
    expect(stderr).toContain('the metadata log has no such partition; it has none, and lacks offset')
    expect(code).toBe(151)
  })

  it('one that is cut within a batch may lack who leads', async () => {
    const cut = made(RESTART, 'metadata.txt', 'cut.txt', (text) => text.slice(0, text.indexOf('| offset: 34 ')))
    const told = await explain(RESTART, [cut])
    expect(told).toMatchObject({ code: 152, verdict: 'undecided' })
    expect(told.missing.at(-1)).toMatch(
      /^rolling-restart\/cut\.txt could not be read in full: line \d+: the dump has not every record/,
    )
  })

  it('what the controller decided at once is not cut in two by --to', async () => {
    const told = await explain(RESTART, ['metadata.txt', ...REST], '--to', '33')
    expect(told).toMatchObject({ code: 0, verdict: 'kept' })
  })
})

describe('where nobody leads at the end', () => {
  const POWER = 'last-replica-power-loss'
  const REST = ['metadata.txt', 'b2.txt', 'producer.jsonl']

  it('the logs of all who may be elected count', async () => {
    expect(await explain(POWER, [...REST, 'b0.txt', 'b1.txt'], '--to', '27')).toMatchObject({
      code: 152,
      verdict: 'undecided',
      missing: ['nobody leads at the end', 'the log of broker 0, which may be elected, lacks what was acknowledged at offset 0'],
    })
    const whole = await explain(POWER, [...REST, '0=b1.txt'], '--to', '27')
    expect(whole).toMatchObject({ code: 0, verdict: 'kept', missing: [] })
    expect(whole.said).toBe(
      'nobody leads at the end, and whoever may be elected has every record that was acknowledged, as far as the records say.',
    )
  })

  it('and nobody may be elected, it is open', async () => {
    const files = ['metadata.txt', 'b0.txt', 'b1.txt', 'producer.jsonl']
    expect(await explain('min-isr-1-power-loss', files, '--to', '26')).toMatchObject({
      code: 152,
      missing: ['nobody leads at the end, and nobody may be elected cleanly'],
    })
  })
})

describe('what is set and what the records say', () => {
  it.each([
    [['--set', 'min.insync.replicas=1'], '--set min.insync.replicas must be 2, as offset 21 of the metadata log has it, not 1'],
    [
      ['--set', 'unclean.leader.election.enable=true'],
      '--set unclean.leader.election.enable must be false, as offset 22 of the metadata log has it, not true',
    ],
    [
      ['--set', 'default.replication.factor=4'],
      '--set default.replication.factor must be 2, as offset 24 of the metadata log has it, not 4',
    ],
    [['--set', 'retries=5'], '--set retries must be 0, as explain has it, not 5'],
    [
      ['--kafka-version', '3.9'],
      '--kafka-version 3.9: offset 2 of the metadata log says metadata.version 33, with which no broker before Kafka 4.4 starts',
    ],
  ])('%j is refused', async (flags, message) => {
    const { code, stderr } = await here(['explain', 'incident/metadata.txt', ...flags], folder)
    expect(stderr).toContain(`error TM-101: ${message}\n`)
    expect(code).toBe(64)
  })

  it('the same is taken', async () => {
    const told = await explain('incident', ['metadata.txt'], '--set', 'min.insync.replicas=2')
    expect(told).toMatchObject({ code: 152, verdict: 'undecided' })
  })
})
