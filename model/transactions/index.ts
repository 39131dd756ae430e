/**
 * Kafka's transactions: one transactional.id, its coordinator, and the logs of the partitions it writes to.
 *
 * What logs may lose is not decided here: the replication model says whether an acknowledged end can be lost, and `losses.ts` lets
 * a log fall back to an earlier length. The protocols of all releases are `levels.ts`. Who does what: `client.ts`, `coordinator.ts`,
 * `network.ts` (copies of requests that arrive late), `losses.ts`; what leaders and coordinator answer: `answers.ts`.
 */
import type { Model, Property } from '../../checker/model.ts'
import { NONE } from '../../checker/model.ts'
import { answersOf } from './answers.ts'
import { clientActions } from './client.ts'
import { coordinatorActions } from './coordinator.ts'
import { type Logs, logsOf } from './log.ts'
import { lossActions } from './losses.ts'
import { networkActions } from './network.ts'
import { checkOptions, LATE_KINDS, LOG_KINDS, type TransactionsOptions } from './options.ts'
import { otherActions } from './others.ts'
import { replicationActions } from './replication.ts'
import { createWorld, type State, type World } from './state.ts'
import { type SwitchName, switchesOf } from './switches.ts'
import { type TransactionsView, transactionsView } from './view.ts'

export { type Level, LEVELS } from './levels.ts'
export { defaultOptions, LATE_KINDS, type LateKind, LOG_KINDS, type LogKind, type TransactionsOptions } from './options.ts'
export type { State } from './state.ts'
export type { SwitchName } from './switches.ts'
export type { TransactionsView } from './view.ts'

/** Builds the properties of a model over its view. */
export type Properties = (view: TransactionsView<State>) => readonly Property<State>[]

/**
 * The model. `off` names a switch to turn off, for the mutation suite.
 * @throws OptionError when an option is out of range, LayoutError when a state of these bounds cannot be packed.
 */
export function transactions(
  options: TransactionsOptions & { readonly off?: SwitchName },
  properties: Properties = () => [],
): Model<State> {
  const { off, ...chosen } = options
  checkOptions(chosen)
  const w = createWorld(chosen, off)
  const logs = logsOf(w)
  const parts = { w, logs, answers: answersOf(w, logs) }
  return {
    name: 'transactions',
    bounds: boundsOf(chosen),
    assumptions: [
      'logs are sound but for the losses that are allowed; whether they can lose anything is asked of the replication model',
      'one transactional.id; a batch is one record; a request and its answer are one step unless a copy stays behind',
      'no compaction, retention, two-phase commit, expiry of ids or overflow of epochs',
    ],
    layout: w.layout,
    initial: [(draft) => start(draft, w)],
    actions: [
      ...clientActions(parts),
      ...coordinatorActions(parts),
      ...networkActions(parts),
      ...lossActions(parts),
      ...otherActions(parts),
      ...replicationActions(parts),
    ],
    observe: rememberSeen(w, logs),
    properties: properties(transactionsView(w, logs)),
    switches: switchesOf(chosen),
  }
}

function start(draft: State, { options }: World): void {
  for (let i = 0; i < options.instances; i++) draft.producer.txn[i] = NONE
  draft.left.late = options.late
  draft.left.timeouts = options.timeouts
  draft.left.moves = options.moves
  draft.left.dataLosses = options.losses.data
  draft.left.offsetsLosses = options.losses.offsets
  draft.left.coordinatorLosses = options.losses.coordinator
  draft.left.leaderChanges = options.leaderChanges
  draft.left.outages = options.outages
}

/** A reader may have been there at any time: what was once below the last stable offset it has read. */
function rememberSeen({ options }: World, logs: Logs): (draft: State) => void {
  return (draft) => {
    for (let k = 0; k < draft.begun; k++)
      for (let p = 0; p < options.partitions; p++) {
        const visible = logs.visible(draft, k, p)
        const at = k * options.partitions + p
        if (visible > draft.seen[at]) draft.seen[at] = visible
      }
  }
}

function boundsOf(options: TransactionsOptions): Record<string, number | string | boolean> {
  const { level, late, lateKinds, losses, broken } = options
  const all = lateKinds.length === LATE_KINDS.length
  return {
    level,
    transactions: options.transactions,
    partitions: options.partitions,
    records: options.records,
    instances: options.instances,
    late,
    ...(late > 0 && !all && { lateKinds: lateKinds.join(', ') }),
    timeouts: options.timeouts,
    moves: options.moves,
    ...Object.fromEntries(LOG_KINDS.filter((log) => losses[log] > 0).map((log) => [`${log}Losses`, losses[log]])),
    ...(options.offsets && { offsets: true }),
    ...(options.leaderChanges > 0 && { leaderChanges: options.leaderChanges }),
    ...(options.outages > 0 && { outages: options.outages }),
    ...(options.lostAppends && { lostAppends: true }),
    ...(!options.bumpsEpoch && { bumpsEpoch: false }),
    ...(options.others > 0 && { others: options.others }),
    isolation: options.isolation,
    ...(broken.length > 0 && { broken: broken.join(', ') }),
  }
}
