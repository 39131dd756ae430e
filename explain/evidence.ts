/**
 * Records of the partition, as few as tell them apart: neighbours of one fate (the same leader epoch in the same logs, acknowledged
 * alike) are one record of the model, whose batch is one record.
 */
import type { FollowedRecord } from './followed-log.ts'
import type { ClientRecord } from './records/client-lines.ts'
import type { Dump } from './records/read-dump.ts'
import { grouped } from '../text/grouped.ts'

/** The log of the partition on one broker. */
export interface ReplicaLog {
  readonly broker: number
  /** With where it begins, which something has said. */
  readonly dump: Dump & { readonly start: number }
}

/** So many records of the log that one of the model stands for. */
export interface Group {
  readonly from: number
  readonly to: number
}

export interface Evidence {
  /** By offset of the model. */
  readonly groups: readonly Group[]
  /** Per replica, in the order given, the leader epochs of its log. */
  readonly logs: readonly (readonly number[] | null)[]
  readonly records: readonly FollowedRecord[]
  /** Offsets below it are left out, because some log does not go back that far. */
  readonly start: number
  /** An offset that some log, and not every one, holds a record at of before the first epoch. */
  readonly older: number | undefined
  /** Values that were acknowledged and no log holds, by offset. */
  readonly gone: readonly { readonly offset: number; readonly value: string }[]
}

interface Held {
  readonly epoch: number
  readonly payload: string | undefined
}

/**
 * Groups the records of `replicas`, whose epochs count from `firstEpoch`; those of `first` have one at the beginning. What clients say of other
 * partitions is not passed in.
 */
export function evidenceOf(
  replicas: readonly number[],
  first: readonly number[],
  logs: readonly ReplicaLog[],
  clients: readonly ClientRecord[],
  firstEpoch: number,
): Evidence {
  const start = logs.reduce((most, { dump }) => Math.max(most, dump.start), 0)
  const held = new Map<number, ReadonlyMap<number, Held>>()
  for (const { broker, dump } of logs)
    held.set(
      broker,
      new Map(
        dump.records
          .filter(({ offset }) => offset >= start)
          .map(({ offset, leaderEpoch, payload }) => [offset, { epoch: leaderEpoch - firstEpoch, payload }]),
      ),
    )
  const toldOf = (kind: ClientRecord['kind']): ReadonlyMap<number, readonly ClientRecord[]> =>
    grouped(
      clients.filter((record) => record.kind === kind && record.offset >= start),
      ({ offset }) => offset,
    )
  const [acked, read] = [toldOf('acknowledged'), toldOf('read')]
  const failed = clients.some(({ kind }) => kind === 'failed')
  const told = new Set(clients.flatMap(({ kind, value }) => (kind === 'read' ? [] : [value])))
  const offsets = [...new Set([...[...held.values()].flatMap((log) => [...log.keys()]), ...acked.keys()])].toSorted(
    (a, b) => a - b,
  )
  const groups: Group[] = []
  const records: FollowedRecord[] = []
  const gone: { offset: number; value: string }[] = []
  const epochs = new Map<number, number[]>([...held.keys()].map((broker) => [broker, []]))
  let last = ''
  let older: number | undefined
  for (const offset of offsets) {
    const here = [...held].flatMap(([broker, log]) => {
      const record = log.get(offset)
      return record === undefined ? [] : [{ broker, ...record }]
    })
    if (here.some(({ epoch }) => epoch < 0)) {
      // What everybody holds alike from before is where the model begins.
      const copies = here.filter(({ broker }) => first.includes(broker))
      const holders = [...held.keys()].filter((broker) => first.includes(broker))
      if (copies.length < holders.length || here.some(({ epoch }) => epoch !== here[0]?.epoch)) older ??= offset
      continue
    }
    const isOf = ({ payload }: Held, { value }: ClientRecord): boolean => payload === undefined || payload === value
    const found = [...new Set(here.map(({ epoch }) => epoch))].map((epoch): FollowedRecord => {
      const copies = here.filter((copy) => copy.epoch === epoch)
      const says = (told: ReadonlyMap<number, readonly ClientRecord[]>): boolean =>
        (told.get(offset) ?? []).some((client) => copies.some((copy) => isOf(copy, client)))
      // Who was told of a failure may have been acknowledged all the same: an answer can be lost. Of what no line is about nobody knows.
      const isTold = copies.some(({ payload }) => (payload === undefined ? failed : told.has(payload)))
      return { epoch, offset: 0, acked: says(acked) ? true : isTold ? false : null, read: says(read) }
    })
    const lost = (acked.get(offset) ?? []).filter((client) => !here.some((copy) => isOf(copy, client)))
    const signature = JSON.stringify([here.map(({ broker, epoch }) => [broker, epoch]), found, lost.length])
    for (const { value } of lost) gone.push({ offset, value })
    const group = groups.at(-1)
    if (signature === last && group?.to === offset - 1) {
      groups[groups.length - 1] = { from: group.from, to: offset }
      continue
    }
    last = signature
    const at = groups.length
    groups.push({ from: offset, to: offset })
    records.push(...found.map((record) => ({ ...record, offset: at })))
    for (let i = 0; i < lost.length; i++) records.push({ epoch: -1, offset: at, acked: true, read: false })
    for (const { broker, epoch } of here) epochs.get(broker)?.push(epoch)
  }
  return { groups, logs: replicas.map((broker) => epochs.get(broker) ?? null), records, start, older, gone }
}
