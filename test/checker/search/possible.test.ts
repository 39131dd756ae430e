import { describe, expect, it } from 'vitest'
import { exploreHere } from '../../../checker/search/explore.ts'
import { action, bound, defineLayout, int, type Model, type StateOf } from '../../../checker/model.ts'

const layout = defineLayout({ at: int(0, 9) })
type State = StateOf<typeof layout.fields>

/** Counts up to 9; from 5 on, or never, it may start again. */
const counter = (restarts: boolean, good: (at: number) => boolean): Model<State> => ({
  name: 'counter',
  bounds: {},
  assumptions: [],
  layout,
  initial: [() => undefined],
  actions: [
    action<State>()('Count', 'One more.', [], {
      guards: { 'not at the end': bound((s) => s.at < 9) },
      apply: (d) => void d.at++,
    }),
    action<State>()('Restart', 'From 0 again.', [], {
      guards: { allowed: () => restarts, 'half way': (s) => s.at >= 5 },
      apply: (d) => void (d.at = 0),
    }),
  ],
  properties: [{ kind: 'possible', name: 'Back', statement: 'It can be good again.', good: (s) => good(s.at) }],
})

describe('what stays possible', () => {
  it.each([1, 2, 5])('holds when there is a way back, with %i lanes', async (workers) => {
    const result = await exploreHere(
      counter(true, (at) => at === 3),
      { workers, maxMemory: 2 ** 24 },
    )
    expect(result).toMatchObject({ verdict: 'holds', distinct: 10 })
  })

  it('is violated by the first state from which there is none', async () => {
    const result = await exploreHere(
      counter(false, (at) => at === 3),
      { workers: 2, maxMemory: 2 ** 24 },
    )
    expect(result.properties[0]).toMatchObject({ verdict: 'violated' })
    expect(result.properties[0]?.path?.steps.length).toBe(4)
  })

  it('is an error with a path when it cannot be told', async () => {
    const fails = (at: number): boolean => {
      if (at === 2) throw new Error('no idea')
      return true
    }
    const result = await exploreHere(counter(true, fails), { workers: 2, maxMemory: 2 ** 24 })
    expect(result).toMatchObject({ verdict: 'error', error: { kind: 'property' } })
    expect(result.error?.kind === 'property' && result.error.path.steps.length).toBe(2)
  })

  it('is not known of a search that was cut short', async () => {
    const result = await exploreHere(
      counter(false, (at) => at === 3),
      { workers: 1, maxMemory: 2 ** 24, maxDepth: 2 },
    )
    expect(result.properties[0]).toMatchObject({ verdict: 'incomplete', path: undefined })
  })
})
