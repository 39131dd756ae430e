/**
 * What `kafka-dump-log` prints, of one file or several: records with where they stand. Lines that are none of its are counted, not
 * guessed at. Mirrors `DumpLogSegments#dumpLog` of 2.8 to 4.4.
 */

/** The dump of one file. */
export interface Dump {
  /** As it was given to the tool. */
  readonly path: string
  readonly records: readonly DumpedRecord[]
  /** Offset of the first record a log could have; undefined when the dump does not say. */
  readonly start: number | undefined
  /** Whether any payload was printed (`--print-data-log`, `--cluster-metadata-decoder`). */
  readonly hasPayloads: boolean
  /** Lines that were not understood, by number in the text, from 1. */
  readonly strange: readonly number[]
  /** Whether it has more records than are read of one text: then some are missing. */
  readonly isTooLong: boolean
  /** The line from which on it is not whole: a batch of which not all records were printed, or that is not valid, a line that is cut. What else it had nobody knows. */
  readonly cutAt: number | undefined
}

export interface DumpedRecord {
  readonly offset: number
  /** Milliseconds since 1970; undefined where the dump does not say. */
  readonly time: number | undefined
  /** The leader epoch of its batch. */
  readonly leaderEpoch: number
  /** A record of Kafka's own: a change of leader, the end of a transaction. */
  readonly isControl: boolean
  readonly payload: string | undefined
  /** Number of its line in the text, from 1. */
  readonly line: number
  /** The offset at which its batch begins: what a controller decides at once is one. */
  readonly batch: number
}

/** Records that are taken from one text: a batch that was not printed record by record may say that it has any number of them. */
export const MOST_RECORDS = 4_000_000
/** Lines between two steps. */
const STEP = 10_000

const HEAD = /^Dumping (.+)$/
const START = /^(?:Log starting|Starting) offset: (\d+)$|^Snapshot end offset: (\d+)/
const BATCH = /^baseOffset: (\d+) lastOffset: (\d+) count: (\d+) /
// One after the other: a pattern of all of them would try every place of each with every place of the others.
const EPOCH = / partitionLeaderEpoch: (-?\d+) /
const CONTROL = / isControl: (true|false) /
const TIME = / (?:CreateTime|LogAppendTime): (-?\d+) /
const RECORD =
  /^\| offset: (\d+) (?:isValid: \S+ crc: \S+ )?(?:(?:CreateTime|LogAppendTime): (-?\d+) )?keySize: -?\d+ (?:valueSize: (-?\d+) )?(.*)$/
/** What is none of the above and begins like it, or says itself that the log is not whole. */
const BROKEN = /^(?:baseOffset: |\| offset: |Found \d+ invalid bytes at the end)/
const INVALID = / isvalid: false/
const KEY = /(?:^|[\]\d] )key: /
const PAYLOAD = /(?:^|[\]\d] )payload: /

interface Open {
  path: string
  start: number | undefined
  hasPayloads: boolean
  records: DumpedRecord[]
  strange: number[]
  isTooLong: boolean
  cutAt: number | undefined
}

interface Batch {
  readonly first: number
  readonly last: number
  readonly count: number
  readonly leaderEpoch: number
  readonly isControl: boolean
  readonly time: number
  readonly line: number
}

/**
 * Reads every dump in a text, in steps. Where records were not printed one by one, batches stand for theirs. None where the text is no dump.
 */
