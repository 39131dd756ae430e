/** How runs of transactions are drawn: a lane per producer, the coordinator, the network, a lane per partition. */
import { has } from '../../checker/model.ts'
import type { Drawing, DrawnLane, DrawnState } from '../drawing.ts'
import type { FactOf } from '../picture-facts.ts'
import { logsOf } from './log.ts'
import type { TransactionsOptions } from './options.ts'
import { scenesOf } from './scenes.ts'
import { COMMIT, createWorld, DATA, LATE_END_TXN, LATE_PRODUCE, OFF, OTHER_DATA, type Seen, type State } from './state.ts'

export function transactionsPicture(options: TransactionsOptions): Drawing<State> {
  const w = createWorld(options)
  const logs = logsOf(w)
  const partitions = w.partitions.labels
  const setOf = (mask: number): string => `{${partitions.filter((_, p) => has(mask, p)).join(', ')}}`
  const fact = (name: string, value: string | number): FactOf => ({ name, value: String(value) })
  /** Whether there may be more than one producer id: they are said then. */
  const hasIds = options.losses.coordinator > 0
  const idOf = (id: number): FactOf[] => (hasIds ? [fact('producer id', id)] : [])
  const labelOf = (field: string, value: number): string => w.words[field]?.[value] ?? String(value)

  const producer = (s: Seen, i: number): DrawnState => {
    const { phase, producerId, epoch, txn, used, unanswered, mustAbort } = s.producer
    if (phase[i] === OFF) return { facts: [fact('phase', labelOf('phase', phase[i]))] }
    const told = w.transactions.labels.flatMap((name, k) =>
      k < s.begun && s.owner[k] === i && s.told[k] !== 0 ? [`${name} ${s.told[k] === COMMIT ? 'committed' : 'aborted'}`] : [],
    )
    return {
      facts: [
        fact('phase', labelOf('phase', phase[i])),
        ...idOf(producerId[i]),
        fact('epoch', epoch[i]),
        ...(txn[i] < 0 ? [] : [fact('transaction', w.transactions.labels[txn[i]] ?? '')]),
        ...(used[i] === 0 ? [] : [fact('partitions', setOf(used[i]))]),
        ...(unanswered[i] === 0 ? [] : [fact('unanswered', setOf(unanswered[i]))]),
        ...(mustAbort[i] === 0 ? [] : [fact('must abort', 'yes')]),
        ...(told.length === 0 ? [] : [fact('was told', told.join(', '))]),
      ],
    }
  }

  const coordinator = (s: Seen): DrawnState => {
    const c = s.coordinator
    return {
      facts: [
        fact('state', labelOf('state', c.state)),
        ...idOf(c.producerId),
        fact('epoch', c.epoch),
        fact('partitions', setOf(c.partitions)),
        ...(c.unmarked === 0 ? [] : [fact('owes markers', setOf(c.unmarked))]),
        ...(c.gaveUp === 0 ? [] : [fact('gave up on', setOf(c.gaveUp))]),
        fact('coordinator epoch', c.coordinatorEpoch),
        ...(s.before.length === 0 ? [] : [fact('newest record', 'not replicated')]),
      ],
    }
  }

  const network = (s: Seen): DrawnState => {
    const copies = Array.from({ length: s.late.length }, (_, at) => {
      const { request, partition, txn, producerId, epoch, outcome } = s.late
      const where = partition[at] < 0 ? '' : ` to ${partitions[partition[at]] ?? ''}`
      const what =
        request[at] === LATE_PRODUCE
          ? ` of ${w.transactions.labels[txn[at]] ?? ''}`
          : request[at] === LATE_END_TXN || outcome[at] !== 0
            ? ` ${outcome[at] === COMMIT ? 'commit' : 'abort'}`
            : ''
      const id = hasIds ? `, producer id ${producerId[at]}` : ''
      return `${labelOf('request', request[at])}${what}${where}${id}, epoch ${epoch[at]}`
    })
    return { facts: [fact('under way', copies.length === 0 ? 'nothing' : copies.join('; '))] }
  }

  const partition = (s: Seen, p: number): DrawnState => {
    const cells = Array.from({ length: s.log.length[p] }, (_, offset) => {
      const at = p * w.logSize + offset
      const kind = s.log.kind[at]
      const other = kind >= OTHER_DATA ? `${kind < OTHER_DATA + 2 ? 'B' : 'C'}${(kind - OTHER_DATA) % 2 === 0 ? '' : '✗'}` : ''
      const record = kind === DATA ? (w.transactions.labels[s.log.txn[at]] ?? '') : kind === COMMIT ? '✓' : '✗'
      // Others have an id of their own, which stands for them in their records.
      return { record: other || record, epoch: s.log.epoch[at], ...(hasIds && !other && { producerId: s.log.producerId[at] }) }
    })
    const read = w.transactions.labels.filter((_, k) => logs.visible(s, k, p) > 0)
    return {
      facts: [
        fact('LSO', logs.lastStable(s, p)),
        fact('HW', logs.highWatermark(s, p)),
        fact(options.isolation, read.length === 0 ? 'reads nothing' : `reads ${read.join(', ')}`),
      ],
      log: { cells, lastStable: logs.lastStable(s, p), highWatermark: logs.highWatermark(s, p) },
    }
  }

  const lanes: readonly DrawnLane[] = [
    ...w.instances.labels.map((id) => ({ id, kind: 'producer' as const })),
    { id: 'coordinator', kind: 'coordinator' },
    ...(options.late > 0 ? [{ id: 'network', kind: 'network' as const }] : []),
    ...partitions.map((id) => ({ id, kind: 'partition' as const })),
  ]
  return {
    lanes,
    scenes: scenesOf(w),
    laneOf: (s, id) => {
      const i = w.instances.labels.indexOf(id)
      if (i >= 0) return producer(s, i)
      const p = partitions.indexOf(id)
      if (p >= 0) return partition(s, p)
      return id === 'network' ? network(s) : coordinator(s)
    },
  }
}
