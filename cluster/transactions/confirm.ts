/** A counterexample of the model of transactions on a cluster: every step driven, awaited and compared with the model. */
import { type Level } from '../../model/transactions/index.ts'
import { RULES } from '../../model/transactions/levels.ts'
import { describeTraceStep, type Trace } from '../../traces/index.ts'
import { Refused } from '../client.ts'
import { type Confirmation, type Ending, type ReplayOptions, type SeenStep, undriven, unseen } from '../confirm.ts'
import { Cluster } from '../nodes/cluster.ts'
import type { Properties } from '../nodes/settings.ts'
import type { Difference } from '../observe/compare.ts'
import { NotInTime, poll } from '../waiting.ts'
import { Driver } from './driver.ts'
import { type Layout, layoutOf } from './layout.ts'
import { type ModelState, modelStates } from './model-state.ts'
import { differences, observe, type Observed, shown } from './observed.ts'
import { brokenPromise, isObservable } from './promise.ts'
import type { Protocol } from './requests.ts'

export interface ConfirmTransactionsOptions extends ReplayOptions {
  /** By which protocol clients of the run work. */
  readonly level: Level
  /** By which those of the model do; where transactions have other epochs by it, these are not compared. */
  readonly modelLevel: Level
  /** The feature transaction.version, where the release has it. */
  readonly transactionVersion: number | undefined
  /** Whether leaders ask the coordinator before the first batch of a transaction (transaction.partition.verification.enable). */
  readonly verifies: boolean
}

/** Milliseconds a cluster has to come to the state of the model. */
const SETTLE = 20_000
/** transaction.timeout.ms of a transaction that is to time out, at first; and how often it is doubled when it is over too soon. */
const TIMEOUT = 3_000
const TRIES = 4
const NEVER = 600_000

/** A transaction timed out before the trace has it do so. */
class TooSoon extends Error {
  override name = 'TooSoon'
}

/** Replays a trace of the model of transactions. The signal ends it, with all that was started. @throws the reason of the signal; NotStarted. */
export async function confirmTransactions(trace: Trace, asked: ConfirmTransactionsOptions): Promise<Confirmation> {
  if (!isObservable(trace.property.name)) return undriven(asked, unseen(trace))
  const layout = layoutOf(trace)
  if ('reason' in layout) return undriven(asked, layout)
  for (let tries = 0; tries < TRIES; tries++)
    try {
      return await tryOnce(trace, layout, TIMEOUT * 2 ** tries, asked)
    } catch (error) {
      if (!(error instanceof TooSoon)) throw error
    }
  return undriven(asked, { step: 0, reason: 'a transaction times out before the trace has it do so' })
}

async function tryOnce(trace: Trace, layout: Layout, timeout: number, asked: ConfirmTransactionsOptions): Promise<Confirmation> {
  const { kafka, transactionVersion, base, keep, signal } = asked
  asked.onStep(0, trace.steps.length, 'starting the cluster')
  const settings = {
    brokers: layout.brokers,
    sessionTimeout: 6_000,
    lagTime: NEVER,
    controlledShutdown: false,
    uncleanElection: false,
    minIsr: 1,
    elr: false,
    ...(transactionVersion !== undefined && { transactionVersion }),
    more: brokerSettings(asked),
  }
  const cluster = await Cluster.start(kafka, settings, base, signal)
  const driver = new Driver(cluster, layout, protocolOf(asked.level), signal)
  try {
    const run = new Replay(cluster, trace, layout, timeout, driver, asked)
    const ending = await run.toItsEnd()
    return { ending, kafka: kafka.version, steps: run.steps, folder: keep ? cluster.folder : undefined }
  } finally {
    await driver.end()
    await cluster.end(keep)
  }
}

const brokerSettings = ({ verifies }: ConfirmTransactionsOptions): Properties => ({
  'transaction.state.log.num.partitions': 1,
  'transaction.state.log.replication.factor': 1,
  'transaction.state.log.min.isr': 1,
  'transaction.partition.verification.enable': verifies,
  'transaction.abort.timed.out.transaction.cleanup.interval.ms': 500,
  // A coordinator whose markers are held must not give them up.
  'request.timeout.ms': NEVER,
})

const protocolOf = (level: Level): Protocol => (RULES[level].epochPerTransaction ? 'an epoch each' : 'one epoch')

class Replay {
  readonly steps: SeenStep[] = []
  readonly #cluster: Cluster
  readonly #trace: Trace
  readonly #layout: Layout
  readonly #timeout: number
  readonly #driver: Driver
  readonly #asked: ConfirmTransactionsOptions

