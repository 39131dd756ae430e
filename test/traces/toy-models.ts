/** Small models for the tests of traces: one with every kind of cell, one that ends in a deadlock, one that goes wrong. */
import { compileCodec } from '../../checker/state/codec.ts'
import {
  action,
  array,
  bool,
  defineLayout,
  given,
  has,
  int,
  member,
  members,
  type Model,
  NONE,
  option,
  sequence,
  setOf,
  type StateOf,
  struct,
  withMember,
  withoutMember,
} from '../../checker/model.ts'
import { initialStates, type Step, successors } from '../../checker/state/successors.ts'
import type { Path } from '../../checker/verdict.ts'

const brokers = members('broker', ['b0', 'b1', 'b2'])

const fields = {
  round: int(-1, 6),
  open: bool(),
  owner: member(brokers),
  leader: option(brokers),
  isr: setOf(brokers),
  highWatermark: array(brokers, int(0, 2)),
  log: array(brokers, sequence(2, struct({ epoch: int(-1, 6), id: int(0, 1) }))),
  votes: sequence(3, member(brokers)),
  controller: struct({ epoch: int(-1, 2), seen: setOf(brokers) }),
}

export type Toy = StateOf<typeof fields>

/** A partition in miniature, with every kind of cell. `limit` bounds its rounds. */
export function toyModel(limit = 5): Model<Toy> {
  const layout = defineLayout(fields)
  const act = action<Toy>()
  return {
    name: 'toy',
    bounds: { brokers: 3, limit, unclean: true },
    assumptions: [],
    layout,
    initial: [
      (s) => {
        s.leader = NONE
        s.isr = 0b111
      },
      (s) => {
        s.leader = 0
        s.isr = 0b011
      },
    ],
    observe: (s) => {
      s.controller.seen |= s.leader === NONE ? 0 : 1 << s.leader
    },
    actions: [
      act('Elect', 'A broker becomes the leader.', [['broker', brokers]], {
        guards: {
          'a round is left': given((s) => s.round < limit),
          'it is not the leader': (s, b) => s.leader !== b,
        },
        apply: (s, b) => {
          s.leader = b
          s.round++
          s.open = s.round % 2
        },
      }),
      act(
        'Append',
        'The leader appends a record.',
        [
          ['leader', brokers],
          ['id', int(0, 1)],
        ],
        {
          guards: {
            'it leads': (s, b) => s.leader === b,
            'its log has room': given((s, b) => (s.log.length[b] ?? 0) < 2),
          },
          apply: (s, b, id) => {
            const at = s.log.length[b] ?? 0
            s.log.epoch[b * 2 + at] = s.round
            s.log.id[b * 2 + at] = id
            s.log.length[b] = at + 1
          },
        },
      ),
      act(
        'Truncate',
        'A broker drops its log down to an offset.',
        [
          ['broker', brokers],
          ['offset', int(0, 1)],
        ],
        {
          guards: { 'its log is longer': (s, b, offset) => (s.log.length[b] ?? 0) > offset },
          apply: (s, b, offset) => {
            s.log.length[b] = offset
            s.highWatermark[b] = Math.min(s.highWatermark[b] ?? 0, offset)
          },
        },
      ),
      act('ShrinkIsr', 'The leader drops a broker from the ISR.', [['broker', brokers]], {
        guards: { 'it is in the ISR': (s, b) => has(s.isr, b) },
        apply: (s, b) => {
          s.isr = withoutMember(s.isr, b)
        },
      }),
      act('ExpandIsr', 'The leader adds a broker to the ISR.', [['broker', brokers]], {
        guards: { 'it is not in the ISR': (s, b) => !has(s.isr, b) },
        apply: (s, b) => {
          s.isr = withMember(s.isr, b)
        },
      }),
      act('Advance', 'A high watermark reaches the end of the log.', [['broker', brokers]], {
        guards: { 'there is more to commit': (s, b) => (s.log.length[b] ?? 0) > (s.highWatermark[b] ?? 0) },
        apply: (s, b) => {
          s.highWatermark[b] = s.log.length[b] ?? 0
        },
      }),
      act('Vote', 'A broker votes.', [['broker', brokers]], {
        guards: { 'a vote is left': given((s) => s.votes.length < 3) },
        apply: (s, b) => {
          s.votes.items[s.votes.length] = b
          s.votes.length++
        },
      }),
    ],
    properties: [
      {
        kind: 'state',
        name: 'LeaderInIsr',
        statement: 'The leader is in the ISR.',
        holds: (s) => s.leader === NONE || has(s.isr, s.leader),
        why: (s) => `The leader is b${s.leader}, and the ISR does not have it.`,
      },
      {
        kind: 'step',
        name: 'HighWatermarkMonotonic',
        statement: 'A high watermark never falls.',
        holds: (s, next) => brokers.labels.every((_, b) => (next.highWatermark[b] ?? 0) >= (s.highWatermark[b] ?? 0)),
        why: (s, next) =>
          `The high watermarks were ${show(s.highWatermark)} and are ${next === undefined ? '?' : show(next.highWatermark)}.`,
      },
      {
        kind: 'witness',
        name: 'RecordCommitted',
        statement: 'A record is committed somewhere.',
        reached: (s) => brokers.labels.some((_, b) => (s.highWatermark[b] ?? 0) > 0),
      },
    ],
  }
}

