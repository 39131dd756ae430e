/** What must be reachable, so that promises kept are not kept of nothing. */
import { NONE, sizeOf, type WitnessProperty } from '../checker/model.ts'
import type { ElectionKind, KraftView } from '../model/kraft/view.ts'

export function recordAcknowledged<S>(view: KraftView<S>): WitnessProperty<S> {
  return {
    kind: 'witness',
    name: 'RecordAcknowledged',
    statement: 'A record is acknowledged to its producer.',
    reached: (s) => view.hasAcked(s),
  }
}

export function allRecordsReplicated<S>(view: KraftView<S>): WitnessProperty<S> {
  const n = view.replicas.labels.length
  return {
    kind: 'witness',
    name: 'AllRecordsReplicated',
    statement: 'Every record is on every replica and below the high watermark of the leader.',
    reached: (s) => {
      const leader = view.trueLeader(s)
      if (leader < 0 || view.highWatermark(s, leader) < view.appends) return false
      for (let r = 0; r < n; r++) if (view.logEnd(s, r) < view.appends) return false
      return true
    },
  }
}

export function partitionLeaderless<S>(view: KraftView<S>): WitnessProperty<S> {
  return {
    kind: 'witness',
    name: 'PartitionLeaderless',
    statement: 'The partition has no leader.',
    reached: (s) => view.controllerLeader(s) === NONE,
  }
}

export function isrBelowMinimum<S>(view: KraftView<S>): WitnessProperty<S> {
  return {
    kind: 'witness',
    name: 'IsrBelowMinimum',
    statement: 'The ISR is smaller than min.insync.replicas: acks=all is refused.',
    reached: (s) => sizeOf(view.controllerIsr(s)) < view.minIsr(s),
  }
}

export function zombieLeader<S>(view: KraftView<S>): WitnessProperty<S> {
  const n = view.replicas.labels.length
  return {
    kind: 'witness',
    name: 'ZombieLeader',
    statement: 'Two brokers act as leader at once; one has not heard of the other.',
    reached: (s) => {
      let leaders = 0
      for (let r = 0; r < n; r++) if (view.presumesLeadership(s, r)) leaders++
      return leaders > 1
    },
  }
}

const electionWitness =
  (kind: ElectionKind, name: string, statement: string) =>
  <S>(view: KraftView<S>): WitnessProperty<S> => ({
    kind: 'witness',
    name,
    statement,
    reached: (s) => view.electedBy(s) === kind,
  })

export const cleanElection = electionWitness('clean', 'CleanElection', 'A leader is elected from the ISR.')
export const eligibleReplicaElection = electionWitness(
  'eligible',
  'EligibleReplicaElection',
  'A leader is elected from the eligible leader replicas.',
)
export const lastKnownLeaderElection = electionWitness(
  'last-known',
  'LastKnownLeaderElection',
  'The last known leader is elected.',
)
export const uncleanElection = electionWitness('unclean', 'UncleanElection', 'A leader is elected from outside ISR and ELR.')

/** A retry that the leader before had already appended. */
export function duplicateAcrossLeaders<S>(view: KraftView<S>): WitnessProperty<S> {
  return {
    kind: 'witness',
    name: 'DuplicateAcrossLeaders',
    statement: 'A message is in the log of the current leader twice, appended in two leader epochs.',
    reached: (s) => {
      const leader = view.trueLeader(s)
      if (leader === NONE) return false
      for (let a = 0; a < view.logEnd(s, leader); a++)
        for (let b = a + 1; b < view.logEnd(s, leader); b++)
          if (
            view.messageOf(s, view.recordAt(s, leader, a)) === view.messageOf(s, view.recordAt(s, leader, b)) &&
            view.epochAt(s, leader, a) !== view.epochAt(s, leader, b)
          )
            return true
      return false
    },
  }
}
