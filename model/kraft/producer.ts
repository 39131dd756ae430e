/**
 * Producers. Without retries every record has a producer of its own, which sends it once. With retries one producer sends
 * its messages in order, within a window, and may send again whatever it has no success for.
 * Mirrors `Partition#appendRecordsToLeader`, the client's `Sender`, and `ProducerStateManager` for idempotence.
 */
import { action, bound, given, int } from '../../checker/model.ts'
import type { Action } from '../../checker/model.ts'
import { acknowledge, appendRecord, hasEnoughReplicas } from './high-watermark.ts'
import { leads, OUTSTANDING, REFUSED, ACKED, UNSENT } from './state.ts'
import type { Seen, State } from './state.ts'
import type { World } from './world.ts'

export const producerActions = (w: World): Action<State>[] => (w.retries ? retryingProducer(w) : [append(w)])

/** What a leader needs for the next record of a producer that sends each once. */
export const appendGuards = (w: World) => ({
  'a record is left': bound((s: Seen) => s.nextId < w.appends),
  'it acts as leader': given((s: Seen, l: number) => leads(s, l)),
  'its log has room': bound((s: Seen, l: number) => s.log.length[l] < w.logSize),
  ...(w.options.acks === 'all' && {
    'its ISR has min.insync.replicas members': (s: Seen, l: number) => hasEnoughReplicas(w, s, l),
  }),
})

const append = (w: World): Action<State> =>
  action<State>()(
    'Append',
    'A leader appends a record; acks=all needs min.insync.replicas in its ISR, acks=1 is answered at once (`Partition#appendRecordsToLeader`).',
    [['leader', w.brokers]],
    {
      guards: appendGuards(w),
      apply: (s, l) => appendRecord(w, s, l, 0, true),
    },
  )

function retryingProducer(w: World): Action<State>[] {
  const { brokers, messages, options } = w
  // Only the answer to acks=1 comes with the append itself; it may get lost.
  const answered = int(options.acks === '1' ? 0 : 1, 1)
  const target = {
    'it acts as leader': given((s: Seen, _m: number, l: number) => leads(s, l)),
    'its log has room': bound((s: Seen, _m: number, l: number) => s.log.length[l] < w.logSize),
  }
  const send = action<State>()(
    'Send',
    'The producer sends its next message (max.in.flight.requests.per.connection limits those without an answer).',
    [
      ['message', messages],
      ['leader', brokers],
      ['answered', answered],
    ],
    {
      guards: {
        'it was not sent before': given((s: Seen, m: number) => s.outcome[m] === UNSENT),
        'all earlier messages were sent': given((s: Seen, m: number) => m === 0 || s.outcome[m - 1] !== UNSENT),
        'the window has room': (s: Seen) => inFlight(s) < options.maxInFlight,
        ...target,
      },
      apply: (s, m, l, isAnswered) => produce(w, s, m, l, isAnswered === 1),
    },
  )
  const resend = action<State>()(
    'Resend',
    'The producer has no success for a message (timeout, disconnect, retriable error) and sends it again (retries).',
    [
      ['message', messages],
      ['leader', brokers],
      ['answered', answered],
    ],
    {
      guards: {
        'a retry is left': bound((s: Seen) => s.retriesLeft > 0),
        'it is without success': given((s: Seen, m: number) => s.outcome[m] === OUTSTANDING || s.outcome[m] === REFUSED),
        ...target,
      },
      apply: (s, m, l, isAnswered) => {
        s.retriesLeft--
        produce(w, s, m, l, isAnswered === 1)
      },
    },
  )
  return [send, resend]
}

/** Messages the producer waits for or will send again. When no retry is left it gives up on those without success. */
function inFlight(s: Seen): number {
  if (s.retriesLeft === 0) return 0
  let n = 0
  for (let m = 0; m < s.outcome.length; m++) if (s.outcome[m] === OUTSTANDING || s.outcome[m] === REFUSED) n++
  return n
}

/** A leader handles a produce request. A message that may be in some log is never called refused again. */
function produce(w: World, s: State, m: number, l: number, answered: boolean): void {
  const { acks, idempotence } = w.options
  const known = idempotence ? offsetOfMessage(w, s, l, m) : -1
  if ((acks === 'all' && !hasEnoughReplicas(w, s, l)) || (idempotence && known < 0 && isOutOfOrder(w, s, l, m))) {
    if (s.outcome[m] === UNSENT) s.outcome[m] = REFUSED
    return
  }
  if (s.outcome[m] !== ACKED) s.outcome[m] = OUTSTANDING
  if (known < 0) return appendRecord(w, s, l, m, answered)
  const id = s.log.items[l * w.logSize + known]
  if (acks === '1' ? answered : acks === 'all' && known < s.highWatermark[l]) acknowledge(w, s, id)
  else if (acks === 'all') s.pending[l] |= 1 << id
}

/** Where a leader finds a message in the producer state its log implies (`ProducerStateManager`), or -1. */
function offsetOfMessage(w: World, s: Seen, l: number, m: number): number {
  for (let o = 0; o < s.log.length[l]; o++) if (s.message[s.log.items[l * w.logSize + o]] === m) return o
  return -1
}

/** OUT_OF_ORDER_SEQUENCE_NUMBER: the leader knows this producer and expects another sequence (`ProducerAppendInfo#checkSequence`). */
function isOutOfOrder(w: World, s: Seen, l: number, m: number): boolean {
  const end = s.log.length[l]
  return end > 0 && s.message[s.log.items[l * w.logSize + end - 1]] !== m - 1
}
