/** Logs that lose their end. How that comes about is the business of the replication model; here it is only what follows. */
import { type Action, action, bound, given, has, int } from '../../checker/model.ts'
import { REPEATED, YES } from './answers.ts'
import { load } from './coordinator.ts'
import type { Parts } from './parts.ts'
import { ABORT, ABORTING, COMMIT, COMMITTING, IN_TRANSACTION, type Seen, type State } from './state.ts'

export function lossActions({ w, answers }: Parts): Action<State>[] {
  const { options, partitions, instances } = w
  const { losses } = options
  const resumes = w.on('resumesPrepared')
  const isOffsets = (p: number): boolean => options.offsets && p === options.partitions - 1
  const leftFor = (s: Seen, p: number): number => (isOffsets(p) ? s.left.offsetsLosses : s.left.dataLosses)

  const loseData = action<State>()(
    'LoseLogEnd',
    'A data partition falls back to an earlier length: acknowledged records or markers are gone.',
    [
      ['partition', partitions],
      ['end', int(0, Math.max(0, w.logSize - 1))],
    ],
    {
      guards: {
        'a loss is left': bound((s, p) => leftFor(s, p) > 0),
        'there is something to lose': given((s, p, end) => end < s.log.length[p]),
      },
      apply: (draft, p, end) => {
        draft.log.length[p] = end
        if (draft.replicated[p] > end) draft.replicated[p] = end
        draft.markerSent[p] = 0
        if (isOffsets(p)) draft.left.offsetsLosses--
        else draft.left.dataLosses--
      },
    },
  )

  /** Makes an older record the newest. */
  const restore = (draft: State, from: State['history'], at: number): void => {
    const c = draft.coordinator
    c.state = from.state[at]
    c.epoch = from.epoch[at]
    c.partitions = from.partitions[at]
    c.producerId = from.producerId[at]
  }

  const loseCoordinator = action<State>()(
    'LoseCoordinatorLogEnd',
    '__transaction_state falls back to an earlier length: a new coordinator finds an older record.',
    [['record', int(0, Math.max(0, w.historySize - 1))]],
    {
      guards: {
        'a loss is left': bound((s) => s.left.coordinatorLosses > 0),
        'there is such a record': given((s, at) => at < s.history.length),
      },
      apply: (draft, at) => {
        restore(draft, draft.history, at)
        draft.left.coordinatorLosses--
        // Of no record no producer id is known: the next producer will be given a new one (TransactionCoordinator#handleInitProducerId).
        if (at === 0) draft.coordinator.producerId = losses.coordinator - draft.left.coordinatorLosses
        draft.history.length = draft.left.coordinatorLosses === 0 ? 0 : at
        load(draft, resumes)
      },
    },
  )

  const outcomeOf = (s: Seen, i: number): number => (s.producer.phase[i] === COMMITTING ? COMMIT : ABORT)
  const moveLeft = bound((s: Seen) => s.left.moves > 0)

  /** The record is written and its coordinator dies: the next one has it, and is the only one to. */
  const dieAfter = (draft: State, writeRecord: () => void): void => {
    const { state, epoch, partitions: listed, producerId } = draft.coordinator
    writeRecord()
    draft.before.length = 1
    draft.before.state[0] = state
    draft.before.epoch[0] = epoch
    draft.before.partitions[0] = listed
    draft.before.producerId[0] = producerId
    draft.left.moves--
    load(draft, resumes)
  }

  const lostAppends = [
    action<State>()(
      'EndTxnThenMove',
      'The coordinator appends the decision and dies before it answers; the next one has the record, another in-sync replica has not.',
      [['producer', instances]],
      {
        guards: {
          'a move is left': moveLeft,
          'it ends its transaction': given((s, i) => s.producer.phase[i] === COMMITTING || s.producer.phase[i] === ABORTING),
          'all older records are replicated': given((s) => s.before.length === 0),
          'the coordinator says yes': given(
            (s, i) => answers.endTxn(s, s.producer.producerId[i], s.producer.epoch[i], outcomeOf(s, i)) === YES,
          ),
          'an epoch is left': bound((s) => !w.rules.epochPerTransaction || answers.hasEpochLeft(s)),
          'a record is left': bound((s) => answers.hasRecordLeft(s)),
        },
        apply: (draft, i) => dieAfter(draft, () => answers.decide(draft, outcomeOf(draft, i), w.rules.epochPerTransaction)),
      },
    ),
    action<State>()(
      'AddPartitionThenMove',
      'The coordinator appends that a partition takes part and dies before it answers; the next one has the record, another in-sync replica has not.',
      [
        ['producer', instances],
        ['partition', partitions],
      ],
      {
        guards: {
          'a move is left': moveLeft,
          'it is in a transaction': given((s, i) => s.producer.phase[i] === IN_TRANSACTION && s.producer.mustAbort[i] === 0),
          'it has not told yet': given((s, i, p) => !has(s.producer.used[i], p)),
          'all older records are replicated': given((s) => s.before.length === 0),
          'the coordinator says yes': given(
            (s, i, p) => answers.addPartition(s, s.producer.producerId[i], s.producer.epoch[i], p) < REPEATED,
          ),
          'a record is left': bound((s) => answers.hasRecordLeft(s)),
        },
        apply: (draft, _i, p) => dieAfter(draft, () => answers.listPartition(draft, p)),
      },
    ),
    action<State>()(
      'RecordReplicated',
      'Every in-sync replica has fetched the newest record: the high watermark passes it.',
      [],
      {
        guards: { 'it is not replicated': given((s) => s.before.length > 0) },
        apply: (draft) => {
          draft.before.length = 0
        },
      },
    ),
    action<State>()(
      'MoveWithoutRecord',
      'The coordinator dies, and an in-sync replica that has not fetched its newest record becomes the next. Nothing acknowledged is lost.',
      [],
      {
        guards: {
          'a move is left': moveLeft,
          'the newest record is not replicated': given((s) => s.before.length > 0),
        },
        apply: (draft) => {
          restore(draft, draft.before, 0)
          draft.before.length = 0
          draft.left.moves--
          load(draft, resumes)
        },
      },
    ),
  ]

  return [
    ...(losses.data + losses.offsets > 0 ? [loseData] : []),
    ...(losses.coordinator > 0 ? [loseCoordinator] : []),
    ...(options.lostAppends && options.moves > 0 ? lostAppends : []),
  ]
}
