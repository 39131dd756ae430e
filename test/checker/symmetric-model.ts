/** Random models whose nodes are interchangeable by construction: guards, effects and properties treat all alike. */
import fc from 'fast-check'
import {
  action,
  array,
  defineLayout,
  has,
  int,
  members,
  type Model,
  NONE,
  option,
  type Reading,
  setOf,
  type StateOf,
} from '../../checker/model.ts'

const nodesOf = (n: number) =>
  members(
    'node',
    Array.from({ length: n }, (_, i) => `n${i}`),
  )
const layoutOf = (nodes: ReturnType<typeof nodesOf>) =>
  defineLayout({
    level: array(nodes, int(0, 1)),
    seen: array(nodes, setOf(nodes)),
    token: option(nodes),
    members: setOf(nodes),
    count: int(-1, 1),
  })
type State = StateOf<ReturnType<typeof layoutOf>['fields']>

const TESTS: readonly ((s: Reading<State>, p: number, q: number) => boolean)[] = [
  (s, p) => s.token === p,
  (s) => s.token === NONE,
  (s, p) => has(s.members, p),
  (s, p, q) => has(s.seen[p] ?? 0, q),
  (s, p, q) => (s.level[p] ?? 0) <= (s.level[q] ?? 0),
  (_, p, q) => p !== q,
  (s) => s.count < 1,
  (s, p) => s.level[p] === 1,
]
const WRITES: readonly ((d: State, p: number, q: number) => void)[] = [
  (d, p) => void (d.token = p),
  (d) => void (d.token = NONE),
  (d, p) => void (d.members ^= 1 << p),
  (d, p, q) => void (d.seen[p] = (d.seen[p] ?? 0) ^ (1 << q)),
  (d, p) => void (d.level[p] = 1 - (d.level[p] ?? 0)),
  (d, p, q) => void (d.level[p] = d.level[q] ?? 0),
  (d) => void (d.count = d.count === 1 ? -1 : d.count + 1),
]

const drawn = fc.record({
  // Three nodes make up to some five thousand states, which the reference checker takes seconds for.
  n: fc.oneof({ weight: 3, arbitrary: fc.constant(2) }, { weight: 1, arbitrary: fc.constant(3) }),
  actions: fc.array(
    fc.record({
      params: fc.integer({ min: 1, max: 2 }),
      guards: fc.array(fc.tuple(fc.nat(TESTS.length - 1), fc.boolean()), { maxLength: 3 }),
      writes: fc.array(fc.nat(WRITES.length - 1), { minLength: 1, maxLength: 2 }),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  level: fc.nat(1),
  many: fc.integer({ min: 1, max: 3 }),
})

/** Two or three nodes; among the properties is that whoever holds the token keeps it. */
export const symmetricModel: fc.Arbitrary<Model<State>> = drawn.map(({ n, actions, level, many }): Model<State> => {
  const nodes = nodesOf(n)
  return {
    name: 'symmetric',
    bounds: {},
    assumptions: [],
    layout: layoutOf(nodes),
    symmetry: nodes,
    initial: [() => undefined, (d) => void (d.members = 2 ** n - 1)],
    actions: actions.map((a, i) =>
      action<State>()(
        `Act${i}`,
        'drawn',
        Array.from({ length: a.params }, (_, k) => [`p${k}`, nodes] as const),
        {
          guards: Object.fromEntries(
            a.guards.map(([g, yes], k) => [
              `guard ${k}`,
              a.params === 1
                ? (s: Reading<State>, p: number) => TESTS[g]?.(s, p, p) === yes
                : (s: Reading<State>, p: number, q: number) => TESTS[g]?.(s, p, q) === yes,
            ]),
          ),
          apply: (d, p = 0, q = p) => a.writes.forEach((w) => WRITES[w]?.(d, p, q)),
        },
      ),
    ),
    properties: [
      { kind: 'step', name: 'HolderStays', statement: 'drawn', holds: (s, t) => s.token === NONE || t.token === s.token },
      { kind: 'step', name: 'NobodyLeaves', statement: 'drawn', holds: (s, t) => (s.members & ~t.members) === 0 },
      {
        kind: 'state',
        name: 'Few',
        statement: 'drawn',
        holds: (s) => Array.from({ length: n }, (_, i) => s.level[i]).filter((l) => l === level).length < many,
      },
      {
        kind: 'witness',
        name: 'HolderKnown',
        statement: 'drawn',
        reached: (s) => s.token !== NONE && has(s.seen[s.token] ?? 0, s.token),
      },
      { kind: 'possible', name: 'TokenFree', statement: 'drawn', good: (s) => s.token === NONE },
    ],
  }
})
