/**
 * A model that follows a log: the same actions, of which those that the controller's log would show must show what it does, in its
 * order; all others are hidden and free, as far as the log does not speak against them. A run that reaches the end of the log, with the
 * records that replicas hold, explains it.
 */
import {
  type Action,
  bool,
  defineLayout,
  given,
  has,
  int,
  type Model,
  type Reading,
  testOf,
  type WitnessProperty,
} from '../checker/model.ts'
import type { State } from '../model/kraft/index.ts'
import { EXPIRED, FENCED, STOPPING, UNREGISTERED } from '../model/kraft/state.ts'
import type { FollowedLog, Item, Question } from './followed-log.ts'
import { hints, type Hints } from './hints.ts'

/** A state of the model, and how far of the log it has come. */
type Following = State & {
  /** How many items of the log it has shown. */
  explained: number
  /** It has shown something that the log does not: nothing follows. */
  astray: number
}

/** The guard of every action that is not to go against the log. */
export const GOES_ON = 'the log goes on with it'

/** The witnesses that a whole log is explained: by a run at whose end the leader has every acknowledged record, or lacks one. */
export const KEPT = 'LogExplained'
export const LOST = 'LossExplained'

/** The name of the witness for a question. */
export const witnessName = (question: Question): string => {
  switch (question.kind) {
    case 'shows':
      return `Shows${question.items}`
    case 'blocked':
      return `Blocked ${question.items} ${question.action}(${question.params.join()}) ${question.guard ?? ''}`
    case 'ends but for':
      return `EndsBut${question.place}`
  }
}

/**
 * The model of a log. Beside its own properties it has the witnesses {@link KEPT} and {@link LOST}, and one for each question.
 * @throws LayoutError when its states cannot be packed.
 */
export function following(model: Model<State>, logSize: number, log: FollowedLog): Model<Following> {
  const layout = defineLayout({ ...model.layout.fields, explained: int(0, log.items.length), astray: bool() })
  const hint = hints(log)
  const statement = "The run shows every record of the controller's log in its order and ends with the records that replicas hold"
  const ends = (s: Reading<Following>): boolean => s.explained === log.items.length && endsAlike(s, log, logSize, undefined)
  return {
    ...model,
    // Its fields are those of the model and two more.
    layout: layout as unknown as Model<Following>['layout'],
    actions: model.actions.map((action) => followed(action as Action<Following>, log, logSize, hint)),
    initial: model.initial,
    properties: [
      ...(model.properties as Model<Following>['properties']),
      witness(KEPT, `${statement}; the leader has every record that was acknowledged.`, (s) => ends(s) && !hasLost(s, logSize)),
      witness(LOST, `${statement}; the leader lacks a record that was acknowledged.`, (s) => ends(s) && hasLost(s, logSize)),
      ...log.asks.map((question) =>
        witness(witnessName(question), 'A question about runs that come so far.', asked(question, model, log, logSize)),
      ),
    ],
  }
}

const witness = (name: string, statement: string, reached: (s: Reading<Following>) => boolean): WitnessProperty<Following> => ({
  kind: 'witness',
  name,
  statement,
  reached: (s) => s.astray === 0 && reached(s),
})

function asked(question: Question, model: Model<State>, log: FollowedLog, logSize: number): (s: Reading<Following>) => boolean {
  switch (question.kind) {
    case 'shows':
      return (s) => s.explained >= question.items
    case 'ends but for':
      return (s) => s.explained === log.items.length && endsAlike(s, log, logSize, question.place)
    case 'blocked': {
      const { items, params, guard } = question
      const guards = Object.entries(model.actions.find(({ name }) => name === question.action)?.guards ?? {})
      return (s) =>
        s.explained === items && guards.every(([name, of]) => testOf(of)(s as Reading<State>, ...params) === (name !== guard))
    }
  }
}

/** Whether the controller's leader lacks a record that was acknowledged. */
function hasLost(s: Reading<Following>, logSize: number): boolean {
  const leader = s.metadata.leader[s.metadata.length - 1] ?? -1
  if (leader < 0) return false
  let held = 0
  for (let o = 0; o < (s.log.length[leader] ?? 0); o++) held |= 1 << (s.log.items[leader * logSize + o] ?? 0)
  return (s.acked & ~held) !== 0
}

/** Whether every log that was given is what it is at the end, and producers and consumers know what they do; but for one of them. */
function endsAlike(s: Reading<Following>, log: FollowedLog, logSize: number, but: number | undefined): boolean {
  for (let b = 0; b < log.logs.length; b++) {
    const epochs = log.logs[b]
    if (epochs === null || epochs === undefined || b === but) continue
    if (s.log.length[b] !== epochs.length) return false
    for (let o = 0; o < epochs.length; o++) if (s.epochs[s.log.items[b * logSize + o] ?? 0] !== epochs[o]) return false
  }
  return but === -1 || clientsKnow(s, log, logSize)
}

/** Whether clients were told what they were. */
function clientsKnow(s: Reading<Following>, log: FollowedLog, logSize: number): boolean {
  let known = 0
  let gone = 0
  for (const record of log.records) {
    if (record.epoch < 0) {
      gone++
      continue
    }
    const id = idOf(s, record.epoch, record.offset, logSize)
    if (id < 0) continue
    known |= 1 << id
    if (record.acked !== null && record.acked !== has(s.acked, id) && (record.acked || !log.answersMayBeLost)) return false
    if (record.read && s.exposed[record.offset] !== id) return false
  }
  let lost = 0
  for (let id = 0; id < s.nextId; id++) if (has(s.acked & ~known, id)) lost++
  return log.records.some(({ acked }) => acked !== null) ? lost === gone : true
}

