/** What files are: dumps of the metadata log, dumps of the partition on a broker, lines of clients and of brokers. What none of these is, is said. */
import type { ReplicaLog } from './evidence.ts'
import { type ClientRecord, readClientLines } from './records/client-lines.ts'
import { type Dump, type DumpedRecord, MOST_RECORDS, readingDumps } from './records/read-dump.ts'
import { type BrokerLine, readServerLog } from './records/server-log.ts'
import { count, counted, listOf } from '../text/counted.ts'
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
  readonly said: readonly (Omit<BrokerLine, 'named'> & { readonly broker: number })[]
  readonly read: readonly Said[]
  readonly unread: readonly Said[]
  /** Of what was not read, that which may say what was acknowledged, or who leads. */
  readonly unsure: readonly Said[]
  /** Offsets that the metadata log lacks between its records, or before them where no snapshot stands for these. */
  readonly gap: Gap | undefined
  /** An offset at which two dumps of the metadata log have records that differ. */
  readonly differs: number | undefined
}

/** Offsets that are missing, both included. */
export interface Gap {
  readonly from: number
  readonly to: number
}

export const gapText = ({ from, to }: Gap): string => (from === to ? `offset ${from}` : `offsets ${from} to ${to}`)

/** A segment is named by its first offset. */
const SEGMENT = /^(\d{20})\.log$/

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
  // What is said twice is said once: a file that is given twice, or overlaps another.
  const clients = new Map<string, ClientRecord>()
  const said: Inputs['said'][number][] = []
  const read: Said[] = []
  const unread: Said[] = []
  const unsure: Said[] = []
  for (const { name, text, broker } of files) {
    yield
    const lines = readClientLines(text)
    if (lines !== undefined) {
      for (const record of lines.records) clients.set(JSON.stringify(record), record)
      read.push({ file: name, what: `${counted(lines.records.length, 'line')} of clients` })
      if (lines.strange.length > 0) unread.push({ file: name, what: linesText(lines.strange) })
      if (lines.unsure.length > 0) unsure.push({ file: name, what: linesText(lines.unsure) })
      continue
    }
    const serverLog = readServerLog(text)
    if (serverLog !== undefined) {
      const [first, second] = serverLog.brokers
      // Lines that name no broker are of any, where several are named.
      const id = second === undefined ? (broker ?? first ?? brokerIn(name.split(/[/\\]/).slice(0, -1))) : undefined
      const told = serverLog.lines.flatMap(({ named, ...line }) => {
        const by = named ?? id
        return by === undefined ? [] : [{ ...line, broker: by }]
      })
      said.push(...told)
      const left = serverLog.lines.length - told.length
      if (left > 0 || (told.length === 0 && id === undefined)) unread.push({ file: name, what: whoseLines(left, name, second) })
      if (id !== undefined || told.length > 0) read.push({ file: name, what: logText(id, serverLog.brokers, told.length) })
      continue
    }
    const dumps = yield* readingDumps(text)
    if (dumps.length === 0) {
      unread.push({ file: name, what: NEITHER })
      // What it has nobody knows: it may say what was acknowledged, or who leads.
      unsure.push({ file: name, what: `it ${NEITHER}` })
    }
    for (const dump of dumps) {
      const taken = takeDump(dump, name, broker, metadata, replicas)
      const whole = { file: name, what: taken.what }
      ;(taken.isRead ? read : unread).push(whole)
      if (!taken.isRead && taken.mayBeMetadata) unsure.push(whole)
      const parts = [
        ...(taken.isRead && taken.mayBeMetadata && dump.cutAt !== undefined ? [cutText(dump.cutAt)] : []),
        ...(dump.strange.length > 0 ? [linesText(dump.strange)] : []),
      ].map((what) => ({ file: name, what }))
      unread.push(...parts)
      if (taken.mayBeMetadata) unsure.push(...parts)
    }
  }
  const { records, skipped, gap, differs } = joined(metadata)
  const logs = merged(replicas)
  return {
    metadata: records,
    replicas: logs.whole,
    clients: [...clients.values()],
    said,
    read,
    unread: [...unread, ...logs.gaps, ...skipped],
    unsure,
    gap,
    differs,
  }
}

/** What is said of lines of a broker of which nothing says which one it is. */
const whoseLines = (left: number, name: string, second: number | undefined): string =>
  second === undefined
    ? `nothing says of which broker it is; --replica ID=${name} does`
    : `it is of several brokers, and ${counted(left, 'line')} of starts and ends ${left === 1 ? 'says' : 'say'} not of which`

