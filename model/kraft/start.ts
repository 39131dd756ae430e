/** Where a search starts: a healthy partition, or one as it was found. */
import { NONE } from '../../checker/model.ts'
import { removeFromIsr } from './election.ts'
import { fillBudgets } from './faults.ts'
import { compact } from './metadata.ts'
import type { Operation, Start } from './options.ts'
import { cancelReassignment, isCancellable, startReassignment } from './reassignment.ts'
import { goDown } from './storage.ts'
import { ACKED, effectiveMinIsr, electable, EXPIRED, FENCED, isUp, RUNNING, STOPPING, TELLS_ADDED } from './state.ts'

/** How a broker may be found; `unclean` when it went down without a clean-shutdown file. */
interface Found {
  readonly status: number
  readonly unclean: number
}
import type { State } from './state.ts'
import type { World } from './world.ts'

/** Fills in the draft of an initial state, all of whose cells are zero. */
type Initial = (draft: State) => void

/** The initial states. Of a partition that was found, one for each way in which brokers outside the ISR may be. */
export function startsOf(w: World): Initial[] {
  const { start } = w.options
  if (start === undefined) return [(draft) => startHealthy(w, draft)]
  return statusesOf(w, start).map((statuses) => (draft) => startAsFound(w, start, statuses, draft))
}

/** The first broker leads in epoch 0, everybody is in the ISR and knows it, all logs are empty. */
function startHealthy(w: World, draft: State): void {
  draft.metadata.length = 1
  draft.metadata.leader[0] = 0
  draft.metadata.isr[0] = w.firstReplicas
  if (w.reassigns) draft.metadata.replicas[0] = w.firstReplicas
  draft.retriesLeft = w.options.retries
  fillBudgets(w, draft)
}

/** Nobody knows from a listing of leader, ISR and ELR which other brokers run: every possibility is tried; who has no replica runs. */
function statusesOf(w: World, { leader, isr, elr, replicas }: Start): Found[][] {
  let all: Found[][] = [[]]
  const up = (status: number): Found => ({ status, unclean: 0 })
  const down = (w.marksUnclean ? [0, 1] : [0]).map((unclean): Found => ({ status: EXPIRED, unclean }))
  for (let b = 0; b < w.n; b++) {
    // A live member of ISR or ELR would have been elected, and so would anybody if elections may be unclean.
    const mayLead = leader !== NONE || !(isr.includes(b) || elr.includes(b) || (w.uncleans[0] ?? false))
    const isKnown = (leader !== NONE && isr.includes(b)) || replicas?.includes(b) === false
    const choices = isKnown ? [up(RUNNING)] : [...(mayLead ? [up(RUNNING)] : []), up(FENCED), ...down]
    all = all.flatMap((before) => choices.map((found) => [...before, found]))
  }
  return all
}

function startAsFound(w: World, found: Start, statuses: readonly Found[], draft: State): void {
  const { leader, isr, elr, adding = [], removing = [], first } = found
  const setOf = (places: readonly number[]): number => places.reduce((set, b) => set | (1 << b), 0)
  draft.metadata.length = 1
  draft.metadata.leader[0] = leader
  draft.metadata.isr[0] = setOf(isr)
  if (w.reassigns) {
    draft.metadata.replicas[0] = w.firstReplicas
    draft.adding = setOf(adding)
    draft.removing = setOf(removing)
  }
  // The controller keeps no ELR beside an ISR that is large enough: it clears it when min.insync.replicas changes (KAFKA-16540).
  if (isr.length < effectiveMinIsr(w, 0, w.firstReplicas)) draft.elr = setOf(elr)
  draft.lastKnownLeader = NONE
  draft.retriesLeft = w.options.retries
  for (const [b, { status, unclean }] of statuses.entries()) {
    draft.status[b] = status
    if (w.marksUnclean) draft.unclean[b] = unclean
  }
  // By the code an eligible replica may be one that has deleted its log, and be added once more (R1): the worst is taken.
  const deleted = w.options.switches.elrWithinReplicas ? [] : elr.filter((b) => adding.includes(b))
  const hasReplica = (b: number): boolean => ((w.firstReplicas >>> b) & 1) === 1
  for (const b of [...isr, ...elr].filter((holder) => hasReplica(holder) && !deleted.includes(holder))) {
    draft.log.items[b * w.logSize] = 0
    draft.log.length[b] = 1
  }
  // The worst again: a broker is about to say where the replica is that is being added.
  if (w.addedReplicasWipe) for (const b of adding) draft.newDirectory[b] = TELLS_ADDED
  draft.nextId = 1
  if (w.options.acks !== '0') draft.acked = 1
  if (w.retries) draft.outcome[0] = ACKED
  draft.exposed[0] = 0
  if (leader !== NONE) {
    draft.highWatermark[leader] = 1
    for (const b of isr) if (b !== leader) draft.followerEnd[leader * w.n + b] = 1
  }
  fillBudgets(w, draft)
  if (first !== undefined) operate(w, draft, first)
}

/** What an operator does first; nothing where the controller would refuse it, or the broker to be stopped is down. */
function operate(w: World, s: State, first: Operation): void {
  if ('reassign' in first)
    startReassignment(
      w,
      s,
      first.reassign.reduce((set, b) => set | (1 << b), 0),
    )
  else if ('stop' in first) stop(w, s, first.stop, first.killed === true)
  else if (isCancellable(w, s)) cancelReassignment(w, s)
  compact(w, s)
}

/** Whether the hand-over or the end of its session takes a broker out of the ISR, the record is the same. */
function stop(w: World, s: State, b: number, killed: boolean): void {
  if (!isUp(s, b)) return
  s.status[b] = STOPPING
  removeFromIsr(w, s, b, electable(w, s))
  goDown(w, s, b, killed)
}
