/** Copies of requests that stay in the network: how they come about, and what they do when they arrive after all. */
import { type Action, action, bound, given, has, int, NONE, withMember } from '../../checker/model.ts'
import { REPEATED, YES } from './answers.ts'
import type { LateKind } from './options.ts'
import type { Parts } from './parts.ts'
import {
  ABORT,
  ABORTING,
  COMMIT,
  COMMITTING,
  IN_TRANSACTION,
  LATE_ADD,
  LATE_END_TXN,
  LATE_MARKER,
  LATE_PRODUCE,
  markerOf,
  type Seen,
  type State,
} from './state.ts'

const FIELDS = [
  'request',
  'partition',
  'txn',
  'producerId',
  'epoch',
  'sequence',
  'outcome',
  'coordinatorEpoch',
  'verified',
] as const
type Message = Partial<Record<(typeof FIELDS)[number], number>> & Readonly<Record<'request' | 'producerId' | 'epoch', number>>

const fieldOf = (message: Message, field: (typeof FIELDS)[number]): number =>
  message[field] ?? (field === 'partition' || field === 'txn' ? NONE : 0)

/** Whether the message at `at` comes after this one. */
function comesAfter(s: Seen, at: number, message: Message): boolean {
  for (const field of FIELDS) {
    const difference = s.late[field][at] - fieldOf(message, field)
    if (difference !== 0) return difference > 0
  }
  return false
}

function move(draft: State, from: number, to: number): void {
  for (const field of FIELDS) draft.late[field][to] = draft.late[field][from]
}

/** Copies are kept in order, so that it makes no difference which came about first. */
function insert(draft: State, message: Message): void {
  draft.left.late--
  let at = draft.late.length++
  for (; at > 0 && comesAfter(draft, at - 1, message); at--) move(draft, at - 1, at)
  for (const field of FIELDS) draft.late[field][at] = fieldOf(message, field)
}

function remove(draft: State, at: number): void {
  for (let next = at + 1; next < draft.late.length; next++) move(draft, next, next - 1)
  draft.late.length--
}

