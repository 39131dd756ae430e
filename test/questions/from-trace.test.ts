/** A search from a state of a run finds what the reference checker finds from there, and its runs are told from the beginning. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exploreHere } from '../../checker/index.ts'
import type { Model } from '../../checker/model.ts'
import { referenceCheck } from '../../checker/oracle/reference.ts'
import { compileCodec } from '../../checker/state/codec.ts'
import { initialStates, stateFrom, successors } from '../../checker/state/successors.ts'
import type { Path } from '../../checker/verdict.ts'
import type { SearchPlan } from '../../questions/check.ts'
import { searchingFrom } from '../../questions/from-trace.ts'
import type { RunSearch } from '../../questions/on-threads.ts'
import { MEMORY, plainOf, replayPaths } from '../checker/differential.ts'
import { randomModel } from '../checker/random-model.ts'

const here: RunSearch = ({ model }, options) => exploreHere(model, options)
const planOf = (model: Model): SearchPlan => ({
  spec: { model: 'own', module: 'random' },
  model,
  source: { module: 'random', args: undefined },
})

/** A run of at most five steps, by one of the transitions of each state. */
function runOf(model: Model, draws: readonly number[]): Path {
  const codec = compileCodec(model.layout)
  const states = initialStates(model, codec).slice(0, 1)
  const steps: Path['steps'][number][] = []
  for (const draw of draws) {
    const all = [...successors(model, codec, states.at(-1) ?? new Int32Array())]
    const next = all[draw % all.length]
    if (next === undefined) break
    states.push(next.cells)
    steps.push(next.step)
  }
  return { states, steps }
}

/** Whether a run shows a property before its last state; nothing of how the program finds out is used. */
function isShownBefore(model: Model, { states }: Path, name: string): boolean {
  const codec = compileCodec(model.layout)
  const property = model.properties.find((p) => p.name === name)
  const at = (i: number) => stateFrom(codec, states[i] ?? new Int32Array())
  return states.slice(0, -1).some((_, i) => {
    switch (property?.kind) {
      case 'state':
        return !property.holds(at(i))
      case 'witness':
        return property.reached(at(i))
      case 'step':
        return i > 0 && !property.holds(at(i - 1), at(i))
      default:
        // What stays possible is lost where no good state follows any more.
        return referenceCheck(model, { from: [plainOf(model, states[i] ?? new Int32Array())] }).steps.get(name) === 0
    }
  })
}

describe('a search from a state of a run', () => {
  it('agrees with the reference checker on random models, and every run it tells can be walked from the beginning', async () => {
    let told = 0
    let dropped = 0
    await fc.assert(
      fc.asyncProperty(randomModel, fc.array(fc.nat(20), { minLength: 1, maxLength: 5 }), async (model, draws) => {
        const path = runOf(model, draws)
        const last = path.states.at(-1) ?? new Int32Array()
        const found = await searchingFrom(here, { path, step: undefined })(planOf(model), { workers: 2, maxMemory: MEMORY })
        const expected = referenceCheck(model, { from: [plainOf(model, last)] })
        expect([found.distinct, found.depth, found.levels]).toEqual([expected.distinct, expected.depth, expected.levels])
        replayPaths(model, found)
        for (const p of found.properties) {
          const steps = expected.steps.get(p.name)
          const isDropped = steps !== undefined && isShownBefore(model, path, p.name)
          if (isDropped) dropped++
          if (p.path === undefined) expect([p.name, steps === undefined || isDropped || !found.exhausted]).toEqual([p.name, true])
          else {
            told++
            expect([p.name, p.path.steps.length]).toEqual([p.name, path.steps.length + (steps ?? NaN)])
            expect(p.path.steps.slice(0, path.steps.length)).toEqual(path.steps)
            expect(p.path.states[0]).toEqual(path.states[0])
            expect(isDropped).toBe(false)
          }
        }
      }),
      { numRuns: 80 },
    )
    expect(told).toBeGreaterThan(20)
    expect(dropped).toBeGreaterThan(5)
  })
})
