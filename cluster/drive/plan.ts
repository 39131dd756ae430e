/**
 * What a trace asks of a cluster before it runs: the order of the replicas, so that the controller elects whom the model elects, and
 * the times of the cluster. Or why a step cannot be driven, before any process is started.
 */
import type { KraftOptions } from '../../model/kraft/index.ts'
import type { Trace, TraceStep } from '../../traces/index.ts'
import { lagsOf } from './lags.ts'
import { decided, idOf, isUp, known, type ModelState, modelStates } from './model-state.ts'

/** Milliseconds. */
const SESSION = { short: 4_000, long: 12_000, ofStep: 3_000, ofRestart: 15_000 } as const
/** A `replica.lag.time.max.ms` that no replay outlives. */
export const NEVER = 600_000
const LAG = { soon: 8_000, ofStep: 1_000 } as const

export interface Plan {
  /** The order of the replicas from the start, and every order that a step needs first. */
  readonly orders: ReadonlyMap<number, readonly number[]>
  /** Brokers whose heartbeats are held before a step (from 0 on), so that their sessions end before those of others. */
  readonly holds: ReadonlyMap<number, readonly number[]>
  /** Followers that are dropped for lagging before they have fetched once; the others fetch once while there is nothing to copy. */
  readonly unheard: readonly number[]
  /** Steps (from 0 on) before which the lag time passes without a fetch. */
  readonly lags: ReadonlySet<number>
  /** Whether a reply to a fetch is late: its fetcher thread has to live on meanwhile. */
  readonly isLate: boolean
  /** The first step (from 0 on) with which a produce request stands still in its broker; -1 when none does. */
  readonly slow: number
  readonly sessionTimeout: number
  readonly lagTime: number
}

/** Why a step cannot be driven; step 0 is the start. */
export interface Undrivable {
  readonly step: number
  readonly reason: string
}

/** Steps that are driven. */
const DRIVEN = [
  'Append',
  'AppendSlowly',
  'AnswerSlowly',
  'FailSlowly',
  'Send',
  'Resend',
  'Fetch',
  'FetchLate',
  'DeliverReply',
  'ApplyMetadata',
  'ElectLeader',
  'ElectPreferred',
  'BalanceLeaders',
  'ElectUnclean',
  'FenceBroker',
  'UnfenceBroker',
  'ExpireSession',
  'ShrinkIsr',
  'CollapseIsr',
  'ExpandIsr',
  'CommitIsr',
  'RefuseIsr',
  'ControlledShutdown',
  'CleanStop',
  'Kill',
  'LosePower',
  'LoseDisk',
  'RemoveDirectory',
  'ZoneKill',
  'ZoneLosePower',
  'ZoneLoseDisks',
  'Restart',
  'AssignDirectory',
  'ChangeConfig',
  'ApplyConfig',
  'LearnIsr',
  'RedeliverIsr',
  'Unregister',
  'Reassign',
  'CancelReassignment',
] as const

/** The plan of a trace, or the first step that cannot be driven. */
export function planOf(trace: Trace, options: KraftOptions): Plan | Undrivable {
  const states = modelStates(trace)
  if (options.start !== undefined)
    return { step: 0, reason: 'it starts from a partition as it was found, which is not made on a cluster' }
  if (options.retries > 0 && options.idempotence)
    return { step: 0, reason: 'its producer is idempotent, and its sequence numbers are not driven' }
  if (options.coordinator === true)
    return { step: 0, reason: 'its records are the writes of a group coordinator, and those of a producer are driven' }
  if (options.consumer !== undefined || options.followerReads)
    return { step: 0, reason: 'its consumer is a step of its own, which is not driven' }
  const isLate = trace.steps.some(({ action }) => action === 'FetchLate')
  for (const [i, step] of trace.steps.entries()) {
    const reason =
      undrivable(step, states[i]) ??
      (isLate ? besideLateReply(step) : undefined) ??
      (isStoppedHolding(trace.steps, i) ? 'a broker does not stop in order while one of its requests is held' : undefined) ??
      (isTakenAgain(trace.steps, i) ? 'brokers have one log directory more than they need, and it is taken twice' : undefined)
    if (reason !== undefined) return { step: i + 1, reason }
  }
  const orders = ordersOf(trace.steps, states)
  if ('reason' in orders) return orders
  const lags = lagsOf(trace.steps, states)
  return {
    orders,
    holds: holdsOf(trace.steps, states),
    unheard: unheardIn(trace.steps, states),
    lags,
    isLate,
    slow: trace.steps.findIndex(({ action }) => action === 'AppendSlowly'),
    sessionTimeout: sessionTimeoutOf(trace.steps, states),
    lagTime: lagTimeOf(trace, lags),
  }
}

