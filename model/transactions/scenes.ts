/** Every action as people tell it: a clause with the names, and what passes between lanes. */
import { has, NONE } from '../../checker/model.ts'
import type { Drawing, DrawnExchange } from '../drawing.ts'
import { logsOf } from './log.ts'
import { COMMIT, COMMITTING, DEAD, EMPTY, isPrepared, markerOf, READY, type Seen, type State, type World } from './state.ts'

type Scenes = Drawing<State>['scenes']

const COORDINATOR = 'coordinator'
const NETWORK = 'network'

export function scenesOf(w: World): Scenes {
  const logs = logsOf(w)
  const producer = (i: number): string => w.instances.labels[i] ?? ''
  const partition = (p: number): string => w.partitions.labels[p] ?? ''
  const txnOf = (s: Seen, i: number): string => w.transactions.labels[s.producer.txn[i]] ?? ''
  const outcomeWord = (outcome: number): string => (outcome === COMMIT ? 'commit' : 'abort')
  const endOf = (s: Seen, i: number): number => (s.producer.phase[i] === COMMITTING ? COMMIT : 2)
  const markerWord = (state: number): string => (markerOf(state) === COMMIT ? 'COMMIT' : 'ABORT')
  const setOf = (mask: number): string => w.partitions.labels.filter((_, p) => has(mask, p)).join(' and ') || 'no partition'
  const state = (s: Seen): string => w.words['state']?.[s.coordinator.state] ?? ''
  const client = (from: string, to: string, label: string): DrawnExchange => ({ from, to, kind: 'client', label })
  const own = (at: string, label: string, kind: DrawnExchange['kind'] = 'local'): DrawnExchange => ({
    from: at,
    to: at,
    kind,
    label,
  })
  const marker = (to: string, label: string): DrawnExchange => ({ from: COORDINATOR, to, kind: 'metadata', label })
  /** What the leader says to the coordinator before it appends, when it does. */
  const asks = (before: Seen, after: Seen, p: number): DrawnExchange[] =>
    !w.rules.clientAdds && before.coordinator.partitions !== after.coordinator.partitions
      ? [client(partition(p), COORDINATOR, `adds ${partition(p)}`)]
      : []
  /** The late copy that `after` has and `before` has not. */
  const copyAt = (s: Seen, at: number) => ({
    p: s.late.partition[at],
    id: s.late.producerId[at],
    txn: s.late.txn[at] === NONE ? '' : (w.transactions.labels[s.late.txn[at]] ?? ''),
    epoch: s.late.epoch[at],
    outcome: s.late.outcome[at],
  })
  const open = (s: Seen, p: number, id: number): string =>
    logs.isOpen(s, p, id) ? 'decides what is open there' : 'finds nothing of its producer open'

  /** Where the producer has another id than the first. */
  const idWord = (s: Seen, i: number): string =>
    s.producer.producerId[i] === 0 ? '' : `another producer id (${s.producer.producerId[i]}), `

  return {
    StartProducer: (_, __, i) => ({ summary: `${producer(i)} starts`, exchanges: [own(producer(i), 'starts')] }),
    InitProducerId: (_, after, i) =>
      after.producer.phase[i] === READY && after.coordinator.state === EMPTY
        ? {
            summary: `${producer(i)} gets ${idWord(after, i)}epoch ${after.producer.epoch[i]}`,
            exchanges: [
              client(producer(i), COORDINATOR, 'InitProducerId'),
              client(COORDINATOR, producer(i), `${idWord(after, i)}epoch ${after.producer.epoch[i]}`),
            ],
          }
        : {
            summary: `${producer(i)} asks for its id; the coordinator first aborts what is ongoing, in epoch ${after.coordinator.epoch}`,
            exchanges: [client(producer(i), COORDINATOR, 'InitProducerId'), client(COORDINATOR, producer(i), 'CONCURRENT')],
          },
    BeginTransaction: (_, after, i) => ({
      summary: `${producer(i)} begins ${txnOf(after, i)}`,
      exchanges: [own(producer(i), `begins ${txnOf(after, i)}`)],
    }),
    AddPartition: (_, __, i, p) => ({
      summary: `${producer(i)} adds ${partition(p)} to its transaction`,
      exchanges: [client(producer(i), COORDINATOR, `adds ${partition(p)}`)],
    }),
    Produce: (before, after, i, p) => ({
      summary: `${producer(i)} writes a record of ${txnOf(before, i)} to ${partition(p)}${has(after.producer.unanswered[i], p) ? '' : ', and has it acknowledged'}`,
      exchanges: [client(producer(i), partition(p), `record of ${txnOf(before, i)}`), ...asks(before, after, p)],
    }),
    ProduceRefused: (_, after, i, p) => ({
      summary: `${partition(p)} refuses a record of ${producer(i)}, which ${after.producer.phase[i] === DEAD ? 'is shut out' : 'must abort'}`,
      exchanges: [client(producer(i), partition(p), 'record'), client(partition(p), producer(i), 'refused')],
    }),
    RequestRefused: (_, __, i) => ({
      summary: `the coordinator refuses a request of ${producer(i)}, which is shut out`,
      exchanges: [client(COORDINATOR, producer(i), 'fenced')],
    }),
    AbortForgotten: (_, __, i) => ({
      summary: `the coordinator does not know the producer id of ${producer(i)}, which aborts and asks for another`,
      exchanges: [client(COORDINATOR, producer(i), 'unknown id')],
    }),
    CommitTransaction: (before, _, i) => ({
      summary: `${producer(i)} wants ${txnOf(before, i)} committed`,
      exchanges: [own(producer(i), `commits ${txnOf(before, i)}`)],
    }),
    AbortTransaction: (before, _, i) => ({
      summary: `${producer(i)} wants ${txnOf(before, i)} aborted${before.producer.unanswered[i] === 0 ? '' : ' and gives its batch up'}`,
      exchanges: [own(producer(i), `aborts ${txnOf(before, i)}`)],
    }),
    EndTxn: (before, after, i) => {
      const outcome = outcomeWord(endOf(before, i))
      const decided = before.coordinator.state !== after.coordinator.state || before.coordinator.epoch !== after.coordinator.epoch
      const how = decided
        ? `the coordinator decides (${state(after)})`
        : `the coordinator has decided so before (${state(after)})`
      return {
        summary: `${producer(i)} asks to ${outcome} ${txnOf(before, i)}; ${how} and says so`,
        exchanges: [
          client(producer(i), COORDINATOR, `EndTxn ${outcome}`),
          client(COORDINATOR, producer(i), outcome === 'commit' ? 'committed' : 'aborted'),
        ],
      }
    },
    SendMarker: (before, _, p) => ({
      summary: `${partition(p)} gets the ${markerWord(before.coordinator.state)} of epoch ${before.coordinator.epoch}, which ${open(before, p, before.coordinator.producerId)}`,
      exchanges: [marker(partition(p), markerWord(before.coordinator.state))],
    }),
    MarkerRefused: (before, _, p) => ({
      summary: `${partition(p)} refuses the ${markerWord(before.coordinator.state)} of epoch ${before.coordinator.epoch}; the coordinator gives up until it moves`,
      exchanges: [
        marker(partition(p), markerWord(before.coordinator.state)),
        { from: partition(p), to: COORDINATOR, kind: 'fault', label: 'refused' },
      ],
    }),
    CompleteTransaction: (_, after) => ({
      summary: `every marker is written: the coordinator has ${state(after)}`,
      exchanges: [own(COORDINATOR, state(after))],
    }),
    TimeoutTransaction: (before, after) => ({
      summary: `the transaction with ${setOf(before.coordinator.partitions)} times out: the coordinator aborts it in epoch ${after.coordinator.epoch}`,
      exchanges: [own(COORDINATOR, 'time is over', 'fault')],
    }),
    MoveCoordinator: (_, after) => ({
      summary: `another broker becomes the coordinator, finds ${state(after)}${isPrepared(after.coordinator.state) ? ' and owes its markers again' : ''}`,
      exchanges: [own(COORDINATOR, 'moves', 'fault')],
    }),
    DelayProduce: (before, _, i, p) => ({
      summary: `${producer(i)} sends a record of ${txnOf(before, i)} to ${partition(p)}; it stays in the network`,
      exchanges: [client(producer(i), NETWORK, `record of ${txnOf(before, i)}`)],
    }),
    LateProduce: (before, after, at) => {
      const { p, txn, epoch } = copyAt(before, at)
      return {
        summary: `the record of ${txn}, sent in epoch ${epoch}, arrives late in ${partition(p)} and is taken`,
        exchanges: [client(NETWORK, partition(p), `late record of ${txn}`), ...asks(before, after, p)],
      }
    },
    DelayEndTxn: (before, _, i) => ({
      summary: `a copy of the EndTxn (${outcomeWord(endOf(before, i))}) of ${producer(i)} stays in the network`,
      exchanges: [client(producer(i), NETWORK, `EndTxn ${outcomeWord(endOf(before, i))}`)],
    }),
    LateEndTxn: (before, after, at) => {
      const { outcome, epoch } = copyAt(before, at)
      return {
        summary: `the copy of EndTxn (${outcomeWord(outcome)}), sent in epoch ${epoch}, arrives late: the coordinator takes it for a new one and decides (${state(after)})`,
        exchanges: [client(NETWORK, COORDINATOR, `late EndTxn ${outcomeWord(outcome)}`)],
      }
    },
    DelayMarker: (before, _, p) => ({
      summary: `a copy of the ${markerWord(before.coordinator.state)} for ${partition(p)} stays in the network`,
      exchanges: [marker(NETWORK, `${markerWord(before.coordinator.state)} for ${partition(p)}`)],
    }),
    LateMarker: (before, _, at) => {
      const { p, id, outcome, epoch } = copyAt(before, at)
      const word = outcome === COMMIT ? 'COMMIT' : 'ABORT'
      return {
        summary: `the copy of the ${word}, sent in epoch ${epoch}, arrives late in ${partition(p)}, is taken and ${open(before, p, id)}`,
        exchanges: [{ from: NETWORK, to: partition(p), kind: 'metadata', label: `late ${word}` }],
      }
    },
    DelayAddPartition: (_, __, i, p) => ({
      summary: `a copy of ${producer(i)} adding ${partition(p)} stays in the network`,
      exchanges: [client(producer(i), NETWORK, `adds ${partition(p)}`)],
    }),
    LateAddPartition: (before, after, at) => ({
      summary: `the copy that adds ${partition(copyAt(before, at).p)} arrives late: the coordinator has ${state(after)}`,
      exchanges: [client(NETWORK, COORDINATOR, `late: adds ${partition(copyAt(before, at).p)}`)],
    }),
    LoseLogEnd: (before, _, p, end) => ({
      summary: `${partition(p)} loses the end of its log: it is ${end} long and was ${before.log.length[p]}`,
      exchanges: [own(partition(p), `loses ${before.log.length[p] - end}`, 'fault')],
    }),
    LoseCoordinatorLogEnd: (before, after) => ({
      summary: `__transaction_state loses its end: it was ${state(before)}, epoch ${before.coordinator.epoch}, and is ${state(after)}, epoch ${after.coordinator.epoch}`,
      exchanges: [own(COORDINATOR, 'loses the end of its log', 'fault')],
    }),
    EndTxnThenMove: (before, after, i) => ({
      summary: `${producer(i)} asks to ${outcomeWord(endOf(before, i))}; the coordinator appends ${state(after)} and dies, and only the next one has the record`,
      exchanges: [
        client(producer(i), COORDINATOR, `EndTxn ${outcomeWord(endOf(before, i))}`),
        own(COORDINATOR, 'moves', 'fault'),
      ],
    }),
    AddPartitionThenMove: (_, __, i, p) => ({
      summary: `${partition(p)} is added for ${producer(i)}; the coordinator dies, and only the next one has the record`,
      exchanges: [client(producer(i), COORDINATOR, `adds ${partition(p)}`), own(COORDINATOR, 'moves', 'fault')],
    }),
    RecordReplicated: () => ({
      summary: 'the newest record of the coordinator is replicated',
      exchanges: [own(COORDINATOR, 'replicated')],
    }),
    MoveWithoutRecord: (before, after) => ({
      summary: `the coordinator dies; the next one has not fetched ${state(before)} and finds ${state(after)}`,
      exchanges: [own(COORDINATOR, 'moves', 'fault')],
    }),
    Replicate: (_, after, p) => ({
      summary: `the high watermark of ${partition(p)} moves to ${after.replicated[p]}`,
      exchanges: [own(partition(p), `HW ${after.replicated[p]}`)],
    }),
    AcknowledgeMarker: (_, __, p) => ({
      summary: `the marker in ${partition(p)} is replicated, and the coordinator hears of it`,
      exchanges: [{ from: partition(p), to: COORDINATOR, kind: 'metadata', label: 'marker written' }],
    }),
    ChangeLeader: (before, after, p) => ({
      summary: `another replica leads ${partition(p)}${before.log.length[p] === after.log.length[p] ? '' : ` and lacks what was not replicated: its log is ${after.log.length[p]} long and was ${before.log.length[p]}`}`,
      exchanges: [own(partition(p), 'another leader', 'fault')],
    }),
    StopWrites: () => ({
      summary: '__transaction_state takes no more writes: too few of its replicas are in sync',
      exchanges: [own(COORDINATOR, 'takes no writes', 'fault')],
    }),
    OtherProduces: (_, __, other) => ({
      summary: `another producer writes to ${partition(0)} in transaction ${other === 0 ? 'B' : 'C'}`,
      exchanges: [own(partition(0), `record of ${other === 0 ? 'B' : 'C'}`)],
    }),
    OtherAborts: (_, __, other) => ({
      summary: `transaction ${other === 0 ? 'B' : 'C'} is aborted`,
      exchanges: [own(partition(0), `ABORT of ${other === 0 ? 'B' : 'C'}`)],
    }),
  }
}
