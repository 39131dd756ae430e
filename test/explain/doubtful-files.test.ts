/** Files that are whole in themselves and leave something open all the same: nothing is said to be kept beside them. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sortInputs } from '../../explain/inputs.ts'
import { readServerLog } from '../../explain/records/server-log.ts'
import { here } from '../cli/run.ts'

const RESTART = fileURLToPath(new URL('fixtures/rolling-restart/', import.meta.url))
const FILES = ['metadata.txt', 'b0.txt', 'b1.txt', 'b2.txt', 'producer.jsonl']
let folder = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidemark-doubtful-'))
  cpSync(RESTART, folder, { recursive: true })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function explain(files: readonly string[], ...flags: readonly string[]) {
  const { code, stdout } = await here(['explain', ...files, '--json', '--workers', '1', '--set', 'acks=all', ...flags], folder)
  const { verdict, said, missing } = JSON.parse(stdout) as { verdict: string; said: string; missing: readonly string[] }
  return { code, verdict, text: [said, ...missing].join('\n') }
}

const textOf = (name: string): string => readFileSync(join(folder, name), 'utf8')
/** With one more record at its end, at the time of the last. */
function withRecord(text: string, type: string): string {
  const last = [...text.matchAll(/\| offset: (\d+) CreateTime: (\d+)/g)].at(-1) ?? []
  const [offset, time] = [Number(last[1]) + 1, last[2]]
  const batch = `baseOffset: ${offset} lastOffset: ${offset} count: 1 partitionLeaderEpoch: 1 isTransactional: false isControl: false position: 0 CreateTime: ${time} size: 1`
  const payload = JSON.stringify({ type, version: 0, data: {} })
  return `${text.trimEnd()}\n${batch}\n| offset: ${offset} CreateTime: ${time} keySize: -1 valueSize: ${payload.length} sequence: -1 headerKeys: [] payload: ${payload}\n`
}
const write = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return name
}

describe('beside an incident of which nothing is missing', () => {
  it('which is told as kept', async () => expect(await explain(FILES)).toMatchObject({ code: 0, verdict: 'kept' }))

  it('a file that is given twice says nothing new', async () =>
    expect(await explain([...FILES, write('again.jsonl', textOf('producer.jsonl'))])).toMatchObject({ code: 0, verdict: 'kept' }))

  it('a file that is no dump and has no lines of clients may say what was acknowledged', async () => {
    const told = await explain([...FILES, write('noise.txt', 'nothing that is known\n')])
    expect(told).toMatchObject({ code: 152, verdict: 'undecided' })
    expect(told.text).toContain('noise.txt could not be read in full: it is neither a dump of a log')
  })

  it('a dump of the metadata log of another cluster differs', async () => {
    const other = write('other.txt', textOf('metadata.txt').replace(/("type":"TOPIC_RECORD".*"topicId":")(.)/, '$1Z'))
    expect(other).not.toBe(textOf('metadata.txt'))
    const told = await explain([...FILES, other])
    expect(told.code).toBe(152)
    expect(told.text).toMatch(/two dumps of the metadata log differ at offset \d+: they are of two clusters/)
  })

  it('a transaction of the controller that was aborted is not understood', async () => {
    const aborted = write('aborted.txt', withRecord(textOf('metadata.txt'), 'ABORT_TRANSACTION_RECORD'))
    const told = await explain([...FILES.slice(1), aborted])
    expect(told.code).toBe(152)
    expect(told.text).toMatch(/offset \d+ of the metadata log is no record that is known/)
  })

  it('a metadata log that ends long before the logs of replicas lacks its end', async () => {
    const later = (text: string) => text.replaceAll(/CreateTime: (\d{13})/g, (_, time) => `CreateTime: ${Number(time) + 60_000}`)
    const files = ['b0', 'b1', 'b2'].map((name) => write(`late-${name}.txt`, later(textOf(`${name}.txt`))))
    const replicas = files.map((file, i) => `--replica=${i}=${file}`)
    const idle = write('idle.txt', withRecord(textOf('metadata.txt'), 'NO_OP_RECORD'))
    expect(await explain([idle, ...FILES.slice(1)])).toMatchObject({ code: 0, verdict: 'kept' })
    const told = await explain([idle, 'producer.jsonl'], ...replicas)
    expect(told.code).toBe(152)
    expect(told.text).toContain('its end is missing, or clocks are apart; --to names where it ends')
  })
})

it('what a dump ends with is no part of its last record', () => {
  const batch = (offset: number, payload: string) =>
    `baseOffset: ${offset} lastOffset: ${offset} count: 1 partitionLeaderEpoch: 0 isTransactional: false isControl: false position: 0 CreateTime: 1 size: 1\n| offset: ${offset} CreateTime: 1 keySize: -1 valueSize: ${payload.length} sequence: -1 headerKeys: [] payload: ${payload}\n`
  const tail = 'Non-consecutive offsets in b0/t-0/00000000000000000000.log\n  0 is followed by 2\n'
  const text = `Dumping b0/t-0/00000000000000000000.log\nLog starting offset: 0\n${batch(0, 'one\n\ntwo')}${batch(1, 'r1')}${tail}`
  const { replicas, unread } = sortInputs([{ name: 'b0.txt', text, broker: undefined }])
  expect(replicas.flatMap(({ dump }) => dump.records.map(({ payload }) => payload))).toEqual(['one\n\ntwo', 'r1'])
  expect(unread.map(({ what }) => what)).toEqual([expect.stringContaining('lines 9')])
})

it('a log of a replica whose path says another broker than its file is of nobody', () => {
  const text = `Dumping b0/t-0/00000000000000000000.log\nLog starting offset: 0\n`
  const said = ({ replicas, unread }: ReturnType<typeof sortInputs>) => [replicas.length, unread.map(({ what }) => what)]
  expect(said(sortInputs([{ name: 'b0.txt', text, broker: undefined }]))).toEqual([1, []])
  expect(said(sortInputs([{ name: 'b1.txt', text, broker: undefined }]))).toEqual([
    0,
    [expect.stringContaining('its path says that it is of broker 0, and its file of broker 1')],
  ])
})

it('lines of several brokers in one log are of those that they name', () => {
  const text = [
    '[2026-11-26 04:44:00,000] INFO [BrokerServer id=1] Transition from STARTED to SHUTTING_DOWN (kafka.server.BrokerServer)',
    '[2026-11-26 04:44:01,000] INFO [BrokerServer id=2] Transition from STARTED to SHUTTING_DOWN (kafka.server.BrokerServer)',
  ].join('\n')
  expect(readServerLog(text)?.brokers).toEqual([1, 2])
  expect(sortInputs([{ name: 'server.log', text, broker: undefined }]).said.map(({ broker }) => broker)).toEqual([1, 2])
})

it.each(['2026-11-26T04:44:09', '2026-11-26', '26 Nov 2026 04:44:09'])('%s is no time for --to: it has no zone', async (time) => {
  const { code, stderr } = await here(['explain', 'metadata.txt', '--to', time], folder)
  expect(code).toBe(64)
  expect(stderr).toContain('a time with its zone, such as 2026-11-26T04:44:09Z')
})
