/** What stops a model where it cannot follow a log any further. */
import { type Action, kindOf, type Model } from '../checker/model.ts'
import { compileCodec } from '../checker/state/codec.ts'
import { choicesOf, describeStep, stateFrom } from '../checker/state/successors.ts'
import type { Path } from '../checker/verdict.ts'
import type { State } from '../model/kraft/index.ts'
import type { FollowedLog, Item, Question } from './followed-log.ts'
import { GOES_ON, writtenBy } from './following.ts'

/** One thing that stands in the way, and the shortest run to where it does. */
export type Obstacle =
  /** Nothing but this guard forbids the action that would write what the log has next. */
  | {
      readonly kind: 'guard'
      readonly action: string
      readonly guard: string
      readonly of: 'rule' | 'bound' | 'given'
      readonly path: Path
    }
  /** The action can be taken, and the controller of the model writes something else. */
  | { readonly kind: 'otherwise'; readonly action: string; readonly writes: readonly Item[]; readonly path: Path }
  /** All of the log can be shown, but for the log of a place at the end, or what clients know (-1). */
  | { readonly kind: 'end'; readonly place: number; readonly path: Path }

type Log = Pick<FollowedLog, 'items' | 'logs'>

/** What may have written an item: the actions of the controller, by what they show. */
const BY_BROKER = {
  fenced: ['FenceBroker', 'ExpireSession', 'CleanStop'],
  unfenced: ['UnfenceBroker'],
  stopping: ['ControlledShutdown'],
  registered: ['Restart'],
  unregistered: ['Unregister'],
} as const

/** What to ask of runs that show the first `items` of a log, and none of which shows the next. */
export function questionsAt(model: Model<State>, log: Log, items: number): readonly Question[] {
  if (items === log.items.length) return [...log.logs.keys(), -1].map((place) => ({ kind: 'ends but for', place }))
  const candidates = candidatesAt(model, log, items)
  const of = ({ action, params }: Candidate, guard: string | null): Question => ({
    kind: 'blocked',
    items,
    action: action.name,
    params: [...params],
    guard,
  })
  return [
    ...candidates.map((candidate) => of(candidate, null)),
    ...candidates.flatMap((candidate) =>
      Object.keys(candidate.action.guards)
        .filter((guard) => guard !== GOES_ON)
        .map((guard) => of(candidate, guard)),
    ),
  ]
}

interface Candidate {
  readonly action: Action<State>
  readonly params: readonly number[]
}

/** The transitions that could write what the log has next, by their names. */
function candidatesAt(model: Model<State>, { items }: Log, from: number): readonly Candidate[] {
  const [next, after] = [items[from], items[from + 1]]
  const named = (names: readonly string[], broker: number | undefined): Candidate[] =>
    model.actions
      .filter(({ name }) => names.includes(name))
      .flatMap((action) =>
        [...choicesOf(action)]
          .filter(([first]) => broker === undefined || first === broker)
          .map((params) => ({ action, params })),
      )
  const ofBroker = (item: Item | undefined): Candidate[] =>
    item?.kind === 'broker' ? named(BY_BROKER[item.becomes], item.broker) : []
  if (next?.kind === 'broker') return ofBroker(next)
  if (next?.kind === 'settings') return named(['ChangeConfig'], undefined)
  if (next?.kind !== 'decision') return []
  const { replicas = 0, removing = 0 } = next.assignment ?? {}
  return [
    ...ofBroker(after),
    ...named(['ElectLeader'], next.leader),
    // With the end of a reassignment its leader may lose leadership.
    ...named(['CommitIsr'], next.assignment === undefined ? next.leader : undefined),
    ...named(['Reassign'], (replicas & ~removing) - 1),
    ...named(['CancelReassignment'], undefined),
  ]
}

/** What a question that is answered by a run says. */
export function obstacleOf(model: Model<State>, question: Question, path: Path): Obstacle {
  if (question.kind === 'ends but for') return { kind: 'end', place: question.place, path }
  if (question.kind === 'shows') throw new RangeError('that so much is shown is no obstacle')
  const index = model.actions.findIndex(({ name }) => name === question.action)
  const action = model.actions[index]
  const label = describeStep(model, { action: index, params: question.params })
  const { guard } = question
  if (guard !== null) {
    const test = action?.guards[guard]
    return { kind: 'guard', action: label, guard, of: test === undefined ? 'given' : kindOf(test), path }
  }
  const codec = compileCodec(model.layout)
  const state = stateFrom(codec, path.states.at(-1) ?? new Int32Array())
  return { kind: 'otherwise', action: label, writes: action === undefined ? [] : writtenBy(action, state, question.params), path }
}
