/** Brokers that come back with other log directories than they had: what records say of it, and what explains them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Item } from '../../explain/followed-log.ts'
import { hints } from '../../explain/hints.ts'
import type { State } from '../../model/kraft/index.ts'
import { here } from '../cli/run.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidemark-directories-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A batch of one record, as it is printed. */
const printed = (offset: number, payload: string): string =>
  `baseOffset: ${offset} lastOffset: ${offset} count: 1 partitionLeaderEpoch: 0 isTransactional: false isControl: false position: 0 CreateTime: ${offset} size: 1\n| offset: ${offset} CreateTime: ${offset} keySize: -1 valueSize: 1 sequence: -1 headerKeys: [] payload: ${payload}\n`
const registered = (brokerId: number, ...logDirs: readonly string[]) => ['REGISTER_BROKER_RECORD', { brokerId, logDirs }] as const
const changed = (brokerId: number, change: object) => ['BROKER_REGISTRATION_CHANGE_RECORD', { brokerId, ...change }] as const
const decided = (change: object) => ['PARTITION_CHANGE_RECORD', { partitionId: 0, topicId: 'T', ...change }] as const

type Written = readonly [string, object]

/** Broker 1, which has the directories `a1` and `b1`, stops in order; and what comes then. */
const metadata = (then: readonly Written[]): string =>
  `Dumping __cluster_metadata-0/00000000000000000000.log\n${[
    ['FEATURE_LEVEL_RECORD', { name: 'metadata.version', featureLevel: 33 }] as const,
    ['FEATURE_LEVEL_RECORD', { name: 'eligible.leader.replicas.version', featureLevel: 1 }] as const,
    registered(0, 'a0', 'b0'),
    changed(0, { fenced: -1 }),
    registered(1, 'a1', 'b1'),
    changed(1, { fenced: -1 }),
    ['TOPIC_RECORD', { name: 't', topicId: 'T' }] as const,
    ['CONFIG_RECORD', { resourceType: 2, resourceName: 't', name: 'min.insync.replicas', value: '2' }] as const,
    ['PARTITION_RECORD', { partitionId: 0, topicId: 'T', replicas: [0, 1], isr: [0, 1], leader: 0, leaderEpoch: 0 }] as const,
    changed(1, { inControlledShutdown: 1 }),
    decided({ isr: [0], eligibleLeaderReplicas: [1] }),
    changed(1, { fenced: 1 }),
    ...then,
  ]
    .map(([type, data], offset) => printed(offset, JSON.stringify({ type, version: 0, data })))
    .join('')}`

/** It comes back with these directories, then broker 0 stops in order, and broker 1 leads. */
const leads = (...back: readonly string[]): readonly Written[] => [
  registered(1, ...back),
  changed(1, { fenced: -1 }),
  changed(0, { inControlledShutdown: 1 }),
  decided({ isr: [1], leader: 1, eligibleLeaderReplicas: [0] }),
  changed(0, { fenced: 1 }),
]

async function explain(...then: readonly Written[]) {
  const files = {
    'metadata.txt': metadata(then),
    'b0.txt': `Dumping b0/t-0/00000000000000000000.log\nLog starting offset: 0\n${printed(0, 'r0')}`,
    'b1.txt': 'Dumping b1/t-0/00000000000000000000.log\nLog starting offset: 0\n',
    'producer.jsonl':
      '{"name":"startup_complete"}\n{"name":"producer_send_success","topic":"t","partition":0,"offset":0,"value":"r0"}\n',
  }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  const words = ['explain', ...Object.keys(files), '--json', '--workers', '1', '--set', 'acks=all']
  const { code, stdout, stderr } = await here(words, folder)
  expect(stderr).toBe('')
  const told = JSON.parse(stdout) as { verdict: string; inferred: readonly string[]; steps: readonly { action: string }[] }
  return { code, ...told, run: told.steps.map(({ action }) => action).join(' ') }
}

describe('a broker that stopped in order', () => {
  it('and has another disk is out of those that are eligible, and nothing is lost', async () => {
    const told = await explain(decided({ eligibleLeaderReplicas: [] }), registered(1, 'c1'))
    expect(told).toMatchObject({ code: 0, verdict: 'kept' })
    expect(told.run).toBe('Append(b0) Fetch(b1) Fetch(b1) ControlledShutdown(b1) LoseDisk(b1) Restart(b1)')
  })

  it('and lacks one of its directories has lost its replica, and leads with nothing', async () => {
    const told = await explain(...leads('a1'))
    expect(told).toMatchObject({ code: 12, verdict: 'lost' })
    expect(told.run).toBe(
      'Append(b0) Fetch(b1) Fetch(b1) ControlledShutdown(b1) RemoveDirectory(b1) Restart(b1) UnfenceBroker(b1) ControlledShutdown(b0) CleanStop(b0)',
    )
    expect(told.inferred).toEqual(['step 5: broker 1 came back without the log directory of its replica'])
  })

  it.each([[['a1', 'b1']], [['b1', 'a1', 'c1']]])(
    'and is back with %j has lost nothing by that: it is something else',
    async (back) => {
      const told = await explain(...leads(...back))
      expect(told).toMatchObject({ code: 12, verdict: 'lost' })
      expect(told.run).toBe(
        'ControlledShutdown(b1) CleanStop(b1) Restart(b1) UnfenceBroker(b1) Append(b0) Fetch(b1) Fetch(b1) ControlledShutdown(b0) CleanStop(b0) LosePower(b1, 0)',
      )
    },
  )
})

it('each of two brokers may have lost what its own registration says, and one that does not come back no directory', () => {
  const broker = (place: number, becomes: 'fenced' | 'registered', what: 'disk' | 'directory' | 'nothing'): Item => ({
    kind: 'broker',
    broker: place,
    becomes,
    hasNewDisk: what === 'disk',
    lacksDirectory: what === 'directory',
  })
  const items = [
    ...[0, 1, 2].map((place) => broker(place, 'fenced', 'nothing')),
    broker(0, 'registered', 'disk'),
    broker(1, 'registered', 'directory'),
    broker(2, 'registered', 'nothing'),
  ]
  const allows = (action: string, explained: number): boolean[] => {
    const { of } = hints({ items, logs: [], records: [], answersMayBeLost: false, downAtEnd: true, asks: [] })
    return [0, 1, 2].map((place) => of(action)({} as State, explained, [place], 1))
  }
  expect([allows('LoseDisk', 0), allows('RemoveDirectory', 0)]).toEqual([
    [true, false, false],
    [false, true, false],
  ])
  expect([allows('LoseDisk', items.length), allows('RemoveDirectory', items.length)]).toEqual([
    [true, true, true],
    [false, false, false],
  ])
})
