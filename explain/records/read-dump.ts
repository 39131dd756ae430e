/**
 * What `kafka-dump-log` prints, of one file or several: records with where they stand. Lines that are none of its are counted, not
 * guessed at. Mirrors `DumpLogSegments#dumpLog` of 2.8 to 4.4.
 */

/** The dump of one file. */
export interface Dump {
  /** As it was given to the tool. */
  readonly path: string
  readonly records: readonly DumpedRecord[]
  /** Offset of the first record a log could have; 0 when the dump does not say. */
  readonly start: number
  /** Whether any payload was printed (`--print-data-log`, `--cluster-metadata-decoder`). */
  readonly hasPayloads: boolean
  /** Lines that were not understood, by number in the text, from 1. */
  readonly strange: readonly number[]
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
}

const HEAD = /^Dumping (.+)$/
const START = /^(?:Log starting|Starting) offset: (\d+)$|^Snapshot end offset: (\d+)/
const BATCH =
  /^baseOffset: (\d+) lastOffset: (\d+) count: \d+ .*?partitionLeaderEpoch: (-?\d+) .*?isControl: (true|false) .*?(?:CreateTime|LogAppendTime): (-?\d+) /
const RECORD = /^\| offset: (\d+) (?:isValid: \S+ crc: \S+ )?(?:(?:CreateTime|LogAppendTime): (-?\d+) )?keySize: -?\d+ (.*)$/
const PAYLOAD = /(?:^|[\]\d] )(?:key: .*? )?payload: (.*)$/

interface Open {
  path: string
  start: number
  hasPayloads: boolean
  records: DumpedRecord[]
  strange: number[]
}

interface Batch {
  readonly first: number
  readonly last: number
  readonly leaderEpoch: number
  readonly isControl: boolean
  readonly time: number
  readonly line: number
}

/** Every dump in a text. Where records were not printed one by one, batches stand for theirs. None where the text is no dump. */
export function readDumps(text: string): readonly Dump[] {
  const dumps: Open[] = []
  let batch: Batch | undefined
  let told = 0
  const close = (): void => {
    const dump = dumps.at(-1)
    if (dump !== undefined && batch !== undefined && told === 0)
      for (let offset = batch.first; offset <= batch.last; offset++) dump.records.push({ ...batch, offset, payload: undefined })
    batch = undefined
    told = 0
  }
  for (const [i, raw] of text.split('\n').entries()) {
    const line = raw.trimEnd()
    if (line === '') continue
    const path = HEAD.exec(line)?.[1]
    if (path !== undefined) {
      close()
      dumps.push({ path, start: 0, hasPayloads: false, records: [], strange: [] })
      continue
    }
    const dump = dumps.at(-1)
    if (dump === undefined) continue
    const start = START.exec(line)
    const [, base, last, epoch, control, time] = BATCH.exec(line) ?? []
    const [, offset, created, rest = ''] = RECORD.exec(line) ?? []
    if (start !== null) dump.start = Number(start[1] ?? 0)
    else if (base !== undefined) {
      close()
      batch = {
        first: Number(base),
        last: Number(last),
        leaderEpoch: Number(epoch),
        isControl: control === 'true',
        time: Number(time),
        line: i + 1,
      }
    } else if (offset !== undefined && batch !== undefined) {
      const payload = PAYLOAD.exec(rest)?.[1]
      if (payload !== undefined) dump.hasPayloads = true
      const { leaderEpoch, isControl } = batch
      const at = created === undefined ? batch.time : Number(created)
      dump.records.push({ offset: Number(offset), time: at, leaderEpoch, isControl, payload, line: i + 1 })
      told++
    } else dump.strange.push(i + 1)
  }
  close()
  return dumps.map(({ ...dump }) => dump)
}
