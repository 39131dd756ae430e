/** A counterexample on a cluster: every step driven, awaited and compared with the model, and the promise looked at where it ends. */
import type { KraftOptions } from '../model/kraft/index.ts'
import { describeTraceStep, type Trace } from '../traces/index.ts'
import { Refused } from './client.ts'
import { Driver } from './drive/driver.ts'
import { idOf, isUp, known, type ModelState, modelStates, nameOf } from './drive/model-state.ts'
import { NEVER, type Plan, planOf, type Undrivable } from './drive/plan.ts'
import { Cluster } from './nodes/cluster.ts'
import { hasDebugger } from './nodes/held-request.ts'
import type { Kafka } from './nodes/java.ts'
import { differences, type Difference } from './observe/compare.ts'
import { observe, type Observed } from './observe/observed.ts'
import { brokenPromise, type BrokenPromise, isObservable } from './observe/promise.ts'
import { NotInTime, poll } from './waiting.ts'

/** Of a trace whose end does not show on brokers. */
export const unseen = ({ steps, property }: Trace): Undrivable => ({
  step: steps.length,
  reason: `whether ${property.name} holds cannot be seen on brokers`,
})

/** How a replay ended. */
export type Ending =
  /** The promise is broken on the brokers; of a run that claims nothing: every step went as the model says. */
  | { readonly kind: 'confirmed'; readonly promise: BrokenPromise }
  /** The cluster does something else than the rules of this release say. */
  | { readonly kind: 'diverged'; readonly step: number; readonly differences: readonly Difference[] }
  /** A step has no deed, or what it needs does not come about here. */
  | { readonly kind: 'cannot be driven'; readonly step: number; readonly reason: string }
  /** The cluster does not do what a rule that it has, and the trace has not, forbids. */
  | { readonly kind: 'not reproduced'; readonly step: number; readonly differences: readonly Difference[] }

/** What was seen after a step. */
export interface SeenStep {
  readonly step: number
  /** Such as `Fetch(b1)`; `Init` for step 0. */
  readonly action: string
  readonly seen: readonly string[]
}

export interface Confirmation {
  readonly ending: Ending
  readonly kafka: string
  readonly steps: readonly SeenStep[]
  /** The folder of the cluster, when it was kept. */
  readonly folder: string | undefined
}

/** How a trace of any model is replayed. */
export interface ReplayOptions {
  readonly kafka: Kafka
  /** Whether the trace is of the rules that this release is said to have: a difference is then a fault of the model. */
  readonly isOfRelease: boolean
  /** Where runs have their folders. */
  readonly base: string
  readonly keep: boolean
  readonly signal: AbortSignal
  readonly onStep: (step: number, of: number, action: string) => void
}

export interface ConfirmOptions extends ReplayOptions {
  readonly options: KraftOptions
}

/** A replay that was not begun, or not gone on with: step 0 is the start. */
export const undriven = ({ kafka }: ReplayOptions, { step, reason }: Undrivable): Confirmation => ({
  ending: { kind: 'cannot be driven', step, reason },
  kafka: kafka.version,
  steps: [],
  folder: undefined,
})

/** Milliseconds a cluster has to come to the state of the model. */
const SETTLE = 45_000
/** Milliseconds after which a difference is none that would have gone by itself. */
const SURE = 10_000
/** How often a replay is tried in which a time of the cluster was over before the steps that are to come before it; each time is twice as long. */
const TRIES = 3

/** A time of the cluster was over too soon for the trace. */
class TooSoon extends Error {
  override name = 'TooSoon'
  readonly step: number
  readonly time: 'lagTime' | 'sessionTimeout'

  constructor(step: number, time: TooSoon['time'], message: string) {
    super(message)
    this.step = step
    this.time = time
  }
}

/** Replays a trace of the kraft model. The signal ends it, with all that was started. @throws the reason of the signal; Error when no cluster could be started. */
export async function confirm(trace: Trace, asked: ConfirmOptions): Promise<Confirmation> {
  if (!isObservable(trace.property.name)) return undriven(asked, unseen(trace))
  const plan = planOf(trace, asked.options)
  if ('reason' in plan) return undriven(asked, plan)
  if (plan.slow >= 0 && !hasDebugger())
    return undriven(asked, {
      step: plan.slow + 1,
      reason: 'a request is held in its broker by jdb, which a JDK has and which is not on the path',
    })
  let times = { sessionTimeout: plan.sessionTimeout, lagTime: plan.lagTime }
  for (let tries = 1; ; tries++)
    try {
      return await tryOnce(trace, { ...plan, ...times }, asked)
    } catch (error) {
      if (!(error instanceof TooSoon)) throw error
      if (tries === TRIES) return undriven(asked, { step: error.step, reason: error.message })
      times = { ...times, [error.time]: 2 * times[error.time] }
    }
}

