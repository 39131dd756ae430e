/**
 * Random runs of the model, told as a cluster would have kept them, are explained, and with the loss that they have or have not. How many is
 * said by `TIDEMARK_HISTORIES`.
 */
import { expect, it } from 'vitest'
import { exploreHere } from '../../checker/index.ts'
import { sortInputs } from '../../explain/inputs.ts'
import { explainInputs } from '../../questions/explain-inputs.ts'
import { randomHistory } from './random-history.ts'

const COUNT = Number(process.env['TIDEMARK_HISTORIES'] ?? 80)
const NOTHING = { topic: undefined, partition: undefined, from: undefined, to: undefined, version: undefined }

it.each(Array.from({ length: COUNT }, (_, seed) => seed + 1))('history %i is explained', async (seed) => {
  const { files, set, steps, verdict } = randomHistory(seed)
  const told = await explainInputs(
    sortInputs(files),
    { ...NOTHING, set },
    {
      search: ({ model }, options) => exploreHere(model, options),
      options: { workers: 1, maxMemory: 2 ** 30, maxStates: 500_000, rangeChecks: false },
      onPass: () => undefined,
    },
  )
  const said = 'why' in told.story ? told.story.why : told.explanation?.kind === 'incomplete' ? told.explanation.why : ''
  expect({ verdict: told.verdict, said, steps }).toEqual({ verdict, said: '', steps })
})
