import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exploreOn } from '../../../checker/search/explore.ts'
import { localLanes } from '../../../checker/search/lanes.ts'
import { differential, MEMORY } from '../differential.ts'
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
