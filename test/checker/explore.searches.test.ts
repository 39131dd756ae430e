/** As in `explore.test.ts` and `wrong-models.test.ts`, with thousands of models: others at every run; TIDEMARK_MODELS says how many. */
import fc from 'fast-check'
import { describe, it } from 'vitest'
import { differential } from './differential.ts'
import { MOST_INDEPENDENT, withIndependent } from './independent-model.ts'
import { randomModel } from './random-model.ts'
import { symmetricModel } from './symmetric-model.ts'
import { neverHoldsWrongly, wrongModel } from './wrong-model.ts'

const HOUR = 3_600_000
const MODELS = Number(process.env['TIDEMARK_MODELS'] ?? 1_600)

describe('thousands of random models', () => {
  it('are explored as the reference checker does', { timeout: HOUR }, async () => {
    await fc.assert(
      fc.asyncProperty(randomModel, (model) => differential(model)),
      { numRuns: 0.5 * MODELS },
    )
  })

  it('with actions whose order makes no difference too', { timeout: HOUR }, async () => {
    await fc.assert(
      fc.asyncProperty(randomModel, (model) => differential(withIndependent(model, MOST_INDEPENDENT))),
      { numRuns: 0.05 * MODELS },
    )
  })

  it('with interchangeable members too', { timeout: HOUR }, async () => {
    await fc.assert(
      fc.asyncProperty(symmetricModel, (model) => differential(model, { symmetry: true })),
      { numRuns: 0.15 * MODELS },
    )
  })

  it('with a mistake in them never hold where the reference checker says no', { timeout: HOUR }, async () => {
    await fc.assert(fc.asyncProperty(wrongModel, neverHoldsWrongly), { numRuns: 0.2 * MODELS })
  })
})