  constructor(
    cluster: Cluster,
    trace: Trace,
    layout: Layout,
    timeout: number,
    driver: Driver,
    asked: ConfirmTransactionsOptions,
  ) {
    this.#cluster = cluster
    this.#trace = trace
    this.#layout = layout
    this.#timeout = timeout
    this.#driver = driver
    this.#asked = asked
  }

  async toItsEnd(): Promise<Ending> {
    const states = modelStates(this.#trace)
    const { steps, property } = this.#trace
    const [first] = states
    if (first === undefined) throw new RangeError('a trace has a state')
    try {
      await this.#driver.begin()
    } catch (error) {
      if (!(error instanceof NotInTime)) throw error
      return { kind: 'cannot be driven', step: 0, reason: error.message }
    }
    let seen = await this.#settle(first, 0, 'Init')
    if (!('partitions' in seen)) return seen
    let last = seen
    for (const [i, step] of steps.entries()) {
      const [before, after] = [states[i], states[i + 1]]
      if (before === undefined || after === undefined) break
      const action = describeTraceStep(step)
      this.#asked.onStep(i + 1, steps.length, action)
      try {
        await this.#driver.take(step, before, after, this.#timesOut(i) ? this.#timeout : undefined)
      } catch (error) {
        if (!(error instanceof NotInTime || error instanceof Refused)) throw error
        await this.#note(i + 1, action)
        return this.#ended(i + 1, [{ what: action, model: 'is taken', cluster: error.message }])
      }
      last = seen
      seen = await this.#settle(after, i + 1, action)
      if (!('partitions' in seen)) return seen
    }
    const phases = Object.values(states.at(-1)?.producer ?? {}).map(({ phase }) => phase)
    const isInTransaction = phases.some((phase) => ['in transaction', 'committing', 'aborting', 'fenced'].includes(phase))
    const promise = brokenPromise(property.name, { seen, before: last, producers: this.#driver, isInTransaction })
    return promise === undefined
      ? { kind: 'not reproduced', step: steps.length, differences: [] }
      : { kind: 'confirmed', promise }
  }

  /** Whether the next transaction that times out is of the producer that starts with step `i`. */
  #timesOut(i: number): boolean {
    const rest = this.#trace.steps.slice(i + 1)
    const [timeout, init] = ['TimeoutTransaction', 'InitProducerId'].map((name) =>
      rest.findIndex(({ action }) => action === name),
    )
    return timeout !== undefined && timeout >= 0 && (init === undefined || init < 0 || timeout < init)
  }

  /** Waits until the cluster is in the state of the model; what it is in when it does not come there ends the replay. */
  async #settle(state: ModelState, number: number, action: string): Promise<Observed | Ending> {
    const { level, modelLevel, signal } = this.#asked
    const hasEpochs = protocolOf(level) === protocolOf(modelLevel)
    let last: { seen: Observed; found: readonly Difference[] } | undefined
    try {
      await poll(
        `the state of step ${number}`,
        async () => {
          const seen = await observe(this.#cluster, this.#layout, this.#driver.requests)
          const { hasUnheard } = this.#driver
          last = { seen, found: differences(state, seen, { hasEpochs, hasUnheard }) }
          if (this.#hasTimeouts && state.coordinator.state === 'Ongoing' && seen.coordinator?.state === 'PrepareAbort')
            throw new TooSoon()
          return last.found.length === 0 || undefined
        },
        { deadline: SETTLE, signal },
      )
    } catch (error) {
      if (!(error instanceof NotInTime) || last === undefined) throw error
    }
    if (last === undefined) throw new NotInTime(`nothing was seen of step ${number}`)
    this.steps.push({ step: number, action, seen: shown(last.seen) })
    return last.found.length === 0 ? last.seen : this.#ended(number, last.found)
  }

  get #hasTimeouts(): boolean {
    return this.#trace.steps.some(({ action }) => action === 'TimeoutTransaction')
  }

  /** Notes what is seen where a step could not be taken. */
  async #note(step: number, action: string): Promise<void> {
    const seen = await observe(this.#cluster, this.#layout, this.#driver.requests)
    this.steps.push({ step, action, seen: shown(seen) })
  }

  #ended(step: number, found: readonly Difference[]): Ending {
    return { kind: this.#asked.isOfRelease ? 'diverged' : 'not reproduced', step, differences: found }
  }
}