export function* readingDumps(text: string): Generator<undefined, readonly Dump[]> {
  const dumps: Open[] = []
  let batch: Batch | undefined
  let told = 0
  let room = MOST_RECORDS
  const add = (dump: Open, record: DumpedRecord): void => {
    if (room-- > 0) dump.records.push(record)
    else dump.isTooLong = true
  }
  const close = (): void => {
    const dump = dumps.at(-1)
    if (dump !== undefined && batch !== undefined && told < batch.count && (told > 0 || dump.hasPayloads))
      dump.cutAt ??= batch.line
    else if (dump !== undefined && batch !== undefined && told === 0 && batch.count > 0) {
      if (batch.last - batch.first >= room) dump.isTooLong = true
      else {
        const { first, leaderEpoch, isControl, time, line } = batch
        for (let offset = first; offset <= batch.last; offset++)
          add(dump, { offset, time, leaderEpoch, isControl, payload: undefined, line, batch: first })
      }
    }
    batch = undefined
    told = 0
  }
  const open = (path: string): Open => {
    close()
    const dump = { path, start: undefined, hasPayloads: false, records: [], strange: [], isTooLong: false, cutAt: undefined }
    dumps.push(dump)
    return dump
  }
  const lines = text.split('\n')
  // Bytes of the last record's value that are not printed yet: they are on the lines that come.
  let lacks = 0
  for (const [i, raw] of lines.entries()) {
    if (i % STEP === STEP - 1) yield
    const line = raw.replace(/\r$/, '')
    if (line.trim() === '' && (lacks <= 0 || i === lines.length - 1)) continue
    const path = HEAD.exec(line)?.[1]
    if (path !== undefined) {
      lacks = 0
      open(path.trimEnd())
      continue
    }
    const start = START.exec(line)
    const begun = batchOf(line, i + 1)
    const [, offset, created, size, rest = ''] = RECORD.exec(line) ?? []
    const isOfDump = start !== null || begun !== undefined || offset !== undefined || BROKEN.test(line)
    // Of a text whose beginning is missing nothing says what log it is.
    const dump = dumps.at(-1) ?? (isOfDump ? open('') : undefined)
    if (dump === undefined) continue
    const last = dump.records.at(-1)
    if (!isOfDump && lacks > 0 && last?.payload !== undefined) {
      dump.records[dump.records.length - 1] = { ...last, payload: `${last.payload}\n${raw}` }
      lacks -= Buffer.byteLength(raw) + 1
      continue
    }
    lacks = 0
    if (start !== null) dump.start = Number(start[1] ?? 0)
    else if (begun !== undefined) {
      close()
      batch = begun
      if (INVALID.test(line)) dump.cutAt ??= i + 1
    } else if (offset !== undefined && batch !== undefined) {
      const payload = payloadOf(rest)
      if (payload !== undefined) dump.hasPayloads = true
      const { leaderEpoch, isControl } = batch
      const at = created === undefined ? batch.time : Number(created)
      add(dump, { offset: Number(offset), time: at, leaderEpoch, isControl, payload, line: i + 1, batch: batch.first })
      told++
      lacks = Number(size ?? 0) - Buffer.byteLength(payload ?? '')
      if (i === lines.length - 1 && dump.hasPayloads && lacks > 0) dump.cutAt ??= batch.line
    } else {
      dump.strange.push(i + 1)
      if (BROKEN.test(line)) dump.cutAt ??= batch !== undefined && told < batch.count ? batch.line : i + 1
    }
  }
  close()
  return dumps.map(({ ...dump }) => dump)
}

function batchOf(line: string, number: number): Batch | undefined {
  const [, first, last, count] = BATCH.exec(line) ?? []
  const [epoch, control, time] = [EPOCH, CONTROL, TIME].map((field) => (first === undefined ? undefined : field.exec(line)?.[1]))
  if (epoch === undefined || control === undefined || time === undefined) return undefined
  return {
    first: Number(first),
    last: Number(last),
    count: Number(count),
    leaderEpoch: Number(epoch),
    isControl: control === 'true',
    time: Number(time),
    line: number,
  }
}

/** What comes after `payload: `, which stands behind the key where there is one. */
function payloadOf(rest: string): string | undefined {
  const [key, payload] = [KEY.exec(rest), PAYLOAD.exec(rest)]
  if (key !== null && key.index < (payload?.index ?? Infinity)) {
    const behind = rest.indexOf(' payload: ', key.index + key[0].length)
    if (behind >= 0) return rest.slice(behind + ' payload: '.length)
  }
  return payload === null ? undefined : rest.slice(payload.index + payload[0].length)
}
