/**
 * The controller: fencing, elections and the ISR. One atomic, durable log of decisions stands for the quorum.
 * Mirrors `ReplicationControlManager` and `BrokerHeartbeatManager`.
 */
import { action, bound, given, has, NONE } from '../../checker/model.ts'
import type { Action } from '../../checker/model.ts'
import { alterPartitionActions } from './alter-partition.ts'
import {
  ANY,
  changePartition,
  electIfLeaderless,
  firstAssigned,
  firstOf,
  hasSomethingToDecide,
  removeFromIsr,
} from './election.ts'
import { mayHappen, spend } from './faults.ts'
import { commit, compact, looksTheSame, tellDirectories } from './metadata.ts'
import { reassignmentActions } from './reassignment.ts'
import { applyRecord } from './roles.ts'
import {
  ADDED,
  electable,
  EXPIRED,
  FENCED,
  hasRoom,
  isReplica,
  isUp,
  lastRecord,
  replicasAt,
  RUNNING,
  STOPPED,
  STOPPING,
  UNREGISTERED,
} from './state.ts'
import type { Seen, State } from './state.ts'
import type { World } from './world.ts'

export function controllerActions(w: World): Action<State>[] {
  const { brokers, caps } = w
  const { switches } = w.options
  const room = { 'the metadata log has room': bound((s: Seen) => hasRoom(w, s)) }

  const fence = action<State>()(
    'FenceBroker',
    'A live broker misses its heartbeats and is fenced: out of the ISR, its leadership moves (`handleBrokerFenced`).',
    [['broker', brokers]],
    {
      guards: {
        'a broker may still be fenced': bound(mayHappen(w, 'fencings')),
        ...room,
        'it runs unfenced': given((s: Seen, b: number) => s.status[b] === RUNNING),
      },
      apply: (s, b) => {
        spend(w, s, 'fencings')
        s.status[b] = FENCED
        removeFromIsr(w, s, b, electable(w, s))
        compact(w, s)
      },
    },
  )

  const expire = action<State>()(
    'ExpireSession',
    'The session of a broker that is down expires and the controller fences it (broker.session.timeout.ms).',
    [['broker', brokers]],
    {
      guards: {
        ...room,
        'it is down with a live session': given((s: Seen, b: number) => s.status[b] === STOPPED),
      },
      apply: (s, b) => {
        s.status[b] = EXPIRED
        removeFromIsr(w, s, b, electable(w, s))
        compact(w, s)
      },
    },
  )

  const unfence = action<State>()(
    'UnfenceBroker',
    'A fenced broker heartbeats again and is unfenced; a partition without leader gets one (`handleBrokerUnfenced`).',
    [['broker', brokers]],
    {
      guards: {
        ...room,
        'it runs fenced': given((s: Seen, b: number) => s.status[b] === FENCED),
      },
      apply: (s, b) => {
        s.status[b] = RUNNING
        if (w.tellsStarting) s.starting[b] = 0
        electIfLeaderless(w, s, electable(w, s))
        compact(w, s)
      },
    },
  )

  const apply = action<State>()(
    'ApplyMetadata',
    'A broker catches up with the metadata log to some record; only the last one it passes acts (`BrokerMetadataPublisher`).',
    [
      ['broker', brokers],
      ['record', { kind: 'int', min: 1, max: Math.max(1, w.metadataSize - 1) }],
    ],
    {
      guards: {
        'its process runs': given((s: Seen, b: number) => isUp(s, b)),
        'the record is committed': given((s: Seen, _b: number, j: number) => j < s.metadata.length),
        'the record is new to it': given((s: Seen, b: number, j: number) => j > s.applied[b]),
        // Only its leader tells records of one epoch apart.
        'no later record looks the same to it': given((s: Seen, b: number, j: number) => {
          const { leader, length } = s.metadata
          return leader[j] === b || j === length - 1 || !looksTheSame(w, s, j)
        }),
      },
      apply: (s, b, j) => {
        applyRecord(w, s, b, j)
        compact(w, s)
      },
    },
  )

  const assign = action<State>()(
    'AssignDirectory',
    'A broker reports the log directory of its replica, on a new disk, or of one that was added where it has several; the record it makes wipes the ELR (`handleAssignReplicasToDirs`).',
    [['broker', brokers]],
    {
      guards: {
        ...room,
        'its process runs': given((s: Seen, b: number) => isUp(s, b)),
        'its replica has a new directory': given((s: Seen, b: number) => s.newDirectory[b] !== 0 && s.newDirectory[b] !== ADDED),
        ...(w.addedReplicasWipe && {
          // Who has none any more is refused (NOT_LEADER_OR_FOLLOWER).
          'it has a replica, and knows of it': given(
            (s: Seen, b: number) => isReplica(w, s, b) && has(replicasAt(w, s, lastRecord(s)), b),
          ),
        }),
      },
      apply: (s, b) => {
        const { metadata } = s
        const last = lastRecord(s)
        s.newDirectory[b] = 0
        s.elr = 0
        if (w.addedReplicasWipe) tellDirectories(w, s)
        commit(w, s, metadata.leader[last], metadata.epoch[last], metadata.isr[last], metadata.config[last])
        compact(w, s)
      },
    },
  )

  const unregister = action<State>()(
    'Unregister',
    'An administrator unregisters a broker that is down for good (`ReplicationControlManager#handleBrokerUnregistered`).',
    [['broker', brokers]],
    {
      guards: {
        'a broker may still be unregistered': bound(mayHappen(w, 'unregistrations')),
        ...room,
        // Nobody unregisters, by intention, the only broker a partition without leader waits for.
        'the partition has a leader': bound((s: Seen) => s.metadata.leader[lastRecord(s)] !== NONE),
        ...(w.options.administratorWaits === true && {
          'it has no replica': bound((s: Seen, b: number) => !has(replicasAt(w, s, lastRecord(s)), b)),
        }),
        'it is down and fenced': given((s: Seen, b: number) => s.status[b] === EXPIRED),
      },
      apply: (s, b) => {
        spend(w, s, 'unregistrations')
        s.status[b] = UNREGISTERED
        const isr = s.metadata.isr[lastRecord(s)]
        const leavesElr = switches.unregisteringLeavesElr && has(s.elr, b)
        if (leavesElr || has(isr, b)) changePartition(w, s, isr & ~(1 << b), electable(w, s), leavesElr ? 1 << b : 0, ANY)
        compact(w, s)
      },
    },
  )

  const elect = action<State>()(
    'ElectLeader',
    'The controller moves leadership to another live ISR member: preferred election, reassignment, an administrator (`electPreferredLeader`).',
    [['broker', brokers]],
    {
      guards: {
        'an election may still happen': bound(mayHappen(w, 'elections')),
        ...room,
        'the partition has another leader': given((s: Seen, b: number) => {
          const leader = s.metadata.leader[lastRecord(s)]
          return leader !== NONE && leader !== b
        }),
        'it is unfenced and not stopping': given((s: Seen, b: number) => has(electable(w, s), b)),
        'it is in the ISR': given((s: Seen, b: number) => has(s.metadata.isr[lastRecord(s)], b)),
      },
      apply: (s, b) => {
        spend(w, s, 'elections')
        changePartition(w, s, s.metadata.isr[lastRecord(s)], electable(w, s), 0, b)
        compact(w, s)
      },
    },
  )

  const electPreferred = action<State>()(
    'ElectPreferred',
    'The controller moves leadership to the first replica of the assignment (auto.leader.rebalance.enable, kafka-leader-election --election-type preferred).',
    [],
    {
      guards: {
        'such an election may still happen': bound(mayHappen(w, 'preferredElections')),
        ...room,
        'another broker leads': given((s: Seen) => {
          const leader = s.metadata.leader[lastRecord(s)]
          return leader !== NONE && leader !== preferredReplica(w, s)
        }),
        'the preferred replica is unfenced and not stopping': given((s: Seen) => has(electable(w, s), preferredReplica(w, s))),
        'the preferred replica is in the ISR': given((s: Seen) => has(s.metadata.isr[lastRecord(s)], preferredReplica(w, s))),
      },
      apply: (s) => {
        spend(w, s, 'preferredElections')
        changePartition(w, s, s.metadata.isr[lastRecord(s)], electable(w, s), 0, preferredReplica(w, s))
        compact(w, s)
      },
    },
  )

  const balance = action<State>()(
    'BalanceLeaders',
    'The controller looks at partitions that their preferred replica does not lead (auto.leader.rebalance.enable), and decides what nothing had it decide before (`maybeBalancePartitionLeaders`, `maybeElectUncleanLeaders`).',
    [],
    {
      guards: {
        ...room,
        'nobody leads': given((s: Seen) => s.metadata.leader[lastRecord(s)] === NONE),
        'there is something to decide': given((s: Seen) => hasSomethingToDecide(w, s, electable(w, s))),
      },
      apply: (s) => {
        electIfLeaderless(w, s, electable(w, s))
        compact(w, s)
      },
    },
  )

  const electUnclean = action<State>()(
    'ElectUnclean',
    'An administrator asks for a leader whatever it lacks (kafka-leader-election --election-type unclean, `ReplicationControlManager#electLeader`).',
    [],
    {
      guards: {
        'such an election may still happen': bound(mayHappen(w, 'uncleanElections')),
        ...room,
        // ELECTION_NOT_NEEDED.
        'nobody leads': given((s: Seen) => s.metadata.leader[lastRecord(s)] === NONE),
        'some replica is unfenced': given((s: Seen) => (electable(w, s) & replicasAt(w, s, lastRecord(s))) !== 0),
      },
      apply: (s) => {
        spend(w, s, 'uncleanElections')
        changePartition(w, s, s.metadata.isr[lastRecord(s)], electable(w, s), 0, ANY, false, undefined, true)
        compact(w, s)
      },
    },
  )

  const shutdown = action<State>()(
    'ControlledShutdown',
    'A broker asks to stop; the controller moves its leadership and takes it out of the ISR (`handleBrokerInControlledShutdown`).',
    [['broker', brokers]],
    {
      guards: {
        'a clean stop may still happen': bound(mayHappen(w, 'cleanStops')),
        ...room,
        'it runs unfenced': given((s: Seen, b: number) => s.status[b] === RUNNING),
      },
      apply: (s, b) => {
        spend(w, s, 'cleanStops')
        s.status[b] = STOPPING
        removeFromIsr(w, s, b, electable(w, s))
        compact(w, s)
      },
    },
  )

  return [
    ...(caps.fencings > 0 ? [fence] : []),
    ...(w.changes ? [expire, unfence, apply] : []),
    ...alterPartitionActions(w),
    ...(w.assignsDirectories ? [assign] : []),
    ...(w.balances ? [balance] : []),
    ...(caps.unregistrations > 0 ? [unregister] : []),
    ...(caps.elections > 0 ? [elect] : []),
    ...(caps.preferredElections > 0 && w.n > 1 ? [electPreferred] : []),
    ...(caps.uncleanElections > 0 ? [electUnclean] : []),
    ...(caps.cleanStops > 0 && w.options.controlledShutdown ? [shutdown] : []),
    ...reassignmentActions(w),
  ]
}

/** The first replica of the assignment, which is the order of the brokers; what is to be removed stands behind. */
function preferredReplica(w: World, s: Seen): number {
  const replicas = replicasAt(w, s, lastRecord(s))
  return w.reassigns ? firstOf(replicas, s.removing) : firstAssigned(replicas)
}