export function networkActions({ w, logs, answers }: Parts): Action<State>[] {
  const { options, instances, partitions, rules } = w
  const n = options.partitions
  const slots = int(0, Math.max(0, options.late - 1))
  const copiesLeft = bound((s: Seen) => s.left.late > 0)
  const isSent = (request: number) => given((s: Seen, at: number) => at < s.late.length && s.late.request[at] === request)
  const roomForRecord = bound((s: Seen) => answers.hasRecordLeft(s))
  const roomInLog = bound((s: Seen, at: number) => s.log.length[Math.max(0, s.late.partition[at])] < w.logSize)
  const isIn = (phase: number) => given((s: Seen, i: number) => s.producer.phase[i] === phase)

  const kinds: Record<LateKind, Action<State>[]> = {
    produce: [
      action<State>()(
        'DelayProduce',
        'A producer sends a batch of which a copy stays in the network; it gets no answer, and sends it again or gives it up.',
        [
          ['producer', instances],
          ['partition', partitions],
        ],
        {
          guards: {
            'a copy may stay behind': copiesLeft,
            'it is in a transaction': isIn(IN_TRANSACTION),
            'it may go on': given((s, i) => s.producer.mustAbort[i] === 0),
            'no batch is unanswered': given((s, i, p) => !has(s.producer.unanswered[i], p)),
            'it has a record left': bound((s, i, p) => s.acked[s.producer.txn[i] * n + p] < options.records),
            ...(rules.clientAdds && {
              'it has added the partition': given((s: Seen, i: number, p: number) => has(s.producer.used[i], p)),
            }),
          },
          apply: (draft, i, p) => {
            const { txn, producerId, epoch, sequence } = draft.producer
            const message = {
              request: LATE_PRODUCE,
              partition: p,
              txn: txn[i],
              producerId: producerId[i],
              epoch: epoch[i],
              sequence: sequence[i * n + p],
            }
            // Without the guard of KAFKA-14884 what was verified when it was sent is appended whenever it comes.
            const verified =
              rules.leaderVerifies &&
              !w.on('verifiesAtAppend') &&
              answers.produce(draft, p, producerId[i], epoch[i], message.sequence, 0) === YES
            insert(draft, { ...message, verified: verified ? 1 : 0 })
            draft.producer.used[i] = withMember(draft.producer.used[i], p)
            draft.producer.unanswered[i] = withMember(draft.producer.unanswered[i], p)
          },
        },
      ),
      action<State>()('LateProduce', 'A copy of a batch arrives late, and the leader takes it.', [['copy', slots]], {
        guards: {
          'it is under way': isSent(LATE_PRODUCE),
          'the log has room': roomInLog,
          'the leader takes it': given((s, at) => {
            const { partition, producerId, epoch, sequence, verified } = s.late
            return answers.produce(s, partition[at], producerId[at], epoch[at], sequence[at], verified[at]) === YES
          }),
          'a record is left': roomForRecord,
        },
        apply: (draft, at) => {
          const { partition, txn, producerId, epoch, sequence } = draft.late
          answers.append(draft, partition[at], txn[at], producerId[at], epoch[at], sequence[at])
          remove(draft, at)
        },
      }),
    ],
    'end-txn': [
      action<State>()(
        'DelayEndTxn',
        'A copy of EndTxn stays in the network; the producer will send it again.',
        [['producer', instances]],
        {
          guards: {
            'a copy may stay behind': copiesLeft,
            'it ends its transaction': given((s, i) => s.producer.phase[i] === COMMITTING || s.producer.phase[i] === ABORTING),
          },
          apply: (draft, i) => {
            const outcome = draft.producer.phase[i] === COMMITTING ? COMMIT : ABORT
            const { producerId, epoch } = draft.producer
            insert(draft, { request: LATE_END_TXN, producerId: producerId[i], epoch: epoch[i], outcome })
          },
        },
      ),
      action<State>()(
        'LateEndTxn',
        'A copy of EndTxn arrives late, and the coordinator takes it for a new request.',
        [['copy', slots]],
        {
          guards: {
            'it is under way': isSent(LATE_END_TXN),
            'the coordinator takes it': given(
              (s, at) => answers.endTxn(s, s.late.producerId[at], s.late.epoch[at], s.late.outcome[at]) === YES,
            ),
            'an epoch is left': bound((s) => !rules.epochPerTransaction || answers.hasEpochLeft(s)),
            'a record is left': roomForRecord,
          },
          apply: (draft, at) => {
            answers.decide(draft, draft.late.outcome[at], rules.epochPerTransaction)
            remove(draft, at)
          },
        },
      ),
    ],
    marker: [
      action<State>()(
        'DelayMarker',
        'A copy of a marker stays in the network; the coordinator will send it again.',
        [['partition', partitions]],
        {
          guards: {
            'a copy may stay behind': copiesLeft,
            'the partition has no marker yet': given((s, p) => has(s.coordinator.unmarked, p) && !has(s.coordinator.gaveUp, p)),
            'the coordinator acts': given((s) => answers.acts(s)),
          },
          apply: (draft, p) => {
            const { producerId, epoch, state, coordinatorEpoch } = draft.coordinator
            insert(draft, { request: LATE_MARKER, partition: p, producerId, epoch, outcome: markerOf(state), coordinatorEpoch })
          },
        },
      ),
      action<State>()('LateMarker', 'A copy of a marker arrives late, and the leader takes it.', [['copy', slots]], {
        guards: {
          'it is under way': isSent(LATE_MARKER),
          'the log has room': roomInLog,
          'the leader takes it': given(
            (s, at) =>
              answers.marker(s, s.late.partition[at], s.late.producerId[at], s.late.epoch[at], s.late.coordinatorEpoch[at]) ===
              YES,
          ),
        },
        apply: (draft, at) => {
          const { partition, outcome, producerId, epoch, coordinatorEpoch } = draft.late
          logs.appendMarker(draft, partition[at], outcome[at], producerId[at], epoch[at], coordinatorEpoch[at])
          remove(draft, at)
        },
      }),
    ],
    'add-partition': rules.clientAdds
      ? [
          action<State>()(
            'DelayAddPartition',
            'A copy of AddPartitionsToTxn stays in the network; the producer will send it again.',
            [
              ['producer', instances],
              ['partition', partitions],
            ],
            {
              guards: {
                'a copy may stay behind': copiesLeft,
                'it is in a transaction': isIn(IN_TRANSACTION),
                'it may go on': given((s, i) => s.producer.mustAbort[i] === 0),
                'it has not told yet': given((s, i, p) => !has(s.producer.used[i], p)),
              },
              apply: (draft, i, p) => {
                const { producerId, epoch } = draft.producer
                insert(draft, { request: LATE_ADD, partition: p, producerId: producerId[i], epoch: epoch[i] })
              },
            },
          ),
          action<State>()(
            'LateAddPartition',
            'A copy of AddPartitionsToTxn arrives late, and the coordinator takes it.',
            [['copy', slots]],
            {
              guards: {
                'it is under way': isSent(LATE_ADD),
                'the coordinator takes it': given(
                  (s, at) => answers.addPartition(s, s.late.producerId[at], s.late.epoch[at], s.late.partition[at]) < REPEATED,
                ),
                'a record is left': roomForRecord,
              },
              apply: (draft, at) => {
                answers.listPartition(draft, draft.late.partition[at])
                remove(draft, at)
              },
            },
          ),
        ]
      : [],
  }
  return options.late === 0 ? [] : options.lateKinds.flatMap((kind) => kinds[kind])
}
