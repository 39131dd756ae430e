/** Which broker leads what: every partition one of its own, so that each has its markers in a request of its own. */
import type { Trace } from '../../traces/index.ts'
import type { Undrivable } from '../drive/plan.ts'
import { modelStates } from './model-state.ts'

export interface Layout {
  readonly brokers: number
  /** The leader of each partition, which is its only replica. */
  readonly leaders: Readonly<Record<string, number>>
  /** Brokers that the coordinator is on, one after the other; the replicas of `__transaction_state`. */
  readonly coordinators: readonly number[]
}

/** Steps that have a deed, or that are none of anybody's but the client's own. */
const DRIVEN: ReadonlySet<string> = new Set([
  'StartProducer',
  'InitProducerId',
  'BeginTransaction',
  'AddPartition',
  'Produce',
  'ProduceRefused',
  'CommitTransaction',
  'AbortTransaction',
  'EndTxn',
  'RequestRefused',
  'DelayProduce',
  'LateProduce',
  'DelayEndTxn',
  'LateEndTxn',
  'DelayAddPartition',
  'LateAddPartition',
  'DelayMarker',
  'LateMarker',
  'SendMarker',
  'MarkerRefused',
  'CompleteTransaction',
  'TimeoutTransaction',
  'MoveCoordinator',
  'LoseLogEnd',
  'LoseCoordinatorLogEnd',
])

/**
 * Whether a run can be driven that nobody has chosen. A leader that is killed while markers are written takes the answer with it, and the
 * marker is sent again: that the model has not.
 */
export function isDrivable(run: Trace): boolean {
  const states = modelStates(run)
  const isCut = run.steps.some(
    ({ action }, i) => action === 'LoseLogEnd' && states[i]?.coordinator.state.startsWith('Prepare') === true,
  )
  return !isCut && !('reason' in layoutOf(run))
}

export function layoutOf(trace: Trace): Layout | Undrivable {
  const { steps } = trace
  const partitions = Object.keys(modelStates(trace)[0]?.log ?? {})
  const undrivable = steps.findIndex(({ action }) => !DRIVEN.has(action))
  if (undrivable >= 0) return { step: undrivable + 1, reason: `there is no deed for ${steps[undrivable]?.action}` }
  const used = partitions.filter((p) => steps.some(({ params }) => params.some(({ value }) => value === p)))
  if (used.some((p) => p.startsWith('__'))) return { step: 0, reason: 'there is no deed for offsets in a transaction' }
  const actions = new Set(steps.map(({ action }) => action))
  // Whoever loses the end of a log is killed, and nothing else may end with it.
  const isApart = actions.has('LoseLogEnd') || actions.has('LoseCoordinatorLogEnd')
  const first = isApart ? used.length : 0
  const coordinators = actions.has('MoveCoordinator') ? [first, first + 1] : [first]
  return {
    brokers: Math.max(used.length, first + coordinators.length),
    leaders: Object.fromEntries(used.map((p, b) => [p, b])),
    coordinators,
  }
}
