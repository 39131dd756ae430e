/** That what the models say is independent is, in every reachable state of small partitions; larger ones in `independent.searches.test.ts`. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { currentSwitches, defaultOptions, kraft } from '../../model/kraft/index.ts'
import { PROTOCOLS, zookeeper } from '../../model/zookeeper/index.ts'
import { ordersOf } from './orders.ts'
import { plainWorlds } from './plain-worlds.ts'

describe('steps that are independent', () => {
  it.each(PROTOCOLS)('are so in every state of %s', (protocol) => {
    for (const uncleanLeaderElection of [false, true])
      for (const commitHistory of [false, true]) {
        const model = zookeeper({
          protocol,
          replicas: 2,
          logSize: 2,
          records: 2,
          maxEpoch: 1,
          uncleanLeaderElection,
          commitHistory,
        })
        const orders = ordersOf(model, Infinity)
        expect(orders?.wrong).toEqual([])
        expect(orders?.passed).toBeGreaterThan(500)
      }
  })

  it('are so in every state of partitions as Kafka has them now', () => {
    let passed = 0
    fc.assert(
      fc.property(plainWorlds(2), (options) => {
        const orders = ordersOf(kraft(options), 2_500)
        fc.pre(orders !== undefined)
        passed += orders?.passed ?? 0
        expect(orders?.wrong).toEqual([])
      }),
      { numRuns: 40 },
    )
    expect(passed).toBeGreaterThan(5_000)
  })

  it('are not said of a start that has the controller elect: whom it may elect is for the one unfenced before', () => {
    const orders = ordersOf(
      kraft({
        ...defaultOptions,
        replicas: 2,
        acks: '1',
        records: 1,
        faults: { total: 2, cleanStops: 2, kills: 1, powerLosses: 1, diskLosses: 2, isrShrinks: 1, preferredElections: 1 },
        followerHighWatermarks: false,
        incarnations: false,
        forgetsExposures: true,
        forgetsUnread: true,
        forgetsAcks: 'all',
        switches: currentSwitches,
      }),
      25_000,
    )
    expect(orders?.wrong).toEqual([])
    expect(orders?.passed).toBe(4_271)
  })

  it('are said of nothing that they were not looked at with', () => {
    const plain = fc.sample(plainWorlds(2), { numRuns: 1, seed: 3 })[0]
    if (plain === undefined) throw new Error('nothing was drawn')
    const pairsOf = (more: Partial<typeof plain>) => kraft({ ...plain, ...more }).independent?.pairs.length
    expect(pairsOf({})).toBeGreaterThan(0)
    expect(pairsOf({ retries: 1 })).toBe(0)
    expect(pairsOf({ flushMessages: 1 })).toBe(0)
    expect(pairsOf({ followerReads: true })).toBe(0)
    expect(pairsOf({ configChange: { minIsr: 1 } })).toBe(0)
    expect(pairsOf({ faults: { total: 1, fencings: 1, reassignments: 1 } })).toBe(0)
    expect(pairsOf({ switches: { ...plain.switches, maximalIsr: false } })).toBe(0)
    expect(kraft({ ...plain, off: 'maximalIsr' }).independent).toBeUndefined()
  })
})
