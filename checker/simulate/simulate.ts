/**
 * Random walks through a model, for bounds in which not every state can be seen. What is found is a run of the model, and so a
 * counterexample; that nothing is found proves nothing.
 *
 * Walks are numbered, and go in rounds. A walk is decided by the seed, its number, and what was taken in the rounds before; which
 * worker walks it cannot matter. So a seed and a number of walks give the same result with any number of workers; a limit of time says
 * only how many rounds there are.
 */
import { at } from '../state/at.ts'
import { compileCodec } from '../state/codec.ts'
import { fanoutOf, guardsOf } from '../search/contract.ts'
import { instancesOf, stepOf } from '../search/instances.ts'
import { maskOf, type Open, openProperties } from '../search/open-properties.ts'
import { WorkerDied } from '../search/lanes.ts'
import { toldError } from '../search/result.ts'
import type { Model } from '../model.ts'
import { initialStates, takeStep } from '../state/successors.ts'
import type { GuardCount, Path, PropertyResult, SearchError } from '../verdict.ts'
import {
  isBefore,
  type Run,
  type WalkFailure,
  type WalkFinding,
  type WalkReport,
  type WalkRequest,
  withoutSymmetry,
} from './walker.ts'

export interface SimulateOptions {
  /** A whole number of 32 bits. */
  readonly seed: number
  /** End after so many walks. */
  readonly maxWalks?: number | undefined
  readonly maxSeconds?: number | undefined
  /** Steps of a walk at most. */
  readonly maxSteps: number
  /** End with the round in which the first property is violated. */
  readonly first?: boolean
  /** A state without successors is a violation named NoDeadlock. */
  readonly forbidDeadlock?: boolean
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((progress: WalkProgress) => void) | undefined
}

export interface WalkProgress {
  readonly walks: number
  readonly steps: number
  readonly generated: number
  readonly seconds: number
}

/** Why no more was walked. `decided`: every property that a walk can decide is. */
export type WalkStop =
  | { readonly by: 'walks'; readonly limit: number }
  | { readonly by: 'seconds'; readonly limit: number }
  | { readonly by: 'interrupt' }
  | { readonly by: 'first' }
  | { readonly by: 'decided' }
  | { readonly by: 'error' }

/** A property as walks leave it. */
export interface WalkedProperty extends Omit<PropertyResult, 'verdict' | 'path'> {
  /** `open`: no walk came to what would decide it; of what stays possible none can. `cut`: a bound of the model was met. */
  readonly said: 'violated' | 'reached' | 'cut' | 'open'
  /** It stands for a bound of the model, and promises nothing. */
  readonly isBound: boolean
  /** The walk that came to it, and its run as it was walked. */
  readonly found: { readonly walk: number; readonly path: Path } | undefined
}

export interface WalkedAction {
  readonly name: string
  /** Steps of walks. */
  readonly taken: number
  /** How often it could be taken, taken or not. */
  readonly enabled: number
  readonly guards: readonly GuardCount[]
}

export interface Simulation {
  /** Never `holds`: not every state was seen. */
  readonly verdict: 'violated' | 'incomplete' | 'error'
  readonly stop: WalkStop
  readonly error: SearchError | undefined
  readonly properties: readonly WalkedProperty[]
  readonly actions: readonly WalkedAction[]
  readonly seed: number
  readonly walks: number
  readonly steps: number
  /** Steps of the longest walk. */
  readonly longest: number
  /** Transitions looked at. */
  readonly generated: number
  readonly workers: number
  readonly seconds: number
}

/** One that walks: a thread, or this one. Rejects with {@link WorkerDied} when it is gone. */
export interface Walker {
  readonly walk: (request: WalkRequest, stop: Int32Array) => Promise<WalkReport>
}

/** Walks that one walker is given at a time. */
const SHARE = 16
const FIRST_ROUND = 64
const LAST_ROUND = 1024
/** Seconds that a walker may take to finish a step once it is to stop. */
const GRACE_SECONDS = 5

