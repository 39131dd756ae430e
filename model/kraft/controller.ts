/**
 * The controller: fencing, elections and the ISR. One atomic, durable log of decisions stands for the quorum.
 * Mirrors `ReplicationControlManager` and `BrokerHeartbeatManager`.
 */
import { action, bound, given, has, NONE } from '../../checker/model.ts'
import type { Action } from '../../checker/model.ts'
import { ANY, changePartition, electIfLeaderless, removeFromIsr } from './election.ts'
import { allows, spend } from './faults.ts'
import { advanceHighWatermark } from './high-watermark.ts'
import { compact } from './metadata.ts'
import { applyRecord, endProposal } from './roles.ts'
import { activeBrokers, EXPIRED, FENCED, hasRoom, isUp, knownEpoch, lastRecord, RUNNING, STOPPED, STOPPING } from './state.ts'
import type { Seen, State, World } from './state.ts'

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
        'a broker may still be fenced': bound((s: Seen) => allows(w, s, 'fencings')),
        ...room,
        'it runs unfenced': given((s: Seen, b: number) => s.status[b] === RUNNING),
      },
      apply: (s, b) => {
        spend(w, s, 'fencings')
        s.status[b] = FENCED
        removeFromIsr(w, s, b, activeBrokers(s))
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
        removeFromIsr(w, s, b, activeBrokers(s))
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
        electIfLeaderless(w, s, b, activeBrokers(s))
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
          const { leader, epoch, config } = s.metadata
          return leader[j] === b || j === s.metadata.length - 1 || epoch[j] !== epoch[j + 1] || config[j] !== config[j + 1]
        }),
      },
      apply: (s, b, j) => {
        applyRecord(w, s, b, j)
        compact(w, s)
      },
    },
  )

  const commitIsr = action<State>()(
    'CommitIsr',
    'The controller accepts an AlterPartition and commits the new ISR (`ReplicationControlManager#alterPartition`, KIP-497).',
    [['leader', brokers]],
    {
      guards: {
        ...room,
        'an AlterPartition is in flight': given((s: Seen, l: number) => s.proposal[l] !== 0),
        'the sender is the leader': (s: Seen, l: number) => s.metadata.leader[s.metadata.length - 1] === l,
        'the leader epoch is current': (s: Seen, l: number) => s.metadata.epoch[s.metadata.length - 1] === knownEpoch(s, l),
        'the partition epoch is current': partitionEpochIsCurrent,
        ...(switches.rejectFencedIsr && {
          'every member is unfenced and not stopping': (s: Seen, l: number) => (s.proposal[l] & ~activeBrokers(s)) === 0,
        }),
        ...(switches.controllerChecksBrokerEpoch && {
          'every member is the registered incarnation': (s: Seen, l: number) => s.staleProposal[l] === 0,
        }),
      },
      apply: (s, l) => {
        changePartition(w, s, s.proposal[l], activeBrokers(s), 0, ANY, true)
        compact(w, s)
      },
    },
  )

  const refuseIsr = action<State>()(
    'RefuseIsr',
    'The controller refuses an AlterPartition that names an ineligible replica; the leader rolls back (INELIGIBLE_REPLICA, KIP-841).',
    [['leader', brokers]],
    {
      guards: {
        'an AlterPartition is in flight': given((s: Seen, l: number) => s.proposal[l] !== 0),
        'it is not stale': given(partitionEpochIsCurrent),
        'a member may not join': given(
          (s: Seen, l: number) =>
            (switches.rejectFencedIsr && (s.proposal[l] & ~activeBrokers(s)) !== 0) ||
            (switches.controllerChecksBrokerEpoch && s.staleProposal[l] === 1),
        ),
      },
      apply: (s, l) => {
        endProposal(s, l)
        advanceHighWatermark(w, s, l)
      },
    },
  )

  const elect = action<State>()(
    'ElectLeader',
    'The controller moves leadership to another live ISR member: preferred election, reassignment, an administrator (`electPreferredLeader`).',
    [['broker', brokers]],
    {
      guards: {
        'an election may still happen': bound((s: Seen) => allows(w, s, 'elections')),
        ...room,
        'the partition has another leader': given((s: Seen, b: number) => {
          const leader = s.metadata.leader[lastRecord(s)]
          return leader !== NONE && leader !== b
        }),
        'it is unfenced and not stopping': given((s: Seen, b: number) => has(activeBrokers(s), b)),
        'it is in the ISR': given((s: Seen, b: number) => has(s.metadata.isr[lastRecord(s)], b)),
      },
      apply: (s, b) => {
        spend(w, s, 'elections')
        changePartition(w, s, s.metadata.isr[lastRecord(s)], activeBrokers(s), 0, b)
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
        'a clean stop may still happen': bound((s: Seen) => allows(w, s, 'cleanStops')),
        ...room,
        'it runs unfenced': given((s: Seen, b: number) => s.status[b] === RUNNING),
      },
      apply: (s, b) => {
        spend(w, s, 'cleanStops')
        s.status[b] = STOPPING
        removeFromIsr(w, s, b, activeBrokers(s))
        compact(w, s)
      },
    },
  )

  return [
    ...(caps.fencings > 0 ? [fence] : []),
    ...(w.changes ? [expire, unfence, apply] : []),
    ...(w.changes && switches.asyncAlterPartition ? [commitIsr, refuseIsr] : []),
    ...(caps.elections > 0 ? [elect] : []),
    ...(caps.cleanStops > 0 && w.options.controlledShutdown ? [shutdown] : []),
  ]
}

/** Whether nothing has changed the partition since the record a leader's AlterPartition refers to: its compare-and-set. */
function partitionEpochIsCurrent(s: Seen, l: number): boolean {
  for (let j = s.metadata.length - 1; j > s.applied[l]; j--) if (s.metadata.configOnly[j] === 0) return false
  return true
}
