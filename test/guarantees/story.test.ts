/** How a run is told that begins where a listing found the partition. */
import { describe, expect, it } from 'vitest'
import { exploreHere } from '../../checker/search/explore.ts'
import { guaranteeOf } from '../../guarantees/table.ts'
import { Storyteller } from '../../guarantees/story.ts'
import { reportSources } from '../../questions/report-sources.ts'
import { build, type KraftSpec, specData } from '../../questions/spec.ts'
import { renderText, reportData, traceOf } from '../../traces/index.ts'

/** The shortest run after which three replicas, of which two must be in sync, take no write again, from where they were found. */
async function outage(isr: readonly number[]) {
  const spec: KraftSpec = {
    model: 'kraft',
    from: {
      settings: {
        version: '4.4',
        set: { 'replication.factor': '3', 'min.insync.replicas': '2', 'eligible.leader.replicas.version': '1' },
        bounds: { records: 2, faults: { total: 2, kills: 2 }, brokersReturn: false, start: { leader: 0, isr, elr: [] } },
      },
    },
    properties: ['WriteStaysPossible'],
  }
  const model = build(spec)
  const { properties } = await exploreHere(model, { workers: 1, maxMemory: 2 ** 28, rangeChecks: false })
  const [found] = properties
  const trace = found && traceOf(model, specData(spec), found)
  if (trace === undefined) throw new Error('no run')
  const teller = new Storyteller({ ask: () => Promise.resolve(new Map()), recall: () => ({ model, trace }) })
  return {
    steps: trace.steps.length,
    because: teller.tell(guaranteeOf('writable'), { trace: 'run' }).because,
    begins: renderText(trace, { width: 200, report: reportData(reportSources(trace.spec, model), trace) }),
  }
}

describe('a replica that was found out of the ISR', () => {
  it('and is down from the beginning is not told as if it had been stopped', async () => {
    const { steps, because, begins } = await outage([0, 1])
    expect(steps).toBe(1)
    expect(because).toMatch(
      /^While b[01] and b2 stay down \(b2 was found out of the ISR: whether it runs is not known\), the partition takes no write again/,
    )
    expect(begins).toContain('the initial state, in which b2, which is out of the ISR, is down already')
  })

  it('is spoken of only where there is one', async () => {
    const { steps, because, begins } = await outage([0, 1, 2])
    expect(steps).toBeGreaterThan(1)
    expect(because).not.toContain('found')
    expect(begins).not.toContain('initial state')
  })
})
