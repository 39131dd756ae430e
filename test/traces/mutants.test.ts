import { it } from 'vitest'
import { expectHarmless } from './mutants.ts'

it('200 traces that were changed at random are refused, or told by the model', () => expectHarmless(200))
