/** What files are: dumps of the metadata log, dumps of the partition on a broker, lines of clients and of brokers. What none of these is, is said. */
import type { ReplicaLog } from './evidence.ts'
import { type ClientRecord, readClientLines } from './records/client-lines.ts'
import { type Dump, type DumpedRecord, MOST_RECORDS, readingDumps } from './records/read-dump.ts'
import { type BrokerLine, readServerLog } from './records/server-log.ts'
import { count, counted } from '../text/counted.ts'
import { grouped } from '../text/grouped.ts'

export interface InputFile {
  readonly name: string
  readonly text: string
  /** The broker it is of, when that is said. */
  readonly broker: number | undefined
}

/** What became of a file, or of some of its lines. */
export interface Said {
  readonly file: string
  readonly what: string
}

export interface Inputs {
  /** Records of the metadata log, by offset, each once. */
  readonly metadata: readonly DumpedRecord[]
  readonly replicas: readonly (ReplicaLog & { readonly topic: string; readonly partition: number })[]
  readonly clients: readonly ClientRecord[]
  /** What brokers have said of themselves. */
  readonly said: readonly (BrokerLine & { readonly broker: number })[]
  readonly read: readonly Said[]
  readonly unread: readonly Said[]
}

const METADATA_FOLDER = '__cluster_metadata-0'

