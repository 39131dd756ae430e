import { describe, expect, it } from 'vitest'
import { planOf } from '../../cluster/drive/plan.ts'
import { defaultOptions } from '../../model/kraft/index.ts'
import type { Trace } from '../../traces/index.ts'

interface Partition {
  readonly leader: string | null
  readonly epoch: number
  readonly isr: readonly string[]
}

/** A state in which everybody has applied the last of the metadata records; `status` of those that do not run. */
const state = (last: Partition, status: Readonly<Record<string, string>> = {}, elr: readonly string[] = []) => ({
  metadata: [last],
  elr,
  status: { b0: 'running', b1: 'running', b2: 'running', ...status },
  applied: { b0: 0, b1: 0, b2: 0 },
  log: { b0: [], b1: [], b2: [] },
  followerEnd: { b0: { b1: -1, b2: -1 } },
  highWatermark: {},
  proposal: {},
})

/** A trace of steps such as `ElectLeader(b2)` with the states around them. */
const traceOf = (states: readonly object[], ...steps: readonly string[]): Trace =>
  ({
    states: states.map((plain) => ({ toJS: () => plain })),
    steps: steps.map((said) => {
      const [action = '', params = ''] = said.replace(')', '').split('(')
      return { action, params: params.split(',').map((value) => ({ name: 'broker', value })) }
    }),
  }) as unknown as Trace

const all = ['b0', 'b1', 'b2']
const begin = state({ leader: 'b0', epoch: 0, isr: all })

describe('the order of the replicas', () => {
  const orders = (trace: Trace): unknown => {
    const plan = planOf(trace, defaultOptions)
    return 'orders' in plan ? Object.fromEntries(plan.orders) : plan
  }

  it('is the one they have when nobody is elected', () => {
    expect(orders(traceOf([begin, begin], 'Fetch(b1)'))).toEqual({ 0: [0, 1, 2] })
  })

  it('has the broker first that a preferred election is to choose', () => {
    const elected = state({ leader: 'b2', epoch: 1, isr: all })
    for (const step of ['ElectLeader(b2)', 'ElectPreferred()'])
      expect(orders(traceOf([begin, elected], step))).toEqual({ 0: [2, 0, 1] })
  })

  it('changes before an election that the one before it does not allow', () => {
    const [second, third] = [state({ leader: 'b2', epoch: 1, isr: all }), state({ leader: 'b1', epoch: 2, isr: all })]
    expect(orders(traceOf([begin, second, third], 'ElectLeader(b2)', 'ElectLeader(b1)'))).toEqual({ 0: [2, 0, 1], 1: [1, 0, 2] })
  })

  it('has the first live member of the ISR before the others when a leader is gone', () => {
    const down = state({ leader: 'b0', epoch: 0, isr: all }, { b0: 'stopped' })
    const after = state({ leader: 'b2', epoch: 1, isr: ['b1', 'b2'] }, { b0: 'stopped and fenced' })
    expect(orders(traceOf([begin, down, after], 'Kill(b0)', 'ExpireSession(b0)'))).toEqual({ 0: [0, 2, 1] })
  })
})

