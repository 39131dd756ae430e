/** As in `independent.test.ts`, with larger partitions: whole graphs, and searches with and without what is said to be independent. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exploreHere } from '../../checker/search/explore.ts'
import { type KraftOptions, kraft } from '../../model/kraft/index.ts'
import { PROTOCOLS, zookeeper } from '../../model/zookeeper/index.ts'
import { essence } from '../checker/differential.ts'
import { ordersOf } from './orders.ts'
import { plainWorlds } from './plain-worlds.ts'

const HOUR = 3_600_000

describe('steps that are independent', () => {
  /** Transitions that are passed over, whatever the first step was. */
  const PASSED: Readonly<Record<(typeof PROTOCOLS)[number], number>> = {
    'truncate-to-hw': 131_274,
    'kip-101': 98_472,
    'kip-279': 114_258,
    'kip-320-first-try': 90_990,
    'kip-320': 53_292,
  }
  it.each(PROTOCOLS)('are so in every state of three replicas of %s', { timeout: HOUR }, (protocol) => {
    const bounds = { replicas: 3, logSize: 2, records: 2, maxEpoch: 1, uncleanLeaderElection: false, commitHistory: true }
    const orders = ordersOf(zookeeper({ protocol, ...bounds }), Infinity)
    expect(orders?.wrong).toEqual([])
    expect(orders?.passed).toBe(PASSED[protocol])
  })

  it('leave every count and every path of a search as it is without them', { timeout: HOUR }, async () => {
    const search = async (options: KraftOptions, isWith: boolean) => {
      const model = kraft(options)
      return essence(
        await exploreHere(isWith ? model : { ...model, actions: [...model.actions] }, {
          workers: 2,
          maxMemory: 2 ** 28,
          maxStates: 150_000,
          guardCoverage: true,
        }),
      )
    }
    await fc.assert(
      fc.asyncProperty(plainWorlds(3), async (options) => {
        const without = await search(options, false)
        expect(await search(options, true)).toEqual(without)
        // One broker may make room for what another one's start has the controller decide: there must be room anyway.
        const full = without.actions.flatMap(({ name, guards }) =>
          guards.flatMap((guard) => (guard.name === 'the metadata log has room' && guard.blocked > 0 ? [name] : [])),
        )
        expect(full).toEqual([])
      }),
      { numRuns: 12 },
    )
  })
})
