/** Random models kept on disk, left in the middle and gone on with: what the search that was never left and the reference checker find. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keeping } from '../../answers/checkpoint.ts'
import { exploreHere } from '../../checker/index.ts'
import type { Model } from '../../checker/model.ts'
import { referenceCheck } from '../../checker/oracle/reference.ts'
import type { SearchPlan } from '../../questions/check.ts'
import type { RunSearch } from '../../questions/on-threads.ts'
import { compare, essence, MEMORY } from '../checker/differential.ts'
import { randomModel } from '../checker/random-model.ts'
import { inTemporaryFolder } from '../cli/run.ts'

const here: RunSearch = ({ model }, options) => exploreHere(model, options)
const planOf = (model: Model): SearchPlan => ({
  spec: { model: 'own', module: 'random' },
  model,
  source: { module: 'random', args: undefined },
})

class Left extends Error {}

/** A search that is left once so many levels are kept. */
const leaving =
  (levels: number): RunSearch =>
  (plan, options) =>
    here(plan, {
      ...options,
      checkpoint: async (snapshot) => {
        await options.checkpoint?.(snapshot)
        if (snapshot.progress.levels.length >= levels) throw new Left()
      },
    })

describe('a random model kept on disk', () => {
  it('is gone on with from the files by another number of workers, to the same as the reference checker finds', async () => {
    const secret = Buffer.from('secret')
    let resumed = 0
    await fc.assert(
      fc.asyncProperty(randomModel, fc.nat(), (model, draw) =>
        inTemporaryFolder(async (folder) => {
          const options = { maxMemory: MEMORY, guardCoverage: true, assertions: true }
          const whole = await exploreHere(model, { ...options, workers: 1 })
          compare(model, essence(whole), referenceCheck(model))
          const plan = planOf(model)
          const after = 1 + (draw % whole.levels.length)
          await expect(keeping(leaving(after), folder, false, secret)(plan, { ...options, workers: 2 })).rejects.toThrow(Left)
          const found = await keeping(here, folder, true, secret)(plan, { ...options, workers: 3 })
          expect(essence(found)).toEqual(essence(whole))
          if (after < whole.levels.length) resumed++
        }),
      ),
      { numRuns: 15 },
    )
    // How many were left before their last level is for the models that were drawn to say.
    expect(resumed).toBeGreaterThan(0)
  })
})