const logText = (id: number | undefined, brokers: readonly number[], lines: number): string =>
  `the log of ${id === undefined ? `brokers ${listOf(brokers.map(String))}` : `broker ${id} itself`}, ${counted(lines, 'line')} of starts, ends and cuts`

const NEITHER = 'is neither a dump of a log nor lines of a verifiable client or a broker'

const cutText = (line: number): string =>
  `line ${line}: the dump has not every record of this batch, or the batch is not valid, so what follows is missing too`

function takeDump(
  dump: Dump,
  file: string,
  broker: number | undefined,
  metadata: { dump: Dump; file: string }[],
  replicas: Inputs['replicas'][number][],
): { readonly isRead: boolean; readonly mayBeMetadata: boolean; readonly what: string } {
  const folders = dump.path.split(/[/\\]/)
  const folder = folders.at(-2) ?? ''
  const ofPartition = /^([\w.-]{1,249})-(\d{1,9})$/.exec(folder)
  const isMetadata =
    folder === METADATA_FOLDER || dump.records.some(({ payload }) => /^\{"type":"[A-Z_]+_RECORD"/.test(payload ?? ''))
  const mayBeMetadata = isMetadata || (ofPartition === null && !dump.hasPayloads)
  const unreadAs = (what: string) => ({
    isRead: false,
    mayBeMetadata,
    what: `${dump.path || 'a dump without its first line'}: ${what}`,
  })
  if (dump.isTooLong) return unreadAs(`it has more than ${count(MOST_RECORDS)} records, the most that are read of a file`)
  const size = counted(dump.records.length, 'record')
  if (isMetadata) {
    // What a controller decided at once is taken whole or not at all.
    const { cutAt = Infinity } = dump
    metadata.push({ dump: { ...dump, records: dump.records.filter(({ line }) => line < cutAt) }, file })
    return { isRead: true, mayBeMetadata, what: `the metadata log, ${size}` }
  }
  const [, topic, partition] = ofPartition ?? []
  if (topic === undefined) return unreadAs('its folder is that of no partition')
  if (dump.cutAt !== undefined) return unreadAs(cutText(dump.cutAt))
  const named = SEGMENT.exec(folders.at(-1) ?? '')?.[1]
  // The tool says where an empty log begins.
  const start = dump.start ?? (dump.records.length > 0 && named !== undefined ? Number(named) : dump.records[0]?.offset)
  if (start === undefined) return unreadAs('the dump says neither where it begins nor any record')
  const name =
    file
      .split(/[/\\]/)
      .at(-1)
      ?.replace(/\.\w+$/, '') ?? ''
  const [ofPath, ofName] = [brokerIn(folders.slice(0, -2)), brokerIn([name])]
  const id = broker ?? ofPath ?? ofName
  if (id === undefined) return unreadAs(`nothing says of which broker it is; --replica ID=${file} does`)
  if (broker === undefined && ofName !== undefined && ofName !== id)
    return unreadAs(`its path says that it is of broker ${id}, and its file of broker ${ofName}; --replica ID=${file} says which`)
  replicas.push({ broker: id, dump: { ...dump, start }, topic, partition: Number(partition) })
  return { isRead: true, mayBeMetadata, what: `${topic}-${partition ?? ''} on broker ${id}, ${size}` }
}

/**
 * The broker in the name of a folder, such as `b0`, `kafka-1`, `broker_2`, `kafka-log3` or `3`; the innermost counts. Folders of disks
 * (`data-0`) have numbers of their own.
 */
function brokerIn(folders: readonly string[]): number | undefined {
  const found = folders.toReversed().flatMap((name) => BROKER.exec(name)?.[1] ?? [])[0]
  return found === undefined ? undefined : Number(found)
}

const BROKER = /^(?:b|broker|kafka|kafka[-_]?(?:broker|logs?|server|node)|node|server|replica|n|k)?[-_]?(\d{1,9})$/i

/** Segments of one replica's log are one log, of which only what is behind its last gap can be held against another. */
function merged(replicas: readonly Inputs['replicas'][number][]): {
  readonly whole: Inputs['replicas']
  readonly gaps: readonly Said[]
} {
  const found = grouped(replicas, ({ topic, partition, broker }) => `${topic} ${partition} ${broker}`)
  const gaps: Said[] = []
  const whole = [...found.values()].flatMap(([first, ...others]) => {
    const dumps = apart([first, ...others].map(({ dump }) => dump))
    if (dumps === undefined) {
      const what = `${first.topic}-${first.partition} on broker ${first.broker} was given twice, and not alike: give only the log of after the incident`
      gaps.push({ file: first.dump.path, what })
      return []
    }
    const records = dumps.flatMap((dump) => dump.records).toSorted((a, b) => a.offset - b.offset)
    const starts = dumps.map((dump) => dump.start).toSorted((a, b) => a - b)
    const gap = lastGap(records, starts)
    if (gap !== undefined)
      gaps.push({
        file: first.dump.path,
        what: `${first.topic}-${first.partition} on broker ${first.broker} lacks ${gapText(gap)}: a segment that was not given, or compaction; what is below is left out`,
      })
    return [{ ...first, dump: { ...first.dump, records, start: gap === undefined ? (starts[0] ?? 0) : gap.to + 1 } }]
  })
  return { whole, gaps }
}

type Segment = ReplicaLog['dump']

/** Each segment once; undefined where two of them are of one part of the log and differ. */
function apart(dumps: readonly Segment[]): readonly Segment[] | undefined {
  const told = ({ start, records }: Segment): string =>
    JSON.stringify([start, records.map(({ offset, leaderEpoch, payload }) => [offset, leaderEpoch, payload])])
  const found: Segment[] = []
  for (const dump of dumps.toSorted((a, b) => a.start - b.start)) {
    const before = found.at(-1)
    if (before === undefined || (dump.start > before.start && dump.start > (before.records.at(-1)?.offset ?? -1)))
      found.push(dump)
    else if (told(dump) !== told(before)) return undefined
  }
  return found
}

/** The last offsets that are missing between records in their order, each of which stands behind one of the starts, the least first. */
function lastGap(records: readonly DumpedRecord[], starts: readonly number[]): Gap | undefined {
  let gap: Gap | undefined
  let next = starts[0] ?? 0
  let i = 1
  const reach = (offset: number): void => {
    if (offset > next) gap = { from: next, to: offset - 1 }
    next = Math.max(next, offset)
  }
  for (const { offset } of records) {
    for (; i < starts.length && (starts[i] as number) <= offset; i++) reach(starts[i] as number)
    reach(offset)
    next = Math.max(next, offset + 1)
  }
  for (; i < starts.length; i++) reach(starts[i] as number)
  return gap
}

/** Whether two dumps may have one record; one of them may have been made without payloads. */
const isSame = (a: DumpedRecord, b: DumpedRecord): boolean =>
  a.leaderEpoch === b.leaderEpoch && (a.payload === b.payload || a.payload === undefined || b.payload === undefined)

/** The segments of a metadata log as one, behind the newest snapshot where they do not go back to its beginning. */
function joined(dumps: readonly { readonly dump: Dump; readonly file: string }[]): {
  readonly records: readonly DumpedRecord[]
  readonly skipped: readonly Said[]
  readonly gap: Gap | undefined
  readonly differs: number | undefined
} {
  const endOf = ({ dump }: { readonly dump: Dump }): number | undefined => {
    const end = /(\d{20})-\d{10}\.checkpoint$/.exec(dump.path)?.[1]
    return end === undefined ? undefined : Number(end)
  }
  const segments = dumps.filter((of) => endOf(of) === undefined)
  const snapshots = dumps.filter((of) => endOf(of) !== undefined).toSorted((a, b) => (endOf(a) ?? 0) - (endOf(b) ?? 0))
  const first = segments.reduce((least, { dump }) => dump.records.reduce((n, { offset }) => Math.min(n, offset), least), Infinity)
  const snapshot =
    segments.length === 0 ? snapshots.at(-1) : first === 0 ? undefined : snapshots.find((of) => (endOf(of) ?? 0) >= first)
  const begin = snapshot === undefined ? 0 : (endOf(snapshot) ?? 0)
  const records = new Map<number, DumpedRecord>()
  let differs: number | undefined
  for (const { dump } of segments)
    for (const record of dump.records) {
      const other = records.get(record.offset)
      if (other !== undefined && !isSame(other, record)) differs = Math.min(differs ?? Infinity, record.offset)
      if (record.offset >= begin && other?.payload === undefined) records.set(record.offset, record)
    }
  // Offsets within a snapshot are its own; it is the state before its end.
  const state = (snapshot?.dump.records ?? []).map((record) => ({ ...record, offset: begin - 1, batch: -1 }))
  const logged = [...records.values()].toSorted((a, b) => a.offset - b.offset)
  return {
    records: [...state, ...logged],
    gap: lastGap(logged, [begin]),
    differs,
    skipped: snapshots
      .filter((of) => of !== snapshot)
      .map(({ file }) => ({ file, what: 'a snapshot of the metadata, which another one or the log itself makes needless' })),
  }
}

const linesText = (numbers: readonly number[]): string => {
  const shown = numbers.slice(0, 5).join(', ')
  return `${numbers.length === 1 ? 'line' : 'lines'} ${shown}${numbers.length > 5 ? `, … (${numbers.length} in all)` : ''}`
}
