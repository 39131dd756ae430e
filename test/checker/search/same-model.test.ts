/** Two sketches of a model are the same where the model is, and what makes them differ is named. */
import { describe, expect, it } from 'vitest'
import { type Model, type StateOf, action, defineLayout, int } from '../../../checker/model.ts'
import { refuseAnother, type Sketch, sketchOf } from '../../../checker/search/same-model.ts'

const layoutOf = (max: number) => defineLayout({ n: int(0, max) })
type State = StateOf<ReturnType<typeof layoutOf>['fields']>

interface Parts {
  readonly max?: number
  readonly start?: number
  readonly by?: (n: number) => number
  readonly below?: (n: number) => boolean
  readonly holds?: (n: number) => boolean
}
const model = ({ max = 9, start = 0, by = () => 1, below = (n) => n < 5, holds = () => true }: Parts): Model<State> => ({
  name: 'm',
  bounds: {},
  assumptions: [],
  layout: layoutOf(max),
  initial: [(d) => void (d.n = start)],
  actions: [action<State>()('Up', 'Up.', [], { guards: { low: (s) => below(s.n) }, apply: (d) => void (d.n += by(d.n)) })],
  properties: [
    { kind: 'state', name: 'P', statement: 'P.', holds: (s) => holds(s.n) },
    { kind: 'step', name: 'Q', statement: 'Q.', holds: (_, s) => holds(s.n) },
    { kind: 'possible', name: 'R', statement: 'R.', good: (s) => holds(s.n) },
  ],
})
const sketch = (parts: Parts): Sketch => sketchOf(model(parts))
const compare = (one: Sketch, other: Sketch) => () => refuseAnother('m', one, other)

describe('sketches of a model', () => {
  it('are the same of the same', () => {
    const one = sketch({})
    expect(one.isCut).toBe(false)
    expect(compare(one, sketch({}))).not.toThrow()
  })

  it.each<[string, Parts]>([
    ['"field n: 0..9"', { max: 8 }],
    ['"initial state n = 0"', { start: 1 }],
    ['"Up() leads from n = 3 to n = 4"', { by: (n) => (n === 3 ? 2 : 1) }],
    ['"Up() leads from n = 4 to n = 5"', { below: (n) => n < 4 }],
    ['"P is true where n = 0"', { holds: (n) => n !== 0 }],
    ['"Q is true of this step"', { holds: (n) => n !== 5 }],
  ])('name %s as what differs', (said, parts) => {
    expect(compare(sketch({}), sketch(parts))).toThrow(said)
    expect(compare(sketch(parts), sketch({}))).toThrow(said)
  })

  it('leave to the search what throws, and what is not the same when it is asked again', () => {
    let asked = 0
    const changing = sketch({ below: () => asked++ % 3 === 0 })
    const throwing = sketch({
      holds: () => {
        throw new Error('no')
      },
    })
    for (const one of [changing, throwing]) {
      expect(one.isCut).toBe(true)
      expect(compare(one, sketch({}))).not.toThrow()
    }
  })

  it('end after so many choices of parameters', () => {
    const wide: Model<State> = {
      ...model({}),
      actions: [
        action<State>()('Wide', 'Wide.', [['x', int(0, 1_000_000)]], { guards: { no: () => false }, apply: () => undefined }),
      ],
    }
    expect(sketchOf(wide).isCut).toBe(true)
  })
})
