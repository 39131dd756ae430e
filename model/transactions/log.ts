/** What a leader knows of a producer id from the log of its partition, and reading and changing logs. */
import { NONE } from '../../checker/model.ts'
import { ABORT, COMMIT, DATA, OTHER_ABORT, OTHER_DATA, type Seen, type State, type World } from './state.ts'

export interface Logs {
  /** Whether there is data of a producer id after which no marker of it follows. */
  readonly isOpen: (s: Seen, p: number, id: number) => boolean
  /** The epoch of the producer in this partition, data and markers alike; NONE when it knows nothing of it. */
  readonly epochOf: (s: Seen, p: number, id: number) => number
  /** The coordinator epoch of the last marker; NONE when there is none. */
  readonly coordinatorEpochOf: (s: Seen, p: number, id: number) => number
  /** The last sequence of the producer's epoch; NONE when nothing was written in it. */
  readonly lastSequence: (s: Seen, p: number, id: number) => number
  /** Whether a batch of this epoch and sequence is among those the leader remembers. */
  readonly isDuplicate: (s: Seen, p: number, id: number, epoch: number, sequence: number) => boolean
  /** Whether that batch is below the high watermark, so that its producer may be answered. */
  readonly isAnswerable: (s: Seen, p: number, id: number, epoch: number, sequence: number) => boolean
  readonly highWatermark: (s: Seen, p: number) => number
  /** What the producer's next marker says of the record at `offset`; 0 when none follows. */
  readonly outcomeAt: (s: Seen, p: number, offset: number) => number
  /** The last stable offset. */
  readonly lastStable: (s: Seen, p: number) => number
  /** The number of records of a transaction that the reader gets. */
  readonly visible: (s: Seen, txn: number, p: number) => number
  readonly appendData: (draft: State, p: number, txn: number, id: number, epoch: number, sequence: number) => void
  /** How many records of another producer are in the first partition: none, its data, its marker too. */
  readonly writtenBy: (s: Seen, other: number) => number
  readonly appendOther: (draft: State, kind: number) => void
  readonly appendMarker: (draft: State, p: number, outcome: number, id: number, epoch: number, coordinatorEpoch: number) => void
}