describe('sessions', () => {
  const times = (trace: Trace): unknown => {
    const plan = planOf(trace, defaultOptions)
    return 'orders' in plan ? [plan.sessionTimeout, Object.fromEntries(plan.holds)] : plan
  }
  const states = (n: number): readonly object[] => Array.from({ length: n + 1 }, () => begin)

  it('are short when each is over as soon as its broker is gone', () => {
    expect(times(traceOf(states(2), 'Kill(b2)', 'ExpireSession(b2)'))).toEqual([4_000, {}])
  })

  it('are long when something comes before', () => {
    expect(times(traceOf(states(3), 'Kill(b2)', 'Fetch(b1)', 'ExpireSession(b2)'))).toEqual([12_000, {}])
  })

  it('last longer the more there is before their end, and above all a restart', () => {
    const fetches = Array.from({ length: 5 }, () => 'Fetch(b1)')
    expect(times(traceOf(states(7), 'Kill(b2)', ...fetches, 'ExpireSession(b2)'))).toEqual([15_000, {}])
    expect(times(traceOf(states(4), 'Kill(b2)', 'Restart(b1)', 'Fetch(b1)'))).toEqual([18_000, {}])
  })

  it('of one that is fenced before another that is gone already end earlier, because its heartbeats are held before', () => {
    expect(times(traceOf(states(3), 'Kill(b0)', 'FenceBroker(b1)', 'ExpireSession(b0)'))).toEqual([12_000, { 0: [1] }])
  })

  it('that end one after the other have heartbeats between them', () => {
    expect(times(traceOf(states(4), 'Kill(b2)', 'Kill(b0)', 'ExpireSession(b2)', 'ExpireSession(b0)'))).toEqual([
      12_000,
      { 1: [] },
    ])
  })
})

describe('a zone', () => {
  it('goes down at once; who of it is fenced first is silent before', () => {
    const down = state({ leader: 'b0', epoch: 0, isr: all }, { b0: 'stopped', b2: 'stopped' })
    const trace = traceOf([begin, down, down, down], 'ZoneLosePower(zone 0,0)', 'ExpireSession(b2)', 'ExpireSession(b0)')
    expect(planOf(trace, defaultOptions)).toMatchObject({ sessionTimeout: 12_000, holds: new Map([[0, [2]]]) })
  })
})

describe('followers that lag', () => {
  const heard = (end: number) => ({ ...begin, log: { ...begin.log, b0: ['r0'] }, followerEnd: { b0: { b1: end, b2: 1 } } })

  it('may be dropped before they have fetched, and then are kept from it', () => {
    expect(planOf(traceOf([begin, begin], 'ShrinkIsr(b0,b1)'), defaultOptions)).toMatchObject({ unheard: [1], lagTime: 8_000 })
    expect(planOf(traceOf([begin, heard(0), heard(0)], 'Fetch(b2)', 'ShrinkIsr(b0,b1)'), defaultOptions)).toMatchObject({
      unheard: [],
      lagTime: 9_000,
    })
  })

  it('may all be, by one step', () => {
    const both = { ...heard(0), followerEnd: { b0: { b1: -1, b2: -1 } } }
    const trace = traceOf([both, both], 'CollapseIsr(b0,{b1;b2})')
    expect(planOf(trace, defaultOptions)).toMatchObject({ unheard: [1, 2], lagTime: 8_000 })
  })

  it('are dropped together', () => {
    const both = { ...heard(0), followerEnd: { b0: { b1: 0, b2: 0 } } }
    expect(planOf(traceOf([both, both], 'ShrinkIsr(b0,b1)'), defaultOptions)).toEqual({
      step: 1,
      reason: 'a leader drops all followers that lag in one change, and b2 lags too',
    })
  })
})

