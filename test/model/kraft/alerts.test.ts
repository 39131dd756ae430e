/** Which metric shows what at each step of a run, as the pages draw it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { exploreHere } from '../../../checker/search/explore.ts'
import { build } from '../../../questions/spec.ts'
import { reportSources } from '../../../questions/report-sources.ts'
import { verifyTrace } from '../../../questions/verify-trace.ts'
import { reportData } from '../../../traces/index.ts'
import { ROOT } from '../../cli/run.ts'

/** `3 b0 UnderReplicatedPartitions`, of every state of a golden run in which something fires. */
function alertsIn(name: string): string[] {
  const verified = verifyTrace(readFileSync(join(ROOT, 'test/golden/traces', name), 'utf8'))
  if (!verified.ok) throw new Error(verified.message)
  const { steps } = reportData(reportSources(verified.trace.spec, verified.model), verified.trace)
  return steps.flatMap(({ number, picture }) => {
    if (picture === undefined || !('replicas' in picture)) return []
    const lanes = [...picture.replicas, { id: 'controller', ...picture.controller }]
    return lanes.flatMap(({ id, facts }) =>
      facts.filter((fact) => fact.name === 'alerts').map((fact) => `${number} ${id} ${fact.value}`),
    )
  })
}

it('a leader reports the ISR it knows, the controller a partition without leader, and a broker that is down nothing', () => {
  expect(alertsIn('kraft-A12.AckedDurable.itf.json')).toEqual([
    '2 b0 UnderReplicatedPartitions, AtMinIsrPartitionCount',
    '3 b0 UnderReplicatedPartitions, AtMinIsrPartitionCount',
    '4 b0 UnderReplicatedPartitions, AtMinIsrPartitionCount',
    '5 b0 UnderReplicatedPartitions, AtMinIsrPartitionCount',
    '8 controller OfflinePartitionsCount',
    '9 controller OfflinePartitionsCount',
    '11 b0 UnderReplicatedPartitions, UnderMinIsrPartitionCount',
  ])
})

describe('whether monitoring tells of a loss', () => {
  const TELLS = ['UnderReplicatedTells', 'AtMinIsrTells', 'UnderMinIsrTells', 'OfflineTells'] as const

  it('by design and without ELR only an offline partition always comes before one', async () => {
    // One replica: what is lost, its own disk has lost, and until it is back nobody leads.
    expect(
      await askOf(
        { 'replication.factor': '1', 'min.insync.replicas': '1', 'eligible.leader.replicas.version': '0' },
        { total: 1, powerLosses: 1 },
      ),
    ).toEqual({
      UnderReplicatedTells: 'violated 6',
      AtMinIsrTells: 'holds',
      UnderMinIsrTells: 'violated 6',
      OfflineTells: 'holds',
    })
  })

  it('nothing shows when leadership moves and acks=1 loses what it acknowledged', async () => {
    expect(await askOf({ acks: '1' }, { total: 1, elections: 1 })).toEqual(
      Object.fromEntries(TELLS.map((name) => [name, 'violated 3'])),
    )
  })

  async function askOf(
    set: Readonly<Record<string, string>>,
    faults: Readonly<Record<string, number>>,
  ): Promise<Record<string, string>> {
    const from = { settings: { set, bounds: { records: 1, faults } } }
    const { properties, exhausted } = await exploreHere(build({ model: 'kraft', from, properties: [...TELLS] }), {
      workers: 1,
      maxMemory: 2 ** 28,
    })
    expect(exhausted).toBe(true)
    return Object.fromEntries(
      properties
        .filter(({ name }) => name.endsWith('Tells'))
        .map(({ name, verdict, path }) => [name, path === undefined ? verdict : `${verdict} ${path.steps.length}`]),
    )
  }
})
