/** What a producer with the transactional.id does: the Java client's TransactionManager, request and answer in one step. */
import { type Action, action, bound, given, has, NONE, withMember, withoutMember } from '../../checker/model.ts'
import { ABORTABLE, FATAL, FORGOTTEN, REPEATED, YES } from './answers.ts'
import type { Parts } from './parts.ts'
import {
  ABORT,
  ABORTING,
  BUMPING,
  COMMIT,
  COMMITTING,
  DEAD,
  EMPTY,
  IN_TRANSACTION,
  isPrepared,
  OFF,
  ONGOING,
  READY,
  type Seen,
  STARTING,
  type State,
} from './state.ts'

/** It ends here: the error is fatal, and only a new instance goes on. */
function fail(draft: State, i: number, partitions: number): void {
  draft.producer.phase[i] = DEAD
  leaveTransaction(draft, i)
  for (let p = 0; p < partitions; p++) draft.producer.sequence[i * partitions + p] = 0
}

function leaveTransaction(draft: State, i: number): void {
  draft.producer.txn[i] = NONE
  draft.producer.used[i] = 0
  draft.producer.unanswered[i] = 0
  draft.producer.mustAbort[i] = 0
}

export function clientActions({ w, logs, answers }: Parts): Action<State>[] {
  const { options, rules, instances, partitions } = w
  const n = options.partitions
  const { records } = options
  const ends = rules.epochPerTransaction
  const initBumps = w.on('initBumpsEpoch')
  const initChecks = w.on('initChecksEpoch')
  const initAborts = w.on('initAbortsOngoing')

  const isIn = (phase: number) => given((s: Seen, i: number) => s.producer.phase[i] === phase)
  const ended = given((s: Seen, i: number) => s.producer.phase[i] === COMMITTING || s.producer.phase[i] === ABORTING)
  const outcomeOf = (s: Seen, i: number): number => (s.producer.phase[i] === COMMITTING ? COMMIT : ABORT)
  const roomForRecord = bound((s: Seen) => answers.hasRecordLeft(s))
  const canGoOn = (s: Seen, i: number): boolean => s.producer.mustAbort[i] === 0
  const ackedOf = (s: Seen, i: number, p: number): number => s.acked[s.producer.txn[i] * n + p]
  const startOver = (draft: State, i: number): void => {
    draft.producer.producerId[i] = draft.coordinator.producerId
    draft.producer.epoch[i] = draft.coordinator.epoch
    for (let p = 0; p < n; p++) draft.producer.sequence[i * n + p] = 0
  }

  /**
   * With KIP-360 a running producer names the id and the epoch it has, which must be the current ones, unless the coordinator has no
   * record. (The epoch before is taken too, but of a request that is repeated, and here none of these is.)
   */
  const isFencedAtInit = (s: Seen, i: number): boolean => {
    const { phase, producerId, epoch } = s.producer
    if (!initChecks || phase[i] !== BUMPING) return false
    const c = s.coordinator
    return producerId[i] === c.producerId ? epoch[i] !== c.epoch : c.epoch > 0
  }

  const asksForId = given((s: Seen, i: number) => s.producer.phase[i] === STARTING || s.producer.phase[i] === BUMPING)

  const init = action<State>()(
    'InitProducerId',
    'A producer asks for its producer id and epoch (TransactionCoordinator#handleInitProducerId). A transaction that is ongoing is aborted in a new epoch first, and the producer asks again.',
    [['producer', instances]],
    {
      guards: {
        'it asks for its id': asksForId,
        'the coordinator serves requests': given((s) => answers.serves(s)),
        'no transaction is being decided': given((s) => !isPrepared(s.coordinator.state)),
        'its epoch is not over': given((s, i) => !isFencedAtInit(s, i)),
        'an epoch is left': bound((s) => answers.hasEpochLeft(s)),
        'a record is left': roomForRecord,
      },
      apply: (draft, i) => {
        const c = draft.coordinator
        if (c.state === ONGOING && initAborts) {
          answers.decide(draft, ABORT, true)
          return
        }
        answers.write(draft)
        c.state = EMPTY
        c.partitions = 0
        if (initBumps || c.epoch === 0) c.epoch++
        draft.producer.phase[i] = READY
        startOver(draft, i)
      },
    },
  )

  const addPartition = action<State>()(
    'AddPartition',
    'A producer tells the coordinator that it will write to a partition (AddPartitionsToTxn).',
    [
      ['producer', instances],
      ['partition', partitions],
    ],
    {
      guards: {
        'it is in a transaction': isIn(IN_TRANSACTION),
        'it may go on': given(canGoOn),
        'it has not told yet': given((s, i, p) => !has(s.producer.used[i], p)),
        'the coordinator says yes': given(
          (s, i, p) => answers.addPartition(s, s.producer.producerId[i], s.producer.epoch[i], p) <= REPEATED,
        ),
        'a record is left': roomForRecord,
      },
      apply: (draft, i, p) => {
        answers.listPartition(draft, p)
        draft.producer.used[i] = withMember(draft.producer.used[i], p)
      },
    },
  )

  const produceGuards = {
    'it is in a transaction': isIn(IN_TRANSACTION),
    'it may go on': given(canGoOn),
    'it has a record left': bound((s: Seen, i: number, p: number) => ackedOf(s, i, p) < records),
    ...(rules.clientAdds && {
      'it has added the partition': given((s: Seen, i: number, p: number) => has(s.producer.used[i], p)),
    }),
  }
  const produceAnswer = (s: Seen, i: number, p: number): number =>
    answers.produce(s, p, s.producer.producerId[i], s.producer.epoch[i], s.producer.sequence[i * n + p], 0)
  const isAnswerable = (s: Seen, i: number, p: number): boolean =>
    logs.isAnswerable(s, p, s.producer.producerId[i], s.producer.epoch[i], s.producer.sequence[i * n + p])
  const endAnswer = (s: Seen, i: number): number =>
    answers.endTxn(s, s.producer.producerId[i], s.producer.epoch[i], outcomeOf(s, i))

  const produce = action<State>()(
    'Produce',
    'A producer sends a batch, or sends it again. Before the first of a transaction the leader asks the coordinator or tells it of the partition (KIP-890).',
    [
      ['producer', instances],
      ['partition', partitions],
    ],
    {
      guards: {
        ...produceGuards,
        'the leader takes it': given((s, i, p) => produceAnswer(s, i, p) <= REPEATED),
        ...(options.leaderChanges > 0 && {
          'it is to be appended, or replicated': given(
            (s: Seen, i: number, p: number) => produceAnswer(s, i, p) !== REPEATED || isAnswerable(s, i, p),
          ),
        }),
        'a record is left': roomForRecord,
      },
      apply: (draft, i, p) => {
        const txn = draft.producer.txn[i]
        // Where the high watermark has a way to go the answer is a step of its own.
        const waits = options.leaderChanges > 0 && produceAnswer(draft, i, p) === YES
        const { producerId, epoch, sequence } = draft.producer
        answers.append(draft, p, txn, producerId[i], epoch[i], sequence[i * n + p])
        draft.producer.used[i] = withMember(draft.producer.used[i], p)
        if (waits) {
          draft.producer.unanswered[i] = withMember(draft.producer.unanswered[i], p)
          return
        }
        draft.producer.sequence[i * n + p]++
        draft.producer.unanswered[i] = withoutMember(draft.producer.unanswered[i], p)
        draft.acked[txn * n + p]++
      },
    },
  )

  const produceRefused = action<State>()(
    'ProduceRefused',
    'A batch is refused: the producer is fenced or forgotten, or must abort (TRANSACTION_ABORTABLE, OUT_OF_ORDER_SEQUENCE_NUMBER).',
    [
      ['producer', instances],
      ['partition', partitions],
    ],
    {
      guards: { ...produceGuards, 'it is refused': given((s, i, p) => produceAnswer(s, i, p) >= FATAL) },
      apply: (draft, i, p) => {
        if (produceAnswer(draft, i, p) === ABORTABLE) draft.producer.mustAbort[i] = 1
        else fail(draft, i, n)
      },
    },
  )

  /** The worst that the coordinator answers to a request of a transaction; YES when there is none to send. */
  const requestAnswer = (s: Seen, i: number): number => {
    const { phase, producerId, epoch, used } = s.producer
    if (phase[i] === COMMITTING || phase[i] === ABORTING) return endAnswer(s, i)
    let worst = YES
    if (phase[i] !== IN_TRANSACTION || !rules.clientAdds || !canGoOn(s, i)) return worst
    for (let p = 0; p < n; p++) if (!has(used[i], p)) worst = Math.max(worst, answers.addPartition(s, producerId[i], epoch[i], p))
    return worst
  }

  const isForgottenByLeader = (s: Seen, i: number): boolean => {
    if (s.producer.phase[i] !== IN_TRANSACTION || !canGoOn(s, i)) return false
    for (let p = 0; p < n; p++)
      if (has(s.producer.used[i], p) && ackedOf(s, i, p) < records && produceAnswer(s, i, p) === FORGOTTEN) return true
    return false
  }

  const startsAnew = action<State>()(
    'AbortForgotten',
    'The coordinator does not know the producer id any more (INVALID_PRODUCER_ID_MAPPING): a client from 2.5 on and before 4.0 aborts without EndTxn, and asks for another id (KIP-360; fatal since KAFKA-18019).',
    [['producer', instances]],
    {
      guards: {
        'its id is not known': given((s, i) => requestAnswer(s, i) === FORGOTTEN || isForgottenByLeader(s, i)),
      },
      apply: (draft, i) => {
        const txn = draft.producer.txn[i]
        if (draft.intent[txn] === 0) draft.intent[txn] = ABORT
        draft.producer.phase[i] = BUMPING
        leaveTransaction(draft, i)
      },
    },
  )
  const fenced = action<State>()(
    'RequestRefused',
    'The coordinator refuses a request for good, as the epoch, the transaction or the producer id is over (PRODUCER_FENCED, INVALID_TXN_STATE, INVALID_PRODUCER_ID_MAPPING).',
    [['producer', instances]],
    {
      guards: {
        'it is refused': given((s, i) => {
          if (s.producer.phase[i] === BUMPING) return answers.serves(s) && isFencedAtInit(s, i)
          return requestAnswer(s, i) >= FATAL
        }),
      },
      apply: (draft, i) => fail(draft, i, n),
    },
  )

  const endTxn = action<State>()(
    'EndTxn',
    'A producer asks for its outcome; it is told once the decision is durable, before any marker (TransactionCoordinator#endTransaction).',
    [['producer', instances]],
    {
      guards: {
        'it ends its transaction': ended,
        'the coordinator says yes': given((s, i) => endAnswer(s, i) <= REPEATED),
        'an epoch is left': bound((s) => !ends || answers.hasEpochLeft(s)),
        'a record is left': roomForRecord,
      },
      apply: (draft, i) => {
        const outcome = outcomeOf(draft, i)
        if (endAnswer(draft, i) === YES) answers.decide(draft, outcome, ends)
        draft.told[draft.producer.txn[i]] = outcome
        const bumps = draft.producer.mustAbort[i] === 1 && options.bumpsEpoch && !ends
        draft.producer.phase[i] = bumps ? BUMPING : READY
        leaveTransaction(draft, i)
        if (ends) startOver(draft, i)
      },
    },
  )

  const end = (
    outcome: number,
    phase: number,
    name: string,
    doc: string,
    guards: Record<string, (s: Seen, i: number) => boolean>,
  ) =>
    action<State>()(name, doc, [['producer', instances]], {
      guards: {
        'it is in a transaction': isIn(IN_TRANSACTION),
        'it has used a partition': given((s, i) => s.producer.used[i] !== 0),
        ...Object.fromEntries(Object.entries(guards).map(([text, test]) => [text, given(test)])),
      },
      apply: (draft, i) => {
        draft.producer.phase[i] = phase
        draft.intent[draft.producer.txn[i]] = outcome
        if (draft.producer.unanswered[i] === 0) return
        // A batch that is given up has used its sequence.
        for (let p = 0; p < n; p++) if (has(draft.producer.unanswered[i], p)) draft.producer.sequence[i * n + p]++
        draft.producer.unanswered[i] = 0
        draft.producer.mustAbort[i] = 1
      },
    })

  return [
    action<State>()(
      'StartProducer',
      'A producer with the transactional.id starts. One that ran before may go on, and know nothing of it.',
      [['producer', instances]],
      {
        guards: {
          'it has not started': isIn(OFF),
          'the one before has its id': bound(
            (s, i) => i === 0 || (s.producer.phase[i - 1] !== OFF && s.producer.phase[i - 1] !== STARTING),
          ),
        },
        apply: (draft, i) => {
          draft.producer.phase[i] = STARTING
        },
      },
    ),
    init,
    action<State>()('BeginTransaction', 'A producer begins a transaction; nobody else hears of it.', [['producer', instances]], {
      guards: {
        'it is ready': isIn(READY),
        'a transaction is left': bound((s) => s.begun < options.transactions),
      },
      apply: (draft, i) => {
        draft.owner[draft.begun] = i
        draft.producer.txn[i] = draft.begun++
        draft.producer.phase[i] = IN_TRANSACTION
      },
    }),
    ...(rules.clientAdds ? [addPartition] : []),
    produce,
    produceRefused,
    end(COMMIT, COMMITTING, 'CommitTransaction', 'A producer commits: every batch it has sent was acknowledged.', {
      'it may go on': canGoOn,
      'no batch is unanswered': (s, i) => s.producer.unanswered[i] === 0,
      'each partition has its batch': (s, i) => {
        for (let p = 0; p < n; p++) if (has(s.producer.used[i], p) && ackedOf(s, i, p) === 0) return false
        return true
      },
    }),
    end(ABORT, ABORTING, 'AbortTransaction', 'A producer aborts; batches that were not answered are given up.', {}),
    endTxn,
    fenced,
    ...(options.losses.coordinator > 0 && rules.clientAdds && options.bumpsEpoch ? [startsAnew] : []),
  ]
}
