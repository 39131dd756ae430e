/** What the files do not say, of what has to be known before it is said that nothing acknowledged is lost, or that something is. */
import { listOf } from '../text/counted.ts'
import type { Evidence, ReplicaLog } from './evidence.ts'
import { type History, lastDecision } from './history.ts'
import type { Said } from './inputs.ts'
import type { ClientRecord } from './records/client-lines.ts'

/** What the files say of one partition. */
export interface Files {
  readonly history: History
  readonly logs: readonly ReplicaLog[]
  readonly clients: readonly ClientRecord[]
  readonly evidence: Evidence
  /** Brokers by place. */
  readonly brokers: readonly number[]
  /** What was not read, and may say what was acknowledged or who leads. */
  readonly unsure: readonly Said[]
}

export interface Known {
  /** What is missing before it can be said that the leader has all that was acknowledged; empty when nothing is. */
  readonly missing: readonly string[]
  /** Whether the files alone show that the leader lacks an acknowledged record, whatever a run of the model needs for it. */
  readonly isLossSaid: boolean
}

/** Compares what was acknowledged with the log of whoever leads at the end; where nobody does, with those of all who may be elected. */
export function knownOf({ history, logs, clients, evidence, brokers, unsure }: Files): Known {
  const last = lastDecision(history)
  const hasLeader = last.leader >= 0
  const judges = hasLeader ? [last.leader] : [...last.isr, ...last.elr]
  const given = logs.filter(({ broker }) => judges.includes(broker))
  const acked = clients.filter(({ kind }) => kind === 'acknowledged')
  const lacking = given.map((log) => ({ log, lacks: acked.filter(lackedBy(log)) })).filter(({ lacks }) => lacks.length > 0)
  const absent = judges.filter((id) => !given.some(({ broker }) => broker === id))
  const isKnown = saysAcknowledged(clients)
  const role = hasLeader ? 'leads at the end' : 'may be elected'
  const missing = [
    ...(isKnown
      ? []
      : [`nothing says what producers were told: no line of a producer of ${history.topic}-${history.partition} was given`]),
    ...(history.deleted === undefined
      ? []
      : [`the topic was deleted at offset ${history.deleted.offset}, with all that it had: --to names what is before`]),
    ...(hasLeader ? [] : [`nobody leads at the end${judges.length === 0 ? ', and nobody may be elected cleanly' : ''}`]),
    ...(absent.length === 0 ? [] : [`no log was given of ${brokersText(absent)}, which ${role}`]),
    ...lacking.map(
      ({ log, lacks }) =>
        `the log of broker ${log.broker}, which ${role}, lacks what was acknowledged at ${offsetsText(lacks, evidence.start)}`,
    ),
    ...(isKnown ? given.flatMap((log) => unspokenText(log, evidence, brokers)) : []),
    ...given.flatMap((log) => untoldText(log, acked, history)),
    ...unsure.map(({ file, what }) => `${file} could not be read in full: ${what}`),
  ]
  // Nobody is elected and everybody who may be has it all: nothing is missing.
  const isSettled = !hasLeader && missing.length === 1 && judges.length > 0
  const isLossSaid = hasLeader && lacking.some(({ log, lacks }) => lacks.some(({ offset }) => offset >= log.dump.start))
  return { missing: isSettled ? [] : missing, isLossSaid }
}

/** Whether any producer of the partition has said what it was told. */
export const saysAcknowledged = (clients: readonly ClientRecord[]): boolean => clients.some(({ kind }) => kind !== 'read')

/** Whether a log lacks a record; of one without an offset, whether it lacks its value. */
function lackedBy({ dump }: ReplicaLog): (client: ClientRecord) => boolean {
  const held = new Map(dump.records.map((record) => [record.offset, record]))
  const values = new Set(dump.records.map(({ payload }) => payload))
  return ({ offset, value }) => {
    if (offset < 0) return !values.has(value)
    const record = held.get(offset)
    return record === undefined || (record.payload !== undefined && record.payload !== value)
  }
}

/** Places at which a log may hold another record than the one that was acknowledged there: of a later leader epoch than the first, and printed without its value. */
function untoldText({ broker, dump }: ReplicaLog, acked: readonly ClientRecord[], { first }: History): readonly string[] {
  const at = new Set(acked.map(({ offset }) => offset))
  const untold = dump.records.find(
    ({ offset, payload, leaderEpoch }) => payload === undefined && leaderEpoch > first.leaderEpoch && at.has(offset),
  )
  return untold === undefined
    ? []
    : [
        `the log of broker ${broker} was printed without values (--print-data-log): whether its record at offset ${untold.offset}, of leader epoch ${untold.leaderEpoch}, is the one that was acknowledged there is not known`,
      ]
}

/** Records of other logs that this one lacks, and that no line of a producer is about. */
function unspokenText(
  { broker }: ReplicaLog,
  { records, logs, groups }: Evidence,
  brokers: readonly number[],
): readonly string[] {
  const own = logs[brokers.indexOf(broker)] ?? []
  const unspoken = records.filter(({ epoch, offset, acked }) => epoch >= 0 && acked === null && own[offset] !== epoch)
  if (unspoken.length === 0) return []
  const at = unspoken.slice(0, MOST).map(({ offset }) => groups[offset]?.from ?? -1)
  return [
    `the log of broker ${broker} lacks a record that another has at offset ${listOf(at.map(String))}, and no line of a producer is about it`,
  ]
}

const MOST = 5

function offsetsText(lacks: readonly ClientRecord[], start: number): string {
  const [shown, more] = [lacks.slice(0, MOST), lacks.length > MOST ? `, … (${lacks.length} in all)` : '']
  const offsets = shown.map(({ offset, value }) =>
    offset < 0 ? `an offset that was not told (${value.slice(0, 40)})` : `offset ${offset}`,
  )
  const below = lacks.some(({ offset }) => offset >= 0 && offset < start)
  return `${offsets.join(', ')}${more}${below ? `; what is below offset ${start} is left out, as not every log goes back that far` : ''}`
}

const brokersText = (ids: readonly number[]): string => listOf(ids.map((id) => `broker ${id}`))
