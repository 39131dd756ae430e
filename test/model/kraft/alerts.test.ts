/** Which metric shows what at each step of a run, as the pages draw it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
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
