/**
 * What the controller does to the partition: one change of ISR, ELR and leader at a time.
 * Mirrors `PartitionChangeBuilder` (build, electAnyLeader, electPreferredLeader, maybePopulateTargetElr,
 * maybeUpdateLastKnownLeader).
 */
import { has, NONE, sizeOf } from '../../checker/model.ts'
import { epochAt } from './log.ts'
import { type Assignment, currentAssignment, isSameAssignment, settle } from './assignment.ts'
import { commit } from './metadata.ts'
import { CLEAN, FROM_ELR, LAST_KNOWN, lastRecord, replicasAt, UNCLEAN } from './state.ts'
import type { Seen, State } from './state.ts'
import type { World } from './world.ts'

/** Nobody is preferred: keep the current leader if it may stay, else take the first candidate in assignment order. */
export const ANY = -1

/**
 * Commits a change of the partition to `targetIsr`, electing a leader among `active` brokers when the current one may not
 * stay. `uncleanlyStopped` brokers leave the ELR. `preferred` is a broker to elect if it may lead, or {@link ANY}.
 * `byLeader` says that the leader asked for the change, `assignment` is what an administrator changes with it, `mayBeUnclean` whether it may elect
 * whatever a replica lacks, where the configuration does not say it. Commits nothing when nothing changes. The leader changes, or is lost, with one
 * leader epoch and one record.
 */
export function changePartition(
  w: World,
  s: State,
  targetIsr: number,
  active: number,
  uncleanlyStopped: number,
  preferred: number,
  byLeader = false,
  assignment?: Assignment,
  mayBeUnclean?: boolean,
): void {
  const { switches } = w.options
  const { metadata } = s
  const last = lastRecord(s)
  const leader = metadata.leader[last]
  const oldIsr = metadata.isr[last]
  const config = metadata.config[last]
  const keepsElr = w.elrs[config] ?? false
  const oldReplicas = replicasAt(w, s, last)
  const settled = w.reassigns ? settle(w, targetIsr, assignment ?? currentAssignment(s)) : undefined
  const replicas = settled?.assignment.replicas ?? oldReplicas
  const removing = settled?.assignment.removing ?? 0
  let isr = settled?.isr ?? targetIsr
  let elr = 0
  // The code counts the replicas there were before the change.
  if (keepsElr && isBelowMinIsr(w, config, isr, oldReplicas))
    elr = (s.elr | oldIsr) & ~isr & ~uncleanlyStopped & (switches.elrWithinReplicas ? replicas : w.allBrokers)
  // Once ELR is off, what is left of it may still elect, this once.
  else if (!keepsElr) elr = s.elr & ~isr & ~uncleanlyStopped

  const candidates = (isr !== 0 ? isr : elr) & active & replicas
  let elected: number
  let cleanly = true
  if (preferred !== ANY && has(candidates, preferred)) elected = preferred
  else if (leader !== NONE && has(candidates, leader)) elected = leader
  else if (candidates !== 0) elected = firstOf(candidates, removing)
  else {
    const unclean = mayBeUnclean ?? w.uncleans[config] === true
    elected = withoutCandidates(w, s, isr | elr, active & replicas, removing, unclean, keepsElr)
    cleanly = elected === NONE
  }

  // The request fails: `LeaderAcceptor` asks the partition as it was for the directory of whom it would elect, and
  // `PartitionRegistration#directory` throws for a broker that was no replica (seen on 4.4.0: UNKNOWN_SERVER_ERROR).
  if (switches.refusesNewcomer && assignment !== undefined && elected !== NONE && !has(oldReplicas, elected)) return

  if (elected !== leader && elected !== NONE) {
    if (w.options.electionHistory) s.electedBy = kindOfElection(s, cleanly, has(elr, elected), elected)
    if (!cleanly) elr = 0
    if (!cleanly || has(elr, elected)) isr = 1 << elected
    elr &= ~(1 << elected)
  }
  if (!keepsElr) {
    if (isr === 0) isr = oldIsr
    const isStranded = elected === NONE && isr === 0
    if (!(isStranded && switches.elrOffKeepsCandidates)) elr = 0
  }
  const bumps = switches.bumpEpochOnShrink === 'always' || (switches.bumpEpochOnShrink === 'by-controller' && !byLeader)
  const shrinks = (bumps && (oldIsr & ~isr) !== 0) || (oldReplicas & ~replicas) !== 0
  const epoch = metadata.epoch[last] + (elected !== leader || shrinks ? 1 : 0)
  const isSame = isr === oldIsr && elr === s.elr && epoch === metadata.epoch[last]
  if (isSame && (settled === undefined || isSameAssignment(settled.assignment, currentAssignment(s)))) return

  if (elected !== NONE) s.lastKnownLeader = NONE
  else if (keepsElr && isr === 0 && leader !== NONE) s.lastKnownLeader = leader
  s.elr = elr
  if (settled !== undefined) {
    s.adding = settled.assignment.adding
    s.removing = removing
  }
  commit(w, s, elected, epoch, isr, config, { replicas })
}

