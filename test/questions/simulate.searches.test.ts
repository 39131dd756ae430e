/**
 * Anomalies of the catalogue found by random walks, within bounds that are wider than their own: more faults of their kinds, brokers fenced and
 * dropped from the ISR besides, and a record more. A search of a hundred thousand states does not come to their end.
 */
import { describe, expect, it } from 'vitest'
import { simulate } from '../../checker/index.ts'
import { type Faults, faultKinds } from '../../model/kraft/index.ts'
import { scenarioOptions, SCENARIOS } from '../../model/kraft/scenarios.ts'
import { onThreads } from '../../questions/on-threads.ts'
import { planScenario } from '../../questions/plan-kraft.ts'
import { runSimulation } from '../../questions/simulate.ts'

/** Losses of disks are kept few: of many, no rule would help. */
const RARE: readonly string[] = ['powerLosses', 'diskLosses']

function wide(id: string) {
  const scenario = SCENARIOS.find((s) => s.id === id)
  if (scenario === undefined) throw new Error(`there is no scenario ${id}`)
  const { faults, records } = scenarioOptions(scenario)
  const total = Math.min(8, faults.total + 3)
  const more: Faults = {
    ...Object.fromEntries(
      faultKinds.flatMap((kind) => {
        const own = faults[kind] ?? 0
        return own === 0 ? [] : [[kind, RARE.includes(kind) ? own : total]]
      }),
    ),
    fencings: total,
    isrShrinks: total,
    total,
  }
  return { scenario, plan: planScenario(scenario, undefined, { faults: more, records: records + 1 }).whole }
}

describe('random walks beyond what can be explored', () => {
  it.each(['A1', 'A2', 'A3', 'A10', 'A9-shrink', 'A22', 'A14', 'A15a', 'A20-all', 'A21', 'A22b'])(
    'find %s, and tell it in no more than two steps beyond the shortest of its own bounds',
    { timeout: 600_000 },
    async (id) => {
      const { scenario, plan } = wide(id)
      const found = await runSimulation(plan, (searched, options) => simulate(searched.source, options), onThreads, {
        seed: 1,
        maxWalks: 5000,
        maxSteps: 60,
        workers: 2,
        maxMemory: 2 ** 30,
        checks: false,
      })
      const [run] = found.found
      expect([run?.property.name, run?.shortest.known]).toEqual([scenario.property, true])
      expect(run?.path.steps.length).toBeLessThanOrEqual(scenario.steps + 2)
      const searched = await onThreads(plan, { workers: 2, maxMemory: 2 ** 30, maxStates: 100_000 })
      expect([searched.exhausted, searched.stop?.by]).toEqual([false, 'states'])
    },
  )
})
