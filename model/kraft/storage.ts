/**
 * Processes and disks. A clean stop writes everything out and leaves a clean-shutdown file; a kill leaves the page cache
 * to the operating system; a power loss takes any suffix that was never flushed; a lost disk takes everything.
 * Mirrors `LogManager#shutdown`, `CleanShutdownFileHandler`, `LogLoader` and `ClusterControlManager#registerBroker`.
 */
import { action, bound, given, has, int } from '../../checker/model.ts'
import type { Action } from '../../checker/model.ts'
import { ANY, changePartition } from './election.ts'
import { mayHappen, spend } from './faults.ts'
import { advanceHighWatermark } from './high-watermark.ts'
import { forgetOrphans } from './coordinator.ts'
import { dropReply } from './late-reply.ts'
import { dropSlowRequest } from './slow-request.ts'
import { flush, truncateTo } from './log.ts'
import { compact } from './metadata.ts'
import { startFollowing, startLeading, stepDown } from './roles.ts'
import {
  ADDED,
  electable,
  EXPIRED,
  FENCED,
  hasRoom,
  isReplica,
  isStarting,
  isUp,
  knownIsr,
  knownLeader,
  lastRecord,
  leads,
  NEW_DISK,
  RUNNING,
  STOPPED,
  STOPPING,
  TELLS_ADDED,
} from './state.ts'
import type { Seen, State } from './state.ts'
import type { FaultKind } from './options.ts'
import type { World } from './world.ts'

export function storageActions(w: World): Action<State>[] {
  const { brokers, caps } = w
  const { switches } = w.options
  const mayStop = mayHappen(w, 'cleanStops')
  const may = (kind: FaultKind) => bound(mayHappen(w, kind))
  const runs = { 'its process runs': given((s: Seen, b: number) => isUp(s, b)) }

  const stop = action<State>()(
    'CleanStop',
    'A broker stops in order: it flushes its log and leaves a clean-shutdown file.',
    [['broker', brokers]],
    {
      guards: {
        'a clean stop may still happen': bound((s: Seen, b: number) => s.status[b] === STOPPING || mayStop(s)),
        ...runs,
        ...(w.tellsStarting &&
          w.options.administratorWaits === true && { 'it has started': bound((s: Seen, b: number) => !isStarting(w, s, b)) }),
      },
      apply: (s, b) => {
        if (s.status[b] !== STOPPING) spend(w, s, 'cleanStops')
        // `BrokerServer#shutdown` does nothing then: neither is anything flushed, nor a clean-shutdown file left.
        const isEarly = isStarting(w, s, b)
        if (!isEarly) flush(w, s, b)
        goDown(w, s, b, isEarly)
      },
    },
  )

  const kill = action<State>()(
    'Kill',
    'A broker process dies (kill -9); its disk keeps everything, the clean-shutdown file is missing.',
    [['broker', brokers]],
    {
      guards: { 'a kill may still happen': may('kills'), ...runs },
      apply: (s, b) => {
        spend(w, s, 'kills')
        goDown(w, s, b, true)
      },
    },
  )

  const losePower = action<State>()(
    'LosePower',
    'A machine loses power: records beyond `keep` were never flushed and are gone.',
    [
      ['broker', brokers],
      ['keep', int(0, w.logSize)],
    ],
    {
      guards: {
        'power may still be lost': may('powerLosses'),
        ...runs,
        'it keeps what it has flushed': (s: Seen, b: number, keep: number) => keep >= flushedEnd(w, s, b),
        'it keeps no more than it has': given((s: Seen, b: number, keep: number) => keep <= s.log.length[b]),
      },
      apply: (s, b, keep) => {
        spend(w, s, 'powerLosses')
        goDown(w, s, b, true)
        truncateTo(w, s, b, keep)
      },
    },
  )

  const loseDisk = action<State>()(
    'LoseDisk',
    'A broker dies with its disk and comes back with an empty one.',
    [['broker', brokers]],
    {
      guards: { 'a disk may still be lost': may('diskLosses'), ...runs },
      apply: (s, b) => {
        spend(w, s, 'diskLosses')
        goDown(w, s, b, true)
        truncateTo(w, s, b, 0)
        loseDirectory(w, s, b)
      },
    },
  )

  const removeDirectory = action<State>()(
    'RemoveDirectory',
    'A broker stops in order, and comes back without the log directory of its replica; the files in the others say that it stopped cleanly (`LogManager#readBrokerEpochFromCleanShutdownFiles`).',
    [['broker', brokers]],
    {
      guards: { 'a disk may still be lost': may('diskLosses'), ...runs },
      apply: (s, b) => {
        spend(w, s, 'diskLosses')
        goDown(w, s, b, isStarting(w, s, b))
        truncateTo(w, s, b, 0)
        loseDirectory(w, s, b)
      },
    },
  )

  const restart = action<State>()(
    'Restart',
    'A broker starts and registers as a new incarnation; after an unclean stop it leaves ISR and ELR (`registerBroker`, KIP-966).',
    [['broker', brokers]],
    {
      guards: {
        'the metadata log has room': bound((s: Seen) => hasRoom(w, s)),
        'it is down': given((s: Seen, b: number) => s.status[b] === EXPIRED || s.status[b] === STOPPED),
        ...(switches.noticeBounce && {
          'its old session has expired': (s: Seen, b: number) => s.status[b] === EXPIRED,
        }),
      },
      apply: (s, b) => register(w, s, b),
    },
  )

  return [
    ...(caps.cleanStops > 0 ? [stop] : []),
    ...(caps.kills > 0 ? [kill] : []),
    ...(caps.powerLosses > 0 ? [losePower] : []),
    ...(caps.diskLosses > 0 ? [loseDisk] : []),
    ...(w.removesDirectories ? [removeDirectory] : []),
    ...(w.stops && w.options.brokersReturn ? [restart] : []),
  ]
}

