/** Random runs for a cluster: what they follow from, what they keep to, and how they are made shorter. */
import { describe, expect, it } from 'vitest'
import { planOf } from '../../cluster/drive/plan.ts'
import { isDrivable as isDrivableOfTransactions } from '../../cluster/transactions/layout.ts'
import { compileCodec } from '../../checker/state/codec.ts'
import { blockingGuard, stateFrom } from '../../checker/state/successors.ts'
import { randomRun, RUN_BOUNDS, shrinkRun, specOfRuns } from '../../questions/random-runs.ts'
import { build } from '../../questions/spec.ts'
import { rulesOf } from '../../questions/trace-rules.ts'
import { replayOn } from '../../questions/verify-trace.ts'
import { describeTraceStep, readItf, type Trace, writeItf } from '../../traces/index.ts'
import { resolve } from '../../traces/replay.ts'
import { stageOf } from '../../traces/rerun.ts'

const spec = specOfRuns('4.4')
const model = build(spec)
const isDrivable = (run: Trace): boolean => 'orders' in planOf(run, rulesOf(run).options)
const runOf = (walk: number, seed = 1, maxSteps = 12): Trace => randomRun(spec, { seed, walk, maxSteps, isDrivable })
const said = ({ steps }: Pick<Trace, 'steps'>): readonly string[] => steps.map(describeTraceStep)
const runs = Array.from({ length: 20 }, (_, walk) => runOf(walk))

describe('random runs', () => {
  it('follow from a seed and a number', () => {
    expect(said(runOf(3))).toEqual(said(runs[3] ?? { steps: [] }))
    expect(said(runOf(3, 2))).not.toEqual(said(runOf(3)))
    expect(new Set(runs.map((run) => said(run).join())).size).toBe(20)
  })

  it('are runs of the code of the release, saved and read as others are', () => {
    for (const run of runs) {
      let text = ''
      writeItf(run, (chunk) => (text += chunk))
      const read = readItf(text)
      expect(read.ok && replayOn(model, read.trace).ok).toBe(true)
    }
    expect(model.bounds['defects']).toContain('F1')
  })

  it('have as many steps as are asked for, and can be driven', () => {
    expect(runs.map(({ steps }) => steps.length)).toEqual(runs.map(() => 12))
    expect(runs.filter((run) => !isDrivable(run))).toEqual([])
    expect(runOf(0, 1, 5).steps).toEqual(runs[0]?.steps.slice(0, 5))
  })

  it('have no more faults than they may', () => {
    const faults = ['CleanStop', 'Kill', 'LosePower', 'LoseDisk', 'FenceBroker', 'ElectLeader']
    const counts = runs.map(({ steps }) => steps.filter(({ action }) => faults.includes(action)).length)
    expect(Math.max(...counts)).toBe(RUN_BOUNDS.faults.total)
  })

  it('have a follower fetch and join the ISR in one step where its leader can propose it', () => {
    const expand = model.actions.findIndex(({ name }) => name === 'ExpandIsr')
    const action = model.actions[expand]
    const codec = compileCodec(model.layout)
    const late = runs.flatMap((run) =>
      stageOf(model, run)
        .states.slice(0, -1)
        .flatMap((cells, i) => {
          const step = run.steps[i]
          if (step?.action !== 'Fetch' || action === undefined) return []
          const resolved = resolve(model, step, i + 1)
          const follower = 'ok' in resolved ? -1 : (resolved.params[0] ?? -1)
          const state = stateFrom(codec, cells)
          return [0, 1, 2].filter((leader) => blockingGuard(action, state, [leader, follower]) === undefined)
        }),
    )
    expect(late).toEqual([])
    expect(runs.some(({ steps }) => steps.some(({ action: taken }) => taken === 'Fetch'))).toBe(true)
    expect(runs.some(({ steps }) => steps.some(({ action: taken }) => taken === 'ExpandIsr'))).toBe(true)
  })
})

describe('random runs of transactions', () => {
  const ofTransactions = specOfRuns('4.4', 'transactions')
  const drawn = Array.from({ length: 20 }, (_, walk) =>
    randomRun(ofTransactions, { seed: 1, walk, maxSteps: 16, isDrivable: isDrivableOfTransactions }),
  )

  it('are runs of the code of the release that can be driven, each another', () => {
    expect(new Set(drawn.map((run) => said(run).join())).size).toBe(20)
    for (const run of drawn)
      expect([replayOn(build(ofTransactions), run).ok, isDrivableOfTransactions(run)]).toEqual([true, true])
  })

  it('lose the end of a log and have requests come late, and no leader is killed while markers are written', () => {
    const taken = new Set(drawn.flatMap(({ steps }) => steps.map(({ action }) => action)))
    expect(['LoseLogEnd', 'LoseCoordinatorLogEnd', 'DelayProduce', 'EndTxn', 'SendMarker'].filter((a) => !taken.has(a))).toEqual(
      [],
    )
    const whileDecided = drawn.flatMap(({ steps, states }) =>
      steps.filter(({ action }, i) => action === 'LoseLogEnd' && /"Prepare/.test(JSON.stringify(states[i]))),
    )
    expect(whileDecided).toEqual([])
  })
})

describe('a shorter run', () => {
  const whole = runs.find(({ steps }) => steps.slice(0, -1).some(({ action }) => action === 'Append')) ?? runOf(0)
  const end = (run: Trace): string | undefined => said(run).at(-1)

  it('has left out what it can do without, and ends in the same step', async () => {
    let drives = 0
    const shorter = await shrinkRun(whole, 100, (run) => {
      drives++
      expect(end(run)).toBe(end(whole))
      expect(replayOn(model, run).ok).toBe(true)
      return Promise.resolve(true)
    })
    expect(shorter.steps.length).toBeLessThan(whole.steps.length)
    expect(drives).toBeLessThanOrEqual(100)
  })

  it('is not taken when the cluster goes along with it', async () => {
    const shorter = await shrinkRun(whole, 100, (run) => Promise.resolve(said(run).some((step) => step.startsWith('Append'))))
    expect(said(shorter).filter((step) => step.startsWith('Append'))).toHaveLength(1)
  })

  it('is sought with so many drives and no more', async () => {
    let drives = 0
    const same = await shrinkRun(whole, 3, () => Promise.resolve(++drives > 3))
    expect([drives, said(same)]).toEqual([3, said(whole)])
  })
})
