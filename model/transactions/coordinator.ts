/** What the coordinator of the transactional.id does on its own: markers, completion, timeouts, changes of the broker it runs on. */
import { type Action, action, bound, given, has, withMember, withoutMember } from '../../checker/model.ts'
import { FATAL, YES } from './answers.ts'
import type { Parts } from './parts.ts'
import {
  ABORT,
  COMPLETE_ABORT,
  COMPLETE_COMMIT,
  isPrepared,
  markerOf,
  ONGOING,
  PREPARE_COMMIT,
  type Seen,
  type State,
} from './state.ts'

/** Another broker loads the newest record and resumes what it finds decided. */
export function load(draft: State, resumes: boolean): void {
  const c = draft.coordinator
  c.coordinatorEpoch++
  c.unmarked = isPrepared(c.state) ? c.partitions : 0
  c.gaveUp = resumes ? 0 : c.unmarked
  draft.markerSent.fill(0)
}

export function coordinatorActions({ w, logs, answers }: Parts): Action<State>[] {
  const { partitions, options } = w
  const bumps = w.on('timeoutBumpsEpoch')
  const resumes = w.on('resumesPrepared')
  const answerOf = (s: Seen, p: number): number => {
    const { producerId, epoch, coordinatorEpoch } = s.coordinator
    return answers.marker(s, p, producerId, epoch, coordinatorEpoch)
  }
  const serves = given((s: Seen) => answers.serves(s))
  const acts = given((s: Seen) => answers.acts(s))
  const owesMarker = given((s: Seen, p: number) => has(s.coordinator.unmarked, p) && !has(s.coordinator.gaveUp, p))
  const roomInLog = bound((s: Seen, p: number) => s.log.length[p] < w.logSize)

  const actions = [
    action<State>()(
      'SendMarker',
      'The coordinator has the decision written to a partition, as a control record (WriteTxnMarkers, TransactionMarkerChannelManager).',
      [['partition', partitions]],
      {
        guards: {
          'the partition has no marker yet': owesMarker,
          'the coordinator acts': acts,
          'the leader takes it': given((s, p) => answerOf(s, p) === YES),
          'no answer is awaited': given((s, p) => s.markerSent[p] === 0),
          'the log has room': roomInLog,
        },
        apply: (draft, p) => {
          const c = draft.coordinator
          logs.appendMarker(draft, p, markerOf(c.state), c.producerId, c.epoch, c.coordinatorEpoch)
          if (options.leaderChanges > 0) draft.markerSent[p] = 1
          else c.unmarked = withoutMember(c.unmarked, p)
        },
      },
    ),
    action<State>()(
      'MarkerRefused',
      'A leader refuses the marker for good (INVALID_PRODUCER_EPOCH, TRANSACTION_COORDINATOR_FENCED). The coordinator does not ask again until it moves.',
      [['partition', partitions]],
      {
        guards: {
          'the partition has no marker yet': owesMarker,
          'the coordinator acts': acts,
          'the leader refuses it': given((s, p) => answerOf(s, p) === FATAL),
        },
        apply: (draft, p) => {
          draft.coordinator.gaveUp = withMember(draft.coordinator.gaveUp, p)
        },
      },
    ),
    action<State>()(
      'CompleteTransaction',
      'All markers are written: the coordinator writes that the transaction is complete.',
      [],
      {
        guards: {
          'it is decided': given((s) => isPrepared(s.coordinator.state)),
          'the coordinator serves requests': serves,
          'every partition has its marker': (s) => s.coordinator.unmarked === 0,
          'a record is left': bound((s) => answers.hasRecordLeft(s)),
        },
        apply: (draft) => {
          answers.write(draft)
          const c = draft.coordinator
          c.state = c.state === PREPARE_COMMIT ? COMPLETE_COMMIT : COMPLETE_ABORT
          c.partitions = 0
          c.unmarked = 0
          c.gaveUp = 0
        },
      },
    ),
    action<State>()(
      'TimeoutTransaction',
      'A transaction is older than transaction.timeout.ms: the coordinator aborts it in a new epoch, whatever its producer is about.',
      [],
      {
        guards: {
          'it is ongoing': given((s) => s.coordinator.state === ONGOING),
          'the coordinator serves requests': serves,
          'a timeout is left': bound((s) => s.left.timeouts > 0),
          'an epoch is left': bound((s) => answers.hasEpochLeft(s)),
          'a record is left': bound((s) => answers.hasRecordLeft(s)),
        },
        apply: (draft) => {
          draft.left.timeouts--
          answers.decide(draft, ABORT, bumps)
        },
      },
    ),
    action<State>()(
      'MoveCoordinator',
      'Another broker becomes the coordinator, loads the log and sends the markers of what it finds decided.',
      [],
      {
        guards: { 'a move is left': bound((s) => s.left.moves > 0) },
        apply: (draft) => {
          draft.left.moves--
          load(draft, resumes)
        },
      },
    ),
    action<State>()(
      'StopWrites',
      '__transaction_state takes no more writes, as too few of its replicas are in sync; markers of what is decided are still sent.',
      [],
      {
        guards: { 'an outage is left': bound((s) => s.left.outages > 0) },
        apply: (draft) => {
          draft.left.outages--
        },
      },
    ),
  ]
  const never = new Set([
    ...(options.outages === 0 ? ['StopWrites'] : []),
    ...(options.moves === 0 ? ['MoveCoordinator'] : []),
    ...(options.timeouts === 0 ? ['TimeoutTransaction'] : []),
  ])
  return actions.filter(({ name }) => !never.has(name))
}
