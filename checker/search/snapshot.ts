/** A search between two levels: what is needed to go on with it, in another process and with another number of workers. */
import type { Target } from './counterexample.ts'
import type { LevelReport } from './lane-messages.ts'
import type { LaneHandle } from './lanes.ts'
import { type Level, sizeOf } from './levels.ts'
import { Control, firstTable, isOutgrown, nextTable, type SearchMemory } from './memory.ts'
import type { Open } from './open-properties.ts'
import { sum } from './result.ts'
import { storeOf } from './divided-store.ts'

/** What was counted and found so far; plain data. */
export interface Progressed {
  /** States by level; the last level is found, and not expanded yet. */
  readonly levels: readonly number[]
  readonly generated: number
  readonly deadlocks: number
  readonly looked: number
  /** By action, and by guard. */
  readonly taken: readonly number[]
  readonly created: readonly number[]
  readonly blocked: readonly number[]
  readonly found: readonly Found[]
}

/** More states were kept than the limits have room for. */
export class NoRoom extends Error {
  override name = 'NoRoom'
}

/** What decides a property, packed. */
interface Found {
  readonly name: string
  readonly depth: number
  readonly packed: readonly number[]
  /** Of a step property, the state the step leads to. */
  readonly next?: readonly number[]
}

/** A search at the end of a level. The arrays are those of the search, and change when it goes on. */
export interface Snapshot {
  readonly progress: Progressed
  /** 16-bit halves of a state (`store.ts`). */
  readonly halves: number
  /** The packed states of a level, two bytes for a half, some at a time. */
  readonly statesOf: (level: number) => Iterable<Uint8Array>
  /** The least action that led to each state of the last level. */
  readonly creators: Uint8Array
  /** A byte for each state of the levels before the last, when there are properties of what stays possible. */
  readonly marksOf: (level: number) => Uint8Array
}

/** A snapshot that was kept. */
export interface Kept {
  readonly progress: Progressed
  /** Gives a search what was kept of it. @throws whatever tells that it cannot be read, or is not what was kept. */
  readonly read: (into: Refilled) => Promise<void>
}

/** A search that is to go on: arrays to be filled, and what takes the states of all levels in order, any number of them at a time. */
export interface Refilled extends Pick<Snapshot, 'halves' | 'creators' | 'marksOf'> {
  /** @throws NoRoom */
  readonly fill: (states: Uint8Array) => void
}

/** States that are put together at a time. */
export const STATES_IN_PIECE = 2 ** 16

interface Counts {
  readonly reports: readonly LevelReport[]
  readonly looked: number
}

/** Takes a snapshot; only while no lane is at work. */
export function snapshotOf(
  memory: SearchMemory,
  levels: readonly Level[],
  open: readonly Open[],
  { reports, looked }: Counts,
): Snapshot {
  const add = (of: (report: LevelReport) => Float64Array): number[] =>
    reports.reduce<number[]>((total, report) => Array.from(of(report), (n, i) => n + (total[i] ?? 0)), [])
  return {
    progress: {
      levels: levels.map(sizeOf),
      generated: sum(new Float64Array(memory.generated)),
      deadlocks: reports.reduce((n, r) => n + r.deadlocks, 0),
      looked,
      taken: add((r) => r.taken),
      created: add((r) => r.created),
      blocked: add((r) => r.blocked),
      found: foundOf(open),
    },
    halves: memory.halves,
    *statesOf(level) {
      const store = storeOf(memory)
      const { from, to } = levels[level] ?? { from: 0, to: 0 }
      for (let first = from; first < to; first += STATES_IN_PIECE)
        yield store.between(first, Math.min(to, first + STATES_IN_PIECE))
    },
    ...arraysOf(memory, levels),
  }
}

/** What decided properties so far. */
export const foundOf = (open: readonly Open[]): Found[] =>
  open.flatMap(({ found, result }) => {
    if (found === undefined) return []
    const packed = { name: result.name, depth: found.depth, packed: [...found.packed] }
    return ['next' in found ? { ...packed, next: [...found.next] } : packed]
  })

/** Decides properties by what had decided them before. */
export function restoreFound(open: readonly Open[], known: readonly Found[]): void {
  for (const o of open) {
    const found = known.find(({ name }) => name === o.result.name)
    if (found !== undefined) o.found = targetOf(found)
  }
}

function arraysOf(memory: SearchMemory, levels: readonly Level[]): Pick<Snapshot, 'creators' | 'marksOf'> {
  const marks = new Uint8Array(memory.marks)
  const last = levels.length - 1
  const young = new Uint8Array(memory.creators[last % 2 === 0 ? 0 : 1])
  const at = (level: number): Level => levels[level] ?? { from: 0, to: 0 }
  return {
    creators: young.subarray(0, sizeOf(at(last))),
    marksOf: (level) => marks.subarray(at(level).from, at(level).to),
  }
}

/** A report of what was counted before, to be added to those of the lanes. */
export const reportOf = ({ taken, created, blocked, deadlocks }: Progressed): LevelReport => ({
  status: 'done',
  taken: Float64Array.from(taken),
  created: Float64Array.from(created),
  blocked: Float64Array.from(blocked),
  deadlocks,
  findings: [],
  sampled: [],
  failure: undefined,
})

/**
 * Puts a search where the snapshot left it: states, their table, marks, counts, and what was found.
 * @throws NoRoom when the limits have no room for its states.
 */
export async function restore(
  { progress, read }: Kept,
  lanes: readonly LaneHandle[],
  memory: SearchMemory,
  open: readonly Open[],
): Promise<{ readonly levels: Level[]; readonly before: LevelReport[] }> {
  let from = 0
  const levels = progress.levels.map((size): Level => ({ from, to: (from += size) }))
  const total = from
  const control = new Int32Array(memory.control)
  let table = firstTable(memory)
  while (isOutgrown(memory, table, total)) table = nextTable(memory, table)
  control[Control.table] = table
  const store = storeOf(memory)
  let filled = 0
  const refuse = (room: string): never => {
    throw new NoRoom(`${total} states are kept, and the limits have room for ${room} (--max-memory, --max-states)`)
  }
  if (total > memory.capacity) refuse(String(memory.capacity))
  await read({
    halves: memory.halves,
    ...arraysOf(memory, levels),
    fill: (states) => {
      if (!store.fill(filled, states)) refuse('fewer')
      filled += states.length / (2 * memory.halves)
    },
  })
  control[Control.next] = total
  control[Control.states] = total
  // Parts are in their chains since they were filled in, and would be twice.
  await Promise.all(lanes.map((lane, i) => lane.api.clear(table, i, lanes.length)))
  await Promise.all(lanes.map((lane, i) => lane.api.refill(i, lanes.length)))
  new Float64Array(memory.generated)[0] = progress.generated
  restoreFound(open, progress.found)
  // Before the first level nothing was counted.
  return { levels, before: levels.length > 1 ? [reportOf(progress)] : [] }
}

function targetOf({ depth, packed, next }: Found): NonNullable<Open['found']> {
  const target: Target = { depth, packed: Int32Array.from(packed) }
  return next === undefined ? target : { ...target, next: Int32Array.from(next) }
}
