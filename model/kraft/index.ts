/**
 * Kafka partition replication as brokers run it today: one partition, one controller log, and everything that can happen to
 * processes, disks, leadership and clients in between.
 *
 * Older protocols are the same model with rules switched off (`switches.ts`, `versions.ts`). State: `state.ts`. Actions, by
 * actor: `producer.ts`, `follower.ts`, `late-reply.ts`, `leader.ts`, `controller.ts`, `alter-partition.ts`, `reassignment.ts`,
 * `storage.ts`, `config-change.ts`, `consumer.ts`.
 */
import type { Action, Model, Property, Switch } from '../../checker/model.ts'
import { rememberingAlerts } from './alerts.ts'
import { configActions } from './config-change.ts'
import { consumerActions } from './consumer.ts'
import { coordinatorActions } from './coordinator.ts'
import { controllerActions } from './controller.ts'
import { DEFECTS } from './defects.ts'
import { followerActions } from './follower.ts'
import { independentPairs } from './independent.ts'
import { lateReplyActions } from './late-reply.ts'
import { slowRequestActions } from './slow-request.ts'
import { leaderActions } from './leader.ts'
import { checkOptions, faultKinds, isAtWork } from './options.ts'
import type { KraftOptions } from './options.ts'
import { producerActions } from './producer.ts'
import { startsOf } from './start.ts'

import type { State } from './state.ts'
import { unreadOf } from './unread.ts'
import { storageActions } from './storage.ts'
import { switchDocs, switchedOff } from './switches.ts'
import type { SwitchName } from './switches.ts'
import { kraftView } from './view.ts'
import { zoneActions } from './zones.ts'
import type { KraftView } from './view.ts'
import { type World, createWorld } from './world.ts'

export { defaultOptions, faultKinds, mayBeSlow, PARTED_KINDS, ZONE_KINDS } from './options.ts'
export type { ConfigChange, ConsumerOptions, FaultKind, FaultPool, Faults, KraftOptions, ResetPolicy, Start } from './options.ts'
export type { State } from './state.ts'
export { currentSwitches } from './switches.ts'
export type { SwitchName, Switches } from './switches.ts'
export type { KraftView } from './view.ts'

/** Builds the properties of a model over its view. */
export type Properties = (view: KraftView<State>) => readonly Property<State>[]

/**
 * The model. `off` names a switch to turn off, for the mutation suite.
 * @throws OptionError when an option is out of range, LayoutError when a state of these bounds cannot be packed.
 */
export function kraft(options: KraftOptions & { readonly off?: SwitchName }, properties: Properties = () => []): Model<State> {
  const { off, ...rest } = options
  const chosen = off === undefined ? rest : { ...rest, switches: switchedOff(rest.switches, off) }
  checkOptions(chosen)
  const world = createWorld(chosen)
  const observe = unreadOf(world)
  const actions = actionsOf(world)
  return {
    name: 'kraft',
    bounds: boundsOf(world),
    assumptions: [
      'the controller is one atomic and durable log (no split of the KRaft quorum)',
      `one partition, ${world.reassigns ? 'reassigned in the order of the brokers' : 'not reassigned'}, not compacted, without retention, tiered storage or transactions`,
      'disks keep what was flushed to them; a log comes back as a prefix of itself',
      `a fetch and its response are one step${world.parks ? ', but for one that is late' : ''}; a batch is one record; a request waits for its answer from the append on${world.stalls ? ', but for one that is slow' : ''}`,
    ],
    layout: world.layout,
    initial: startsOf(world),
    ...(observe !== undefined && { observe }),
    actions: chosen.alertHistory ? rememberingAlerts(world, actions) : actions,
    ...(off === undefined && { independent: { of: actions, pairs: independentPairs(world, actions) } }),
    properties: properties(kraftView(world)),
    switches: Object.entries(switchDocs)
      .filter(([name]) => isOn(world, name as SwitchName) && bearsOn(world, name as SwitchName))
      .map(([name, doc]): Switch => ({ name, doc })),
  }
}

const actionsOf = (w: World): Action<State>[] => [
  ...producerActions(w),
  ...slowRequestActions(w),
  ...coordinatorActions(w),
  ...followerActions(w),
  ...lateReplyActions(w),
  ...leaderActions(w),
  ...controllerActions(w),
  ...storageActions(w),
  ...zoneActions(w),
  ...configActions(w),
  ...consumerActions(w),
]

/** Whether turning a switch off changes the model: it is not off already. */
function isOn(w: World, name: SwitchName): boolean {
  const { switches } = w.options
  return JSON.stringify(switchedOff(switches, name)) !== JSON.stringify(switches)
}

const OF_REASSIGNMENTS: readonly SwitchName[] = [
  'elrWithinReplicas',
  'addedReplicaKeepsElr',
  'reassignmentCompletion',
  'refusesNewcomer',
]

/**
 * Rules about reassignments are none of a partition that is not reassigned; that about joining replicas, where the ISR change that adds
 * them is not lost sight of (F2); those about late replies, where none is late; that about coordinators, where none writes.
 */
const bearsOn = (w: World, name: SwitchName): boolean =>
  (w.reassigns || !OF_REASSIGNMENTS.includes(name)) && (w.redelivers || name !== 'awaitsJoining') && isAtWork(name, w.options)

function boundsOf(w: World): Record<string, number | string | boolean> {
  const { options, caps } = w
  const defects = DEFECTS.filter(({ broken, bearsOn }) => options.switches[broken.rule] === broken.value && bearsOn(options)).map(
    ({ id }) => id,
  )
  return {
    replicas: options.replicas,
    ...(w.reassigns && { brokers: w.n }),
    minIsr: options.minIsr,
    acks: options.acks,
    uncleanElection: options.uncleanElection,
    elr: options.switches.elr,
    ...(options.racks !== undefined && { racks: options.racks.join(',') }),
    records: options.records,
    logSize: w.logSize,
    ...(w.retries && { retries: options.retries, idempotence: options.idempotence, maxInFlight: options.maxInFlight }),
    ...(defects.length > 0 && { defects: defects.join(', ') }),
    ...(!options.brokersReturn && { brokersReturn: false }),
    ...(options.administratorWaits === true && { administratorWaits: true }),
    ...(options.flushMessages !== 'never' && { flushMessages: options.flushMessages }),
    ...(options.configChange !== undefined && changeBounds(options)),
    faults: options.faults.total,
    ...Object.fromEntries(faultKinds.filter((kind) => caps[kind] > 0).map((kind) => [kind, caps[kind]])),
    ...(options.faults.apart !== undefined && { apart: options.faults.apart.map((pair) => pair.join('/')).join(', ') }),
    leaderEpochs: Math.max(1, w.maxEpoch),
    metadataRecords: w.metadataSize,
  }
}

/** What a configuration changes to, as bounds say it. */
const changeBounds = ({ configChange: to = {} }: KraftOptions): Record<string, number | string> => ({
  ...(to.minIsr !== undefined && { minIsrChangesTo: to.minIsr }),
  ...(to.uncleanElection !== undefined && { uncleanElectionChangesTo: String(to.uncleanElection) }),
  ...(to.elr !== undefined && { elrChangesTo: String(to.elr) }),
})
