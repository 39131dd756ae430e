/** Models in which everything that can have any text has one that tries to be more than text. */
import fc from 'fast-check'
import { action, defineLayout, given, int, members, type Model, option, type StateOf } from '../../checker/model.ts'
import { hostileText } from './validation/hostile.ts'

const texts = fc.uniqueArray(hostileText, { minLength: 16, maxLength: 16 })

/** Counts to three, and hands a token around meanwhile: a state and a step property break, a witness is reached, one never is. */
export const hostileModel: fc.Arbitrary<Model> = texts.map((text) => {
  const [name = '', bound = '', value = '', assumption = '', rest = '', ...more] = text
  const [count = '', take = '', a = '', b = '', node = '', guard = '', limit = '', small = '', stays = '', two = '', ten = ''] =
    more
  const nodes = members(node, [a, b])
  const layout = defineLayout({ n: int(0, 3), token: option(nodes) })
  type State = StateOf<typeof layout.fields>
  const act = action<State>()
  const model: Model<State> = {
    name,
    bounds: { [bound]: value, protocol: rest },
    assumptions: [assumption],
    layout,
    initial: [() => undefined],
    actions: [
      act(count, rest, [], { guards: { [guard]: (s) => s.n < 3 }, apply: (d) => void d.n++ }),
      act(take, rest, [[node, nodes]], {
        guards: { [limit]: given((s) => s.n === 1) },
        apply: (d, to) => void (d.token = to),
      }),
    ],
    properties: [
      { kind: 'state', name: small, statement: rest, holds: (s) => s.n < 3, why: () => rest },
      { kind: 'step', name: stays, statement: rest, holds: (s, t) => s.token < 0 || s.token === t.token },
      { kind: 'witness', name: two, statement: rest, reached: (s) => s.n === 2 },
      { kind: 'witness', name: ten, statement: rest, reached: (s) => s.n < 0 },
    ],
  }
  return model as unknown as Model
})
