/** Random runs of the model of a release for a cluster to follow, and shorter ones that end alike. */
import type { Model } from '../checker/model.ts'
import { walkAmong } from '../checker/simulate/walk-among.ts'
import { blockingGuard, stateFrom, type Step, takeStep } from '../checker/state/successors.ts'
import { compileCodec } from '../checker/state/codec.ts'
import type { Path } from '../checker/verdict.ts'
import type { Faults, State } from '../model/kraft/index.ts'
import { defectsOf } from '../model/kraft/defects.ts'
import type { KafkaVersion } from '../model/kraft/versions.ts'
import type { TransactionsBounds } from '../model/transactions/settings.ts'
import { type Trace, traceOfRun } from '../traces/index.ts'
import { resolve } from '../traces/replay.ts'
import { build, type KraftSpec, specData, type TransactionsSpec } from './spec.ts'

/** Records and faults of a run; kinds that are not named do not happen. */
export const RUN_BOUNDS = {
  records: 3,
  faults: { total: 3, cleanStops: 1, kills: 2, powerLosses: 1, diskLosses: 1, fencings: 2, elections: 2 } satisfies Faults,
} as const

/** What may go wrong in a run of transactions: two producers, one request that arrives late, one log that loses its end. */
const TRANSACTION_RUN_BOUNDS = {
  instances: 2,
  late: 1,
  timeouts: 0,
  moves: 0,
  losses: { data: 1, offsets: 0, coordinator: 1 },
} as const satisfies TransactionsBounds

export const RUN_MODELS = ['kraft', 'transactions'] as const
export type RunModel = (typeof RUN_MODELS)[number]

/** What faults make, and what they are too rare to be drawn early for: replication and clients go on between them. */
const FAULTS = [
  'CleanStop',
  'Kill',
  'LosePower',
  'LoseDisk',
  'RemoveDirectory',
  'FenceBroker',
  'ElectLeader',
  'LoseLogEnd',
  'LoseCoordinatorLogEnd',
  'DelayProduce',
  'DelayEndTxn',
  'DelayMarker',
  'DelayAddPartition',
]
const favour = (action: string): number => (FAULTS.includes(action) ? 1 : 6)

/** The code of a release, with all its known defects that bear on it, and {@link RUN_BOUNDS} or TRANSACTION_RUN_BOUNDS. */
export const specOfRuns = (version: KafkaVersion, model: RunModel = 'kraft'): KraftSpec | TransactionsSpec =>
  model === 'transactions'
    ? { model, from: { settings: { version, bounds: TRANSACTION_RUN_BOUNDS } }, properties: [] }
    : {
        model,
        from: { settings: { version, defects: defectsOf(version, 'kraft').map(({ id }) => id), bounds: RUN_BOUNDS } },
        properties: [],
      }

export interface RunRequest {
  readonly seed: number
  readonly walk: number
  readonly maxSteps: number
  /** Whether it can be driven so far. */
  readonly isDrivable: (run: Trace) => boolean
}

/** A random run; the same request gives the same. */
export function randomRun(spec: KraftSpec | TransactionsSpec, { seed, walk, maxSteps, isDrivable }: RunRequest): Trace {
  const model = build(spec) as Model<State>
  const toTrace = (path: Path): Trace => traceOfRun(model, specData(spec), path)
  const path = walkAmong(proposingAtOnce(model), {
    seed,
    walk,
    maxSteps,
    favour,
    allows: (longer) => isDrivable(toTrace(longer)),
  })
  return toTrace(path)
}

/** A fetch by which a leader can propose its follower for the ISR does so: brokers never wait with it. */
function proposingAtOnce(model: Model<State>): Model<State> {
  const expand = model.actions.find(({ name }) => name === 'ExpandIsr')
  if (expand === undefined) return model
  const proposesNobody = (s: State, follower: number): boolean =>
    s.status.every((_, leader) => blockingGuard(expand, s, [leader, follower]) !== undefined)
  const actions = model.actions.map((action) =>
    action.name === 'Fetch'
      ? { ...action, guards: { ...action.guards, 'its leader cannot propose it': proposesNobody as never } }
      : action,
  )
  return { ...model, actions }
}

/**
 * A run in which the cluster differs from the model at the last step, with as many steps left out as `tries` drives allow: halves, then
 * quarters, down to single steps. `differs` drives a run and says whether it does so at its last step too.
 */
export async function shrinkRun(whole: Trace, tries: number, differs: (run: Trace) => Promise<boolean>): Promise<Trace> {
  const model = build(whole.spec)
  let best = whole
  let left = tries
  for (let size = best.steps.length >> 1; size >= 1;) {
    let isShorter = false
    for (let end = best.steps.length - 1; end > 0 && left > 0;) {
      const [from, to] = [Math.max(0, end - size), end]
      end = from
      const shorter = without(model, best, (i) => i >= from && i < to)
      if (shorter === undefined) continue
      left--
      if (!(await differs(shorter))) continue
      best = shorter
      isShorter = true
      end = Math.min(from, best.steps.length - 1)
    }
    if (left === 0) return best
    size = isShorter ? Math.min(size, best.steps.length >> 1) : size >> 1
  }
  return best
}

/** The run without some steps, and without those that cannot be taken then; undefined when the last is one of them. */
function without(model: Model, run: Trace, drops: (index: number) => boolean): Trace | undefined {
  const codec = compileCodec(model.layout)
  const cellsOf = (): Int32Array => {
    const draft = codec.create()
    model.initial[0]?.(draft.state)
    return draft.cells
  }
  const path: { states: Int32Array[]; steps: Step[] } = { states: [cellsOf()], steps: [] }
  let isLastTaken = false
  for (const [i, taken] of run.steps.entries()) {
    isLastTaken = false
    const step = drops(i) ? undefined : resolve(model, taken, i + 1)
    const action = step === undefined || 'ok' in step ? undefined : model.actions[step.action]
    const cells = path.states.at(-1)
    if (step === undefined || 'ok' in step || action === undefined || cells === undefined) continue
    if (blockingGuard(action, stateFrom(codec, cells), step.params) !== undefined) continue
    path.states.push(takeStep(model, codec, cells, step))
    path.steps.push(step)
    isLastTaken = true
  }
  return isLastTaken && path.steps.length < run.steps.length ? traceOfRun(model, run.spec, path) : undefined
}
