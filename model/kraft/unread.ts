/**
 * What nothing reads any more. States that differ in nothing else have the same steps, by the same names, to states that differ in nothing
 * else, so a search that sets it to its lowest value finds the same verdicts in as many steps, in fewer states. It is for searches whose
 * properties read of a broker that it leads, its log and its high watermark, and nothing of how it came to know who has what. The tests hold every
 * rule here against the whole model, state by state, in hundreds of states of each of many configurations, near and far ones.
 */
import { has } from '../../checker/model.ts'
import { isCurrent } from './alter-partition.ts'
import { allows } from './faults.ts'
import { forgetLostEpochs } from './log.ts'
import { ACKED, ANSWERED, HEARD_ALL, isUp, knownEpoch, knownIsr, leads, UNSENT } from './state.ts'
import type { Seen, State } from './state.ts'
import type { World } from './world.ts'

/** Forgets it in a state, after each step; undefined where more is read than is known here. */
export function unreadOf(w: World): ((s: State) => void) | undefined {
  const { options } = w
  if (options.forgetsUnread !== true || w.reassigns || w.parks || w.stalls || w.orphans || options.start !== undefined)
    return undefined
  if (options.incarnations || options.electionHistory || options.alertHistory) return undefined
  // The latest log of all that are taken for live is looked for among those that have just stopped, too.
  const staysDown = !options.brokersReturn && w.stops && options.switches.uncleanCandidate === 'first-assigned'
  return (s) => {
    for (let l = 0; l < w.n; l++) if (leads(s, l)) forgetOfLeader(w, s, l)
    if (staysDown) forgetDisks(w, s)
    if (w.acks !== 'each') forgetRequests(w, s)
  }
}

function forgetOfLeader(w: World, s: State, l: number): void {
  const proposal = s.proposal[l]
  // Of a replica that is proposed the leader forgets only with the next change that it waits for it.
  if (w.redelivers && (s.joining[l] & ~proposal) === 0 && (s.heard[l] === HEARD_ALL || s.heard[l] === ANSWERED)) s.joining[l] = 0
  // A request that the controller will not take only makes the leader wait, for whom it names beside the ISR.
  if (proposal !== 0 && w.options.switches.maximalIsr && !isCurrent(s, l)) {
    s.staleProposal[l] = 0
    s.proposal[l] = proposal | knownIsr(s, l)
  }
  const end = s.log.length[l]
  const highWatermark = s.highWatermark[l]
  const counted = counts(w, s, l)
  const lags = allows(w, s, 'isrShrinks') || allows(w, s, 'isrCollapses')
  for (let f = 0; f < w.n; f++) {
    const reported = s.followerEnd[l * w.n + f]
    // An end at or below the high watermark does not move it; it may still tell that the follower has caught up.
    if (!has(counted, f) || (reported <= highWatermark && (reported < end || !lags))) s.followerEnd[l * w.n + f] = -1
  }
}

/**
 * The replicas whose log ends, as they have reported them, the leader may still count in its epoch: any other reports anew as it joins the ISR,
 * and to a leader of another epoch. One that keeps what it knows when it is elected again (F1) may count all, as long as it can lose leadership.
 */
function counts(w: World, s: Seen, l: number): number {
  const { metadata } = s
  const keeps = w.options.switches.reelection !== 'reset-all'
  if (keeps && s.faultsLeft > 0) return w.allBrokers
  const epoch = knownEpoch(s, l)
  let counted = s.proposal[l] | s.joining[l]
  for (let j = s.applied[l]; j < metadata.length; j++) {
    if (keeps && metadata.leader[j] !== l) return w.allBrokers
    if (!keeps && metadata.epoch[j] !== epoch) break
    counted |= metadata.isr[j]
  }
  return counted
}

/** Where brokers stay down, nobody sees what is on their disks. */
function forgetDisks(w: World, s: State): void {
  let lost = false
  for (let b = 0; b < w.n; b++) {
    if (isUp(s, b)) continue
    lost ||= s.log.length[b] > 0
    s.log.length[b] = 0
    s.highWatermark[b] = 0
    s.flushed[b] = 0
    s.unclean[b] = 0
  }
  if (lost) forgetLostEpochs(w, s)
}

/** Where it is not asked which records were acknowledged, and whether any was is known or not asked either. */
function forgetRequests(w: World, s: State): void {
  if (w.retries) forgetMessages(w, s)
  if (w.acks === 'whether' && s.acked === 0) return
  if (w.acks === 'whether') s.acked = 1
  if (w.tracksSince) s.leaderSince.fill(0)
  if (!w.retries) return
  // Of a message that will not be sent again it only counts that it was sent.
  const isOver = s.retriesLeft === 0
  if (isOver) for (let m = 0; m < s.outcome.length; m++) if (s.outcome[m] !== UNSENT) s.outcome[m] = ACKED
  for (let l = 0; l < w.n; l++) {
    let pending = s.pending[l]
    for (let id = 0; pending >>> id !== 0; id++) if (has(pending, id) && s.outcome[s.message[id]] === ACKED) pending &= ~(1 << id)
    s.pending[l] = pending
  }
}

/** What a record carried that no log holds and no leader waits for. */
function forgetMessages(w: World, s: State): void {
  let held = 0
  for (let b = 0; b < w.n; b++) {
    held |= s.pending[b]
    for (let o = 0; o < s.log.length[b]; o++) held |= 1 << s.log.items[b * w.logSize + o]
  }
  for (let id = 0; id < w.appends; id++) if (!has(held, id)) s.message[id] = 0
}