async function tryOnce(trace: Trace, plan: Plan, asked: ConfirmOptions): Promise<Confirmation> {
  const { kafka, options, base, keep, signal } = asked
  asked.onStep(0, trace.steps.length, 'starting the cluster')
  const { sessionTimeout, lagTime } = plan
  const brokers = Object.keys(modelStates(trace)[0]?.status ?? {}).length
  // An added replica is told of only by a broker of several (R3).
  const ofSeveral = options.switches.addedReplicaKeepsElr ? ['RemoveDirectory'] : ['RemoveDirectory', 'AssignDirectory']
  const spareDirectory = trace.steps.some(({ action }) => ofSeveral.includes(action))
  const settings = {
    ...options,
    sessionTimeout,
    lagTime,
    brokers,
    elr: options.switches.elr,
    spareDirectory,
    debuggable: plan.slow >= 0,
  }
  const cluster = await Cluster.start(kafka, settings, base, signal)
  try {
    const run = new Replay(cluster, trace, plan, asked)
    const ending = await run.toItsEnd()
    return { ending, kafka: kafka.version, steps: run.steps, folder: keep ? cluster.folder : undefined }
  } finally {
    await cluster.end(keep)
  }
}

class Replay {
  readonly steps: SeenStep[] = []
  readonly #cluster: Cluster
  readonly #trace: Trace
  readonly #plan: Plan
  readonly #asked: ConfirmOptions
  readonly #driver: Driver
  #highestWatermark = 0
  readonly #reads = new Map<number, { readonly value: string; readonly from: number }>()

  constructor(cluster: Cluster, trace: Trace, plan: Plan, asked: ConfirmOptions) {
    this.#cluster = cluster
    this.#trace = trace
    this.#plan = plan
    this.#asked = asked
    this.#driver = new Driver(cluster, asked.options, asked.signal)
  }

  async toItsEnd(): Promise<Ending> {
    const states = modelStates(this.#trace)
    const { steps } = this.#trace
    const [first] = states
    if (first === undefined) throw new RangeError('a trace has a state')
    try {
      await this.#driver.begin(this.#plan)
    } catch (error) {
      if (!(error instanceof NotInTime)) throw error
      return { kind: 'cannot be driven', step: 0, reason: error.message }
    }
    let seen = await this.#settle(first, 0, 'Init')
    if (!('partition' in seen)) return seen
    for (const [i, step] of steps.entries()) {
      const [before, after] = [states[i], states[i + 1]]
      if (before === undefined || after === undefined) break
      const action = describeTraceStep(step)
      this.#asked.onStep(i + 1, steps.length, action)
      const failed = await this.#take(i, before, after)
      if (failed !== undefined) return failed
      seen = await this.#settle(after, i + 1, action)
      if (!('partition' in seen)) return seen
    }
    const promise = await brokenPromise(this.#trace.property.name, {
      seen,
      cluster: this.#cluster,
      topic: this.#driver.topic,
      highestWatermark: this.#highestWatermark,
      reads: this.#reads,
      bringBack: () => this.#driver.lives.bringBack(states.at(-1) ?? first),
    })
    return promise === undefined
      ? { kind: 'not reproduced', step: steps.length, differences: [] }
      : { kind: 'confirmed', promise }
  }

  /** Drives step `i`, with the order of the replicas that it needs. */
  async #take(i: number, before: ModelState, after: ModelState): Promise<Ending | undefined> {
    const step = this.#trace.steps[i]
    if (step === undefined) return undefined
    try {
      const order = i === 0 ? undefined : this.#plan.orders.get(i)
      if (order !== undefined) await this.#driver.setOrder(order, before)
      const held = this.#plan.holds.get(i)
      if (held !== undefined) await this.#driver.lives.silence(held)
      if (this.#plan.lags.has(i)) await this.#driver.letLag()
      await this.#driver.take(step, before, after)
      return undefined
    } catch (error) {
      if (!(error instanceof NotInTime || error instanceof Refused)) throw error
      return this.#ended(i + 1, [{ what: describeTraceStep(step), model: 'is taken', cluster: error.message }])
    }
  }

