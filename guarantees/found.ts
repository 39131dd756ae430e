/** Where a partition starts that a listing found: from the least healthy of them, and what that leaves out. */
import { type Effective, FEATURE_ELR, type LivePartition, type Partition, settledCount } from '../config/index.ts'
import type { Start } from '../model/kraft/index.ts'
import { listOf } from '../text/counted.ts'
import type { Side } from './result.ts'

/** What is checked of the partitions of a topic, and what is not. */
export interface FoundStart {
  readonly start?: Start
  readonly warnings: readonly string[]
  /** Partitions that have lost something and are not what is checked. */
  readonly unread: Side['unread']
}

interface Of {
  /** As it is configured, and was until now. */
  readonly configured: Pick<Effective, 'values'>
  readonly before: Partition | undefined
  /** After the number of a partition, where it is not the topic's own. */
  readonly of: string
}

/** A partition from which the model can start. */
interface Sick {
  readonly live: LivePartition
  readonly start: Start
}

const NOTHING: FoundStart = { warnings: [], unread: [] }

/**
 * The start is the least healthy of the partitions that are not healthy and can be one. Others are covered by it where they have a leader if it
 * has, and no fewer in the ISR and with the records: less has to happen to it. What is not covered is not known.
 */
export function foundStart(found: readonly LivePartition[], of: Of): FoundStart {
  const moved = found.filter((live) => isMoved(live) && !isSick(live))
  const troubled = found.filter(isSick)
  if (troubled.length + moved.length === 0) return NOTHING
  const tried = troubled.map((live) => ({ live, start: startFrom(live, of) }))
  const sick = tried
    .flatMap(({ live, start }) => (typeof start === 'string' ? [] : [{ live, start }]))
    .toSorted(
      (a, b) =>
        Number(hasLeader(a)) - Number(hasLeader(b)) ||
        a.start.isr.length - b.start.isr.length ||
        holders(a) - holders(b) ||
        a.live.partition - b.live.partition,
    )
  const [worst, ...others] = sick
  const uncovered = worst === undefined ? [] : others.filter((other) => !covers(worst, other))
  const covered = others.length - uncovered.length
  return {
    ...(worst !== undefined && { start: worst.start }),
    warnings: [
      ...moved.map(
        (live) =>
          `${nameOf(live, of)}, is being reassigned: what is checked is a partition that is not, and not what comes on the way`,
      ),
      ...(worst === undefined ? [] : [startText(worst, of, covered)]),
    ],
    unread: [
      ...tried.flatMap(({ live, start }) =>
        typeof start === 'string'
          ? [{ message: `${nameOf(live, of)}, ${start}: how it goes on is not checked`, place: live.place }]
          : [],
      ),
      ...uncovered.map(({ live }) => ({
        message: `${nameOf(live, of)}, has ${lacksText(live)}, and what is checked starts from partition ${worst?.live.partition}: how it goes on is not checked`,
        place: live.place,
      })),
    ],
  }
}

const isMoved = ({ adding = [], removing = [] }: LivePartition): boolean => adding.length + removing.length > 0

/** Whether it has no leader, or one of its replicas is out of the ISR that is not only being added. */
export const isSick = ({ leader, replicas, isr, adding = [] }: LivePartition): boolean =>
  leader === undefined || replicas.some((id) => !isr.includes(id) && !adding.includes(id))

const hasLeader = ({ start }: Sick): boolean => start.leader >= 0
const holders = ({ start }: Sick): number => start.isr.length + start.elr.length

const covers = (worst: Sick, other: Sick): boolean =>
  (!hasLeader(worst) || hasLeader(other)) && other.start.isr.length >= worst.start.isr.length && holders(other) >= holders(worst)

/** Where the model starts, or why it cannot. */
function startFrom(live: LivePartition, { configured, before }: Of): Start | string {
  const valueIn = ({ values }: Pick<Partition, 'values'>, key: string) => values.find((v) => v.key === key)?.value
  const factor = Number(valueIn(configured, 'replication.factor'))
  if (isMoved(live)) return `has ${lacksText(live)} and is being reassigned`
  if (settledCount(live) !== factor)
    return `has ${lacksText(live)}, and ${live.replicas.length} replicas where ${factor} are checked`
  const at = (ids: readonly number[]) => ids.map((id) => live.replicas.indexOf(id)).filter((i) => i >= 0)
  const isr = at(live.isr)
  const keepsElr = (valueIn(configured, FEATURE_ELR) ?? '0') !== '0'
  // A change of min.insync.replicas clears it (KAFKA-16540); a partition without ISR is looked at before and while that happens.
  const isCleared =
    before !== undefined &&
    valueIn(before, 'min.insync.replicas') !== valueIn(configured, 'min.insync.replicas') &&
    isr.length > 0
  const elr = keepsElr && !isCleared ? at(live.elr ?? []).filter((b) => !isr.includes(b)) : []
  const [leader = -1] = live.leader === undefined ? [] : at([live.leader])
  if (isr.length + elr.length === 0) return 'has neither ISR nor eligible leader replicas to start from'
  if (live.leader !== undefined && !isr.includes(leader)) return `has a leader, ${live.leader}, that is not in its ISR`
  return { leader, isr, elr, brokers: live.replicas }
}

const nameOf = ({ partition, place: { file, line } }: LivePartition, { of }: Of): string =>
  `partition ${partition}${of}, as ${line === 0 ? file : `${file}:${line}`} found it`

const lacksText = ({ leader, isr }: LivePartition): string =>
  `${leader === undefined ? 'no leader' : `leader ${leader}`}, ISR ${isr.join(',') || 'empty'}`

function startText({ live, start }: Sick, of: Of, covered: number): string {
  const { replicas } = live
  const out = replicas.flatMap((id, i) => (start.isr.includes(i) ? [] : [`b${id}`]))
  const unknown =
    out.length === 0
      ? []
      : [
          `whether ${listOf(out)} ${out.length === 1 ? 'runs, which is' : 'run, which are'} out of the ISR, no listing says: every way is tried`,
        ]
  const words = [lacksText(live), ...(start.elr.length > 0 ? [`ELR ${start.elr.map((i) => replicas[i]).join(',')}`] : [])]
  return [
    `checked from ${nameOf(live, of)}: ${words.join(', ')} (${namesText(replicas)})`,
    'its first record is acknowledged and held by ISR and ELR alone',
    ...unknown,
    ...(covered === 0
      ? []
      : [
          `${covered} more ${covered === 1 ? 'partition is' : 'partitions are'} out of sync, and no worse off: they are not checked`,
        ]),
  ].join('; ')
}

/** `b9 and b7 are brokers 9 and 7`. */
const namesText = (ids: readonly number[]): string =>
  `${listOf(ids.map((id) => `b${id}`))} ${ids.length === 1 ? 'is broker' : 'are brokers'} ${listOf(ids.map(String))}`
