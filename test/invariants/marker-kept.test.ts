/** T7 on the replication model: data of a transaction is kept and its marker is lost. */
import { expect, it } from 'vitest'
import { exploreHere } from '../../checker/index.ts'
import type { Faults } from '../../model/kraft/index.ts'
import { build } from '../../questions/spec.ts'

const set = (replicas: number, minIsr: number, unclean = false) => ({
  'replication.factor': String(replicas),
  'min.insync.replicas': String(minIsr),
  'unclean.leader.election.enable': String(unclean),
  'eligible.leader.replicas.version': '0',
})

it.each([
  ['one replica, a power loss', set(1, 1), { total: 1, powerLosses: 1 }, 7],
  ['two replicas, one in sync, unclean election', set(2, 1, true), { total: 2, fencings: 2 }, 7],
  ['three replicas, one in sync, unclean election', set(3, 1, true), { total: 3, fencings: 3 }, 8],
  ['three replicas, one in sync, a power loss', set(3, 1), { total: 3, powerLosses: 1, fencings: 2 }, 10],
] satisfies readonly (readonly [string, Readonly<Record<string, string>>, Faults, number])[])(
  '%s: a marker is lost',
  async (_, settings, faults, steps) => {
    const from = { settings: { set: settings, bounds: { records: 2, retries: 0, faults } } }
    const model = build({ model: 'kraft', from, properties: ['MarkerKept'] })
    const result = await exploreHere(model, { workers: 1, maxMemory: 2 ** 30, first: true, rangeChecks: false })
    expect(result.properties.find(({ name }) => name === 'MarkerKept')?.path?.steps.length).toBe(steps)
  },
)

it('two replicas in sync keep both', async () => {
  const from = { settings: { set: set(2, 2), bounds: { records: 2, retries: 0, faults: { total: 2, fencings: 2 } } } }
  const model = build({ model: 'kraft', from, properties: ['MarkerKept'] })
  const result = await exploreHere(model, { workers: 1, maxMemory: 2 ** 30, rangeChecks: false })
  expect([result.exhausted, result.properties.find(({ name }) => name === 'MarkerKept')?.verdict]).toEqual([true, 'holds'])
})
