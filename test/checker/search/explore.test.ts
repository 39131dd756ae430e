import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exploreOn } from '../../../checker/search/explore.ts'
import { localLanes } from '../../../checker/search/lanes.ts'
import { differential, differentialResume, MEMORY, statesOf } from '../differential.ts'
import { randomModel } from '../random-model.ts'
import { symmetricModel } from '../symmetric-model.ts'

describe('the search against the reference checker', () => {
  it('agrees for random models, whatever the number of lanes and the limits, and its paths can be walked', async () => {
    await fc.assert(
      fc.asyncProperty(randomModel, (model) => differential(model)),
      { numRuns: 140 },
    )
  })

  it('agrees for random models whose members are interchangeable, one state of each class', async () => {
    await fc.assert(
      fc.asyncProperty(symmetricModel, (model) => differential(model, { symmetry: true })),
      { numRuns: 60 },
    )
  })

  it('agrees when it starts in other states than the initial ones', async () => {
    await fc.assert(
      fc.asyncProperty(randomModel, (model) => differential(model, {}, statesOf(model).slice(-1))),
      { numRuns: 30 },
    )
    await fc.assert(
      fc.asyncProperty(randomModel, (model) => {
        const [first, ...rest] = statesOf(model)
        // Two that differ; the reference starts in each once.
        const other = rest.find((cells) => cells.join() !== first?.join())
        return differential(
          model,
          {},
          [first, other].flatMap((cells) => cells ?? []),
        )
      }),
      { numRuns: 20 },
    )
    await fc.assert(
      fc.asyncProperty(symmetricModel, (model) => differential(model, { symmetry: true }, statesOf(model).slice(-1))),
      { numRuns: 20 },
    )
  })

  it('agrees when it is left at the end of a level and gone on with by other lanes', async () => {
    await fc.assert(
      fc.asyncProperty(randomModel, (model) => differentialResume(model)),
      { numRuns: 40 },
    )
    await fc.assert(
      fc.asyncProperty(symmetricModel, (model) => differentialResume(model, { symmetry: true })),
      { numRuns: 15 },
    )
  })

  it('lets others have the thread after every piece of a level', async () => {
    await fc.assert(
      fc.asyncProperty(randomModel, async (model) => {
        let breaths = 0
        const options = { workers: 1, maxMemory: MEMORY, shared: false, pieces: 3 }
        const { levels } = await exploreOn(
          model,
          localLanes(model, async () => void breaths++),
          options,
        )
        expect(breaths).toBeGreaterThanOrEqual(levels.length)
      }),
      { numRuns: 20 },
    )
  })
})