  /** Waits until the cluster is in the state of the model; what it is in when it does not come there ends the replay. */
  async #settle(state: ModelState, number: number, action: string): Promise<Observed | Ending> {
    const { options, signal } = this.#asked
    const { starting } = this.#driver
    for (const hw of Object.values(state.highWatermark)) this.#highestWatermark = Math.max(this.#highestWatermark, hw)
    let last: { seen: Observed; found: readonly Difference[] } | undefined
    let over: string | undefined
    const start = performance.now()
    try {
      await poll(
        `the state of step ${number}`,
        async () => {
          const seen = await this.#look(state)
          over = overTooSoon(state, seen)
          if (over !== undefined) return true
          last = { seen, found: differences(state, seen, { options, highestWatermark: this.#highestWatermark, starting }) }
          return last.found.length === 0 || undefined
        },
        { deadline: SETTLE, signal },
      )
    } catch (error) {
      if (!(error instanceof NotInTime) || last === undefined) throw error
    }
    // What has differed for so long before a session was over differs for another reason.
    if (over !== undefined && (last === undefined || performance.now() - start < SURE))
      throw new TooSoon(number, 'sessionTimeout', `the session of ${over} was over before the trace has it end`)
    if (last === undefined) throw new NotInTime(`nothing was seen of step ${number}`)
    const { seen, found } = last
    this.steps.push({ step: number, action, seen: shown(seen) })
    const [asks] = this.#driver.unasked(state)
    if (asks !== undefined && this.#plan.lagTime < NEVER)
      throw new TooSoon(number, 'lagTime', `${asks} asked for another ISR before the trace has it do so`)
    if (found.length > 0) return this.#ended(number, found)
    if (this.#trace.property.name === 'RepeatableRead') await this.#read(seen)
    if (asks === undefined) return seen
    const reason = `${asks} asks for another ISR at once, and the trace has it wait`
    return { kind: 'cannot be driven', step: number, reason }
  }

  /** A consumer reads what there is from whoever leads. */
  async #read({ roles }: Observed): Promise<void> {
    const { client, ports } = this.#cluster
    for (const [from, role] of roles.entries()) {
      if (role.kind !== 'leads' || (role.highWatermark ?? 0) === 0) continue
      const { values } = await client.consume(ports.client[from] ?? 0, this.#driver.topic)
      for (const [offset, value] of values.entries()) if (!this.#reads.has(offset)) this.#reads.set(offset, { value, from })
    }
  }

  #look(state: ModelState): Promise<Observed> {
    const epochs = this.#cluster.brokers.map((b) => {
      const name = nameOf(b)
      return isUp(state, name) && !this.#driver.starting.has(b) ? known(state, name).epoch : undefined
    })
    return observe(this.#cluster, this.#driver.topic, epochs, this.#driver.answers)
  }

  #ended(step: number, found: readonly Difference[]): Ending {
    return { kind: this.#asked.isOfRelease ? 'diverged' : 'not reproduced', step, differences: found }
  }
}

/** Who is down with a live session in the model, and fenced in the cluster. */
const overTooSoon = ({ status }: ModelState, { brokers }: Observed): string | undefined =>
  Object.keys(status).find((b) => status[b] === 'stopped' && brokers.get(idOf(b))?.fenced === true)

/** What was seen, in lines. */
function shown({ partition, logs, roles, answers }: Observed): string[] {
  const names = (ids: readonly number[]): string => `{${ids.map(nameOf).join(',')}}`
  const leader = partition.leader < 0 ? 'none' : nameOf(partition.leader)
  return [
    `leader ${leader}, epoch ${partition.leaderEpoch}, ISR ${names(partition.isr)}, ELR ${names(partition.elr)}`,
    ...logs.map((log, b) => {
      const role = roles[b]
      const doing =
        role?.kind === 'leads'
          ? `leads, high watermark ${role.highWatermark ?? 'not yet told'}`
          : role?.kind === 'silent'
            ? 'is down'
            : (role?.kind ?? '')
      return `b${b} ${doing}: [${log.map(({ value, leaderEpoch }) => `${value}@${leaderEpoch}`).join(' ')}]`
    }),
    ...[...answers].map(([record, { error, offset }]) =>
      error === 0 ? `${record} acknowledged at offset ${offset}` : `${record} refused with error ${error}`,
    ),
  ]
}