/** The id of a record that some log holds, by leader epoch and offset, which no two records share; -1 when none does. */
function idOf(s: Reading<Following>, epoch: number, offset: number, logSize: number): number {
  for (let b = 0; b < s.status.length; b++)
    if (offset < (s.log.length[b] ?? 0)) {
      const id = s.log.items[b * logSize + offset] ?? 0
      if (s.epochs[id] === epoch) return id
    }
  return -1
}

/** What of a state the controller's log would show. */
interface Shown {
  readonly decision: Extract<Item, { kind: 'decision' }>
  readonly statuses: readonly number[]
  readonly config: number
}

function shownIn(s: Following): Shown {
  const { metadata, elr, lastKnownLeader, status } = s
  const last = metadata.length - 1
  // Fields that only a partition has that may be reassigned.
  const replicas = (metadata as Partial<typeof metadata>).replicas?.[last]
  const { adding = 0, removing = 0 } = s as Partial<Following>
  const decision = {
    kind: 'decision',
    leader: metadata.leader[last] ?? -1,
    epoch: metadata.epoch[last] ?? 0,
    isr: metadata.isr[last] ?? 0,
    elr,
    lastKnownLeader,
    ...(replicas !== undefined && { assignment: { replicas, adding, removing } }),
  } as const
  return { decision, statuses: [...status].map(statusShown), config: metadata.config[last] ?? 0 }
}

type Status = 'fenced' | 'unfenced' | 'stopping' | 'unregistered'
const STATUSES: readonly Status[] = ['fenced', 'unfenced', 'stopping', 'unregistered']

/** A broker that is down and whose session lives is, to the controller, one that runs. */
function statusShown(status: number): number {
  const shown: Status =
    status === FENCED || status === EXPIRED
      ? 'fenced'
      : status === STOPPING
        ? 'stopping'
        : status === UNREGISTERED
          ? 'unregistered'
          : 'unfenced'
  return STATUSES.indexOf(shown)
}

const SAME_DISKS = { hasNewDisk: false, lacksDirectory: false } as const

/** What a step has written to the controller's log; a registration leaves no trace in the state. */
function writtenBetween(before: Shown, after: Shown, registered: number): Item[] {
  const items: Item[] = []
  if (after.config !== before.config) items.push({ kind: 'settings' })
  if (!isSameDecision(before.decision, after.decision)) items.push(after.decision)
  for (const [broker, status] of after.statuses.entries())
    if (broker === registered) items.push({ kind: 'broker', broker, becomes: 'registered', ...SAME_DISKS })
    else if (status !== before.statuses[broker])
      items.push({ kind: 'broker', broker, becomes: STATUSES[status] ?? 'fenced', ...SAME_DISKS })
  return items
}

const isSameDecision = (a: Shown['decision'], b: Shown['decision']): boolean =>
  a.leader === b.leader &&
  a.epoch === b.epoch &&
  a.isr === b.isr &&
  a.elr === b.elr &&
  a.lastKnownLeader === b.lastKnownLeader &&
  a.assignment?.replicas === b.assignment?.replicas &&
  a.assignment?.adding === b.assignment?.adding &&
  a.assignment?.removing === b.assignment?.removing

const isSame = (a: Item, b: Item): boolean => {
  if (a.kind === 'decision') return b.kind === 'decision' && isSameDecision(a, b)
  if (a.kind === 'broker') return b.kind === 'broker' && a.broker === b.broker && a.becomes === b.becomes
  return b.kind === 'settings'
}

/** Whether the log goes on, behind its first `explained` items, with these in any order: one decision of the controller writes them together. */
function goesOnWith(log: FollowedLog, explained: number, written: readonly Item[]): boolean {
  const next = log.items.slice(explained, explained + written.length)
  if (next.length < written.length) return false
  const left = [...next]
  for (const item of written) {
    const at = left.findIndex((other) => isSame(item, other))
    if (at < 0) return false
    left.splice(at, 1)
  }
  return true
}

/** The items that taking an action writes to the log. */
export function writtenBy(action: Action<State>, s: State, params: readonly number[]): Item[] {
  const before = shownIn(s as Following)
  action.apply(s, ...params)
  return writtenBetween(before, shownIn(s as Following), action.name === 'Restart' ? (params[0] ?? -1) : -1)
}

function followed(action: Action<Following>, log: FollowedLog, logSize: number, hint: Hints): Action<Following> {
  const allows = hint.of(action.name)
  const test = (s: Reading<Following>, ...params: number[]): boolean => s.astray === 0 && allows(s, s.explained, params, logSize)
  // A guard is tested where the parameters are bound that it names.
  Object.defineProperty(test, 'length', { value: 1 + action.params.length })
  return {
    ...action,
    guards: { [GOES_ON]: given(test), ...action.guards },
    apply: (s, ...params) => {
      const written = writtenBy(action as unknown as Action<State>, s, params)
      if (goesOnWith(log, s.explained, written)) s.explained += written.length
      else s.astray = 1
    },
  }
}