/** Long enough for what comes before a follower is dropped for lagging. */
function lagTimeOf({ steps }: Trace, lags: ReadonlySet<number>): number {
  const first = steps.findIndex((step) => droppedBy(step).length > 0)
  if (first < 0) return lags.size === 0 ? NEVER : LAG.soon
  return LAG.soon + LAG.ofStep * first
}

function undrivable({ action, params }: TraceStep, before: ModelState | undefined): string | undefined {
  if (!(DRIVEN as readonly string[]).includes(action)) return `there is no deed for ${action}`
  if (before === undefined) return undefined
  if (action === 'ApplyMetadata' && Number(params[1]?.value) < before.metadata.length - 1)
    return 'a broker takes all of the metadata log that is committed, and the step wants less'
  const [leader = ''] = params.map(({ value }) => value)
  const dropped = droppedBy({ action, params })
  const others = dropped.length === 0 ? [] : known(before, leader).isr.filter((b) => b !== leader && !dropped.includes(b))
  const lagging = others.find((b) => Math.max(0, before.followerEnd[leader]?.[b] ?? 0) !== before.log[leader]?.length)
  if (lagging !== undefined) return `a leader drops all followers that lag in one change, and ${lagging} lags too`
  return undefined
}

/** A fetcher thread lives on by partitions of other topics; what would have their leaders ask for other ISRs is not driven beside them. */
function besideLateReply({ action, params }: TraceStep): string | undefined {
  if (action === 'DeliverReply' && params[1]?.value === '1')
    return 'a reply is held as it was sent, and the step wants it read after the log was written anew'
  return ['ShrinkIsr', 'CollapseIsr', 'ExpandIsr', 'UnfenceBroker', 'Restart'].includes(action)
    ? `${action} is not driven in a run with a late reply`
    : undefined
}

/** Whether a broker is stopped in order whose slow request has neither been answered nor failed. */
function isStoppedHolding(steps: readonly TraceStep[], i: number): boolean {
  const { action, params } = steps[i] ?? { action: '', params: [] }
  if (!['CleanStop', 'ControlledShutdown', 'RemoveDirectory'].includes(action)) return false
  const last = steps.slice(0, i).findLast((step) => /^(?:Append|Answer|Fail)Slowly$/.test(step.action))
  return last?.action === 'AppendSlowly' && last.params[0]?.value === params[0]?.value
}

/** Whether a broker's log directory is taken away that has had one taken before. */
const isTakenAgain = (steps: readonly TraceStep[], i: number): boolean =>
  steps[i]?.action === 'RemoveDirectory' &&
  steps.slice(0, i).some(({ action, params }) => action === 'RemoveDirectory' && params[0]?.value === steps[i]?.params[0]?.value)

/** Whom a leader proposes to drop from the ISR with a step, because they lag. */
function droppedBy({ action, params }: TraceStep): readonly string[] {
  if (action !== 'ShrinkIsr' && action !== 'CollapseIsr') return []
  return [...(params[1]?.value ?? '').matchAll(/b\d+/g)].map(([b]) => b)
}

function unheardIn(steps: readonly TraceStep[], states: readonly ModelState[]): readonly number[] {
  return steps.flatMap((step, i) => {
    const leader = step.params[0]?.value ?? ''
    return droppedBy(step)
      .filter((f) => states[i]?.followerEnd[leader]?.[f] === -1)
      .map(idOf)
  })
}

const ENDS = ['Kill', 'LosePower', 'LoseDisk', 'RemoveDirectory', 'CleanStop']

/** Who goes down with a step. */
function downBy({ action, params }: TraceStep, before: ModelState | undefined, after: ModelState | undefined): readonly string[] {
  if (ENDS.includes(action)) return [params[0]?.value ?? '']
  if (!action.startsWith('Zone') || before === undefined || after === undefined) return []
  return Object.keys(before.status).filter((b) => isUp(before, b) && !isUp(after, b))
}

/** Long when something happens between the last heartbeat of a broker and the end of its session, and by how much. */
function sessionTimeoutOf(steps: readonly TraceStep[], states: readonly ModelState[]): number {
  const sessions = sessionsOf(steps, states)
  if (sessions.every(({ silent, over }) => over <= silent + 1) && holdsOf(steps, states).size === 0) return SESSION.short
  const timeOf = ({ action }: TraceStep): number => (action === 'Restart' ? SESSION.ofRestart : SESSION.ofStep)
  const lasting = sessions.map(({ silent, over }) => steps.slice(silent + 1, over).reduce((sum, step) => sum + timeOf(step), 0))
  return Math.max(SESSION.long, ...lasting)
}