export function logsOf({ logSize, options, on }: Pick<World, 'logSize' | 'options' | 'on'>): Logs {
  const committedOnly = options.isolation === 'read_committed'
  const stable = committedOnly && on('readsToLastStable')
  const hides = committedOnly && on('hidesAborted')

  const { others, leaderChanges, losses } = options
  const hasIds = losses.coordinator > 0
  const waitsForMarker = on('waitsForMarker')
  const highWatermark = (s: Seen, p: number): number => (leaderChanges > 0 ? s.replicated[p] : s.log.length[p])

  const isOf = (s: Seen, at: number, id: number): boolean =>
    (others === 0 || s.log.kind[at] < OTHER_DATA) && (!hasIds || s.log.producerId[at] === id)

  /** The last record or marker of the producer; before the partition's first when there is none. */
  const last = (s: Seen, p: number, id: number): number => {
    let at = p * logSize + s.log.length[p] - 1
    while (at >= p * logSize && !isOf(s, at, id)) at--
    return at
  }
  const isOpen = (s: Seen, p: number, id: number): boolean => {
    const at = last(s, p, id)
    return at >= p * logSize && s.log.kind[at] === DATA
  }
  const epochOf = (s: Seen, p: number, id: number): number => {
    const at = last(s, p, id)
    return at < p * logSize ? NONE : s.log.epoch[at]
  }

  /** The first marker of the producer of the record at `offset` below `end`; 0 when none follows. */
  const markerAfter = (s: Seen, p: number, offset: number, end: number): number => {
    const id = s.log.producerId[p * logSize + offset]
    for (let o = offset + 1; o < end; o++) {
      const kind = s.log.kind[p * logSize + o]
      if ((kind === COMMIT || kind === ABORT) && isOf(s, p * logSize + o, id)) return kind
    }
    return 0
  }
  const outcomeAt = (s: Seen, p: number, offset: number): number => markerAfter(s, p, offset, s.log.length[p])

  const countOf = (s: Seen, kind: number): number => {
    let count = 0
    for (let at = 0; at < s.log.length[0]; at++) if (s.log.kind[at] === kind) count++
    return count
  }

  /** Whether its producer's next marker is below the high watermark, or need not be. */
  const isMarkerReplicated = (s: Seen, p: number, offset: number): boolean => {
    return leaderChanges === 0 || !waitsForMarker || markerAfter(s, p, offset, s.replicated[p]) !== 0
  }

  /** Whether the record at `at` is data without an outcome, or with one that may still vanish. */
  const isUnstable = (s: Seen, p: number, offset: number): boolean => {
    const kind = s.log.kind[p * logSize + offset]
    if (kind === DATA) return outcomeAt(s, p, offset) === 0 || !isMarkerReplicated(s, p, offset)
    return kind >= OTHER_DATA && (kind - OTHER_DATA) % 2 === 0 && countOf(s, kind + OTHER_ABORT - OTHER_DATA) === 0
  }

  const lastStable = (s: Seen, p: number): number => {
    let end = 0
    const top = highWatermark(s, p)
    while (end < top && !isUnstable(s, p, end)) end++
    return end
  }

  /** Where a batch of this epoch and sequence is, when its epoch is the newest; NONE when it is not there. */
  const offsetOf = (s: Seen, p: number, id: number, epoch: number, sequence: number): number => {
    if (epochOf(s, p, id) !== epoch) return NONE
    for (let at = last(s, p, id); at >= p * logSize; at--)
      if (s.log.kind[at] === DATA && isOf(s, at, id) && s.log.epoch[at] === epoch && s.log.sequence[at] === sequence)
        return at - p * logSize
    return NONE
  }

  const append = (draft: State, p: number): number => p * logSize + draft.log.length[p]++

  return {
    isOpen,
    epochOf,
    outcomeAt,
    lastStable,
    coordinatorEpochOf: (s, p, id) => {
      for (let at = last(s, p, id); at >= p * logSize; at--)
        if ((s.log.kind[at] === COMMIT || s.log.kind[at] === ABORT) && isOf(s, at, id)) return s.log.coordinatorEpoch[at]
      return NONE
    },
    lastSequence: (s, p, id) => {
      const epoch = epochOf(s, p, id)
      for (let at = last(s, p, id); at >= p * logSize; at--)
        if (s.log.kind[at] === DATA && isOf(s, at, id)) return s.log.epoch[at] === epoch ? s.log.sequence[at] : NONE
      return NONE
    },
    isDuplicate: (s, p, id, epoch, sequence) => offsetOf(s, p, id, epoch, sequence) !== NONE,
    isAnswerable: (s, p, id, epoch, sequence) => offsetOf(s, p, id, epoch, sequence) < highWatermark(s, p),
    highWatermark,
    visible: (s, txn, p) => {
      let count = 0
      const end = stable ? lastStable(s, p) : highWatermark(s, p)
      for (let o = 0; o < end; o++) {
        const at = p * logSize + o
        if (s.log.kind[at] !== DATA || s.log.txn[at] !== txn) continue
        if (!(hides && outcomeAt(s, p, o) === ABORT)) count++
      }
      return count
    },
    appendData: (draft, p, txn, id, epoch, sequence) => {
      const at = append(draft, p)
      draft.log.kind[at] = DATA
      draft.log.producerId[at] = id
      draft.log.txn[at] = txn
      draft.log.epoch[at] = epoch
      draft.log.sequence[at] = sequence
      draft.log.coordinatorEpoch[at] = 0
    },
    writtenBy: (s, other) => countOf(s, OTHER_DATA + 2 * other) + countOf(s, OTHER_ABORT + 2 * other),
    appendOther: (draft, kind) => {
      const at = append(draft, 0)
      draft.log.kind[at] = kind
      draft.log.producerId[at] = 0
      draft.log.txn[at] = NONE
      draft.log.epoch[at] = 0
      draft.log.sequence[at] = 0
      draft.log.coordinatorEpoch[at] = 0
    },
    appendMarker: (draft, p, outcome, id, epoch, coordinatorEpoch) => {
      const at = append(draft, p)
      draft.log.kind[at] = outcome === COMMIT ? COMMIT : ABORT
      draft.log.producerId[at] = id
      draft.log.txn[at] = NONE
      draft.log.epoch[at] = epoch
      draft.log.sequence[at] = 0
      draft.log.coordinatorEpoch[at] = coordinatorEpoch
    },
  }
}