/** Whether the controller takes an ISR for too small, and so keeps eligible replicas: it counts no more than there are replicas. */
export const isBelowMinIsr = (w: World, config: number, isr: number, replicas: number): boolean =>
  sizeOf(isr) < Math.min(w.minIsrs[config], sizeOf(replicas))

function kindOfElection(s: Seen, cleanly: boolean, fromElr: boolean, elected: number): number {
  if (cleanly) return fromElr ? FROM_ELR : CLEAN
  return s.lastKnownLeader === elected ? LAST_KNOWN : UNCLEAN
}

/** Who leads when no ISR or ELR member can: the last known leader, else any live replica if that is allowed, else nobody. */
function withoutCandidates(
  w: World,
  s: Seen,
  isrAndElr: number,
  active: number,
  removing: number,
  mayBeUnclean: boolean,
  keepsElr: boolean,
): number {
  const { switches } = w.options
  const known = s.lastKnownLeader
  const counts = (keepsElr || switches.elrOffKeepsCandidates) && switches.lastKnownLeaderElection
  if (counts && isrAndElr === 0 && known !== NONE) if (has(active, known) || !switches.lastKnownLeaderMustBeLive) return known
  if (!mayBeUnclean || active === 0) return NONE
  return switches.uncleanCandidate === 'first-assigned' ? firstOf(active, removing) : latestLog(w, s, active)
}

/** The first broker of a set in assignment order, which is index order. */
export function firstAssigned(brokers: number): number {
  return 31 - Math.clz32(brokers & -brokers)
}

/** The first of a set in assignment order while a reassignment is in progress: what it removes stands behind. */
export function firstOf(brokers: number, removing: number): number {
  return firstAssigned(brokers & ~removing || brokers)
}

/** The live replica whose log has the latest (last epoch, log end): the recovery that KIP-966 part 2 proposes. */
function latestLog(w: World, s: Seen, brokers: number): number {
  let best = NONE
  for (let b = 0; b < w.n; b++) if (has(brokers, b) && (best === NONE || isLater(w, s, b, best))) best = b
  return best
}

function isLater(w: World, s: Seen, a: number, b: number): boolean {
  const endA = s.log.length[a]
  const endB = s.log.length[b]
  const epochA = endA === 0 ? -1 : epochAt(w, s, a, endA - 1)
  const epochB = endB === 0 ? -1 : epochAt(w, s, b, endB - 1)
  return epochA > epochB || (epochA === epochB && endA > endB)
}

/** Takes a broker out of the ISR, as fencing and controlled shutdown do (`handleBrokerFenced`). No-op when it is not in it. */
export function removeFromIsr(w: World, s: State, b: number, active: number): void {
  const isr = s.metadata.isr[lastRecord(s)]
  if (has(isr, b)) changePartition(w, s, isr & ~(1 << b), active & ~(1 << b), 0, ANY)
}

/** Elects a leader for the partition if it has none, now that one more broker is active (`handleBrokerUnfenced`). */
export function electIfLeaderless(w: World, s: State, active: number): void {
  const last = lastRecord(s)
  if (s.metadata.leader[last] === NONE) changePartition(w, s, s.metadata.isr[last], active, 0, ANY)
}

/** Whether the controller, which looks at a partition without leader once more, has something to decide: a leader, or that ELR is off (X1). */
export function hasSomethingToDecide(w: World, s: Seen, active: number): boolean {
  const { isr, config, length } = s.metadata
  const last = length - 1
  const present = active & replicasAt(w, s, last)
  const keepsElr = w.elrs[config[last]] ?? false
  if (!keepsElr && s.elr !== 0 && !w.options.switches.elrOffKeepsCandidates) return true
  if (((isr[last] !== 0 ? isr[last] : s.elr) & present) !== 0) return true
  return withoutCandidates(w, s, isr[last] | s.elr, present, 0, w.uncleans[config[last]] === true, keepsElr) !== NONE
}