/** Walks until a limit is met or there is nothing left to find. */
export async function simulateOn<S>(whole: Model<S>, walkers: readonly Walker[], options: SimulateOptions): Promise<Simulation> {
  const model: Model<S> = withoutSymmetry(whole)
  const startedAt = performance.now()
  const seconds = () => (performance.now() - startedAt) / 1000
  const open = openProperties(model, options.forbidDeadlock ?? false)
  const found = new Map<Open, WalkFinding>()
  const totals = emptyTotals(model)
  const isOpen = (o: Open) => !found.has(o) && o.finding.kind !== 'possible'
  const stop = new Int32Array(new SharedArrayBuffer(4))
  let why: WalkStop | undefined
  let failure: WalkFailure | undefined
  let died: string | undefined
  let giveUp: (error: WorkerDied) => void = () => undefined
  const grace = new Promise<never>((_, reject) => (giveUp = reject))
  grace.catch(() => undefined)
  let overdue: ReturnType<typeof setTimeout> | undefined
  const halt = (by: WalkStop) => {
    why ??= by
    Atomics.store(stop, 0, 1)
    overdue ??= setTimeout(() => giveUp(new WorkerDied(STUCK)), GRACE_SECONDS * 1000)
  }
  const { maxSeconds, maxWalks = Infinity, signal } = options
  const onAbort = () => halt({ by: 'interrupt' })
  signal?.addEventListener('abort', onAbort)
  if (signal?.aborted === true) onAbort()
  const timer =
    maxSeconds === undefined ? undefined : setTimeout(() => halt({ by: 'seconds', limit: maxSeconds }), maxSeconds * 1000)
  let begun = 0
  try {
    for (let size = FIRST_ROUND; why === undefined; size = Math.min(LAST_ROUND, size * 2)) {
      const end = Math.min(maxWalks, begun + size)
      const request = {
        seed: options.seed,
        maxSteps: options.maxSteps,
        taken: totals.taken.slice(),
        judge: maskOf(open.filter(isOpen), 'judged'),
        judgeSteps: maskOf(open.filter(isOpen), 'step'),
        wantDeadlock: open.some((o) => isOpen(o) && o.finding.kind === 'deadlock'),
      }
      const findings: WalkFinding[] = []
      const walkOn = async (walker: Walker): Promise<void> => {
        while (begun < end && Atomics.load(stop, 0) === 0) {
          const from = begun
          begun = Math.min(end, from + SHARE)
          const report = await walker.walk({ ...request, from, to: begun }, stop)
          add(totals, report)
          findings.push(...report.findings)
          if (report.failure !== undefined && (failure === undefined || isBefore(report.failure, failure)))
            failure = report.failure
        }
      }
      await Promise.race([Promise.all(walkers.map(walkOn)), grace])
      options.onProgress?.({ walks: totals.walks, steps: totals.steps, generated: totals.generated, seconds: seconds() })
      for (const o of open.filter(isOpen)) {
        const ofIt = findings.filter((f) => f.kind === o.finding.kind && f.property === o.finding.property)
        const least = ofIt.toSorted((a, b) => (isBefore(a, b) ? -1 : 1))[0]
        if (least !== undefined) found.set(o, least)
      }
      if (failure !== undefined) break
      const violated = [...found.keys()].some((o) => !o.isBound && o.result.kind !== 'witness')
      if (options.first === true && violated) why ??= { by: 'first' }
      const decidable = open.filter((o) => !o.isBound && o.finding.kind !== 'possible')
      if (decidable.length > 0 && !decidable.some(isOpen)) why ??= { by: 'decided' }
      if (begun >= maxWalks) why ??= { by: 'walks', limit: maxWalks }
    }
  } catch (error) {
    if (!(error instanceof WorkerDied)) throw error
    died = error.message
  } finally {
    clearTimeout(timer)
    clearTimeout(overdue)
    signal?.removeEventListener('abort', onAbort)
  }
  const pathOf = pathTaker(model)
  const error: SearchError | undefined =
    died !== undefined
      ? { kind: 'worker', message: died }
      : failure && toldError(model, compileCodec(model.layout), pathOf(failure), failure)
  const properties = open.map((o): WalkedProperty => {
    const finding = found.get(o)
    const said = finding === undefined ? 'open' : o.isBound ? 'cut' : o.result.kind === 'witness' ? 'reached' : 'violated'
    return { ...o.result, said, isBound: o.isBound, found: finding && { walk: finding.walk, path: pathOf(finding) } }
  })
  return {
    verdict: error !== undefined ? 'error' : properties.some((p) => p.said === 'violated') ? 'violated' : 'incomplete',
    stop: why ?? { by: 'error' },
    error,
    properties,
    actions: actionsOf(model, totals),
    seed: options.seed,
    walks: totals.walks,
    steps: totals.steps,
    longest: totals.longest,
    generated: totals.generated,
    workers: walkers.length,
    seconds: seconds(),
  }
}

const STUCK = `the walks did not stop within ${GRACE_SECONDS} s: a guard, an effect or a property does not end`

interface Totals {
  walks: number
  steps: number
  longest: number
  generated: number
  readonly taken: Float64Array
  readonly enabled: Float64Array
  readonly blocked: Float64Array
}

const emptyTotals = <S>(model: Model<S>): Totals => ({
  walks: 0,
  steps: 0,
  longest: 0,
  generated: 0,
  taken: new Float64Array(fanoutOf(model)),
  enabled: new Float64Array(model.actions.length),
  blocked: new Float64Array(guardsOf(model).length),
})

/** Sums do not depend on the order in which reports come: they are of whole numbers. */
function add(totals: Totals, report: WalkReport): void {
  totals.walks += report.walks
  totals.steps += report.steps
  totals.generated += report.generated
  totals.longest = Math.max(totals.longest, report.longest)
  for (const key of ['taken', 'enabled', 'blocked'] as const)
    report[key].forEach((n, i) => (totals[key][i] = at(totals[key], i) + n))
}

function actionsOf<S>(model: Model<S>, { taken, enabled, blocked }: Totals): WalkedAction[] {
  const guards = guardsOf(model).map((g, i) => ({ ...g, blocked: at(blocked, i) }))
  return instancesOf(model).map(({ action, first, count }) => {
    const name = model.actions[action]?.name ?? ''
    return {
      name,
      taken: taken.subarray(first, first + count).reduce((sum, n) => sum + n, 0),
      enabled: at(enabled, action),
      guards: guards.filter((g) => g.action === name).map((g) => ({ name: g.guard, kind: g.kind, blocked: g.blocked })),
    }
  })
}

/** Takes the transitions of a run once more, straight from the contract. */
function pathTaker<S>(model: Model<S>): (run: Run) => Path {
  const codec = compileCodec(model.layout)
  const instances = instancesOf(model)
  return ({ initial, transitions }) => {
    const states = initialStates(model, codec).slice(initial, initial + 1)
    const steps = Array.from(transitions, (number) => stepOf(instances, number))
    for (const step of steps) states.push(takeStep(model, codec, states.at(-1) ?? new Int32Array(), step))
    return { states, steps }
  }
}
