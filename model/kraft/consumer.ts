/**
 * A consumer: position, validation, reset, commits.
 * Mirrors `SubscriptionState` (maybeCompleteValidation, requestOffsetReset), `FetchCollector`, KIP-320 and KIP-392.
 */
import { action, given, has, NONE } from '../../checker/model.ts'
import type { Action } from '../../checker/model.ts'
import { endOfEpoch, epochAt, floorEpoch } from './log.ts'
import type { ConsumerOptions } from './options.ts'
import { isUp, knownEpoch, knownIsr, knownLeader, leads } from './state.ts'
import type { Seen, State } from './state.ts'
import type { World } from './world.ts'

export function consumerActions(w: World): Action<State>[] {
  const { consumer } = w.options
  if (consumer === undefined) return []
  const { brokers } = w
  const works = { 'the consumer works': given((s: Seen) => s.consumerFailed === 0) }
  // KIP-320 fences fetches of another epoch; an older client only never goes back to a leader of an earlier epoch.
  const epoch = consumer.validatesPosition
    ? { 'its position is validated for the epoch': (s: Seen, b: number) => knownEpoch(s, b) === s.validFor }
    : { 'it knows of no later leader': given((s: Seen, b: number) => knownEpoch(s, b) >= s.validFor) }
  const serves = given((s: Seen, b: number) => servesConsumers(w, s, b))

  const read = action<State>()(
    'Read',
    'The consumer reads the next record below the high watermark of a replica.',
    [['broker', brokers]],
    {
      guards: {
        ...works,
        'the replica serves consumers': serves,
        ...epoch,
        'the record is below its high watermark': (s: Seen, b: number) => s.position < readable(s, b),
      },
      apply: (s, b) => {
        const offset = s.position
        s.read[offset] = s.log.items[b * w.logSize + offset] + 1
        s.positionEpoch = epochAt(w, s, b, offset)
        s.position = offset + 1
        if (knownEpoch(s, b) > s.validFor) s.validFor = knownEpoch(s, b)
      },
    },
  )

  const validate = action<State>()(
    'ValidatePosition',
    'The leader epoch has changed; the consumer asks the leader where the epoch of its position ends (OffsetsForLeaderEpoch, KIP-320).',
    [['leader', brokers]],
    {
      guards: {
        ...works,
        'it acts as leader': given((s: Seen, l: number) => leads(s, l)),
        'its epoch is later': given((s: Seen, l: number) => knownEpoch(s, l) > s.validFor),
      },
      apply: (s, l) => validatePosition(w, s, l, consumer),
    },
  )

  const reset = action<State>()(
    'ResetPosition',
    'The position lies beyond the end of the log: OFFSET_OUT_OF_RANGE and auto.offset.reset decide.',
    [['leader', brokers]],
    {
      guards: {
        ...works,
        'it acts as leader': given((s: Seen, l: number) => leads(s, l)),
        ...epoch,
        'the position is out of range': given((s: Seen, l: number) => s.position > s.log.length[l]),
      },
      apply: (s, l) => {
        resetPosition(w, s, l, consumer)
        s.validFor = knownEpoch(s, l)
      },
    },
  )

  const commit = action<State>()('CommitOffset', 'The consumer commits its position (enable.auto.commit, commitSync).', [], {
    guards: { ...works, 'its position is not committed': given((s: Seen) => s.committed !== s.position) },
    apply: (s) => {
      s.committed = s.position
    },
  })
  const reopen = action<State>()('RestartConsumer', 'The consumer restarts from its committed offset.', [], {
    guards: { 'it has read beyond its committed offset': given((s: Seen) => s.position > s.committed) },
    apply: (s) => {
      const last = s.committed === 0 ? 0 : s.read[s.committed - 1]
      seek(w, s, s.committed, last === 0 || last === w.skipped ? 0 : s.epochs[last - 1])
      s.consumerFailed = 0
    },
  })
  return [read, ...(consumer.validatesPosition ? [validate] : []), reset, ...(consumer.commits ? [commit, reopen] : [])]
}

/** Whether consumers may be sent to a replica: to a leader, or with KIP-392 also to a follower. */
export const servesConsumers = (w: World, s: Seen, b: number): boolean =>
  leads(s, b) || (w.options.followerReads && isReadReplica(w, s, b))

/** A follower that consumers are sent to: in the same epoch as its leader, and since KAFKA-14372 in its ISR (KIP-392). */
function isReadReplica(w: World, s: Seen, b: number): boolean {
  if (!isUp(s, b)) return false
  const l = knownLeader(s, b)
  if (l === NONE || !leads(s, l) || knownEpoch(s, l) !== knownEpoch(s, b)) return false
  return !w.options.switches.followerReadsFromIsr || has(knownIsr(s, l), b)
}

const readable = (s: Seen, b: number): number => s.highWatermark[b]

/** What the client makes of the answer. It compares offsets only; that the answer's epoch may be an earlier one goes unnoticed. */
function validatePosition(w: World, s: State, l: number, consumer: ConsumerOptions): void {
  s.validFor = knownEpoch(s, l)
  if (s.position === 0) return
  const own = w.options.switches.epochEntryOnElection ? knownEpoch(s, l) : -1
  const end = endOfEpoch(w, s, l, s.positionEpoch, own)
  if (end < 0) resetPosition(w, s, l, consumer)
  else if (end < s.position) {
    if (consumer.reset === 'none') s.consumerFailed = 1
    else seek(w, s, end, floorEpoch(w, s, l, s.positionEpoch, own))
  }
}

/** auto.offset.reset: start over, skip to the end and never know what was in between, or stop with an error. */
function resetPosition(w: World, s: State, l: number, consumer: ConsumerOptions): void {
  switch (consumer.reset) {
    case 'none':
      s.consumerFailed = 1
      break
    case 'earliest':
      seek(w, s, 0, 0)
      break
    case 'latest':
      seek(w, s, s.highWatermark[l], knownEpoch(s, l))
      for (let o = 0; o < s.position; o++) s.read[o] = w.skipped
      break
  }
}

/** Moves the position back; what lies beyond will be read again. */
function seek(w: World, s: State, position: number, epoch: number): void {
  for (let o = position; o < w.logSize; o++) s.read[o] = 0
  s.position = position
  s.positionEpoch = position === 0 ? 0 : epoch
  if (s.committed > position) s.committed = position
}
