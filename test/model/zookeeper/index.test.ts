import { describe, expect, it } from 'vitest'
import { OptionError } from '../../../model/option-error.ts'
import { zookeeper, type ZookeeperOptions } from '../../../model/zookeeper/index.ts'
import { options } from './walk.ts'

describe('options', () => {
  it.each([
    [{ replicas: 0 }, 'replicas must be an integer in 1..31, not 0'],
    [{ replicas: 32 }, 'replicas must be an integer in 1..31, not 32'],
    [{ logSize: 1.5 }, 'logSize must be an integer in 1..127, not 1.5'],
    [{ records: Number.NaN }, 'records must be an integer in 1..31, not NaN'],
    [{ maxEpoch: -1 }, 'maxEpoch must be an integer in 0..127, not -1'],
    [{ off: 'the laws of nature' }, /^off must be one of an election bumps the leader epoch, /],
    [{ protocol: 'kip-102' as 'kip-101' }, /^protocol must be one of truncate-to-hw, .*, not kip-102$/],
  ] satisfies [Partial<ZookeeperOptions>, string | RegExp][])('%o are refused by name', (wrong, message) => {
    expect(() => zookeeper(options('kip-320', wrong))).toThrow(OptionError)
    expect(() => zookeeper(options('kip-320', wrong))).toThrow(message)
  })

  it('names the option in the error', () => {
    try {
      zookeeper(options('kip-320', { logSize: 0 }))
      expect.unreachable()
    } catch (error) {
      expect(error).toMatchObject({ option: 'logSize', expected: 'an integer in 1..127', actual: 0 })
    }
  })

  it('has no switch for a rule the protocol does not have', () => {
    const off = 'a new follower truncates its log'
    expect(zookeeper(options('kip-320', { off })).switches).toHaveLength(5)
    expect(() => zookeeper(options('kip-320-first-try', { off }))).toThrow(OptionError)
  })
})

describe('layout', () => {
  const large = { replicas: 3, logSize: 3, records: 3, maxEpoch: 2 }

  it('packs 3 replicas, log 3, 3 records and 3 epochs into 79 bits', () => {
    expect(zookeeper(options('kip-320', large)).layout.bits).toBe(79)
    expect(zookeeper(options('kip-320', large)).layout.words).toBe(3)
  })

  it('pays one bit per record for commit history, and nothing without', () => {
    expect(zookeeper(options('kip-320', { ...large, commitHistory: true })).layout.bits).toBe(82)
  })
})