describe('a follower outside the ISR that was caught up not long ago', () => {
  const [both, all3] = [
    { leader: 'b0', epoch: 0, isr: ['b0', 'b2'] },
    { leader: 'b0', epoch: 0, isr: all },
  ]
  const heard = (partition: Partition, b2: number, highWatermark: number, status: Readonly<Record<string, string>> = {}) => ({
    ...state(partition, status),
    log: { b0: b2 < 0 ? [] : ['r0'], b1: [], b2: [] },
    followerEnd: { b0: { b1: 0, b2: Math.max(0, b2) } },
    highWatermark: { b0: highWatermark },
    proposal: {},
  })
  const lags = (trace: Trace): unknown => {
    const plan = planOf(trace, defaultOptions)
    return 'lags' in plan ? [[...plan.lags], plan.lagTime] : plan
  }

  it('holds the high watermark of its leader back, unless its lag time passes while nobody else lags', () => {
    const states = [heard(all3, -1, 0), heard(both, -1, 0), heard(both, 0, 0), heard(both, 1, 1)]
    expect(lags(traceOf(states, 'ApplyMetadata(b0,0)', 'Append(b0)', 'Fetch(b2)'))).toEqual([[1], 8_000])
  })

  it('is not waited for while it is fenced, nor where the high watermark stays', () => {
    const fenced = { b1: 'fenced' }
    const [first, none] = [heard(both, 0, 0, fenced), [[], 600_000]]
    expect(lags(traceOf([first, heard(both, 1, 1, fenced)], 'Fetch(b2)'))).toEqual(none)
    expect(lags(traceOf([heard(both, 0, 0), heard(both, 1, 0)], 'Fetch(b2)'))).toEqual(none)
  })

  it('that the leader of an epoch never had in its ISR is not taken for caught up', () => {
    const led = { leader: 'b2', epoch: 0, isr: all }
    const states = [heard(led, 0, 0), heard({ ...both, epoch: 1 }, 0, 0), heard({ ...both, epoch: 1 }, 1, 1)]
    expect(lags(traceOf(states, 'ApplyMetadata(b0,0)', 'Fetch(b2)'))).toEqual([[], 600_000])
  })
})

describe('a reply that is late', () => {
  it('is driven where nobody asks for another ISR meanwhile', () => {
    const isLate = (...steps: readonly string[]): unknown => {
      const plan = planOf(traceOf([...steps.map(() => begin), begin], ...steps), defaultOptions)
      return 'orders' in plan ? plan.isLate : plan
    }
    expect(isLate('Fetch(b1)')).toBe(false)
    expect(isLate('FetchLate(b1)', 'DeliverReply(b1,0)')).toBe(true)
    expect(isLate('FetchLate(b1)', 'DeliverReply(b1,1)')).toEqual({
      step: 2,
      reason: 'a reply is held as it was sent, and the step wants it read after the log was written anew',
    })
    expect(isLate('FetchLate(b1)', 'Restart(b2)')).toEqual({
      step: 2,
      reason: 'Restart is not driven in a run with a late reply',
    })
  })
})

describe('what cannot be driven', () => {
  it('is told with its step', () => {
    const behind = { ...begin, metadata: [begin.metadata[0], begin.metadata[0], begin.metadata[0]] }
    expect(planOf(traceOf([behind, behind], 'ApplyMetadata(b1,1)'), defaultOptions)).toEqual({
      step: 1,
      reason: 'a broker takes all of the metadata log that is committed, and the step wants less',
    })
    expect(planOf(traceOf([begin, begin], 'Restart(b1)', 'Read(c)'), defaultOptions)).toEqual({
      step: 2,
      reason: 'there is no deed for Read',
    })
  })

  it.each([
    [{ coordinator: true }, 'its records are the writes of a group coordinator, and those of a producer are driven'],
    [{ retries: 1 }, 'its producer is idempotent, and its sequence numbers are not driven'],
    [{ followerReads: true }, 'its consumer is a step of its own, which is not driven'],
    [{ start: { leader: 0, isr: [0], elr: [] } }, 'it starts from a partition as it was found, which is not made on a cluster'],
  ])('is a configuration too: %j', (options, reason) => {
    expect(planOf(traceOf([begin]), { ...defaultOptions, ...options })).toEqual({ step: 0, reason })
  })
})

it('a log directory is taken from a broker once', () => {
  const taken = (...steps: readonly string[]): unknown => {
    const plan = planOf(traceOf([...steps.map(() => begin), begin], ...steps), defaultOptions)
    return 'reason' in plan ? plan : 'driven'
  }
  expect(taken('RemoveDirectory(b1)', 'RemoveDirectory(b2)')).toBe('driven')
  expect(taken('RemoveDirectory(b1)', 'LoseDisk(b2)', 'RemoveDirectory(b1)')).toEqual({
    step: 3,
    reason: 'brokers have one log directory more than they need, and it is taken twice',
  })
})