const show = (ints: { readonly length: number; readonly [i: number]: number }): string => Array.from(ints).join(',')

/** Counts to `limit` and stops; its property cannot be evaluated at `poison`. */
export function counterModel(limit: number, poison = -1): Model<{ n: number }> {
  return {
    name: 'counter',
    bounds: { limit },
    assumptions: [],
    layout: defineLayout({ n: int(0, limit) }),
    initial: [() => {}],
    actions: [
      action<{ n: number }>()('Count', 'One more.', [], {
        guards: { 'there is room': (s) => s.n < limit },
        apply: (s) => {
          s.n++
        },
      }),
    ],
    properties: [
      {
        kind: 'state',
        name: 'Sane',
        statement: 'The counter can be looked at.',
        holds: (s) => {
          if (s.n === poison) throw new Error('poisoned')
          return true
        },
      },
    ],
  }
}

/** A path that takes the `choices`-th enabled transition at each step and stops where `isEnd` says so; undefined when it never does. */
export function walk<S>(
  model: Model<S>,
  start: number,
  choices: readonly number[],
  isEnd: (before: Int32Array | undefined, last: Int32Array) => boolean,
): Path | undefined {
  const codec = compileCodec(model.layout)
  const initial = initialStates(model, codec)
  const states: Int32Array[] = [initial[start % initial.length] ?? new Int32Array()]
  const steps: Step[] = []
  for (const choice of [...choices, 0]) {
    const last = states.at(-1) ?? new Int32Array()
    if (isEnd(states.at(-2), last)) return { states, steps }
    const enabled = [...successors(model, codec, last)]
    const taken = enabled[choice % Math.max(1, enabled.length)]
    if (taken === undefined) return undefined
    states.push(taken.cells)
    steps.push(taken.step)
  }
  return undefined
}

/** The path that takes the described steps, such as `Elect(b1)`; throws when one is not enabled. */
export function pathOf<S>(model: Model<S>, start: number, labels: readonly string[], describe: (step: Step) => string): Path {
  const codec = compileCodec(model.layout)
  const states: Int32Array[] = [initialStates(model, codec)[start] ?? new Int32Array()]
  const steps: Step[] = []
  for (const label of labels) {
    const taken = [...successors(model, codec, states.at(-1) ?? new Int32Array())].find((s) => describe(s.step) === label)
    if (taken === undefined) throw new Error(`${label} is not enabled`)
    states.push(taken.cells)
    steps.push(taken.step)
  }
  return { states, steps }
}