/** Sorts what files hold, in one go. */
export function sortInputs(files: readonly InputFile[]): Inputs {
  const steps = sortingInputs(files)
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

/** Sorts what files hold, a step at a time: they may be long. */
export function* sortingInputs(files: readonly InputFile[]): Generator<undefined, Inputs> {
  const metadata: { readonly dump: Dump; readonly file: string }[] = []
  const replicas: Inputs['replicas'][number][] = []
  const clients: ClientRecord[] = []
  const said: Inputs['said'][number][] = []
  const read: Said[] = []
  const unread: Said[] = []
  for (const { name, text, broker } of files) {
    yield
    const lines = readClientLines(text)
    if (lines !== undefined) {
      for (const record of lines.records) clients.push(record)
      read.push({ file: name, what: `${counted(lines.records.length, 'line')} of clients` })
      if (lines.strange.length > 0) unread.push({ file: name, what: linesText(lines.strange) })
      continue
    }
    const serverLog = readServerLog(text)
    if (serverLog !== undefined) {
      const id = broker ?? serverLog.broker ?? brokerIn(name.split(/[/\\]/).slice(0, -1))
      if (id === undefined) unread.push({ file: name, what: `nothing says of which broker it is; --replica ID=${name} does` })
      else {
        for (const line of serverLog.lines) said.push({ ...line, broker: id })
        read.push({
          file: name,
          what: `the log of broker ${id} itself, ${counted(serverLog.lines.length, 'line')} of starts, ends and cuts`,
        })
      }
      continue
    }
    const dumps = yield* readingDumps(text)
    if (dumps.length === 0)
      unread.push({ file: name, what: 'is neither a dump of a log nor lines of a verifiable client or a broker' })
    for (const dump of dumps) {
      const taken = takeDump(dump, name, broker, metadata, replicas)
      ;(taken.isRead ? read : unread).push({ file: name, what: taken.what })
      if (dump.strange.length > 0) unread.push({ file: name, what: linesText(dump.strange) })
    }
  }
  const { records, skipped } = joined(metadata)
  return { metadata: records, replicas: merged(replicas), clients, said, read, unread: [...unread, ...skipped] }
}

function takeDump(
  dump: Dump,
  file: string,
  broker: number | undefined,
  metadata: { dump: Dump; file: string }[],
  replicas: Inputs['replicas'][number][],
): { readonly isRead: boolean; readonly what: string } {
  if (dump.isTooLong)
    return {
      isRead: false,
      what: `${dump.path}: it has more than ${count(MOST_RECORDS)} records, the most that are read of a file`,
    }
  const folders = dump.path.split(/[/\\]/)
  const folder = folders.at(-2) ?? ''
  const size = counted(dump.records.length, 'record')
  if (folder === METADATA_FOLDER || dump.records.some(({ payload }) => /^\{"type":"[A-Z_]+_RECORD"/.test(payload ?? ''))) {
    metadata.push({ dump, file })
    return { isRead: true, what: `the metadata log, ${size}` }
  }
  const [, topic, partition] = /^([\w.-]{1,249})-(\d{1,9})$/.exec(folder) ?? []
  if (topic === undefined) return { isRead: false, what: `${dump.path}: its folder is that of no partition` }
  const id =
    broker ??
    brokerIn(folders.slice(0, -2)) ??
    brokerIn([
      file
        .split(/[/\\]/)
        .at(-1)
        ?.replace(/\.\w+$/, '') ?? '',
    ])
  if (id === undefined)
    return { isRead: false, what: `${dump.path}: nothing says of which broker it is; --replica ID=${file} does` }
  replicas.push({ broker: id, dump, topic, partition: Number(partition) })
  return { isRead: true, what: `${topic}-${partition ?? ''} on broker ${id}, ${size}` }
}

/** The broker in the name of a folder, such as `b0`, `kafka-1`, `broker_2` or `3`; the innermost counts. */
function brokerIn(folders: readonly string[]): number | undefined {
  const found = folders.toReversed().flatMap((name) => /^[a-z]*[-_]?(\d{1,9})$/i.exec(name)?.[1] ?? [])[0]
  return found === undefined ? undefined : Number(found)
}

/** Segments of one replica's log are one log. */
function merged(replicas: readonly Inputs['replicas'][number][]): Inputs['replicas'] {
  const found = grouped(replicas, ({ topic, partition, broker }) => `${topic} ${partition} ${broker}`)
  return [...found.values()].map(([first, ...others]) => {
    if (others.length === 0) return first
    const dumps = [first, ...others].map(({ dump }) => dump)
    const records = dumps.flatMap((dump) => dump.records).toSorted((a, b) => a.offset - b.offset)
    const start = dumps.reduce((least, dump) => Math.min(least, dump.start), Infinity)
    return { ...first, dump: { ...first.dump, records, start } }
  })
}

/** The segments of a metadata log as one, behind the newest snapshot where they do not go back to its beginning. */
function joined(dumps: readonly { readonly dump: Dump; readonly file: string }[]): {
  readonly records: readonly DumpedRecord[]
  readonly skipped: readonly Said[]
} {
  const endOf = ({ dump }: { readonly dump: Dump }): number | undefined => {
    const end = /(\d{20})-\d{10}\.checkpoint$/.exec(dump.path)?.[1]
    return end === undefined ? undefined : Number(end)
  }
  const segments = dumps.filter((of) => endOf(of) === undefined)
  const snapshots = dumps.filter((of) => endOf(of) !== undefined).toSorted((a, b) => (endOf(a) ?? 0) - (endOf(b) ?? 0))
  const first = segments.reduce((least, { dump }) => dump.records.reduce((n, { offset }) => Math.min(n, offset), least), Infinity)
  const snapshot = first === 0 ? undefined : snapshots.find((of) => (endOf(of) ?? 0) >= first || segments.length === 0)
  const begin = snapshot === undefined ? 0 : (endOf(snapshot) ?? 0)
  const records = new Map<number, DumpedRecord>()
  for (const { dump } of segments)
    for (const record of dump.records) if (record.offset >= begin) records.set(record.offset, record)
  // Offsets within a snapshot are its own; it is the state before its end.
  const state = (snapshot?.dump.records ?? []).map((record) => ({ ...record, offset: begin - 1 }))
  return {
    records: [...state, ...[...records.values()].toSorted((a, b) => a.offset - b.offset)],
    skipped: snapshots
      .filter((of) => of !== snapshot)
      .map(({ file }) => ({ file, what: 'a snapshot of the metadata, which the log itself makes needless' })),
  }
}

const linesText = (numbers: readonly number[]): string => {
  const shown = numbers.slice(0, 5).join(', ')
  return `${numbers.length === 1 ? 'line' : 'lines'} ${shown}${numbers.length > 5 ? `, … (${numbers.length} in all)` : ''}`
}