/** Offset below which a power loss takes nothing. */
export const flushedEnd = (w: World, s: Seen, b: number): number =>
  w.tracksFlush ? s.flushed[b] : w.flushInterval <= 1 ? s.log.length[b] : 0

/** The directory of a replica is gone; where the controller knew of none yet, that is so still. */
export function loseDirectory(w: World, s: State, b: number): void {
  if (w.newDisksWipe && s.newDirectory[b] < ADDED) s.newDirectory[b] = NEW_DISK
}

/** A process ends: what it had in memory is gone. An AlterPartition it had sent counts as lost. */
export function goDown(w: World, s: State, b: number, uncleanly: boolean): void {
  const highWatermark = s.highWatermark[b]
  if (w.parks && s.lateFollower === b) dropReply(w, s)
  if (w.stalls && s.slowLeader === b) dropSlowRequest(s)
  stepDown(w, s, b)
  if (w.orphans) forgetOrphans(w, s, b)
  s.highWatermark[b] = w.keepsCheckpoint ? highWatermark : 0
  s.truncating[b] = 0
  s.config[b] = 0
  if (w.tellsStarting) s.starting[b] = 0
  if (uncleanly && w.marksUnclean) s.unclean[b] = 1
  s.status[b] = s.status[b] === RUNNING ? STOPPED : EXPIRED
  compact(w, s)
}

/** A broker registers, as a new incarnation, and starts from the newest metadata. */
function register(w: World, s: State, b: number): void {
  for (let l = 0; l < w.n; l++) {
    if (!leads(s, l)) continue
    if (w.options.incarnations && s.followerEnd[l * w.n + b] >= 0) s.staleEnd[l] |= 1 << b
    if (has(s.proposal[l], b) && !has(knownIsr(s, l), b)) s.staleProposal[l] = 1
  }
  const noticed = s.status[b] === EXPIRED
  s.status[b] = noticed ? FENCED : RUNNING
  if (w.tellsStarting && noticed) s.starting[b] = 1
  if (s.unclean[b] === 1) {
    s.unclean[b] = 0
    const isr = s.metadata.isr[lastRecord(s)]
    const keepsElr = w.elrs[s.metadata.config[lastRecord(s)]]
    if (keepsElr && has(isr | s.elr, b)) changePartition(w, s, isr & ~(1 << b), electable(w, s), 1 << b, ANY)
    else if (!keepsElr && w.options.switches.elrOffKeepsCandidates) s.elr &= ~(1 << b)
  }
  // The first image it reads has its replicas, with nothing before to compare them with.
  if (w.addedReplicasWipe && s.newDirectory[b] === ADDED) s.newDirectory[b] = TELLS_ADDED
  s.applied[b] = lastRecord(s)
  s.config[b] = s.metadata.config[lastRecord(s)]
  if (!isReplica(w, s, b)) truncateTo(w, s, b, 0)
  if (knownLeader(s, b) === b) {
    startLeading(w, s, b, s.metadata.epoch[lastRecord(s)])
    advanceHighWatermark(w, s, b)
  } else if (knownLeader(s, b) >= 0 && isReplica(w, s, b)) startFollowing(w, s, b)
  compact(w, s)
}
