/**
 * What the log says against an action before it is taken, so that few are taken in vain. None of it is needed for the answer to be
 * right: a step that shows what the log does not goes astray; it decides how many states are seen.
 */
import { has, type Reading } from '../checker/model.ts'
import type { State } from '../model/kraft/index.ts'
import { knownEpoch, STOPPING } from '../model/kraft/state.ts'
import type { FollowedLog, Item } from './followed-log.ts'

/** Whether an action may be taken in a state behind the first items of the log. */
type Allows = (s: Reading<State>, explained: number, params: readonly number[], logSize: number) => boolean

export interface Hints {
  readonly of: (action: string) => Allows
}

type BrokerItem = Extract<Item, { kind: 'broker' }>
type Decision = Extract<Item, { kind: 'decision' }>

const always: Allows = () => true

export function hints(log: FollowedLog): Hints {
  const { items } = log
  /** Whether the next decision of the controller, which writes one item or two, is about a broker in this way. */
  const next = (explained: number, broker: number, becomes: BrokerItem['becomes']): boolean => {
    for (const item of items.slice(explained, explained + 2))
      if (item.kind === 'broker') return item.broker === broker && item.becomes === becomes
    return false
  }
  const becoming =
    (becomes: BrokerItem['becomes']): Allows =>
    (_, explained, [broker = 0]) =>
      next(explained, broker, becomes)
  const nextOf = (explained: number, broker: number): BrokerItem | undefined =>
    items.slice(explained).find((item): item is BrokerItem => item.kind === 'broker' && item.broker === broker)
  const decisionAt = (explained: number): Decision | undefined => {
    const item = items[explained]
    return item?.kind === 'decision' ? item : undefined
  }
  const nextDecision = (explained: number): Decision | undefined =>
    items.slice(explained).find((item): item is Decision => item.kind === 'decision')
  /** What goes down is fenced next, or registers anew; or never heard of again. */
  const mayGoDown: Allows = (_, explained, [broker = 0]) => {
    const said = nextOf(explained, broker)
    return said === undefined ? log.downAtEnd : said.becomes === 'fenced' || said.becomes === 'registered'
  }
  /** As what it registers next; undefined when it does not come back. */
  const returnOf = (explained: number, broker: number): BrokerItem | undefined =>
    items
      .slice(explained)
      .find((item): item is BrokerItem => item.kind === 'broker' && item.broker === broker && item.becomes === 'registered')
  const byAction: Readonly<Record<string, Allows>> = {
    FenceBroker: becoming('fenced'),
    ExpireSession: becoming('fenced'),
    UnfenceBroker: becoming('unfenced'),
    ControlledShutdown: becoming('stopping'),
    Restart: becoming('registered'),
    Unregister: becoming('unregistered'),
    ChangeConfig: (_, explained) => items.slice(explained, explained + 2).some(({ kind }) => kind === 'settings'),
    ElectLeader: (_, explained, [broker = 0]) => decisionAt(explained)?.leader === broker,
    CommitIsr: (s, explained, [leader = 0]) => {
      const decision = decisionAt(explained)
      // A reassignment that completes with it takes more out of the ISR.
      const left = decision?.assignment?.replicas ?? -1
      return decision?.isr === ((s.proposal[leader] ?? 0) & left)
    },
    Reassign: (_, explained, [index = 0]) => {
      const { replicas = 0, removing = 0 } = decisionAt(explained)?.assignment ?? {}
      return (replicas & ~removing) === index + 1
    },
    CancelReassignment: (_, explained) => {
      const { adding = 0, removing = 0 } = decisionAt(explained)?.assignment ?? {}
      return adding === 0 && removing === 0
    },
    ShrinkIsr: (s, explained, [leader = 0, follower = 0]) => {
      const decision = nextDecision(explained)
      return decision !== undefined && isBy(decision, s, leader) && !has(decision.isr, follower)
    },
    ExpandIsr: (s, explained, [leader = 0, follower = 0]) => {
      const decision = nextDecision(explained)
      return decision !== undefined && isBy(decision, s, leader) && has(decision.isr, follower)
    },
    CleanStop: (s, explained, params, logSize) =>
      s.status[params[0] ?? 0] === STOPPING
        ? next(explained, params[0] ?? 0, 'fenced')
        : mayGoDown(s, explained, params, logSize),
    Kill: mayGoDown,
    LosePower: (s, explained, params, logSize) =>
      // With all of its log it is a kill.
      (params[1] ?? 0) < (s.log.length[params[0] ?? 0] ?? 0) && mayGoDown(s, explained, params, logSize),
    // The directory of the replica is gone: with all others, or alone.
    LoseDisk: (s, explained, params, logSize) => {
      const back = returnOf(explained, params[0] ?? 0)
      return (back === undefined || back.hasNewDisk || back.lacksDirectory) && mayGoDown(s, explained, params, logSize)
    },
    // Of a broker that does not come back nothing is gone but what a stop takes. A stop in order shows, or is a process that ended unseen.
    RemoveDirectory: (s, explained, params, logSize) =>
      returnOf(explained, params[0] ?? 0)?.lacksDirectory === true &&
      (log.downAtEnd || s.status[params[0] ?? 0] === STOPPING) &&
      mayGoDown(s, explained, params, logSize),
    Append: (s, _, [leader = 0]) => mayAppend(log, s, leader),
  }
  return { of: (action) => byAction[action] ?? always }
}

/** Whether a leader may have asked for a decision: in its epoch, unless a reassignment that completes with it ends that. */
const isBy = ({ epoch, assignment }: Decision, s: Reading<State>, leader: number): boolean =>
  epoch === knownEpoch(s, leader) || (assignment !== undefined && epoch === knownEpoch(s, leader) + 1)

/** Whether some replica holds a record that was appended so, or one that was acknowledged is gone. */
function mayAppend(log: FollowedLog, s: Reading<State>, leader: number): boolean {
  const [epoch, offset] = [knownEpoch(s, leader), s.log.length[leader] ?? 0]
  return log.records.some((record) => record.offset === offset && (record.epoch === epoch || record.epoch < 0))
}
