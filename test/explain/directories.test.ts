/** Brokers that come back with other log directories than they had: what records say of it, and what explains them. */
import { describe, expect, it } from 'vitest'
import type { Item } from '../../explain/followed-log.ts'
import { hints } from '../../explain/hints.ts'
import type { State } from '../../model/kraft/index.ts'
import {
  BEGINNING,
  changed,
  decided,
  explained,
  metadata as written,
  PARTITION,
  registered,
  set,
  type Written,
} from './written.ts'

/** Broker 1 has the directories `a1` and `b1`, its replica in the latter, where that is said; and what comes then. */
const metadata = (then: readonly Written[], elr = 1, directories?: readonly string[]): string =>
  written(
    ...[
      ...BEGINNING.map(([type, data]): Written =>
        'featureLevel' in data && data.featureLevel === 1 ? [type, { ...data, featureLevel: elr }] : [type, data],
      ),
      set('min.insync.replicas', '2'),
      ['PARTITION_RECORD', { ...PARTITION, directories }] as const,
      ...then,
    ].map((record) => [record]),
  )

const STOPS: readonly Written[] = [
  changed(1, { inControlledShutdown: 1 }),
  decided({ isr: [0], eligibleLeaderReplicas: [1] }),
  changed(1, { fenced: 1 }),
]

/** It comes back with these directories, then broker 0 stops in order, and broker 1 leads. */
const leads = (...back: readonly string[]): readonly Written[] => [
  registered(1, ...back),
  changed(1, { fenced: -1 }),
  changed(0, { inControlledShutdown: 1 }),
  decided({ isr: [1], leader: 1, eligibleLeaderReplicas: [0] }),
  changed(0, { fenced: 1 }),
]

const explain = async (...then: readonly Written[]) => explained(metadata([...STOPS, ...then]))

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

describe('a broker that was killed', () => {
  const killed = (isr: object): readonly Written[] => [decided(isr), changed(1, { fenced: 1 })]
  const BACK = [registered(1, 'a1'), changed(1, { fenced: -1 })]

  it.each([
    ['with eligible leader replicas', 1, [decided({ eligibleLeaderReplicas: [] })]],
    ['without', 0, []],
  ] as const)('and lacks one of its directories has lost its replica, and did not stop in order: %s', async (_, elr, unclean) => {
    const isr = { isr: [0], ...(elr === 1 && { eligibleLeaderReplicas: [1] }) }
    const told = await explained(metadata([...killed(isr), ...unclean, ...BACK], elr))
    expect(told).toMatchObject({ code: 0, verdict: 'kept' })
    expect(told.run).toBe('Append(b0) Fetch(b1) Fetch(b1) LoseDisk(b1) ExpireSession(b1) Restart(b1) UnfenceBroker(b1)')
    expect(told.inferred).toEqual([
      'step 4: broker 1 did not stop in order, and came back without the log directory of its replica',
    ])
  })

  it('and has the directory of its replica has lost what it had not flushed', async () => {
    const then = [...killed({ isr: [0], eligibleLeaderReplicas: [1] }), decided({ eligibleLeaderReplicas: [] }), ...BACK]
    const told = await explained(metadata(then, 1, ['a0', 'a1']))
    expect(told).toMatchObject({ code: 0, verdict: 'kept' })
    expect(told.run).toContain('LosePower(b1, 0)')
  })
})

it('a directory that fails while the broker runs is not told as a follower that was slow', async () => {
  const failed: readonly Written[] = [decided({ isr: [0], eligibleLeaderReplicas: [1] }), changed(1, { logDirs: ['a1'] })]
  const told = await explained(metadata(failed))
  expect(told).toMatchObject({ code: 152, verdict: 'incomplete' })
  expect(told.said).toBe(
    'broker 1 lost a log directory while it ran, that of its replica as far as is known, which the model does not; --from and --to name a part without it (offset 10 (1970-01-01 00:00:00.010Z))',
  )
  // The directory is another.
  expect(await explained(metadata(failed, 1, ['a0', 'a1']))).toMatchObject({ verdict: 'kept' })
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
    [true, true, false],
    [false, true, false],
  ])
  expect([allows('LoseDisk', items.length), allows('RemoveDirectory', items.length)]).toEqual([
    [true, true, true],
    [false, false, false],
  ])
})
