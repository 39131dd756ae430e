/** Produce requests that come to wait late, step by step. */
import { describe, expect, it } from 'vitest'
import { defaultOptions, type FaultKind, kraft, type KraftOptions } from '../../../model/kraft/index.ts'
import { OptionError } from '../../../model/option-error.ts'
import { type Move, Walk } from './walk.ts'

const walk = (faults: Readonly<Partial<Record<FaultKind, number>>>, rest: Partial<KraftOptions> = {}) =>
  new Walk({
    ...defaultOptions,
    replicas: 2,
    minIsr: 1,
    records: 2,
    ...rest,
    faults: { slowRequests: 1, ...faults, total: Object.values(faults).reduce((sum, n) => sum + n, 1) },
  })

const SLOW: Move = ['AppendSlowly', 0]
const ANSWER: Move = ['AnswerSlowly', 0]
const FAIL: Move = ['FailSlowly', 0]

describe('a request that comes to wait late', () => {
  it('is not answered when its record is committed, as one that waits is, but when it comes', () => {
    const at = walk({}).take(['Append', 0], SLOW)
    expect(at.blocks(ANSWER)).toBe('the high watermark has passed the offset')
    at.take(['Fetch', 1], ['Fetch', 1], ['Fetch', 1])
    expect([at.state.highWatermark[0], at.state.acked]).toEqual([2, 0b01])
    expect(at.take(ANSWER).state.acked).toBe(0b11)
    expect(at.state).toMatchObject({ slowLeader: -1, slowOffset: 0, slowRecord: -1 })
  })

  it('is the only one', () => {
    const at = walk({ slowRequests: 2 }).take(SLOW)
    expect(at.blocks(SLOW)).toBe('no other is')
  })

  it('fails where its broker leads no more', () => {
    const at = walk({ elections: 1 }).take(SLOW)
    expect(at.blocks(FAIL)).toBe('it runs, and does not act as leader')
    at.take(['ElectLeader', 1]).settle()
    expect(at.blocks(ANSWER)).toBe('it acts as leader')
    expect(at.take(FAIL).state).toMatchObject({ slowLeader: -1, acked: 0 })
  })

  it('is answered for what stands at its offset once its broker leads again', () => {
    const at = walk({ fencings: 1, elections: 1 }).take(SLOW, ['FenceBroker', 0]).settle()
    // b1 leads alone, and has a record of its own where b0 had that of the request.
    at.take(['Append', 1], ['Fetch', 0], ['Fetch', 0], ['UnfenceBroker', 0], ['ExpandIsr', 1, 0], ['CommitIsr', 1]).settle()
    at.take(['ElectLeader', 0]).settle()
    expect(at.state.log.items[0]).toBe(1)
    // Nobody has fetched from it yet: it has the high watermark that it had as a follower.
    expect([...at.state.followerEnd]).toEqual([-1, -1, -1, -1])
    expect(at.state.highWatermark[0]).toBe(1)
    expect(at.state.acked & 0b01).toBe(0)
    expect(at.take(ANSWER).state.acked & 0b01).toBe(0b01)
  })

  it('is gone with its process', () => {
    const at = walk({ kills: 1 }).take(SLOW, ['Kill', 0])
    expect(at.state).toMatchObject({ slowLeader: -1, slowRecord: -1 })
    expect(at.blocks(FAIL)).toBe('its request is slow')
  })

  it('is told so where fewer than min.insync.replicas are in sync by then', () => {
    const at = walk({ isrShrinks: 1 }, { minIsr: 2 }).take(SLOW, ['Fetch', 1], ['Fetch', 1])
    expect(at.state.highWatermark[0]).toBe(1)
    at.take(['Append', 0], ['ShrinkIsr', 0, 1], ['CommitIsr', 0]).settle()
    expect(at.take(ANSWER).state).toMatchObject({ acked: 0, slowLeader: -1 })
  })
})

it('is in no model where nobody waits, or records are sent again', () => {
  for (const rest of [{ acks: '1' }, { acks: '0' }, { retries: 1 }] as const) expect(() => walk({}, rest)).toThrow(OptionError)
})

it('costs no bits where no request may be slow', () => {
  expect(kraft(defaultOptions).layout.fields).not.toHaveProperty('slowLeader')
})
