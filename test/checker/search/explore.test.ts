import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileCodec } from '../../../checker/state/codec.ts'
import { exploreHere, exploreOn } from '../../../checker/search/explore.ts'
import { localLanes } from '../../../checker/search/lanes.ts'
import { referenceCheck } from '../../../checker/oracle/reference.ts'
import { stateFrom, successors } from '../../../checker/state/successors.ts'
import type { SearchResult } from '../../../checker/verdict.ts'
import { randomModel } from '../random-model.ts'

const lanes = (workers: number) => ({ workers, maxMemory: 64 * 2 ** 20, rangeChecks: true, guardCoverage: true })

/** Everything about a result but time and the number of workers. */
const essence = ({ seconds: _s, workers: _w, memoryBytes: _m, ...rest }: SearchResult) => rest

describe('the search against the reference checker', () => {
  it('agrees on counts, depth, deadlocks, verdicts and lengths for random models', async () => {
    await fc.assert(
      fc.asyncProperty(randomModel, async (model) => {
        const expected = referenceCheck(model)
        const found = await exploreHere(model, lanes(1))
        expect(found.exhausted).toBe(true)
        expect({
          distinct: found.distinct,
          generated: found.generated - 1,
          depth: found.depth,
          deadlocks: found.deadlocks,
          steps: new Map(found.properties.flatMap((p) => (p.path === undefined ? [] : [[p.name, p.path.steps.length]]))),
        }).toEqual(expected)
        for (const p of found.properties)
          expect(p.verdict).toBe(expected.steps.has(p.name) === (p.kind === 'witness') ? 'holds' : 'violated')
        expect(found.actions.reduce((n, a) => n + a.new, 0)).toBe(found.distinct - 1)
      }),
      { numRuns: 300 },
    )
  })

  it('finds the same, counterexamples included, with 1, 2 and 5 lanes', async () => {
    await fc.assert(
      fc.asyncProperty(randomModel, async (model) => {
        const [one, two, five] = await Promise.all([1, 2, 5].map(async (n) => essence(await exploreHere(model, lanes(n)))))
        expect(two).toEqual(one)
        expect(five).toEqual(one)
      }),
      { numRuns: 60 },
    )
  })

  it('finds the same in memory of one thread, a few states at a time', async () => {
    await fc.assert(
      fc.asyncProperty(randomModel, async (model) => {
        const whole = essence(await exploreHere(model, lanes(1)))
        let breaths = 0
        const breathe = async () => void breaths++
        const options = { ...lanes(1), shared: false, pieces: 3 }
        expect(essence(await exploreOn(model, localLanes(model, breathe), options))).toEqual(whole)
        expect(breaths).toBeGreaterThanOrEqual(whole.levels.length)
      }),
      { numRuns: 60 },
    )
  })

  it('gives paths whose every step is a transition and whose end breaks the property', async () => {
    await fc.assert(
      fc.asyncProperty(randomModel, async (model) => {
        const codec = compileCodec(model.layout)
        const found = await exploreHere(model, lanes(2))
        for (const { path, name } of found.properties) {
          if (path === undefined) continue
          path.steps.forEach((step, i) => {
            const next = [...successors(model, codec, path.states[i] ?? new Int32Array())].find(
              (s) => s.step.action === step.action && s.step.params.join() === step.params.join(),
            )
            expect(next?.cells).toEqual(path.states[i + 1])
          })
          const property = model.properties.find((p) => p.name === name)
          const at = (i: number) => stateFrom(codec, path.states.at(i) ?? new Int32Array())
          if (property?.kind === 'state') expect(property.holds(at(-1))).toBe(false)
          if (property?.kind === 'witness') expect(property.reached(at(-1))).toBe(true)
          if (property?.kind === 'step') expect(property.holds(at(-2), at(-1))).toBe(false)
        }
      }),
      { numRuns: 60 },
    )
  })
})
