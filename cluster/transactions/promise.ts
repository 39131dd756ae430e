/** Whether a promise about transactions is broken on the cluster, by what was seen there and what producers asked and were told. */
import type { BrokenPromise } from '../observe/promise.ts'
import type { TransactionEntry } from '../protocol/transaction-records.ts'
import type { Driver } from './driver.ts'
import { coordinatorText, entriesText, type Observed } from './observed.ts'

/** The end of a run on a cluster. */
export interface RunEnd {
  readonly seen: Observed
  /** What was seen before the last step. */
  readonly before: Observed
  readonly producers: Pick<Driver, 'wanted' | 'told' | 'ackedOf' | 'newestEpoch'>
  /** Whether one of the producers, which are ours, is in a transaction. */
  readonly isInTransaction: boolean
}

type Look = (end: RunEnd) => BrokenPromise | undefined

/** A transaction of which a reader of committed records gets something, in a partition. */
const readOf = ({ partitions }: Observed): { readonly txn: string; readonly topic: string }[] =>
  Object.entries(partitions).flatMap(([topic, { reading }]) => reading.values.map((txn) => ({ txn, topic })))

/** What is written in a partition, and what readers get of it. */
const evidenceOf = (seen: Observed, topics: readonly string[]): string[] => [
  ...topics.flatMap((topic) => {
    const { entries, reading } = seen.partitions[topic] ?? { entries: [], reading: undefined }
    const { values = [], lastStable, highWatermark } = reading ?? {}
    return [
      `the log of ${topic} on disk holds ${entriesText(entries)}`,
      `a read_committed fetch of ${topic} gets ${values.join(', ') || 'nothing'}; last stable offset ${lastStable}, high watermark ${highWatermark}`,
    ]
  }),
  `the newest record of __transaction_state is ${coordinatorText(seen.coordinator)}`,
]

const readThough =
  (isWrong: (end: RunEnd, txn: string) => boolean, why: string): Look =>
  (end) => {
    const found = readOf(end.seen).find(({ txn }) => isWrong(end, txn))
    if (found === undefined) return undefined
    return {
      sentence: `A reader of committed records gets ${found.txn} from ${found.topic}, and its producer ${why}.`,
      evidence: evidenceOf(end.seen, [found.topic]),
    }
  }

/** The coordinator has the partition in a transaction that is ongoing or decided. */
const isListed = ({ coordinator }: Observed, topic: string): boolean =>
  coordinator !== undefined && /^(Ongoing|Prepare)/.test(coordinator.state) && coordinator.topics.includes(topic)

/** The next marker of the producer of an entry; undefined when none follows. */
const markerAfter = (entries: readonly TransactionEntry[], at: number): TransactionEntry | undefined =>
  entries.slice(at).find(({ kind, producerId }) => kind !== 'data' && producerId === entries[at]?.producerId)

/** Data without a marker. */
const openIn = (entries: readonly TransactionEntry[]): TransactionEntry[] =>
  entries.filter(({ kind }, i) => kind === 'data' && markerAfter(entries, i) === undefined)

/** Whether an entry is of the producer id that the coordinator has. */
const isCoordinators = ({ coordinator }: Observed, { producerId }: TransactionEntry): boolean =>
  producerId === coordinator?.producerId

/** The records of a transaction that are committed in a partition, or will be by a marker that is owed. */
function kept(seen: Observed, txn: string, topic: string): number {
  const entries = seen.partitions[topic]?.entries ?? []
  const isOwed = seen.coordinator?.state === 'PrepareCommit' && isListed(seen, topic)
  return entries.filter((entry, i) => {
    if (entry.kind !== 'data' || entry.value !== txn) return false
    const marker = markerAfter(entries, i)
    return marker === undefined ? isOwed && isCoordinators(seen, entry) : marker.kind === 'COMMIT'
  }).length
}

/** A partition in which something of a transaction was acknowledged that is not committed, nor will be. */
const missing = ({ seen, producers }: RunEnd, txn: string): string | undefined =>
  Object.keys(seen.partitions).find((topic) => kept(seen, txn, topic) < producers.ackedOf(txn, topic))

/** Whether a record has no outcome yet and the coordinator has its transaction ongoing. */
const isUndecided = ({ seen }: RunEnd, txn: string): boolean =>
  seen.coordinator?.state === 'Ongoing' &&
  Object.entries(seen.partitions).some(
    ([topic, { entries }]) =>
      isListed(seen, topic) && openIn(entries).some((entry) => entry.value === txn && isCoordinators(seen, entry)),
  )

