/** What the contract's types must refuse. Never run: `tsc` fails when one of these lines is accepted. */
import {
  action,
  array,
  bool,
  defineLayout,
  int,
  members,
  type Property,
  type Reading,
  type StateOf,
} from '../../checker/model.ts'

const nodes = members('node', ['a', 'b'])
const layout = defineLayout({ n: int(0, 3), up: bool(), x: array(nodes, int(0, 1)) })
type State = StateOf<typeof layout.fields>
const draft = {} as State
const state = {} as Reading<State>

draft.n = 1
draft.x[0] = 1
// @ts-expect-error a misspelt field
draft.nn = 1
// @ts-expect-error an array cannot be replaced by another kind of value
draft.x = [1, 2]
// @ts-expect-error a yes/no cell holds 0 or 1
draft.up = true
// @ts-expect-error a guard may not write
state.n = 1
// @ts-expect-error nor to an array
state.x[0] = 1

const take = action<State>()
take('Go', 'Goes.', [['node', nodes]], { guards: { g: (s, n) => s.x[n] === 0 }, apply: (d, n) => void (d.x[n] = 1) })
// @ts-expect-error a guard answers with true or false
take('Go', 'Goes.', [], { guards: { g: (s) => s.n }, apply: () => undefined })
// @ts-expect-error a guard names no more parameters than there are
take('Go', 'Goes.', [['node', nodes]], { guards: { g: (s, n, m) => n === m }, apply: () => undefined })
// @ts-expect-error an effect names no more parameters than there are
take('Go', 'Goes.', [], { guards: {}, apply: (d, n) => void (d.n = n) })

export const properties: Property<State>[] = [
  { kind: 'state', name: 'P', statement: '', holds: (s) => s.n < 3 },
  { kind: 'step', name: 'Q', statement: '', holds: (s, t) => s.n <= t.n },
  // @ts-expect-error a witness is reached
  { kind: 'witness', name: 'R', statement: '', holds: (s) => s.n === 3 },
  // @ts-expect-error a property of the graph says what is good
  { kind: 'possible', name: 'S', statement: '', reached: (s) => s.n === 3 },
]