/** From which step on a broker sends no heartbeats, and with which step its session is over; it may never be. */
interface Session {
  readonly broker: string
  readonly silent: number
  readonly over: number
}

function sessionsOf(steps: readonly TraceStep[], states: readonly ModelState[]): readonly Session[] {
  const sessions: Session[] = []
  const silent = new Map<string, number>()
  for (const [i, step] of steps.entries()) {
    const { action, params } = step
    const broker = params[0]?.value ?? ''
    for (const down of downBy(step, states[i], states[i + 1])) silent.set(down, i)
    if (action === 'FenceBroker') sessions.push({ broker, silent: i, over: i })
    else if (action === 'ExpireSession') {
      sessions.push({ broker, silent: silent.get(broker) ?? i, over: i })
      silent.delete(broker)
    }
  }
  return [...sessions, ...[...silent].map(([broker, from]) => ({ broker, silent: from, over: Number.POSITIVE_INFINITY }))]
}

/**
 * The controller ends sessions in the order of the last heartbeats. One that is over before another that was silent first, or with
 * it, has to be silent earlier still; and where one is silent while that of another still runs, some heartbeats are between them, for the steps that are.
 */
function holdsOf(steps: readonly TraceStep[], states: readonly ModelState[]): ReadonlyMap<number, readonly number[]> {
  const holds = new Map<number, number[]>()
  const sessions = sessionsOf(steps, states)
  const hold = (step: number, ...brokers: number[]): Map<number, number[]> =>
    holds.set(step, [...(holds.get(step) ?? []), ...brokers])
  for (const { broker, silent, over } of sessions) {
    const later = sessions.filter((other) => other.over > over)
    const first = Math.min(...later.filter((other) => other.silent <= silent).map((other) => other.silent))
    if (Number.isFinite(first)) hold(first, idOf(broker))
    for (const other of later) if (other.silent > silent && other.silent < over) hold(other.silent)
  }
  return holds
}

/**
 * Orders of the replicas under which every election of the trace ends as it does: one from the start where there is one, else a
 * new one before each election that needs it. Elections take the first candidate in the order; a preferred one the first of all.
 */
function ordersOf(
  steps: readonly TraceStep[],
  states: readonly ModelState[],
): ReadonlyMap<number, readonly number[]> | Undrivable {
  const brokers = Object.keys(states[0]?.status ?? {})
  // A reassignment says the order itself.
  const isReassigned = steps.some(({ action }) => action === 'Reassign')
  const all = isReassigned ? [brokers] : permutations(brokers)
  const orders = new Map<number, readonly number[]>()
  let from = 0
  let possible = all
  for (const [i, step] of steps.entries()) {
    const allows = electionOf(step, states[i], states[i + 1])
    if (allows === undefined) continue
    let left = possible.filter(allows)
    if (left.length === 0) {
      orders.set(from, (possible[0] ?? brokers).map(idOf))
      from = i
      left = all.filter(allows)
    }
    if (left.length === 0) return { step: i + 1, reason: 'no order of the replicas makes the controller elect this broker' }
    possible = left
  }
  return orders.set(from, (possible[0] ?? brokers).map(idOf))
}

/** Whether an order of the replicas makes an election end as it does in the trace; undefined when nobody is elected. */
function electionOf(
  { action, params }: TraceStep,
  before: ModelState | undefined,
  after: ModelState | undefined,
): ((order: readonly string[]) => boolean) | undefined {
  if (before === undefined || after === undefined) return undefined
  const [old, now] = [decided(before), decided(after)]
  const { leader } = now
  if (leader === null || (old.leader === leader && old.epoch === now.epoch)) return undefined
  if (action === 'ElectLeader' || action === 'ElectPreferred') return ([first]) => first === leader
  if (old.leader === leader) return undefined
  const active = Object.keys(after.status).filter(
    (b) => ['running', 'stopped'].includes(after.status[b] ?? '') && (now.replicas?.includes(b) ?? true),
  )
  const removed = params[0]?.value
  const isr = old.isr.filter((b) => active.includes(b) && (b !== removed || isUp(after, b)))
  const eligible = [...after.elr, leader].filter((b) => active.includes(b))
  const candidates = isr.includes(leader) ? isr : before.elr.includes(leader) || old.isr.includes(leader) ? eligible : active
  return (order) => order.find((b) => candidates.includes(b)) === leader
}

function permutations(names: readonly string[]): readonly (readonly string[])[] {
  if (names.length <= 1) return [names]
  return names.flatMap((name) => permutations(names.filter((other) => other !== name)).map((rest) => [name, ...rest]))
}