const hanging: Look = ({ seen }) => {
  const found = Object.entries(seen.partitions).find(([topic, { entries }]) =>
    openIn(entries).some((entry) => !isListed(seen, topic) || !isCoordinators(seen, entry)),
  )
  if (found === undefined) return undefined
  const [topic, { reading }] = found
  return {
    sentence: `${topic} has a transaction open that the coordinator does not know of: readers of committed records stop at offset ${reading.lastStable} of ${reading.highWatermark}.`,
    evidence: evidenceOf(seen, [topic]),
  }
}

const torn: Look = (end) => {
  const found = readOf(end.seen).find(({ txn }) => missing(end, txn) !== undefined && !isUndecided(end, txn))
  if (found === undefined) return undefined
  const { txn, topic } = found
  const lacks = missing(end, txn) ?? ''
  return {
    sentence: `A reader of committed records gets ${txn} from ${topic}, and what was acknowledged of it in ${lacks} is not committed.`,
    evidence: evidenceOf(
      end.seen,
      [topic, lacks].filter((name, i, all) => all.indexOf(name) === i),
    ),
  }
}

const lostCommit: Look = (end) => {
  const found = [...end.producers.told].find(([txn, told]) => told === 'commit' && missing(end, txn) !== undefined)
  if (found === undefined) return undefined
  const [txn] = found
  const topic = missing(end, txn) ?? ''
  return {
    sentence: `The producer of ${txn} was told that it is committed, and what was acknowledged of it in ${topic} is not.`,
    evidence: evidenceOf(end.seen, [topic]),
  }
}

const phantom: Look = ({ seen, isInTransaction }) =>
  seen.coordinator?.state !== 'Ongoing' || isInTransaction
    ? undefined
    : {
        sentence: 'The coordinator has a transaction ongoing, and no producer is in one.',
        evidence: evidenceOf(seen, []),
      }

/** A record of a producer that was replaced, appended by the last step. */
const zombie: Look = ({ seen, before, producers: { newestEpoch: newest } }) => {
  const found = Object.entries(seen.partitions).find(([topic, { entries }]) => {
    const last = entries.at(-1)
    const isNew = entries.length > (before.partitions[topic]?.entries.length ?? 0)
    return isNew && last?.kind === 'data' && last.producerEpoch < newest
  })
  if (found === undefined) return undefined
  const [topic, { entries }] = found
  return {
    sentence: `${topic} has taken ${entries.at(-1)?.value} of a producer of epoch ${entries.at(-1)?.producerEpoch}, which was replaced by one of epoch ${newest}.`,
    evidence: evidenceOf(seen, [topic]),
  }
}

const half: Look = (end) => {
  const read = readOf(end.seen)
  const found = read.find(({ txn }) =>
    Object.keys(end.seen.partitions).some(
      (topic) => end.producers.ackedOf(txn, topic) > 0 && !read.some((other) => other.txn === txn && other.topic === topic),
    ),
  )
  if (found === undefined) return undefined
  return {
    sentence: `A reader of committed records gets ${found.txn} from ${found.topic}, and not yet all of it.`,
    evidence: evidenceOf(end.seen, Object.keys(end.seen.partitions)),
  }
}

const LOOKS: Readonly<Record<string, Look>> = {
  NoPrematureRead: readThough(({ producers }, txn) => !producers.wanted.has(txn), 'has asked for no outcome'),
  NoAbortedRead: readThough(({ producers }, txn) => producers.wanted.get(txn) === 'abort', 'has asked to abort it'),
  AbortedStaysOut: readThough(({ producers }, txn) => producers.told.get(txn) === 'abort', 'was told that it is aborted'),
  NoHanging: hanging,
  WholeTransactions: torn,
  CommittedKept: lostCommit,
  NoPhantom: phantom,
  ZombieOut: zombie,
  HalfSeen: half,
  Run: () => ({ sentence: 'Every step went as the model says.', evidence: [] }),
}

/** Whether brokers can show what a trace is about. */
export const isObservable = (property: string): boolean => Object.hasOwn(LOOKS, property)

/** How the property is broken, or the witness is there; undefined when it is not. */
export const brokenPromise = (property: string, end: RunEnd): BrokenPromise | undefined => LOOKS[property]?.(end)
