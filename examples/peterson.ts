/**
 * Peterson's algorithm: mutual exclusion of two processes with nothing but shared variables (G. L. Peterson, "Myths about the
 * mutual exclusion problem", 1981).
 *
 * A process says that it wants to enter, gives way to the other, and waits until the other does not want to or has given way
 * itself. Read and write are one step each, as on a machine that keeps their order.
 */
import { action, array, bool, defineLayout, int, member, members } from '../checker/model.ts'
import type { Model, Reading, StateOf } from '../checker/model.ts'

/** What a process does next. */
const START = 0
const SECOND = 1
const WAIT = 2
const CRITICAL = 3

const processes = members('process', ['p', 'q'])

const layout = defineLayout({
  at: array(processes, int(START, CRITICAL)),
  wants: array(processes, bool()),
  /** Whose turn it is when both want to. */
  turn: member(processes),
})

type State = StateOf<typeof layout.fields>

const other = (i: number): number => 1 - i
const isIn = (s: Reading<State>, i: number): boolean => s.at[i] === CRITICAL

/** What may be left out, to see what it is for. */
export interface PetersonOptions {
  /** The name of a switch that is off. */
  readonly off?: string
}

/** The model; `off: 'wants first'` gives way before it says that it wants to. */
export function peterson({ off }: PetersonOptions = {}): Model<State> {
  const wantsFirst = off !== 'wants first'
  const say = (draft: State, i: number): void => {
    draft.wants[i] = 1
  }
  const giveWay = (draft: State, i: number): void => {
    draft.turn = other(i)
  }
  return {
    name: 'peterson',
    bounds: { processes: processes.labels.length },
    assumptions: ['each read and each write is one step, and the order of the program is kept'],
    layout,
    initial: [() => {}],
    switches: [{ name: 'wants first', doc: 'A process says that it wants to enter before it gives way.' }],
    actions: [
      action<State>()('First', 'A process takes its first step: it says that it wants to enter.', [['process', processes]], {
        guards: { 'it is outside': (s, i) => s.at[i] === START },
        apply: (draft, i) => {
          if (wantsFirst) say(draft, i)
          else giveWay(draft, i)
          draft.at[i] = SECOND
        },
      }),
      action<State>()('Second', 'It takes its second step: it gives way to the other.', [['process', processes]], {
        guards: { 'it has taken the first': (s, i) => s.at[i] === SECOND },
        apply: (draft, i) => {
          if (wantsFirst) giveWay(draft, i)
          else say(draft, i)
          draft.at[i] = WAIT
        },
      }),
      action<State>()('Enter', 'It enters the critical section.', [['process', processes]], {
        guards: {
          'it waits': (s, i) => s.at[i] === WAIT,
          'the other does not want to, or has given way': (s, i) => s.wants[other(i)] === 0 || s.turn === i,
        },
        apply: (draft, i) => {
          draft.at[i] = CRITICAL
        },
      }),
      action<State>()('Leave', 'It leaves, and does not want to any more.', [['process', processes]], {
        guards: { 'it is inside': (s, i) => isIn(s, i) },
        apply: (draft, i) => {
          draft.wants[i] = 0
          draft.at[i] = START
        },
      }),
    ],
    properties: [
      {
        kind: 'state',
        name: 'MutualExclusion',
        statement: 'Never are both in the critical section.',
        holds: (s) => !(isIn(s, 0) && isIn(s, 1)),
        why: () => 'p and q are both in the critical section',
      },
      {
        kind: 'step',
        name: 'TurnIsHeeded',
        statement: 'When both wait, the one whose turn it is enters first.',
        holds: (before, after) => !(before.at[0] === WAIT && before.at[1] === WAIT && isIn(after, other(before.turn))),
        why: (before) => `both wait, it is the turn of ${processes.labels[before.turn] ?? ''}, and the other enters`,
      },
      { kind: 'witness', name: 'PEnters', statement: 'p enters.', reached: (s) => isIn(s, 0) },
      {
        kind: 'possible',
        name: 'PMayAlwaysEnter',
        statement: 'Whatever has happened, p can still come to enter.',
        good: (s) => isIn(s, 0),
      },
      {
        kind: 'possible',
        name: 'QMayAlwaysEnter',
        statement: 'Whatever has happened, q can still come to enter.',
        good: (s) => isIn(s, 1),
      },
    ],
  }
}

/** Builds the model, also in a worker thread. */
export const build = (args: unknown): Model<State> => peterson(args as PetersonOptions | undefined)
