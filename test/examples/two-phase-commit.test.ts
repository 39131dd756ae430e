import { describe, expect, it } from 'vitest'
import { referenceCheck } from '../../checker/oracle/reference.ts'
import type { Model } from '../../checker/model.ts'
import { build, twoPhaseCommit } from '../../examples/two-phase-commit.ts'

describe('two-phase commit', () => {
  it('has 288 states with 3 resource managers, and both outcomes', () => {
    const { distinct, depth, steps } = referenceCheck(twoPhaseCommit(3))
    expect({ distinct, depth, steps: [...steps] }).toEqual({
      distinct: 288,
      depth: 10,
      steps: [
        ['EveryoneAborts', 3],
        ['EveryoneCommits', 10],
      ],
    })
  })

  it('has 8,832 states with 5', () => {
    expect(referenceCheck(build(5)).distinct).toBe(8832)
  })

  it.each([
    ['TMCommit', 'everyone is prepared', 3],
    ['TMRcvPrepared', 'it said so', 5],
    ['TMAbort', 'no decision was taken', 8],
    ['RMChooseToAbort', 'it is working', 7],
  ])('is inconsistent without the guard of %s that %s, in %i steps at best', (name, guard, steps) => {
    expect(referenceCheck(without(twoPhaseCommit(2), name, guard)).steps.get('Consistency')).toBe(steps)
  })
})

function without<S>(model: Model<S>, name: string, guard: string): Model<S> {
  const actions = model.actions.map((a) => {
    if (a.name !== name) return a
    expect(Object.keys(a.guards)).toContain(guard)
    return { ...a, guards: { ...a.guards, [guard]: () => true } }
  })
  return { ...model, actions }
}
