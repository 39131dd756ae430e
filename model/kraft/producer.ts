/**
 * Producers. Without retries every record has a producer of its own, which sends it once. With retries one producer sends
 * its messages in order, within a window, and may send again whatever it has no success for.
 * Mirrors `Partition#appendRecordsToLeader`, `Sender`, and `ProducerStateManager` for idempotence.
 */
import { action, bound, given } from '../../checker/model.ts'
import type { Action } from '../../checker/model.ts'
import { appendRecord, hasEnoughReplicas } from './high-watermark.ts'
import { leads } from './state.ts'
import type { Seen, State, World } from './state.ts'

export function producerActions(w: World): Action<State>[] {
  const { options, brokers } = w
  const append = action<State>()(
    'Append',
    'A leader appends a record; acks=all needs min.insync.replicas in its ISR, acks=1 is answered at once (`Partition#appendRecordsToLeader`).',
    [['leader', brokers]],
    {
      guards: {
        'a record is left': bound((s: Seen) => s.nextId < w.appends),
        'it acts as leader': given((s: Seen, l: number) => leads(s, l)),
        'its log has room': bound((s: Seen, l: number) => s.log.length[l] < w.logSize),
        ...(options.acks === 'all' && {
          'its ISR has min.insync.replicas members': (s: Seen, l: number) => hasEnoughReplicas(w, s, l),
        }),
      },
      apply: (s, l) => {
        appendRecord(w, s, l, 0)
      },
    },
  )
  return [append]
}
