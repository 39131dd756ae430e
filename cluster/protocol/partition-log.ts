/** The segment of a partition's log as it lies on a broker's disk. */
import { Reader, readRecordsBatches } from '@platformatic/kafka'

/** A record, with where it ends in the file. */
export interface LoggedRecord {
  readonly offset: number
  readonly leaderEpoch: number
  readonly key: string
  readonly value: string
  /** Bytes of the segment up to the end of its batch. */
  readonly endsAt: number
}

/** The records of whole batches; what is half written is not there yet. A batch holds one record, because each is sent alone. */
export function readPartitionLog(segment: Buffer): readonly LoggedRecord[] {
  let endsAt = 0
  return readRecordsBatches(Reader.from(segment)).flatMap((batch) => {
    endsAt += 12 + batch.length
    return batch.records.map(({ offsetDelta, key, value }) => ({
      offset: Number(batch.firstOffset) + offsetDelta,
      leaderEpoch: batch.partitionLeaderEpoch,
      key: key?.toString('utf8') ?? '',
      value: value?.toString('utf8') ?? '',
      endsAt,
    }))
  })
}
